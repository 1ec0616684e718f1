"""The work of an administrator: databases, schedules, integrity and diagnosis."""
