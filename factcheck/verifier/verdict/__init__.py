"""Decisions about a response: the outcome of the link and of the quote. Pure."""
