"""What kind of thing a body is: by its first bytes where they tell, else by its label (after the WHATWG MIME sniffing)."""

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"{\\rtf", "office"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"RIFF", "media"),
    (b"\x00\x00\x00\x18ftyp", "media"),
    (b"\x00\x00\x00\x20ftyp", "media"),
    (b"ID3", "media"),
    (b"OggS", "media"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x7fELF", "binary"),
    (b"MZ\x90", "binary"),
)
_OFFICE = ("officedocument", "opendocument", "msword", "ms-excel", "ms-powerpoint", "rtf")
_MARKS = (
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<script",
    b"<title",
    b"<article",
    b"<div",
    b"<p>",
    b"<h1",
    b"<!--",
)


def kind_of(content_type: str, body: bytes, url: str) -> str:
    """Return "html", "xml", "json", "text" or "pdf", or what cannot be read: "office", "archive", "image", "media", "binary"."""
    label = content_type.partition(";")[0].strip().lower()
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x0c")
    for magic, kind in _MAGIC:
        if body.startswith(magic) or (kind == "pdf" and magic in body[:1024]):
            return "office" if kind == "archive" and any(word in label for word in _OFFICE) else kind
    lowered = start[:256].lower()
    if label in {"text/html", "application/xhtml+xml"}:
        return "html"
    if label.endswith("+json") or label in {"application/json", "text/json"}:
        return "json"
    if lowered.startswith(_MARKS):
        return "html"
    if label.endswith("+xml") or label in {"text/xml", "application/xml"} or lowered.startswith(b"<?xml"):
        return "html" if b"<html" in lowered else "xml"
    if label.startswith("text/"):
        return "text"
    for prefix, kind in (("image/", "image"), ("audio/", "media"), ("video/", "media"), ("font/", "binary")):
        if label.startswith(prefix):
            return kind
    if any(word in label for word in _OFFICE):
        return "office"
    if lowered.startswith((b"{", b"[")) and url.partition("?")[0].endswith(".json"):
        return "json"
    return "text" if _looks_like_text(body[:4096]) else "binary"


def _looks_like_text(sample: bytes) -> bool:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = sum(byte < 0x20 and byte not in b"\t\n\r\x0c\x1b" for byte in sample)
    return bool(sample) and controls <= len(sample) // 200
