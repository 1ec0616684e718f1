"""Add, edit and withdraw citations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from factcheck.errors import InputError, NotFound
from factcheck.models import Alert, Citation, Claim, Host, Memento, Source
from factcheck.services.desk import Desk
from factcheck.services.editing.text_rules import check_quote, fragment_quote
from factcheck.services.editing.validation import get_claim, refuse_merged, require_version
from factcheck.store import ledger
from factcheck.store.row_ids import get_or_none
from factcheck.verifier.http.address_policy import is_private_host
from factcheck.verifier.http.urls import canonical_url, host_of, memento_of
from factcheck.verifier.scheduling.intervals import classify_host
from factcheck.vocabulary import QuoteState, Resolution, Role, Stance, TextQuoteSelector


@dataclass(frozen=True, slots=True)
class Cited:
    """The result of adding a citation."""

    citation_id: int
    source_id: int
    url: str
    """The URL that will be checked."""
    memento: str | None
    """The URL of the archived copy that was given instead of the source, or None."""


class DuplicateCitation(InputError):
    """The claim already has a citation of this source, ``source_id``, with the same role and quote."""

    def __init__(self, existing: Citation, url: str) -> None:
        super().__init__(f"claim {existing.claim_id} already cites {url} with these words (citation {existing.id})")
        self.source_id = existing.source_id


def cite(
    desk: Desk,
    claim_id: int,
    url: str,
    *,
    quote: str | None = None,
    prefix: str = "",
    suffix: str = "",
    stance: Stance | None = None,
    role: Role = Role.EVIDENCE,
    comment: str | None = None,
) -> Cited:
    """Add a citation to a claim.

    Without ``quote``, a text fragment of the URL is the quote. The URL of an archived copy is replaced by its original, and the
    copy is stored as a memento. Raises NotFound, and InputError for a URL or quote that is not valid, a duplicate citation, or
    a private host that the desk does not allow.
    """
    refuse_private(desk, url)
    with desk.write() as session:
        get_claim(session, claim_id)
        selector = TextQuoteSelector(quote, prefix, suffix) if quote is not None else None
        if selector is None and (prefix or suffix):
            raise InputError("a prefix or suffix needs a quote; give --quote too")
        cited = make_citation(
            session,
            desk.actor,
            claim_id,
            url,
            at=desk.clock(),
            selector=selector,
            stance=stance,
            role=role,
            comment=comment,
        )
        ledger.finish(session)
        return cited


def refuse_private(desk: Desk, url: str) -> None:
    """Raise InputError for a URL whose host name is private, unless the desk allows it."""
    if not desk.allow_private and is_private_host(host_of(canonical_url(url))):
        raise InputError(f"{url[:200]} is not on the public internet; set verify.allow_private if you mean it")


@dataclass(frozen=True, slots=True)
class NewCitation:
    """A validated citation whose claim and source have not been looked up yet."""

    url: str
    """The canonical URL of the source."""
    columns: dict[str, Any]
    """The columns of its row, without foreign keys."""
    given: tuple[str, datetime | None] | None
    """The URL and time of an archived copy that was given in addition to the source."""
    archived: tuple[str, datetime | None] | None
    """The URL and time of the archived copy that was given instead of the source."""

    @property
    def words(self) -> tuple[str, Role, str | None]:
        """The URL, role and quote. No two citations of a claim may have the same."""
        return self.url, self.columns["role"], self.columns["exact"]


def check_citation(
    url: str,
    *,
    at: datetime,
    selector: TextQuoteSelector | None = None,
    stance: Stance | None = None,
    role: Role = Role.EVIDENCE,
    comment: str | None = None,
    memento: str | None = None,
) -> NewCitation:
    """Return a validated citation. Raises InputError for a URL or quote that is not valid."""
    selector = selector or fragment_quote(url)
    if selector is not None:
        check_quote(selector)
    if role is Role.APPEARANCE and stance is not None:
        raise InputError("an appearance has no stance: it is where the claim was made")
    archived = memento_of(url)
    address = archived.original if archived else canonical_url(url)
    copy = memento_of(memento) if memento else None
    columns = {
        "role": role,
        "stance": (stance or Stance.CONTEXT) if role is Role.EVIDENCE else None,
        "exact": selector.exact if selector else None,
        "prefix": selector.prefix if selector else "",
        "suffix": selector.suffix if selector else "",
        "comment": comment,
        "quote_state": QuoteState.UNCHECKED if selector else None,
        "created_at": at,
    }
    return NewCitation(
        address,
        columns,
        (memento, copy.datetime if copy else None) if memento else None,
        (archived.memento, archived.datetime) if archived else None,
    )


def make_citation(
    session: Session,
    actor: str,
    claim_id: int,
    url: str,
    *,
    at: datetime,
    extra: Mapping[str, Any] | None = None,
    **given: Any,
) -> Cited:
    """Add a citation without committing, for imports that add many.

    ``given`` are the arguments of ``check_citation``; ``extra`` goes into the data of its event.
    """
    new = check_citation(url, at=at, **given)
    source = get_or_add_source(session, new.url, at)
    if new.given:
        _add_memento(session, source, *new.given, at)
    refuse_duplicate(session, claim_id, source, new.columns["role"], new.columns["exact"])
    if new.archived:
        _add_memento(session, source, *new.archived, at)
    citation = Citation(claim_id=claim_id, source_id=source.id, **new.columns)
    data = {"url": source.url, **(extra or {})}
    ledger.record(session, actor, "citation.added", citation, at=at, claim_id=claim_id, **data)
    return Cited(citation.id, source.id, source.url, new.archived[0] if new.archived else None)


def refuse_duplicate(session: Session, claim_id: int, source: Source, role: Role, exact: str | None) -> None:
    """Raise DuplicateCitation if the claim already has a citation of this source with the same role and quote."""
    duplicate = select(Citation).where(
        Citation.claim_id == claim_id,
        Citation.source_id == source.id,
        Citation.role == role,
        Citation.exact == exact,
        col(Citation.withdrawn_at).is_(None),
    )
    if existing := session.exec(duplicate).first():
        raise DuplicateCitation(existing, source.url)


def get_or_add_source(session: Session, url: str, at: datetime) -> Source:
    """Return the source of a URL. A new source is added and due at once."""
    address = canonical_url(url)
    source = session.exec(select(Source).where(Source.url == address)).first()
    if source is not None:
        if source.next_check_at is None:
            source.next_check_at = at
        return source
    name = host_of(address)
    host = session.exec(select(Host).where(Host.name == name)).first()
    if host is None:
        host = Host(name=name)
        session.add(host)
        session.flush()
    source = Source(url=address, host_id=host.id, kind=classify_host(name), next_check_at=at, created_at=at)
    session.add(source)
    session.flush()
    return source


def _add_memento(session: Session, source: Source, url: str, moment: datetime | None, at: datetime) -> None:
    known = select(Memento).where(Memento.source_id == source.id, Memento.url == url)
    if session.exec(known).first() is None:
        session.add(Memento(source_id=source.id, url=url, datetime_=moment, created_at=at))
        session.flush()


def edit_citation(desk: Desk, citation_id: int, *, version: int | None = None, **changes: Any) -> int:
    """Change the stance, comment or quote (``exact``, ``prefix``, ``suffix``) of a citation, and return its new version.

    A changed quote is unchecked again.
    """
    with desk.write() as session:
        citation = get_citation(session, citation_id)
        require_version(session, citation, version, changes)
        for name, value in changes.items():
            setattr(citation, name, value)
        if {"exact", "prefix", "suffix"} & changes.keys():
            reset_quote_state(citation, desk.clock())
            session.get_one(Source, citation.source_id).next_check_at = desk.clock()
        ledger.commit(session, desk.actor, "citation.edited", citation, at=desk.clock(), claim_id=citation.claim_id)
        return citation.version


def reset_quote_state(citation: Citation, at: datetime) -> None:
    """Reset the quote state of a citation whose quote or source was changed."""
    if citation.exact is not None:
        check_quote(TextQuoteSelector(citation.exact, citation.prefix, citation.suffix))
    citation.quote_state = None if citation.exact is None else QuoteState.UNCHECKED
    citation.quote_since = at
    citation.pending_outcome = citation.pending_since = None
    citation.quote_finding = citation.pending_finding = citation.pending_check_id = None


def withdraw_citation(desk: Desk, citation_id: int, *, version: int | None = None) -> None:
    """Withdraw a citation and resolve its alerts. Its source is no longer checked for it."""
    with desk.write() as session:
        citation = get_citation(session, citation_id)
        require_version(session, citation, version, {})
        citation.withdrawn_at = desk.clock()
        for alert in session.exec(
            select(Alert).where(Alert.citation_id == citation_id, col(Alert.resolved_at).is_(None))
        ):
            alert.resolved_at, alert.resolved_by, alert.resolution = desk.clock(), desk.actor, Resolution.WITHDRAWN
        ledger.commit(session, desk.actor, "citation.withdrawn", citation, at=desk.clock(), claim_id=citation.claim_id)


def get_citation(session: Session, citation_id: int) -> Citation:
    """Return a citation. Raises NotFound, and MergedClaim where its claim was merged into another one."""
    citation = get_or_none(session, Citation, citation_id)
    if citation is None or citation.withdrawn_at is not None:
        raise NotFound(f"there is no citation {citation_id}")
    refuse_merged(session, session.get_one(Claim, citation.claim_id))
    return citation
