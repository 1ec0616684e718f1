"""Separates page furniture from the text: running heads and feet, page numbers, and footnotes.

On paper they interrupt sentences. Heads, feet and page numbers remain in the text, marked as outside the article. Footnotes
are moved after all pages.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from factcheck.verifier.read.pdf_columns import Line
from factcheck.verifier.read.pdf_page import MARKER_END, MARKER_START

EDGE_LINES = 2
"""Lines at the head and at the foot of a page that can be furniture."""
ZONE_MAX_ROWS = 3
"""Maximum number of rows at an edge of a page, set off from the others, that can be furniture."""
SET_OFF_MIN_DISTANCES = 1.45
"""Least distance of a row that is set off from the next one, in median distances between rows."""
NOTE_MAX_SIZE_SHARE = 0.9
"""Maximum size of a footnote's letters, as a share of the page's median size."""
_NUMBER = re.compile(r"\W*(?:\d{1,4}|[ivxl]{1,7})\W*")
_COUNTED = re.compile(r"\W*\d{1,4}\W*")
_PAGE_NUMBER = re.compile(r"\A\W*\d{1,4}\W+|\W+\d{1,4}\W*\Z")
_NOTE_BEGINS = re.compile(rf"(?:{MARKER_START})?[\[(]?(?:\d{{1,3}}|[*†‡§])[\])]?(?:{MARKER_END})?[ .]?\s*[^\W\d_]")
_ENDS = re.compile(r"[.!?…:;。！？؟]['\"”’»)\]]*\Z")
_MARK = re.compile(f"{MARKER_START}[^{MARKER_END}]*{MARKER_END}")


@dataclass(slots=True)
class PageText:
    """The lines of a page in reading order, and their positions if known."""

    lines: list[str]
    placed: list[Line] | None = None
    edges: list[tuple[int, str, str]] = field(default_factory=list)
    """Lines that are set off at the head or foot: the number, the zone with its height, and the shape of each."""


def without_furniture(pages: Sequence[PageText]) -> list[str]:
    """Return the lines of all pages, with furniture marked, and footnotes at the end."""
    counts = _edge_counts(pages)
    often = max(3, len(pages) // 2)
    for page in pages:
        page.edges = _set_off(page.placed) if page.placed else []
    zones = Counter(key for page in pages for key in {edge[1:] for edge in page.edges})
    lines: list[str] = []
    notes: list[str] = []
    for number, page in enumerate(pages):
        furniture = _furniture(page, counts, zones, often, len(pages))
        if number == 0 and len(furniture) < len(page.lines) and _may_be_a_title(page):
            furniture.discard(0)
        held = _notes(page, furniture)
        for place, line in enumerate(page.lines):
            if place in furniture:
                lines.append(f"{MARKER_START}{_bare(line)}\n{MARKER_END}")
            elif line.strip():
                (notes if place in held else lines).append(line + "\n")
    return lines + notes


def _furniture(
    page: PageText, counts: Counter[str], zones: Counter[tuple[str, str]], often: int, pages: int
) -> set[int]:
    """Return the lines of a page that are heads, feet or page numbers."""
    found = {place for place, where, shape in page.edges if _comes_again(zones, where, shape, pages)}
    for place, line in enumerate(page.lines):
        at_edge = place < EDGE_LINES or place >= len(page.lines) - EDGE_LINES
        if at_edge and (counts[_shape(line)] >= often or (pages > 1 and _COUNTED.fullmatch(line))):
            found.add(place)
    return found


def _may_be_a_title(page: PageText) -> bool:
    """Return whether a page's first line can be a title: it is above all others, and not a page number."""
    if page.placed and page.placed[0][1].middle < max(box.middle for _, box in page.placed):
        return False
    return not _NUMBER.fullmatch(page.lines[0])


def _edge_counts(pages: Sequence[PageText]) -> Counter[str]:
    """Return the number of pages on which each line is among the first or the last ones."""
    return Counter(
        shape
        for page in pages
        for shape in {_shape(line) for line in (*page.lines[:EDGE_LINES], *page.lines[-EDGE_LINES:]) if line.strip()}
    )


def _comes_again(zones: Counter[tuple[str, str]], where: str, shape: str, pages: int) -> bool:
    """Return whether a line that is set off at an edge repeats on other pages, or is a page number."""
    if not shape or _NUMBER.fullmatch(shape):
        return pages > 1
    return zones[where, shape] >= max(2, pages // 3)


def _set_off(lines: Sequence[Line]) -> list[tuple[int, str, str]]:
    """Return the lines that are set off from the others at the head or the foot of a page."""
    rows: list[list[int]] = []
    for place in sorted(range(len(lines)), key=lambda place: -lines[place][1].middle):
        if rows and lines[rows[-1][0]][1].middle - lines[place][1].middle < 0.4 * lines[place][1].height:
            rows[-1].append(place)
        else:
            rows.append([place])
    middles = [lines[row[0]][1].middle for row in rows]
    steps = [above - below for above, below in pairwise(middles)]
    if len(rows) < 4:
        apart = [step > 2.5 * lines[row[0]][1].height for step, row in zip(steps, rows, strict=False)]
    else:
        apart = [step > SET_OFF_MIN_DISTANCES * median(steps) for step in steps]
    head = max((place + 1 for place in range(min(ZONE_MAX_ROWS, len(steps))) if apart[place]), default=0)
    foot = max((place + 1 for place in range(min(ZONE_MAX_ROWS, len(steps))) if apart[-1 - place]), default=0)
    zones = [("head", row) for row in rows[:head]] + [("foot", row) for row in rows[len(rows) - foot :]]
    return [
        (place, f"{zone} {round(lines[row[0]][1].middle / 4)}", _page_shape(lines[place][0]))
        for zone, row in zones
        for place in row
    ]


def _page_shape(line: str) -> str:
    """Return a running head without the page number, which is on the left of some pages and on the right of others."""
    return _shape(_PAGE_NUMBER.sub("", _bare(line)) or _bare(line))


def _notes(page: PageText, furniture: set[int]) -> set[int]:
    """Return the lines of footnotes of a page or a column that interrupt a sentence."""
    lines = page.placed
    if not lines or len(lines) < 2:
        return set()
    size = median(box.height for _, box in lines)
    held: set[int] = set()
    place = 1
    while place < len(lines):
        if (
            place in furniture
            or lines[place][1].height > NOTE_MAX_SIZE_SHARE * size
            or not _NOTE_BEGINS.match(lines[place][0])
        ):
            place += 1
            continue
        end = place
        while end < len(lines) and (end in furniture or lines[end][1].height <= NOTE_MAX_SIZE_SHARE * size):
            end += 1
        before = next((each for each in range(place - 1, -1, -1) if each not in furniture), None)
        jumps = end == len(lines) or lines[end][1].bottom > lines[place][1].top
        if before is not None and jumps and not _ENDS.search(_MARK.sub("", lines[before][0]).rstrip()):
            held.update(range(place, end))
        place = end
    return held - furniture


def _bare(line: str) -> str:
    return line.replace(MARKER_START, "").replace(MARKER_END, "")


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())
