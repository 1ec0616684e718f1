"""What every service asks first: is it text, is the row there, is it still the row that was read."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sqlmodel import Session, col, select

from factcheck.errors import Conflict, InputError, NotFound
from factcheck.models import Citation, Claim, Event
from factcheck.store import ledger

Door = TypeVar("Door", bound=BaseModel)


def checked(kind: type[Door], **given: Any) -> Door:
    """Return the door's value. Raises InputError, in one line, naming what is wrong and with what."""
    try:
        return kind(**given)
    except ValidationError as error:
        raise InputError("; ".join(_complaint(each) for each in error.errors())) from None


def _complaint(error: Any) -> str:
    name = ".".join(str(part) for part in error["loc"] if not isinstance(part, int)) or "claim"
    name = NAMES.get(name, name)
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
            return f"the {name} {shown!r} is none of {error['ctx']['expected'].replace(' or ', ', ')}"
        case "int_parsing" | "int_type":
            return f"the {name} {shown!r} is no number"
        case "string_pattern_mismatch" if name == "language":
            return f"the language {shown!r} is no tag such as en, fr or zh-Hant"
    return f"the {name} {shown!r} is refused: {message}"


NAMES = {"add_tags": "tag", "remove_tags": "tag", "status_why": "why", "rating_why": "reason"}
"""What people call a field."""


def get_claim(session: Session, claim_id: int) -> Claim:
    """Return a claim. Raises NotFound."""
    claim = session.get(Claim, claim_id) if abs(claim_id) < 2**63 else None
    if claim is None or claim.withdrawn_at is not None:
        raise NotFound(f"there is no claim {claim_id}")
    return claim


def same_version(session: Session, row: Claim | Citation, version: int | None, mine: dict[str, Any]) -> None:
    """Raise Conflict, with both versions, when the row is no longer the one that was read."""
    if version is None or row.version == version:
        return
    newest = select(Event).where(Event.subject == ledger.name_of(row)).order_by(col(Event.id).desc()).limit(1)
    event = session.exec(newest).first()
    actor = event.actor if event else ""
    theirs = {name: getattr(row, name) for name in mine}
    message = f"{ledger.name_of(row).replace(':', ' ')} was changed by {actor or 'somebody else'} since it was read"
    raise Conflict(message, mine=mine, theirs=theirs, version=row.version, actor=actor)
