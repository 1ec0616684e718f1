"""Quoted words made ready for the search: parted where they are elided, an editor's brackets set aside."""

import re
from dataclasses import dataclass

from factcheck.verifier.locate.normalization import INVISIBLE
from factcheck.verifier.locate.tokens import Token, tokens

_ELISION = re.compile(
    r"\s*(?:[\[(（〔［]\s*(?:[…⋯]+|\.\s?\.(?:\s?\.)*|snip)\s*[\])）〕］]|[…⋯]+|\.\s?\.\s?\.(?:\s?\.)*|/\.{2,}/)\s*"
)
_EDITORIAL = re.compile(r"\[(?!\s*\d{1,3}\s*\])[^\[\]]{2,80}\]|\((?:sic|sic!)\)")
_CAPITAL = re.compile(r"\[(\w)\](?=\w)")
_CUT, _SET_IN = "\0", "\1"


@dataclass(frozen=True, slots=True)
class Part:
    """Tokens that must stand in a row; their offsets are those of the quote."""

    row: list[Token]
    after_editorial: bool = False
    """Only an editor's brackets part it from what stands before."""
    own: tuple[Token, ...] = ()
    """The words in those brackets: the editor's, not the page's."""
    own_after: tuple[Token, ...] = ()
    """The words in brackets behind the last part."""

    @property
    def norms(self) -> list[str]:
        """What is compared."""
        return [token.norm for token in self.row]


def literal(exact: str, language: str | None) -> list[Part]:
    """Return the quote as one part, its dots and brackets taken as they stand."""
    row = tokens(_CAPITAL.sub(lambda letter: "  " + letter[1], exact), language)
    return [Part(row)] if row else []


def elided(exact: str, language: str | None) -> list[Part]:
    """Return the quote's parts, between elisions and an editor's brackets; one part, or none: nothing is left out."""
    masked = _CAPITAL.sub(lambda letter: "  " + letter[1], exact)
    brackets = [(words.start(), words.end()) for words in _EDITORIAL.finditer(masked)]
    masked = _EDITORIAL.sub(lambda words: _SET_IN * len(words[0]), masked)
    masked = _ELISION.sub(lambda dots: _CUT * len(dots[0]), masked)
    if _CUT not in masked and _SET_IN not in masked:
        return []

    def own(low: int, high: int) -> tuple[Token, ...]:
        inside = [(a, b) for a, b in brackets if low <= a and b <= high]
        return tuple(
            token._replace(start=token.start + a, end=token.end + a)
            for a, b in inside
            for token in tokens(exact[a:b], language)
        )

    rows: list[list[Token]] = []
    for token in tokens(masked, language):
        between = masked[rows[-1][-1].end : token.start] if rows else ""
        if not rows or _CUT in between or _SET_IN in between:
            rows.append([])
        rows[-1].append(token)
    parts: list[Part] = []
    low = 0
    for number, row in enumerate(rows):
        between, last = masked[low : row[0].start], number == len(rows) - 1
        editorial = _SET_IN in between and _CUT not in between
        parts.append(
            Part(
                row,
                after_editorial=editorial and number > 0,
                own=own(low, row[0].start) if editorial else (),
                own_after=own(row[-1].end, len(exact)) if last and _CUT not in masked[row[-1].end :] else (),
            )
        )
        low = row[-1].end
    return parts


def unworded(exact: str) -> str:
    """Return what a quote without any word is looked for by: its marks."""
    return INVISIBLE.sub("", exact).strip()
