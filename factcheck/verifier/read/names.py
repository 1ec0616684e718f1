"""Splits the classes and ids of elements into parts: ``govuk-visually-hidden``, ``Comment_body__x1y2``."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")
_HASH = re.compile(r"\d|[bcdfghjklmnpqrstvwxz]{4,}\Z", re.IGNORECASE)
"""A part that a tool generated: it has a digit, or ends in four consonants."""
NAME_MAX_CHARACTERS = 80
"""Maximum length of a name with a meaning."""
LAYOUT_PARTS = frozenset(
    (
        "area areas bar block blocks bottom box boxes bubble card cards cell cluster col column component container cont"
        " css div element el embed entries entry feed footer frame group head header holder inline inner item items js"
        " layer left level line link links list lists main mobile desktop module msg node outer panel pane placeholder"
        " region right root row rows sc section sections slot slots span stack stream style styled styles tree ui unit"
        " view widget widgets wrap wrapper zone"
    ).split()
)
"""Parts that describe the layout of an element, and not its contents."""


@lru_cache(maxsize=8192)
def parts_of(name: str) -> tuple[str, ...]:
    """Return the parts of a name in lower case, without those that a tool generated."""
    pieces = re.split(r"[-_:./]+", name.replace("a11y", "ally"))
    found: list[str] = []
    for piece in pieces:
        parts = _PART.findall(piece)
        if len(parts) > 1 and found and any(part.isdigit() for part in parts):
            continue
        found += [part.lower() for part in parts]
    return tuple(part for part in found if not (found[0] != part and _HASH.search(part)))


def around(name: str, phrases: dict[str, tuple[tuple[str, ...], ...]]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Yield each occurrence of a phrase in a name: the parts before it, the phrase, and the parts after it."""
    parts = parts_of(name) if len(name) <= NAME_MAX_CHARACTERS else ()
    for number, part in enumerate(parts):
        for phrase in phrases.get(part, ()):
            end = number + len(phrase)
            if parts[number:end] == phrase:
                yield parts[:number], phrase, parts[end:]


def finder(pattern: str) -> Callable[[str], bool]:
    """Return a test whether names contain a pattern of small letters, in any case: much faster than ``re.IGNORECASE``."""
    small, any_case = re.compile(pattern).search, re.compile(pattern, re.IGNORECASE).search

    def found(names: str) -> bool:
        return (small(names.lower()) if names.isascii() else any_case(names)) is not None

    return found


def phrases(text: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return phrases, whose parts are joined by hyphens, by their first part, with the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(text.split(), key=len, reverse=True):
        parts = tuple(phrase.split("-"))
        found.setdefault(parts[0], []).append(parts)
    return {first: tuple(each) for first, each in found.items()}
