"""Commits of a change with its event in one transaction, and the hash chain that shows tampering.

The hash of an event is SHA-256 over its content, as canonical JSON, and the hash before it. An event that is edited, removed
or moved breaks the chain at that place. Events removed at the end leave no trace here; to detect that, store the head hash
elsewhere. ``store.log_audit`` follows the chain, and ``store.log_replay`` compares the events with the rows.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, get_type_hints

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session, col

from factcheck.errors import Conflict, InputError
from factcheck.models import Alert, Citation, Claim, Event, Note, Row
from factcheck.store.bulk_insert import bulk_insert

GENESIS_HASH = "0" * 64

TABLES: dict[str, type[Row]] = {table.__tablename__: table for table in (Alert, Citation, Claim, Note)}
"""The tables whose rows the log records and can restore."""

DERIVED_COLUMNS = frozenset({"search_text", "match_text", "text_digest", "version", "updated_at", "attention"})
"""Columns that follow from others: the log omits them."""

CONFIRMATION_COLUMNS = frozenset(
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
"""Columns that the verifier changes: such a change does not prevent an undo."""


def commit(
    session: Session, actor: str, action: str, row: Row, *, at: datetime, claim_id: int | None = None, **data: Any
) -> Event:
    """Commit the pending changes of ``session`` together with an event about ``row``.

    Raises Conflict when another process saved a row first.
    """
    event = record(session, actor, action, row, at=at, claim_id=claim_id, **data)
    finish(session)
    return event


def finish(session: Session) -> None:
    """Commit the recorded events and their changes."""
    session.commit()


def record(
    session: Session, actor: str, action: str, row: Row, *, at: datetime, claim_id: int | None = None, **data: Any
) -> Event:
    """Flush the pending changes of ``session``, and add their event to the log; several can share one transaction.

    ``data["changes"]`` has, for each changed row, ``row`` ("claim:12"), ``before`` and ``after`` by column; ``before`` is None
    for a new row. ``data`` adds further values of the action.
    """
    session.add(row)
    changed = _flush(session, at)
    about = row.id if isinstance(row, Claim) else claim_id
    if about is not None and not isinstance(row, Claim):
        session.execute(sa.update(Claim).where(col(Claim.id) == about).values(updated_at=at))
    changes = [_change(held, before) for held, before in changed]
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


def record_each(
    session: Session, actor: str, action: str, rows: Sequence[tuple[Claim, Mapping[str, Any]]], *, at: datetime
) -> None:
    """Flush the pending changes of ``session``, and add an event for each changed claim; see ``record``."""
    changed = {id(held): before for held, before in _flush(session, at)}
    lines = []
    for claim, more in rows:
        changes = [_change(claim, changed[id(claim)])] if id(claim) in changed else []
        lines.append((name_of(claim), claim.id, {"changes": changes, **more}))
    record_many(session, actor, action, lines, at=at)


def _flush(session: Session, at: datetime) -> list[tuple[Row, dict[str, Any] | None]]:
    """Flush ``session``; return the rows that the log records, with the earlier values of their changed columns.

    Raises Conflict when another process saved a row first.
    """
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
    return changed


def _change(row: Row, before: dict[str, Any] | None) -> dict[str, Any]:
    return {"row": name_of(row), "before": before, "after": _after(row, before)}


def record_many(
    session: Session, actor: str, action: str, lines: Sequence[tuple[str, int, dict[str, Any]]], *, at: datetime
) -> None:
    """Add events for rows that were written by plain statements: each a subject, a claim and its data."""
    events = [(subject, claim_id, jsonable(data)) for subject, claim_id, data in lines]
    written = [
        BulkLine(action, subject, claim_id, canonical(data), json.dumps(data)) for subject, claim_id, data in events
    ]
    append(session, actor, written, at=at)


class BulkLine(NamedTuple):
    """An event whose data is JSON text already."""

    action: str
    subject: str
    claim_id: int
    canonical: str
    """The data in the form that is hashed; see ``canonical``."""
    stored: str | None = None
    """The data in the form that is stored, where it differs."""


def append(session: Session, actor: str, lines: Sequence[BulkLine], *, at: datetime) -> None:
    """Add events to the end of the chain."""
    if not lines:
        return
    connection = session.connection()
    events = bulk_insert(Event, connection.dialect)
    moment = events.bind({"at": at.astimezone(UTC)})[events.positions["at"]]
    head = f'"actor":{canonical(actor)},"at":"{at.astimezone(UTC).isoformat()}","claim_id":'
    columns = [events.positions[name] for name in EVENT_COLUMNS]
    previous, rows = head_hash(session), []
    for action, subject, claim_id, data, stored in lines:
        content = (
            f'{{"action":"{action}",{head}{claim_id},"data":{data},"previous_hash":"{previous}","subject":"{subject}"}}'
        )
        number = hashlib.sha256(content.encode()).hexdigest()
        row: list[Any] = [None] * len(events.positions)
        values = (moment, actor, action, subject, claim_id, stored or data, previous, number)
        for column, value in zip(columns, values, strict=True):
            row[column] = value
        rows.append(row)
        previous = number
    events.run(connection, rows)


EVENT_COLUMNS = ("at", "actor", "action", "subject", "claim_id", "data", "previous_hash", "hash")
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def canonical(value: Any) -> str:
    """Return the JSON of a value in the form that is hashed: keys sorted, no spaces. ``jsonable`` makes such values."""
    return _ENCODER.encode(value)


def change_of_new(table: type[Row], values: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """Return the change of a row that is written without the ORM; its name and keys are null until they are known."""
    given = {name: jsonable(values[name]) for name in _logged_columns(table) if values.get(name) is not None}
    return {"row": None, "before": None, "after": given | dict.fromkeys(keys)}


def with_keys(text: str, row: str, **keys: int) -> str:
    """Return the canonical JSON of a line's data with the name and the keys of its one new row filled in.

    A quotation mark in a text is escaped, so no text can contain the pattern that is replaced.
    """
    text = text.replace('"row":null', f'"row":"{row}"', 1)
    for name, number in keys.items():
        text = text.replace(f'"{name}":null', f'"{name}":{number}', 1)
    return text


def name_of(row: Row) -> str:
    """Return a row's name in the log: "claim:12"."""
    return f"{row.__tablename__}:{row.id}"


def head_hash(session: Session) -> str:
    """Return the hash of the newest event."""
    return session.connection().execute(_HEAD).scalar() or GENESIS_HASH


_HEAD = sa.select(col(Event.hash)).order_by(col(Event.id).desc()).limit(1)


def digest(event: Event) -> str:
    """Return the hash that an event should have."""
    content = {
        "at": event.at.astimezone(UTC).isoformat(),
        "actor": event.actor,
        "action": event.action,
        "subject": event.subject,
        "claim_id": event.claim_id,
        "data": event.data,
        "previous_hash": event.previous_hash,
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def restore(session: Session, change: dict[str, Any], *, at: datetime) -> Row | None:
    """Restore the earlier values of a row from ``change``, a part of an event's data; a row that was new is withdrawn.

    Returns None where there is nothing to restore. Raises InputError where the row was changed since.
    """
    table, _, number = change["row"].partition(":")
    row = session.get(TABLES[table], int(number)) if table in TABLES else None
    if row is None:
        return None
    now = _image(row)
    watched = {"withdrawn_at": None} if change["before"] is None else change["after"]
    moved = [name for name, value in watched.items() if now.get(name) != value and name not in CONFIRMATION_COLUMNS]
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
    """Return the value in the types of JSON: datetimes and dates in ISO 8601, members of closed sets by value."""
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
    return _logged_columns(type(row))


@cache
def _logged_columns(table: type[Row]) -> list[str]:
    names = (attribute.key for attribute in sa.inspect(table).column_attrs)
    return [name for name in names if name not in DERIVED_COLUMNS]


def _image(row: Row) -> dict[str, Any]:
    return {name: jsonable(getattr(row, name)) for name in _columns(row)}


def _before(row: Row) -> dict[str, Any] | None:
    """Return the earlier values of the changed columns, or None where the row is new."""
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
