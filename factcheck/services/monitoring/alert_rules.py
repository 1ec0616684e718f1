"""What of a look reaches people: alerts are opened, told anew, and settled, each with its reasons.

All of it goes through the log: there is little of it, and a desk wants to know afterwards who told what.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from factcheck.models import Alert, Citation, Source, SourceCheck
from factcheck.services.text.phrases import diff_of
from factcheck.store import ledger
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.verdict.confirmation import Change, is_dismissed
from factcheck.vocabulary import VERIFIER, AlertKind, LinkOutcome, LinkState, Resolution

LOOKS_NAMED = 50
"""Looks that an alert about a silence names at most."""


class Cause(NamedTuple):
    """The look that something comes from."""

    check: int
    link: LinkOutcome


class Alerting:
    """The alerts of one transaction's looks."""

    def __init__(self, session: Session, now: datetime, alerted: set[tuple[int, AlertKind]]) -> None:
        """``alerted``: citations with an open alert of a kind."""
        self.session, self.now, self.alerted = session, now, alerted

    def whole_silence(self, source: Source, change: Change) -> Change:
        """Return the change with all the looks that met the silence."""
        met = (
            select(SourceCheck.id)
            .where(SourceCheck.source_id == source.id, SourceCheck.link == LinkOutcome.UNREACHABLE)
            .where(col(SourceCheck.at) >= source.memory_ailing_since)
            .order_by(col(SourceCheck.at))
            .limit(LOOKS_NAMED)
        )
        return replace(change, checks=tuple(dict.fromkeys((*self.session.exec(met), *change.checks))))

    def open(
        self, citation: Citation, cause: Cause, kind: AlertKind, change: Change, detail: dict[str, Any]
    ) -> tuple[list[int], list[int]]:
        """Open an alert, unless a person has called this a false alarm; return it, and the one it takes the place of.

        Words that change again are told by the alert that stands. What an alert told of a link holds no more once another
        is believed: a page that moved and then died is told as dead.
        """
        of_it = select(Alert).where(Alert.citation_id == citation.id, Alert.kind == kind)
        known = (citation.id, kind) in self.alerted
        standing = self.session.exec(of_it.where(col(Alert.resolved_at).is_(None))).first() if known else None
        told = {
            "source_check_id": cause.check,
            "state_after": change.after,
            "rule": change.rule,
            "finding": change.finding,
            "checks": list(change.checks),
            "detail": ledger.jsonable(detail),
        }
        if standing is not None and (kind is AlertKind.QUOTE or standing.state_after == change.after):
            for name, value in told.items():
                setattr(standing, name, value)
            ledger.record(self.session, VERIFIER, "alert.changed", standing, at=self.now, claim_id=citation.claim_id)
            return [], []
        settled = self.settle({citation.id: citation}, kind, cause)
        lesson = of_it.where(Alert.finding == change.finding, Alert.resolution == Resolution.DISMISSED)
        learnt = self.session.exec(lesson.order_by(col(Alert.resolved_at).desc()).limit(1)).first()
        if learnt and learnt.resolved_at and is_dismissed(change.finding, learnt.resolved_at, self.now):
            return [], settled
        alert = Alert(
            claim_id=citation.claim_id,
            citation_id=citation.id,
            kind=kind,
            state_before=change.before,
            opened_at=self.now,
            **told,
        )
        ledger.record(self.session, VERIFIER, "alert.opened", alert, at=self.now, claim_id=citation.claim_id)
        self.alerted.add((citation.id, kind))
        return [alert.id], settled

    def remind(
        self,
        citation: Citation,
        cause: Cause,
        kind: AlertKind,
        state: str,
        since: datetime | None,
        detail: dict[str, Any],
    ) -> list[int]:
        """Tell of what began while a dismissal of the like still spoke, and stands now that it does not: return the alert.

        What a person saw and dismissed is told by no reminder, however long it stands.
        """
        if (citation.id, kind) in self.alerted or since is None:
            return []
        of_it = select(Alert).where(Alert.citation_id == citation.id, Alert.kind == kind)
        last = self.session.exec(of_it.order_by(col(Alert.resolved_at).desc()).limit(1)).first()
        if last is None or last.resolution != Resolution.DISMISSED or last.state_after != state:
            return []
        dismissed_at, finding = last.resolved_at, last.finding or ""
        if dismissed_at is None or dismissed_at >= since or is_dismissed(finding, dismissed_at, self.now):
            return []
        change = Change(last.state_before, state, "dismissal-over", finding, (cause.check,))
        return self.open(citation, cause, kind, change, detail)[0]

    def settle(
        self, citations: dict[int, Citation], kind: AlertKind, cause: Cause, still: LinkState | None = None
    ) -> list[int]:
        """Settle the alerts of a kind but those that tell what still holds; return them."""
        alerted = [each for each in citations if (each, kind) in self.alerted]
        if not alerted:
            return []
        standing = select(Alert).where(
            col(Alert.citation_id).in_(alerted),
            Alert.kind == kind,
            col(Alert.resolved_at).is_(None),
            Alert.state_after != (still or ""),
        )
        settled = []
        for alert in self.session.exec(standing).all():
            alert.resolved_at, alert.resolved_by, alert.resolution = self.now, VERIFIER, Resolution.CLEARED
            by = cause._asdict()
            ledger.record(self.session, VERIFIER, "alert.cleared", alert, at=self.now, claim_id=alert.claim_id, by=by)
            settled.append(alert.id)
        return settled


def link_detail(source: Source, finding: Finding) -> dict[str, Any]:
    """Return what an alert tells of a link."""
    since = source.memory_first_strike_at or source.memory_ailing_since
    return {"reason": finding.reason, "error": finding.error, "final_url": finding.final_url, "since": since}


def quote_detail(citation: Citation, quote: QuoteFinding) -> dict[str, Any]:
    """Return what an alert tells of a quote."""
    found = quote.match.text if quote.match and quote.match.differences else None
    return {"reason": quote.reason, "quoted": citation.exact, "found": found, "diff": diff_of(quote)}
