"""The audit log."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from factcheck.models.columns import STRICT, Row


class Event(Row, table=True):
    """One line of the append-only log: who did what to which row, when (W3C PROV, ActivityStreams)."""

    __tablename__: ClassVar[str] = "event"
    __table_args__ = (
        sa.Index("ix_event_claim_id", "claim_id", "id"),
        sa.Index("ix_event_actor", "actor", "id"),
        sa.Index("ix_event_people", "claim_id", "at", sqlite_where=sa.text("actor <> 'verifier'")),
        STRICT,
    )

    at: datetime
    actor: str
    action: str
    """What was done, as noun.verb: ``claim.rated``."""
    subject: str
    """The row, as table:id."""
    claim_id: int | None = None
    """The claim it concerns. No foreign key: the log outlives what it speaks of."""
    data: dict[str, Any] = Field(sa_type=sa.JSON)
    """``before`` and ``after`` by column, and what the action adds."""
    previous_hash: str
    hash: str
    """SHA-256 over the line and the hash before it, in hex."""
