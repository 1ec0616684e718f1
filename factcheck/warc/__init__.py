"""Captures as files any archive tool reads (WARC/1.1, ISO 28500). Knows no table and no network."""
