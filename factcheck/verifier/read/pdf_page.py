"""Reads one page of a PDF: the lines from PDFium, each with its position, and the values of form fields."""

import ctypes
import re
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

MARKER_START, MARKER_END = "\x0e", "\x0f"
"""Markers around text that is shown, but is not part of the article."""
MAX_ANNOTATIONS = 500
"""Maximum number of annotations of a page that are read."""
VALUE_MAX_BYTES = 20_000
"""Maximum size of a form field's value that is read."""
WIDE_SPACE_MIN_HEIGHTS = 0.7
"""Least width of a space that can separate two columns, as a share of a line's height."""
POSITION_MAX_POINTS = 1e6
LETTER_HEIGHT_POINTS = 10.0
"""The height of letters where the page does not state it."""
_LINE = re.compile("[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_LINE_OR_BROKEN = re.compile("[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029\ufffe\x02]+[\ufffe\x02]?|[\ufffe\x02]")
"""A line. PDFium joins a line that ends with this kind of hyphen, within a word, with the next one."""
_WORD = re.compile(r"\S+")
_UNDONE = str.maketrans({"\ufffe": "-", "\x02": "-", "\x0e": " ", "\x0f": " ", "\x00": " "})
_ENDS_IN_FIGURES = re.compile(r"\d[.,;:!?)\]\"'”’»]*(?:\s|\Z)|\d[^\W\d_]")
_NOTE_BEGINS = re.compile(r"(?:^|[\r\n])[\[(]?(\d{1,3})[\])]?[ .]?\s?[^\W\d_]")
_FIGURE = re.compile(r"\d{1,3}(?=[.,;:!?)\]\"'”’»]*\Z|[^\W\d_])")
_BASE = re.compile(r"\d+\Z")
_UNIT = re.compile(r"(?<![^\W_])[^\W\d_]{1,2}\Z")
_SHOWN_FIELDS = {raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX}
_PASSWORD_FIELD = 1 << 13
_BASE_MIN_DIGITS = 3
"""Least number of digits of a number that is not the base of a power."""


class Box(NamedTuple):
    """A rectangle on a page, in points; ``top`` is larger than ``bottom``."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """Return the height, a measure of the size of the letters."""
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        """Return the vertical position of the middle."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a line without a wide space in it."""

    text: str
    box: Box
    line: int
    """The number of its line."""
    space: float
    """The width of its spaces, in points."""


_Word = tuple[int, int, float, float, float, float]
"""A word: its start and end in the text, and its left, right, bottom and top on the page."""


def plain_lines(text: str) -> list[str]:
    """Return the lines of a page's text."""
    return _LINE.findall(text.translate(_UNDONE))


def segments(text_page: pypdfium2.PdfTextPage, text: str, rotation: int) -> list[Segment] | None:
    """Return the segments of a page's lines in the order of its text, or None where PDFium does not give positions."""
    if raw.FPDFText_CountChars(text_page) != len(text):
        return None
    lines = _LINE_OR_BROKEN.finditer(text)
    text = text.translate(_UNDONE)
    page = _Page(text_page, text, rotation, set(_NOTE_BEGINS.findall(text)))
    found: list[Segment] = []
    for number, line in enumerate(lines):
        for row in page.words(line.start(), line.end()):
            found.append(page.segment(row, number, found[-1] if found else None))
    return found


@dataclass(frozen=True, slots=True)
class _Page:
    text_page: pypdfium2.PdfTextPage
    text: str
    rotation: int
    """The number of quarter turns by which the page is displayed."""
    notes: set[str]
    """The numbers that lines of the page begin with."""

    def words(self, begin: int, stop: int) -> list[list[_Word]]:
        """Return the words of a line, split at wide spaces.

        It reads only two positions for each word, because it runs for every word of a PDF.
        """
        rect = raw.FS_RECTF()
        reference, ask, handle, rotation = (
            ctypes.byref(rect),
            raw.FPDFText_GetLooseCharBox,
            self.text_page.raw,
            self.rotation,
        )
        rows: list[list[_Word]] = []
        row: list[_Word] = []
        start_before, end_before = 0.0, 0.0
        for word in _WORD.finditer(self.text, begin, stop):
            start, end = word.span()
            ask(handle, start, reference)
            left, right, bottom, top = rect.left, rect.right, rect.bottom, rect.top
            if end - start > 1:
                ask(handle, end - 1, reference)
                left, right = (left, rect.right) if rect.right > right else (rect.left, right)
                if rotation:
                    bottom, top = (bottom, rect.top) if rect.top > top else (rect.bottom, top)
            if rotation:
                left, right, bottom, top = _turned(left, right, bottom, top, rotation)
            wide = WIDE_SPACE_MIN_HEIGHTS * (top - bottom)
            if row and (left - end_before > wide or start_before - right > wide):
                rows.append(row)
                row = []
            row.append((start, end, left, right, bottom, top))
            start_before, end_before = left, right
        return [*rows, row] if row else rows

    def segment(self, row: list[_Word], number: int, previous: Segment | None) -> Segment:
        """Return words as one segment, in which raised numbers that are marks of notes are marked."""
        lefts, rights = [word[2] for word in row], [word[3] for word in row]
        left, right = min(lefts), max(rights)
        free = right - left - sum(rights) + sum(lefts)
        heights = [word[5] - word[4] for word in row]
        largest = row[heights.index(max(heights))]
        box = _box(left, right, largest[4], largest[5])
        text = self.text[row[0][0] : row[-1][1]]
        if _ENDS_IN_FIGURES.search(text):
            before = previous.text.rpartition(" ")[2] if previous and _touches(previous.box, row[0]) else ""
            words: list[str] = []
            for start, end, *_ in row:
                shown = self.text[start:end]
                words.append(self._without_note(shown, start, before))
                before = shown
            text = " ".join(words).replace(" " + MARKER_START, MARKER_START)
            if previous and text[0] == MARKER_START:
                number = previous.line
        return Segment(text, box, number, free / (len(row) - 1) if len(row) > 1 else 0.0)

    def _without_note(self, shown: str, place: int, before: str) -> str:
        """Return a word in which a raised number is marked if it is the mark of a note. ``before`` is the word before it."""
        figure = _FIGURE.search(shown)
        if figure is None:
            return shown
        start = figure.start()
        while start < figure.end() and not self._is_raised(place + start):
            start += 1
        before = shown[:start] or before
        if start == figure.end() or not before or not _leads_to_a_note(before, shown[start : figure.end()], self.notes):
            return shown
        rest = shown[figure.end() :]
        return f"{shown[:start]}{MARKER_START}{shown[start : figure.end()]}{MARKER_END}{' ' if rest[:1].isalpha() else ''}{rest}"

    def _is_raised(self, place: int) -> bool:
        """Return whether a character is higher than the one before it, and smaller."""
        beside = place - 1
        while beside > 0 and self.text[beside].isspace():
            beside -= 1
        (size, base), (size_beside, base_beside) = self._letter(place), self._letter(max(beside, 0))
        return size < 0.87 * size_beside and base > base_beside + 0.12 * size_beside

    def _letter(self, place: int) -> tuple[float, float]:
        """Return the size of a character, and the height of its baseline."""
        rect, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetLooseCharBox(self.text_page, place, ctypes.byref(rect))
        raw.FPDFText_GetCharOrigin(self.text_page, place, ctypes.byref(x), ctypes.byref(y))
        _, _, bottom, top = _turned(rect.left, rect.right, rect.bottom, rect.top, self.rotation)
        _, _, base, _ = _turned(x.value, x.value, y.value, y.value, self.rotation)
        return top - bottom, base


def _turned(left: float, right: float, bottom: float, top: float, rotation: int) -> tuple[float, float, float, float]:
    """Return a rectangle on a page that is displayed with a number of quarter turns."""
    match rotation:
        case 1:
            return bottom, top, -right, -left
        case 2:
            return -right, -left, -top, -bottom
        case 3:
            return -top, -bottom, left, right
        case _:
            return left, right, bottom, top


def _box(left: float, right: float, bottom: float, top: float) -> Box:
    """Return a box with a usable height and position, which some fonts and files do not have."""
    if not all(abs(each) < POSITION_MAX_POINTS for each in (left, right, bottom, top)):
        return Box(0.0, 0.0, 0.0, LETTER_HEIGHT_POINTS)
    return Box(left, right, bottom, top if top - bottom > 0.01 else bottom + LETTER_HEIGHT_POINTS)


def _touches(box: Box, word: _Word) -> bool:
    """Return whether a word follows a box in the same line without a space."""
    return -0.2 < (word[2] - box.right) / box.height < 0.3 and word[4] < box.top and word[5] > box.bottom


def _leads_to_a_note(before: str, figure: str, notes: set[str]) -> bool:
    """Return whether a raised number is the mark of a note, and not the exponent of a number or a unit."""
    if base := _BASE.search(before):
        return len(base[0]) >= _BASE_MIN_DIGITS or (base[0] != "10" and figure in notes)
    return not _UNIT.search(before) or figure in notes


def fields(
    page: pypdfium2.PdfPage, form: raw.FPDF_FORMHANDLE | None, rotation: int
) -> tuple[list[tuple[str, Box]], bool]:
    """Return the values of a page's form fields and its text annotations, with their boxes, and whether it has fields."""
    found: list[tuple[str, Box]] = []
    any_field = False
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        any_field = any_field or kind == raw.FPDF_ANNOT_WIDGET
        value = _value(annotation, kind, form)
        rect = raw.FS_RECTF()
        if value and raw.FPDFAnnot_GetRect(annotation, ctypes.byref(rect)):
            found.append((value, _box(*_turned(rect.left, rect.right, rect.bottom, rect.top, rotation))))
        raw.FPDFPage_CloseAnnot(annotation)
    return found, any_field


def _value(annotation: raw.FPDF_ANNOTATION, kind: int, form: raw.FPDF_FORMHANDLE | None) -> str:
    if raw.FPDFAnnot_GetFlags(annotation) & (raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW):
        return ""
    if kind == raw.FPDF_ANNOT_FREETEXT:
        size = raw.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
        buffer = ctypes.create_string_buffer(min(size, VALUE_MAX_BYTES))
        ok = 2 < size <= VALUE_MAX_BYTES
        if ok:
            raw.FPDFAnnot_GetStringValue(
                annotation, b"Contents", ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size
            )
        return buffer.raw.decode("utf-16-le", "replace").strip("\0") if ok else ""
    if kind != raw.FPDF_ANNOT_WIDGET or form is None:
        return ""
    if raw.FPDFAnnot_GetFormFieldType(form, annotation) not in _SHOWN_FIELDS:
        return ""
    if raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD_FIELD:
        return ""
    size = raw.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
    if not 2 < size <= VALUE_MAX_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetFormFieldValue(form, annotation, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw.decode("utf-16-le", "replace").strip("\0")
