"""``db``, ``doctor`` and ``demo``."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


def test_an_intact_database_is_reported_as_intact(cli: Cli) -> None:
    cli.done("add", "Prices rose")

    checked = cli.done("db", "check", "--json").json

    assert checked["ok"] is True
    assert checked["complaints"] == []
    assert checked["log_head"] == cli.done("log", "--json").json[0]["hash"]


def test_a_log_that_was_tampered_with_needs_a_person(cli: Cli) -> None:
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


def test_a_backup_names_the_captures_beside_the_database(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    captures = tmp_path / "kept"
    captures.mkdir()
    cli.done("add", "Prices rose")

    monkeypatch.setenv("FACTCHECK_CAPTURES__FOLDER", str(captures))
    told = cli("db", "backup", "copy.db")

    assert (told.status, f"back up {captures} too" in told.err) == (0, True)


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


def test_upgrade_prints_the_revision_of_the_database(cli: Cli, tmp_path: Path) -> None:
    upgraded = cli.done("--db", tmp_path / "new.db", "db", "upgrade")
    again = cli.done("--db", tmp_path / "new.db", "db", "upgrade")

    assert "revision" in upgraded.out
    assert again.out == upgraded.out
    assert (upgraded.err, again.err) == (f"created a new desk at {tmp_path / 'new.db'}\n", "")


def test_the_doctor_reports_what_is_due_and_what_ran_last(cli: Cli) -> None:
    cli.done("add", "Prices rose")
    cli.done("cite", 1, "https://news.example/", "--no-check")

    facts = {fact["name"]: fact["value"] for fact in cli.done("doctor", "--json").json}

    assert facts["due"].startswith("1 source, ")
    assert facts["last run"].startswith("none yet")
    assert str(cli.db) in facts["database"]


def test_the_doctor_s_facts_are_a_line_each(cli: Cli) -> None:
    facts = cli.done("doctor", "--json").json

    assert len(cli.done("doctor").out.splitlines()) == len(facts)


def test_the_demo_prints_its_report_and_leaves_the_desk_alone(cli: Cli) -> None:
    before = cli.everything()

    shown = cli.done("demo", "--no-tui")

    assert "alerts opened since the first run:" in shown.out
    assert re.search(r"link ok → moved +/sanctions \(now at /", shown.out)
    assert "No alert, and why" in shown.out
    assert "\x1b" not in shown.out
    assert cli.everything() == before


def test_an_earlier_head_is_found_again_and_a_missing_one_needs_a_person(cli: Cli) -> None:
    cli.done("add", "Prices rose")
    noted = re.search(r"[0-9a-f]{64}", cli.done("db", "backup", "copy.db").out)
    cli.done("add", "Taxes fell")
    assert noted

    found = cli.done("db", "check", "--head", noted[0])
    gone = cli("db", "check", "--head", "f" * 64)
    wrong = cli("db", "check", "--head", "f00")

    assert "the given head is line 1 of 2" in found.out
    assert (gone.status, f"the head {'f' * 64} is not in the log" in gone.out) == (1, True)
    assert (wrong.status, wrong.err.count("\n")) == (2, 1)
    assert "'f00' is not the hash of a line of the log" in wrong.err


def test_a_second_check_says_what_it_took_from_the_first(cli: Cli) -> None:
    cli.done("add", "Prices rose")
    first = cli.done("db", "check", "--json").json
    cli.done("add", "Taxes fell")

    second = cli.done("db", "check")
    full = cli.done("db", "check", "--full", "--json").json

    assert (first["checked_before"], full["checked_before"], full["lines"]) == (0, 0, 2)
    assert "1 of 2 lines were intact at an earlier check; --full checks all of them" in second.err


def test_a_row_that_was_changed_outside_the_log_needs_a_person(cli: Cli) -> None:
    cli.done("add", "Prices rose \x1b[31m")
    with closing(sqlite3.connect(cli.db)) as database, database:
        database.execute("UPDATE claim SET claimant = 'x\x1b[2J'")

    checked = cli("db", "check")
    as_json = cli("db", "check", "--json").json

    assert checked.status == 1
    assert "claim 1: claimant is 'x" in checked.out
    assert "\x1b" not in checked.out
    assert [finding["kind"] for finding in as_json["findings"]] == ["row"]
    assert as_json["complaints"] == [finding["text"] for finding in as_json["findings"]]
