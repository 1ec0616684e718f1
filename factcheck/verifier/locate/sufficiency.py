"""A passage that a quote was compared with, and whether enough of the quote stands in it to be the quoted statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.verifier.locate.normalization import UNSPACED_CLASS
from factcheck.verifier.locate.token_index import TokenIndex
from factcheck.verifier.locate.tokens import Kind, Token

SHARED_MIN_SHARE = 0.6
"""The share of the quoted tokens, in order, below which a passage is another one."""
FILLER_ONLY_MIN_SHARE = 0.75
"""The share at which it does not matter that the words which say something are the ones that changed."""
VERBATIM_MIN_TOKENS, VERBATIM_MIN_SHARE = 9, 0.3
"""Tokens in a row, and their share of the quote, that show the passage when a sentence beside them is gone."""
CHANCE_MAX_CHARS = 2
"""Characters of a script without spaces that two sentences share in a row by chance."""
FRAMED_MAX_CHARS = 16
"""Characters of a quote in such a script whose first and last ones show the passage."""
CONTEXT_MIN_SHARE, SHARED_MIN_SHARE_IN_CONTEXT = 0.6, 0.3
"""The share of a quote's context, and of the quote itself, that show the passage together."""
NAME_TOKENS_MAX = 4
"""Tokens of a name."""

Edit = tuple[int, int, int, int]
"""Quote tokens from–to, page tokens from–to (ends exclusive)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The nearest passage: its place, as token numbers, and how it differs."""

    first: int
    last: int
    """Inclusive."""
    score: float
    """The share of the quote that stands in it."""
    rank: float
    """That share less the price of what was put in, and more where the words around it are those of the quote."""
    edits: tuple[Edit, ...]
    context_share: float = 0.0
    """The share of the quote's context that stands around it."""


def is_enough(quote: Sequence[Token], passage: Passage, page_index: TokenIndex, exact: str, text: str) -> bool:
    """Return whether what is shared makes it the same statement: enough of all tokens, and of those that say something.

    A name in the place of another name counts as one token, however many words it has.
    """
    if not passage.edits:
        return True
    if passage.context_share >= CONTEXT_MIN_SHARE and passage.score >= SHARED_MIN_SHARE_IN_CONTEXT:
        return True
    lost = {index for a, b, _, _ in passage.edits for index in range(a, b)}
    spared = {
        index for edit in passage.edits if _renamed(quote, edit, page_index, exact, text) for index in range(*edit[:2])
    }
    size = len(quote) - len(spared) + sum(index - 1 not in spared for index in spared)
    kept = len(quote) - len(lost)
    content = {index for index, token in enumerate(quote) if _is_content(token)}
    if size < 4:
        renamed = bool(spared) and len(spared) == len(lost) and kept >= 1 and content - lost
        return bool(renamed) or (kept >= 0.5 * size and kept >= 2)
    bounds = [0, *(bound for a, b, _, _ in passage.edits for bound in (a, b)), len(quote)]
    runs = [(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True) if end > start]
    if any(
        _word_count(quote[start:end]) >= VERBATIM_MIN_TOKENS and end - start >= VERBATIM_MIN_SHARE * len(quote)
        for start, end in runs
    ):
        return True
    if not _framed(quote, passage, runs):
        for start, end in runs:
            if end - start <= CHANCE_MAX_CHARS and all(UNSPACED_CLASS.match(token.norm) for token in quote[start:end]):
                lost.update(range(start, end))
    kept = len(quote) - len(lost)
    if kept < SHARED_MIN_SHARE * size:
        return False
    said = content - spared
    return not said or len(said - lost) >= 0.5 * len(said) or kept >= FILLER_ONLY_MIN_SHARE * size


def _is_content(token: Token) -> bool:
    return token.kind is Kind.NUMBER or len(token.norm) > 3 or not token.norm.isascii()


def _renamed(quote: Sequence[Token], edit: Edit, page_index: TokenIndex, exact: str, text: str) -> bool:
    """Return whether capitalized words stand in the place of capitalized words."""
    a, b, c, d = edit
    if not (0 < b - a <= NAME_TOKENS_MAX and 0 < d - c <= NAME_TOKENS_MAX):
        return False
    ours, theirs = (
        (exact[token.start] for token in quote[a:b]),
        (text[token.start] for token in page_index.tokens(c, d)),
    )
    return all(letter.isupper() for letter in (*ours, *theirs))


def _framed(quote: Sequence[Token], passage: Passage, runs: Sequence[tuple[int, int]]) -> bool:
    """Return whether a short passage of a script without spaces begins, ends, and is as long as the quote."""
    if not runs or len(quote) > FRAMED_MAX_CHARS:
        return False
    length = passage.last - passage.first + 1
    return runs[0][0] == 0 and runs[-1][1] == len(quote) and abs(length - len(quote)) <= 1


def _word_count(tokens: Sequence[Token]) -> float:
    """Return how many words tokens amount to; a character of an unspaced script is half a word."""
    return sum(0.5 if UNSPACED_CLASS.match(token.norm) else 1 for token in tokens)
