"""What we believe after several looks. Pure: the caller gives the memory, the finding and the time.

One look opens no alert that a flap could explain. "Gone" is believed after several looks over days, a changed quote at
its second look, a silence after a week; what turns us away is never held against its page.
"""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from factcheck.settings import VerifySettings
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.scheduling.intervals import interval, jitter
from factcheck.vocabulary import STUB, LinkOutcome, LinkState, QuoteOutcome, QuoteState, SourceKind

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

PLAIN_LOSSES = frozenset({"http-404", "http-410"})
"""The server says it in so many words: the six-hour look is skipped."""
STRIKES = (timedelta(0), 6 * HOUR, 30 * HOUR, 102 * HOUR)
"""When a failure counts, from the first on: at once, +6 h, then +1 d, then +3 d."""
PLAIN_STRIKES = (timedelta(0), DAY, 4 * DAY)
EARLY = 0.9
"""A look this share of the way counts: timers are not exact."""
DISMISSAL_HOLDS = 30 * DAY
"""How long a dismissal covers the same finding where it has no words of its own to know it by: a page lost, a quote gone."""
LONGEST_WAIT = 7 * DAY
"""A server that asks for more (Retry-After) is asked again all the same; one that turns us away, at least so often."""
REVISITS_OF_THE_DEAD = (7 * DAY, 30 * DAY, 90 * DAY)

STUB_FINDING = f"{QuoteOutcome.UNVERIFIABLE}:{STUB}"
"""The mark of a quote whose article is no longer shown."""

_PLACE = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
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
    stood_at: datetime | None = None
    """When it last stood at its own address; None: never, or that it moved was told."""
    checks: tuple[int, ...] = ()
    """The looks that its strikes rest on, as the caller numbers them."""


@dataclass(frozen=True, slots=True)
class QuoteMemory:
    """What we hold of a quote between looks."""

    state: QuoteState = QuoteState.UNCHECKED
    since: datetime | None = None
    pending: QuoteOutcome | None = None
    pending_since: datetime | None = None
    finding: str | None = None
    """The mark of the finding that is believed; None: the words stand, or it was believed before marks were kept."""
    pending_finding: str | None = None
    pending_check: int | None = None
    """The look that found it first."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state that wants a person."""

    before: str
    after: str
    rule: str
    """Which rule believed it: "gone-confirmed", "silent", "moved-for-good", "second-look", "never-stood", "corrected";
    "stub": the article was not shown for days; or that what is believed is told only now: "dismissal-over"."""
    finding: str = ""
    """The mark of what was found: who dismisses the alert dismisses this."""
    checks: tuple[int, ...] = ()
    """The looks that counted, the oldest first."""


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
    check: int | None = None,
) -> Step:
    """Return what we believe of a source after one more look, and when to look again.

    ``key`` sets the jitter; ``check`` is the look's number, for the alert that names it. Whatever was found, a Retry-After
    puts the next look off, up to a week.
    """
    step = _advance(_as_of(memory, now), finding, kind, now, settings, key=key, weight=weight, check=check)
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
    check: int | None,
) -> Step:
    seen = replace(memory, looks=memory.looks + 1, last_at=max(now, memory.last_at or now))
    age = now - (memory.first_at or now)
    regular = jitter(interval(kind, seen.looks, age, weight=weight), f"{key}:{seen.looks}")
    match finding.link:
        case LinkOutcome.OK | LinkOutcome.MOVED:
            return _good(memory, seen, finding, now, regular, check)
        case LinkOutcome.DEAD | LinkOutcome.SOFT404:
            return _strike(memory, seen, finding, now, check)
        case LinkOutcome.BLOCKED:
            return _ailing(memory, seen, LinkState.BLOCKED, now, min(regular, LONGEST_WAIT), settings, check)
        case LinkOutcome.UNREACHABLE:
            return _ailing(memory, seen, LinkState.UNREACHABLE, now, _patience(seen, now), settings, check)
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
        memory = replace(
            memory, first_strike_at=None, strikes=0 if memory.state not in _LOST else memory.strikes, checks=()
        )
    if memory.ailing_since is not None and memory.ailing_since > ahead:
        memory = replace(memory, ailing_since=None)
    if memory.since is not None and memory.since > ahead:
        memory = replace(memory, since=now)
    return memory


def _good(
    memory: SourceMemory, seen: SourceMemory, finding: Finding, now: datetime, wait: timedelta, check: int | None
) -> Step:
    """Settle what was held against the source; tell of a move from its own address once, at its second look.

    A source that never stood at its own address was cited that way: nobody need be told.
    """
    well = replace(_turn(seen, _GOOD[finding.link], now), strikes=0, first_strike_at=None, ailing_since=None, checks=())
    if finding.link is LinkOutcome.OK or _same_place(finding.url, finding.final_url):
        return Step(replace(well, stood_at=now), None, cleared=True, next_check_at=now + wait)
    if memory.stood_at is None:
        return Step(well, None, cleared=True, next_check_at=now + wait)
    known = memory.state is LinkState.MOVED and memory.since is not None and memory.since > memory.stood_at
    well = well if known else replace(well, since=now)
    if now - (well.since or now) < DAY * EARLY:
        return Step(well, None, cleared=True, next_check_at=now + min(wait, DAY))
    mark = f"{LinkState.MOVED}:words:{finding.final_url}"
    told = Change(LinkState.OK, LinkState.MOVED, "moved-for-good", mark, () if check is None else (check,))
    return Step(replace(well, stood_at=None), told, cleared=True, next_check_at=now + wait)


def _same_place(url: str, other: str) -> bool:
    """Return whether two addresses differ only in scheme, "www." or a final slash: a redirect that says nothing."""
    return _PLACE.sub("", url).rstrip("/") == _PLACE.sub("", other).rstrip("/")


def _strike(memory: SourceMemory, seen: SourceMemory, finding: Finding, now: datetime, check: int | None) -> Step:
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
    counted = (*seen.checks, check) if check is not None and strikes > seen.strikes else seen.checks
    struck = replace(seen, strikes=strikes, first_strike_at=first, checks=counted)
    if strikes == len(steps):
        lost = _GONE[finding.link]
        opened = Change(seen.state, lost, "gone-confirmed", f"{lost}:{finding.reason}", counted)
        return Step(_turn(struck, lost, now), opened, cleared=False, next_check_at=now + REVISITS_OF_THE_DEAD[0])
    again = max(first + steps[strikes], now + HOUR)
    return Step(_turn(struck, LinkState.FAILING, now), None, cleared=False, next_check_at=again)


def _ailing(
    memory: SourceMemory,
    seen: SourceMemory,
    state: LinkState,
    now: datetime,
    wait: timedelta,
    settings: VerifySettings,
    check: int | None,
) -> Step:
    # A wall is an answer: a silence begins after it, and ends with it.
    otherwise = memory.state in {LinkState.BLOCKED, LinkState.UNREACHABLE} and memory.state is not state
    if otherwise:
        memory = replace(memory, ailing_since=None)
    since = memory.ailing_since or now
    ailing = replace(seen, ailing_since=since)
    if seen.state not in _LOST | {LinkState.FAILING}:
        ailing = _turn(ailing, state, now)
    limit = since + timedelta(days=settings.unreachable_alert_days)
    crossed = now >= limit and (memory.ailing_since is None or memory.last_at is None or memory.last_at < limit)
    opened = None
    if state is LinkState.UNREACHABLE and crossed and seen.state not in _LOST:
        opened = Change(seen.state, LinkState.UNREACHABLE, "silent", "unreachable", () if check is None else (check,))
    return Step(ailing, opened, cleared=False, next_check_at=now + wait)


def _patience(seen: SourceMemory, now: datetime) -> timedelta:
    silent = now - (seen.ailing_since or now)
    return 6 * HOUR if silent < DAY else DAY if silent < 3 * DAY else 3 * DAY


def _turn(memory: SourceMemory, state: LinkState, now: datetime) -> SourceMemory:
    return memory if memory.state is state else replace(memory, state=state, since=now)


def mark_of(finding: QuoteFinding) -> str:
    """Return the mark of a finding: alike for the same change of the quoted words, wherever on the page they stand."""
    differences = finding.match.differences if finding.match else ()
    if not differences:
        return str(finding.outcome)
    told = json.dumps([(each.kind, each.quoted.casefold(), each.found.casefold()) for each in differences])
    return f"{finding.outcome}:words:{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def is_dismissed(finding: str, dismissed_at: datetime, now: datetime) -> bool:
    """Return whether a dismissal of this very finding still speaks.

    Words that a person has seen and called a false alarm are one for good. A loss has no words to know it by: after a
    while, and only if it is news, it is told again.
    """
    return ":words:" in finding or now - dismissed_at < DISMISSAL_HOLDS


def advance_quote(
    memory: QuoteMemory, finding: QuoteFinding | None, now: datetime, settings: VerifySettings, check: int | None = None
) -> QuoteStep:
    """Return what we believe of a quote after one more look, whose number is ``check``."""
    if finding is None:
        return QuoteStep(memory)
    if finding.reason == STUB:
        return _in_doubt(memory, now, timedelta(days=settings.unreachable_alert_days), check)
    if finding.outcome is QuoteOutcome.UNVERIFIABLE:
        known = memory.state is not QuoteState.UNCHECKED
        return QuoteStep(memory if known else QuoteMemory(QuoteState.UNVERIFIABLE, now))
    if finding.outcome is QuoteOutcome.EXACT:
        since = memory.since if memory.state is QuoteState.EXACT else now
        return QuoteStep(QuoteMemory(QuoteState.EXACT, since), cleared=True)
    return _bad_quote(memory, finding, now, timedelta(seconds=settings.confirm_quote_after), check)


def _in_doubt(memory: QuoteMemory, now: datetime, limit: timedelta, check: int | None) -> QuoteStep:
    """Let the doubt about a page that shows its article no longer grow old, as a silence does; then tell of it once.

    Until then the quote is believed to be what it was.
    """
    if memory.finding == STUB_FINDING:
        return QuoteStep(replace(memory, pending=None, pending_since=None, pending_finding=None, pending_check=None))
    known = memory.pending_since if memory.pending_finding == STUB_FINDING else None
    since = known if known is not None and known <= now else now
    first = memory.pending_check if since is known else check
    age = now - since
    if age >= limit:
        checks = tuple(dict.fromkeys(each for each in (first, check) if each is not None))
        told = Change(memory.state, QuoteState.UNVERIFIABLE, STUB, STUB_FINDING, checks)
        return QuoteStep(QuoteMemory(QuoteState.UNVERIFIABLE, now, finding=STUB_FINDING), told)
    state, began = memory.state, memory.since
    if state is QuoteState.UNCHECKED:
        state, began = QuoteState.UNVERIFIABLE, now
    doubted = QuoteMemory(state, began, QuoteOutcome.UNVERIFIABLE, since, memory.finding, STUB_FINDING, first)
    return QuoteStep(doubted, confirm_within=max(min(DAY if age < DAY else 3 * DAY, limit - age), HOUR))


def _bad_quote(
    memory: QuoteMemory, finding: QuoteFinding, now: datetime, patience: timedelta, check: int | None
) -> QuoteStep:
    state, mark = QuoteState(finding.outcome), mark_of(finding)
    if memory.pending_finding == STUB_FINDING:  # a doubt is no first look at what is found now
        memory = replace(memory, pending=None, pending_since=None, pending_finding=None, pending_check=None)
    again = state is memory.state
    if again and memory.finding in {None, mark}:
        return QuoteStep(QuoteMemory(state, memory.since, finding=mark))
    # What is believed to be changed and changes once more must be seen twice alike: a counter never is.
    alike = memory.pending_since is not None and (not again or memory.pending_finding == mark)
    since = memory.pending_since if alike and memory.pending_since and memory.pending_since <= now else now
    first = memory.pending_check if alike else check
    at_once = finding.reason == "corrected"
    if not at_once and not (alike and now - since >= patience):
        waits = QuoteMemory(memory.state, memory.since, finding.outcome, since, memory.finding, mark, first)
        return QuoteStep(waits, confirm_within=None if again and memory.pending_since else patience)
    fresh = memory.state in {QuoteState.UNCHECKED, QuoteState.UNVERIFIABLE} and memory.finding != STUB_FINDING
    rule = "corrected" if at_once else "never-stood" if fresh else "second-look"
    checks = tuple(dict.fromkeys(each for each in (first, check) if each is not None))
    return QuoteStep(QuoteMemory(state, now, finding=mark), Change(memory.state, state, rule, mark, checks))
