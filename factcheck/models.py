"""The tables. No behaviour: what can be done to a row is in ``services``, what a row means is in ``vocabulary``.

A column whose name begins with ``memory_`` or ``pending_`` belongs to :mod:`factcheck.verifier.verdict.confirmation`.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from factcheck.vocabulary import (
    AlertKind,
    LinkOutcome,
    LinkState,
    Lookup,
    QuoteOutcome,
    QuoteState,
    Resolution,
    Role,
    SourceKind,
    Stance,
    Status,
)

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

STRICT = {"sqlite_strict": True}
LISTED = sa.text("withdrawn_at IS NULL")
"""Which rows the indexes of lists hold (https://www.sqlite.org/partialindex.html)."""


# SQLite's STRICT tables take five type names only; the ordinary types are spelled with those.
for _type, _name in {
    sa.String: "TEXT",
    sa.Enum: "TEXT",
    sa.DateTime: "TEXT",
    sa.Date: "TEXT",
    sa.JSON: "TEXT",
    sa.Boolean: "INTEGER",
    sa.BigInteger: "INTEGER",
    sa.SmallInteger: "INTEGER",
    sa.Float: "REAL",
    sa.LargeBinary: "BLOB",
}.items():
    compiles(_type, "sqlite")(lambda element, compiler, _name=_name, **kw: _name)


class EpochDateTime(sa.types.TypeDecorator[datetime]):
    """An aware datetime kept as whole milliseconds since 1970: a quarter of the text's size, for the long table."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime without a time zone: {value!r}")
        return round(value.timestamp() * 1000)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC)


def words(members: type[StrEnum], name: str) -> sa.Enum:
    """Return the column type of a closed set: stored by value, held to its members by a CHECK."""
    return sa.Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=24,
        values_callable=lambda kind: [member.value for member in kind],
    )


class Row(SQLModel):
    """What every table has."""

    id: int = Field(default=None, primary_key=True)


class Versioned(Row):
    """A row a person edits: a save that read an older version is refused by the database layer."""

    version: int = Field(default=None, sa_column_kwargs={"nullable": False})

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Rating(Row, table=True):
    """One step of the scale a person rates claims on (schema.org Rating): the scale is data."""

    __tablename__: ClassVar[str] = "rating"
    __table_args__ = (STRICT,)

    key: str = Field(unique=True)
    value: float | None
    """0 (false) to 1 (true); none where the step says nothing about truth."""
    hotkey: str
    """The letter that gives this rating in the terminal."""
    position: int
    labels: dict[str, str] = Field(sa_type=sa.JSON)
    """Language tag to label (schema.org ``alternateName``)."""
    definition: str


class Claim(Versioned, table=True):
    """A stand-alone, checkable statement (schema.org Claim)."""

    __tablename__: ClassVar[str] = "claim"
    __table_args__ = (
        # The queue, with all that a filter asks of a claim itself: a walk along it reads no row of the table.
        sa.Index(
            "ix_claim_queue",
            *("attention", "priority", "id", "status", "assignee", "rating", "language"),
            *("claimed_from", "claimed_to", "created_at", "updated_at"),
            sqlite_where=LISTED,
        ),
        sa.Index("ix_claim_status_queue", "status", "attention", "priority", "id", sqlite_where=LISTED),
        sa.Index("ix_claim_assignee_queue", "assignee", "attention", "priority", "id", sqlite_where=LISTED),
        sa.Index("ix_claim_rating_queue", "rating", "attention", "priority", "id", sqlite_where=LISTED),
        sa.Index("ix_claim_updated_at", "updated_at", "id", sqlite_where=LISTED),
        sa.Index("ix_claim_claimed_from", "claimed_from", "created_at", sqlite_where=LISTED),
        sa.Index("ix_claim_claimed_to", "claimed_to", "created_at", sqlite_where=LISTED),
        sa.Index("ix_claim_language", "language", sqlite_where=LISTED),
        sa.Index("ix_claim_claimant", "claimant", sqlite_where=LISTED),
        sa.CheckConstraint("priority BETWEEN 1 AND 3", name="priority"),
        sa.CheckConstraint("claimed_from IS NULL OR claimed_to IS NULL OR claimed_from <= claimed_to", name="claimed"),
        STRICT,
    )

    text: str
    """The statement, in its own language."""
    standalone: str | None = None
    """The same statement in words that need no context, in the desk's language."""
    language: str | None = None
    """BCP 47 tag of ``text``."""
    claimant: str
    """Who says so; a name, or "unattributed"."""
    claimed_from: date | None = None
    """The claim was made on or after this day; none where nobody knows."""
    claimed_to: date | None = None
    status: Status = Field(default=Status.INBOX, sa_type=words(Status, "status"))
    status_why: str | None = None
    """Why it was rejected."""
    rating: str | None = Field(default=None, foreign_key="rating.key")
    rating_why: str | None = None
    priority: int = 2
    """1 low, 2 normal, 3 high."""
    assignee: str | None = None
    attention: int = 0
    """How many open alerts touch the claim; kept by triggers on ``alert``."""
    external_id: str | None = Field(default=None, unique=True)
    """The claim's name in the file it was imported from."""
    text_digest: str = Field(index=True)
    """SHA-256 of the folded text: claims that say the same, letter for letter but for typography, share it."""
    search_text: str
    """What search reads: text, stand-alone wording and claimant, folded in Python so that every database agrees."""
    created_at: datetime
    updated_at: datetime
    withdrawn_at: datetime | None = None
    """A claim that was taken back: no list shows it, nothing is lost."""


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
    kind: SourceKind = Field(default=SourceKind.NEWS, sa_type=words(SourceKind, "kind"))
    title: str | None = None
    language: str | None = None
    state: LinkState = Field(default=LinkState.UNCHECKED, sa_type=words(LinkState, "state"))
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
    link: LinkOutcome | None = Field(default=None, sa_type=words(LinkOutcome, "link"))
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
    quote: QuoteOutcome = Field(sa_type=words(QuoteOutcome, "quote"))
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
    result: Lookup = Field(sa_type=words(Lookup, "result"))
    detail: str | None = None
    """One sentence for a person, where something went wrong."""
    next_at: datetime | None = None
    """Not before this moment; none: not again by itself, unless the source begins to fail."""


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
    role: Role = Field(default=Role.EVIDENCE, sa_type=words(Role, "role"))
    stance: Stance | None = Field(default=None, sa_type=words(Stance, "stance"))
    exact: str | None = None
    """The quoted words; none: the page as a whole is cited."""
    prefix: str = ""
    suffix: str = ""
    comment: str | None = None
    """What the citation shows, in the desk's words."""
    quote_state: QuoteState | None = Field(default=None, sa_type=words(QuoteState, "quote_state"))
    """None where nothing is quoted."""
    quote_since: datetime | None = None
    pending_outcome: QuoteOutcome | None = Field(default=None, sa_type=words(QuoteOutcome, "pending_outcome"))
    """A finding that waits for a second look before it is believed."""
    pending_since: datetime | None = None
    quote_finding: str | None = None
    """The mark of the finding that ``quote_state`` rests on: other words on the page are another finding."""
    pending_finding: str | None = None
    pending_check_id: int | None = None
    """The look that found it first."""
    created_at: datetime
    withdrawn_at: datetime | None = None


class Run(Row, table=True):
    """One run of the verifier."""

    __tablename__: ClassVar[str] = "run"
    __table_args__ = (STRICT,)

    started_at: datetime
    ended_at: datetime | None = None
    actor: str
    planned: int
    checked: int = 0
    alerts_opened: int = 0
    alerts_resolved: int = 0
    network_down: bool = False


class SourceCheck(Row, table=True):
    """The stored judgement of one look at one source."""

    __tablename__: ClassVar[str] = "source_check"
    __table_args__ = (STRICT,)

    source_id: int = Field(foreign_key="source.id", index=True)
    run_id: int | None = Field(default=None, foreign_key="run.id")
    at: datetime = Field(sa_type=EpochDateTime)
    link: LinkOutcome = Field(sa_type=words(LinkOutcome, "link"))
    reason: str
    """The reason code, as docs/outcomes.md lists them."""
    http_status: int | None = None
    final_url: str | None = None
    """None: the source's own address."""
    redirects: list[dict[str, Any]] | None = Field(default=None, sa_type=sa.JSON)
    content_type: str | None = None
    bytes: int | None = None
    payload_digest: str | None = None
    text_digest: str | None = None
    elapsed_ms: int
    error: str | None = None


class CitationCheck(Row, table=True):
    """The stored judgement of one look at one citation's quote."""

    __tablename__: ClassVar[str] = "citation_check"
    __table_args__ = (sa.Index("ix_citation_check_history", "citation_id", "source_check_id"), STRICT)

    citation_id: int = Field(foreign_key="citation.id")
    source_check_id: int = Field(foreign_key="source_check.id", index=True)
    quote: QuoteOutcome = Field(sa_type=words(QuoteOutcome, "quote"))
    reason: str
    score: float | None = None
    start: int | None = None
    """Where the passage begins in the page's text, in code points (Web Annotation TextPositionSelector)."""
    end: int | None = None
    text: str | None = None
    """The passage that was found, when it is not the quoted words to the letter."""
    diff: list[dict[str, Any]] | None = Field(default=None, sa_type=sa.JSON)


class CheckRollUp(Row, table=True):
    """Checks of one source with one outcome, rolled up into a row: nothing of them is lost.

    :mod:`factcheck.store.check_rollups` writes and reads it.
    """

    __tablename__: ClassVar[str] = "check_rollup"
    __table_args__ = (sa.Index("ix_check_rollup_source_id", "source_id", "last_check_id"), STRICT)

    source_id: int = Field(foreign_key="source.id")
    first_check_id: int
    last_check_id: int
    """Other checks of the source may lie between the two: a roll-up collects what is alike."""
    checks: int
    """How many it holds."""
    link: LinkOutcome = Field(sa_type=words(LinkOutcome, "link"))
    reason: str
    http_status: int | None = None
    final_url: str | None = None
    redirects: list[dict[str, Any]] | None = Field(default=None, sa_type=sa.JSON)
    content_type: str | None = None
    error: str | None = None
    quotes: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    """Each check's findings about each citation's quote: the columns of ``citation_check``."""
    packed: bytes
    """Number, time, duration, run, size and digests of each check (``store.check_codec``)."""


class Capture(Row, table=True):
    """What a source said at one look: the first, and each whose text differs from the one before."""

    __tablename__: ClassVar[str] = "capture"
    __table_args__ = (
        sa.Index("ix_capture_source_id", "source_id", "id"),
        sa.CheckConstraint(
            "(warc_file IS NULL) = (warc_offset IS NULL) AND (warc_file IS NULL) = (warc_length IS NULL)"
            " AND (warc_file IS NULL) = (warc_digest IS NULL) AND (warc_file IS NULL) = (warc_date IS NULL)",
            name="warc_whole",
        ),
        STRICT,
    )

    source_id: int = Field(foreign_key="source.id")
    source_check_id: int = Field(foreign_key="source_check.id", index=True)
    payload_digest: str
    text_digest: str
    text: bytes
    """The normalised text, UTF-8, zlib-compressed (RFC 1950), and where the article stands in it (``readers.pack``)."""
    warc_file: str | None = None
    """The file its records are in, in the folder of captures; None, as are the next: the text is all there is."""
    warc_offset: int | None = None
    """Where they begin: each redirect's answer and request, then the page's."""
    warc_length: int | None = None
    warc_digest: str | None = None
    """Over the bytes of the file from there to there."""
    warc_payload_digest: str | None = None
    """Over the page's body as it came, content codings and all (WARC-Payload-Digest); None: it was empty."""
    warc_date: datetime | None = Field(default=None, sa_type=EpochDateTime)
    """WARC-Date of the page's record."""
    refers_to: int | None = Field(default=None, foreign_key="capture.id")
    """The capture that holds the same payload: this one's record is a revisit of it."""


class Alert(Row, table=True):
    """A change of state that touches a claim and wants a person."""

    __tablename__: ClassVar[str] = "alert"
    __table_args__ = (
        sa.Index("uq_alert_open", "citation_id", "kind", unique=True, sqlite_where=sa.text("resolved_at IS NULL")),
        sa.Index("ix_alert_claim_id", "claim_id"),
        sa.Index("ix_alert_finding", "citation_id", "kind", "finding"),
        sa.Index("ix_alert_opened", "resolved_at", "id"),
        sa.Index("ix_alert_source_check_id", "source_check_id"),
        STRICT,
    )

    claim_id: int = Field(foreign_key="claim.id")
    citation_id: int = Field(foreign_key="citation.id")
    source_check_id: int = Field(foreign_key="source_check.id")
    kind: AlertKind = Field(sa_type=words(AlertKind, "kind"))
    state_before: str
    state_after: str
    rule: str
    """Which rule of the memory opened it."""
    finding: str | None = None
    """The mark of what was found: a person who dismisses it has dismissed this."""
    checks: list[int] | None = Field(default=None, sa_type=sa.JSON)
    """The looks it rests on, the oldest first; ``source_check_id`` is the last of them."""
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    """The words before and after, and the differences named."""
    opened_at: datetime
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    resolution: Resolution | None = Field(default=None, sa_type=words(Resolution, "resolution"))


class Channel(Row, table=True):
    """A way by which people are told of alerts, and how far it has been told."""

    __tablename__: ClassVar[str] = "channel"
    __table_args__ = (STRICT,)

    name: str = Field(unique=True)
    """"stdout", "webhook" or "mail"."""
    last_alert_id: int
    """Alerts up to this one were delivered, or are older than the channel."""
    told_at: datetime | None = None
    failing_since: datetime | None = None
    """Since when deliveries fail; none: the last one arrived."""
    error: str | None = None
    busy_until: datetime | None = None
    """Another process delivers until then at most."""


class Tag(Row, table=True):
    """A word the desk sorts claims by."""

    __tablename__: ClassVar[str] = "tag"
    __table_args__ = (STRICT,)

    name: str = Field(unique=True)


class ClaimTag(SQLModel, table=True):
    """A tag on a claim."""

    __tablename__: ClassVar[str] = "claim_tag"
    __table_args__ = (sa.Index("ix_claim_tag_tag_id", "tag_id", "claim_id"), STRICT)

    claim_id: int = Field(foreign_key="claim.id", primary_key=True)
    tag_id: int = Field(foreign_key="tag.id", primary_key=True)


class Note(Row, table=True):
    """What a reviewer wrote about a claim, for the desk."""

    __tablename__: ClassVar[str] = "note"
    __table_args__ = (sa.Index("ix_note_claim_id", "claim_id", "id"), STRICT)

    claim_id: int = Field(foreign_key="claim.id")
    author: str
    text: str
    at: datetime
    withdrawn_at: datetime | None = None


class SavedView(Row, table=True):
    """A reviewer's filter, by name."""

    __tablename__: ClassVar[str] = "saved_view"
    __table_args__ = (sa.UniqueConstraint("actor", "name", name="uq_saved_view_actor_name"), STRICT)

    actor: str
    name: str
    filter: str
    """In the language of every list."""


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


class Counter(SQLModel, table=True):
    """How many claims bear a badge; kept by triggers, read in a blink."""

    __tablename__: ClassVar[str] = "counter"
    __table_args__ = (STRICT,)

    name: str = Field(primary_key=True)
    value: int = 0
