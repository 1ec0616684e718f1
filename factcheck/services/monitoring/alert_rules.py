"""Decides which checks become alerts: alerts are opened, updated and resolved, each with its reasons.

All of it goes through the audit log: there is little of it, and a desk wants to know later why it was alerted.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from factcheck.models import Alert, SourceCheck
from factcheck.services.monitoring.stored_state import CitationState, SourceState
from factcheck.services.text.phrases import differences_json
from factcheck.store import ledger
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.verdict.confirmation import STUB_FINDING, ConfirmedChange, QuoteStep, is_dismissed
from factcheck.vocabulary import VERIFIER, AlertKind, LinkOutcome, LinkState, QuoteState, Resolution

SILENT_CHECKS_MAX = 50
"""The largest number of checks that an alert about a silent source names."""


class Cause(NamedTuple):
    """The check that an alert comes from."""

    check: int
    link: LinkOutcome


class AlertRules:
    """Opens and resolves the alerts of one transaction's checks."""

    def __init__(self, session: Session, now: datetime, alerted: set[tuple[int, AlertKind]]) -> None:
        """``alerted`` are the citations that have an open alert of a kind."""
        self.session, self.now, self.alerted = session, now, alerted

    def after_link_check(
        self,
        source: SourceState,
        finding: Finding,
        citations: dict[int, CitationState],
        cause: Cause,
        change: ConfirmedChange | None,
        cleared: bool,
    ) -> tuple[list[int], list[int]]:
        """Open and resolve alerts about a source's link; return both."""
        detail = _link_detail(source, finding)
        opened: list[int] = []
        resolved = self._resolve(citations, AlertKind.LINK, cause, keep_state=source.state) if cleared else []
        if change:
            change = self._with_all_silent_checks(source, change) if change.rule == "silent" else change
            for each in citations.values():
                new, replaced = self._open(each, cause, AlertKind.LINK, change, detail)
                opened += new
                resolved += replaced
        elif not (source.state.shows_page or source.state is LinkState.UNCHECKED):
            for each in citations.values():
                opened += self._reopen_after_dismissal(
                    each, cause, AlertKind.LINK, source.state, source.state_since, detail
                )
        return opened, resolved

    def after_quote_check(
        self, citation: CitationState, quote: QuoteFinding, step: QuoteStep, cause: Cause
    ) -> tuple[list[int], list[int]]:
        """Open and resolve alerts about a citation's quote; return both."""
        history, detail = step.history, _quote_detail(citation, quote)
        if step.opened:
            return self._open(citation, cause, AlertKind.QUOTE, step.opened, detail)
        if history.state is QuoteState.MISSING or history.finding == STUB_FINDING:
            return self._reopen_after_dismissal(
                citation, cause, AlertKind.QUOTE, history.state, history.since, detail
            ), []
        return [], self._resolve({citation.id: citation}, AlertKind.QUOTE, cause) if step.cleared else []

    def _with_all_silent_checks(self, source: SourceState, change: ConfirmedChange) -> ConfirmedChange:
        """Return the change with every check that got no answer since the source fell silent."""
        silent = (
            select(SourceCheck.id)
            .where(SourceCheck.source_id == source.id, SourceCheck.link == LinkOutcome.UNREACHABLE)
            .where(col(SourceCheck.at) >= source.memory_ailing_since)
            .order_by(col(SourceCheck.at))
            .limit(SILENT_CHECKS_MAX)
        )
        return replace(change, checks=tuple(dict.fromkeys((*self.session.exec(silent), *change.checks))))

    def _open(
        self, citation: CitationState, cause: Cause, kind: AlertKind, change: ConfirmedChange, detail: dict[str, Any]
    ) -> tuple[list[int], list[int]]:
        """Open an alert, unless a person has dismissed this finding; return it, and the alerts it replaces.

        An open alert about a quote is updated when the words change again. An open alert about a link is resolved once
        another state is believed: a page that moved and then died gets an alert that says "dead".
        """
        of_citation = select(Alert).where(Alert.citation_id == citation.id, Alert.kind == kind)
        is_alerted = (citation.id, kind) in self.alerted
        current = self.session.exec(of_citation.where(col(Alert.resolved_at).is_(None))).first() if is_alerted else None
        columns = {
            "source_check_id": cause.check,
            "state_after": change.after,
            "rule": change.rule,
            "finding": change.finding,
            "checks": list(change.checks),
            "detail": ledger.jsonable(detail),
        }
        if current is not None and (kind is AlertKind.QUOTE or current.state_after == change.after):
            for name, value in columns.items():
                setattr(current, name, value)
            ledger.record(self.session, VERIFIER, "alert.changed", current, at=self.now, claim_id=citation.claim_id)
            return [], []
        resolved = self._resolve({citation.id: citation}, kind, cause)
        dismissals = of_citation.where(Alert.finding == change.finding, Alert.resolution == Resolution.DISMISSED)
        dismissed = self.session.exec(dismissals.order_by(col(Alert.resolved_at).desc()).limit(1)).first()
        if dismissed and dismissed.resolved_at and is_dismissed(change.finding, dismissed.resolved_at, self.now):
            return [], resolved
        alert = Alert(
            claim_id=citation.claim_id,
            citation_id=citation.id,
            kind=kind,
            state_before=change.before,
            opened_at=self.now,
            **columns,
        )
        ledger.record(self.session, VERIFIER, "alert.opened", alert, at=self.now, claim_id=citation.claim_id)
        self.alerted.add((citation.id, kind))
        return [alert.id], resolved

    def _reopen_after_dismissal(
        self,
        citation: CitationState,
        cause: Cause,
        kind: AlertKind,
        state: str,
        since: datetime | None,
        detail: dict[str, Any],
    ) -> list[int]:
        """Open an alert for a state that began while a dismissal covered it, once the dismissal no longer does; return it.

        A state that a person saw and dismissed opens no alert again, however long it lasts.
        """
        if (citation.id, kind) in self.alerted or since is None:
            return []
        of_citation = select(Alert).where(Alert.citation_id == citation.id, Alert.kind == kind)
        last = self.session.exec(of_citation.order_by(col(Alert.resolved_at).desc()).limit(1)).first()
        if last is None or last.resolution != Resolution.DISMISSED or last.state_after != state:
            return []
        dismissed_at, finding = last.resolved_at, last.finding or ""
        if dismissed_at is None or dismissed_at >= since or is_dismissed(finding, dismissed_at, self.now):
            return []
        change = ConfirmedChange(last.state_before, state, "dismissal-over", finding, (cause.check,))
        return self._open(citation, cause, kind, change, detail)[0]

    def _resolve(
        self,
        citations: dict[int, CitationState],
        kind: AlertKind,
        cause: Cause,
        keep_state: LinkState | None = None,
    ) -> list[int]:
        """Resolve the open alerts of a kind, except those about a state that still applies; return them."""
        alerted = [each for each in citations if (each, kind) in self.alerted]
        if not alerted:
            return []
        current = select(Alert).where(
            col(Alert.citation_id).in_(alerted),
            Alert.kind == kind,
            col(Alert.resolved_at).is_(None),
            Alert.state_after != (keep_state or ""),
        )
        resolved = []
        for alert in self.session.exec(current).all():
            alert.resolved_at, alert.resolved_by, alert.resolution = self.now, VERIFIER, Resolution.CLEARED
            by = cause._asdict()
            ledger.record(self.session, VERIFIER, "alert.cleared", alert, at=self.now, claim_id=alert.claim_id, by=by)
            resolved.append(alert.id)
        return resolved


def _link_detail(source: SourceState, finding: Finding) -> dict[str, Any]:
    """Return the details that an alert about a link stores."""
    since = source.memory_first_strike_at or source.memory_ailing_since
    return {"reason": finding.reason, "error": finding.error, "final_url": finding.final_url, "since": since}


def _quote_detail(citation: CitationState, quote: QuoteFinding) -> dict[str, Any]:
    """Return the details that an alert about a quote stores."""
    found = quote.match.text if quote.match and quote.match.differences else None
    return {"reason": quote.reason, "quoted": citation.exact, "found": found, "diff": differences_json(quote)}
