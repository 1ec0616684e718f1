"""Resolutions of an alert. Each is one transaction and one event, and can be undone.

A person accepts the new wording, replaces the link, withdraws the citation, dismisses the alert as false, or reopens the claim.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from factcheck.errors import InputError, NotFound
from factcheck.models import Alert, Citation, Claim, Memento, Note, Source
from factcheck.services.desk import Desk
from factcheck.services.editing.accepted_wording import NewWording, proposed, refuse_changed_wording
from factcheck.services.editing.citations import (
    get_citation,
    get_or_add_source,
    refuse_duplicate,
    refuse_private,
    reset_quote_state,
)
from factcheck.services.editing.text_rules import checked_text
from factcheck.services.editing.validation import get_claim, refuse_merged, require_version
from factcheck.store import filters, ledger, mementos, queries
from factcheck.store.filters import Filter
from factcheck.store.row_ids import get_or_none
from factcheck.store.rows import AlertRow, Pending
from factcheck.store.sessions import DeskSession
from factcheck.verifier.http.urls import canonical_url, memento_of
from factcheck.vocabulary import QuoteState, Resolution, SourceKind, Stance, Status

UNCHANGED_STATUSES = frozenset({Status.REVIEW, Status.REJECTED})
"""Statuses that a rated claim keeps when new wording changes what its quote says."""
WORKED_ON_STATUSES = frozenset({Status.INBOX, Status.OPEN})
"""Statuses of a claim that is being worked on."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """The new source of a citation."""

    citation_id: int
    source_id: int
    url: str
    """The new URL."""
    before: str
    """The URL before."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The new wording of a citation, and the status of its claim."""

    words: str
    stance: Stance | None
    claim_id: int
    status: Status


def list_alerts(desk: Desk, filter_: Filter | None = None, *, open_only: bool = True) -> list[AlertRow]:
    """Return the alerts of the claims that a filter selects, newest first."""
    with desk.read() as session:
        return queries.alerts(session, filter_ or filters.parse(""), me=desk.actor, open_only=open_only)


def pending_findings(desk: Desk, filter_: Filter | None = None) -> list[Pending]:
    """Return the findings that become alerts if a second check confirms them, for the claims that a filter selects."""
    with desk.read() as session:
        return queries.pending_quotes(session, filter_ or filters.parse(""), me=desk.actor)


def dismiss(desk: Desk, alert_id: int, *, note: str | None = None) -> None:
    """Resolve an alert as a false alarm. The same finding about the citation opens no alert again; another finding does."""
    with desk.write() as session:
        alert = _open_alert(session, alert_id)
        _resolve_and_commit(session, desk, alert, Resolution.DISMISSED, note)


def acceptance(desk: Desk, alert_id: int) -> NewWording:
    """Return the new wording of an alert and what it changes, for a reviewer to read before accepting it."""
    with desk.read() as session:
        return proposed(session, _open_alert(session, alert_id))


def accept(
    desk: Desk,
    alert_id: int,
    *,
    stance: Stance | None = None,
    note: str | None = None,
    seen: NewWording | None = None,
) -> Accepted:
    """Replace the quote of the citation with the new wording of the page.

    If the new wording changes the meaning, a stance and a reason are required, and a rated claim returns to review. ``seen`` is
    what the reviewer read. Raises InputError if the alert has no new wording or the stance or reason is missing, and Conflict if
    somebody changed the citation or the claim since it was read.
    """
    with desk.write() as session:
        alert = _open_alert(session, alert_id)
        found = proposed(session, alert)
        citation, claim = get_citation(session, alert.citation_id), get_claim(session, alert.claim_id)
        if seen is not None:
            refuse_changed_wording(session, citation, found, seen)
        _require_stance_and_note(found, stance, note)
        source = session.get_one(Source, citation.source_id)
        refuse_duplicate(session, citation.claim_id, source, citation.role, found.words)
        citation.exact, citation.prefix, citation.suffix = found.words, found.prefix, found.suffix
        citation.stance = stance or citation.stance
        reset_quote_state(citation, desk.clock())
        citation.quote_state = QuoteState.EXACT
        if found.changes and claim.rating and claim.status not in UNCHANGED_STATUSES:
            require_version(session, claim, seen.claim_version if seen else None, {"status": Status.REVIEW})
            claim.status = Status.REVIEW
        _resolve_and_commit(session, desk, alert, Resolution.ACCEPTED, note)
        return Accepted(found.words, citation.stance, claim.id, claim.status)


def _require_stance_and_note(found: NewWording, stance: Stance | None, note: str | None) -> None:
    """Raise InputError if a stance or a reason is missing, or is given for an appearance."""
    is_appearance = found.stance is None
    if is_appearance and stance is not None:
        raise InputError(f"citation {found.citation_id} is an appearance and has no stance; leave --stance out")
    if not found.changes or ((stance or is_appearance) and note and note.strip()):
        return
    wanted = "--note TEXT" if is_appearance else f"--stance {'|'.join(Stance)} and --note TEXT"
    raise InputError(
        f"alert {found.alert_id} changes what the quote says ({'; '.join(found.changes)}): "
        f"give its new stance and the reason with {wanted}"
    )


def replace_link(desk: Desk, alert_id: int, url: str | None = None, *, note: str | None = None) -> Replaced:
    """Move the citation to another source: the URL that is given, or the archived copy that the alert offers.

    Its quote is checked there anew. Raises InputError for a URL that cannot be checked or is already cited, and if no URL is
    given and no archived copy is usable.
    """
    if url is not None:
        refuse_private(desk, url)
    with desk.write() as session:
        alert = _open_alert(session, alert_id)
        citation = get_citation(session, alert.citation_id)
        before = session.get_one(Source, citation.source_id)
        address = canonical_url(url) if url is not None else _best_copy(session, alert, citation)
        if address == before.url:
            raise InputError(f"citation {citation.id} already cites {address[:200]}; give another address")
        source = get_or_add_source(session, address, desk.clock())
        if memento_of(address) or _is_known_copy(session, before, address):
            source.kind = SourceKind.ARCHIVE
        refuse_duplicate(session, citation.claim_id, source, citation.role, citation.exact)
        citation.source_id = source.id
        reset_quote_state(citation, desk.clock())
        source.next_check_at = desk.clock()
        done = Replaced(citation.id, source.id, source.url, before.url)
        _resolve_all_and_commit(session, desk, alert, Resolution.REPLACED, note, url=source.url, replaced=before.url)
        return done


def withdraw(desk: Desk, alert_id: int, *, note: str | None = None) -> int:
    """Withdraw the citation of the alert, and return its id."""
    with desk.write() as session:
        alert = _open_alert(session, alert_id)
        citation = get_citation(session, alert.citation_id)
        citation.withdrawn_at = desk.clock()
        _resolve_all_and_commit(session, desk, alert, Resolution.WITHDRAWN, note)
        return citation.id


def reopen(desk: Desk, alert_id: int, *, note: str | None = None) -> int:
    """Set the claim of the alert to open, and return its id. Its rating stays until somebody changes it.

    Raises InputError if the claim is already being worked on.
    """
    with desk.write() as session:
        alert = _open_alert(session, alert_id)
        claim = get_claim(session, alert.claim_id)
        if claim.status in WORKED_ON_STATUSES:
            raise InputError(
                f"claim {claim.id} is already {claim.status}; accept, replace, withdraw or dismiss instead"
            )
        claim.status, claim.status_why = Status.OPEN, None
        _resolve_and_commit(session, desk, alert, Resolution.REOPENED, note)
        return claim.id


def _best_copy(session: DeskSession, alert: Alert, citation: Citation) -> str:
    copies = mementos.of_citations(session, [(citation.id, citation.source_id, citation.exact)])
    best = mementos.best(copies.get(citation.id, ()))
    if best is None:
        raise InputError(
            f"no usable archived copy is known for the source of alert {alert.id}; "
            f"look for one (factcheck archive {alert.claim_id}), or give --url"
        )
    return best.url


def _is_known_copy(session: Session, source: Source, url: str) -> bool:
    """Return whether a URL is a known archived copy of the source."""
    known = select(Memento).where(Memento.source_id == source.id, Memento.url == url)
    return session.exec(known).first() is not None


def _open_alert(session: Session, alert_id: int) -> Alert:
    alert = get_or_none(session, Alert, alert_id)
    if alert is None:
        raise NotFound(f"there is no alert {alert_id}")
    if alert.resolved_at is not None:
        raise InputError(f"alert {alert_id} was already resolved by {alert.resolved_by} ({alert.resolution})")
    refuse_merged(session, session.get_one(Claim, alert.claim_id))
    return alert


def _resolve_all_and_commit(
    session: Session, desk: Desk, alert: Alert, how: Resolution, note: str | None, **data: str
) -> None:
    """Resolve an alert and all other open alerts of its citation, and commit."""
    others = select(Alert).where(
        Alert.citation_id == alert.citation_id, col(Alert.resolved_at).is_(None), Alert.id != alert.id
    )
    for other in session.exec(others).all():
        _resolve(other, desk, how)
    _resolve_and_commit(session, desk, alert, how, note, **data)


def _resolve_and_commit(
    session: Session, desk: Desk, alert: Alert, how: Resolution, note: str | None, **data: str
) -> None:
    """Resolve an alert, add a note to its claim, and commit."""
    _resolve(alert, desk, how)
    at = desk.clock()
    if note is not None:
        text = checked_text(note, "note")
        session.add(Note(claim_id=alert.claim_id, author=desk.actor, text=text, at=at))
    ledger.commit(session, desk.actor, f"alert.{how}", alert, at=at, claim_id=alert.claim_id, **data)


def _resolve(alert: Alert, desk: Desk, how: Resolution) -> None:
    alert.resolved_at, alert.resolved_by, alert.resolution = desk.clock(), desk.actor, how
