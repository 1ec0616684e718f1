"""The search for the words as they were quoted, parted where the quote is elided."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.verifier.locate.difference_kinds import negates
from factcheck.verifier.locate.quote import Part
from factcheck.verifier.locate.token_index import MANY, Row

GAP = 900
"""Characters an elision may stand for."""
EDITORIAL_GAP = 80
"""Characters an editor's brackets may stand for."""
BESIDE = 4
"""Tokens of a gap so short that a negation in it belongs to the words around it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Token numbers of the places where the parts stand, the last number of each inclusive."""

    spans: tuple[tuple[int, int], ...]

    @property
    def first(self) -> int:
        """The first token's number."""
        return self.spans[0][0]

    @property
    def last(self) -> int:
        """The last token's number."""
        return self.spans[-1][1]


def hits_of(parts: Sequence[Part], row: Row, text: str, language: str | None) -> list[Hit]:
    """Return the passages in which every part follows the one before closely."""
    norms = [part.norms for part in parts]
    starts = row.hits(norms[0], many=max(1, MANY // len(parts)))
    return [Hit(spans) for start in starts if (spans := _follow(parts, norms, row, text, language, start))]


def _follow(
    parts: Sequence[Part], norms: list[list[str]], row: Row, text: str, language: str | None, start: int
) -> tuple[tuple[int, int], ...]:
    """Return where the parts stand from a token on, each at the first place after the one before; none: too far away."""
    spans = [(start, start + len(norms[0]) - 1)]
    for part, wanted in zip(parts[1:], norms[1:], strict=True):
        last = spans[-1][1]
        following = row.hits(wanted, last + 1, 1)
        if not following or not _near(part, row, last, following[0], text, language):
            return ()
        spans.append((following[0], following[0] + len(wanted) - 1))
    return tuple(spans)


def _near(part: Part, row: Row, last: int, start: int, text: str, language: str | None) -> bool:
    gap = row.token(start).start - row.token(last).end
    if gap > (EDITORIAL_GAP if part.after_editorial else GAP):
        return False
    return hidden(part, row, last, start, text, language) is None


def hidden(part: Part, row: Row, last: int, start: int, text: str, language: str | None) -> tuple[int, int] | None:
    """Return what stands before a part that no honest elision leaves out: a "not" beside it, or the page's own brackets."""
    between = row.tokens(last + 1, start)
    if not between or len(between) > 2 * BESIDE:
        return None
    if part.own and [token.norm for token in part.own] == [token.norm for token in between]:
        return None
    if part.after_editorial and re.search(r"\[\s*[^\d\s\]…]", text[row.token(last).end : between[-1].end]):
        return between[0].start, between[-1].end
    near = between if len(between) <= BESIDE else []
    return next(((token.start, token.end) for token in near if negates(token.norm, language, text, token.start)), None)
