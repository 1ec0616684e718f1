"""The only package that touches the network; it knows no table."""
