"""A demonstration of factcheck: a small desk, a small web and a small archive."""
