"""Checks that services share: input is valid, rows exist and are unchanged, published claims have a rating."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sqlmodel import Session, col, select

from factcheck.errors import Conflict, InputError, MergedClaim, NotFound
from factcheck.models import Citation, Claim, Event
from factcheck.services.editing.merged_claims import canonical_claim
from factcheck.services.text.phrases import claim_name, join_names
from factcheck.store import ledger
from factcheck.store.row_ids import get_or_none, is_row_id
from factcheck.vocabulary import Status

InputModel = TypeVar("InputModel", bound=BaseModel)
QUERY_MAX_ROWS = 500
"""Rows that one query selects by id."""


def validated(kind: type[InputModel], **given: Any) -> InputModel:
    """Return a validated input model. Raises InputError with one line that names each field and what is wrong with it."""
    try:
        return kind(**given)
    except ValidationError as error:
        raise InputError("; ".join(_error_line(each) for each in error.errors())) from None


def _error_line(error: Any) -> str:
    name = ".".join(str(part) for part in error["loc"] if not isinstance(part, int)) or "claim"
    name = FIELD_NAMES.get(name, name)
    if error["type"] == "string_too_long":
        limit = error["ctx"]["max_length"]
        return (
            f"the {name} has {len(error['input']):,} characters; {limit:,} are allowed: file the claim, not the article"
        )
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "value_error":
        return f"the {name} {message}"
    shown = str(error["input"])[:60]
    match error["type"]:
        case "enum":
            return f"the {name} {shown!r} is not one of {error['ctx']['expected'].replace(' or ', ', ')}"
        case "int_parsing" | "int_type":
            return f"the {name} {shown!r} is not a number"
        case "string_pattern_mismatch" if name == "language":
            return f"the language {shown!r} is not a language tag such as en, fr or zh-Hant"
    return f"the {name} {shown!r} is refused: {message}"


FIELD_NAMES = {"add_tags": "tag", "remove_tags": "tag", "status_why": "why", "rating_why": "reason"}
"""Names of fields in messages, where they differ from the columns."""


def get_claim(session: Session, claim_id: int) -> Claim:
    """Return a claim. Raises NotFound, and MergedClaim for one that was merged into another."""
    claim = get_or_none(session, Claim, claim_id)
    if claim is not None:
        refuse_merged(session, claim)
    if claim is None or claim.withdrawn_at is not None:
        raise NotFound(f"there is no claim {claim_id}")
    return claim


def refuse_merged(session: Session, claim: Claim) -> None:
    """Raise MergedClaim, which names the canonical claim, if a claim was merged into another one."""
    if claim.merged_into is not None:
        raise MergedClaim(claim.id, canonical_claim(session, claim).id)


def get_claims(session: Session, ids: Sequence[int]) -> list[Claim]:
    """Return claims in the order of ``ids``. Raises NotFound for the first that does not exist."""
    wanted = [claim_id for claim_id in ids if is_row_id(claim_id)]
    loaded: list[Claim] = []  # keeps them in the session, so that get_claim needs no query
    for start in range(0, len(wanted), QUERY_MAX_ROWS):
        loaded += session.exec(select(Claim).where(col(Claim.id).in_(wanted[start : start + QUERY_MAX_ROWS])))
    return [get_claim(session, claim_id) for claim_id in ids]


def require_version(session: Session, row: Claim | Citation, version: int | None, mine: dict[str, Any]) -> None:
    """Raise Conflict with both versions if the row has changed since it was read."""
    if version is None or row.version == version:
        return
    newest = select(Event).where(Event.subject == ledger.name_of(row)).order_by(col(Event.id).desc()).limit(1)
    event = session.exec(newest).first()
    actor = event.actor if event else ""
    theirs = {name: getattr(row, name) for name in mine}
    message = f"{ledger.name_of(row).replace(':', ' ')} was changed by {actor or 'somebody else'} since it was read"
    raise Conflict(message, mine=mine, theirs=theirs, version=row.version, actor=actor)


def lacks_rating(status: object, rating: object) -> bool:
    """Return whether a claim with these values would be published without a rating. ``unproven`` is a rating."""
    return status == Status.PUBLISHED and not rating


def refuse_unrated(unrated: Sequence[Claim]) -> None:
    """Raise InputError that names these unrated claims. An empty sequence is accepted."""
    names = [claim_name(each.id, each.standalone or each.text) for each in unrated]
    if names:
        raise InputError(
            f"{join_names(names)}: a claim is published with a rating; rate it first, or leave it in review"
        )


def review_if_unrated(fields: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the fields of an imported claim, and notes. A published claim without a rating gets the status review."""
    if not lacks_rating(fields.get("status"), fields.get("rating")):
        return dict(fields), ()
    note = "the row is published and has no rating; it was imported with status review, so that somebody rates it first"
    return {**fields, "status": Status.REVIEW}, (note,)
