"""The only package that uses the network. It is independent of the database tables."""
