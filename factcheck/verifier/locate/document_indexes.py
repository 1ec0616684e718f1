"""The token indexes of a document: of its whole text, of its article, and of the parts of the article around some words."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from factcheck.verifier.document import Document
from factcheck.verifier.locate.normalization import MARKS
from factcheck.verifier.locate.token_index import TokenIndex
from factcheck.verifier.locate.transcription import WRAPPED_KINDS
from factcheck.vocabulary import Region

ANCHOR_PLACES_MAX = 8
"""Maximum number of places of a word around which a part of the text is searched before all of it."""
PHRASE_PLACES_MAX = 100
"""Maximum number of places at which a phrase is compared, those of its longest word."""
ABSENT_PHRASES_MIN = 2
"""Number of phrases of a passage that are found nowhere else from which on there is no other copy of it: one that is
written in another way still has most of its phrases."""
_BETWEEN_LETTERS = re.compile(rf"[^\w{MARKS}]+")
Span = tuple[int, int]
"""Start and end of a part of a text; the end is exclusive."""


def _places(text: str, word: str) -> list[int]:
    """Return the places of a word in a text; none if there are more than ANCHOR_PLACES_MAX."""
    found: list[int] = []
    place = text.find(word)
    while place >= 0 and len(found) <= ANCHOR_PLACES_MAX:
        found.append(place)
        place = text.find(word, place + len(word))
    return found if len(found) <= ANCHOR_PLACES_MAX else []


def _has_phrase(text: str, phrase: str, spans: Iterable[Span]) -> bool:
    """Return whether some spans of a text have the letters and digits of a phrase, or its longest word many times.

    Spaces, quotation marks and other signs are not compared: copies are not always set in the same typography.
    """
    words = _BETWEEN_LETTERS.split(phrase)
    word, bare = max(words, key=len), "".join(words)
    count, margin = 0, 2 * len(phrase)
    for start, end in spans if word else ():
        place = text.find(word, start, end)
        while place >= 0:
            count += 1
            near = text[max(start, place - margin) : place + margin]
            if count > PHRASE_PLACES_MAX or bare in _BETWEEN_LETTERS.sub("", near):
                return True
            place = text.find(word, place + 1, end)
    return not word


def _at_line_ends(text: str, start: int, end: int) -> Span:
    """Return a span extended to whole lines."""
    stop = text.find("\n", end)
    return text.rfind("\n", 0, max(0, start)) + 1, len(text) if stop < 0 else stop + 1


def _at_spaces(text: str, start: int, end: int) -> Span:
    """Return a span extended to the next spaces or line ends."""
    line, stop = _at_line_ends(text, start, end)
    space = text.find(" ", end, stop)
    return max(text.rfind(" ", line, max(0, start)) + 1, line), stop if space < 0 else space


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap as one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], end
        else:
            merged.append((start, end))
    return merged


def _without(span: Span, holes: Sequence[Span]) -> Iterator[Span]:
    """Yield what remains of a span without the holes in it."""
    start, end = span
    for low, high in holes:
        yield start, low
        start = high
    yield start, end


@dataclass(frozen=True, slots=True)
class PartIndex:
    """An index of some spans of an article."""

    index: TokenIndex
    begins: list[int]
    """Start of each span in the document's text."""
    from_start: bool
    """Whether the first span begins where the article begins."""
    to_end: bool
    """Whether the last span ends where the article ends."""

    def is_together(self, first: int, last: int, room: int = 0) -> bool:
        """Return whether one span has a range of tokens, with ``room`` tokens on both sides unless the article ends there."""
        low, high = first - room, last + room
        if (low < 0 and not self.from_start) or (high >= self.index.length and not self.to_end):
            return False
        return self._span(max(low, 0)) == self._span(min(high, self.index.length - 1))

    def _span(self, number: int) -> int:
        return bisect_right(self.begins, self.index.token(number).start)


class DocumentIndexes:
    """The token indexes of a document, of its whole text and of its article, each built on first use."""

    def __init__(self, document: Document, known: "DocumentIndexes | None" = None) -> None:
        """Take what is ``known`` of the same text, divided into other stretches."""
        self._document, self._known = document, known
        self._wrapped = document.kind in WRAPPED_KINDS
        pieces = [(each.start, each.end) for each in document.stretches if each.region is Region.ARTICLE]
        parted = document.stretches and sum(end - start for start, end in pieces) < len(document.text)
        self._pieces = pieces if parted else None

    @property
    def parted(self) -> bool:
        """Whether any text is outside the article."""
        return self._pieces is not None

    def around_copies(self, passage: str, phrases: Sequence[str], margin: int) -> PartIndex | None:
        """Return an index of the article around the copies of a passage, which are compared without regard to case.

        None: there is none, or there may be another one, written in another way: some of its ``phrases`` occur elsewhere.
        """
        text, words = self._plain[0], self._fold(passage)
        places = [] if self._wrapped else _places(self._folded, words)
        if not places or len(self._folded) != len(text):
            return None
        copies = [(place, place + len(words)) for place in places]
        beyond = [*_without((0, len(text)), copies)]
        absent = (not _has_phrase(self._folded, self._fold(phrase), beyond) for phrase in phrases)
        if sum(islice(filter(None, absent), ABSENT_PHRASES_MIN)) < ABSENT_PHRASES_MIN:
            return None
        return self._part(_merged(_at_spaces(text, start - margin, end + margin) for start, end in copies))

    def around(self, word: str, margin: int) -> PartIndex | None:
        """Return an index of the article around a word; it is small and fast to build.

        None: the exact word is not found, or so often that nothing is gained.
        """
        text, low = self._plain
        places = _places(low, word.lower())
        if not places or len(low) != len(text):
            return None
        spans = _merged(_at_line_ends(text, place - margin, place + len(word) + margin) for place in places)
        return self._part(spans)

    def _part(self, spans: Sequence[Span]) -> PartIndex | None:
        """Return an index of spans of the article's text; None: they are so long that nothing is gained."""
        if sum(end - start for start, end in spans) > len(self._plain[0]) // 2:
            return None
        pieces = [self._cut(*span) for span in spans]
        document, joined = self._document, [each for span in pieces for each in span]
        index = TokenIndex(document.text, document.language, joined, wrapped=self._wrapped)
        begins = [span[0][0] for span in pieces]
        return PartIndex(index, begins, spans[0][0] == 0, spans[-1][1] == len(self._plain[0]))

    @cached_property
    def _plain(self) -> tuple[str, str]:
        """The article's text, and the same in lower case."""
        text = self._document.text
        if self._pieces is not None:
            text = "".join([text[start:end] for start, end in self._pieces])
        return text, text.lower()

    @cached_property
    def _folded(self) -> str:
        """The article's text without regard to case."""
        text, low = self._plain
        return low if len(low) == len(text) else self._fold(text)

    def _fold(self, text: str) -> str:
        """Return a text in lower case, of the same length even if the article has a dotted capital i."""
        whole, low = self._plain
        return text.lower() if len(low) == len(whole) else text.replace("İ", "i").replace("ı", "i").lower()

    def _cut(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the spans in the whole text that a span of the article covers."""
        if self._pieces is None:
            return [(start, end)]
        found: list[tuple[int, int]] = []
        before = 0
        for first, last in self._pieces:
            low, high = max(start - before, 0), min(end - before, last - first)
            if low < high:
                found.append((first + low, first + high))
            before += last - first
        return found

    @cached_property
    def whole(self) -> TokenIndex:
        """The index of the whole text."""
        if self._known is not None:
            return self._known.whole
        return TokenIndex(self._document.text, self._document.language, wrapped=self._wrapped)

    @cached_property
    def article(self) -> TokenIndex:
        """The index of the article; of the whole text if nothing else is there."""
        if self._pieces is None:
            return self.whole
        return TokenIndex(self._document.text, self._document.language, self._pieces, wrapped=self._wrapped)
