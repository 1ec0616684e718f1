"""The languages that a page is requested in."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.language_negotiation import accept_language
from factcheck.verifier.source_languages import languages_to_ask
from tests.conftest import START
from tests.support.web import Web, answer
from tests.verifier.http.test_fetcher import QUICK

ENGLISH = "The minister said that the bridge is safe for all of the traffic"
GERMAN = "Der Minister sagte, dass die Brücke für den Verkehr nicht sicher ist"
UKRAINIAN = "Міністр заявив, що міст не є безпечним для руху, і це не зміниться до весни"
BULGARIAN = "Министърът заяви, че мостът не е безопасен за движение и това няма да се промени"
PERSIAN = "وزیر گفت که این پل برای رفت و آمد ایمن نیست و تا بهار بسته می‌ماند"
DANISH = "Ministeren sagde, at broen ikke er sikker for trafikken, og at det er kendt"


@pytest.mark.parametrize(
    ("languages", "header"),
    [
        ((), "en;q=0.9,*;q=0.5"),
        (("de",), "de,en;q=0.9,*;q=0.1"),
        (("en",), "en,*;q=0.1"),
        (("pt-BR",), "pt-BR,pt;q=0.9,en;q=0.85,*;q=0.1"),
        (("uk", "pl", "uk"), "uk,pl;q=0.9,en;q=0.85,*;q=0.1"),
        (("de\r\nCookie: a=1", "", "x" * 99, "fr"), "fr,en;q=0.9,*;q=0.1"),
    ],
)
def test_the_header_lists_the_languages_in_order(languages: tuple[str, ...], header: str) -> None:
    assert accept_language(languages) == header


@given(st.lists(st.text(max_size=20), max_size=6))
def test_no_tag_breaks_the_header(languages: list[str]) -> None:
    assert re.fullmatch(r"[A-Za-z0-9*-]+(?:;q=0\.\d+)?(?:,[A-Za-z0-9*-]+(?:;q=0\.\d+)?)*", accept_language(languages))


@pytest.mark.parametrize(
    ("quote", "claim", "asked"),
    [
        (GERMAN, "de", ("de",)),
        (GERMAN, None, ("de",)),
        (GERMAN, "de-AT", ("de-AT",)),
        (None, "de", ("de",)),
        (None, None, ()),
        ("12 %", "fr", ("fr",)),
        (ENGLISH, "uk", ("en",)),
        (UKRAINIAN, "en", ("uk",)),
        (UKRAINIAN, "uk", ("uk",)),
        (BULGARIAN, "bg", ("bg",)),
        (PERSIAN, "fa", ("fa",)),
        (DANISH, "da", ("da",)),
        (ENGLISH, "da", ("en",)),
    ],
)
def test_a_quote_clearly_in_another_language_outweighs_its_claim(
    quote: str | None, claim: str | None, asked: tuple[str, ...]
) -> None:
    assert languages_to_ask([(quote, claim)]) == asked


def test_the_language_of_most_citations_comes_first() -> None:
    assert languages_to_ask([(None, "fr"), (None, "de"), (None, "de")]) == ("de", "fr")


async def test_every_request_of_a_check_has_its_languages(web: Web) -> None:
    web["/a"] = answer(status="302 Found", headers=("Location: /b",))
    web["/b"] = answer("Wörter")
    async with Fetcher(QUICK, retry_pause=0, clock=lambda: START) as fetcher, fetcher.visit(languages=("de",)) as visit:
        await fetcher.fetch(web.url("/a"), visit=visit)

    assert [web.sent(number, "accept-language") for number in range(2)] == ["de,en;q=0.9,*;q=0.1"] * 2
