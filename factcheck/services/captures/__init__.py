"""Stored versions of sources: written, read, compared, exported and pruned."""
