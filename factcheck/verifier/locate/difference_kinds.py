"""The kind of difference between two runs of tokens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from factcheck.languages import primary
from factcheck.verifier.locate.normalization import UNSPACED_CLASS
from factcheck.verifier.locate.tokens import Kind, Token
from factcheck.verifier.locate.word_lists import (
    capitalized_figures,
    endings_before_common_noun,
    figure_particles,
    figure_signs,
    figures,
    negating_parts,
    negating_prefixes,
    negating_verb_suffixes,
    negation_signs,
    negations,
    negations_in_any_language,
)
from factcheck.verifier.text_language import language_of
from factcheck.vocabulary import DifferenceKind

CLAUSE_MIN_TOKENS = 4
"""Tokens in a row that make a clause."""
UNSPACED_CLAUSE_MIN_TOKENS = 7
"""The same where every character is a token."""
DEGREE_SIGN = "°"
SAMPLE_CHARACTERS = 1_000
"""Characters by which the language of a place is recognized; as many before them and after are read as well."""


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens of one side that differ on the other side, and what is around them."""

    tokens: Sequence[Token]
    source: str
    around: str
    """The run's norms with two more on each side, without spaces."""
    before: str
    """The norm before the run."""


def kind_of(ours: Run, theirs: Run, languages: Sequence[str | None]) -> DifferenceKind:
    """Return the kind of difference between two runs. A negation comes before a figure, and a figure before a name."""
    mine, yours = [t.norm for t in ours.tokens], [t.norm for t in theirs.tokens]
    longest = max(len(mine), len(yours))
    unspaced = any(UNSPACED_CLASS.match(norm) for norm in (*mine, *yours))
    clause = longest >= (UNSPACED_CLAUSE_MIN_TOKENS if unspaced else CLAUSE_MIN_TOKENS)
    if clause and not (mine and yours):
        return DifferenceKind.CLAUSE
    if _negativity(ours, languages) != _negativity(theirs, languages) or _suffixed(mine, yours, languages):
        return DifferenceKind.NEGATION
    only = set(mine) ^ set(yours) or set(mine)
    if any(t.norm in only and is_figure(t, run, languages) for run in (ours, theirs) for t in run.tokens):
        return DifferenceKind.NUMBER
    if clause and abs(len(mine) - len(yours)) >= CLAUSE_MIN_TOKENS:
        return DifferenceKind.CLAUSE
    page = theirs.source
    if any(_is_name(t, run, languages, page) for run in (ours, theirs) for t in run.tokens if t.norm in only):
        return DifferenceKind.NAME
    return DifferenceKind.CLAUSE if clause else DifferenceKind.WORD


def languages_at(language: str | None, text: str, place: int) -> tuple[str | None, ...]:
    """Return the language that a page declares, and the one that is written around a place, if that is another."""
    begin = place - place % SAMPLE_CHARACTERS
    written = _written(text[max(0, begin - SAMPLE_CHARACTERS) : begin + 2 * SAMPLE_CHARACTERS])
    return (language,) if written is None or written == primary(language) else (language, written)


@lru_cache(maxsize=64)
def _written(sample: str) -> str | None:
    return language_of(sample)


def negates(norm: str, language: str | None, text: str, place: int) -> bool:
    """Return whether a word negates, in the language that the page declares or in the one that is written there."""
    if is_negation(norm, language):
        return True
    if norm not in negations(None) and not any(part in norm for parts in negating_parts().values() for part in parts):
        return False
    return any(is_negation(norm, each) for each in languages_at(language, text, place)[1:])


def is_negation(norm: str, language: str | None) -> bool:
    """Return whether a word negates in a language; ``norm`` is the word in lower case."""
    words, endings = negations_in_any_language()
    if norm in negations(language) or norm.endswith(endings) or norm in words:
        return True
    return any(part in norm for part in negating_parts().get(primary(language), ()))


def _negativity(run: Run, languages: Sequence[str | None]) -> int:
    words = sum(any(is_negation(token.norm, language) for language in languages) for token in run.tokens)
    return words * 100 + sum(run.around.count(sign) for sign in negation_signs())


def _suffixed(mine: list[str], yours: list[str], languages: Sequence[str | None]) -> bool:
    """Return whether one word is the other with a prefix or suffix that negates: geldi and gelmedi, bude and nebude."""
    if len(mine) != 1 or len(yours) != 1:
        return False
    short, long = sorted((mine[0], yours[0]), key=len)
    primaries = {primary(language) for language in languages}
    prefixes = {prefix for tag in primaries for prefix in negating_prefixes().get(tag, ())}
    if any(long == prefix + short for prefix in prefixes):
        return True
    suffixes = [suffix for tag, suffix in negating_verb_suffixes().items() if tag in primaries]
    return mine[0][:2] == yours[0][:2] and any(
        bool(suffix.search(mine[0])) != bool(suffix.search(yours[0])) for suffix in suffixes
    )


def is_figure(token: Token, run: Run, languages: Sequence[str | None]) -> bool:
    """Return whether a token is a figure, a unit or a date; a character for one is, where nothing else changed with it."""
    if token.kind is not Kind.WORD or (run.before == DEGREE_SIGN and token is run.tokens[0]):
        return True
    if token.norm in figure_signs():
        return all(each.norm in figure_signs() or each.kind is not Kind.WORD for each in run.tokens)
    for tag, words in capitalized_figures().items():
        if token.norm in words and any((language or "en").startswith(tag) for language in languages):
            return run.source[token.start].isupper()
    return any(_is_figure_word(token.norm, language) for language in languages)


def _is_figure_word(norm: str, language: str | None) -> bool:
    """Return whether a word is a figure, with a particle that the language joins to it or without."""
    particle = figure_particles().get(primary(language), 0)
    return norm in figures(language) or (particle > 0 and norm[:-particle] in figures(language))


def _is_name(token: Token, run: Run, languages: Sequence[str | None], page: str) -> bool:
    """Return whether a word is written as a name. German writes all its nouns so: there its neighbours decide."""
    letter = run.source[token.start]
    if not letter.isupper() or token.norm == "i":
        return False
    endings = [ending for language in languages for ending in endings_before_common_noun().get(primary(language), ())]
    if _opens_sentence(token, run):
        return not endings and _is_always_capitalized(run.source[token.start : token.end], page)
    if not endings:
        return True
    capitals = [t for t in run.tokens if run.source[t.start].isupper()]
    beside = run.source[token.end : token.end + 2].strip()
    leading = run.source[: token.start].rpartition("\n")[2].split()
    if len(capitals) > 1 or beside[:1].isupper() or (leading and leading[-1].istitle()):
        return True
    return not run.before.endswith(tuple(endings))


def _is_always_capitalized(word: str, page: str) -> bool:
    """Return whether a page has a word inside a sentence, with its capital, and nowhere without."""
    inside = re.search(rf"(?<=[^\W\d_] ){re.escape(word)}(?!\w)", page)
    return inside is not None and re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", page) is None


def _opens_sentence(token: Token, run: Run) -> bool:
    before = run.source[: token.start].rstrip(" \"'“”„«»‘’([")
    if before and before[-1] not in ".!?:\n…":
        return False
    following = run.source[token.end : token.end + 2]
    return not (len(following) == 2 and following[0] == " " and following[1].isupper())
