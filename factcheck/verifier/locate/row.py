"""A page as a row of tokens, made for searching: what a search does not touch is never taken apart."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from factcheck.verifier.document import Document
from factcheck.verifier.locate.letters import Script
from factcheck.verifier.locate.tokens import SEPARATOR, Token, chunk_norms, chunk_tokens, glued
from factcheck.vocabulary import Region

MANY = 1_000
"""Places at which the same words stand; the rest is not looked at."""
LONG = 400
"""Characters without a space."""


class Row:
    """The tokens of a text, or of some pieces of it, numbered from 0; their offsets are the text's."""

    def __init__(self, text: str, language: str | None, pieces: Sequence[tuple[int, int]] | None = None) -> None:
        self._script = Script.of(language)
        self._pieces = list(pieces if pieces is not None else [(0, len(text))])
        self._chunks = glued("".join(text[start:end] for start, end in self._pieces)).split(" ")
        script = self._script
        self._norms = [chunk_norms(chunk, script) for chunk in self._chunks]
        self._kept: dict[int, list[Token]] = {}
        self.fused = SEPARATOR + SEPARATOR.join(filter(None, self._norms)) + SEPARATOR

    @cached_property
    def _counted(self) -> list[int]:
        """How many tokens stand before each chunk, and in all."""
        return [0, *accumulate([norm.count(SEPARATOR) + 1 if norm else 0 for norm in self._norms])]

    @cached_property
    def _begins(self) -> list[int]:
        """Where each chunk begins in the pieces put together."""
        return [0, *accumulate([len(chunk) + 1 for chunk in self._chunks])]

    @cached_property
    def _cuts(self) -> list[int]:
        """Where each piece begins in the pieces put together."""
        return [0, *accumulate([end - start for start, end in self._pieces])]

    @cached_property
    def length(self) -> int:
        """How many tokens there are."""
        return self._counted[-1]

    def _place(self, position: int, *, end: bool = False) -> int:
        """Return the text's offset of a place in the pieces put together."""
        if len(self._pieces) == 1:
            return position + self._pieces[0][0]
        piece = (bisect_left(self._cuts, position) if end else bisect_right(self._cuts, position)) - 1
        piece = min(max(piece, 0), len(self._pieces) - 1)
        return self._pieces[piece][0] + position - self._cuts[piece]

    def tokens(self, first: int, end: int) -> list[Token]:
        """Return the tokens from one number to another, exclusive; numbers outside the row are passed over."""
        first, end = max(0, first), min(end, self.length)
        if first >= end:
            return []
        chunk = bisect_right(self._counted, first) - 1
        found: list[Token] = []
        while chunk < len(self._chunks) and self._counted[chunk] < end:
            begin, before = self._begins[chunk], self._counted[chunk]
            for token in self._tokens_of(chunk)[max(0, first - before) : end - before]:
                start, stop = self._place(begin + token.start), self._place(begin + token.end, end=True)
                found.append(Token(token.norm, start, stop, token.kind))
            chunk += 1
        return found

    def _tokens_of(self, chunk: int) -> Sequence[Token]:
        """Return the tokens of a chunk; those of a long one, a page without spaces, are kept."""
        if not self._norms[chunk]:
            return ()
        if len(self._chunks[chunk]) < LONG:
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
        low, high = bisect_right(self._counted, first) - 1, bisect_left(self._counted, end)
        row = SEPARATOR.join(filter(None, self._norms[low:high])).split(SEPARATOR)
        return row[first - self._counted[low] : end - self._counted[low]]

    def hits(self, norms: Sequence[str], first: int = 0, many: int = MANY) -> list[int]:
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

    def _before(self, number: int) -> tuple[int, int]:
        """Return the place in the fused text of the separator before a token near a number, and that token's number."""
        if number <= 0:
            return 0, 0
        if number >= self.length:
            return len(self.fused), number
        chunk = bisect_right(self._counted, number) - 1
        place = self._fused_begins[chunk]
        for _ in range(number - self._counted[chunk]):
            place = self.fused.index(SEPARATOR, place + 1)
        return place, number

    @cached_property
    def _fused_begins(self) -> list[int]:
        """Where the separator before each chunk stands in the fused text."""
        return [0, *accumulate([len(norm) + 1 if norm else 0 for norm in self._norms])]


def rows_of(document: Document) -> tuple[Row, Row]:
    """Return the rows of a document's whole text and of its article, which may be one and the same."""
    whole = Row(document.text, document.language)
    pieces = [(each.start, each.end) for each in document.stretches if each.region is Region.ARTICLE]
    if not document.stretches or sum(end - start for start, end in pieces) >= len(document.text):
        return whole, whole
    return whole, Row(document.text, document.language, pieces)
