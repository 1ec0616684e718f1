"""Rows of the read model: frozen values that are bound to no session."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from factcheck.vocabulary import LinkOutcome, LinkState, MementoVerdict, QuoteOutcome, QuoteState, Role, Stance, Status

OFFERED_VERDICTS = (
    MementoVerdict.CONFIRMED,
    MementoVerdict.PAGE,
    MementoVerdict.ALTERED,
    MementoVerdict.UNCONFIRMED,
    MementoVerdict.UNVERIFIABLE,
)
"""Verdicts on copies that can be offered in place of a lost source, the best first."""


WITHOUT_DIFFERENCES = frozenset({QuoteState.UNCHECKED, QuoteState.EXACT})


def current_differences(
    state: str | None, pending: str | None, text: str | None, differences: list[dict[str, Any]] | None
) -> tuple[str | None, tuple[dict[str, Any], ...]]:
    """Return the passage and differences of a quote's last check, as long as they apply to the current quote.

    After a quote was accepted or edited, they belong to the earlier words.
    """
    if differences and pending is None and state in WITHOUT_DIFFERENCES:
        return None, ()
    return text, tuple(differences or ())


COUNTED_MAX = 10_000
"""Maximum number of claims of a filter that are counted; a longer list is only reported as longer."""


class Sort(StrEnum):
    """The order of a list of claims."""

    ATTENTION = "attention"
    """Open alerts, then priority, then the newest."""
    UPDATED = "updated"
    """The last change first."""
    ID = "id"
    """The newest claim first."""


SORT_COLUMNS: dict[Sort, tuple[str, ...]] = {
    Sort.ATTENTION: ("attention", "priority", "id"),
    Sort.UPDATED: ("updated_at", "id"),
    Sort.ID: ("id",),
}
"""The columns of ``claim`` that make up the key of each order, all of them descending."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim as lists show it."""

    id: int
    text: str
    standalone: str | None
    language: str | None
    claimant: str
    claimed_from: date | None
    claimed_to: date | None
    status: Status
    rating: str | None
    priority: int
    assignee: str | None
    attention: int
    """Open alerts, plus NO_EVIDENCE_WEIGHT where all evidence of a public verdict has an open alert."""
    tags: tuple[str, ...]
    citations: int
    link: LinkState | None
    """The worst of its sources' states; None where it cites nothing."""
    quote: QuoteState | None
    """The worst of its quotes' states; None where it quotes nothing."""
    checked_at: datetime | None
    """The oldest last check of its sources; None where one was never checked."""
    created_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class MementoRow:
    """An archived copy, and its verdict for one citation."""

    url: str
    at: datetime | None
    """The time of its archiving."""
    verdict: MementoVerdict
    link: LinkOutcome | None
    reason: str | None
    found: str | None
    """The passage that was found, where it differs from the quote."""
    digest_holds: bool | None
    """Whether its bytes have the digest of the archive's index; None where that is unknown."""
    same_bytes: bool
    """A check of our own received the same bytes."""
    checked_at: datetime | None

    @property
    def offered(self) -> bool:
        """Whether it can be offered in place of its source."""
        return self.verdict in OFFERED_VERDICTS


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A citation with the states of its source and its quote."""

    id: int
    claim_id: int
    source_id: int
    role: Role
    stance: Stance | None
    url: str
    title: str | None
    exact: str | None
    prefix: str
    suffix: str
    comment: str | None
    link: LinkState
    link_since: datetime | None
    failures: int
    reason: str | None
    """The reason code of the last check; None where there was none."""
    http_status: int | None
    final_url: str | None
    error: str | None
    quote_state: QuoteState | None
    quote_since: datetime | None
    pending: QuoteOutcome | None
    """The last outcome of the quote, while it waits for a second check."""
    found_text: str | None
    """The passage that was found, where it differs from the quote."""
    diff: tuple[dict[str, Any], ...]
    checked_at: datetime | None
    next_check_at: datetime | None
    memento: str | None
    """The address of the best archived copy that can be offered, or None."""
    mementos: tuple[MementoRow, ...]
    """All known archived copies, the best first."""
    version: int
    merged_from: int | None = None
    """The merged claim that it was made for; None where that is ``claim_id``."""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note."""

    id: int
    author: str
    text: str
    at: datetime
    merged_from: int | None = None
    """The merged claim that it was written about; None where that is this claim."""


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement of an article that a claim was made of."""

    article_id: int
    title: str | None
    url: str | None
    """The address of the article; None where it has none, so that the claim cannot cite it."""
    digest: str
    """SHA-256 of the text that the offsets refer to, as ``sha256:`` and hex."""
    start: int
    """Offset into that text, in code points."""
    end: int
    """Exclusive."""

    @property
    def place(self) -> str:
        """The article and the place in it, in words."""
        return (
            f"{f'“{self.title}”' if self.title else f'text {self.digest[:19]}'} [{self.start}:{self.end}], no address"
        )


@dataclass(frozen=True, slots=True)
class MergedRow:
    """A claim that was merged into another one."""

    id: int
    text: str
    claimant: str
    into: int
    """The claim that a person merged it into."""
    canonical: int
    """The claim that has its citations now: ``into``, or the claim that this one was merged into in turn."""
    at: datetime
    actor: str | None
    """The name of who merged it; None where the log was not asked."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check that an alert rests on."""

    id: int
    at: datetime
    link: str
    reason: str
    http_status: int | None
    quote: str | None
    """The outcome of the citation's quote; None where the check did not include it."""


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert with its claim, its source and its checks."""

    id: int
    claim_id: int
    claim_text: str
    citation_id: int
    url: str
    kind: str
    before: str
    after: str
    rule: str
    detail: dict[str, Any]
    opened_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None
    resolution: str | None
    quote: str | None
    """The citation's words, as they are quoted now."""
    checks: tuple[CheckRow, ...]
    """The checks that confirmed it, the oldest first."""
    memento: MementoRow | None
    """The archived copy that can be offered in place of the source."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event of the audit log."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    claim_id: int | None
    data: dict[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """Everything about one claim."""

    row: ClaimRow
    status_why: str | None
    rating_why: str | None
    citations: list[CitationRow]
    notes: list[NoteRow]
    alerts: list[AlertRow]
    """Open ones, newest first."""
    touched_at: datetime | None
    """The time of the last event by a person; None where the workflow of the claim has ended."""
    merged: tuple[MergedRow, ...] = ()
    """Claims that were merged into it."""
    statements: tuple[StatementRow, ...] = ()
    """The statements of articles that it was made of."""

    @property
    def uncited(self) -> tuple[StatementRow, ...]:
        """Those of articles without an address."""
        return tuple(each for each in self.statements if each.url is None)


@dataclass(frozen=True, slots=True)
class Pending:
    """A finding about a quote that waits for a second check."""

    citation_id: int
    claim_id: int
    url: str
    outcome: QuoteOutcome
    since: datetime
    next_check_at: datetime | None


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A step of the rating scale."""

    key: str
    value: float | None
    """0 (false) to 1 (true); None where the step makes no statement about truth."""
    hotkey: str
    """The letter that gives this rating in the terminal interface."""
    position: int
    labels: dict[str, str]
    """Language tag to label (schema.org ``alternateName``)."""
    definition: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A run of the verifier that is in progress."""

    actor: str
    planned: int
    checked: int
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A page of claims; ``after`` is the key that the next page starts after, None at the end."""

    rows: list[ClaimRow]
    after: tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class Badges:
    """The number of claims of each badge."""

    inbox: int
    open: int
    review: int
    published: int
    rejected: int
    attention: int
