"""New alerts and the health of the scheduled job, as they are reported to people and monitors."""
