"""Lays out the texts of a page in lines: one for each block, with the region that ``evidence`` decides."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from factcheck.languages import in_every_file, pattern
from factcheck.verifier.document import Stretch
from factcheck.verifier.read.blocks import (
    LABEL_MAX_CHARACTERS,
    PROSE_MIN_CHARACTERS,
    Block,
    ends_a_sentence,
    is_interruption,
    is_teaser,
)
from factcheck.verifier.read.clean import (
    SHORT_MAX_CHARACTERS,
    bounded_length,
    dense,
    has_other_space,
    single_spaced,
    visible,
)
from factcheck.verifier.read.dom_walk import LINE_BREAK, Part, Piece
from factcheck.verifier.read.evidence import resolved
from factcheck.vocabulary import Region

_DATE = r"(?:\d{4}|\d{1,2}[./-]\d{1,2}|\d{1,2}(?:st|nd|rd|th|\.|er)?\s+[^\W\d]{3,12}|[^\W\d]{3,12}\.?\s+\d{1,2})"
_WHEN = rf"(?:\s*[(\[][^)\]]{{1,60}}[)\]]|[,;]?\s+[^:–—|\d]{{0,20}}?{_DATE}[^:–—|\w]?[^:–—|]{{0,8}})?"
_LABELLED = (
    rf"(?:{{}}){_WHEN}\s*[:：]|(?:{{}}){_WHEN}\s*[–—|]\s+(?:an?|in|une?|dans|en|eine?|nella?|numa?|в)\s.{{0,120}}"
    r"\b(?:version|fassung|versión|versione|versão|версии|headline|article|artikel|artículo|articolo|story)\b"
)
"""The pattern of a line that begins with the label of a correction."""
_ASCII_VERSION = ("ersi", "assung", "ERSI", "ASSUNG")
_VERSION = (*_ASCII_VERSION, "ersã", "ерсии", "ERSÃ", "ЕРСИИ")
"""Parts of words, of which each line that ``_EARLIER`` matches has one."""
_EARLIER = re.compile(
    r".{0,80}\b(?:an?|the) (?:earlier|previous|original) version of this (?:article|story|page|report|post|piece|headline)\b"
    r"|.{0,80}\bune (?:première )?version (?:antérieure|précédente|initiale)? ?de (?:cet article|ce texte)\b"
    r"|.{0,80}\bin einer (?:früheren|vorherigen|ersten) (?:version|fassung) (?:dieses|des) (?:artikels|textes|beitrags)\b"
    r"|.{0,80}\buna versión (?:anterior|previa) de (?:este artículo|esta (?:nota|noticia|información))\b"
    r"|.{0,80}\bin una (?:precedente )?versione (?:precedente )?di questo articolo\b"
    r"|.{0,80}\buma versão anterior (?:deste artigo|desta notícia)\b|.{0,80}\been eerdere versie van dit artikel\b"
    r"|.{0,80}\bв (?:предыдущей|первоначальной|ранней) версии (?:этой|этого|данной|данного) (?:статьи|материала|текста)\b",
    re.IGNORECASE,
)
_FURNITURE = frozenset({Region.RELATED, Region.NAVIGATION})
_MAY_CORRECT = frozenset({Region.ARTICLE, Region.RELATED})
_GROUP = re.compile(r"\d{3}(?!\d)")
EARLIER_MIN_CHARACTERS = 20
"""Least length of a line that ``_EARLIER`` matches."""
VERSION_MAX_POSITION = 120
"""The part of a word in ``_VERSION`` is within so many characters of the beginning."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The text of a page, its stretches, and the size of its article."""

    text: str
    stretches: tuple[Stretch, ...]
    prose: int
    """The number of characters of running text in the article, outside links and headings."""
    dense: int
    """The number of characters of dense scripts there, in lines of any length."""
    cut: bool
    interruptions: tuple[tuple[int, int], ...] = ()
    """The spans of blocks that interrupt the article."""


def lay_out(pieces: Sequence[Piece], parts: Sequence[Part], cut: bool) -> Layout:
    """Return the text, with each block on its own line, and its stretches."""
    blocks = _blocks(pieces)
    regions, passed_over = resolved(blocks, parts)
    out: list[str] = []
    stretches: list[Stretch] = []
    interruptions: list[tuple[int, int]] = []
    position = start = prose = dense_characters = 0
    running: Region | None = None
    article = Region.ARTICLE
    head = (0, 0)  # the last line, if it may be the heading of a following link or form
    for block in blocks:
        for region, line in _lines(block, regions):
            length = len(line)
            end = position + length + 1
            if region is not running:
                if running is not None:
                    stretches.append(Stretch(start, position, running))
                running, start = region, position
            out.append(line)
            if region is not article:
                follows = region in _FURNITURE
            else:
                prose += block.prose
                if not (line.isascii() or block.heading or 2 * block.linked > block.size):
                    dense_characters += dense(line)
                follows = block.parts[0] in passed_over or (
                    (block.linked > 0 or length < LABEL_MAX_CHARACTERS)
                    and not (line[0].isdigit() and line[-1].isdigit() and " " not in line and "/" not in line)
                    and is_interruption(block, line)
                )
                if follows:
                    interruptions.append((position, end))
            if follows and head[0] < head[1] == position and not ends_a_sentence(out[-2]):
                interruptions.insert(len(interruptions) - (region is article), head)
            if region is article and not follows and not block.linked and length < LABEL_MAX_CHARACTERS:
                head = (position, end if block.heading > 1 or length < PROSE_MIN_CHARACTERS else 0)
            position = end
    if running is not None:
        stretches.append(Stretch(start, position, running))
    out.append("")
    return _bounded(Layout("\n".join(out), tuple(stretches), prose, dense_characters, cut, tuple(interruptions)))


def _bounded(page: Layout) -> Layout:
    length = bounded_length(page.text)
    if length == len(page.text):
        return page
    stretches = tuple(
        Stretch(each.start, min(each.end, length), each.region) for each in page.stretches if each.start < length
    )
    interruptions = tuple((start, min(end, length)) for start, end in page.interruptions if start < length)
    return Layout(page.text[:length], stretches, page.prose, page.dense, cut=True, interruptions=interruptions)


def _blocks(pieces: Iterable[Piece]) -> list[Block]:
    blocks: list[Block] = []
    texts: list[str] = []
    parts: list[int] = []
    space = goes_on = False
    size = linked_size = level = pressed = lead = tail = 0
    for text, part, linked, heading in (*pieces, LINE_BREAK):
        if text is None:
            goes_on = part == LINE_BREAK[1] and (goes_on or bool(texts))
            if texts:
                line = texts[0] if len(texts) == 1 else "".join(texts) if parts.count(parts[0]) == len(parts) else ""
                blocks.append(Block(texts, parts, size, linked_size, level, pressed, lead, tail, line))
                texts, parts = [], []
                size = linked_size = level = pressed = lead = tail = 0
            space = False
            continue
        core = words = text.strip()
        if not words.isascii():
            text, words, core = _visible(text, words)
        elif len(words) < SHORT_MAX_CHARACTERS or "  " in words or has_other_space(words):
            core = " ".join(words.split())
        if not core:
            space = space or bool(text)
            continue
        apart = len(words) < len(text)
        if texts:
            core = " " + core if space or (apart and text[0].isspace()) else core
        elif goes_on and _GROUP.match(core):
            _continue_figure(blocks[-1])
        texts.append(core)
        parts.append(part)
        length = len(core)
        size += length
        if linked:
            linked_size += length
            pressed += length if linked > 1 else 0
            tail = 0
        elif linked_size:
            tail += length
        else:
            lead = len(texts)
        level = level or heading
        space = apart and text[-1].isspace()
    return blocks


def _visible(text: str, words: str) -> tuple[str, str, str]:
    """Return the visible characters of a text, the same without spaces around them, and these with single spaces."""
    core = single_spaced(words)
    if core is None:
        text = visible(text)
        words = text.strip()
        core = " ".join(words.split())
    return text, words, core


def _continue_figure(block: Block) -> None:
    """Append a space to a line that ends with a digit, which marks that the number may continue on the next line."""
    text = block.texts[-1]
    if text[-1].isdecimal() or (text[-1] in ".,'’" and text[-2:-1].isdecimal()):
        block.texts[-1] = text + " "
        block.line = block.line and block.line + " "


def _lines(block: Block, regions: Sequence[Region]) -> Iterable[tuple[Region, str]]:
    """Return a block's text as one line for each region, so that hidden or deleted text does not separate other words."""
    region, line = regions[block.parts[0]], block.line
    if not line:
        if not all(regions[part] is region for part in block.parts):
            return _parted(block, regions).items()
        line = "".join(block.texts)
    if region in _MAY_CORRECT and is_correction(line):
        region = Region.CORRECTION
    elif block.linked and block.lead and region is Region.ARTICLE and is_teaser(block):
        region = Region.RELATED
    return ((region, line),)


def _parted(block: Block, regions: Sequence[Region]) -> dict[Region, str]:
    first = Region.ARTICLE if any(regions[part] is Region.ARTICLE for part in block.parts) else None
    found: dict[Region, list[str]] = {first: []} if first else {}
    last: Region | None = None
    space = False
    for text, part in zip(block.texts, block.parts, strict=True):
        region = regions[part]
        line = found.setdefault(region, [])
        space = (space and last is not region) or text[0] == " "
        if line and space:
            line.append(" ")
        line.append(text.lstrip(" "))
        space = space and region is not first
        last = region
    lines = {region: "".join(texts) for region, texts in found.items()}
    if first is not None and is_correction(lines[first]):
        return {Region.CORRECTION: " ".join(lines.values())}
    return lines


def is_correction(line: str) -> bool:
    """Return whether a line begins with the label of a correction, or mentions an earlier version of its article."""
    if _may_be_labelled(line[:2]) and pattern("page_parts", "correction_labels", _LABELLED).match(line[:300]):
        return True
    if len(line) < EARLIER_MIN_CHARACTERS:
        return False
    head = line[:VERSION_MAX_POSITION]
    for word in _ASCII_VERSION if head.isascii() else _VERSION:
        if word in head:
            return _EARLIER.match(line[:300]) is not None
    return False


@lru_cache(maxsize=4096)
def _may_be_labelled(beginning: str) -> bool:
    """Return whether a line begins with the first two letters of a label: a fast test that most lines fail."""
    return beginning.casefold()[:2] in _label_beginnings()


@cache
def _label_beginnings() -> frozenset[str]:
    return frozenset(label.casefold()[:2] for label in in_every_file("page_parts", "correction_labels"))
