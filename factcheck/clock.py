"""The system clock. Services take a clock as an argument, so that tests can pass another."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)
