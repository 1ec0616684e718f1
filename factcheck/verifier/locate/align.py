"""The nearest passage when the words do not stand exactly, and the differences, token by token, each with its kind."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from factcheck.verifier.finding import Difference
from factcheck.verifier.locate.tokens import Kind, Token
from factcheck.verifier.locate.words import FIGURES, NEGATIONS
from factcheck.vocabulary import DifferenceKind

ENOUGH = 0.6
"""The share of the quoted tokens, in order, below which a passage is another one."""
COMMON = 40
"""A token that stands in more places than this is no anchor, unless there is no better."""
CANDIDATES = 6
CLAUSE = 4
"""Tokens in a row that make a clause."""
STRAY = 2
"""Tokens at a passage's rim that may stand there by chance."""
LONGEST = 3_000
"""Tokens that are aligned at once; a longer quote is compared piece by piece."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Where the nearest passage stands, as token numbers, and how it differs."""

    first: int
    last: int
    """Inclusive."""
    score: float
    edits: tuple[tuple[int, int, int, int], ...]
    """Runs that differ: quote tokens from–to, page tokens from–to (ends exclusive)."""


def nearest(quote: Sequence[Token], page: Sequence[Token], places: dict[str, list[int]]) -> Passage | None:
    """Return the passage that shares most of the quote, in order; None: too little of it stands anywhere."""
    norms = [token.norm for token in quote]
    best: Passage | None = None
    for start in _candidates(norms, places):
        low = max(0, start - 3 - len(quote) // 3)
        high = min(len(page), start + len(quote) + 25 + len(quote) // 2)
        passage = _align(norms, [token.norm for token in page[low:high]], low)
        if passage and (best is None or passage.score > best.score):
            best = passage
    if best is None or not _enough(quote, best):
        return None
    return best


def _candidates(norms: list[str], places: dict[str, list[int]]) -> list[int]:
    """Return where the quote might begin, by where its rare tokens stand."""
    votes: Counter[int] = Counter()
    step = max(4, len(norms) // 4)
    known = [(offset, places[norm]) for offset, norm in enumerate(norms) if norm in places]
    rare = [each for each in known if len(each[1]) <= COMMON] or sorted(known, key=lambda each: len(each[1]))[:3]
    begins: dict[int, list[int]] = defaultdict(list)
    for offset, found in rare:
        for place in found[:2000]:
            bucket = (place - offset) // step
            votes[bucket] += 1
            votes[bucket + 1] += 1
            begins[bucket].append(place - offset)
    picked = []
    for bucket, _ in votes.most_common(CANDIDATES):
        nearby = begins.get(bucket, []) + begins.get(bucket - 1, [])
        picked.append(max(0, sorted(nearby)[len(nearby) // 2]))
    return list(dict.fromkeys(picked))


def _without_strays(quote: list[str], window: list[str]) -> tuple[int, int]:
    """Return the part of a window to align: a token or two of the quote far before or after the rest are chance."""
    begin, end = 0, len(window)
    blocks = [code for code in LCSseq.opcodes(quote, window) if code.tag == "equal"]
    if len(blocks) < 2:
        return begin, end
    head, second, last, tail = blocks[0], blocks[1], blocks[-2], blocks[-1]
    if head.src_end - head.src_start <= STRAY and second.dest_start - head.dest_end > second.src_start + CLAUSE:
        begin = max(0, second.dest_start - second.src_start)
    elif (
        tail.src_end - tail.src_start <= STRAY and tail.dest_start - last.dest_end > len(quote) - last.src_end + CLAUSE
    ):
        end = min(end, last.dest_end + len(quote) - last.src_end)
    return begin, end


def _align(quote: list[str], window: list[str], low: int) -> Passage | None:
    begin, end = _without_strays(quote, window)
    window, low = window[begin:end], low + begin
    edits: list[tuple[int, int, int, int]] = []
    same: list[tuple[int, int]] = []
    kept = 0
    for code in LCSseq.opcodes(quote, window):
        if code.tag == "equal":
            kept += code.src_end - code.src_start
            same.append((code.dest_start, code.dest_end))
        else:
            edits.append((code.src_start, code.src_end, low + code.dest_start, low + code.dest_end))
    if not same:
        return None
    first, last = low + same[0][0], low + same[-1][1] - 1
    trimmed = [(a, b, max(c, first), min(d, last + 1)) for a, b, c, d in _joined(edits)]
    trimmed = [(a, b, c, max(c, d)) for a, b, c, d in trimmed if b > a or d > c]
    return Passage(*_widened(first, last, trimmed, quote, window, low), kept / len(quote), tuple(trimmed))


def _widened(
    first: int, last: int, edits: list[tuple[int, int, int, int]], quote: list[str], window: list[str], low: int
) -> tuple[int, int]:
    """Take in what stands in the place of the quote's first or last tokens, so that the difference shows it."""
    for index, (a, b, c, d) in enumerate(edits):
        if d > c or b <= a or b - a > 3:
            continue
        if a == 0 and first - (b - a) >= low:
            edits[index] = (a, b, first - (b - a), first)
            first -= b - a
        elif b == len(quote) and last + (b - a) < low + len(window):
            edits[index] = (a, b, last + 1, last + 1 + b - a)
            last += b - a
    return first, last


def _joined(edits: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Join a removal and an insertion at one place into a replacement."""
    out: list[tuple[int, int, int, int]] = []
    for edit in edits:
        if out and out[-1][1] == edit[0] and out[-1][3] == edit[2]:
            out[-1] = (out[-1][0], edit[1], out[-1][2], edit[3])
        else:
            out.append(edit)
    return out


def _enough(quote: Sequence[Token], passage: Passage) -> bool:
    """Return whether what is shared makes it the same statement: enough of all tokens, and of those that say something."""
    lost = {index for a, b, _, _ in passage.edits for index in range(a, b)}
    content = [
        i for i, token in enumerate(quote) if token.kind is Kind.NUMBER or len(token.norm) > 3 or token.norm >= "\u0e00"
    ]
    kept = sum(index not in lost for index in content)
    if len(quote) < 4:
        return passage.score >= 0.5 and len(quote) - len(lost) >= 2
    return passage.score >= ENOUGH and (not content or kept >= 0.5 * len(content))


def differences(
    quote: Sequence[Token], page: Sequence[Token], passage: Passage, exact: str, text: str
) -> tuple[Difference, ...]:
    """Return the differences of a passage, in the quote's order, each with the words on both sides."""
    runs = [edit for edit in passage.edits if not _presentation(quote[edit[0] : edit[1]], page[edit[2] : edit[3]])]
    moved = _moved(quote, page, runs)
    return tuple(_difference(quote, page, run, exact, text, moved=index in moved) for index, run in enumerate(runs))


def put_in_between(
    before: Passage, after: Passage, offset: int, page: Sequence[Token], exact: str, text: str
) -> tuple[Difference, ...]:
    """Return what stands between two pieces that follow each other without a gap in the quote."""
    theirs = page[before.last + 1 : after.first]
    if not theirs:
        return ()
    start, end = theirs[0].start, theirs[-1].end
    return (Difference(kind_of((), theirs, exact, text), "", text[start:end], offset, offset, start, end),)


def _presentation(ours: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Return whether two runs differ by hyphens and spaces alone."""
    hyphened = any(token.hyphened for token in (*ours, *theirs))
    return hyphened and "".join(t.norm for t in ours) == "".join(t.norm for t in theirs)


def _moved(quote: Sequence[Token], page: Sequence[Token], runs: list[tuple[int, int, int, int]]) -> set[int]:
    """Return the runs whose words stand in the passage too, in another place."""
    gone = Counter(quote[i].norm for a, b, _, _ in runs for i in range(a, b))
    come = Counter(page[i].norm for _, _, c, d in runs for i in range(c, d))
    if not gone or gone != come or len(runs) < 2:
        return set()
    return set(range(len(runs)))


def _difference(
    quote: Sequence[Token],
    page: Sequence[Token],
    run: tuple[int, int, int, int],
    exact: str,
    text: str,
    *,
    moved: bool,
) -> Difference:
    a, b, c, d = run
    ours, theirs = quote[a:b], page[c:d]
    start, end = _span(quote, a, b, len(exact))
    found_start, found_end = _span(page, c, d, len(text))
    kind = DifferenceKind.ORDER if moved else kind_of(ours, theirs, exact, text)
    return Difference(kind, exact[start:end], text[found_start:found_end], start, end, found_start, found_end)


def _span(row: Sequence[Token], first: int, end: int, length: int) -> tuple[int, int]:
    if end > first:
        return row[first].start, row[end - 1].end
    place = row[first].start if first < len(row) else length
    return place, place


def kind_of(ours: Sequence[Token], theirs: Sequence[Token], exact: str, text: str) -> DifferenceKind:
    """Return what kind of difference two runs of tokens make."""
    mine, yours = {t.norm for t in ours}, {t.norm for t in theirs}
    only = (mine | yours) - (mine & yours)
    both = [*ours, *theirs]
    if not (ours and theirs) and max(len(ours), len(theirs)) >= CLAUSE:
        return DifferenceKind.CLAUSE
    if any(_negates(norm) for norm in only):
        return DifferenceKind.NEGATION
    if any(token.norm in only and token.kind is not Kind.WORD for token in both) or only & FIGURES:
        return DifferenceKind.NUMBER
    if max(len(ours), len(theirs)) >= CLAUSE:
        return DifferenceKind.CLAUSE
    names = [exact[t.start] for t in ours if t.start > 0 and t.norm in only]
    names += [text[t.start] for t in theirs if t.start > 0 and t.norm in only]
    if any(letter.isupper() for letter in names):
        return DifferenceKind.NAME
    return DifferenceKind.WORD


def _negates(norm: str) -> bool:
    return norm in NEGATIONS or norm.endswith(("n't", "nt't")) or norm.startswith("n'")
