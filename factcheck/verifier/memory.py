"""What we believe after several looks. Pure: the caller gives the memory, the finding and the time.

One look opens no alert that a flap could explain. "Gone" is believed after several looks over days, a changed quote at
its second look, a silence after a week; what turns us away is never held against its page.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from factcheck.settings import VerifySettings
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.schedule import interval, jitter
from factcheck.vocabulary import LinkOutcome, LinkState, QuoteOutcome, QuoteState, SourceKind

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

PLAIN_LOSSES = frozenset({"http-404", "http-410"})
"""The server says it in so many words: the six-hour look is skipped."""
STRIKES = (timedelta(0), 6 * HOUR, 30 * HOUR, 102 * HOUR)
"""When a failure counts, from the first on: at once, +6 h, then +1 d, then +3 d."""
PLAIN_STRIKES = (timedelta(0), DAY, 4 * DAY)
EARLY = 0.9
"""A look this share of the way counts: timers are not exact."""
LONGEST_WAIT = 7 * DAY
"""A server that asks for more (Retry-After) is asked again all the same; one that turns us away, at least so often."""
REVISITS_OF_THE_DEAD = (7 * DAY, 30 * DAY, 90 * DAY)

_GOOD = {LinkOutcome.OK: LinkState.OK, LinkOutcome.MOVED: LinkState.MOVED}
_GONE = {LinkOutcome.DEAD: LinkState.DEAD, LinkOutcome.SOFT404: LinkState.SOFT404}
_LOST = frozenset(_GONE.values())


@dataclass(frozen=True, slots=True)
class SourceMemory:
    """What we hold of a source between looks."""

    state: LinkState = LinkState.UNCHECKED
    since: datetime | None = None
    strikes: int = 0
    first_strike_at: datetime | None = None
    ailing_since: datetime | None = None
    looks: int = 0
    last_at: datetime | None = None
    """The last look."""
    first_at: datetime | None = None
    """When the source came in."""


@dataclass(frozen=True, slots=True)
class QuoteMemory:
    """What we hold of a quote between looks."""

    state: QuoteState = QuoteState.UNCHECKED
    since: datetime | None = None
    pending: QuoteOutcome | None = None
    pending_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state that wants a person."""

    before: str
    after: str
    rule: str
    """Which rule believed it: "gone-confirmed", "silent", "second-look", "never-stood", "corrected"."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a look did to a source's memory."""

    memory: SourceMemory
    opened: Change | None
    cleared: bool
    """An alert about the link, if one is open, is settled."""
    next_check_at: datetime


@dataclass(frozen=True, slots=True)
class QuoteStep:
    """What a look did to a quote's memory."""

    memory: QuoteMemory
    opened: Change | None = None
    cleared: bool = False
    confirm_within: timedelta | None = None
    """A second look is wanted, this much later."""


def advance_source(
    memory: SourceMemory,
    finding: Finding,
    kind: SourceKind,
    now: datetime,
    settings: VerifySettings,
    *,
    key: str = "",
    weight: float = 1.0,
) -> Step:
    """Return what we believe of a source after one more look, and when to look again. ``key`` sets the jitter.

    Whatever was found, a Retry-After puts the next look off, up to a week.
    """
    step = _advance(_as_of(memory, now), finding, kind, now, settings, key=key, weight=weight)
    wanted = timedelta(seconds=min(finding.retry_after or 0, LONGEST_WAIT.total_seconds()))
    return replace(step, next_check_at=max(step.next_check_at, now + wanted))


def _advance(
    memory: SourceMemory,
    finding: Finding,
    kind: SourceKind,
    now: datetime,
    settings: VerifySettings,
    *,
    key: str,
    weight: float,
) -> Step:
    seen = replace(memory, looks=memory.looks + 1, last_at=max(now, memory.last_at or now))
    age = now - (memory.first_at or now)
    regular = jitter(interval(kind, seen.looks, age, weight=weight), f"{key}:{seen.looks}")
    match finding.link:
        case LinkOutcome.OK | LinkOutcome.MOVED:
            return _good(seen, _GOOD[finding.link], now, regular)
        case LinkOutcome.DEAD | LinkOutcome.SOFT404:
            return _strike(memory, seen, finding, now)
        case LinkOutcome.BLOCKED:
            return _ailing(memory, seen, LinkState.BLOCKED, now, min(regular, LONGEST_WAIT), settings)
        case LinkOutcome.UNREACHABLE:
            return _ailing(memory, seen, LinkState.UNREACHABLE, now, _patience(seen, now), settings)
        case LinkOutcome.REFUSED:
            return Step(_turn(seen, LinkState.REFUSED, now), None, cleared=False, next_check_at=now + 28 * DAY)


def _as_of(memory: SourceMemory, now: datetime) -> SourceMemory:
    """Return the memory without moments that have not come yet: a clock was wrong when they were noted, or is now.

    A clock that is set back by less than a day leaves everything as it is, and such a look counts for no strike; what
    lies further ahead would hold up every belief until then, so that its count begins anew.
    """
    ahead = now + DAY
    if memory.last_at is not None and memory.last_at > ahead:
        memory = replace(memory, last_at=now)
    if memory.first_strike_at is not None and memory.first_strike_at > ahead:
        memory = replace(memory, first_strike_at=None, strikes=0 if memory.state not in _LOST else memory.strikes)
    if memory.ailing_since is not None and memory.ailing_since > ahead:
        memory = replace(memory, ailing_since=None)
    return memory


def _good(seen: SourceMemory, state: LinkState, now: datetime, wait: timedelta) -> Step:
    well = replace(_turn(seen, state, now), strikes=0, first_strike_at=None, ailing_since=None)
    return Step(well, None, cleared=True, next_check_at=now + wait)


def _strike(memory: SourceMemory, seen: SourceMemory, finding: Finding, now: datetime) -> Step:
    if memory.last_at is not None and now < memory.last_at:
        return Step(seen, None, cleared=False, next_check_at=now + STRIKES[1])
    if seen.state in _LOST:
        wait = REVISITS_OF_THE_DEAD[min(max(seen.strikes - 4, 0), 2)]
        return Step(replace(seen, strikes=seen.strikes + 1), None, cleared=False, next_check_at=now + wait)
    first = seen.first_strike_at or now
    steps = PLAIN_STRIKES if finding.reason in PLAIN_LOSSES else STRIKES
    strikes = min(seen.strikes, len(steps) - 1)
    if now - first >= steps[strikes] * EARLY:
        strikes += 1
    struck = replace(seen, strikes=strikes, first_strike_at=first)
    if strikes == len(steps):
        lost = _GONE[finding.link]
        opened = Change(seen.state, lost, "gone-confirmed")
        return Step(_turn(struck, lost, now), opened, cleared=False, next_check_at=now + REVISITS_OF_THE_DEAD[0])
    again = max(first + steps[strikes], now + HOUR)
    return Step(_turn(struck, LinkState.FAILING, now), None, cleared=False, next_check_at=again)


def _ailing(
    memory: SourceMemory, seen: SourceMemory, state: LinkState, now: datetime, wait: timedelta, settings: VerifySettings
) -> Step:
    since = seen.ailing_since or now
    ailing = replace(seen, ailing_since=since)
    if seen.state not in _LOST | {LinkState.FAILING}:
        ailing = _turn(ailing, state, now)
    limit = since + timedelta(days=settings.unreachable_alert_days)
    crossed = now >= limit and (memory.ailing_since is None or memory.last_at is None or memory.last_at < limit)
    opened = None
    if state is LinkState.UNREACHABLE and crossed and seen.state not in _LOST:
        opened = Change(seen.state, LinkState.UNREACHABLE, "silent")
    return Step(ailing, opened, cleared=False, next_check_at=now + wait)


def _patience(seen: SourceMemory, now: datetime) -> timedelta:
    silent = now - (seen.ailing_since or now)
    return 6 * HOUR if silent < DAY else DAY if silent < 3 * DAY else 3 * DAY


def _turn(memory: SourceMemory, state: LinkState, now: datetime) -> SourceMemory:
    return memory if memory.state is state else replace(memory, state=state, since=now)


def advance_quote(
    memory: QuoteMemory, finding: QuoteFinding | None, now: datetime, settings: VerifySettings
) -> QuoteStep:
    """Return what we believe of a quote after one more look."""
    if finding is None:
        return QuoteStep(memory)
    if finding.outcome is QuoteOutcome.UNVERIFIABLE:
        known = memory.state is not QuoteState.UNCHECKED
        return QuoteStep(memory if known else QuoteMemory(QuoteState.UNVERIFIABLE, now))
    if finding.outcome is QuoteOutcome.EXACT:
        since = memory.since if memory.state is QuoteState.EXACT else now
        return QuoteStep(QuoteMemory(QuoteState.EXACT, since), cleared=True)
    return _bad_quote(memory, finding, now, timedelta(seconds=settings.confirm_quote_after))


def _bad_quote(memory: QuoteMemory, finding: QuoteFinding, now: datetime, patience: timedelta) -> QuoteStep:
    state = QuoteState(finding.outcome)
    if state is memory.state:
        return QuoteStep(replace(memory, pending=None, pending_since=None))
    since = memory.pending_since if memory.pending_since is not None and memory.pending_since <= now else now
    waited = memory.pending_since is not None and now - since >= patience
    at_once = finding.reason == "corrected"
    if not (waited or at_once):
        return QuoteStep(replace(memory, pending=finding.outcome, pending_since=since), confirm_within=patience)
    fresh = memory.state in {QuoteState.UNCHECKED, QuoteState.UNVERIFIABLE}
    rule = "corrected" if at_once else "never-stood" if fresh else "second-look"
    return QuoteStep(QuoteMemory(state, now), Change(memory.state, state, rule))
