"""Quoted words made ready for the search: parted where they are elided, an editor's brackets set aside."""

import re
from dataclasses import dataclass

from factcheck.verifier.locate.letters import INVISIBLE
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
    masked = _EDITORIAL.sub(lambda words: _SET_IN * len(words[0]), masked)
    masked = _ELISION.sub(lambda dots: _CUT * len(dots[0]), masked)
    if _CUT not in masked and _SET_IN not in masked:
        return []
    parts: list[Part] = []
    for token in tokens(masked, language):
        between = masked[parts[-1].row[-1].end : token.start] if parts else ""
        if not parts or _CUT in between or _SET_IN in between:
            parts.append(Part([], after_editorial=_CUT not in between))
        parts[-1].row.append(token)
    return parts


def unworded(exact: str) -> str:
    """Return what a quote without any word is looked for by: its marks."""
    return INVISIBLE.sub("", exact).strip()
