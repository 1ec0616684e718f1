"""The names in a claim: those of the alias table, and words that capital letters show to be names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from factcheck.languages.stems import stem
from factcheck.matching.aliases import Aliases, Mention
from factcheck.matching.lexicon import ContrastWords, fold
from factcheck.matching.terms import is_stop_word

NAMES_CACHED = 512
PREFIX_MIN_LETTERS = 4
"""Letters that a name and another form of it begin with: Gijón, gijonés."""
PREFIX_MIN_SHARE = 0.6
"""The same, as a share of the shorter one."""
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+)[\"“”„«»'’(\s]*$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name that no alias explains."""

    words: str
    start: int
    end: int
    is_place: bool
    is_certain: bool
    """False for a word that may be capitalized for its position or its language alone."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a text."""

    mentions: tuple[Mention, ...]
    others: tuple[Name, ...]


def read_names(text: str, words: ContrastWords, aliases: Aliases, taken: tuple[tuple[int, int], ...]) -> Names:
    """Return the names of a text; ``taken`` are spans of figures and dates, which are no names."""
    mentions = tuple(
        each
        for each in aliases.mentions(text)
        if not any(start < each.end and each.start < end for start, end in taken)
    )
    spans = [*taken, *((each.start, each.end) for each in mentions)]
    others: list[Name] = []
    tokens = list(_TOKEN.finditer(text))
    at = 0
    while at < len(tokens):
        size = 0
        while (
            at + size < len(tokens)
            and _may_be_name(tokens[at + size], spans, words)
            and (
                size == 0
                or text[tokens[at + size - 1].end() : tokens[at + size].start()] in {" ", "\u00a0", "’", "'", ". "}
            )
        ):
            size += 1
        if size:
            others += _names(text, tokens, at, size, words)
        at += max(size, 1)
    return Names(mentions, tuple(others))


def _may_be_name(token: re.Match[str], spans: list[tuple[int, int]], words: ContrastWords) -> bool:
    word = token.group()
    if not word[0].isupper() or any(start < token.end() and token.start() < end for start, end in spans):
        return False
    folded = fold(word)
    is_common = folded in words.stop_words if words.stop_words else is_stop_word(folded)
    return not is_common or (word.isupper() and len(word) > 1)


def _names(text: str, tokens: list[re.Match[str]], at: int, size: int, words: ContrastWords) -> list[Name]:
    start, end = tokens[at].start(), tokens[at + size - 1].end()
    begins = bool(_SENTENCE_START.search(text[:start]))
    acronym = any(len(each.group()) > 1 and each.group().isupper() for each in tokens[at : at + size])
    before = [fold(each.group()) for each in tokens[max(at - 3, 0) : at]]
    place = bool(before) and (
        before[-1] in words.place_prepositions
        or (before[-1] in words.name_prepositions and not set(before) & words.bodies)
        or (len(before) > 1 and before[-2] in words.place_prepositions and is_stop_word(before[-1]))
    )
    certain = (
        acronym
        or (size > 1 and not (begins and size == 2 and words.capitalized_nouns))
        or not (begins or words.capitalized_nouns)
    )
    is_part = len(before) > 1 and before[-2] in words.name_prepositions
    if size == 1 and not (acronym or is_part) and before and before[-1] in words.articles:
        certain = False  # el Gobierno, el Ejecutivo
    if words.capitalized_nouns and place and before[-1] in words.place_prepositions:
        certain = True
    return [Name(text[start:end], start, end, place and not acronym, certain)]


def is_same_word(left: str, right: str) -> bool:
    """Return whether two folded words are forms of one name."""
    if left == right:
        return True
    if left[:1] != right[:1]:  # only stemmers of other scripts take away prefixes
        return not left.isascii() and stem(left) == stem(right)
    if stem(left) == stem(right):
        return True
    shorter = min(len(left), len(right))
    common = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), shorter)
    return common >= max(PREFIX_MIN_LETTERS, PREFIX_MIN_SHARE * shorter) or (shorter >= 3 and common == shorter)


@lru_cache(NAMES_CACHED)
def is_in(name: Name, tokens: tuple[str, ...]) -> bool:
    """Return whether the folded words of another text have a form of the name: all its words, or their initials."""
    own = [fold(each) for each in _TOKEN.findall(name.words)]
    initials = "".join(each[0] for each in own)
    if len(own) > 1 and initials in tokens:
        return True
    if len(own) == 1 and name.words.isupper() and _spells(own[0], tokens):
        return True
    return all(any(is_same_word(word, other) for other in tokens) for word in own)


def _spells(acronym: str, tokens: Sequence[str]) -> bool:
    """Return whether words in a row begin with the letters of an acronym, stop words left out."""
    initials = "".join(each[0] for each in tokens if not is_stop_word(each))
    return len(acronym) > 2 and acronym in initials
