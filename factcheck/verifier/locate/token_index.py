"""A token index of a page. Only the parts that a search reaches are tokenized."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import accumulate

from factcheck.verifier.locate.normalization import DASHES, HYPHENS, UNSEEN, Script
from factcheck.verifier.locate.tokens import SEPARATOR, Token, chunk_tokens, known_norms, on_visible, with_tokens_joined

HITS_MAX = 1_000
"""Maximum number of places returned for the same words."""
SEARCHES_MIN_FOR_SCAN = 40
"""Number of searches from which on one scan of all tokens is faster."""
LONG_CHUNK_CHARS = 400
"""Length of a chunk, in characters, from which on its tokens are cached."""
SECTION_CHUNKS = 64
"""Number of chunks that are counted together: token positions are computed within one section only."""
_LINE_END = re.compile(f"\n(?<![{HYPHENS}{DASHES}{UNSEEN}]\n)(?![{HYPHENS}{DASHES}{UNSEEN}])")
"""A line break that separates two tokens; beside a hyphen or a dash it may be inside one."""

_BROKEN_FIGURE = re.compile(r"(?<=\d) \n(?=0\d\d(?!\d))")
_WRAPPED_FIGURE = re.compile(r"(?<=\d) ?\n(?=0\d\d(?!\d))")
"""A line break inside a number."""


class TokenIndex:
    """The tokens of a text, or of some pieces of it, numbered from 0. Their offsets are those of the text."""

    def __init__(
        self, text: str, language: str | None, pieces: Sequence[tuple[int, int]] | None = None, *, wrapped: bool = False
    ) -> None:
        self._script = Script.of(language)
        self._pieces = list(pieces if pieces is not None else [(0, len(text))])
        joined = on_visible(
            lambda visible: with_tokens_joined(_with_figures_joined(visible, wrapped=wrapped)),
            "".join([text[start:end] for start, end in self._pieces]),
        )
        self._chunks = _LINE_END.sub(" ", joined).split(" ")
        known = known_norms(self._script)
        self._norms = [*map(known.__getitem__, self._chunks)]
        """The normalized tokens of each chunk, with a separator after each."""
        self._cached_tokens: dict[int, list[Token]] = {}
        self._single_tokens: dict[int, Token] = {}
        sections = [
            "".join(self._norms[start : start + SECTION_CHUNKS]) for start in range(0, len(self._norms), SECTION_CHUNKS)
        ]
        self._counted = [0, *accumulate(section.count(SEPARATOR) for section in sections)]
        """Number of tokens before each section, and the total."""
        self._fused_begins = [0, *accumulate(map(len, sections))]
        """Position of the separator before each section in the fused text."""
        self.fused = SEPARATOR + "".join(sections)
        self.length = self._counted[-1]
        """Number of tokens."""

    @cached_property
    def _begins(self) -> list[int]:
        """Start of each section in the concatenated pieces."""
        sections = (
            self._chunks[start : start + SECTION_CHUNKS] for start in range(0, len(self._chunks), SECTION_CHUNKS)
        )
        sizes = (sum(map(len, section)) + len(section) for section in sections)
        return [0, *accumulate(sizes)]

    @cached_property
    def _cuts(self) -> list[int]:
        """Start of each piece in the concatenated pieces."""
        return [0, *accumulate([end - start for start, end in self._pieces])]

    def _place(self, position: int, *, end: bool = False) -> int:
        """Return the text offset of a position in the concatenated pieces."""
        piece = (bisect_left(self._cuts, position) if end else bisect_right(self._cuts, position)) - 1
        piece = min(max(piece, 0), len(self._pieces) - 1)
        return self._pieces[piece][0] + position - self._cuts[piece]

    def _chunk_of(self, number: int) -> tuple[int, int]:
        """Return the chunk of a token, and the number of tokens before that chunk."""
        section = bisect_right(self._counted, number) - 1
        before, chunk = self._counted[section], section * SECTION_CHUNKS
        while (following := before + self._norms[chunk].count(SEPARATOR)) <= number:
            before, chunk = following, chunk + 1
        return chunk, before

    def _begin(self, chunk: int) -> int:
        """Return the start of a chunk in the concatenated pieces."""
        first = chunk - chunk % SECTION_CHUNKS
        return self._begins[chunk // SECTION_CHUNKS] + sum(map(len, self._chunks[first:chunk])) + chunk - first

    def tokens(self, first: int, end: int) -> list[Token]:
        """Return a range of tokens, its end exclusive; numbers outside the index are ignored."""
        first, end = max(0, first), min(end, self.length)
        if first >= end:
            return []
        chunk, before = self._chunk_of(first)
        begin = self._begin(chunk)
        shift = self._pieces[0][0] if len(self._pieces) == 1 else None
        found: list[Token] = []
        while before < end:
            made = self._tokens_of(chunk)
            for norm, start, stop, kind in made[max(0, first - before) : end - before]:
                if shift is None:
                    found.append(Token(norm, self._place(begin + start), self._place(begin + stop, end=True), kind))
                else:
                    found.append(Token(norm, shift + begin + start, shift + begin + stop, kind))
            before += len(made)
            begin += len(self._chunks[chunk]) + 1
            chunk += 1
        return found

    def _tokens_of(self, chunk: int) -> Sequence[Token]:
        """Return the tokens of a chunk; those of a long one, as in a page without spaces, are cached."""
        if not self._norms[chunk]:
            return ()
        if len(self._chunks[chunk]) < LONG_CHUNK_CHARS:
            return chunk_tokens(self._chunks[chunk], self._script)
        if chunk not in self._cached_tokens:
            self._cached_tokens[chunk] = chunk_tokens(self._chunks[chunk], self._script)
        return self._cached_tokens[chunk]

    def token(self, number: int) -> Token:
        """Return one token."""
        if number not in self._single_tokens:
            self._single_tokens[number] = self.tokens(number, number + 1)[0]
        return self._single_tokens[number]

    def norms(self, first: int, end: int) -> list[str]:
        """Return the normalized words of a range of tokens."""
        first, end = max(0, first), min(end, self.length)
        if first >= end:
            return []
        low, before = self._chunk_of(first)
        high, _ = self._chunk_of(end - 1)
        fused = "".join(self._norms[low : high + 1]).split(SEPARATOR)
        return fused[first - before : end - before]

    def hits(self, norms: Sequence[str], first: int = 0, many: int = HITS_MAX) -> list[int]:
        """Return the token numbers, from ``first`` on, of all places of consecutive words."""
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
        """Return the result of ``hits`` for several sequences of the same length; many are found in one scan."""
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
        """Return the position of the separator before a token in the fused text, and the token's number."""
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
    """Return a text of the same length without line breaks inside numbers: no number begins with a group of zeros.

    With ``wrapped``, any line may continue; otherwise only one that ``<br>`` ends, with a space before the line break.
    """
    if "\n0" not in text:
        return text
    return (_WRAPPED_FIGURE if wrapped else _BROKEN_FIGURE).sub(lambda gap: "\u00a0" * len(gap[0]), text)
