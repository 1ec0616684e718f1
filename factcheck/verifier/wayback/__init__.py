"""Client of the Wayback Machine and compatible archives."""
