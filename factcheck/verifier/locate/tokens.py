"""Tokens of a text with their offsets, without mere presentation.

Quotation marks, commas, full stops, spaces and markup are presentation. Words, numbers, signs, units and the dash
between two numbers are not. Hyphens in words are removed, so that a hyphen at the end of a line makes no difference.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from enum import Enum, auto
from functools import cache, lru_cache
from io import StringIO
from typing import NamedTuple

from factcheck.verifier.locate.figures import figure_of
from factcheck.verifier.locate.normalization import (
    APOSTROPHES,
    DASHES,
    HYPHENS,
    INVISIBLE,
    LETTER,
    MARKS,
    UNSEEN,
    UNSPACED,
    Script,
    folded_word,
)
from factcheck.verifier.locate.variants import AM, without_am
from factcheck.verifier.locate.word_lists import suspending_words

SEPARATOR = "\x1f"
"""Separates the tokens of a fused text. No page contains it."""
CACHED_CHUNK_MAX_CHARS = 32
"""Maximum length of a cached chunk in characters."""
CACHED_CHUNKS_MAX = 1 << 15
"""Maximum number of cached chunks for each spelling."""
CACHED_CLUSTERS_MAX = 1 << 13
"""Maximum number of cached characters with marks."""


class Kind(Enum):
    """The kind of a token."""

    WORD = auto()
    NUMBER = auto()
    SYMBOL = auto()


class Token(NamedTuple):
    """A word, a number or a sign."""

    norm: str
    """The normalized form, which is compared."""
    start: int
    end: int
    kind: Kind


_SPACED_FIGURE = "[ \u00a0\u2009\u202f]"
_DASH = f"[-{DASHES}]"
_SUP, _SUB = "⁰¹²³⁴-⁹", "₀-₉"
_LETTERED = "A-Za-zÀ-ɏͰ-ӿ\u0590-\u06ff\uac00-\ud7a3Ａ-Ｚａ-ｚ"
"""Letters after which a hyphen before a digit is not a minus sign."""
_SPACED, _INITIAL = rf"[^\W_{UNSPACED}]", rf"[^\W\d_{UNSPACED}]"
"""A letter or digit, and a letter, of a script with spaces between words."""
_COMPATIBLE = "℀-⅏㋿-㏿🄀-🄊"
_TOKEN = re.compile(
    rf"(?P<fraction>[¼½¾⅐-⅞])"
    rf"|(?P<dash>(?<=[\d%‰°$€£¥])\s?{_DASH}\s?(?=[\d$€£¥]))"
    rf"|(?P<number>(?:(?<![{_LETTERED}\d.,．，])[-\u2010-\u2013\u2212\ufe63\uff0d](?=\.?\d))?"
    rf"(?:(?<![\w.])\.(?=\d))?(?:\d{{1,3}}(?:(?:{_SPACED_FIGURE}|\u00a0{{2,3}})\d{{3}})+(?!\d)|\d{{1,3}}(?:['’]\d{{3}})+(?!\d)|\d+)"
    r"(?:[.,٫٬．]\d+)*(?:[/:：]\d+)*)"
    rf"|(?P<unspaced>[{UNSPACED}][{UNSPACED}{MARKS}]*)"
    rf"|(?P<word>(?<!{_SPACED}){_INITIAL}(?:\.\u00a0?{_INITIAL})+(?!{_SPACED})"
    rf"|{LETTER}+(?:(?:[{APOSTROPHES}](?={LETTER})|[{HYPHENS}][\n\u00a0]?(?={LETTER})){LETTER}+)*)"
    rf"|(?P<raised>[⁺⁻]?[{_SUP}]+)|(?P<lowered>[{_SUB}]+)|(?P<compatible>[{_COMPATIBLE}])"
    rf"|(?P<symbol>[%‰‱٪％$＄¢€£￡¥￥₠-₿฿°+＋±=≠≈~≤≥<>×÷&＆@＠#＃§√∞▲△▼▽↑↓✓✔✅✗✘❌❎]|(?<=\d)\^(?=\d)"
    rf"|{_DASH}(?=[$€£¥₠-₿]))"
)
_NOTE = re.compile(
    r"\[\s*(?:\d{1,3}(?:\s*[,–-]\s*\d{1,3})*|[a-z]|citation needed|(?:note|nb|n|ref|anm)\.?\s?\d+)\s*\](?![A-Za-zÀ-ɏА-я])",
    re.IGNORECASE,
)
_FIGURE_END, _FIGURE_BEGIN = r"[\d%‰°$€£¥]", r"[\d$€£¥]"
_WITHIN = (
    rf" (?<=[\d%‰°$€£¥.\u2010-\u2015\u2212-] )(?:"
    rf"(?<={_FIGURE_END} )(?=\d{{3}}(?!\d)|{_DASH}\s?{_FIGURE_BEGIN})"
    rf"|(?<={_FIGURE_END}{_DASH} )(?={_FIGURE_BEGIN})|(?<={_FIGURE_END}\s{_DASH} )(?={_FIGURE_BEGIN})"
    r"|(?<=(?<![^\W_])[A-Z]\. )(?=[A-Z]\.)"
    rf"|(?<=[^\W\d_][-\u2010] )(?=(?!(?:{{suspending}})\b)[a-zß-ÿа-я]))"
)
"""A space inside a token: in a number, beside a dash between two numbers, between initials, or in a word broken at a
hyphen."""
_WIDE = "。、！？；「」『』（）《》〈〉"
_WIDE_BETWEEN = tuple(re.compile(f"{mark}(?<![0-9０-９]{mark})") for mark in "，：")
"""Marks that inside a number belong to it."""
_CLUSTER = re.compile(
    rf"[ｦ-ﾝ][ﾞﾟ]|\u0e40\u0e40|[{UNSPACED}](?=[{MARKS}]*[\u0e4d\u0ecd])[{MARKS}]+[\u0e32\u0eb2]"
    rf"|[{UNSPACED}][{MARKS}]*|[{MARKS}]"
)
"""A character with its marks. Two characters count as one for a doubled sara e, written for ae, and for am, written as
a mark and a vowel."""
_MARKED = re.compile(rf"[{MARKS}ｦ-ﾟ]")
_VISIBLE_RUN = re.compile(f"[^{UNSEEN}]+")
_UNSPACED_ONLY = re.compile("[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff]+")
"""Characters of scripts without spaces that have no other form."""
_UNSPACED_RUN = re.compile(f"[{UNSPACED}][{UNSPACED}{MARKS}]*")
_EDGE_MARKS = "\"'()[],;:!?.“”‘’«»„…—–"
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d\Z")
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_HEBREW = re.compile("[\u05d0-\u05ea]")
_MIDDLE_DOT = re.compile("[ŀĿ]")
_LATIN_IN_KOREAN = re.compile("[A-Za-zＡ-Ｚａ-ｚ][\uac00-\ud7a3]|[\uac00-\ud7a3][A-Za-zＡ-Ｚａ-ｚ]")
_PARTS_BY_SCRIPT = re.compile("[A-Za-zＡ-Ｚａ-ｚ]+|[^A-Za-zＡ-Ｚａ-ｚ]+")
_PARTS = re.compile(f"[^{APOSTROPHES}ŀĿ]*[ŀĿ]|[^{APOSTROPHES}ŀĿ]+")
_PARTS_AT_DOT = re.compile("[^ŀĿ]*[ŀĿ]|[^ŀĿ]+")
_UNIT = re.compile(rf"(?<!{_INITIAL})(?:[kcdmµ]?m|ft|yd|mi|mc|[b-hj-np-tv-xzA-Z]|[кдсм]?м)\Z")
_ONE_LETTER = re.compile(r"(?<![^\W_])[AEIOUYАЕИОУЯ]\Z")
_OPERATORS = frozenset("(+-−=×·*/^<>≤≥")
_SIGNS = str.maketrans("％٪＄￥￡＋＆＠＃：➕", "%%$¥£+&@#:+")


@cache
def _within() -> re.Pattern[str]:
    return re.compile(_WITHIN.replace("{suspending}", "|".join(suspending_words())))


def with_tokens_joined(text: str) -> str:
    """Return a text of the same length in which every space separates tokens, and note marks are blank."""
    if "[" in text:
        text = _NOTE.sub(lambda note: " " * len(note[0]), text)
    if "。" in text or "，" in text:
        for mark in _WIDE:
            text = text.replace(mark, " ")
        for pattern in _WIDE_BETWEEN:
            text = pattern.sub(" ", text)
    return _within().sub("\u00a0", text)


def on_visible(change: Callable[[str], str], text: str) -> str:
    """Return a text after a change that keeps its length and does not see invisible characters; they keep their places."""
    if text.isascii() or not INVISIBLE.search(text):
        return change(text)
    changed = StringIO(change(INVISIBLE.sub("", text)))
    return _VISIBLE_RUN.sub(lambda run: changed.read(len(run[0])), text)


class _Norms(dict[str, str]):
    """The normalized tokens of chunks between spaces, with a separator after each.

    Most words occur more than once. Short chunks are cached; the cache is emptied when it is full.
    """

    def __init__(self, script: Script) -> None:
        super().__init__()
        self.script = script

    def __missing__(self, chunk: str) -> str:
        norms = _chunk_norms(chunk, self.script)
        if len(chunk) <= CACHED_CHUNK_MAX_CHARS:
            if len(self) >= CACHED_CHUNKS_MAX:
                self.clear()
            self[chunk] = norms
        return norms


@lru_cache(maxsize=8)
def known_norms(script: Script) -> _Norms:
    """Return the cache of normalized chunks for a language's spelling."""
    return _Norms(script)


def _is_plain_word(word: str, script: Script) -> bool:
    """Return whether a text is one token whose normalized form is its lower case."""
    return word.isascii() and word.isalpha() and not script.dotless


def _chunk_norms(chunk: str, script: Script) -> str:
    core = chunk.strip(_EDGE_MARKS)
    if _is_plain_word(core, script):
        return core.lower() + SEPARATOR
    if len(chunk) > CACHED_CHUNK_MAX_CHARS and _UNSPACED_ONLY.fullmatch(chunk) and not _MARKED.search(chunk):
        return SEPARATOR.join(chunk) + SEPARATOR
    if _UNSPACED_RUN.fullmatch(chunk) and not INVISIBLE.search(chunk):
        return "".join(map(_cluster_norms, _CLUSTER.findall(chunk)))
    return "".join([token.norm + SEPARATOR for token in chunk_tokens(chunk, script)])


def tokens(text: str, language: str | None) -> list[Token]:
    """Return the tokens of a text. The language decides the meaning of a point in a number."""
    return chunk_tokens(on_visible(with_tokens_joined, text), Script.of(language))


def chunk_tokens(text: str, script: Script) -> list[Token]:
    """Return the tokens of a text whose spaces all separate tokens (``with_tokens_joined``)."""
    core = text.strip(_EDGE_MARKS)
    if _is_plain_word(core, script):
        start = text.index(core)
        return [Token(core.lower(), start, start + len(core), Kind.WORD)]
    if not INVISIBLE.search(text):
        return list(_tokens(text, script))
    places = [place for place, character in enumerate(text) if not INVISIBLE.match(character)]
    return [
        token._replace(start=places[token.start], end=places[token.end - 1] + 1)
        for token in _tokens("".join([text[place] for place in places]), script)
    ]


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
                    yield from _cluster(part[0], start + part.start())
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


@lru_cache(maxsize=CACHED_CLUSTERS_MAX)
def _cluster_norms(raw: str) -> str:
    """Return the normalized tokens of a character with its marks, with a separator after each."""
    return "".join([token.norm + SEPARATOR for token in _cluster(raw, 0)])


def _cluster(raw: str, start: int) -> Iterator[Token]:
    """Yield a character with its marks; Thai or Lao sara am is a token of its own, however it is written."""
    if len(raw) > 1 and raw[-1] in AM:
        yield Token(without_am(raw[:-1]), start, start + len(raw) - 1, Kind.WORD)
        start, raw = start + len(raw) - 1, AM[raw[-1]]
        yield Token(unicodedata.normalize("NFKC", raw), start, start + 1, Kind.WORD)
    else:
        norm = "\u0e41" if raw == "\u0e40\u0e40" else unicodedata.normalize("NFKC", raw)
        yield Token(norm, start, start + len(raw), Kind.WORD)


def _words(raw: str, start: int, end: int, script: Script) -> Iterator[Token]:
    """Yield a word, or its parts if a mark in it is not a letter.

    Such marks are the apostrophe after an article (in languages that attach articles), an apostrophe between Hebrew
    letters (a geresh, or a quotation mark after a prefix), and the middle dot in Catalan ŀl. A Latin word in Korean
    text is a separate word, with or without a space after it.
    """
    if _is_plain_word(raw, script):
        yield Token(raw.lower(), start, end, Kind.WORD)
        return
    parts = _PARTS_AT_DOT if _MIDDLE_DOT.search(raw) else None
    if _APOSTROPHE.search(raw) and (script.elides or _HEBREW.search(raw)):
        parts = _PARTS
    elif _LATIN_IN_KOREAN.search(raw):
        parts = _PARTS_BY_SCRIPT
    if parts is None:
        if norm := folded_word(raw, script):
            yield Token(norm, start, end, Kind.WORD)
        return
    for part in parts.finditer(raw):
        if norm := folded_word(part[0].strip(HYPHENS), script).removesuffix("·"):
            yield Token(norm, start + part.start(), start + part.end(), Kind.WORD)


def _raised(text: str, raw: str, start: int, end: int) -> Iterator[Token]:
    """Yield an exponent or the power of a unit. A raised number after a word, a mark or a year is a note mark."""
    norm = unicodedata.normalize("NFKC", raw).replace("\u2212", "-")
    before = text[max(0, start - 6) : start]
    if before[-1:].isdigit():
        if not (_YEAR.search(before) and len(raw) == 1):
            yield Token("^" + norm, start, end, Kind.NUMBER)
    elif norm[0] in "-+" or (_UNIT.search(before) and not _is_pronoun(before, text[end : end + 1])):
        yield Token(norm, start, end, Kind.NUMBER)


def _is_pronoun(before: str, after: str) -> bool:
    """Return whether a raised number follows a word of one letter, as in "I² think", and not a variable in a formula."""
    return _ONE_LETTER.search(before) is not None and not (after.isalnum() or after in _OPERATORS)
