"""Dates of a desk that show a clock that is wrong, or was."""

from datetime import datetime

from factcheck.store.row_source import RowSource, stored_utc, utc, utc_of_ms


def latest_record(source: RowSource) -> datetime | None:
    """Return the latest time that the desk has recorded."""
    last_event = source.select("SELECT at FROM event ORDER BY id DESC LIMIT 1")
    last_run = source.select("SELECT started_at AS at FROM run ORDER BY id DESC LIMIT 1")
    last_check = source.select("SELECT at FROM source_check ORDER BY id DESC LIMIT 1")
    moments = [utc(row["at"]) for row in (*last_event, *last_run)]
    return max([*moments, *(utc_of_ms(row["at"]) for row in last_check)], default=None)


def is_scheduled_after(source: RowSource, latest: datetime) -> bool:
    """Return whether the next check of some source is later than a moment."""
    found = source.select("SELECT 1 FROM source WHERE next_check_at > :latest LIMIT 1", {"latest": stored_utc(latest)})
    return bool(found)


def is_paused_after(source: RowSource, latest: datetime) -> bool:
    """Return whether the pause of some host ends later than a moment."""
    return bool(
        source.select("SELECT 1 FROM host WHERE blocked_until > :latest LIMIT 1", {"latest": stored_utc(latest)})
    )


def is_leased_after(source: RowSource, latest: datetime) -> bool:
    """Return whether the lease of some host ends later than a moment."""
    return bool(source.select("SELECT 1 FROM host WHERE lease_until > :latest LIMIT 1", {"latest": stored_utc(latest)}))
