"""Outcomes of a check: no living page is called lost, no lost page is called ok, and every outcome has its reason."""

from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest

from factcheck.verifier import document
from factcheck.verifier.finding import Finding
from factcheck.verifier.http import response
from factcheck.verifier.http.response import Capture, Redirect
from factcheck.verifier.verdict import decide
from factcheck.verifier.verdict.decide import examine
from factcheck.vocabulary import LinkOutcome, QuoteOutcome, TextQuoteSelector
from tests.support.page import ABSENT, EN, HTML, QUOTE, Page, article
from tests.support.pages import PAGES

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
ORIGIN = "https://post.example"
LIVING = [page for page in PAGES if page.living and 200 <= page.status < 300]


def capture(page: Page) -> Capture:
    """Return a page as a response."""
    url = ORIGIN + page.path
    final = urljoin(url, page.leads_to) if page.leads_to is not None else url
    redirects = (Redirect(url, 302, final),) if page.leads_to is not None else ()
    return Capture(url, final, page.status, page.headers, page.body, NOON, 0.2, redirects)


def check(page: Page, selector: TextQuoteSelector | None) -> Finding:
    """Return the finding of one check of a page."""
    beside = None
    if page.sibling is not None:
        url = ORIGIN + "/news/2024/xqzv"
        beside = Capture(url, url, 200, HTML, page.sibling, NOON, 0.2)
    return examine(capture(page), [selector], beside)


def named(page: Page) -> str:
    return page.name


def test_at_least_half_of_the_test_pages_are_living() -> None:
    assert len({page.name for page in PAGES}) == len(PAGES) >= 120
    assert len(LIVING) * 2 >= len(PAGES)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_each_page_gets_its_outcome(page: Page) -> None:
    finding = check(page, page.selector)

    quote = finding.quotes[0]
    assert (finding.link, quote and quote.outcome) == (page.link, page.quote_outcome), finding.trace
    reason = finding.reason if page.link is not LinkOutcome.OK or quote is None else quote.reason
    assert page.reason in {None, reason}


@pytest.mark.parametrize("page", LIVING, ids=named)
def test_a_living_page_is_ok_without_a_quote(page: Page) -> None:
    finding = check(page, None)

    assert finding.link is LinkOutcome.OK, finding.trace


@pytest.mark.parametrize("page", LIVING, ids=named)
def test_a_living_page_is_ok_although_the_words_are_missing(page: Page) -> None:
    finding = check(page, TextQuoteSelector(ABSENT))

    assert finding.link is LinkOutcome.OK, finding.trace
    assert finding.quotes[0] and finding.quotes[0].outcome in {QuoteOutcome.MISSING, QuoteOutcome.UNVERIFIABLE}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_reason_is_a_known_code_and_every_step_a_sentence(page: Page) -> None:
    finding = check(page, page.selector)

    known = {**decide.REASONS, **document.UNREADABLE_REASONS, **response.UNREACHABLE_REASONS}
    codes = [finding.reason, *(quote.reason for quote in finding.quotes if quote)]
    assert [code for code in codes if code not in known and not code.startswith(("http-", "differs-"))] == []
    assert all(step and step[0].islower() for step in finding.trace)


@pytest.mark.parametrize(
    ("status", "target", "link"),
    [
        (301, "/archive/2024/harbour-report", LinkOutcome.MOVED),
        (308, "/archive/2024/harbour-report", LinkOutcome.MOVED),
        (301, "https://news.example/news/2024/harbour-report", LinkOutcome.MOVED),
        (301, "/news/2024/harbour-report?id=7", LinkOutcome.MOVED),
        (302, "/archive/2024/harbour-report", LinkOutcome.OK),
        (307, "/archive/2024/harbour-report", LinkOutcome.OK),
        (301, "/news/2024/harbour-report/", LinkOutcome.OK),
        (301, "/news/2024/harbour-report/index.html", LinkOutcome.OK),
        (301, "https://www.post.example/news/2024/harbour-report", LinkOutcome.OK),
        (301, "http://post.example/news/2024/harbour-report", LinkOutcome.OK),
    ],
)
def test_a_permanent_redirect_to_another_address_is_a_move(status: int, target: str, link: LinkOutcome) -> None:
    url = ORIGIN + "/news/2024/harbour-report"
    final = urljoin(url, target)

    answer = Capture(url, final, 200, HTML, article(QUOTE), NOON, 0.2, (Redirect(url, status, final),))

    assert examine(answer, [TextQuoteSelector(QUOTE)]).link is link


@pytest.mark.parametrize(
    ("sent", "outcome", "reason"),
    [
        (f"{EN.others[0]} {QUOTE}", "exact", "stands"),
        (f"{EN.others[0]} {QUOTE[:-12]}", "unverifiable", "truncated"),
        (f"{EN.others[0]} {EN.others[1]}", "unverifiable", "truncated"),
        (f"{QUOTE.replace('412', '512')} {EN.others[0]}", "altered", "differs-number"),
    ],
    ids="complete within-the-quote before-the-quote changed-before".split(),
)
def test_a_page_that_breaks_off_is_no_evidence_about_the_words_after_its_end(
    sent: str, outcome: str, reason: str
) -> None:
    url = ORIGIN + "/news/2024/harbour-report"
    body = article(sent).partition(b"</p>")[0]

    (quote,) = examine(
        Capture(url, url, 200, HTML, body, NOON, 0.2, truncated="disconnect"), [TextQuoteSelector(QUOTE)]
    ).quotes

    assert quote and (quote.outcome, quote.reason) == (outcome, reason)
