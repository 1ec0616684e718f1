"""Bulk edits: one change to many claims, stored in parts of a few milliseconds and undone as one action.

Other programs write between the parts, so each part checks again which claims it may change: a claim that somebody else changed
after it was seen is left as it is. The change of one claim is atomic, the bulk edit as a whole is not. It writes the
same events as single edits do, with a shared ``batch`` and with ``each``, which marks that every event can be undone alone.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from factcheck.errors import InputError
from factcheck.models import Claim, ClaimTag, Event, Note, Tag
from factcheck.services.desk import Desk
from factcheck.services.editing.claims import ClaimEdit, check_rating, tag_ids
from factcheck.services.editing.text_rules import checked_text
from factcheck.services.editing.validation import lacks_rating
from factcheck.services.pacing import Progress, always_continue, parts
from factcheck.services.text.phrases import claim_name
from factcheck.store import ledger
from factcheck.vocabulary import Status

CLAIM_TABLE = Claim.__table__  # type: ignore[attr-defined]
BULK_COLUMNS = ("status", "status_why", "rating", "rating_why", "priority", "assignee")
"""The columns that a bulk edit can change."""


@dataclass(frozen=True, slots=True)
class SeenRevision:
    """The newest event that was known when each claim was seen."""

    since: int
    later: Mapping[int, int] = field(default_factory=dict)
    """Newer event numbers, for claims that were seen later than the others."""

    def of(self, claim_id: int) -> int:
        """Return the number of the newest event that was known when the claim was seen."""
        return self.later.get(claim_id, self.since)

    def oldest(self, ids: Sequence[int]) -> int:
        """Return the oldest of these event numbers."""
        return min((self.of(each) for each in ids), default=self.since) if self.later else self.since


@dataclass(slots=True)
class BulkResult:
    """The result of a bulk edit: how many claims it changed, and which it left as they were."""

    wanted: int
    done: int = 0
    """Claims that now have the requested values, including those that had them before."""
    changed: int = 0
    gone: int = 0
    """Claims that are withdrawn."""
    conflicts: dict[int, str] = field(default_factory=dict)
    """Claims that somebody else changed after they were seen, with that person's name; they were not changed."""
    left: Sequence[int] = ()
    """Claims that were not reached, because the bulk edit was stopped."""
    unrated: dict[int, str] = field(default_factory=dict)
    """Claims that were not published because they have no rating, with their names."""


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """The change of one claim: its columns before and after, and the tags that were added and removed."""

    claim_id: int
    before: dict[str, Any]
    after: dict[str, Any]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Further keys of its event."""

    def data(self) -> dict[str, Any]:
        """Return the data of its event."""
        rows = [{"row": f"claim:{self.claim_id}", "before": self.before, "after": self.after}] if self.after else []
        tags = {"tags": {"added": self.added, "removed": self.removed}} if self.added or self.removed else {}
        return {"changes": rows, **tags, **self.extra}


def edit_many(
    desk: Desk, ids: Sequence[int], edit: ClaimEdit, seen: SeenRevision, progress: Progress = always_continue
) -> BulkResult:
    """Apply one edit of status, priority, assignee or tags to many claims.

    ``progress`` can stop it; what is stored by then remains, and is undone as one action. Raises InputError if the edit itself is
    not valid.
    """
    values = edit.columns()
    if unknown := values.keys() - set(BULK_COLUMNS):
        raise InputError(f"{', '.join(sorted(unknown))} cannot be the same for many claims")
    status = values.get("status")
    if status is Status.REJECTED and not values.get("status_why"):
        raise InputError("a rejected claim needs a reason; say why")
    if status is not None and status is not Status.REJECTED:
        values["status_why"] = None
    return _apply_bulk(desk, ids, "claim.edited", values, (edit.add_tags, edit.remove_tags), seen, progress)


def rate_many(
    desk: Desk, ids: Sequence[int], rating: str, why: str, seen: SeenRevision, progress: Progress = always_continue
) -> BulkResult:
    """Give many claims the same rating and reason. Raises InputError for a rating that is not on the scale or an empty reason."""
    reason = checked_text(why, "reason")
    with desk.read() as session:
        check_rating(session, rating)
    return _apply_bulk(desk, ids, "claim.rated", {"rating": rating, "rating_why": reason}, ((), ()), seen, progress)


def note_many(desk: Desk, ids: Sequence[int], text: str, progress: Progress = always_continue) -> BulkResult:
    """Add the same note to many claims; a note conflicts with no other change. Raises InputError for an empty note."""
    words, batch = checked_text(text, "note"), uuid.uuid4().hex
    result = BulkResult(len(ids))
    processed = 0
    for session, part in parts(desk, ids, progress):
        processed += len(part)
        present = set(session.exec(select(Claim.id).where(col(Claim.id).in_(part), col(Claim.withdrawn_at).is_(None))))
        wanted, at = [each for each in part if each in present], desk.clock()
        result.gone += len(part) - len(wanted)
        if not wanted:
            continue
        fresh = {"author": desk.actor, "text": words, "at": at}
        written = sa.insert(Note).returning(col(Note.id), sort_by_parameter_order=True)
        numbers = session.connection().execute(written, [{"claim_id": each, **fresh} for each in wanted]).scalars()
        lines = [
            (f"note:{number}", each, {"changes": [_new_note(number, each, fresh)], "batch": batch, "each": True})
            for each, number in zip(wanted, numbers.all(), strict=True)
        ]
        session.execute(sa.update(Claim).where(col(Claim.id).in_(wanted)).values(updated_at=at))
        ledger.record_many(session, desk.actor, "note.added", lines, at=at)
        result.done += len(wanted)
        result.changed += len(wanted)
    result.left = ids[processed:]
    return result


def _new_note(number: int, claim_id: int, fresh: Mapping[str, Any]) -> dict[str, Any]:
    return {"row": f"note:{number}", "before": None, "after": {"id": number, "claim_id": claim_id, **fresh}}


class ConcurrentChanges:
    """Claims that other people changed after an event. Each call of ``read`` adds the events that are new since the last."""

    def __init__(self, actor: str, since: int) -> None:
        self.actor = actor
        self.read_to = since
        self.found: dict[int, tuple[int, str]] = {}

    def read(self, session: Session) -> None:
        """Read the events that were written since the last call."""
        newest = session.execute(select(sa.func.coalesce(sa.func.max(Event.id), 0))).scalar_one()
        lines = session.execute(
            select(Event.id, Event.claim_id, Event.actor).where(
                col(Event.id) > self.read_to,
                col(Event.id) <= newest,
                Event.actor != self.actor,
                Event.subject == sa.literal("claim:") + sa.cast(Event.claim_id, sa.String),
            )
        )
        self.found |= {claim_id: (line, actor) for line, claim_id, actor in lines}
        self.read_to = newest

    def who(self, claim_id: int, seen: SeenRevision) -> str | None:
        """Return the name of the person who changed a claim after it was seen, or None."""
        line, actor = self.found.get(claim_id, (0, ""))
        return actor if line > seen.of(claim_id) else None


def _apply_bulk(
    desk: Desk,
    ids: Sequence[int],
    action: str,
    values: dict[str, Any],
    tags: tuple[Sequence[str], Sequence[str]],
    seen: SeenRevision,
    progress: Progress,
) -> BulkResult:
    """Apply one change to claims, in transactions of a part each; skip those that someone else changed since ``seen``."""
    result, extra = BulkResult(len(ids)), {"batch": uuid.uuid4().hex, "each": True}
    others = ConcurrentChanges(desk.actor, seen.oldest(ids))
    processed = 0
    for session, part in parts(desk, ids, progress):
        processed += len(part)
        others.read(session)
        conflicts = {each: who for each in part if (who := others.who(each, seen))}
        result.conflicts |= conflicts
        stored = stored_columns(session, [each for each in part if each not in conflicts])
        result.gone += len(part) - len(conflicts) - len(stored)
        unrated = [each for each, row in stored.items() if _left_unrated(row, values)]
        result.unrated |= _names(session, unrated)
        stored = {each: row for each, row in stored.items() if each not in result.unrated}
        present = _tags_on(session, stored, (*tags[0], *tags[1]))
        changes = []
        for claim_id, row in stored.items():
            new = {name: value for name, value in values.items() if row[name] != value}
            added = tuple(name for name in dict.fromkeys(tags[0]) if name not in present.get(claim_id, ()))
            removed = tuple(name for name in dict.fromkeys(tags[1]) if name in present.get(claim_id, ()))
            if new or added or removed:
                changes.append(ClaimChange(claim_id, {name: row[name] for name in new}, new, added, removed, extra))
        write_changes(session, desk, action, changes)
        result.done += len(stored)
        result.changed += len(changes)
    result.left = ids[processed:]
    return result


def _left_unrated(row: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Return whether the change would publish the claim, and the claim has no rating."""
    return "status" in values and lacks_rating(values["status"], row["rating"])


def _names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    texts = session.execute(select(Claim.id, Claim.standalone, Claim.text).where(col(Claim.id).in_(ids)))
    return {number: claim_name(number, standalone or text) for number, standalone, text in texts}


def stored_columns(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return the editable columns of claims by claim number, without claims that are withdrawn."""
    columns = [CLAIM_TABLE.c[name] for name in BULK_COLUMNS]
    asked = sa.select(CLAIM_TABLE.c.id, *columns).where(CLAIM_TABLE.c.id.in_(ids), CLAIM_TABLE.c.withdrawn_at.is_(None))
    found = {row[0]: dict(zip(BULK_COLUMNS, row[1:], strict=True)) for row in session.connection().execute(asked)}
    return {each: found[each] for each in ids if each in found}


def _tags_on(session: Session, ids: Iterable[int], names: Sequence[str]) -> dict[int, set[str]]:
    if not names:
        return {}
    asked = (
        select(ClaimTag.claim_id, Tag.name)
        .join(Tag, col(Tag.id) == ClaimTag.tag_id)
        .where(col(ClaimTag.claim_id).in_(list(ids)), col(Tag.name).in_(names))
    )
    found: dict[int, set[str]] = {}
    for claim_id, name in session.execute(asked):
        found.setdefault(claim_id, set()).add(name)
    return found


def write_changes(session: Session, desk: Desk, action: str, changes: Sequence[ClaimChange]) -> None:
    """Write changes and their events."""
    at = desk.clock()
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for change in changes:
        alike.setdefault(tuple(change.after), []).append({"at_id": change.claim_id, **change.after})
    for names, rows in alike.items():
        changed = {CLAIM_TABLE.c[name]: sa.bindparam(name, type_=CLAIM_TABLE.c[name].type) for name in names}
        counted = {CLAIM_TABLE.c.version: CLAIM_TABLE.c.version + 1, CLAIM_TABLE.c.updated_at: at}
        session.connection().execute(
            sa.update(CLAIM_TABLE).where(CLAIM_TABLE.c.id == sa.bindparam("at_id")).values({**changed, **counted}), rows
        )
    _write_tags(session, changes)
    lines = [(f"claim:{change.claim_id}", change.claim_id, change.data()) for change in changes]
    ledger.record_many(session, desk.actor, action, lines, at=at)


def _write_tags(session: Session, changes: Sequence[ClaimChange]) -> None:
    known = tag_ids(session, dict.fromkeys(name for change in changes for name in (*change.added, *change.removed)))
    on = [{"claim_id": change.claim_id, "tag_id": known[name]} for change in changes for name in change.added]
    if on:
        session.connection().execute(sa.insert(ClaimTag).prefix_with("OR IGNORE"), on)
    off = [{"of_claim": change.claim_id, "of_tag": known[name]} for change in changes for name in change.removed]
    if off:
        tie = sa.and_(
            col(ClaimTag.claim_id) == sa.bindparam("of_claim"), col(ClaimTag.tag_id) == sa.bindparam("of_tag")
        )
        session.connection().execute(sa.delete(ClaimTag).where(tie), off)
