"""What a look leaves behind: the check, what we believe now, the capture, and the alerts it opens or settles.

All of one source's consequences are written in one transaction: a check that is recorded is recorded whole.
"""

import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from factcheck.models import Alert, Capture, Citation, CitationCheck, Claim, Source, SourceCheck
from factcheck.services.desk import Desk
from factcheck.services.planning import Planned
from factcheck.settings import VerifySettings
from factcheck.store import ledger
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.memory import Change, QuoteMemory, SourceMemory, advance_quote, advance_source
from factcheck.vocabulary import AlertKind, LinkState, QuoteState, Resolution, Status

HOST_PROBLEM_WAIT = timedelta(hours=6)
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


@dataclass(frozen=True, slots=True)
class Look:
    """One look, not yet recorded."""

    planned: Planned
    finding: Finding
    host_problem: bool = False
    """Every source of the host failed alike: it is not held against this one."""


def record(desk: Desk, settings: VerifySettings, looks: Sequence[Look], run_id: int | None) -> list[SourceChecked]:
    """Record looks in one transaction. A source that is cited no more is left out."""
    with desk.write() as session:
        checked = [done for look in looks if (done := _record_one(session, desk, settings, look, run_id))]
        ledger.finish(session)
        return checked


def _record_one(
    session: Session, desk: Desk, settings: VerifySettings, look: Look, run_id: int | None
) -> SourceChecked | None:
    finding, now = look.finding, desk.clock()
    source = session.get(Source, look.planned.task.key)
    if source is None:
        return None
    citations = _citations(session, look.planned.citation_ids)
    check = _check(source.id, finding, run_id)
    session.add(check)
    session.flush()
    _keep_capture(session, source.id, check, finding)
    opened: list[int] = []
    resolved: list[int] = []
    change, cleared = _advance(source, finding, settings, now, look.host_problem, _weight(session, citations))
    if change:
        for each in citations.values():
            opened += _open(session, desk, each, check, AlertKind.LINK, change, _link_detail(source, finding))
    if cleared:
        resolved += _settle(session, desk, citations, AlertKind.LINK)
    quotes = []
    for citation_id, quote in zip(look.planned.citation_ids, finding.quotes, strict=True):
        citation = citations.get(citation_id)
        if citation is None:
            continue
        more, less, state = _quote(session, desk, settings, citation, quote, check, source)
        opened += more
        resolved += less
        quotes.append(QuoteChecked(citation_id, citation.claim_id, quote, state))
    session.flush()
    return SourceChecked(source.id, finding, source.state, tuple(quotes), tuple(opened), tuple(resolved))


def _citations(session: Session, ids: Sequence[int]) -> dict[int, Citation]:
    live = select(Citation).where(col(Citation.id).in_(ids), col(Citation.withdrawn_at).is_(None))
    return {citation.id: citation for citation in session.exec(live)}


def _weight(session: Session, citations: dict[int, Citation]) -> float:
    """Return half where a published verdict rests on the source: it is looked at twice as often."""
    claim_ids = {citation.claim_id for citation in citations.values()}
    published = select(Claim.id).where(col(Claim.id).in_(claim_ids), Claim.status == Status.PUBLISHED).limit(1)
    return 0.5 if session.exec(published).first() else 1.0


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


def _keep_capture(session: Session, source_id: int, check: SourceCheck, finding: Finding) -> None:
    if not finding.text or not finding.text_digest or not finding.payload_digest:
        return
    newest = select(Capture.text_digest).where(Capture.source_id == source_id).order_by(col(Capture.id).desc()).limit(1)
    if session.exec(newest).first() != finding.text_digest:
        packed = zlib.compress(finding.text.encode("utf-8", "replace"))
        session.add(
            Capture(
                source_id=source_id,
                source_check_id=check.id,
                payload_digest=finding.payload_digest,
                text_digest=finding.text_digest,
                text=packed,
            )
        )


def _advance(
    source: Source, finding: Finding, settings: VerifySettings, now: datetime, host_problem: bool, weight: float
) -> tuple[Change | None, bool]:
    """Move the source's memory on; return the change that wants a person, and whether an alert is settled."""
    if finding.title:
        source.title = finding.title[:500]
    if finding.language:
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
        ),
        finding,
        source.kind,
        now,
        settings,
        key=source.url,
        weight=weight,
    )
    memory = step.memory
    source.state, source.state_since = memory.state, memory.since
    source.memory_strikes, source.memory_first_strike_at = memory.strikes, memory.first_strike_at
    source.memory_ailing_since, source.memory_looks = memory.ailing_since, memory.looks
    source.last_checked_at, source.next_check_at = now, step.next_check_at
    if finding.text is not None:
        source.last_read_at = now
    source.etag, source.last_modified = finding.etag, finding.last_modified
    return step.opened, step.cleared


def _quote(
    session: Session,
    desk: Desk,
    settings: VerifySettings,
    citation: Citation,
    quote: QuoteFinding | None,
    check: SourceCheck,
    source: Source,
) -> tuple[list[int], list[int], QuoteState | None]:
    if quote is None or citation.exact is None or citation.quote_state is None:
        return [], [], citation.quote_state
    match = quote.match
    session.add(
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
    before = QuoteMemory(citation.quote_state, citation.quote_since, citation.pending_outcome, citation.pending_since)
    step = advance_quote(before, quote, desk.clock(), settings)
    memory = step.memory
    values: dict[str, Any] = {
        "quote_state": memory.state,
        "quote_since": memory.since,
        "pending_outcome": memory.pending,
        "pending_since": memory.pending_since,
    }
    if quote.context and not citation.prefix and not citation.suffix:
        values["prefix"], values["suffix"] = quote.context
    # Core, not the row: what the verifier learns is no edit, and must not stand in the way of a person's.
    session.execute(sa.update(Citation).where(col(Citation.id) == citation.id).values(**values))
    session.refresh(citation)
    if step.confirm_within is not None and source.next_check_at is not None:
        source.next_check_at = min(source.next_check_at, desk.clock() + step.confirm_within)
    detail = _quote_detail(citation, quote)
    opened = _open(session, desk, citation, check, AlertKind.QUOTE, step.opened, detail) if step.opened else []
    settled = _settle(session, desk, {citation.id: citation}, AlertKind.QUOTE) if step.cleared else []
    return opened, settled, memory.state


def diff_of(quote: QuoteFinding) -> list[dict[str, Any]]:
    """Return a quote's differences as they are stored and printed."""
    return [asdict(difference) for difference in quote.match.differences] if quote.match else []


def _link_detail(source: Source, finding: Finding) -> dict[str, Any]:
    since = source.memory_first_strike_at or source.memory_ailing_since
    return {"reason": finding.reason, "error": finding.error, "final_url": finding.final_url, "since": since}


def _quote_detail(citation: Citation, quote: QuoteFinding) -> dict[str, Any]:
    found = quote.match.text if quote.match and quote.match.differences else None
    return {"reason": quote.reason, "quoted": citation.exact, "found": found, "diff": diff_of(quote)}


def _open(
    session: Session,
    desk: Desk,
    citation: Citation,
    check: SourceCheck,
    kind: AlertKind,
    change: Change,
    detail: dict[str, Any],
) -> list[int]:
    standing = select(Alert).where(
        Alert.citation_id == citation.id, Alert.kind == kind, col(Alert.resolved_at).is_(None)
    )
    if session.exec(standing).first():
        return []
    alert = Alert(
        claim_id=citation.claim_id,
        citation_id=citation.id,
        source_check_id=check.id,
        kind=kind,
        state_before=change.before,
        state_after=change.after,
        rule=change.rule,
        detail=ledger.jsonable(detail),
        opened_at=desk.clock(),
    )
    ledger.record(session, VERIFIER, "alert.opened", alert, at=desk.clock(), claim_id=citation.claim_id)
    return [alert.id]


def _settle(session: Session, desk: Desk, citations: dict[int, Citation], kind: AlertKind) -> list[int]:
    standing = select(Alert).where(
        col(Alert.citation_id).in_(citations), Alert.kind == kind, col(Alert.resolved_at).is_(None)
    )
    settled = []
    for alert in session.exec(standing).all():
        alert.resolved_at, alert.resolved_by, alert.resolution = desk.clock(), VERIFIER, Resolution.CLEARED
        ledger.record(session, VERIFIER, "alert.cleared", alert, at=desk.clock(), claim_id=alert.claim_id)
        settled.append(alert.id)
    return settled
