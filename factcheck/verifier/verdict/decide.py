"""The judgement of a check: the words first, then the status, then walls; soft-404 evidence only where the words are gone.

Pure. A server that refuses us says nothing about its page. A page that has the words is not a missing page, whatever its
status line and title say.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from factcheck.verifier.document import UNREADABLE, Document, Stretch
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.http.response import Answer, Capture, Unreachable
from factcheck.verifier.http.urls import join, refresh_target
from factcheck.verifier.locate import context_of, locate
from factcheck.verifier.quote_match import Match
from factcheck.verifier.read import read
from factcheck.verifier.text_diff.similarity import drift
from factcheck.verifier.verdict.interruptions import locate_in_both
from factcheck.verifier.verdict.page_notices import (
    BARE_MAX_CHARACTERS,
    NOTICE_MAX_CHARACTERS,
    PageVerdict,
    challenge,
    is_hollow,
    lost,
    notice,
    weight,
)
from factcheck.vocabulary import STUB, LinkOutcome, QuoteOutcome, Region, TextQuoteSelector

Selectors = Sequence[TextQuoteSelector | None]

TURNED_AWAY = frozenset({401, 402, 403, 407, 429, 451, 999})
GONE = frozenset({404, 410})
NO_CONTENT = frozenset({204, 205})
"""Statuses of answers without content (RFC 9110, 15.3.5 and 15.3.6): an empty body is not a failure."""
NO_PAGE = frozenset(
    {LinkOutcome.DEAD, LinkOutcome.SOFT404, LinkOutcome.BLOCKED, LinkOutcome.UNREACHABLE, LinkOutcome.REFUSED}
)
SAME = 0.9
"""The share of word shingles that two answers have in common when they are one page with other numbers in it."""
LEAD = 40
"""Characters of a line that no two articles share by chance."""
NEARLY = 0.75
"""A passage this near to the quoted words shows that the page is there."""

REASONS = {
    "http-2xx": "the server answered with its page",
    "http-304": "the server says that nothing changed since the last look",
    "words-stand": "the status says otherwise, but the quoted words stand in the page, or nearly",
    "moved": "it answers, permanently, at another address",
    "http-404": "the server says there is no such page (any other status stands in the same place)",
    "http-410": "the server says the page is gone for good",
    "parked": "the domain is for sale or parked",
    "title-not-found": "a short page whose title, heading or first lines say that nothing was found",
    "redirect-home": "a deep address leads to the site's home page",
    "redirect-error": "the address leads to the site's error page",
    "same-as-sibling": "an address made up at random gets the same answer",
    "wall-login": "a login stands before the page",
    "wall-consent": "a consent dialogue stands before the page",
    "wall-challenge": "a test for robots stands before the page",
    "wall-paywall": "a paywall stands before the words",
    "wall-region": "the site is closed to readers from where we ask",
    "wall-age": "the site asks how old its readers are before it shows the page",
    "maintenance": "a short page that says the site is away for now",
    "server-error": "an error of the site's program, or its server's own page, stands in the page's place",
    "bad-location": "a redirect that leads nowhere",
    "deferred": "the host asked to be left alone for longer than a look may wait, so it was not asked",
    "empty-body": "the answer holds nothing",
    "broken-body": "the answer broke off before any text",
    "stands": "the words stand in the article",
    "witness": "the words stand in the page's own metadata, and it shows no text that differs",
    "not-on-page": "the page could be read, and the words are not there",
    "corrected": "a correction on the page tells of the words, or they are struck out",
    "outside-article": "the words stand on the page, but not in its article",
    "hidden-only": "the words stand only in text that the page hides",
    "differs": "nearly the same words stand there; the difference's kind follows: differs-number, differs-negation…",
    "stub": "the page showed an article before, and next to nothing of it now",
    "no-page": "there was no page to look for the words in",
    "truncated": "the page was cut off before the words could be found",
    "not-modified": "the server says that nothing changed; the words stand as they did",
}
"""Reason codes of links and quotes; :data:`factcheck.verifier.http.response.UNREACHABLE_REASONS` has those of
looks without an answer."""


def examine(answer: Answer, selectors: Selectors, sibling: Answer | None = None) -> Finding:
    """Return the finding of a check. ``sibling`` is the answer to a random address beside this one, if it was asked."""
    if isinstance(answer, Unreachable):
        return _no_answer(answer, selectors)
    if answer.status == 304:
        quotes = tuple(QuoteFinding(QuoteOutcome.UNVERIFIABLE, "not-modified") if each else None for each in selectors)
        told = f"link ok: {REASONS['http-304']} (http-304)"
        finding = _finding(answer, None, LinkOutcome.OK, "http-304", quotes)
        return replace(finding, not_modified=True, trace=(*answer.trace, told))
    document = read(answer)
    matches = locate_in_both(selectors, document)
    stands = any(match and not match.differences and match.region is Region.ARTICLE for match in matches)
    link, reason, why = _link(answer, document, matches, stands=stands, quoted=any(selectors), sibling=sibling)
    quotes = tuple(
        _quote(each, match, document, link, walled=reason == "wall-paywall") if each else None
        for each, match in zip(selectors, matches, strict=True)
    )
    if any(quote and quote.outcome is QuoteOutcome.MISSING for quote in quotes) and is_hollow(document):
        quotes = tuple(map(_unread, quotes))
    trace = (*answer.trace, _read_as(document), f"link {link}: {why} ({reason})", *map(_told, quotes))
    return replace(
        _finding(answer, document, link, reason, quotes),
        trace=tuple(filter(None, trace)),
        refresh=None if _is_the_page(document, matches) else _leads(answer, document),
        scant=weight(document) < BARE_MAX_CHARACTERS and not document.refresh_without_scripts,
        error=None if link.shows_page else why,
    )


def _is_the_page(document: Document, matches: Sequence[Match | None]) -> bool:
    """Return whether this is the page itself and not a stop on the way to it: it has an article, or nearly the words."""
    found = any(match and match.region is Region.ARTICLE and match.score >= NEARLY for match in matches)
    return found or weight(document) > NOTICE_MAX_CHARACTERS


def _leads(answer: Capture, document: Document) -> str | None:
    """Return the address that the page sends its readers to, by a meta refresh or a Refresh header."""
    if answer.status != 200:
        return None
    target = None
    if document.refresh:
        base = (join(answer.final_url, document.base) if document.base else None) or answer.final_url
        target = refresh_target(document.refresh, base)
    elif header := answer.header("refresh"):
        target = refresh_target(header, answer.final_url)
    return target if target != answer.final_url else None


def _unread(quote: QuoteFinding | None) -> QuoteFinding | None:
    """Return what is found of words on a page without content: that they are missing from it says nothing."""
    missing = quote is not None and quote.outcome is QuoteOutcome.MISSING and quote.match is None
    return QuoteFinding(QuoteOutcome.UNVERIFIABLE, "empty") if missing else quote


def wants_sibling(answer: Answer, finding: Finding) -> str | None:
    """Return an address, made up beside the one asked, whose answer would show whether the site answers 200 to anything.

    It is the same for all pages of a folder: one answer speaks for all of them.
    """
    lost = [quote for quote in finding.quotes if quote and _is_open(quote)]
    if not isinstance(answer, Capture) or not 200 <= answer.status < 300 or not lost:
        return None
    parts = urlsplit(answer.final_url)
    if parts.path.strip("/") == "":
        return None
    folder = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/').rpartition('/')[0]}"
    letters = "".join(chr(97 + byte % 26) for byte in hashlib.sha256(folder.encode()).digest()[:25])
    return f"{folder}/{letters}"


def _is_open(quote: QuoteFinding) -> bool:
    """Return whether what a made-up address answers would say more of a quote than the page does."""
    return quote.outcome is QuoteOutcome.MISSING or quote.reason in {STUB, "empty"}


def _no_answer(answer: Unreachable, selectors: Selectors) -> Finding:
    link = LinkOutcome.REFUSED if answer.refused else LinkOutcome.UNREACHABLE
    if answer.reason == "dns-no-such-name":
        link = LinkOutcome.DEAD
    return Finding(
        url=answer.url,
        link=link,
        reason=answer.reason,
        final_url=answer.final_url,
        checked_at=answer.fetched_at,
        elapsed_ms=round(answer.elapsed * 1000),
        quotes=tuple(QuoteFinding(QuoteOutcome.UNVERIFIABLE, "no-page") if each else None for each in selectors),
        redirects=answer.redirects,
        retry_after=answer.retry_after,
        error=answer.detail,
        trace=(*answer.trace, f"link {link}: {answer.detail} ({answer.reason})"),
    )


def _finding(
    answer: Capture, document: Document | None, link: LinkOutcome, reason: str, quotes: tuple[QuoteFinding | None, ...]
) -> Finding:
    text = document.text if document and not document.unreadable else None
    validators = answer.validators()
    return Finding(
        url=answer.url,
        link=link,
        reason=reason,
        final_url=answer.final_url,
        checked_at=answer.fetched_at,
        elapsed_ms=round(answer.elapsed * 1000),
        quotes=quotes,
        http_status=answer.status,
        redirects=answer.redirects,
        content_type=answer.header("content-type"),
        bytes=len(answer.body),
        payload_digest="sha256:" + hashlib.sha256(answer.body).hexdigest(),
        text_digest="sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() if text else None,
        text=text,
        article=document.article_spans() if document and text else (),
        prose=weight(document) if document else 0,
        title=document.title if document else None,
        language=document.language if document else None,
        etag=validators.etag,
        last_modified=validators.last_modified,
        retry_after=answer.retry_after,
        trace=answer.trace,
    )


def _link(
    answer: Capture,
    document: Document,
    matches: Sequence[Match | None],
    *,
    stands: bool,
    quoted: bool,
    sibling: Answer | None,
) -> PageVerdict:
    """Return the link's outcome, its reason code, and a sentence."""
    status = answer.status
    if not 200 <= status < 300:
        if stands or any(match and match.region is Region.ARTICLE and match.score >= NEARLY for match in matches):
            return LinkOutcome.OK, "words-stand", f"HTTP {status}, but the quoted words stand in the page, or nearly"
        return _by_status(answer, document)
    if stands:
        return _place(answer)
    if answer.truncated in {"disconnect", "encoding", "time"} and not document.text:
        return LinkOutcome.UNREACHABLE, "broken-body", "the answer broke off before any text"
    if not answer.body:
        if status in NO_CONTENT:
            return _place(answer)
        return challenge(answer, document, quoted=quoted) or (
            LinkOutcome.UNREACHABLE,
            "empty-body",
            "the server answered with nothing",
        )
    if any(match is not None for match in matches):
        return _place(answer)
    return (
        notice(answer, document, quoted=quoted)
        or lost(answer, document, quoted=quoted)
        or _same_as_sibling(answer, document, sibling)
        or _place(answer)
    )


def _by_status(answer: Capture, document: Document) -> PageVerdict:
    status, reason = answer.status, f"http-{answer.status}"
    if status in GONE:
        return LinkOutcome.DEAD, reason, f"the server says the page is gone (HTTP {status})"
    if test := challenge(answer, document, quoted=False):
        return test
    if status in TURNED_AWAY:
        return LinkOutcome.BLOCKED, reason, f"the server turns us away (HTTP {status})"
    if status >= 500 or status in {408, 425}:
        return LinkOutcome.UNREACHABLE, reason, f"the server cannot answer now (HTTP {status})"
    if 300 <= status < 400:
        return LinkOutcome.UNREACHABLE, "bad-location", f"HTTP {status} leads nowhere"
    return LinkOutcome.BLOCKED, reason, f"the server does not want to be asked like this (HTTP {status})"


def _same_as_sibling(answer: Capture, document: Document, sibling: Answer | None) -> PageVerdict | None:
    if isinstance(sibling, Capture) and 200 <= sibling.status < 300 and _alike(document, sibling, answer):
        return LinkOutcome.SOFT404, "same-as-sibling", "a made-up address beside it gets the same answer"
    return None


def _alike(document: Document, sibling: Capture, answer: Capture) -> bool:
    """Return whether two answers are one page: what a template puts round an article does not make them so."""
    if sibling.final_url == answer.final_url and answer.redirects:
        return True
    other = read(sibling)
    if document.unreadable or other.unreadable or document.title != other.title:
        return False
    mine, theirs = (each.article() or each.text for each in (document, other))
    return drift(mine, theirs) <= 1 - SAME


def _place(answer: Capture) -> PageVerdict:
    """Return whether a page that answers does so where it was looked for."""
    permanent = any(hop.status in {301, 308} for hop in answer.redirects)
    if permanent and _bare(answer.url) != _bare(answer.final_url):
        return LinkOutcome.MOVED, "moved", f"it answers at {answer.final_url} now"
    return LinkOutcome.OK, f"http-{answer.status}", f"it answers (HTTP {answer.status})"


def _bare(url: str) -> tuple[str, str, str]:
    """Return an address without what makes no other page of it: scheme, www, a slash at the end, an index file."""
    parts = urlsplit(url)
    path = re.sub(r"/(?:index\.\w{2,5})?$", "", parts.path)
    return parts.netloc.removeprefix("www."), path, parts.query


def _quote(
    selector: TextQuoteSelector, match: Match | None, document: Document, link: LinkOutcome, *, walled: bool
) -> QuoteFinding:
    exact = match is not None and not match.differences
    if exact and match and match.region is Region.ARTICLE:
        return QuoteFinding(QuoteOutcome.EXACT, "stands", match, context_of(match, document))
    if link in NO_PAGE:
        told = _by_witness(selector, document) if walled and match is None and _agrees(document) else None
        return told or QuoteFinding(QuoteOutcome.UNVERIFIABLE, "no-page")
    if document.unreadable and (match is None or match.region is not Region.ARTICLE):
        return _by_witness(selector, document) or QuoteFinding(QuoteOutcome.UNVERIFIABLE, document.unreadable)
    if match is None:
        if document.truncated:
            return QuoteFinding(QuoteOutcome.UNVERIFIABLE, "truncated")
        return QuoteFinding(QuoteOutcome.MISSING, "not-on-page")
    if exact:
        match match.region:
            case Region.HIDDEN:
                return QuoteFinding(QuoteOutcome.UNVERIFIABLE, "hidden-only", match)
            case Region.CORRECTION:
                return QuoteFinding(QuoteOutcome.DISPLACED, "corrected", match)
            case _:
                return QuoteFinding(QuoteOutcome.DISPLACED, "outside-article", match)
    elsewhere = match.region is not Region.ARTICLE
    if document.truncated and (elsewhere or match.end > len(document.text) - 10):
        return QuoteFinding(QuoteOutcome.UNVERIFIABLE, "truncated", match)
    if elsewhere and match.score < NEARLY:
        return QuoteFinding(QuoteOutcome.MISSING, "not-on-page", match)
    corrected = not elsewhere and _stands_in_a_correction(selector, document)
    reason = "corrected" if corrected else f"differs-{match.differences[0].kind}"
    return QuoteFinding(QuoteOutcome.ALTERED, reason, match)


def _by_witness(selector: TextQuoteSelector, document: Document) -> QuoteFinding | None:
    if not document.witness:
        return None
    told = Document(
        "html", document.witness, (Stretch(0, len(document.witness), Region.ARTICLE),), language=document.language
    )
    match = locate(selector, told)
    return QuoteFinding(QuoteOutcome.EXACT, "witness", match) if match and not match.differences else None


def _agrees(document: Document) -> bool:
    """Return whether the text in front of a paywall is in the witness, too: it is the same article, cut short."""
    witness = "".join((document.witness or "").split())
    lines = ["".join(line.split()) for line in document.article().split("\n") if len(line) >= LEAD]
    return any(line in witness for line in lines)


def _stands_in_a_correction(selector: TextQuoteSelector, document: Document) -> bool:
    words = "".join(document.text[s.start : s.end] for s in document.stretches if s.region is Region.CORRECTION)
    if not words:
        return False
    match = locate(
        selector, Document("html", words, (Stretch(0, len(words), Region.ARTICLE),), language=document.language)
    )
    return match is not None and not match.differences


def _read_as(document: Document) -> str:
    """Return a sentence on what was read."""
    written = f" in {document.charset}" if document.charset else ""
    if document.unreadable:
        return f"read as {document.kind}{written}: {UNREADABLE[document.unreadable]}"
    cut = f", cut off ({document.truncated})" if document.truncated else ""
    return (
        f"read as {document.kind}{written}: {len(document.text)} characters, {document.prose} of them running text{cut}"
    )


def _told(quote: QuoteFinding | None) -> str:
    """Return a sentence on a quote."""
    if quote is None:
        return ""
    _, differs, kind = quote.reason.partition("differs-")
    why = REASONS.get(quote.reason) or UNREADABLE.get(quote.reason, quote.reason)
    if differs:
        why = f"nearly the same words stand there; the first difference is one of {kind}"
    if quote.match and quote.match.region is not Region.ARTICLE and quote.outcome is QuoteOutcome.ALTERED:
        why = f"nearly the same words stand outside the article ({quote.match.region}); the first difference is one of {kind}"
    return f"quote {quote.outcome}: {why} ({quote.reason})"
