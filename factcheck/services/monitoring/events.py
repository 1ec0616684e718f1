"""The events of a run, in the order in which they happen, and the protocol of the subscribers that receive them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.vocabulary import LinkState, LookupResult, QuoteState


@dataclass(frozen=True, slots=True)
class RunRequested:
    """A run is wanted. Nothing of it is recorded yet, but its first requests may be under way (``head_start``)."""


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run is planned and recorded. Checks are recorded from now on."""

    run_id: int
    sources: int
    hosts: int
    recovered: tuple[str, ...] = ()
    """One sentence for each capture file that a crash had left."""


@dataclass(frozen=True, slots=True)
class QuoteChecked:
    """The result of one check for one citation's quote, and the state that follows from it."""

    citation_id: int
    claim_id: int
    finding: QuoteFinding | None
    state: QuoteState | None


@dataclass(frozen=True, slots=True)
class SourceChecked:
    """The check of one source is recorded."""

    source_id: int
    finding: Finding
    state: LinkState
    quotes: tuple[QuoteChecked, ...]
    opened: tuple[int, ...]
    """The alerts that the check opened."""
    resolved: tuple[int, ...]
    """The alerts that the check resolved."""
    drift: float | None = None
    """The distance between the page's text and the capture before it; None: there is none to compare with."""


@dataclass(frozen=True, slots=True)
class LookupFinished:
    """The archive lookup of one source is recorded."""

    source_id: int
    url: str
    result: LookupResult
    detail: str | None


@dataclass(frozen=True, slots=True)
class LookupsEnded:
    """The run makes no more archive lookups."""

    finished: int
    waiting: int
    """Sources that were checked in this run and not looked up: their turn comes after a later check."""
    reason: str | None = None
    """Why lookups ended before every source had its turn; None: every source had it."""


@dataclass(frozen=True, slots=True)
class DigestDelivered:
    """A channel accepted the digest of new alerts."""

    channel: str
    alerts: int


@dataclass(frozen=True, slots=True)
class ChecksCompacted:
    """Unchanged checks were rolled up."""

    checks: int


@dataclass(frozen=True, slots=True)
class SubscriberFailed:
    """A subscriber could not do its part. The run goes on, and everything recorded stays recorded."""

    subscriber: str
    message: str
    channel: str | None = None
    """The notification channel that failed; None: no channel is involved."""


@dataclass(frozen=True, slots=True)
class RunFinished:
    """A run is over, and its totals are recorded."""

    run_id: int
    started_at: datetime
    ended_at: datetime
    planned: int
    checked: int
    alerts_opened: int
    alerts_resolved: int
    links: dict[str, int]
    """Checks by link outcome."""
    stopped: bool
    """The run reached its time limit, or was asked to stop, before every source was checked."""
    deferred: int = 0
    """Sources that were not fetched because their hosts asked for a pause: they stay due."""


@dataclass(frozen=True, slots=True)
class RunFailed:
    """A run ended with an error, or was cancelled. Everything recorded stays recorded."""

    error: BaseException
    finished: RunFinished | None
    """The run's totals, where only a subscriber failed after it; None: the run itself did not reach its end."""


@dataclass(frozen=True, slots=True)
class RunClosed:
    """The stream is over, however it ended: subscribers release their resources."""


CheckEvent = RunStarted | SourceChecked | RunFinished
"""The events of the checks themselves."""
RunEvent = (
    RunRequested
    | CheckEvent
    | LookupFinished
    | LookupsEnded
    | DigestDelivered
    | ChecksCompacted
    | SubscriberFailed
    | RunFailed
    | RunClosed
)
"""Every event that a subscriber receives."""

Emit = Callable[[RunEvent], None]
"""Puts an event of a subscriber's own into the stream."""


class Subscriber(Protocol):
    """Receives every event of a run.

    An exception that leaves ``on_event`` ends the run: what has been checked is recorded, and the exception is raised. A
    subscriber whose failure must not end the run catches it and emits ``SubscriberFailed``.
    """

    async def on_event(self, event: RunEvent, emit: Emit) -> None:
        """Handle an event before the subscribers behind this one receive it."""
