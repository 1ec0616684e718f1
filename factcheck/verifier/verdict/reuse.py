"""Reuse of an evaluation for a page that has not changed since. Pure.

An evaluation is a function of the response, the quotes and the program: where all three are the same as before, so is
the finding. Only findings that nobody doubts are reused. A quote that is altered or missing is searched for again at
every check, and so is one that depends on more than this response.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from factcheck.verifier.document import Document
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.http.response import Answer, Capture
from factcheck.verifier.quote_match import Match
from factcheck.verifier.reader_version import reader_version
from factcheck.verifier.verdict.sibling import needs_sibling
from factcheck.vocabulary import LinkOutcome, QuoteOutcome, Region, TextQuoteSelector

EVIDENCE_HEADERS = ("content-type", "content-language", "refresh", "cf-mitigated", "x-amzn-waf-action")
"""Response headers that an evaluation reads. A test compares them with the code."""
REUSABLE_OUTCOMES = frozenset({QuoteOutcome.EXACT, QuoteOutcome.DISPLACED, QuoteOutcome.UNVERIFIABLE})
_STORED_FIELDS = ("link", "reason", "text_digest", "prose", "title", "language", "scant")


@dataclass(frozen=True, slots=True)
class StoredEvaluation:
    """One evaluation, as the next check of the same source compares with it."""

    response: str
    """Digest of everything that an evaluation reads of a response."""
    document: str | None
    """Digest of the document in it; None where it has no text."""
    finding: str
    """The finding as JSON, without what the next response has itself."""
    selectors: str = ""
    """Digest of the quotes; empty until it is stored."""
    reader: str = ""
    """Version of the program that made it (``reader_version``); empty until it is stored."""


def evaluation_of(answer: Answer, finding: Finding) -> StoredEvaluation | None:
    """Return an evaluation for reuse, without its quotes and its reader; None: the finding must not be reused."""
    if not isinstance(answer, Capture) or not _is_reusable(answer, finding):
        return None
    return StoredEvaluation(
        response=response_digest(answer, finding.payload_digest or payload_digest(answer.body)),
        document=finding.document_digest,
        finding=_encoded(finding),
    )


def for_storage(evaluation: StoredEvaluation, selectors: Sequence[TextQuoteSelector | None]) -> StoredEvaluation:
    """Return an evaluation of this program, for its quotes with the context that it found, which selects the same words."""
    return replace(evaluation, selectors=selectors_digest(selectors), reader=reader_version())


def current(stored: StoredEvaluation | None) -> StoredEvaluation | None:
    """Return an evaluation, or None where there is none or another version of the program made it."""
    return stored if stored is not None and stored.reader == reader_version() else None


def reused_finding(
    stored: StoredEvaluation, answer: Answer, selectors: Sequence[TextQuoteSelector | None]
) -> Finding | None:
    """Return the finding about a response that is the same as at an earlier evaluation; None: it must be evaluated."""
    if not isinstance(answer, Capture) or selectors_digest(selectors) != stored.selectors:
        return None
    payload = payload_digest(answer.body)
    if response_digest(answer, payload) != stored.response:
        return None
    decoded = _decoded(stored.finding, len(selectors))
    if decoded is None:
        return None
    validators = answer.validators()
    return Finding(
        url=answer.url,
        final_url=answer.final_url,
        checked_at=answer.fetched_at,
        elapsed_ms=round(answer.elapsed * 1000),
        http_status=answer.status,
        redirects=answer.redirects,
        content_type=answer.header("content-type"),
        bytes=len(answer.body),
        payload_digest=payload,
        document_digest=stored.document,
        etag=validators.etag,
        last_modified=validators.last_modified,
        retry_after=answer.retry_after,
        reused=True,
        trace=(*answer.trace, "the same page as at the last evaluation: its finding is reused"),
        **decoded,
    )


def known_matches(
    stored: StoredEvaluation | None, document: str, selectors: Sequence[TextQuoteSelector | None]
) -> list[Match | None] | None:
    """Return the matches in a document that is the same as at an earlier evaluation; None: the words must be located.

    Only words that were found in the article are known: for others, the finding does not have the whole match.
    """
    if stored is None or stored.document != document or stored.selectors != selectors_digest(selectors):
        return None
    decoded = _decoded(stored.finding, len(selectors))
    if decoded is None:
        return None
    quotes: tuple[QuoteFinding | None, ...] = decoded["quotes"]
    if any(each is not None and each.reason != "stands" for each in quotes):
        return None
    return [each.match if each else None for each in quotes]


def payload_digest(body: bytes) -> str:
    """Return the digest of a decoded body, as ``Finding.payload_digest`` has it."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


def response_digest(answer: Capture, payload: str) -> str:
    """Return the digest of everything that an evaluation reads of a response; ``payload`` is the digest of its body."""
    headers = [each for each in answer.headers if each[0] in EVIDENCE_HEADERS]
    hops = [(hop.url, hop.status, hop.location) for hop in answer.redirects]
    read = [answer.url, answer.final_url, answer.status, answer.truncated, hops, headers]
    return _digest([*read, payload])


def selectors_digest(selectors: Sequence[TextQuoteSelector | None]) -> str:
    """Return the digest of quotes, in their order."""
    return _digest([each and (each.exact, each.prefix, each.suffix) for each in selectors])


def document_digest(document: Document) -> str:
    """Return the digest of a document: of its text, its regions, and everything else that is known of it."""
    stretches = [(each.start, each.end, each.region) for each in document.stretches]
    others = [getattr(document, each.name) for each in fields(document) if each.name not in {"text", "stretches"}]
    text = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
    return _digest([text, stretches, others])


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _is_reusable(answer: Capture, finding: Finding) -> bool:
    """Return whether a finding is certain, and depends on this response alone."""
    if not finding.link.shows_page or not 200 <= answer.status < 300 or finding.refresh or finding.retry_after:
        return False
    return answer.truncated in {None, "length"} and all(map(_is_certain, filter(None, finding.quotes)))


def _is_certain(quote: QuoteFinding) -> bool:
    return (
        quote.outcome in REUSABLE_OUTCOMES
        and not needs_sibling(quote)
        and not (quote.match and quote.match.differences)
    )


def _encoded(finding: Finding) -> str:
    quotes = [
        each
        and {
            "outcome": each.outcome,
            "reason": each.reason,
            "match": each.match
            and [each.match.start, each.match.end, each.match.text, each.match.score, each.match.region],
            "context": each.context,
        }
        for each in finding.quotes
    ]
    stored = json.dumps({name: getattr(finding, name) for name in _STORED_FIELDS} | {"quotes": quotes})
    return f"{_digest(stored)} {stored}"


def _decoded(text: str, quotes: int) -> dict[str, Any] | None:
    """Return the fields of a stored finding; None: it is damaged, or has another number of quotes."""
    digest, _, stored = text.partition(" ")
    if digest != _digest(stored):
        return None
    finding = json.loads(stored)
    found = tuple(_decoded_quote(each) if each else None for each in finding["quotes"])
    if len(found) != quotes:
        return None
    return {name: finding[name] for name in _STORED_FIELDS} | {"link": LinkOutcome(finding["link"]), "quotes": found}


def _decoded_quote(stored: dict[str, Any]) -> QuoteFinding:
    match = None
    if stored["match"]:
        start, end, text, score, region = stored["match"]
        match = Match(start, end, text, score, Region(region))
    context = stored["context"]
    return QuoteFinding(
        QuoteOutcome(stored["outcome"]), stored["reason"], match, (context[0], context[1]) if context else None
    )
