"""Finds who withdrew a row, and how."""

from sqlmodel import Session, col, select

from factcheck.models import Citation, Claim, Event
from factcheck.services.editing.bulk_undo import UNDO
from factcheck.store import ledger


def withdrawal(session: Session, row: Claim | Citation) -> Event | None:
    """Return the event that withdrew a claim or a citation."""
    claims = {row.id} if isinstance(row, Claim) else {row.claim_id, row.merged_from or row.claim_id}
    name = ledger.name_of(row)
    for line in session.exec(select(Event).where(col(Event.claim_id).in_(claims)).order_by(col(Event.id).desc())):
        for change in line.data.get("changes", ()):
            if change["row"] == name and "withdrawn_at" in change["after"]:
                return line
    return None


def is_undone(session: Session, row: Claim | Citation) -> bool:
    """Return whether a row was withdrawn by an undo, so that it may be added again."""
    line = withdrawal(session, row) if row.withdrawn_at is not None else None
    return line is not None and line.action == f"action.{UNDO}"
