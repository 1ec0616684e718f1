"""Pages with a refresh: which are followed, and which page counts in the end."""

import pytest

from factcheck.settings import VerifySettings
from factcheck.verifier.check_source import check_source, examine_in_thread
from factcheck.verifier.finding import Finding, Selectors
from factcheck.verifier.http.exchange_log import Exchange
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Answer
from factcheck.vocabulary import TextQuoteSelector
from tests.conftest import START
from tests.support.web import Web, answer, article

SETTINGS = VerifySettings(allow_private=True, retries=0, deadline=10, read_timeout=2)
QUOTE = "The reservoir held 4,512 litres on Monday evening"
FILLER = "The council met on Tuesday and spoke at length about the state of the town's old wells and pipes. " * 9
HOLDS = f"<p>{QUOTE}, the council said.</p>"
CHANGED = f"<p>{QUOTE.replace('4,512', '4,612')}, the council said.</p>"
ELSEWHERE = f"<article><p>{FILLER}</p></article>"
CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body><h1>Just a moment...</h1>"
    "<p>Checking your browser before accessing the site. Enable JavaScript and cookies to continue.</p></body></html>"
)
META = '<meta http-equiv="refresh" content="0; url=/next">'
WAYS = {
    "meta": (META, ()),
    "noscript": (f"<noscript>{META}</noscript>", ()),
    "meta-later": ('<meta http-equiv="Refresh" content="5;URL=\'/next\'">', ()),
    "header": ("", ("Refresh: 0; url=/next",)),
}


def page(body: str, way: str) -> bytes:
    """Return a page that refreshes to ``/next``."""
    markup, headers = WAYS[way]
    return answer(
        f"<!doctype html><html><head><title>Wells</title>{markup}</head><body>{body}</body></html>", headers=headers
    )


async def check(web: Web, quote: str | None = QUOTE) -> tuple[Finding, list[Exchange], list[str]]:
    """Return the finding of a check, its exchanges, and the addresses whose responses were evaluated."""
    kept: list[Exchange] = []
    judged: list[str] = []

    async def on_exchanges(_: Finding, exchanges: list[Exchange]) -> None:
        kept.extend(exchanges)

    async def evaluate(given: Answer, selectors: Selectors, sibling: Answer | None) -> Finding:
        judged.append(given.final_url.removeprefix(web.origin))
        return await examine_in_thread(given, selectors, sibling)

    async with Fetcher(SETTINGS, clock=lambda: START) as fetcher:
        selectors = [TextQuoteSelector(quote) if quote else None]
        finding = await check_source(
            fetcher, web.url("/story"), selectors, on_exchanges=on_exchanges, evaluate=evaluate
        )
    return finding, kept, judged


def words(finding: Finding) -> str | None:
    """Return the outcome of the only quote."""
    return str(finding.quotes[0].outcome) if finding.quotes[0] else None


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("body", "quote", "outcome"),
    [
        (f"<article>{HOLDS}<p>{FILLER}</p></article>", QUOTE, "exact"),
        (f"<article>{CHANGED}<p>{FILLER}</p></article>", QUOTE, "altered"),
        (f"<article><p>{FILLER}</p></article>", QUOTE, "missing"),
        (f"<article><p>{FILLER}</p></article>", None, None),
        (HOLDS, QUOTE, "exact"),
        (CHANGED, QUOTE, "altered"),
    ],
)
@pytest.mark.parametrize("beyond", ["404", "another article", "nothing"])
async def test_a_page_with_an_article_or_nearly_the_words_is_not_left(
    web: Web, way: str, body: str, quote: str | None, outcome: str | None, beyond: str
) -> None:
    web["/story"] = page(body, way)
    if beyond != "404":
        web["/next"] = answer(article(FILLER) if beyond == "another article" else "")

    finding, _, _ = await check(web, quote)

    assert (str(finding.link), words(finding)) == ("ok", outcome)
    assert "/next" not in web.asked and finding.final_url == web.url("/story")


@pytest.mark.parametrize("way", ["meta", "meta-later", "header"])
@pytest.mark.parametrize(
    ("next_page", "link", "outcome"),
    [
        (answer(article(f"{QUOTE}, the council said.")), "ok", "exact"),
        (answer(article(QUOTE.replace("4,512", "4,612"), FILLER)), "ok", "altered"),
        (answer(CHALLENGE), "blocked", "unverifiable"),
        (answer(CHALLENGE, status="403 Forbidden"), "blocked", "unverifiable"),
        (answer("", status="401 Unauthorized"), "blocked", "unverifiable"),
        (answer("<h1>Not found</h1>", status="404 Not Found"), "dead", "unverifiable"),
    ],
)
async def test_the_refresh_of_an_intermediate_page_is_followed(
    web: Web, way: str, next_page: bytes, link: str, outcome: str
) -> None:
    web["/story"] = page("<p>One moment.</p>", way)
    web["/next"] = next_page

    finding, kept, _ = await check(web)

    assert (str(finding.link), words(finding)) == (link, outcome)
    assert [(hop.status, hop.location) for hop in finding.redirects] == [(0, web.url("/next"))]
    assert [each.url for each in kept] == [web.url("/story"), web.url("/next")]


@pytest.mark.parametrize(
    ("next_page", "link"),
    [
        (answer("<h1>Not found</h1>", status="404 Not Found"), "ok"),
        (answer("", status="500 Internal Server Error"), "ok"),
        (answer(article(f"{QUOTE}, the council said.")), "ok"),
        (answer(CHALLENGE), "blocked"),
    ],
)
async def test_a_lost_target_for_readers_without_scripts_does_not_make_a_page_dead(
    web: Web, next_page: bytes, link: str
) -> None:
    web["/story"] = page("<div id=root></div><script src=/app.js></script>", "noscript")
    web["/next"] = next_page

    finding, _, _ = await check(web)

    assert str(finding.link) == link
    assert "/next" in web.asked


async def test_a_page_with_text_counts_if_its_refresh_has_no_target(web: Web) -> None:
    notice = "<p>The town's pages were made anew. Please use the list of subjects to find what you are looking for.</p>"
    web["/story"] = page(notice + notice, "meta")

    finding, kept, judged = await check(web)

    assert (str(finding.link), words(finding)) == ("ok", "missing")
    assert finding.redirects == () and [each.url for each in kept] == [web.url("/story")]
    assert judged[:3] == ["/story", "/next", "/story"]
    assert any("has no usable target" in each for each in finding.trace)


async def test_a_refresh_to_the_home_page_is_a_soft_404(web: Web) -> None:
    web["/2019/wells/story-17"] = answer('<meta http-equiv="refresh" content="0; url=/"><p>One moment.</p>')
    web["/"] = answer("<h1>The town</h1>" + "".join(f"<li><a href=/{n}>Subject {n}</a></li>" for n in range(40)))
    async with Fetcher(SETTINGS, clock=lambda: START) as fetcher:
        finding = await check_source(fetcher, web.url("/2019/wells/story-17"), [TextQuoteSelector(QUOTE)])

    assert (str(finding.link), finding.reason) == ("soft404", "redirect-home")


async def test_refreshes_in_a_circle_end(web: Web) -> None:
    web["/story"] = page("<p>One moment.</p>", "meta")
    web["/next"] = answer('<meta http-equiv="refresh" content="0; url=/story"><p>One moment.</p>')

    finding, _, judged = await check(web)

    assert judged[:4] == ["/story", "/next", "/story", "/next"]
    assert len(finding.redirects) == 3
