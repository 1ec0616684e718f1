"""The score of a statement: documented weights, added up. A desk can change each weight, and add dimensions of its own."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from factcheck.matching.lexicon import Lexicon, fold
from factcheck.spotting.features import Feature
from factcheck.spotting.values import Reason
from factcheck.vocabulary import ClaimKind

BASE_SCORE = 0.34
"""The score of a statement without any reason for or against it."""
SCORE_MAX = 0.99
"""A score is lower, whatever speaks for it: no rule is certain that a statement must be checked."""
SCORE_KNEE = 0.7
"""The score above which further points count less and less."""
WEIGHTS: Mapping[str, float] = {
    "figure": 0.28,
    "figures": 0.02,
    "count": 0.16,
    "past": 0.16,
    "date": 0.1,
    "attribution": 0.07,
    "name": 0.08,
    "names": 0.02,
    "quantity": 0.08,
    "comparison": 0.18,
    "cause": 0.06,
    "superlative": 0.08,
    "event": 0.06,
    "opinion": -0.33,
    "appeal": -0.3,
    "prediction": -0.2,
    "question": -0.5,
    "greeting": -0.5,
    "first-person": -0.07,
    "short": -0.14,
}
"""The points that each reason adds. The signs are those that a logistic regression learns on
ClaimBuster; the sizes are set by hand."""
KINDS: tuple[tuple[ClaimKind, tuple[str, ...]], ...] = (
    (ClaimKind.APPEAL, ("appeal",)),
    (ClaimKind.OPINION, ("opinion", "greeting", "question")),
    (ClaimKind.PREDICTION, ("prediction",)),
    (ClaimKind.CAUSAL, ("cause",)),
    (ClaimKind.COMPARISON, ("comparison", "superlative")),
    (ClaimKind.QUANTITY, ("figure", "quantity")),
    (ClaimKind.ATTRIBUTION, ("attribution",)),
)
"""The kind of a statement: the first of these with a reason for it; otherwise a fact."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A reason that a desk added."""

    name: str
    weight: float
    words: str
    """The words that show it, separated by spaces, in the notation of ``languages.spotting_tables``."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The weights of a desk."""

    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    dimensions: tuple[Dimension, ...] = ()

    def features(self, text: str) -> Iterator[Feature]:
        """Yield the dimensions of the desk that a statement has."""
        folded = fold(text) if self.dimensions else ""
        for each in self.dimensions:
            if found := _lexicon(each).find(folded):
                yield Feature(each.name, ", ".join(dict.fromkeys(text[label.start : label.end] for label in found[:3])))

    def weight(self, code: str) -> float:
        """Return the weight of a reason."""
        return self.weights.get(code) or next((each.weight for each in self.dimensions if each.name == code), 0.0)


@lru_cache(64)
def _lexicon(dimension: Dimension) -> Lexicon:
    return Lexicon((form, dimension.name) for form in dimension.words.split())


def reasons(found: Iterable[Feature], scale: Scale) -> tuple[Reason, ...]:
    """Return the reasons for a score, the strongest first."""
    weighed = [Reason(each.code, scale.weight(each.code), each.words) for each in found]
    return tuple(sorted((each for each in weighed if each.weight), key=lambda each: -abs(each.weight)))


def score(why: Iterable[Reason]) -> float:
    """Return the score, from 0 to below SCORE_MAX.

    Above SCORE_KNEE, points count less and less, so that more reasons still rank higher.
    """
    points = max(BASE_SCORE + sum(each.weight for each in why), 0.0)
    if points > SCORE_KNEE:
        room = SCORE_MAX - SCORE_KNEE
        points = SCORE_KNEE + room * (1 - math.exp((SCORE_KNEE - points) / room))
    return round(points, 4)


def kind_of(found: Iterable[Feature]) -> ClaimKind:
    """Return the kind of a statement."""
    codes = {each.code for each in found}
    return next((kind for kind, marks in KINDS if codes & set(marks)), ClaimKind.FACT)
