"""What a person does about an alert: look, dismiss it as a false alarm, or accept the new wording."""

from sqlmodel import Session

from factcheck.errors import InputError, NotFound
from factcheck.models import Alert
from factcheck.services.citations import get_citation, requote
from factcheck.services.desk import Desk
from factcheck.store import filters, ledger, queries
from factcheck.store.filters import Filter
from factcheck.store.rows import AlertRow, Pending
from factcheck.vocabulary import AlertKind, QuoteState, Resolution


def list_alerts(desk: Desk, filter_: Filter | None = None, *, open_only: bool = True) -> list[AlertRow]:
    """Return the alerts of a filter's claims, the newest first."""
    with desk.read() as session:
        return queries.alerts(session, filter_ or filters.parse(""), me=desk.actor, open_only=open_only)


def waiting(desk: Desk, filter_: Filter | None = None) -> list[Pending]:
    """Return the findings about a filter's claims that become alerts if a second look agrees."""
    with desk.read() as session:
        return queries.pending_quotes(session, filter_ or filters.parse(""), me=desk.actor)


def dismiss(desk: Desk, alert_id: int) -> None:
    """End an alert as a false alarm. The state that opened it stays, so the same finding does not open it again."""
    with desk.write() as session:
        alert = _open_alert(session, alert_id)
        _resolve(alert, desk, Resolution.DISMISSED)
        ledger.commit(session, desk.actor, "alert.dismissed", alert, at=desk.clock(), claim_id=alert.claim_id)


def accept(desk: Desk, alert_id: int) -> str:
    """Take the words that stand there now as the citation's quote, and return them.

    Raises InputError when the alert is not about changed words.
    """
    with desk.write() as session:
        alert = _open_alert(session, alert_id)
        words = alert.detail.get("found")
        if alert.kind is not AlertKind.QUOTE or not words:
            raise InputError(f"alert {alert_id} has no new wording to accept; dismiss it, or withdraw the citation")
        citation = get_citation(session, alert.citation_id)
        citation.exact = words
        requote(citation, desk.clock())
        citation.quote_state = QuoteState.EXACT
        _resolve(alert, desk, Resolution.ACCEPTED)
        ledger.commit(session, desk.actor, "alert.accepted", alert, at=desk.clock(), claim_id=alert.claim_id)
        return str(words)


def _open_alert(session: Session, alert_id: int) -> Alert:
    alert = session.get(Alert, alert_id) if abs(alert_id) < 2**63 else None
    if alert is None:
        raise NotFound(f"there is no alert {alert_id}")
    if alert.resolved_at is not None:
        raise InputError(f"alert {alert_id} was resolved by {alert.resolved_by} already ({alert.resolution})")
    return alert


def _resolve(alert: Alert, desk: Desk, how: Resolution) -> None:
    alert.resolved_at, alert.resolved_by, alert.resolution = desk.clock(), desk.actor, how
