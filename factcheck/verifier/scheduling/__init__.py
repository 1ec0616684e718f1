"""Which source is checked when: intervals, host queues, batches and worker processes."""
