"""Differences that change what a quote says: they are accepted with a stance and a reason, never by one key."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any

from factcheck.languages import all_words, by_language, in_every_file, primary
from factcheck.verifier.locate.difference_kinds import is_negation
from factcheck.verifier.locate.word_lists import (
    capitalized_figures,
    endings_before_common_noun,
    figures,
    negation_signs,
)
from factcheck.vocabulary import DifferenceKind

READ_KINDS = frozenset({DifferenceKind.WORD, DifferenceKind.CLAUSE, DifferenceKind.ORDER})
"""Kinds that say nothing of the meaning: their words decide. Every other kind, such as a negation, changes it."""

_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


def changes_meaning(difference: Mapping[str, Any], languages: Collection[str | None]) -> bool:
    """Return whether a difference changes what the quote says: a negation, number, name or modal anywhere in it.

    ``languages`` are those that the page or the claim may be in; None: one is not known.
    """
    if difference["kind"] not in READ_KINDS:
        return True
    sides = [unicodedata.normalize("NFC", difference[side]) for side in ("quoted", "found")]
    quoted, found = (_WORD.findall(side) for side in sides)
    moved = difference["kind"] == DifferenceKind.ORDER
    known: list[str | None] = [language for language in languages if language] or [None]
    only = Counter(map(_folded, quoted)) - Counter(map(_folded, found))
    only |= Counter(map(_folded, found)) - Counter(map(_folded, quoted))
    changed = {word for words in (quoted, found) for word in words if moved or _folded(word) in only}
    if any(_weighs(word, language) for word in changed for language in known):
        return True
    signs = (*negation_signs(), *in_every_file("modals", "signs"))
    if any(sides[0].count(sign) != sides[1].count(sign) for sign in signs):
        return True
    return difference["kind"] != DifferenceKind.WORD and any(
        _names(words, changed, known, opens=not moved) for words in (quoted, found)
    )


def _folded(word: str) -> str:
    return word.casefold().replace("’", "'")


def _weighs(word: str, language: str | None) -> bool:
    """Return whether a word is a number, a negation or a modal."""
    norm = _folded(word)
    if any(character.isdecimal() for character in norm) or is_negation(norm, language):
        return True
    capitalized = any(norm in words for words in capitalized_figures().values())
    if capitalized and word[0].isupper():
        return True
    if norm in _modals(language) or norm.endswith(("'ll", "'d")):
        return True
    return language is not None and not capitalized and norm in figures(language)


def _modals(language: str | None) -> frozenset[str]:
    """Return a language's modals; those of all languages for None, and none for a language without a list."""
    return (
        all_words("modals", "words")
        if language is None
        else frozenset(by_language("modals", "words").get(primary(language), ()))
    )


def _names(words: Sequence[str], changed: Collection[str], languages: Collection[str | None], *, opens: bool) -> bool:
    """Return whether changed words are written as names. German writes all nouns so: there a name is two words in a row."""
    capital = [word[0].isupper() and word in changed and len(word) > 1 for word in words]
    if any((language or "").startswith(tag) for language in languages for tag in endings_before_common_noun()):
        return any(first and second for first, second in pairwise(capital))
    return any(capital[1:] if opens else capital)
