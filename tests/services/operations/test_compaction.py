"""Roll-ups lose nothing: every check can be read as it was recorded, for any sequence and after any interruption."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factcheck.services.desk import Desk
from factcheck.services.operations import compaction
from factcheck.services.operations.compaction import NEWEST_ROWS, compact
from factcheck.store.check_rollups import StoredCheck, checks_of, find_check, restore_with_payload
from factcheck.store.engine import open_engine
from tests.conftest import Clock
from tests.support.migrations import migration

DAY_MS = 86_400_000
AT = "2026-03-01 09:00:00.000000"
BASE = f"""
INSERT INTO host (id, name, failures) VALUES (1, 'news.example', 0);
INSERT INTO claim (id, version, text, claimant, status, priority, attention, text_digest, search_text, created_at,
  updated_at) VALUES (1, 1, 'a', 'x', 'open', 2, 0, 'a', 'a', '{AT}', '{AT}');
INSERT INTO source (id, url, host_id, kind, state, memory_strikes, memory_looks, created_at)
  VALUES (1, 'https://news.example/1', 1, 'news', 'ok', 0, 0, '{AT}'),
         (2, 'https://news.example/2', 1, 'news', 'ok', 0, 0, '{AT}');
INSERT INTO citation (id, version, claim_id, source_id, role, stance, exact, prefix, suffix, created_at)
  VALUES (1, 1, 1, 1, 'evidence', 'supports', 'q', '', '', '{AT}'),
         (2, 1, 1, 1, 'evidence', 'supports', 'r', '', '', '{AT}'),
         (3, 1, 1, 2, 'evidence', 'supports', 's', '', '', '{AT}')
"""

Kind = tuple[str, str, int | None]
KINDS: tuple[Kind, ...] = (
    ("ok", "http-200", 200),
    ("ok", "http-304", 304),
    ("blocked", "http-403", 403),
    ("unreachable", "timeout", None),
)
QUOTES = (
    ("exact", 10, None),
    ("exact", 12, None),
    ("altered", 10, '[{"kind": "number"}]'),
    ("unverifiable", None, "null"),
)


def add(connection: Any, source: int, day: int, kind: Kind, quotes: dict[int, int], digest: int) -> int:
    """Record a check, and what it found of quotes: citation to a place in QUOTES."""
    link, reason, status = kind
    found = connection.execute(
        "INSERT INTO source_check (source_id, run_id, at, link, reason, http_status, bytes, payload_digest, text_digest,"
        " elapsed_ms, redirects, reused) VALUES (?, NULL, ?, ?, ?, ?, ?, ?, 'words', ?, 'null', ?)",
        (
            source,
            day * DAY_MS + day % 7,
            link,
            reason,
            status,
            1000 + digest,
            f"sha256:{digest:064x}",
            day % 300,
            digest == 1,
        ),
    ).lastrowid
    for citation, number in quotes.items():
        outcome, start, diff = QUOTES[number]
        connection.execute(
            "INSERT INTO citation_check (citation_id, source_check_id, quote, reason, score, start, end, text, diff)"
            " VALUES (?, ?, ?, 'r', 0.25, ?, ?, NULL, ?)",
            (citation, found, outcome, start, start, diff),
        )
    return int(found)


@contextmanager
def fresh(empty: Path) -> Iterator[tuple[Desk, sqlite3.Connection]]:
    """Give a desk with two sources and three citations, and a second connection to its file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        shutil.copy(empty, path)
        with open_engine(str(path)) as engine, closing(sqlite3.connect(path, isolation_level=None)) as raw:
            raw.executescript(BASE)
            yield Desk(engine, "ana", Clock()), raw


@contextmanager
def listening(heard: Callable[..., None]) -> Iterator[None]:
    """Have every engine report each statement that it has run."""
    sa.event.listen(sa.Engine, "after_cursor_execute", heard)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "after_cursor_execute", heard)


def stored(desk: Desk) -> list[list[StoredCheck]]:
    with desk.read() as session:
        return [checks_of(session, source) for source in (1, 2)]


def rows(desk: Desk) -> int:
    with desk.read() as session:
        return int(session.connection().exec_driver_sql("SELECT count(*) FROM source_check").scalar_one())


def whole(raw: sqlite3.Connection) -> list[Any]:
    return raw.execute("PRAGMA foreign_key_check").fetchall()


def a_year(raw: sqlite3.Connection, days: int = 60) -> None:
    for day in range(days):
        add(raw, 1, day, KINDS[0], {1: 0, 2: 1}, 1)


checks = st.tuples(
    st.sampled_from((1, 1, 1, 2)),
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from((1, 2)), st.sampled_from(range(len(QUOTES)))),
    st.integers(0, 2),
)


@pytest.mark.corpus
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(checks, min_size=1, max_size=30), min_size=1, max_size=3), st.data())
def test_every_check_is_read_back_in_order_for_any_sequence(
    empty_desk: Path, rounds: list[list[Any]], data: st.DataObject
) -> None:
    day = 0
    with fresh(empty_desk) as (desk, raw):
        for some in rounds:
            for source, kind, quotes, digest in some:
                day += 1
                cited = dict.fromkeys([3], min(quotes.values(), default=0)) if source == 2 and quotes else quotes
                check = add(raw, source, day, kind, cited, digest)
                if data.draw(st.integers(0, 9)) == 0:
                    capture(raw, source, check)
            before = stored(desk)
            done = compact(desk, min_checks=1)
            if data.draw(st.booleans()):
                next(done, None)  # it is killed between two transactions
                done.close()
            for _ in done:
                pass
            assert stored(desk) == before
            assert whole(raw) == []
        with desk.write() as session:
            migration("0009").restore_checks(session.connection())
            session.commit()
        earlier = [
            [replace(each, reused=False) for each in source] for source in before
        ]  # revision 0009 has no such column
        assert [[replace(each, reused=False) for each in source] for source in stored(desk)] == earlier
        assert rows(desk) == sum(map(len, before))


def capture(raw: sqlite3.Connection, source: int, check: int) -> None:
    raw.execute(
        "INSERT INTO capture (source_id, source_check_id, payload_digest, text_digest, text) VALUES (?, ?, 'p', 't', x'00')",
        (source, check),
    )


def test_unchanged_checks_become_one_row(empty_desk: Path) -> None:
    with fresh(empty_desk) as (desk, raw):
        a_year(raw)

        progress = list(compact(desk))

        assert progress[-1].checks == 56 and progress[-1].sources == 1
        assert rows(desk) == NEWEST_ROWS + 1  # and the first that found the words
        assert raw.execute("SELECT checks, link, reason FROM check_rollup").fetchall() == [(56, "ok", "http-200")]
        assert list(compact(desk)) == []


def test_alternating_outcomes_are_rolled_up_too(empty_desk: Path) -> None:
    with fresh(empty_desk) as (desk, raw):
        for day in range(80):
            add(raw, 2, day, KINDS[day % 2], {3: 0} if day % 2 == 0 else {}, 1)
        before = stored(desk)

        list(compact(desk))

        assert raw.execute("SELECT count(*) FROM check_rollup").fetchone() == (2,)
        assert stored(desk) == before


def test_a_check_that_something_refers_to_stays_a_row(empty_desk: Path) -> None:
    with fresh(empty_desk) as (desk, raw):
        a_year(raw)
        capture(raw, 1, 10)
        raw.execute(
            "INSERT INTO alert (claim_id, citation_id, source_check_id, kind, state_before, state_after, rule, checks,"
            f" detail, opened_at) VALUES (1, 1, 22, 'link', 'ok', 'dead', 'r', '[20, 21, 22]', '{{}}', '{AT}')"
        )
        raw.execute(f"INSERT INTO memento (source_id, url, created_at, same_as_check_id) VALUES (1, 'u', '{AT}', 30)")
        raw.execute("UPDATE source SET memory_checks = '[40, 41]' WHERE id = 1")
        raw.execute("UPDATE citation SET pending_check_id = 45 WHERE id = 2")

        list(compact(desk))

        left = {number for (number,) in raw.execute("SELECT id FROM source_check")}
        assert {10, 20, 21, 22, 30, 40, 41, 45, 58, 59, 60} <= left
        assert whole(raw) == []


def test_the_checks_of_an_unresponsive_source_stay_rows(empty_desk: Path) -> None:
    with fresh(empty_desk) as (desk, raw):
        for day in range(40):
            add(raw, 1, day + 20_000, KINDS[0] if day < 20 else KINDS[3], {}, 1)
        raw.execute("UPDATE source SET memory_ailing_since = '2024-10-24 00:00:00.000000' WHERE id = 1")

        list(compact(desk))

        silent = raw.execute("SELECT count(*) FROM source_check WHERE link = 'unreachable'").fetchone()
        assert silent == (20,)
        raw.execute("UPDATE source SET memory_ailing_since = NULL, rolled_up_to = NULL")
        list(compact(desk))
        assert raw.execute("SELECT count(*) FROM source_check WHERE link = 'unreachable'").fetchone() == (NEWEST_ROWS,)


def test_the_readers_of_single_checks_find_the_same_as_before(empty_desk: Path) -> None:
    asked = (
        "SELECT source_id, max(id) FROM source_check GROUP BY source_id",
        "SELECT source_id, max(at) FROM source_check WHERE link IN ('ok', 'moved') GROUP BY source_id",
        "SELECT citation_id, max(id) FROM citation_check GROUP BY citation_id",
        "SELECT citation_id, min(source_check_id), max(source_check_id) FROM citation_check WHERE quote = 'exact' GROUP BY 1",
    )
    with fresh(empty_desk) as (desk, raw):
        for day in range(90):
            add(raw, 1, day, KINDS[day // 30], {1: day // 40, 2: 3 if day > 50 else 0}, 1)
            if day % 25 == 3:
                capture(raw, 1, day + 1)
        before = [raw.execute(each).fetchall() for each in asked]
        versions = version_checks(raw)

        list(compact(desk))

        assert [raw.execute(each).fetchall() for each in asked] == before
        assert version_checks(raw) == versions
        assert rows(desk) < 25


def version_checks(raw: sqlite3.Connection) -> list[Any]:
    """Return, for each version of a page and each citation, the check by which its words are shown in it."""
    asked = (
        "SELECT source_check_id FROM citation_check WHERE citation_id = ? AND source_check_id >= ? AND source_check_id < ?"
        " ORDER BY quote = 'unverifiable', source_check_id DESC LIMIT 1"
    )
    captures = [number for (number,) in raw.execute("SELECT source_check_id FROM capture ORDER BY 1")]
    versions = zip(captures, (*captures[1:], 2**60), strict=True)
    return [raw.execute(asked, (citation, *each)).fetchone() for each in versions for citation in (1, 2)]


def test_an_alert_that_opens_during_a_compaction_keeps_its_checks(empty_desk: Path) -> None:
    with fresh(empty_desk) as (desk, raw):
        a_year(raw)
        once = iter([True])

        def meanwhile(_connection: object, _cursor: object, sql: str, *_: object) -> None:
            if "citation_check WHERE source_check_id IN" in sql and next(once, False):
                raw.execute("UPDATE source SET memory_checks = '[33]' WHERE id = 1")

        with listening(meanwhile):
            list(compact(desk))

        assert raw.execute("SELECT count(*) FROM source_check WHERE id = 33").fetchone() == (1,)


def test_two_compactions_at_once_roll_up_each_check_once(empty_desk: Path) -> None:
    with fresh(empty_desk) as (desk, raw):
        a_year(raw)
        before = stored(desk)
        once = iter([True])

        def meanwhile(_connection: object, _cursor: object, sql: str, *_: object) -> None:
            if "citation_check WHERE source_check_id IN" in sql and next(once, False):
                list(compact(desk))

        with listening(meanwhile):
            list(compact(desk))

        assert stored(desk) == before
        assert raw.execute("SELECT sum(checks) FROM check_rollup").fetchone() == (56,)


def test_a_source_with_more_checks_than_a_batch_is_read_in_parts(
    empty_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "BATCH_MIN_ROWS", 10)
    monkeypatch.setattr(compaction, "BATCH_MAX_ROWS", 20)
    with fresh(empty_desk) as (desk, raw):
        a_year(raw, 150)
        for day in range(30):
            add(raw, 2, day, KINDS[0], {3: 0}, 1)
        before = stored(desk)

        list(compact(desk, min_checks=1))
        list(compact(desk, min_checks=1))

        assert stored(desk) == before
        assert rows(desk) < 60


def test_a_compaction_stops_at_its_limit(empty_desk: Path) -> None:
    with fresh(empty_desk) as (desk, raw):
        a_year(raw, 400)

        (progress,) = compact(desk, max_checks=1)

        assert 0 < progress.checks < 390


def test_one_check_is_found_in_either_form_and_can_be_a_row_again(empty_desk: Path) -> None:
    with fresh(empty_desk) as (desk, raw):
        for day in range(40):
            add(raw, 1, day, KINDS[0], {1: 0}, day)
        before = {each.id: each for each in stored(desk)[0]}
        list(compact(desk))

        with desk.write() as session:
            assert [find_check(session, 1, number) for number in (5, 40, 41)] == [before[5], before[40], None]
            assert find_check(session, 2, 5) is None
            number = restore_with_payload(session, 1, f"sha256:{4:064x}")
            assert restore_with_payload(session, 1, "sha256:none") is None
            session.commit()

        assert number == 5
        assert raw.execute("SELECT payload_digest FROM source_check WHERE id = 5").fetchone() == (f"sha256:{4:064x}",)
        assert {each.id: each for each in stored(desk)[0]} == before


def test_a_downgrade_restores_the_rows(empty_desk: Path) -> None:
    with fresh(empty_desk) as (desk, raw):
        a_year(raw)
        diffs = raw.execute("SELECT id, source_check_id, diff FROM citation_check ORDER BY id").fetchall()
        list(compact(desk))

        with desk.write() as session:
            migration("0009").restore_checks(session.connection())
            session.commit()

        assert raw.execute("SELECT id, source_check_id, diff FROM citation_check ORDER BY id").fetchall() == diffs


@pytest.mark.process
def test_a_compaction_that_is_killed_loses_nothing(empty_desk: Path) -> None:
    with fresh(empty_desk) as (desk, raw):
        raw.execute("BEGIN")
        for day in range(2_000):
            add(raw, 1 + day % 2, day, KINDS[day % 3], {1 + day % 2: 0} if day % 4 else {}, day % 5)
        raw.execute("COMMIT")
        before = stored(desk)
        for round_ in range(2):
            compacting = subprocess.Popen(
                [sys.executable, "-m", "factcheck", "--db", str(desk.engine.url.database), "db", "compact"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            seen = rolled(raw)
            while rolled(raw) == seen and compacting.poll() is None:
                pass
            compacting.kill()
            compacting.wait()

            assert stored(desk) == before, round_
            assert whole(raw) == []
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        list(compact(desk, min_checks=2))
        assert stored(desk) == before
        assert rows(desk) < 60


def rolled(raw: sqlite3.Connection) -> int:
    """Return how many checks are in roll-ups."""
    return int(raw.execute("SELECT coalesce(sum(checks), 0) FROM check_rollup").fetchone()[0])
