"""The words of a language by which statements are split and judged, compiled from its file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from factcheck.languages import language_files, primary
from factcheck.matching.lexicon import Lexicon, fold

FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class SpottingWords:
    """The compiled words of one language."""

    tag: str
    has_rules: bool
    """False for a language without words of its own: its statements are judged by figures and names alone."""
    abbreviations: frozenset[str]
    lexicons: dict[str, Lexicon]
    """The words of each reason by its code."""
    contrasts: re.Pattern[str]
    """A comma and a conjunction that begins a statement of its own; for folded text."""
    captions: re.Pattern[str]
    bylines: re.Pattern[str]
    notices: Lexicon
    """Words of lines that belong to the site, near the beginning of a short block."""
    capitalized_nouns: bool


REASON_WORDS = {
    "quantity": "quantities",
    "comparison": "comparisons",
    "cause": "causes",
    "superlative": "superlatives",
    "event": "changes",
    "opinion": "opinions",
    "appeal": "appeals",
    "prediction": "predictions",
    "greeting": "greetings",
    "first-person": "first_person",
}
"""The key of the table ``spotting`` for each reason."""


@cache
def spotting_words(language: str | None) -> SpottingWords:
    """Return the words of a language; a language without words has none."""
    file = language_files().get(primary(language))
    table = file.spotting if file else language_files()[FALLBACK_LANGUAGE].spotting
    has_rules = bool(file and table.changes)
    named = {code: getattr(table, key) if has_rules else () for code, key in REASON_WORDS.items()}
    return SpottingWords(
        tag=primary(language),
        has_rules=has_rules,
        abbreviations=frozenset(map(fold, table.abbreviations)),
        lexicons={code: Lexicon((form, code) for form in forms) for code, forms in named.items()},
        contrasts=re.compile(rf",\s+({_any_of(table.contrasts)})\s+"),
        captions=_beginning(table.captions),
        bylines=_beginning(table.bylines),
        notices=Lexicon((form, "notice") for form in table.notices),
        capitalized_nouns=bool(file and file.grammar.capitalized_nouns),
    )


def _any_of(forms: Sequence[str]) -> str:
    return "|".join(re.escape(fold(form.replace("_", " "))) for form in forms) or "(?!)"


def _beginning(forms: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{_any_of(forms)})(?:\s*[:|/–-]|\s+[a-z]+\s+\w+\s*$|\s+\w+\s*$)" if forms else "(?!)")
