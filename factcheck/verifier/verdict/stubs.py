"""Detects stubs: pages that used to show an article and now show almost nothing of it. Pure.

A stub can be an unknown wall, a broken template or a withdrawn article. That the quoted words are not on it is not evidence
about the article, so the quote is unverifiable, not missing.
"""

import re
from dataclasses import replace

from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.text_diff.similarity import shingles
from factcheck.vocabulary import STUB, LinkOutcome, QuoteOutcome

STUB_MAX_WORDS = 80
"""A page with fewer words can be a stub; a page with at least as many was an article."""
STUB_PROSE_MAX_CHARACTERS = 160
"""A page with less running text has almost no article."""
MENU_MAX_WORDS = 400
"""A page with almost no article and fewer words, those of its menus, can be a stub."""
RUNNING_LINE_MIN_WORDS = 8
"""Least number of words of a line of running text. Shorter lines are titles, labels and buttons, which outlive articles."""
SHARED_MIN_RUNS = 12
"""Least number of common word shingles by which a shortened list is recognized as the same page."""

_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_WORD = re.compile(r"[^\W_]+")
_CHARACTERS_PER_WORD = {_DENSE: 1.7, _UNSPACED: 5.0}
"""Characters that correspond to one word, for scripts without spaces."""


def word_count(text: str) -> float:
    """Return the number of words of a text; for scripts without spaces it is an estimate."""
    count = sum(sum(map(len, writing.findall(text))) / signs for writing, signs in _CHARACTERS_PER_WORD.items())
    for writing in _CHARACTERS_PER_WORD:
        text = writing.sub(" ", text)
    return count + len(_WORD.findall(text))


def is_stub(before: str, after: str, prose: int) -> bool:
    """Return whether a page had an article before, and now has few words, none of them from that article.

    A page with almost no running text (``prose``, in characters) may have more words, those of its menus.
    """
    limit = MENU_MAX_WORDS if prose < STUB_PROSE_MAX_CHARACTERS else STUB_MAX_WORDS
    if word_count(before) < STUB_MAX_WORDS or word_count(after) >= limit:
        return False
    if shingles(_running(before)) & shingles(_running(after)):
        return False
    return len(shingles(before) & shingles(after)) < SHARED_MIN_RUNS


def article_of(finding: Finding) -> str:
    """Return the article that a check read."""
    text = finding.text or ""
    return "".join(text[start:end] for start, end in finding.article) or text


def is_in_question(finding: Finding) -> bool:
    """Return whether a page was received, and none of the quotes was found on it, exactly or nearly."""
    asked = [quote for quote in finding.quotes if quote]
    lost = all(quote.outcome is QuoteOutcome.MISSING or quote.reason == "empty" for quote in asked)
    return finding.link.shows_page and bool(asked) and lost


def doubt(finding: Finding, before: str) -> Finding:
    """Return the finding, with its quotes unverifiable where the page is a stub of the article ``before``.

    If any quote is found, exactly or nearly, the page is the cited one, and not a stub.
    """
    if not is_in_question(finding) or not _is_now_stub(finding, before):
        return finding
    sentence = "the page showed an article before and is a stub now: the quotes are unverifiable (stub)"
    return replace(finding, quotes=_unverifiable(finding), trace=(*finding.trace, sentence))


def as_copy(finding: Finding, before: str) -> Finding:
    """Return the finding for an archived copy: a stub of the article ``before`` is not a copy of its page."""
    found = any(quote and quote.outcome is QuoteOutcome.EXACT for quote in finding.quotes)
    if not finding.link.shows_page or found or not _is_now_stub(finding, before):
        return finding
    return replace(finding, link=LinkOutcome.SOFT404, reason=STUB, quotes=_unverifiable(finding))


def _unverifiable(finding: Finding) -> tuple[QuoteFinding | None, ...]:
    """Return the findings about the quotes of a stub."""
    return tuple(quote and QuoteFinding(QuoteOutcome.UNVERIFIABLE, STUB) for quote in finding.quotes)


def _is_now_stub(finding: Finding, before: str) -> bool:
    return is_stub(before, article_of(finding), finding.prose)


def _running(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if word_count(line) >= RUNNING_LINE_MIN_WORDS)
