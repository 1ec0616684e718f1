"""Reads PDF: the text of the pages in reading order, with lines that repeat on every page outside the article."""

import contextlib
import re
import threading
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

import pypdfium2
from pypdfium2 import raw

from factcheck.verifier.document import Document, Stretch, stretches_of
from factcheck.verifier.read.clean import dense, folded, visible
from factcheck.verifier.read.pdf_columns import Line, in_reading_order
from factcheck.verifier.read.pdf_furniture import PageText, without_furniture
from factcheck.verifier.read.pdf_page import MARKER_END, MARKER_START, fields, plain_lines, segments
from factcheck.verifier.text_language import language_of
from factcheck.vocabulary import Region

MAX_PAGES = 1_200
MAX_CHARACTERS = 1_200_000
PLACED_MAX_CHARACTERS = 400_000
"""Maximum number of characters whose position is read. Text after them is read in the order of drawing."""
STREAM_MAX_BYTES, STREAMS_MAX_BYTES = 8_000_000, 24_000_000
"""Maximum unpacked size of one content stream, and of all: a book of four hundred pages has about ten million bytes."""
MAX_STREAMS = 50_000
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PICTURE_OR_FONT = re.compile(rb"/Image\b|/Length1\b|/Type1C|/CIDFontType0C|/OpenType")
"""Marks of streams with pictures and fonts, which are hardly read for the text."""
STEP_BYTES = 65_536
FORM_MIN_CHARACTERS = 1_500
"""A form with less text, and without a field, only says that it cannot be displayed."""
PREAMBLE_MAX_BYTES = 4_096
"""Maximum number of bytes before the start of a PDF."""
_XFA = {raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND}
_PDFIUM_LOCK = threading.Lock()
"""PDFium must not be called from two threads at once."""


def read_pdf(body: bytes, truncated: str | None) -> Document:
    """Return the document of a PDF. An encrypted, broken or scanned one has the reason why it is unreadable."""
    with _PDFIUM_LOCK:
        return _read(body, truncated)


def _read(body: bytes, truncated: str | None) -> Document:
    start = body[: PREAMBLE_MAX_BYTES + 5].find(b"%PDF-")
    body = body[start:] if start > 0 else body
    if _is_costly(body):
        return _unreadable("costly", truncated)
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        secret = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        return _unreadable("encrypted-pdf" if secret else "broken-pdf", truncated)
    try:
        title = document.get_metadata_dict().get("Title") or None
        read = _pages(document)
    except pypdfium2.PdfiumError:
        return _unreadable("broken-pdf", truncated)
    finally:
        document.close()
    text, stretches = _joined(without_furniture(read.pages))
    prose = sum(each.end - each.start for each in stretches if each.region is Region.ARTICLE)
    why = "xfa-form" if read.is_xfa and len(text) < FORM_MIN_CHARACTERS else None if prose else "scanned-pdf"
    return Document(
        kind="pdf",
        text=text,
        stretches=stretches,
        title=folded(visible(title)) if title else None,
        language=language_of(text),
        unreadable=why,
        truncated=truncated or ("length" if read.cut else None),
        prose=prose,
        dense=dense(text),
    )


def _joined(lines: Sequence[str]) -> tuple[str, tuple[Stretch, ...]]:
    """Return the text of all lines, and its stretches. Furniture is marked in the lines."""
    text = folded(visible("".join(lines)))
    if MARKER_START not in text:
        return text, (Stretch(0, len(text), Region.ARTICLE),) if text else ()
    pieces = re.split(f"[{MARKER_START}{MARKER_END}]", text)
    text = "".join(pieces).rstrip()
    regions = cycle((Region.ARTICLE, Region.NAVIGATION))
    return text, stretches_of(zip(pieces, regions, strict=False), len(text))


def _unreadable(why: str, truncated: str | None) -> Document:
    return Document(kind="pdf", text="", stretches=(), unreadable=why, truncated=truncated)


def _is_costly(body: bytes) -> bool:
    """Return whether a PDF unpacks to more than the limits: PDFium would unpack it all, and have it in memory twice."""
    total = 0
    view = memoryview(body)
    for number, stream in enumerate(_STREAM.finditer(body)):
        head = body[max(0, stream.start() - 500) : stream.start()].rpartition(b"obj")[2]
        if b"/Fl" not in head or _PICTURE_OR_FONT.search(head):
            continue
        size = _unpacked(view[stream.end() :], min(STREAM_MAX_BYTES, STREAMS_MAX_BYTES - total))
        total += size
        if size > STREAM_MAX_BYTES or total > STREAMS_MAX_BYTES or number > MAX_STREAMS:
            return True
    return False


def _unpacked(stream: memoryview, max_bytes: int) -> int:
    """Return the number of bytes that a stream (RFC 1950) unpacks to. It stops above ``max_bytes``."""
    machine = zlib.decompressobj()
    size = 0
    for start in range(0, len(stream), STEP_BYTES):
        data: bytes | memoryview = stream[start : start + STEP_BYTES]
        while data and size <= max_bytes and not machine.eof:
            try:
                size += len(machine.decompress(data, STEP_BYTES))
            except zlib.error:
                return size
            data = machine.unconsumed_tail
        if machine.eof or size > max_bytes:
            break
    return size


@dataclass(frozen=True, slots=True)
class _Read:
    pages: list[PageText]
    cut: bool
    """Whether pages were left out."""
    is_xfa: bool
    """Whether it is a form that only its authoring program can display (XFA), without a field on its pages."""


def _pages(document: pypdfium2.PdfDocument) -> _Read:
    """Return the text of each page."""
    pages: list[PageText] = []
    size, any_field = 0, False
    form_type = document.get_formtype()
    with _form(document, form_type) as form:
        for number in range(min(len(document), MAX_PAGES)):
            page = document[number]
            text_page = page.get_textpage()
            text = text_page.get_text_range()
            size += len(text)
            rotation = page.get_rotation() // 90
            written, has_field = fields(page, form, rotation)
            found = segments(text_page, text, rotation) if size <= PLACED_MAX_CHARACTERS else None
            if found is None:
                pages.append(PageText([*plain_lines(text), *(value for value, _ in written)]))
            else:
                placed = _with_values(in_reading_order(found), written)
                pages.append(PageText([line for line, _ in placed], placed))
            text_page.close()
            page.close()
            any_field = any_field or has_field
            if size > MAX_CHARACTERS:
                break
    cut = len(pages) < len(document)
    return _Read(pages, cut, is_xfa=form_type in _XFA and (not any_field or form_type == raw.FORMTYPE_XFA_FULL))


@contextlib.contextmanager
def _form(document: pypdfium2.PdfDocument, form_type: int) -> Iterator[raw.FPDF_FORMHANDLE | None]:
    """Yield the handle for the values of a form, or None where the document has no form."""
    if form_type == raw.FORMTYPE_NONE:
        yield None
        return
    settings = raw.FPDF_FORMFILLINFO(version=2)
    form = raw.FPDFDOC_InitFormFillEnvironment(document, settings)
    try:
        yield form or None
    finally:
        raw.FPDFDOC_ExitFormFillEnvironment(form)


def _with_values(lines: list[Line], written: Sequence[Line]) -> list[Line]:
    """Return the lines of a page, with the value of each field after the text left of it, or else above it."""
    for value, box in written:
        values = [(line, box) for line in plain_lines(value.replace(MARKER_START, " ")) if line.strip()]
        beside = [n for n, (_, each) in enumerate(lines) if box.bottom < each.middle < box.top and each.left < box.left]
        above = [n for n, (_, each) in enumerate(lines) if each.middle >= box.top]
        if beside:
            place = max(beside, key=lambda n: lines[n][1].right) + 1
        else:
            place = min(above, key=lambda n: lines[n][1].middle) + 1 if above else 0
        lines[place:place] = values
    return lines
