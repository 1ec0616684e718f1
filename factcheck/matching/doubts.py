"""Doubts that two claims say the same, although no difference between them has a name.

The words of both are the same, or nearly. But "Brazil beat Spain" and "Spain beat Brazil" have the same words, too, and so
have "5 % in 2019 and 7 % in 2020" and "7 % in 2019 and 5 % in 2020". Such claims are presented as similar, not as the same:
a person who reads both sees at once which it is, and a wrong "same" would hide a claim.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from factcheck.languages import by_language
from factcheck.languages.stems import stem
from factcheck.languages.stems import words as stem_words
from factcheck.matching.facts import Facts
from factcheck.matching.lexicon import fold

UNIT_MAX_LETTERS = 3
"""Letters of a unit that no table has, or of "am" and "pm"."""
EXCHANGED_WORDS = 2
PREFIX_LETTERS = 5
"""Letters that two forms of a word begin with."""
_UNIT = re.compile(rf"\s?([^\W\d_]{{1,{UNIT_MAX_LETTERS}}})(?![^\W_]|['’])")
_SIGN = re.compile(r"[<>≤≥≠±‰¢£¤¥$€₠-⃀¼-¾⅐-⅞²³⁰-⁹]|(?<![^\s(])[–—](?=\d)")
"""Signs that change a statement, and that are no words: comparisons, currencies, fractions, powers, a long minus."""
_SHORT_UNIT = re.compile(r"[b-df-hj-np-tv-xz]|[ap]m", re.IGNORECASE)
"""Units that are words without a meaning, too, in some language."""
_READ_CURRENCIES = frozenset("$£¥€")
"""Currencies that figures have as their units; a claim may write them as words."""
_ROMAN = re.compile(r"(?<!\w)[IVXLC]+(?!\w)")
_AGENTS = {
    "de": frozenset({"von", "vom", "durch"}),
    "en": frozenset({"by"}),
    "es": frozenset({"por"}),
    "fr": frozenset({"par"}),
    "it": frozenset({"da", "dal", "dall", "dalla", "dai", "dagli", "dalle"}),
    "nl": frozenset({"door"}),
    "pl": frozenset({"przez"}),
    "pt": frozenset({"por", "pelo", "pela", "pelos", "pelas"}),
    "sv": frozenset({"av"}),
}
"""The prepositions of who does what a passive sentence says."""
_Item = tuple[str, float | str]


def is_doubtful(left: Facts, right: Facts) -> bool:
    """Return whether two claims of one language may say something else with the same words, or nearly the same."""
    return (
        _signs(left) != _signs(right)
        or _differ(_numerals(left), _numerals(right))
        or _units_differ(left, right)
        or _is_reordered(_figures(left), _figures(right))
        or _is_reordered(_dates(left), _dates(right))
        or _is_reordered(_named(left), _named(right))
        or _has_other_words_in_place(left, right)
        or _has_other_agent(left, right)
        or _has_other_agent(right, left)
    )


def _signs(facts: Facts) -> set[str]:
    return {"–" if each == "—" else each for each in _SIGN.findall(facts.text)} - _READ_CURRENCIES


def _numerals(facts: Facts) -> set[str]:
    return set(_ROMAN.findall(facts.text))


def _differ(own: set[str], other: set[str]) -> bool:
    return bool(own and other) and own != other


def _has_other_words_in_place(left: Facts, right: Facts) -> bool:
    """Return whether at least half of the words are at the same places, and another word that matters is at one of the others.

    So do words that were exchanged, which both claims have.
    """
    if len(left.tokens) != len(right.tokens):
        return False
    replaced = [(own, other) for own, other in zip(left.tokens, right.tokens, strict=True) if own != other]
    if len(replaced) > max(EXCHANGED_WORDS, len(left.tokens) // 2):
        return False
    silent = _stop_words(left.tag) | _words_of_mentions(left, right) | _words_of_mentions(right, left)
    return any(
        not {own, other} & silent and stem(own) != stem(other) and own[:PREFIX_LETTERS] != other[:PREFIX_LETTERS]
        for own, other in replaced
    )


def _has_other_agent(passive: Facts, active: Facts) -> bool:
    """Return whether "by" comes before a word in one text, and the other one does not begin with that word.

    "The driver robbed a guest" and "the driver was robbed by a guest" have the same words.
    """
    agents = _AGENTS.get(passive.tag, frozenset())
    if passive.tag != active.tag or not agents & set(passive.tokens) or agents & set(active.tokens):
        return False
    subject = next(
        (each for each in map(stem, active.tokens) if each in active.subject and each in passive.subject), None
    )
    for place, word in enumerate(passive.tokens):
        if word in agents:
            after = map(stem, passive.tokens[place + 1 :])
            if (agent := next((each for each in after if each in passive.subject), None)) is not None:
                return agent in active.subject and agent != subject
    return False


def _words_of_mentions(facts: Facts, other: Facts) -> frozenset[str]:
    """Return the words that name what the other claim names, too, perhaps by another name."""
    named = {each.entity for each in other.names.mentions}
    spans = [(each.start, each.end) for each in facts.names.mentions if each.entity in named]
    return frozenset(word for start, end in spans for word in stem_words(facts.text[start:end]))


@cache
def _stop_words(tag: str) -> frozenset[str]:
    """Return the words of a language that say nothing about a subject. Those of other languages may: "son" in English."""
    return frozenset(part for each in by_language("matching", "stop_words").get(tag, ()) for part in stem_words(each))


def _units_differ(left: Facts, right: Facts) -> bool:
    """Return whether short words that may be units follow an equal number, and differ: m and km, am and pm."""
    own, other = _units(left), _units(right)
    return any(value in other and not units & other[value] for value, units in own.items())


def _units(facts: Facts) -> dict[float, set[str]]:
    """Return the short words after the numbers, by the numbers. A number with a full word after it has none."""
    units: dict[float, set[str]] = {}
    for each in facts.figures.quantities:
        number = re.match(r"[^\W_]*?[\d.,]*\d", facts.text[each.start : each.end])
        found = _UNIT.match(facts.text, each.start + number.end()) if number else None
        if found and (_SHORT_UNIT.fullmatch(found[1]) or fold(found[1]) not in _stop_words(facts.tag)):
            units.setdefault(each.mantissa, set()).add(found[1])
    return units


def _is_reordered(own: Sequence[_Item], other: Sequence[_Item]) -> bool:
    """Return whether what two texts share of one sort is in another order. An item begins with its sort."""
    common = set(own) & set(other)
    return any(
        _ordered(own, {each for each in common if each[0] == sort})
        != _ordered(other, {each for each in common if each[0] == sort})
        for sort in {each[0] for each in common}
    )


def _ordered(items: Iterable[_Item], wanted: set[_Item]) -> list[_Item]:
    """Return the wanted items, each once, in their order."""
    return list(dict.fromkeys(each for each in items if each in wanted))


def _figures(facts: Facts) -> list[_Item]:
    return [(each.dimension, each.value) for each in facts.figures.quantities]


def _dates(facts: Facts) -> list[_Item]:
    return [(each.kind, each.value) for each in facts.figures.dates if each.kind in {"year", "weekday"}]


def _named(facts: Facts) -> list[_Item]:
    certain_only = facts.tag == "de"  # every noun has a capital letter
    found = [(each.start, (str(each.kind == "place"), each.entity)) for each in facts.names.mentions]
    found += [
        (each.start, (str(each.is_place), fold(each.words)))
        for each in facts.names.others
        if each.is_certain or not certain_only
    ]
    return [name for _, name in sorted(found)]
