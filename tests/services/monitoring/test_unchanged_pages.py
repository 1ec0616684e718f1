"""Runs over pages that have not changed: the last evaluation is reused, and no change is ever missed because of it."""

import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, select

from factcheck.models import Alert, Capture, Citation, CitationCheck, Evaluation, Source, SourceCheck
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import alerts, citations, claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.events import SourceChecked
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from factcheck.store.check_rollups import checks_of
from factcheck.verifier.http.fetcher import Fetcher
from tests.conftest import Clock
from tests.support.web import HTML, Web, answer, article

WORDS = "prices rose by 3% in May"
LONG = "Nobody in the harbour had expected it, and the ferry went on to leave at nine each day."
STORY = article(f"Officials said that {WORDS}, a record.", LONG)
PAGE = answer(STORY)


async def check(desk: Desk, settings: Settings, clock: Clock, **later: float) -> SourceChecked:
    """Run over all sources, of which there is one, after a time; return its check."""
    clock.pass_(**(later or {"days": 1}))
    events = [event async for event in verify(desk, settings, Selection(Which.ALL))]
    (checked,) = [event for event in events if isinstance(event, SourceChecked)]
    return checked


def rows(desk: Desk, table: type[SQLModel]) -> Sequence[Any]:
    with desk.read() as session:
        return session.exec(select(table)).all()


def change(desk: Desk, statement: Any) -> None:
    """Change the database as another program would."""
    with desk.engine.begin() as connection:
        connection.execute(statement)


@pytest.fixture
def claim(desk: Desk, web: Web) -> int:
    """A claim that cites a page with a quote."""
    web["/a"] = PAGE
    added = claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3%"))
    citations.cite(desk, added, web.url("/a"), quote=WORDS)
    return added


@pytest.fixture
async def evaluated(desk: Desk, settings: Settings, clock: Clock, claim: int) -> int:
    """The same claim, after one check of its page."""
    first = await check(desk, settings, clock)
    assert not first.finding.reused
    return claim


async def test_an_unchanged_page_is_not_evaluated_again(
    desk: Desk, settings: Settings, clock: Clock, evaluated: int
) -> None:
    again = [await check(desk, settings, clock) for _ in range(3)]

    assert [(each.finding.reused, each.state, each.drift) for each in again] == [(True, "ok", 0.0)] * 3
    assert len(rows(desk, Capture)) == len(rows(desk, Evaluation)) == 1
    with desk.read() as session:
        checks = checks_of(session, 1)
    assert [each.reused for each in checks] == [False, True, True, True]
    facts = [(each.link, each.reason, each.bytes, each.payload_digest, each.text_digest) for each in checks]
    assert len(set(facts)) == 1
    found = [
        (quote.quote, quote.reason, quote.start, quote.end, quote.score) for each in checks for quote in each.quotes
    ]
    assert len(found) == 4 and len(set(found)) == 1


@pytest.mark.parametrize("edited", [("3%", "8%"), ("prices rose", "prices never rose")], ids="figure negation".split())
async def test_a_change_after_reused_checks_is_confirmed_and_reported(
    desk: Desk, settings: Settings, clock: Clock, web: Web, evaluated: int, edited: tuple[str, str]
) -> None:
    await check(desk, settings, clock)
    web["/a"] = answer(STORY.replace(*edited))
    first, second = [await check(desk, settings, clock) for _ in range(2)]

    assert (first.finding.reused, second.finding.reused) == (False, False)
    assert first.opened == () and len(second.opened) == 1
    assert alerts.list_alerts(desk)


async def test_words_that_leave_the_article_are_displaced(
    desk: Desk, settings: Settings, clock: Clock, web: Web, evaluated: int
) -> None:
    """Once a second check has confirmed it, the finding may be reused."""
    readers = f"<section id=comments><h2>Comments</h2><p>Officials said that {WORDS}, a record.</p></section>"
    web["/a"] = answer(article(LONG, LONG + LONG, LONG, extra=readers))
    found = [await check(desk, settings, clock) for _ in range(3)]

    assert [each.finding.reused for each in found] == [False, False, True]
    assert [quote.finding.outcome for each in found for quote in each.quotes if quote.finding] == ["displaced"] * 3
    assert rows(desk, Citation)[0].quote_state == "displaced"


async def test_a_reused_finding_ends_a_doubt_as_an_evaluation_does(
    desk: Desk, settings: Settings, clock: Clock, web: Web, evaluated: int
) -> None:
    """A quote in doubt is evaluated; once it is found again, the page's evaluation may be reused."""
    reused, pending = [], []
    for body in (PAGE, answer(STORY.replace("3%", "8%")), PAGE, PAGE, PAGE):
        web["/a"] = body
        reused.append((await check(desk, settings, clock)).finding.reused)
        pending.append(rows(desk, Citation)[0].pending_outcome)

    assert pending == [None, "altered", None, None, None]
    assert reused == [True, False, False, True, True]
    assert alerts.list_alerts(desk) == []


@pytest.mark.parametrize(
    "case", ["header", "redirect", "edited quote", "context", "further citation", "age", "no capture"]
)
async def test_a_check_under_other_conditions_is_an_evaluation(
    desk: Desk, settings: Settings, clock: Clock, web: Web, evaluated: int, case: str
) -> None:
    later: dict[str, float] = {"days": 1}
    match case:
        case "header":
            web["/a"] = answer(STORY, kind="text/html; charset=latin-1")
        case "redirect":
            web["/a"] = answer(status="302 Found", headers=("Location: /b",))
            web["/b"] = PAGE
        case "edited quote":
            citations.edit_citation(desk, 1, exact="rose by 3% in May")
        case "context":
            citations.edit_citation(desk, 1, prefix="Officials said that not")
        case "further citation":
            citations.cite(desk, evaluated, web.url("/a"), quote="a record")
        case "age":
            later = {"days": settings.verify.full_read_days}
        case _:
            change(desk, sa.delete(Capture))
    checked = await check(desk, settings, clock, **later)

    assert not checked.finding.reused
    assert {quote.finding.outcome for quote in checked.quotes if quote.finding} == {"exact"}
    assert len(rows(desk, Capture)) == 1
    assert (await check(desk, settings, clock)).finding.reused


@pytest.mark.parametrize(
    "damage",
    [
        {"reader": "an older version"},
        {"response": "another page"},
        {"finding": ""},
        {"finding": '0 {"link": "ok"}'},
        {"selectors": "other"},
        {"response": "another page", "document": "another document"},
        {"finding": sa.literal_column("CAST(x'ff00' AS TEXT)")},
    ],
    ids="version response empty false selectors document bytes".split(),
)
async def test_a_row_that_is_damaged_or_older_is_ignored_and_replaced(
    desk: Desk, settings: Settings, clock: Clock, evaluated: int, damage: dict[str, Any]
) -> None:
    good = rows(desk, Evaluation)[0].model_dump(exclude={"at"})
    change(desk, sa.update(Evaluation).values(**damage))
    checked = await check(desk, settings, clock)

    assert not checked.finding.reused
    assert rows(desk, Evaluation)[0].model_dump(exclude={"at"}) == good
    assert (await check(desk, settings, clock)).finding.reused


async def test_a_page_that_comes_back_is_evaluated_and_captured_again(
    desk: Desk, settings: Settings, clock: Clock, web: Web, evaluated: int
) -> None:
    other = answer(STORY.replace("a record", "the most ever"))
    reused = []
    for body in (other, other, PAGE, PAGE):
        web["/a"] = body
        reused.append((await check(desk, settings, clock)).finding.reused)

    assert reused == [False, True, False, True]
    assert len(rows(desk, Capture)) == 3


async def test_an_altered_quote_is_searched_for_at_every_check(
    desk: Desk, settings: Settings, clock: Clock, web: Web, claim: int
) -> None:
    web["/a"] = answer(STORY.replace("3%", "8%"))
    reused = [(await check(desk, settings, clock)).finding.reused for _ in range(4)]

    assert reused == [False] * 4
    assert rows(desk, Evaluation) == []
    assert [each.quote for each in rows(desk, CitationCheck)] == ["altered"] * 4


@pytest.mark.parametrize(("status", "link"), [("301 Moved Permanently", "moved"), ("302 Found", "ok")])
async def test_a_page_behind_redirects_is_asked_for_conditionally(
    desk: Desk, settings: Settings, clock: Clock, web: Web, claim: int, status: str, link: str
) -> None:
    web["/a"] = answer(status=status, headers=("Location: /b",))
    web["/b"] = answer(STORY, headers=('ETag: "1"',))
    before = await check(desk, settings, clock)
    web["/b"] = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nConnection: close\r\n\r\n'
    after = await check(desk, settings, clock)

    assert before.finding.link == after.finding.link == link
    assert after.finding.not_modified and not after.finding.reused
    assert after.finding.redirects == before.finding.redirects and len(after.finding.redirects) == 1
    assert rows(desk, Citation)[0].quote_state == "exact"


async def test_a_page_behind_another_redirect_is_asked_for_in_full(
    desk: Desk, settings: Settings, clock: Clock, web: Web, claim: int
) -> None:
    web["/a"] = answer(status="302 Found", headers=("Location: /b",))
    web["/b"] = answer(STORY, headers=('ETag: "1"',))
    await check(desk, settings, clock)
    web["/a"] = answer(status="302 Found", headers=("Location: /c",))
    web["/c"] = answer(status="302 Found", headers=("Location: /b",))
    checked = await check(desk, settings, clock)

    assert b"if-none-match" not in b"".join(web.requests).lower()
    assert not checked.finding.reused and len(checked.finding.redirects) == 2


async def test_quotes_are_located_again_in_time_even_if_only_other_bytes_change(
    desk: Desk, settings: Settings, clock: Clock, web: Web, evaluated: int
) -> None:
    located = []
    for number in range(3):
        web["/a"] = answer(STORY.replace("<nav>", f"<script>var nonce = {number}</script><nav>"))
        assert not (await check(desk, settings, clock, days=14)).finding.reused
        located.append(rows(desk, Evaluation)[0].at)

    first = rows(desk, SourceCheck)[0].at
    assert located[:2] == [first, first] and located[2] == clock()


async def test_a_reused_check_has_a_row_of_its_own(
    desk: Desk, settings: Settings, clock: Clock, evaluated: int
) -> None:
    before = rows(desk, SourceCheck)[0]
    await check(desk, settings, clock)
    after = rows(desk, SourceCheck)[1]

    different = {name for name in SourceCheck.model_fields if getattr(before, name) != getattr(after, name)}
    assert different - {"elapsed_ms"} == {"id", "run_id", "at", "reused"}


VARIANTS = (
    PAGE,
    PAGE,
    PAGE,
    answer(STORY.replace("3%", "8%")),
    answer(STORY.replace("<nav>", "<script>var nonce = 7</script><nav>")),
    answer(STORY.replace("a record", "the most ever")),
    answer(article(LONG, LONG + LONG, extra=f"<section id=comments><h2>Comments</h2><p>So {WORDS}.</p></section>")),
    answer(STORY, kind="text/html; charset=latin-1"),
    answer("<h1>Page not found</h1><p>Nothing is here any more.</p>"),
    answer("<h1>Not here</h1>", status="404 Not Found"),
    answer("", status="200 OK"),
    answer("<h1>Wait</h1>", status="403 Forbidden", headers=("cf-mitigated: challenge",)),
    answer(status="301 Moved Permanently", headers=("Location: /moved",)),
    answer(status="302 Found", headers=("Location: /moved",)),
    answer(STORY, headers=("Refresh: 0; url=/moved",)),
    answer("<meta http-equiv=refresh content='0; url=/moved'>"),
)


def told(desk: Desk) -> list[Any]:
    """Return everything that a desk has recorded, without what only says how."""
    kinds = {
        SourceCheck: {"elapsed_ms", "reused"},
        Capture: {"text", "warc_length", "warc_digest", "warc_offset", "warc_file"},
    }
    tables: tuple[type[SQLModel], ...] = (Source, Citation, SourceCheck, CitationCheck, Capture, Alert)
    return [[row.model_dump(exclude=kinds.get(table)) for row in rows(desk, table)] for table in tables]


@pytest.mark.corpus
@pytest.mark.parametrize("seed", range(6))
async def test_a_desk_that_reuses_findings_records_what_a_desk_that_never_does_records(
    desk: Desk, empty_desk: Path, tmp_path: Path, settings: Settings, clock: Clock, web: Web, seed: int
) -> None:
    """Both check the same pages at the same times, through the same random changes of pages and quotes."""
    chance = random.Random(seed)
    in_order = settings.verify.model_copy(update={"concurrency": 1})
    settings = settings.model_copy(update={"verify": in_order})
    never = in_order.model_copy(update={"full_read_days": 0.0})
    always = settings.model_copy(update={"verify": never, "db": str(shutil.copy(empty_desk, tmp_path / "always.db"))})
    with open_desk(always, clock) as other:
        desks = ((desk, settings), (other, always))
        web["/moved"] = PAGE
        for each, _ in desks:
            for page in range(4):
                added = claims.add_claim(each, claims.NewClaim(text=f"Prices rose by {page}%"))
                citations.cite(each, added, web.url(f"/{page}"), quote=WORDS if page else None)
        reused = 0
        for _ in range(12):
            clock.pass_(hours=chance.choice([2, 30, 80]))
            for page in range(4):
                if chance.random() < 0.4:
                    web[f"/{page}"] = chance.choice(VARIANTS)
            quote = chance.choice([None, None, WORDS, "rose by 3%"])
            for each, _ in desks if quote else ():
                citations.edit_citation(each, 2, exact=quote)
            for each, how in desks:
                events = [event async for event in verify(each, how, Selection(Which.ALL))]
                reused += sum(event.finding.reused for event in events if isinstance(event, SourceChecked))
            assert told(desks[0][0]) == told(desks[1][0])
        assert reused


@pytest.mark.parametrize(
    ("edited", "found"),
    [({"exact": "prices rose by 8% in May"}, "altered"), ({"prefix": "Officials denied that"}, "exact")],
    ids="words context".split(),
)
async def test_an_evaluation_is_not_that_of_a_quote_edited_during_the_fetch(
    desk: Desk, settings: Settings, clock: Clock, web: Web, claim: int, edited: dict[str, Any], found: str
) -> None:
    """A wall at the next check ends the doubt about the new words, although nobody has searched for them."""

    def meanwhile(_: httpx.Request) -> httpx.Response:
        citations.edit_citation(desk, 1, **edited)
        return httpx.Response(200, headers={"Content-Type": HTML}, stream=httpx.ByteStream(STORY.encode()))

    async with Fetcher(settings.verify, clock=clock, transport=httpx.MockTransport(meanwhile)) as fetcher:
        assert [event async for event in verify(desk, settings, Selection(Which.ALL), fetcher=fetcher)]
    assert rows(desk, Evaluation) == []
    web["/a"] = answer("<h1>Wait</h1>", status="403 Forbidden", headers=("cf-mitigated: challenge",))
    await check(desk, settings, clock)
    web["/a"] = PAGE
    checked = await check(desk, settings, clock)

    assert not checked.finding.reused
    assert [quote.finding.outcome for quote in checked.quotes if quote.finding] == [found]
