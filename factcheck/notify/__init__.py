"""How people are told: the digest of new alerts, and the ways by which it reaches them. Knows no table."""
