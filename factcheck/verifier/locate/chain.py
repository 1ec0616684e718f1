"""The best chain of equal runs between a quote and a page: the shared tokens, less a cost for every gap."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from factcheck.verifier.locate.normalization import UNSPACED_CLASS

OPENING_COST = 0.5
"""Cost of a difference between two equal runs, in shared tokens."""
INSERTION_COST = 0.15
"""Cost of an inserted token in the same sentence."""
CLAUSE_TOKENS, CLAUSE_COST = 3, 0.03
"""Number of inserted tokens that make a clause, and the cost of each further one."""
STRETCH_COST, STRETCH_OPENING_COST = 0.2, 0.3
"""Cost of an inserted token, and of all of them together, where the page ends a sentence and the quote does not, or
repeats a phrase of the quote."""
ECHO_TOKENS, ECHO_CHARS = 3, 5
"""Length of such a phrase in tokens; in characters for scripts without spaces."""
PAIRS_MAX = 20_000
"""Maximum number of pairs of equal tokens from which runs are grown."""
STEPS_MAX = 100_000
"""Maximum number of tokens compared while runs are grown."""
RUNS_MAX = 150
"""Maximum number of runs in a chain search; of more, the longest ones."""
RUNS_MAX_AT_ONCE = 40
"""Maximum number of runs chained at once; of more, those of two or more tokens come first, and single tokens fill the
gaps."""
LONG_RUNS_MIN_SHARE = 0.6
"""Minimum share of the quote in those longer runs."""
STRAY_MAX_DISTANCE = 40
"""Maximum distance of a single token from the ends of a chain, in tokens."""


class Run(NamedTuple):
    """Equal tokens: start and end in the quote, start and end on the page (ends exclusive)."""

    a: int
    b: int
    c: int
    d: int


class Side(NamedTuple):
    """The tokens of a quote, or of a part of a page."""

    norms: list[str]
    sentences: list[int]
    """The sentence number of each token."""
    echoes: list[int]
    """For each token of a page, the end of the next phrase that the quote has too."""


def chain(quote: Side, norms: list[str], sentences: Callable[[int, int], list[int]]) -> tuple[list[Run], float]:
    """Return the equal runs that share most of the quote with the fewest insertions, in order, and their score.

    ``norms`` are the page's tokens; ``sentences`` numbers the sentences of a range of them. If the words are so
    frequent that not all runs can be chained, the longest common subsequence is a candidate too.
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
    """Return the page's side, with sentence numbers where the runs are."""
    if not runs:
        return Side(norms, [0] * len(norms), [])
    low = max(0, min(run.c for run in runs) - 1)
    high = min(len(norms), max(run.d for run in runs) + 1)
    numbers = sentences(low, high)
    return Side(norms, [*[0] * low, *numbers, *[numbers[-1]] * (len(norms) - high)], _echoes(norms, runs))


def _echoes(norms: list[str], runs: list[Run]) -> list[int]:
    """Return for each token of a page the end of the next run that is a phrase."""
    ends = [len(norms) + 1] * (len(norms) + 1)
    for _, _, c, d in runs:
        if d - c >= (ECHO_CHARS if UNSPACED_CLASS.match(norms[c]) else ECHO_TOKENS):
            ends[c] = min(ends[c], d)
    for place in range(len(norms) - 1, -1, -1):
        ends[place] = min(ends[place], ends[place + 1])
    return ends


def _fits(run: Run, others: list[Run]) -> bool:
    """Return whether a run fits before, between or after the runs of a chain, and near them."""
    if run.d <= others[0].c - STRAY_MAX_DISTANCE or run.c >= others[-1].d + STRAY_MAX_DISTANCE:
        return False
    return all((run.b <= each.a and run.d <= each.c) or (run.a >= each.b and run.c >= each.d) for each in others)


def chain_score(runs: Sequence[Run], quote: Side, page: Side) -> float:
    """Return the number of tokens that a chain shares, less the cost of its gaps."""
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
    """Return whether the quote's first words begin a sentence of the page, or its last words end one.

    Such a word is not there by chance, however long the clause between it and the rest.
    """
    theirs = page.sentences
    if before.a == 0 and (before.c == 0 or theirs[before.c - 1] < theirs[before.c]):
        return True
    return after.b == len(quote.norms) and (after.d == len(theirs) or theirs[after.d - 1] < theirs[after.d])


def _runs(quote: list[str], window: list[str]) -> tuple[list[Run], bool]:
    """Return the maximal equal runs, and whether they are complete. They are grown from pairs of rarer tokens first."""
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
    """Return the chain with the highest score. A run that overlaps the one before it loses its beginning."""
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
    retained = [path[0]]
    for run in path[1:]:
        rest = _beyond(retained[-1], run)
        if rest is not None:
            retained.append(rest)
    return retained


def _beyond(before: Run, run: Run) -> Run | None:
    """Return the part of a run that is after another one on both sides."""
    overlap = max(0, before.b - run.a, before.d - run.c)
    return Run(run.a + overlap, run.b, run.c + overlap, run.d) if overlap < run.b - run.a else None
