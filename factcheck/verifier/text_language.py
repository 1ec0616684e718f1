"""Detects the language of a text by its script or its most common words. Pure."""

import re
from collections import Counter
from functools import cache

from factcheck.languages import by_language

_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"\w+")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]+")),
    ("ko", re.compile("[\uac00-\ud7af]+")),
    ("zh", re.compile("[\u4e00-\u9fff]+")),
    ("th", re.compile("[\u0e00-\u0e7f]+")),
    ("ar", re.compile("[\u0600-\u06ff]+")),
    ("he", re.compile("[\u0590-\u05ff]+")),
    ("el", re.compile("[\u0370-\u03ff]+")),
    ("hi", re.compile("[\u0900-\u097f]+")),
)


def language_of(text: str) -> str | None:
    """Return the probable language of a text, by its script or its most common words, or None where it is unclear."""
    sample = text[:6000]
    letters = _length(_LETTERS, sample)
    if letters < 20:
        return None
    for tag, script in () if sample.isascii() else _SCRIPTS:
        if _length(script, sample) > letters * (0.05 if tag == "ja" else 0.3):
            return tag
    words = Counter(_WORD.findall(sample.lower()))
    counts = {tag: sum(map(words.__getitem__, stops & words.keys())) for tag, stops in common_words().items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] >= max(3, words.total() * 0.08) else None


def _length(pattern: re.Pattern[str], text: str) -> int:
    return len("".join(pattern.findall(text)))


SCRIPT_LANGUAGES = frozenset(tag for tag, _ in _SCRIPTS)
"""Languages that ``language_of`` recognizes by their script."""


@cache
def common_words() -> dict[str, frozenset[str]]:
    """Return the most frequent words of each language that ``language_of`` recognizes by its words."""
    return {tag: frozenset(words) for tag, words in by_language("detection", "common_words").items()}


@cache
def detected_languages() -> frozenset[str]:
    """Return the languages that ``language_of`` can recognize."""
    return SCRIPT_LANGUAGES | common_words().keys()
