"""Stems of words, by which claims with other forms of the same words are found.

A text and a claim are compared by their stems without knowing their languages, so the stemmer is chosen by the script of
each word: the English one for Latin letters (on French, German and Spanish it finds more than none, and the same word of
two languages keeps one stem), the Russian one for Cyrillic.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

WORDS_CACHED = 100_000
"""Number of words whose stems are cached: a desk with a million claims has about 270,000 different ones."""
_SCRIPTS = (
    ("english", re.compile(r"[a-z\u00df-\u024f]+")),
    ("russian", re.compile(r"[\u0400-\u04ff]+")),
    ("arabic", re.compile(r"[\u0600-\u06ff]+")),
    ("greek", re.compile(r"[\u0370-\u03ff]+")),
    ("armenian", re.compile(r"[\u0530-\u058f]+")),
)
"""Snowball algorithms (https://snowballstem.org) by the letters that they are for."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "œ": "oe", "æ": "ae", "ı": "i", "ـ": ""})
_NUMBER = re.compile(
    r"(?<![\w.,])\d{1,3}(?:(?P<group>[.,' \u00a0\u2009\u202f’])\d{3})(?:(?P=group)\d{3})*(?:[.,]\d+)?(?!\w)|\d+[.,]\d+"
)
_DIGIT = re.compile(r"\d")
WORD_PATTERN = re.compile(r"\w+")
DECIMAL_MARK = "d"
"""Stands for the decimal separator in a stem: 5.2 and 5,2 both become 5d2, one word for every tokenizer."""


def stems(text: str) -> str:
    """Return the stems of the words of a text, separated by spaces. The same text always has the same stems."""
    return " ".join(map(stem, words(text)))


def words(text: str) -> Iterator[str]:
    """Yield the folded words of a text: without accents and case, numbers in one form, unspaced scripts in pairs."""
    plain = folded(text).replace("_", "")
    found = WORD_PATTERN.findall(plain)
    return iter(found) if plain.isascii() or not _UNSPACED.search(plain) else _with_pairs(found)


def _with_pairs(found: Iterable[str]) -> Iterator[str]:
    for word in found:
        if _UNSPACED.search(word):
            yield from _pairs(word)
        else:
            yield word


def folded(text: str) -> str:
    """Return a text without accents and case, with its numbers in one form."""
    if text.isascii():
        return (_NUMBER.sub(_plain_number, text) if _DIGIT.search(text) else text).lower()
    if "," in text or "." in text or any(character.isdigit() for character in text):
        text = _NUMBER.sub(_plain_number, unicodedata.normalize("NFKC", text))
    apart = unicodedata.normalize("NFKD", text)
    text = "".join(character for character in apart if not unicodedata.combining(character))
    return text.casefold().translate(_LETTERS)


def _plain_number(found: re.Match[str]) -> str:
    """Return a number without separators of thousands, its decimals after DECIMAL_MARK."""
    number = found.group()
    if group := found.group("group"):
        whole, _, decimals = number.replace(group, "").replace(",", ".").partition(".")
    else:
        whole, _, decimals = number.replace(",", ".").partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole}{DECIMAL_MARK}{decimals}" if decimals else whole


def _pairs(word: str) -> Iterator[str]:
    """Yield pairs of neighbouring characters of a script without spaces, and the words of other scripts between them."""
    end = 0
    for run in _UNSPACED.finditer(word):
        if word[end : run.start()]:
            yield word[end : run.start()]
        letters = run.group()
        yield from (letters[at : at + 2] for at in range(max(len(letters) - 1, 1)))
        end = run.end()
    if word[end:]:
        yield word[end:]


@lru_cache(WORDS_CACHED)
def stem(word: str) -> str:
    """Return the stem of a folded word."""
    for algorithm, letters in _SCRIPTS:
        if letters.fullmatch(word):
            return _stemmer(algorithm)(word)
    return word


@cache
def _stemmer(algorithm: str) -> Callable[[str], str]:
    from Stemmer import Stemmer  # it is loaded when the first claim is written or compared

    stem_word: Callable[[str], str] = Stemmer(algorithm).stemWord
    return stem_word
