"""Things in each other's places: "from 3 to 5" and "from 5 to 3", "A beat B" and "B beat A"."""

import re
from collections.abc import Mapping

from factcheck.languages.stems import stem
from factcheck.matching.facts import Facts
from factcheck.matching.lexicon import contrast_words, fold
from factcheck.matching.quantities import WORD_MAX_CHARACTERS, word_before
from factcheck.matching.terms import is_stop_word

SUBJECT_FIRST = frozenset({"en", "fr", "es", "it", "pt"})
"""Languages in which the subject comes before the verb, and the object after it."""
COMPARISON = 1
"""The number of the directions "more and less"."""
_WORD = re.compile(r"[^\W\d_]+")
_Place = tuple[int, str]
"""The offset of a name or figure and the preposition before it."""


def swapped_words(left: Facts, right: Facts) -> tuple[str, str] | None:
    """Return the words of both that have each other's places, or None."""
    own, other = _places(left), _places(right)
    both = [each for each in own if each in other]
    for number, first in enumerate(both):
        for second in both[number + 1 :]:
            if _have_other_places((own[first], own[second]), (other[first], other[second])):
                return f"{own[first][1]} {first}".strip(), f"{other[first][1]} {first}".strip()
    if left.tag in SUBJECT_FIRST and _is_reversed(own, other, left, right):
        return f"{both[0]} … {both[1]}", f"{both[1]} … {both[0]}"
    more = next((pair for pair in left.directions if pair_number(pair) == COMPARISON), None)
    if more and more in right.directions:
        mine, theirs = left.compared - right.compared, right.compared - left.compared
        mine, theirs = mine & set(right.content), theirs & set(left.content)
        if mine and theirs:
            return " ".join(sorted(mine)), " ".join(sorted(theirs))
    return None


def pair_number(pair: str) -> int:
    """Return the number of a pair of opposites in its language file, from its key."""
    return int(pair.rpartition(" ")[2])


def _have_other_places(own: tuple[_Place, _Place], other: tuple[_Place, _Place]) -> bool:
    """Return whether two things that both texts name have each other's prepositions; de and du are one."""
    (first, second), (their_first, their_second) = ([each[1][:1] for each in pair] for pair in (own, other))
    return first != second and (first, second) == (their_second, their_first)


def _is_reversed(own: Mapping[str, _Place], other: Mapping[str, _Place], left: Facts, right: Facts) -> bool:
    """Return whether two names have no prepositions, and each text begins with another one of them."""
    both = [key for key in own if key in other]
    if len(both) != 2 or any(each[key][1] for each in (own, other) for key in both):
        return False
    first, second = (min(both, key=lambda key: each[key][0]) for each in (own, other))
    return first != second and _begins(left, own[first][0]) and _begins(right, other[second][0])


def _begins(facts: Facts, start: int) -> bool:
    """Return whether only an article is before a place of a text."""
    before = [fold(each) for each in _WORD.findall(facts.text[:start])]
    return not before or (len(before) == 1 and before[0] in contrast_words(facts.tag).articles)


def _places(facts: Facts) -> dict[str, _Place]:
    """Return the places of the names and figures of a text, those beside a conjunction left out. Articles are passed over."""
    words = contrast_words(facts.tag)
    folded = fold(facts.text)
    found: dict[str, _Place] = {}
    named = [(each.entity, each.start, each.end) for each in facts.names.mentions]
    named += [(fold(each.words), each.start, each.end) for each in facts.names.others]
    for key, start, end in named:
        before = word_before(folded, start)
        if before in words.articles:
            before = word_before(folded, folded.rindex(before, 0, start))
        after = set(_first_words(folded, end))
        if not (
            before in words.conjunctions
            or words.conjunctions & after
            or words.speech_verbs & {stem(before), *map(stem, after)}
        ):
            found.setdefault(key, (start, before if is_stop_word(before) or before in words.place_prepositions else ""))
    for each in facts.figures.quantities:
        found[each.words] = (each.start, each.place if is_stop_word(each.place) else "")
    return found


def _first_words(folded: str, end: int) -> list[str]:
    return folded[end : end + WORD_MAX_CHARACTERS].split()[:1]
