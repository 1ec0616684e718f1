"""The messages for SQLite's errors: each names the database and the fix, and an error of the program has none."""

import sqlite3
from pathlib import Path

import pytest

from factcheck.store.sqlite_errors import complaint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("database disk image is malformed", "{db} is damaged; restore a backup"),
        ("database is locked", "{db} is locked: another program has had it for 5 s; try again"),
        ("locking protocol", "{db} is locked: other programs prevented its log from being read; try again"),
        ("attempt to write a readonly database", "{db} is read-only; make it and its folder writable"),
        ("database or disk is full", "the disk under {db} is full; nothing of this change was stored"),
        (
            "unable to open database file",
            "{db} cannot be opened; is its folder there, and may you write to it?",
        ),
        ("disk I/O error", "the disk under {db} fails"),
    ],
)
def test_an_error_that_the_user_can_fix_has_a_message(tmp_path: Path, text: str, expected: str) -> None:
    database = str(tmp_path / "desk.db")

    assert complaint(sqlite3.OperationalError(text), database, 5) == expected.format(db=database)


def test_an_error_of_the_program_has_none(tmp_path: Path) -> None:
    assert complaint(sqlite3.OperationalError("no such table: claim"), str(tmp_path / "desk.db"), 5) is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (sqlite3.SQLITE_READONLY_DBMOVED, "is gone: it was moved or deleted while it was open, so this was not stored"),
        (sqlite3.SQLITE_IOERR_LOCK, "the system gave no reason"),
    ],
)
def test_the_code_of_an_error_says_more_than_its_text(tmp_path: Path, code: int, expected: str) -> None:
    error = sqlite3.OperationalError("attempt to write a readonly database")
    error.sqlite_errorcode = code

    assert expected in str(complaint(error, str(tmp_path / "desk.db"), 5))
