"""The sentences of an article.

sentencex finds where sentences end in 240 languages. What it gets wrong in the articles of the web is repaired here: it ends
a sentence after some abbreviations ("M.", "ok.") and at a full stop that was typed by mistake. A sentence goes on where the
next one does not begin with a capital letter, a figure or a quotation mark, and where a quotation or a bracket is open.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from sentencex import get_sentence_boundaries

from factcheck.matching.lexicon import fold
from factcheck.spotting.blocks import blocks
from factcheck.spotting.spotting_words import SpottingWords, spotting_words
from factcheck.spotting.values import BlockKind, Reading, Sentence

SENTENCE_MAX_CHARACTERS = 1_200
"""Beyond that, an open quotation no longer joins sentences."""
RUN_MAX_CHARACTERS = 4_000
"""Longer text without a full stop, such as captions without punctuation, is cut between words."""
_LAST_WORD = re.compile(r"([^\W\d_][\w.’'-]*)\.[»”\"')\]]*$")
_ORDINAL = re.compile(r"(?:^|\s)\d{1,2}\.$")
_BEGINS = re.compile(r"[\s«“„\"'‘’(\[¿¡—–-]*([^\W_])")
_QUOTATION = re.compile(r"(?<=[^\W\d_]{3}[.!?])\s+(?=[«“„\"]\s?[^\W\d_a-zß-ÿа-яёєіїґ])")
"""The gap before a quotation that begins a sentence, which sentencex overlooks after "May." and other months."""
_DATELINE = re.compile(
    r"(?:[^\W\d_a-z][^.:;\n\d]{1,60},\s(?:\d{1,2}\.?\s(?:de\s)?[^\W\d_]+\.?|[^\W\d_]+\.?\s\d{1,2})(?:,?\s(?:de\s)?\d{4})?"
    r"(?:\s*\([^()\n]{2,40}\)\.?\s*[-–—]*|\s*[-–—]+)|[^\W\d_a-z][^.:;()\n\d]{1,40}\s\([A-Za-z]{2,20}\)\.?\s*[-–—]+)(?=\s|$)\s*"
)
"""The place, the day and the agency that a report begins with: LEEDS, July 17 (Northwire) -"""
_OPENERS, _CLOSERS = "«“„([", "»”)]"


class Span(NamedTuple):
    """The place of a sentence."""

    start: int
    end: int


def sentences(reading: Reading, language: str | None) -> tuple[Sentence, ...]:
    """Return the sentences of an article, of every kind of block, in their order."""
    words = spotting_words(language)
    found: list[Sentence] = []
    said: dict[str, int] = {}
    for number, block in enumerate(blocks(reading, words)):
        for start, end in split(reading.text, block.start, block.end, words):
            dateline = _DATELINE.match(reading.text, start, end) if start == block.start else None
            if dateline and block.kind is BlockKind.PROSE:
                found.append(Sentence(start, dateline.end(), number, BlockKind.RESIDUE, dateline.group()))
                start = dateline.end()
            if start >= end:
                continue
            text = reading.text[start:end]
            kind = block.kind
            key = " ".join(fold(text).split()).strip("«»“”„\"' .")
            if kind is BlockKind.PROSE and key in said and said[key] != number:
                kind = BlockKind.QUOTE
            if kind is BlockKind.PROSE:
                said.setdefault(key, number)
            found.append(Sentence(start, end, number, kind, text))
    return tuple(found)


def split(text: str, start: int, end: int, words: SpottingWords) -> Iterator[Span]:
    """Yield the places of the sentences between two offsets, without the white space around them."""
    begun: int | None = None
    pieces = list(_pieces(text, start, end, words.tag))
    for at, (low, high) in enumerate(pieces):
        begun = low if begun is None else begun
        if at + 1 < len(pieces) and _goes_on(text, begun, high, pieces[at + 1][0], words):
            continue
        for first, last in _short_enough(text, begun, high):
            yield from _trimmed(text, first, last)
        begun = None


def _pieces(text: str, start: int, end: int, tag: str) -> Iterator[tuple[int, int]]:
    for each in get_sentence_boundaries(tag or "en", text[start:end]):
        low, high = start + each["start_index"], start + each["end_index"]
        for found in _QUOTATION.finditer(text, low, high):
            yield low, found.start()
            low = found.start()
        yield low, high


def _short_enough(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence, or the parts of a text without full stops, cut between words where there are any."""
    if end - start > RUN_MAX_CHARACTERS:
        while end - start > SENTENCE_MAX_CHARACTERS:
            last = start + SENTENCE_MAX_CHARACTERS
            space = max(text.rfind(" ", start + 1, last), text.rfind("\n", start + 1, last))
            cut = space if space > 0 else last
            yield start, cut
            start = cut
    yield start, end


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield Span(start, end)


def _goes_on(text: str, start: int, end: int, following: int, words: SpottingWords) -> bool:
    """Return whether the sentence before a boundary goes on after it."""
    before = text[start:end].rstrip()
    begins = _BEGINS.match(text, following)
    if begins is None or begins[1].islower():
        return not before.endswith(("…", "!", "?", "。", "！", "？", "؟", "।")) or before.endswith("…")
    if _ORDINAL.search(before):
        return words.tag in {"de", "da", "no", "nb", "fi", "cs", "sk", "hu", "et", "lv", "hr", "sl", "sr"}
    if (last := _LAST_WORD.search(before)) and _is_abbreviation(last[1], words):
        return True
    if len(before) > SENTENCE_MAX_CHARACTERS:
        return False
    brackets = sum(before.count(each) for each in "([") - sum(before.count(each) for each in ")]")
    return brackets > 0


def _is_abbreviation(word: str, words: SpottingWords) -> bool:
    folded = fold(word).rstrip(".")
    if len(word) == 1 and word.isupper():
        return True
    return folded in words.abbreviations or ("." in folded and all(len(part) <= 2 for part in folded.split(".")))
