"""Events of the audit log."""

from factcheck.store.row_ids import is_row_id
from factcheck.store.row_source import NamedRow, RowSource, number_list, optional_json, utc
from factcheck.store.rows import EventRow

SINCE_MAX_EVENTS = 1000
MERGED_BELOW = """below(id) AS (SELECT id FROM claim WHERE merged_into = :claim
  UNION ALL SELECT claim.id FROM below JOIN claim ON claim.merged_into = below.id)"""
"""A recursive table of the claims that were merged into a claim, directly or by way of another one."""
_EVENTS = "SELECT id, at, actor, action, subject, claim_id, data, hash FROM event"


def events(
    source: RowSource, claim_id: int | None = None, limit: int = 50, *, before_id: int | None = None
) -> list[EventRow]:
    """Return events, the newest first: of one claim and those that were merged into it, or of the desk."""
    if claim_id is not None and not is_row_id(claim_id):
        return []
    values: dict[str, int | str | None] = {"claim": claim_id, "before": before_id, "limit": limit}
    tests = ["id < :before"] * (before_id is not None)
    if claim_id is not None:
        merged = source.select(f"WITH RECURSIVE {MERGED_BELOW} SELECT id FROM below", values)
        values["claims"] = number_list([claim_id, *(row["id"] for row in merged)])
        # One claim is found by an index that has its events in order already.
        tests += ["claim_id IN (SELECT value FROM json_each(:claims))"] if merged else ["claim_id = :claim"]
    rows = source.select(f"{_EVENTS} WHERE {' AND '.join(tests) or '1'} ORDER BY id DESC LIMIT :limit", values)
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
