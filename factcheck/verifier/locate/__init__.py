"""The search for quoted words in a page: exact, altered with its differences, or missing. Pure.

Typography, white space, markup and a marked elision are ignored, and nothing else: a small edit counts however long
the quote is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from factcheck.verifier.document import Document
from factcheck.verifier.locate.align import ALIGN_MAX_TOKENS, nearest
from factcheck.verifier.locate.boundaries import boundary_differences
from factcheck.verifier.locate.context import CONTEXT_MAX_TOKENS, context_score, denials, region_of
from factcheck.verifier.locate.difference_kinds import negates
from factcheck.verifier.locate.differences import differences, put_in_between, subtle
from factcheck.verifier.locate.document_indexes import DocumentIndexes
from factcheck.verifier.locate.editorial import restated
from factcheck.verifier.locate.exact import ELISION_MAX_CHARS, Hit, hidden, hits_of
from factcheck.verifier.locate.quote import QuoteSegment, bare_marks, elided, literal
from factcheck.verifier.locate.sufficiency import SHARED_MIN_SHARE, Passage
from factcheck.verifier.locate.token_index import TokenIndex
from factcheck.verifier.locate.tokens import Token, tokens
from factcheck.verifier.locate.transcription import readings_of, restored, with_figures_joined
from factcheck.verifier.quote_match import Difference, Match
from factcheck.vocabulary import DifferenceKind, Region, TextQuoteSelector

__all__ = ["DocumentIndexes", "context_of", "locate", "locate_all"]

CONTEXT_CHARS = 40
"""Number of characters of the page stored as prefix and as suffix."""
ALTERED_MIN_RANK = 0.75
"""Rank from which an altered passage in the article counts more than the exact words outside it."""
ANCHORS_MAX_TRIED = 3
"""Maximum number of words of a quote, the longest first, around which it is searched before the whole page is; the
same for segments."""
SEGMENTS_MAX_ANCHORED = 8
"""Maximum number of segments for which several anchors are tried; with more, only the longest is searched everywhere."""
ANCHOR_MIN_LETTERS = 5
"""Minimum length of an anchor word in letters."""
ANCHOR_MARGIN_CHARS = 1500
"""Characters searched around an anchor word, in addition to twice the length of the quote: its context counts too."""
COPY_MARGIN_CHARS = 300
"""Characters that are searched around a copy of the quote."""
COPIES_MAX = 8
"""Maximum number of copies of a quote that are compared without searching the whole page."""
PHRASES_MAX = 5
"""Number of phrases of a quote that are searched outside its copies."""
EDGE_TOKENS = 8
"""Number of tokens at the ends of a part of a text that may be other tokens in the whole text."""
HITS_MAX_EXAMINED = 40
"""Maximum number of exact places that are examined, those with the best context first."""


def locate(selector: TextQuoteSelector, document: Document) -> Match | None:
    """Return the passage of the quoted words in a document; None: too few of them are found.

    ``Match.differences`` is empty exactly when the words are found unchanged. The article comes before the rest of the
    page; prefix and suffix decide between several places.
    """
    return locate_all([selector], document)[0]


def locate_all(
    selectors: Sequence[TextQuoteSelector | None], document: Document, indexes: DocumentIndexes | None = None
) -> list[Match | None]:
    """Return the result of ``locate`` for several quotes, indexing the document once; ``indexes`` are the document's own."""
    if not document.text or not any(selectors):
        return [None] * len(selectors)
    indexes = indexes or DocumentIndexes(document)
    return [_best_reading(each, document, indexes) if each else None for each in selectors]


def context_of(match: Match, document: Document) -> tuple[str, str]:
    """Return the words before and after a passage, as a selector's prefix and suffix."""
    before = document.text[max(0, match.start - CONTEXT_CHARS) : match.start]
    after = document.text[match.end : match.end + CONTEXT_CHARS]
    return before.partition(" ")[2] if " " in before else before, after.rpartition(" ")[0] if " " in after else after


def _best_reading(selector: TextQuoteSelector, document: Document, indexes: DocumentIndexes) -> Match | None:
    """Return the match of the quote as written, or of another reading of the copied text with fewer differences."""
    match = _locate(selector, document, indexes)
    if match is not None and not match.differences:
        return match
    for reading in readings_of(selector, document):
        other = _locate(reading.selector, document, indexes)
        if other is None or not reading.is_confirmed_by(other):
            continue
        if match is None or len(other.differences) < len(match.differences):
            match = restored(other, selector)
        if not match.differences:
            return match
    if rejoined := with_figures_joined(selector.exact, document):
        other = _locate(selector, rejoined, DocumentIndexes(rejoined))
        if other is not None and not other.differences:
            return replace(other, text=document.text[other.start : other.end])
    return match


def _locate(selector: TextQuoteSelector, document: Document, indexes: DocumentIndexes) -> Match | None:
    as_written = literal(selector.exact, document.language)
    if not as_written:
        return _locate_marks(selector, document)
    readings = [each for each in (as_written, elided(selector.exact, document.language)) if each]
    exact = (
        _exact_copy(selector, as_written, document, indexes)
        or _exact_near_anchor(selector, as_written, document, indexes)
        or _exact(selector, readings, document, indexes.article)
    )
    if exact and not exact.differences:
        return exact
    altered, rank = (exact, 1.0) if exact else _altered(selector, readings, document, indexes.article)
    if altered is not None and (rank >= ALTERED_MIN_RANK or not indexes.parted):
        return altered
    elsewhere = _exact(selector, readings, document, indexes.whole) if indexes.parted else None
    if altered is not None and (elsewhere is None or elsewhere.differences):
        return altered
    if elsewhere is not None:
        return elsewhere
    return _altered(selector, readings, document, indexes.whole)[0] if indexes.parted else None


def _locate_marks(selector: TextQuoteSelector, document: Document) -> Match | None:
    """Return the match of a quote that consists of marks without any word, compared exactly."""
    marks = bare_marks(selector.exact)
    start = document.text.find(marks) if marks else -1
    if start < 0:
        return None
    return Match(start, start + len(marks), marks, 1.0, document.region_at(start))


def _exact_copy(
    selector: TextQuoteSelector, segments: list[QuoteSegment], document: Document, indexes: DocumentIndexes
) -> Match | None:
    """Return the exact match in the article if the page has the quote letter by letter, and nothing like it elsewhere.

    None: it must be searched in another way, which finds the same words and takes longer.
    """
    run, exact = segments[0].tokens, selector.exact
    phrases = _phrases(run, exact)
    part = indexes.around_copies(exact[run[0].start : run[-1].end], phrases, COPY_MARGIN_CHARS)
    if part is None:
        return None
    hits = hits_of(segments, part.index, document.text, document.language)
    room = max(CONTEXT_MAX_TOKENS, *map(len, _context_norms(selector, document))) + EDGE_TOKENS
    if len(hits) > COPIES_MAX or not all(part.is_together(hit.first, hit.last, room) for hit in hits):
        return None
    return _first_unchanged(selector, segments, hits, part.index, document)


def _phrases(run: Sequence[Token], exact: str) -> list[str]:
    """Return the words of a quote in phrases of about the same length, the longest first."""
    count = min(PHRASES_MAX, len(run))
    bounds = [number * len(run) // count for number in range(count + 1)]
    return sorted((exact[run[low].start : run[high - 1].end] for low, high in pairwise(bounds)), key=len, reverse=True)


def _exact_near_anchor(
    selector: TextQuoteSelector, segments: list[QuoteSegment], document: Document, indexes: DocumentIndexes
) -> Match | None:
    """Return the exact match in the article, searching only around a long word of the quote.

    None: the whole page must be searched, which finds the same words and takes longer.
    """
    words = sorted(segments[0].tokens, key=lambda token: -len(token.norm))[:ANCHORS_MAX_TRIED]
    margin = 2 * len(selector.exact) + ANCHOR_MARGIN_CHARS
    for word in words:
        long_enough = len(word.norm) >= ANCHOR_MIN_LETTERS
        part = indexes.around(selector.exact[word.start : word.end], margin) if long_enough else None
        if part is None:
            continue
        hits = [
            hit
            for hit in hits_of(segments, part.index, document.text, document.language)
            if part.is_together(hit.first, hit.last)
        ]
        return _first_unchanged(selector, segments, hits, part.index, document)
    return None


def _first_unchanged(
    selector: TextQuoteSelector,
    segments: list[QuoteSegment],
    hits: list[Hit],
    page_index: TokenIndex,
    document: Document,
) -> Match | None:
    """Return the match without differences, in the article, that has the best context."""
    for hit in _best_placed(selector, hits, page_index, document):
        match = _match_at(selector, segments, hit, page_index, document)
        if not match.differences and match.region is Region.ARTICLE:
            return match
    return None


def _exact(
    selector: TextQuoteSelector, readings: list[list[QuoteSegment]], document: Document, page_index: TokenIndex
) -> Match | None:
    """Return the best passage with all the words. A denial, or any other change of their meaning, is a difference."""
    best: Match | None = None
    for segments in readings:
        for hit in _best_placed(
            selector, hits_of(segments, page_index, document.text, document.language), page_index, document
        ):
            match = _match_at(selector, segments, hit, page_index, document)
            if not match.differences:
                return match
            best = best or match
    return best


def _best_placed(selector: TextQuoteSelector, hits: list[Hit], page_index: TokenIndex, document: Document) -> list[Hit]:
    if len(hits) < 2:
        return hits
    before, after = _context_norms(selector, document)
    ranked = (
        sorted(hits, key=lambda hit: -context_score(before, after, page_index, hit.first, hit.last))
        if before or after
        else hits
    )
    examined = ranked[:HITS_MAX_EXAMINED]
    places = [region_of(document, page_index.token(hit.first).start) is Region.ARTICLE for hit in examined]
    return [hit for hit, there in zip(examined, places, strict=True) if there] + [
        hit for hit, there in zip(examined, places, strict=True) if not there
    ]


def _context_norms(selector: TextQuoteSelector, document: Document) -> tuple[list[str], list[str]]:
    """Return the normalized words of a quote's prefix and suffix."""
    before, after = (tokens(words, document.language) for words in (selector.prefix, selector.suffix))
    return [token.norm for token in before], [token.norm for token in after]


def _match_at(
    selector: TextQuoteSelector, segments: list[QuoteSegment], hit: Hit, page_index: TokenIndex, document: Document
) -> Match:
    found: list[Difference] = []
    for segment, (first, last) in zip(segments, hit.spans, strict=True):
        found += subtle(
            segment.tokens, page_index.tokens(first, last + 1), selector.exact, document.text, document.language
        )
    found += restated(segments, hit.spans, selector.exact, page_index, document)
    found += boundary_differences(selector, segments, hit, page_index, document)
    found += denials(selector, page_index, hit.first, hit.last, document)
    start, end = page_index.token(hit.first).start, page_index.token(hit.last).end
    region = region_of(document, start)
    start, end = min([start, *(each.found_start for each in found)]), max([end, *(each.found_end for each in found)])
    found.sort(key=lambda each: (each.quoted_start, each.found_start))
    return Match(start, end, document.text[start:end], 0.99 if found else 1.0, region, tuple(found))


Ranked = tuple[Match | None, float]
"""A passage and its rank: the share of the quote in it, less the cost of insertions."""


def _altered(
    selector: TextQuoteSelector, readings: list[list[QuoteSegment]], document: Document, page_index: TokenIndex
) -> Ranked:
    """Return the nearest passage and its rank, for the reading that comes nearest."""
    return max((_nearest(selector, segments, document, page_index) for segments in readings), key=lambda each: each[1])


def _nearest(
    selector: TextQuoteSelector, segments: list[QuoteSegment], document: Document, page_index: TokenIndex
) -> Ranked:
    """Return the nearest passage and its rank."""
    text, exact = document.text, selector.exact
    pieces = list(_pieces(segments))
    placed = _placed(selector, [piece for piece, _ in pieces], document, page_index)
    passages = [(piece, segment, passage) for (piece, segment), passage in zip(pieces, placed, strict=True) if passage]
    lost = [piece for (piece, _), passage in zip(pieces, placed, strict=True) if passage is None]
    wanted = sum(len(segment.tokens) for segment in segments)
    astray = [piece for piece in lost if len(segments) > 1 and page_index.hits([token.norm for token in piece], many=1)]
    strayed = sum(map(len, astray))
    retained = (sum(passage.score * len(piece) for piece, _, passage in passages) + strayed) / wanted
    if not passages or (retained < SHARED_MIN_SHARE and lost):
        return None, 0.0
    found: list[Difference] = []
    for (_, _, previous), (piece, segment, passage) in pairwise(passages):
        found += _between(previous, passage, piece, segment, page_index, selector, document)
    for piece, _, passage in passages:
        found += differences(piece, page_index, passage, exact, document)
    hit = Hit(tuple((passage.first, passage.last) for _, _, passage in passages))
    start, end = page_index.token(hit.first).start, page_index.token(hit.last).end
    for piece in lost:
        first, last = piece[0].start, piece[-1].end
        kind = DifferenceKind.ORDER if piece in astray else DifferenceKind.CLAUSE
        found.append(Difference(kind, exact[first:last], "", first, last, end, end))
    if not lost and len(passages) == len(segments):
        found += restated(segments, hit.spans, exact, page_index, document)
    if not found:
        found += boundary_differences(selector, segments, hit, page_index, document)
    if not any(each.kind is DifferenceKind.NEGATION for each in found):
        edits = passages[0][2].edits
        opening = bool(edits) and edits[0][0] == 0 < edits[0][1]
        denied = denials(selector, page_index, hit.first, hit.last, document, opening_changed=opening)
        found += denied
        start = min([start, *(each.found_start for each in denied)])
        end = max([end, *(each.found_end for each in denied)])
    found.sort(key=lambda each: (each.quoted_start, each.found_start))
    rank = (sum(passage.rank * len(piece) for piece, _, passage in passages) + strayed) / wanted
    score = min(retained, 0.99) if found else 1.0
    return Match(start, end, text[start:end], score, region_of(document, start), tuple(found)), rank


def _placed(
    selector: TextQuoteSelector, pieces: Sequence[Sequence[Token]], document: Document, page_index: TokenIndex
) -> list[Passage | None]:
    """Return the nearest place of each piece of a quote: a long piece anywhere, the others close before or after it."""
    before, after = _context_norms(selector, document)
    end = len(pieces) - 1

    def place(number: int, within: tuple[int, int] | None) -> Passage | None:
        context = (before if number == 0 else [], after if number == end else [])
        return nearest(pieces[number], page_index, selector.exact, document.text, *context, within)

    def around(anchor: int) -> list[Passage | None]:
        placed: list[Passage | None] = [None] * len(pieces)
        placed[anchor] = known = place(anchor, None)
        for number in range(anchor + 1, len(pieces) if known else 0):
            start = known.last + 1 if known else 0
            passage = place(
                number, (start, min(page_index.length, start + ELISION_MAX_CHARS // 2 + 2 * len(pieces[number])))
            )
            if passage and known and _is_close(page_index, known, passage):
                placed[number] = known = passage
        known = placed[anchor]
        for number in range(anchor - 1 if known else -1, -1, -1):
            stop = known.first if known else 0
            passage = place(number, (max(0, stop - ELISION_MAX_CHARS // 2 - 2 * len(pieces[number])), stop))
            if passage and known and _is_close(page_index, passage, known):
                placed[number] = known = passage
        return placed

    best: list[Passage | None] = [None] * len(pieces)
    longest_first = sorted(range(len(pieces)), key=lambda number: -len(pieces[number]))
    for anchor in longest_first[: ANCHORS_MAX_TRIED if len(pieces) <= SEGMENTS_MAX_ANCHORED else 1]:
        best = max(best, around(anchor), key=lambda placed: _shared(pieces, placed))
        if all(best):
            break
    return best


def _shared(pieces: Sequence[Sequence[Token]], placed: Sequence[Passage | None]) -> float:
    return sum(passage.rank * len(piece) for piece, passage in zip(pieces, placed, strict=True) if passage)


def _between(
    before: Passage,
    after: Passage,
    piece: Sequence[Token],
    segment: QuoteSegment | None,
    page_index: TokenIndex,
    selector: TextQuoteSelector,
    document: Document,
) -> list[Difference]:
    """Return what the page has between two pieces and must not have.

    That is any word between two pieces of one segment, and a negation hidden by an elision.
    """
    text, language, place = document.text, document.language, piece[0].start
    if segment is None:
        return put_in_between(before, after, place, page_index, selector.exact, text, language)
    span = hidden(segment, page_index, before.last, after.first, text, language)
    return _uncovered(span, place, text, language) if span else []


def _pieces(segments: list[QuoteSegment]) -> Iterator[tuple[Sequence[Token], QuoteSegment | None]]:
    """Yield the segments of a quote, long ones in pieces; each with its segment if it is the first piece."""
    for segment in segments:
        for start in range(0, len(segment.tokens), ALIGN_MAX_TOKENS):
            yield segment.tokens[start : start + ALIGN_MAX_TOKENS], segment if start == 0 else None


def _uncovered(span: tuple[int, int], place: int, text: str, language: str | None) -> list[Difference]:
    """Return the words that an elision leaves out although it must not."""
    start, end = span
    kind = DifferenceKind.NEGATION if negates(text[start:end].lower(), language, text, start) else DifferenceKind.WORD
    return [Difference(kind, "", text[start:end], place, place, start, end)]


def _is_close(page_index: TokenIndex, before: Passage, after: Passage) -> bool:
    return 0 <= page_index.token(after.first).start - page_index.token(before.last).end <= ELISION_MAX_CHARS
