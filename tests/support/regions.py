"""A story with a place for the markup under test, and the outcome of its quote."""

from datetime import UTC, datetime

from factcheck.verifier.finding import QuoteFinding
from factcheck.verifier.http.response import Capture
from factcheck.verifier.verdict.decide import examine
from factcheck.vocabulary import TextQuoteSelector

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
URL = "https://post.example/news/story"
PROSE = (
    "The harbour board met on Tuesday evening in the old customs house, where about forty residents had come to listen.",
    "Several speakers asked how the dredging works would be paid for, and whether boats would have to move in winter.",
    "The chair said that a decision on the contractor would be taken before the end of the month.",
    "Local shopkeepers have complained for years that lorries block the quay in the early morning.",
)
MENU = '<nav><a href="/">Home</a> <a href="/news">News</a></nav>'
FOOT = '<footer><p>© The Harbour Gazette</p><a href="/privacy">Privacy</a></footer>'


def story(*middle: str, before: str = "", after: str = "", main: bool = False) -> str:
    """Return a page of an article with some markup in its middle, and some before and after it."""
    first, second, *rest = (f"<p>{each}</p>" for each in PROSE)
    article = f"<article><h1>Harbour board meets</h1>{first}{second}{''.join(middle)}{''.join(rest)}</article>"
    held = f"<main>{article}</main>" if main else article
    return f"<!doctype html><html lang=en><body>{MENU}{before}{held}{after}{FOOT}</body></html>"


def judged(markup: str, quote: str) -> QuoteFinding:
    """Return the outcome of a quote on a page."""
    capture = Capture(URL, URL, 200, (("content-type", "text/html; charset=utf-8"),), markup.encode(), NOON, 0.1)
    found = examine(capture, [TextQuoteSelector(quote)]).quotes[0]
    assert found
    return found
