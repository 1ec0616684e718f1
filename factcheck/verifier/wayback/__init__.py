"""The client of the Wayback Machine."""
