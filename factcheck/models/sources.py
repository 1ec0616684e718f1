"""Web hosts, sources and the citations that tie claims to them."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from factcheck.models.columns import LISTED, STRICT, Row, Versioned, closed_set
from factcheck.vocabulary import LinkState, QuoteOutcome, QuoteState, Role, SourceKind, Stance


class Host(Row, table=True):
    """One web host: politeness and leases are per host."""

    __tablename__: ClassVar[str] = "host"
    __table_args__ = (STRICT,)

    name: str = Field(unique=True)
    lease_owner: str | None = None
    lease_until: datetime | None = None
    blocked_until: datetime | None = None
    """Nothing is asked of the host before this moment."""
    failures: int = 0
    """Runs in a row in which every source of the host failed."""


class Source(Row, table=True):
    """One web resource, once, however many claims cite it (Web Annotation ``target.source``)."""

    __tablename__: ClassVar[str] = "source"
    __table_args__ = (
        sa.Index("ix_source_due", "next_check_at", "id"),
        sa.Index("ix_source_host_due", "host_id", "next_check_at"),
        sa.Index("ix_source_state", "state", "id"),
        STRICT,
    )

    url: str = Field(unique=True)
    """The address that is asked, canonical and without a fragment."""
    host_id: int = Field(foreign_key="host.id")
    kind: SourceKind = Field(default=SourceKind.NEWS, sa_type=closed_set(SourceKind, "kind"))
    title: str | None = None
    language: str | None = None
    state: LinkState = Field(default=LinkState.UNCHECKED, sa_type=closed_set(LinkState, "state"))
    state_since: datetime | None = None
    memory_strikes: int = 0
    """Looks in a row that said the source is gone."""
    memory_first_strike_at: datetime | None = None
    memory_ailing_since: datetime | None = None
    """Since when it has been blocked or unreachable without a good look between."""
    memory_stood_at: datetime | None = None
    """When it last stood at its own address; none: never, or that it moved was told."""
    memory_looks: int = 0
    memory_checks: list[int] | None = Field(default=None, sa_type=sa.JSON)
    """The looks that its strikes rest on."""
    last_checked_at: datetime | None = None
    last_read_at: datetime | None = None
    """The last look that read the whole body, rather than being told that nothing changed."""
    next_check_at: datetime | None = None
    """The truth about what is due; none: never again by itself."""
    lease_token: str | None = None
    """Changes with every look that is recorded: a look that began before the last one is dropped."""
    rolled_up_to: int | None = None
    """Checks up to this number have been rolled up, but for those that something refers to."""
    etag: str | None = None
    last_modified: str | None = None
    created_at: datetime


class Citation(Versioned, table=True):
    """A claim's tie to a source, and the words it rests on (Web Annotation)."""

    __tablename__: ClassVar[str] = "citation"
    __table_args__ = (
        # What filters ask of a citation stands in its indexes: few of its rows are read for a list.
        sa.Index("ix_citation_claim_id", "claim_id", "withdrawn_at", "source_id", "quote_state"),
        sa.Index("ix_citation_source_id", "source_id", "withdrawn_at", "claim_id"),
        sa.Index("ix_citation_quote_state", "quote_state", "claim_id", sqlite_where=LISTED),
        sa.Index(
            "ix_citation_pending",
            "pending_since",
            sqlite_where=sa.text("pending_outcome IS NOT NULL AND withdrawn_at IS NULL"),
        ),
        sa.CheckConstraint("(role = 'evidence') = (stance IS NOT NULL)", name="evidence_has_a_stance"),
        STRICT,
    )

    claim_id: int = Field(foreign_key="claim.id")
    source_id: int = Field(foreign_key="source.id")
    role: Role = Field(default=Role.EVIDENCE, sa_type=closed_set(Role, "role"))
    stance: Stance | None = Field(default=None, sa_type=closed_set(Stance, "stance"))
    exact: str | None = None
    """The quoted words; none: the page as a whole is cited."""
    prefix: str = ""
    suffix: str = ""
    comment: str | None = None
    """What the citation shows, in the desk's words."""
    quote_state: QuoteState | None = Field(default=None, sa_type=closed_set(QuoteState, "quote_state"))
    """None where nothing is quoted."""
    quote_since: datetime | None = None
    pending_outcome: QuoteOutcome | None = Field(default=None, sa_type=closed_set(QuoteOutcome, "pending_outcome"))
    """A finding that waits for a second look before it is believed."""
    pending_since: datetime | None = None
    quote_finding: str | None = None
    """The mark of the finding that ``quote_state`` rests on: other words on the page are another finding."""
    pending_finding: str | None = None
    pending_check_id: int | None = None
    """The look that found it first."""
    created_at: datetime
    withdrawn_at: datetime | None = None
