"""Differences between two versions of a page's text."""
