"""Bytes to characters: by byte order mark, label, ``<meta>`` or XML declaration, and detection where none of them fits.

Labels mean what browsers take them to mean (WHATWG Encoding): "latin-1" is windows-1252. A label that cannot decode the
bytes loses to what can.
"""

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_AS_BROWSERS = {
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "x-mac-roman": "mac-roman",
    "unicode": "utf-16-le",
    "utf8": "utf-8",
}
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.\-]+)", re.IGNORECASE)
_LABEL = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]+)", re.IGNORECASE)
SAMPLE = 16_384
"""Bytes that detection looks at."""


def decode(body: bytes, content_type: str, *, markup: bool) -> tuple[str, str]:
    """Return the text and the name of the encoding it was read with."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    if markup and (bare := _bare_utf16(body)):
        return body.decode(bare, "replace"), bare
    labels = _labels(body, content_type, markup=markup)
    for name in labels:
        if (text := _strictly(body, name)) is not None:
            return text, name
    for name in dict.fromkeys(("utf-8", *_detected(body))):
        if (text := _strictly(body, name)) is not None:
            return text, name
    name = labels[0] if labels else "utf-8"
    return body.decode(name, "replace"), name


def _labels(body: bytes, content_type: str, *, markup: bool) -> list[str]:
    named = [match[1] for match in (_LABEL.search(content_type),) if match]
    if markup:
        head = body[:4096]
        inside = [match[1].decode("ascii") for match in (_XML.search(head), _META.search(head)) if match]
        named += ["utf-8" if name.lower().startswith("utf-16") else name for name in inside]
    return [known for name in dict.fromkeys(named) if (known := _known(name))]


def _known(label: str) -> str | None:
    name = _AS_BROWSERS.get(label.strip().lower(), label.strip().lower())
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding else None


def _strictly(body: bytes, name: str) -> str | None:
    """Return the text when the encoding fits: a character cut off at the end, or a stray byte or two, still fits."""
    try:
        return body.decode(name)
    except (UnicodeDecodeError, ValueError):
        pass
    text = body.decode(name, "replace")
    wrong = text.count("\ufffd")
    if wrong <= 1 + len(text) // 2000 and not (name != "utf-8" and wrong > 3):
        return text
    if name == "cp1252":
        return body.decode("latin-1") if not re.search(rb"[\x81\x8d\x8f\x90\x9d]{3}", body) else None
    return None


def _bare_utf16(body: bytes) -> str | None:
    head = body[:64]
    if len(head) >= 16 and head[1::2].count(0) > len(head) // 2 * 0.9 and head[::2].count(0) == 0:
        return "utf-16-le"
    if len(head) >= 16 and head[::2].count(0) > len(head) // 2 * 0.9 and head[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _detected(body: bytes) -> list[str]:
    sample = body if len(body) <= SAMPLE else re.sub(rb"<[^>]*>", b" ", body[: 4 * SAMPLE])[:SAMPLE]
    best = from_bytes(sample, steps=5, chunk_size=512).best()
    return [best.encoding] if best else []
