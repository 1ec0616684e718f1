"""PDF: the text of its pages in reading order, without the lines that every page repeats."""

import re
import threading
import zlib
from collections import Counter

import pypdfium2
from pypdfium2 import raw

from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.read.clean import dense, folded, language_of, visible
from factcheck.vocabulary import Region

MAX_PAGES = 400
MAX_CHARACTERS = 1_000_000
MAX_STREAM, MAX_STREAMS = 8_000_000, 24_000_000
"""Bytes that a page's drawing may be written in, and all together: a book of four hundred pages has about ten million."""
MANY_STREAMS = 50_000
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DRAWN_OTHERWISE = re.compile(rb"/Image\b|/Length1\b|/Type1C|/CIDFontType0C|/OpenType")
"""Pictures and fonts: reading the text does not touch them, or little."""
STEP = 65_536
_ONE_AT_A_TIME = threading.Lock()
"""PDFium must not be called from two threads at once."""


def read_pdf(body: bytes, truncated: str | None) -> Document:
    """Return the text of a PDF; encrypted, broken and scanned ones say why they have none."""
    with _ONE_AT_A_TIME:
        return _read(body, truncated)


def _read(body: bytes, truncated: str | None) -> Document:
    if _is_costly(body):
        return _unreadable("costly", truncated)
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        secret = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        return _unreadable("encrypted-pdf" if secret else "broken-pdf", truncated)
    try:
        title = document.get_metadata_dict().get("Title") or None
        pages, cut = _pages(document)
    except pypdfium2.PdfiumError:
        return _unreadable("broken-pdf", truncated)
    finally:
        document.close()
    text = folded(visible("\n".join(_without_furniture(pages))))
    if not text:
        return _unreadable("scanned-pdf", truncated)
    return Document(
        kind="pdf",
        text=text,
        stretches=(Stretch(0, len(text), Region.ARTICLE),),
        title=folded(visible(title)) if title else None,
        language=language_of(text),
        truncated=truncated or ("length" if cut else None),
        prose=len(text),
        dense=dense(text),
    )


def _unreadable(why: str, truncated: str | None) -> Document:
    return Document(kind="pdf", text="", stretches=(), unreadable=why, truncated=truncated)


def _is_costly(body: bytes) -> bool:
    """Return whether a PDF unpacks to more than is read: PDFium would unpack it all, and hold it twice."""
    total = 0
    view = memoryview(body)
    for number, stream in enumerate(_STREAM.finditer(body)):
        head = body[max(0, stream.start() - 500) : stream.start()].rpartition(b"obj")[2]
        if b"/Fl" not in head or _DRAWN_OTHERWISE.search(head):
            continue
        size = _unpacked(view[stream.end() :], min(MAX_STREAM, MAX_STREAMS - total))
        total += size
        if size > MAX_STREAM or total > MAX_STREAMS or number > MANY_STREAMS:
            return True
    return False


def _unpacked(stream: memoryview, most: int) -> int:
    """Return the bytes a stream (RFC 1950) unpacks to; more than ``most``: it goes on."""
    machine = zlib.decompressobj()
    size = 0
    for start in range(0, len(stream), STEP):
        data: bytes | memoryview = stream[start : start + STEP]
        while data and size <= most and not machine.eof:
            try:
                size += len(machine.decompress(data, STEP))
            except zlib.error:
                return size
            data = machine.unconsumed_tail
        if machine.eof or size > most:
            break
    return size


def _pages(document: pypdfium2.PdfDocument) -> tuple[list[list[str]], bool]:
    """Return the lines of each page, and whether pages were left out."""
    pages: list[list[str]] = []
    size = 0
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        text_page = page.get_textpage()
        text = text_page.get_text_range().replace("\ufffe", "-").replace("\x02", "-")
        text_page.close()
        page.close()
        size += len(text)
        pages.append(text.replace("\r\n", "\n").replace("\r", "\n").splitlines())
        if size > MAX_CHARACTERS:
            return pages, True
    return pages, len(document) > MAX_PAGES


def _without_furniture(pages: list[list[str]]) -> list[str]:
    """Return the lines of all pages but for running heads, feet and page numbers."""
    edges = Counter(
        _shape(line)
        for page in pages
        for line in {*_edge(page, 0, 2), *_edge(page, len(page) - 2, len(page))}
        if line.strip()
    )
    often = max(3, len(pages) // 2)
    repeated = {shape for shape, count in edges.items() if count >= often}
    kept: list[str] = []
    for page in pages:
        for index, line in enumerate(page):
            at_edge = index < 2 or index >= len(page) - 2
            number = at_edge and len(pages) > 1 and re.fullmatch(r"\W*\d{1,4}\W*", line) is not None
            if not number and not (at_edge and _shape(line) in repeated):
                kept.append(line)
    return kept


def _edge(page: list[str], start: int, end: int) -> list[str]:
    return page[max(start, 0) : max(end, 0)]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())
