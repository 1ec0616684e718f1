"""Archived copies of sources (RFC 7089)."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from factcheck.models.columns import STRICT_TABLE, Row, closed_set
from factcheck.vocabulary import LinkOutcome, LookupResult, QuoteOutcome


class Memento(Row, table=True):
    """An archived copy of a source elsewhere (RFC 7089), and the result of its check."""

    __tablename__: ClassVar[str] = "memento"
    __table_args__ = (sa.UniqueConstraint("source_id", "url"), STRICT_TABLE)

    source_id: int = Field(foreign_key="source.id")
    url: str
    """URI-M."""
    datetime_: datetime | None = Field(default=None, sa_column_kwargs={"name": "datetime"})
    """Memento-Datetime: when it was archived."""
    created_at: datetime
    found_by: str | None = None
    """The request that found it: "availability", "cdx", "timegate" or "save"; None where a person entered it."""
    checked_at: datetime | None = None
    """The time of the last check of its content; None where it was never fetched."""
    link: LinkOutcome | None = Field(default=None, sa_type=closed_set(LinkOutcome, "link"))
    """The outcome of the archived response, which is judged like any other."""
    reason: str | None = None
    digest: str | None = None
    """SHA-1 of the payload in base 32, as the archive's index (CDX) gives it."""
    digest_holds: bool | None = None
    """Whether the payload has that digest; None where it is unknown, or the payload was encoded."""
    payload_digest: str | None = None
    """"sha256:" and hex over the decoded body."""
    same_as_check_id: int | None = Field(default=None, foreign_key="source_check.id", index=True)
    """A check of our own that received the same bytes."""


class MementoCheck(Row, table=True):
    """The outcome of a citation's quote in an archived copy."""

    __tablename__: ClassVar[str] = "memento_check"
    __table_args__ = (sa.UniqueConstraint("memento_id", "citation_id"), STRICT_TABLE)

    memento_id: int = Field(foreign_key="memento.id")
    citation_id: int = Field(foreign_key="citation.id", index=True)
    exact: str
    """The quoted words that were searched for. Words that were edited later have not been searched for."""
    quote: QuoteOutcome = Field(sa_type=closed_set(QuoteOutcome, "quote"))
    reason: str
    text: str | None = None
    """The passage that was found, where it differs from the quoted words."""
    at: datetime


class ArchiveLookup(Row, table=True):
    """The last look-up of archived copies of a source: its result, and the time of the next one."""

    __tablename__: ClassVar[str] = "archive_lookup"
    __table_args__ = (sa.Index("ix_archive_lookup_next", "next_at"), STRICT_TABLE)

    source_id: int = Field(foreign_key="source.id", unique=True)
    at: datetime
    result: LookupResult = Field(sa_type=closed_set(LookupResult, "result"))
    detail: str | None = None
    """A sentence for the reviewer where something went wrong."""
    next_at: datetime | None = None
    """The earliest time of the next look-up; None where there is none until the source begins to fail."""
