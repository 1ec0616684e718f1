"""Time every list, filter, search and count on a desk of a million claims, inside the program.

Run ``python -m bench.scale [--db FILE] [--claims N] [--json OUT]``. Without a file, a desk is built (two minutes). The file is
migrated where it is older; it is not changed otherwise. ``--before OUT`` compares with the figures of another run, such as one
of an older checkout on its own copy of the desk: ``PYTHONPATH=CHECKOUT CHECKOUT/.venv/bin/python bench/scale.py --db COPY``.

Times are those of a warm file. A call that takes longer than ``--patience`` seconds is interrupted, and counts as that long.
"""

import argparse
import itertools
import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from factcheck.services.desk import Desk, open_desk
from factcheck.services.monitoring import run_plan
from factcheck.settings import Settings
from factcheck.store import filters, queries
from factcheck.store.fast_reader import Reader
from factcheck.store.rows import Sort
from factcheck.store.sessions import DeskSession

GOALS_MS = {"page": 5, "badges": 5, "due": 10, "search": 100, "word": 100, "pair": 100, "count": 100, "interrupt": 100}
"""The goal of each group for its 99th percentile."""
PAGE_CLAIMS = 50
DEPTHS = (0.0, 0.01, 0.1, 0.5, 0.97)
"""Depths in a list at which pages are taken, as shares of its length."""

Case = tuple[str, str, Callable[[], object]]
"""A group, what is done, and how."""


def quantile(times: list[float], share: float) -> float:
    """Return the nearest-rank quantile."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Bench:
    """A desk that is open for reading, and the cases that are timed on it."""

    def __init__(
        self, desk: Desk, session: DeskSession, reader: Reader, patience: float, rounds: int, *, cpu: bool
    ) -> None:
        self.desk, self.session, self.reader, self.patience, self.rounds = desk, session, reader, patience, rounds
        self.clock = time.thread_time if cpu else time.perf_counter
        raw: Any = session.connection().connection.driver_connection
        self.raw: sqlite3.Connection = raw
        self.me = self._one(
            "SELECT assignee FROM claim WHERE assignee IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        )

    def _one(self, sql: str) -> Any:
        return self.raw.execute(sql).fetchone()[0]

    def words(self) -> dict[str, list[str]]:
        """Return for each key of the language values that find many and few claims, one for the pairs first."""
        first, last = self.raw.execute("SELECT min(created_at), max(created_at) FROM claim").fetchone()
        early, middle, late = (self._quantile_day(share) for share in (0.02, 0.5, 0.98))
        tag = self._one(
            "SELECT name FROM tag JOIN claim_tag ON tag_id = tag.id GROUP BY tag.id ORDER BY count(*) DESC LIMIT 1"
        )
        claimant = self._one("SELECT claimant FROM claim WHERE id = (SELECT max(id) / 3 FROM claim)")
        due = self._one(
            "SELECT next_check_at FROM source WHERE next_check_at IS NOT NULL"
            " ORDER BY next_check_at LIMIT 1 OFFSET (SELECT count(*) / 50 FROM source)"
        )
        return {
            "status": ["open", "inbox", "published,review"],
            "rating": ["false", "none", "mixed,true"],
            "assignee": [self.me, "none", "nobody-here"],
            "tag": [tag, "no-such-tag"],
            "link": ["dead", "ok", "moved", "refused", "dead,soft404"],
            "quote": ["altered", "exact", "missing", "displaced"],
            "attention": ["yes", "no"],
            "before": [middle, early, late, first[:7]],
            "after": [middle, late, early, last[:7], "9999-12"],
            "quiet": [middle, early, late],
            "due": [due[:10], "9999-12-31", "1999"],
            "untouched": [middle, early, late],
            "claimant": [f'"{claimant}"', claimant[:2], "zzqq"],
            "lang": ["uk", "en", "xx"],
            "priority": ["3", "1", "2"],
            "id": [str(self._one("SELECT max(id) / 2 FROM claim"))],
        }

    def _quantile_day(self, share: float) -> str:
        low, high = self.raw.execute("SELECT min(id), max(id) FROM claim").fetchone()
        day = self._one(f"SELECT created_at FROM claim WHERE id >= {int(low + share * (high - low))} LIMIT 1")
        return str(day[:10])

    def searches(self) -> list[str]:
        """Return free words: common, rare, two and three of them, and beginnings of one to five letters."""
        self.raw.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab(main, claim_fts, row)")
        total = self._one("SELECT count(*) FROM terms")
        terms = [
            self._one(f"SELECT term FROM terms WHERE length(term) > 1 ORDER BY doc DESC LIMIT 1 OFFSET {place}")
            for place in (0, 1, 2, 10, 50, 300, total // 10, total // 3)
            if place < total
        ]
        alone = [*terms, *(f'"{term} "' for term in terms[:2])]
        several = [
            " ".join(each) for each in [*itertools.combinations(terms[:6], 2), terms[:3], terms[1:4], terms[3:6]]
        ]
        begun = {term[:length] for term in terms for length in range(1, 6)}
        return [*alone, *several, *sorted(begun), "zzqqxx"]

    def cases(self) -> Iterator[Case]:
        """Give all cases."""
        yield from self.pages()
        yield "badges", "badges", lambda: queries.badges(self.session)
        yield "badges", "badges, of the terminal", self.reader.badges
        yield "first", "first rows, of the terminal", lambda: self.reader.first(PAGE_CLAIMS)
        yield "all", "numbers of all claims, of the terminal", self.reader.ids
        yield from self.details()
        words = self.words()
        for key, values in words.items():
            for value in values:
                yield from self.lists("word", f"{key}:{value}")
                yield from self.lists("word", f"-{key}:{value}")
        for (one, ones), (other, others) in itertools.combinations(words.items(), 2):
            yield from self.lists("pair", f"{one}:{ones[0]} {other}:{others[0]}")
            yield from self.lists("pair", f"{one}:{ones[0]} -{other}:{others[0]}")
        for text in self.searches():
            yield from self.lists("search", text)
        for text in (self.searches()[0], "link:ok", "-link:ok"):
            yield "interrupt", text, partial(self.interrupted, text)

    def pages(self) -> Iterator[Case]:
        """Give pages of plain lists in each order, at several depths."""
        for sort, text in itertools.product(Sort, ("", "status:open", f"assignee:{self.me}", "rating:false")):
            filter_ = filters.parse(text)
            everything = queries.claim_ids(self.session, filter_, me=self.me, sort=sort)
            for depth in DEPTHS:
                after = (
                    self._key(sort, everything[int(depth * (len(everything) - 1))]) if depth and everything else None
                )
                yield (
                    "page",
                    f"{text or 'all'} by {sort}, {depth:.0%} down",
                    partial(self.page, filter_, sort, after),
                )

    def _key(self, sort: Sort, claim: int) -> tuple[Any, ...]:
        columns = {Sort.ATTENTION: "attention, priority, id", Sort.UPDATED: "updated_at, id", Sort.ID: "id"}[sort]
        row = self.raw.execute(f"SELECT {columns} FROM claim WHERE id = ?", (claim,)).fetchone()
        # An older checkout gives its keys as the mapper has them.
        if sort is Sort.UPDATED and not hasattr(queries, "plans"):
            from datetime import UTC, datetime

            return (datetime.fromisoformat(row[0]).replace(tzinfo=UTC), row[1])
        return tuple(row)

    def page(self, filter_: filters.Filter, sort: Sort, after: tuple[Any, ...] | None) -> object:
        """Return a page."""
        return queries.claim_page(self.session, filter_, me=self.me, sort=sort, after=after, limit=PAGE_CLAIMS)

    def details(self) -> Iterator[Case]:
        """Give what is read of one claim, and of alerts."""
        claim = self._one("SELECT claim_id FROM alert WHERE resolved_at IS NULL ORDER BY id DESC LIMIT 1")
        yield "due", "how many sources are due", lambda: run_plan.due_sources(self.session, self.desk.clock())
        yield "show", f"claim {claim}", lambda: queries.claim_detail(self.session, claim)
        yield "show", f"claim {claim}, of the terminal", lambda: self.reader.pane(claim)
        yield "show", f"alerts of claim {claim}", lambda: queries.alerts_of(self.session, claim)
        for text in ("", "link:dead", "status:open", f"assignee:{self.me}", "tag:no-such-tag", self.searches()[0]):
            filter_ = filters.parse(text)
            yield "alerts", text or "all", partial(queries.alerts, self.session, filter_, me=self.me)
            yield (
                "waiting",
                text or "all",
                partial(queries.pending_quotes, self.session, filter_, me=self.me),
            )

    def lists(self, group: str, text: str) -> Iterator[Case]:
        """Give the first page of a filter, and its count."""
        filter_ = filters.parse(text)
        yield group, text, lambda: self.page(filter_, Sort.ATTENTION, None)
        yield "count", text, lambda: queries.count(self.session, filter_, me=self.me)

    def interrupted(self, text: str) -> None:
        """Ask for all claims of a filter and interrupt that at once; the time is that from the interrupt to the end."""
        ended = threading.Event()
        asked_at = 0.0

        def interrupt() -> None:
            nonlocal asked_at
            time.sleep(0.02)
            asked_at = time.perf_counter()
            while not ended.wait(0.005):
                self.raw.interrupt()

        waiting = threading.Thread(target=interrupt)
        waiting.start()
        with suppress(sa.exc.OperationalError):
            queries.claim_ids(self.session, filters.parse(text), me=self.me)
        took = time.perf_counter() - asked_at
        ended.set()
        waiting.join()
        # By the clock of the case: what came before the interrupt does not count.
        self.began = self.clock() - (took if asked_at else 0.0)

    def timed(self, case: Case) -> list[float]:
        """Return what a case takes, in milliseconds; the first round, which warms the file, is not among them."""
        times: list[float] = []
        for round_ in range(self.rounds + 1):
            watch = threading.Timer(self.patience, self.raw.interrupt)
            watch.start()
            self.began = self.clock()
            try:
                case[2]()
            except (sa.exc.OperationalError, OverflowError):
                # Interrupted; or an older checkout, to which the end of the calendar is a surprise.
                return [self.patience * 1000]
            finally:
                watch.cancel()
            self.session.expunge_all()
            took = (self.clock() - self.began) * 1000
            if round_:
                times.append(took)
            elif took > 2000:
                return [took]
        return times


def measure(path: str, patience: float, rounds: int, only: set[str], *, cpu: bool) -> dict[str, list[float]]:
    """Return the times of all cases, by group and case."""
    figures: dict[str, list[float]] = {}
    with open_desk(Settings(db=path, actor="bench")) as desk, desk.read() as session, Reader(path) as reader:
        bench = Bench(desk, session, reader, patience, rounds, cpu=cpu)
        for case in bench.cases():
            if only and case[0] not in only:
                continue
            figures[f"{case[0]}\t{case[1]}"] = bench.timed(case)
    return figures


def by_group(figures: dict[str, list[float]]) -> dict[str, dict[str, list[float]]]:
    """Return the figures, a group after the other."""
    groups: dict[str, dict[str, list[float]]] = {}
    for name, times in figures.items():
        group, _, case = name.partition("\t")
        groups.setdefault(group, {})[case] = times
    return groups


def report(figures: dict[str, list[float]], before: dict[str, list[float]] | None, slowest: int) -> bool:
    """Print a line for each group, and its slowest cases; return whether every goal is met."""
    met = True
    older = by_group(before) if before else {}
    print(
        f"{'':<54}{'cases':>6}{'p50 ms':>9}{'p99 ms':>9}{'goal':>6}" + (f"{'before':>10}{'p99':>9}" if before else "")
    )
    for group, cases in by_group(figures).items():
        times = [each for case in cases.values() for each in case]
        p99, goal = quantile(times, 0.99), GOALS_MS.get(group)
        met &= goal is None or p99 <= goal
        line = f"{group:<54}{len(cases):>6}{quantile(times, 0.5):>9.2f}{p99:>9.1f}{goal or '':>6}"
        if was := [each for case in older.get(group, {}).values() for each in case]:
            line += f"{quantile(was, 0.5):>10.1f}{quantile(was, 0.99):>9.0f}"
        print(line)
        worst = sorted(cases, key=lambda case: -quantile(cases[case], 0.5))[:slowest]
        for case in worst:
            line = f"    {case[:48]:<56}{quantile(cases[case], 0.5):>9.2f}{max(cases[case]):>11.1f}"
            if was := older.get(group, {}).get(case, []):
                line += f"{'':>6}{quantile(was, 0.5):>10.1f}{max(was):>9.0f}"
            print(line)
    return met


def main() -> None:
    """Measure, and print a table; end with 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", help="a desk to measure; it is migrated")
    parser.add_argument("--claims", type=int, default=1_000_000, help="the size of the desk that is built")
    parser.add_argument("--json", type=Path, help="write the times to a file")
    parser.add_argument("--before", type=Path, help="compare with the times of another run")
    parser.add_argument("--patience", type=float, default=20.0, help="seconds that a call may take")
    parser.add_argument("--rounds", type=int, default=5, help="how often each case is timed")
    parser.add_argument("--only", nargs="*", default=[], help="groups of cases, such as page word search")
    parser.add_argument(
        "--cpu", action="store_true", help="take the thread's processor time: on a machine with other work"
    )
    parser.add_argument("--slowest", type=int, default=3, help="how many of the slowest cases of a group are named")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.db or str(Path(folder) / "desk.db")
        if not asked.db:
            subprocess.run([sys.executable, "-m", "bench.million", path, str(asked.claims)], check=True)
        figures = measure(path, asked.patience, asked.rounds, set(asked.only), cpu=asked.cpu)
    if asked.json:
        asked.json.write_text(json.dumps(figures))
    before = json.loads(asked.before.read_text()) if asked.before else None
    sys.exit(0 if report(figures, before, asked.slowest) else 1)


if __name__ == "__main__":
    main()
