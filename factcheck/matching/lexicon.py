"""The words of a language by which claims are compared, compiled from its file."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from factcheck.languages import by_language, language_files, primary
from factcheck.languages.patterns import expression_of
from factcheck.languages.schema import LanguageFile
from factcheck.languages.stems import stem
from factcheck.languages.stems import words as stem_words
from factcheck.verifier.text_language import language_of

UNKNOWN = "und"
"""The tag of a text whose language is not known (BCP 47): it is compared with the words of the common languages."""
FALLBACK_LANGUAGE = "en"
TEXTS_CACHED = 8
CHARACTERS_CACHED = 4_096
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(CHARACTERS_CACHED)
def _folded_character(character: str) -> str:
    return unicodedata.normalize("NFKD", character)[0].lower()[0]


def fold(text: str) -> str:
    """Return a text without accents and case, with the same length, so that offsets stay the same."""
    return text.lower() if text.isascii() else "".join(map(_folded_character, text))


@dataclass(frozen=True, slots=True)
class Label:
    """A key of the language file in a text."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of a key: its words, each with whether all words that begin so are its forms."""

    words: tuple[tuple[str, bool], ...]
    key: str


class Lexicon:
    """Finds the forms of several keys in a folded text; the longest form counts where several begin at one place."""

    def __init__(self, forms: Iterable[tuple[str, str]]) -> None:
        """Take pairs of a form and its key; the first key of a form counts."""
        self.forms: dict[str, list[_Form]] = {}
        """Forms by their first word."""
        self.beginnings: dict[str, list[_Form]] = {}
        """Forms whose first word is a beginning, by that beginning."""
        self.signs: dict[str, str] = {}
        """Keys of signs that are no words: %, €, °c."""
        for form, key in forms:
            plain = fold(form.replace("_", " "))
            if not plain[:1].isalnum():
                self.signs.setdefault(plain.strip(), key)
                continue
            words = tuple(
                (word, plain.startswith("*", found.end())) for found in _PART.finditer(plain) if (word := found.group())
            )
            table = self.beginnings if words[0][1] else self.forms
            table.setdefault(words[0][0], []).append(_Form(words, key))
        self.lengths = sorted({len(each) for each in self.beginnings})
        ordered = sorted(self.signs, key=len, reverse=True)
        self.sign_pattern = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def find(self, folded: str) -> list[Label]:
        """Return the keys in a text in order."""
        words = _words(folded)
        labels: list[Label] = []
        at = 0
        while at < len(words):
            if found := self._longest(words, at, folded):
                size, key = found
                labels.append(Label(key, words[at][1], words[at + size - 1][2]))
                at += size
            else:
                at += 1
        if self.sign_pattern:
            labels += [Label(self.signs[found.group()], *found.span()) for found in self.sign_pattern.finditer(folded)]
            labels.sort(key=lambda label: label.start)
        return labels

    def match(self, folded: str, place: int) -> Label | None:
        """Return the form that begins at a place, whatever is before it."""
        if self.sign_pattern and (sign := self.sign_pattern.match(folded, place)):
            return Label(self.signs[sign.group()], *sign.span())
        if not folded[place : place + 1].isalnum():
            return None
        words = [
            (found.group(), *found.span()) for found in _PART.finditer(folded, place, place + MATCH_MAX_CHARACTERS)
        ]
        found = self._longest(words, 0, folded) if words and words[0][1] == place else None
        return Label(found[1], place, words[found[0] - 1][2]) if found else None

    def _longest(self, words: list[tuple[str, int, int]], at: int, folded: str) -> tuple[int, str] | None:
        word = words[at][0]
        best: tuple[int, str] | None = None
        for form in self.forms.get(word, ()):
            if (best is None or len(form.words) > best[0]) and _fits(form, words, at, folded):
                best = (len(form.words), form.key)
        for length in self.lengths:
            if length > len(word):
                break
            for form in self.beginnings.get(word[:length], ()):
                if (best is None or len(form.words) > best[0]) and _fits(form, words, at, folded):
                    best = (len(form.words), form.key)
        return best


MATCH_MAX_CHARACTERS = 60
_PART = re.compile(r"[^\W_]+")


@lru_cache(TEXTS_CACHED)
def _words(folded: str) -> list[tuple[str, int, int]]:
    """Return the words of a text with their places; several look-ups follow on one text."""
    return [(found.group(), *found.span()) for found in _PART.finditer(folded)]


def _fits(form: _Form, words: list[tuple[str, int, int]], at: int, folded: str) -> bool:
    if at + len(form.words) > len(words):
        return False
    for number, (word, is_beginning) in enumerate(form.words):
        written, start, _ = words[at + number]
        if not (written.startswith(word) if is_beginning else written == word):
            return False
        if number and start - words[at + number - 1][2] > GAP_MAX_CHARACTERS:
            return False
    return True


GAP_MAX_CHARACTERS = 2
"""Characters between two words of a form: a space, a hyphen, an apostrophe."""


def _keyed(entries: Sequence[str]) -> list[tuple[str, str]]:
    """Return forms with keys from strings such as "km: km kilomet*"."""
    found = []
    for entry in entries:
        key, _, forms = entry.partition(":")
        found += [(form, key.strip()) for form in forms.split()]
    return found


LEFT, RIGHT = "<", ">"
"""The sides of a pair of opposites in its keys."""


def _opposed(entries: Sequence[str], name: str) -> list[tuple[str, str]]:
    """Return forms with keys such as "direction 0 <" from strings such as "rise* | fall*"."""
    found = []
    for number, entry in enumerate(entries):
        left, _, right = entry.partition("|")
        found += [(form, f"{name} {number} {LEFT}") for form in left.split()]
        found += [(form, f"{name} {number} {RIGHT}") for form in right.split()]
    return found


def _joined(forms: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the keys of each form, joined by KEY_SEPARATOR: a form can be in several pairs."""
    found: dict[str, str] = {}
    for form, key in forms:
        plain = fold(form.replace("_", " "))
        found[plain] = f"{found[plain]}{KEY_SEPARATOR}{key}" if plain in found else key
    return found


KEY_SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class ContrastWords:
    """The compiled words of one language."""

    tag: str
    units: Lexicon
    magnitudes: Lexicon
    numbers: Lexicon
    """Numbers in words that ``facts`` has to read itself, by their value."""
    fractions: Lexicon
    and_half: Lexicon
    half_ending: str
    """Alternatives of a pattern, for folded text."""
    ratios: str
    """Alternatives of a pattern, for folded text."""
    every_nth: str
    periods: Lexicon
    per: frozenset[str]
    seasons: Lexicon
    than: frozenset[str]
    opposed: Lexicon
    """Directions and other opposites, so that a text is searched once; keys as ``_opposed`` and ``_joined`` make them."""
    quantifiers: Lexicon
    negations: Lexicon
    negative_prefixes: tuple[str, ...]
    modals: Lexicon
    speech_verbs: frozenset[str]
    """Stems of verbs of saying."""
    articles: frozenset[str]
    conjunctions: frozenset[str]
    denials: Lexicon
    months: Lexicon
    weekdays: Lexicon
    years: list[tuple[str, re.Pattern[str]]]
    """Relative dates by key, such as last_year."""
    place_prepositions: frozenset[str]
    name_prepositions: frozenset[str]
    bodies: frozenset[str]
    stop_words: frozenset[str]
    """Folded words of the language that are no names at the beginning of a sentence."""
    capitalized_nouns: bool
    decimal_point: bool


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(re.escape(fold(word.replace("_", " "))) for word in sorted(words, key=len, reverse=True)) or "(?!)"


DIRECTION, OPPOSITE = "direction", "opposite"
"""The names of the two kinds of opposites."""
RELATIVE_DATES = (
    *("today", "yesterday", "tomorrow", "this_week", "last_week", "next_week"),
    *("this_month", "last_month", "next_month", "this_year", "last_year", "next_year"),
)
"""Keys of ``dates_in_text`` that name a time by its distance from the day of publication."""


@cache
def contrast_words(tag: str) -> ContrastWords:
    """Return the words of a language; those of FALLBACK_LANGUAGE where it has none."""
    files = language_files()
    file: LanguageFile = files.get(tag, files[FALLBACK_LANGUAGE])
    own = file.contrasts
    if not own.quantifiers and tag != FALLBACK_LANGUAGE:
        own = files[FALLBACK_LANGUAGE].contrasts
    negations = [(word, "not") for word in file.negation.words] + [("*" + end, "not") for end in file.negation.endings]
    return ContrastWords(
        tag=tag,
        units=Lexicon(_keyed(own.units)),
        magnitudes=Lexicon(_keyed(own.magnitudes)),
        numbers=Lexicon(_keyed(own.numbers)),
        fractions=Lexicon(_keyed(own.fractions)),
        and_half=Lexicon((form, "half") for form in own.and_half),
        half_ending=_alternatives(own.half_endings),
        ratios=_alternatives(own.ratios),
        every_nth=_alternatives(own.every_nth),
        periods=Lexicon(_keyed(own.periods)),
        per=frozenset(map(fold, own.per)),
        seasons=Lexicon(_keyed(own.seasons)),
        than=frozenset(map(fold, own.than)),
        opposed=Lexicon(_joined([*_opposed(own.directions, DIRECTION), *_opposed(own.opposites, OPPOSITE)]).items()),
        quantifiers=Lexicon(_keyed(own.quantifiers)),
        negations=Lexicon((form, key) for form, key in negations if not form.startswith("*")),
        negative_prefixes=tuple(map(fold, own.negative_prefixes)),
        modals=Lexicon((word, "modal") for word in file.modals.words if fold(word) == word),
        speech_verbs=frozenset(stem(word) for each in file.attribution.verbs for word in stem_words(each)),
        conjunctions=frozenset(map(fold, file.attribution.conjunctions)),
        articles=frozenset(fold(each).strip("’'") for each in file.attribution.definite),
        denials=Lexicon((word, "deny") for word in own.denials),
        months=Lexicon((name, str(number)) for number, names in enumerate(file.dates.months, 1) for name in names),
        weekdays=Lexicon(
            (name, str(number)) for number, names in enumerate(file.dates_in_text.weekdays, 1) for name in names
        ),
        years=[(key, _phrases(getattr(file.dates_in_text, key))) for key in RELATIVE_DATES],
        place_prepositions=frozenset(map(fold, own.place_prepositions)),
        name_prepositions=frozenset(map(fold, own.name_prepositions)),
        bodies=frozenset(map(fold, own.bodies)),
        stop_words=_common_words().get(tag, frozenset()),
        capitalized_nouns=file.grammar.capitalized_nouns,
        decimal_point=file.grammar.decimal_point,
    )


def _phrases(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{expression_of(each)})\b" for each in patterns) or r"(?!)", re.IGNORECASE)


def language_tags(query: str, claim: str, query_language: str | None, claim_language: str | None) -> tuple[str, str]:
    """Return the primary language tags of two texts: the given ones, or those that most of their words are common in.

    Where the words of one text may be of several languages, that of the other one decides.
    """
    own, other = _likely(query, query_language), _likely(claim, claim_language)
    both = [tag for tag in own if tag in other]
    return (both[0], both[0]) if both else (own[0], other[0])


def _likely(text: str, given: str | None) -> list[str]:
    if given and (tag := primary(given)) != UNKNOWN:
        return [tag]
    words = set(_WORD.findall(fold(text)))
    counts = {tag: len(words & common) for tag, common in _common_words().items()}
    best = max(counts.values())
    if not best:
        return [language_of(text) or FALLBACK_LANGUAGE]
    return [tag for tag, count in counts.items() if count == best]


@cache
def _common_words() -> dict[str, frozenset[str]]:
    """Return the stop words of each language, folded."""
    return {tag: frozenset(map(fold, each)) for tag, each in by_language("matching", "stop_words").items()}
