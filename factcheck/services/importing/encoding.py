"""Detection of a file's encoding: by byte order mark, then UTF-8, then the code page whose letters fit the words.

A table has few words beside its addresses and numbers, so the detection reads only the cells that have a byte above ASCII. It
chooses the code page that spells them with the letters of one of its languages.

The detection for pages (``verifier/read/detect.py``) cannot replace this one: of 26 tables of two or three rows, in twelve
languages and the encodings of spreadsheets, it reads 18 as they were written, and this one 25. It does not know code pages that
the web does not use (cp850, mac-roman), and it compares the frequency of letters, for which such a table is short. Nor can
this one replace it: it knows no encodings by language, and reads cells, not markup.
"""

import codecs
import re
from dataclasses import dataclass

from factcheck.errors import InputError
from factcheck.verifier.read import charset
from factcheck.verifier.text_language import language_of

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER_FILE_TYPES = (
    (b"PK\x03\x04", "is a workbook (such as .xlsx) or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel or Word file"),
    (b"%PDF", "is a PDF"),
    (b"\x1f\x8b", "is compressed with gzip"),
    (b"SQLite format 3", "is a database"),
)
_LETTERS = {
    "cp1252": (
        "éèêëçñöüïôâáíà", "àâæçéèêëîïôœùûüÿ", "äöüßéàè", "áéíñóúüªº", "àèéìíîòóùú", "áâãàçéêíóôõúü", "éëïóöüèêá", "åäöéàü",
        "æøåéòôó", "åäöéšž", "áðéíóúýþæö", "àçèéíïòóúü",
    ),
    "cp1250": (
        "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţșț", "čćđšž", "äöüßéáóôçë",
    ),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "õäöüšž"),
    "cp1254": ("çğıöşüâîû",),
}  # fmt: skip
"""Letters beyond ASCII of each language that is written in a code page."""
_LETTERS["iso8859-2"] = _LETTERS["cp1250"]
_LETTERS["mac-roman"] = _LETTERS["cp850"] = _LETTERS["cp1252"]
_LATIN_CODE_PAGES = ("cp1252", "cp1250", "cp1257", "cp1254", "iso8859-2", "mac-roman", "cp850")
_OTHER_SCRIPTS = {
    "cp1251": ("[\u0400-\u045f\u0490\u0491]", "оеаинтсрвлкмдпуіяы"),
    "cp1253": ("[\u0370-\u03ff]", "αοιετσνηυρπκμλςό"),
    "cp1255": ("[\u0590-\u05ff]", "יוהלארתבמשנםדק"),
    "cp1256": ("[\u0600-\u06ff]", "اليمنرتبةودعسأف"),
    "cp874": ("[\u0e00-\u0e7f]", "านรกเงอมยวัล่ด"),
    "koi8-r": ("[\u0400-\u045f]", "оеаинтсрвлкмдпуяы"),
    "cp866": ("[\u0400-\u045f]", "оеаинтсрвлкмдпуяы"),
    "iso8859-5": ("[\u0400-\u045f]", "оеаинтсрвлкмдпуіяы"),
    "mac-cyrillic": ("[\u0400-\u045f\u0490\u0491]", "оеаинтсрвлкмдпуіяы"),
}
"""Letters of a script, as a pattern, and its most common letters."""
_MULTI_BYTE_ENCODINGS = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})
_WHATWG_NAMES = {
    "cp874": "windows-874", "cp866": "ibm866", "cp850": "ibm850", "iso8859-2": "iso-8859-2", "iso8859-5": "iso-8859-5",
    "mac-roman": "macintosh", "mac-cyrillic": "x-mac-cyrillic", "cp932": "shift_jis", "cp949": "euc-kr",
    "big5hkscs": "big5", "euc_jp": "euc-jp", **{f"cp125{number}": f"windows-125{number}" for number in range(9)},
}  # fmt: skip
"""Names of encodings in the WHATWG Encoding Standard."""
_CELL = re.compile(rb"[^\r\n\t,;|\"\x80-\xff]{0,40}[\x80-\xff][^\r\n\t,;|\"]{0,400}")
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_NOT_WESTERN = re.compile(r"[âîÂÎ](?![^\W\d_])|[çÇ][b-df-hj-np-tv-z]", re.IGNORECASE)
"""Letters in places where no language of Western Europe has them: a circumflex at the end of a word, a cedilla before a
consonant."""
_STRAY = re.compile("[\udc80-\udcff]")
_PUNCTUATION = frozenset("’‘“”„‚«»‹›–—…•·®©™¿¡\xa0\xad€§¶")
"""Punctuation that can be next to a letter."""
SAMPLE_MAX_CELLS, SAMPLE_MAX_BYTES = 300, 6_000
SCRIPT_MIN_SCORE = 0.45
"""Minimum score for a code page of another script."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and its encoding."""

    text: str
    encoding: str
    """Name in the WHATWG Encoding Standard."""
    stray_lines: tuple[int, ...] = ()
    """Lines with stray bytes in a file that is UTF-8 otherwise. The bytes were read as windows-1252."""


def decode(path: str, content: bytes) -> Decoded:
    """Return the text of a file. Raises InputError for a file that is not text."""
    for start, kind in _OTHER_FILE_TYPES:
        if content.startswith(start):
            raise InputError(f"{path} {kind}; save it as CSV (UTF-8) or as JSON")
    for mark, name in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode_as(path, content[len(mark) :], name)
    for name, zero in (("utf-16-le", 1), ("utf-16-be", 0)):
        head = content[:200]
        if len(head) >= 8 and head[zero::2].count(0) > len(head) * 0.4 and not head[1 - zero :: 2].count(0):
            return _decode_as(path, content, name)
    if b"\0" in content:
        raise InputError(f"{path} is not text; save it as UTF-8")
    try:
        return Decoded(content.decode(), "utf-8")
    except UnicodeDecodeError:
        pass
    text = content.decode(errors="surrogateescape")
    strays = [match.start() for match in _STRAY.finditer(text)]
    if sum(not character.isascii() for character in text) >= 3 * len(strays):
        return Decoded(_STRAY.sub(_as_windows_1252, text), "utf-8", _lines_of(text, strays))
    for name in _likely_encodings(content):
        try:
            return Decoded(content.decode(name), _WHATWG_NAMES.get(name, name))
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path} is not text in an encoding that is known; save it as UTF-8")


def _as_windows_1252(stray: "re.Match[str]") -> str:
    return bytes([ord(stray[0]) - 0xDC00]).decode("cp1252", "replace")


def _lines_of(text: str, places: list[int]) -> tuple[int, ...]:
    """Return the line numbers of positions, each once."""
    lines, line, counted = [], 1, 0
    for place in places:
        line += text.count("\n", counted, place)
        counted = place
        lines.append(line)
    return tuple(dict.fromkeys(lines))


def _decode_as(path: str, content: bytes, name: str) -> Decoded:
    try:
        return Decoded(content.decode(name), name)
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not valid {name}: byte {error.start:,}; save it as UTF-8") from None


def _likely_encodings(content: bytes) -> list[str]:
    """Return the likely encodings of a text, the most likely first."""
    pieces, size = [], 0
    for match in _CELL.finditer(content):
        pieces.append(match[0])
        size += len(match[0])
        if len(pieces) >= SAMPLE_MAX_CELLS or size >= SAMPLE_MAX_BYTES:
            break
    words = [word for piece in pieces for word in _WORD.findall(piece)]
    high = sum(byte > 0x7F for word in words for byte in word)
    latin = _likely_latin_code_pages(pieces)
    if high < 0.6 * sum(map(len, words)):
        return latin
    scores = {name: _score(words, name) for name in _OTHER_SCRIPTS}
    other_scripts = sorted(
        (name for name in scores if scores[name] >= SCRIPT_MIN_SCORE), key=lambda name: -scores[name]
    )
    multi_byte = charset.decode(b"\n".join(pieces), "", markup=False)[1]
    return [*other_scripts, *([multi_byte] if multi_byte in _MULTI_BYTE_ENCODINGS else []), *latin]


def _score(words: list[bytes], name: str) -> float:
    """Return a score for words in a code page of another script: common letters raise it, misplaced capitals lower it."""
    script, common = re.compile(_OTHER_SCRIPTS[name][0]), frozenset(_OTHER_SCRIPTS[name][1])
    try:
        text = b" ".join(words).decode(name)
    except UnicodeDecodeError:
        return -1.0
    characters = [character for character in text if not character.isascii()]
    letters = [character for character in characters if script.match(character)]
    strange = sum(mark not in _PUNCTUATION for mark in characters) - len(letters)
    if not letters or strange > 0.1 * len(letters):
        return -1.0
    capitals = sum(character.isupper() for character in letters) / len(letters)
    inside = len(re.findall(r"[^\W\d_A-Z](?=[^\W\d_a-z])", text))
    swapped = sum(text[at].islower() and text[at + 1].isupper() for at in range(len(text) - 1)) / max(1, inside)
    return (
        sum(character.lower() in common for character in letters) / (len(letters) + strange)
        - 0.15 * capitals
        - 2 * swapped
        - strange / len(letters)
    )


def _likely_latin_code_pages(pieces: list[bytes]) -> list[str]:
    """Return the likely code pages of Latin letters, those with the fewest implausible letters first.

    A code page in which a third of the letters are implausible is left out; windows-1252 is the last resort.
    """
    costs: dict[str, tuple[float, float, bool, int]] = {}
    for order, name in enumerate(_LATIN_CODE_PAGES):
        text = [piece.decode(name, "replace") for piece in pieces]
        by_piece = [[_cost(piece, letters, name) for letters in _LETTERS[name]] for piece in text]
        one_language = min((sum(column) for column in zip(*by_piece, strict=True)), default=0.0)
        any_language = sum(min(each) for each in by_piece)
        language = language_of(" ".join(text))
        costs[name] = (any_language, one_language, language not in _LANGUAGES.get(name, ()), order)
    letters = sum(byte > 0x7F for piece in pieces for byte in piece)
    plausible = [name for name in costs if costs[name][0] <= letters / 3]
    return [*sorted(plausible, key=costs.__getitem__), "cp1252"]


_LANGUAGES = {
    "cp1252": ("en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "no", "nb", "fi"),
    "cp1250": ("pl", "cs", "sk", "hu", "ro", "hr", "sl"),
    "cp1257": ("lt", "lv", "et"),
    "cp1254": ("tr",),
}


def _cost(text: str, own: str, name: str) -> float:
    """Return the number of letters that a language does not have, plus a penalty for signs inside words."""
    cost = 0.0
    for at, character in enumerate(text):
        if character.isascii():
            continue
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        if character.isalpha() and character not in "ªº":
            cost += character.lower() not in own
            cost += character.isupper() and before.islower()
            cost += bool(_NOT_WESTERN.match(text, at)) and name == "cp1252"
        elif character == "\ufffd" or character < "\xa0":
            cost += 3
        elif character in _PUNCTUATION:
            cost += before.isalpha() and after.isalpha() and character not in "’‘·\xad–—…"
        else:
            unit = (character in "²³" and before in "mM") or character == "°"
            cost += (before.isalpha() or after.isalpha()) and not unit
    return cost
