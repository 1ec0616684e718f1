"""Comparison of claims: which of them say the same, and what differs. Pure: no table, no network."""
