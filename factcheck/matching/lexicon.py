"""The words of a language by which claims are compared, compiled from its file."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from factcheck.languages import by_language, language_files, primary
from factcheck.languages.patterns import expression_of
from factcheck.languages.schema import LanguageFile
from factcheck.verifier.text_language import language_of

UNKNOWN = "und"
"""The tag of a text whose language is not known (BCP 47): it is compared with the words of the common languages."""
FALLBACK_LANGUAGE = "en"
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


class Lexicon:
    """Finds the forms of several keys in a folded text; the longest form counts where two begin at one place."""

    def __init__(self, forms: Iterable[tuple[str, str]]) -> None:
        """Take pairs of a form and its key."""
        self.keys: dict[str, str] = {}
        self.beginnings: dict[str, str] = {}
        for form, key in forms:
            plain = fold(form.replace("_", " "))
            if plain.endswith("*"):
                self.beginnings.setdefault(plain[:-1], key)
            else:
                self.keys.setdefault(plain, key)
        texts = sorted([*self.keys, *self.beginnings], key=len, reverse=True)
        self.pattern = re.compile("|".join(_form_pattern(each, each in self.keys) for each in texts) or r"(?!)")

    def find(self, folded: str) -> list[Label]:
        """Return the keys in a text in order."""
        return [Label(self._key(found.group()), *found.span()) for found in self.pattern.finditer(folded)]

    def _key(self, form: str) -> str:
        if form in self.keys:
            return self.keys[form]
        for size in range(len(form), 0, -1):
            if form[:size] in self.beginnings:
                return self.beginnings[form[:size]]
        texts = {**self.beginnings, **self.keys}
        return next(key for text, key in texts.items() if re.fullmatch(_form_pattern(text, text in self.keys), form))


def _form_pattern(text: str, is_whole: bool) -> str:
    body = re.escape(text).replace("\\*", r"\w*").replace("\\ ", r"\s+")
    before = r"(?<!\w)" if text[0].isalnum() else ""
    after = (r"(?!\w)" if text[-1].isalnum() else "") if is_whole else r"\w*"
    return f"{before}{body}{after}"


def _keyed(entries: Sequence[str]) -> list[tuple[str, str]]:
    """Return forms with keys from strings such as "km: km kilomet*"."""
    found = []
    for entry in entries:
        key, _, forms = entry.partition(":")
        found += [(form, key.strip()) for form in forms.split()]
    return found


def _opposed(entries: Sequence[str]) -> list[Lexicon]:
    """Return a lexicon of the keys "<" and ">" for each string such as "rise* | fall*"."""
    found = []
    for entry in entries:
        left, _, right = entry.partition("|")
        found.append(Lexicon([*((form, "<") for form in left.split()), *((form, ">") for form in right.split())]))
    return found


@dataclass(frozen=True, slots=True)
class ContrastWords:
    """The compiled words of one language."""

    tag: str
    units: Lexicon
    magnitudes: Lexicon
    fractions: Lexicon
    ratios: str
    """Alternatives of a pattern, for folded text."""
    every_nth: str
    periods: Lexicon
    directions: list[Lexicon]
    opposites: list[Lexicon]
    quantifiers: Lexicon
    negations: Lexicon
    denials: Lexicon
    months: Lexicon
    weekdays: Lexicon
    years: list[tuple[str, re.Pattern[str]]]
    """Relative dates by key, such as last_year."""
    place_prepositions: frozenset[str]
    name_prepositions: frozenset[str]
    bodies: frozenset[str]
    capitalized_nouns: bool
    decimal_point: bool


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(re.escape(fold(word.replace("_", " "))) for word in sorted(words, key=len, reverse=True)) or "(?!)"


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
        fractions=Lexicon(_keyed(own.fractions)),
        ratios=_alternatives(own.ratios),
        every_nth=_alternatives(own.every_nth),
        periods=Lexicon(_keyed(own.periods)),
        directions=_opposed(own.directions),
        opposites=_opposed(own.opposites),
        quantifiers=Lexicon(_keyed(own.quantifiers)),
        negations=Lexicon((form, key) for form, key in negations if not form.startswith("*")),
        denials=Lexicon((word, "deny") for word in own.denials),
        months=Lexicon((name, str(number)) for number, names in enumerate(file.dates.months, 1) for name in names),
        weekdays=Lexicon(
            (name, str(number)) for number, names in enumerate(file.dates_in_text.weekdays, 1) for name in names
        ),
        years=[(key, _phrases(getattr(file.dates_in_text, key))) for key in RELATIVE_DATES],
        place_prepositions=frozenset(map(fold, own.place_prepositions)),
        name_prepositions=frozenset(map(fold, own.name_prepositions)),
        bodies=frozenset(map(fold, own.bodies)),
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
