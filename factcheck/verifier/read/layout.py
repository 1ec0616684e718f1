"""Texts of a page put in lines: a block each, with the part of the page it is, once it is clear which parts to believe.

What an element is called is evidence, not proof: a menu that leads nowhere is a restaurant's, and a "sidebar" that holds
all there is to read is the article.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from factcheck.verifier.document import Stretch
from factcheck.verifier.read.clean import dense, kept_length, visible
from factcheck.verifier.read.regions import NAMED, STEADY
from factcheck.verifier.read.walk import LINE_BREAK, Part, Piece
from factcheck.vocabulary import Region

_NOTICE = (
    "corrections?|clarification|erratum|errata|editor[’']s note|rectificatif|correctif|mise au point|erreur rectifiée|korrektur"
    "|korrekturhinweis|berichtigung|richtigstellung|anmerkung der redaktion|corrección|fe de erratas|rectificación"
    "|correzione|rettifica|errata corrige|correção|errata|correctie|rectificatie|исправление|виправлення"
    "|rättelse|rettelse|oikaisu|sprostowanie|düzeltme|tekzip|διόρθωση|更正|勘误|訂正|정정|تصحيح|תיקון"
)
_DATE = r"(?:\d{4}|\d{1,2}[./-]\d{1,2}|\d{1,2}(?:st|nd|rd|th|\.|er)?\s+[^\W\d]{3,12}|[^\W\d]{3,12}\.?\s+\d{1,2})"
_WHEN = rf"(?:\s*[(\[][^)\]]{{1,60}}[)\]]|[,;]?\s+[^:–—|\d]{{0,20}}?{_DATE}[^:–—|\w]?[^:–—|]{{0,8}})?"
_LABELLED = re.compile(
    rf"(?:{_NOTICE}){_WHEN}\s*[:：]|(?:{_NOTICE}){_WHEN}\s*[–—|]\s+(?:an?|in|une?|dans|en|eine?|nella?|numa?|в)\s.{{0,120}}"
    r"\b(?:version|fassung|versión|versione|versão|версии|headline|article|artikel|artículo|articolo|story)\b",
    re.IGNORECASE,
)
_NOTICE_BEGINS = frozenset(word.casefold()[:2] for word in _NOTICE.split("|"))
_VERSION = ("versi", "versã", "fassung", "версии")
"""One of these stands in each line that ``_EARLIER`` finds."""
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
_GROUP = re.compile(r"\d{3}(?!\d)")
EARLIER = 20
"""Characters of a line that ``_EARLIER`` finds, at least."""
PROSE = 25
"""Characters of a line from which on it is running text and not a label."""
SENTENCE = 80
"""Characters of running text that no menu has, nor the head of a site."""
LINKED = 0.4
"""The share of a list of links' text that leads somewhere, at least."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A page's text, its parts, and how much of an article there is."""

    text: str
    stretches: tuple[Stretch, ...]
    prose: int
    """Characters of running text in the article, outside links and headings."""
    dense: int
    """Characters of dense writings there, in lines of any length."""
    cut: bool


@dataclass(slots=True)
class _Block:
    texts: list[tuple[str, int]]
    size: int = 0
    linked: int = 0
    heading: bool = False

    @property
    def prose(self) -> int:
        """Return the characters of running text in it."""
        own = self.size - self.linked
        return own if not self.heading and own >= PROSE and own * 2 > self.size else 0


def lay_out(pieces: Sequence[Piece], parts: Sequence[Part], cut: bool) -> Layout:
    """Return the text, blocks on lines of their own, and its stretches."""
    blocks = _blocks(pieces)
    regions = _resolved(blocks, parts)
    out: list[str] = []
    stretches: list[Stretch] = []
    position = start = prose = signs = 0
    running: Region | None = None
    for block in blocks:
        lines = _lines(block, regions)
        if Region.ARTICLE in lines:
            prose += block.prose
            signs += 0 if block.heading or 2 * block.linked > block.size else dense(lines[Region.ARTICLE])
        for region, line in lines.items():
            if region is not running:
                if running is not None:
                    stretches.append(Stretch(start, position, running))
                running, start = region, position
            out += (line, "\n")
            position += len(line) + 1
    if running is not None:
        stretches.append(Stretch(start, position, running))
    return _kept(Layout("".join(out), tuple(stretches), prose, signs, cut))


def _kept(page: Layout) -> Layout:
    kept = kept_length(page.text)
    if kept == len(page.text):
        return page
    stretches = tuple(
        Stretch(each.start, min(each.end, kept), each.region) for each in page.stretches if each.start < kept
    )
    return Layout(page.text[:kept], stretches, page.prose, page.dense, cut=True)


def _blocks(pieces: Iterable[Piece]) -> list[_Block]:
    blocks: list[_Block] = []
    block = _Block([])
    space = goes_on = False
    for text, part, linked, heading in pieces:
        if text is None:
            goes_on = part == LINE_BREAK[1] and (goes_on or bool(block.texts))
            if block.texts:
                blocks.append(block)
                block = _Block([])
            space = False
            continue
        if text.isspace():
            space = True
            continue
        cleaned = text if text.isascii() else visible(text)
        words = cleaned.split()
        if not words:
            space = space or bool(cleaned)
            continue
        core = " ".join(words)
        if goes_on and not block.texts and _GROUP.match(core):
            _continue_figure(blocks[-1])
        if block.texts and (space or cleaned[0].isspace()):
            core = " " + core
        block.texts.append((core, part))
        size = len(core)
        block.size += size
        if linked:
            block.linked += size
        if heading:
            block.heading = True
        space = cleaned[-1].isspace()
    if block.texts:
        blocks.append(block)
    return blocks


def _continue_figure(block: _Block) -> None:
    """Put a space before the end of a line that ends in a figure, as a sign that the figure may go on."""
    text, part = block.texts[-1]
    if text[-1].isdecimal():
        block.texts[-1] = (text + " ", part)


def _lines(block: _Block, regions: Sequence[Region]) -> dict[Region, str]:
    """Return a block's text, a line for each region: what is hidden or struck out between two words does not part them."""
    texts = block.texts
    region = regions[texts[0][1]]
    if len(texts) == 1 or all(regions[part] is region for _, part in texts):
        line = texts[0][0] if len(texts) == 1 else "".join([text for text, _ in texts])
        return {Region.CORRECTION if region is Region.ARTICLE and _is_correction(line[:300]) else region: line}
    return _parted(texts, regions)


def _parted(texts: Sequence[tuple[str, int]], regions: Sequence[Region]) -> dict[Region, str]:
    lines: dict[Region, str] = {}
    first = Region.ARTICLE if any(regions[part] is Region.ARTICLE for _, part in texts) else None
    if first is not None:
        lines[first] = ""
    last: Region | None = None
    space = False
    for text, part in texts:
        region = regions[part]
        line = lines.get(region, "")
        space = (space and last is not region) or text[0] == " "
        core = text.lstrip(" ")
        lines[region] = f"{line} {core}" if line and space else line + core
        space = space and region is not first
        last = region
    if first is not None and _is_correction(lines[first][:300]):
        return {Region.CORRECTION: " ".join(lines.values())}
    return lines


def _is_correction(line: str) -> bool:
    small = line.casefold()
    if small[:2] in _NOTICE_BEGINS and _LABELLED.match(line):
        return True
    return len(small) >= EARLIER and any(word in small for word in _VERSION) and _EARLIER.match(line) is not None


def _resolved(blocks: Sequence[_Block], parts: Sequence[Part]) -> list[Region]:
    """Return the region of each part, once what they hold has been heard."""
    tally = _Tally(blocks, parts)
    regions: list[Region] = []
    for number, part in enumerate(parts):
        above = regions[part.parent] if number else Region.ARTICLE
        if above is not Region.ARTICLE and part.sign.region is not Region.HIDDEN:
            regions.append(above)
        else:
            regions.append(part.sign.region if tally.believed(number) else above)
    if tally.nothing_left(regions):
        return [
            Region.ARTICLE if _may_be_content(part, tally) else region
            for part, region in zip(parts, regions, strict=True)
        ]
    return regions


def _may_be_content(part: Part, tally: "_Tally") -> bool:
    if part.sign.region is Region.HIDDEN:
        return tally.visible < PROSE
    return part.sign.region in {Region.COMMENTS, Region.RELATED} or part.sign.strength == NAMED


class _Tally:
    """How much text each part of a page holds, and of what kind."""

    def __init__(self, blocks: Sequence[_Block], parts: Sequence[Part]) -> None:
        self.blocks = blocks
        self.parts = parts
        self.size = [0] * len(parts)
        self.linked = [0] * len(parts)
        self.prose = [0] * len(parts)
        for block in blocks:
            own = block.texts[0][1]
            self.prose[own] += block.prose
            self.linked[own] += block.linked
            for text, part in block.texts:
                self.size[part] += len(text)
        self.visible = sum(
            size for size, part in zip(self.size, parts, strict=True) if part.sign.region is not Region.HIDDEN
        )
        self.article = self.prose[0] if parts else 0

    def believed(self, number: int) -> bool:
        """Return whether a part is what it says it is."""
        sign = self.parts[number].sign
        if sign.strength == STEADY or sign.region is Region.ARTICLE:
            return True
        if sign.struck:
            return self.size[number] < 2_000 or self.size[number] < self.size[0]
        if sign.links:
            return self.prose[number] < SENTENCE or self.linked[number] >= LINKED * self.size[number]
        if sign.region is Region.RELATED:
            return self.prose[number] < 500 or self.prose[number] < 4 * self.article
        return True

    def nothing_left(self, regions: Sequence[Region]) -> bool:
        """Return whether the article would be nothing but labels, while another part has more to read: a forum, a list."""
        sizes: dict[Region, int] = {}
        longest = 0
        for block in self.blocks:
            region = regions[block.texts[0][1]]
            sizes[region] = sizes.get(region, 0) + block.size
            if region is Region.ARTICLE and not block.heading:
                longest = max(longest, block.size - block.linked)
        rest = max((size for region, size in sizes.items() if region is not Region.ARTICLE), default=0)
        return longest < 2 * PROSE and rest > 4 * sizes.get(Region.ARTICLE, 0)
