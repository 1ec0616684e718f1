"""The preview of a citation while it is typed: one fetch, a comparison at each change of the words, and nothing stored."""

import pytest

from factcheck.errors import InputError
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.services.editing.quote_preview import FetchedPage, Preview, QuotePreviewer
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from factcheck.store import queries
from tests.support.web import Web, answer, article

pytestmark = pytest.mark.process

PAGE = article(
    "Officials said that 11 people were hurt when the old bridge fell, a record for the region.",
    "Nobody was killed.",
    extra='<section id="comments" class="comments"><h2>Comments</h2><p>I say that it rained all night.</p></section>',
)
LOGIN = "<title>Sign in</title><h1>Sign in</h1><form><input type=text><input type=password></form>"


async def tried(desk: Desk, settings: Settings, url: str, *words: str, unfinished: bool = False) -> list[Preview]:
    async with QuotePreviewer(desk, settings.verify, {}) as drafting:
        draft = await drafting.ask(url)
        return [await drafting.judge(draft, each, unfinished=unfinished) for each in words]


@pytest.mark.parametrize(
    ("words", "state", "text", "own"),
    [
        ("11 people were hurt", "exact", "found exactly", None),
        (" 11 people\nwere hurt ", "exact", "found exactly", None),
        ("14 people were hurt when", "altered", "altered: 14 → 11", "11 people were hurt when"),
        ("when the bridge fell", "altered", "altered: “old” was inserted", "when the old bridge fell"),
        ("when the old stone bridge fell", "altered", "altered: “stone” was removed", "when the old bridge fell"),
        ("it rained all night", "displaced", "found elsewhere on the page: comments", None),
        ("the mayor resigned over taxes", "missing", "not on the page", None),
        ("", "ok", "the page is there: “A report”", None),
    ],
)
async def test_the_preview_of_a_quote_is_one_line(
    desk: Desk, settings: Settings, web: Web, words: str, state: str, text: str, own: str | None
) -> None:
    web["/a"] = answer(PAGE)

    (verdict,) = await tried(desk, settings, web.url("/a"), words)

    assert verdict == Preview(text, state, own)


async def test_a_page_is_requested_in_the_language_of_its_claim_in_the_preview_and_after(
    desk: Desk, settings: Settings, web: Web
) -> None:
    web["/a"] = answer(PAGE)
    claim_id = claims.add_claim(desk, claims.NewClaim(text="Die Brücke ist eingestürzt", language="de"))
    citations.cite(desk, claim_id, web.url("/a"))

    async with QuotePreviewer(desk, settings.verify, {}) as drafting:
        await drafting.ask(web.url("/a"), claim_id)
    async for _ in verify(desk, settings, Selection(Which.ALL)):
        pass

    assert [web.sent(number, "accept-language") for number in range(2)] == ["de,en;q=0.9,*;q=0.1"] * 2


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (answer(LOGIN, status="401 Unauthorized"), "cannot be checked: blocked (http-401)"),
        (answer(LOGIN), "cannot be checked: blocked (login)"),
        (answer("<h1>gone</h1>", status="410 Gone"), "cannot be checked: dead (http-410)"),
        (answer(b"\x89PNG\r\n\x1a\n" + bytes(40), kind="image/png"), "cannot be checked: an image"),
    ],
)
async def test_a_page_that_cannot_be_checked_is_shown_with_the_reason(
    desk: Desk, settings: Settings, web: Web, raw: bytes, text: str
) -> None:
    web["/a"] = raw

    (verdict,) = await tried(desk, settings, web.url("/a"), "11 people were hurt")

    assert verdict.text.startswith(text)
    assert verdict.words is None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("11 people were h", "found so far; the page continues: “hurt when the old"),
        ("11 people were x", "altered: x → hurt"),
        ("14 people were hurt wh", "altered: 14 → 11 "),
        ("14 people were hurt now", "altered: 14 → 11; now → when "),
        ("11 people were hurt", "found exactly"),
    ],
)
async def test_a_word_that_is_still_being_typed_is_not_a_difference(
    desk: Desk, settings: Settings, web: Web, words: str, text: str
) -> None:
    web["/a"] = answer(PAGE)

    (typing,) = await tried(desk, settings, web.url("/a"), words, unfinished=True)

    assert f"{typing.text} ".startswith(text)


async def test_a_page_is_fetched_once_and_nothing_is_stored(desk: Desk, settings: Settings, web: Web) -> None:
    web["/a"] = answer(PAGE)

    await tried(desk, settings, web.url("/a"), "11 people", "14 people", "no such words at all stand here")

    assert web.asked == ["/a"]
    with desk.read() as session:
        assert queries.last_event_id(session) == 0


async def test_the_text_fragment_is_the_quote_until_words_are_typed(desk: Desk, settings: Settings, web: Web) -> None:
    web["/a"] = answer(PAGE)

    verdicts = await tried(
        desk, settings, web.url("/a#:~:text=14%20people%20were%20hurt%20when"), "", "Nobody was killed"
    )

    assert [each.text for each in verdicts] == ["altered: 14 → 11", "found exactly"]


@pytest.mark.parametrize(
    ("url", "message"),
    [("http://10.0.0.1/a", "not on the public internet"), ("javascript:alert(1)", "javascript"), ("", "empty")],
)
async def test_an_address_that_cannot_be_cited_is_refused_without_a_request(
    desk: Desk, settings: Settings, url: str, message: str
) -> None:
    strict = Desk(**{name: getattr(desk, name) for name in desk.__dataclass_fields__} | {"allow_private": False})

    with pytest.raises(InputError, match=message):
        await tried(strict, settings, url)


async def test_a_host_that_asked_for_a_pause_is_not_contacted(desk: Desk, settings: Settings, web: Web) -> None:
    web["/a"] = answer("", status="503 Service Unavailable", headers=("Retry-After: 600",))
    async with QuotePreviewer(desk, settings.verify, {}) as drafting:
        draft = await drafting.ask(web.url("/a"))
        assert isinstance(draft, FetchedPage)
        with pytest.raises(InputError, match="asked for a pause"):
            await drafting.ask(web.url("/b"))

    assert web.asked == ["/a"]
