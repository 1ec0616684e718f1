"""Derives the states of sources and quotes from several checks. Pure: the caller passes the history, the finding and the time.

A single check opens no alert that a temporary failure could explain. A loss is confirmed by several checks over days, a
changed quote by a second check, an unresponsive source after a week. A wall is never evidence against the page behind it.
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

EXPLICIT_LOSS_REASONS = frozenset({"http-404", "http-410"})
"""Reasons for which the server itself reports the page as gone. The check after six hours is skipped for them."""
FAILURE_TIMES = (timedelta(0), 6 * HOUR, 30 * HOUR, 102 * HOUR)
"""The times since the first failure after which each failure counts: at once, +6 h, then +1 d, then +3 d."""
EXPLICIT_FAILURE_TIMES = (timedelta(0), DAY, 4 * DAY)
FAILURE_TIME_MIN_SHARE = 0.9
"""The share of such a time after which a check counts: timers are not exact."""
DISMISSAL_TIME = 30 * DAY
"""The time for which a dismissal covers a finding without words, such as a lost page or a missing quote."""
CHECK_MAX_INTERVAL = 7 * DAY
"""The longest time between checks that a server can ask for (Retry-After), and between checks of a wall."""
DEAD_CHECK_INTERVALS = (7 * DAY, 30 * DAY, 90 * DAY)

STUB_FINDING = f"{QuoteOutcome.UNVERIFIABLE}:{STUB}"
"""The fingerprint of a quote whose article is no longer shown."""

_SCHEME_AND_WWW = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_STATE_WITH_PAGE = {LinkOutcome.OK: LinkState.OK, LinkOutcome.MOVED: LinkState.MOVED}
_STATE_OF_LOSS = {LinkOutcome.DEAD: LinkState.DEAD, LinkOutcome.SOFT404: LinkState.SOFT404}
_LOST_STATES = frozenset(_STATE_OF_LOSS.values())


@dataclass(frozen=True, slots=True)
class SourceHistory:
    """The stored state of a source between checks."""

    state: LinkState = LinkState.UNCHECKED
    since: datetime | None = None
    failures: int = 0
    first_failure_at: datetime | None = None
    unresponsive_since: datetime | None = None
    check_count: int = 0
    last_at: datetime | None = None
    """The time of the last check."""
    first_at: datetime | None = None
    """The time at which the source was added."""
    at_own_address_at: datetime | None = None
    """The last time the page was at its own address; None where it never was, or its move was reported."""
    checks: tuple[int, ...] = ()
    """The numbers of the checks that counted as failures, as the caller gave them."""


@dataclass(frozen=True, slots=True)
class QuoteHistory:
    """The stored state of a quote between checks."""

    state: QuoteState = QuoteState.UNCHECKED
    since: datetime | None = None
    pending: QuoteOutcome | None = None
    pending_since: datetime | None = None
    finding: str | None = None
    """The fingerprint of the confirmed finding; None where the words are found, or for findings older than fingerprints."""
    pending_finding: str | None = None
    pending_check: int | None = None
    """The check that found it first."""


@dataclass(frozen=True, slots=True)
class ConfirmedChange:
    """A change of state that needs review."""

    before: str
    after: str
    rule: str
    """The code of the rule that confirmed it; docs/outcomes.md lists them."""
    finding: str = ""
    """The fingerprint of the finding, which a dismissal of the alert applies to."""
    checks: tuple[int, ...] = ()
    """The numbers of the checks that counted, the oldest first."""


@dataclass(frozen=True, slots=True)
class Step:
    """The effect of a check on the state of a source."""

    history: SourceHistory
    opened: ConfirmedChange | None
    cleared: bool
    """Whether an open alert about the link is resolved."""
    next_check_at: datetime


@dataclass(frozen=True, slots=True)
class QuoteStep:
    """The effect of a check on the state of a quote."""

    history: QuoteHistory
    opened: ConfirmedChange | None = None
    cleared: bool = False
    confirm_within: timedelta | None = None
    """The time within which a second check is needed, or None."""


def advance_source(
    history: SourceHistory,
    finding: Finding,
    kind: SourceKind,
    now: datetime,
    settings: VerifySettings,
    *,
    key: str = "",
    weight: float = 1.0,
    check: int | None = None,
) -> Step:
    """Return the state of a source after one more check, and the time of the next one.

    ``key`` determines the jitter. ``check`` is the number of the check, for the alert that names it. A Retry-After delays
    the next check by up to a week, whatever the finding.
    """
    step = _advance(_as_of(history, now), finding, kind, now, settings, key=key, weight=weight, check=check)
    wanted = timedelta(seconds=min(finding.retry_after or 0, CHECK_MAX_INTERVAL.total_seconds()))
    return replace(step, next_check_at=max(step.next_check_at, now + wanted))


def _advance(
    history: SourceHistory,
    finding: Finding,
    kind: SourceKind,
    now: datetime,
    settings: VerifySettings,
    *,
    key: str,
    weight: float,
    check: int | None,
) -> Step:
    seen = replace(history, check_count=history.check_count + 1, last_at=max(now, history.last_at or now))
    age = now - (history.first_at or now)
    regular = jitter(interval(kind, seen.check_count, age, weight=weight), f"{key}:{seen.check_count}")
    match finding.link:
        case LinkOutcome.OK | LinkOutcome.MOVED:
            return _found(history, seen, finding, now, regular, check)
        case LinkOutcome.DEAD | LinkOutcome.SOFT404:
            return _failed(history, seen, finding, now, check)
        case LinkOutcome.BLOCKED:
            return _unresponsive(
                history, seen, LinkState.BLOCKED, now, min(regular, CHECK_MAX_INTERVAL), settings, check
            )
        case LinkOutcome.UNREACHABLE:
            return _unresponsive(history, seen, LinkState.UNREACHABLE, now, _retry_interval(seen, now), settings, check)
        case LinkOutcome.REFUSED:
            return Step(_with_state(seen, LinkState.REFUSED, now), None, cleared=False, next_check_at=now + 28 * DAY)


def _as_of(history: SourceHistory, now: datetime) -> SourceHistory:
    """Return the history without times in the future, which a wrong clock has stored or reads now.

    A clock that was set back by less than a day has no effect here, and such a check does not count as a failure. A time
    further ahead would delay every confirmation until then, so the count starts again.
    """
    ahead = now + DAY
    if history.last_at is not None and history.last_at > ahead:
        history = replace(history, last_at=now)
    if history.first_failure_at is not None and history.first_failure_at > ahead:
        history = replace(
            history,
            first_failure_at=None,
            failures=0 if history.state not in _LOST_STATES else history.failures,
            checks=(),
        )
    if history.unresponsive_since is not None and history.unresponsive_since > ahead:
        history = replace(history, unresponsive_since=None)
    if history.since is not None and history.since > ahead:
        history = replace(history, since=now)
    return history


def _found(
    history: SourceHistory, seen: SourceHistory, finding: Finding, now: datetime, wait: timedelta, check: int | None
) -> Step:
    """Return the step of a check that found the page: failures are cleared, and a move is reported once.

    A move is reported by the second check that finds it. A source that never was at its own address was cited that way, so
    its move is not reported.
    """
    found = replace(
        _with_state(seen, _STATE_WITH_PAGE[finding.link], now),
        failures=0,
        first_failure_at=None,
        unresponsive_since=None,
        checks=(),
    )
    if finding.link is LinkOutcome.OK or _is_same_address(finding.url, finding.final_url):
        return Step(replace(found, at_own_address_at=now), None, cleared=True, next_check_at=now + wait)
    if history.at_own_address_at is None:
        return Step(found, None, cleared=True, next_check_at=now + wait)
    known = history.state is LinkState.MOVED and history.since is not None and history.since > history.at_own_address_at
    found = found if known else replace(found, since=now)
    if now - (found.since or now) < DAY * FAILURE_TIME_MIN_SHARE:
        return Step(found, None, cleared=True, next_check_at=now + min(wait, DAY))
    fingerprint = f"{LinkState.MOVED}:words:{finding.final_url}"
    change = ConfirmedChange(LinkState.OK, LinkState.MOVED, "moved-for-good", fingerprint, _numbers(check))
    return Step(replace(found, at_own_address_at=None), change, cleared=True, next_check_at=now + wait)


def _is_same_address(url: str, other: str) -> bool:
    """Return whether two addresses differ only in scheme, "www." or a final slash."""
    return _SCHEME_AND_WWW.sub("", url).rstrip("/") == _SCHEME_AND_WWW.sub("", other).rstrip("/")


def _failed(history: SourceHistory, seen: SourceHistory, finding: Finding, now: datetime, check: int | None) -> Step:
    if history.last_at is not None and now < history.last_at:
        return Step(seen, None, cleared=False, next_check_at=now + FAILURE_TIMES[1])
    if seen.state in _LOST_STATES:
        wait = DEAD_CHECK_INTERVALS[min(max(seen.failures - 4, 0), 2)]
        return Step(replace(seen, failures=seen.failures + 1), None, cleared=False, next_check_at=now + wait)
    first = seen.first_failure_at or now
    times = EXPLICIT_FAILURE_TIMES if finding.reason in EXPLICIT_LOSS_REASONS else FAILURE_TIMES
    failures = min(seen.failures, len(times) - 1)
    if now - first >= times[failures] * FAILURE_TIME_MIN_SHARE:
        failures += 1
    counted = (*seen.checks, *_numbers(check)) if failures > seen.failures else seen.checks
    failed = replace(seen, failures=failures, first_failure_at=first, checks=counted)
    if failures == len(times):
        lost = _STATE_OF_LOSS[finding.link]
        opened = ConfirmedChange(seen.state, lost, "gone-confirmed", f"{lost}:{finding.reason}", counted)
        return Step(_with_state(failed, lost, now), opened, cleared=False, next_check_at=now + DEAD_CHECK_INTERVALS[0])
    next_at = max(first + times[failures], now + HOUR)
    return Step(_with_state(failed, LinkState.FAILING, now), None, cleared=False, next_check_at=next_at)


def _unresponsive(
    history: SourceHistory,
    seen: SourceHistory,
    state: LinkState,
    now: datetime,
    wait: timedelta,
    settings: VerifySettings,
    check: int | None,
) -> Step:
    # A wall is a response, so the time without a response begins after it and ends with it.
    kind_changed = history.state in {LinkState.BLOCKED, LinkState.UNREACHABLE} and history.state is not state
    if kind_changed:
        history = replace(history, unresponsive_since=None)
    since = history.unresponsive_since or now
    unresponsive = replace(seen, unresponsive_since=since)
    if seen.state not in _LOST_STATES | {LinkState.FAILING}:
        unresponsive = _with_state(unresponsive, state, now)
    limit = since + timedelta(days=settings.unreachable_alert_days)
    crossed = now >= limit and (
        history.unresponsive_since is None or history.last_at is None or history.last_at < limit
    )
    opened = None
    if state is LinkState.UNREACHABLE and crossed and seen.state not in _LOST_STATES:
        opened = ConfirmedChange(seen.state, LinkState.UNREACHABLE, "silent", "unreachable", _numbers(check))
    return Step(unresponsive, opened, cleared=False, next_check_at=now + wait)


def _retry_interval(seen: SourceHistory, now: datetime) -> timedelta:
    silent = now - (seen.unresponsive_since or now)
    return 6 * HOUR if silent < DAY else DAY if silent < 3 * DAY else 3 * DAY


def _with_state(history: SourceHistory, state: LinkState, now: datetime) -> SourceHistory:
    return history if history.state is state else replace(history, state=state, since=now)


def _numbers(*checks: int | None) -> tuple[int, ...]:
    """Return the numbers of checks, each once and without those that have none."""
    return tuple(dict.fromkeys(each for each in checks if each is not None))


def finding_fingerprint(finding: QuoteFinding) -> str:
    """Return the fingerprint of a finding. It is the same for the same change of the words, wherever it is on the page."""
    differences = finding.match.differences if finding.match else ()
    if not differences:
        return str(finding.outcome)
    changes = json.dumps([(each.kind, each.quoted.casefold(), each.found.casefold()) for each in differences])
    return f"{finding.outcome}:words:{hashlib.sha256(changes.encode()).hexdigest()[:16]}"


def is_dismissed(finding: str, dismissed_at: datetime, now: datetime) -> bool:
    """Return whether a dismissal of this finding still applies.

    A dismissal of changed words applies for ever. A loss has no words to recognize it by, so its dismissal expires, and a
    new loss is reported.
    """
    return ":words:" in finding or now - dismissed_at < DISMISSAL_TIME


def advance_quote(
    history: QuoteHistory,
    finding: QuoteFinding | None,
    now: datetime,
    settings: VerifySettings,
    check: int | None = None,
) -> QuoteStep:
    """Return the state of a quote after one more check; ``check`` is its number."""
    if finding is None:
        return QuoteStep(history)
    if finding.reason == STUB:
        return _in_doubt(history, now, timedelta(days=settings.unreachable_alert_days), check)
    if finding.outcome is QuoteOutcome.UNVERIFIABLE:
        known = history.state is not QuoteState.UNCHECKED
        return QuoteStep(history if known else QuoteHistory(QuoteState.UNVERIFIABLE, now))
    if finding.outcome is QuoteOutcome.EXACT:
        since = history.since if history.state is QuoteState.EXACT else now
        return QuoteStep(QuoteHistory(QuoteState.EXACT, since), cleared=True)
    return _bad_quote(history, finding, now, timedelta(seconds=settings.confirm_quote_after), check)


def _in_doubt(history: QuoteHistory, now: datetime, limit: timedelta, check: int | None) -> QuoteStep:
    """Return the step of a check that found a stub: it is reported once, when it has lasted for ``limit``.

    Until then the confirmed state of the quote does not change.
    """
    if history.finding == STUB_FINDING:
        return QuoteStep(_without_pending(history))
    known = history.pending_since if history.pending_finding == STUB_FINDING else None
    since = known if known is not None and known <= now else now
    first = history.pending_check if since is known else check
    age = now - since
    if age >= limit:
        change = ConfirmedChange(history.state, QuoteState.UNVERIFIABLE, STUB, STUB_FINDING, _numbers(first, check))
        return QuoteStep(QuoteHistory(QuoteState.UNVERIFIABLE, now, finding=STUB_FINDING), change)
    state, began = history.state, history.since
    if state is QuoteState.UNCHECKED:
        state, began = QuoteState.UNVERIFIABLE, now
    doubted = QuoteHistory(state, began, QuoteOutcome.UNVERIFIABLE, since, history.finding, STUB_FINDING, first)
    return QuoteStep(doubted, confirm_within=max(min(DAY if age < DAY else 3 * DAY, limit - age), HOUR))


def _without_pending(history: QuoteHistory) -> QuoteHistory:
    """Return the history without the finding that waits for a second check."""
    return replace(history, pending=None, pending_since=None, pending_finding=None, pending_check=None)


def _bad_quote(
    history: QuoteHistory, finding: QuoteFinding, now: datetime, delay: timedelta, check: int | None
) -> QuoteStep:
    state, fingerprint = QuoteState(finding.outcome), finding_fingerprint(finding)
    if history.pending_finding == STUB_FINDING:  # a stub is not a first check of the present finding
        history = _without_pending(history)
    again = state is history.state
    if again and history.finding in {None, fingerprint}:
        return QuoteStep(QuoteHistory(state, history.since, finding=fingerprint))
    # A confirmed change that changes again must be found twice in the same form, which a counter never is.
    alike = history.pending_since is not None and (not again or history.pending_finding == fingerprint)
    since = history.pending_since if alike and history.pending_since and history.pending_since <= now else now
    first = history.pending_check if alike else check
    at_once = finding.reason == "corrected"
    if not at_once and not (alike and now - since >= delay):
        pending = QuoteHistory(
            history.state, history.since, finding.outcome, since, history.finding, fingerprint, first
        )
        return QuoteStep(pending, confirm_within=None if again and history.pending_since else delay)
    fresh = history.state in {QuoteState.UNCHECKED, QuoteState.UNVERIFIABLE} and history.finding != STUB_FINDING
    rule = "corrected" if at_once else "never-stood" if fresh else "second-look"
    change = ConfirmedChange(history.state, state, rule, fingerprint, _numbers(first, check))
    return QuoteStep(QuoteHistory(state, now, finding=fingerprint), change)
