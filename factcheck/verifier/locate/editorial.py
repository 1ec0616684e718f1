"""Editorial brackets in a quote, compared with the words they replace: they never excuse another number."""

from collections.abc import Sequence

from factcheck.verifier.document import Document
from factcheck.verifier.locate.align import same_sentence
from factcheck.verifier.locate.difference_kinds import Run, is_figure, languages_at
from factcheck.verifier.locate.quote import QuoteSegment
from factcheck.verifier.locate.token_index import TokenIndex
from factcheck.verifier.locate.tokens import Kind, Token
from factcheck.verifier.quote_match import Difference
from factcheck.vocabulary import DifferenceKind


def restated(
    segments: Sequence[QuoteSegment],
    spans: Sequence[tuple[int, int]],
    exact: str,
    page_index: TokenIndex,
    document: Document,
) -> list[Difference]:
    """Return numbers in brackets that differ from the ones they replace.

    ``spans`` are the token ranges of the segments, ends inclusive. Brackets may replace words, such as "he" by "[the
    mayor]". "[14 days]" for "30 days" changes the statement.
    """
    found: list[Difference] = []
    text = document.text
    for number, segment in enumerate(segments):
        first, last = spans[number]
        if segment.own and number:
            found += _other_figures(segment.own, page_index.tokens(spans[number - 1][1] + 1, first), exact, document)
        elif segment.own:
            near = page_index.tokens(first - len(segment.own), first + 1)[::-1]
            found += _other_figures(
                segment.own, near[1 : 1 + same_sentence(near, text)][::-1], exact, document, beside=True
            )
        if segment.own_after:
            near = page_index.tokens(last, last + 1 + len(segment.own_after))
            found += _other_figures(
                segment.own_after, near[1 : 1 + same_sentence(near, text)], exact, document, beside=True
            )
    return found


def _other_figures(
    own: Sequence[Token], theirs: Sequence[Token], exact: str, document: Document, *, beside: bool = False
) -> list[Difference]:
    """Return the difference between the numbers in brackets and those they replace, if each side has one of its own.

    Number words, months and weekdays are compared only if both sides are otherwise alike, or one word each. With
    ``beside``, the extent of the replaced words is unknown, and all numbers are compared in this way.
    """
    if not theirs:
        return []
    text = document.text
    languages = languages_at(document.language, text, theirs[0].start)
    ours = {token.norm: token for token in own if is_figure(token, Run(own, exact, "", ""), languages)}
    there = {token.norm: token for token in theirs if is_figure(token, Run(theirs, text, "", ""), languages)}
    mine, yours = ours.keys() - there.keys(), there.keys() - ours.keys()
    if not mine or not yours:
        return []
    digits = all(any(each[norm].kind is Kind.NUMBER for norm in only) for each, only in ((ours, mine), (there, yours)))
    alike = len(own) == len(theirs) == 1 or bool({t.norm for t in own} & {t.norm for t in theirs})
    if not alike and (beside or not digits):
        return []
    spans = (own[0].start, own[-1].end, theirs[0].start, theirs[-1].end)
    return [Difference(DifferenceKind.NUMBER, exact[spans[0] : spans[1]], text[spans[2] : spans[3]], *spans)]
