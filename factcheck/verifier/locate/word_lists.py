"""Small closed lists of words that change what a sentence says: negations, denials, figures in words, units, months.

The words themselves are in the language files (``factcheck.languages``). A language that has none of a kind is read with
those of all languages.
"""

import re
from functools import cache, lru_cache

from factcheck.languages import all_words, by_language, in_every_file, language_files, primary
from factcheck.languages.patterns import expression_of
from factcheck.languages.reader import COMMON


@lru_cache(maxsize=64)
def negations(language: str | None) -> frozenset[str]:
    """Return a language's words of negation; those of all languages where it is not known."""
    return _words_of(language, "negation")


@lru_cache(maxsize=64)
def figures(language: str | None) -> frozenset[str]:
    """Return a language's figures in words, magnitudes, units, months and days; those of all where it is not known."""
    return _words_of(language, "figures") | all_words("figures", "units")


@cache
def negation_signs() -> tuple[str, ...]:
    """Return the negations of languages that put no spaces between words; each is counted wherever it occurs."""
    return in_every_file("negation", "signs")


@cache
def negating_parts() -> dict[str, tuple[str, ...]]:
    """Return what negates inside a word, by language."""
    return by_language("negation", "parts")


@cache
def negations_in_any_language() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return words and endings that negate whatever the language of the page: English contractions."""
    common = language_files()[COMMON].negation
    return frozenset(common.words), tuple(common.endings)


@cache
def negating_prefixes() -> dict[str, tuple[str, ...]]:
    """Return the prefixes that negate a verb, by language: bude and nebude."""
    return by_language("negation", "prefixes")


@cache
def negating_verb_suffixes() -> dict[str, re.Pattern[str]]:
    """Return the pattern of the suffix that negates a verb, by language: geldi and gelmedi, verebilir and veremez."""
    return {
        tag: re.compile(expression_of(file.negation.verb_suffix))
        for tag, file in language_files().items()
        if file.negation.verb_suffix
    }


@cache
def denial_words() -> frozenset[str]:
    """Return words before or after a statement that take it back."""
    return all_words("denial", "words")


@cache
def denial_signs() -> tuple[str, ...]:
    """Return the same of languages that put no spaces between words."""
    return in_every_file("denial", "signs")


@cache
def clause_conjunctions() -> frozenset[str]:
    """Return words that lead from one statement to the next."""
    return all_words("denial", "conjunctions")


@cache
def figure_signs() -> frozenset[str]:
    """Return the characters that are figures in languages that put no spaces between words."""
    return all_words("figures", "signs")


@cache
def capitalized_figures() -> dict[str, tuple[str, ...]]:
    """Return, by language, figures that are common words without their capital: names of months, and one that is both."""
    return by_language("figures", "only_capitalized")


@cache
def figure_particles() -> dict[str, int]:
    """Return how many characters of a particle may follow a figure in words, by language."""
    files = language_files()
    return {tag: count for tag, file in files.items() if (count := file.figures.particle_characters)}


@cache
def advertisement_lines() -> frozenset[str]:
    """Return lines between two paragraphs that belong to neither, without spaces."""
    return all_words("page_parts", "advertisements")


@cache
def suspending_words() -> tuple[str, ...]:
    """Return words after a hyphen that replaces the rest of a compound: pre- and post-war."""
    return in_every_file("spelling", "suspending")


@cache
def stressed_capitals() -> frozenset[str]:
    """Return words that are printed in capitals for stress; other short words in capitals are names."""
    return all_words("spelling", "stressed_capitals")


@cache
def words_changed_by_capital() -> frozenset[str]:
    """Return words that name something else with a capital than without."""
    return all_words("spelling", "capital_changes_meaning")


@cache
def words_changed_by_diaeresis() -> frozenset[str]:
    """Return Russian words that are other words with ё."""
    return all_words("spelling", "diaeresis_changes_meaning")


@cache
def endings_before_common_noun() -> dict[str, tuple[str, ...]]:
    """Return, for each language that capitalizes all nouns, the endings of a word before a common noun."""
    files = language_files()
    return {tag: file.grammar.before_common_noun for tag, file in files.items() if file.grammar.capitalized_nouns}


@cache
def decimal_point_regions() -> frozenset[str]:
    """Return languages with regions that write 1,234.5 although the language writes 1.234,5: "de-ch"."""
    regions = by_language("grammar", "decimal_point_regions")
    return frozenset(f"{tag}-{region.lower()}" for tag, each in regions.items() for region in each)


def _words_of(language: str | None, section: str) -> frozenset[str]:
    """Return words as they are written, and as tokens have them: without their hyphens (segunda-feira)."""
    table = by_language(section, "words")
    tag = primary(language)
    words = table[tag] if tag in table else [word for each in table.values() for word in each]
    return frozenset((*words, *(word.replace("-", "") for word in words)))
