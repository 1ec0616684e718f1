"""Whatever is taken from a page is found there exactly: the article is read as the verifier reads it."""

import re
from datetime import UTC, datetime

import pytest

from factcheck.services.articles.documents import article_text
from factcheck.services.articles.taking import selector_of
from factcheck.services.articles.values import UnreadableArticle
from factcheck.spotting.values import ARTICLE_SPEAKER, Candidate
from factcheck.verifier.http.response import Capture
from factcheck.verifier.verdict.decide import examine
from factcheck.vocabulary import ClaimKind, QuoteOutcome, TextQuoteSelector
from tests.support.page import Page
from tests.support.pages import PAGES

SENTENCE = re.compile(r"[^\s.!?\n][^.!?\n]{25,}[.!?]?")
READABLE = [page for page in PAGES if page.status == 200 and page.leads_to is None]


def capture(page: Page) -> Capture:
    url = f"https://news.example{page.path}"
    return Capture(url, url, 200, page.headers, page.body, datetime(2026, 3, 2, tzinfo=UTC), 0.1)


def selectors(text: str) -> list[TextQuoteSelector]:
    found = []
    for match in SENTENCE.finditer(text):
        candidate = Candidate(
            1, 0.5, ClaimKind.FACT, (), match[0], match.start(), match.end(), match[0], (), ARTICLE_SPEAKER, None, "und"
        )
        found.append(selector_of(text, candidate))
    return found


@pytest.mark.corpus
def test_every_sentence_of_a_page_is_found_exactly() -> None:
    read = 0
    for page in READABLE:
        answer = capture(page)
        try:
            quotes = selectors(article_text(answer, page.name).text)
        except UnreadableArticle:
            continue
        finding = examine(answer, tuple(quotes), None)
        if finding.link.shows_page:
            outcomes = {each.outcome for each in finding.quotes if each}
            assert outcomes <= {QuoteOutcome.EXACT}, page.name
            read += len(quotes)

    assert read > 1_000
