"""Splits the text of an article into sentences."""

import re
from collections.abc import Iterator

from factcheck.spotting.values import BlockKind, Reading, Sentence

_PARAGRAPH = re.compile(r"[^\n\ufeff]+(?:\n[^\n]+)*")
_LINE = re.compile(r"[^\n\ufeff]+")
_STOP = re.compile(
    r"[.!?…]+[»”\"'’)\]]*(?=\s+[^\s\d(]?[«“\"„¿¡]?\s?[A-ZÀ-ÖØ-ÞА-ЯЁЄІЇҐ\d])|[。！？؟।]+|(?<=\w)[.!?…]+[»”\"'’)\]]*$"
)
_TEMPLATE = re.compile(r"\{\{|\}\}")
HEADING_MAX_CHARACTERS = 120


def sentences(reading: Reading, language: str | None) -> tuple[Sentence, ...]:
    """Return the sentences of an article, of every kind of block, in their order."""
    blocks = _LINE if reading.kind == "html" else _PARAGRAPH
    found: list[Sentence] = []
    for number, block in enumerate(blocks.finditer(reading.text)):
        kind = _kind(block[0])
        for start, end in _spans(reading.text, block.start(), block.end()):
            found.append(Sentence(start, end, number, kind, reading.text[start:end]))
    return tuple(found)


def _kind(block: str) -> BlockKind:
    words = block.strip()
    if _TEMPLATE.search(words):
        return BlockKind.RESIDUE
    if words.isupper() and len(words.split()) > 3:
        return BlockKind.HEADLINE
    is_short = len(words) <= HEADING_MAX_CHARACTERS and words[-1:].isalnum()
    return BlockKind.HEADING if is_short else BlockKind.PROSE


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of a block, without the white space around them."""
    stops = [stop.end() for stop in _STOP.finditer(text, start, end)]
    for stop in [*stops, end]:
        while start < stop and text[start].isspace():
            start += 1
        last = stop
        while last > start and text[last - 1].isspace():
            last -= 1
        if last > start:
            yield start, last
        start = stop
