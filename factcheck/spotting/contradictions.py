"""Statements of an article that say something else about the same event.

Two sentences are about the same event if most content words of the shorter one are in the other. They contradict each other
if exactly one kind of thing differs, such as a number, a date or a negation. Where several differ, they are about two
events. A false alarm is worse than a miss.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from factcheck.matching.aliases import NO_ALIASES, Aliases
from factcheck.matching.differences import compare
from factcheck.spotting.attribution_words import AttributionWords, attribution_words
from factcheck.spotting.date_grammar import date_grammar
from factcheck.spotting.dates import resolve
from factcheck.spotting.restatements import Statement, is_rounded, renamed, restated, statement
from factcheck.spotting.values import Candidate, DateInterval, Reading
from factcheck.vocabulary import ClaimDifferenceKind as Kind

SHARED_MIN_WORDS = 4
"""Content words that two sentences about the same event have in common."""
SHARED_MIN_SHARE = 0.6
"""Share of the content words of the shorter sentence, for numbers with the same unit."""
SOURCE_MAX_WORDS = 8
"""The words at the end of a sentence that only say who says it are not more."""
ALIKE_MIN_SHARE = 0.75
"""The same for dates, names and negations."""
STEM_CHARACTERS = 6
WORD_MIN_CHARACTERS = 4
STATEMENT_MAX_CHARACTERS = 600
"""A longer one is about many events, or a text without full stops."""
STATEMENTS_MAX = 400
"""An article with more statements is compared as far as the best of them."""
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<value>\d{1,3}(?:[ .,\u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)\s?"
    r"(?P<unit>%|[^\W\d_]+)?"
)


@dataclass(frozen=True, slots=True)
class _Facts:
    """A stretch of an article as far as it is compared."""

    text: str
    language: str
    words: frozenset[str]
    """Stems of its content words."""
    numbers: Mapping[str, frozenset[str]]
    """Values by the stem of their unit."""
    names: frozenset[str]
    dates: frozenset[DateInterval]
    is_anchored: bool
    """Its time is told by another event: a few days before."""
    statement: Statement
    is_near: bool
    """Its time is told by the day of publication, and could not be resolved: this week."""

    @property
    def has_time(self) -> bool:
        """Whether it says when it happened."""
        return bool(self.dates) or self.is_anchored or self.is_near


def contradictions(
    candidates: Sequence[Candidate], reading: Reading, aliases: Aliases | None = None
) -> Mapping[int, tuple[int, ...]]:
    """Return the ranks of the candidates that contradict another, each with the ranks of those that it contradicts.

    Candidates that overlap are compared as one: the clauses of a sentence are about one event.
    """
    compared = [each for each in candidates if len(each.text) <= STATEMENT_MAX_CHARACTERS]
    groups = _overlapping(compared[:STATEMENTS_MAX])
    facts = [
        _facts(reading, min(each.start for each in group), max(each.end for each in group), group[0].language)
        for group in groups
    ]
    found: dict[int, set[int]] = defaultdict(set)
    shared = _shared([each.words for each in facts])
    pairs = shared.keys() | _shared([each.statement.words for each in facts]).keys()
    for first, second in sorted(pairs):
        one_fact, other_fact = facts[first], facts[second]
        count = shared.get((first, second), 0)
        difference = None
        if count >= SHARED_MIN_WORDS:
            difference = _difference(one_fact, other_fact, count, aliases or NO_ALIASES)
        if difference is None and not _names_differ(one_fact, other_fact):
            difference = restated(one_fact.statement, other_fact.statement, reading.published)
        elif difference is None and renamed(one_fact.statement, other_fact.statement):
            difference = Kind.PERSON
        if difference:
            for one in _with(difference, groups[first], reading):
                for other in _with(difference, groups[second], reading):
                    found[one].add(other)
                    found[other].add(one)
    return {rank: tuple(sorted(others)) for rank, others in found.items()}


def _overlapping(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """Return the candidates in groups that overlap."""
    groups: list[list[Candidate]] = []
    end = -1
    for each in sorted(candidates, key=lambda each: (each.start, -each.end)):
        if each.start < end:
            groups[-1].append(each)
        else:
            groups.append([each])
        end = max(end, each.end)
    return groups


def _shared(stretches: Sequence[frozenset[str]]) -> Mapping[tuple[int, int], int]:
    """Return the number of words that two stretches share, by their places."""
    by_word: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(stretches):
        for word in each:
            by_word[word].append(place)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for places in by_word.values():
        for pair in combinations(places, 2):
            shared[pair] += 1
    return shared


def _difference(one: _Facts, other: _Facts, shared: int, aliases: Aliases) -> Kind | None:
    """Return the one kind of thing in which two stretches about one event differ; None for no or several kinds."""
    share = shared / max(1, min(len(one.words), len(other.words)))
    if share < SHARED_MIN_SHARE or _names_differ(one, other):
        return None
    compared = compare(one.text, other.text, aliases, query_language=one.language, claim_language=one.language)
    kinds = {each.kind for each in compared.differs} - {Kind.DATE}
    if _dates_differ(one, other):
        kinds.add(Kind.DATE)
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    if share < (SHARED_MIN_SHARE if kind is Kind.NUMBER else ALIKE_MIN_SHARE):
        return None
    if kind is Kind.NUMBER and (_are_rounded(one, other) or _is_qualified(one.statement, other.statement)):
        return None
    return kind


def _is_qualified(one: Statement, other: Statement) -> bool:
    """Return whether one of two statements about a share is about a part of what the other is about."""
    is_share = all(each.is_general for side in (one, other) for each in side.amounts)
    return is_share and (one.words < other.words or other.words < one.words)


def _with(difference: Kind, group: Sequence[Candidate], reading: Reading) -> list[int]:
    """Return the ranks of the candidates of a group that have what differs."""
    if len(group) == 1:
        return [group[0].rank]
    facts = [(each.rank, _facts(reading, each.start, each.end, each.language)) for each in group]
    found = [rank for rank, fact in facts if _has(difference, fact) and len(fact.words) >= SHARED_MIN_WORDS]
    return found or [min(each.rank for each in group)]


def _has(difference: Kind, facts: _Facts) -> bool:
    """Return whether a stretch has what differs, as far as that can be told from it alone."""
    if difference is Kind.NUMBER:
        return bool(facts.numbers)
    return facts.has_time if difference is Kind.DATE else True


def _are_rounded(one: _Facts, other: _Facts) -> bool:
    """Return whether the numbers of a unit are one number, rounded in one of the stretches."""
    units = set(one.numbers) & set(other.numbers)
    return any(is_rounded(float(a), float(b)) for unit in units for a in one.numbers[unit] for b in other.numbers[unit])


def _dates_differ(one: _Facts, other: _Facts) -> bool:
    if one.dates and other.dates:
        return all(a.end < b.start or b.end < a.start for a in one.dates for b in other.dates)
    if one.is_anchored and not other.is_anchored:
        return other.is_near or bool(other.dates)
    return other.is_anchored and not one.is_anchored and (one.is_near or bool(one.dates))


def _names_differ(one: _Facts, other: _Facts) -> bool:
    """Return whether each of two statements has a name that the other lacks: they are about different things."""
    return bool(one.names - other.names) and bool(other.names - one.names)


def _facts(reading: Reading, start: int, end: int, language: str) -> _Facts:
    text = reading.text[start:end]
    words = attribution_words(language)
    dates = resolve(text, reading.published_at(start), language)
    spans = [(each.start, each.end) for each in dates.mentions]
    if anchored := date_grammar(language).anchored.search(text):
        comma = text.find(",", anchored.end())
        spans.append((anchored.start(), comma if comma > 0 else anchored.end()))
    common = words.common | words.verbs
    content = [
        (match, _stem(match[0]))
        for match in _WORD.finditer(text)
        if _is_content(match[0], common) and not any(first <= match.start() < last for first, last in spans)
    ]
    names = frozenset(stem for match, stem in content if match[0][0].isupper() and match.start())
    return _Facts(
        text=_without_source(_blanked(text, [(each.start, each.end) for each in dates.mentions]), words),
        language=language,
        words=frozenset(stem for _, stem in content),
        numbers=_numbers(text, spans),
        names=names if not words.nouns_are_capitalized else frozenset(),
        dates=frozenset(each.interval for each in dates.mentions if each.interval and not each.is_bound),
        is_anchored=anchored is not None,
        statement=statement(
            text,
            language,
            [(each.start, each.end, None if each.is_bound else each.interval) for each in dates.mentions],
            capitalized=words.nouns_are_capitalized,
        ),
        is_near=any(each.is_relative and each.interval is None and not each.is_bound for each in dates.mentions),
    )


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a text with spaces in the place of some spans."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _without_source(text: str, words: AttributionWords) -> str:
    """Return a text without who says it at its end: ", the coast guard said", ", according to a list"."""
    comma = text.rfind(", ")
    if comma < len(text) // 3:
        return text
    last = _WORD.findall(text[comma:].casefold())
    is_source = words.sources.match(text, comma + 2) or (
        len(last) <= SOURCE_MAX_WORDS and not words.verbs.isdisjoint(last)
    )
    return text[:comma] if is_source else text


def _is_content(word: str, common: frozenset[str]) -> bool:
    is_name = word.isupper() and len(word) > 1
    return (len(word) >= WORD_MIN_CHARACTERS or is_name) and word.casefold() not in common


def _stem(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(each for each in letters if not unicodedata.combining(each))[:STEM_CHARACTERS]


def _numbers(text: str, dates: Sequence[tuple[int, int]]) -> Mapping[str, frozenset[str]]:
    """Return the numbers of a text by their units; those of dates are left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for match in _NUMBER.finditer(text):
        if match["unit"] and not any(start <= match.start() < end for start, end in dates):
            found[_stem(match["unit"])].add(_value(match["value"]))
    return {unit: frozenset(values) for unit, values in found.items()}


def _value(written: str) -> str:
    """Return a number as Python writes it; a point or a comma before exactly three digits separates thousands."""
    digits = re.sub(r"[ \u00a0\u202f]", "", written)
    digits = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits)
    return str(float(digits.replace(",", ".")))
