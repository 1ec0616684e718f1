"""The best chain of equal runs between a quote and a page's tokens: what is shared, less a price for every gap."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

OPENING_COST = 0.5
"""Price of a difference between two equal runs, in shared tokens."""
INSERTION_COST = 0.15
"""Price of a token that the page has there beyond those it replaces, in the same sentence."""
INSERTION_COST_MAX = 0.45
"""Price of a clause of any length that was put into a sentence: less than a word of the quote before it is worth."""
STRETCH_COST = 0.2
"""Price of such a token where the page ends a sentence that the quote does not end."""
PAIRS_MAX = 20_000
"""Pairs of equal tokens from which runs are grown."""
STEPS_MAX = 100_000
"""Tokens that are compared while runs grow."""
RUNS_MAX = 250
"""Runs that are chained; of more, the longest are."""


class Run(NamedTuple):
    """Equal tokens: quote from–to, page from–to (ends exclusive)."""

    a: int
    b: int
    c: int
    d: int


class Side(NamedTuple):
    """The tokens of a quote, or of a part of a page."""

    norms: list[str]
    sentences: list[int]
    """The number of the sentence that each token stands in."""


def chain(quote: Side, page: Side) -> list[Run]:
    """Return the equal runs that share most of the quote for the fewest insertions, in order.

    Where the same words stand so often that not all runs can be chained, the longest common subsequence fills in.
    """
    runs, whole = _runs(quote.norms, page.norms)
    best = _chained(runs, quote.sentences, page.sentences)
    if whole:
        return best
    common = [
        Run(code.src_start, code.src_end, code.dest_start, code.dest_end)
        for code in LCSseq.opcodes(quote.norms, page.norms)
        if code.tag == "equal"
    ]
    return max(best, common, key=lambda each: worth(each, quote, page))


def worth(runs: Sequence[Run], quote: Side, page: Side) -> float:
    """Return the tokens that a chain shares, less the price of its gaps."""
    shared = sum(run.b - run.a for run in runs)
    return shared - sum(_gap_cost(one, other, quote.sentences, page.sentences) for one, other in pairwise(runs))


def _gap_cost(before: Run, after: Run, ours: list[int], theirs: list[int]) -> float:
    inserted = (after.c - after.a) - (before.c - before.a)
    if inserted <= 0:
        return OPENING_COST
    if theirs[after.c] - theirs[before.d - 1] > ours[after.a] - ours[before.b - 1]:
        return OPENING_COST + STRETCH_COST * inserted
    return OPENING_COST + min(INSERTION_COST * inserted, INSERTION_COST_MAX)


def _runs(quote: list[str], window: list[str]) -> tuple[list[Run], bool]:
    """Return the maximal equal runs, and whether they are all; grown from the pairs of rarer tokens first."""
    ours: dict[str, list[int]] = defaultdict(list)
    for place, norm in enumerate(quote):
        ours[norm].append(place)
    theirs: dict[str, list[int]] = defaultdict(list)
    for place, norm in enumerate(window):
        if norm in ours:
            theirs[norm].append(place)
    whole, pairs, steps = True, 0, 0
    ends: dict[int, list[Run]] = defaultdict(list)
    for norm in sorted(theirs, key=lambda each: len(ours[each]) * len(theirs[each])):
        pairs += len(ours[norm]) * len(theirs[norm])
        if pairs > PAIRS_MAX or steps > STEPS_MAX:
            whole = False
            break
        for a in ours[norm]:
            for c in theirs[norm]:
                known = ends[c - a]
                if known and any(run.a <= a < run.b for run in known):
                    continue
                run = _grown(quote, window, a, c)
                steps += run.b - run.a
                known.append(run)
    found = [run for known in ends.values() for run in known]
    if len(found) > RUNS_MAX:
        whole = False
        found = sorted(found, key=lambda run: run.a - run.b)[:RUNS_MAX]
    return found, whole


def _grown(quote: list[str], window: list[str], a: int, c: int) -> Run:
    begin = 0
    while begin < a and begin < c and quote[a - begin - 1] == window[c - begin - 1]:
        begin += 1
    size = 1
    while a + size < len(quote) and c + size < len(window) and quote[a + size] == window[c + size]:
        size += 1
    return Run(a - begin, a + size, c - begin, c + size)


def _chained(runs: list[Run], ours: list[int], theirs: list[int]) -> list[Run]:
    """Return the chain that is worth most; a run that overlaps the one before it gives up its beginning."""
    order = sorted(runs, key=lambda run: (run.b, run.d))
    score: list[float] = []
    previous: list[int] = []
    for number, run in enumerate(order):
        best, before = float(run.b - run.a), -1
        for earlier in range(number):
            other = order[earlier]
            most = score[earlier] + run.b - run.a - OPENING_COST
            if most <= best or other.b >= run.b or other.d >= run.d:
                continue
            rest = _beyond(other, run)
            if rest is None:
                continue
            value = score[earlier] + rest.b - rest.a - _gap_cost(other, rest, ours, theirs)
            if value > best:
                best, before = value, earlier
        score.append(best)
        previous.append(before)
    if not order:
        return []
    at = max(range(len(order)), key=score.__getitem__)
    path = [order[at]]
    while (at := previous[at]) >= 0:
        path.append(order[at])
    path.reverse()
    kept = [path[0]]
    for run in path[1:]:
        rest = _beyond(kept[-1], run)
        if rest is not None:
            kept.append(rest)
    return kept


def _beyond(before: Run, run: Run) -> Run | None:
    """Return what of a run lies behind another one on both sides."""
    overlap = max(0, before.b - run.a, before.d - run.c)
    return Run(run.a + overlap, run.b, run.c + overlap, run.d) if overlap < run.b - run.a else None
