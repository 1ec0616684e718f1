"""The context of a passage: the choice between several places, and words that deny the quote there."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from factcheck.languages import all_words, pattern
from factcheck.verifier.document import Document
from factcheck.verifier.locate.difference_kinds import negates
from factcheck.verifier.locate.normalization import UNSPACED_CLASS
from factcheck.verifier.locate.token_index import TokenIndex
from factcheck.verifier.locate.tokens import Token, tokens
from factcheck.verifier.locate.word_lists import clause_conjunctions, denial_signs, denial_words, negation_signs
from factcheck.verifier.quote_match import Difference
from factcheck.vocabulary import DifferenceKind, Region, TextQuoteSelector

_SENTENCE_STOP = re.compile(r"[.!?;。！？؟\n]")
_OPENS = re.compile(r"(?:^|[\n.!?;:。！？؟…]\s*|[«‹]\s?|[“„‘‚「『]|(?:^|\s)[\"'(\[—–-]\s?)$")
"""Text before a word that begins a sentence or direct speech."""
_OPENING = " \"'“”„‘’‚«»‹›「『¿¡—–-"
"""Marks before the first word of a quote."""
STATEMENT_MIN_TOKENS = 3
"""Minimum length in tokens of a quote that a word before it may reverse: a shorter one is not a statement."""
CONTEXT_RUN_TOKENS, CONTEXT_RUN_CHARS = 4, 2
"""Minimum run of words of another sentence, and of characters of a script without spaces, that counts as unchanged."""
NEGATION_REACH_TOKENS, RETRACTION_REACH_TOKENS = 4, 7
"""Distance from a passage, in tokens, up to which a negation counts, and a word that denies a whole statement."""
CONTEXT_MAX_TOKENS = 3 * RETRACTION_REACH_TOKENS
"""Number of tokens beside a passage that are compared with its prefix and suffix."""


def region_of(document: Document, start: int) -> Region:
    """Return the region of a place. Words that running text withdraws are a correction."""
    before = document.text[max(0, start - 240) : start]
    sentence = re.split(r"\n|[.!?。]\s?", before)[-1]
    return Region.CORRECTION if pattern("denial", "earlier_version").search(sentence) else document.region_at(start)


def context_score(before: Sequence[str], after: Sequence[str], page_index: TokenIndex, first: int, last: int) -> int:
    """Return the number of tokens of prefix and suffix that are around a passage."""
    left = page_index.norms(first - len(before), first) if before else []
    right = page_index.norms(last + 1, last + 1 + len(after)) if after else []
    score = sum(a == b for a, b in zip(reversed(before), reversed(left), strict=False))
    return score + sum(a == b for a, b in zip(after, right, strict=False))


def denials(
    selector: TextQuoteSelector,
    page_index: TokenIndex,
    first: int,
    last: int,
    document: Document,
    *,
    opening_changed: bool = False,
) -> tuple[Difference, ...]:
    """Return the words that deny the quote in its sentence now, and were not there when it was taken.

    ``opening_changed``: the quote's first word differs on the page, so that the text before it has changed too.
    """
    if selector.prefix:
        found = _denial_before(selector, page_index, first, document)
    else:
        long_enough = last - first + 1 >= STATEMENT_MIN_TOKENS
        found = _reversed_before(selector, page_index, first, document, opening_changed) if long_enough else []
    after = _denial_after(selector, page_index, last, document)
    length = len(selector.exact)
    return (
        *(Difference(DifferenceKind.NEGATION, "", document.text[a:b], 0, 0, a, b) for a, b in found),
        *(Difference(DifferenceKind.NEGATION, "", document.text[a:b], length, length, a, b) for a, b in after),
    )


def _denial_before(
    selector: TextQuoteSelector, page_index: TokenIndex, first: int, document: Document
) -> list[tuple[int, int]]:
    prefix = tokens(selector.prefix, document.language)
    left = page_index.tokens(first - CONTEXT_MAX_TOKENS, first) if prefix else []
    if not prefix or [t.norm for t in left[-len(prefix) :]] == [t.norm for t in prefix]:
        return []
    opened = max((stop.end() for stop in _SENTENCE_STOP.finditer(selector.prefix)), default=0)
    known = QuotedContext([t.norm for t in reversed(prefix)], sum(t.start >= opened for t in prefix))
    joined = bool(left) and left[-1].norm in all_words("denial", "that")
    return _denial(left[::-1], known, document, page_index.token(first).start, crosses_commas=joined, ahead=False)


def _reversed_before(
    selector: TextQuoteSelector, page_index: TokenIndex, first: int, document: Document, opening_changed: bool
) -> list[tuple[int, int]]:
    """Return a negation before a quote whose capital shows that it began its sentence.

    Without a prefix, only the capital shows what was before the quote: "Vamos a …", quoted of "No vamos a …". A
    capital in brackets shows the opposite. Lower case shows nothing, unless the first word changed.
    """
    word, text = page_index.token(first), document.text
    opened = selector.exact.lstrip(_OPENING)[:1].isupper() and text[word.start].islower()
    if not opened and not opening_changed:
        return []
    return [
        (no.start, no.end)
        for no in page_index.tokens(first - 1, first)
        if negates(no.norm, document.language, text, no.start)
        and not text[no.end : word.start].strip()
        and (opened or (opening_changed and _OPENS.search(text[max(0, no.start - 8) : no.start])))
    ]


def _denial_after(
    selector: TextQuoteSelector, page_index: TokenIndex, last: int, document: Document
) -> list[tuple[int, int]]:
    suffix = tokens(selector.suffix, document.language) if selector.suffix else []
    right = page_index.tokens(last + 1, last + 1 + CONTEXT_MAX_TOKENS) if suffix else []
    if not suffix or [t.norm for t in right[: len(suffix)]] == [t.norm for t in suffix]:
        return []
    stop = _SENTENCE_STOP.search(selector.suffix)
    closed = stop.start() if stop else len(selector.suffix)
    known = QuotedContext([t.norm for t in suffix], sum(t.start < closed for t in suffix))
    return _denial(right, known, document, page_index.token(last).end, crosses_commas=True, ahead=True)


class QuotedContext(NamedTuple):
    """The words beside a quote when it was taken, the nearest first."""

    norms: list[str]
    in_sentence: int
    """The number of those in the quote's own sentence."""

    def new_in(self, near: Sequence[str]) -> list[int]:
        """Return the indexes of the current words, the nearest first, that were not there.

        A word of the quote's own sentence is compared with that sentence. A word of another sentence counts as
        unchanged only with its neighbours. Words beyond the known ones may always have been there.
        """
        new: list[int] = []
        beyond = len(near)
        for code in LCSseq.opcodes(self.norms, near):
            size = code.src_end - code.src_start
            if code.tag != "equal":
                new += range(code.dest_start, code.dest_end)
                continue
            alone = UNSPACED_CLASS.match(near[code.dest_start]) is not None and size < CONTEXT_RUN_CHARS
            if alone or (code.src_end > self.in_sentence and size < CONTEXT_RUN_TOKENS):
                new += range(code.dest_start + max(0, 0 if alone else self.in_sentence - code.src_start), code.dest_end)
            if code.src_end == len(self.norms):
                beyond = code.dest_end
        return [place for place in new if place < beyond]


def _denial(
    near: Sequence[Token], known: QuotedContext, document: Document, edge: int, *, crosses_commas: bool, ahead: bool
) -> list[tuple[int, int]]:
    text, language = document.text, document.language
    new = frozenset(known.new_in([token.norm for token in near]))
    unspaced = 0
    for count, token in enumerate(near):
        between = text[edge : token.start] if ahead else text[token.end : edge]
        if _SENTENCE_STOP.search(between) or count - unspaced >= RETRACTION_REACH_TOKENS:
            return []
        unspaced += len(token.norm) == 1 and not token.norm.isascii()
        if count not in new:
            continue
        word = token.norm
        near_enough = count < NEGATION_REACH_TOKENS and (crosses_commas or "," not in between)
        is_independent = not ahead or _closes(near, count, text)
        if word in denial_words() or (near_enough and is_independent and negates(word, language, text, token.start)):
            return [(token.start, token.end)]
        around = text[token.start : token.start + 8]
        signs = denial_signs() + (negation_signs() if count < 2 * NEGATION_REACH_TOKENS and not ahead else ())
        if found := next((sign for sign in signs if around.startswith(sign)), None):
            return [(token.start, token.start + len(found))]
    return []


def _closes(near: Sequence[Token], number: int, text: str) -> bool:
    """Return whether a negation ends its clause, as in "he did not say", and does not begin another, as in "but not all"."""
    if number and near[number - 1].norm in clause_conjunctions():
        return False
    ends = (text[token.end : token.end + 2] for token in near[number : number + 2])
    return any(re.match(r"\s?[.!?;,:)。！？]|\n|$", rest) for rest in ends)
