"""Alerts, and the channels that report them."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from factcheck.models.columns import STRICT_TABLE, Row, closed_set
from factcheck.vocabulary import AlertKind, Resolution


class Alert(Row, table=True):
    """A change of state that affects a claim and needs review."""

    __tablename__: ClassVar[str] = "alert"
    __table_args__ = (
        sa.Index("uq_alert_open", "citation_id", "kind", unique=True, sqlite_where=sa.text("resolved_at IS NULL")),
        sa.Index("ix_alert_claim_id", "claim_id"),
        sa.Index("ix_alert_finding", "citation_id", "kind", "finding"),
        sa.Index("ix_alert_opened", "resolved_at", "id"),
        sa.Index("ix_alert_source_check_id", "source_check_id"),
        STRICT_TABLE,
    )

    claim_id: int = Field(foreign_key="claim.id")
    citation_id: int = Field(foreign_key="citation.id")
    source_check_id: int = Field(foreign_key="source_check.id")
    kind: AlertKind = Field(sa_type=closed_set(AlertKind, "kind"))
    state_before: str
    state_after: str
    rule: str
    """The rule of the confirmation that opened it."""
    finding: str | None = None
    """The fingerprint of the finding: a dismissal applies to this finding only."""
    checks: list[int] | None = Field(default=None, sa_type=sa.JSON)
    """The checks that confirmed it, the oldest first; ``source_check_id`` is the last of them."""
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    """The wording before and after, and the kinds of the differences."""
    opened_at: datetime
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    resolution: Resolution | None = Field(default=None, sa_type=closed_set(Resolution, "resolution"))


class Channel(Row, table=True):
    """A channel that reports alerts, and the last alert that it delivered."""

    __tablename__: ClassVar[str] = "channel"
    __table_args__ = (STRICT_TABLE,)

    name: str = Field(unique=True)
    """"stdout", "webhook" or "mail"."""
    last_alert_id: int
    """Alerts up to this one were delivered, or are older than the channel."""
    told_at: datetime | None = None
    """The time of the last delivery."""
    failing_since: datetime | None = None
    """The time since which deliveries fail; None where the last one succeeded."""
    error: str | None = None
    busy_until: datetime | None = None
    """The time until which another process may be delivering."""
