"""The queries of a run and of a claim take as many steps after a year of checks as after a week."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from factcheck.services.captures.newest import shown_articles
from factcheck.services.captures.similarity import drift_by_citation
from factcheck.store import queries
from factcheck.store.engine import open_engine, reader
from factcheck.store.fast_reader import Reader
from factcheck.store.read_model.sources import newest_digests
from factcheck.verifier.scheduling.page_check import compress_text

AT = "2026-03-01 09:00:00.000000"
BASE = f"""
INSERT INTO host (id, name, failures) VALUES (1, 'news.example', 0);
INSERT INTO claim (id, version, text, claimant, status, priority, attention, text_digest, search_text, created_at,
  updated_at) VALUES (1, 1, 'a', 'x', 'open', 2, 0, 'a', 'a', '{AT}', '{AT}');
INSERT INTO source (id, url, host_id, kind, state, memory_strikes, memory_looks, created_at)
  VALUES (1, 'https://news.example/1', 1, 'news', 'ok', 0, 0, '{AT}');
INSERT INTO citation (id, version, claim_id, source_id, role, stance, exact, prefix, suffix, created_at)
  VALUES (1, 1, 1, 1, 'evidence', 'supports', 'q', '', '', '{AT}')
"""


def with_history(empty: Path, folder: Path, days: int) -> Path:
    """Make a desk whose one source has had another text each day."""
    path = folder / f"{days}.db"
    shutil.copy(empty, path)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.executescript(BASE)
        for day in range(1, days + 1):
            raw.execute(
                "INSERT INTO source_check (id, source_id, at, link, reason, elapsed_ms) VALUES (?, 1, ?, 'ok', 'http-200', 9)",
                (day, day * 86_400_000),
            )
            raw.execute(
                "INSERT INTO citation_check (citation_id, source_check_id, quote, reason) VALUES (1, ?, 'exact', 'exact')",
                (day,),
            )
            raw.execute(
                "INSERT INTO capture (source_id, source_check_id, payload_digest, text_digest, text) VALUES (1, ?, 'p', ?, ?)",
                (day, f"t{day}", compress_text(f"The text of day {day}.")),
            )
    return path


def steps(connection: sqlite3.Connection, what: Callable[[], object]) -> int:
    """Return how many steps of SQLite's machine something takes (sqlite3_progress_handler)."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    connection.set_progress_handler(count, 1)
    what()
    connection.set_progress_handler(None, 0)
    return counted


@pytest.mark.parametrize(
    "asked",
    [
        lambda session: shown_articles(session, [1]),
        lambda session: newest_digests(session, [1]),
        lambda session: drift_by_citation(session, 1),
        lambda session: queries.citation_rows(session, [1]),
    ],
    ids=["the article shown", "the newest digest", "the drift", "the citations"],
)
def test_the_cost_of_reading_a_source_does_not_grow_with_its_history(
    empty_desk: Path, tmp_path: Path, asked: Callable[[Session], object]
) -> None:
    taken = []
    for days in (7, 365):
        path = with_history(empty_desk, tmp_path, days)
        with open_engine(str(path)) as engine, reader(engine) as session:
            raw: Any = session.connection().connection.driver_connection
            taken.append(steps(raw, lambda found=session: asked(found)))  # type: ignore[misc]

    assert taken[1] <= taken[0] * 1.1


def test_the_terminal_reads_a_claim_in_the_same_number_of_steps_after_a_year(empty_desk: Path, tmp_path: Path) -> None:
    taken = []
    for days in (7, 365):
        with Reader(str(with_history(empty_desk, tmp_path, days))) as desk:
            taken.append(steps(desk.connection, lambda found=desk: found.pane(1)))  # type: ignore[misc]

    assert taken[1] <= taken[0] * 1.1
