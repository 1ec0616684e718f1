"""The differences between two claims that say nearly the same, named by rules.

Similarity cannot tell them: the vectors of "5.2 %" and "2.5 %" in one sentence have a cosine of .993. A difference is named
where both claims state something of one kind and none of it is equal. A statement of only one of them is not a difference:
a paraphrase leaves out, and adds.
"""

from collections.abc import Iterator, Sequence

from factcheck.matching.aliases import NO_ALIASES, Aliases
from factcheck.matching.facts import SCALE, Facts, Opposed, facts_of
from factcheck.matching.lexicon import fold, language_tags
from factcheck.matching.names import Name, is_in
from factcheck.matching.quantities import Quantity
from factcheck.matching.values import ClaimDifference, Comparison
from factcheck.vocabulary import ClaimDifferenceKind as Kind
from factcheck.vocabulary import MatchRelation

TOPIC_MIN_SHARE = 0.45
"""Share of what the shorter claim says that the other one must say, too, for both to be one statement. Names do not count."""
SAME_MIN_SHARE = 0.8
"""The same for both to say the same: where both have words of their own, one of them may be another statement."""
COVERED_MIN_SHARE = 0.5
"""The same of the longer claim: a headline says less than a claim."""
ACROSS_MIN_FACTS = 2
"""Across languages: named things, figures and dates that both must have to be one statement."""
COMMON_DIRECTIONS = 3
"""The first directions of every language file: rise and fall, more and less, before and after."""
EQUAL_MAX_ERROR = 0.005
"""Two figures are equal within this share: a third and 33.3 %."""


def compare(
    query: str,
    claim: str,
    aliases: Aliases = NO_ALIASES,
    *,
    query_language: str | None = None,
    claim_language: str | None = None,
) -> Comparison:
    """Return how a text and a claim compare. A language is detected where it is not given."""
    own, other = language_tags(query, claim, query_language, claim_language)
    left, right = facts_of(query, own, aliases), facts_of(claim, other, aliases)
    if left.tokens == right.tokens and _units(left) == _units(right):
        return Comparison(MatchRelation.SAME, (), left.content)
    shared = tuple(each for each in left.content if each in set(right.content))
    if not _is_one_statement(left, right):
        return Comparison(MatchRelation.RELATED, (), shared)
    found = tuple(_differences(left, right))
    if found:
        return Comparison(MatchRelation.TWIN, found, shared)
    is_same = _says_the_same(left, right) and not _is_open(left, right)
    return Comparison(MatchRelation.SAME if is_same else MatchRelation.RELATED, (), shared)


def _units(facts: Facts) -> list[tuple[float, str]]:
    return [(each.value, each.unit) for each in facts.figures.quantities]


def _is_one_statement(left: Facts, right: Facts) -> bool:
    if left.tag != right.tag:
        return _common_facts(left, right) >= ACROSS_MIN_FACTS
    return _shares(left, right)[0] >= TOPIC_MIN_SHARE


def _says_the_same(left: Facts, right: Facts) -> bool:
    """Return whether the words of one claim are those of the other. Across languages nothing shows that."""
    if left.tag != right.tag:
        return False
    shorter, longer = _shares(left, right)
    return shorter >= SAME_MIN_SHARE and longer >= COVERED_MIN_SHARE


def _shares(left: Facts, right: Facts) -> tuple[float, float]:
    """Return the share of what the shorter claim says that the other one says, too, and that of the longer one."""
    few, many = sorted((left.subject, right.subject), key=lambda each: (len(each), sorted(each)))
    if not few:
        return float(left.content == right.content), float(left.content == right.content)
    common = sum(1 for each in few if _has(each, many))
    return common / len(few), common / len(many)


def _common_facts(left: Facts, right: Facts) -> int:
    """Return the number of named things, figures and dates that both claims have."""
    entities = _entities(left) & _entities(right)
    figures = sum(any(_is_equal(a, b) for b in right.figures.quantities) for a in left.figures.quantities)
    dates = {(each.kind, each.value) for each in left.figures.dates} & {
        (each.kind, each.value) for each in right.figures.dates
    }
    names = {fold(each.words) for each in left.names.others} & {fold(each.words) for each in right.names.others}
    return len(entities) + figures + len(dates) + len(names)


def _has(term: str, others: frozenset[str]) -> bool:
    return term in others or (len(term) > 5 and any(each[:5] == term[:5] for each in others))


def _entities(facts: Facts) -> set[str]:
    return {each.entity for each in facts.names.mentions}


def _differences(left: Facts, right: Facts) -> Iterator[ClaimDifference]:
    """Yield the differences; a "not" or a "more" counts only where nothing more exact differs."""
    exact = [
        *_figure_differences(left, right),
        *_period_differences(left, right),
        *_date_differences(left, right),
        *_quantifier_differences(left, right),
        *_name_differences(left, right),
    ]
    yield from exact
    directed = list(_opposed(left.directions, right.directions, Kind.DIRECTION, left.tag == right.tag))
    if not exact:
        yield from directed[:1]
        yield from _negation_differences(left, right, bool(directed))


def _is_equal(a: Quantity, b: Quantity) -> bool:
    if a.dimension != b.dimension and a.dimension and b.dimension:
        return False
    size = max(abs(a.value), abs(b.value))
    return abs(a.value - b.value) <= size * EQUAL_MAX_ERROR


def _figure_differences(left: Facts, right: Facts) -> Iterator[ClaimDifference]:
    own, other = list(left.figures.quantities), list(right.figures.quantities)
    years = {each.value for each in (*left.figures.dates, *right.figures.dates) if each.kind == "year"}
    for a in list(own):
        if b := next((each for each in other if _is_equal(a, each)), None):
            own.remove(a)
            other.remove(b)
    own = [each for each in own if each.words not in years]
    other = [each for each in other if each.words not in years]
    for pairs in (_unit_pairs, _number_pairs):
        for a, b in pairs(own, other):
            own.remove(a)
            other.remove(b)
            kind = Kind.UNIT if pairs is _unit_pairs else Kind.NUMBER
            yield ClaimDifference(kind, a.words, b.words)


def _unit_pairs(own: Sequence[Quantity], other: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """Yield pairs of one number with another unit or magnitude."""
    left = list(other)
    for a in list(own):
        for b in left:
            magnitude = a.unit == b.unit and a.exponent != b.exponent
            if abs(a.mantissa - b.mantissa) <= EQUAL_MAX_ERROR * abs(a.mantissa) and (
                magnitude or (a.unit != b.unit and a.unit and b.unit)
            ):
                left.remove(b)
                yield a, b
                break


def _number_pairs(own: Sequence[Quantity], other: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """Yield pairs of other numbers of one dimension."""
    left = list(other)
    for a in list(own):
        b = next((each for each in left if each.dimension == a.dimension), None)
        if b is not None:
            left.remove(b)
            yield a, b


def _period_differences(left: Facts, right: Facts) -> Iterator[ClaimDifference]:
    own = {each.key: left.text[each.start : each.end] for each in left.figures.periods}
    other = {each.key: right.text[each.start : each.end] for each in right.figures.periods}
    if own and other and not own.keys() & other.keys():
        yield ClaimDifference(Kind.UNIT, next(iter(own.values())), next(iter(other.values())))


def _date_differences(left: Facts, right: Facts) -> Iterator[ClaimDifference]:
    for kind in ("year", "month", "day", "weekday", "relative"):
        own = {each.value: each.words for each in left.figures.dates if each.kind == kind}
        other = {each.value: each.words for each in right.figures.dates if each.kind == kind}
        mine, theirs = own.keys() - other.keys(), other.keys() - own.keys()
        if mine and theirs:
            yield ClaimDifference(Kind.DATE, own[min(mine)], other[min(theirs)])
            return


def _quantifier_differences(left: Facts, right: Facts) -> Iterator[ClaimDifference]:
    for a in left.figures.quantities:
        for b in right.figures.quantities:
            if _is_equal(a, b) and a.bound != b.bound:
                yield ClaimDifference(Kind.QUANTIFIER, _with_bound(a, left), _with_bound(b, right))
                return
    own = {each.key: left.text[each.start : each.end] for each in left.quantifiers if each.key in SCALE}
    other = {each.key: right.text[each.start : each.end] for each in right.quantifiers if each.key in SCALE}
    mine, theirs = own.keys() - other.keys(), other.keys() - own.keys()
    if mine and theirs:
        yield ClaimDifference(Kind.QUANTIFIER, own[min(mine)], other[min(theirs)])
    elif "only" in mine | theirs:
        yield ClaimDifference(Kind.QUANTIFIER, own.get("only", ""), other.get("only", ""))


def _with_bound(quantity: Quantity, facts: Facts) -> str:
    label = next(
        (each for each in facts.quantifiers if each.key == quantity.bound and each.end <= quantity.start), None
    )
    return facts.text[label.start : quantity.end] if label else quantity.words


def _opposed(own: Opposed, other: Opposed, kind: Kind, one_language: bool) -> Iterator[ClaimDifference]:
    """Yield the pairs of which each text has another side; across languages only those that every language begins with."""
    for pair in sorted(own.keys() & other.keys(), key=_pair_number):
        if not one_language and _pair_number(pair) >= COMMON_DIRECTIONS:
            break
        (mine, words), (theirs, their_words) = own[pair], other[pair]
        if len(mine) == len(theirs) == 1 and mine != theirs:
            yield ClaimDifference(kind, words, their_words)


def _pair_number(pair: str) -> int:
    return int(pair.rpartition(" ")[2])


def _negation_differences(left: Facts, right: Facts, directed: bool) -> Iterator[ClaimDifference]:
    opposed = list(_opposed(left.opposites, right.opposites, Kind.NEGATION, True)) if left.tag == right.tag else []
    if left.is_negative != right.is_negative:
        if not opposed or left.negation or right.negation:
            yield ClaimDifference(Kind.NEGATION, left.negation, right.negation)
    elif opposed and not directed:
        yield opposed[0]


def _name_differences(left: Facts, right: Facts) -> Iterator[ClaimDifference]:
    mine = {each.entity: each for each in left.names.mentions}
    theirs = {each.entity: each for each in right.names.mentions}
    own = [each for each in left.names.mentions if each.entity not in theirs]
    other = [each for each in right.names.mentions if each.entity not in mine]
    own_names = [each for each in left.names.others if not is_in(each, list(right.tokens))]
    other_names = [each for each in right.names.others if not is_in(each, list(left.tokens))]
    own_places = [left.text[each.start : each.end] for each in own if each.kind == "place"]
    other_places = [right.text[each.start : each.end] for each in other if each.kind == "place"]
    own_bodies = [left.text[each.start : each.end] for each in own if each.kind != "place"]
    other_bodies = [right.text[each.start : each.end] for each in other if each.kind != "place"]
    if left.tag != right.tag:
        own_names = other_names = []  # names have other forms in other languages
    own_places += [each.words for each in own_names if each.is_place and each.is_certain]
    other_places += [each.words for each in other_names if each.is_place and each.is_certain]
    certain = [_certain_bodies(own_names), _certain_bodies(other_names)]
    own_bodies += certain[0] or _bodies(own_names, bool(other_bodies or certain[1]))
    other_bodies += certain[1] or _bodies(other_names, bool(own_bodies))
    if own_places and other_places:
        yield ClaimDifference(Kind.PLACE, own_places[0], other_places[0])
    elif own_bodies and other_bodies:
        yield ClaimDifference(Kind.PERSON, own_bodies[0], other_bodies[0])
    elif (own_places or own_bodies) and (other_places or other_bodies):
        yield ClaimDifference(Kind.PERSON, (own_bodies or own_places)[0], (other_bodies or other_places)[0])


def _certain_bodies(names: Sequence[Name]) -> list[str]:
    return [each.words for each in names if not each.is_place and each.is_certain]


def _bodies(names: Sequence[Name], opposed: bool) -> list[str]:
    """Return uncertain names of persons and bodies, where the other claim names somebody else for certain."""
    return [each.words for each in names if not each.is_place] if opposed else []


def _is_open(left: Facts, right: Facts) -> bool:
    """Return whether a claim names or quantifies something that the other one leaves open."""
    keys = {each.key for each in left.quantifiers} ^ {each.key for each in right.quantifiers}
    if keys & {"all", "most", "none", "few"}:
        return True
    uncertain = (
        [each for each in left.names.others if not is_in(each, list(right.tokens))],
        [each for each in right.names.others if not is_in(each, list(left.tokens))],
    )
    return left.tag == right.tag and all(uncertain) and left.tag != "de"
