"""The differences of a passage, with the words on both sides and their kind, without mere presentation."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from factcheck.verifier.document import Document
from factcheck.verifier.locate.difference_kinds import Run, kind_of, languages_at
from factcheck.verifier.locate.normalization import HYPHENS, pointing
from factcheck.verifier.locate.sufficiency import Edit, Passage
from factcheck.verifier.locate.token_index import TokenIndex
from factcheck.verifier.locate.tokens import Kind, Token
from factcheck.verifier.locate.variants import differ_in_spelling
from factcheck.verifier.locate.word_lists import advertisement_lines, stressed_capitals, words_changed_by_capital
from factcheck.verifier.quote_match import Difference
from factcheck.vocabulary import DifferenceKind

_SIGNS = "%‰°$€£¥"


@dataclass(frozen=True, slots=True)
class Sides:
    """A quote, or a piece of one, and the tokens of the page it is compared with."""

    quote: Sequence[Token]
    exact: str
    page: Sequence[Token]
    text: str
    language: str | None
    glued_notes: bool = False
    """Note numbers are attached to words, as in PDF files, whose text does not show that they are raised."""


def differences(
    quote: Sequence[Token], page_index: TokenIndex, passage: Passage, exact: str, document: Document
) -> list[Difference]:
    """Return the differences of a passage in the order of the quote."""
    low = max(0, passage.first - 2)
    page = page_index.tokens(low, passage.last + 4)
    sides = Sides(quote, exact, page, document.text, document.language, glued_notes=document.kind == "pdf")
    edits = [(a, b, c - low, d - low) for a, b, c, d in passage.edits]
    runs = [edit for edit in edits if not _is_presentation(sides, edit)]
    moved = _moved(sides, runs)
    found = [_difference(sides, run, moved=index in moved) for index, run in enumerate(runs)]
    return sorted(
        [*found, *_subtle(sides, _equal(edits, len(quote), passage.first - low))], key=lambda d: d.quoted_start
    )


def subtle(
    quote: Sequence[Token], page: Sequence[Token], exact: str, text: str, language: str | None
) -> list[Difference]:
    """Return differences between equal tokens: a name without its capitals, another vowel."""
    return _subtle(
        Sides(quote, exact, page, text, language), list(zip(range(len(quote)), range(len(page)), strict=False))
    )


def put_in_between(
    before: Passage, after: Passage, offset: int, page_index: TokenIndex, exact: str, text: str, language: str | None
) -> list[Difference]:
    """Return the words between two pieces that are adjacent in the quote."""
    theirs = page_index.tokens(before.last + 1, after.first)
    if not theirs:
        return []
    start, end = theirs[0].start, theirs[-1].end
    languages = languages_at(language, text, start)
    kind = kind_of(Run((), exact, "", ""), Run(theirs, text, _fused(theirs), ""), languages)
    return [Difference(kind, "", text[start:end], offset, offset, start, end)]


def _fused(tokens: Sequence[Token]) -> str:
    return "".join(token.norm for token in tokens)


def _equal(edits: list[Edit], length: int, start: int) -> list[tuple[int, int]]:
    """Return the pairs of tokens, of quote and page, outside all edits."""
    pairs: list[tuple[int, int]] = []
    ours, theirs = 0, start
    for a, b, c, d in edits:
        pairs += zip(range(ours, a), range(c - (a - ours), c), strict=True)
        ours, theirs = b, d
    pairs += zip(range(ours, length), range(theirs, theirs + length - ours), strict=True)
    return pairs


def _is_presentation(sides: Sides, edit: Edit) -> bool:
    """Return whether an edit is presentation only: hyphens, a drop cap's line, a note number, an advertisement."""
    a, b, c, d = edit
    ours, theirs = sides.quote[a:b], sides.page[c:d]
    if ours and theirs:
        return _is_joined_otherwise(ours, theirs, sides) or _is_unaccented_capitals(ours, theirs, sides)
    if theirs:
        return (sides.glued_notes and _is_note_mark(sides, c, d)) or _is_furniture(sides, c, d) or _is_sic(sides, c, d)
    return len(ours) == 1 and _is_raised_on_page(sides, ours[0], c)


def _is_joined_otherwise(ours: Sequence[Token], theirs: Sequence[Token], sides: Sides) -> bool:
    if _fused(ours) != _fused(theirs) or any(token.kind is Kind.SYMBOL for token in (*ours, *theirs)):
        return False
    for run, source in ((ours, sides.exact), (theirs, sides.text)):
        raw = source[run[0].start : run[-1].end + 1]
        if any(mark in raw for mark in HYPHENS):
            return True
        inner = source[run[0].start : run[-1].end]
        if re.fullmatch(r"[^\W\d_](?:(?:\.\s?|\s)[^\W\d_])+", inner) and (len(run) > 1 or "." in inner) and "." in raw:
            return True
        if re.fullmatch(r"[^\W\d_]{1,3}(?:\.[^\W\d_]{1,3})+", inner):
            return True
        if len(run) == 2 and re.match(r"[^\W\d_]\n", inner) and inner[0].isupper():
            return True
    return False


def _is_unaccented_capitals(ours: Sequence[Token], theirs: Sequence[Token], sides: Sides) -> bool:
    """Return whether words in capitals only lack their accents: ÉTAT may be written ETAT."""
    quoted, found = sides.exact[ours[0].start : ours[-1].end], sides.text[theirs[0].start : theirs[-1].end]
    if not (quoted.isupper() or found.isupper()) or len(quoted) < 3:
        return False
    plain = [re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", each.lower())) for each in (quoted, found)]
    return plain[0] == plain[1] and any(each.isupper() and each == _bare(each) for each in (quoted, found))


def _bare(text: str) -> str:
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", text))


def _is_note_mark(sides: Sides, c: int, d: int) -> bool:
    """Return whether a number on the page is a note mark attached to the word before it."""
    token = sides.page[c]
    raw = sides.text[token.start : token.end]
    if d - c != 1 or token.kind is not Kind.NUMBER or not re.fullmatch(r"\d{1,2}", raw):
        return False
    around = sides.text[max(0, token.start - 5) : token.start]
    return (
        re.search(r"[^\W\d_]{3}[.,;:!?”’»)]{0,2}$", around) is not None
        and not sides.text[token.end : token.end + 1].isalnum()
    )


def _is_raised_on_page(sides: Sides, token: Token, place: int) -> bool:
    """Return whether a number in the quote is a raised note mark on the page."""
    if token.kind is not Kind.NUMBER or place == 0 or place >= len(sides.page) or token.start == 0:
        return False
    gap = unicodedata.normalize("NFKC", sides.text[sides.page[place - 1].end : sides.page[place].start])
    return token.norm in gap and sides.exact[token.start - 1] not in " \n"


def _is_sic(sides: Sides, c: int, d: int) -> bool:
    """Return whether the page has a remark such as [sic] here, which does not belong to the quoted words."""
    around = sides.text[max(0, sides.page[c].start - 1) : sides.page[c].end + 2]
    return d - c == 1 and re.match(r"\[sic!?\]|\(sic!?\)", around, re.IGNORECASE) is not None


def _is_furniture(sides: Sides, c: int, d: int) -> bool:
    first, last = sides.page[c], sides.page[d - 1]
    alone = "\n" in sides.text[max(0, first.start - 2) : first.start] and "\n" in sides.text[last.end : last.end + 2]
    return alone and _fused(sides.page[c:d]) in advertisement_lines()


def _moved(sides: Sides, runs: list[Edit]) -> set[int]:
    """Return the indexes of the edits whose words are on the other side too, in another place."""
    if len(runs) < 2:
        return set()
    gone = Counter(sides.quote[i].norm for a, b, _, _ in runs for i in range(a, b))
    come = Counter(sides.page[i].norm for _, _, c, d in runs for i in range(c, d))
    both = gone & come
    if not both:
        return set()
    return {
        index
        for index, (a, b, c, d) in enumerate(runs)
        if all(token.norm in both for token in (*sides.quote[a:b], *sides.page[c:d]))
    }


def _difference(sides: Sides, edit: Edit, *, moved: bool) -> Difference:
    a, b, c, d = _with_signs(sides, edit)
    start, end = _span(sides.quote, a, b, len(sides.exact))
    found_start, found_end = _span(sides.page, c, d, len(sides.text))
    kind = DifferenceKind.ORDER
    if not moved:
        a, b, c, d = edit
        ours = Run(sides.quote[a:b], sides.exact, _around(sides.quote, a, b), _before(sides.quote, a))
        theirs = Run(sides.page[c:d], sides.text, _around(sides.page, c, d), _before(sides.page, c))
        worded = any(token.kind is Kind.WORD for token in (*ours.tokens, *theirs.tokens))
        languages = languages_at(sides.language, sides.text, found_start) if worded else (sides.language,)
        kind = kind_of(ours, theirs, languages)
    quoted, found = sides.exact[start:end], sides.text[found_start:found_end]
    return Difference(kind, quoted, found, start, end, found_start, found_end)


def _with_signs(sides: Sides, edit: Edit) -> Edit:
    """Extend the difference of a number over its sign or currency, so that it reads 3% → 8%."""
    a, b, c, d = edit
    if not (b - a == d - c == 1) or sides.quote[a].kind is not Kind.NUMBER or sides.page[c].kind is not Kind.NUMBER:
        return edit
    if b < len(sides.quote) and d < len(sides.page):
        ours, theirs = sides.quote[b], sides.page[d]
        if ours.norm == theirs.norm and ours.norm in _SIGNS and sides.quote[a].end == ours.start:
            return (a, b + 1, c, d + 1) if sides.page[c].end == theirs.start else edit
    if a > 0 and c > 0:
        ours, theirs = sides.quote[a - 1], sides.page[c - 1]
        if ours.norm == theirs.norm and ours.norm in _SIGNS and ours.end == sides.quote[a].start:
            return (a - 1, b, c - 1, d) if theirs.end == sides.page[c].start else edit
    return edit


def _around(run: Sequence[Token], first: int, end: int) -> str:
    return _fused(run[max(0, first - 2) : end + 2])


def _before(run: Sequence[Token], first: int) -> str:
    return run[first - 1].norm if 0 < first <= len(run) else ""


def _span(run: Sequence[Token], first: int, end: int, length: int) -> tuple[int, int]:
    if end > first:
        return run[first].start, run[end - 1].end
    place = run[first].start if first < len(run) else run[-1].end if run else length
    return place, place


def _subtle(sides: Sides, pairs: list[tuple[int, int]]) -> list[Difference]:
    found = _sentence_breaks(sides, pairs)
    words = [(_raw(sides.quote[a], sides.exact), _raw(sides.page[c], sides.text)) for a, c in pairs]
    place = sides.page[pairs[0][1]].start if pairs else 0
    respelled = set(differ_in_spelling(words, sides.exact, sides.text, place, sides.language))
    for number, (a, c) in enumerate(pairs):
        ours, theirs = sides.quote[a], sides.page[c]
        quoted, there = words[number]
        if quoted == there or ours.kind is not Kind.WORD:
            continue
        kind = (
            _capital_lost(sides, a, c, quoted, there) or _vowel_changed(quoted, there) or _hyphen_changed(quoted, there)
        )
        kind = kind or (DifferenceKind.WORD if number in respelled else None)
        if kind:
            found.append(Difference(kind, quoted, there, ours.start, ours.end, theirs.start, theirs.end))
    return found


def _raw(token: Token, source: str) -> str:
    return source[token.start : token.end]


def _sentence_breaks(sides: Sides, pairs: list[tuple[int, int]]) -> list[Difference]:
    """Return the places where one side has a sentence or paragraph end between two words, and the other does not."""
    found = []
    for (a, c), (b, d) in pairwise(pairs):
        if b != a + 1 or d != c + 1:
            continue
        ours, theirs = sides.quote[a : b + 1], sides.page[c : d + 1]
        gaps = sides.exact[ours[0].end : ours[1].start], sides.text[theirs[0].end : theirs[1].start]
        if gaps[0] == gaps[1] or not (_ends(gaps[0]) or _ends(gaps[1])):
            continue
        opens = sides.exact[ours[1].start].isupper(), sides.text[theirs[1].start].isupper()
        paragraph = _ends(gaps[1]) and "\n" in gaps[1] and gaps[0].isspace() and "\n" not in gaps[0]
        joined = gaps[0].isspace() if opens[1] else gaps[1].isspace() if opens[0] else False
        if paragraph or (joined and opens[0] != opens[1] and len(ours[0].norm) > 3):
            spans = (ours[0].start, ours[1].end, theirs[0].start, theirs[1].end)
            quoted, there = sides.exact[spans[0] : spans[1]], sides.text[spans[2] : spans[3]]
            found.append(Difference(DifferenceKind.CLAUSE, quoted, there, *spans))
    return found


def _ends(gap: str) -> bool:
    return re.match(r"[”\"»’)\]]*[.!?。！？؟।][”\"»’)\]]*\s", gap) is not None


def _capital_lost(sides: Sides, a: int, c: int, quoted: str, there: str) -> DifferenceKind | None:
    """Return NAME if "US" became "us", or "Polish" "polish", while the words around kept their case."""
    if quoted.isupper() == there.isupper() and quoted[0].isupper() == there[0].isupper():
        return None
    ours, theirs = sides.quote[a], sides.page[c]
    neighbours = [sides.exact[t.start : t.end] for t in sides.quote[max(0, a - 1) : a + 2] if t is not ours]
    around = [sides.text[t.start : t.end] for t in sides.page[max(0, c - 1) : c + 2] if t is not theirs]
    if any(len(word) > 1 and word.isupper() for word in neighbours + around):
        return None
    norm = ours.norm
    short = 2 <= len(norm) <= 4 and quoted.isupper() != there.isupper() and (quoted.islower() or there.islower())
    if short and "." not in quoted + there and norm not in stressed_capitals():
        return DifferenceKind.NAME
    if norm not in words_changed_by_capital() or quoted[0].isupper() == there[0].isupper():
        return None
    if _opens(sides.exact, ours.start) or _opens(sides.text, theirs.start):
        return None
    return (
        DifferenceKind.NAME if _mixed(sides.exact) and _mixed(sides.text[theirs.start - 60 : theirs.end + 60]) else None
    )


def _opens(source: str, start: int) -> bool:
    before = source[:start].rstrip(" \"'“”‘’„«»([")
    return not before or before[-1] in ".!?:\n…]"


def _mixed(text: str) -> bool:
    """Return whether a text has capitals only where they belong."""
    words = re.findall(r"[^\W\d_]{4,}", text)
    capitals = sum(word[0].isupper() for word in words)
    return bool(capitals < 0.6 * len(words))


def _vowel_changed(quoted: str, there: str) -> DifferenceKind | None:
    if quoted.isascii() or there.isascii():
        return None
    ours, theirs = pointing(quoted), pointing(there)
    return DifferenceKind.WORD if ours and theirs and ours != theirs else None


def _hyphen_changed(quoted: str, there: str) -> DifferenceKind | None:
    """Return WORD if a hyphen makes another word, as in re-sign and resign."""
    ours, theirs = (
        re.match(r"(?:re|un|co)[-\u2010\u2011](?!\n)(?![eoEO])", each, re.IGNORECASE) for each in (quoted, there)
    )
    return DifferenceKind.WORD if (ours is None) != (theirs is None) and "\n" not in quoted + there else None
