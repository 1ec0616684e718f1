"""Claims, and their ratings, tags, notes and saved filters."""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from factcheck.models.columns import LISTED_ROWS, STRICT_TABLE, Row, Versioned, closed_set
from factcheck.vocabulary import Status


class Rating(Row, table=True):
    """One step of the scale on which claims are rated (schema.org Rating)."""

    __tablename__: ClassVar[str] = "rating"
    __table_args__ = (STRICT_TABLE,)

    key: str = Field(unique=True)
    value: float | None
    """0 (false) to 1 (true); None where the step makes no statement about truth."""
    hotkey: str
    """The key for this rating in the terminal interface."""
    position: int
    labels: dict[str, str] = Field(sa_type=sa.JSON)
    """Language tag to label (schema.org ``alternateName``)."""
    definition: str


class Claim(Versioned, table=True):
    """A statement that can be checked on its own (schema.org Claim)."""

    __tablename__: ClassVar[str] = "claim"
    __table_args__ = (
        # The queue, with every column of a claim that filters test, so that a walk along it does not read the table.
        sa.Index(
            "ix_claim_queue",
            *("attention", "priority", "id", "status", "assignee", "rating", "language"),
            *("claimed_from", "claimed_to", "created_at", "updated_at"),
            sqlite_where=LISTED_ROWS,
        ),
        sa.Index("ix_claim_status_queue", "status", "attention", "priority", "id", sqlite_where=LISTED_ROWS),
        sa.Index("ix_claim_assignee_queue", "assignee", "attention", "priority", "id", sqlite_where=LISTED_ROWS),
        sa.Index("ix_claim_rating_queue", "rating", "attention", "priority", "id", sqlite_where=LISTED_ROWS),
        sa.Index("ix_claim_updated_at", "updated_at", "id", sqlite_where=LISTED_ROWS),
        sa.Index("ix_claim_claimed_from", "claimed_from", "created_at", sqlite_where=LISTED_ROWS),
        sa.Index("ix_claim_claimed_to", "claimed_to", "created_at", sqlite_where=LISTED_ROWS),
        sa.Index("ix_claim_language", "language", sqlite_where=LISTED_ROWS),
        sa.Index("ix_claim_claimant", "claimant", sqlite_where=LISTED_ROWS),
        sa.Index("ix_claim_without_stems", "id", sqlite_where=sa.text("match_text = ''")),
        sa.CheckConstraint("priority BETWEEN 1 AND 3", name="priority"),
        sa.CheckConstraint("claimed_from IS NULL OR claimed_to IS NULL OR claimed_from <= claimed_to", name="claimed"),
        STRICT_TABLE,
    )

    text: str
    """The statement, in its own language."""
    standalone: str | None = None
    """The same statement in words that need no context, in the desk's language."""
    language: str | None = None
    """BCP 47 tag of ``text``."""
    claimant: str
    """The name of the person or body that made the claim, or "unattributed"."""
    claimed_from: date | None = None
    """The claim was made on or after this day; None where the day is unknown."""
    claimed_to: date | None = None
    status: Status = Field(default=Status.INBOX, sa_type=closed_set(Status, "status"))
    status_why: str | None = None
    """The reason of a rejection."""
    rating: str | None = Field(default=None, foreign_key="rating.key")
    rating_why: str | None = None
    priority: int = 2
    """1 low, 2 normal, 3 high."""
    assignee: str | None = None
    attention: int = 0
    """The number of open alerts, and NO_EVIDENCE_WEIGHT; triggers maintain it."""
    external_id: str | None = Field(default=None, unique=True)
    """The identifier of the claim in the file that it was imported from."""
    text_digest: str = Field(index=True)
    """SHA-256 of the folded text, which is the same for claims that differ in typography only."""
    search_text: str
    """The searchable text: text, stand-alone wording and claimant, folded in Python so that every database agrees."""
    match_text: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The stems of text, stand-alone wording and claimant, by which similar claims are found (``languages.stems``); empty
    until they are made, a space where the text has no word."""
    created_at: datetime
    updated_at: datetime
    withdrawn_at: datetime | None = None
    """The time of withdrawal. Lists do not show a withdrawn claim, and its rows are not deleted."""
    merged_into: int | None = Field(default=None, foreign_key="claim.id", index=True)
    """The claim that this one duplicates. A merged claim is withdrawn, and its citations belong to the other one."""


class Tag(Row, table=True):
    """A label by which a desk groups claims."""

    __tablename__: ClassVar[str] = "tag"
    __table_args__ = (STRICT_TABLE,)

    name: str = Field(unique=True)


class ClaimTag(SQLModel, table=True):
    """A tag on a claim."""

    __tablename__: ClassVar[str] = "claim_tag"
    __table_args__ = (sa.Index("ix_claim_tag_tag_id", "tag_id", "claim_id"), STRICT_TABLE)

    claim_id: int = Field(foreign_key="claim.id", primary_key=True)
    tag_id: int = Field(foreign_key="tag.id", primary_key=True)
    merged_from: int | None = Field(default=None, foreign_key="claim.id")
    """The merged claim that brought the tag; None where a person or a file gave it to this claim."""


class Note(Row, table=True):
    """A reviewer's note about a claim."""

    __tablename__: ClassVar[str] = "note"
    __table_args__ = (sa.Index("ix_note_claim_id", "claim_id", "id"), STRICT_TABLE)

    claim_id: int = Field(foreign_key="claim.id")
    author: str
    text: str
    at: datetime
    withdrawn_at: datetime | None = None
    merged_from: int | None = Field(default=None, foreign_key="claim.id")
    """The merged claim that the note was written about; None where that is ``claim_id``."""


class SavedView(Row, table=True):
    """A saved filter of a reviewer."""

    __tablename__: ClassVar[str] = "saved_view"
    __table_args__ = (sa.UniqueConstraint("actor", "name", name="uq_saved_view_actor_name"), STRICT_TABLE)

    actor: str
    name: str
    filter: str
    """The text of the filter."""


class Counter(SQLModel, table=True):
    """The number of claims of a badge. Triggers maintain it, so that it is not counted each time it is shown."""

    __tablename__: ClassVar[str] = "counter"
    __table_args__ = (STRICT_TABLE,)

    name: str = Field(primary_key=True)
    value: int = 0
