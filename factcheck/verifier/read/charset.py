"""Bytes to characters: by byte order mark, label, ``<meta>`` or XML declaration, and detection where none of them fits.

Labels mean what browsers take them to mean (WHATWG Encoding): "latin-1" is windows-1252, and what they refuse is refused.
The bytes outweigh a label: no other encoding's text happens to be UTF-8, and no text in Latin letters has more accents than
letters.
"""

import codecs
import re

from factcheck.verifier.read.detect import encodings_of

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 utf-8-sig",
    "utf-16-le": "utf-16 utf-16le unicode ucs-2 iso-10646-ucs-2 csunicode unicodefeff",
    "utf-16-be": "utf-16be unicodefffe",
    "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1 l1 ascii us-ascii cp819 ansi",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251 win-1251",
    "cp1253": "windows-1253 cp1253 x-cp1253",
    "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 latin5 l5",
    "cp1255": "windows-1255 cp1255 x-cp1255",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "cp1257": "windows-1257 cp1257 x-cp1257",
    "cp1258": "windows-1258 cp1258 x-cp1258",
    "cp866": "ibm866 cp866 866 csibm866",
    "cp874": "windows-874 iso-8859-11 iso8859-11 tis-620 dos-874",
    "iso8859-2": "iso-8859-2 iso8859-2 iso88592 iso_8859-2 latin2 latin-2 l2",
    "iso8859-3": "iso-8859-3 iso8859-3 latin3 l3",
    "iso8859-4": "iso-8859-4 iso8859-4 latin4 l4",
    "iso8859-5": "iso-8859-5 iso8859-5 cyrillic",
    "iso8859-6": "iso-8859-6 iso8859-6 iso-8859-6-e iso-8859-6-i arabic asmo-708",
    "iso8859-7": "iso-8859-7 iso8859-7 greek greek8 ecma-118 elot_928",
    "iso8859-8": "iso-8859-8 iso8859-8 iso-8859-8-e iso-8859-8-i hebrew visual logical",
    "iso8859-10": "iso-8859-10 iso8859-10 latin6 l6",
    "iso8859-13": "iso-8859-13 iso8859-13",
    "iso8859-14": "iso-8859-14 iso8859-14",
    "iso8859-15": "iso-8859-15 iso8859-15 iso885915 latin9 latin-9 l9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "koi8-r koi koi8 koi8_r cskoi8r",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "macintosh x-mac-roman mac csmacintosh",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 x-gbk chinese iso-ir-58 csgb2312 cp936 ms936",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis cp932",
    "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
    "iso2022_jp_ext": "iso-2022-jp csiso2022jp",
    "cp949": "euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 cseuckr uhc cp949",
}
_KNOWN = {label: name for name, labels in _LABELS.items() for label in labels.split()}
_KIN = {"big5hkscs": "cp950", "euc_jp": "euc_jis_2004", "cp932": "shift_jis_2004", "iso2022_jp_ext": "iso2022_jp_3"}
"""Encodings of the same family, for the characters a vendor added."""
_LATIN = frozenset(
    (
        "cp1250 cp1252 cp1254 cp1257 cp1258 iso8859-2 iso8859-3 iso8859-4 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16"
        " mac-roman"
    ).split()
)
_CYRILLIC = frozenset({"cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic"})
_WIDE = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.\-]+)", re.IGNORECASE)
_LABEL = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]+)", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff]+")
_STRAYS = re.compile("[\udc80-\udcff]+")
_SHIFTS = re.compile(rb"\x1b(?:\$[@B]|\([JI])")
SAMPLE = 16_384
"""Characters, in fours, that show whether letters are written as in a language."""
MAX_TRIED = 5
"""Detected encodings that are tried on the whole text."""


def decode(body: bytes, content_type: str, *, markup: bool) -> tuple[str, str]:
    """Return the text and the name of the encoding it was read with."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _cut(body[len(mark) :], name, "replace"), name
    if bare := _bare_utf16(body):
        return _cut(body, bare, "replace"), bare
    labels = _labels(body, content_type, markup=markup)
    if body.isascii():
        if _SHIFTS.search(body):
            return _cut(body, "iso2022_jp_ext", "replace"), "iso2022_jp_ext"
        return body.decode("ascii"), "utf-8"
    if (text := _strictly(body)) is not None and not (labels and labels[0] in _WIDE):
        return text, "utf-8"
    text = text or _cut(body, "utf-8", "surrogateescape")
    strays = len(text) - len(_STRAYS.sub("", text))
    sequences = len(text) - len(text.encode("ascii", "ignore")) - strays
    if _is_utf8(sequences, strays, labels):
        return (_STRAYS.sub(_stray, text) if strays else text), "utf-8"
    for name in labels:
        if name != "utf-8" and (found := _fitting(body, name)) is not None:
            return found, name
    return _detected(body)


def _is_utf8(sequences: int, strays: int, labels: list[str]) -> bool:
    """Return whether bytes are UTF-8, for all that a label may say: no other text is, beyond a few characters."""
    if strays:
        return sequences >= 2 * strays
    return sequences >= 3 or not labels or labels[0] not in _WIDE


def _stray(match: re.Match[str]) -> str:
    """Return bytes that stand in UTF-8 text as if pasted from a windows-1252 one."""
    return "".join(_western(ord(character) - 0xDC00) for character in match[0])


def _cut(body: bytes, name: str, errors: str) -> str:
    """Return the text, without a character that the body's end cuts in two."""
    try:
        return codecs.getincrementaldecoder(name)(errors).decode(body)
    except UnicodeError:  # a multibyte decoder holds back more than it can: such bytes end in no character
        return body.decode(name, errors)


def _strictly(body: bytes) -> str | None:
    """Return the text if the bytes are UTF-8 throughout."""
    try:
        return _cut(body, "utf-8", "strict")
    except UnicodeDecodeError:
        return None


def _labels(body: bytes, content_type: str, *, markup: bool) -> list[str]:
    named = [match[1] for match in (_LABEL.search(content_type),) if match]
    if markup:
        head = body[:4096]
        inside = [match[1].decode("ascii") for match in (_XML.search(head), _META.search(head)) if match]
        named += ["utf-8" if name.lower().startswith("utf-16") else name for name in inside]
    return list(dict.fromkeys(_KNOWN[label] for name in named if (label := name.strip().lower()) in _KNOWN))


def _fitting(body: bytes, name: str) -> str | None:
    """Return the text when the encoding fits: a stray byte or two still fits, letters no language writes do not."""
    text = _cut(body, name, "replace")
    if name == "cp1252" and "\ufffd" in text:
        text = "".join(map(_western, body)) if len(body) < SAMPLE else _cut(body, "latin-1", "replace")
    wrong = text.count("\ufffd")
    if wrong and name in _KIN:
        other = _cut(body, _KIN[name], "replace")
        text, wrong = min((text, wrong), (other, other.count("\ufffd")), key=lambda each: each[1])
    if wrong > 2 + (len(body) - len(_HIGH.sub(b"", body))) // 50:
        return None
    return text if _plausible(text, name) else None


def _western(byte: int) -> str:
    raw = bytes([byte])
    return raw.decode("latin-1") if byte in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else raw.decode("cp1252")


def _plausible(text: str, name: str) -> bool:
    """Return whether letters stand as a language writes them; texts of a few words are taken as they are."""
    sample = text[: 4 * SAMPLE]
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
    for name in encodings_of(body)[:MAX_TRIED]:
        if (found := _fitting(body, name)) is not None:
            return found, name
    return _fitting(body, "cp1252") or _cut(body, "latin-1", "replace"), "cp1252"
