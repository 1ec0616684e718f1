"""Normalization of words for comparison: one form of each letter, whatever the font, the keyboard or the capitals."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from factcheck.languages import languages_with
from factcheck.verifier.locate.variants import unified
from factcheck.verifier.locate.word_lists import decimal_point_regions


def _ranges(characters: Iterable[int]) -> str:
    out: list[list[int]] = []
    for each in characters:
        if out and out[-1][1] == each - 1:
            out[-1][1] = each
        else:
            out.append([each, each])
    return "".join(f"{chr(low)}-{chr(high)}" if high > low else chr(low) for low, high in out)


MARKS = _ranges(code for code in range(0x300, 0xAC00) if unicodedata.category(chr(code)) in {"Mn", "Mc"})
"""Combining marks, as a character class."""
UNSPACED = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e80-\u0eb0\u0eb2\u0eb3\u0eb8-\u0ec6\u0edc-\u0edf\u1000-\u103f\u1050-\u108f"
    "\u1780-\u17d3\u17d7\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Letters of scripts without spaces between words: each is a token."""
UNSPACED_CLASS = re.compile(f"[{UNSPACED}]")
LETTER = f"(?:[^\\W\\d_²³¹⁰-₉¼-¾⅐-⅞℀-⅏㋿-㏿{UNSPACED}]|[{MARKS}])"
HYPHENS = "-\u2010\u2011\u05be\ufe63\uff0d"
APOSTROPHES = "'’‘‛ʼʻʹ＇`´′"
DASHES = "\u2010-\u2015\u2212\ufe63\uff0d"
UNSEEN = (
    "\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0100-\U000e01ef"
)
INVISIBLE = re.compile(f"[{UNSEEN}]")
_JOINTS = re.compile(f"[{HYPHENS}][\n\u00a0]?|\\.\u00a0?")
_PLAIN_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_POINTING = (
    "[\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"
)
_OPTIONAL = re.compile(rf"{_POINTING}|\u0640|(?<=[\u0400-\u04ff])[\u0300\u0301]")
_LIGATURES = str.maketrans({"œ": "oe", "ς": "σ"})
_SHARP = re.compile(r"^(?:über|ver|ge|ein|un|ab|an|aus|be)?(?:ma|bu|flo|ru|scho|mu)ß")
_TURKISH = str.maketrans({"I": "ı", "İ": "i"})


class Script(NamedTuple):
    """Conventions of a language's spelling."""

    point: bool
    """The decimal separator is a point: 1,234.5, not 1.234,5."""
    dotless: bool
    """I and ı are one letter, İ and i another (Unicode SpecialCasing, tr and az)."""
    elides: bool
    """Articles are attached with an apostrophe: l'homme, dell'arte."""

    @classmethod
    @lru_cache(maxsize=256)
    def of(cls, language: str | None) -> "Script":
        """Return the conventions of a BCP 47 tag; those of English for None."""
        tag = (language or "en").replace("_", "-").lower()
        primary, _, rest = tag.partition("-")
        region = next((part for part in rest.split("-") if len(part) == 2), "")
        point = primary in languages_with("decimal_point") or f"{primary}-{region}" in decimal_point_regions()
        return cls(point, primary in languages_with("dotless_i"), primary in languages_with("elided_articles"))


def folded_word(raw: str, script: Script) -> str:
    """Return a word in the form in which it is compared.

    Optional spelling is removed: capitals, ligatures, vowel points, stress marks, ß for ss. It stays if two words
    differ only in it (Maße and Masse); ``variants`` finds such pairs among those that are folded.
    """
    word = _JOINTS.sub("", raw.translate(_PLAIN_APOSTROPHE)).strip("'")
    if script.dotless:
        word = unicodedata.normalize("NFC", word).translate(_TURKISH)
    if word.isascii():
        return word.lower()
    word = unicodedata.normalize("NFKC", word)
    bare = _OPTIONAL.sub("", word)
    lowered = bare.lower().translate(_LIGATURES)
    if "ß" in lowered and not _SHARP.match(lowered):
        lowered = lowered.replace("ß", "ss")
    return unified(lowered)


def pointing(raw: str) -> str | None:
    """Return the vowel points of a word in their places; None: there are none."""
    word = INVISIBLE.sub("", raw).replace("\u0640", "")
    if re.search(_POINTING, word) is None:
        return None
    return word
