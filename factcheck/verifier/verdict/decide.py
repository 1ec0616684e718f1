"""Decides the outcomes of a check: by the quoted words, then the status, then walls, then evidence of a soft 404. Pure.

A refusal by the server is not evidence about its page. A page that contains the words is not missing, whatever its status
and its title say. Evidence of a soft 404 is only searched for where the words were not found.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from factcheck.verifier.document import UNREADABLE_REASONS, Document, Stretch
from factcheck.verifier.finding import Finding, QuoteFinding, Selectors
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
from factcheck.verifier.verdict.reuse import StoredEvaluation, document_digest, known_matches, payload_digest
from factcheck.vocabulary import LinkOutcome, QuoteOutcome, Region, TextQuoteSelector

BLOCKED_STATUSES = frozenset({401, 402, 403, 407, 429, 451, 999})
GONE_STATUSES = frozenset({404, 410})
NO_CONTENT_STATUSES = frozenset({204, 205})
"""Statuses of responses without content (RFC 9110, 15.3.5 and 15.3.6): an empty body is not a failure."""
OUTCOMES_WITHOUT_PAGE = frozenset(
    {LinkOutcome.DEAD, LinkOutcome.SOFT404, LinkOutcome.BLOCKED, LinkOutcome.UNREACHABLE, LinkOutcome.REFUSED}
)
SAME_PAGE_MIN_SHARE = 0.9
"""The least share of word shingles that two responses have in common where they are the same page with other numbers."""
EXCERPT_MIN_CHARACTERS = 40
"""The least length of a line that two articles do not share by chance."""
NEAR_MATCH_MIN_SCORE = 0.75
"""The least score of a passage that shows that the page is still there."""

REASONS = {
    "http-2xx": "the server returned the page",
    "http-304": "the server says that nothing has changed since the last check",
    "words-stand": "the status is an error, but the page contains the quoted words, or nearly",
    "moved": "the page has moved permanently to another address",
    "http-404": "the server says that the page does not exist (other statuses have codes of the same form)",
    "http-410": "the server says that the page was removed permanently",
    "parked": "the domain is for sale or parked",
    "title-not-found": "a short page whose title, heading or first lines say that the page was not found",
    "redirect-home": "the address of an article redirects to the site's home page",
    "redirect-error": "the address redirects to the site's error page",
    "same-as-sibling": "a random address on the same site gets the same response",
    "wall-login": "the site shows a login form instead of the page",
    "wall-consent": "the site shows a consent dialogue instead of the page",
    "wall-challenge": "the site shows a bot challenge instead of the page",
    "wall-paywall": "a paywall hides the part of the article where the words would be",
    "wall-region": "the site does not serve readers in the verifier's region",
    "wall-age": "the site asks for the reader's age before it shows the page",
    "maintenance": "a short page says that the site is temporarily unavailable",
    "server-error": "the site shows an error of its program, or its server's default page, instead of the page",
    "bad-location": "the response is a redirect without a usable target",
    "deferred": "the host asked for a longer pause than a check may wait, so no request was sent",
    "empty-body": "the response has no content",
    "broken-body": "the response ended before any text was received",
    "stands": "the words are found in the article",
    "witness": "the words are found in the page's own metadata, and the page shows no text that differs",
    "not-on-page": "the page was read, and does not contain the words",
    "corrected": "a correction on the page mentions the words, or they are struck out",
    "outside-article": "the words are found on the page, but not in its article",
    "hidden-only": "the words are found only in text that the page hides",
    "differs": "nearly the same words are found; the code ends with the kind of difference: differs-number, differs-negation…",
    "stub": "the page used to show an article, and now shows almost nothing of it",
    "no-page": "no page was received in which the words could be searched for",
    "truncated": "the page was truncated before the words were found",
    "not-modified": "the server says that nothing has changed, so the outcome of the last check still applies",
}
"""Reason codes of links and quotes; :data:`factcheck.verifier.http.response.UNREACHABLE_REASONS` has those of
checks without a response."""


def examine(
    answer: Answer, selectors: Selectors, sibling: Answer | None = None, earlier: StoredEvaluation | None = None
) -> Finding:
    """Return the finding of a check. ``sibling`` is the response for a random address in the same folder, if it was requested.

    Quotes are not located again in a document that is the same as at an ``earlier`` evaluation.
    """
    if isinstance(answer, Unreachable):
        return _no_answer(answer, selectors)
    if answer.status == 304:
        quotes = tuple(QuoteFinding(QuoteOutcome.UNVERIFIABLE, "not-modified") if each else None for each in selectors)
        link, reason, _ = _ok_or_moved(answer)
        sentence = f"link {link}: {REASONS['http-304']} ({reason})"
        return replace(_finding(answer, None, link, reason, quotes), not_modified=True, trace=(*answer.trace, sentence))
    document = read(answer)
    digest = document_digest(document) if any(selectors) and document.text else None
    known = known_matches(earlier, digest, selectors) if digest else None
    matches = locate_in_both(selectors, document) if known is None else known
    words_found = any(match and not match.differences and match.region is Region.ARTICLE for match in matches)
    link, reason, why = _link(
        answer, document, matches, words_found=words_found, quoted=any(selectors), sibling=sibling
    )
    quotes = tuple(
        _quote(each, match, document, link, walled=reason == "wall-paywall") if each else None
        for each, match in zip(selectors, matches, strict=True)
    )
    if any(quote and quote.outcome is QuoteOutcome.MISSING for quote in quotes) and is_hollow(document):
        quotes = tuple(map(_as_empty_page, quotes))
    trace = (
        *answer.trace,
        _reading_sentence(document),
        f"link {link}: {why} ({reason})",
        *map(_quote_sentence, quotes),
    )
    return replace(
        _finding(answer, document, link, reason, quotes),
        document_digest=digest,
        trace=tuple(filter(None, trace)),
        refresh=None if _is_final_page(document, matches) else _refresh_address(answer, document),
        scant=weight(document) < BARE_MAX_CHARACTERS and not document.refresh_without_scripts,
        error=None if link.shows_page else why,
    )


def _is_final_page(document: Document, matches: Sequence[Match | None]) -> bool:
    """Return whether this is the page itself, and not one that only forwards to it: it has an article, or nearly the words."""
    return _contains_words_nearly(matches) or weight(document) > NOTICE_MAX_CHARACTERS


def _contains_words_nearly(matches: Sequence[Match | None]) -> bool:
    """Return whether the article contains one of the quotes, or nearly."""
    return any(match and match.region is Region.ARTICLE and match.score >= NEAR_MATCH_MIN_SCORE for match in matches)


def _refresh_address(answer: Capture, document: Document) -> str | None:
    """Return the target of the page's meta refresh or Refresh header, or None."""
    if answer.status != 200:
        return None
    target = None
    if document.refresh:
        base = (join(answer.final_url, document.base) if document.base else None) or answer.final_url
        target = refresh_target(document.refresh, base)
    elif header := answer.header("refresh"):
        target = refresh_target(header, answer.final_url)
    return target if target != answer.final_url else None


def _as_empty_page(quote: QuoteFinding | None) -> QuoteFinding | None:
    """Return the finding about a quote on a page without content, which is not evidence that words are missing."""
    missing = quote is not None and quote.outcome is QuoteOutcome.MISSING and quote.match is None
    return QuoteFinding(QuoteOutcome.UNVERIFIABLE, "empty") if missing else quote


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
        payload_digest=payload_digest(answer.body),
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
    words_found: bool,
    quoted: bool,
    sibling: Answer | None,
) -> PageVerdict:
    """Return the link's outcome, its reason code, and a sentence."""
    status = answer.status
    if not 200 <= status < 300:
        if words_found or _contains_words_nearly(matches):
            return (
                LinkOutcome.OK,
                "words-stand",
                f"HTTP {status}, but the page contains the quoted words, or nearly",
            )
        return _by_status(answer, document)
    if words_found:
        return _ok_or_moved(answer)
    if answer.truncated in {"disconnect", "encoding", "time"} and not document.text:
        return LinkOutcome.UNREACHABLE, "broken-body", "the response ended before any text was received"
    if not answer.body:
        if status in NO_CONTENT_STATUSES:
            return _ok_or_moved(answer)
        return challenge(answer, document, quoted=quoted) or (
            LinkOutcome.UNREACHABLE,
            "empty-body",
            "the server returned no content",
        )
    if any(match is not None for match in matches):
        return _ok_or_moved(answer)
    return (
        notice(answer, document, quoted=quoted)
        or lost(answer, document, quoted=quoted)
        or _same_as_sibling(answer, document, sibling)
        or _ok_or_moved(answer)
    )


def _by_status(answer: Capture, document: Document) -> PageVerdict:
    status, reason = answer.status, f"http-{answer.status}"
    if status in GONE_STATUSES:
        return LinkOutcome.DEAD, reason, f"the server says that the page is gone (HTTP {status})"
    if test := challenge(answer, document, quoted=False):
        return test
    if status in BLOCKED_STATUSES:
        return LinkOutcome.BLOCKED, reason, f"the server refuses the request (HTTP {status})"
    if status >= 500 or status in {408, 425}:
        return LinkOutcome.UNREACHABLE, reason, f"the server cannot serve the page now (HTTP {status})"
    if 300 <= status < 400:
        return LinkOutcome.UNREACHABLE, "bad-location", f"HTTP {status} has no usable target"
    return LinkOutcome.BLOCKED, reason, f"the server rejects this kind of request (HTTP {status})"


def _same_as_sibling(answer: Capture, document: Document, sibling: Answer | None) -> PageVerdict | None:
    if isinstance(sibling, Capture) and 200 <= sibling.status < 300 and _is_same_page(document, sibling, answer):
        return LinkOutcome.SOFT404, "same-as-sibling", "a random address in the same folder gets the same response"
    return None


def _is_same_page(document: Document, sibling: Capture, answer: Capture) -> bool:
    """Return whether two responses are the same page. A template that both share is not enough."""
    if sibling.final_url == answer.final_url and answer.redirects:
        return True
    other = read(sibling)
    if document.unreadable or other.unreadable or document.title != other.title:
        return False
    mine, theirs = (each.article() or each.text for each in (document, other))
    return drift(mine, theirs) <= 1 - SAME_PAGE_MIN_SHARE


def _ok_or_moved(answer: Capture) -> PageVerdict:
    """Return the verdict on a page that was received: ok, or moved where permanent redirects led to another address."""
    permanent = any(hop.status in {301, 308} for hop in answer.redirects)
    if permanent and _significant_parts(answer.url) != _significant_parts(answer.final_url):
        return LinkOutcome.MOVED, "moved", f"the page is now at {answer.final_url}"
    return LinkOutcome.OK, f"http-{answer.status}", f"the server returned the page (HTTP {answer.status})"


def _significant_parts(url: str) -> tuple[str, str, str]:
    """Return the parts of an address that select a page: not the scheme, "www.", a final slash or an index file."""
    parts = urlsplit(url)
    path = re.sub(r"/(?:index\.\w{2,5})?$", "", parts.path)
    return parts.netloc.removeprefix("www."), path, parts.query


def _quote(
    selector: TextQuoteSelector, match: Match | None, document: Document, link: LinkOutcome, *, walled: bool
) -> QuoteFinding:
    exact = match is not None and not match.differences
    if exact and match and match.region is Region.ARTICLE:
        return QuoteFinding(QuoteOutcome.EXACT, "stands", match, context_of(match, document))
    if link in OUTCOMES_WITHOUT_PAGE:
        by_witness = (
            _by_witness(selector, document) if walled and match is None and _agrees_with_witness(document) else None
        )
        return by_witness or QuoteFinding(QuoteOutcome.UNVERIFIABLE, "no-page")
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
    if elsewhere and match.score < NEAR_MATCH_MIN_SCORE:
        return QuoteFinding(QuoteOutcome.MISSING, "not-on-page", match)
    corrected = not elsewhere and _is_in_correction(selector, document)
    reason = "corrected" if corrected else f"differs-{match.differences[0].kind}"
    return QuoteFinding(QuoteOutcome.ALTERED, reason, match)


def _by_witness(selector: TextQuoteSelector, document: Document) -> QuoteFinding | None:
    if not document.witness:
        return None
    match = locate(selector, _as_article(document.witness, document))
    return QuoteFinding(QuoteOutcome.EXACT, "witness", match) if match and not match.differences else None


def _agrees_with_witness(document: Document) -> bool:
    """Return whether the text in front of a paywall is also in the witness, so that both are the same article."""
    witness = "".join((document.witness or "").split())
    lines = ["".join(line.split()) for line in document.article().split("\n") if len(line) >= EXCERPT_MIN_CHARACTERS]
    return any(line in witness for line in lines)


def _is_in_correction(selector: TextQuoteSelector, document: Document) -> bool:
    words = "".join(document.text[s.start : s.end] for s in document.stretches if s.region is Region.CORRECTION)
    if not words:
        return False
    match = locate(selector, _as_article(words, document))
    return match is not None and not match.differences


def _as_article(text: str, document: Document) -> Document:
    """Return a text that belongs to a document, such as its witness, as an article of its own."""
    return Document("html", text, (Stretch(0, len(text), Region.ARTICLE),), language=document.language)


def _reading_sentence(document: Document) -> str:
    """Return the sentence of the trace about how the page was read."""
    written = f" in {document.charset}" if document.charset else ""
    if document.unreadable:
        return f"read as {document.kind}{written}: {UNREADABLE_REASONS[document.unreadable]}"
    cut = f", truncated ({document.truncated})" if document.truncated else ""
    return f"read as {document.kind}{written}: {len(document.text)} characters, {document.prose} of them in running text{cut}"


def _quote_sentence(quote: QuoteFinding | None) -> str:
    """Return the sentence of the trace about a quote."""
    if quote is None:
        return ""
    _, differs, kind = quote.reason.partition("differs-")
    why = REASONS.get(quote.reason) or UNREADABLE_REASONS.get(quote.reason, quote.reason)
    if differs:
        why = f"nearly the same words are found; the first difference is one of {kind}"
    if quote.match and quote.match.region is not Region.ARTICLE and quote.outcome is QuoteOutcome.ALTERED:
        why = f"nearly the same words are found outside the article ({quote.match.region}); the first difference is one of {kind}"
    return f"quote {quote.outcome}: {why} ({quote.reason})"
