"""A page as a row of tokens, made for searching: what a search does not touch is never taken apart."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import accumulate

from factcheck.verifier.document import Document
from factcheck.verifier.locate.normalization import DASHES, HYPHENS, UNSEEN, Script
from factcheck.verifier.locate.tokens import SEPARATOR, Token, chunk_tokens, known_norms, with_tokens_joined
from factcheck.verifier.locate.transcription import WRAPPED_KINDS
from factcheck.vocabulary import Region

HITS_MAX = 1_000
"""Places at which the same words stand; the rest is not looked at."""
SEARCHES_MIN_FOR_SCAN = 40
"""Rows of norms that are faster found one by one."""
LONG_CHUNK_CHARS = 400
"""Characters without a space."""
ANCHOR_PLACES_MAX = 8
"""Places of a word around which a text is looked at before it is looked at as a whole."""
SECTION_CHUNKS = 64
"""Chunks that are counted together: where a token stands is worked out for its own section only."""
_LINE_END = re.compile(f"\n(?<![{HYPHENS}{DASHES}{UNSEEN}]\n)(?![{HYPHENS}{DASHES}{UNSEEN}])")
"""A line break that parts two tokens: beside a hyphen or a dash it may stand within one."""

_BROKEN_FIGURE = re.compile(r"(?<=\d) \n(?=0\d\d(?!\d))")
_WRAPPED_FIGURE = re.compile(r"(?<=\d) ?\n(?=0\d\d(?!\d))")
"""A line end within a figure."""


class TokenIndex:
    """The tokens of a text, or of some pieces of it, numbered from 0; their offsets are the text's."""

    def __init__(
        self, text: str, language: str | None, pieces: Sequence[tuple[int, int]] | None = None, *, wrapped: bool = False
    ) -> None:
        self._script = Script.of(language)
        self._pieces = list(pieces if pieces is not None else [(0, len(text))])
        joined = with_tokens_joined(
            _with_figures_joined("".join([text[start:end] for start, end in self._pieces]), wrapped=wrapped)
        )
        self._chunks = _LINE_END.sub(" ", joined).split(" ")
        known = known_norms(self._script)
        self._norms = [known[chunk] for chunk in self._chunks]
        """What each chunk gives, a separator after each token."""
        self._kept: dict[int, list[Token]] = {}
        sections = [
            "".join(self._norms[start : start + SECTION_CHUNKS]) for start in range(0, len(self._norms), SECTION_CHUNKS)
        ]
        self._counted = [0, *accumulate(section.count(SEPARATOR) for section in sections)]
        """How many tokens stand before each section, and in all."""
        self._fused_begins = [0, *accumulate(map(len, sections))]
        """Where the separator before each section stands in the fused text."""
        self.fused = SEPARATOR + "".join(sections)
        self.length = self._counted[-1]
        """How many tokens there are."""

    @cached_property
    def _begins(self) -> list[int]:
        """Where each section begins in the pieces put together."""
        sections = (
            self._chunks[start : start + SECTION_CHUNKS] for start in range(0, len(self._chunks), SECTION_CHUNKS)
        )
        sizes = (sum(map(len, section)) + len(section) for section in sections)
        return [0, *accumulate(sizes)]

    @cached_property
    def _cuts(self) -> list[int]:
        """Where each piece begins in the pieces put together."""
        return [0, *accumulate([end - start for start, end in self._pieces])]

    def _place(self, position: int, *, end: bool = False) -> int:
        """Return the text's offset of a place in the pieces put together."""
        if len(self._pieces) == 1:
            return position + self._pieces[0][0]
        piece = (bisect_left(self._cuts, position) if end else bisect_right(self._cuts, position)) - 1
        piece = min(max(piece, 0), len(self._pieces) - 1)
        return self._pieces[piece][0] + position - self._cuts[piece]

    def _chunk_of(self, number: int) -> tuple[int, int]:
        """Return the chunk that holds a token, and how many tokens stand before that chunk."""
        section = bisect_right(self._counted, number) - 1
        before, chunk = self._counted[section], section * SECTION_CHUNKS
        while (following := before + self._norms[chunk].count(SEPARATOR)) <= number:
            before, chunk = following, chunk + 1
        return chunk, before

    def _begin(self, chunk: int) -> int:
        """Return where a chunk begins in the pieces put together."""
        first = chunk - chunk % SECTION_CHUNKS
        return self._begins[chunk // SECTION_CHUNKS] + sum(map(len, self._chunks[first:chunk])) + chunk - first

    def tokens(self, first: int, end: int) -> list[Token]:
        """Return the tokens from one number to another, exclusive; numbers outside the row are passed over."""
        first, end = max(0, first), min(end, self.length)
        if first >= end:
            return []
        chunk, before = self._chunk_of(first)
        begin = self._begin(chunk)
        found: list[Token] = []
        while before < end:
            for token in self._tokens_of(chunk)[max(0, first - before) : end - before]:
                start, stop = self._place(begin + token.start), self._place(begin + token.end, end=True)
                found.append(Token(token.norm, start, stop, token.kind))
            before += self._norms[chunk].count(SEPARATOR)
            begin += len(self._chunks[chunk]) + 1
            chunk += 1
        return found

    def _tokens_of(self, chunk: int) -> Sequence[Token]:
        """Return the tokens of a chunk; those of a long one, a page without spaces, are kept."""
        if not self._norms[chunk]:
            return ()
        if len(self._chunks[chunk]) < LONG_CHUNK_CHARS:
            return list(chunk_tokens(self._chunks[chunk], self._script))
        if chunk not in self._kept:
            self._kept[chunk] = list(chunk_tokens(self._chunks[chunk], self._script))
        return self._kept[chunk]

    def token(self, number: int) -> Token:
        """Return one token."""
        return self.tokens(number, number + 1)[0]

    def norms(self, first: int, end: int) -> list[str]:
        """Return what ``tokens`` returns, without their places."""
        first, end = max(0, first), min(end, self.length)
        if first >= end:
            return []
        low, before = self._chunk_of(first)
        high, _ = self._chunk_of(end - 1)
        fused = "".join(self._norms[low : high + 1]).split(SEPARATOR)
        return fused[first - before : end - before]

    def hits(self, norms: Sequence[str], first: int = 0, many: int = HITS_MAX) -> list[int]:
        """Return the token numbers, from one on, at which a row of norms stands."""
        wanted = SEPARATOR + SEPARATOR.join(norms) + SEPARATOR
        found: list[int] = []
        place, number = self._before(first)
        before = place
        while len(found) < many and (place := self.fused.find(wanted, place)) >= 0:
            number += self.fused.count(SEPARATOR, before, place)
            found.append(number)
            before, place = place, place + 1
        return found

    def places(self, wanted: Collection[tuple[str, ...]], many: int) -> dict[tuple[str, ...], list[int]]:
        """Return what ``hits`` returns for rows of as many norms each; for many of them, in one pass."""
        if len(wanted) < SEARCHES_MIN_FOR_SCAN:
            return {norms: self.hits(norms, many=many) for norms in wanted}
        found: dict[tuple[str, ...], list[int]] = {norms: [] for norms in wanted}
        size = max(map(len, wanted), default=1)
        every = self.norms(0, self.length)
        for number, norms in enumerate(zip(*(every[start:] for start in range(size)), strict=False)):
            if norms in found and len(found[norms]) < many:
                found[norms].append(number)
        return found

    def _before(self, number: int) -> tuple[int, int]:
        """Return the place in the fused text of the separator before a token, and that token's number."""
        if number <= 0:
            return 0, 0
        if number >= self.length:
            return len(self.fused), number
        chunk, before = self._chunk_of(number)
        first = chunk - chunk % SECTION_CHUNKS
        place = self._fused_begins[chunk // SECTION_CHUNKS] + sum(map(len, self._norms[first:chunk]))
        for _ in range(number - before):
            place = self.fused.index(SEPARATOR, place + 1)
        return place, number


def _with_figures_joined(text: str, *, wrapped: bool) -> str:
    """Return a text of the same length in which figures go on after a line's end: no figure begins with a zero group.

    ``wrapped``: any line may go on; otherwise those alone that ``<br>`` ends, with a space before the line break.
    """
    if "\n0" not in text:
        return text
    return (_WRAPPED_FIGURE if wrapped else _BROKEN_FIGURE).sub(lambda gap: "\u00a0" * len(gap[0]), text)


def _places(text: str, word: str) -> list[int]:
    """Return where a word stands in a text; nothing where it stands more than a few times."""
    found: list[int] = []
    place = text.find(word)
    while place >= 0 and len(found) <= ANCHOR_PLACES_MAX:
        found.append(place)
        place = text.find(word, place + len(word))
    return found if len(found) <= ANCHOR_PLACES_MAX else []


class DocumentIndexes:
    """The rows of a document, each made when it is first searched: its whole text, and its article."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._wrapped = document.kind in WRAPPED_KINDS
        pieces = [(each.start, each.end) for each in document.stretches if each.region is Region.ARTICLE]
        parted = document.stretches and sum(end - start for start, end in pieces) < len(document.text)
        self._pieces = pieces if parted else None

    @property
    def parted(self) -> bool:
        """Whether something stands outside the article."""
        return self._pieces is not None

    def around(self, word: str, margin: int) -> tuple[TokenIndex, list[int]] | None:
        """Return a row of what stands around a word in the article, and where in it each stretch of text begins.

        The row is small, and soon made. None: the word stands nowhere as it is written, or too often to save anything.
        """
        text, low = self._plain
        places = _places(low, word.lower())
        if not places or len(low) != len(text):
            return None
        cuts: list[tuple[int, int]] = []
        for place in places:
            start, end = text.rfind("\n", 0, max(0, place - margin)) + 1, text.find("\n", place + len(word) + margin)
            end = len(text) if end < 0 else end + 1
            if cuts and start <= cuts[-1][1]:
                cuts[-1] = cuts[-1][0], end
            else:
                cuts.append((start, end))
        if sum(end - start for start, end in cuts) > len(text) // 2:
            return None
        pieces = [piece for cut in cuts for piece in self._cut(*cut)]
        index = TokenIndex(self._document.text, self._document.language, pieces, wrapped=self._wrapped)
        return index, [self._cut(*cut)[0][0] for cut in cuts]

    @cached_property
    def _plain(self) -> tuple[str, str]:
        """The article's text, and the same in small letters."""
        text = self._document.text
        if self._pieces is not None:
            text = "".join([text[start:end] for start, end in self._pieces])
        return text, text.lower()

    def _cut(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return what a stretch of the article is in the whole text."""
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
        """The whole text."""
        return TokenIndex(self._document.text, self._document.language, wrapped=self._wrapped)

    @cached_property
    def article(self) -> TokenIndex:
        """The article alone: the whole text where nothing else stands."""
        if self._pieces is None:
            return self.whole
        return TokenIndex(self._document.text, self._document.language, self._pieces, wrapped=self._wrapped)
