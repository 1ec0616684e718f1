"""The probability that the most similar claim says the same as a text, as far as words show.

A logistic function of three values, fitted on the train and dev data of CheckThat! 2020, task 2 (997 posts, each with its
claim among 10,375 and without it; ``bench/matching.py`` repeats the measurement). It says nothing about a changed figure
or an inserted "not": rules do that.
"""

import math
from collections.abc import Sequence

from factcheck.matching.rank import Ranked

INTERCEPT = -9.48
BM25_WEIGHT = 0.070
MARGIN_WEIGHT = 3.96
COSINE_WEIGHT = 8.07
MARGIN_MAX = 3.0
"""The margin of a first claim that has no second one."""


def tracked_probability(ranked: Sequence[Ranked]) -> float:
    """Return the probability for the first of some ranked claims, 0 where there is none."""
    if not ranked:
        return 0.0
    first = ranked[0]
    second = max((each.bm25 for each in ranked[1:]), default=0.0)
    margin = min(first.bm25 / second, MARGIN_MAX) if second > 0 else MARGIN_MAX
    z = INTERCEPT + BM25_WEIGHT * first.bm25 + MARGIN_WEIGHT * margin + COSINE_WEIGHT * first.cosine
    return 1 / (1 + math.exp(-z))
