"""Text as a row of tokens, each with its place: presentation goes, what carries meaning stays.

Quotation marks, commas, full stops, spaces and markup are presentation. Words, figures, signs, units and the hyphen between
two figures are not. A word's hyphens go, so that a hyphen at a line's end does not matter.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from factcheck.verifier.locate.words import POINT_LANGUAGES


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    NUMBER = auto()
    SYMBOL = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a figure or a sign."""

    norm: str
    """What is compared."""
    start: int
    end: int
    kind: Kind
    hyphened: bool = False
    """Hyphens inside it were dropped, or one stands beside it."""


def _ranges(characters: Iterable[int]) -> str:
    out: list[list[int]] = []
    for each in characters:
        if out and out[-1][1] == each - 1:
            out[-1][1] = each
        else:
            out.append([each, each])
    return "".join(f"{chr(low)}-{chr(high)}" if high > low else chr(low) for low, high in out)


_MARKS = _ranges(code for code in range(0x300, 0xAC00) if unicodedata.category(chr(code)) in {"Mn", "Mc"})
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_LETTER = f"(?:[^\\W\\d_²³¹⁰-₉¼-¾⅐-⅞{_UNSPACED}]|[{_MARKS}{_INVISIBLE}])"
_GROUPED = r"\d{1,3}(?:[  \u2009\u202f]\d{3})+(?!\d)|\d{1,3}(?:['’]\d{3})+(?!\d)|\d+"
_TOKEN = re.compile(
    rf"(?P<note>\[\s*(?:\d{{1,3}}|[a-z]|citation needed|note \d+)\s*\])"
    rf"|(?P<fraction>[¼½¾⅐-⅞])"
    rf"|(?P<number>(?<![\w.,])[-\u2212\u2010-\u2013](?=\d))?(?:{_GROUPED})(?:[.,٫٬]\d+)*(?:/\d+)?"
    rf"|(?P<unspaced>[{_UNSPACED}])"
    rf"|(?P<word>{_LETTER}+(?:(?:['’ʼ＇`´.](?={_LETTER})|[-\u2010\u2011]\n?(?={_LETTER})){_LETTER}+)*)"
    r"|(?P<symbol>[%‰％$¢€£¥₠-₿°+±=≠≈≤≥<>×÷&@#²³¹⁰⁴-⁹₀-₉]|(?<!\w)[-\u2212\u2013](?=[$€£¥₠-₿])|(?<=\d)\s?[-\u2010-\u2015\u2212]\s?(?=\d))"
)
_SUPERSCRIPTS = "²³¹⁰⁴⁵⁶⁷⁸⁹"
_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
_DROPPED = re.compile(f"[{_INVISIBLE}]")
_APOSTROPHES = str.maketrans("’ʼ＇`´", "'''''")
_DIGITS = re.compile(r"\D")


def tokens(text: str, language: str | None) -> list[Token]:
    """Return the tokens of a text in a language, which decides what a point between figures means."""
    point = (language or "en").partition("-")[0].lower() in POINT_LANGUAGES
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        token = _token(match, text, point)
        if token is not None:
            found.append(token)
    return found


def _token(match: re.Match[str], text: str, point: bool) -> Token | None:
    start, end, raw = match.start(), match.end(), match[0]
    if match["note"]:
        return None
    if match["word"]:
        plain = _DROPPED.sub("", raw).translate(_APOSTROPHES)
        if not plain:
            return None
        norm = re.sub(r"[-\u2010\u2011]\n?", "", plain)
        hyphened = norm != plain
        if not norm.isascii():
            norm = unicodedata.normalize("NFKC", norm).replace("\u0640", "")
        return Token(norm.replace(".", "").casefold(), start, end, Kind.WORD, hyphened)
    if match["unspaced"]:
        return Token(unicodedata.normalize("NFKC", raw), start, end, Kind.WORD)
    if match["fraction"]:
        return Token(unicodedata.normalize("NFKC", raw).replace("\u2044", "/"), start, end, Kind.NUMBER)
    if match["symbol"]:
        if raw in _SUPERSCRIPTS and start and not text[start - 1].isdigit() and text[start - 1] not in _SUPERSCRIPTS:
            unit = re.search(r"(?:^|[\d\s])[kcm]?m$", text[max(0, start - 4) : start])
            if unit is None:
                return None
        dash = re.fullmatch(r"\s?[-\u2010-\u2015\u2212]\s?", raw)
        if raw in _SUBSCRIPTS and start and text[start - 1].isalpha():
            return Token(unicodedata.normalize("NFKC", raw), start, end, Kind.NUMBER)
        return Token("–" if dash else raw.replace("％", "%"), start, end, Kind.SYMBOL)
    return Token(_figure(raw, point), start, end, Kind.NUMBER)


def _figure(raw: str, point: bool) -> str:
    """Return a figure in one notation: sign, digits, and a point before decimals."""
    sign = "-" if raw[0] in "-\u2212\u2010\u2011\u2012\u2013" else ""
    body = raw[1:] if sign else raw
    if not body.isascii():
        body = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in body)
        body = body.replace("٫", ".").replace("٬", "")
    body = re.sub(r"[\s\u2009\u202f'’]", "", body)
    marks = [character for character in body if character in ".,"]
    if len(marks) == 1:
        whole, _, rest = body.partition(marks[0])
        grouping = len(rest) == 3 and 1 <= len(whole) <= 3 and whole != "0" and (marks[0] == ",") == point
        return sign + whole + ("" if grouping else ".") + rest
    if len(marks) > 1 and len(set(marks)) == 1:
        groups = body.split(marks[0])
        return sign + ("".join(groups) if all(len(group) == 3 for group in groups[1:]) else ".".join(groups))
    if len(marks) > 1:
        whole, last, rest = body.rpartition(marks[-1])
        return sign + _DIGITS.sub("", whole) + (f".{rest}" if last else rest)
    return sign + body
