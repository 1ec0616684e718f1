"""Looks up archived copies of sources, and stores what they contain.

A lookup reveals to the archive which page is watched, so none is made unless the settings or a person ask for it. Its
result is stored, found or not, with the time of the next lookup. A failed lookup never counts against the source.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from factcheck.errors import InputError, NotFound
from factcheck.models import ArchiveLookup, Citation, Claim, Host, Memento, MementoCheck, Source, SourceCheck
from factcheck.services.captures.newest import shown_articles
from factcheck.services.desk import Desk
from factcheck.services.editing.validation import get_claim
from factcheck.services.monitoring.archive_privacy import WITHHELD_REASONS, reason_to_withhold
from factcheck.services.monitoring.run_plan import HOST_PAUSE_MAX
from factcheck.settings import ArchiveSettings, Settings
from factcheck.store import ledger, mementos
from factcheck.store.check_rollups import restore_with_payload
from factcheck.store.rows import MementoRow
from factcheck.store.sessions import DeskSession
from factcheck.verifier.http.address_policy import Resolver, system_resolver
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.urls import canonical_url, host_of
from factcheck.verifier.scheduling.page_check import decompress_article
from factcheck.verifier.wayback.client import Archive, CheckedCopy, CopiesFound, LookupFailed, NoCopies
from factcheck.verifier.wayback.parsers import ArchivedCopy, parse_replay_url
from factcheck.vocabulary import PAGE_OUTCOMES, LookupResult, MementoVerdict, SourceKind, TextQuoteSelector

FAILING_SOURCE_PAUSE = timedelta(days=1)
"""The shortest time between two lookups of a source that begins to fail."""
NEXT_LOOKUP = timedelta(days=30)
"""Time after which a source without a usable copy is looked up again."""
NEXT_LOOKUP_AFTER_FAILURE = timedelta(hours=6)
"""Time after which a source is looked up again that the archive gave no usable answer about."""
DETAIL_MAX_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class LookupRequest:
    """A source to look up, and everything that the archive's answer is compared with."""

    source_id: int
    url: str
    near: datetime
    """The last time at which the source showed its page: copies near it contain what was cited."""
    shows_page: bool
    citations: tuple[tuple[int, TextQuoteSelector | None], ...]
    captured_article: str | None
    """The article in the desk's own newest capture; None: there is none."""
    unopened: tuple[ArchivedCopy, ...]
    """Copies that a person named and that no lookup has opened."""


@dataclass(frozen=True, slots=True)
class SourceLookup:
    """The stored result of a source's lookup."""

    source_id: int
    url: str
    result: LookupResult
    detail: str | None
    at: datetime
    asked: bool
    """The archive was asked now; else this is the result of an earlier lookup."""
    copies: dict[int, list[MementoRow]]
    """By citation, the best copy first."""

    @property
    def withheld(self) -> bool:
        """Whether no archive was asked because the address must not be revealed."""
        return self.detail in WITHHELD_REASONS

    @property
    def offered(self) -> bool:
        """Whether each citation has a copy that can replace the source."""
        return bool(self.copies) and all(mementos.best(rows) for rows in self.copies.values())


def sources_of_claim(desk: Desk, claim_id: int) -> list[int]:
    """Return the sources that a claim cites. Raises NotFound."""
    with desk.read() as session:
        get_claim(session, claim_id)
        cited = select(Citation.source_id).where(Citation.claim_id == claim_id, col(Citation.withdrawn_at).is_(None))
        return list(dict.fromkeys(session.exec(cited.order_by(col(Citation.id)))))


def source_of_url(desk: Desk, url: str) -> int:
    """Return the cited source at an address. Raises NotFound, and InputError where the text is not an address."""
    address = canonical_url(url)
    with desk.read() as session:
        cited = (
            select(Source.id)
            .join(Citation, col(Citation.source_id) == Source.id)
            .where(Source.url == address, col(Citation.withdrawn_at).is_(None))
        )
        found = session.exec(cited).first()
    if found is None:
        raise NotFound(f"no claim cites {address[:200]}; cite it first, or give the number of a claim")
    return found


async def lookup_sources(
    desk: Desk,
    settings: Settings,
    source_ids: Sequence[int],
    *,
    again: bool = False,
    save: bool = False,
    resolver: Resolver = system_resolver,
) -> AsyncGenerator[SourceLookup, None]:
    """Look up sources one after the other, store the results, and give them.

    A result that is still current is given without asking the archive, unless ``again``. ``save`` asks Save Page Now where
    no copy is found. Raises InputError where the keys for that are missing, or where the archive is not known.
    """
    if settings.archives.is_undecided:
        raise InputError("settings that no longer exist name another archive; set archives.url to its address")
    if save and settings.archives.access_key is None:
        raise InputError("Save Page Now needs the keys of an account; set archives.access_key and archives.secret_key")
    async with Fetcher(settings.verify, clock=desk.clock) as fetcher:
        archive = Archive(settings.archives, fetcher, desk.clock)
        archive.rate_limited = await asyncio.to_thread(archive_pause, desk, settings.archives)
        for source_id in source_ids:
            request = await asyncio.to_thread(lookup_request, desk, settings.archives, source_id, again=again)
            if isinstance(request, SourceLookup):
                yield request
            elif request is not None:
                yield await lookup_source(desk, settings, archive, request, save=save, resolver=resolver)


async def lookup_source(
    desk: Desk, settings: Settings, archive: Archive, request: LookupRequest, *, save: bool, resolver: Resolver
) -> SourceLookup:
    """Look up one source, and store the result."""
    selectors = tuple(dict.fromkeys(selector for _, selector in request.citations)) or (None,)
    answer: CopiesFound | NoCopies | LookupFailed
    withheld = await reason_to_withhold(desk, settings.archives, request.source_id, request.url, resolver)
    if withheld is not None:
        answer = LookupFailed(withheld)
    elif archive.rate_limited is not None:
        answer = archive.rate_limited
    else:
        article = request.captured_article
        answer = await archive.find_copies(request.url, selectors, request.near, request.unopened, article)
        if save and request.shows_page and isinstance(answer, NoCopies):
            answer = await archive.save(request.url, selectors, article)
    return await asyncio.to_thread(_store, desk, settings.archives, request, selectors, answer, archive.rate_limited)


def archive_pause(desk: Desk, settings: ArchiveSettings) -> LookupFailed | None:
    """Return the pause that the archive asked for in an earlier run; None: it is over, or there was none."""
    now = desk.clock()
    with desk.read() as session:
        until = session.exec(select(Host.blocked_until).where(Host.name == _host_of_archive(settings))).first()
    if until is None or not now < until <= now + HOST_PAUSE_MAX:
        return None
    return LookupFailed(
        f"the archive asked for a pause until {until:%Y-%m-%d %H:%M} UTC", (until - now).total_seconds()
    )


def lookup_request(
    desk: Desk, settings: ArchiveSettings, source_id: int, *, again: bool = False
) -> LookupRequest | SourceLookup | None:
    """Return the request for a source, or its stored result where that is current.

    None: no claim cites the source, or it is an archived copy itself.
    """
    now = desk.clock()
    with desk.read() as session:
        source = session.get(Source, source_id)
        cited = _citations(session, source_id)
        if source is None or not cited or source.kind is SourceKind.ARCHIVE:
            return None
        last = session.exec(select(ArchiveLookup).where(ArchiveLookup.source_id == source_id)).first()
        copies = mementos.of_citations(session, [(row.id, source_id, row.exact) for row in cited])
        if last is not None and not again and _is_current(last, source, copies, now):
            return SourceLookup(source_id, source.url, last.result, last.detail, last.at, False, copies)
        named = session.exec(select(Memento).where(Memento.source_id == source_id, col(Memento.checked_at).is_(None)))
        unopened = [parse_replay_url(memento.url, settings.replay, "person") for memento in named]
        return LookupRequest(
            source_id=source_id,
            url=source.url,
            near=_last_page_at(session, source) or now,
            shows_page=source.state.shows_page,
            citations=tuple(
                (row.id, TextQuoteSelector(row.exact, row.prefix, row.suffix) if row.exact else None) for row in cited
            ),
            captured_article=_captured_article(session, source_id),
            unopened=tuple(copy for copy in unopened if copy)[: settings.tries],
        )


def _host_of_archive(settings: ArchiveSettings) -> str:
    return host_of(canonical_url(settings.replay))


def _store_pause(session: Session, settings: ArchiveSettings, until: datetime) -> None:
    """Store the pause that the archive asked for, for later runs too."""
    name = _host_of_archive(settings)
    host = session.exec(select(Host).where(Host.name == name)).first() or Host(name=name)
    host.blocked_until = until
    session.add(host)


def _is_current(last: ArchiveLookup, source: Source, copies: dict[int, list[MementoRow]], now: datetime) -> bool:
    """Return whether a stored result is current: not past its time, and not older than the source's first failure."""
    if last.at > now or (last.next_at is not None and last.next_at <= now):
        return False
    if not source.state.shows_page and source.state_since is not None and last.at < source.state_since:
        return now - last.at < FAILING_SOURCE_PAUSE
    if last.result is LookupResult.FOUND:  # words that were cited since then have been searched for in no copy
        return all(
            any(row.checked_at and row.verdict is not MementoVerdict.UNCONFIRMED for row in rows)
            for rows in copies.values()
        )
    return True


def _citations(session: Session, source_id: int) -> list[Citation]:
    cited = (
        select(Citation)
        .join(Claim, col(Claim.id) == Citation.claim_id)
        .where(
            Citation.source_id == source_id,
            col(Citation.withdrawn_at).is_(None),
            col(Claim.withdrawn_at).is_(None),
        )
        .order_by(col(Citation.id))
    )
    return list(session.exec(cited))


def _captured_article(session: DeskSession, source_id: int) -> str | None:
    """Return the article of the newest capture that shows one: a copy with next to nothing of it is not evidence."""
    shown = shown_articles(session, [source_id]).get(source_id)
    return decompress_article(shown.compressed_text) if shown else None


def _last_page_at(session: Session, source: Source) -> datetime | None:
    """Return the time of the last check that showed the source's page; None: no check did."""
    showed_page = (
        select(SourceCheck.at)
        .where(SourceCheck.source_id == source.id, col(SourceCheck.link).in_(PAGE_OUTCOMES))
        .order_by(col(SourceCheck.id).desc())
        .limit(1)
    )
    return session.exec(showed_page).first()


def _store(
    desk: Desk,
    settings: ArchiveSettings,
    request: LookupRequest,
    selectors: Sequence[TextQuoteSelector | None],
    answer: CopiesFound | NoCopies | LookupFailed,
    pause: LookupFailed | None,
) -> SourceLookup:
    """Store the result of a lookup, in one transaction."""
    now = desk.clock()
    source_id = request.source_id
    with desk.write() as session:
        if isinstance(answer, CopiesFound):
            for opened in answer.copies:
                _store_copy(session, request, selectors, opened, now)
            session.flush()
        cited = ((row.id, source_id, row.exact) for row in _citations(session, source_id))
        copies = mementos.of_citations(session, cited)
        result, detail, wait = _result(answer, copies)
        last = session.exec(select(ArchiveLookup).where(ArchiveLookup.source_id == source_id)).first()
        last = last or ArchiveLookup(source_id=source_id, at=now, result=result)
        last.at, last.result, last.detail, last.next_at = now, result, detail, now + wait if wait is not None else None
        session.add(last)
        if pause is not None:
            _store_pause(session, settings, now + min(timedelta(seconds=pause.retry_after or 0), HOST_PAUSE_MAX))
        ledger.finish(session)
    return SourceLookup(source_id, request.url, result, detail, now, True, copies)


def _result(
    answer: CopiesFound | NoCopies | LookupFailed, copies: dict[int, list[MementoRow]]
) -> tuple[LookupResult, str | None, timedelta | None]:
    """Return the result, its detail, and the time until the next lookup; None: there is none without a request."""
    match answer:
        case CopiesFound():
            complete = bool(copies) and all(mementos.best(rows) for rows in copies.values())
            return LookupResult.FOUND, None, None if complete else NEXT_LOOKUP
        case NoCopies(detail=detail):
            return LookupResult.NONE, detail, NEXT_LOOKUP
        case LookupFailed(detail=detail) if detail in WITHHELD_REASONS:
            return LookupResult.FAILED, detail, NEXT_LOOKUP
        case LookupFailed(detail=detail, retry_after=seconds):
            wait = max(NEXT_LOOKUP_AFTER_FAILURE, min(timedelta(seconds=seconds or 0), HOST_PAUSE_MAX))
            return LookupResult.FAILED, detail[:DETAIL_MAX_CHARACTERS], wait


def _store_copy(
    session: Session,
    request: LookupRequest,
    selectors: Sequence[TextQuoteSelector | None],
    opened: CheckedCopy,
    now: datetime,
) -> None:
    finding, source_id = opened.finding, request.source_id
    stored = select(Memento).where(Memento.source_id == source_id, Memento.url == opened.url)
    memento = session.exec(stored).first() or Memento(source_id=source_id, url=opened.url, created_at=now)
    memento.found_by = memento.found_by or (None if opened.found_by == "person" else opened.found_by)
    memento.datetime_, memento.checked_at = opened.at, now
    memento.link, memento.reason = finding.link, finding.reason
    memento.digest, memento.digest_holds = opened.digest or memento.digest, opened.digest_matches
    memento.payload_digest = finding.payload_digest
    memento.same_as_check_id = restore_with_payload(session, source_id, finding.payload_digest)
    session.add(memento)
    session.flush()
    quotes = dict(zip(selectors, finding.quotes, strict=True))
    for citation_id, selector in request.citations:
        quote = quotes[selector]
        if selector is None or quote is None:
            continue
        earlier = select(MementoCheck).where(
            MementoCheck.memento_id == memento.id, MementoCheck.citation_id == citation_id
        )
        check = session.exec(earlier).first() or MementoCheck(
            memento_id=memento.id, citation_id=citation_id, exact="", quote=quote.outcome, reason="", at=now
        )
        check.exact, check.quote, check.reason, check.at = selector.exact, quote.outcome, quote.reason, now
        check.text = quote.match.text if quote.match and quote.match.differences else None
        session.add(check)
