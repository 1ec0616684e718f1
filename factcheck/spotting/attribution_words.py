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

    tags: tuple[tuple[str, frozenset[str]], ...]
    """Words by the tags of ``naming.Word``; where a word has several, the first counts."""
    verbs: frozenset[str]
    definite: frozenset[str]
    roles: frozenset[str]
    bodies: frozenset[str]
    titles: frozenset[str]
    particles: frozenset[str]
    """Small words inside names."""
    persons: frozenset[str]
    groups: frozenset[str]
    first_person: frozenset[str]
    reported: frozenset[str]
    relatives: frozenset[str]
    conjunctions: frozenset[str]
    source_relatives: frozenset[str]
    spokespersons: frozenset[str]
    common: frozenset[str]
    """The most frequent words of the language: with a capital at the start of a sentence they are not names."""
    question_labels: frozenset[str]
    answer_labels: frozenset[str]
    claims: re.Pattern[str]
    that: re.Pattern[str]
    sources: re.Pattern[str]
    sources_with_pronoun: re.Pattern[str]
    sources_after: re.Pattern[str]
    no_sources: re.Pattern[str]
    impersonal: re.Pattern[str]
    speeches: re.Pattern[str]
    interviews: re.Pattern[str]
    speaking_places: frozenset[str]
    elided: bool
    """Articles are joined to the noun by an apostrophe."""
    nouns_are_capitalized: bool
    names_are_inflected: bool
    genitive_endings: tuple[str, ...]
    subject_is_left_out: bool
    verb_second: bool
    months_are_capitalized: bool


@cache
def attribution_words(language: str | None) -> AttributionWords:
    """Return the words of a language; those of a language without rules are empty."""
    files = language_files()
    file = files.get(primary(language)) or files[COMMON]
    words: Attribution = file.attribution
    tags = {
        "O": {*words.persons, *words.groups},
        "F": set(words.first_person),
        "W": {*file.denial.that, *words.that},
        "V": set(words.verbs),
        "K": set(words.verbs_with_clause),
        "B": set(words.passive),
        "A": set(words.auxiliaries),
        "E": set(words.relatives),
        "D": set(words.determiners),
        "L": {*words.links, *words.name_particles, *files[COMMON].attribution.name_particles},
        "P": set(words.prepositions),
        "C": set(words.conjunctions),
        "T": set(words.titles),
        "R": set(words.roles),
        "G": set(words.bodies),
    }
    return AttributionWords(
        tags=tuple((tag, frozenset(each)) for tag, each in tags.items()),
        verbs=frozenset(words.verbs),
        definite=frozenset(words.definite),
        roles=frozenset(words.roles),
        bodies=frozenset(words.bodies),
        titles=frozenset(words.titles),
        particles=frozenset({*files[COMMON].attribution.name_particles, *words.name_particles}),
        persons=frozenset(words.persons),
        groups=frozenset(words.groups),
        first_person=frozenset(words.first_person),
        reported=frozenset(words.reported),
        relatives=frozenset(words.relatives),
        conjunctions=frozenset(words.conjunctions),
        source_relatives=frozenset(words.source_relatives),
        spokespersons=frozenset(words.spokespersons),
        common=frozenset({*file.detection.common_words, *words.prepositions, *words.auxiliaries, *words.conjunctions}),
        question_labels=frozenset(words.question_labels),
        answer_labels=frozenset(words.answer_labels),
        that=_pattern(rf"(?<!\w)(?:{'|'.join(map(re.escape, (*file.denial.that, *words.that))) or _NEVER})(?!\w)"),
        claims=_pattern(rf"(?:{joined(words.claims) or _NEVER})(?!\w)"),
        sources=_pattern(rf"(?<!\w)(?:{joined(words.sources) or _NEVER})(?:(?<=[’'])|(?!\w))\s*"),
        sources_with_pronoun=_pattern(rf"(?<!\w)(?:{joined(words.sources_with_pronoun) or _NEVER})(?!\w)"),
        sources_after=_pattern(rf"\s+(?:{joined(words.sources_after) or _NEVER})(?!\w)"),
        no_sources=_pattern(rf"(?:{joined(words.no_sources) or _NEVER})(?!\w)"),
        impersonal=_pattern(rf"(?:{joined(words.impersonal) or _NEVER})(?!\w)"),
        speeches=_pattern(rf"(?<!\w)(?:{joined(words.speeches) or _NEVER})(?:(?<=[’'\s])|(?!\w))\W*"),
        interviews=_pattern(rf"(?<!\w)(?:{joined(words.interviews) or _NEVER})(?:(?<=[’'\s])|(?!\w))\W*"),
        speaking_places=frozenset(words.speaking_places),
        elided=file.grammar.elided_articles,
        nouns_are_capitalized=file.grammar.capitalized_nouns,
        names_are_inflected=words.names_are_inflected,
        genitive_endings=tuple(words.genitive_endings),
        subject_is_left_out=words.subject_is_left_out,
        verb_second=words.verb_second,
        months_are_capitalized="{Month}" in file.dates_in_text.full_date,
    )


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)
