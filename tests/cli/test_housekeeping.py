"""``db``, ``doctor`` and ``demo``."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


def test_a_whole_database_is_said_to_be_whole(cli: Cli) -> None:
    cli.done("add", "Prices rose")

    checked = cli.done("db", "check", "--json").json

    assert checked["ok"] is True
    assert checked["complaints"] == []
    assert checked["log_head"] == cli.done("log", "--json").json[0]["hash"]


def test_a_log_that_was_tampered_with_wants_a_person(cli: Cli) -> None:
    cli.done("add", "Prices rose")
    with closing(sqlite3.connect(cli.db)) as database:
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
        ):
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("UPDATE event SET actor = 'somebody else'")
        database.commit()

    checked = cli("db", "check")

    assert checked.status == 1
    assert "line 1 of the log was edited" in checked.out


def test_a_backup_is_a_database_of_its_own(cli: Cli, tmp_path: Path) -> None:
    cli.done("add", "Prices rose")

    cli.done("db", "backup", "copy.db")
    cli.done("add", "Taxes fell")

    copied = cli.done("--db", tmp_path / "copy.db", "list", "--json").json
    assert [claim["text"] for claim in copied] == ["Prices rose"]


def test_a_backup_says_what_stands_beside_the_database(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    captures = tmp_path / "kept"
    captures.mkdir()
    cli.done("add", "Prices rose")

    monkeypatch.setenv("FACTCHECK_CAPTURES__FOLDER", str(captures))
    told = cli("db", "backup", "copy.db")

    assert (told.status, f"copy {captures}, too" in told.err) == (0, True)


def test_a_backup_never_overwrites(cli: Cli, tmp_path: Path) -> None:
    cli.done("db", "backup", "copy.db")
    first = (tmp_path / "copy.db").read_bytes()
    cli.done("add", "Prices rose")

    second = cli("db", "backup", "copy.db")

    assert second.status == 2
    assert (tmp_path / "copy.db").read_bytes() == first


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(cli: Cli, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())

    ran = cli("db", "backup", "nowhere/copy.db")

    assert ran.status == 3
    assert ran.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_stats_count_rows(cli: Cli) -> None:
    cli.done("add", "Prices rose")
    cli.done("cite", 1, "https://news.example/", "--no-check")

    stats = cli.done("db", "stats", "--json").json

    assert (stats["claim"], stats["citation"], stats["event"], stats["alert"]) == (1, 1, 2, 0)
    assert stats["bytes"] > 0


def test_upgrade_says_where_the_database_stands(cli: Cli, tmp_path: Path) -> None:
    upgraded = cli.done("--db", tmp_path / "new.db", "db", "upgrade")
    again = cli.done("--db", tmp_path / "new.db", "db", "upgrade")

    assert "revision" in upgraded.out
    assert again.out == upgraded.out


def test_the_doctor_tells_what_is_due_and_what_ran_last(cli: Cli) -> None:
    cli.done("add", "Prices rose")
    cli.done("cite", 1, "https://news.example/", "--no-check")

    facts = {fact["name"]: fact["value"] for fact in cli.done("doctor", "--json").json}

    assert facts["due"].startswith("1 sources")
    assert facts["last run"].startswith("none yet")
    assert str(cli.db) in facts["database"]


def test_the_doctor_s_facts_are_a_line_each(cli: Cli) -> None:
    facts = cli.done("doctor", "--json").json

    assert len(cli.done("doctor").out.splitlines()) == len(facts)


def test_the_demo_prints_its_report_and_leaves_the_desk_alone(cli: Cli) -> None:
    before = cli.everything()

    shown = cli.done("demo", "--no-tui")

    assert "What a reviewer sees now" in shown.out
    assert re.search(r"link ok → moved +/sanctions \(now at /", shown.out)
    assert "No alarm, and why" in shown.out
    assert "\x1b" not in shown.out
    assert cli.everything() == before
