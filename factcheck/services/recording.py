"""What a look leaves behind: the check, what we believe now, the capture, and the alerts it opens or settles.

All of one source's consequences are written in one transaction: a check that is recorded is recorded whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select

from factcheck.models import Alert, Capture, Citation, CitationCheck, Claim, Host, Row, Source, SourceCheck
from factcheck.services.desk import Desk
from factcheck.services.planning import Planned
from factcheck.settings import VerifySettings
from factcheck.store import ledger
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.memory import Change, QuoteMemory, SourceMemory, advance_quote, advance_source, is_dismissed
from factcheck.verifier.readers import Judged
from factcheck.vocabulary import AlertKind, LinkOutcome, LinkState, QuoteOutcome, QuoteState, Resolution, Status

Held = TypeVar("Held", bound=Row)

GOOD = (LinkOutcome.OK, LinkOutcome.MOVED)
HOST_PROBLEM_WAIT = timedelta(hours=6)
LONGEST_AWAY = timedelta(days=7)
"""A host that asks to be left alone is asked again after this long, whatever it said."""
LOOKS_NAMED = 50
"""Looks that an alert about a silence names at most."""
VERIFIER = "verifier"


@dataclass(frozen=True, slots=True)
class QuoteChecked:
    """What a look found of one citation's quote, and what is believed of it now."""

    citation_id: int
    claim_id: int
    finding: QuoteFinding | None
    state: QuoteState | None


@dataclass(frozen=True, slots=True)
class SourceChecked:
    """One look, recorded."""

    source_id: int
    finding: Finding
    state: LinkState
    quotes: tuple[QuoteChecked, ...]
    opened: tuple[int, ...]
    """The alerts it opened."""
    resolved: tuple[int, ...]
    """The alerts it settled."""
    drift: float | None = None
    """How far the page's text is from the capture before; None: there is none to compare."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look, not yet recorded."""

    planned: Planned
    judged: Judged
    host_problem: bool = False
    """Every source of the host failed alike: it is not held against this one."""

    @property
    def finding(self) -> Finding:
        """What was found."""
        return self.judged.finding


@dataclass(slots=True)
class _Rows:
    """What a batch of looks touches, read at once."""

    sources: dict[int, Source]
    citations: dict[int, Citation]
    published: set[int]
    """Claims whose verdict is public."""
    captured: dict[int, str]
    """The digest of each source's newest capture."""


def record(desk: Desk, settings: VerifySettings, looks: Sequence[Look], run_id: int | None) -> list[SourceChecked]:
    """Record looks in one transaction. A source that is cited no more is left out."""
    with desk.write() as session:
        rows = _rows(session, looks)
        known = [look for look in looks if look.planned.task.key in rows.sources]
        checks = [_check(look.planned.task.key, look.finding, run_id) for look in known]
        session.add_all(checks)
        session.flush()
        writer = _Writer(session, desk, settings, rows)
        done = [writer.record(look, check) for look, check in zip(known, checks, strict=True)]
        ledger.finish(session)
        return done


def _rows(session: Session, looks: Sequence[Look]) -> _Rows:
    source_ids = [look.planned.task.key for look in looks]
    citation_ids = [each for look in looks for each in look.planned.citation_ids]
    sources = {row.id: row for row in _by_id(session, Source, source_ids)}
    citations = {row.id: row for row in _by_id(session, Citation, citation_ids) if row.withdrawn_at is None}
    claims = {row.claim_id for row in citations.values()}
    published = {
        claim_id
        for some in _chunks(sorted(claims))
        for claim_id in session.exec(select(Claim.id).where(col(Claim.id).in_(some), Claim.status == Status.PUBLISHED))
    }
    kept = [look.planned.task.key for look in looks if look.judged.packed]
    newest = (
        sa.select(sa.func.max(col(Capture.id))).where(col(Capture.source_id).in_(kept)).group_by(col(Capture.source_id))
    )
    captured = sa.select(col(Capture.source_id), col(Capture.text_digest)).where(col(Capture.id).in_(newest))
    return _Rows(sources, citations, published, dict(session.execute(captured).all()) if kept else {})


AT_ONCE = 500
"""Numbers in one statement at most."""


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _by_id(session: Session, table: type[Held], ids: Sequence[int]) -> Iterator[Held]:
    for some in _chunks(ids):
        yield from session.exec(select(table).where(col(table.id).in_(some)))


def _check(source_id: int, finding: Finding, run_id: int | None) -> SourceCheck:
    return SourceCheck(
        source_id=source_id,
        run_id=run_id,
        at=finding.checked_at,
        link=finding.link,
        reason=finding.reason,
        http_status=finding.http_status,
        final_url=finding.final_url if finding.final_url != finding.url else None,
        redirects=[asdict(hop) for hop in finding.redirects] or None,
        content_type=finding.content_type,
        bytes=finding.bytes,
        payload_digest=finding.payload_digest,
        text_digest=finding.text_digest,
        elapsed_ms=finding.elapsed_ms,
        error=finding.error,
    )


class _Writer:
    """Writes what looks leave behind, in one transaction."""

    def __init__(self, session: Session, desk: Desk, settings: VerifySettings, rows: _Rows) -> None:
        self.session, self.desk, self.settings, self.rows = session, desk, settings, rows
        self.now = desk.clock()

    def record(self, look: Look, check: SourceCheck) -> SourceChecked:
        """Write all consequences of one look."""
        source, finding = self.rows.sources[look.planned.task.key], look.finding
        cited = [(each, self.rows.citations.get(each)) for each in look.planned.citation_ids]
        citations = {each: row for each, row in cited if row is not None and row.source_id == source.id}
        self._keep_capture(source.id, check, look.judged)
        opened: list[int] = []
        resolved: list[int] = []
        public = any(row.claim_id in self.rows.published for row in citations.values())
        weight = 0.5 if public else 1.0
        change, cleared = _advance(source, finding, self.settings, self.now, look.host_problem, weight, check.id)
        if change:
            change = self._whole_silence(source, change) if change.rule == "silent" else change
            for each in citations.values():
                opened += self._open(each, check, AlertKind.LINK, change, _link_detail(source, finding))
        if cleared:
            resolved += self._settle(citations, AlertKind.LINK, check)
        if finding.retry_after and finding.retry_after > self.settings.retry_after_cap:
            self._leave_alone(source.host_id, finding.retry_after)
        quotes = []
        for (_, citation), asked, quote in zip(cited, look.planned.task.selectors, finding.quotes, strict=True):
            # Words that a person changed while the page was read have not been looked for.
            moved = citation is None or citation.source_id != source.id
            if citation is None or moved or citation.exact != (asked.exact if asked else None):
                source.next_check_at = self.now
                continue
            told = _as_it_stood(citation, quote) if finding.not_modified else quote
            more, less = ([], []) if finding.not_modified else self._quote(citation, quote, check, source)
            opened += more
            resolved += less
            quotes.append(QuoteChecked(citation.id, citation.claim_id, told, citation.quote_state))
        drifted = 0.0 if finding.not_modified else look.judged.drift if finding.link in GOOD else None
        return SourceChecked(source.id, finding, source.state, tuple(quotes), tuple(opened), tuple(resolved), drifted)

    def _keep_capture(self, source_id: int, check: SourceCheck, judged: Judged) -> None:
        finding = judged.finding
        if not judged.packed or not finding.text_digest or not finding.payload_digest:
            return
        if self.rows.captured.get(source_id) != finding.text_digest:
            self.session.add(
                Capture(
                    source_id=source_id,
                    source_check_id=check.id,
                    payload_digest=finding.payload_digest,
                    text_digest=finding.text_digest,
                    text=judged.packed,
                )
            )

    def _leave_alone(self, host_id: int, seconds: float) -> None:
        """Keep off a host that asked for it, in later runs too."""
        until = self.now + min(timedelta(seconds=seconds), LONGEST_AWAY)
        self.session.execute(sa.update(Host).where(col(Host.id) == host_id).values(blocked_until=until))

    def _quote(
        self, citation: Citation, quote: QuoteFinding | None, check: SourceCheck, source: Source
    ) -> tuple[list[int], list[int]]:
        """Write what was found of a quote; return the alerts it opened and those it settled."""
        if quote is None or citation.exact is None or citation.quote_state is None:
            return [], []
        match = quote.match
        self.session.add(
            CitationCheck(
                citation_id=citation.id,
                source_check_id=check.id,
                quote=quote.outcome,
                reason=quote.reason,
                score=match.score if match else None,
                start=match.start if match else None,
                end=match.end if match else None,
                text=match.text if match and match.text != citation.exact else None,
                diff=diff_of(quote) or None,
            )
        )
        before = QuoteMemory(
            citation.quote_state,
            citation.quote_since,
            citation.pending_outcome,
            citation.pending_since,
            citation.quote_finding,
            citation.pending_finding,
            citation.pending_check_id,
        )
        step = advance_quote(before, quote, self.now, self.settings, check.id)
        memory = step.memory
        values: dict[str, Any] = {}
        if memory != before:
            values = {
                "quote_state": memory.state,
                "quote_since": memory.since,
                "pending_outcome": memory.pending,
                "pending_since": memory.pending_since,
                "quote_finding": memory.finding,
                "pending_finding": memory.pending_finding,
                "pending_check_id": memory.pending_check,
            }
        if quote.context and not citation.prefix and not citation.suffix:
            values["prefix"], values["suffix"] = quote.context
        if values:
            # Core, not the row: what the verifier learns is no edit, and must not stand in the way of a person's.
            self.session.execute(sa.update(Citation).where(col(Citation.id) == citation.id).values(**values))
            for name, value in values.items():
                set_committed_value(citation, name, value)
        if step.confirm_within is not None and source.next_check_at is not None:
            source.next_check_at = min(source.next_check_at, self.now + step.confirm_within)
        detail = _quote_detail(citation, quote)
        opened = self._open(citation, check, AlertKind.QUOTE, step.opened, detail) if step.opened else []
        settled = self._settle({citation.id: citation}, AlertKind.QUOTE, check) if step.cleared else []
        return opened, settled

    def _whole_silence(self, source: Source, change: Change) -> Change:
        """Return the change with all the looks that met the silence."""
        met = (
            select(SourceCheck.id)
            .where(SourceCheck.source_id == source.id, SourceCheck.link == LinkOutcome.UNREACHABLE)
            .where(col(SourceCheck.at) >= source.memory_ailing_since)
            .order_by(col(SourceCheck.at))
            .limit(LOOKS_NAMED)
        )
        return replace(change, checks=tuple(dict.fromkeys((*self.session.exec(met), *change.checks))))

    def _open(
        self, citation: Citation, check: SourceCheck, kind: AlertKind, change: Change, detail: dict[str, Any]
    ) -> list[int]:
        """Open an alert, unless one stands, which is told of the change, or a person has called this a false alarm."""
        of_it = select(Alert).where(Alert.citation_id == citation.id, Alert.kind == kind)
        standing = self.session.exec(of_it.where(col(Alert.resolved_at).is_(None))).first()
        told = {
            "source_check_id": check.id,
            "state_after": change.after,
            "rule": change.rule,
            "finding": change.finding,
            "checks": list(change.checks),
            "detail": ledger.jsonable(detail),
        }
        if standing is not None:
            for name, value in told.items():
                setattr(standing, name, value)
            ledger.record(self.session, VERIFIER, "alert.changed", standing, at=self.now, claim_id=citation.claim_id)
            return []
        lesson = of_it.where(Alert.finding == change.finding, Alert.resolution == Resolution.DISMISSED)
        learnt = self.session.exec(lesson.order_by(col(Alert.resolved_at).desc()).limit(1)).first()
        if learnt and learnt.resolved_at and is_dismissed(change.finding, learnt.resolved_at, self.now):
            return []
        alert = Alert(
            claim_id=citation.claim_id,
            citation_id=citation.id,
            kind=kind,
            state_before=change.before,
            opened_at=self.now,
            **told,
        )
        ledger.record(self.session, VERIFIER, "alert.opened", alert, at=self.now, claim_id=citation.claim_id)
        return [alert.id]

    def _settle(self, citations: dict[int, Citation], kind: AlertKind, check: SourceCheck) -> list[int]:
        standing = select(Alert).where(
            col(Alert.citation_id).in_(citations), Alert.kind == kind, col(Alert.resolved_at).is_(None)
        )
        settled = []
        for alert in self.session.exec(standing).all():
            alert.resolved_at, alert.resolved_by, alert.resolution = self.now, VERIFIER, Resolution.CLEARED
            by = {"check": check.id, "link": check.link}
            ledger.record(self.session, VERIFIER, "alert.cleared", alert, at=self.now, claim_id=alert.claim_id, by=by)
            settled.append(alert.id)
        return settled


def _advance(
    source: Source,
    finding: Finding,
    settings: VerifySettings,
    now: datetime,
    host_problem: bool,
    weight: float,
    check: int,
) -> tuple[Change | None, bool]:
    """Move the source's memory on; return the change that wants a person, and whether an alert is settled."""
    if finding.title and finding.link in GOOD:
        source.title = finding.title[:500]
    if finding.language and finding.link in GOOD:
        source.language = finding.language[:35]
    if host_problem:
        source.last_checked_at, source.next_check_at = now, now + HOST_PROBLEM_WAIT
        return None, False
    step = advance_source(
        SourceMemory(
            source.state,
            source.state_since,
            source.memory_strikes,
            source.memory_first_strike_at,
            source.memory_ailing_since,
            source.memory_looks,
            source.last_checked_at,
            source.created_at,
            tuple(source.memory_checks or ()),
        ),
        finding,
        source.kind,
        now,
        settings,
        key=source.url,
        weight=weight,
        check=check,
    )
    memory = step.memory
    source.state, source.state_since = memory.state, memory.since
    source.memory_strikes, source.memory_first_strike_at = memory.strikes, memory.first_strike_at
    source.memory_ailing_since, source.memory_looks = memory.ailing_since, memory.looks
    source.last_checked_at, source.next_check_at = memory.last_at, step.next_check_at
    if list(memory.checks) != (source.memory_checks or []):
        source.memory_checks = list(memory.checks) or None
    _keep_validators(source, finding, now)
    return step.opened, step.cleared


def _keep_validators(source: Source, finding: Finding, now: datetime) -> None:
    """Keep what the server gave to ask with only as long as every look since has read the page, or been told it stands."""
    if finding.not_modified:
        source.etag, source.last_modified = finding.etag or source.etag, finding.last_modified or source.last_modified
        return
    read = finding.link in GOOD and finding.text_digest is not None
    source.last_read_at = now if read else source.last_read_at
    source.etag, source.last_modified = (finding.etag, finding.last_modified) if read else (None, None)


def _as_it_stood(citation: Citation, quote: QuoteFinding | None) -> QuoteFinding | None:
    """Return the finding of a page that has not changed: what was found when it was last read."""
    if quote is None or citation.quote_state in {None, QuoteState.UNCHECKED}:
        return quote
    return replace(quote, outcome=QuoteOutcome(str(citation.quote_state)))


def diff_of(quote: QuoteFinding) -> list[dict[str, Any]]:
    """Return a quote's differences as they are stored and printed."""
    return [asdict(difference) for difference in quote.match.differences] if quote.match else []


def _link_detail(source: Source, finding: Finding) -> dict[str, Any]:
    since = source.memory_first_strike_at or source.memory_ailing_since
    return {"reason": finding.reason, "error": finding.error, "final_url": finding.final_url, "since": since}


def _quote_detail(citation: Citation, quote: QuoteFinding) -> dict[str, Any]:
    found = quote.match.text if quote.match and quote.match.differences else None
    return {"reason": quote.reason, "quoted": citation.exact, "found": found, "diff": diff_of(quote)}
