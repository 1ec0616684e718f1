"""The words of a language by which a text says who says something, compiled from its file."""

import re
from dataclasses import dataclass
from functools import cache

from factcheck.languages import language_files, primary
from factcheck.languages.article_tables import Attribution
from factcheck.languages.patterns import joined
from factcheck.languages.reader import COMMON

_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True)
class AttributionWords:
    """The words of a language, in lower case."""

    verbs: frozenset[str]
    verbs_with_clause: frozenset[str]
    auxiliaries: frozenset[str]
    passive: frozenset[str]
    reported: frozenset[str]
    persons: frozenset[str]
    groups: frozenset[str]
    attached: frozenset[str]
    first_person: frozenset[str]
    determiners: frozenset[str]
    roles: frozenset[str]
    titles: frozenset[str]
    links: frozenset[str]
    conjunctions: frozenset[str]
    particles: frozenset[str]
    relatives: frozenset[str]
    common: frozenset[str]
    """The most frequent words of the language: with a capital at the start of a sentence they are not names."""
    question_labels: frozenset[str]
    answer_labels: frozenset[str]
    that: re.Pattern[str]
    sources: re.Pattern[str]
    sources_after: re.Pattern[str]
    no_sources: re.Pattern[str]
    speeches: re.Pattern[str]
    interviews: re.Pattern[str]
    nouns_are_capitalized: bool
    has_rules: bool


@cache
def attribution_words(language: str | None) -> AttributionWords:
    """Return the words of a language; for a language without rules, those that every language shares."""
    files = language_files()
    tag = primary(language)
    file = files.get(tag) or files[COMMON]
    words: Attribution = file.attribution
    return AttributionWords(
        verbs=frozenset(words.verbs),
        verbs_with_clause=frozenset(words.verbs_with_clause),
        auxiliaries=frozenset(words.auxiliaries),
        passive=frozenset(words.passive),
        reported=frozenset(words.reported),
        persons=frozenset(words.persons),
        groups=frozenset(words.groups),
        attached=frozenset(words.attached),
        first_person=frozenset(words.first_person),
        determiners=frozenset(words.determiners),
        roles=frozenset(words.roles),
        titles=frozenset(words.titles),
        links=frozenset(words.links),
        conjunctions=frozenset(words.conjunctions),
        particles=frozenset({*files[COMMON].attribution.name_particles, *words.name_particles}),
        relatives=frozenset(words.relatives),
        common=frozenset(file.detection.common_words),
        question_labels=frozenset(words.question_labels),
        answer_labels=frozenset(words.answer_labels),
        that=_pattern(rf"(?<!\w)(?:{'|'.join(map(re.escape, file.denial.that)) or _NEVER})(?!\w)"),
        sources=_pattern(rf"(?<!\w)(?:{joined(words.sources) or _NEVER})(?!\w)\s*"),
        sources_after=_pattern(rf"\s+(?:{joined(words.sources_after) or _NEVER})(?!\w)"),
        no_sources=_pattern(rf"(?:{joined(words.no_sources) or _NEVER})(?!\w)"),
        speeches=_pattern(rf"(?<!\w)(?:{joined(words.speeches) or _NEVER})(?!\w)\W*"),
        interviews=_pattern(rf"(?<!\w)(?:{joined(words.interviews) or _NEVER})(?!\w)\W*"),
        nouns_are_capitalized=file.grammar.capitalized_nouns,
        has_rules=bool(words.verbs),
    )


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)
