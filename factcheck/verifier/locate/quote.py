"""Preparation of a quote for the search: split at elisions, with editorial brackets set aside."""

import re
from dataclasses import dataclass

from factcheck.verifier.locate.normalization import INVISIBLE
from factcheck.verifier.locate.tokens import Token, tokens

_ELISION = re.compile(
    r"\s*(?:[\[(（〔［]\s*(?:[…⋯]+|\.\s?\.(?:\s?\.)*|snip)\s*[\])）〕］]|[…⋯]+|\.\s?\.\s?\.(?:\s?\.)*|/\.{2,}/)\s*"
)
_EDITORIAL = re.compile(r"\[(?!\s*\d{1,3}\s*\])[^\[\]]{2,80}\]|\((?:sic|sic!)\)")
_BRACKETED_CAPITAL = re.compile(r"\[(\w)\](?=\w)")
_ELISION_MARK, _EDITORIAL_MARK = "\0", "\1"


@dataclass(frozen=True, slots=True)
class QuoteSegment:
    """Consecutive tokens, with offsets into the quote."""

    tokens: list[Token]
    after_editorial: bool = False
    """Only editorial brackets are between it and the segment before."""
    own: tuple[Token, ...] = ()
    """The words in those brackets: the editor's, not the page's."""
    own_after: tuple[Token, ...] = ()
    """The words in brackets after the last segment."""

    @property
    def norms(self) -> list[str]:
        """The normalized words, which are compared."""
        return [token.norm for token in self.tokens]


def literal(exact: str, language: str | None) -> list[QuoteSegment]:
    """Return the quote as one segment, with its dots and brackets taken literally."""
    run = tokens(_BRACKETED_CAPITAL.sub(lambda letter: "  " + letter[1], exact), language)
    return [QuoteSegment(run)] if run else []


def elided(exact: str, language: str | None) -> list[QuoteSegment]:
    """Return the segments between elisions and editorial brackets; none if nothing is left out."""
    masked = _BRACKETED_CAPITAL.sub(lambda letter: "  " + letter[1], exact)
    brackets = [(words.start(), words.end()) for words in _EDITORIAL.finditer(masked)]
    masked = _EDITORIAL.sub(lambda words: _EDITORIAL_MARK * len(words[0]), masked)
    masked = _ELISION.sub(lambda dots: _ELISION_MARK * len(dots[0]), masked)
    if _ELISION_MARK not in masked and _EDITORIAL_MARK not in masked:
        return []

    def own(low: int, high: int) -> tuple[Token, ...]:
        inside = [(a, b) for a, b in brackets if low <= a and b <= high]
        return tuple(
            token._replace(start=token.start + a, end=token.end + a)
            for a, b in inside
            for token in tokens(exact[a:b], language)
        )

    runs: list[list[Token]] = []
    for token in tokens(masked, language):
        between = masked[runs[-1][-1].end : token.start] if runs else ""
        if not runs or _ELISION_MARK in between or _EDITORIAL_MARK in between:
            runs.append([])
        runs[-1].append(token)
    parts: list[QuoteSegment] = []
    low = 0
    for number, run in enumerate(runs):
        between, last = masked[low : run[0].start], number == len(runs) - 1
        editorial = _EDITORIAL_MARK in between and _ELISION_MARK not in between
        parts.append(
            QuoteSegment(
                run,
                after_editorial=editorial and number > 0,
                own=own(low, run[0].start) if editorial else (),
                own_after=own(run[-1].end, len(exact)) if last and _ELISION_MARK not in masked[run[-1].end :] else (),
            )
        )
        low = run[-1].end
    return parts


def bare_marks(exact: str) -> str:
    """Return the marks of a quote without words."""
    return INVISIBLE.sub("", exact).strip()
