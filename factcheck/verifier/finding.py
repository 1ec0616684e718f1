"""The finding of a check: the state of the link, the state of each quote, and what led to both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from factcheck.verifier.http.response import Redirect
from factcheck.verifier.quote_match import Match
from factcheck.vocabulary import LinkOutcome, QuoteOutcome

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
    """Prefix and suffix of words that were found exactly, as the page has them now."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check of one source."""

    url: str
    link: LinkOutcome
    reason: str
    """A code that docs/outcomes.md lists: "http-200", "timeout", "wall-login"…"""
    final_url: str
    checked_at: datetime
    elapsed_ms: int
    quotes: tuple[QuoteFinding | None, ...] = ()
    """One for each selector that was asked about, in order; None where it was None."""
    http_status: int | None = None
    redirects: tuple[Redirect, ...] = ()
    content_type: str | None = None
    bytes: int | None = None
    """Of the decoded body."""
    payload_digest: str | None = None
    """"sha256:" and hex, over the decoded body."""
    text_digest: str | None = None
    """"sha256:" and hex, over ``text``."""
    text: str | None = None
    """The page's text, for the capture; None where nothing was read."""
    article: TextRanges = ()
    """The ranges of ``text`` that are the article; empty where all of it is the article, or none of it."""
    prose: int = 0
    """Characters of running text in the article, as ``page_notices.weight`` counts them."""
    title: str | None = None
    language: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False
    """The server answered 304: everything about the text is as it was at the last check that read it."""
    retry_after: float | None = None
    refresh: str | None = None
    """The address that the page itself sends its readers to; None where there is none, or the page is an article."""
    scant: bool = False
    """The page has next to no running text to judge, in case the address that it sends its readers to leads nowhere."""
    error: str | None = None
    """One sentence for a person, where something went wrong."""
    trace: tuple[str, ...] = ()
    """The path of decisions, for ``check --explain``."""
