"""The notation of patterns in language files: regular expressions, made easier to write and to read.

Case does not matter. Two things differ from Python's ``re``: a plain group never captures, so that ``(page|article)``
needs no ``?:``; and ``’`` matches both the typographic and the straight apostrophe.
"""

import re
from collections.abc import Iterable

APOSTROPHE = "’"
_SPECIAL = re.compile(rf"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?!\?)|{APOSTROPHE}", re.DOTALL)


def expression_of(pattern: str) -> str:
    """Return a pattern of a language file as a regular expression of Python."""
    return _SPECIAL.sub(_replacement, pattern)


def joined(patterns: Iterable[str]) -> str:
    """Return one regular expression that matches what any of the patterns matches, the first that matches first."""
    return "|".join(map(expression_of, patterns))


def _replacement(match: re.Match[str]) -> str:
    found = match[0]
    return "(?:" if found == "(" else "['’]" if found == APOSTROPHE else found
