"""The finding of a check: the outcome of the link and of each quote, with the evidence for both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from factcheck.verifier.http.response import Redirect
from factcheck.verifier.quote_match import Match
from factcheck.vocabulary import LinkOutcome, QuoteOutcome, TextQuoteSelector

Selectors = Sequence[TextQuoteSelector | None]
"""The quotes of a check; None: the page as a whole is cited."""

TextRanges = Sequence[tuple[int, int]]
"""Ranges of a text: start and end (exclusive), in code points."""


@dataclass(frozen=True, slots=True)
class QuoteFinding:
    """The outcome of one quote."""

    outcome: QuoteOutcome
    reason: str
    """A code that docs/outcomes.md lists."""
    match: Match | None = None
    context: tuple[str, str] | None = None
    """The prefix and suffix that the page has around words that were found exactly."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check of one source."""

    url: str
    link: LinkOutcome
    reason: str
    """A code that docs/outcomes.md lists, such as "http-200", "timeout" or "wall-login"."""
    final_url: str
    checked_at: datetime
    elapsed_ms: int
    quotes: tuple[QuoteFinding | None, ...] = ()
    """One for each selector, in order; None where the selector is None."""
    http_status: int | None = None
    redirects: tuple[Redirect, ...] = ()
    content_type: str | None = None
    bytes: int | None = None
    """The size of the decoded body."""
    payload_digest: str | None = None
    """"sha256:" and hex, over the decoded body."""
    text_digest: str | None = None
    """"sha256:" and hex, over ``text``."""
    document_digest: str | None = None
    """A digest of everything that was read of the page, as ``reuse.document_digest`` returns it; None where nothing was
    quoted or read."""
    text: str | None = None
    """The page's text, for the capture; None where none was read."""
    article: TextRanges = ()
    """The ranges of ``text`` that are the article; empty where all of it or none of it is."""
    prose: int = 0
    """The amount of running text in the article, as ``page_notices.weight`` counts it."""
    title: str | None = None
    language: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False
    """Whether the server answered 304, so that the text is the one that the last full check read."""
    reused: bool = False
    """Whether the page is the same as at an earlier evaluation, so that its finding was reused."""
    retry_after: float | None = None
    refresh: str | None = None
    """The address that the page forwards its readers to; None where it has none, or is an article."""
    scant: bool = False
    """Whether the page has almost no running text to evaluate if the address in ``refresh`` cannot be fetched."""
    error: str | None = None
    """A sentence for people where something went wrong."""
    trace: tuple[str, ...] = ()
    """The path of decisions, for ``check --explain``."""
