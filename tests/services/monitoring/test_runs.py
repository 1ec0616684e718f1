"""Runs under bad conditions: the network is down, a host is down, a page is unstable; and two runs at once."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import SQLModel, select

from factcheck.errors import AlreadyRunning, DeskError
from factcheck.models import CitationCheck, Host, Run, SourceCheck
from factcheck.resources import PACKAGE
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, citations, claims
from factcheck.services.link_list import LinkRequest, check_links, link_list_of
from factcheck.services.monitoring.check_run import planned_sources, verify
from factcheck.services.monitoring.events import CheckEvent, RunFinished, RunStarted, SourceChecked
from factcheck.services.monitoring.run_lock import lock_path, verify_lock
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from factcheck.store import queries
from factcheck.store.engine import open_engine
from factcheck.store.rows import CitationRow
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Unreachable
from factcheck.vocabulary import Status, TextQuoteSelector
from tests.conftest import Clock
from tests.support.web import HTML, Web, answer, article

ALL = Selection(Which.ALL)
WORDS = "prices rose by 3% in May"
PAGE = answer(article(f"Officials said that {WORDS}, a record."))
GONE = answer(status="404 Not Found")
CLOUDED = answer("<h1>Just a moment...</h1>", status="403 Forbidden", headers=("cf-mitigated: challenge",))
LOCKS = """
import sys
from factcheck.services.link_list import LinkRequest, check_links, link_list_of
from factcheck.services.monitoring.run_lock import verify_lock
from factcheck.store.engine import open_engine

with open_engine(sys.argv[1]) as engine, verify_lock(engine):
    print("held", flush=True)
    sys.stdin.read()
"""


async def run(desk: Desk, settings: Settings, selection: Selection = ALL, **how: Any) -> list[CheckEvent]:
    return [news async for news in verify(desk, settings, selection, **how)]


def cite(desk: Desk, *urls: str, quote: str | None = None) -> int:
    """Add a claim that cites these addresses."""
    claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3%"))
    for url in urls:
        citations.cite(desk, claim, url, quote=quote)
    return claim


def rows(desk: Desk, table: type[SQLModel]) -> Sequence[SQLModel]:
    with desk.read() as session:
        return session.exec(select(table)).all()


def cited(desk: Desk, claim: int = 1) -> list[CitationRow]:
    with desk.read() as session:
        return queries.citation_rows(session, [claim])[claim]


def states(desk: Desk, claim: int = 1) -> list[str]:
    return [str(row.link) for row in cited(desk, claim)]


@contextmanager
def nothing_listens(hosts: int) -> Iterator[list[str]]:
    """Addresses on loopback that refuse every connection."""
    with ExitStack() as held:
        taken = [held.enter_context(closing(socket.socket())) for _ in range(hosts)]
        for each in taken:
            each.bind(("127.0.0.1", 0))
        yield [f"http://127.0.0.1:{each.getsockname()[1]}/" for each in taken]


async def no_name_server(host: str, port: int) -> list[str]:
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


async def test_a_source_that_many_claims_cite_is_fetched_once(desk: Desk, settings: Settings, web: Web) -> None:
    web["/a"] = PAGE
    for quote in (WORDS, "a record", None, "officials said"):
        cite(desk, web.url("/a"), quote=quote)

    planned, checked, ended = await run(desk, settings)

    assert web.asked == ["/a"]
    assert isinstance(planned, RunStarted) and (planned.sources, planned.hosts) == (1, 1)
    assert isinstance(checked, SourceChecked)
    assert [quote.state for quote in checked.quotes] == ["exact", "exact", None, "exact"]
    assert isinstance(ended, RunFinished) and (ended.checked, ended.links) == (1, {"ok": 1})


async def test_a_run_checks_the_sources_that_are_due_and_no_others(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    web["/a"] = web["/b"] = PAGE
    cite(desk, web.url("/a"))
    await run(desk, settings, Selection())
    cite(desk, web.url("/b"))

    await run(desk, settings, Selection())
    await run(desk, settings, Selection())
    clock.pass_(days=2)
    await run(desk, settings, Selection())

    assert sorted(web.asked) == ["/a", "/a", "/b", "/b"]


@pytest.mark.parametrize(
    ("selection", "limit", "asked"),
    [
        (Selection(Which.CLAIMS, (2,)), None, ["/b", "/c"]),
        (Selection(Which.SOURCES, (1, 3)), None, ["/a", "/c"]),
        (ALL, None, ["/a", "/b", "/c"]),
        (ALL, 2, ["/a", "/b"]),
    ],
)
async def test_a_run_checks_the_selected_sources(
    desk: Desk, settings: Settings, web: Web, selection: Selection, limit: int | None, asked: list[str]
) -> None:
    cite(desk, web.url("/a"))
    cite(desk, web.url("/b"), web.url("/c"))
    claims.withdraw_claim(desk, cite(desk, web.url("/d")))

    await run(desk, settings, selection, limit=limit)

    assert sorted(set(web.asked)) == asked


async def test_a_run_without_sources_succeeds(desk: Desk, settings: Settings) -> None:
    planned, ended = await run(desk, settings)

    assert isinstance(planned, RunStarted) and planned.sources == 0
    assert isinstance(ended, RunFinished) and not ended.stopped


async def test_a_network_that_is_down_is_reported_and_nothing_is_recorded(desk: Desk, settings: Settings) -> None:
    with nothing_listens(4) as urls:
        cite(desk, *urls, quote=WORDS)
        before = cited(desk)

        with pytest.raises(DeskError, match="the network is down: most hosts cannot be reached"):
            await run(desk, settings)

    assert cited(desk) == before
    assert [len(rows(desk, table)) for table in (Run, SourceCheck, CitationCheck)] == [0, 0, 0]


async def test_one_host_without_a_name_server_is_a_network_that_is_down(
    desk: Desk, settings: Settings, clock: Clock
) -> None:
    cite(desk, "https://news.example/")

    async with Fetcher(settings.verify, clock=clock, resolver=no_name_server) as fetcher:
        with pytest.raises(DeskError, match="the network is down"):
            await run(desk, settings, fetcher=fetcher)

    assert (states(desk), rows(desk, Run)) == (["unchecked"], [])


async def test_a_network_that_is_up_counts_a_host_that_is_not(desk: Desk, settings: Settings, web: Web) -> None:
    web["/a"] = PAGE
    with nothing_listens(1) as urls:
        cite(desk, *urls, web.url("/a"))
        await run(desk, settings)

    assert states(desk) == ["unreachable", "ok"]


async def test_one_host_that_refuses_does_not_mean_that_the_network_is_down(desk: Desk, settings: Settings) -> None:
    with nothing_listens(1) as urls:
        cite(desk, *urls)
        await run(desk, settings)

    assert states(desk) == ["unreachable"]


async def test_a_host_that_lost_everything_at_once_is_not_believed(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    cite(desk, *(web.url(f"/{number}") for number in range(4)))
    for _ in range(3):
        await run(desk, settings)
        clock.pass_(days=5)

    assert states(desk) == ["unchecked"] * 4
    assert {row.failures for row in cited(desk)} == {0}
    assert len(rows(desk, SourceCheck)) == 12
    assert alerts.list_alerts(desk) == []


async def test_a_host_that_lost_some_pages_is_believed(desk: Desk, settings: Settings, web: Web) -> None:
    web["/0"] = PAGE
    cite(desk, *(web.url(f"/{number}") for number in range(4)))

    await run(desk, settings)

    assert sorted(states(desk)) == ["failing", "failing", "failing", "ok"]


@pytest.mark.parametrize(
    ("hours", "believed"),
    [
        ([0], ["failing"]),
        ([0, 1, 1, 1, 1, 1], ["failing"] * 6),
        ([0, 24, 24, 24], ["failing"] * 4),
        ([0, 24, 72], ["failing", "failing", "dead"]),
        ([0, 24, 1, 71], ["failing", "failing", "failing", "dead"]),
        ([0, 2400, 1], ["failing", "failing", "dead"]),
    ],
    ids=str,
)
async def test_dead_is_believed_after_checks_over_days(
    desk: Desk, settings: Settings, web: Web, clock: Clock, hours: list[int], believed: list[str]
) -> None:
    web["/a"] = GONE
    cite(desk, web.url("/a"))
    seen = []
    for pause in hours:
        clock.pass_(hours=pause)
        await run(desk, settings)
        seen += states(desk)

    assert seen == believed
    assert [alert.after for alert in alerts.list_alerts(desk)] == ["dead"] * (believed[-1] == "dead")


async def test_one_good_check_restarts_the_count(desk: Desk, settings: Settings, web: Web, clock: Clock) -> None:
    cite(desk, web.url("/a"))
    for page in (GONE, GONE, PAGE, GONE, GONE):
        web["/a"] = page
        clock.pass_(days=2)
        await run(desk, settings)

    assert states(desk) == ["failing"]
    assert alerts.list_alerts(desk) == []


@pytest.mark.parametrize(
    "wall",
    [CLOUDED, answer(status="403 Forbidden"), answer(status="429 Too Many Requests")],
    ids=["challenge", "403", "429"],
)
async def test_a_wall_never_makes_a_source_dead(
    desk: Desk, settings: Settings, web: Web, clock: Clock, wall: bytes
) -> None:
    web["/a"] = PAGE
    cite(desk, web.url("/a"), quote=WORDS)
    await run(desk, settings)
    web["/a"] = wall
    for _ in range(6):
        clock.pass_(days=30)
        await run(desk, settings)

    (row,) = cited(desk)
    assert (row.link, row.failures, row.quote_state) == ("blocked", 0, "exact")
    assert alerts.list_alerts(desk) == []


async def test_a_week_without_a_response_opens_one_alert(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    cite(desk, web.url("/a"))
    opened = []
    for page in (PAGE, *[answer(status="503 Service Unavailable")] * 12):
        web["/a"] = page
        clock.pass_(days=1)
        await run(desk, settings)
        opened.append(len(alerts.list_alerts(desk, open_only=False)))

    assert opened == [0] * 8 + [1] * 5
    (alert,) = alerts.list_alerts(desk)
    assert (alert.after, alert.rule) == ("unreachable", "silent")


async def test_an_article_that_is_no_longer_shown_opens_one_alert_after_a_week(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    long = answer(
        article(f"Officials said that {WORDS}, a record.", *[f"In street {n} it rained." * 9 for n in range(9)])
    )
    stub = answer("<h1>Information</h1><p>Le serveur se repose, car la lune est haute.</p>")
    cite(desk, web.url("/a"), quote=WORDS)
    opened, states = [], []
    for page in (long, *[stub] * 10, long):
        web["/a"] = page
        clock.pass_(days=1)
        await run(desk, settings)
        opened.append(len(alerts.list_alerts(desk)))
        states.append(cited(desk)[0].quote_state)

    assert opened == [0] * 8 + [1] * 3 + [0]
    assert states == ["exact"] * 8 + ["unverifiable"] * 3 + ["exact"]
    (alert,) = alerts.list_alerts(desk, open_only=False)
    assert (alert.kind, alert.before, alert.after, alert.rule, alert.resolution) == (
        "quote", "exact", "unverifiable", "stub", "cleared",
    )  # fmt: skip
    assert cited(desk)[0].link == "ok"


async def test_a_page_that_comes_back_clears_its_alert(desk: Desk, settings: Settings, web: Web, clock: Clock) -> None:
    cite(desk, web.url("/a"), quote=WORDS)
    for page in (PAGE, GONE, GONE, GONE):
        web["/a"] = page
        clock.pass_(days=3)
        await run(desk, settings)
    opened = alerts.list_alerts(desk)
    web["/a"] = PAGE
    clock.pass_(days=7)

    ended = (await run(desk, settings))[-1]

    assert [(alert.kind, alert.before, alert.after) for alert in opened] == [("link", "failing", "dead")]
    assert isinstance(ended, RunFinished) and ended.alerts_resolved == 1
    assert alerts.list_alerts(desk) == []
    assert states(desk) == ["ok"]


async def test_a_lost_source_alerts_every_claim_that_cites_it(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    web["/a"] = GONE
    both = [cite(desk, web.url("/a")), cite(desk, web.url("/a"), quote=WORDS)]
    for _ in range(3):
        await run(desk, settings)
        clock.pass_(days=3)

    assert sorted(alert.claim_id for alert in alerts.list_alerts(desk)) == both


async def test_sources_of_published_claims_are_checked_twice_as_often(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    web["/a"] = web["/b"] = PAGE
    cite(desk, web.url("/a"))
    public = cite(desk, web.url("/b"))
    claims.rate_claim(desk, public, "true", "counted")
    claims.edit_claim(desk, public, claims.ClaimEdit(status=Status.PUBLISHED))

    await run(desk, settings)

    ordinary, published = (cited(desk, claim)[0].next_check_at for claim in (1, 2))
    assert ordinary and published
    assert (ordinary - clock.now) > 1.5 * (published - clock.now)


async def test_sources_of_rejected_claims_only_are_checked_half_as_often(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    web["/a"] = web["/b"] = PAGE
    for claim in (cite(desk, web.url("/a"), web.url("/b")), cite(desk, web.url("/b"))):
        claims.edit_claim(desk, claim, claims.ClaimEdit(status=Status.REJECTED, status_why="no claim"))
    cite(desk, web.url("/a"))

    await run(desk, settings)

    open_too, rejected = (row.next_check_at for row in cited(desk))
    assert open_too and rejected
    assert (rejected - clock.now) > 1.5 * (open_too - clock.now)


async def test_a_run_out_of_time_says_so_and_stores_its_checks(desk: Desk, settings: Settings, web: Web) -> None:
    cite(desk, web.url("/a"), web.url("/b"))

    ended = (await run(desk, settings, max_runtime=0))[-1]

    assert isinstance(ended, RunFinished) and ended.stopped and ended.checked == 0
    (stored,) = rows(desk, Run)
    assert isinstance(stored, Run) and stored.ended_at is not None
    assert states(desk) == ["unchecked", "unchecked"]


async def test_an_interrupted_run_has_stored_what_it_reported(desk: Desk, settings: Settings, web: Web) -> None:
    web["/a"] = PAGE
    cite(desk, web.url("/a"))
    running = verify(desk, settings, ALL)
    await anext(running)
    reported = await anext(running)

    await running.aclose()

    assert isinstance(reported, SourceChecked) and reported.finding.link == "ok"
    assert states(desk) == ["ok"]
    (stored,) = rows(desk, Run)
    assert isinstance(stored, Run) and (stored.checked, stored.ended_at is None) == (1, False)


async def test_a_source_that_is_no_longer_cited_is_recorded_without_its_quote(
    desk: Desk, settings: Settings, web: Web
) -> None:
    web["/a"] = PAGE
    cite(desk, web.url("/a"), quote=WORDS)
    running = verify(desk, settings, ALL)
    await anext(running)
    citations.withdraw_citation(desk, 1)

    news = [each async for each in running]

    assert isinstance(news[0], SourceChecked) and news[0].quotes == ()
    assert rows(desk, CitationCheck) == []


async def test_a_run_does_not_begin_on_a_full_disk(desk: Desk, settings: Settings) -> None:
    wanting = settings.desk.model_copy(update={"min_free_bytes": 2**62})

    with pytest.raises(DeskError, match=r"has \d+ MB left; make room before a run \(desk\.min_free_bytes\)"):
        await run(desk, settings.model_copy(update={"desk": wanting}))
    assert rows(desk, Run) == []


async def test_each_address_of_a_list_of_links_is_fetched_once(settings: Settings, web: Web, clock: Clock) -> None:
    web["/a"] = PAGE
    lines = [
        LinkRequest("one", web.url("/a"), TextQuoteSelector(WORDS)),
        LinkRequest("two", web.url("/a"), TextQuoteSelector("rents fell")),
        LinkRequest("three", web.url("/b")),
        LinkRequest("four", "nonsense"),
    ]

    found = {line.id: finding async for line, finding in check_links(link_list_of(lines), settings.verify, clock)}

    assert web.asked.count("/a") == 1
    assert {key: str(finding.link) for key, finding in found.items()} == {
        "one": "ok",
        "two": "ok",
        "three": "dead",
        "four": "refused",
    }
    assert [quote.outcome if quote else None for quote in (found["one"].quotes[0], found["two"].quotes[0])] == [
        "exact",
        "missing",
    ]


async def test_a_run_uses_the_fetcher_that_it_is_given(desk: Desk, settings: Settings, clock: Clock) -> None:
    cite(desk, "https://news.example/", quote=WORDS)
    page = httpx.ByteStream(article(f"Officials said that {WORDS}.").encode())
    said = httpx.MockTransport(lambda _: httpx.Response(200, headers={"Content-Type": HTML}, stream=page))

    async with Fetcher(settings.verify, clock=clock, transport=said) as fetcher:
        await run(desk, settings, fetcher=fetcher)

    assert [row.quote_state for row in cited(desk)] == ["exact"]


def test_a_second_run_learns_who_has_the_lock(desk: Desk) -> None:
    with verify_lock(desk.engine), pytest.raises(AlreadyRunning, match=f"process {os.getpid()}") as caught:
        verify_lock(desk.engine).__enter__()

    assert caught.value.exit_status == 75


def test_a_released_lock_can_be_taken(desk: Desk) -> None:
    for _ in range(2):
        with verify_lock(desk.engine):
            held = lock_path(desk.engine)

    assert held and held.is_file()


@pytest.mark.process
def test_a_lock_ends_with_its_holder(desk: Desk, settings: Settings) -> None:
    command = [sys.executable, "-c", LOCKS, settings.db]
    with subprocess.Popen(command, cwd=PACKAGE.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout and holder.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunning, match=f"process {holder.pid}"), verify_lock(desk.engine):
            pass
        holder.kill()

    with verify_lock(desk.engine):
        assert lock_path(desk.engine)


def test_a_desk_in_memory_needs_no_lock() -> None:
    with open_engine("sqlite://") as engine, verify_lock(engine), verify_lock(engine):
        assert lock_path(engine) is None


def etagged(tag: str, *sentences: str) -> bytes:
    return answer(article(*sentences), headers=(f'ETag: "{tag}"',))


NOTHING_NEW = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nConnection: close\r\n\r\n'


def conditional(web: Web) -> bool:
    """Return whether the last request asked only for what is new."""
    return b"if-none-match" in web.requests[-1].lower()


@pytest.fixture
async def read_once(desk: Desk, settings: Settings, web: Web, clock: Clock) -> int:
    """A claim whose quote stood on a page with an ETag a day ago; the server says now that nothing changed."""
    web["/a"] = etagged("1", f"Officials said that {WORDS}, a record.")
    claim = cite(desk, web.url("/a"), quote=WORDS)
    await run(desk, settings)
    web["/a"] = NOTHING_NEW
    clock.pass_(days=1)
    return claim


async def test_an_unmodified_page_leaves_the_state_of_its_quote(
    desk: Desk, settings: Settings, web: Web, read_once: int
) -> None:
    _, checked, ended = await run(desk, settings)

    assert conditional(web)
    assert isinstance(checked, SourceChecked) and isinstance(ended, RunFinished)
    assert (checked.finding.reason, checked.state, checked.drift) == ("http-304", "ok", 0.0)
    (quote,) = checked.quotes
    assert quote.finding and (quote.finding.outcome, quote.finding.reason) == ("exact", "not-modified")
    (row,) = cited(desk)
    assert (row.quote_state, row.pending) == ("exact", None)
    assert len(rows(desk, CitationCheck)) == 1


async def test_a_change_behind_a_wrong_validator_is_found_at_the_next_full_read(
    desk: Desk, settings: Settings, web: Web, clock: Clock, read_once: int
) -> None:
    changed = etagged("1", f"Officials said that {WORDS.replace('3', '8')}, a record.")
    asked: list[bool] = []
    for days in (0, 14, 14.9, 0.1, 0.1):
        clock.pass_(days=days)
        web["/a"] = NOTHING_NEW if sum(asked) == len(asked) < 3 else changed
        await run(desk, settings)
        asked.append(conditional(web))

    assert asked == [True, True, True, False, False]
    assert [alert.after for alert in alerts.list_alerts(desk)] == ["altered"]


@pytest.mark.parametrize("change", ["another citation", "other words", "words in doubt", "a failure between"])
async def test_a_page_with_an_undecided_quote_is_read_in_full(
    desk: Desk, settings: Settings, web: Web, clock: Clock, read_once: int, change: str
) -> None:
    match change:
        case "another citation":
            citations.cite(desk, cite(desk), web.url("/a"), quote="a record")
        case "other words":
            citations.edit_citation(desk, 1, exact="a record")
        case "words in doubt":
            web["/a"] = etagged("2", f"Officials said that {WORDS.replace('3', '8')}, a record.")
            await run(desk, settings)
            web["/a"] = NOTHING_NEW
        case _:
            web["/a"] = answer(status="503 Service Unavailable")
            await run(desk, settings)
            web["/a"] = NOTHING_NEW

    await run(desk, settings)

    assert not conditional(web)


async def test_the_similarity_of_a_page_is_reported_without_an_alert(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    reported: list[float | None] = []
    for rest in ("A first paragraph that stays for a while.", "Another one, with other words in it altogether."):
        web["/a"] = answer(article(f"Officials said that {WORDS}, a record.", rest))
        cited_before = cited(desk) if reported else cite(desk, web.url("/a"), quote=WORDS)
        assert cited_before
        reported += [each.drift for each in await run(desk, settings) if isinstance(each, SourceChecked)]
        clock.pass_(days=1)

    assert reported[0] is None
    assert reported[1] is not None and 0.2 < reported[1] < 0.9
    assert alerts.list_alerts(desk) == []


async def test_a_notice_instead_of_a_page_is_not_compared_with(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    cite(desk, web.url("/a"), quote=WORDS)
    reported = []
    for raw in (PAGE, answer("<h1>Not here</h1>", status="404 Not Found"), PAGE):
        web["/a"] = raw
        reported += [each.drift for each in await run(desk, settings) if isinstance(each, SourceChecked)]
        clock.pass_(days=1)

    assert reported == [None, None, 0.0]


async def test_a_quote_that_was_edited_during_the_fetch_stays_unchecked(
    desk: Desk, settings: Settings, clock: Clock
) -> None:
    cite(desk, "https://news.example/", quote=WORDS)

    def meanwhile(_: httpx.Request) -> httpx.Response:
        citations.edit_citation(desk, 1, exact="prices rose by 8% in May")
        page = httpx.ByteStream(article(f"Officials said that {WORDS}, a record.").encode())
        return httpx.Response(200, headers={"Content-Type": HTML}, stream=page)

    async with Fetcher(settings.verify, clock=clock, transport=httpx.MockTransport(meanwhile)) as fetcher:
        _, *news = await run(desk, settings, fetcher=fetcher)

    assert isinstance(news[0], SourceChecked) and news[0].quotes == ()
    assert [row.quote_state for row in cited(desk)] == ["unchecked"]


class Busy(Fetcher):
    """A web whose hosts ask to be left alone for an hour."""

    async def fetch(self, url: str, *_: object, **__: object) -> Unreachable:
        return Unreachable(url, url, "protocol-error", "busy", self.clock(), 0.1, retry_after=3600.0)


async def test_sources_of_a_busy_host_stay_due_until_its_pause_is_over(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    cite(desk, *(f"https://busy.example/{number}" for number in range(5)))
    due = Selection()

    ended = (await run(desk, settings, due, fetcher=Busy(settings.verify, clock=clock)))[-1]
    at_once = (await run(desk, settings, due))[0]
    clock.pass_(hours=1.1)
    later = list(planned_sources(desk, settings.verify, due))

    assert isinstance(ended, RunFinished) and (ended.checked, ended.deferred, ended.stopped) == (2, 3, False)
    assert isinstance(at_once, RunStarted) and at_once.sources == 0
    assert len(later) == 3
    assert sorted(states(desk)) == ["unchecked"] * 3 + ["unreachable"] * 2


class Silent(Fetcher):
    """A web whose hosts ask to be left alone for a quarter of a year."""

    async def fetch(self, url: str, *_: object, **__: object) -> Unreachable:
        return Unreachable(url, url, "protocol-error", "busy", self.clock(), 0.1, retry_after=90 * 86_400.0)


async def test_a_host_is_paused_for_a_week_at_most(desk: Desk, settings: Settings, clock: Clock) -> None:
    cite(desk, *(f"https://busy.example/{number}" for number in range(5)))

    await run(desk, settings, Selection(), fetcher=Silent(settings.verify, clock=clock))

    with desk.read() as session:
        (until,) = session.exec(select(Host.blocked_until)).all()
    assert until == clock.now + timedelta(days=7)


async def test_a_page_that_asks_for_a_pause_defers_no_other_page_of_its_host(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    web["/0"] = answer(status="503 Service Unavailable", headers=("Retry-After: 3600",))
    for number in range(1, 5):
        web[f"/{number}"] = PAGE
    cite(desk, *(web.url(f"/{number}") for number in range(5)))

    ended = (await run(desk, settings, Selection()))[-1]
    later = list(planned_sources(desk, settings.verify, Selection(Which.ALL)))
    clock.pass_(days=8)
    due = list(planned_sources(desk, settings.verify, Selection()))

    assert isinstance(ended, RunFinished) and (ended.checked, ended.deferred) == (5, 0)
    assert sorted(states(desk)) == ["ok"] * 4 + ["unreachable"]
    assert len(later) == 5 and any(each.task.url.endswith("/0") for each in due)


async def test_hosts_are_unreachable_where_a_source_answers_that_is_not_due(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    web["/a"] = PAGE
    cite(desk, web.url("/a"))
    await run(desk, settings)
    with nothing_listens(25) as urls:
        claim = cite(desk, *urls)

        await run(desk, settings, Selection(Which.CLAIMS, (claim,)))

    assert states(desk, claim) == ["unreachable"] * 25
    assert web.asked == ["/a", "/a"]


async def test_different_spellings_of_an_address_in_a_list_are_fetched_once(
    settings: Settings, web: Web, clock: Clock
) -> None:
    web["/a"] = PAGE
    urls = [web.url("/a"), web.url("/a#top"), web.url("/a").replace("http", "HTTP"), web.url("/a")]
    lines = [LinkRequest(number, url) for number, url in enumerate(urls)]

    found = {line.id: finding.url async for line, finding in check_links(link_list_of(lines), settings.verify, clock)}

    assert found == dict(enumerate(urls))
    assert web.asked == ["/a"]
