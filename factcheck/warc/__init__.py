"""Captures as files that any archive tool can read (WARC/1.1, ISO 28500). Independent of tables and network."""
