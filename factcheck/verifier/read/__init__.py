"""Reads the body of a response as the text that its readers see: ``read`` returns a ``Document``. Pure, bounded, never raises."""

from dataclasses import replace
from urllib.parse import urlsplit

from factcheck.verifier.document import Document
from factcheck.verifier.http.response import Capture
from factcheck.verifier.read.charset import decode
from factcheck.verifier.read.data import read_json, read_text, read_xml
from factcheck.verifier.read.delimited import read_delimited
from factcheck.verifier.read.html import read_html
from factcheck.verifier.read.mail import shown_part
from factcheck.verifier.read.sniff import is_noise, is_table, is_timed, kind_of
from factcheck.verifier.read.timed_text import read_timed, read_timed_xml

__all__ = ["MARKUP_MAX_CHARACTERS", "read"]

MARKUP_MAX_CHARACTERS = 4_000_000
"""Maximum amount of markup that is read; the rest is cut off, and the document is marked as truncated."""
DECODED_MAX_BYTES = 6_000_000
"""Maximum number of bytes that are decoded: the characters can need four times as much memory."""


def read(capture: Capture) -> Document:
    """Return the document in a response's body."""
    content_type = capture.header("content-type") or ""
    if not capture.body:
        return Document("text", "", (), unreadable="empty", truncated=capture.truncated)
    kind = kind_of(content_type, capture.body, capture.final_url)
    if capture.truncated == "cost":
        return Document(kind, "", (), unreadable="costly", truncated="cost")
    if kind == "pdf":
        from factcheck.verifier.read.pdf import read_pdf  # its library loads slowly, and few sources are PDF files

        return read_pdf(capture.body, capture.truncated)
    if kind == "message":
        return _read_message(capture)
    if kind not in {"html", "xml", "json", "text"}:
        return Document(kind=kind, text="", stretches=(), unreadable=kind, truncated=capture.truncated)
    return _read_as(kind, capture, capture.body, content_type)


def _read_message(capture: Capture) -> Document:
    """Return the document in the part of a message that is displayed."""
    shown = shown_part(capture.body)
    if isinstance(shown, str):
        return Document("message", "", (), unreadable=shown, truncated=capture.truncated)
    document = _read_as("html" if "html" in shown.content_type else "text", capture, shown.body, shown.content_type)
    truncated = document.truncated or ("length" if shown.cut else None)
    return replace(document, kind="message", title=document.title or shown.subject, truncated=truncated)


def _read_as(kind: str, capture: Capture, body: bytes, content_type: str) -> Document:
    text, charset = decode(body[:DECODED_MAX_BYTES], content_type, markup=kind in {"html", "xml"})
    truncated = capture.truncated or ("length" if len(body) > DECODED_MAX_BYTES else None)
    if is_noise(text):
        return Document("binary", "", (), charset=charset, unreadable="binary", truncated=truncated)
    if len(text) > MARKUP_MAX_CHARACTERS:
        text, truncated = text[:MARKUP_MAX_CHARACTERS], truncated or "length"
    language = capture.header("content-language")
    match kind:
        case "html":
            return read_html(text, charset=charset, truncated=truncated, language=language)
        case "xml":
            timed = read_timed_xml(text, charset=charset, truncated=truncated)
            return timed or read_xml(text, charset=charset, truncated=truncated)
        case "json":
            return read_json(text, charset=charset, truncated=truncated)
        case _:
            return _read_text(text, content_type, capture.final_url, charset, truncated, language)


def _read_text(
    text: str, content_type: str, url: str, charset: str, truncated: str | None, language: str | None
) -> Document:
    labelled = is_timed(content_type, url)
    special = read_timed(text, charset=charset, truncated=truncated, language=language, labelled=labelled)
    if special is None and is_table(content_type, url):
        special = read_delimited(text, charset=charset, truncated=truncated, language=language)
    markdown = "markdown" in content_type or urlsplit(url).path.lower().endswith((".md", ".markdown"))
    return special or read_text(text, charset=charset, truncated=truncated, language=language, markdown=markdown)
