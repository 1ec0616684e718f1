"""The words of a language by which statements are split and judged, compiled from its file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from factcheck.languages import language_files, primary
from factcheck.languages.patterns import joined
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
    forms: dict[str, re.Pattern[str]]
    """The forms of verbs of a reason by its code; for text as it is written."""
    speech_verbs: frozenset[str]
    """Verbs of speech_verbs in lower case: that somebody said something is no event."""
    appeal_starts: re.Pattern[str]
    contrasts: re.Pattern[str]
    """A comma and a conjunction that begins a statement of its own; for folded text."""
    captions: re.Pattern[str]
    bylines: re.Pattern[str]
    notices: Lexicon
    """Words of lines that belong to the site, near the beginning of a short block."""
    capitalized_nouns: bool


REASON_WORDS = {
    "count": "numbers",
    "quantity": "quantities",
    "comparison": "comparisons",
    "cause": "causes",
    "superlative": "superlatives",
    "event": "changes",
    "opinion": "opinions",
    "appeal": "appeals",
    "greeting": "greetings",
    "first-person": "first_person",
}
"""The key of the table ``spotting`` for each reason that words show."""
REASON_FORMS = {"past": "past", "prediction": "predictions"}
"""The same for each reason that forms of verbs show."""


@cache
def spotting_words(language: str | None) -> SpottingWords:
    """Return the words of a language; a language without words has none."""
    file = language_files().get(primary(language))
    table = file.spotting if file else language_files()[FALLBACK_LANGUAGE].spotting
    has_rules = bool(file and table.changes)
    named = {code: getattr(table, key) if has_rules else () for code, key in REASON_WORDS.items()}
    forms = {code: getattr(table, key) if has_rules else () for code, key in REASON_FORMS.items()}
    return SpottingWords(
        tag=primary(language),
        has_rules=has_rules,
        abbreviations=frozenset(map(fold, table.abbreviations)),
        lexicons={code: Lexicon((form, code) for form in forms) for code, forms in named.items()},
        forms={code: _whole_words(patterns) for code, patterns in forms.items()},
        speech_verbs=frozenset(file.attribution.verbs) if file else frozenset(),
        appeal_starts=re.compile(
            rf"\W*(?:{joined(table.appeal_starts if has_rules else ()) or '(?!)'})(?!\w)", re.IGNORECASE
        ),
        contrasts=re.compile(rf",\s+({_any_of(table.contrasts)})\s+"),
        captions=_beginning(table.captions),
        bylines=_beginning(table.bylines),
        notices=Lexicon((form, "notice") for form in table.notices),
        capitalized_nouns=bool(file and file.grammar.capitalized_nouns),
    )


def _whole_words(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{joined(patterns) or '(?!)'})(?!\w)", re.IGNORECASE)


def _any_of(forms: Sequence[str]) -> str:
    return "|".join(re.escape(fold(form.replace("_", " "))) for form in forms) or "(?!)"


def _beginning(forms: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{_any_of(forms)})(?:\s*[:|/–-]|\s+[a-z]+\s+\w+\s*$|\s+\w+\s*$)" if forms else "(?!)")
