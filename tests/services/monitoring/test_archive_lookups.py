"""Look-ups of mementos: when they are made, what they store, and what an alert offers."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from factcheck.errors import InputError, NotFound
from factcheck.models import ArchiveLookup
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, citations, claims
from factcheck.services.editing.claims import NewClaim
from factcheck.services.monitoring import archive_lookups
from factcheck.services.monitoring.archive_lookups import SourceLookup, lookup_sources
from factcheck.services.monitoring.check_run import CheckRun, verify
from factcheck.services.monitoring.events import (
    LookupsEnded,
    RunEvent,
    RunFinished,
    RunRequested,
    RunStarted,
    SourceChecked,
)
from factcheck.services.monitoring.run_lookups import STOPPED, ArchiveLookups
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import ArchiveSettings, Secret, Settings
from factcheck.store import memento_ranking, queries
from factcheck.store.rows import CitationRow
from factcheck.vocabulary import LinkOutcome, LookupResult, MementoVerdict, QuoteOutcome
from tests.conftest import Clock
from tests.support.archive import DOWN, LyingArchive, to
from tests.support.web import Web, answer, article

QUOTE = "prices rose by 3% in May"
PAGE = article(f"Officials said that {QUOTE}, a record.")
ALTERED = article("Officials said that prices rose by 8% in May, a record.")
GONE = answer(status="404 Not Found")


@pytest.fixture
def archive() -> Iterator[LyingArchive]:
    with LyingArchive().serve() as served:
        yield served


class Archived:
    """A claim, the page it cites, and the archive that may hold it."""

    def __init__(self, desk: Desk, settings: Settings, web: Web, clock: Clock, archive: LyingArchive) -> None:
        self.desk, self.web, self.clock, self.archive = desk, web, clock, archive
        self.url = web.url("/a")
        self.settings = self.with_(settings)
        self.claim = claims.add_claim(desk, NewClaim(text="Prices rose by 3%"))
        citations.cite(desk, self.claim, self.url, quote=QUOTE)
        web["/a"] = answer(PAGE)

    def with_(self, settings: Settings, **given: Any) -> Settings:
        own: dict[str, Any] = {"enabled": True, "gap": 0, "url": self.archive.origin} | given
        return settings.model_copy(update={"archives": ArchiveSettings(**own)})

    def hold(self, page: str = PAGE, **ago: float) -> None:
        self.archive.add(self.url, self.clock.now - timedelta(**ago or {"hours": 1}), page.encode())

    async def look(self, **given: Any) -> SourceLookup:
        (found_lookup,) = [each async for each in lookup_sources(self.desk, self.settings, [1], **given)]
        return found_lookup

    async def run(self, days: float = 1, settings: Settings | None = None) -> list[RunEvent]:
        self.clock.pass_(days=days)
        used = settings or self.settings
        run = CheckRun(verify(self.desk, used, Selection(Which.ALL)), [ArchiveLookups(self.desk, used)])
        return [each async for each in run.events()]

    @property
    def citation(self) -> CitationRow:
        with self.desk.read() as session:
            return queries.citation_rows(session, [self.claim])[self.claim][0]

    @property
    def lookup(self) -> ArchiveLookup | None:
        with self.desk.read() as session:
            found = session.execute(sa.select(ArchiveLookup)).scalars().first()
            if found:
                session.expunge(found)
            return found


@pytest.fixture
def archived(desk: Desk, settings: Settings, web: Web, clock: Clock, archive: LyingArchive) -> Archived:
    return Archived(desk, settings, web, clock, archive)


@pytest.mark.parametrize(
    ("link", "exact", "quote", "verdict"),
    [
        (None, "words", None, "unconfirmed"),
        (None, None, None, "unconfirmed"),
        ("ok", "words", None, "unconfirmed"),
        ("ok", "words", "exact", "confirmed"),
        ("dead", "words", "exact", "confirmed"),
        ("ok", "words", "altered", "altered"),
        ("ok", "words", "displaced", "altered"),
        ("ok", "words", "missing", "missing"),
        ("ok", "words", "unverifiable", "unverifiable"),
        ("soft404", "words", "unverifiable", "no-page"),
        ("blocked", "words", "missing", "no-page"),
        ("ok", None, None, "page"),
        ("moved", None, None, "page"),
        ("soft404", None, None, "no-page"),
        ("unreachable", None, None, "no-page"),
    ],
)
def test_the_verdict_of_a_memento(link: str | None, exact: str | None, quote: str | None, verdict: str) -> None:
    found = memento_ranking.verdict(LinkOutcome(link) if link else None, exact, QuoteOutcome(quote) if quote else None)

    assert found is MementoVerdict(verdict)


async def test_a_memento_is_searched_for_at_the_first_good_check(archived: Archived) -> None:
    archived.hold()

    news = await archived.run()

    assert isinstance(news[-1], RunFinished)
    (memento,) = archived.citation.mementos
    assert (memento.verdict, memento.same_bytes, memento.digest_holds) == (MementoVerdict.CONFIRMED, True, True)
    assert archived.citation.memento == memento.url == f"{archived.archive.origin}/web/20260302080000/{archived.url}"
    assert memento.at is not None
    assert memento.at.hour == 8


async def test_a_result_that_is_current_is_not_requested_again(archived: Archived) -> None:
    archived.hold()
    await archived.run()
    asked = len(archived.archive.requests)

    await archived.run(days=40)
    again = await archived.look()

    assert (len(archived.archive.requests), again.asked, again.result) == (asked, False, LookupResult.FOUND)
    assert (await archived.look(again=True)).asked


@pytest.mark.parametrize(("days", "asked_again"), [(1, False), (29, False), (31, True)])
async def test_a_source_without_copies_is_looked_up_again_only_after_a_while(
    archived: Archived, days: int, asked_again: bool
) -> None:
    await archived.run()
    assert archived.lookup is not None
    assert archived.lookup.result is LookupResult.NONE
    before = len(archived.archive.requests)

    await archived.run(days=days)

    assert (len(archived.archive.requests) > before) is asked_again


@pytest.mark.parametrize(("hours", "asked_again"), [(5, False), (7, True)])
async def test_a_failed_lookup_does_not_count_against_the_source(
    archived: Archived, hours: float, asked_again: bool
) -> None:
    archived.archive.lies = [DOWN]

    news = await archived.run()

    assert isinstance(news[-1], RunFinished)
    assert (news[-1].checked, archived.citation.link, archived.citation.quote_state) == (1, "ok", "exact")
    assert archived.lookup is not None
    assert archived.lookup.result is LookupResult.FAILED
    assert "HTTP 503" in str(archived.lookup.detail)
    before = len(archived.archive.requests)
    await archived.run(days=hours / 24)
    assert (len(archived.archive.requests) > before) is asked_again


async def test_an_archive_that_asks_for_a_pause_is_not_contacted(archived: Archived) -> None:
    for number in range(5):
        archived.web[f"/{number}"] = answer(PAGE)
        citations.cite(archived.desk, 1, archived.web.url(f"/{number}"), quote=QUOTE)
    archived.archive.lies = [to("/", 429, b"", {"Retry-After": "90000"})]

    await archived.run()
    paused = await archived.look(again=True)
    await archived.run(days=0.9)

    assert len(archived.archive.requests) == 1
    assert (paused.result, paused.detail) == (
        LookupResult.FAILED,
        "the archive asked for a pause until 2026-03-04 10:00 UTC",
    )
    assert archived.lookup is not None
    assert archived.lookup.next_at is not None
    assert archived.lookup.next_at == archived.lookup.at + timedelta(seconds=90_000)
    archived.archive.lies = []
    archived.hold()
    await archived.run(days=0.2)
    assert archived.citation.memento


async def test_the_pause_of_an_archive_is_seven_days_at_most(archived: Archived) -> None:
    archived.archive.lies = [to("/", 429, b"", {"Retry-After": "2592000"})]

    await archived.run()
    paused = await archived.look(again=True)

    assert paused.detail == "the archive asked for a pause until 2026-03-10 09:00 UTC"
    assert archived.lookup is not None and archived.lookup.next_at is not None
    assert archived.lookup.next_at == archived.lookup.at + timedelta(days=7)


async def test_no_archive_is_asked_unless_the_settings_say_so(archived: Archived, settings: Settings) -> None:
    off = archived.with_(settings, enabled=False)

    news = await archived.run(settings=off)

    assert [type(each) for each in news] == [RunRequested, RunStarted, SourceChecked, RunFinished]
    assert archived.archive.requests == []


async def test_a_run_makes_no_more_lookups_than_allowed(archived: Archived, settings: Settings) -> None:
    for number in range(6):
        archived.web[f"/{number}"] = answer(PAGE)
        citations.cite(archived.desk, 1, archived.web.url(f"/{number}"), quote=QUOTE)

    await archived.run(settings=archived.with_(settings, per_run=2))

    assert (
        len({target.partition("url=")[2].partition("&")[0] for target in archived.archive.requests if "/cdx" in target})
        == 2
    )


async def test_a_run_waits_for_lookups_no_longer_than_its_time_limit(archived: Archived, settings: Settings) -> None:
    archived.hold()
    slow = archived.with_(settings, gap=600)
    archived.clock.pass_(days=1)
    lookups = ArchiveLookups(archived.desk, slow, max_runtime=0)
    run = CheckRun(verify(archived.desk, slow, Selection(Which.ALL)), [lookups])

    news = [each async for each in run.events()]

    assert isinstance(news[-1], RunFinished)
    assert archived.lookup is None


async def test_a_run_that_was_asked_to_stop_waits_for_no_lookup(archived: Archived, settings: Settings) -> None:
    archived.hold()
    slow = archived.with_(settings, gap=600)
    archived.clock.pass_(days=1)
    stop = asyncio.Event()
    lookups = ArchiveLookups(archived.desk, slow, stop=stop)
    run = CheckRun(verify(archived.desk, slow, Selection(Which.ALL), stop=stop), [lookups])

    news = []
    async for each in run.events():
        news.append(each)
        if isinstance(each, SourceChecked):
            stop.set()

    assert [each.reason for each in news if isinstance(each, LookupsEnded)] == [STOPPED]
    assert isinstance(news[-1], RunFinished)


async def test_an_alert_offers_the_copy_and_the_copy_replaces_the_link(archived: Archived) -> None:
    archived.hold()
    await archived.run()
    archived.web["/a"] = GONE
    for _ in range(5):
        await archived.run()

    (alert,) = alerts.list_alerts(archived.desk)
    assert alert.memento is not None
    assert (alert.memento.verdict, alert.memento.url) == (MementoVerdict.CONFIRMED, archived.citation.memento)
    done = alerts.replace_link(archived.desk, alert.id)
    await archived.run()

    assert done.url == alert.memento.url
    assert (archived.citation.link, archived.citation.quote_state) == ("ok", "exact")
    asked = len(archived.archive.requests)
    assert [each async for each in lookup_sources(archived.desk, archived.settings, [done.source_id])] == []
    assert len(archived.archive.requests) == asked


async def test_a_source_that_begins_to_fail_is_looked_up_again_near_its_last_good_check(archived: Archived) -> None:
    await archived.run()
    archived.hold(hours=12)
    archived.hold(ALTERED, hours=-24)
    archived.web["/a"] = GONE

    await archived.run(days=2)

    assert [(each.verdict, each.at and each.at.day) for each in archived.citation.mementos] == [("confirmed", 2)]
    asked = len(archived.archive.requests)
    await archived.run(days=0.5)
    assert len(archived.archive.requests) == asked


@pytest.mark.parametrize(
    ("page", "verdict", "offered"),
    [
        (PAGE, "confirmed", True),
        (ALTERED, "altered", True),
        (article("Something else, on another day."), "missing", False),
        (article("We looked everywhere.", title="Page not found"), "no-page", False),
    ],
)
async def test_only_usable_mementos_are_offered(archived: Archived, page: str, verdict: str, offered: bool) -> None:
    archived.hold(page)

    found_lookup = await archived.look()

    (memento,) = archived.citation.mementos
    assert (memento.verdict, found_lookup.offered) == (verdict, offered)
    assert archived.citation.memento == (memento.url if offered else None)
    assert (archived.lookup is not None and archived.lookup.next_at is None) is offered


async def test_an_edited_quote_needs_another_lookup(archived: Archived) -> None:
    archived.hold()
    await archived.look()

    citations.edit_citation(archived.desk, 1, exact="a record")

    assert [each.verdict for each in archived.citation.mementos] == [MementoVerdict.UNCONFIRMED]
    found_lookup = await archived.look()
    assert (found_lookup.asked, archived.citation.mementos[0].verdict) == (True, MementoVerdict.CONFIRMED)


async def test_a_memento_that_a_person_gave_is_opened(archived: Archived) -> None:
    archived.hold(days=300)
    stamp = (archived.clock.now - timedelta(days=300)).strftime("%Y%m%d%H%M%S")
    given = f"{archived.archive.origin}/web/{stamp}/{archived.url}"
    with archived.desk.write() as session:
        session.execute(
            sa.text("INSERT INTO memento (source_id, url, created_at) VALUES (1, :url, '2026-01-01 00:00:00.000000')"),
            {"url": given},
        )
        session.commit()
    assert archived.citation.mementos[0].verdict is MementoVerdict.UNCONFIRMED

    await archived.look()

    assert [(each.url, each.verdict) for each in archived.citation.mementos] == [(given, MementoVerdict.CONFIRMED)]


async def test_a_copy_is_saved_where_there_is_none(archived: Archived, settings: Settings) -> None:
    archived.settings = archived.with_(
        settings, access_key=Secret("key"), secret_key=Secret("secret"), save_missing=True
    )
    archived.archive.pages[archived.url] = PAGE.encode()

    await archived.run()

    assert [each.verdict for each in archived.citation.mementos] == [MementoVerdict.CONFIRMED]


async def test_no_copy_is_saved_of_a_page_that_is_gone(archived: Archived, settings: Settings) -> None:
    archived.settings = archived.with_(
        settings, access_key=Secret("key"), secret_key=Secret("secret"), save_missing=True
    )
    archived.web["/a"] = GONE

    await archived.run()

    assert not [target for target in archived.archive.requests if target.startswith("/save")]


async def test_a_copy_that_is_a_stub_of_the_captured_article_does_not_count_as_its_page(archived: Archived) -> None:
    text = article(f"Officials said that {QUOTE}, a record.", *[f"In street {n} it rained. " * 9 for n in range(9)])
    archived.web["/a"] = answer(text)
    async for _ in verify(archived.desk, archived.settings, Selection(Which.ALL)):
        pass
    archived.hold("<h1>Information</h1><p>Le serveur se repose, car la lune est haute.</p>", hours=1)
    archived.hold(text, hours=30)

    found_lookup = await archived.look()

    found = [(row.verdict, row.reason) for rows in found_lookup.copies.values() for row in rows]
    assert found == [(MementoVerdict.CONFIRMED, "stands"), (MementoVerdict.NO_PAGE, "stub")]


async def test_save_page_now_needs_keys(archived: Archived) -> None:
    with pytest.raises(InputError, match="needs the keys of an account"):
        await archived.look(save=True)


async def test_a_private_address_is_sent_to_no_archive(archived: Archived, settings: Settings) -> None:
    archived.settings = archived.with_(settings, url="https://web.archive.example")

    found_lookup = await archived.look()

    assert (found_lookup.result, archived.archive.requests) == (LookupResult.FAILED, [])
    assert "told to no archive" in str(found_lookup.detail)


def test_the_sources_to_look_up_are_found_by_claim_and_by_address(archived: Archived) -> None:
    assert (
        archive_lookups.sources_of_claim(archived.desk, 1)
        == [archive_lookups.source_of_url(archived.desk, archived.url)]
        == [1]
    )
    with pytest.raises(NotFound, match="there is no claim 9"):
        archive_lookups.sources_of_claim(archived.desk, 9)
    with pytest.raises(NotFound, match="no claim cites"):
        archive_lookups.source_of_url(archived.desk, "https://news.example/other")
    with pytest.raises(InputError, match="has no scheme"):
        archive_lookups.source_of_url(archived.desk, "word")


async def test_two_sources_can_have_the_same_copy(archived: Archived) -> None:
    archived.hold()
    other = archived.url + "/"
    archived.web["/a/"] = answer(PAGE)
    citations.cite(archived.desk, 1, other, quote=QUOTE)

    found_lookup = [each async for each in lookup_sources(archived.desk, archived.settings, [1, 2])]

    assert [each.result for each in found_lookup] == [LookupResult.FOUND] * 2
    assert len({row.url for each in found_lookup for rows in each.copies.values() for row in rows}) == 1
