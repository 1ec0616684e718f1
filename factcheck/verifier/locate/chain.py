"""The best chain of equal runs between a quote and a page's tokens: what is shared, less a price for every gap."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from factcheck.verifier.locate.normalization import UNSPACED_CLASS

OPENING_COST = 0.5
"""Price of a difference between two equal runs, in shared tokens."""
INSERTION_COST = 0.15
"""Price of a token that the page has there beyond those it replaces, in the same sentence."""
CLAUSE_TOKENS, CLAUSE_COST = 3, 0.03
"""Tokens after which an insertion is a clause, and the price of each further one."""
STRETCH_COST, STRETCH_OPENING_COST = 0.2, 0.3
"""Price of such a token, and once for all of them, where the page ends a sentence that the quote does not end, or has a phrase
of the quote again."""
ECHO_TOKENS, ECHO_CHARS = 3, 5
"""Tokens of such a phrase; characters, where no space parts words."""
PAIRS_MAX = 20_000
"""Pairs of equal tokens from which runs are grown."""
STEPS_MAX = 100_000
"""Tokens that are compared while runs grow."""
RUNS_MAX = 150
"""Runs that are chained; of more, the longest are."""
RUNS_MAX_AT_ONCE = 40
"""Runs that are chained at once; of more, those of two tokens and more are chained first, and single ones fill the gaps."""
LONG_RUNS_MIN_SHARE = 0.6
"""Share of a quote that those must hold."""
STRAY_MAX_DISTANCE = 40
"""Tokens from a chain's rim at which a single one may stand."""


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
    echoes: list[int]
    """For each token of a page, the end of the next phrase that also occurs in the quote."""


def chain(quote: Side, norms: list[str], sentences: Callable[[int, int], list[int]]) -> tuple[list[Run], float]:
    """Return the equal runs that share most of the quote for the fewest insertions, in order, and what they are worth.

    ``norms`` are the page's tokens; ``sentences`` numbers the sentences of those from one to another. Where the same words
    stand so often that not all runs can be chained, the longest common subsequence fills in.
    """
    runs, whole = _runs(quote.norms, norms)
    if not whole:
        page = Side(norms, sentences(0, len(norms)), _echoes(norms, runs))
        common = [
            Run(code.src_start, code.src_end, code.dest_start, code.dest_end)
            for code in LCSseq.opcodes(quote.norms, norms)
            if code.tag == "equal"
        ]
        chains = [(each, chain_score(each, quote, page)) for each in (_chained(runs, quote, page), common)]
        return max(chains, key=lambda each: each[1])
    long = [run for run in runs if run.b - run.a > 1]
    if len(runs) <= RUNS_MAX_AT_ONCE or not long:
        page = _page(norms, sentences, runs)
        best = _chained(runs, quote, page)
        return best, chain_score(best, quote, page)
    page = _page(norms, sentences, long)
    best = _chained(long, quote, page)
    rest = [*best, *(run for run in runs if run.b - run.a == 1 and _fits(run, best))]
    if sum(run.b - run.a for run in best) < LONG_RUNS_MIN_SHARE * len(quote.norms):
        rest = runs
    page = _page(norms, sentences, rest)
    best = _chained(rest, quote, page)
    return best, chain_score(best, quote, page)


def _page(norms: list[str], sentences: Callable[[int, int], list[int]], runs: list[Run]) -> Side:
    """Return the page's side, its sentences numbered where the runs stand."""
    if not runs:
        return Side(norms, [0] * len(norms), [])
    low = max(0, min(run.c for run in runs) - 1)
    high = min(len(norms), max(run.d for run in runs) + 1)
    numbers = sentences(low, high)
    return Side(norms, [*[0] * low, *numbers, *[numbers[-1]] * (len(norms) - high)], _echoes(norms, runs))


def _echoes(norms: list[str], runs: list[Run]) -> list[int]:
    """Return for each of a page's tokens where the next run that is a phrase ends."""
    ends = [len(norms) + 1] * (len(norms) + 1)
    for _, _, c, d in runs:
        if d - c >= (ECHO_CHARS if UNSPACED_CLASS.match(norms[c]) else ECHO_TOKENS):
            ends[c] = min(ends[c], d)
    for place in range(len(norms) - 1, -1, -1):
        ends[place] = min(ends[place], ends[place + 1])
    return ends


def _fits(run: Run, others: list[Run]) -> bool:
    """Return whether a run lies before, between or behind the runs of a chain, and not far from them."""
    if run.d <= others[0].c - STRAY_MAX_DISTANCE or run.c >= others[-1].d + STRAY_MAX_DISTANCE:
        return False
    return all((run.b <= each.a and run.d <= each.c) or (run.a >= each.b and run.c >= each.d) for each in others)


def chain_score(runs: Sequence[Run], quote: Side, page: Side) -> float:
    """Return the tokens that a chain shares, less the price of its gaps."""
    shared = sum(run.b - run.a for run in runs)
    return shared - sum(_gap_cost(one, other, quote, page) for one, other in pairwise(runs))


def _gap_cost(before: Run, after: Run, quote: Side, page: Side) -> float:
    inserted = (after.c - after.a) - (before.c - before.a)
    if inserted <= 0:
        return OPENING_COST
    ours, theirs = quote.sentences, page.sentences
    stretched = theirs[after.c] - theirs[before.d - 1] > ours[after.a] - ours[before.b - 1]
    if stretched or page.echoes[before.d] <= after.c:
        return OPENING_COST + STRETCH_OPENING_COST + STRETCH_COST * inserted
    if inserted <= CLAUSE_TOKENS or _at_an_end(before, after, quote, page):
        return OPENING_COST + INSERTION_COST * min(inserted, CLAUSE_TOKENS)
    return OPENING_COST + INSERTION_COST * CLAUSE_TOKENS + CLAUSE_COST * (inserted - CLAUSE_TOKENS)


def _at_an_end(before: Run, after: Run, quote: Side, page: Side) -> bool:
    """Return whether the quote's first words open a sentence of the page too, or its last words close one.

    Then a word is no stray, however long the clause is that parts it from the rest.
    """
    theirs = page.sentences
    if before.a == 0 and (before.c == 0 or theirs[before.c - 1] < theirs[before.c]):
        return True
    return after.b == len(quote.norms) and (after.d == len(theirs) or theirs[after.d - 1] < theirs[after.d])


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
    return found, whole


def _grown(quote: list[str], window: list[str], a: int, c: int) -> Run:
    begin = 0
    while begin < a and begin < c and quote[a - begin - 1] == window[c - begin - 1]:
        begin += 1
    size = 1
    while a + size < len(quote) and c + size < len(window) and quote[a + size] == window[c + size]:
        size += 1
    return Run(a - begin, a + size, c - begin, c + size)


def _chained(runs: list[Run], quote: Side, page: Side) -> list[Run]:
    """Return the chain that is worth most; a run that overlaps the one before it gives up its beginning."""
    if len(runs) > RUNS_MAX:
        runs = sorted(runs, key=lambda run: run.a - run.b)[:RUNS_MAX]
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
            value = score[earlier] + rest.b - rest.a - _gap_cost(other, rest, quote, page)
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
