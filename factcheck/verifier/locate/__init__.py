"""Where quoted words stand in a page: exactly, or nearly with the difference named, or not. Pure.

Typography, white space, markup and a marked elision are forgiven, nothing else: a small edit is never excused by a long
quote.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from factcheck.verifier.document import Document
from factcheck.verifier.finding import Difference, Match
from factcheck.verifier.locate.align import ENOUGH, LONGEST, Passage, differences, nearest, put_in_between
from factcheck.verifier.locate.tokens import Token, tokens
from factcheck.verifier.locate.words import NEGATIONS
from factcheck.vocabulary import DifferenceKind, Region, TextQuoteSelector

__all__ = ["context_of", "locate", "locate_all"]

SEPARATOR = "\x1f"
_ELISION = re.compile(r"\s*(?:[\[(]\s*(?:…|\.\s?\.\s?\.+)\s*[\])]|…|\.\s?\.\s?\.+)\s*")
_EDITORIAL = re.compile(r"\[(?!\s*\d)[^\[\]]{2,80}\]")
_CAPITAL = re.compile(r"\[(\w)\](?=\w)")
_WITHDRAWN = re.compile(
    r"(?:earlier|previous|original|first) version of (?:this|the) (?:article|story|report|post|piece)"
    r"|version (?:antérieure|précédente|initiale) de (?:cet|l['’]) ?article"
    r"|(?:früheren|vorherigen|ersten|ursprünglichen) (?:version|fassung)"
    r"|versión (?:anterior|previa|original) de (?:este|la) (?:artículo|nota|noticia)"
    r"|(?:предыдущей|ранней|первоначальной) версии",
    re.IGNORECASE,
)
GAP = 900
"""Characters an elision may stand for."""
CONTEXT = 40
"""Characters of prefix and suffix that are kept of a page."""
STRONG = 0.75
"""An altered passage in the article this near outweighs the exact words outside it."""


@dataclass(slots=True)
class _Index:
    """A row of tokens made ready for searching."""

    row: list[Token]
    fused: str = ""
    starts: list[int] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        position = 1
        for number, token in enumerate(self.row):
            self.starts.append(position)
            position += len(token.norm) + 1
            self.places[token.norm].append(number)
        self.fused = SEPARATOR + SEPARATOR.join(token.norm for token in self.row) + SEPARATOR

    def hits(self, norms: Sequence[str], first: int = 0) -> list[int]:
        """Return the token numbers at which a row of norms stands."""
        wanted = SEPARATOR + SEPARATOR.join(norms) + SEPARATOR
        found: list[int] = []
        place = self.fused.find(wanted, self.starts[first] - 1 if first < len(self.starts) else len(self.fused))
        while place >= 0 and len(found) < 1000:
            found.append(bisect_left(self.starts, place + 1))
            place = self.fused.find(wanted, place + 1)
        return found


@dataclass(frozen=True, slots=True)
class _Hit:
    first: int
    last: int


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
    row = tokens(document.text, document.language)
    whole = _Index(row)
    inside = [token for token in row if document.region_at(token.start) is Region.ARTICLE]
    article = whole if len(inside) == len(row) else _Index(inside)
    return [_locate(each, document, whole, article) if each else None for each in selectors]


def context_of(match: Match, document: Document) -> tuple[str, str]:
    """Return the words before and after a passage, as a selector's prefix and suffix."""
    before = document.text[max(0, match.start - CONTEXT) : match.start]
    after = document.text[match.end : match.end + CONTEXT]
    return before.partition(" ")[2] if " " in before else before, after.rpartition(" ")[0] if " " in after else after


def _locate(selector: TextQuoteSelector, document: Document, whole: _Index, article: _Index) -> Match | None:
    parts = _parts(selector.exact, document.language)
    if not parts:
        return None
    if match := _exact(selector, parts, document, article):
        return match
    elsewhere = _exact(selector, parts, document, whole) if article is not whole else None
    altered = _altered(selector, parts, document, article)
    if altered is not None and (elsewhere is None or altered.score >= STRONG):
        return altered
    if elsewhere is not None:
        return elsewhere
    return _altered(selector, parts, document, whole) if article is not whole else None


def _parts(exact: str, language: str | None) -> list[list[Token]]:
    """Return the quote's tokens, parted where it is elided; their offsets are those of the quote."""
    masked = _CAPITAL.sub(lambda m: "  " + m[1], exact)
    for pattern in (_EDITORIAL, _ELISION):
        masked = pattern.sub(lambda m: "\0" * len(m[0]), masked)
    parts: list[list[Token]] = []
    for token in tokens(masked, language):
        if not parts or "\0" in masked[parts[-1][-1].end : token.start]:
            parts.append([])
        parts[-1].append(token)
    return parts


def _exact(selector: TextQuoteSelector, parts: list[list[Token]], document: Document, index: _Index) -> Match | None:
    hits = [hit for start in index.hits([t.norm for t in parts[0]]) if (hit := _follow(parts, index, start))]
    hits = [hit for hit in hits if not _acronym_lost(selector.exact, parts, index, hit, document.text)]
    if not hits:
        return None
    best = max(hits, key=lambda hit: _context_score(selector, index, hit, document))
    start, end = index.row[best.first].start, index.row[best.last].end
    region = _region(document, start)
    denied = _denied(selector, index, best, document)
    start = denied[0].found_start if denied else start
    shown = document.text[start:end]
    return Match(start, end, shown, 0.99 if denied else 1.0, region, denied)


def _region(document: Document, start: int) -> Region:
    """Return the region of a place; words that a sentence of running text takes back are a correction."""
    before = document.text[max(0, start - 200) : start]
    sentence = re.split(r"\n|[.!?]\s", before)[-1]
    return Region.CORRECTION if _WITHDRAWN.search(sentence) else document.region_at(start)


def _follow(parts: list[list[Token]], index: _Index, first: int) -> _Hit | None:
    """Return the passage that begins at a token when every further part follows closely."""
    last = first + len(parts[0]) - 1
    for part in parts[1:]:
        following = [n for n in index.hits([t.norm for t in part], last + 1) if n > last]
        if not following or index.row[following[0]].start - index.row[last].end > GAP:
            return None
        last = following[0] + len(part) - 1
    return _Hit(first, last)


def _acronym_lost(exact: str, parts: list[list[Token]], index: _Index, hit: _Hit, text: str) -> bool:
    """Return whether "US" was matched by "us": short words in capitals are names."""
    if len(parts) > 1 or exact.isupper():
        return False
    for ours, theirs in zip(parts[0], index.row[hit.first : hit.last + 1], strict=True):
        quoted, found = exact[ours.start : ours.end], text[theirs.start : theirs.end]
        if quoted != found and 2 <= len(quoted) <= 4 and quoted.isupper() != found.isupper() and ours.norm in _PRONOUNS:
            return True
    return False


_PRONOUNS = frozenset("us who it un am pm may aids".split())


def _context_score(selector: TextQuoteSelector, index: _Index, hit: _Hit, document: Document) -> float:
    """Return how well what stands around a hit fits prefix and suffix; of equals, the first is taken."""
    before = [token.norm for token in tokens(selector.prefix, document.language)]
    after = [token.norm for token in tokens(selector.suffix, document.language)]
    left = [token.norm for token in index.row[max(0, hit.first - len(before)) : hit.first]]
    right = [token.norm for token in index.row[hit.last + 1 : hit.last + 1 + len(after)]]
    score = sum(a == b for a, b in zip(reversed(before), reversed(left), strict=False))
    score += sum(a == b for a, b in zip(after, right, strict=False))
    in_article = _region(document, index.row[hit.first].start) is Region.ARTICLE
    return score + (1000 if in_article else 0)


def _denied(selector: TextQuoteSelector, index: _Index, hit: _Hit, document: Document) -> tuple[Difference, ...]:
    """Return the negation that stands just before the words now, and did not when they were quoted."""
    before = tokens(selector.prefix, document.language)
    if not before:
        return ()
    known = {token.norm for token in before}
    for token in reversed(index.row[max(0, hit.first - 3) : hit.first]):
        between = document.text[token.end : index.row[hit.first].start]
        if re.search(r"[.!?;:。！？\n]", between):
            return ()
        if (token.norm in NEGATIONS or token.norm.endswith("n't")) and token.norm not in known:
            word = document.text[token.start : token.end]
            return (Difference(DifferenceKind.NEGATION, "", word, 0, 0, token.start, token.end),)
    return ()


def _altered(selector: TextQuoteSelector, parts: list[list[Token]], document: Document, index: _Index) -> Match | None:
    """Return the nearest passage; an elided quote's parts are sought one after the other, close together."""
    passages: list[tuple[list[Token], Passage]] = []
    lost: list[list[Token]] = []
    found: list[Difference] = []
    for part, begins in _pieces(parts):
        passage = nearest(part, index.row, index.places)
        if passage and passages and not _close(index, passages[-1][1], passage):
            passage = None
        if passage and passages and not begins:
            before, offset = passages[-1][1], part[0].start
            found += put_in_between(before, passage, offset, index.row, selector.exact, document.text)
        if passage:
            passages.append((part, passage))
        else:
            lost.append(part)
    wanted = sum(len(part) for part in parts)
    kept = sum(passage.score * len(part) for part, passage in passages) / wanted
    if not passages or kept < ENOUGH:
        return None
    for part, passage in passages:
        found += differences(part, index.row, passage, selector.exact, document.text)
    start, end = index.row[passages[0][1].first].start, index.row[passages[-1][1].last].end
    for part in lost:
        first, last = part[0].start, part[-1].end
        found.append(Difference(DifferenceKind.CLAUSE, selector.exact[first:last], "", first, last, end, end))
    found.sort(key=lambda each: each.quoted_start)
    score = min(kept, 0.99) if found else 1.0
    return Match(start, end, document.text[start:end], score, document.region_at(start), tuple(found))


def _pieces(parts: list[list[Token]]) -> Iterator[tuple[list[Token], bool]]:
    """Give the parts of a quote, very long ones in pieces, and whether a part begins here."""
    for part in parts:
        for start in range(0, len(part), LONGEST):
            yield part[start : start + LONGEST], start == 0


def _close(index: _Index, before: Passage, after: Passage) -> bool:
    return 0 <= index.row[after.first].start - index.row[before.last].end <= GAP
