"""The exact search for a quote and for the segments of an elided one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.verifier.locate.difference_kinds import negates
from factcheck.verifier.locate.quote import QuoteSegment
from factcheck.verifier.locate.token_index import HITS_MAX, TokenIndex

ELISION_MAX_CHARS = 900
"""Maximum number of characters that an elision may leave out."""
EDITORIAL_MAX_CHARS = 80
"""Maximum number of characters that editorial brackets may replace."""
NEAR_GAP_TOKENS = 4
"""Length of a gap, in tokens, in which a negation belongs to the words around it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Token ranges of the segments, ends inclusive."""

    spans: tuple[tuple[int, int], ...]

    @property
    def first(self) -> int:
        """Number of the first token."""
        return self.spans[0][0]

    @property
    def last(self) -> int:
        """Number of the last token."""
        return self.spans[-1][1]


def hits_of(segments: Sequence[QuoteSegment], page_index: TokenIndex, text: str, language: str | None) -> list[Hit]:
    """Return the passages in which each segment follows closely after the one before."""
    norms = [segment.norms for segment in segments]
    starts = page_index.hits(norms[0], many=max(1, HITS_MAX // len(segments)))
    return [
        Hit(spans)
        for start in starts
        if (spans := _follow_segments(segments, norms, page_index, text, language, start))
    ]


def _follow_segments(
    segments: Sequence[QuoteSegment],
    norms: list[list[str]],
    page_index: TokenIndex,
    text: str,
    language: str | None,
    start: int,
) -> tuple[tuple[int, int], ...]:
    """Return the token ranges of the segments from a start on, each the first after the one before.

    An empty result: a segment is too far away.
    """
    spans = [(start, start + len(norms[0]) - 1)]
    for segment, wanted in zip(segments[1:], norms[1:], strict=True):
        last = spans[-1][1]
        following = page_index.hits(wanted, last + 1, 1)
        if not following or not _is_near(segment, page_index, last, following[0], text, language):
            return ()
        spans.append((following[0], following[0] + len(wanted) - 1))
    return tuple(spans)


def _is_near(
    segment: QuoteSegment, page_index: TokenIndex, last: int, start: int, text: str, language: str | None
) -> bool:
    gap = page_index.token(start).start - page_index.token(last).end
    if gap > (EDITORIAL_MAX_CHARS if segment.after_editorial else ELISION_MAX_CHARS):
        return False
    return hidden(segment, page_index, last, start, text, language) is None


def hidden(
    segment: QuoteSegment, page_index: TokenIndex, last: int, start: int, text: str, language: str | None
) -> tuple[int, int] | None:
    """Return the text before a segment that no honest elision leaves out: a nearby "not", or the page's own brackets."""
    between = page_index.tokens(last + 1, start)
    if not between or len(between) > 2 * NEAR_GAP_TOKENS:
        return None
    if segment.own and [token.norm for token in segment.own] == [token.norm for token in between]:
        return None
    if segment.after_editorial and re.search(r"\[\s*[^\d\s\]…]", text[page_index.token(last).end : between[-1].end]):
        return between[0].start, between[-1].end
    near = between if len(between) <= NEAR_GAP_TOKENS else []
    return next(((token.start, token.end) for token in near if negates(token.norm, language, text, token.start)), None)
