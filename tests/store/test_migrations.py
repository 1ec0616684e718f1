"""Migrations keep the content of a file, upwards and downwards."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from factcheck import resources
from factcheck.store.engine import open_engine

AT = "2026-03-01 09:00:00.000000"
OLD = f"""
INSERT INTO host (id, name, failures) VALUES (1, 'news.example', 0);
INSERT INTO claim (id, version, text, claimant, status, priority, attention, text_digest, search_text, created_at,
  updated_at)
  VALUES (1, 1, 'a', 'x', 'published', 2, 0, 'a', 'a', '{AT}', '{AT}'),
         (2, 1, 'b', 'x', 'published', 2, 0, 'b', 'b', '{AT}', '{AT}'),
         (3, 1, 'c', 'x', 'open', 2, 0, 'c', 'c', '{AT}', '{AT}');
INSERT INTO source (id, url, host_id, kind, state, memory_strikes, memory_looks, created_at)
  VALUES (1, 'https://news.example/', 1, 'news', 'dead', 4, 9, '{AT}');
INSERT INTO memento (id, source_id, url, created_at)
  VALUES (4, 1, 'https://web.archive.org/web/2024/https://news.example/', '{AT}');
INSERT INTO citation (id, version, claim_id, source_id, role, stance, prefix, suffix, created_at)
  VALUES (1, 1, 1, 1, 'evidence', 'supports', '', '', '{AT}'), (2, 1, 2, 1, 'evidence', 'refutes', '', '', '{AT}'),
         (3, 1, 2, 1, 'evidence', 'supports', '', '', '{AT}'), (4, 1, 3, 1, 'evidence', 'supports', '', '', '{AT}');
INSERT INTO source_check (id, source_id, at, link, reason, elapsed_ms) VALUES (1, 1, 0, 'dead', 'http-404', 5);
INSERT INTO alert (id, claim_id, citation_id, source_check_id, kind, state_before, state_after, rule, detail, opened_at)
  VALUES (7, 1, 1, 1, 'link', 'ok', 'dead', 'gone-confirmed', '{{}}', '{AT}'),
         (8, 2, 2, 1, 'link', 'ok', 'dead', 'gone-confirmed', '{{}}', '{AT}'),
         (9, 3, 4, 1, 'link', 'ok', 'dead', 'gone-confirmed', '{{}}', '{AT}')
"""


class File:
    """A database at a revision."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.config = Config(stdout=io.StringIO(), attributes={"engine": engine})
        self.config.set_main_option("script_location", str(resources.folder("migrations")))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]


@pytest.fixture
def older(tmp_path: Path) -> Iterator[File]:
    """A file of the first revision, with open alerts and a copy that a person named."""
    with open_engine(str(tmp_path / "older.db")) as engine:
        file = File(engine)
        command.upgrade(file.config, "0001")
        with engine.begin() as connection:
            for statement in OLD.split(";\n"):
                connection.exec_driver_sql(statement)
        yield file


def test_alerts_and_copies_survive_an_upgrade_and_a_verdict_without_evidence_comes_first(older: File) -> None:
    command.upgrade(older.config, "head")

    assert older.rows("SELECT id, attention FROM claim ORDER BY attention DESC, id") == [(1, 1001), (2, 1), (3, 1)]
    assert older.rows("SELECT id, claim_id, resolution, checks FROM alert ORDER BY id") == [
        (7, 1, None, None),
        (8, 2, None, None),
        (9, 3, None, None),
    ]
    assert older.rows("SELECT id, source_id, checked_at FROM memento") == [(4, 1, None)]
    assert older.rows("SELECT value FROM counter WHERE name = 'attention'") == [(3,)]


def test_alerts_and_copies_survive_a_downgrade(older: File) -> None:
    tables = "alert memento claim citation source".split()
    before = {name: older.rows(f"SELECT count(*) FROM {name}") for name in tables}
    command.upgrade(older.config, "head")

    command.downgrade(older.config, "0001")

    assert {name: older.rows(f"SELECT count(*) FROM {name}") for name in tables} == before
    assert older.rows("SELECT id, state_after FROM alert WHERE resolved_at IS NULL") == [
        (7, "dead"),
        (8, "dead"),
        (9, "dead"),
    ]


def test_an_older_file_is_searched_and_listed_by_the_new_indexes(older: File) -> None:
    command.upgrade(older.config, "0007")

    command.upgrade(older.config, "0008")

    assert older.rows("SELECT rowid FROM claim_fts WHERE claim_fts MATCH 'b'") == [(2,)]
    assert "prefix='2 3'" in older.rows("SELECT sql FROM sqlite_master WHERE name = 'claim_fts'")[0][0]
    queue = "SELECT id FROM claim WHERE withdrawn_at IS NULL ORDER BY attention DESC, priority DESC, id DESC"
    ((*_, plan),) = older.rows(f"EXPLAIN QUERY PLAN {queue}")
    assert plan.endswith("INDEX ix_claim_queue")
    assert older.rows(queue) == [(1,), (3,), (2,)]


def test_migrations_import_nothing_of_the_program() -> None:
    """What a migration does stays the same when the program changes."""
    for path in (resources.folder("migrations") / "versions").glob("*.py"):
        imported = re.findall(r"^\s*(?:from|import) (\w+)", path.read_text("utf-8"), re.MULTILINE)

        assert not {"factcheck", "tui"} & set(imported), path.name
