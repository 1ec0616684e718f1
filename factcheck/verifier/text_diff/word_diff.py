"""Word diff of two versions of a page's text: changed paragraphs first, then the words in them. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise

from rapidfuzz.distance import Indel

_TOKEN = re.compile(r"(?:[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:[.,:'\-/][^\W_]+)*|[^\w\s]|_)\s*|\s+")
ISLAND_MAX_WORDS = 2
"""Maximum number of unchanged words between two changes that are merged into the changes."""


REWORDING_MIN_SHARE = 0.4
"""Share of common words from which on a paragraph counts as a rewording of another."""

RangePair = tuple[int, int, int, int]
"""Start and end in the old text, start and end in the new text."""


class Change(StrEnum):
    """The kind of change of some words."""

    SAME = "same"
    REMOVED = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive words with the same kind of change."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """Changed paragraphs with a word diff."""

    before_start: int
    """Start of the old paragraphs, in code points of the old text."""
    before_end: int
    after_start: int
    after_end: int
    pieces: tuple[Piece, ...]
    """Without the new words, these are the old paragraphs; without the removed ones, the new paragraphs, except for
    white space."""

    def touches(self, before: tuple[int, int] | None, after: tuple[int, int] | None) -> bool:
        """Return whether a passage of either text overlaps these paragraphs."""
        ours = ((self.before_start, self.before_end, before), (self.after_start, self.after_end, after))
        return any(passage and start < passage[1] and passage[0] < end for start, end, passage in ours)


def compare(before: str, after: str) -> tuple[Hunk, ...]:
    """Return the changes in the order of the text. White space and typography do not count."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    at_old, at_new = [0, *accumulate(map(len, old))], [0, *accumulate(map(len, new))]
    hunks = []
    folded_old, folded_new = [_folded(p) for p in old], [_folded(p) for p in new]
    for old_start, old_end, new_start, new_end in _paired_paragraphs(
        _changed_ranges(folded_old, folded_new), folded_old, folded_new
    ):
        pieces = _word_pieces("".join(old[old_start:old_end]), "".join(new[new_start:new_end]))
        if any(piece.change is not Change.SAME for piece in pieces):
            hunks.append(Hunk(at_old[old_start], at_old[old_end], at_new[new_start], at_new[new_end], tuple(pieces)))
    return tuple(hunks)


_PLAIN_MARKS = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"), '"'),
}


def _folded(text: str) -> str:
    """Return text in the form in which it is compared, without typography."""
    plain = " ".join(text.split())
    return plain if plain.isascii() else unicodedata.normalize("NFKC", plain.translate(_PLAIN_MARKS))


def _tokens(text: str) -> list[str]:
    """Return the words of a text, each with the white space after it."""
    even = text if text.isascii() else text.translate(_PLAIN_MARKS)
    return [text[found.start() : found.end()] for found in _TOKEN.finditer(even)]


def _changed_ranges(old: Sequence[str], new: Sequence[str]) -> Iterator[RangePair]:
    """Yield the ranges that differ; adjacent ones are merged."""
    start: tuple[int, int] | None = None
    end = (0, 0)
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            if start:
                yield start[0], end[0], start[1], end[1]
            start = None
            continue
        start = start or (step.src_start, step.dest_start)
        end = (step.src_end, step.dest_end)
    if start:
        yield start[0], end[0], start[1], end[1]


def _paired_paragraphs(ranges: Iterable[RangePair], old: Sequence[str], new: Sequence[str]) -> Iterator[RangePair]:
    """Yield changed paragraphs one by one, if each is a rewording of its counterpart."""
    for old_start, old_end, new_start, new_end in ranges:
        pairs = list(zip(range(old_start, old_end), range(new_start, new_end), strict=False))
        even = old_end - old_start == new_end - new_start
        if even and all(
            Indel.normalized_similarity(old[a].split(), new[b].split()) >= REWORDING_MIN_SHARE for a, b in pairs
        ):
            yield from ((a, a + 1, b, b + 1) for a, b in pairs)
        else:
            yield old_start, old_end, new_start, new_end


def _word_pieces(before: str, after: str) -> list[Piece]:
    old, new = _tokens(before), _tokens(after)
    ranges = _without_islands(list(_changed_ranges([_folded(t) for t in old], [_folded(t) for t in new])))
    pieces: list[Piece] = []
    at = 0
    for old_start, old_end, new_start, new_end in ranges:
        pieces.append(Piece(Change.SAME, "".join(old[at:old_start])))
        pieces.append(Piece(Change.REMOVED, "".join(old[old_start:old_end])))
        pieces.append(Piece(Change.NEW, "".join(new[new_start:new_end])))
        at = old_end
    pieces.append(Piece(Change.SAME, "".join(old[at:])))
    return [piece for piece in pieces if piece.text]


def _without_islands(ranges: list[RangePair]) -> list[RangePair]:
    """Return the ranges, merged where almost nothing is between them: rewritten prose is one change."""
    sizes = [max(each[1] - each[0], each[3] - each[2]) for each in ranges]
    joined = [
        0 < second[0] - first[1] <= ISLAND_MAX_WORDS and min(sizes[number : number + 2]) > ISLAND_MAX_WORDS
        for number, (first, second) in enumerate(pairwise(ranges))
    ]
    out: list[RangePair] = []
    for number, each in enumerate(ranges):
        if number and joined[number - 1]:
            out[-1] = (out[-1][0], each[1], out[-1][2], each[3])
        else:
            out.append(each)
    return out
