"""Changes by other people that depend on a row. An undo that would remove such a row is refused."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlmodel import Session, col, select

from factcheck.errors import InputError
from factcheck.models import Event
from factcheck.services.editing.bulk_undo import undone_events
from factcheck.services.text.event_text import ACTION_TEXTS, event_text
from factcheck.store.rows import EventRow

EDITING_ACTIONS = frozenset(action for action in ACTION_TEXTS if action.split(".")[0] in {"claim", "note", "citation"}) | {
    "alert.dismissed", "alert.accepted", "alert.replaced", "alert.withdrawn", "alert.reopened",
}  # fmt: skip
"""Actions of people on claims, without those that a check records."""


def withdrawn_rows(changes: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the rows that an undo of these changes removes: those that the changes added or restored."""
    return {
        change["row"]
        for change in changes
        if change["before"] is None
        or (change["before"].get("withdrawn_at") is not None and change["after"].get("withdrawn_at") is None)
    }


def work_of_others(session: Session, actor: str, since: int, claim_ids: Collection[int]) -> dict[int, list[Event]]:
    """Return by claim the events of other people after an event, without those that they have undone."""
    asked = select(Event).where(
        col(Event.id) > since,
        col(Event.claim_id).in_(claim_ids),
        Event.actor != actor,
        col(Event.action).in_(EDITING_ACTIONS),
    )
    found: dict[int, list[Event]] = {}
    gone: dict[str, set[int]] = {}
    for line in session.exec(asked.order_by(col(Event.id))):
        if line.actor not in gone:
            gone[line.actor] = set(session.exec(undone_events(line.actor, after=since)))
        if line.id not in gone[line.actor] and line.claim_id is not None:
            found.setdefault(line.claim_id, []).append(line)
    return found


def first_dependent(rows: Collection[str], lines: Iterable[Event]) -> Event | None:
    """Return the first of these events that depends on one of the rows. Every event of a claim depends on the claim."""
    for line in lines:
        touched = {change["row"] for change in line.data.get("changes", ())} | {line.subject}
        if touched & set(rows) or f"claim:{line.claim_id}" in rows:
            return line
    return None


def refusal_line(row: str, line: Event) -> str:
    """Return why a row is not removed: who did what with it since."""
    action = event_text(
        EventRow(line.id, line.at, line.actor, line.action, line.subject, line.claim_id, line.data, line.hash)
    )
    return f"{row.replace(':', ' ')} is not removed: {line.actor} {action} since (log line {line.id})"


def refuse_if_depended_on(session: Session, event: Event) -> None:
    """Raise InputError that names who did what, if others built on a row that an event added."""
    rows = withdrawn_rows(event.data.get("changes", ()))
    if not rows or event.claim_id is None:
        return
    lines = work_of_others(session, event.actor, event.id, [event.claim_id]).get(event.claim_id, [])
    if line := first_dependent(rows, lines):
        raise InputError(refusal_line(min(rows), line))
