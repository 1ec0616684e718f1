"""Scheduling of checks: intervals, host queues, batches and worker processes."""
