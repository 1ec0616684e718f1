"""Articles whose statements became claims, the names by which claims are compared, and vectors of claims."""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from factcheck.models.columns import STRICT_TABLE, Row


class Article(Row, table=True):
    """An article that claims were taken from, stored once however often it is read."""

    __tablename__: ClassVar[str] = "article"
    __table_args__ = (STRICT_TABLE,)

    key: str = Field(unique=True)
    """Its identity: the canonical address, or the digest of its first text where it has no address."""
    url: str | None = None
    """The address where it was read; None for a text without an address."""
    source_id: int | None = Field(default=None, foreign_key="source.id", index=True)
    """The source of its appearances."""
    title: str | None = None
    author: str | None = None
    published_from: date | None = None
    """It was published on or after this day; None where the day is unknown."""
    published_to: date | None = None
    language: str | None = None
    created_at: datetime
    updated_at: datetime


class ArticleReading(Row, table=True):
    """A version of an article's text. The spans of its statements are offsets into this text."""

    __tablename__: ClassVar[str] = "article_reading"
    __table_args__ = (
        sa.UniqueConstraint("article_id", "digest", name="uq_article_reading_article_id_digest"),
        STRICT_TABLE,
    )

    article_id: int = Field(foreign_key="article.id")
    digest: str
    """SHA-256 of the text, as ``sha256:`` and hex."""
    text: bytes
    """The text in UTF-8, compressed with zstd."""
    at: datetime


class ArticleStatement(Row, table=True):
    """A statement of an article that became a claim, or that a person rejected."""

    __tablename__: ClassVar[str] = "article_statement"
    __table_args__ = (
        sa.UniqueConstraint("article_id", "digest", name="uq_article_statement_article_id_digest"),
        sa.Index("ix_article_statement_digest", "digest"),
        STRICT_TABLE,
    )

    article_id: int = Field(foreign_key="article.id")
    reading_id: int = Field(foreign_key="article_reading.id")
    digest: str
    """The digest of the folded words (``claim_columns.text_digest``): a change of typography is the same statement."""
    exact: str
    """The words as they are in the reading."""
    start: int
    """Offset into the reading's text, in code points."""
    end: int
    """Exclusive."""
    claim_id: int | None = Field(default=None, foreign_key="claim.id", index=True)
    """The claim that was made of it; None where it was rejected."""
    rejected_by: str | None = None
    """The person who rejected it. It is not offered again for this article."""
    at: datetime


class Alias(Row, table=True):
    """A name that a desk added to those in ``seeds/aliases.toml``, or removed from them, for the comparison of claims."""

    __tablename__: ClassVar[str] = "alias"
    __table_args__ = (
        sa.UniqueConstraint("entity", "folded", name="uq_alias_entity_folded"),
        sa.Index("ix_alias_folded", "folded"),
        sa.CheckConstraint("kind IN ('place', 'organization', 'person')", name="kind"),
        STRICT_TABLE,
    )

    entity: str
    """The key that all names of one thing share."""
    kind: str
    """place, organization or person."""
    name: str
    folded: str
    """The folded name (``matching.lexicon.fold``)."""
    language: str | None = None
    """BCP 47 tag; None for a name that several languages use."""
    is_removed: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    """Whether the desk removed this name, which the program brings along."""


class ClaimVector(SQLModel, table=True):
    """The vector of a claim by one encoder. A row can be deleted at any time: it is computed again."""

    __tablename__: ClassVar[str] = "claim_vector"
    __table_args__ = (STRICT_TABLE,)

    claim_id: int = Field(foreign_key="claim.id", primary_key=True)
    model: str = Field(primary_key=True)
    """Name and version of the encoder."""
    digest: str
    """The digest of the encoded text; a claim with another text is encoded again."""
    vector: bytes
    """Little-endian float16 values of a unit vector."""
