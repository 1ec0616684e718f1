"""Undo and redo of bulk edits, in parts of a few milliseconds.

Each event is reversed alone: a claim that somebody changed since then is left as it is, and the others are put back.
"""

import uuid
from collections.abc import Sequence
from typing import Any, get_type_hints

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from factcheck.models import Claim, Event, Note
from factcheck.services.desk import Desk
from factcheck.services.editing.bulk_edit import BULK_COLUMNS, ClaimChange, stored_columns, write_changes
from factcheck.services.editing.merged_claims import canonical_claim
from factcheck.services.editing.validation import lacks_rating
from factcheck.services.pacing import Progress, always_continue, parts
from factcheck.services.text.phrases import counted
from factcheck.store import ledger

UNDO, REDO = "undone", "redone"
PUBLISHED_COLUMNS = ("status", "rating")
"""The columns that decide whether a claim is published with a rating."""
PAGE_ROWS = 1000
"""Events of the actor in one query. The bulk edit began where a page contains none of its events."""
COLUMN_TYPES = {name: TypeAdapter(get_type_hints(Claim)[name]) for name in BULK_COLUMNS}


def reverse_bulk(
    desk: Desk, event: Event, how: str, claim_id: int | None, progress: Progress = always_continue
) -> tuple[int, list[str], int]:
    """Reverse the events of a bulk edit, for all claims or for one.

    Returns the number of claims that were put back, the reason for each claim that was not, and the number of claims that were
    not reached because it was stopped.
    """
    with desk.read() as session:
        numbers = list(bulk_events(session, event, claim_id))
    mark, count, turned, left = uuid.uuid4().hex, 0, 0, []
    for session, part in parts(desk, numbers, progress):
        turned += len(part)
        lines = session.execute(
            select(Event.id, Event.claim_id, Event.action, Event.data).where(col(Event.id).in_(part))
        )
        events = [(line.claim_id, line.data, _event_data(line, mark)) for line in lines]
        done, complaints = _claims(session, desk, how, [each for each in events if not _is_note(each[1])])
        noted, more = _notes(session, desk, how, [each for each in events if _is_note(each[1])])
        count += done + noted
        left += complaints + more
    return count, left, len(numbers) - turned


def _event_data(line: Any, mark: str) -> dict[str, Any]:
    return {"undoes": line.id, "what": line.data.get("what", line.action), "batch": mark, "each": True}


def _is_note(data: dict[str, Any]) -> bool:
    return any(change["row"].startswith("note:") for change in data["changes"])


def bulk_events(session: Session, event: Event, claim_id: int | None) -> dict[int, int]:
    """Return the claim of each event of a bulk edit or an import that is not undone, by event number, newest first."""
    batch, below = event.data["batch"], event.id + 1
    found: dict[int, int] = {}
    while below:
        page = session.execute(
            select(Event.id, sa.func.json_extract(Event.data, "$.batch"), Event.claim_id)
            .where(Event.actor == event.actor, col(Event.id) < below)
            .order_by(col(Event.id).desc())
            .limit(PAGE_ROWS)
        ).all()
        mine = {number: about for number, of, about in page if of == batch}
        found |= {number: about for number, about in mine.items() if claim_id in (None, about)}
        below = page[-1][0] if mine and len(page) == PAGE_ROWS else 0
    gone = set(session.exec(undone_events(event.actor, after=event.id)))
    return {number: about for number, about in found.items() if number not in gone}


def undone_events(actor: str, after: int = 0) -> Any:
    """Return a query for the numbers of the actor's events that are undone and not redone.

    ``after`` is the number of an event that precedes all undo events.
    """
    again = sa.orm.aliased(Event)
    redone = select(sa.func.json_extract(again.data, "$.undoes")).where(
        again.actor == actor, again.action == f"action.{REDO}", col(again.id) > after
    )
    return select(sa.func.json_extract(Event.data, "$.undoes")).where(
        Event.actor == actor,
        col(Event.id) > after,
        sa.or_(
            col(Event.action) == f"action.{REDO}",
            sa.and_(col(Event.action) == f"action.{UNDO}", col(Event.id).not_in(redone)),
        ),
    )


def _claims(session: Session, desk: Desk, how: str, events: Sequence[Any]) -> tuple[int, list[str]]:
    stored = stored_columns(session, [claim_id for claim_id, _, _ in events])
    turns, complaints = [], []
    for claim_id, data, says in events:
        change = data["changes"][0] if data["changes"] else {"before": {}, "after": {}}
        before, after = _typed(change["before"]), _typed(change["after"])
        row = stored.get(claim_id)
        moved = [name for name, value in after.items() if row is None or row[name] != value]
        if moved or row is None:
            since = f"changed since ({', '.join(moved)})" if row else _gone_since(session, claim_id)
            complaints.append(f"claim {claim_id} was {since}, and was not changed")
            continue
        if before.keys() & set(PUBLISHED_COLUMNS) and lacks_rating(
            *({**row, **before}[name] for name in PUBLISHED_COLUMNS)
        ):
            complaints.append(f"claim {claim_id} would be published without a rating, and was not changed")
            continue
        tags = data.get("tags") or {}
        on, off = tuple(tags.get("removed", ())), tuple(tags.get("added", ()))
        turns.append(ClaimChange(claim_id, after, before, on, off, says))
    write_changes(session, desk, f"action.{how}", turns)
    return len(turns), complaints


def _gone_since(session: Session, claim_id: int) -> str:
    claim = session.get_one(Claim, claim_id)
    if claim.merged_into is not None:
        return f"merged into claim {canonical_claim(session, claim).id} since"
    return "withdrawn since"


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    return {name: COLUMN_TYPES[name].validate_python(value) for name, value in values.items()}


def _notes(session: Session, desk: Desk, how: str, events: Sequence[Any]) -> tuple[int, list[str]]:
    """Withdraw notes that were added; restore notes that were withdrawn."""
    changes = {int(data["changes"][0]["row"].partition(":")[2]): data["changes"][0] for _, data, _ in events}
    withdrawn = dict(session.execute(select(Note.id, Note.withdrawn_at).where(col(Note.id).in_(changes))).all())
    at, lines = desk.clock(), []
    done: dict[bool, list[int]] = {True: [], False: []}
    for (claim_id, _, says), (number, change) in zip(events, changes.items(), strict=True):
        back = change["before"] is not None  # the line withdrew it
        if back != (withdrawn[number] is not None):
            continue
        done[back].append(number)
        was, now = (withdrawn[number], None) if back else (None, at)
        row = {"row": change["row"], "before": {"withdrawn_at": was}, "after": {"withdrawn_at": now}}
        lines.append((change["row"], claim_id, {"changes": [row], **says}))
    for back, numbers in done.items():
        session.execute(sa.update(Note).where(col(Note.id).in_(numbers)).values(withdrawn_at=None if back else at))
    ledger.record_many(session, desk.actor, f"action.{how}", lines, at=at)
    left = len(events) - len(lines)
    return len(lines), [f"withdrawn since: {counted(left, 'note')}"] if left else []
