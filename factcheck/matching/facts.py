"""The facts that a claim states, as far as rules can read them: figures, dates, names, and words that have an opposite."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from factcheck.languages.stems import stem
from factcheck.languages.stems import words as stem_words
from factcheck.matching.aliases import Aliases
from factcheck.matching.lexicon import DIRECTION, KEY_SEPARATOR, ContrastWords, Label, contrast_words, fold
from factcheck.matching.names import Names, read_names
from factcheck.matching.quantities import DAYS, Figures, read_figures
from factcheck.matching.terms import is_stop_word

BEGINNING_LETTERS = 4
"""Letters that two forms of one word begin with, at least."""
TEXT_MAX_CHARACTERS = 2_000
"""A longer text is compared by its beginning."""
NUMBER_WORD_LANGUAGES = frozenset({"en", "fr", "es", "pt", "de", "it", "nl", "ca"})
"""Languages whose numbers in words are read (text2num)."""
SCALE = ("all", "most", "some", "few", "none", "only")
"""Quantifiers that exclude each other."""
_TOKEN = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_PARTS = re.compile(r"[^\W_]+")
_FIGURE_END = re.compile(r"\d\s*$")
_HALF_JOINT = re.compile(r"\s+(?:(?:a|an|de|un|una)\s+)?")
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
    """The same without names, quantifiers, negations and verbs of saying: what is said of them."""
    beginnings: Mapping[str, tuple[str, ...]]
    """The subject by the first letters of its stems."""
    sides: Mapping[str, frozenset[str]]
    """The sides of pairs of opposites by the stems of their words."""
    modals: frozenset[str]
    """Words that say how certain the statement is."""
    per: frozenset[str]
    """Units that a price or a rate is for."""
    compared: frozenset[str]
    """Stems after "than"."""
    speech_verbs: frozenset[str]
    """Stems of verbs of saying."""
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
    numbers = set(figures.spans) - {(each.start, each.end) for each in figures.ones}
    quantifiers = tuple(
        each
        for each in words.quantifiers.find(folded)
        if _counts(each, folded) and not any(start <= each.start < end for start, end in numbers)
    )
    masked = _masked(folded, [(each.start, each.end) for each in quantifiers if each.key != "none"])
    negated = words.negations.find(masked)
    denied = [each for each in words.denials.find(masked) if not any(each.start == other.start for other in negated)]
    opposed = words.opposed.find(masked)
    spans = [(each.start, each.end) for each in (*quantifiers, *negated, *denied)]
    modals = words.modals.find(folded)
    spans += [(each.start, each.end) for each in modals]
    said = frozenset(_content(plain, (*figures.spans, *_name_spans(names, words.capitalized_nouns), *spans)))
    subject = said - words.speech_verbs
    return Facts(
        plain,
        tag,
        figures,
        names,
        quantifiers,
        " ".join(dict.fromkeys(plain[each.start : each.end] for each in [*negated, *denied])),
        bool(negated or any(each.key == "none" for each in quantifiers)) != bool(denied),
        *_opposed(opposed, plain),
        _content(plain, figures.spans),
        subject,
        _by_beginning(subject),
        _sides(opposed, plain),
        frozenset(folded[each.start : each.end] for each in modals),
        _per(folded, words),
        _compared(folded, words),
        said & words.speech_verbs,
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

    words = contrast_words(tag)
    text = _with_halves(text, words, lambda word: str(alpha2digit(word, tag, threshold=0)))
    folded = fold(text)
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


def _with_halves(text: str, words: ContrastWords, digits: Callable[[str], str]) -> str:
    """Return a text in which halves of a magnitude and numbers such as "zweieinhalb" are decimals."""
    folded = fold(text)
    point = "." if words.decimal_point else ","
    pieces, end = [], 0
    for each in words.fractions.find(folded):
        joint = _HALF_JOINT.match(folded, each.end)
        if each.key == "50" and joint and words.magnitudes.match(folded, joint.end()):
            pieces += [text[end : each.start], f"0{point}5 "]
            end = joint.end()
    text = "".join([*pieces, text[end:]])
    folded = fold(text)
    pieces, end = [], 0
    for found in re.finditer(rf"([^\W\d_]+?)(?:{words.half_ending})(?!\w)", folded):
        if (number := digits(text[found.start() : found.end(1)])).isdigit():
            pieces += [text[end : found.start()], f"{number}{point}5"]
            end = found.end()
    return "".join([*pieces, text[end:]])


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


def _sides(labels: list[Label], text: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for label in labels:
        keys = frozenset(label.key.split(KEY_SEPARATOR))
        for word in stem_words(text[label.start : label.end]):
            found[stem(word)] = found.get(stem(word), frozenset()) | keys
    return found


def _by_beginning(stems: frozenset[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in stems:
        if len(each) >= BEGINNING_LETTERS:
            beginning = each[:BEGINNING_LETTERS]
            found[beginning] = (*found.get(beginning, ()), each)
    return found


def _per(folded: str, words: ContrastWords) -> frozenset[str]:
    """Return the units after words such as "per", those of time left out."""
    found = set()
    for each in _PARTS.finditer(folded) if words.per else ():
        if each.group() in words.per and (unit := words.units.match(folded, each.end() + 1)) and unit.key not in DAYS:
            found.add(unit.key)
    return frozenset(found)


def _compared(folded: str, words: ContrastWords) -> frozenset[str]:
    """Return the stems after the last "than", stop words left out."""
    parts = _PARTS.findall(folded)
    place = next((at for at in range(len(parts) - 1, -1, -1) if parts[at] in words.than), len(parts))
    return frozenset(stem(each) for each in parts[place + 1 :] if not is_stop_word(each))


def _name_spans(names: Names, capitalized_nouns: bool) -> list[tuple[int, int]]:
    """Return the places of names; two nouns in a row may be one in a language that capitalizes both, and may not be."""
    spans = [(each.start, each.end) for each in names.mentions]
    return spans + [
        (each.start, each.end)
        for each in names.others
        if each.is_certain and (each.is_place or not (capitalized_nouns and " " in each.words))
    ]


def _content(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    rest = _masked(text, list(spans))
    return tuple(dict.fromkeys(stem(word) for word in stem_words(rest) if not is_stop_word(word)))


__all__ = ["SCALE", "ContrastWords", "Facts", "facts_of"]
