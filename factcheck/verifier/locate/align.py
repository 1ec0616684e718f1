"""Alignment of a quote with the nearest passage, token by token, where the exact words are not found."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from factcheck.verifier.locate.chain import Run, Side, chain
from factcheck.verifier.locate.normalization import UNSPACED_CLASS
from factcheck.verifier.locate.sufficiency import (
    CHANCE_MAX_CHARS,
    SHARED_MIN_SHARE,
    VERBATIM_MIN_SHARE,
    VERBATIM_MIN_TOKENS,
    Edit,
    Passage,
    is_enough,
)
from factcheck.verifier.locate.token_index import TokenIndex
from factcheck.verifier.locate.tokens import SEPARATOR, Token

RARE_MAX_PLACES = 40
"""Maximum number of places of a token that serves as an anchor, unless no other token is rarer."""
COMMON_MAX_PLACES = 200
"""Number of places looked up for a token if none is rare."""
CANDIDATES_MAX = 6
STRAY_MAX_TOKENS = 2
"""Number of tokens at the edge of a passage that may match by chance."""
MOVED_MAX_TOKENS = 8
"""Maximum number of tokens that may have moved to the place just before or after the passage."""
WORD_MAX_PIECES = 4
"""Maximum number of tokens in which a word may be written."""
SHORT_QUOTE_TOKENS = 8
"""Length of a quote in tokens below which every candidate is aligned."""
ALIGN_MAX_TOKENS = 3_000
"""Maximum number of tokens aligned at once; a longer quote is aligned in pieces."""
ANCHORS_MAX = 200
"""Maximum number of tokens of a quote whose places are looked up."""
CONTEXT_WEIGHT = 0.2
"""Weight of the context in the rank of a passage, as a share of the quote."""
_SENTENCE_END = re.compile(r"[.!?\n;:。！？؟।]")
"""Marks that end a sentence."""


def nearest(
    quote: Sequence[Token],
    page_index: TokenIndex,
    exact: str,
    text: str,
    before: Sequence[str],
    after: Sequence[str],
    within: tuple[int, int] | None = None,
) -> Passage | None:
    """Return the passage with the largest share of the quote, in order; None: too little of it is found anywhere.

    ``within`` is the range of tokens to search; None: all.
    """
    norms = [token.norm for token in quote]
    best: Passage | None = None
    apart = bool(before or after)
    spans = [within] if within else _windows(_candidates(norms, page_index), len(quote), page_index.length, apart=apart)
    windows = [page_index.norms(low, high) for low, high in spans]
    if not any(_may_be_enough(norms, window) for window in windows):
        return None
    context = CONTEXT_WEIGHT if before or after else 0.0
    shares = [LCSseq.similarity(norms, window) / len(norms) for window in windows]
    for share, low, window in sorted(
        zip(shares, (low for low, _ in spans), windows, strict=True), key=lambda each: -each[0]
    ):
        if best is not None and share + context < best.rank:
            break
        passage = _align(quote, norms, page_index, low, window, exact, text, before, after)
        if passage and context:
            context_share = _context_share(before, after, page_index, passage.first, passage.last)
            passage = replace(passage, rank=passage.rank + context * context_share, context_share=context_share)
        if passage and (best is None or passage.rank > best.rank):
            best = passage
    if best is None or not is_enough(quote, best, page_index, exact, text):
        return None
    return best


def _windows(starts: Sequence[int], size: int, length: int, *, apart: bool) -> list[tuple[int, int]]:
    """Return the token ranges around the possible beginnings of a quote; overlapping ranges are merged.

    With ``apart``, each is also returned by itself, so that the context can decide between neighbours.
    """
    single = [(max(0, start - 3 - size // 3), min(length, start + size + 40 + size // 2)) for start in sorted(starts)]
    windows: list[tuple[int, int]] = []
    for low, high in single:
        if windows and low < windows[-1][1]:
            windows[-1] = windows[-1][0], max(high, windows[-1][1])
        else:
            windows.append((low, high))
    return list(dict.fromkeys([*windows, *single])) if apart else windows


def _may_be_enough(norms: list[str], window: list[str]) -> bool:
    """Return whether ``is_enough`` may accept a passage in these tokens: a fast test before the alignment."""
    if len(norms) < SHORT_QUOTE_TOKENS or LCSseq.similarity(norms, window) >= SHARED_MIN_SHARE * len(norms):
        return True
    half = (max(VERBATIM_MIN_TOKENS, int(VERBATIM_MIN_SHARE * len(norms))) + 1) // 2
    fused = SEPARATOR + SEPARATOR.join(window) + SEPARATOR
    return any(
        SEPARATOR + SEPARATOR.join(norms[start : start + half]) + SEPARATOR in fused
        for start in range(0, len(norms) - half + 1, half)
    )


def _candidates(norms: list[str], page_index: TokenIndex) -> list[int]:
    """Return possible beginnings of the quote, derived from its rare tokens; if those are few, from pairs and triples too."""
    votes: Counter[int] = Counter()
    step = max(4, len(norms) // 4)
    known = _runs_found(norms, page_index) if len(norms) > ANCHORS_MAX else []
    stride = len(norms) // ANCHORS_MAX + 1
    if not known:
        known = _words_found(norms, stride, page_index, RARE_MAX_PLACES + 1)
    rare = [each for each in known if len(each[1]) <= RARE_MAX_PLACES]
    if len(rare) < SHARED_MIN_SHARE * len(norms) <= len(known) + 1 and len(norms) <= ANCHORS_MAX:
        rare += _phrases_found(norms, page_index, {offset for offset, _ in known})
    rare = rare or sorted(_words_found(norms, stride, page_index, COMMON_MAX_PLACES), key=lambda each: len(each[1]))[:3]
    begins: dict[int, list[int]] = defaultdict(list)
    for offset, found in rare:
        for place in found:
            bucket = (place - offset) // step
            votes[bucket] += 1
            votes[bucket + 1] += 1
            begins[bucket].append(place - offset)
    picked = []
    for bucket, _ in votes.most_common(CANDIDATES_MAX):
        nearby = begins.get(bucket, []) + begins.get(bucket - 1, [])
        picked.append(max(0, sorted(nearby)[len(nearby) // 2]))
    return list(dict.fromkeys(picked))


def _words_found(norms: list[str], stride: int, page_index: TokenIndex, many: int) -> list[tuple[int, list[int]]]:
    """Return the places of the quote's words by their offset, up to a maximum for each."""
    places = page_index.places({(norm,) for norm in norms[::stride]}, many)
    return [(offset, found) for offset in range(0, len(norms), stride) if (found := places[norms[offset],])]


def _phrases_found(norms: list[str], page_index: TokenIndex, known: set[int]) -> list[tuple[int, list[int]]]:
    """Return the places of rare pairs and triples in the quote: its single words may all be common."""
    found: list[tuple[int, list[int]]] = []
    for size in (2, 3):
        offsets = [at for at in range(len(norms) - size + 1) if all(at + each in known for each in range(size))]
        places = page_index.places({tuple(norms[at : at + size]) for at in offsets}, RARE_MAX_PLACES + 1)
        found += [
            (at, where) for at in offsets if 0 < len(where := places[tuple(norms[at : at + size])]) <= RARE_MAX_PLACES
        ]
    return found


def _runs_found(norms: list[str], page_index: TokenIndex) -> list[tuple[int, list[int]]]:
    """Return the places of triples of a long quote by their offset: single words occur everywhere."""
    offsets = range(0, len(norms) - 3, len(norms) // ANCHORS_MAX)
    places = page_index.places({tuple(norms[offset : offset + 3]) for offset in offsets}, RARE_MAX_PLACES)
    return [(offset, found) for offset in offsets if (found := places[tuple(norms[offset : offset + 3])])]


def _without_strays(
    tokens: Sequence[Token],
    blocks: Sequence[Run],
    window: list[str],
    page_index: TokenIndex,
    low: int,
    exact: str,
    text: str,
) -> tuple[int, int]:
    """Return the part of a window to align, without one or two tokens of a neighbouring sentence that match by chance."""
    begin, end = 0, len(window)
    if len(blocks) < 2:
        return begin, end
    first_run, second, last, last_run = blocks[0], blocks[1], blocks[-2], blocks[-1]
    parted = same_sentence(tokens[first_run.b - 1 : second.a + 1], exact) < second.a + 1 - first_run.b
    gap = second.c - first_run.d - (second.a - first_run.b)
    if not parted and first_run.b - first_run.a <= STRAY_MAX_TOKENS and gap > 0:
        between = page_index.tokens(low + first_run.d - 1, low + second.c + 1)
        retained = same_sentence(between[::-1], text)
        begin = second.c - retained if retained < len(between) - 1 else 0
    parted = same_sentence(tokens[last.b - 1 : last_run.a + 1], exact) < last_run.a + 1 - last.b
    gap = last_run.c - last.d - (last_run.a - last.b)
    if not parted and last_run.b - last_run.a <= STRAY_MAX_TOKENS and gap > 0:
        between = page_index.tokens(low + last.d - 1, low + last_run.c + 1)
        retained = same_sentence(between, text)
        end = max(begin, last.d + retained) if retained < len(between) - 1 else end
    return begin, end


def _align(
    tokens: Sequence[Token],
    quote: list[str],
    page_index: TokenIndex,
    low: int,
    window: list[str],
    exact: str,
    text: str,
    before: Sequence[str],
    after: Sequence[str],
) -> Passage | None:
    ours = Side(quote, _sentences(tokens, exact), [])

    def sentences(begin: int, end: int) -> list[int]:
        return _sentences(page_index.tokens(low + begin, low + end), text)

    equal, value = chain(ours, window, sentences)
    begin, end = _without_strays(tokens, equal, window, page_index, low, exact, text)
    if end - begin < len(window):
        window, low = window[begin:end], low + begin
        equal, value = chain(ours, window, sentences)
    retained = _readable(_compact(list(equal), quote, window), quote)
    if not retained:
        return None
    edits: list[Edit] = []
    src, dest = 0, retained[0][2]
    for a, b, c, d in [*retained, (len(quote), len(quote), retained[-1][3], retained[-1][3])]:
        if a > src or c > dest:
            edits.append((src, a, low + dest, low + c))
        src, dest = b, d
    first, last = low + retained[0][2], low + retained[-1][3] - 1
    first, last = _widened(first, last, edits, quote, page_index, text)
    first, last = _with_moved(first, last, edits, quote, page_index, text, (before, after))
    shared = sum(b - a for a, b, _, _ in retained)
    return Passage(first, last, shared / len(quote), value / len(quote), tuple(_shifted_left(edits, quote, page_index)))


def _context_share(before: Sequence[str], after: Sequence[str], page_index: TokenIndex, first: int, last: int) -> float:
    """Return the share of the context's words that are beside a passage."""
    left, right = page_index.norms(first - len(before), first), page_index.norms(last + 1, last + 1 + len(after))
    wanted = len(set(before)) + len(set(after))
    return (len(set(before) & set(left)) + len(set(after) & set(right))) / wanted


def _compact(equal: list[Edit], quote: list[str], window: list[str]) -> list[Edit]:
    """Return the equal runs moved together towards the longest one: of equal alignments, the one with the fewest gaps."""
    if len(equal) < 2:
        return equal
    runs = [list(run) for run in equal]
    longest = max(range(len(runs)), key=lambda index: runs[index][1] - runs[index][0])
    left, core, right = runs[:longest], runs[longest], runs[longest + 1 :]
    onward, back = core, core
    before: list[list[int]] = []
    for run in reversed(left):
        while run[1] > run[0] and run[1] == onward[0] and window[onward[2] - 1] == quote[run[1] - 1]:
            run[1], run[3], onward[0], onward[2] = run[1] - 1, run[3] - 1, onward[0] - 1, onward[2] - 1
        if run[1] > run[0]:
            before.insert(0, run)
            onward = run
    after: list[list[int]] = []
    for run in right:
        while run[1] > run[0] and run[0] == back[1] and window[back[3]] == quote[run[0]]:
            run[0], run[2], back[1], back[3] = run[0] + 1, run[2] + 1, back[1] + 1, back[3] + 1
        if run[1] > run[0]:
            after.append(run)
            back = run
    return [(a, b, c, d) for a, b, c, d in (*before, core, *after)]


def _readable(equal: list[Edit], quote: list[str]) -> list[Edit]:
    """Return the equal runs without short ones between longer differences: they only confuse readers."""
    retained = list(equal)
    for index in range(len(equal) - 2, 0, -1):
        a, b, c, d = retained[index]
        length = b - a
        unspaced = all(UNSPACED_CLASS.match(norm) for norm in quote[a:b])
        if length > (CHANCE_MAX_CHARS if unspaced else 1):
            continue
        previous, following = retained[index - 1], retained[index + 1]
        left = min(a - previous[1], c - previous[3])
        right = min(following[0] - b, following[2] - d)
        if left > length and right > length:
            del retained[index]
    return retained


def _widened(
    first: int, last: int, edits: list[Edit], quote: list[str], page_index: TokenIndex, text: str
) -> tuple[int, int]:
    """Extend the passage over the words, in the same sentence, in the place of the quote's first or last tokens."""
    for index, (a, b, c, d) in enumerate(edits):
        if d > c or b <= a or b - a > 4:
            continue
        word = "".join(quote[a:b])
        if a == 0 and b < len(quote):
            near = page_index.tokens(first - (b - a), first + 1)
            taken = _tokens_spelling(word, page_index.norms(first - WORD_MAX_PIECES, first)[::-1], backwards=True)
            taken = taken or same_sentence(near[::-1], text)
            if taken:
                edits[index] = (a, b, first - taken, first)
                first -= taken
        elif b == len(quote) and a > 0:
            taken = _tokens_spelling(word, page_index.norms(last + 1, last + 1 + WORD_MAX_PIECES), backwards=False)
            taken = taken or same_sentence(page_index.tokens(last, last + 1 + b - a), text)
            if taken:
                edits[index] = (a, b, last + 1, last + 1 + taken)
                last += taken
    return first, last


def _tokens_spelling(word: str, norms: list[str], *, backwards: bool) -> int:
    """Return the number of tokens beside a passage that together spell a word of the quote."""
    made = ""
    for count, norm in enumerate(norms, 1):
        made = norm + made if backwards else made + norm
        if made == word:
            return count
        if len(made) > len(word):
            return 0
    return 0


def _shifted_left(edits: list[Edit], quote: list[str], page_index: TokenIndex) -> list[Edit]:
    """Move insertions and deletions to the left as far as the text stays the same.

    This is for scripts with a token for each character.
    """
    out: list[Edit] = []
    for a, b, c, d in edits:
        floor = out[-1][1] if out else 0
        while a > floor + 1 and (a == b or c == d) and UNSPACED_CLASS.match(quote[a - 1]):
            run = quote[a - 1 : b] if c == d else page_index.norms(c - 1, d)
            if run[0] != run[-1]:
                break
            a, b, c, d = a - 1, b - 1, c - 1, d - 1
        out.append((a, b, c, d))
    return out


def _with_moved(
    first: int,
    last: int,
    edits: list[Edit],
    quote: list[str],
    page_index: TokenIndex,
    text: str,
    context: tuple[Sequence[str], Sequence[str]],
) -> tuple[int, int]:
    """Extend the passage over words of the quote that moved to just before or after it.

    Words that were there when the quote was taken, as its context shows, have not moved.
    """
    for a, b, c, d in list(edits):
        if d > c or not 0 < b - a <= MOVED_MAX_TOKENS:
            continue
        length, wanted = b - a, sorted(quote[a:b])
        before, after = page_index.tokens(first - length, first + 1), page_index.tokens(last, last + 1 + length)
        unmoved = [sorted(context[0][-length:]) == wanted, sorted(context[1][:length]) == wanted]
        if (
            not unmoved[0]
            and sorted(page_index.norms(first - length, first)) == wanted
            and same_sentence(before, text) == length
        ):
            edits.insert(0, (0, 0, first - length, first))
            return first - length, last
        if (
            not unmoved[1]
            and sorted(page_index.norms(last + 1, last + 1 + length)) == wanted
            and same_sentence(after, text) == length
        ):
            edits.append((len(quote), len(quote), last + 1, last + 1 + length))
            return first, last + length
    return first, last


def _sentences(near: Sequence[Token], text: str) -> list[int]:
    """Return the sentence number of each token, from 0."""
    numbers = [0] * min(1, len(near))
    for here, there in pairwise(near):
        numbers.append(numbers[-1] + (_SENTENCE_END.search(text, here.end, there.start) is not None))
    return numbers


def same_sentence(near: Sequence[Token], text: str) -> int:
    """Return the number of tokens after the first one that are in its sentence."""
    for count, (here, there) in enumerate(pairwise(near)):
        if _SENTENCE_END.search(text, min(here.end, there.end), max(here.start, there.start)):
            return count
    return max(0, len(near) - 1)
