"""Undo and redo of events.

An undo is an event itself: it restores the values from before, if nobody has changed them since, and refers to the event that it
undoes. Nothing is erased.
"""

import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from factcheck.errors import InputError
from factcheck.models import Alert, Citation, Claim, Event, Note
from factcheck.services.desk import Desk
from factcheck.services.editing import duplicates
from factcheck.services.editing.bulk_undo import PUBLISHED_COLUMNS, REDO, UNDO, reverse_bulk, undone_events
from factcheck.services.editing.claims import change_tags
from factcheck.services.editing.dependents import refuse_if_depended_on
from factcheck.services.editing.import_undo import reverse_import
from factcheck.services.editing.validation import lacks_rating, refuse_merged, refuse_unrated
from factcheck.services.pacing import Progress, always_continue
from factcheck.services.text.event_text import ACTION_TEXTS, event_text, relinking_text
from factcheck.store import ledger, queries
from factcheck.store.rows import EventRow

__all__ = ["ACTION_TEXTS", "REDO", "UNDO", "UNDOABLE", "Undone", "event_text", "history", "newest", "redo", "undo"]

UNDOABLE = frozenset(
    {
        "claim.added",
        "claim.edited",
        "claim.rated",
        "claim.withdrawn",
        "claim.merged",
        "claim.split",
        "note.added",
        "citation.added",
        "citation.edited",
        "citation.withdrawn",
        "alert.dismissed",
        "alert.accepted",
        "alert.replaced",
        "alert.withdrawn",
        "alert.reopened",
    }
)

FILED = {"import": "imported", "ingest": "ingested"}
"""Keys of events that file many claims at once, and what was done with the file or article that they name."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The result of an undo or a redo."""

    action: str
    claim_id: int | None
    count: int
    """Number of events. A bulk edit is one action of many events."""
    summary: str
    left: tuple[str, ...] = ()
    """One sentence for each claim that was not changed, with the reason."""


def history(
    desk: Desk, claim_id: int | None = None, *, limit: int = 50, before_id: int | None = None
) -> list[EventRow]:
    """Return events of the audit log, newest first."""
    with desk.read() as session:
        return queries.events(session, claim_id, limit=limit, before_id=before_id)


def undo(desk: Desk, claim_id: int | None = None, progress: Progress = always_continue) -> Undone:
    """Undo the actor's last action, on one claim or on all, with all events of the same batch.

    ``progress`` can stop an undo of many claims; the next undo continues it. Raises InputError if there is nothing to undo, or if
    somebody changed the same values or built on them since.
    """
    with desk.read() as session:
        event = _last(session, desk.actor, claim_id, UNDOABLE)
    if event is not None and _is_bulk(event):
        return _reverse_bulk(desk, event, UNDO, claim_id, progress)
    with desk.write() as session:
        event = _last(session, desk.actor, claim_id, UNDOABLE)
        if event is None:
            raise InputError(f"{desk.actor} has nothing to undo{_on(claim_id)}")
        return _reverse(session, desk, event, UNDO, claim_id)


def newest(desk: Desk) -> int | None:
    """Return the number of the event that the actor's next undo would reverse, or None."""
    with desk.read() as session:
        event = _last(session, desk.actor, None, UNDOABLE)
    return event.id if event else None


def redo(desk: Desk, claim_id: int | None = None, progress: Progress = always_continue) -> Undone:
    """Redo what the actor's last undo reversed. Raises InputError if there is nothing to redo, or it is no longer possible."""
    with desk.read() as session:
        event = _last_undo(session, desk, claim_id)
    if _is_bulk(event):
        return _reverse_bulk(desk, event, REDO, claim_id, progress)
    with desk.write() as session:
        return _reverse(session, desk, _last_undo(session, desk, claim_id), REDO, claim_id)


def _last_undo(session: Session, desk: Desk, claim_id: int | None) -> Event:
    """Return the newest event of the actor's last undo. Raises InputError if there is none or it is not the last action."""
    event = _last(session, desk.actor, claim_id, {f"action.{UNDO}"})
    newer = _last(session, desk.actor, claim_id, UNDOABLE)
    if event is None or (newer is not None and newer.id > event.id):
        raise InputError(f"{desk.actor} has nothing to redo{_on(claim_id)}")
    return event


def _is_bulk(event: Event) -> bool:
    """Return whether an event belongs to a bulk edit, an import or an ingest, whose events can be undone one by one."""
    return bool(event.data.get("each") or _is_filed(event))


def _is_filed(event: Event) -> bool:
    """Return whether an import or an ingest made the event."""
    return not FILED.keys().isdisjoint(event.data)


def _reverse_bulk(desk: Desk, event: Event, how: str, claim_id: int | None, progress: Progress) -> Undone:
    """Reverse a bulk edit, an import or an ingest claim by claim. Claims that others changed are left, and reported."""
    if _is_filed(event):
        count, left, waiting = reverse_import(desk, event, how, claim_id, _reverse_one, progress)
    else:
        count, left, waiting = reverse_bulk(desk, event, how, claim_id, progress)
    if not count:
        raise InputError(left[0] if left else f"{desk.actor} has nothing to undo{_on(claim_id)}")
    remark = f" of {count + len(left) + waiting:,}" if left or waiting else ""
    remark += f"; {left[0]}" if left else ""
    remark += f"; stopped, {'undo' if how == UNDO else 'redo'} again to continue" if waiting else ""
    return Undone(event.action, event.claim_id, count, _summary(event, how, count) + remark, tuple(left))


def _on(claim_id: int | None) -> str:
    return "" if claim_id is None else f" on claim {claim_id}"


def _last(session: Session, actor: str, claim_id: int | None, actions: Any) -> Event | None:
    """Return the actor's newest event of these actions that is not undone."""
    newest = select(Event).where(Event.actor == actor, col(Event.action).in_(actions)).order_by(col(Event.id).desc())
    if claim_id is not None:
        newest = newest.where(Event.claim_id == claim_id)
    return session.exec(newest.where(col(Event.id).not_in(undone_events(actor))).limit(1)).first()


def _reverse(session: Session, desk: Desk, event: Event, how: str, claim_id: int | None) -> Undone:
    batch = event.data.get("batch")
    together = [event]
    if batch:
        in_batch = sa.func.json_extract(Event.data, "$.batch") == batch
        in_same_batch = select(Event).where(
            Event.actor == desk.actor,
            in_batch,
            Event.action == event.action,
            col(Event.id).not_in(undone_events(desk.actor)),
        )
        if claim_id is not None and not duplicates.is_relinking(event):
            in_same_batch = in_same_batch.where(Event.claim_id == claim_id)
        together = list(session.exec(in_same_batch.order_by(col(Event.id).desc())))
    if duplicates.is_relinking(event):
        duplicates.reverse(session, desk, together, how)
        ledger.finish(session)
        return Undone(event.action, event.claim_id, 1, _summary(event, how, 1))
    new_batch = uuid.uuid4().hex if batch else None
    try:
        affected = []
        for line in together:
            affected += _reverse_one(session, desk, line, how, new_batch)
            refuse_if_depended_on(session, line)
        refuse_unrated([claim for claim in affected if lacks_rating(claim.status, claim.rating)])
        ledger.finish(session)
    except sa.exc.IntegrityError:
        raise InputError(
            "this can no longer be undone: another alert about the same citation is open; resolve that one first"
        ) from None
    return Undone(event.action, event.claim_id, len(together), _summary(event, how, len(together)))


def _summary(event: Event, how: str, count: int) -> str:
    verb = "undone" if how == UNDO else "redone"
    what = ACTION_TEXTS.get(event.data.get("what", event.action), event.action)
    for key, done in FILED.items():
        if name := event.data.get(key):
            return f"{verb}: {done} {name}: {f'{count:,} claims' if count > 1 else f'claim {event.claim_id}'}"
    if relinked := relinking_text(event.data, reversed_=how == REDO):
        return f"{verb}: {relinked}"
    where = f"on {count:,} claims" if count > 1 else _on(event.claim_id).removeprefix(" ")
    return f"{verb}: {what} {where}".rstrip()


def _reverse_one(session: Session, desk: Desk, event: Event, how: str, batch: str | None) -> list[Claim]:
    """Reverse one event, and return the claims whose status or rating that changes."""
    data: dict[str, Any] = {"undoes": event.id, "what": event.data.get("what", event.action)}
    if batch:
        data["batch"] = batch
    data |= {key: event.data[key] for key in FILED if key in event.data}
    tags, changes = event.data.get("tags"), list(reversed(event.data.get("changes", [])))
    if tags or any(change["row"] == f"claim:{event.claim_id}" for change in changes):
        refuse_merged(session, session.get_one(Claim, event.claim_id))
    if tags and event.claim_id is not None:
        added, removed = tags.get("added", []), tags.get("removed", [])
        data["tags"] = change_tags(session, event.claim_id, add=removed, remove=added)
    rows = [ledger.restore(session, change, at=desk.clock()) for change in changes]
    changed = [row for row in rows if row is not None]
    subject = changed[0] if changed else session.get_one(ledger.TABLES["claim"], event.claim_id)
    about = subject.claim_id if isinstance(subject, Citation | Note | Alert) else event.claim_id  # it may have moved
    ledger.record(session, desk.actor, f"action.{how}", subject, at=desk.clock(), claim_id=about, **data)
    return [
        row
        for row, change in zip(rows, changes, strict=True)
        if isinstance(row, Claim) and (change["before"] or {}).keys() & set(PUBLISHED_COLUMNS)
    ]
