"""Quotes that begin or end with a number: what the page attaches to the number belongs to it."""

import re

from factcheck.verifier.document import Document
from factcheck.verifier.locate.exact import Hit
from factcheck.verifier.locate.normalization import UNSPACED_CLASS
from factcheck.verifier.locate.quote import QuoteSegment
from factcheck.verifier.locate.token_index import TokenIndex
from factcheck.verifier.locate.tokens import Kind, Token, tokens
from factcheck.verifier.locate.word_lists import figures
from factcheck.verifier.quote_match import Difference
from factcheck.vocabulary import DifferenceKind, TextQuoteSelector

_AFTER_FIGURE = re.compile(r"\s?[%‰°]|[€$£¥]|[-–−](?=\d)|/(?=\d)")
_BEFORE_FIGURE = re.compile(r"[$€£¥]$|(?<=\d)[-–−/]$")


def boundary_differences(
    selector: TextQuoteSelector, segments: list[QuoteSegment], hit: Hit, page_index: TokenIndex, document: Document
) -> list[Difference]:
    """Return the sign, unit or magnitude that the page has beside a number at the edge of a quote, if it is new.

    A magnitude in words counts only if the suffix shows which word was there.
    """
    found: list[Difference] = []
    text, exact = document.text, selector.exact
    first, last = segments[0].tokens[0], segments[-1].tokens[-1]
    start, end = page_index.token(hit.first).start, page_index.token(hit.last).end
    if last.kind is Kind.NUMBER and not exact[last.end :].strip(" .,;:!?\"'“”‘’»«)]…"):
        sign = _AFTER_FIGURE.match(text, end)
        quoted_sign = selector.suffix.lstrip()[:1]
        if sign and quoted_sign != sign[0].strip()[:1]:
            found.append(_number_difference(text, len(exact), end, sign.end()))
        elif not sign and selector.suffix.strip():
            following, known = page_index.tokens(hit.last + 1, hit.last + 2), tokens(selector.suffix, document.language)
            if following and known and following[0].norm != known[0].norm:
                magnitude = following[0].norm in figures(document.language)
                found += (
                    [_number_difference(text, len(exact), following[0].start, following[0].end)] if magnitude else []
                )
    if first.kind is Kind.NUMBER:
        sign = _BEFORE_FIGURE.search(text[max(0, start - 4) : start])
        quoted_sign = selector.prefix.rstrip()[-1:]
        if sign and quoted_sign != sign[0].strip()[-1:]:
            found.append(_number_difference(text, 0, start - len(sign[0]), start))
    return found or _glued(selector, segments, hit, page_index, document)


def _glued(
    selector: TextQuoteSelector, segments: list[QuoteSegment], hit: Hit, page_index: TokenIndex, document: Document
) -> list[Difference]:
    """Return a digit attached to the first or last word; in scripts without spaces, that is not a change."""
    first, last, text = segments[0].tokens[0], segments[-1].tokens[-1], document.text
    start, end = page_index.token(hit.first).start, page_index.token(hit.last).end
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    found = []
    if _is_spaced_word(first) and before.isdecimal() and selector.prefix[-1:] != before:
        found.append(_number_difference(text, 0, start - 1, start))
    if _is_spaced_word(last) and after.isdecimal() and selector.suffix[:1] != after and document.kind != "pdf":
        found.append(_number_difference(text, len(selector.exact), end, end + 1))
    return found


def _is_spaced_word(token: Token) -> bool:
    return token.kind is Kind.WORD and len(token.norm) > 2 and not UNSPACED_CLASS.match(token.norm)


def _number_difference(text: str, place: int, start: int, end: int) -> Difference:
    return Difference(DifferenceKind.NUMBER, "", text[start:end], place, place, start, end)
