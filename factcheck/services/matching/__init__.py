"""Tracked claims that may say the same as a text."""
