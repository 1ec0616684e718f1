"""The differences between two claims that say nearly the same, named by rules.

Similarity cannot tell them: the vectors of "5.2 %" and "2.5 %" in one sentence have a cosine of .993. A difference is named
where both claims state something of one kind and none of it is equal. A statement of only one of them is not a difference:
a paraphrase leaves out, and adds.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from factcheck.matching.aliases import NO_ALIASES, Aliases, Mention
from factcheck.matching.common_ground import (
    FIGURES_MAX,
    Ground,
    common_facts,
    compared_figures,
    dates_of,
    entities_of,
    ground_of,
    has_same_digits,
    is_equal,
    says,
    stems_of,
    unknown_names,
)
from factcheck.matching.doubts import is_doubtful
from factcheck.matching.facts import BEGINNING_LETTERS, SCALE, TEXT_MAX_CHARACTERS, Facts, Opposed, facts_of
from factcheck.matching.lexicon import DIRECTION, contrast_words, language_tags
from factcheck.matching.names import Name
from factcheck.matching.quantities import Quantity
from factcheck.matching.values import ClaimDifference, Comparison
from factcheck.matching.word_order import COMPARISON, pair_number, swapped_words
from factcheck.vocabulary import ClaimDifferenceKind as Kind
from factcheck.vocabulary import MatchRelation

TOPIC_MIN_BALANCE = -7.0
"""The least balance of common and own words of two claims that are one statement. Two claims that say the same in other
words have few words in common, and two claims about one person many; decision 34 says how often that errs."""
SAME_MIN_SHARE = 0.7
"""Share of what the longer claim says that the other one says, where nothing of the shorter one is left open."""
ACROSS_MIN_FACTS = 2
"""Across languages: named things, figures and dates that both must have to be one statement."""
COMMON_DIRECTIONS = 3
"""The first directions of every language file: rise and fall, more and less, before and after."""
EXACT = frozenset({Kind.NUMBER, Kind.UNIT, Kind.DATE, Kind.PLACE})
"""Differences that say much, even where the claims have few words in common."""
RISE = 0
"""The number of the directions "rise and fall"."""


def compare(
    query: str,
    claim: str,
    aliases: Aliases = NO_ALIASES,
    *,
    query_language: str | None = None,
    claim_language: str | None = None,
    is_one_statement: bool = False,
) -> Comparison:
    """Return how a text and a claim compare. A language is detected where it is not given.

    ``is_one_statement``: something else shows that both are about one statement, whatever words they have in common.
    """
    own, other = language_tags(query, claim, query_language, claim_language)
    left, right = facts_of(query, own, aliases), facts_of(claim, other, aliases)
    may_be_same = _are_whole(query, claim) and _have_words(left, right) and not is_doubtful(left, right)
    if may_be_same and left.tokens == right.tokens and _units(left) == _units(right):
        return Comparison(MatchRelation.SAME, (), left.content)
    shared = tuple(each for each in left.content if each in set(right.content))
    if left.tag != right.tag:
        found = tuple(_differences(left, right)) if common_facts(left, right) >= ACROSS_MIN_FACTS else ()
        return Comparison(MatchRelation.TWIN if found else MatchRelation.RELATED, found, shared)
    ground = ground_of(left, right)
    if not is_one_statement and (ground.balance < TOPIC_MIN_BALANCE or not ground.is_enough):
        return Comparison(MatchRelation.RELATED, (), shared)
    if found := tuple(_differences(left, right, ground)):
        if not is_one_statement and not ground.has_words and not EXACT & {each.kind for each in found}:
            return Comparison(MatchRelation.RELATED, (), shared)
        return Comparison(MatchRelation.TWIN, found, shared)
    is_same = may_be_same and _says_the_same(left, right, ground)
    return Comparison(MatchRelation.SAME if is_same else MatchRelation.RELATED, (), shared)


def _are_whole(query: str, claim: str) -> bool:
    """Return whether all of both texts is compared. Equal texts need no comparison, however long they are."""
    own, other = query.split(), claim.split()
    if own == other:
        return True
    return max(len(" ".join(own)), len(" ".join(other))) <= TEXT_MAX_CHARACTERS


def _have_words(left: Facts, right: Facts) -> bool:
    return bool(left.tokens and right.tokens) or (left.text == right.text != "")


def _units(facts: Facts) -> list[tuple[float, str]]:
    return [(each.value, each.unit) for each in facts.figures.quantities]


def _says_the_same(left: Facts, right: Facts, ground: Ground) -> bool:
    """Return whether each fact of either claim is one of the other, and the words of one of them are words of the other."""
    if not (ground.common and ground.share >= SAME_MIN_SHARE and _has_same_facts(left, right)):
        return False
    own = [each for each in left.subject if not says(right, each, left, opposite=False)]
    other = [each for each in right.subject if not says(left, each, right, opposite=False)]
    own += left.speech_verbs - right.speech_verbs
    other += right.speech_verbs - left.speech_verbs
    return not (own and other) and not swapped_words(left, right)


def _has_same_facts(left: Facts, right: Facts) -> bool:
    """Return whether figures, dates, names, quantifiers, negations and directions of either claim are in the other one."""
    return (
        sorted(map(_unit_and_bound, left.figures.quantities)) == sorted(map(_unit_and_bound, right.figures.quantities))
        and dates_of(left) == dates_of(right)
        and {each.key for each in left.figures.periods} == {each.key for each in right.figures.periods}
        and {each.key for each in left.quantifiers} == {each.key for each in right.quantifiers}
        and left.per == right.per
        and left.modals == right.modals
        and bool(left.negation) == bool(right.negation)
        and left.directions.keys() == right.directions.keys()
        and left.opposites.keys() == right.opposites.keys()
        and entities_of(left) == entities_of(right)
        and not unknown_names(left, right)
        and not unknown_names(right, left)
    )


def _unit_and_bound(quantity: Quantity) -> tuple[str, str]:
    return quantity.dimension, quantity.bound


def _differences(left: Facts, right: Facts, ground: Ground | None = None) -> Iterator[ClaimDifference]:
    """Yield the differences; a "not" or a "more" counts only where nothing more exact differs."""
    exact = [
        *_figure_differences(left, right),
        *(_period_differences(left, right) or _rate_differences(left, right)),
        *_date_differences(left, right),
        *_quantifier_differences(left, right),
        *_name_differences(left, right, ground),
    ]
    yield from exact
    directed = list(_opposed(left.directions, right.directions, Kind.DIRECTION, left.tag == right.tag))
    if not exact:
        yield from directed[:1] or _more_differences(left, right) or _swap_differences(left, right)
        yield from _negation_differences(left, right, bool(directed))


def _unshared(facts: Facts, other: Facts) -> list[Quantity]:
    """Return the figures of a text that the other one does not have as often, at most FIGURES_MAX."""
    shared = Counter((each.dimension, each.value) for each in other.figures.quantities)
    unshared: list[Quantity] = []
    for each in facts.figures.quantities:
        key = each.dimension, each.value
        if shared[key]:
            shared[key] -= 1
        else:
            unshared.append(each)
    return unshared[:FIGURES_MAX]


def _figure_differences(left: Facts, right: Facts) -> Iterator[ClaimDifference]:
    own, other = _unshared(left, right), _unshared(right, left)
    years = {each.value for each in (*left.figures.dates, *right.figures.dates) if each.kind == "year"}
    for a in list(own):
        if b := next((each for each in other if is_equal(a, each)), None):
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
    for mine, theirs in ((own, right.figures.ones), (other, left.figures.ones)):
        single = next((each for each in mine if not each.unit), None)
        if single and theirs and not (own and other):
            pair = (single.words, theirs[0].words) if mine is own else (theirs[0].words, single.words)
            yield ClaimDifference(Kind.NUMBER, *pair)
            return


def _unit_pairs(own: Sequence[Quantity], other: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """Yield pairs of one number with another unit or magnitude."""
    left = list(other)
    for a in list(own):
        for b in left:
            if has_same_digits(a, b):
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


def _period_differences(left: Facts, right: Facts) -> list[ClaimDifference]:
    own = {each.key: left.text[each.start : each.end] for each in left.figures.periods}
    other = {each.key: right.text[each.start : each.end] for each in right.figures.periods}
    if own and other and not own.keys() & other.keys():
        return [ClaimDifference(Kind.UNIT, next(iter(own.values())), next(iter(other.values())))]
    return []


def _rate_differences(left: Facts, right: Facts) -> Iterator[ClaimDifference]:
    if left.per and right.per and not left.per & right.per:
        yield ClaimDifference(Kind.UNIT, " ".join(sorted(left.per)), " ".join(sorted(right.per)))


def _date_differences(left: Facts, right: Facts) -> Iterator[ClaimDifference]:
    for kind in ("year", "month", "day", "weekday", "relative", "season"):
        own = {each.value: each.words for each in left.figures.dates if each.kind == kind}
        other = {each.value: each.words for each in right.figures.dates if each.kind == kind}
        mine, theirs = own.keys() - other.keys(), other.keys() - own.keys()
        if mine and theirs:
            yield ClaimDifference(Kind.DATE, own[min(mine)], other[min(theirs)])
            return


def _quantifier_differences(left: Facts, right: Facts) -> Iterator[ClaimDifference]:
    for a in compared_figures(left):
        for b in compared_figures(right):
            if is_equal(a, b) and a.bound != b.bound:
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
    for pair in sorted(own.keys() & other.keys(), key=pair_number):
        if not one_language and pair_number(pair) >= COMMON_DIRECTIONS:
            break
        (mine, words), (theirs, their_words) = own[pair], other[pair]
        if len(mine) == len(theirs) == 1 and mine != theirs:
            yield ClaimDifference(kind, words, their_words)


def _more_differences(left: Facts, right: Facts) -> list[ClaimDifference]:
    """Return the difference between a rise in one claim and "less" in the other."""
    for first, second in ((RISE, COMPARISON), (COMPARISON, RISE)):
        own, other = (facts.directions.get(f"{DIRECTION} {pair}") for facts, pair in ((left, first), (right, second)))
        alone = f"{DIRECTION} {second}" not in left.directions and f"{DIRECTION} {first}" not in right.directions
        if own and other and alone and len(own[0]) == len(other[0]) == 1 and own[0] != other[0]:
            return [ClaimDifference(Kind.DIRECTION, own[1], other[1])]
    return []


def _swap_differences(left: Facts, right: Facts) -> Iterator[ClaimDifference]:
    """Yield a difference where the same words have each other's places: from 3 to 5, and from 5 to 3."""
    if left.tag == right.tag and (swapped := swapped_words(left, right)):
        yield ClaimDifference(Kind.DIRECTION, *swapped)


def _negation_differences(left: Facts, right: Facts, directed: bool) -> Iterator[ClaimDifference]:
    opposed = list(_opposed(left.opposites, right.opposites, Kind.NEGATION, True)) if left.tag == right.tag else []
    if left.is_negative != (right.is_negative != _has_negated_word(left, right)):
        if not opposed or left.negation or right.negation:
            yield ClaimDifference(Kind.NEGATION, left.negation, right.negation)
    elif opposed and not directed:
        yield opposed[0]


def _has_negated_word(left: Facts, right: Facts) -> bool:
    """Return whether one of two claims has a word of the other one with a prefix that denies it: available, unavailable."""
    if left.tag != right.tag:
        return False
    prefixes = contrast_words(left.tag).negative_prefixes
    return any(
        term.startswith(prefix) and len(term) - len(prefix) >= BEGINNING_LETTERS and term[len(prefix) :] in two.subject
        for one, two in ((left, right), (right, left))
        for term in one.subject - two.subject
        for prefix in prefixes
    )


def _name_differences(left: Facts, right: Facts, ground: Ground | None) -> Iterator[ClaimDifference]:
    mine = {each.entity: each for each in left.names.mentions}
    theirs = {each.entity: each for each in right.names.mentions}
    own = [each for each in left.names.mentions if each.entity not in theirs]
    other = [each for each in right.names.mentions if each.entity not in mine]
    own_names, other_names = unknown_names(left, right), unknown_names(right, left)
    own_places = [left.text[each.start : each.end] for each in own if each.kind == "place"]
    other_places = [right.text[each.start : each.end] for each in other if each.kind == "place"]
    own_bodies = [left.text[each.start : each.end] for each in own if each.kind != "place"]
    other_bodies = [right.text[each.start : each.end] for each in other if each.kind != "place"]
    if left.tag != right.tag:
        own_names = other_names = []  # names have other forms in other languages
    own_places += [each.words for each in own_names if each.is_place and each.is_certain]
    other_places += [each.words for each in other_names if each.is_place and each.is_certain]
    certain = [_certain_bodies(own_names), _certain_bodies(other_names)]
    own_bodies += certain[0] or _bodies(own_names, bool(other_bodies or certain[1]), left.tag)
    other_bodies += certain[1] or _bodies(other_names, bool(own_bodies), right.tag)
    if own_places and other_places:
        yield ClaimDifference(Kind.PLACE, own_places[0], other_places[0])
    elif own_bodies and other_bodies:
        yield ClaimDifference(Kind.PERSON, own_bodies[0], other_bodies[0])
    elif _is_known_body(own, other_places, other) or _is_known_body(other, own_places, own):
        yield ClaimDifference(Kind.PERSON, (own_bodies or own_places)[0], (other_bodies or other_places)[0])
    elif ground and not (own or other):
        yield from _likely_name_differences(own_names, other_names, left.tag, ground)


def _is_known_body(known: Sequence[Mention], places: Sequence[str], mentions: Sequence[Mention]) -> bool:
    """Return whether a person or body of the alias table is opposed to a name that is a place for its preposition alone."""
    return any(each.kind != "place" for each in known) and bool(places) and not mentions


def _likely_name_differences(
    own: Sequence[Name], other: Sequence[Name], tag: str, ground: "Ground"
) -> Iterator[ClaimDifference]:
    """Yield a difference in words that are names as far as capital letters and endings show, where little else differs."""
    if len(own) != 1 or len(other) != 1 or ground.common < LIKELY_MIN_WORDS:
        return
    if all(_is_common_noun(each, tag) for each in (*own, *other)):
        return
    rest = max(len(ground.left - stems_of(own)), len(ground.right - stems_of(other)))
    if rest <= (LIKELY_MAX_WORDS if tag in BARE_NAMES and own[0].start == other[0].start == 0 else 0):
        kind = Kind.PLACE if own[0].is_place and other[0].is_place else Kind.PERSON
        yield ClaimDifference(kind, own[0].words, other[0].words)


def _is_common_noun(name: Name, tag: str) -> bool:
    """Return whether the ending of a capitalized word is that of a plural or a verb rather than of a name."""
    endings = _COMMON_ENDINGS.get(tag, ()) if name.start == 0 else _COMMON_ENDINGS.get(tag, ())[:1]
    return " " not in name.words and name.words.endswith(endings)


LIKELY_MIN_WORDS = 2
LIKELY_MAX_WORDS = 4
BARE_NAMES = frozenset({"fr", "es", "it", "pt"})
"""Languages in which a noun without an article is a name, where it is the subject."""
_COMMON_ENDINGS = {
    "en": ("s", "ing", "ly"),
    "fr": ("s", "x", "ter", "iser", "nser", "ler", "mer", "ner", "ver", "ir", "re", "ant", "ement"),
    "es": ("s", "ar", "er", "ir", "ndo", "mente"),
    "pt": ("s", "ar", "er", "ir", "ndo", "mente"),
    "it": ("re", "ndo", "mente"),
    "nl": ("en", "s"),
    "sv": ("r", "na"),
    "de": ("innen", "er", "ler", "ung", "heit", "keit", "schaft"),
}


def _certain_bodies(names: Sequence[Name]) -> list[str]:
    return [each.words for each in names if not each.is_place and each.is_certain]


def _bodies(names: Sequence[Name], opposed: bool, tag: str) -> list[str]:
    """Return uncertain names of persons and bodies, where the other claim names somebody else for certain."""
    return [each.words for each in names if not (each.is_place or _is_common_noun(each, tag))] if opposed else []
