"""The words and facts that two claims have in common, and those of one alone: whether both are about one thing."""

from collections.abc import Iterable
from dataclasses import dataclass

from factcheck.languages.stems import stem, words
from factcheck.matching.facts import BEGINNING_LETTERS, Facts
from factcheck.matching.lexicon import fold
from factcheck.matching.names import Name, is_in
from factcheck.matching.quantities import Quantity

FACT_WEIGHT = 1.5
"""Weight of a figure or a part of a date that both claims have; that of a word is 1."""
LONGER_WEIGHT, SHORTER_WEIGHT = 2.0, 0.5
"""Weights of a word that only the claim with more such words has, and of one that only the other one has."""
NAME_WEIGHT = 5.0
"""Weight of a name that only one claim has, beyond one of each."""
COMMON_MIN, COMMON_MIN_SHARE = 2, 0.5
"""Words and facts in common, or their share, without which two claims are about different things."""
ROOT_LETTERS = 5
"""First letters that words about one thing share: Messerangriff, Messerattacke."""
FORM_MAX_LETTERS = 3
"""Last letters in which two forms of a word may differ from the shorter one."""
FORM_MAX_ENDING = 4
"""Letters that one form of a word may be longer than another."""
SHARE_MAX_ERROR = 0.02
"""A share in words and a percentage are equal within this part: a third, 33.3 % and 33 %."""
EQUAL_MAX_ERROR = 1e-9
"""Two figures are equal within this part: a year has twelve months."""
FIGURES_MAX = 60
"""Figures of a text that are compared with each of another one's. A claim has a few; a table has hundreds."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The words and facts that two claims have in common, and those of one alone."""

    common: int
    """Number of words that both have."""
    left: frozenset[str]
    """Words of the left claim that the right one does not have in any form."""
    right: frozenset[str]
    lacking: int
    """Names of either claim that the other one lacks, beyond one of each."""
    figures: int
    """Figures that both have."""
    dates: int
    """Parts of dates that both have."""
    known: int
    """Names of the alias table that both have."""

    @property
    def balance(self) -> float:
        """The weighted number of common words and facts, less that of words of one claim alone."""
        fewer, more = sorted((len(self.left), len(self.right)))
        common = self.common + FACT_WEIGHT * (self.figures + self.dates)
        return common - LONGER_WEIGHT * more - SHORTER_WEIGHT * fewer - NAME_WEIGHT * self.lacking

    @property
    def is_enough(self) -> bool:
        """Whether there is more than one word, fact or name in common, or nearly all."""
        return self.has_words or self.common + self.figures + self.dates + self.known >= COMMON_MIN

    @property
    def has_words(self) -> bool:
        """Whether names of the alias table, of which much is said, are not all that is in common."""
        return self.common + self.figures + self.dates >= COMMON_MIN or self.share >= COMMON_MIN_SHARE

    @property
    def share(self) -> float:
        """Share of what the claim with more words of its own says that the other one says, too."""
        own = max(len(self.left), len(self.right))
        return self.common / (self.common + own) if self.common + own else 1.0


def ground_of(left: Facts, right: Facts) -> Ground:
    """Return what two claims have in common, and what only one of them says."""
    own = frozenset(each for each in left.subject if not says(right, each, left, opposite=True))
    other = frozenset(each for each in right.subject if not says(left, each, right, opposite=True))
    common = max(len(left.subject) - len(own), len(right.subject) - len(other))
    own -= stems_of(each for each in unknown_names(left, right) if each.is_certain)
    other -= stems_of(each for each in unknown_names(right, left) if each.is_certain)
    return Ground(
        common + _common_names(left, right),
        own,
        other,
        lacking=max(_lacking_names(left, right), _lacking_names(right, left)),
        figures=_common_figures(left, right),
        dates=len(dates_of(left) & dates_of(right)),
        known=len(entities_of(left) & entities_of(right)),
    )


def _common_names(left: Facts, right: Facts) -> int:
    """Return the number of names that both have, those of the alias table left out: much is said of them."""
    return min(
        sum(each.is_certain and is_in(each, two.tokens) for each in one.names.others)
        for one, two in ((left, right), (right, left))
    )


def _common_figures(left: Facts, right: Facts) -> int:
    return min(
        sum(any(is_equal(a, b) or has_same_digits(a, b) for b in compared_figures(two)) for a in compared_figures(one))
        for one, two in ((left, right), (right, left))
    )


def _lacking_names(facts: Facts, other: Facts) -> int:
    entities = entities_of(other)
    lacking = sum(each.entity not in entities for each in facts.names.mentions)
    lacking += sum(each.is_certain for each in unknown_names(facts, other))
    return max(lacking - 1, 0)


def common_facts(left: Facts, right: Facts) -> int:
    """Return the number of named things, figures and dates that both claims have."""
    entities = entities_of(left) & entities_of(right)
    theirs = compared_figures(right)
    figures = sum(any(is_equal(a, b) for b in theirs) for a in compared_figures(left))
    dates = {(each.kind, each.value) for each in left.figures.dates} & {
        (each.kind, each.value) for each in right.figures.dates
    }
    names = {fold(each.words) for each in left.names.others} & {fold(each.words) for each in right.names.others}
    return len(entities) + figures + len(dates) + len(names)


def stems_of(names: Iterable[Name]) -> frozenset[str]:
    """Return the stems of the words of names."""
    return frozenset(stem(word) for each in names for word in words(each.words))


def says(facts: Facts, term: str, source: Facts, *, opposite: bool) -> bool:
    """Return whether facts have a form of a word, or one of the same meaning; with ``opposite``, one of the opposite, too."""
    if term in facts.subject:
        return True
    for each in facts.beginnings.get(term[:BEGINNING_LETTERS], ()):
        if _is_form(term, each) or (opposite and term[:ROOT_LETTERS] == each[:ROOT_LETTERS]):
            return True
    if opposite and len(term) >= ROOT_LETTERS and any(term in each for each in facts.subject):
        return True
    keys = source.sides.get(term)
    if not keys:
        return False
    if opposite:
        pairs = {key[:-1] for key in keys}
        return any(pair in facts.directions or pair in facts.opposites for pair in (each.strip() for each in pairs))
    return any(keys & each for each in facts.sides.values())


def _is_form(left: str, right: str) -> bool:
    """Return whether two stems with the same beginning may be forms of one word."""
    shorter, longer = sorted((len(left), len(right)))
    common = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), shorter)
    return common >= max(BEGINNING_LETTERS, shorter - FORM_MAX_LETTERS) and longer - shorter <= FORM_MAX_ENDING


def entities_of(facts: Facts) -> set[str]:
    """Return the keys of the named things that the alias table knows."""
    return {each.entity for each in facts.names.mentions}


def dates_of(facts: Facts) -> set[tuple[str, str]]:
    """Return the parts of dates, as pairs of a kind and a value."""
    return {(each.kind, each.value) for each in facts.figures.dates}


def unknown_names(facts: Facts, other: Facts) -> list[Name]:
    """Return the names outside the alias table that the other claim does not have in any form."""
    return [each for each in facts.names.others if not _is_named(each, other)]


def _is_named(name: Name, facts: Facts) -> bool:
    """Return whether facts have a form of a name, or its last word alone: Nayib Bukele, Bukele."""
    if is_in(name, facts.tokens):
        return True
    own = fold(name.words).split()
    return len(own) > 1 and any(fold(each.words) == own[-1] for each in facts.names.others)


def is_equal(a: Quantity, b: Quantity) -> bool:
    """Return whether two figures are equal, in any unit of one dimension; shares are rounded."""
    if a.dimension != b.dimension and a.dimension and b.dimension:
        return False
    size = max(abs(a.value), abs(b.value))
    error = SHARE_MAX_ERROR if a.is_share or b.is_share else EQUAL_MAX_ERROR
    return abs(a.value - b.value) <= size * error


def compared_figures(facts: Facts) -> tuple[Quantity, ...]:
    """Return the figures that are compared, at most FIGURES_MAX."""
    return facts.figures.quantities[:FIGURES_MAX]


def has_same_digits(a: Quantity, b: Quantity) -> bool:
    """Return whether two figures are one number with another unit or magnitude."""
    magnitude = a.unit == b.unit and a.exponent != b.exponent
    same = abs(a.mantissa - b.mantissa) <= EQUAL_MAX_ERROR * abs(a.mantissa)
    return same and bool(magnitude or (a.unit != b.unit and a.unit and b.unit))
