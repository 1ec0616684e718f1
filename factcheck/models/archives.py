"""Archived copies of sources (RFC 7089)."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from factcheck.models.columns import STRICT, Row, closed_set
from factcheck.vocabulary import LinkOutcome, Lookup, QuoteOutcome


class Memento(Row, table=True):
    """An archived copy of a source elsewhere (RFC 7089), and what was found in it."""

    __tablename__: ClassVar[str] = "memento"
    __table_args__ = (sa.UniqueConstraint("source_id", "url"), STRICT)

    source_id: int = Field(foreign_key="source.id")
    url: str
    """URI-M."""
    datetime_: datetime | None = Field(default=None, sa_column_kwargs={"name": "datetime"})
    """Memento-Datetime: when it was archived."""
    created_at: datetime
    found_by: str | None = None
    """Which question found it: "availability", "cdx", "timegate", "save"; none: a person gave it."""
    checked_at: datetime | None = None
    """When its content was last looked at; none: never, it is only known."""
    link: LinkOutcome | None = Field(default=None, sa_type=closed_set(LinkOutcome, "link"))
    """What the archived answer is, judged like any other."""
    reason: str | None = None
    digest: str | None = None
    """SHA-1 of the payload in base 32, as the archive's index (CDX) gives it."""
    digest_holds: bool | None = None
    """Whether the payload has that digest; none: there is none, or the payload was coded."""
    payload_digest: str | None = None
    """"sha256:" and hex over the decoded body."""
    same_as_check_id: int | None = Field(default=None, foreign_key="source_check.id", index=True)
    """A look of our own that saw the same bytes."""


class MementoCheck(Row, table=True):
    """What was found of a citation's quote in an archived copy."""

    __tablename__: ClassVar[str] = "memento_check"
    __table_args__ = (sa.UniqueConstraint("memento_id", "citation_id"), STRICT)

    memento_id: int = Field(foreign_key="memento.id")
    citation_id: int = Field(foreign_key="citation.id", index=True)
    exact: str
    """The words that were looked for: others, since, have not been."""
    quote: QuoteOutcome = Field(sa_type=closed_set(QuoteOutcome, "quote"))
    reason: str
    text: str | None = None
    """The passage that was found, when it is not the quoted words to the letter."""
    at: datetime


class ArchiveLookup(Row, table=True):
    """The last search for archived copies of a source: what it came to, and when to ask again."""

    __tablename__: ClassVar[str] = "archive_lookup"
    __table_args__ = (sa.Index("ix_archive_lookup_next", "next_at"), STRICT)

    source_id: int = Field(foreign_key="source.id", unique=True)
    at: datetime
    result: Lookup = Field(sa_type=closed_set(Lookup, "result"))
    detail: str | None = None
    """One sentence for a person, where something went wrong."""
    next_at: datetime | None = None
    """Not before this moment; none: not again by itself, unless the source begins to fail."""
