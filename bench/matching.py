"""Measure how well and how fast tracked claims are found.

python bench/matching.py DATA [--pairs FOLDER] [--million] [--fit] [--semantic FILE]

DATA is a folder in the format of CheckThat! 2020, task 2: claims.jsonl, queries-train.jsonl, queries-dev.jsonl, train.qrels,
dev.qrels. FOLDER has twins-*.jsonl, same-*.jsonl, paraphrases-*.jsonl and distractors-*.jsonl. The data is free for research
use, and is not part of this project.

FILE caches the vectors of claims between runs: encoding 10,000 claims takes six minutes.
"""

import argparse
import hashlib
import json
import math
import operator
import random
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factcheck.languages.stems import WORD_PATTERN, folded
from factcheck.matching.differences import compare
from factcheck.matching.encoders import DEFAULT, Encoding, load_encoder
from factcheck.matching.flag import SHARED_MIN, Evidence
from factcheck.models import Claim
from factcheck.services.desk import Desk, open_desk
from factcheck.services.matching import ClaimMatch, find_matches
from factcheck.services.matching.aliases import default_aliases
from factcheck.services.matching.similar import similar_claims
from factcheck.services.matching.vectors import make_vectors
from factcheck.settings import MatchSettings, Settings
from factcheck.store.bulk_insert import bulk_insert
from factcheck.store.claim_columns import match_text, search_text, text_digest
from factcheck.vocabulary import MatchRelation

if TYPE_CHECKING:
    from factcheck.matching.encoders import Matrix

RANKS = 5
MILLION = 1_000_000
QUERIES_TIMED = 200
ROWS_PER_BATCH = 10_000
PARTS = 10
"""Parts of the posts for the cross-validation of the flag."""
PRECISION = 0.9
SMALL_DESKS = (1, 6, 50, 500)
DESKS = 10
TEXTS = 30
NEWTON_STEPS = 12
NEW_WORD_SHARE = 0.04
"""Share of the words of a made claim that no other claim has."""
Row = tuple[int, str, str | None]
"""Number, text and title of a claim."""


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def key(text: str) -> str:
    """Return what texts share that differ in typography only."""
    return " ".join(WORD_PATTERN.findall(folded(text)))


def fill(desk: Desk, rows: Iterable[Row]) -> None:
    """Store claims by their numbers, as an import does: text and stand-alone wording."""
    insert = bulk_insert(Claim, desk.engine.dialect)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for some in batched(rows, ROWS_PER_BATCH):
        with desk.engine.begin() as connection:
            insert.run(
                connection,
                [
                    insert.bind(
                        {
                            "id": number,
                            "version": 1,
                            "text": text,
                            "standalone": title,
                            "claimant": "unattributed",
                            "text_digest": text_digest(text),
                            "search_text": search_text(text, title, "unattributed"),
                            "match_text": match_text(text, title, "unattributed"),
                            "attention": 0,
                            "created_at": now,
                            "updated_at": now,
                        }
                    )
                    for number, text, title in some
                ],
            )


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Yield the rows, some at a time."""
    waiting = iter(rows)
    while some := list(islice(waiting, size)):
        yield some


def gold_of(path: Path) -> dict[str, set[int]]:
    """Return the numbers of the right claims by query."""
    found: dict[str, set[int]] = {}
    for line in path.read_text().splitlines():
        query, _, claim, right = line.split()
        if right != "0":
            found.setdefault(query, set()).add(int(claim) + 1)
    return found


def average_precision(ranked: Sequence[int], gold: set[int]) -> float:
    """Return the average precision of the first ranks."""
    hits, total = 0, 0.0
    for rank, number in enumerate(ranked[:RANKS], 1):
        if number in gold:
            hits += 1
            total += hits / rank
    return total / min(len(gold), RANKS)


def retrieval(desk: Desk, data: Path, canonical: dict[int, int]) -> None:
    """Print MAP@5, recall@5 and the time of a query."""
    for split in ("train", "dev"):
        gold = gold_of(data / f"{split}.qrels")
        queries = [each for each in lines(data / f"queries-{split}.jsonl") if each["id"] in gold]
        scores, hits, times = [], 0, []
        flagged = right = 0
        for query in queries:
            found, seconds = timed(desk, query["text"])
            times.append(seconds)
            wanted = {canonical[each] for each in gold[query["id"]]}
            ranked = [canonical.get(each.claim_id, 0) for each in found]
            scores.append(average_precision(ranked, wanted))
            hits += bool(set(ranked) & wanted)
            if found and found[0].tracked:
                flagged += 1
                right += ranked[0] in wanted
        print(
            f"{split:6} {len(queries):4} posts  MAP@5 {sum(scores) / len(scores):.4f}  recall@5 {hits / len(queries):.4f}"
            f"  tracked {flagged}, of these right {right}  {quantiles(times)}"
        )


def timed(desk: Desk, text: str) -> tuple[list[ClaimMatch], float]:
    """Return the matches of a text, and the seconds of processor time that they took."""
    began = time.process_time()
    found = find_matches(desk, text, count=RANKS)
    return found, time.process_time() - began


def quantiles(times: Sequence[float]) -> str:
    """Return median and 95th percentile in milliseconds."""
    ordered = sorted(times)
    return (
        f"p50 {ordered[len(ordered) // 2] * 1000:.1f} ms  p95 {ordered[int(len(ordered) * 0.95)] * 1000:.1f} ms (CPU)"
    )


def with_made_claims(claims: Sequence[Row], count: int) -> Iterator[Row]:
    """Yield the claims, and claims made of chains of neighbouring words of theirs, ``count`` in all."""
    chain: dict[str, list[str]] = {}
    for _, text, _ in claims:
        for left, right in pairwise(text.split()):
            chain.setdefault(left, []).append(right)
    draw = random.Random(1).random
    starts = list(chain)
    yield from claims
    for number in range(max(each[0] for each in claims) + 1, count + 1):
        word = starts[int(draw() * len(starts))]
        made = [word]
        for _ in range(int(8 + draw() * 16)):
            following = chain.get(word)
            if following is None:
                break
            word = following[int(draw() * len(following))]
            made.append(word if draw() > NEW_WORD_SHARE else f"{word}{int(draw() * 9999)}")
        yield number, " ".join(made), None


def million(data: Path, claims: Sequence[Row], canonical: dict[int, int]) -> None:
    """Print how well and how fast claims are found among a million."""
    began = time.monotonic()
    with desk_of(with_made_claims(claims, MILLION)) as desk:
        print(f"{MILLION:,} claims stored in {time.monotonic() - began:.0f} s")
        retrieval(desk, data, canonical)
        asked = [text for _, text, _ in claims[:QUERIES_TIMED]]
        print(f"claims as texts: {quantiles([timed(desk, text)[1] for text in asked])}")


def other_claims(desk: Desk, claims: Sequence[Row]) -> None:
    """Print how often another claim is called probably the same as a claim, by its relation."""
    called: Counter[str] = Counter()
    asked = random.Random(3).sample(claims, DESKS * TEXTS)
    for number, text, _ in asked:
        found = find_matches(desk, text, count=1, exclude={number})
        if found and found[0].tracked:
            called[str(found[0].relation)] += 1
    print(f"{len(asked)} claims among all others, probably the same: {dict(called)}")


def small_desks(claims: Sequence[Row]) -> None:
    """Print how often a claim of a small desk is called probably the same as another claim of the data, or a beginning of it."""
    chosen = random.Random(2)
    for size in SMALL_DESKS:
        called: Counter[str] = Counter()
        for _ in range(DESKS):
            drawn = chosen.sample(claims, size + TEXTS)
            stored = [(number, text, title) for number, (_, text, title) in enumerate(drawn[:size], 1)]
            with desk_of(stored) as desk:
                for _, text, _ in drawn[size:]:
                    words = text.split()
                    for name, asked in (("claims", text), ("beginnings", " ".join(words[: chosen.randint(1, 6)]))):
                        found = find_matches(desk, asked)
                        called[name] += bool(found) and found[0].tracked
                        called[f"{name} that differ in nothing"] += (
                            bool(found) and found[0].tracked and not found[0].differs
                        )
        shown = ", ".join(f"{name} {count}" for name, count in called.items())
        print(f"desks of {size} claims, {DESKS * TEXTS} other claims, probably the same: {shown}")


class desk_of:  # noqa: N801  used as a function
    """A context with a desk in a temporary folder that has some claims."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = rows

    def __enter__(self) -> Desk:
        self.folder = tempfile.TemporaryDirectory(prefix="factcheck-bench-")
        self.opened = open_desk(
            Settings(db=str(Path(self.folder.name) / "desk.db"), actor="bench", match=MatchSettings(encoder="off"))
        )
        desk = self.opened.__enter__()
        fill(desk, self.rows)
        return desk

    def __exit__(self, *error: Any) -> None:
        self.opened.__exit__(*error)
        self.folder.cleanup()


class CachingEncoder:
    """The encoder of the extra, with the vectors of claims in a file. A single text, such as a post, is encoded anew."""

    def __init__(self, path: Path) -> None:
        self.real = load_encoder(DEFAULT)
        self.name, self.version, self.dimensions = self.real.name, self.real.version, self.real.dimensions
        self.unrelated = self.real.unrelated
        self.cache = sqlite3.connect(path)
        self.cache.execute("CREATE TABLE IF NOT EXISTS vector (digest TEXT PRIMARY KEY, numbers BLOB)")

    def encode(self, texts: Sequence[str]) -> "Matrix":
        import numpy as np

        if len(texts) == 1:
            return self.real.encode(texts)
        return np.stack([self.cached(text) for text in texts])

    def cached(self, text: str) -> "Matrix":
        """Return the vector of a text, from the file where it has it."""
        import numpy as np

        digest = hashlib.sha256(f"{self.version} {text}".encode()).hexdigest()
        row = self.cache.execute("SELECT numbers FROM vector WHERE digest = ?", (digest,)).fetchone()
        if row is None:
            row = (self.real.encode([text])[0].astype("<f2").tobytes(),)
            with self.cache:
                self.cache.execute("INSERT INTO vector VALUES (?, ?)", (digest, *row))
        return np.frombuffer(row[0], dtype="<f2").astype(np.float32)


def with_vectors(desk: Desk, encoding: Encoding) -> Desk:
    """Return the desk with an encoder, and make the vectors of its claims."""
    semantic = replace(desk, encoding=encoding)
    for _ in make_vectors(semantic):
        pass
    if complaint := encoding.complaint():
        raise SystemExit(complaint)
    return semantic


Weights = tuple[float, ...]


@dataclass(frozen=True)
class Case:
    """A post with the evidence for its first claim, among all claims or among those without its own."""

    post: int
    evidence: Evidence
    right: bool

    @property
    def values(self) -> Weights:
        """The factors of the weights."""
        return 1.0, self.evidence.lead, self.evidence.distance


def fit(desk: Desk, data: Path, canonical: dict[int, int]) -> None:
    """Print the weights of the flag, and its recall where each tenth of the posts is judged by weights of the others."""
    aliases = default_aliases()
    cases = []
    posts = 0
    for split in ("train", "dev"):
        gold = gold_of(data / f"{split}.qrels")
        for query in lines(data / f"queries-{split}.jsonl"):
            if query["id"] not in gold:
                continue
            posts += 1
            wanted = {canonical[each] for each in gold[query["id"]]}
            for without in (set(), wanted):
                with desk.read() as session:
                    found = similar_claims(session, query["text"], aliases, without)
                if found.evidence:
                    cases.append(Case(posts, found.evidence, found.ranked[0].claim_id in wanted))
    flagged = right = 0
    for part in range(PARTS):
        others = [each for each in cases if each.post % PARTS != part]
        weights = logistic(others)
        least = threshold(others, weights)
        for each in cases:
            if each.post % PARTS == part and rated(each, weights) >= least:
                flagged += 1
                right += each.right
    weights = logistic(cases)
    print(f"tracked: recall {right / posts:.3f}, precision {right / flagged:.3f}, of {posts} posts, in {PARTS} parts")
    print(f"weights {', '.join(f'{each:.2f}' for each in weights)}; from {threshold(cases, weights):.2f} on")


def rated(case: Case, weights: Weights) -> float:
    """Return the probability that some weights give a case; 0 if it shares too few words."""
    if case.evidence.shared < SHARED_MIN:
        return 0.0
    return probability(case, weights)


def probability(case: Case, weights: Weights) -> float:
    """Return the logistic function of the values of a case."""
    return 1 / (1 + math.exp(-sum(map(operator.mul, weights, case.values))))


def threshold(cases: Sequence[Case], weights: Weights) -> float:
    """Return the least probability from which on PRECISION of the cases are right."""
    least, right = 1.0, 0
    for number, each in enumerate(sorted(cases, key=lambda case: -rated(case, weights)), 1):
        right += each.right
        if right / number >= PRECISION:
            least = rated(each, weights)
    return least


def logistic(cases: Sequence[Case]) -> Weights:
    """Return the weights of greatest likelihood, by Newton's method."""
    weights: Weights = (0.0, 0.0, 0.0)
    for _ in range(NEWTON_STEPS):
        gradient = [0.0] * 3
        curvature = [[0.0] * 3 for _ in range(3)]
        for each in cases:
            likely = probability(each, weights)
            for row, value in enumerate(each.values):
                gradient[row] += value * (each.right - likely)
                for column, other in enumerate(each.values):
                    curvature[row][column] += value * other * likely * (1 - likely)
        weights = tuple(map(operator.add, weights, solved(curvature, gradient)))
    return weights


def solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Return the solution of linear equations, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at, pivot in enumerate(rows):
        rows[at] = [each / pivot[at] for each in pivot]
        for other, row in enumerate(rows):
            if other != at:
                rows[other] = [a - row[at] * b for a, b in zip(row, rows[at], strict=True)]
    return [row[-1] for row in rows]


def labels(folder: Path, cache: Path | None) -> None:
    """Print how twins, equal pairs and paraphrases are labelled and found."""
    aliases = default_aliases()
    for path in sorted(folder.glob("twins-*.jsonl")):
        rows = lines(path)
        found = [compare(each["a"], each["b"], aliases) for each in rows]
        same = sum(each.relation is MatchRelation.SAME for each in found)
        right = sum(
            any(kind.kind == row["kind"] for kind in each.differs) for each, row in zip(found, rows, strict=True)
        )
        print(f"{path.name}: {len(rows)} twins, {same} unlabelled as the same, kind right {right / len(rows):.1%}")
    for path in sorted(folder.glob("same-*.jsonl")):
        rows = lines(path)
        counts = Counter(str(compare(each["a"], each["b"], aliases).relation) for each in rows)
        print(f"{path.name}: {len(rows)} equal pairs: {dict(counts)}")
    for path in sorted(folder.glob("paraphrases-*.jsonl")):
        paraphrases(path, cache)


def paraphrases(path: Path, cache: Path | None) -> None:
    """Print the recall of paraphrases among all claims of their folder."""
    rows = lines(path)
    others = [
        text for name in ("distractors", "twins", "same") for each in siblings(path, name) for text in texts_of(each)
    ]
    claims: list[Row] = [(number, each["claim"], None) for number, each in enumerate(rows, 1)]
    claims += [(len(rows) + number, text, None) for number, text in enumerate(others, 1)]
    with desk_of(claims) as desk:
        print_recall(desk, f"{path.name}, lexical", rows, len(claims))
        if cache:
            encoding = Encoding(DEFAULT, load=lambda _: CachingEncoder(cache))
            print_recall(with_vectors(desk, encoding), f"{path.name}, semantic", rows, len(claims))


def print_recall(desk: Desk, name: str, rows: Sequence[dict[str, Any]], claims: int) -> None:
    """Print how many paraphrases find their claim, whose number is their place."""
    hits: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for number, each in enumerate(rows, 1):
        is_one = each["query_language"] == each.get("claim_language", each.get("language"))
        kind = "one language" if is_one else "across languages"
        asked[kind] += 1
        found = find_matches(desk, each["query"], count=RANKS, language=each["query_language"])
        ranked = [match.claim_id for match in found]
        hits[kind] += number in ranked
        firsts[kind] += ranked[:1] == [number]
    shown = ", ".join(
        f"{kind} {hits[kind] / count:.3f}, first {firsts[kind] / count:.3f}, of {count}"
        for kind, count in sorted(asked.items())
    )
    print(f"{name}: recall@5 among {claims} claims: {shown}")


def siblings(path: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of another file of the same set."""
    other = path.with_name(path.name.replace("paraphrases", name))
    yield from lines(other) if other.exists() else []


def texts_of(row: dict[str, Any]) -> list[str]:
    """Return the texts of an object."""
    return [row[name] for name in ("text", "a", "b") if name in row]


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--pairs", type=Path, metavar="FOLDER")
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--fit", action="store_true", help="fit the weights of factcheck/matching/flag.py")
    parser.add_argument(
        "--semantic", type=Path, metavar="FILE", help="compare with the encoder of the extra semantic, too"
    )
    given = parser.parse_args()
    claims = [(int(each["id"]) + 1, each["text"], each["title"]) for each in lines(given.data / "claims.jsonl")]
    first: dict[str, int] = {}
    canonical = {number: first.setdefault(key(text), number) for number, text, _ in claims}
    with desk_of([each for each in claims if canonical[each[0]] == each[0]]) as desk:
        retrieval(desk, given.data, canonical)
        if given.semantic:
            encoding = Encoding(DEFAULT, load=lambda _: CachingEncoder(given.semantic))
            print(f"with {encoding.model}:")
            retrieval(with_vectors(desk, encoding), given.data, canonical)
        if given.fit:
            distinct = [each for each in claims if canonical[each[0]] == each[0]]
            fit(desk, given.data, canonical)
            other_claims(desk, distinct)
            small_desks(distinct)
    if given.pairs:
        labels(given.pairs, given.semantic)
    if given.million:
        million(given.data, [each for each in claims if canonical[each[0]] == each[0]], canonical)


if __name__ == "__main__":
    main()
