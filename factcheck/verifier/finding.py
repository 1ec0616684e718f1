"""What one look found: the words' fate, the link's fate, and what led to both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from factcheck.verifier.http.response import Redirect
from factcheck.vocabulary import DifferenceKind, LinkOutcome, QuoteOutcome, Region


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which the passage differs from the quoted words."""

    kind: DifferenceKind
    quoted: str
    """The words as quoted; empty where something was put in."""
    found: str
    """The words as they stand; empty where something was taken out."""
    quoted_start: int
    """Offset into the quoted words, in code points."""
    quoted_end: int
    found_start: int
    """Offset into the document's text, in code points."""
    found_end: int


@dataclass(frozen=True, slots=True)
class Match:
    """The passage that answers to a quote (Web Annotation TextPositionSelector, and how near it comes)."""

    start: int
    end: int
    text: str
    score: float
    """1.0: the words stand there exactly; below: the share of the quoted words that stand."""
    region: Region
    differences: tuple[Difference, ...] = ()
    """Empty exactly when the words stand there."""


Spans = Sequence[tuple[int, int]]
"""Places in a text, from–to (exclusive), in code points."""


@dataclass(frozen=True, slots=True)
class QuoteFinding:
    """What became of one quote."""

    outcome: QuoteOutcome
    reason: str
    """A code that docs/outcomes.md lists."""
    match: Match | None = None
    context: tuple[str, str] | None = None
    """Prefix and suffix of exact words, as they stand now."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One look at one source, judged."""

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
    article: Spans = ()
    """Where in ``text`` the article stands; none: all of it is the article, or none of it."""
    prose: int = 0
    """Characters of running text in the article, as ``notices.weight`` counts them."""
    title: str | None = None
    language: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False
    """The server said 304: everything about the text is as it was at the last full look."""
    retry_after: float | None = None
    refresh: str | None = None
    """The address that the page itself sends its readers to; None: nowhere, or it is an article."""
    scant: bool = False
    """It has next to no running text of its own to judge, where the address that it sends its readers to leads nowhere."""
    error: str | None = None
    """One sentence for a person, where something went wrong."""
    trace: tuple[str, ...] = ()
    """The path of decisions, for ``check --explain``."""
