"""The probability that the most similar claim says the same as a text, as far as words show.

A claim that says the same stands out from the claims that are on the same subject, so what counts is its distance from them:
from the next one in the cosine, from the fifth in BM25. A small collection has no claims on the same subject, and everything
stands out there. Therefore the first claim has to stand out from the claims, too, that a collection of FITTED_CLAIMS would
have: they share three or four words with a text, whatever it says.

A logistic function of both distances is fitted on the train and dev data of CheckThat! 2020, task 2 (997 posts, each with
its claim among 10,190 and without it; ``bench/matching.py DATA --fit`` repeats it). It says nothing about a changed figure
or an inserted "not": rules do that.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.matching.rank import AVERAGE_TERMS, Ranked, Terms

FITTED_CLAIMS = 10_000
"""Size of the collection that the weights are fitted for. In a smaller one, words are as rare as in one of this size."""
SHARED_MIN = 3
"""Words that a text and a claim must share: two are often a name."""
NEXT_TERMS = (2.5, 4.0)
"""Words that the next claim is assumed to share at least: in a collection of FITTED_CLAIMS, and in an empty one."""
FIFTH_TERMS = (2.0, 3.5)
"""The same for the fifth claim after the first."""
INTERCEPT = -4.10
LEAD_WEIGHT = 5.83
DISTANCE_WEIGHT = 15.09

TRACKED_PROBABILITY = 0.5
"""From this probability on, nine of ten first claims say the same."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The distances of the most similar claim from the others."""

    shared: int
    """Number of words that the text and the claim share."""
    lead: float
    """Logarithm of its BM25 score as a multiple of that of the fifth claim after it."""
    distance: float
    """Its cosine minus that of the next claim."""


def evidence(first: Ranked, others: Sequence[Ranked], terms: Terms, claims: int) -> Evidence:
    """Return the distances of a claim from the others of its collection, whose number is ``claims``."""
    count = max(len(terms.weights), 1)
    average = sum(terms.weights.values()) / count
    lacking = max(0.0, 1 - claims / FITTED_CLAIMS)
    fifth_terms, next_terms = (min(max(full, empty * lacking), count) for full, empty in (FIFTH_TERMS, NEXT_TERMS))
    fifth = max([fifth_terms * average, *sorted((each.bm25 for each in others), reverse=True)[4:5]])
    nearest = max([min(1.0, next_terms / math.sqrt(count * AVERAGE_TERMS)), *(each.cosine for each in others)])
    return Evidence(len(first.shared), math.log(first.bm25 / fifth), first.cosine - nearest)


def tracked_probability(found: Evidence | None) -> float:
    """Return the probability that the claim says the same as the text, 0 where there is none or it shares too little."""
    if found is None or found.shared < SHARED_MIN:
        return 0.0
    return 1 / (1 + math.exp(-(INTERCEPT + LEAD_WEIGHT * found.lead + DISTANCE_WEIGHT * found.distance)))
