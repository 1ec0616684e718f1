"""Archived copies of what the desk cites: when they are looked for, and what is kept of them.

A lookup tells the archive which page is watched, so none is made unless the settings or a person say so. What it comes to
is kept, found or not, with the time to ask again; that it failed is never held against the source, and stops no run.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from factcheck.errors import FactcheckError, InputError, NotFound
from factcheck.models import ArchiveLookup, Citation, Claim, Host, Memento, MementoCheck, Source, SourceCheck
from factcheck.services.desk import Desk
from factcheck.services.editing.validation import get_claim
from factcheck.services.monitoring.archive_privacy import WITHHELD, reason_to_withhold
from factcheck.services.monitoring.check_run import RunNews
from factcheck.services.monitoring.recording import SourceChecked
from factcheck.services.monitoring.run_plan import LONGEST_AWAY, shown_articles
from factcheck.settings import ArchiveSettings, Settings
from factcheck.store import ledger, memento_ranking, mementos
from factcheck.store.check_rollups import restore_with_payload
from factcheck.store.rows import MementoRow
from factcheck.verifier.http.address_policy import Resolver, system_resolver
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.urls import canonical_url, host_of
from factcheck.verifier.scheduling.page_workers import unpack_article
from factcheck.verifier.wayback.client import Archive, Failed, Found, Inside, Nothing
from factcheck.verifier.wayback.parsers import Copy, in_replay
from factcheck.vocabulary import LinkState, Lookup, MementoVerdict, SourceKind, TextQuoteSelector

WELL = frozenset({LinkState.OK, LinkState.MOVED})
LOOKED_LATELY = timedelta(days=1)
"""A source that begins to fail is not looked up again within this."""
FINISH_SECONDS = 120.0
"""Time that the look-ups of a run get after the run itself."""
NEXT_LOOKUP = timedelta(days=30)
"""Time after which a source without a usable copy is looked up again."""
NEXT_LOOKUP_AFTER_FAILURE = timedelta(hours=6)
"""Time after which a source is looked up again that the archive gave no usable answer about."""
REMEMBERED = 1_000
"""Sources of a run that wait for their lookup at most; the others have their turn at their next look."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source whose copies are wanted."""

    source_id: int
    url: str
    near: datetime
    """The last moment at which it was seen well: copies near it hold what was cited."""
    living: bool
    citations: tuple[tuple[int, TextQuoteSelector | None], ...]
    shown: str | None
    """The article as the desk's own captures have it; None: there is none."""
    known: tuple[Copy, ...]
    """Copies that a person named, and that nobody looked into."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What a lookup came to."""

    source_id: int
    url: str
    result: Lookup
    detail: str | None
    at: datetime
    asked: bool
    """The archive was asked; else this is what an earlier lookup came to."""
    copies: dict[int, list[MementoRow]]
    """By citation, the best first."""

    @property
    def withheld(self) -> bool:
        """Whether the address may be told to no archive, so that none was asked."""
        return self.detail in WITHHELD

    @property
    def offered(self) -> bool:
        """Whether each citation has a copy that could stand in for the source."""
        return bool(self.copies) and all(mementos.best(rows) for rows in self.copies.values())


def sources_of(desk: Desk, claim_id: int) -> list[int]:
    """Return the sources a claim cites. Raises NotFound."""
    with desk.read() as session:
        get_claim(session, claim_id)
        cited = select(Citation.source_id).where(Citation.claim_id == claim_id, col(Citation.withdrawn_at).is_(None))
        return list(dict.fromkeys(session.exec(cited.order_by(col(Citation.id)))))


def source_of(desk: Desk, url: str) -> int:
    """Return the source of an address that some claim cites. Raises NotFound, and InputError for what is no address."""
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


async def look_up(
    desk: Desk,
    settings: Settings,
    source_ids: Sequence[int],
    *,
    again: bool = False,
    save: bool = False,
    resolver: Resolver = system_resolver,
) -> AsyncGenerator[LookedUp, None]:
    """Look for copies of sources, and into them, one source after the other; keep and give what it comes to.

    What is known already is given as it is, unless ``again``; ``save`` asks Save Page Now where no copy is found. Raises
    InputError where there are no keys for that.
    """
    if save and settings.archives.access_key is None:
        raise InputError("Save Page Now needs the keys of an account; set archives.access_key and archives.secret_key")
    async with Fetcher(settings.verify, clock=desk.clock) as fetcher:
        archive = Archive(settings.archives, fetcher, desk.clock)
        archive.away = await asyncio.to_thread(_left_alone, desk, settings.archives)
        for source_id in source_ids:
            wanted = await asyncio.to_thread(_wanted, desk, settings.archives, source_id, again)
            if isinstance(wanted, LookedUp):
                yield wanted
            elif wanted is not None:
                yield await _one(desk, settings, archive, wanted, save, resolver)


async def beside(
    desk: Desk,
    settings: Settings,
    news: AsyncGenerator[RunNews, None],
    *,
    max_runtime: float | None = None,
    resolver: Resolver = system_resolver,
) -> AsyncGenerator[RunNews, None]:
    """Give a run's news as they come, and look up its sources beside it, where the settings say so.

    Those that begin to fail come first. When the run is over, what is left of its lookups is waited for, for a while, and
    no longer than the run may take.
    """
    away = await asyncio.to_thread(_left_alone, desk, settings.archives)
    if away is not None or not settings.archives.enabled:
        async with aclosing(news):
            async for each in news:
                yield each
        return
    began = asyncio.get_running_loop().time()
    async with Fetcher(settings.verify, clock=desk.clock) as fetcher:
        background = _Background(desk, settings, Archive(settings.archives, fetcher, desk.clock), resolver)
        working = asyncio.create_task(background.work())
        try:
            async with aclosing(news):
                async for each in news:
                    if isinstance(each, SourceChecked):
                        background.consider(each)
                    yield each
            background.over()
            left = FINISH_SECONDS
            if max_runtime is not None:
                left = min(left, max(began + max_runtime - asyncio.get_running_loop().time(), 0))
            await asyncio.wait([working], timeout=left)
            if working.done():
                working.result()
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)


class _Background:
    """Lookups beside a run."""

    def __init__(self, desk: Desk, settings: Settings, archive: Archive, resolver: Resolver) -> None:
        self.desk, self.settings, self.archive, self.resolver = desk, settings, archive, resolver
        self.failing: deque[int] = deque(maxlen=REMEMBERED)
        self.well: deque[int] = deque(maxlen=REMEMBERED)
        self.ended = False
        self.more = asyncio.Event()

    def consider(self, checked: SourceChecked) -> None:
        """Take note of a source that was looked at."""
        (self.well if checked.state in WELL else self.failing).append(checked.source_id)
        self.more.set()

    def over(self) -> None:
        """Take note that nothing more comes."""
        self.ended = True
        self.more.set()

    async def work(self) -> None:
        """Look up what comes, until the run is over, the share of a run is done, or the archive wants to be left alone."""
        done = 0
        while done < self.settings.archives.per_run and self.archive.away is None:
            if not (self.failing or self.well):
                if self.ended:
                    return
                self.more.clear()
                await self.more.wait()
                continue
            source_id = self.failing.popleft() if self.failing else self.well.popleft()
            try:
                wanted = await asyncio.to_thread(_wanted, self.desk, self.settings.archives, source_id, False)
                if isinstance(wanted, Wanted):
                    save = self.settings.archives.save_missing
                    looked = await _one(self.desk, self.settings, self.archive, wanted, save, self.resolver)
                    done += not looked.withheld
            except FactcheckError:  # a database that is busy or full is the run's to tell of; the copies can wait
                return


async def _one(
    desk: Desk, settings: Settings, archive: Archive, wanted: Wanted, save: bool, resolver: Resolver
) -> LookedUp:
    selectors = tuple(dict.fromkeys(selector for _, selector in wanted.citations)) or (None,)
    found: Found | Nothing | Failed
    withheld = await reason_to_withhold(desk, settings.archives, wanted.source_id, wanted.url, resolver)
    if withheld is not None:
        found = Failed(withheld)
    elif archive.away is not None:
        found = archive.away
    else:
        found = await archive.look_up(wanted.url, selectors, wanted.near, wanted.known, wanted.shown)
        if save and wanted.living and isinstance(found, Nothing):
            found = await archive.save(wanted.url, selectors, wanted.shown)
    return await asyncio.to_thread(_keep, desk, settings.archives, wanted, selectors, found, archive.away)


def _archives_host(settings: ArchiveSettings) -> str:
    return host_of(canonical_url(settings.replay))


def _left_alone(desk: Desk, settings: ArchiveSettings) -> Failed | None:
    """Return how the archive asked to be left alone, in an earlier run, for a time that is not over."""
    now = desk.clock()
    with desk.read() as session:
        until = session.exec(select(Host.blocked_until).where(Host.name == _archives_host(settings))).first()
    if until is None or not now < until <= now + LONGEST_AWAY:
        return None
    return Failed(f"the archive wants to be left alone until {until:%Y-%m-%d %H:%M} UTC", (until - now).total_seconds())


def _leave_alone(session: Session, settings: ArchiveSettings, until: datetime) -> None:
    """Keep off the archive in later runs too."""
    name = _archives_host(settings)
    host = session.exec(select(Host).where(Host.name == name)).first() or Host(name=name)
    host.blocked_until = until
    session.add(host)


def _wanted(desk: Desk, settings: ArchiveSettings, source_id: int, again: bool) -> Wanted | LookedUp | None:
    """Return what is wanted of a source, or what is known already; None: nobody cites it, or it is a copy itself."""
    now = desk.clock()
    with desk.read() as session:
        source = session.get(Source, source_id)
        cited = _cited(session, source_id)
        if source is None or not cited or source.kind is SourceKind.ARCHIVE:
            return None
        last = session.exec(select(ArchiveLookup).where(ArchiveLookup.source_id == source_id)).first()
        copies = mementos.of_citations(session, [(row.id, source_id, row.exact) for row in cited])
        if last is not None and not again and _still_holds(last, source, copies, now):
            return LookedUp(source_id, source.url, last.result, last.detail, last.at, False, copies)
        unopened = session.exec(
            select(Memento).where(Memento.source_id == source_id, col(Memento.checked_at).is_(None))
        )
        known = [in_replay(memento.url, settings.replay, "person") for memento in unopened]
        return Wanted(
            source_id=source_id,
            url=source.url,
            near=_last_well(session, source) or now,
            living=source.state in WELL,
            citations=tuple(
                (row.id, TextQuoteSelector(row.exact, row.prefix, row.suffix) if row.exact else None) for row in cited
            ),
            shown=_shown(session, source_id),
            known=tuple(copy for copy in known if copy)[: settings.tries],
        )


def _still_holds(last: ArchiveLookup, source: Source, copies: dict[int, list[MementoRow]], now: datetime) -> bool:
    """Return whether what a lookup came to still stands: not past its time, not before the source began to fail."""
    if last.at > now or (last.next_at is not None and last.next_at <= now):
        return False
    if source.state not in WELL and source.state_since is not None and last.at < source.state_since:
        return now - last.at < LOOKED_LATELY
    if last.result is Lookup.FOUND:  # words that were cited since have been looked for in no copy
        return all(
            any(row.checked_at and row.verdict is not MementoVerdict.UNCONFIRMED for row in rows)
            for rows in copies.values()
        )
    return True


def _cited(session: Session, source_id: int) -> list[Citation]:
    live = (
        select(Citation)
        .join(Claim, col(Claim.id) == Citation.claim_id)
        .where(
            Citation.source_id == source_id,
            col(Citation.withdrawn_at).is_(None),
            col(Claim.withdrawn_at).is_(None),
        )
        .order_by(col(Citation.id))
    )
    return list(session.exec(live))


def _shown(session: Session, source_id: int) -> str | None:
    """Return the article of the newest capture that shows one: a copy that holds next to nothing of it is no witness."""
    shown = shown_articles(session, [source_id]).get(source_id)
    return unpack_article(shown.packed) if shown else None


def _last_well(session: Session, source: Source) -> datetime | None:
    """Return when a source was last seen well; None: never."""
    good = (
        select(SourceCheck.at)
        .where(SourceCheck.source_id == source.id, col(SourceCheck.link).in_(memento_ranking.PAGES))
        .order_by(col(SourceCheck.id).desc())
        .limit(1)
    )
    return session.exec(good).first()


def _keep(
    desk: Desk,
    settings: ArchiveSettings,
    wanted: Wanted,
    selectors: Sequence[TextQuoteSelector | None],
    found: Found | Nothing | Failed,
    away: Failed | None,
) -> LookedUp:
    """Write what a lookup came to, in one transaction."""
    now = desk.clock()
    with desk.write() as session:
        if isinstance(found, Found):
            for inside in found.copies:
                _keep_copy(session, wanted, selectors, inside, now)
            session.flush()
        cited = ((row.id, wanted.source_id, row.exact) for row in _cited(session, wanted.source_id))
        copies = mementos.of_citations(session, cited)
        result, detail, wait = _result(found, copies)
        last = session.exec(select(ArchiveLookup).where(ArchiveLookup.source_id == wanted.source_id)).first()
        last = last or ArchiveLookup(source_id=wanted.source_id, at=now, result=result)
        last.at, last.result, last.detail, last.next_at = now, result, detail, now + wait if wait is not None else None
        session.add(last)
        if away is not None:
            _leave_alone(session, settings, now + min(timedelta(seconds=away.retry_after or 0), LONGEST_AWAY))
        ledger.finish(session)
    return LookedUp(wanted.source_id, wanted.url, result, detail, now, True, copies)


def _result(
    found: Found | Nothing | Failed, copies: dict[int, list[MementoRow]]
) -> tuple[Lookup, str | None, timedelta | None]:
    """Return what a lookup came to, and after how long it is made again; None: not by itself."""
    match found:
        case Found():
            good = bool(copies) and all(mementos.best(rows) for rows in copies.values())
            return Lookup.FOUND, None, None if good else NEXT_LOOKUP
        case Nothing(detail=detail):
            return Lookup.NONE, detail, NEXT_LOOKUP
        case Failed(detail=detail) if detail in WITHHELD:
            return Lookup.FAILED, detail, NEXT_LOOKUP
        case Failed(detail=detail, retry_after=seconds):
            own = NEXT_LOOKUP_AFTER_FAILURE
            return Lookup.FAILED, detail[:500], max(own, min(timedelta(seconds=seconds or 0), LONGEST_AWAY))


def _keep_copy(
    session: Session,
    wanted: Wanted,
    selectors: Sequence[TextQuoteSelector | None],
    inside: Inside,
    now: datetime,
) -> None:
    finding = inside.finding
    known = select(Memento).where(Memento.source_id == wanted.source_id, Memento.url == inside.url)
    memento = session.exec(known).first() or Memento(source_id=wanted.source_id, url=inside.url, created_at=now)
    memento.found_by = memento.found_by or (None if inside.found_by == "person" else inside.found_by)
    memento.datetime_, memento.checked_at = inside.at, now
    memento.link, memento.reason = finding.link, finding.reason
    memento.digest, memento.digest_holds = inside.digest or memento.digest, inside.digest_holds
    memento.payload_digest = finding.payload_digest
    memento.same_as_check_id = restore_with_payload(session, wanted.source_id, finding.payload_digest)
    session.add(memento)
    session.flush()
    quotes = dict(zip(selectors, finding.quotes, strict=True))
    for citation_id, selector in wanted.citations:
        quote = quotes[selector]
        if selector is None or quote is None:
            continue
        seen = select(MementoCheck).where(
            MementoCheck.memento_id == memento.id, MementoCheck.citation_id == citation_id
        )
        check = session.exec(seen).first() or MementoCheck(
            memento_id=memento.id, citation_id=citation_id, exact="", quote=quote.outcome, reason="", at=now
        )
        check.exact, check.quote, check.reason, check.at = selector.exact, quote.outcome, quote.reason, now
        check.text = quote.match.text if quote.match and quote.match.differences else None
        session.add(check)
