"""The facts that a claim states, as far as rules can read them: figures, dates, names, and words that have an opposite."""

import re
from dataclasses import dataclass
from functools import lru_cache

from factcheck.languages.stems import stem
from factcheck.languages.stems import words as stem_words
from factcheck.matching.aliases import Aliases
from factcheck.matching.lexicon import DIRECTION, KEY_SEPARATOR, ContrastWords, Label, contrast_words, fold
from factcheck.matching.names import Names, read_names
from factcheck.matching.quantities import Figures, read_figures
from factcheck.matching.terms import is_stop_word

TEXT_MAX_CHARACTERS = 2_000
"""A longer text is compared by its beginning."""
NUMBER_WORD_LANGUAGES = frozenset({"en", "fr", "es", "pt", "de", "it", "nl", "ca"})
"""Languages whose numbers in words are read (text2num)."""
SCALE = ("all", "most", "some", "few", "none", "only")
"""Quantifiers that exclude each other."""
_TOKEN = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_PARTS = re.compile(r"[^\W_]+")
_FIGURE_END = re.compile(r"\d\s*$")
_PLACEHOLDER = ("\ue000", "\ue001")
"""Characters around the number of a word that is put back: "million" after digits and "per cent" are not numbers of their own."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that a text states."""

    text: str
    """The text, with numbers in words as digits."""
    tag: str
    figures: Figures
    names: Names
    quantifiers: tuple[Label, ...]
    negation: str
    """The words that negate; empty where the text does not negate."""
    is_negative: bool
    directions: "Opposed"
    opposites: "Opposed"
    content: tuple[str, ...]
    """Stems of the words that say something about the subject, in order, without figures and dates."""
    subject: frozenset[str]
    """The same without names: what is said of them."""
    tokens: tuple[str, ...]
    """All folded words."""


@lru_cache(256)
def read_facts(text: str, language: str, aliases: "_Identity") -> Facts:
    """Return what a text states."""
    tag = language
    words = contrast_words(tag)
    plain = _with_digits(" ".join(text[:TEXT_MAX_CHARACTERS].split()), tag)
    folded = fold(plain)
    figures = read_figures(plain, folded, words)
    names = read_names(plain, words, aliases.value, figures.spans)
    quantifiers = tuple(
        each
        for each in words.quantifiers.find(folded)
        if _counts(each, folded) and not any(start <= each.start < end for start, end in figures.spans)
    )
    masked = _masked(folded, [(each.start, each.end) for each in quantifiers if each.key != "none"])
    negated = words.negations.find(masked)
    denied = words.denials.find(masked)
    return Facts(
        plain,
        tag,
        figures,
        names,
        quantifiers,
        " ".join(dict.fromkeys(plain[each.start : each.end] for each in [*negated, *denied])),
        bool(negated or any(each.key == "none" for each in quantifiers)) != bool(denied),
        *_opposed(words.opposed.find(masked), plain),
        _content(plain, figures.spans),
        frozenset(_content(plain, (*figures.spans, *_name_spans(names)))),
        tuple(_PARTS.findall(folded)),
    )


@dataclass(frozen=True, slots=True)
class _Identity:
    """Aliases as a key of a cache: they are compared by identity."""

    value: Aliases

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other.value is self.value


def facts_of(text: str, language: str, aliases: Aliases) -> Facts:
    """Return what a text states; the last texts are cached, since one text is compared with many."""
    return read_facts(text, language, _Identity(aliases))


def _with_digits(text: str, tag: str) -> str:
    if tag not in NUMBER_WORD_LANGUAGES:
        return _with_listed_digits(text, contrast_words(tag))
    from text_to_num import alpha2digit  # compiled code that only a comparison needs

    folded = fold(text)
    words = contrast_words(tag)
    spared = [each for each in words.magnitudes.find(folded) if _FIGURE_END.search(folded[: each.start])]
    spared += [each for each in words.units.find(folded) if each.key in {"percent", "point", "cent"}]
    spared.sort(key=lambda label: label.start)
    pieces, end = [], 0
    for number, each in enumerate(spared):
        pieces += [text[end : each.start], f"{_PLACEHOLDER[0]}{number}{_PLACEHOLDER[1]}"]
        end = each.end
    digits = str(alpha2digit("".join([*pieces, text[end:]]), tag, threshold=0))
    return re.sub(
        rf"{_PLACEHOLDER[0]}(\d+){_PLACEHOLDER[1]}",
        lambda found: text[spared[int(found[1])].start : spared[int(found[1])].end],
        digits,
    )


def _with_listed_digits(text: str, words: ContrastWords) -> str:
    """Return a text with the numbers of the language file as digits; neighbours of falling size are one: 20, 5."""
    found = words.numbers.find(fold(text))
    pieces: list[str] = []
    at = end = 0
    while at < len(found):
        first = last = found[at]
        value, smallest = int(first.key), int(first.key)
        while at + 1 < len(found) and text[last.end : found[at + 1].start].isspace():
            following = int(found[at + 1].key)
            if not following < _place_value(smallest):
                break
            at, last, smallest = at + 1, found[at + 1], following
            value += following
        pieces += [text[end : first.start], str(value)]
        at, end = at + 1, last.end
    return "".join([*pieces, text[end:]])


def _place_value(number: int) -> int:
    """Return the power of ten that a round number is a multiple of: 10 for 20, 1 for 12."""
    value = 1
    while number and number % (value * 10) == 0:
        value *= 10
    return value


def _counts(label: Label, folded: str) -> bool:
    """Return whether a quantifier quantifies: "more than" only before a number."""
    if label.key in {"at_least", "at_most"}:
        return bool(re.match(r"[^.;:\d]{0,14}\d", folded[label.end :]))
    return True


def _masked(folded: str, spans: list[tuple[int, int]]) -> str:
    letters = list(folded)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)


Opposed = dict[str, tuple[frozenset[str], str]]
"""The sides of pairs of opposites in a text, by the pair, and their words."""


def _opposed(labels: list[Label], text: str) -> tuple[Opposed, Opposed]:
    """Return the directions and the other opposites of a text."""
    sides: dict[str, set[str]] = {}
    written: dict[str, list[str]] = {}
    for label in labels:
        for key in label.key.split(KEY_SEPARATOR):
            pair, _, side = key.rpartition(" ")
            sides.setdefault(pair, set()).add(side)
            written.setdefault(pair, []).append(text[label.start : label.end])
    found = {pair: (frozenset(each), " ".join(written[pair])) for pair, each in sides.items()}
    directions = {pair: each for pair, each in found.items() if pair.startswith(DIRECTION)}
    return directions, {pair: each for pair, each in found.items() if pair not in directions}


def _name_spans(names: Names) -> list[tuple[int, int]]:
    spans = [(each.start, each.end) for each in names.mentions]
    return spans + [(each.start, each.end) for each in names.others if each.is_certain]


def _content(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    rest = _masked(text, list(spans))
    return tuple(dict.fromkeys(stem(word) for word in stem_words(rest) if not is_stop_word(word)))


__all__ = ["SCALE", "ContrastWords", "Facts", "facts_of"]
