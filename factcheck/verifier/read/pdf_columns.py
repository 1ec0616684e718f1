"""The reading order of a page on which columns are drawn line by line: each column from its top to its foot.

The order in which a page is drawn is nearly always the order in which it is read, and is kept. Lines are put in order only
where they go to and fro over a gutter and what stands on both sides of it is running text: a table is read across.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from factcheck.verifier.read.pdf_page import NOTE, NOTE_END, Box, Segment

FEWEST = 3
"""Rows with text on both sides of a gutter, at least."""
FEW = 4
"""Rows up to which only a word that is broken at a line's end shows that they are columns."""
MAX_BLOCKS, MAX_DEPTH = 30, 6
MAX_SEGMENTS = 4_000
"""Segments of a page up to which they are put in order."""
GUTTER = 1.8
"""How many times as wide as a space between words a gutter is, at least."""
PITCH = 0.9
"""The share of a line's height that may be free before the next line of a column."""
_TERMINAL = re.compile(r"[.!?…:;。！？؟]['\"”’»)\]]*\Z")
_HYPHENS = ("-", "\u2010", "\u00ad")
_MARKS = re.compile(f"[{NOTE}{NOTE_END}]")

Line = tuple[str, Box]
_Row = list[Segment]


@dataclass(slots=True)
class _Gutter:
    low: float
    high: float
    first: int
    last: int
    both: list[int] = field(default_factory=list)
    """The rows with text on both sides."""

    def takes(self, row: _Row, narrowest: float) -> bool:
        """Take a row into account; return whether the gutter goes on."""
        middle = (self.low + self.high) / 2
        low = max([self.low, *(each.box.right for each in row if each.box.left < middle)])
        high = min([self.high, *(each.box.left for each in row if each.box.left >= middle)])
        if high - low < narrowest:
            return False
        self.low, self.high = low, high
        return True

    def side(self, segment: Segment) -> int:
        """Return 0 for what stands left of the gutter, 1 for what stands right."""
        return int(segment.box.left >= (self.low + self.high) / 2)


def in_reading_order(segments: Sequence[Segment]) -> list[Line]:
    """Return the lines of a page, each with its place."""
    return _lines(_ordered(segments, MAX_DEPTH) if len(segments) <= MAX_SEGMENTS else segments)


def _lines(segments: Sequence[Segment]) -> list[Line]:
    """Return segments that follow each other in one line of the page as one."""
    lines: list[Line] = []
    before: Segment | None = None
    for each in segments:
        if before and before.line == each.line:
            text, box = lines[-1]
            space = "" if each.text.startswith(NOTE) else " "
            lines[-1] = text + space + each.text, _around(box, each.box)
        else:
            lines.append((each.text, each.box))
        before = each
    return lines


def _around(one: Box, other: Box) -> Box:
    larger = one if one.height >= other.height else other
    return Box(min(one.left, other.left), max(one.right, other.right), larger.bottom, larger.top)


def _ordered(segments: Sequence[Segment], depth: int) -> list[Segment]:
    """Return segments column by column; those that no gutter parts stay in their order."""
    rows = _rows(segments)
    if not depth or sum(len(row) > 1 for row in rows) < FEWEST:
        return list(segments)
    places = {id(segment): place for place, segment in enumerate(segments)}
    blocks: dict[int, list[Segment]] = {}
    taken: set[int] = set()
    for gutter in _gutters(rows)[:MAX_BLOCKS]:
        held = [segment for row in _extended(gutter, rows) for segment in row]
        if taken.isdisjoint(map(id, held)) and _parts_columns(gutter, rows, held, places):
            held.sort(key=lambda segment: places[id(segment)])
            sides = [[segment for segment in held if gutter.side(segment) == side] for side in (0, 1)]
            blocks[id(held[0])] = [segment for side in sides for segment in _ordered(side, depth - 1)]
            taken.update(map(id, held))
    ordered: list[Segment] = []
    for segment in segments:
        ordered += blocks.get(id(segment), () if id(segment) in taken else (segment,))
    return ordered


def _rows(segments: Sequence[Segment]) -> list[_Row]:
    """Return what stands at one height, from left to right; the rows from the top down."""
    rows: list[_Row] = []
    for segment in sorted(segments, key=lambda segment: -segment.box.middle):
        if rows and rows[-1][0].box.bottom < segment.box.middle and _is_level(rows[-1][0], segment):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    for row in rows:
        row.sort(key=lambda segment: segment.box.left)
    return rows


def _is_level(one: Segment, other: Segment) -> bool:
    return abs(one.box.middle - other.box.middle) < max(one.box.height, other.box.height) * 0.4


def _gutters(rows: Sequence[_Row]) -> list[_Gutter]:
    """Return the gutters of a page, the longest first."""
    found: list[_Gutter] = []
    active: list[_Gutter] = []
    for number, row in enumerate(rows):
        narrowest = 0.7 * median(segment.box.height for segment in row)
        going = [gutter for gutter in active if gutter.takes(row, narrowest)]
        gaps = [(before.box.right, after.box.left) for before, after in pairwise(row)]
        for low, high in gaps:
            over = [gutter for gutter in going if gutter.low < high and gutter.high > low]
            for gutter in over:
                gutter.last = number
                gutter.both.append(number)
            if not over and high - low >= narrowest:
                going.append(_Gutter(low, high, number, number, [number]))
                found.append(going[-1])
        active = going
    return sorted((each for each in found if len(each.both) >= FEWEST), key=lambda each: -len(each.both))


def _extended(gutter: _Gutter, rows: Sequence[_Row]) -> Sequence[_Row]:
    """Return the rows of a gutter, and above and below it those of a column that is longer than the other."""
    first, last = gutter.first, gutter.last
    while first > 0 and _goes_on(gutter, rows[first - 1], rows[first]):
        first -= 1
    while last + 1 < len(rows) and _goes_on(gutter, rows[last + 1], rows[last]):
        last += 1
    return rows[first : last + 1]


def _goes_on(gutter: _Gutter, row: _Row, beside: _Row) -> bool:
    """Return whether a row without a gutter is a line of one of its columns."""
    if any(each.box.left < gutter.high and each.box.right > gutter.low for each in row):
        return False
    near = [each for each in beside if gutter.side(each) == gutter.side(row[0])]
    if not near or any(gutter.side(each) != gutter.side(row[0]) for each in row):
        return False
    height = near[0].box.height
    free = max(row[0].box.bottom - near[0].box.top, near[0].box.bottom - row[0].box.top)
    return abs(row[0].box.height - height) <= 0.15 * height and free <= PITCH * height


def _parts_columns(gutter: _Gutter, rows: Sequence[_Row], held: Sequence[Segment], places: dict[int, int]) -> bool:
    """Return whether a gutter parts columns of running text that were drawn line by line."""
    drawn = sorted(held, key=lambda segment: places[id(segment)])
    switches = sum(gutter.side(one) != gutter.side(other) for one, other in pairwise(drawn))
    if switches < len(gutter.both):
        return False
    spaces = [each.space for each in held if each.space > 0]
    if spaces and gutter.high - gutter.low < GUTTER * median(spaces):
        return False
    sides = [list(_beside(gutter, rows, side)) for side in (0, 1)]
    if len(gutter.both) < FEW and not any(each.text.endswith(_HYPHENS) for side in sides for each in side[:-1]):
        return False
    shares = [_running(side) for side in sides]
    if min(shares) >= 0.3 and sum(shares) >= 0.9:
        return True
    return min(shares) >= 0.25 and all(map(_is_filled, sides))


def _is_filled(lines: Sequence[Segment]) -> bool:
    """Return whether lines hold as many words as they have room for: a table's cells do not, whatever they begin with."""
    widths = [line.box.right - line.box.left for line in lines]
    filled = [
        width >= 0.8 * max(widths)
        for width, line in zip(widths, lines[:-1], strict=False)
        if not _TERMINAL.search(line.text)
    ]
    words = sum(len(line.text.split()) for line in lines)
    return words >= 4 * len(lines) and sum(filled) >= 0.8 * len(filled)


def _beside(gutter: _Gutter, rows: Sequence[_Row], side: int) -> Iterator[Segment]:
    """Give what stands next to a gutter on one side of it, row by row."""
    for number in gutter.both:
        near = [segment for segment in rows[number] if gutter.side(segment) == side]
        if near:
            yield near[-1] if side == 0 else near[0]


def _running(lines: Sequence[Segment]) -> float:
    """Return the share of lines that go on in the next one: all but the last of a paragraph; in a table, none."""
    texts = [_MARKS.sub("", line.text) for line in lines]
    if not _is_prose(texts):
        return 0.0
    width = max(line.box.right for line in lines) - min(line.box.left for line in lines)
    going = [
        _goes_over(text, following, line.box.right - line.box.left, width)
        for text, following, line in zip(texts, texts[1:], lines, strict=False)
    ]
    return sum(going) / len(going)


def _is_prose(texts: Sequence[str]) -> bool:
    """Return whether lines hold words, and several of them each."""
    joined = " ".join(texts)
    solid = len("".join(joined.split()))
    letters = sum(map(str.isalpha, joined))
    cased = any(map(str.islower, joined))
    enough = len(joined.split()) >= 2.5 * len(texts) if cased else solid >= 8 * len(texts)
    return solid > 0 and letters >= 0.65 * solid and enough


def _goes_over(text: str, following: str, width: float, column: float) -> bool:
    """Return whether a sentence goes over from a line to the next, because no more words had room in it."""
    if text.endswith(_HYPHENS) and following[:1].islower():
        return True
    if _TERMINAL.search(text):
        return False
    first = following[:1]
    if not (first.islower() or (first.isalpha() and first.lower() == first.upper()) or text.endswith(",")):
        return False
    word = following.partition(" ")[0] if " " in following else following[:2]
    return width * (1 + (len(word) + 1) / max(len(text), 1)) >= 0.8 * column
