"""Other readings of a copied quote: numbers broken at another place, and note marks among the words.

A reading has the same length as the quote, so that its offsets are those of the quote. It replaces the quote only if
the page shows that it was copied from there.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from factcheck.verifier.document import Document
from factcheck.verifier.quote_match import Match
from factcheck.vocabulary import Region, TextQuoteSelector

FIGURES_MAX = 8
"""Maximum number of grouped numbers in a quote that are searched."""
FIGURE_MAX_GROUPS = 8
"""Maximum number of digit groups in a number."""
FIGURE_MAX_PLACES = 20
"""Maximum number of places searched for one number."""
WRAPPED_KINDS = frozenset({"pdf", "text"})
"""Kinds of documents with wrapped lines, whose ends are not sentence ends."""
_GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:\s{1,3}\d{3})+(?!\d)")
_MARKED = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,'’]\d{3})+(?!\d)")
_GAP = re.compile(r"\s+")
_OPENS_SENTENCE = r"[\"“„‘«(\[]{0,2}(?![a-zà-öø-ÿа-яα-ω])[^\W\d_]"
_NOTE_MARK = r"\d{1,3}(?:[,–-]\d{1,3}){0,3}"
_SENTENCE_END = (
    r"(?:(?<=[^\W\d_]{3}\.)|(?<=\s[a-zà-öø-ÿ]{2}\.)(?<!no\.|nr\.|pp\.|op\.|al\.)|(?<=[^\W\d_][!?…])"
    r"|(?<=[^\W\d_]{2}[.!?…][”\"’»)])|(?<=[%)\]”\"’»][.!?…]))"
)
_AFTER_SENTENCE = re.compile(rf"{_SENTENCE_END}{_NOTE_MARK}(?=\s+{_OPENS_SENTENCE}|\s*$)")
"""A number attached to the end of a sentence: only note marks are written like that."""
_POSSIBLE_NOTE_MARK = re.compile(
    rf"^\W{{0,2}}(?P<first>\d{{1,3}})(?=[.)\]]?\s+{_OPENS_SENTENCE})"
    rf"|(?<=[^\W\d_]{{3}})(?P<word>\d{{1,3}})(?![\w.,]\w)(?!\w)"
    rf"|(?<=[^\W\d_%)\]”\"’»][,;:])(?P<clause>{_NOTE_MARK})(?=\s+[^\W\d_])|(?<=[。！？，、」』）])(?P<wide>{_NOTE_MARK})(?!\d)"
    rf"|(?:(?<=[^\W\d_][.!?…])|(?<=[.!?…][”\"’»)]))\s(?P<apart>\d{{1,3}})(?=\s+{_OPENS_SENTENCE}|\s*$)"
    rf"|(?<=(?<!\d)(?:1[5-9]|20)\d\d\.)(?P<year>\d{{1,3}})(?=\s+{_OPENS_SENTENCE}|\s*$)"
)
"""A number that may be a note mark: the page decides."""
_NOTES_LINE = re.compile(r"[\d⁰¹²³⁴-⁹\s\[\](),*†‡§–-]{1,60}")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
UNSEEN_SPACE = "\u2060"
NOTE_MARK_MAX_DISTANCE = 8
"""Maximum distance of a raised mark from its passage in characters."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Another selector to search for, and a test whether the page confirms, at the match, that the quote was copied there."""

    selector: TextQuoteSelector
    is_confirmed_by: Callable[[Match], bool]


def readings_of(selector: TextQuoteSelector, document: Document) -> Iterator[Reading]:
    """Yield the other readings of a quote that was not found as written."""
    exact = _with_groups_of_page(selector.exact, document)
    if exact != selector.exact:
        yield Reading(replace(selector, exact=exact), lambda _: True)
    plain = [each.span() for each in _AFTER_SENTENCE.finditer(exact)]
    shown = [each.span(each.lastgroup or 0) for each in _POSSIBLE_NOTE_MARK.finditer(exact)]
    shown = [each for each in shown if not any(start <= each[0] < end for start, end in plain)]
    if plain:
        yield _without_note_marks(selector, exact, plain, document)
    if shown:
        yield _without_note_marks(selector, exact, [*plain, *shown], document)


def restored(match: Match, selector: TextQuoteSelector) -> Match:
    """Return the match of a reading with the quote's own words in its differences."""
    differences = tuple(
        replace(each, quoted=selector.exact[each.quoted_start : each.quoted_end]) for each in match.differences
    )
    return replace(match, differences=differences)


def _with_groups_of_page(exact: str, document: Document) -> str:
    """Return the quote with the spaces in its numbers as on the page, where a line end separates digit groups."""
    if not re.search(r"\d\s{1,3}\d{3}", exact):
        return exact
    for figure in [*_GROUPED.finditer(exact)][:FIGURES_MAX]:
        groups = figure[0].split()
        gaps = _gaps_on_page(groups, document) if len(groups) <= FIGURE_MAX_GROUPS else None
        if gaps is None:
            continue
        pieces = [exact[: figure.start()], groups[0]]
        for gap, spaces, group in zip(gaps, _GAP.findall(figure[0]), groups[1:], strict=True):
            pieces += [gap * len(spaces), group]
        exact = "".join(pieces) + exact[figure.end() :]
    return exact


def with_figures_joined(exact: str, document: Document) -> Document | None:
    """Return the document with numbers of the quote joined where a line end breaks them after a mark.

    None: there are none. The text keeps its length: line ends become invisible characters.
    """
    text = document.text
    for figure in dict.fromkeys(_MARKED.findall(exact)[:FIGURES_MAX]):
        groups = re.findall(r"\d+|\D", figure)
        marked = zip(groups[1::2], groups[2::2], strict=True)
        broken = any(f"{mark}{end}{group}" in text for mark, group in marked for end in ("\n", " \n"))
        if len(groups) > 2 * FIGURE_MAX_GROUPS or not broken:
            continue
        pattern = "".join(each if each.isdigit() else re.escape(each) + r"( ?\n)?" for each in groups)
        text = re.sub(r"(?<![\w.,])" + pattern + r"(?!\d)", partial(_joined, document.kind, text), text)
    return replace(document, text=text) if text != document.text else None


def _joined(kind: str, text: str, found: re.Match[str]) -> str:
    """Return a number without its line ends, in the same number of characters, if its lines continue."""
    gaps = [found.span(number) for number, gap in enumerate(found.groups(), 1) if gap]
    if not all(continues(kind, text, *gap) for gap in gaps):
        return found[0]
    return re.sub(r"[ \n]", UNSEEN_SPACE, found[0])


def _gaps_on_page(groups: list[str], document: Document) -> list[str] | None:
    """Return the characters between a number's groups on the page; None: they are not found in a row."""
    text, plain = document.text, None
    pattern = re.compile(r"(?<!\d)(?<!\d[.,])" + r"(\s{1,3})".join(groups) + r"(?!\d)")
    for count, found in enumerate(pattern.finditer(text)):
        if count >= FIGURE_MAX_PLACES:
            break
        if not any("\n" in gap for gap in found.groups()):
            plain = ["\u00a0"] * (len(groups) - 1)
        elif all(
            continues(document.kind, text, *found.span(n)) for n, gap in enumerate(found.groups(), 1) if "\n" in gap
        ):
            return [
                "\n" if "\n" in gap and not group.startswith("0") else "\u00a0"
                for gap, group in zip(found.groups(), groups[1:], strict=True)
            ]
    return plain


def continues(kind: str, text: str, start: int, end: int) -> bool:
    """Return whether a line continues after its end.

    Then it was wrapped, or broken by ``<br>`` (a space before the line end). Cells and list items are separate lines;
    in a document with wrapped lines, those contain numbers only.
    """
    if text[start:end].startswith(" "):
        return True
    if kind not in WRAPPED_KINDS:
        return False
    before, after = text[text.rfind("\n", 0, start) + 1 : start], text[end : text.find("\n", end) % (len(text) + 1)]
    return re.search(r"[^\W\d_]", before + after) is not None


def _without_note_marks(
    selector: TextQuoteSelector, exact: str, spans: list[tuple[int, int]], document: Document
) -> Reading:
    """Return the reading without the numbers in some places, taken as note marks."""
    characters = list(exact)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    sure = {each.span() for each in _AFTER_SENTENCE.finditer(exact)}
    marks = [exact[start:end] for start, end in spans if (start, end) not in sure]
    open_end = [exact[start:end] for start, end in spans if (start, end) in sure and not exact[end:].strip()]

    def is_confirmed_by(match: Match) -> bool:
        unclear = [*marks, *(open_end if re.match(r"\W{0,3}\d", document.text[match.end : match.end + 4]) else [])]
        shown = _marks_shown(document, match) if unclear else ""
        return all(group in shown for mark in unclear for group in re.findall(r"\d+", mark))

    return Reading(replace(selector, exact="".join(characters)), is_confirmed_by)


def _marks_shown(document: Document, match: Match) -> str:
    """Return the numbers of the note marks that the page shows in a passage, or for its paragraphs, in order."""
    text = document.text
    line_end = text.find("\n", match.end) % (len(text) + 1)
    around = text[
        max(text.rfind("\n", 0, match.start) + 1, match.start - NOTE_MARK_MAX_DISTANCE) : min(
            line_end, match.end + NOTE_MARK_MAX_DISTANCE
        )
    ]
    shown = [unicodedata.normalize("NFKC", each) for each in re.findall("[⁰¹²³⁴-⁹]+", around)]
    for article, notes in pairwise(document.stretches):
        if notes.region is not Region.NAVIGATION or article.region is not Region.ARTICLE or article.end <= match.start:
            continue
        if article.start >= match.end or "\n" in text[match.end : article.end - 1]:
            break
        line = text[notes.start : notes.end].partition("\n")[0]
        if _NOTES_LINE.fullmatch(line):
            shown.append(unicodedata.normalize("NFKC", line))
    return " ".join(shown)
