"""Detects the kind of a body, by its first bytes or else by its label (after WHATWG MIME sniffing)."""

import re
from urllib.parse import urlsplit

_MAGIC = (
    (re.compile(rb"PK\x03\x04"), "archive"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "office"),
    (
        re.compile(
            rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|BM.{4}\x00{4}|II\*\x00|MM\x00\*|\x00\x00[\x01\x02]\x00|RIFF.{4}WEBP",
            re.DOTALL,
        ),
        "image",
    ),
    (re.compile(rb".{4}ftyp(?:avif|heic|heix|mif1)", re.DOTALL), "image"),
    (
        re.compile(
            rb"RIFF.{4}(?:WAVE|AVI )|.{4}ftyp|ID3[\x02-\x04]|OggS\x00|fLaC|\x1aE\xdf\xa3|\xff[\xfb\xf3\xf2]|FLV\x01",
            re.DOTALL,
        ),
        "media",
    ),
    (
        re.compile(rb"\x1f\x8b|7z\xbc\xaf|BZh[1-9]1AY|\xfd7zXZ\x00|Rar!\x1a|\x28\xb5\x2f\xfd|.{257}ustar", re.DOTALL),
        "archive",
    ),
    (
        re.compile(rb"\x7fELF|MZ[\x80-\xff\x00]|wOF[F2]|\x00asm|SQLite format 3\x00|\xca\xfe\xba\xbe", re.DOTALL),
        "binary",
    ),
)
_OFFICE = ("officedocument", "opendocument", "msword", "ms-excel", "ms-powerpoint", "ms-word", "rtf", "iwork")
_OFFICE_PARTS = (
    b"[Content_Types].xml",
    b"application/vnd.oasis.opendocument",
    b"word/",
    b"xl/",
    b"ppt/",
    b"_rels/.rels",
    b"Index/Document.iwa",
)
_HTML_BEGINNING = re.compile(
    rb"(?:<!--.{0,2000}?-->|\s)*<(?:!doctype html|html|head|body|script|title|article|section|main|div|table|center|p|h[1-6]"
    rb"|meta|style|font|br|frameset|iframe)[\s>/]"
    rb"|<!--",
    re.IGNORECASE | re.DOTALL,
)
_CONTROL = re.compile("[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_CONTROLS = bytes(byte for byte in range(0x20) if byte not in b"\t\n\r\x0c\x1b")
_TIMED = frozenset("text/vtt text/srt application/srt application/x-subrip application/x-srt text/x-srt".split())
_CAPTIONS = re.compile(rb"WEBVTT(?:[ \t\r\n]|\Z)|\d{1,6}\s{1,4}(?:\d{1,3}:)?\d{2}:\d{2}[.,]\d{1,3} ?--> ?\d")
_READABLE = ("text/", "application/xhtml", "application/json", "application/xml", "application/javascript")


def kind_of(content_type: str, body: bytes, url: str) -> str:
    """Return "html", "xml", "json", "text", "message" or "pdf", or a kind that is not read, such as "office" or "image"."""
    label = content_type.partition(";")[0].strip().lower()
    if _is_pdf(label, body):
        return "pdf"
    if body.startswith(b"{\\rtf"):
        return "office"
    if not (label.startswith(_READABLE) and looks_like_text(body[:4096])):
        for magic, kind in _MAGIC:
            if magic.match(body):
                return "office" if kind == "archive" and _is_office(label, body) else kind
    return _labelled(label, body, url)


def _is_message(label: str, url: str) -> bool:
    """Return whether a body is a message or a web archive, by its label, or by its name where the label is generic."""
    if label in {
        "message/rfc822",
        "multipart/related",
        "application/x-mimearchive",
        "multipart/mixed",
        "multipart/alternative",
    }:
        return True
    named = urlsplit(url).path.lower().endswith((".eml", ".mht", ".mhtml"))
    return named and label in {"", "application/octet-stream", "text/plain", "application/x-download"}


def _labelled(label: str, body: bytes, url: str) -> str:
    start = body[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x0c")
    lowered = start[:512].lower()
    if _CAPTIONS.match(start):
        return "text"
    if _is_message(label, url) and looks_like_text(body[:4096]):
        return "message"
    if label in {"text/html", "application/xhtml+xml"} or _HTML_BEGINNING.match(start):
        return "html"
    if label.endswith("+json") or label in {
        "application/json",
        "text/json",
        "application/x-ndjson",
        "application/jsonl",
    }:
        return "json"
    if label.endswith("+xml") or label in {"text/xml", "application/xml"} or lowered.startswith(b"<?xml"):
        return "html" if re.search(rb"<html[\s>]", lowered) else "xml"
    if label.startswith("text/"):
        return "text"
    for prefix, kind in (("image/", "image"), ("audio/", "media"), ("video/", "media"), ("font/", "binary")):
        if label.startswith(prefix):
            return kind
    if any(word in label for word in _OFFICE):
        return "office"
    if lowered.startswith((b"{", b"[")) and url.partition("?")[0].endswith((".json", ".jsonl", ".ndjson")):
        return "json"
    return "text" if looks_like_text(body[:4096]) else "binary"


def _is_pdf(label: str, body: bytes) -> bool:
    """Return whether the body is a PDF. Its mark can follow white space, and other bytes where it is labelled as a PDF."""
    if body[:64].lstrip().startswith(b"%PDF-"):
        return True
    return label in {"application/pdf", "application/x-pdf"} and b"%PDF-" in body[:4096]


def is_timed(content_type: str, url: str) -> bool:
    """Return whether a text is labelled or named as captions."""
    label = content_type.partition(";")[0].strip().lower()
    names = (".vtt", ".srt", ".sbv")
    return label in _TIMED or urlsplit(url).path.lower().endswith(names)


def is_table(content_type: str, url: str) -> bool:
    """Return whether a text is labelled or named as a table."""
    label = content_type.partition(";")[0].strip().lower()
    if label in {"text/csv", "text/tab-separated-values", "application/csv", "text/x-csv"}:
        return True
    plain = label in {"", "text/plain", "application/octet-stream", "application/vnd.ms-excel"}
    return plain and urlsplit(url).path.lower().endswith((".csv", ".tsv"))


def _is_office(label: str, body: bytes) -> bool:
    return any(word in label for word in _OFFICE) or any(part in body[:4096] for part in _OFFICE_PARTS)


def is_noise(text: str) -> bool:
    """Return whether decoded bytes are not a text, whatever their label: an undeclared content coding, or a program.

    Random bytes have four times as many control characters. Zeros do not count, because some servers pad pages with them.
    """
    sample = text[:512]
    controls = len(_CONTROL.findall(sample))
    return controls >= 4 and controls * 40 > len(sample)


def looks_like_text(sample: bytes) -> bool:
    """Return whether bytes can be text in some encoding, because hardly any of them are control characters."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if sample and (sample[1::2].count(0) > len(sample) * 0.4 or sample[::2].count(0) > len(sample) * 0.4):
        return sample.count(0) < len(sample) * 0.6
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return bool(sample) and controls <= len(sample) // 200
