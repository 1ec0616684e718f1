"""Measure how well and how fast tracked claims are found: python bench/matching.py DATA [--pairs FOLDER] [--million]

DATA is a folder in the format of CheckThat! 2020, task 2: claims.jsonl, queries-train.jsonl, queries-dev.jsonl, train.qrels,
dev.qrels. FOLDER has twins-*.jsonl, same-*.jsonl, paraphrases-*.jsonl and distractors-*.jsonl. The data is free for research
use, and is not part of this project.
"""

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from factcheck.languages.stems import WORD_PATTERN, folded
from factcheck.matching.differences import compare
from factcheck.services.desk import Desk, open_desk
from factcheck.services.matching import find_matches
from factcheck.services.matching.aliases import default_aliases
from factcheck.settings import Settings
from factcheck.store.claim_columns import match_text, text_digest
from factcheck.vocabulary import MatchRelation

RANKS = 5
MILLION = 1_000_000
QUERIES_TIMED = 200
ROWS_PER_BATCH = 10_000


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def key(text: str) -> str:
    """Return what texts share that differ in typography only."""
    return " ".join(WORD_PATTERN.findall(folded(text)))


def fill(desk: Desk, rows: Sequence[tuple[int, str, str | None]]) -> None:
    """Store claims by their numbers, with plain statements: text and stand-alone wording."""
    now = "2026-01-01 00:00:00.000000"
    with desk.engine.begin() as connection:
        for start in range(0, len(rows), ROWS_PER_BATCH):
            connection.exec_driver_sql(
                "INSERT INTO claim (id, version, text, standalone, claimant, status, priority, attention, text_digest,"
                " search_text, match_text, created_at, updated_at)"
                " VALUES (?, 1, ?, ?, 'unattributed', 'inbox', 2, 0, ?, '', ?, ?, ?)",
                [
                    (number, text, title, text_digest(text), match_text(text, title, "unattributed"), now, now)
                    for number, text, title in rows[start : start + ROWS_PER_BATCH]
                ],
            )


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
            began = time.process_time()
            found = find_matches(desk, query["text"], count=RANKS)
            times.append(time.process_time() - began)
            wanted = {canonical[each] for each in gold[query["id"]]}
            ranked = [canonical[each.claim_id] for each in found]
            scores.append(average_precision(ranked, wanted))
            hits += bool(set(ranked) & wanted)
            if found and found[0].tracked:
                flagged += 1
                right += ranked[0] in wanted
        print(
            f"{split:6} {len(queries):4} posts  MAP@5 {sum(scores) / len(scores):.4f}  recall@5 {hits / len(queries):.4f}"
            f"  tracked {flagged}, of these right {right}  {quantiles(times)}"
        )


def quantiles(times: Sequence[float]) -> str:
    """Return median and 95th percentile in milliseconds."""
    ordered = sorted(times)
    return (
        f"p50 {ordered[len(ordered) // 2] * 1000:.1f} ms  p95 {ordered[int(len(ordered) * 0.95)] * 1000:.1f} ms (CPU)"
    )


def million(data: Path, claims: list[tuple[int, str, str | None]]) -> None:
    """Print the time of a query among a million claims, made of chains of neighbouring words of the real ones."""
    chain: dict[str, list[str]] = {}
    for _, text, _ in claims:
        words = text.split()
        for left, right in pairwise(words):
            chain.setdefault(left, []).append(right)
    chosen = random.Random(1)
    starts = list(chain)
    rows = list(claims)
    while len(rows) < MILLION:
        word = chosen.choice(starts)
        made = [word]
        while len(made) < chosen.randint(8, 24) and word in chain:
            word = chosen.choice(chain[word])
            made.append(word if chosen.random() > 0.04 else f"{word}{chosen.randint(1, 9999)}")
        rows.append((len(rows) + 1, " ".join(made), None))
    with desk_of(rows) as desk:
        texts = [each["text"] for each in lines(data / "queries-dev.jsonl")][:QUERIES_TIMED]
        for name, asked in (("posts", texts), ("claims", [text for _, text, _ in claims[:QUERIES_TIMED]])):
            times = []
            for text in asked:
                began = time.process_time()
                find_matches(desk, text, count=RANKS)
                times.append(time.process_time() - began)
            print(f"{len(rows):,} claims, {name}: {quantiles(times)}")


class desk_of:  # noqa: N801  used as a function
    """A context with a desk in a temporary folder that has some claims."""

    def __init__(self, rows: Sequence[tuple[int, str, str | None]]) -> None:
        self.rows = rows

    def __enter__(self) -> Desk:
        self.folder = tempfile.TemporaryDirectory(prefix="factcheck-bench-")
        self.opened = open_desk(Settings(db=str(Path(self.folder.name) / "desk.db"), actor="bench"))
        desk = self.opened.__enter__()
        fill(desk, self.rows)
        return desk

    def __exit__(self, *error: Any) -> None:
        self.opened.__exit__(*error)
        self.folder.cleanup()


def labels(folder: Path) -> None:
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
        paraphrases(path)


def paraphrases(path: Path) -> None:
    """Print the recall of paraphrases among all claims of their folder."""
    rows = lines(path)
    others = [
        text for name in ("distractors", "twins", "same") for each in siblings(path, name) for text in texts_of(each)
    ]
    claims: list[tuple[int, str, str | None]] = [(number, each["claim"], None) for number, each in enumerate(rows, 1)]
    claims += [(len(rows) + number, text, None) for number, text in enumerate(others, 1)]
    hits: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    with desk_of(claims) as desk:
        for number, each in enumerate(rows, 1):
            kind = "one language" if each["query_language"] == each["claim_language"] else "across languages"
            asked[kind] += 1
            found = find_matches(desk, each["query"], count=RANKS, language=each["query_language"])
            hits[kind] += number in [match.claim_id for match in found]
    shown = ", ".join(f"{kind} {hits[kind] / count:.3f} of {count}" for kind, count in sorted(asked.items()))
    print(f"{path.name}: recall@5 among {len(claims)} claims: {shown}")


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
    given = parser.parse_args()
    claims = [(int(each["id"]) + 1, each["text"], each["title"]) for each in lines(given.data / "claims.jsonl")]
    first: dict[str, int] = {}
    canonical = {number: first.setdefault(key(text), number) for number, text, _ in claims}
    with desk_of([each for each in claims if canonical[each[0]] == each[0]]) as desk:
        retrieval(desk, given.data, canonical)
    if given.pairs:
        labels(given.pairs)
    if given.million:
        million(given.data, claims)


if __name__ == "__main__":
    main()
