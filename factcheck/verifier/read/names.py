"""The names that authors give their elements, by their parts: ``govuk-visually-hidden``, ``Comment_body__x1y2``."""

import re
from collections.abc import Iterator
from functools import lru_cache

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")
_HASH = re.compile(r"\d|[^aeiouyаеиоуäöüéèáíóú]{4,}\Z", re.IGNORECASE)
"""A part that a tool made up: it has a figure in it, or no vowel."""
NAME_MAX_CHARACTERS = 80
"""Characters of a name that says something."""
LAYOUT_PARTS = frozenset(
    (
        "area areas bar block blocks bottom box boxes bubble card cards cell cluster col column component container cont"
        " css div element el embed entries entry feed footer frame group head header holder inline inner item items js"
        " layer left level line link links list lists main mobile desktop module msg node outer panel pane placeholder"
        " region right root row rows sc section sections slot slots span stack stream style styled styles tree ui unit"
        " view widget widgets wrap wrapper zone"
    ).split()
)
"""Parts that say how an element is built, and nothing of what it holds."""


@lru_cache(maxsize=8192)
def parts_of(name: str) -> tuple[str, ...]:
    """Return a name's parts in small letters, without those that a tool made up."""
    pieces = re.split(r"[-_:./]+", name.replace("a11y", "ally"))
    found: list[str] = []
    for piece in pieces:
        parts = _PART.findall(piece)
        if len(parts) > 1 and found and any(part.isdigit() for part in parts):
            continue
        found += [part.lower() for part in parts]
    return tuple(part for part in found if not (found[0] != part and _HASH.search(part)))


def around(name: str, phrases: dict[str, tuple[tuple[str, ...], ...]]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Yield each place of a phrase in a name: what stands before it, the phrase, and what stands after it."""
    parts = parts_of(name) if len(name) <= NAME_MAX_CHARACTERS else ()
    for number, part in enumerate(parts):
        for phrase in phrases.get(part, ()):
            end = number + len(phrase)
            if parts[number:end] == phrase:
                yield parts[:number], phrase, parts[end:]


def phrases(text: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return phrases, written with hyphens between their parts, by their first part; long ones first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(text.split(), key=len, reverse=True):
        parts = tuple(phrase.split("-"))
        found.setdefault(parts[0], []).append(parts)
    return {first: tuple(each) for first, each in found.items()}
