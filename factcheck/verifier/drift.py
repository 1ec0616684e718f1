"""How far a page's words have moved between two looks: a number to show, never an alarm by itself."""

import re

WORDS = 4
"""Words of a shingle (Broder, "On the resemblance and containment of documents", 1997)."""
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")


def drift(before: str, after: str) -> float:
    """Return the share of word shingles that only one of two texts has: 0 the same, 1 nothing shared.

    Figures count as one another: dates, counters and tokens change at every load.
    """
    ours, theirs = _shingles(before), _shingles(after)
    if not ours and not theirs:
        return 0.0
    return 1 - len(ours & theirs) / len(ours | theirs)


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(_DIGITS.sub("0", text.casefold()))
    if not words:
        return set()
    return set(zip(*(words[offset:] for offset in range(WORDS)), strict=False)) or {tuple(words)}
