"""Text as tokens, each with its place: presentation goes, what carries meaning stays.

Quotation marks, commas, full stops, spaces and markup are presentation. Words, figures, signs, units and the dash between
two figures are not. A word's hyphens go, so that a hyphen at a line's end does not matter.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from factcheck.verifier.locate.figures import figure_of
from factcheck.verifier.locate.letters import (
    APOSTROPHES,
    HYPHENS,
    INVISIBLE,
    LETTER,
    MARKS,
    UNSPACED,
    Script,
    folded_word,
)
from factcheck.verifier.locate.words import SUSPENDING

SEPARATOR = "\x1f"
"""Stands between the tokens of a fused text; no page holds it."""
CACHED = 32
"""Characters of a word, with the marks around it, that is worth remembering."""


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    NUMBER = auto()
    SYMBOL = auto()


class Token(NamedTuple):
    """A word, a figure or a sign."""

    norm: str
    """What is compared."""
    start: int
    end: int
    kind: Kind


_SPACED_FIGURE = "[ \u00a0\u2009\u202f]"
_DASH = "[-\u2010-\u2015\u2212]"
_SUP, _SUB = "⁰¹²³⁴-⁹", "₀-₉"
_COMPATIBLE = "℀-⅏㋿-㏿🄀-🄊"
_TOKEN = re.compile(
    rf"(?P<fraction>[¼½¾⅐-⅞])"
    rf"|(?P<dash>(?<=[\d%‰°$€£¥])\s?{_DASH}\s?(?=[\d$€£¥]))"
    rf"|(?P<number>(?:(?<![A-Za-zÀ-ɏͰ-ӿ\u0590-\u06ff\uac00-\ud7a3\d.,])[-\u2010-\u2013\u2212](?=\.?\d))?"
    rf"(?:(?<![\w.])\.(?=\d))?(?:\d{{1,3}}(?:{_SPACED_FIGURE}\d{{3}})+(?!\d)|\d{{1,3}}(?:['’]\d{{3}})+(?!\d)|\d+)"
    r"(?:[.,٫٬．]\d+)*(?:[/:：]\d+)*)"
    rf"|(?P<unspaced>[{UNSPACED}][{UNSPACED}{MARKS}]*)"
    rf"|(?P<word>(?<![^\W_])[^\W\d_](?:\.\u00a0?[^\W\d_])+(?![^\W_])"
    rf"|{LETTER}+(?:(?:[{APOSTROPHES}](?={LETTER})|[{HYPHENS}][\n\u00a0]?(?={LETTER})){LETTER}+)*)"
    rf"|(?P<raised>[⁺⁻]?[{_SUP}]+)|(?P<lowered>[{_SUB}]+)|(?P<compatible>[{_COMPATIBLE}])"
    rf"|(?P<symbol>[%‰‱٪％$＄¢€£￡¥￥₠-₿฿°+＋±=≠≈~≤≥<>×÷&＆@＠#＃§√∞▲△▼▽↑↓✓✔✅✗✘❌❎]|(?<=\d)\^(?=\d)"
    rf"|{_DASH}(?=[$€£¥₠-₿]))"
)
_NOTE = re.compile(
    r"\[\s*(?:\d{1,3}(?:\s*[,–-]\s*\d{1,3})*|[a-z]|citation needed|(?:note|nb|n|ref|anm)\.?\s?\d+)\s*\](?![A-Za-zÀ-ɏА-я])",
    re.IGNORECASE,
)
_FIGURES_ON = re.compile(rf"[\d%‰°$€£¥](?:{_SPACED_FIGURE}(?=\d{{3}}(?!\d))| ?{_DASH} ?(?=[\d$€£¥]))")
_INITIALS = re.compile(r"[A-Z]\. (?=[A-Z]\.)(?<=(?<![^\W_])...)")
_BROKEN_WORD = re.compile(rf"[-\u2010] (?<=[^\W\d_]..)(?=(?!(?:{'|'.join(SUSPENDING)})\b)[a-zß-ÿа-я])")
_WIDE_MARKS = re.compile("[。、！？；「」『』（）《》〈〉]|(?<![0-9０-９])[，：]")
_CLUSTER = re.compile(rf"[ｦ-ﾝ][ﾞﾟ]|[{UNSPACED}][{MARKS}]*|[{MARKS}]")
_MARKED = re.compile(rf"[{MARKS}ｦ-ﾟ]")
_UNSPACED_ONLY = re.compile("[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff]+")
"""Characters of unspaced scripts that have no other form."""
_RIM = "\"'()[],;:!?.“”‘’«»„…—–"
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d$")
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_UNIT = re.compile(r"(?<![^\W_])(?:[kcdmµ]?m|ft|yd|mi|mc|[b-hj-np-tv-xzA-Z]|[кдсм]?м)$")
_SIGNS = str.maketrans("％٪＄￥￡＋＆＠＃：➕", "%%$¥£+&@#:+")


def glued(text: str) -> str:
    """Return a text of the same length in which a space parts tokens, always, and notes are blank."""
    if "[" in text:
        text = _NOTE.sub(lambda note: " " * len(note[0]), text)
    if "。" in text or "，" in text:
        text = _WIDE_MARKS.sub(" ", text)
    for joined in (_FIGURES_ON, _INITIALS, _BROKEN_WORD):
        text = joined.sub(_without_space, text)
    return text


def _without_space(match: re.Match[str]) -> str:
    return match[0].replace(" ", "\u00a0")


@lru_cache(maxsize=1 << 15)
def _cached_norms(chunk: str, script: Script) -> str:
    return SEPARATOR.join(token.norm for token in chunk_tokens(chunk, script))


def chunk_norms(chunk: str, script: Script) -> str:
    """Return what stands between two spaces as its tokens' norms, fused."""
    core = chunk.strip(_RIM)
    if core.isascii() and core.isalpha() and not script.dotless:
        return core.lower()
    if len(chunk) <= CACHED:
        return _cached_norms(chunk, script)
    if chunk.isalpha() and _UNSPACED_ONLY.fullmatch(chunk) and not _MARKED.search(chunk):
        return SEPARATOR.join(chunk)
    return SEPARATOR.join(token.norm for token in chunk_tokens(chunk, script))


def tokens(text: str, language: str | None) -> list[Token]:
    """Return the tokens of a text in a language, which decides what a point between figures means."""
    return list(chunk_tokens(glued(text), Script.of(language)))


def chunk_tokens(text: str, script: Script) -> Iterator[Token]:
    """Give the tokens of a text that was glued."""
    if INVISIBLE.search(text):
        places = [place for place, character in enumerate(text) if not INVISIBLE.match(character)]
        for token in _tokens("".join(text[place] for place in places), script):
            yield token._replace(start=places[token.start], end=places[token.end - 1] + 1)
    else:
        yield from _tokens(text, script)


def _tokens(text: str, script: Script) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        start, end, raw = match.start(), match.end(), match[0]
        match match.lastgroup:
            case "word":
                yield from _words(raw, start, end, script)
            case "number":
                yield Token(figure_of(raw, script.point), start, end, Kind.NUMBER)
            case "unspaced":
                for part in _CLUSTER.finditer(raw):
                    norm = unicodedata.normalize("NFKC", part[0])
                    yield Token(norm, start + part.start(), start + part.end(), Kind.WORD)
            case "fraction":
                norm = unicodedata.normalize("NFKC", raw).replace("\u2044", "/")
                yield Token(norm, start, end, Kind.NUMBER)
            case "raised":
                yield from _raised(text, raw, start, end)
            case "lowered":
                norm = unicodedata.normalize("NFKC", raw)
                alone = not start or not text[start - 1].isalpha()
                yield Token("_" + norm if alone else norm, start, end, Kind.NUMBER)
            case "compatible":
                plain = unicodedata.normalize("NFKC", raw)
                for token in _tokens(plain, script) if plain != raw else ():
                    yield token._replace(start=start, end=end)
            case "dash":
                yield Token("–", start, end, Kind.SYMBOL)
            case _:
                sign = raw.translate(_SIGNS)
                yield Token("-" if re.match(_DASH, sign) else sign, start, end, Kind.SYMBOL)


def _words(raw: str, start: int, end: int, script: Script) -> Iterator[Token]:
    """Give a word; where the language writes its articles on, with an apostrophe, they are words of their own."""
    if not script.elides or not _APOSTROPHE.search(raw):
        if norm := folded_word(raw, script):
            yield Token(norm, start, end, Kind.WORD)
        return
    for part in re.finditer(rf"[^{APOSTROPHES}]+", raw):
        if norm := folded_word(part[0].strip(HYPHENS), script):
            yield Token(norm, start + part.start(), start + part.end(), Kind.WORD)


def _raised(text: str, raw: str, start: int, end: int) -> Iterator[Token]:
    """Give an exponent, or the power of a unit; a raised figure after a word, a mark or a year is a note's."""
    norm = unicodedata.normalize("NFKC", raw).replace("\u2212", "-")
    before = text[max(0, start - 6) : start]
    if before[-1:].isdigit():
        if not (_YEAR.search(before) and len(raw) == 1):
            yield Token("^" + norm, start, end, Kind.NUMBER)
    elif norm[0] in "-+" or _UNIT.search(before):
        yield Token(norm, start, end, Kind.NUMBER)
