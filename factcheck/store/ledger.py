"""The one commit: a change and its line of the log, in one transaction; and the chain that shows tampering.

Each line's hash is SHA-256 over its content, as canonical JSON, and the hash before it. A line that is edited, removed
or moved breaks the chain at that place. Lines cut off at the end leave no trace here: who needs that keeps the head
hash elsewhere.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, get_type_hints

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session, col, select

from factcheck.errors import Conflict, InputError
from factcheck.models import Alert, Citation, Claim, Event, Note, Row

GENESIS = "0" * 64

TABLES: dict[str, type[Row]] = {table.__tablename__: table for table in (Alert, Citation, Claim, Note)}
"""The tables whose rows the log tells of and can restore: what a person does."""

DERIVED = frozenset({"search_text", "text_digest", "version", "updated_at", "attention"})
"""Columns that follow from others: the log leaves them out."""

BELIEFS = frozenset(
    {
        "quote_state",
        "quote_since",
        "quote_finding",
        "pending_outcome",
        "pending_since",
        "pending_finding",
        "pending_check_id",
    }
)
"""Columns the verifier moves: that they moved does not stand in the way of an undo."""


def commit(
    session: Session, actor: str, action: str, row: Row, *, at: datetime, claim_id: int | None = None, **data: Any
) -> Event:
    """Commit what ``session`` holds together with an event that says what was done to ``row``.

    Raises Conflict when another process saved a row first.
    """
    event = record(session, actor, action, row, at=at, claim_id=claim_id, **data)
    finish(session)
    return event


def finish(session: Session) -> None:
    """Commit what has been recorded."""
    session.commit()


def record(
    session: Session, actor: str, action: str, row: Row, *, at: datetime, claim_id: int | None = None, **data: Any
) -> Event:
    """Flush what ``session`` holds, and add its line to the log; several may share one transaction.

    ``data["changes"]`` holds, for each row that changed, ``row`` ("claim:12"), ``before`` and ``after`` by column;
    ``before`` is None for a row that is new. ``data`` adds what the action wants to say.
    """
    session.add(row)
    changed = [(held, _before(held)) for held in [*session.new, *session.dirty] if _logged(held)]
    changed = [(held, before) for held, before in changed if before is None or before]
    for held, before in changed:
        if isinstance(held, Claim) and before is not None:
            held.updated_at = at
    try:
        session.flush()
    except StaleDataError:
        raise Conflict(
            "somebody else changed it first; read it again", mine={}, theirs={}, version=0, actor=""
        ) from None
    about = row.id if isinstance(row, Claim) else claim_id
    if about is not None and not isinstance(row, Claim):
        session.execute(sa.update(Claim).where(col(Claim.id) == about).values(updated_at=at))
    changes = [{"row": name_of(held), "before": before, "after": _after(held, before)} for held, before in changed]
    event = Event(
        at=at.astimezone(UTC),
        actor=actor,
        action=action,
        subject=name_of(row),
        claim_id=about,
        data=jsonable({"changes": changes, **data}),
        previous_hash=head_hash(session),
        hash="",
    )
    event.hash = digest(event)
    session.add(event)
    session.flush()
    return event


def record_many(
    session: Session, actor: str, action: str, lines: Sequence[tuple[str, int, dict[str, Any]]], *, at: datetime
) -> None:
    """Add lines to the log for rows that were written by plain statements: each a subject, a claim and what it tells."""
    previous, written = head_hash(session), []
    for subject, claim_id, data in lines:
        event = Event(
            at=at.astimezone(UTC),
            actor=actor,
            action=action,
            subject=subject,
            claim_id=claim_id,
            data=jsonable(data),
            previous_hash=previous,
            hash="",
        )
        previous = digest(event)
        written.append(event.model_dump(exclude={"id"}) | {"hash": previous})
    if written:
        session.connection().execute(sa.insert(Event), written)


def name_of(row: Row) -> str:
    """Return a row's name in the log: "claim:12"."""
    return f"{row.__tablename__}:{row.id}"


def head_hash(session: Session) -> str:
    """Return the hash of the newest line."""
    return session.exec(select(Event.hash).order_by(col(Event.id).desc()).limit(1)).first() or GENESIS


def digest(event: Event) -> str:
    """Return the hash a line should have."""
    content = {
        "at": event.at.astimezone(UTC).isoformat(),
        "actor": event.actor,
        "action": event.action,
        "subject": event.subject,
        "claim_id": event.claim_id,
        "data": event.data,
        "previous_hash": event.previous_hash,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """The first line of the log that does not hold."""

    event_id: int
    complaint: str


def verify_chain(events: Iterable[Event]) -> BrokenLine | None:
    """Return the first line that breaks the chain, of all lines in the order of their numbers; None: it holds."""
    previous = GENESIS
    for event in events:
        if event.hash != digest(event):
            return BrokenLine(event.id, f"line {event.id} of the log was edited: its hash does not fit its content")
        if event.previous_hash != previous:
            return BrokenLine(event.id, f"before line {event.id} of the log a line was removed, added or moved")
        previous = event.hash
    return None


def restore(session: Session, change: dict[str, Any], *, at: datetime) -> Row | None:
    """Put a row back to what ``change``, of an event's data, says it was before; a row that was new is withdrawn.

    Returns None where there is nothing to restore. Raises InputError when the row no longer is what the change made it.
    """
    table, _, number = change["row"].partition(":")
    row = session.get(TABLES[table], int(number)) if table in TABLES else None
    if row is None:
        return None
    now = _image(row)
    watched = {"withdrawn_at": None} if change["before"] is None else change["after"]
    moved = [name for name, value in watched.items() if now.get(name) != value and name not in BELIEFS]
    if moved:
        raise InputError(f"{change['row']} was changed since ({', '.join(moved)}); undo that first")
    if change["before"] is None:
        setattr(row, "withdrawn_at", at)  # noqa: B010  not every table has it: alerts are never undone into being
        return row
    for name, value in change["before"].items():
        adapter: TypeAdapter[Any] = TypeAdapter(get_type_hints(type(row))[name])
        setattr(row, name, adapter.validate_python(value))
    return row


def jsonable(value: Any) -> Any:
    """Return the value as JSON has it: datetimes and dates in ISO 8601, members of closed sets by value."""
    match value:
        case StrEnum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case dict():
            return {str(key): jsonable(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [jsonable(each) for each in value]
        case _:
            return value


def _logged(row: object) -> bool:
    return isinstance(row, Row) and row.__tablename__ in TABLES


def _columns(row: Row) -> list[str]:
    names = (attribute.key for attribute in sa.inspect(type(row)).column_attrs)
    return [name for name in names if name not in DERIVED]


def _image(row: Row) -> dict[str, Any]:
    return {name: jsonable(getattr(row, name)) for name in _columns(row)}


def _before(row: Row) -> dict[str, Any] | None:
    """Return what the changed columns held; None: the row is new."""
    state = sa.inspect(row)
    if not state.persistent:
        return None
    histories = {name: state.attrs[name].history for name in _columns(row)}
    return {name: jsonable(h.deleted[0]) if h.deleted else None for name, h in histories.items() if h.has_changes()}


def _after(row: Row, before: dict[str, Any] | None) -> dict[str, Any]:
    image = _image(row)
    if before is None:
        return {name: value for name, value in image.items() if value is not None}
    return {name: image[name] for name in before}
