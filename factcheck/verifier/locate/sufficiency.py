"""The decision whether a passage has enough of a quote to be the quoted statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.verifier.locate.normalization import UNSPACED_CLASS
from factcheck.verifier.locate.token_index import TokenIndex
from factcheck.verifier.locate.tokens import Kind, Token

SHARED_MIN_SHARE = 0.6
"""Minimum share of the quote's tokens, in order; with less, the passage is another statement."""
FILLER_ONLY_MIN_SHARE = 0.75
"""Share from which on it does not matter if the changed words are the ones with content."""
VERBATIM_MIN_TOKENS, VERBATIM_MIN_SHARE = 9, 0.3
"""Minimum length of a run of tokens, and its share of the quote, that identify the passage although a sentence beside
it is gone."""
CHANCE_MAX_CHARS = 2
"""Number of consecutive characters of a script without spaces that two sentences share by chance."""
FRAMED_MAX_CHARS = 16
"""Maximum length, in characters, of a quote in such a script that its first and last characters identify."""
CONTEXT_MIN_SHARE, SHARED_MIN_SHARE_IN_CONTEXT = 0.6, 0.3
"""Share of the context, and of the quote itself, that together identify the passage."""
NAME_TOKENS_MAX = 4
"""Maximum number of tokens of a name."""

Edit = tuple[int, int, int, int]
"""Start and end in the quote's tokens, start and end in the page's tokens (ends exclusive)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The nearest passage: its token range, and its differences."""

    first: int
    last: int
    """Inclusive."""
    score: float
    """The share of the quote in it."""
    rank: float
    """That share less the cost of insertions, plus a bonus for the quote's context around it."""
    edits: tuple[Edit, ...]
    context_share: float = 0.0
    """The share of the quote's context around it."""


def is_enough(quote: Sequence[Token], passage: Passage, page_index: TokenIndex, exact: str, text: str) -> bool:
    """Return whether a passage has enough tokens of the quote, and enough of those with content.

    A name replaced by another name counts as one token, however many words it has.
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
    retained = len(quote) - len(lost)
    content = {index for index, token in enumerate(quote) if _is_content(token)}
    if size < 4:
        renamed = bool(spared) and len(spared) == len(lost) and retained >= 1 and content - lost
        return bool(renamed) or (retained >= 0.5 * size and retained >= 2)
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
    retained = len(quote) - len(lost)
    if retained < SHARED_MIN_SHARE * size:
        return False
    counted = content - spared
    return not counted or len(counted - lost) >= 0.5 * len(counted) or retained >= FILLER_ONLY_MIN_SHARE * size


def _is_content(token: Token) -> bool:
    return token.kind is Kind.NUMBER or len(token.norm) > 3 or not token.norm.isascii()


def _renamed(quote: Sequence[Token], edit: Edit, page_index: TokenIndex, exact: str, text: str) -> bool:
    """Return whether capitalized words replace capitalized words."""
    a, b, c, d = edit
    if not (0 < b - a <= NAME_TOKENS_MAX and 0 < d - c <= NAME_TOKENS_MAX):
        return False
    ours, theirs = (
        (exact[token.start] for token in quote[a:b]),
        (text[token.start] for token in page_index.tokens(c, d)),
    )
    return all(letter.isupper() for letter in (*ours, *theirs))


def _framed(quote: Sequence[Token], passage: Passage, runs: Sequence[tuple[int, int]]) -> bool:
    """Return whether a short passage in a script without spaces begins and ends like the quote, and has its length."""
    if not runs or len(quote) > FRAMED_MAX_CHARS:
        return False
    length = passage.last - passage.first + 1
    return runs[0][0] == 0 and runs[-1][1] == len(quote) and abs(length - len(quote)) <= 1


def _word_count(tokens: Sequence[Token]) -> float:
    """Return the number of words in tokens; a character of a script without spaces counts as half a word."""
    return sum(0.5 if UNSPACED_CLASS.match(token.norm) else 1 for token in tokens)
