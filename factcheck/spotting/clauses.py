"""Clauses that can be checked on their own inside a sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from factcheck.matching.lexicon import fold
from factcheck.spotting.spotting_words import SpottingWords

CLAUSE_MIN_WORDS = 5
CLAUSE_MIN_CHARACTERS = 25
OPENING_MIN_WORDS = 5
"""Words of an opening such as "A few days before its mandate expired," that states something itself."""
INNER_MAX_SHARE = 0.6
"""Share of a sentence: a longer clause says what the sentence says."""
REPORT_MAX_SHARE = 0.75
"""The same for what is before a participle such as "confirming that"."""
SEGMENT_MIN_WORDS = 8
"""Words of a piece between commas."""
_COMMA = re.compile(r"[,;]\s+(?!\d)")
_OPENING = re.compile(r"[^,;:.«“\"]+(?=,\s)")
_RELATIVE = {
    "fr": r",\s+(?:que|qui|dont)\s+",
    "en": r",\s+(?:which|who|whose)\s+",
    "de": r",\s+(?:der|die|das|den|dem)\s+",
    "es": r",\s+(?:que|quien|cuyo|cuya)\s+",
    "it": r",\s+(?:che|cui)\s+",
    "pt": r",\s+(?:que|quem|cujo|cuja)\s+",
    "nl": r",\s+(?:die|dat)\s+",
    "pl": r",\s+(?:ktor\w+)\s+",
    "ru": r",\s+(?:котор\w+)\s+",
    "uk": r",\s+(?:як\w+)\s+",
    "sv": r",\s+(?:som)\s+",
}
"""Words that begin a clause about the noun before them, by language; for folded text."""
_REPORTING = {
    "fr": r"\s(?=[^\W\d_]{4,}ant\squ['’e])",
    "en": r"\s(?=[^\W\d_]{4,}ing\sthat\s)",
    "es": r"\s(?=[^\W\d_]{3,}ndo\sque\s)",
}
"""A participle that reports what the statement before it says: a report confirming that…"""
_DETERMINED = {"fr": r"\s(?=[^\W\d_]{5,}ant\s(?:leurs?|las?|les?|sa|son|ses|une?|des)\s)"}
"""A participle with an object, which states something more: soulignant leur coordination."""
_PARTICIPLE = {
    "fr": r",\s+(?=[^\W\d_]{3,}ant\s)",
    "en": r",\s+(?!according|including|regarding|concerning|following|depending|during)(?=[^\W\d_]{3,}ing\s)",
    "es": r",\s+(?=[^\W\d_]{3,}[ae]ndo\s)",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a sentence."""

    start: int
    end: int
    is_part: bool
    """The sentence is divided into such clauses; otherwise the clause is inside a sentence that stays."""


def clauses(text: str, words: SpottingWords) -> Iterator[Clause]:
    """Yield the clauses of a sentence that might be checked on their own, as offsets into ``text``."""
    for found in re.finditer(_REPORTING.get(words.tag, "(?!)"), fold(text)):
        if _is_long_enough(text[: found.start()]) and found.start() <= REPORT_MAX_SHARE * len(text):
            yield Clause(0, found.start(), False)
    for each in _clauses(text, words):
        if each.is_part or each.end - each.start <= INNER_MAX_SHARE * len(text):
            yield each


def _clauses(text: str, words: SpottingWords) -> Iterator[Clause]:
    folded = fold(text)
    places = [found for found in words.contrasts.finditer(folded) if found[1] not in _WEAK]
    if places and _is_quotation_free(text):
        yield from _parts(text, [(found.start(), found.end()) for found in places[:2]])
    if (opening := _OPENING.match(text)) and len(opening.group().split()) >= OPENING_MIN_WORDS:
        yield Clause(0, opening.end(), False)
    for table in (_RELATIVE, _PARTICIPLE, _DETERMINED):
        pattern = table.get(words.tag)
        for found in re.finditer(pattern, folded) if pattern else ():
            end = _clause_end(text, found.end())
            start = found.start()
            start += text[start] == ","
            while start < end and text[start].isspace():
                start += 1
            if _is_long_enough(text[start:end]):
                yield Clause(start, end, False)


_WEAK = frozenset({"and", "et", "und", "y", "e", "en", "i", "и", "і", "och"})
"""Conjunctions that join words as often as statements."""


def _parts(text: str, places: list[tuple[int, int]]) -> Iterator[Clause]:
    bounds = [0, *(end for _, end in places)]
    ends = [*(start for start, _ in places), len(text)]
    parts = list(zip(bounds, ends, strict=True))
    if all(_is_long_enough(text[start:end]) for start, end in parts):
        for start, end in parts:
            yield Clause(start, end, True)


def _is_quotation_free(text: str) -> bool:
    return not re.search(r"[«“„\"]", text)


def _is_long_enough(clause: str) -> bool:
    return len(clause.split()) >= CLAUSE_MIN_WORDS and len(clause) >= CLAUSE_MIN_CHARACTERS


def _clause_end(text: str, start: int) -> int:
    """Return the end of a clause: the next comma outside of a figure, a quotation mark, or the end."""
    found = re.search(r",(?!\d)|[;»”]|\s[–—]\s|[.!?]+[»”\"]*$", text[start:])
    return start + found.start() if found else len(text)


def segments(text: str) -> Iterator[Clause]:
    """Yield the longer pieces of a sentence between commas: what may be checked in a sentence that is an opinion or an appeal."""
    bounds = [0, *(found.end() for found in _COMMA.finditer(text)), len(text)]
    for start, end in pairwise(bounds):
        piece = text[start:end].rstrip(" ,;")
        if len(piece.split()) >= SEGMENT_MIN_WORDS and len(piece) < len(text) - 1:
            yield Clause(start, start + len(piece), False)
