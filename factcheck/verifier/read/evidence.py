"""Decides the region of each part of a page, by its name and its contents.

The name of an element is evidence, not proof: a menu without links is a restaurant's, and a "sidebar" that contains all of
the text is the article. Elements beside the article element are judged by their contents.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.verifier.read.blocks import PROSE_MIN_CHARACTERS, Block
from factcheck.verifier.read.dom_walk import Part
from factcheck.verifier.read.regions import BY_NAME, CERTAIN
from factcheck.vocabulary import Region

SENTENCE_MIN_CHARACTERS = 80
"""An amount of running text that menus and site headers do not have."""
LINKED_MIN_SHARE = 0.4
"""The least share of linked text in a list of links."""
INTERRUPTION_MAX_CHARACTERS = 1_500
"""Maximum amount of running text of an interruption of the article."""
ARTICLE_ELEMENT_MIN_CHARACTERS = 200
"""Least amount of running text in an article element beside which other elements are judged."""


def resolved(blocks: Sequence[Block], parts: Sequence[Part]) -> tuple[list[Region], frozenset[int]]:
    """Return the region of each part, and the parts that are interruptions of the article."""
    tally = _Tally(blocks, parts)
    regions: list[Region] = []
    for number, part in enumerate(parts):
        above = regions[part.parent] if number else Region.ARTICLE
        if above is not Region.ARTICLE and part.hint.region is not Region.HIDDEN:
            regions.append(above)
        else:
            regions.append(part.hint.region if tally.is_plausible(number) else above)
    _set_aside(tally, regions)
    if tally.lacks_article(regions):
        regions = [tally.region_without_article(number, region) for number, region in enumerate(regions)]
    return regions, tally.interruptions()


class _Tally:
    """The amount of text in each part of a page, by kind."""

    def __init__(self, blocks: Sequence[Block], parts: Sequence[Part]) -> None:
        self.blocks = blocks
        self.parts = parts
        self.size = [0] * len(parts)
        self.linked = [0] * len(parts)
        self.prose = [0] * len(parts)
        self.begun = [0] * len(parts)
        """The number of characters of the blocks that begin in each part."""
        self.longest = [0] * len(parts)
        """The number of characters outside links of the longest of these blocks."""
        for block in blocks:
            own = block.parts[0]
            outside = block.size - block.linked
            self.prose[own] += block.prose
            self.linked[own] += block.linked
            self.begun[own] += block.size
            if outside > self.longest[own] and not block.heading:
                self.longest[own] = outside
            if block.line:
                self.size[own] += len(block.line)
                continue
            for text, part in zip(block.texts, block.parts, strict=True):
                self.size[part] += len(text)
        self.visible = sum(
            size for size, part in zip(self.size, parts, strict=True) if part.hint.region is not Region.HIDDEN
        )
        self.whole_size, self.whole_linked, self.whole_prose = map(
            self._with_nested_parts, (self.size, self.linked, self.prose)
        )
        self.article = self.whole_prose[0] if parts else 0
        self.main = next((number for number, part in enumerate(parts) if part.hint.holds == "main"), None)
        self.holder = next((number for number, part in enumerate(parts) if part.hint.holds == "article"), self.main)
        self.in_main, self.in_holder = self.inside(self.main), self.inside(self.holder)

    def _with_nested_parts(self, own: Sequence[int]) -> list[int]:
        """Return the sum for each part and for the parts nested in it that belong to the article."""
        sums = list(own)
        for number in range(len(sums) - 1, 0, -1):
            if self.parts[number].hint.within:
                sums[self.parts[number].parent] += sums[number]
        return sums

    def is_plausible(self, number: int) -> bool:
        """Return whether the hint of a part agrees with its contents."""
        hint = self.parts[number].hint
        if hint.strength == CERTAIN or hint.within:
            return True
        if hint.deleted:
            return self.size[number] < 2_000 or self.size[number] < self.whole_size[0]
        if hint.links:
            return (
                self.prose[number] < SENTENCE_MIN_CHARACTERS
                or self.linked[number] >= LINKED_MIN_SHARE * self.size[number]
            )
        if hint.region is Region.RELATED or hint.weak:
            return self.prose[number] < 500 or self.prose[number] < 4 * self.article
        return True

    def interruptions(self) -> frozenset[int]:
        """Return the parts that interrupt the article: by their hints, and with little text compared with the article."""
        found: set[int] = set()
        most = min(INTERRUPTION_MAX_CHARACTERS, self.article // 2)
        for number, part in enumerate(self.parts):
            above = number > 0 and part.hint.within and part.parent in found
            if above or (part.hint.interrupts and self.whole_prose[number] <= most):
                found.add(number)
        return frozenset(found)

    def lacks_article(self, regions: Sequence[Region]) -> bool:
        """Return whether the article would have only labels while another region has more text, as in a forum or a list."""
        sizes: dict[Region, int] = {}
        longest = 0
        for region, begun, most in zip(regions, self.begun, self.longest, strict=True):
            sizes[region] = sizes.get(region, 0) + begun
            if region is Region.ARTICLE:
                longest = max(longest, most)
        rest = max((size for region, size in sizes.items() if region is not Region.ARTICLE), default=0)
        return longest < 2 * PROSE_MIN_CHARACTERS and rest > 4 * sizes.get(Region.ARTICLE, 0)

    def region_without_article(self, number: int, region: Region) -> Region:
        """Return the region of a part of a page without an article: the article, unless the part is beside an article element."""
        hint = self.parts[number].hint
        if hint.region is Region.HIDDEN:
            return Region.ARTICLE if self.visible < PROSE_MIN_CHARACTERS else region
        if hint.region is not Region.COMMENTS and hint.region is not Region.RELATED and hint.strength != BY_NAME:
            return region
        beside = self.holder is not None and not self.in_holder[number] and self.holds_the_heading()
        return region if beside else Region.ARTICLE

    def inside(self, holder: int | None) -> list[bool]:
        """Return for each part whether it is the holder, or within it."""
        found: list[bool] = []
        for number, part in enumerate(self.parts):
            found.append(number == holder or (number > 0 and found[part.parent]))
        return found

    def holds_the_heading(self) -> bool:
        """Return whether the article element has text of its own, and a main heading if the page has one."""
        holder = self.holder
        if holder is None or self.whole_size[holder] <= self.whole_linked[holder]:
            return False
        headings = [block.parts[0] for block in self.blocks if block.heading == 1]
        return not headings or any(self.in_holder[part] for part in headings)


@dataclass(slots=True)
class _Box:
    """The contents of an element beside the article."""

    after: bool
    """Whether it follows the article."""
    size: int = 0
    linked: int = 0
    prose: int = 0
    pressed: int = 0
    links: int = 0
    """The number of blocks with only a link or a button."""
    heading: bool = False
    title: bool = False
    """Whether it contains a main heading."""


def _set_aside(tally: _Tally, regions: list[Region]) -> None:
    """Set the region of elements beside the article element that by their contents or names do not belong to it."""
    holder = tally.holder
    if (
        holder is None
        or tally.whole_prose[holder] < ARTICLE_ELEMENT_MIN_CHARACTERS
        or regions[holder] is not Region.ARTICLE
    ):
        return
    leads = 2 * tally.whole_prose[holder] >= tally.article
    dominant = tally.main is not None and 3 * tally.whole_prose[tally.main] >= 2 * tally.article
    boxes, headed = _boxes(tally, regions)
    changed: set[int] = set()
    for number, box in boxes.items():
        outside = dominant and not tally.in_main[number]
        region = _region_of(box, tally, number, outside=outside, headed=headed) if leads else None
        if _is_reader_discussion(box, tally, number):
            region = Region.COMMENTS
        if region:
            regions[number] = region
            changed.add(number)
    for number, part in enumerate(tally.parts):
        if number and part.parent in changed and part.hint.within and number != holder:
            regions[number] = regions[part.parent]
            changed.add(number)


def _boxes(tally: _Tally, regions: Sequence[Region]) -> tuple[dict[int, _Box], bool]:
    """Return the elements beside the article element, and whether a main heading is found before the article element."""
    boxes: dict[int, _Box] = {}
    owner: list[int] = []
    for number, part in enumerate(tally.parts):
        boxed = part.hint.box and regions[number] is Region.ARTICLE and tally.whole_size[number]
        above = owner[part.parent] if number else 0
        owner.append(0 if not part.hint.within else number if boxed and not above else above)
    begun = headed = False
    for block in tally.blocks:
        own = block.parts[0]
        if number := owner[own]:
            box = boxes.setdefault(number, _Box(after=begun))
            box.size += block.size
            box.linked += block.linked
            box.prose += block.prose
            box.pressed += block.pressed
            box.links += block.is_link
            box.heading = box.heading or (bool(block.heading) and box.size == block.size)
            box.title = box.title or block.heading == 1
        if not begun:
            begun = tally.in_holder[own]
            headed = headed or (block.heading == 1 and not begun)
    return boxes, headed


def _region_of(box: _Box, tally: _Tally, number: int, *, outside: bool, headed: bool) -> Region | None:
    """Return the region of a box, or None where it belongs to the article."""
    aside = Region.RELATED if box.after else Region.NAVIGATION
    if box.title or (headed and not box.after):
        return None
    if outside:
        return aside
    if 2 * box.prose > tally.article:
        return None
    if box.linked >= LINKED_MIN_SHARE * box.size or (box.links and (box.heading or box.pressed or not box.after)):
        return aside
    hint = tally.parts[number].hint
    if (box.links or hint.asks) and box.prose < 2 * SENTENCE_MIN_CHARACTERS:
        return aside
    return aside if hint.interrupts else None


def _is_reader_discussion(box: _Box, tally: _Tally, number: int) -> bool:
    """Return whether a box has readers' reviews or replies: by its name, after an article element with a heading."""
    return tally.parts[number].hint.answers and box.after and not box.title and tally.holds_the_heading()
