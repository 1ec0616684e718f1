"""The evidence form tries a citation while it is written."""

from factcheck.services.desk import Desk
from factcheck.settings import Settings
from factcheck.store import filters, queries
from tests.support.web import Web, answer, article
from tests.tui.conftest import Front, OpenApp
from tests.tui.terminal import program
from tests.tui.test_citizen import paste
from tests.tui.test_queue import claim
from tui import FactcheckApp

PAGE = article("Officials said on Monday that 11 people were hurt when the bridge fell, a record for the region.")


async def test_the_quote_is_checked_before_it_is_saved(
    app: FactcheckApp, desk: Desk, filed: list[int], web: Web
) -> None:
    web["/a"] = answer(PAGE)
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("e")
        await front.sees("address")
        await paste(front, web.url("/a"))
        await front.sees("the page is there: “A report”")
        await front.type("tab", "14 people were hurt", "tab")
        await front.sees("altered: 14 → 11")

        assert claim(desk, filed[4]).citations == []
        assert web.asked == ["/a"]


async def test_the_page_s_own_words_are_taken_by_a_key(
    app: FactcheckApp, desk: Desk, filed: list[int], web: Web
) -> None:
    web["/a"] = answer(PAGE)
    async with app.run_test(size=(60, 15)) as pilot:
        front = Front(app, pilot)
        await paste(front, web.url("/a"))
        await front.sees("the page is there")
        await paste(front, "14 people were hurt when the bridge fell")
        await front.sees("ctrl+t quotes: “11 people were hurt")
        await front.type("ctrl+t")
        await front.sees("found exactly")
        await front.type("ctrl+t")
        await front.sees("no similar words to use")
        await front.type("ctrl+s")
        await front.until(lambda: claim(desk, filed[4]).citations)

        assert claim(desk, filed[4]).citations[0].exact == "11 people were hurt when the bridge fell"


async def test_an_address_is_fetched_once_typing_rests_and_another_replaces_it(
    app: FactcheckApp, desk: Desk, filed: list[int], web: Web
) -> None:
    web.silent.add("/silent")
    web["/a"] = answer(PAGE)
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("e")
        await front.sees("address")
        await paste(front, web.url("/silen"))
        await front.sees("dead (http-404)")
        await front.type("t")
        await front.until(lambda: "/silent" in web.asked)
        await front.sees("checking…")
        await front.type("ctrl+u")
        await front.until(lambda: "checking…" not in front.seen())
        await paste(front, web.url("/a"))
        await front.sees("the page is there")


async def test_saving_waits_for_no_page(app: FactcheckApp, desk: Desk, filed: list[int], web: Web) -> None:
    web.silent.add("/silent")
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await paste(front, web.url("/silent"))
        await front.sees("checking…")
        await front.type("ctrl+s")
        await front.until(lambda: claim(desk, filed[4]).citations)

        assert "cite a source" not in front.seen() or web.asked == ["/silent"]
        assert [each.url for each in claim(desk, filed[4]).citations] == [web.url("/silent")]


async def test_a_private_address_is_named_before_anything_is_saved(
    open_app: OpenApp, desk: Desk, settings: Settings, filed: list[int]
) -> None:
    strict = Desk(**{name: getattr(desk, name) for name in desk.__dataclass_fields__} | {"allow_private": False})
    app = open_app(strict, settings)
    async with app.run_test(size=(120, 24)) as pilot:
        front = Front(app, pilot)
        await paste(front, "http://10.0.0.1/x")
        await front.sees("10.0.0.1/x is not on the public internet")


async def test_the_title_of_a_page_is_harmless(app: FactcheckApp, filed: list[int], web: Web) -> None:
    web["/a"] = answer(article("Nobody was hurt.", title="[red]A\u202e &#27;[2J report"))
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await paste(front, web.url("/a"))
        await front.sees("the page is there: “[red]A")

        assert not {"\x1b", "\u202e"} & set(front.seen())


def test_a_citation_typed_at_once_is_whole_and_judged(
    desk: Desk, settings: Settings, filed: list[int], web: Web
) -> None:
    web["/a"] = answer(PAGE)
    with program(settings, FACTCHECK_VERIFY__ALLOW_PRIVATE="true", FACTCHECK_VERIFY__HOST_GAP="0") as terminal:
        terminal.type(f"e{web.url('/a')}\t14 people were hurt so sp am")
        terminal.until(lambda: "not on the page" in terminal.shown)
        terminal.type("\x7f" * 9)
        terminal.until(lambda: "14 → 11" in terminal.shown)
        terminal.type("\tr\x13")
        terminal.until(lambda: "quote altered" in terminal.shown)

    with desk.read() as session:
        (citation,) = queries.claim_detail(session, filed[4]).citations
        assert queries.count(session, filters.parse("status:inbox"), me="ana") == len(filed)
    assert (citation.exact, citation.stance) == ("14 people were hurt", "refutes")
