"""Add, edit, rate, annotate and withdraw claims."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from sqlmodel import Session, col, select

from factcheck.errors import InputError
from factcheck.models import Claim, ClaimTag, Note, Tag
from factcheck.services.desk import Desk
from factcheck.services.editing import citations
from factcheck.services.editing.text_rules import LANGUAGE_TAG, TEXT_MAX_CHARACTERS, checked_text, non_empty, storable
from factcheck.services.editing.validation import get_claim, get_claims, lacks_rating, refuse_unrated, require_version
from factcheck.store import ledger, queries
from factcheck.store.rows import RatingRow
from factcheck.store.sessions import DeskSession
from factcheck.vocabulary import UNATTRIBUTED as UNATTRIBUTED
from factcheck.vocabulary import Role, Status


def tag_name(text: str) -> str:
    """Return a tag's name as it is stored: trimmed and in lower case. Raises ValueError for a name that is not allowed."""
    name = text.strip().casefold()
    if not 1 <= len(name) <= 50 or any(character.isspace() or character in ',:"' for character in name):
        raise ValueError(
            f"{text!r} is not a tag: use 1 to 50 characters, without spaces, commas, colons or quotation marks"
        )
    return storable(name)


Text = Annotated[str, Field(max_length=TEXT_MAX_CHARACTERS), AfterValidator(non_empty)]
Name = Annotated[str, Field(max_length=500), AfterValidator(storable)]
Language = Annotated[str, Field(pattern=f"^{LANGUAGE_TAG.pattern}$")]
TagName = Annotated[str, AfterValidator(tag_name)]
Priority = Annotated[int, Field(ge=1, le=3)]


class _ClaimInput(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    claimed_from: date | None = None
    claimed_to: date | None = None
    status: Status = Status.INBOX
    status_why: Text | None = None

    @model_validator(mode="after")
    def _agree(self) -> "_ClaimInput":
        if self.claimed_from and self.claimed_to and self.claimed_from > self.claimed_to:
            raise ValueError(
                f"the claim was made from {self.claimed_from} to {self.claimed_to}: put the earlier day first"
            )
        return self


class NewClaim(_ClaimInput):
    """The fields of a new claim."""

    text: Text
    standalone: Text | None = None
    claimant: Name = UNATTRIBUTED
    language: Language | None = None
    priority: Priority = 2
    assignee: Name | None = None
    tags: tuple[TagName, ...] = ()
    appearance: str | None = None
    """The URL where the claim was made."""
    rating: str | None = None
    rating_why: Text | None = None
    external_id: str | None = None


class ClaimEdit(_ClaimInput):
    """An edit of a claim. Only fields that were given are changed."""

    text: Text | None = None
    standalone: Text | None = None
    claimant: Name | None = None
    language: Language | None = None
    priority: Priority | None = None
    assignee: Name | None = None
    add_tags: tuple[TagName, ...] = ()
    remove_tags: tuple[TagName, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Return the new values of the columns that were given."""
        given = self.model_fields_set - {"add_tags", "remove_tags"}
        values = {name: getattr(self, name) for name in given}
        for name in ("text", "claimant", "priority"):
            if name in values and values[name] in (None, ""):
                values[name] = UNATTRIBUTED if name == "claimant" else _refuse(f"a claim needs a {name}")
        return values


def _refuse(message: str) -> Any:
    raise InputError(message)


def add_claim(desk: Desk, new: NewClaim) -> int:
    """Add a claim with its tags and its appearance, and return its id."""
    if new.appearance:
        citations.refuse_private(desk, new.appearance)
    with desk.write() as session:
        claim = make_claim(session, desk.actor, new, desk.clock())
        ledger.finish(session)
        return claim.id


def make_claim(session: DeskSession, actor: str, new: NewClaim, at: datetime, **extra: Any) -> Claim:
    """Add a claim without committing, for imports that add many. ``extra`` is added to the data of its event."""
    if new.rating is not None:
        check_rating(session, new.rating)
    claim = Claim(**new_claim_columns(new), text_digest="", search_text="", created_at=at, updated_at=at)
    data: dict[str, Any] = {"tags": {"added": list(new.tags)}} if new.tags else {}
    ledger.record(session, actor, "claim.added", claim, at=at, **data, **extra)
    _change_tags(session, claim.id, new.tags, (), tag_ids(session, new.tags))
    if new.appearance:
        citations.make_citation(session, actor, claim.id, new.appearance, at=at, role=Role.APPEARANCE, extra=extra)
    return claim


def new_claim_columns(new: NewClaim) -> dict[str, Any]:
    """Return the columns of a new claim. Raises InputError if it would be published without a rating."""
    if lacks_rating(new.status, new.rating):
        raise InputError("a claim is published with a rating; give one, or file the claim as review")
    fields = new.model_dump(exclude={"tags", "appearance"})
    if not new.claimant.strip():
        fields["claimant"] = UNATTRIBUTED
    return fields


def edit_claim(desk: Desk, claim_id: int, edit: ClaimEdit, *, version: int | None = None) -> int:
    """Edit a claim and return its new version.

    ``version`` is the version that the caller read. Raises NotFound, and Conflict with both versions if somebody else has changed
    the claim since then.
    """
    with desk.write() as session:
        claim = get_claim(session, claim_id)
        require_version(session, claim, version, edit.columns())
        extra = _change(session, desk, claim, edit, tag_ids(session, edit.add_tags))
        if extra is not None:
            ledger.commit(session, desk.actor, "claim.edited", claim, at=desk.clock(), **extra)
        return claim.version


def edit_claims(desk: Desk, ids: Sequence[int], edit: ClaimEdit) -> int:
    """Apply one edit to many claims in one transaction, and return the number of claims that changed."""
    with desk.write() as session:
        claims = get_claims(session, list(dict.fromkeys(ids)))
        if "status" in edit.model_fields_set:
            refuse_unrated([claim for claim in claims if lacks_rating(edit.status, claim.rating)])
        known, batch = tag_ids(session, edit.add_tags), {"batch": uuid.uuid4().hex}
        edited = [(claim, _change(session, desk, claim, edit, known)) for claim in claims]
        changed = [(claim, more | batch) for claim, more in edited if more is not None]
        if changed:
            ledger.record_each(session, desk.actor, "claim.edited", changed, at=desk.clock())
            ledger.finish(session)
        return len(changed)


def _change(
    session: Session, desk: Desk, claim: Claim, edit: ClaimEdit, known: dict[str, int]
) -> dict[str, Any] | None:
    """Change a claim. Return further data for its event, or None if nothing changed."""
    values = edit.columns()
    status = values.get("status", claim.status)
    if status is Status.REJECTED and not (values.get("status_why") or claim.status_why):
        raise InputError("a rejected claim needs a reason; give why=… with it")
    if values.get("status_why") and status is not Status.REJECTED:
        raise InputError("why= is the reason for rejecting a claim; give status=rejected with it")
    if status is not Status.REJECTED and "status" in values:
        values["status_why"] = None
    for name, value in values.items():
        if getattr(claim, name) != value:
            setattr(claim, name, value)
    if "status" in values and lacks_rating(claim.status, claim.rating):
        refuse_unrated([claim])
    if claim.claimed_from and claim.claimed_to and claim.claimed_from > claim.claimed_to:
        raise InputError(
            f"the claim was made from {claim.claimed_from} to {claim.claimed_to}: put the earlier day first"
        )
    tags = _change_tags(session, claim.id, edit.add_tags, edit.remove_tags, known)
    if not session.is_modified(claim) and not any(tags.values()):
        return None
    if not any(tags.values()):
        return {}
    claim.updated_at = desk.clock()
    return {"tags": tags}


def _change_tags(
    session: Session, claim_id: int, add: Collection[str], remove: Collection[str], known: dict[str, int]
) -> dict[str, list[str]]:
    """Add and remove tags of a claim, and return those that changed. Nothing is flushed, because the ledger reads new rows."""
    if not add and not remove:
        return {"added": [], "removed": []}
    present = {
        tag.name: tie
        for tie, tag in session.exec(
            select(ClaimTag, Tag).join(Tag, col(Tag.id) == ClaimTag.tag_id).where(ClaimTag.claim_id == claim_id)
        )
    }
    added = [name for name in dict.fromkeys(add) if name not in present]
    for name in added:
        session.add(ClaimTag(claim_id=claim_id, tag_id=known[name]))
    removed = [name for name in dict.fromkeys(remove) if name in present]
    for name in removed:
        session.delete(present[name])
    return {"added": added, "removed": removed}


def tag_ids(session: Session, names: Iterable[str]) -> dict[str, int]:
    """Return the ids of tags by name, and add the tags that are new."""
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return {}
    known = {tag.name: tag.id for tag in session.exec(select(Tag).where(col(Tag.name).in_(wanted)))}
    for name in wanted:
        if name not in known:
            tag = Tag(name=name)
            session.add(tag)
            session.flush()
            known[name] = tag.id
    return known


def change_tags(
    session: Session, claim_id: int, *, add: Collection[str], remove: Collection[str]
) -> dict[str, list[str]]:
    """Change the tags of a claim without an event, for undo, which writes its own."""
    return _change_tags(session, claim_id, add, remove, tag_ids(session, add))


def rate_claim(desk: Desk, claim_id: int, rating: str | None, why: str, *, version: int | None = None) -> int:
    """Rate a claim, with a reason, and return the claim's new version.

    ``rating`` is a key of the desk's scale, or None to remove the rating. Raises InputError for a key that is not on the scale.
    """
    if not why.strip():
        raise InputError("a rating needs a reason; say why")
    reason = checked_text(why, "reason")
    with desk.write() as session:
        claim = get_claim(session, claim_id)
        require_version(session, claim, version, {"rating": rating, "rating_why": reason})
        if rating is not None:
            check_rating(session, rating)
        elif claim.status is Status.PUBLISHED:
            raise InputError(f"claim {claim_id} is published; give another rating, or return it to review first")
        claim.rating, claim.rating_why = rating, reason
        ledger.commit(session, desk.actor, "claim.rated", claim, at=desk.clock())
        return claim.version


def scale(desk: Desk) -> list[RatingRow]:
    """Return the desk's rating scale, in order."""
    with desk.read() as session:
        return queries.scale(session)


def check_rating(session: DeskSession, key: str) -> RatingRow:
    """Return the rating of this key. Raises InputError that lists the scale."""
    steps = {step.key: step for step in queries.scale(session)}
    if key not in steps:
        raise InputError(f"{key!r} is not on the scale: {', '.join(steps)}")
    return steps[key]


def add_note(desk: Desk, claim_id: int, text: str) -> int:
    """Add a note to a claim, and return the id of the note."""
    with desk.write() as session:
        get_claim(session, claim_id)
        note = Note(claim_id=claim_id, author=desk.actor, text=checked_text(text, "note"), at=desk.clock())
        ledger.commit(session, desk.actor, "note.added", note, at=desk.clock(), claim_id=claim_id)
        return note.id


def withdraw_claim(desk: Desk, claim_id: int) -> None:
    """Withdraw a claim. Lists no longer show it; the audit log does."""
    with desk.write() as session:
        claim = get_claim(session, claim_id)
        claim.withdrawn_at = desk.clock()
        ledger.commit(session, desk.actor, "claim.withdrawn", claim, at=desk.clock())
