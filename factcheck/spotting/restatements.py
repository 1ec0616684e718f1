"""Figures, days and names that an article gives twice, and differently.

Two sentences with few words in common can be about one event: "the fire injured 14 workers", "the 16 injured workers". What
shows it here is the thing that is counted, with the words beside it; a thing that happens once; or a place before its name.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache

from factcheck.languages import language_files, primary
from factcheck.matching.lexicon import fold
from factcheck.spotting.attribution_words import AttributionWords, attribution_words
from factcheck.spotting.date_grammar import date_grammar
from factcheck.spotting.values import DateInterval
from factcheck.vocabulary import ClaimDifferenceKind as Kind

AMOUNTS_MIN_RATIO = 0.5
"""An amount that is less than half of another one is a part of it, or something else."""
NEAR_BEFORE, NEAR_AFTER = 12, 6
"""Words of a clause beside an amount that say what is counted."""
ADJACENT_WORDS = 2
LONG_MIN_CHARACTERS = 8
"""A word so long names a thing exactly: Angebotsmieten."""
WORD_MIN_CHARACTERS = 3
SHORT_STEM, LONG_STEM, SHORT_MAX_CHARACTERS = 4, 5, 5
NAMED_SHARED_MIN = 3
"""Words that two sentences share in which a place has two names."""
EVENT_SHARED_MIN = 3
EVENT_MIN_SHARE = 0.6
EVENT_MAX_DAYS = 31
"""Two days of one event are not further apart."""
ONCE_SHARED_MIN = 2
_TOKEN = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?|%|[^\W\d_]+")
_CLAUSE_END = re.compile(r"[;:.!?()«»“”„\"]|,(?=\s)|\s[–—]\s")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d)")
_NAMED = re.compile(
    r"(?<![\w-])([^\W\d_A-Z][^\W\d_]{3,}) ((?:[^\W\d_a-zß-ÿа-яёєіїґ][\w’-]+)(?: [^\W\d_a-zß-ÿа-яёєіїґ][\w’-]+)*)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it counts."""

    value: float
    unit: str
    """The stem of the counted thing."""
    second: str
    """The stem of the word after it, which may be the counted thing: 16 injured workers."""
    is_general: bool
    """The unit measures all kinds of things: per cent, euros, days."""
    is_definite: bool
    """The amount is known already: the 16 injured workers."""
    near: frozenset[str]
    """Stems of the words beside it, without the unit."""
    adjacent: frozenset[str]
    long: frozenset[str]
    """Those of them of long words."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of an article, as far as it can be given twice."""

    words: frozenset[str]
    """Stems of its content words."""
    amounts: tuple[Amount, ...]
    years: frozenset[str]
    named: frozenset[tuple[str, str]]
    """Places with their names: the stem of "hospital", and "harrow"."""
    once: frozenset[tuple[str, DateInterval]]
    """Events that a thing has once, with their dates."""
    dates: frozenset[DateInterval]

    @property
    def days(self) -> list[DateInterval]:
        """The days among its dates."""
        return [each for each in self.dates if each.start == each.end]


@dataclass(frozen=True, slots=True)
class _Ignored:
    """Words of a language that say nothing about what is counted."""

    common: frozenset[str]
    sources: frozenset[str]
    """Stems of roles and bodies, who say something as a rule."""
    general: frozenset[str]
    """Units and magnitudes."""
    once: tuple[str, ...]
    known: frozenset[str]
    """Words before an amount that was given before."""


@cache
def _ignored(language: str) -> _Ignored:
    words = attribution_words(language)
    file = language_files().get(primary(language))
    stop_words = file.matching.stop_words if file else ()
    return _Ignored(
        common=frozenset({*words.common, *words.verbs, *stop_words, *date_grammar(language).units}),
        sources=frozenset(map(stem, words.roles | words.bodies)),
        general=frozenset(map(fold, file.figures.words)) if file else frozenset(),
        once=tuple(file.spotting.single_events) if file else (),
        known=frozenset(file.spotting.before_known_amounts) if file else frozenset(),
    )


def stem(word: str) -> str:
    """Return the beginning of a word, by which forms of it are the same: quemado, quemadas."""
    folded = fold(word)
    return folded[: SHORT_STEM if len(folded) <= SHORT_MAX_CHARACTERS else LONG_STEM]


def statement(
    text: str, language: str, dates: Sequence[tuple[int, int, DateInterval | None]], *, capitalized: bool
) -> Statement:
    """Return what a stretch of an article says. ``dates`` are its dates with their places."""
    spans = [(start, end) for start, end, _ in dates]
    tokens = [match for match in _TOKEN.finditer(text) if not any(start <= match.start() < end for start, end in spans)]
    ignored = _ignored(language)
    words = attribution_words(language)
    content = [_content(match[0], ignored, words) for match in tokens]
    return Statement(
        words=frozenset(filter(None, content)),
        amounts=tuple(_amounts(text, tokens, content, language, capitalized=capitalized)),
        years=frozenset(_YEAR.findall(text, _reported(text, words))),
        named=frozenset() if capitalized else frozenset(_named(text, words)),
        once=frozenset(_once(text, dates, ignored)),
        dates=frozenset(each for _, _, each in dates if each),
    )


def _reported(text: str, words: AttributionWords) -> int:
    """Return where what somebody says starts: after "a study of the years 2014 to 2024 shows that"."""
    verbs = frozenset().union(*(every for tag, every in words.tags if tag in "VK"))
    for that in words.that.finditer(text):
        before = re.findall(r"[^\W\d_]+", text[max(0, that.start() - 40) : that.start()].casefold())
        if before and before[-1] in verbs:
            return that.end()
    return 0


def _content(word: str, ignored: _Ignored, words: AttributionWords) -> str:
    """Return the stem of a content word; empty for others."""
    folded = word.casefold()
    if len(word) < WORD_MIN_CHARACTERS or word[0].isdigit() or folded in ignored.common:
        return ""
    if fold(word) in ignored.general or words.sources.fullmatch(word):
        return ""
    return stem(word)


def _amounts(
    text: str, tokens: Sequence[re.Match[str]], content: Sequence[str], language: str, *, capitalized: bool
) -> Iterator[Amount]:
    """Yield the amounts of a stretch. Where nouns have capital letters, only they say what is counted."""
    grammar, ignored = date_grammar(language), _ignored(language)
    for place, token in enumerate(tokens[:-1]):
        value = _value(token[0], grammar.numbers)
        unit = tokens[place + 1]
        if value is None or text[token.end() : unit.start()].strip() or unit[0][0].isdigit():
            continue
        first, last = _clause(text, tokens, place)
        is_general = unit[0] == "%" or fold(unit[0]) in ignored.general or unit[0].casefold() in grammar.units
        if (
            unit[0] != "%"
            and not is_general
            and (len(unit[0]) < WORD_MIN_CHARACTERS or unit[0].casefold() in ignored.common)
        ):
            continue
        beside = [*range(max(first, place - NEAR_BEFORE), place), *range(place + 2, min(last, place + 2 + NEAR_AFTER))]
        near = {
            content[each]: tokens[each][0]
            for each in beside
            if content[each]
            and content[each] not in ignored.sources
            and (not capitalized or tokens[each][0][0].isupper())
        }
        close = [each for each in beside if place - ADJACENT_WORDS <= each <= place + 1 + ADJACENT_WORDS]
        follows = place + 2 < last and not text[unit.end() : tokens[place + 2].start()].strip()
        second = content[place + 2] if follows and not is_general else ""
        counted = stem(unit[0]) if not is_general else fold(unit[0])[:SHORT_STEM]
        yield Amount(
            value=value,
            unit="%" if counted in _PER_CENT else counted,
            second=second,
            is_general=is_general,
            is_definite=place > 0 and tokens[place - 1][0].casefold() in ignored.known,
            near=frozenset(near) - {counted, second},
            adjacent=frozenset(content[each] for each in close if content[each]),
            long=frozenset(each for each, word in near.items() if len(word) >= LONG_MIN_CHARACTERS),
        )


_PER_CENT = frozenset({"%", "proz", "perc", "proc", "por", "pour"})


def _value(word: str, numbers: "dict[str, int]") -> float | None:
    if word[0].isdigit():
        digits = re.sub(r"[ \u00a0\u202f]|[.,](?=\d{3}(?:\D|$))", "", word)
        return float(digits.replace(",", "."))
    value = numbers.get(word.casefold())
    return float(value) if value and value > 1 else None


def _clause(text: str, tokens: Sequence[re.Match[str]], place: int) -> tuple[int, int]:
    """Return the places of the first token of a clause and after its last one."""
    first, last = place, place + 1
    while first and not _CLAUSE_END.search(text, tokens[first - 1].end(), tokens[first].start() + 1):
        first -= 1
    while last < len(tokens) and not _CLAUSE_END.search(text, tokens[last - 1].end(), tokens[last].start() + 1):
        last += 1
    return first, last


def _named(text: str, words: AttributionWords) -> Iterator[tuple[str, str]]:
    """Yield places with their names; a role before a name is a person, and there may be two of them."""
    for match in _NAMED.finditer(text):
        noun = match[1].casefold()
        if noun not in words.roles | words.titles | words.common | words.verbs:
            yield stem(noun), match[2].casefold()


def _once(
    text: str, dates: Sequence[tuple[int, int, DateInterval | None]], ignored: _Ignored
) -> Iterator[tuple[str, DateInterval]]:
    """Yield what happens once beside its date: built in 1994; im August 2019 genehmigt."""
    for start, end, interval in dates:
        if interval is None:
            continue
        before = re.findall(r"[^\W\d_]+", text[max(0, start - 40) : start])[-3:]
        after = re.findall(r"[^\W\d_]+", text[end : end + 30])[:1]
        for word in map(fold, [*before, *after]):
            if found := next((each for each in ignored.once if word.startswith(fold(each.rstrip("*")))), None):
                yield found, interval


def restated(one: Statement, other: Statement, published: DateInterval | None) -> Kind | None:
    """Return what two statements give differently: a number, a date or a name; None where nothing shows that."""
    shared = one.words & other.words
    if _is_other_time(one, other, published):
        return _date(one, other, shared)
    if any(_is_other_amount(a, b, shared) for a in one.amounts for b in other.amounts) and not _agrees(one, other):
        return Kind.NUMBER
    return _date(one, other, shared)


def _agrees(one: Statement, other: Statement) -> bool:
    """Return whether an amount of one statement is in the other one, too, or one of them has several of a unit."""
    units = [{(each.unit, each.value) for each in side.amounts} for side in (one, other)]
    several = any(len(side) > len({unit for unit, _ in side}) for side in units)
    return bool(units[0] & units[1]) or several


def _is_other_time(one: Statement, other: Statement, published: DateInterval | None) -> bool:
    """Return whether two statements are about two times."""
    own = {str(published.start.year)} if published else set()
    is_apart = all(a.end < b.start or b.end < a.start for a in one.dates for b in other.dates)
    return one.years - own != other.years - own or (bool(one.dates and other.dates) and is_apart)


def _is_other_amount(a: Amount, b: Amount, shared: Set[str]) -> bool:
    """Return whether two amounts are different values of one thing."""
    unit = next((each for each in (a.unit, a.second) if each and each in {b.unit, b.second}), "")
    if not unit or unit not in {a.unit, b.unit} or a.is_general != b.is_general:
        return False
    low, high = sorted((a.value, b.value))
    if low < AMOUNTS_MIN_RATIO * high or is_rounded(low, high):
        return False
    units = {a.unit, b.unit, a.second, b.second}
    near = (a.near & b.near) - units
    is_same = not (a.near ^ b.near) - units
    if a.is_general:
        return is_same and (len(near) > 1 or bool(near & a.long))
    if a.is_definite != b.is_definite:
        return bool((a.adjacent & b.adjacent) - {unit}) or len(shared - {unit}) > 1
    return is_same and len(near) > 1


def is_rounded(one: float, other: float) -> bool:
    """Return whether a number is another one, rounded: 400 and 412, 62 and 61.8."""
    exact = [_exactness(one), _exactness(other)]
    return one == other or (exact[0] != exact[1] and abs(one - other) < max(exact)) or abs(one - other) < min(exact)


def _exactness(value: float) -> float:
    """Return what the last digit of a number that is not 0 counts."""
    digits = f"{value:g}" if value < 1e6 else str(int(value))
    whole, _, decimals = digits.partition(".")
    return 10.0 ** -len(decimals) if decimals else 10.0 ** (len(whole) - len(whole.rstrip("0")))


def renamed(one: Statement, other: Statement) -> bool:
    """Return whether a place has two names in two statements about one event."""
    return _name(one, other, one.words & other.words) is not None


def _date(one: Statement, other: Statement, shared: Set[str]) -> Kind | None:
    """Return whether one event has two dates."""
    for event, first in one.once:
        for same, second in other.once:
            if (
                event == same
                and (first.end < second.start or second.end < first.start)
                and len(shared) >= ONCE_SHARED_MIN
            ):
                return Kind.DATE
    if len(one.days) != 1 or len(other.days) != 1 or one.days == other.days:
        return None
    first, second = one.days[0], other.days[0]
    is_near = abs((first.start - second.start).days) <= EVENT_MAX_DAYS
    least = min(len(one.words), len(other.words))
    is_alike = len(shared) >= EVENT_SHARED_MIN and len(shared) >= EVENT_MIN_SHARE * least
    return Kind.DATE if is_near and is_alike and not one.amounts and not other.amounts else None


def _name(one: Statement, other: Statement, shared: Set[str]) -> Kind | None:
    """Return whether a place has two names."""
    for noun, name in one.named:
        for same, second in other.named:
            words = {stem(each) for each in re.findall(r"[^\W\d_]+", f"{name} {second}")}
            is_other = name != second and not {*name.split()} & {*second.split()}
            if noun == same and is_other and len(shared - words) > NAMED_SHARED_MIN:
                return Kind.PERSON
    return None
