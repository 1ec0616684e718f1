"""Stubs: their quotes are unverifiable, and those of a changed page are not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.verifier.finding import Finding
from factcheck.verifier.http.response import Capture
from factcheck.verifier.scheduling.page_check import PreviousText, TextRetention, check_answer, compress_text
from factcheck.verifier.verdict.stubs import is_stub, word_count
from factcheck.vocabulary import TextQuoteSelector
from tests.support.page import HTML, around, document
from tests.support.wall_pages import P

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
QUOTE = "The council spent 14.2 million pounds on the new pier between 2019 and 2022, said the mayor."
LATER = "It will now be open until ten each night, and the ferry will call at it twice a day from June onwards."


def page(main: str, title: str = "Pier cost") -> str:
    return document(around(f"<main>{main}</main>"), title=title)


ARTICLE = page(
    f"<h1>Pier cost 14.2 million</h1><p>By A. Brown, 2 May 2023</p><p>{P * 3}</p><p>{QUOTE}</p><p>{LATER}</p>"
)
LINKS = "".join(
    f"<li><a href=/n/{word}>A {word} story from the {word} coast</a></li>" for word in "sea road sand".split()
)


def check(body: str, previous: PreviousText | None = None) -> Finding:
    answer = Capture("https://a.example/n/s", "https://a.example/n/s", 200, HTML, body.encode(), NOON, 0.1)
    return check_answer(answer, [TextQuoteSelector(QUOTE)], None, TextRetention(previous)).finding


def before(body: str = ARTICLE) -> PreviousText:
    answer = Capture("https://a.example/n/s", "https://a.example/n/s", 200, HTML, body.encode(), NOON, 0.1)
    judged = check_answer(answer, [None], None, TextRetention())
    assert judged.compressed_text and judged.finding.text_digest
    return PreviousText(judged.finding.text_digest, judged.compressed_text)


@pytest.mark.parametrize(
    "body",
    [
        page(
            "<h1>Information</h1><p>Le serveur se repose, merci de revenir plus tôt que prévu, car la lune est haute.</p>"
        ),
        page("<h1>Pier cost 14.2 million</h1><p>By A. Brown, 2 May 2023</p>"),
        page(""),
        "<html><body></body></html>",
        page(f"<ul>{LINKS * 4}</ul>", "The Harbour Post"),
        page("<h1>Welcome to our new site</h1><p>We have a new system, and much of what was here is here no more.</p>"),
        "<html><body><h1>お知らせ</h1><p>ただいま準備をしております。今しばらくお待ちくださいますようお願い申し上げます。</p></body></html>",
    ],
    ids="notice emptied nothing-but-menu nothing links welcome japanese".split(),
)
def test_a_stub_makes_the_quote_unverifiable(body: str) -> None:
    finding = check(body, before())

    (quote,) = finding.quotes
    assert quote and (finding.link, quote.outcome, quote.reason) == ("ok", "unverifiable", "stub")


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (page(f"<h1>Pier cost</h1><p>{P * 3}</p><p>{LATER}</p>"), "missing"),
        (page(f"<h1>Pier</h1><p>{LATER}</p>"), "missing"),
        (
            page("<p>" + "Officials told reporters that plans for a landing stage were dropped for lack of time. " * 8),
            "missing",
        ),
        (page(f"<p>{QUOTE}</p>"), "exact"),
        (page(f"<p>{QUOTE.replace('14.2', '15.2')}</p>"), "altered"),
        (ARTICLE.replace("14.2 million pounds", "15.2 million pounds"), "altered"),
    ],
    ids="paragraph-cut cut-short rewritten words-alone altered-alone altered".split(),
)
def test_a_change_is_never_hidden(body: str, outcome: str) -> None:
    (quote,) = check(body, before()).quotes

    assert quote and quote.outcome == outcome


def test_a_page_that_was_always_short_is_not_a_stub() -> None:
    short = page(f"<h1>Note</h1><p>{QUOTE}</p>")

    (quote,) = check(page("<h1>Note</h1><p>The ferry leaves at noon.</p>"), before(short)).quotes

    assert quote and (quote.outcome, quote.reason) == ("missing", "not-on-page")


@pytest.mark.parametrize(("shown", "outcome"), [(QUOTE, "exact"), (QUOTE.replace("14.2", "15.2"), "altered")])
def test_a_short_page_with_the_words_is_not_a_stub_of_another_text(shown: str, outcome: str) -> None:
    (quote,) = check(page(f"<p>{shown}</p>"), before(page(f"<p>{P * 4}</p>"))).quotes

    assert quote and quote.outcome == outcome


def test_without_an_earlier_check_no_page_is_a_stub() -> None:
    (quote,) = check(page("<h1>Information</h1><p>Come back at noon, when the tide is out.</p>")).quotes

    assert quote and quote.reason == "not-on-page"


@pytest.mark.parametrize(
    ("text", "words"),
    [("four words in all", 4), ("ただいま準備をしております", 8), ("東京 2024", 2), ("", 0), ("ข้อความภาษาไทย", 3)],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert round(word_count(text)) == words


@given(st.text(max_size=300), st.text(max_size=300), st.integers(0, 500))
def test_any_two_texts_are_compared(one: str, other: str, prose: int) -> None:
    assert isinstance(is_stub(one, other, prose), bool)
    assert not is_stub(one, one, prose) or word_count(one) >= 80


def test_only_the_stored_article_is_compared() -> None:
    kept = compress_text("Menu\n" + P * 4, ((5, 5 + len(P * 4)),))

    (quote,) = check(page("<p>Closed.</p>"), PreviousText("sha256:0", kept)).quotes

    assert quote and quote.reason == "stub"
