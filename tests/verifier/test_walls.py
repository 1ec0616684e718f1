"""Pages shown instead of the article are recognized by their structure in any language; similar pages are not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.verifier import document
from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.finding import Finding
from factcheck.verifier.http import response
from factcheck.verifier.http.response import Capture
from factcheck.verifier.verdict import decide
from factcheck.verifier.verdict.decide import examine
from factcheck.verifier.verdict.page_forms import is_only_a_password_form
from factcheck.verifier.verdict.server_errors import error_shown
from factcheck.vocabulary import LinkOutcome, QuoteOutcome, Region, TextQuoteSelector
from tests.support.page import ABSENT, Page
from tests.support.wall_pages import structural

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
PAGES = list(structural())
LOST = [page for page in PAGES if page.link is not LinkOutcome.OK]
LIVING = [page for page in PAGES if page.link is LinkOutcome.OK]
URL = "https://post.example/news/2024/harbour-report"


def check(page: Page, quote: str | None) -> Finding:
    """Return the finding of one check of a page."""
    answer = Capture(URL, URL, page.status, page.headers, page.body, NOON, 0.2)
    return examine(answer, [TextQuoteSelector(quote) if quote else None])


def named(page: Page) -> str:
    return page.name


@pytest.mark.parametrize("page", LOST, ids=named)
def test_words_are_unverifiable_on_a_page_shown_instead_of_the_article(page: Page) -> None:
    finding = check(page, page.quote)

    (quote,) = finding.quotes
    assert quote and (finding.link, finding.reason) == (page.link, page.reason), finding.trace
    assert quote.outcome is QuoteOutcome.UNVERIFIABLE


@pytest.mark.parametrize("quote", [ABSENT, None], ids=["quoted", "unquoted"])
@pytest.mark.parametrize("page", LIVING, ids=named)
def test_a_page_that_only_resembles_a_wall_is_ok(page: Page, quote: str | None) -> None:
    assert check(page, quote).link is LinkOutcome.OK


@pytest.mark.parametrize("page", LOST, ids=named)
def test_a_wall_that_contains_the_words_is_ok(page: Page) -> None:
    body = page.body.replace(b"</body>", f"<p>{page.quote}</p></body>".encode())
    if b"</body>" not in page.body:
        body = page.body + f"<p>{page.quote}</p>".encode()
    finding = check(Page(page.name, body), page.quote)

    assert finding.link is LinkOutcome.OK, finding.trace


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_reason_is_a_known_code(page: Page) -> None:
    known = {**decide.REASONS, **document.UNREADABLE_REASONS, **response.UNREACHABLE_REASONS, "http-200": ""}
    finding = check(page, ABSENT)

    assert {finding.reason, *(quote.reason for quote in finding.quotes if quote)} <= known.keys()


METERED = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'


@pytest.mark.parametrize(
    ("last", "walled"),
    [
        ("The board will meet again in June, when the new figures will be known to all.", False),
        ("The board will meet again in June, when the new figures will be", True),
        ("The board will meet again in June, when the new figures will be…", True),
        ('"The board will meet again in June, when the new figures will be known."', False),
    ],
)
def test_metadata_alone_is_not_a_paywall(last: str, walled: bool) -> None:
    text = "".join(
        f"<p>{each}</p>" for each in ("The harbour board met on Tuesday evening in the old house. " * 5, last)
    )
    page = Page("metered", f"<html><head>{METERED}</head><body><article>{text}</article></body></html>".encode())

    finding = check(page, ABSENT)

    assert finding.reason == ("wall-paywall" if walled else "http-200")


@pytest.mark.parametrize(
    "body",
    [b"<form" * 40_000, b"<a " * 60_000, b"<" * 200_000, b"<input name=" * 15_000, b"captcha" * 30_000],
    ids="forms links brackets fields marks".split(),
)
def test_a_hostile_page_gets_a_reason(body: bytes) -> None:
    assert check(Page("hostile", b"<html><title>x</title><input type=password>" + body), ABSENT).reason


@given(st.binary(max_size=300))
def test_any_form_is_classified(body: bytes) -> None:
    answer = Capture(URL, URL, 200, (), b"<input type=password>" + body, NOON, 0.2)

    assert isinstance(is_only_a_password_form(answer), bool)


@given(st.text(max_size=300))
def test_any_text_can_be_searched_for_errors(text: str) -> None:
    shown = error_shown(Document("html", text, (Stretch(0, len(text), Region.ARTICLE),)))

    assert shown is None or shown in text
