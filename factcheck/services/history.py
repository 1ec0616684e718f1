"""The log read backwards: what was done, and how it is undone.

Undo is itself an event: it puts back what a line says stood before, if nobody changed it since, and names the line it
undoes. Nothing is erased.
"""

import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from factcheck.errors import InputError
from factcheck.models import Event
from factcheck.services.claims import retag
from factcheck.services.desk import Desk
from factcheck.store import ledger, queries
from factcheck.store.rows import EventRow

UNDO, REDO = "undone", "redone"
UNDOABLE = frozenset(
    {
        "claim.added",
        "claim.edited",
        "claim.rated",
        "claim.withdrawn",
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
WORDS = {
    "claim.added": "added the claim",
    "claim.edited": "edited the claim",
    "claim.rated": "rated the claim",
    "claim.withdrawn": "withdrew the claim",
    "note.added": "added a note",
    "citation.added": "cited a source",
    "citation.edited": "edited a citation",
    "citation.withdrawn": "withdrew a citation",
    "alert.dismissed": "dismissed an alert",
    "alert.accepted": "accepted new wording",
    "alert.replaced": "put another link in a citation's place",
    "alert.withdrawn": "withdrew a citation, for an alert",
    "alert.reopened": "took the claim up again, for an alert",
    "alert.opened": "opened an alert",
    "alert.changed": "found more about an alert",
    "alert.cleared": "cleared an alert",
    "captures.pruned": "dropped old captures",
    "action.undone": "undid",
    "action.redone": "redid",
}

UNTOLD = frozenset({"detail", "checks", "finding", "source_check_id"})
"""Columns whose change says nothing in a line."""
WORDED = {"citation.added": "exact", "note.added": "text"}
"""The column of a new row whose words the log tells."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone, or redone."""

    action: str
    claim_id: int | None
    count: int
    """How many lines: a bulk change is one action."""
    summary: str


def history(
    desk: Desk, claim_id: int | None = None, *, limit: int = 50, before_id: int | None = None
) -> list[EventRow]:
    """Return lines of the log, the newest first."""
    with desk.read() as session:
        return queries.events(session, claim_id, limit=limit, before_id=before_id)


def undo(desk: Desk, claim_id: int | None = None) -> Undone:
    """Undo the actor's last action, of one claim or of all, with everything that was done in the same stroke.

    Raises InputError when there is none, or when somebody changed the same thing since.
    """
    with desk.write() as session:
        event = _last(session, desk.actor, claim_id, UNDOABLE, undone=False)
        if event is None:
            raise InputError(f"there is nothing of {desk.actor}'s to undo{_on(claim_id)}")
        return _reverse(session, desk, event, UNDO, claim_id)


def redo(desk: Desk, claim_id: int | None = None) -> Undone:
    """Do again what the actor's last undo took back. Raises InputError when there is none, or it no longer fits."""
    with desk.write() as session:
        event = _last(session, desk.actor, claim_id, {f"action.{UNDO}"}, undone=False)
        newer = _last(session, desk.actor, claim_id, UNDOABLE, undone=False)
        if event is None or (newer is not None and newer.id > event.id):
            raise InputError(f"there is nothing of {desk.actor}'s to do again{_on(claim_id)}")
        return _reverse(session, desk, event, REDO, claim_id)


def _on(claim_id: int | None) -> str:
    return "" if claim_id is None else f" on claim {claim_id}"


def _last(session: Session, actor: str, claim_id: int | None, actions: Any, *, undone: bool) -> Event | None:
    """Return the actor's newest line of these actions that no later line undoes."""
    mine = _taken_back(actor)
    asked = select(Event).where(Event.actor == actor, col(Event.action).in_(actions)).order_by(col(Event.id).desc())
    if claim_id is not None:
        asked = asked.where(Event.claim_id == claim_id)
    return session.exec(asked.where(col(Event.id).in_(mine) == undone).limit(1)).first()


def _taken_back(actor: str) -> Any:
    """Return the query for the numbers of lines that a later line of the actor undoes."""
    undoing = (f"action.{UNDO}", f"action.{REDO}")
    taken = sa.func.json_extract(Event.data, "$.undoes")
    return select(taken).where(Event.actor == actor, col(Event.action).in_(undoing))


def _reverse(session: Session, desk: Desk, event: Event, how: str, claim_id: int | None) -> Undone:
    batch = event.data.get("batch")
    together = [event]
    if batch:
        in_batch = sa.func.json_extract(Event.data, "$.batch") == batch
        stroke = select(Event).where(
            Event.actor == desk.actor,
            in_batch,
            Event.action == event.action,
            col(Event.id).not_in(_taken_back(desk.actor)),
        )
        if claim_id is not None:
            stroke = stroke.where(Event.claim_id == claim_id)
        together = list(session.exec(stroke.order_by(col(Event.id).desc())))
    mark = uuid.uuid4().hex if batch else None
    try:
        for line in together:
            _reverse_one(session, desk, line, how, mark)
        ledger.finish(session)
    except sa.exc.IntegrityError:
        raise InputError(
            "it can no longer be put back: another alert about the same citation is open now; resolve that first"
        ) from None
    verb = "undone" if how == UNDO else "done again"
    what = WORDS.get(event.data.get("what", event.action), event.action)
    where = f"on {len(together)} claims" if len(together) > 1 else _on(event.claim_id).removeprefix(" ")
    return Undone(event.action, event.claim_id, len(together), f"{verb}: {what} {where}".rstrip())


def _reverse_one(session: Session, desk: Desk, event: Event, how: str, batch: str | None) -> None:
    data: dict[str, Any] = {"undoes": event.id, "what": event.data.get("what", event.action)}
    if batch:
        data["batch"] = batch
    tags = event.data.get("tags")
    if tags and event.claim_id is not None:
        added, removed = tags.get("added", []), tags.get("removed", [])
        data["tags"] = retag(session, event.claim_id, add=removed, remove=added)
    rows = [ledger.restore(session, change, at=desk.clock()) for change in reversed(event.data.get("changes", []))]
    changed = [row for row in rows if row is not None]
    subject = changed[0] if changed else session.get_one(ledger.TABLES["claim"], event.claim_id)
    ledger.record(session, desk.actor, f"action.{how}", subject, at=desk.clock(), claim_id=event.claim_id, **data)


def describe(event: EventRow) -> str:
    """Return a line of the log in words: what was done, and what changed from what to what."""
    what = WORDS.get(event.action, event.action)
    if undoes := event.data.get("what"):
        what = f"{what}: {WORDS.get(undoes, undoes)}"
    parts = [_short(event.data["url"])] if "url" in event.data else []
    for change in event.data.get("changes", ()):
        if change["before"] is None:
            said = change["after"].get(WORDED.get(event.action, ""))
            parts += [f"“{_short(said)}”"] if said else []
            continue
        parts += [
            _turn(name, old, change["after"].get(name))
            for name, old in change["before"].items()
            if not name.endswith("_at") and name not in UNTOLD
        ]
    tags = event.data.get("tags") or {}
    parts += [f"+{name}" for name in tags.get("added", ())] + [f"-{name}" for name in tags.get("removed", ())]
    return f"{what} ({', '.join(parts)})" if parts else what


def _turn(name: str, old: Any, new: Any) -> str:
    """Return a column's change in words."""
    column = {"rating_why": "why", "status_why": "why"}.get(name, name.replace("_", " "))
    if old is None:
        return f"{column} {_short(new)}"
    return f"{column} {_short(old)} → {_short(new)}"


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 60 else text[:59] + "…"
