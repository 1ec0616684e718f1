"""Decodes bytes by byte order mark, label, ``<meta>`` or XML declaration, or by detection where none of them fits.

Labels have the meaning that browsers give them (WHATWG Encoding): "latin-1" is windows-1252, and encodings that browsers
reject are rejected. The bytes are stronger evidence than a label: text in another encoding is never valid UTF-8 by chance,
and text in Latin letters does not have more accented letters than plain ones.
"""

import codecs
import re

import webencodings

from factcheck.verifier.read.detect import encodings_of

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CODECS = {
    **{f"windows-125{page}": f"cp125{page}" for page in range(9)},
    **{f"iso-8859-{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    "utf-8": "utf-8",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "iso-8859-8-i": "iso8859-8",
    "ibm866": "cp866",
    "windows-874": "cp874",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "euc-kr": "cp949",
}
"""Python codecs, by the name of the encoding in the WHATWG standard."""
_EXTRA_LABELS = {
    "utf-8-sig": "utf-8",
    "latin-1": "cp1252",
    "ansi": "cp1252",
    "win-1251": "cp1251",
    "latin-2": "iso8859-2",
    "latin9": "iso8859-15",
    "latin-9": "iso8859-15",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "cp950": "big5hkscs",
    "cp932": "cp932",
    "uhc": "cp949",
    "cp949": "cp949",
}
"""Python codecs, by labels that servers send and the WHATWG standard does not list."""
_RELATED_CODECS = {
    "big5hkscs": "cp950",
    "euc_jp": "euc_jis_2004",
    "cp932": "shift_jis_2004",
    "iso2022_jp_ext": "iso2022_jp_3",
}
"""Codecs of the same family that have the additional characters of a vendor."""
_LATIN = frozenset(
    (
        "cp1250 cp1252 cp1254 cp1257 cp1258 iso8859-2 iso8859-3 iso8859-4 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16"
        " mac-roman"
    ).split()
)
_CYRILLIC = frozenset({"cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic"})
_MULTIBYTE = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.\-]+)", re.IGNORECASE)
_LABEL = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]+)", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff]+")
_STRAYS = re.compile("[\udc80-\udcff]+")
_SHIFTS = re.compile(rb"\x1b(?:\$[@B]|\([JI])")
SAMPLE_CHARACTERS = 16_384
"""The size of the sample by which the plausibility of a decoded text is tested; the test reads four times as much."""
TRIED_MAX_ENCODINGS = 5
"""Maximum number of detected encodings that are tried on the whole text."""


def decode(body: bytes, content_type: str, *, markup: bool) -> tuple[str, str]:
    """Return the text and the name of its encoding."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], name, "replace"), name
    if bare := _bare_utf16(body):
        return _decoded(body, bare, "replace"), bare
    labels = _labels(body, content_type, markup=markup)
    if body.isascii():
        if _SHIFTS.search(body):
            return _decoded(body, "iso2022_jp_ext", "replace"), "iso2022_jp_ext"
        return body.decode("ascii"), "utf-8"
    if (text := _as_utf8(body)) is not None and not (labels and labels[0] in _MULTIBYTE):
        return text, "utf-8"
    text = text or _decoded(body, "utf-8", "surrogateescape")
    strays = len(text) - len(_STRAYS.sub("", text))
    sequences = len(text) - len(text.encode("ascii", "ignore")) - strays
    if _is_utf8(sequences, strays, labels):
        return (_STRAYS.sub(_stray, text) if strays else text), "utf-8"
    for name in labels:
        if name != "utf-8" and (found := _fitting(body, name)) is not None:
            return found, name
    return _detected(body)


def _is_utf8(sequences: int, strays: int, labels: list[str]) -> bool:
    """Return whether bytes are UTF-8, whatever their label. Other text is valid UTF-8 for a few characters only."""
    if strays:
        return sequences >= 2 * strays
    return sequences >= 3 or not labels or labels[0] not in _MULTIBYTE


def _stray(match: re.Match[str]) -> str:
    """Return the characters for bytes that are not UTF-8, read as windows-1252, because such text is often pasted in."""
    return "".join(_western(ord(character) - 0xDC00) for character in match[0])


def _decoded(body: bytes, name: str, errors: str) -> str:
    """Return the decoded text, without a character that the end of the body cuts in two."""
    try:
        return codecs.getincrementaldecoder(name)(errors).decode(body)
    except UnicodeError:  # a multibyte decoder was left with bytes that are not a character
        return body.decode(name, errors)


def _as_utf8(body: bytes) -> str | None:
    """Return the text where all bytes are UTF-8, or None."""
    try:
        return _decoded(body, "utf-8", "strict")
    except UnicodeDecodeError:
        return None


def _labels(body: bytes, content_type: str, *, markup: bool) -> list[str]:
    named = [match[1] for match in (_LABEL.search(content_type),) if match]
    if markup:
        head = body[:4096]
        inside = [match[1].decode("ascii") for match in (_XML.search(head), _META.search(head)) if match]
        named += ["utf-8" if name.lower().startswith("utf-16") else name for name in inside]
    return list(dict.fromkeys(codec for label in named if (codec := _codec(label))))


def _codec(label: str) -> str | None:
    """Return the Python codec for a label, or None where it is unknown or browsers reject its encoding."""
    plain = label.strip().lower()
    encoding = webencodings.lookup(plain)
    return _CODECS.get(encoding.name) if encoding else _EXTRA_LABELS.get(plain)


def _fitting(body: bytes, name: str) -> str | None:
    """Return the text where the encoding fits, or None. A few invalid bytes are accepted, implausible letters are not."""
    text = _decoded(body, name, "replace")
    if name == "cp1252" and "\ufffd" in text:
        text = "".join(map(_western, body)) if len(body) < SAMPLE_CHARACTERS else _decoded(body, "latin-1", "replace")
    wrong = text.count("\ufffd")
    if wrong and name in _RELATED_CODECS:
        other = _decoded(body, _RELATED_CODECS[name], "replace")
        text, wrong = min((text, wrong), (other, other.count("\ufffd")), key=lambda each: each[1])
    if wrong > 2 + (len(body) - len(_HIGH.sub(b"", body))) // 50:
        return None
    return text if _is_plausible(text, name) else None


def _western(byte: int) -> str:
    raw = bytes([byte])
    return raw.decode("latin-1") if byte in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else raw.decode("cp1252")


def _is_plausible(text: str, name: str) -> bool:
    """Return whether the letters of a text are plausible for its encoding. Texts of a few words always are."""
    sample = text[: 4 * SAMPLE_CHARACTERS]
    if name in _LATIN:
        sample = re.sub(r"<[^>]*>", " ", sample)
        letters = [character for character in sample if character.isalpha()]
        accented = sum(not character.isascii() for character in letters)
        return accented < 20 or accented * 2 < len(letters)
    if name in _CYRILLIC:
        letters = [character for character in sample if "\u0400" <= character <= "\u04ff"]
        small = sum(character.islower() for character in letters)
        return len(letters) < 20 or small * 2 > len(letters)
    return True


def _bare_utf16(body: bytes) -> str | None:
    head = body[:64]
    if len(head) >= 16 and head[1::2].count(0) > len(head) // 2 * 0.9 and head[::2].count(0) == 0:
        return "utf-16-le"
    if len(head) >= 16 and head[::2].count(0) > len(head) // 2 * 0.9 and head[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _detected(body: bytes) -> tuple[str, str]:
    """Return the text in the likeliest encoding that fits."""
    for name in encodings_of(body)[:TRIED_MAX_ENCODINGS]:
        if (found := _fitting(body, name)) is not None:
            return found, name
    return _fitting(body, "cp1252") or _decoded(body, "latin-1", "replace"), "cp1252"
