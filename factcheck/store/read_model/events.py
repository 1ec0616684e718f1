"""Events of the audit log."""

from factcheck.store.row_ids import is_row_id
from factcheck.store.row_source import NamedRow, RowSource, optional_json, utc
from factcheck.store.rows import EventRow

SINCE_MAX_EVENTS = 1000
_EVENTS = "SELECT id, at, actor, action, subject, claim_id, data, hash FROM event"


def events(
    source: RowSource, claim_id: int | None = None, limit: int = 50, *, before_id: int | None = None
) -> list[EventRow]:
    """Return events, the newest first: of one claim, or of the desk."""
    if claim_id is not None and not is_row_id(claim_id):
        return []
    tests = ["claim_id = :claim"] * (claim_id is not None) + ["id < :before"] * (before_id is not None)
    rows = source.select(
        f"{_EVENTS} WHERE {' AND '.join(tests) or '1'} ORDER BY id DESC LIMIT :limit",
        {"claim": claim_id, "before": before_id, "limit": limit},
    )
    return [_event_row(row) for row in rows]


def events_since(source: RowSource, event_id: int) -> list[EventRow]:
    """Return the events after one, in order: the work of others since then."""
    rows = source.select(
        f"{_EVENTS} WHERE id > :event ORDER BY id LIMIT {SINCE_MAX_EVENTS}",
        {"event": event_id},
    )
    return [_event_row(row) for row in rows]


def last_event_id(source: RowSource) -> int:
    """Return the number of the newest event, or 0 where the log is empty."""
    return int(source.select("SELECT coalesce(max(id), 0) AS id FROM event")[0]["id"])


def _event_row(row: NamedRow) -> EventRow:
    return EventRow(
        id=row["id"],
        at=utc(row["at"]),
        actor=row["actor"],
        action=row["action"],
        subject=row["subject"],
        claim_id=row["claim_id"],
        data=optional_json(row["data"]),
        hash=row["hash"],
    )
