"""Web hosts, sources, and the citations that connect claims with them."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from factcheck.models.columns import LISTED_ROWS, STRICT_TABLE, Row, Versioned, closed_set
from factcheck.vocabulary import LinkState, QuoteOutcome, QuoteState, Role, SourceKind, Stance


class Host(Row, table=True):
    """One web host. Pauses between requests, and leases, are per host."""

    __tablename__: ClassVar[str] = "host"
    __table_args__ = (STRICT_TABLE,)

    name: str = Field(unique=True)
    lease_owner: str | None = None
    lease_until: datetime | None = None
    blocked_until: datetime | None = None
    """No request is sent to the host before this time."""
    failures: int = 0
    """Runs in a row in which every source of the host failed."""


class Source(Row, table=True):
    """One web resource, stored once however many claims cite it (Web Annotation ``target.source``)."""

    __tablename__: ClassVar[str] = "source"
    __table_args__ = (
        sa.Index("ix_source_due", "next_check_at", "id"),
        sa.Index("ix_source_host_due", "host_id", "next_check_at"),
        sa.Index("ix_source_state", "state", "id"),
        STRICT_TABLE,
    )

    url: str = Field(unique=True)
    """The address that is requested, canonical and without a fragment."""
    host_id: int = Field(foreign_key="host.id")
    kind: SourceKind = Field(default=SourceKind.NEWS, sa_type=closed_set(SourceKind, "kind"))
    title: str | None = None
    language: str | None = None
    state: LinkState = Field(default=LinkState.UNCHECKED, sa_type=closed_set(LinkState, "state"))
    state_since: datetime | None = None
    memory_strikes: int = 0
    """The number of consecutive checks that counted as failures."""
    memory_first_strike_at: datetime | None = None
    memory_ailing_since: datetime | None = None
    """The time since which no check succeeded and the source was blocked or unreachable."""
    memory_stood_at: datetime | None = None
    """The last time the page was at its own address; None where it never was, or its move was reported."""
    memory_looks: int = 0
    """The number of checks."""
    memory_checks: list[int] | None = Field(default=None, sa_type=sa.JSON)
    """The checks that ``memory_strikes`` counts."""
    last_checked_at: datetime | None = None
    last_read_at: datetime | None = None
    """The last check that read the whole body; a 304 response reads none."""
    next_check_at: datetime | None = None
    """The time at which it is due; None where it is not checked again automatically."""
    lease_token: str | None = None
    """A value that changes with every recorded check; a check that began before the last one is discarded."""
    rolled_up_to: int | None = None
    """Checks up to this number have been rolled up, except those that something refers to."""
    etag: str | None = None
    last_modified: str | None = None
    validated_redirects: list[dict[str, Any]] | None = Field(default=None, sa_type=sa.JSON)
    """The redirects that led to the response with these validators; None where none did."""
    created_at: datetime


class Citation(Versioned, table=True):
    """The connection between a claim and a source, with the quoted words (Web Annotation)."""

    __tablename__: ClassVar[str] = "citation"
    __table_args__ = (
        # The indexes contain every column that filters test, so that few rows are read for a list.
        sa.Index("ix_citation_claim_id", "claim_id", "withdrawn_at", "source_id", "quote_state"),
        sa.Index("ix_citation_source_id", "source_id", "withdrawn_at", "claim_id"),
        sa.Index("ix_citation_quote_state", "quote_state", "claim_id", sqlite_where=LISTED_ROWS),
        sa.Index(
            "ix_citation_pending",
            "pending_since",
            sqlite_where=sa.text("pending_outcome IS NOT NULL AND withdrawn_at IS NULL"),
        ),
        sa.CheckConstraint("(role = 'evidence') = (stance IS NOT NULL)", name="evidence_has_a_stance"),
        STRICT_TABLE,
    )

    claim_id: int = Field(foreign_key="claim.id")
    source_id: int = Field(foreign_key="source.id")
    role: Role = Field(default=Role.EVIDENCE, sa_type=closed_set(Role, "role"))
    stance: Stance | None = Field(default=None, sa_type=closed_set(Stance, "stance"))
    exact: str | None = None
    """The quoted words; None where the whole page is cited."""
    prefix: str = ""
    suffix: str = ""
    comment: str | None = None
    """The desk's remark on what the citation shows."""
    quote_state: QuoteState | None = Field(default=None, sa_type=closed_set(QuoteState, "quote_state"))
    """None where the citation has no quote."""
    quote_since: datetime | None = None
    pending_outcome: QuoteOutcome | None = Field(default=None, sa_type=closed_set(QuoteOutcome, "pending_outcome"))
    """The outcome of a finding that waits for confirmation by a second check."""
    pending_since: datetime | None = None
    quote_finding: str | None = None
    """The fingerprint of the finding behind ``quote_state``: other words on the page are another finding."""
    pending_finding: str | None = None
    pending_check_id: int | None = None
    """The first check that found it."""
    created_at: datetime
    withdrawn_at: datetime | None = None
    merged_from: int | None = Field(default=None, foreign_key="claim.id")
    """The merged claim that the citation was made for; a split returns it there. None: it was made for ``claim_id``."""
