"""Notification channels, the digest of new alerts, and the metrics file. This package does not import tables."""
