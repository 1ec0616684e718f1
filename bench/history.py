"""Measure a desk with a long history: its size before and after compaction, and the time of a run and of showing a claim.

Run ``python -m bench.history [--sources N] [--days N]``. Every source is checked once a day. Three in five serve the same
bytes each time; the others answer 304, serve other bytes around the same words, are blocked, fail now and then, or are
dead. The size is measured after ``db compact`` and after ``VACUUM``, and extrapolated to a year of 100,000 sources. Then a
desk with a year of captures and alerts is compared with one that has a week of them.
"""

import argparse
import hashlib
import math
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from factcheck.services.captures.similarity import drift_by_citation
from factcheck.services.desk import Desk, open_desk
from factcheck.services.monitoring.run_plan import load_sources
from factcheck.services.operations.compaction import compact
from factcheck.settings import DeskSettings, Settings
from factcheck.store import filters, queries
from factcheck.verifier.scheduling.page_check import compress_text

BEGIN = datetime(2026, 1, 1, 3, tzinfo=UTC)
DAY_MS = 86_400_000
YEAR_CHECKS = 36_500_000
YEAR_GOAL_BYTES = 2_000_000_000
COSTS_MAX_RATIO = 2.0
KINDS = ("same",) * 12 + ("unmodified",) * 2 + ("dynamic",) * 3 + ("blocked", "flaky", "dead")
CHECK = (
    "INSERT INTO source_check (id, source_id, run_id, at, link, reason, http_status, content_type, bytes,"
    " payload_digest, text_digest, elapsed_ms, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
QUOTE = (
    "INSERT INTO citation_check (citation_id, source_check_id, quote, reason, score, start, end, diff)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def digest(*words: object) -> str:
    """Return a digest as a check has it."""
    return f"sha256:{hashlib.sha256(repr(words).encode()).hexdigest()}"


def base(connection: Any, sources: int) -> None:
    """Write claims, sources and citations, one each."""
    at = f"{BEGIN:%Y-%m-%d %H:%M:%S.%f}"
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO host (id, name, failures) VALUES (?, ?, 0)", ((n + 1, f"h{n}.example") for n in range(1000))
    )
    connection.executemany(
        "INSERT INTO claim (id, version, text, claimant, status, priority, attention, text_digest, search_text,"
        f" created_at, updated_at) VALUES (?, 1, ?, 'x', 'open', 2, 0, ?, ?, '{at}', '{at}')",
        ((n, f"Claim {n}", str(n), f"claim {n}") for n in range(1, sources + 1)),
    )
    connection.executemany(
        "INSERT INTO source (id, url, host_id, kind, state, memory_strikes, memory_looks, created_at)"
        f" VALUES (?, ?, ?, 'news', 'ok', 0, 0, '{at}')",
        ((n, f"https://h{n % 1000}.example/story/{n}", n % 1000 + 1) for n in range(1, sources + 1)),
    )
    connection.executemany(
        "INSERT INTO citation (id, version, claim_id, source_id, role, stance, exact, prefix, suffix, quote_state,"
        f" created_at) VALUES (?, 1, ?, ?, 'evidence', 'supports', 'rose by 3%', '', '', 'exact', '{at}')",
        ((n, n, n) for n in range(1, sources + 1)),
    )
    connection.execute("COMMIT")


def a_day(day: int, sources: int, chance: random.Random) -> tuple[list[Any], list[Any]]:
    """Return the checks of one night, in the order of their hosts' queues, and what they found of the quotes."""
    order = list(range(1, sources + 1))
    chance.shuffle(order)
    checks: list[Any] = []
    quotes: list[Any] = []
    midnight = int(BEGIN.timestamp() * 1000) + day * DAY_MS
    for place, source in enumerate(order):
        kind = KINDS[source % len(KINDS)]
        number = day * sources + place + 1
        at, elapsed = midnight + place * 100 + chance.randrange(5000), chance.randrange(80, 900)
        if kind == "flaky" and chance.random() < 0.1:
            checks.append((number, source, day + 1, at, "unreachable", "timeout", *(None,) * 5, elapsed, "no answer"))
            continue
        if kind in {"blocked", "dead"}:
            status = 403 if kind == "blocked" else 404
            checks.append((number, source, day + 1, at, kind, f"http-{status}", status, *(None,) * 4, elapsed, None))
            continue
        if kind == "unmodified" and (day + source) % 30:
            checks.append((number, source, day + 1, at, "ok", "http-304", 304, *(None,) * 4, elapsed, None))
            continue
        payload = digest(source, day) if kind == "dynamic" else digest(source)
        size = 60_000 + source % 9_000 + (day * 131 % 997 if kind == "dynamic" else 0)
        checks.append((number, source, day + 1, at, "ok", "http-200", 200, "text/html; charset=utf-8", size, payload,
                       digest(source, "text"), elapsed, None))  # fmt: skip
        quotes.append((source, number, "exact", "exact", 1.0, 1_000 + source % 5_000, 1_010 + source % 5_000, "null"))
    return checks, quotes


def grow(desk: Desk, sources: int, days: range) -> None:
    """Write days of checks."""
    chance = random.Random(days.start)
    for day in days:
        checks, quotes = a_day(day, sources, chance)
        connection: Any = desk.engine.raw_connection().driver_connection
        connection.execute("BEGIN")
        connection.execute(
            "INSERT INTO run (id, started_at, actor, planned, checked, alerts_opened, alerts_resolved, network_down)"
            " VALUES (?, '2026-01-01 00:00:00.000000', 'bench', 0, 0, 0, 0, 0)",
            (day + 1,),
        )
        connection.executemany(CHECK, checks)
        connection.executemany(QUOTE, quotes)
        connection.execute("COMMIT")


def file_bytes(desk: Desk) -> int:
    """Return the size of the database file, its log written back."""
    connection: Any = desk.engine.raw_connection().driver_connection
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(str(desk.engine.url.database)).stat().st_size


def vacuumed(desk: Desk) -> int:
    """Return the size of the file after ``VACUUM``."""
    connection: Any = desk.engine.raw_connection().driver_connection
    connection.execute("VACUUM")
    return file_bytes(desk)


def size(folder: Path, sources: int, days: int) -> bool:
    """Print the bytes of a check, as a row and rolled up; return whether a year meets its goal."""
    settings = Settings(db=str(folder / "size.db"), actor="bench", desk=DeskSettings(min_free_bytes=0))
    checks = sources * days
    with open_desk(settings) as desk:
        connection: Any = desk.engine.raw_connection().driver_connection
        base(connection, sources)
        empty = file_bytes(desk)
        began = time.monotonic()
        grow(desk, sources, range(days))
        before = file_bytes(desk)
        print(f"{sources:,} sources x {days} days = {checks:,} checks, written in {time.monotonic() - began:.0f} s")
        print(f"  as rows        {before / 1e6:9,.0f} MB, {(before - empty) / checks:6.1f} bytes a check", flush=True)
        began = time.monotonic()
        *_, progress = compact(desk)
        took = time.monotonic() - began
        print(f"  rolled up      {progress.checks:,} checks in {took:.0f} s, {progress.checks / took:,.0f} a second;"
              f" longest lock {progress.longest_lock_ms:.0f} ms", flush=True)  # fmt: skip
        after = vacuumed(desk)
        (rows,) = connection.execute("SELECT count(*) FROM source_check").fetchone()
        rolled = checks - rows
        per_row = (before - empty) / checks
        packed = (after - empty - rows * per_row) / rolled
        print(f"  after vacuum   {after / 1e6:9,.0f} MB: {rows / sources:.1f} rows a source stay, and"
              f" {packed:.1f} bytes a rolled up check")  # fmt: skip
    scale = 100_000 / sources
    year = empty * scale + rows * scale * per_row + (YEAR_CHECKS - rows * scale) * packed
    print(f"  a year of 100,000 sources, extrapolated: {YEAR_CHECKS * per_row / 1e9:.1f} GB as rows,"
          f" {year / 1e9:.2f} GB rolled up (goal {YEAR_GOAL_BYTES / 1e9:.0f})")  # fmt: skip
    return bool(year <= YEAR_GOAL_BYTES)


def with_captures(desk: Desk, sources: int, days: int) -> None:
    """Write a desk of sources whose text differs at every check: a capture each time; and an alert that came and went."""
    connection: Any = desk.engine.raw_connection().driver_connection
    base(connection, sources)
    connection.execute("BEGIN")
    at = int(BEGIN.timestamp() * 1000)
    for source in range(1, sources + 1):
        for day in range(days):
            number = (source - 1) * days + day + 1
            text = f"District {source} spent more, and {day} more was said about it."
            connection.execute(CHECK, (number, source, None, at + day * DAY_MS, "ok", "http-200", 200, "text/html",
                                       len(text), digest(text), digest(text), 200, None))  # fmt: skip
            connection.execute(QUOTE, (source, number, "exact", "exact", 1.0, 0, 10, "null"))
            connection.execute(
                "INSERT INTO capture (source_id, source_check_id, payload_digest, text_digest, text) VALUES (?, ?, ?, ?, ?)",
                (source, number, digest(text), digest(text), compress_text(text)),
            )
            if day % 7 == 0:
                ended = f"{BEGIN + timedelta(days=day):%Y-%m-%d %H:%M:%S.%f}" if day + 7 < days else None
                connection.execute(
                    "INSERT INTO alert (claim_id, citation_id, source_check_id, kind, state_before, state_after, rule,"
                    " detail, checks, opened_at, resolved_at) VALUES (?, ?, ?, 'quote', 'exact', 'altered', 'r', '{}', ?, ?, ?)",
                    (source, source, number, f"[{number}]", f"{BEGIN:%Y-%m-%d %H:%M:%S.%f}", ended),
                )
    connection.execute("COMMIT")


def costs(desk: Desk, settings: Settings, sources: int) -> Iterator[tuple[str, Callable[[Any], object]]]:
    """Yield each measurement with its name."""
    some = list(range(1, min(sources, 200) + 1))
    yield "plan 200 sources", lambda session: load_sources(session, some, desk.clock(), settings.verify)
    yield "drift of 50 claims", lambda session: [drift_by_citation(session, claim) for claim in some[:50]]
    yield "open alerts", lambda session: queries.alerts(session, filters.parse(""), me="bench")
    yield "citations of 50 claims", lambda session: queries.citation_rows(session, some[:50])


def flat(folder: Path, sources: int = 300) -> bool:
    """Print the costs after a week and after a year, measured alternately; return whether none of them grew."""
    with ExitStack() as stack:
        measured = []
        for days in (8, 365):
            settings = Settings(db=str(folder / f"{days}.db"), actor="bench", desk=DeskSettings(min_free_bytes=0))
            desk = stack.enter_context(open_desk(settings))
            with_captures(desk, sources, days)
            measured.append((desk, dict(costs(desk, settings, sources))))
        found: dict[str, list[float]] = {name: [math.inf, math.inf] for name in measured[0][1]}
        for name, best in found.items():
            for at, (desk, asked) in (each for _ in range(15) for each in enumerate(measured)):
                with desk.read() as session:
                    began = time.process_time()
                    asked[name](session)
                    best[at] = min(best[at], (time.process_time() - began) * 1000)
    print(f"{sources} sources, a capture at every check: ms of processor time after 8 days, after 365")
    for name, (week, year) in found.items():
        print(f"  {name:24}{week:8.1f} {year:8.1f}   x {year / week:.1f}")
    return all(year <= COSTS_MAX_RATIO * week for week, year in found.values())


def main() -> None:
    """Print the sizes and the costs, and exit with 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sources", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=36)
    parser.add_argument("--part", choices=["size", "costs", "both"], default="both")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        met = [
            given.part == "costs" or size(Path(folder), given.sources, given.days),
            given.part == "size" or flat(Path(folder)),
        ]
    sys.exit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
