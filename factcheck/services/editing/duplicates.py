"""Duplicates: a claim that says the same as another one is merged into it, and can be split from it again.

A merged claim is withdrawn, and ``merged_into`` names the claim that has its citations, alerts, notes and tags from then on.
The column ``merged_from`` of a citation, a note or a tag names the claim that brought it, so that a split gives back what
came, however it was edited meanwhile. A citation that the other claim has already, word for word, stays with the merged claim.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session, col, select

from factcheck.errors import InputError, MergedClaim
from factcheck.models import Alert, Citation, Claim, ClaimTag, Event, Note, Tag
from factcheck.services.desk import Desk
from factcheck.services.editing.dependents import refuse_if_depended_on
from factcheck.services.editing.merged_claims import canonical_claim, merged_below, path_to_canonical, with_merged
from factcheck.services.editing.validation import get_claim, require_version
from factcheck.services.text.event_text import MERGED, SPLIT
from factcheck.services.text.phrases import counted
from factcheck.store import ledger
from factcheck.vocabulary import Status

ALERT_QUERY_MAX_CITATIONS = 500


@dataclass(frozen=True, slots=True)
class Relinked:
    """The result of a merge or a split: how much went from one claim to the other."""

    claim_id: int
    """The claim that was merged, or split."""
    other_id: int
    """The canonical claim."""
    citations: int = 0
    identical: int = 0
    """Citations of the merged claim that the canonical one has already; they stay with the merged claim."""
    notes: int = 0
    alerts: int = 0
    """Open alerts of the citations."""
    tags: tuple[str, ...] = ()


def merge(
    desk: Desk, claim_id: int, into: int, *, version: int | None = None, into_version: int | None = None
) -> Relinked:
    """Merge a claim into another one that says the same.

    ``version`` and ``into_version`` are the versions that the caller read. Raises NotFound, Conflict where somebody else changed
    one of the claims since, and InputError where the first is published or one of them is merged already.
    """
    with desk.write() as session:
        if claim_id == into:
            raise InputError(f"claim {claim_id} cannot be merged into itself; name two claims")
        claim, other = get_claim(session, claim_id), get_claim(session, into)
        require_version(session, claim, version, {"merged_into": into})
        require_version(session, other, into_version, {})
        moves = _join(session, desk, claim, other)
        moves.record("claim.merged", MERGED)
        ledger.finish(session)
        return moves.result()


def split(desk: Desk, claim_id: int) -> Relinked:
    """Split a merged claim from the claim that it was merged into, and give back to it what came with it.

    Citations and notes that were added to the canonical claim since stay there. Raises NotFound, and InputError for a claim
    that is not merged.
    """
    with desk.write() as session:
        try:
            get_claim(session, claim_id)
        except MergedClaim:
            moves = _part(session, desk, session.get_one(Claim, claim_id))
            moves.record("claim.split", SPLIT)
            ledger.finish(session)
            return moves.result()
        raise InputError(f"claim {claim_id} is not merged into another claim; there is nothing to split")


def moved_text(done: Relinked) -> str:
    """Return what went from one claim to the other, as in "2 citations, 1 note"."""
    counts = {"citation": done.citations, "note": done.notes, "open alert": done.alerts, "tag": len(done.tags)}
    moved = ", ".join(counted(count, noun) for noun, count in counts.items() if count) or "nothing else"
    if done.identical:
        moved += f"; {counted(done.identical, 'identical citation')} not doubled"
    return moved


def is_relinking(event: Event) -> bool:
    """Return whether an event belongs to a merge or a split, or to the undo of one."""
    return MERGED in event.data or SPLIT in event.data


def reverse(session: Session, desk: Desk, lines: Sequence[Event], how: str) -> None:
    """Split what was merged, or merge again what was split, without a commit; ``lines`` are all events of it.

    Raises InputError where somebody has changed it since.
    """
    merged = MERGED in lines[0].data
    number, other_id = lines[0].data[MERGED if merged else SPLIT]
    claim, other = session.get_one(Claim, number), session.get_one(Claim, other_id)
    if merged:
        if claim.merged_into != other_id:
            raise InputError(f"claim {number} is no longer merged into claim {other_id}; nothing was changed")
        moves = _part(session, desk, claim)
    else:
        for line in lines:
            refuse_if_depended_on(session, line)
        if claim.merged_into is not None:
            raise MergedClaim(number, canonical_claim(session, claim).id)
        if claim.withdrawn_at is not None:
            raise InputError(f"claim {number} was withdrawn since; nothing was changed")
        moves = _join(session, desk, claim, other)
    what = lines[0].data.get("what", lines[0].action)
    moves.record(f"action.{how}", SPLIT if merged else MERGED, undone=lines, what=what)


@dataclass(slots=True)
class _Moves:
    """The changes of one merge or split, which are recorded together."""

    session: Session
    desk: Desk
    claim: Claim
    path: Sequence[Claim]
    """The claim that it is, or was, merged into, and the claims that this one was merged into in turn."""
    tags: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    """Tags that were added to the claims of the path and removed from them, by claim."""
    counts: Counter[str] = field(default_factory=Counter)

    def move(self, row: Citation | Note, to: int) -> None:
        """Move a citation or a note to another claim; it remembers the claim that it was made for."""
        home = row.merged_from or row.claim_id
        row.claim_id, row.merged_from = to, None if home == to else home
        self.session.add(row)
        if row.withdrawn_at is None:
            self.counts["citations" if isinstance(row, Citation) else "notes"] += 1

    def move_all(self, citations: Sequence[Citation], notes: Iterable[Note], to: int) -> None:
        """Move citations, with their alerts, and notes."""
        for citation in citations:
            self.move(citation, to)
        for note in notes:
            self.move(note, to)
        numbers = [citation.id for citation in citations]
        for start in range(0, len(numbers), ALERT_QUERY_MAX_CITATIONS):
            some = numbers[start : start + ALERT_QUERY_MAX_CITATIONS]
            for alert in self.session.exec(select(Alert).where(col(Alert.citation_id).in_(some))):
                alert.claim_id = to
                self.counts["alerts"] += alert.resolved_at is None

    def record(self, action: str, key: str, undone: Sequence[Event] = (), **data: Any) -> None:
        """Write the events: one about the claim, with every change, and one about each claim whose citations or tags changed."""
        at, root = self.desk.clock(), self.path[-1]
        undoes = {event.claim_id: event.id for event in undone}
        data |= {"batch": uuid.uuid4().hex, key: [self.claim.id, self.path[0].id]}
        changed = [each for each in self.path if each is root or each.id in self.tags or each.id in undoes]
        for each in changed:
            each.updated_at = at
            flag_modified(each, "updated_at")  # its version is raised even where the clock has not moved
        for each in (self.claim, *changed):
            more: dict[str, Any] = {"tags": self.tags[each.id]} if each.id in self.tags else {}
            if undone:
                more["undoes"] = undoes.get(each.id, undone[0].id)
            ledger.record(self.session, self.desk.actor, action, each, at=at, **data, **more)

    def result(self) -> Relinked:
        """Return what was moved."""
        changed = self.tags.get(self.path[-1].id, {"added": [], "removed": []})
        tags = tuple(changed["added"] or changed["removed"])
        return Relinked(self.claim.id, self.path[-1].id, tags=tags, **self.counts)


def _join(session: Session, desk: Desk, claim: Claim, other: Claim) -> _Moves:
    """Merge a claim into another one, and move what it has to the canonical claim."""
    path = path_to_canonical(session, other)
    root = path[-1]
    if claim.status is Status.PUBLISHED:
        raise InputError(
            f"claim {claim.id} is published, and readers rely on it; merge claim {root.id} into it instead"
        )
    if any(each.id == claim.id for each in path):
        raise InputError(
            f"claim {other.id} was merged into claim {claim.id}; split it first: factcheck split {other.id}"
        )
    if root.withdrawn_at is not None:
        raise InputError(f"claim {root.id} was withdrawn; nothing can be merged into it")
    moves = _Moves(session, desk, claim, path)
    present = {_words(row) for row in _citations(session, root.id) if row.withdrawn_at is None}
    own = _citations(session, claim.id)
    leaving = [row for row in own if row.withdrawn_at is not None or _words(row) not in present]
    moves.counts["identical"] = len(own) - len(leaving)
    moves.move_all(leaving, session.exec(select(Note).where(Note.claim_id == claim.id)).all(), root.id)
    ties = _ties(session, [claim.id])
    for each in path:
        has = {name for name, _ in _ties(session, [each.id])}
        added = [(name, tie) for name, tie in ties if name not in has]
        for _, tie in added:
            origin = tie.merged_from or claim.id
            session.add(ClaimTag(claim_id=each.id, tag_id=tie.tag_id, merged_from=origin))
        if added:
            moves.tags[each.id] = {"added": [name for name, _ in added], "removed": []}
    claim.withdrawn_at, claim.merged_into = desk.clock(), other.id
    return moves


def _part(session: Session, desk: Desk, claim: Claim) -> _Moves:
    """Split a claim from the one that it was merged into, and move back to it what came with it."""
    path = path_to_canonical(session, claim)[1:]
    moves, root = _Moves(session, desk, claim, path), path[-1]
    leaving = set(with_merged(session, claim.id))
    places = [each.id for each in path]
    citations = session.exec(select(Citation).where(*_came_with(Citation, leaving, places))).all()
    lost = [row for row in citations if row.claim_id == root.id and row.withdrawn_at is None]
    followers = _identical_elsewhere(session, lost, root, leaving)
    moves.move_all(citations, session.exec(select(Note).where(*_came_with(Note, leaving, places))).all(), claim.id)
    counts = moves.counts.copy()
    moves.move_all(followers, (), root.id)
    moves.counts = counts
    for each in path:
        if removed := _give_up_tags(session, each, leaving):
            moves.tags[each.id] = {"added": [], "removed": removed}
    claim.withdrawn_at = claim.merged_into = None
    return moves


def _came_with(table: type[Citation] | type[Note], origins: Collection[int], places: Collection[int]) -> Sequence[Any]:
    """Return the conditions for rows that came from some claims and are at others now."""
    return col(table.merged_from).in_(origins), col(table.claim_id).in_(places)


def _citations(session: Session, claim_id: int) -> Sequence[Citation]:
    return session.exec(select(Citation).where(Citation.claim_id == claim_id).order_by(col(Citation.id))).all()


def _words(row: Citation) -> tuple[Any, ...]:
    """Return what makes two citations of a claim the same."""
    return row.source_id, row.role, row.stance, row.exact


def _identical_elsewhere(
    session: Session, lost: Iterable[Citation], root: Claim, leaving: Collection[int]
) -> list[Citation]:
    """Return the citations of other merged claims that take the place of those that leave the canonical claim."""
    present = Counter(_words(row) for row in _citations(session, root.id) if row.withdrawn_at is None)
    present.subtract(_words(row) for row in lost)
    found = {}
    for row in lost:
        if present[_words(row)] > 0 or _words(row) in found:
            continue
        alike = select(Citation).where(
            Citation.source_id == row.source_id,
            Citation.role == row.role,
            Citation.stance == row.stance,
            Citation.exact == row.exact,
            col(Citation.withdrawn_at).is_(None),
            col(Citation.claim_id).in_(merged_below(root.id)),
            col(Citation.claim_id).not_in(leaving),
            sa.func.coalesce(col(Citation.merged_from), col(Citation.claim_id)).not_in(leaving),
        )
        if follower := session.exec(alike.order_by(col(Citation.id)).limit(1)).first():
            found[_words(row)] = follower
    return list(found.values())


def _ties(session: Session, claim_ids: Collection[int]) -> list[tuple[str, ClaimTag]]:
    """Return the tags of claims by name."""
    asked = select(Tag.name, ClaimTag).join(Tag, col(Tag.id) == ClaimTag.tag_id)
    return list(session.exec(asked.where(col(ClaimTag.claim_id).in_(claim_ids)).order_by(col(Tag.name))).all())


def _give_up_tags(session: Session, claim: Claim, leaving: Collection[int]) -> list[str]:
    """Remove from a claim the tags that came with claims that leave it, unless another merged claim has them too."""
    removed = []
    for name, tie in _ties(session, [claim.id]):
        if tie.merged_from not in leaving:
            continue
        others = select(ClaimTag.claim_id).where(
            ClaimTag.tag_id == tie.tag_id,
            col(ClaimTag.merged_from).is_(None),
            col(ClaimTag.claim_id).in_(merged_below(claim.id)),
            col(ClaimTag.claim_id).not_in(leaving),
        )
        origin = session.exec(others.order_by(col(ClaimTag.claim_id)).limit(1)).first()
        if origin is None:
            session.delete(tie)
            removed.append(name)
        else:
            tie.merged_from = origin
    return removed
