"""Searches for quoted words in an article twice: as it is, and without its interruptions.

A form, a figure or a single link between two sentences changes none of the article's words, but its own words belong to the
article, too. Words that are found in either reading are found in the article.
"""

from collections.abc import Sequence

from factcheck.verifier.document import Document
from factcheck.verifier.locate import DocumentIndexes, locate_all
from factcheck.verifier.quote_match import Match
from factcheck.vocabulary import Region, TextQuoteSelector

MARGIN_CHARACTERS = 200
"""Characters around a passage in which an interruption may have separated words."""


def locate_in_both(selectors: Sequence[TextQuoteSelector | None], document: Document) -> list[Match | None]:
    """Return the match of each quote: exact in either reading of the article, otherwise the better of the two."""
    indexes = DocumentIndexes(document)
    matches = locate_all(selectors, document, indexes)
    if not document.interruptions:
        return matches
    again = [
        each if each and _may_be_interrupted(each, match, document) else None
        for each, match in zip(selectors, matches, strict=True)
    ]
    if not any(again):
        return matches
    uninterrupted = document.uninterrupted()
    found = locate_all(again, uninterrupted, DocumentIndexes(uninterrupted, indexes))
    return [_better(match, other) for match, other in zip(matches, found, strict=True)]


def _may_be_interrupted(selector: TextQuoteSelector, match: Match | None, document: Document) -> bool:
    if match is None:
        return True
    if not match.differences and match.region is Region.ARTICLE:
        return False
    margin = len(selector.exact) + MARGIN_CHARACTERS
    low, high = match.start - margin, match.end + margin
    return match.region is not Region.ARTICLE or any(
        start < high and low < end for start, end in document.interruptions
    )


def _better(match: Match | None, other: Match | None) -> Match | None:
    if match is None or other is None:
        return match or other
    if other.region is not Region.ARTICLE:
        return match
    if match.region is not Region.ARTICLE:
        return other if match.differences or not other.differences else match
    if match.differences and other.differences:
        return other if other.score > match.score else match
    return other if match.differences else match
