"""Restores the reading order of a page whose columns are drawn line by line: each column from top to bottom.

The order of drawing is nearly always the reading order, and then it is not changed. Lines are reordered only where they
alternate across a gutter between running text on both sides: a table is read across.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from factcheck.verifier.read.pdf_page import MARKER_END, MARKER_START, WIDE_SPACE_MIN_HEIGHTS, Box, Segment

COLUMN_MIN_LINES = 3
"""Least number of lines on each side of a gutter."""
HYPHENATED_MAX_ROWS = 4
"""With fewer rows, only a word that is hyphenated at the end of a line shows that they are columns."""
MAX_BLOCKS, MAX_DEPTH = 30, 6
MAX_SEGMENTS = 4_000
"""Maximum number of segments of a page that are reordered."""
GUTTER_MIN_SPACES = 1.8
"""Least width of a gutter, in widths of a space between words."""
LINE_GAP_MAX_HEIGHTS = 1.5
"""Maximum space between the last line beside another column and the next line, in heights of a line."""
ALIGNMENT_MAX_POINTS = 2.0
"""Maximum difference, in points, between the left edges of aligned lines."""
MAX_EDGES = 12
WORD_GAP_MAX_SHARE = 0.6
LEVEL_MAX_SEGMENTS = 8
"""Maximum number of segments before and after one, from the top down, that can be level with it."""
_TERMINAL = re.compile(r"[.!?…:;。！？؟]['\"”’»)\]]*\Z")
_HYPHENS = ("-", "\u2010", "\u00ad")
_MARKS = re.compile(f"[{MARKER_START}{MARKER_END}]")

Line = tuple[str, Box]


@dataclass(frozen=True, slots=True)
class _Gutter:
    """A vertical strip of a page without text, and the segments on both sides of it."""

    low: float
    high: float
    held: list[Segment]
    sides: tuple[list[Segment], list[Segment]]
    """The segments next to it on the left and on the right, from the top down, where both sides have text."""

    @property
    def rows(self) -> int:
        """Return the number of lines next to it, on the side with fewer lines."""
        return min(map(len, self.sides))

    def is_right(self, segment: Segment) -> bool:
        """Return whether a segment is on its right side."""
        return segment.box.left >= self.high - ALIGNMENT_MAX_POINTS


def in_reading_order(segments: Sequence[Segment]) -> list[Line]:
    """Return the lines of a page in reading order, each with its box."""
    return _lines(_ordered(segments, MAX_DEPTH) if len(segments) <= MAX_SEGMENTS else segments)


def _lines(segments: Sequence[Segment]) -> list[Line]:
    """Return lines, in which adjacent segments of the same line of the page are joined."""
    lines: list[Line] = []
    before: Segment | None = None
    for each in segments:
        if before and before.line == each.line:
            text, box = lines[-1]
            space = "" if each.text.startswith(MARKER_START) else " "
            lines[-1] = text + space + each.text, _around(box, each.box)
        else:
            lines.append((each.text, each.box))
        before = each
    return lines


def _around(one: Box, other: Box) -> Box:
    larger = one if one.height >= other.height else other
    return Box(min(one.left, other.left), max(one.right, other.right), larger.bottom, larger.top)


def _ordered(segments: Sequence[Segment], depth: int) -> list[Segment]:
    """Return segments column by column; those without a gutter between them are not reordered."""
    if not depth or len(segments) < 2 * COLUMN_MIN_LINES:
        return list(segments)
    places = {id(segment): place for place, segment in enumerate(segments)}
    blocks: dict[int, list[Segment]] = {}
    taken: set[int] = set()
    for gutter in _gutters(segments):
        held = sorted(gutter.held, key=lambda segment: places[id(segment)])
        if taken.isdisjoint(map(id, held)) and _parts_columns(gutter, held):
            sides = [[segment for segment in held if gutter.is_right(segment) is side] for side in (False, True)]
            blocks[id(held[0])] = [segment for side in sides for segment in _ordered(side, depth - 1)]
            taken.update(map(id, held))
    ordered: list[Segment] = []
    for segment in segments:
        ordered += blocks.get(id(segment), () if id(segment) in taken else (segment,))
    return ordered


def _is_level(one: Segment, other: Segment) -> bool:
    return min(one.box.top, other.box.top) - max(one.box.bottom, other.box.bottom) > 0.3 * one.box.height


def _gutters(segments: Sequence[Segment]) -> list[_Gutter]:
    """Return the gutters of a page, the longest first. Each ends at the left edge of a column."""
    narrowest = WIDE_SPACE_MIN_HEIGHTS * median(segment.box.height for segment in segments)
    downwards = sorted(segments, key=lambda segment: -segment.box.middle)
    found: list[_Gutter] = []
    for edge in _edges(segments):
        run: list[Segment] = []
        for segment in downwards:
            if segment.box.left < edge - ALIGNMENT_MAX_POINTS and segment.box.right > edge - narrowest:
                found += _between(run, edge)
                run = []
            else:
                run.append(segment)
        found += _between(run, edge)
    return sorted(found, key=lambda gutter: -gutter.rows)[:MAX_BLOCKS]


def _edges(segments: Sequence[Segment]) -> list[float]:
    """Return the left edges that several segments share."""
    groups: list[list[float]] = []
    for left in sorted(segment.box.left for segment in segments):
        if groups and left - groups[-1][0] <= ALIGNMENT_MAX_POINTS:
            groups[-1].append(left)
        else:
            groups.append([left])
    groups.sort(key=lambda group: -len(group))
    return [group[0] for group in groups[:MAX_EDGES] if len(group) >= COLUMN_MIN_LINES]


def _between(run: Sequence[Segment], edge: float) -> list[_Gutter]:
    """Return the gutter before an edge, if both sides have lines. ``run`` is sorted from the top down."""
    left = [segment for segment in run if segment.box.left < edge - ALIGNMENT_MAX_POINTS]
    right = [segment for segment in run if segment.box.left >= edge - ALIGNMENT_MAX_POINTS]
    if min(len(left), len(right)) < COLUMN_MIN_LINES:
        return []
    top = min(left[0].box.top, right[0].box.top)
    bottom = max(left[-1].box.bottom, right[-1].box.bottom)
    core = [number for number, segment in enumerate(run) if bottom <= segment.box.middle <= top]
    if not core:
        return []
    first, last = core[0], core[-1]
    beside = run[first : last + 1]
    near = [segment for segment in beside if segment.box.left < edge - ALIGNMENT_MAX_POINTS]
    far = [segment for segment in beside if segment.box.left >= edge - ALIGNMENT_MAX_POINTS]
    width = edge - max((segment.box.right for segment in near), default=edge)
    sides = _next_to(near, width, is_right=False), _next_to(far, width, is_right=True)
    if min(map(len, sides)) < COLUMN_MIN_LINES:
        return []
    above = _longer(run[first - 1 :: -1] if first else [], beside, edge)
    below = _longer(run[last + 1 :], beside[::-1], edge)
    held = [*above[::-1], *beside, *below]
    low = max(segment.box.right for segment in held if segment.box.left < edge - ALIGNMENT_MAX_POINTS)
    return [_Gutter(low, edge, held, sides)]


def _next_to(side: Sequence[Segment], gutter: float, *, is_right: bool) -> list[Segment]:
    """Return the lines next to a gutter on one side: the spaces within a line are narrower than the gutter."""
    found: list[Segment] = []
    for number, segment in enumerate(side):
        around = side[max(0, number - LEVEL_MAX_SEGMENTS) : number + LEVEL_MAX_SEGMENTS + 1]
        level = sorted((each for each in around if _is_level(segment, each)), key=lambda each: each.box.left)
        if not is_right:
            level.reverse()
        if level[0] is not segment:
            continue
        line = [segment]
        for each in level[1:]:
            if (
                max(each.box.left - line[-1].box.right, line[-1].box.left - each.box.right)
                > WORD_GAP_MAX_SHARE * gutter
            ):
                break
            line.append(each)
        found.append(segment if len(line) == 1 else _one(line if is_right else line[::-1]))
    return found


def _one(line: Sequence[Segment]) -> Segment:
    """Return the segments of a line, from left to right, as one."""
    first, last = line[0], line[-1]
    box = Box(first.box.left, last.box.right, first.box.bottom, first.box.top)
    return Segment(" ".join(each.text for each in line), box, first.line, first.space)


def _longer(outside: Sequence[Segment], inside: Sequence[Segment], edge: float) -> list[Segment]:
    """Return the lines above or below two columns that belong to the longer one, the nearest first."""
    nearest: dict[bool, Segment] = {}
    for segment in inside:
        nearest.setdefault(segment.box.left >= edge - ALIGNMENT_MAX_POINTS, segment)
    found: list[Segment] = []
    for segment in outside:
        is_right = segment.box.left >= edge - ALIGNMENT_MAX_POINTS
        box, near = segment.box, nearest[is_right].box
        free = max(box.bottom - near.top, near.bottom - box.top)
        if abs(box.height - near.height) > 0.15 * near.height or free > LINE_GAP_MAX_HEIGHTS * near.height:
            break
        found.append(segment)
        nearest[is_right] = segment
    return found


def _parts_columns(gutter: _Gutter, drawn: Sequence[Segment]) -> bool:
    """Return whether a gutter separates columns of running text that were drawn line by line."""
    switches = sum(gutter.is_right(one) != gutter.is_right(other) for one, other in pairwise(drawn))
    if switches < gutter.rows:
        return False
    spaces = [each.space for each in drawn if each.space > 0]
    if spaces and gutter.high - gutter.low < GUTTER_MIN_SPACES * median(spaces):
        return False
    if gutter.rows < HYPHENATED_MAX_ROWS and not any(
        each.text.endswith(_HYPHENS) for side in gutter.sides for each in side[:-1]
    ):
        return False
    flows = [_flow(side) for side in gutter.sides]
    if any(flow.broken * 3 > flow.going for flow in flows):
        return False
    shares = [flow.going / max(flow.lines, 1) for flow in flows]
    if min(shares) >= 0.25 and sum(shares) >= 0.8:
        return True
    return min(shares) >= 0.2 and all(map(_is_filled, gutter.sides))


def _is_filled(lines: Sequence[Segment]) -> bool:
    """Return whether lines are filled with words up to the column's width, which the cells of a table are not."""
    widths = [line.box.right - line.box.left for line in lines]
    filled = [
        width >= 0.8 * max(widths)
        for width, line in zip(widths, lines[:-1], strict=False)
        if not _TERMINAL.search(line.text)
    ]
    words = sum(len(line.text.split()) for line in lines)
    return words >= 4 * len(lines) and sum(filled) >= 0.8 * len(filled)


class _Flow(NamedTuple):
    """The lines of a column that do not end a sentence, by how the next line follows."""

    lines: int
    going: int
    """The number of lines whose sentence continues on the next line for lack of space."""
    broken: int
    """The number of lines that had space for the first word of the next line, as cells of a table have."""


def _flow(lines: Sequence[Segment]) -> _Flow:
    texts = [_MARKS.sub("", line.text) for line in lines]
    if not _is_prose(texts):
        return _Flow(0, 0, 0)
    widths = [line.box.right - line.box.left for line in lines]
    column = sorted(widths)[-1 - len(widths) // 10]
    count = going = broken = 0
    for (text, following), width in zip(pairwise(texts), widths, strict=False):
        if _TERMINAL.search(text):
            continue
        count += 1
        if text.endswith(_HYPHENS) and following[:1].islower():
            going += 1
        elif _begins_small(following) or text.endswith(","):
            has_room = _with_first_word(width, text, following) < 0.8 * column
            going += not has_room
            broken += has_room
    return _Flow(count, going, broken)


def _begins_small(text: str) -> bool:
    """Return whether a text can continue a sentence: it does not begin with a capital or a digit."""
    return text[:1].islower() or (text[:1].isalpha() and text[:1].lower() == text[:1].upper())


def _with_first_word(width: float, text: str, following: str) -> float:
    """Return the width of a line with the first word of the next line added."""
    word = following.partition(" ")[0] if " " in following else following[:2]
    return width * (1 + (len(word) + 1) / max(len(text), 1))


def _is_prose(texts: Sequence[str]) -> bool:
    """Return whether lines consist of words, with several words in each."""
    joined = " ".join(texts)
    solid = len("".join(joined.split()))
    letters = sum(map(str.isalpha, joined))
    cased = any(map(str.islower, joined))
    enough = len(joined.split()) >= 2.5 * len(texts) if cased else solid >= 8 * len(texts)
    return solid > 0 and letters >= 0.65 * solid and enough
