"""Update of claims that were imported before.

A field is different if the file has another value than at the last import and the desk does not have that value yet. A
change that people made on the desk is not a difference, and no import overwrites it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from factcheck.errors import InputError
from factcheck.models import Citation, Claim, ClaimTag, Event, Source, Tag
from factcheck.services.desk import Desk
from factcheck.services.editing.claims import NewClaim, change_tags
from factcheck.services.importing.rows import Difference, Draft
from factcheck.services.text.date_ranges import format_date_range
from factcheck.store import ledger
from factcheck.verifier.http.urls import canonical_url, memento_of
from factcheck.vocabulary import Status

_FIELDS = ("text", "standalone", "claimant", "language", "status", "rating", "rating_why")
_DATES = ("claimed_from", "claimed_to")
_PUBLISHED_FIELDS = frozenset({"text", "standalone", "rating", "rating_why"})
"""Fields that readers of a published claim have seen; an import does not change them."""


@dataclass(slots=True)
class ImportedClaim:
    """A claim of an earlier import."""

    claim: Claim
    tags: set[str] = field(default_factory=set)
    cited: set[tuple[str, str | None]] = field(default_factory=set)
    """Address and quote of each citation, withdrawn ones included."""


def imported_claims(session: Session, external_ids: Sequence[str]) -> dict[str, ImportedClaim]:
    """Return the claims with these external ids, withdrawn ones included."""
    claims = session.exec(select(Claim).where(col(Claim.external_id).in_(external_ids))).all()
    held = {claim.id: ImportedClaim(claim) for claim in claims}
    if held:
        named = select(ClaimTag.claim_id, Tag.name).join(Tag, col(Tag.id) == ClaimTag.tag_id)
        for claim_id, name in session.exec(named.where(col(ClaimTag.claim_id).in_(held))):
            held[claim_id].tags.add(name)
        cited = select(Citation.claim_id, Source.url, Citation.exact).join(Source, col(Source.id) == Citation.source_id)
        for claim_id, url, exact in session.exec(cited.where(col(Citation.claim_id).in_(held))):
            held[claim_id].cited.add((url, exact))
    return {each.claim.external_id: each for each in held.values() if each.claim.external_id}


def differences(session: Session, held: ImportedClaim, draft: Draft, new: NewClaim) -> tuple[Difference, ...]:
    """Return the values of a record that it did not have before and that the desk does not have."""
    claim = held.claim
    moved = [name for name in (*_FIELDS, *_DATES) if name in draft.claim and getattr(new, name) != getattr(claim, name)]
    tags = [name for name in new.tags if name not in held.tags]
    sources = [each for each in draft.sources if (key := _citation_key(each)) and key not in held.cited]
    if not (moved or tags or sources):
        return ()
    before, tags_before = _imported_before(session, claim.id)
    moved = [name for name in moved if before.get(name) != ledger.jsonable(getattr(new, name))]
    found = [_difference(claim, new, name, before) for name in moved if name not in _DATES]
    if any(name in _DATES for name in moved):
        found.append(_date_difference(claim, new, before))
    found += [Difference("tag", None, name) for name in tags if name not in tags_before]
    found += [Difference("source", None, each["url"]) for each in sources]
    return tuple(found)


def _citation_key(source: Mapping[str, Any]) -> tuple[str, str | None] | None:
    """Return the address and quote of a citation. None: the source cannot be cited."""
    archived = memento_of(source["url"])
    try:
        address = archived.original if archived else canonical_url(source["url"])
    except InputError:
        return None
    selector = source.get("selector")
    return address, selector.exact if selector else None


def _imported_before(session: Session, claim_id: int) -> tuple[dict[str, Any], set[str]]:
    """Return the values and tags that imports have set on a claim so far."""
    values: dict[str, Any] = {}
    tags: set[str] = set()
    asked = select(Event).where(Event.claim_id == claim_id, col(Event.action).in_(("claim.added", "claim.edited")))
    for line in session.exec(asked.order_by(col(Event.id))):
        if line.action == "claim.added" or "import" in line.data:
            for change in line.data.get("changes", ()):
                if change["row"] == f"claim:{claim_id}":
                    values |= change["after"]
            tags |= set((line.data.get("tags") or {}).get("added", ()))
    return values, tags


def _difference(claim: Claim, new: NewClaim, name: str, before: Mapping[str, Any]) -> Difference:
    held = getattr(claim, name)
    keep_reason = None
    if ledger.jsonable(held) != before.get(name):
        keep_reason = "it was changed on the desk"
    elif claim.status is Status.PUBLISHED and name in _PUBLISHED_FIELDS:
        keep_reason = "the claim is published: change its wording and rating by hand"
    return Difference(name, _shown(held), _shown(getattr(new, name)), keep_reason)


def _date_difference(claim: Claim, new: NewClaim, before: Mapping[str, Any]) -> Difference:
    touched = any(ledger.jsonable(getattr(claim, name)) != before.get(name) for name in _DATES)
    return Difference(
        "date",
        format_date_range(claim.claimed_from, claim.claimed_to),
        format_date_range(new.claimed_from, new.claimed_to),
        "it was changed on the desk" if touched else None,
    )


def _shown(value: str | date | None) -> str | None:
    return None if value is None else str(value)


def difference_text(differs: Sequence[Difference]) -> str:
    """Return differences as text."""
    return "; ".join(
        f"{each.column} {_short(each.stored)} → {_short(each.imported)}"
        + (f" (kept: {each.keep_reason})" if each.keep_reason else "")
        for each in differs
    )


def _short(value: str | None) -> str:
    return "none" if value is None else repr(value if len(value) <= 60 else value[:59] + "…")


def update_claim(
    session: Session,
    desk: Desk,
    held: ImportedClaim,
    new: NewClaim,
    differs: Sequence[Difference],
    event_data: Mapping[str, Any],
) -> None:
    """Update a claim to its record, except for values that the desk keeps. The caller cites new sources."""
    claim = held.claim
    columns = {each.column for each in differs if each.keep_reason is None}
    added = [each.imported for each in differs if each.column == "tag" and each.imported]
    data: dict[str, Any] = (
        {"tags": change_tags(session, claim.id, add=added, remove=())} if added else {}
    )  # first: it flushes
    for name in _FIELDS:
        if name in columns:
            setattr(claim, name, getattr(new, name))
    if "date" in columns:
        claim.claimed_from, claim.claimed_to = new.claimed_from, new.claimed_to
    if columns - {"source"}:
        claim.updated_at = desk.clock()
        ledger.record(session, desk.actor, "claim.edited", claim, at=desk.clock(), **data, **event_data)
