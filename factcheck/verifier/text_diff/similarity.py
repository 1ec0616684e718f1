"""The distance between two versions of an article, as a number. Pure.

It is displayed, and never alone a reason for an alert.
"""

import re

SHINGLE_WORDS = 4
"""Number of consecutive words in a shingle (Broder, "On the resemblance and containment of documents", 1997)."""
_WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d+")
_UNSPACED = re.compile("([\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff])")


def drift(before: str, after: str) -> float:
    """Return the share of word shingles that only one of two texts has: 0 the same, 1 nothing in common.

    All numbers count as the same word, so that dates, counters and prices that change at every request have no effect.
    """
    ours, theirs = shingles(before), shingles(after)
    if not ours or not theirs:
        return 0.0 if ours == theirs else 1.0
    return 1 - len(ours & theirs) / len(ours | theirs)


def shingles(text: str) -> set[tuple[str, ...]]:
    """Return the shingles of a text, with all numbers alike."""
    words = _WORD.findall(_UNSPACED.sub(r" \1 ", _DIGIT.sub("0", text.casefold())))
    return (
        {tuple(words[start : start + SHINGLE_WORDS]) for start in range(max(1, len(words) - SHINGLE_WORDS + 1))}
        if words
        else set()
    )
