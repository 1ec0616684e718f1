"""Compaction of unchanged checks: many rows become one roll-up, from which the time and outcome of each can be read.

A check remains a row of its own while anything refers to it: alerts, captures, mementos, and the confirmation of a source or
a citation. So do the newest checks of each source, and for each citation the checks that represent a version of the page.
All others are grouped by outcome (``store.check_rollups``).

Each batch is prepared in a read transaction, which blocks nobody. It is written in a short transaction that first verifies
that nothing it depends on has changed. Each transaction is complete by itself, so a compaction can be killed at any time.
"""

import json
import shutil
import sqlite3
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from factcheck.errors import DeskError
from factcheck.services.desk import Desk
from factcheck.services.monitoring.alert_rules import SILENT_CHECKS_MAX
from factcheck.store import ledger
from factcheck.store.check_codec import Times, pack
from factcheck.store.check_rollups import OUTCOME_COLUMNS, quotes_json, times_of
from factcheck.store.engine import database_path, named_errors, open_engine
from factcheck.vocabulary import LinkOutcome, QuoteOutcome

NEWEST_ROWS = 3
"""The newest checks of a source remain rows."""
NEW_CHECKS_MIN = 8
"""A source is rolled up once it has this many new checks: for fewer, rewriting its roll-up does not pay."""
ROLLUP_MAX_CHECKS = 128
"""A roll-up with this many checks is closed, so that adding to one stays cheap."""
SOURCES_PER_READ = 200
BATCH_MIN_ROWS, BATCH_MAX_ROWS = 100, 4_000
AFTER_LAST_CHECK_ID = 2**62
"""An id greater than that of every check."""
LOCK_GOAL_SECONDS = 0.015
"""The size of batches is adjusted so that one holds the write lock for about this time; others wait for up to 50 ms."""
CHECKPOINT_EVERY_BATCHES = 8
"""Transactions between two checkpoints of the write-ahead log."""
PAUSE_SECONDS = 0.005
"""Pause between two transactions, because SQLite does not serve waiting writers in turn."""

CANDIDATES_SQL = """SELECT source.id FROM source JOIN source_check
  ON source_check.source_id = source.id AND source_check.id > coalesce(source.rolled_up_to, 0)
  WHERE source.id > ? GROUP BY source.id HAVING count(*) >= ? ORDER BY source.id LIMIT ?"""
CHECKS_SQL = """SELECT * FROM source_check WHERE source_id IN (SELECT value FROM json_each(?)) AND (source_id, id) > (?, ?)
  ORDER BY source_id, id LIMIT ?"""
QUOTES_SQL = """SELECT * FROM citation_check WHERE source_check_id IN (SELECT value FROM json_each(?)) ORDER BY id"""
MEMORY_SQL = (
    """SELECT id, memory_ailing_since, memory_checks FROM source WHERE id IN (SELECT value FROM json_each(?))"""
)
REFERENCES_SQL = """SELECT source_id, source_check_id AS number, NULL AS named FROM capture
    WHERE source_id IN (SELECT value FROM json_each(:sources))
  UNION ALL SELECT source_id, same_as_check_id, NULL FROM memento
    WHERE source_id IN (SELECT value FROM json_each(:sources)) AND same_as_check_id IS NOT NULL
  UNION ALL SELECT source_id, pending_check_id, NULL FROM citation
    WHERE source_id IN (SELECT value FROM json_each(:sources)) AND pending_check_id IS NOT NULL
  UNION ALL SELECT source_check.source_id, source_check.id, alert.checks FROM source_check
    JOIN alert ON alert.source_check_id = source_check.id
    WHERE source_check.source_id IN (SELECT value FROM json_each(:sources))"""
OPEN_ROLLUPS_SQL = """SELECT * FROM check_rollup WHERE source_id IN (SELECT value FROM json_each(?)) AND checks < ?"""


@dataclass(frozen=True, slots=True)
class CompactionProgress:
    """The progress of a compaction."""

    sources: int
    checks: int
    """Checks that became part of a roll-up."""
    longest_lock_ms: float
    """The longest time that one transaction held the write lock."""


@dataclass(frozen=True, slots=True)
class DatabaseSize:
    """The size of the database's file."""

    file_bytes: int
    free_bytes: int
    """Bytes of free pages, which SQLite uses before the file grows."""


class _Position(NamedTuple):
    """The last check that was processed."""

    source_id: int = 0
    check_id: int = 0


@dataclass(slots=True)
class _CheckUses:
    """The checks of a source that are needed as rows."""

    referred: set[int] = field(default_factory=set)
    captured: list[int] = field(default_factory=list)
    unresponsive_since: int | None = None
    """Milliseconds since 1970; None: the source responds."""


@dataclass(slots=True)
class _Batch:
    """The rows that one transaction writes."""

    sources: list[int]
    uses: dict[int, _CheckUses]
    end: _Position
    added: list[tuple[Any, ...]] = field(default_factory=list)
    extended: list[tuple[Any, ...]] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    """Checks whose rows are deleted."""
    rolled_up_to: dict[int, int] = field(default_factory=dict)
    """For each source, the check up to which all checks are rolled up or pinned."""


def compact(
    desk: Desk, *, min_checks: int = NEW_CHECKS_MIN, max_checks: int | None = None
) -> Generator[CompactionProgress, None, None]:
    """Roll up unchanged checks, and yield the progress after each transaction.

    Sources with fewer than ``min_checks`` new checks are skipped. Compaction ends after about ``max_checks`` checks.
    """
    with _lazily_synced(desk) as lazy:
        yield from _compact(lazy, min_checks, max_checks)


def database_size(desk: Desk) -> DatabaseSize:
    """Return the size of the database's file, and how much of it is free."""
    with desk.read() as session:
        names = ("page_size", "page_count", "freelist_count")
        size, pages, free = (session.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names)
    return DatabaseSize(size * pages, size * free)


def vacuum(desk: Desk) -> None:
    """Rewrite the database's file without its free pages. Nobody can save meanwhile.

    Raises DeskError if the disk has too little space: SQLite needs up to twice the size of the file
    (https://www.sqlite.org/lang_vacuum.html).
    """
    path = database_path(desk.engine)
    if path is not None:
        needed = 2 * (database_size(desk).file_bytes - database_size(desk).free_bytes)
        free = shutil.disk_usage(path.resolve().parent).free
        if free < needed:
            raise DeskError(
                f"the disk of {path} has {free // 1_000_000:,} MB left, and --vacuum needs"
                f" {needed // 1_000_000:,} MB; free some space, or leave out --vacuum"
            )
    _outside_transactions(desk, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")


def _outside_transactions(desk: Desk, *statements: str) -> None:
    with named_errors(desk.engine):
        raw = desk.engine.raw_connection()
        try:
            for statement in statements:
                raw.cursor().execute(statement).fetchall()
        except sqlite3.OperationalError as error:
            raise sa.exc.OperationalError(statements[0], None, error) from error
        finally:
            raw.close()


@contextmanager
def _lazily_synced(desk: Desk) -> Iterator[Desk]:
    """Yield the desk with a connection that syncs to disk only at checkpoints (``synchronous=NORMAL``).

    A power cut may then revert the last transactions, each as a whole (https://www.sqlite.org/pragma.html#pragma_synchronous):
    their checks are rows again, and nothing is lost.
    """
    if database_path(desk.engine) is None:
        yield desk
        return
    with open_engine(desk.engine.url.render_as_string(hide_password=False), synchronous="NORMAL") as engine:
        sa.event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA wal_autocheckpoint=0"))
        engine.dispose()  # reopens the connection that opened the file, so that the listener applies to it
        yield replace(desk, engine=engine)


def _compact(desk: Desk, min_checks: int, max_checks: int | None) -> Generator[CompactionProgress, None, None]:
    at, size = _Position(), BATCH_MIN_ROWS * 2
    sources = checks = batches = 0
    longest_seconds = 0.0
    while max_checks is None or checks < max_checks:
        with desk.read() as session:
            asked = (at.source_id, NEWEST_ROWS + min_checks, SOURCES_PER_READ)
            candidates = list(session.connection().exec_driver_sql(CANDIDATES_SQL, asked).scalars())
        if not candidates:
            return
        last = _Position(candidates[-1], AFTER_LAST_CHECK_ID)
        while at < last and (max_checks is None or checks < max_checks):
            with desk.read() as session:
                batch = _prepare(session, [each for each in candidates if each >= at.source_id], at, size)
            written, seconds = _write(desk, batch)
            if written:
                at = batch.end
                checks += len(batch.removed)
                sources += sum(each <= at.source_id for each in batch.sources)
                longest_seconds = max(longest_seconds, seconds)
                yield CompactionProgress(sources, checks, longest_seconds * 1000)
            size = _next_size(size, seconds)
            batches += 1
            if batches % CHECKPOINT_EVERY_BATCHES == 0:
                # SQLite would do this within a commit, while others wait for the lock.
                _outside_transactions(desk, "PRAGMA wal_checkpoint(PASSIVE)")
            time.sleep(PAUSE_SECONDS)
        at = last


def _next_size(size: int, seconds: float) -> int:
    wanted = size * min(1.25, max(0.5, LOCK_GOAL_SECONDS / max(seconds, 0.001)))
    return int(min(BATCH_MAX_ROWS, max(BATCH_MIN_ROWS, wanted)))


def _prepare(session: Session, sources: Sequence[int], at: _Position, size: int) -> _Batch:
    """Return the batch for the next checks of the sources."""
    connection = session.connection()
    rows = connection.exec_driver_sql(CHECKS_SQL, (json.dumps(list(sources)), *at, size)).mappings().all()
    full = len(rows) == size
    if full and rows[0]["source_id"] != rows[-1]["source_id"]:
        cut = rows[-1]["source_id"]  # its checks were not all read: it begins the next batch
        rows = [row for row in rows if row["source_id"] != cut]
    if not rows:
        return _Batch([], {}, _Position(sources[-1], AFTER_LAST_CHECK_ID))
    end = _Position(rows[-1]["source_id"], rows[-1]["id"]) if full else _Position(sources[-1], AFTER_LAST_CHECK_ID)
    here = list(dict.fromkeys(row["source_id"] for row in rows))
    batch = _Batch(here, _check_uses(connection, here), end)
    quotes: dict[int, list[Any]] = defaultdict(list)
    numbers = json.dumps([row["id"] for row in rows])
    for quote in connection.exec_driver_sql(QUOTES_SQL, (numbers,)).mappings():
        quotes[quote["source_check_id"]].append(quote)
    by_source: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_source[row["source_id"]].append(row)
    rollups = _open_rollups(connection, here)
    for source_id, its_rows in by_source.items():
        pinned = _pinned(its_rows, quotes, batch.uses[source_id])
        groups: dict[tuple[Any, ...], list[Times]] = defaultdict(list)
        for row in its_rows:
            if row["id"] not in pinned:
                groups[_outcome(row, quotes[row["id"]])].append(_times(row, quotes[row["id"]]))
        for outcome, checks in groups.items():
            _roll_up(batch, source_id, outcome, checks, rollups.get((source_id, *outcome)))
        batch.rolled_up_to[source_id] = its_rows[-NEWEST_ROWS - 1]["id"] if len(its_rows) > NEWEST_ROWS else 0
    return batch


def _check_uses(connection: sa.Connection, sources: Sequence[int]) -> dict[int, _CheckUses]:
    """Return the checks that are needed as rows, by source."""
    numbers = json.dumps(list(sources))
    memories = {source_id: _CheckUses() for source_id in sources}
    for row in connection.exec_driver_sql(MEMORY_SQL, (numbers,)).mappings():
        memory = memories[row["id"]]
        memory.referred.update(json.loads(row["memory_checks"] or "null") or ())
        if since := row["memory_ailing_since"]:
            memory.unresponsive_since = int(datetime.fromisoformat(since).replace(tzinfo=UTC).timestamp() * 1000)
    for source_id, check_id, named in connection.execute(sa.text(REFERENCES_SQL), {"sources": numbers}):
        memories[source_id].referred.add(check_id)
        memories[source_id].referred.update(json.loads(named or "null") or ())
    captures = "SELECT source_id, source_check_id FROM capture WHERE source_id IN (SELECT value FROM json_each(?))"
    for source_id, check_id in connection.exec_driver_sql(f"{captures} ORDER BY source_check_id", (numbers,)):
        memories[source_id].captured.append(check_id)
    return memories


def _open_rollups(connection: sa.Connection, sources: Sequence[int]) -> dict[tuple[Any, ...], Any]:
    """Return the newest roll-up that is not full, by source and outcome."""
    asked = (json.dumps(list(sources)), ROLLUP_MAX_CHECKS)
    rows = connection.exec_driver_sql(f"{OPEN_ROLLUPS_SQL} ORDER BY last_check_id", asked).mappings()
    return {(row["source_id"], *(row[name] for name in OUTCOME_COLUMNS), row["quotes"]): row for row in rows}


def _pinned(rows: Sequence[Any], quotes: dict[int, list[Any]], uses: _CheckUses) -> set[int]:
    """Return the checks of one source that remain rows.

    ``rows`` can be a part of the source's checks, in order. Then a few more remain rows than necessary.
    """
    pinned = uses.referred | {row["id"] for row in rows[-NEWEST_ROWS:]}
    by_time = sorted(rows, key=lambda row: row["at"])
    for ordered in (rows, by_time):  # a clock that was wrong: the newest number need not have the latest time
        pinned |= {row["id"] for row in {row["link"]: row for row in ordered}.values()}
    if uses.unresponsive_since is not None:
        silent = [
            row["id"]
            for row in by_time
            if row["link"] == LinkOutcome.UNREACHABLE and row["at"] >= uses.unresponsive_since
        ]
        pinned.update(silent[:SILENT_CHECKS_MAX])
    first: dict[int, int] = {}
    newest: dict[tuple[Any, ...], int] = {}
    for row in rows:
        version = bisect_right(uses.captured, row["id"])
        for quote in quotes[row["id"]]:
            if quote["quote"] == QuoteOutcome.EXACT:
                first.setdefault(quote["citation_id"], row["id"])
                newest[quote["citation_id"],] = row["id"]
            judged = quote["quote"] != QuoteOutcome.UNVERIFIABLE
            newest[quote["citation_id"], version, judged] = row["id"]
    return pinned | set(first.values()) | set(newest.values())


def _outcome(row: Any, quotes: Sequence[Any]) -> tuple[Any, ...]:
    return (*(row[name] for name in OUTCOME_COLUMNS), quotes_json(quotes))


def _times(row: Any, quotes: Sequence[Any]) -> Times:
    return Times(
        row["id"],
        row["at"],
        row["elapsed_ms"],
        row["run_id"],
        row["bytes"],
        row["payload_digest"],
        row["text_digest"],
        tuple(quote["id"] for quote in quotes),
    )


def _roll_up(batch: _Batch, source_id: int, outcome: tuple[Any, ...], checks: list[Times], rollup: Any) -> None:
    """Add checks of one outcome to the roll-up that is not full, and to new ones."""
    batch.removed += [each.id for each in checks]
    if rollup is not None:
        room = ROLLUP_MAX_CHECKS - rollup["checks"]
        held = sorted((*times_of(rollup), *checks[:room]))
        batch.extended.append((held[0].id, held[-1].id, len(held), pack(held), rollup["id"], rollup["checks"]))
        checks = checks[room:]
    for start in range(0, len(checks), ROLLUP_MAX_CHECKS):
        some = checks[start : start + ROLLUP_MAX_CHECKS]
        batch.added.append((source_id, some[0].id, some[-1].id, len(some), *outcome, pack(some)))


def _write(desk: Desk, batch: _Batch) -> tuple[bool, float]:
    """Write a batch; return whether it was written, and for how many seconds the write lock was held.

    The batch is not written if anything that it depends on has changed since it was prepared.
    """
    if not batch.rolled_up_to:
        return True, 0.0
    with desk.write() as session:
        connection = session.connection()
        began = time.monotonic()
        if not _apply(connection, batch):
            return False, time.monotonic() - began
        ledger.finish(session)
        return True, time.monotonic() - began


def _apply(connection: sa.Connection, batch: _Batch) -> bool:
    if _check_uses(connection, batch.sources) != batch.uses:
        return False
    names = ("source_id", "first_check_id", "last_check_id", "checks", *OUTCOME_COLUMNS, "quotes", "packed")
    for extended in batch.extended:
        found = connection.exec_driver_sql(
            "UPDATE check_rollup SET first_check_id = ?, last_check_id = ?, checks = ?, packed = ? "
            "WHERE id = ? AND checks = ?",
            extended,
        )
        if found.rowcount != 1:
            return False
    if batch.added:
        places = ", ".join("?" * len(names))
        insert = f"INSERT INTO check_rollup ({', '.join(names)}) VALUES ({places})"  # noqa: S608  constants
        connection.exec_driver_sql(insert, batch.added)
    gone, of_them = json.dumps(batch.removed), "IN (SELECT value FROM json_each(?))"
    connection.exec_driver_sql(f"DELETE FROM citation_check WHERE source_check_id {of_them}", (gone,))  # noqa: S608
    deleted = connection.exec_driver_sql(f"DELETE FROM source_check WHERE id {of_them}", (gone,))  # noqa: S608
    if deleted.rowcount != len(batch.removed):
        return False  # another compaction was faster
    connection.exec_driver_sql(
        "UPDATE source SET rolled_up_to = max(coalesce(rolled_up_to, 0), ?) WHERE id = ?",
        [(number, source_id) for source_id, number in batch.rolled_up_to.items()],
    )
    return True
