"""Undo and redo of an import: a few claims per transaction, so that others can write meanwhile.

Each claim is withdrawn with all its citations and notes, or not at all: a claim that somebody has changed since remains, and
the undo reports who changed it.
"""

import uuid
from collections.abc import Callable, Sequence

from sqlmodel import Session, col, select

from factcheck.errors import InputError
from factcheck.models import Claim, Event
from factcheck.services.desk import Desk
from factcheck.services.editing.bulk_undo import bulk_events
from factcheck.services.editing.dependents import first_dependent, refusal_line, withdrawn_rows, work_of_others
from factcheck.services.editing.validation import lacks_rating, refuse_unrated
from factcheck.services.pacing import Progress, always_continue, parts

ReverseLine = Callable[[Session, Desk, Event, str, str], list[Claim]]
"""Reverses one event, and returns the claims whose status or rating that changes."""


def reverse_import(
    desk: Desk,
    event: Event,
    how: str,
    claim_id: int | None,
    reverse_line: ReverseLine,
    progress: Progress = always_continue,
) -> tuple[int, list[str], int]:
    """Reverse the events of an import, for all claims or for one.

    Returns the number of claims that were put back, the reason for each claim that was not, and the number of claims that were
    not reached because it was stopped.
    """
    with desk.read() as session:
        events = bulk_events(session, event, claim_id)
    by_claim: dict[int, list[int]] = {}
    for number, about in events.items():
        by_claim.setdefault(about, []).append(number)
    mark, count, turned, left = uuid.uuid4().hex, 0, 0, []
    first = min(events, default=0)
    for session, part in parts(desk, sorted(by_claim, reverse=True), progress):
        turned += len(part)
        theirs = work_of_others(session, desk.actor, first, part)
        wanted = [number for each in part for number in by_claim[each]]
        lines = {line.id: line for line in session.exec(select(Event).where(col(Event.id).in_(wanted)))}
        for each in part:
            mine = [lines[number] for number in by_claim[each]]
            why = _blocked(mine, theirs.get(each, [])) or _reversed(session, desk, mine, how, mark, reverse_line)
            count += not why
            left += [why] if why else []
    return count, left, len(by_claim) - turned


def _blocked(mine: Sequence[Event], theirs: Sequence[Event]) -> str | None:
    rows = withdrawn_rows(change for line in mine for change in line.data.get("changes", ()))
    line = first_dependent(rows, theirs)
    return refusal_line(f"claim:{line.claim_id}", line) if line else None


def _reversed(
    session: Session, desk: Desk, mine: Sequence[Event], how: str, mark: str, reverse_line: ReverseLine
) -> str | None:
    """Reverse the events of one claim; return why they cannot be reversed, or None."""
    with session.begin_nested() as savepoint:
        try:
            turned = [claim for line in mine for claim in reverse_line(session, desk, line, how, mark)]
            refuse_unrated([claim for claim in turned if lacks_rating(claim.status, claim.rating)])
        except InputError as error:
            savepoint.rollback()
            return error.message
    return None
