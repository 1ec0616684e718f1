"""Runs of the verifier, the checks they record, and the captures of the pages."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from factcheck.models.columns import STRICT_TABLE, EpochDateTime, Row, closed_set
from factcheck.vocabulary import LinkOutcome, QuoteOutcome


class Run(Row, table=True):
    """One run of the verifier."""

    __tablename__: ClassVar[str] = "run"
    __table_args__ = (STRICT_TABLE,)

    started_at: datetime
    ended_at: datetime | None = None
    actor: str
    planned: int
    checked: int = 0
    alerts_opened: int = 0
    alerts_resolved: int = 0
    network_down: bool = False


class SourceCheck(Row, table=True):
    """The stored judgement of one check of one source."""

    __tablename__: ClassVar[str] = "source_check"
    __table_args__ = (STRICT_TABLE,)

    source_id: int = Field(foreign_key="source.id", index=True)
    run_id: int | None = Field(default=None, foreign_key="run.id")
    at: datetime = Field(sa_type=EpochDateTime)
    link: LinkOutcome = Field(sa_type=closed_set(LinkOutcome, "link"))
    reason: str
    """A code that docs/outcomes.md lists."""
    http_status: int | None = None
    final_url: str | None = None
    """None where it is the source's own address."""
    redirects: list[dict[str, Any]] | None = Field(default=None, sa_type=sa.JSON)
    content_type: str | None = None
    bytes: int | None = None
    payload_digest: str | None = None
    text_digest: str | None = None
    elapsed_ms: int
    error: str | None = None
    reused: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    """Whether the page was the same as at an earlier evaluation, so that its finding was reused."""


class Evaluation(SQLModel, table=True):
    """The last evaluation of a source's page, which is reused while the page stays the same.

    :mod:`factcheck.verifier.verdict.reuse` makes it and reads it. A row can be deleted at any time: the page is then
    evaluated at the next check.
    """

    __tablename__: ClassVar[str] = "evaluation"
    __table_args__ = (STRICT_TABLE,)

    source_id: int = Field(foreign_key="source.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=EpochDateTime)
    response: str
    """Digest of the response."""
    document: str | None = None
    """Digest of the document that was read in it."""
    selectors: str
    """Digest of the quotes."""
    reader: str
    """Version of the program that evaluated the page (``reader_version``)."""
    finding: str
    """The finding as JSON, after a digest of it."""


class CitationCheck(Row, table=True):
    """The stored judgement of one check of one citation's quote."""

    __tablename__: ClassVar[str] = "citation_check"
    __table_args__ = (sa.Index("ix_citation_check_history", "citation_id", "source_check_id"), STRICT_TABLE)

    citation_id: int = Field(foreign_key="citation.id")
    source_check_id: int = Field(foreign_key="source_check.id", index=True)
    quote: QuoteOutcome = Field(sa_type=closed_set(QuoteOutcome, "quote"))
    reason: str
    score: float | None = None
    start: int | None = None
    """The start of the passage in the page's text, in code points (Web Annotation TextPositionSelector)."""
    end: int | None = None
    text: str | None = None
    """The passage that was found, where it differs from the quoted words."""
    diff: list[dict[str, Any]] | None = Field(default=None, sa_type=sa.JSON)


class CheckRollUp(Row, table=True):
    """Checks of one source with one outcome, rolled up into one row without loss.

    :mod:`factcheck.store.check_rollups` writes and reads it.
    """

    __tablename__: ClassVar[str] = "check_rollup"
    __table_args__ = (sa.Index("ix_check_rollup_source_id", "source_id", "last_check_id"), STRICT_TABLE)

    source_id: int = Field(foreign_key="source.id")
    first_check_id: int
    last_check_id: int
    """Other checks of the source can lie between the two: a roll-up collects checks with equal outcomes."""
    checks: int
    """The number of checks in it."""
    link: LinkOutcome = Field(sa_type=closed_set(LinkOutcome, "link"))
    reason: str
    http_status: int | None = None
    final_url: str | None = None
    redirects: list[dict[str, Any]] | None = Field(default=None, sa_type=sa.JSON)
    content_type: str | None = None
    error: str | None = None
    reused: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    quotes: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    """The findings of each check about the quote of each citation, with the columns of ``citation_check``."""
    packed: bytes
    """Number, time, duration, run, size and digests of each check (``store.check_codec``)."""


class Capture(Row, table=True):
    """The content of a source at one check: the first, and each whose text differs from the one before."""

    __tablename__: ClassVar[str] = "capture"
    __table_args__ = (
        sa.Index("ix_capture_source_id", "source_id", "id"),
        sa.CheckConstraint(
            "(warc_file IS NULL) = (warc_offset IS NULL) AND (warc_file IS NULL) = (warc_length IS NULL)"
            " AND (warc_file IS NULL) = (warc_digest IS NULL) AND (warc_file IS NULL) = (warc_date IS NULL)",
            name="warc_whole",
        ),
        STRICT_TABLE,
    )

    source_id: int = Field(foreign_key="source.id")
    source_check_id: int = Field(foreign_key="source_check.id", index=True)
    payload_digest: str
    text_digest: str
    text: bytes
    """The normalised text and the position of the article in it, zlib-compressed (``page_check.compress_text``, RFC 1950)."""
    warc_file: str | None = None
    """The file of its records, in the captures folder; None, as are the next, where only the text is stored."""
    warc_offset: int | None = None
    """The start of its records: response and request of each redirect, then those of the page."""
    warc_length: int | None = None
    warc_digest: str | None = None
    """The digest of that part of the file."""
    warc_payload_digest: str | None = None
    """The digest of the page's body as received, content codings included (WARC-Payload-Digest); None where it was empty."""
    warc_date: datetime | None = Field(default=None, sa_type=EpochDateTime)
    """WARC-Date of the page's record."""
    refers_to: int | None = Field(default=None, foreign_key="capture.id")
    """The capture with the same payload: this one's record is a revisit of it."""
