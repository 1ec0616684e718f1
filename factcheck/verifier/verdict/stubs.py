"""A page that showed an article and shows next to nothing of it now. Pure.

Such a page may be a wall nobody knows, a broken template or a withdrawn article. That the quoted words are not on it says
nothing about the article, so the quote is in doubt, and not missing.
"""

import re
from dataclasses import replace

from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.text_diff.similarity import shingles
from factcheck.vocabulary import STUB, LinkOutcome, QuoteOutcome

STUB_WORDS = 80
"""Words below which a page may be a stub, and from which on it was an article."""
STUB_PROSE = 160
"""Characters of running text below which a page has next to no article."""
MENU_WORDS = 400
"""Words below which such a page may be a stub."""
RUNNING_WORDS = 8
"""Words of a line of running text: shorter ones are titles, labels and buttons, which outlive an article."""
SHARED_RUNS = 12
"""Runs of words, in lines of any length, by which a shortened list is known as what it was."""

_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_WORD = re.compile(r"[^\W_]+")
_SIGNS_PER_WORD = {_DENSE: 1.7, _UNSPACED: 5.0}
"""Characters that say as much as a word of a writing with spaces."""


def word_count(text: str) -> float:
    """Return how many words a text has; of writings without spaces, how many it would have."""
    count = sum(sum(map(len, writing.findall(text))) / signs for writing, signs in _SIGNS_PER_WORD.items())
    for writing in _SIGNS_PER_WORD:
        text = writing.sub(" ", text)
    return count + len(_WORD.findall(text))


def is_stub(before: str, after: str, prose: int) -> bool:
    """Return whether an article was there before, and hardly a word is there now, none of them the article's.

    A page with next to no running text (``prose``, in characters) may be a stub among more words: those of a menu.
    """
    limit = MENU_WORDS if prose < STUB_PROSE else STUB_WORDS
    if word_count(before) < STUB_WORDS or word_count(after) >= limit:
        return False
    if shingles(_running(before)) & shingles(_running(after)):
        return False
    return len(shingles(before) & shingles(after)) < SHARED_RUNS


def article_of(finding: Finding) -> str:
    """Return the article that a check read."""
    text = finding.text or ""
    return "".join(text[start:end] for start, end in finding.article) or text


def is_in_question(finding: Finding) -> bool:
    """Return whether a page answers, and none of the quoted words were found on it, not even nearly."""
    asked = [quote for quote in finding.quotes if quote]
    lost = all(quote.outcome is QuoteOutcome.MISSING or quote.reason == "empty" for quote in asked)
    return finding.link.shows_page and bool(asked) and lost


def doubt(finding: Finding, before: str) -> Finding:
    """Return the finding with its quotes in doubt where the page is a stub of the article ``before``.

    Words that are found, or nearly, show that the page is the cited one.
    """
    if not is_in_question(finding) or not _is_now_stub(finding, before):
        return finding
    doubted = QuoteFinding(QuoteOutcome.UNVERIFIABLE, STUB)
    told = "the page showed an article before and is a stub now: the quotes are in doubt (stub)"
    return replace(finding, quotes=tuple(quote and doubted for quote in finding.quotes), trace=(*finding.trace, told))


def as_copy(finding: Finding, before: str) -> Finding:
    """Return what was found in an archived copy; a stub of the article ``before`` is no copy of its page."""
    found = any(quote and quote.outcome is QuoteOutcome.EXACT for quote in finding.quotes)
    if not finding.link.shows_page or found or not _is_now_stub(finding, before):
        return finding
    doubted = QuoteFinding(QuoteOutcome.UNVERIFIABLE, STUB)
    quotes = tuple(quote and doubted for quote in finding.quotes)
    return replace(finding, link=LinkOutcome.SOFT404, reason=STUB, quotes=quotes)


def _is_now_stub(finding: Finding, before: str) -> bool:
    return is_stub(before, article_of(finding), finding.prose)


def _running(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if word_count(line) >= RUNNING_WORDS)
