"""Where quoted words stand in a page: exactly, or nearly with the difference named, or not. Pure.

Typography, white space, markup and a marked elision are forgiven, nothing else: a small edit is never excused by a long
quote.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from factcheck.verifier.document import Document
from factcheck.verifier.locate.align import LONGEST, nearest
from factcheck.verifier.locate.boundaries import rim_of
from factcheck.verifier.locate.context import denials, fit, region_of
from factcheck.verifier.locate.difference_kinds import negates
from factcheck.verifier.locate.differences import differences, put_in_between, subtle
from factcheck.verifier.locate.editorial import restated
from factcheck.verifier.locate.exact import GAP, Hit, hidden, hits_of
from factcheck.verifier.locate.quote import Part, elided, literal, unworded
from factcheck.verifier.locate.sufficiency import ENOUGH, Passage
from factcheck.verifier.locate.token_index import Row, Rows
from factcheck.verifier.locate.tokens import Token, tokens
from factcheck.verifier.locate.transcription import readings_of, restored, unbroken
from factcheck.verifier.quote_match import Difference, Match
from factcheck.vocabulary import DifferenceKind, Region, TextQuoteSelector

__all__ = ["context_of", "locate", "locate_all"]

CONTEXT = 40
"""Characters of prefix and suffix that are kept of a page."""
STRONG = 0.75
"""An altered passage in the article this near outweighs the exact words outside it."""
TRIED = 3
"""Words of a quote, the longest first, around which it is sought before the whole page is; parts of one, likewise."""
FEW_PARTS = 8
"""Parts of an elided quote; of one with more, only the longest is sought everywhere."""
TELLING = 5
"""Letters of a word that is worth it."""
AROUND = 1500
"""Characters around a word that are looked at, beside twice the quote's own: what is before and after it counts, too."""
CLOSE_LOOKS = 40
"""Of the places where the words stand, those whose context fits best are looked at closely."""


def locate(selector: TextQuoteSelector, document: Document) -> Match | None:
    """Return where the words stand in a document; None: too little of them does.

    ``Match.differences`` is empty exactly when the words stand there. The article goes before the rest of the page; prefix
    and suffix choose between several places.
    """
    return locate_all([selector], document)[0]


def locate_all(selectors: Sequence[TextQuoteSelector | None], document: Document) -> list[Match | None]:
    """Return what ``locate`` returns for several quotes, reading the document once."""
    if not document.text or not any(selectors):
        return [None] * len(selectors)
    rows = Rows(document)
    return [_as_copied(each, document, rows) if each else None for each in selectors]


def context_of(match: Match, document: Document) -> tuple[str, str]:
    """Return the words before and after a passage, as a selector's prefix and suffix."""
    before = document.text[max(0, match.start - CONTEXT) : match.start]
    after = document.text[match.end : match.end + CONTEXT]
    return before.partition(" ")[2] if " " in before else before, after.rpartition(" ")[0] if " " in after else after


def _as_copied(selector: TextQuoteSelector, document: Document, rows: Rows) -> Match | None:
    """Return where the words are as written, or as another reading of how they were copied has fewer differences."""
    match = _locate(selector, document, rows)
    if match is not None and not match.differences:
        return match
    for reading in readings_of(selector, document):
        other = _locate(reading.selector, document, rows)
        if other is None or not reading.holds(other):
            continue
        if match is None or len(other.differences) < len(match.differences):
            match = restored(other, selector)
        if not match.differences:
            return match
    if mended := unbroken(selector.exact, document):
        other = _locate(selector, mended, Rows(mended))
        if other is not None and not other.differences:
            return replace(other, text=document.text[other.start : other.end])
    return match


def _locate(selector: TextQuoteSelector, document: Document, rows: Rows) -> Match | None:
    as_written = literal(selector.exact, document.language)
    if not as_written:
        return _unworded(selector, document)
    readings = [each for each in (as_written, elided(selector.exact, document.language)) if each]
    exact = _at_once(selector, as_written, document, rows) or _exact(selector, readings, document, rows.article)
    if exact and not exact.differences:
        return exact
    elsewhere = _exact(selector, readings, document, rows.whole) if rows.parted else None
    altered, rank = (exact, 1.0) if exact else _altered(selector, readings, document, rows.article)
    if altered is not None and (elsewhere is None or elsewhere.differences or rank >= STRONG):
        return altered
    if elsewhere is not None:
        return elsewhere
    return _altered(selector, readings, document, rows.whole)[0] if rows.parted else None


def _unworded(selector: TextQuoteSelector, document: Document) -> Match | None:
    """Return where marks without a word stand, to the letter."""
    marks = unworded(selector.exact)
    start = document.text.find(marks) if marks else -1
    if start < 0:
        return None
    return Match(start, start + len(marks), marks, 1.0, document.region_at(start))


def _at_once(selector: TextQuoteSelector, parts: list[Part], document: Document, rows: Rows) -> Match | None:
    """Return the words where they stand in the article just so, looking around their longest word alone.

    None: the whole page has to be searched, which finds these words, too; it only takes longer.
    """
    words = sorted(parts[0].row, key=lambda token: -len(token.norm))[:TRIED]
    margin = 2 * len(selector.exact) + AROUND
    for word in words:
        looked_in = rows.around(selector.exact[word.start : word.end], margin) if len(word.norm) >= TELLING else None
        if looked_in is None:
            continue
        row, begins = looked_in
        hits = [
            hit
            for hit in hits_of(parts, row, document.text, document.language)
            if bisect_right(begins, row.token(hit.first).start) == bisect_right(begins, row.token(hit.last).start)
        ]
        for hit in _best_placed(selector, hits, row, document):
            match = _looked_at(selector, parts, hit, row, document)
            if not match.differences and match.region is Region.ARTICLE:
                return match
        return None
    return None


def _exact(selector: TextQuoteSelector, readings: list[list[Part]], document: Document, row: Row) -> Match | None:
    """Return the best passage with all the words; what takes them back, or makes other words of them, is a difference."""
    best: Match | None = None
    for parts in readings:
        for hit in _best_placed(selector, hits_of(parts, row, document.text, document.language), row, document):
            match = _looked_at(selector, parts, hit, row, document)
            if not match.differences:
                return match
            best = best or match
    return best


def _best_placed(selector: TextQuoteSelector, hits: list[Hit], row: Row, document: Document) -> list[Hit]:
    if len(hits) < 2:
        return hits
    before = [token.norm for token in tokens(selector.prefix, document.language)]
    after = [token.norm for token in tokens(selector.suffix, document.language)]
    ranked = sorted(hits, key=lambda hit: -fit(before, after, row, hit.first, hit.last)) if before or after else hits
    looked_at = ranked[:CLOSE_LOOKS]
    places = [region_of(document, row.token(hit.first).start) is Region.ARTICLE for hit in looked_at]
    return [hit for hit, there in zip(looked_at, places, strict=True) if there] + [
        hit for hit, there in zip(looked_at, places, strict=True) if not there
    ]


def _looked_at(selector: TextQuoteSelector, parts: list[Part], hit: Hit, row: Row, document: Document) -> Match:
    found: list[Difference] = []
    for part, (first, last) in zip(parts, hit.spans, strict=True):
        found += subtle(part.row, row.tokens(first, last + 1), selector.exact, document.text, document.language)
    found += restated(parts, hit.spans, selector.exact, row, document)
    found += rim_of(selector, parts, hit, row, document)
    found += denials(selector, row, hit.first, hit.last, document)
    start, end = row.token(hit.first).start, row.token(hit.last).end
    region = region_of(document, start)
    start, end = min([start, *(each.found_start for each in found)]), max([end, *(each.found_end for each in found)])
    found.sort(key=lambda each: (each.quoted_start, each.found_start))
    return Match(start, end, document.text[start:end], 0.99 if found else 1.0, region, tuple(found))


Ranked = tuple[Match | None, float]
"""A passage, and the share of the quote in it less the price of what was put in."""


def _altered(selector: TextQuoteSelector, readings: list[list[Part]], document: Document, row: Row) -> Ranked:
    """Return the nearest passage under the reading that comes nearest, and its rank."""
    return max((_nearest(selector, parts, document, row) for parts in readings), key=lambda each: each[1])


def _nearest(selector: TextQuoteSelector, parts: list[Part], document: Document, row: Row) -> Ranked:
    """Return the nearest passage, and its rank."""
    text, exact = document.text, selector.exact
    pieces = list(_pieces(parts))
    placed = _placed(selector, [piece for piece, _ in pieces], document, row)
    passages = [(piece, part, passage) for (piece, part), passage in zip(pieces, placed, strict=True) if passage]
    lost = [piece for (piece, _), passage in zip(pieces, placed, strict=True) if passage is None]
    wanted = sum(len(part.row) for part in parts)
    astray = [piece for piece in lost if len(parts) > 1 and row.hits([token.norm for token in piece], many=1)]
    strayed = sum(map(len, astray))
    kept = (sum(passage.score * len(piece) for piece, _, passage in passages) + strayed) / wanted
    if not passages or (kept < ENOUGH and lost):
        return None, 0.0
    found: list[Difference] = []
    for (_, _, previous), (piece, part, passage) in pairwise(passages):
        found += _between(previous, passage, piece, part, row, selector, document)
    for piece, _, passage in passages:
        found += differences(piece, row, passage, exact, document)
    hit = Hit(tuple((passage.first, passage.last) for _, _, passage in passages))
    start, end = row.token(hit.first).start, row.token(hit.last).end
    for piece in lost:
        first, last = piece[0].start, piece[-1].end
        kind = DifferenceKind.ORDER if piece in astray else DifferenceKind.CLAUSE
        found.append(Difference(kind, exact[first:last], "", first, last, end, end))
    if not lost and len(passages) == len(parts):
        found += restated(parts, hit.spans, exact, row, document)
    if not found:
        found += rim_of(selector, parts, hit, row, document)
    if not any(each.kind is DifferenceKind.NEGATION for each in found):
        edits = passages[0][2].edits
        opening = bool(edits) and edits[0][0] == 0 < edits[0][1]
        denied = denials(selector, row, hit.first, hit.last, document, opening_changed=opening)
        found += denied
        start = min([start, *(each.found_start for each in denied)])
        end = max([end, *(each.found_end for each in denied)])
    found.sort(key=lambda each: (each.quoted_start, each.found_start))
    rank = (sum(passage.rank * len(piece) for piece, _, passage in passages) + strayed) / wanted
    score = min(kept, 0.99) if found else 1.0
    return Match(start, end, text[start:end], score, region_of(document, start), tuple(found)), rank


def _placed(
    selector: TextQuoteSelector, pieces: Sequence[Sequence[Token]], document: Document, row: Row
) -> list[Passage | None]:
    """Return where each piece of a quote stands nearly: a long one anywhere, the others close before or behind it."""
    before = [token.norm for token in tokens(selector.prefix, document.language)]
    after = [token.norm for token in tokens(selector.suffix, document.language)]
    end = len(pieces) - 1

    def place(number: int, within: tuple[int, int] | None) -> Passage | None:
        context = (before if number == 0 else [], after if number == end else [])
        return nearest(pieces[number], row, selector.exact, document.text, *context, within)

    def around(anchor: int) -> list[Passage | None]:
        placed: list[Passage | None] = [None] * len(pieces)
        placed[anchor] = known = place(anchor, None)
        for number in range(anchor + 1, len(pieces) if known else 0):
            start = known.last + 1 if known else 0
            passage = place(number, (start, min(row.length, start + GAP // 2 + 2 * len(pieces[number]))))
            if passage and known and _close(row, known, passage):
                placed[number] = known = passage
        known = placed[anchor]
        for number in range(anchor - 1 if known else -1, -1, -1):
            stop = known.first if known else 0
            passage = place(number, (max(0, stop - GAP // 2 - 2 * len(pieces[number])), stop))
            if passage and known and _close(row, passage, known):
                placed[number] = known = passage
        return placed

    best: list[Passage | None] = [None] * len(pieces)
    longest_first = sorted(range(len(pieces)), key=lambda number: -len(pieces[number]))
    for anchor in longest_first[: TRIED if len(pieces) <= FEW_PARTS else 1]:
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
    part: Part | None,
    row: Row,
    selector: TextQuoteSelector,
    document: Document,
) -> list[Difference]:
    """Return what the page has between two pieces and must not: anything between pieces of one part, or a hidden "not"."""
    text, language, place = document.text, document.language, piece[0].start
    if part is None:
        return put_in_between(before, after, place, row, selector.exact, text, language)
    span = hidden(part, row, before.last, after.first, text, language)
    return _uncovered(span, place, text, language) if span else []


def _pieces(parts: list[Part]) -> Iterator[tuple[Sequence[Token], Part | None]]:
    """Give the parts of a quote, very long ones in pieces, and the part that begins here, if one does."""
    for part in parts:
        for start in range(0, len(part.row), LONGEST):
            yield part.row[start : start + LONGEST], part if start == 0 else None


def _uncovered(span: tuple[int, int], place: int, text: str, language: str | None) -> list[Difference]:
    """Return what an elision leaves out on the page and must not."""
    start, end = span
    kind = DifferenceKind.NEGATION if negates(text[start:end].lower(), language, text, start) else DifferenceKind.WORD
    return [Difference(kind, "", text[start:end], place, place, start, end)]


def _close(row: Row, before: Passage, after: Passage) -> bool:
    return 0 <= row.token(after.first).start - row.token(before.last).end <= GAP
