"""The audit log."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from factcheck.models.columns import STRICT_TABLE, Row


class Event(Row, table=True):
    """One event of the append-only log: actor, action, row and time (W3C PROV, ActivityStreams)."""

    __tablename__: ClassVar[str] = "event"
    __table_args__ = (
        sa.Index("ix_event_claim_id", "claim_id", "id"),
        sa.Index("ix_event_actor", "actor", "id"),
        sa.Index("ix_event_people", "claim_id", "at", sqlite_where=sa.text("actor <> 'verifier'")),
        STRICT_TABLE,
    )

    at: datetime
    actor: str
    action: str
    """The action as noun.verb, such as ``claim.rated``."""
    subject: str
    """The row, as table:id."""
    claim_id: int | None = None
    """The claim that it concerns. It is not a foreign key, because the log outlives the rows that it names."""
    data: dict[str, Any] = Field(sa_type=sa.JSON)
    """The values ``before`` and ``after`` by column, and further values of the action."""
    previous_hash: str
    hash: str
    """SHA-256 over the event and the hash before it, in hex."""
