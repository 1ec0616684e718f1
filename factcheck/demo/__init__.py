"""A small desk and a small web, made to show the program at work."""
