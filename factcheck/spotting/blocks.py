"""The blocks of an article: paragraphs, and what is not the article's own statement, each with its kind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from factcheck.languages import in_every_file
from factcheck.languages.patterns import joined
from factcheck.matching.lexicon import fold
from factcheck.spotting.spotting_words import SpottingWords
from factcheck.spotting.values import BlockKind, Reading

BLOCK_MAX_CHARACTERS = 20_000
"""A longer block is cut: it is no paragraph that a person wrote."""
WRAPPED_MAX_CHARACTERS = 100
"""Lines of a text that is wrapped by hand are not longer."""
HEADING_MAX_CHARACTERS = 160
LABEL_MAX_CHARACTERS = 90
NOTICE_MAX_CHARACTERS = 300
NOTICE_WITHIN_CHARACTERS = 60
"""Characters of a block within which a word such as "cookies" makes it a notice."""
CAPITALS_MIN_WORDS = 4
"""Words of a line in capitals that is the headline of another story."""
_TEMPLATE = re.compile(r"\{\{|\}\}|\{%|%\}|<%|%>")
_STOP_INSIDE = re.compile(r"[.!?…。！？؟।](?=\s)")
_PARAGRAPH = re.compile(r"[^\n\ufeff]+(?:\n(?!\s*\n)[^\n]+)*")
_LINE = re.compile(r"[^\n\ufeff]+")
_STOP = re.compile(r"[.!?…。！？؟।][»”\"'’)\]]*\s*$")
_CREDIT = re.compile(
    r"^\W*(?:©|\(c\)|\[(?![^\[\]\n]{1,60}\][:：]))|(?:©|/\s?(?:AFP|AP|Reuters|Getty|dpa|EFE|ANSA)\b)[^.]*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class ArticleBlock:
    """A block of an article."""

    start: int
    end: int
    kind: BlockKind


def blocks(reading: Reading, words: SpottingWords) -> list[ArticleBlock]:
    """Return the blocks of an article in order; white space around them is left out."""
    text = reading.text
    found: list[ArticleBlock] = []
    said: set[str] = set()
    for start, end in _spans(reading):
        kind = _kind(reading, text[start:end], start, words, is_first=not found)
        key = " ".join(_WORD.findall(fold(text[start:end])))
        if kind is BlockKind.PROSE and key in said:
            kind = BlockKind.QUOTE
        said.add(key)
        found.append(ArticleBlock(start, end, kind))
    return found


def _spans(reading: Reading) -> Iterator[tuple[int, int]]:
    pattern = _PARAGRAPH if reading.kind in {"text", "pdf"} and _is_wrapped(reading.text) else _LINE
    for found in pattern.finditer(reading.text):
        start, end = found.span()
        while start < end and reading.text[start].isspace():
            start += 1
        while end > start and reading.text[end - 1].isspace():
            end -= 1
        while end - start > BLOCK_MAX_CHARACTERS:
            cut = _cut(reading.text, start, start + BLOCK_MAX_CHARACTERS)
            yield start, cut
            start = cut
        yield start, end


def _cut(text: str, start: int, end: int) -> int:
    """Return where a long block is cut: after the last full stop, else between two words, else where it must be."""
    stops = [match.end() for match in _STOP_INSIDE.finditer(text, start + (end - start) // 2, end)]
    space = text.rfind(" ", start + 1, end)
    return stops[-1] if stops else space if space > 0 else end


def _is_wrapped(text: str) -> bool:
    """Return whether the lines of a text are wrapped by hand: most do not end a sentence, and none is long."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()]
    if len(lines) < 3 or sorted(map(len, lines))[len(lines) * 9 // 10] > WRAPPED_MAX_CHARACTERS:
        return False
    return sum(bool(_STOP.search(line)) for line in lines) < len(lines) * 0.6


def _kind(reading: Reading, block: str, start: int, words: SpottingWords, *, is_first: bool) -> BlockKind:
    folded = fold(block)
    has_stop = bool(_STOP.search(block))
    if _TEMPLATE.search(block) or not any(character.isalpha() for character in block):
        return BlockKind.RESIDUE
    if block.isupper() and len(block.split()) >= CAPITALS_MIN_WORDS:
        return BlockKind.HEADING if is_first else BlockKind.HEADLINE
    if _labels().match(folded):
        return BlockKind.HEADLINE
    if _corrections().match(folded):
        return BlockKind.RESIDUE
    is_event = has_stop and len(block) > NOTICE_WITHIN_CHARACTERS and words.forms["past"].search(block)
    if (
        len(block) <= NOTICE_MAX_CHARACTERS
        and not is_event
        and any(each.start < NOTICE_WITHIN_CHARACTERS for each in words.notices.find(folded))
    ):
        return BlockKind.RESIDUE
    if (len(block) <= NOTICE_MAX_CHARACTERS and words.captions.match(folded)) or _CREDIT.search(block):
        return BlockKind.CAPTION
    if len(block) <= LABEL_MAX_CHARACTERS and not has_stop and words.bylines.match(folded):
        return BlockKind.RESIDUE
    if any(low <= start < high for low, high in reading.interruptions):
        return BlockKind.CAPTION if has_stop else BlockKind.HEADLINE
    if not has_stop and len(block) <= HEADING_MAX_CHARACTERS and (is_first or block[-1] not in ':;,»”"'):
        return BlockKind.HEADING
    return BlockKind.PROSE


@cache
def _labels() -> re.Pattern[str]:
    """Return the pattern of labels before the headline of another story: read also."""
    return re.compile(
        rf"\W*(?:{joined(in_every_file('page_parts', 'related_labels'))})\b\s*[:\u2013\u2014>»-]?", re.IGNORECASE
    )


@cache
def _corrections() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{joined(in_every_file('page_parts', 'correction_labels'))})\b", re.IGNORECASE)
