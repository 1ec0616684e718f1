"""Copies of a database: written under another name, checked, made durable, and then renamed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from factcheck.atomic_files import part_of, written_aside
from factcheck.errors import DeskError
from factcheck.store.engine import BUSY_SECONDS
from factcheck.store.sqlite_errors import complaint

COPIES_MAX = 1000
TABLES_SQL = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"


def write_copy(source: sqlite3.Connection, target: Path) -> None:
    """Copy a database to a file that is complete under its name, or does not exist.

    Others may work on the database meanwhile. Raises OSError or sqlite3.Error where it cannot be written, DeskError where
    the copy does not check.
    """
    with written_aside(target, mode=_mode_of(source)):
        part = part_of(target)
        for suffix in ("-journal", "-wal", "-shm"):
            Path(f"{part}{suffix}").unlink(missing_ok=True)  # of a program that was killed: SQLite would replay them
        with closing(sqlite3.connect(part)) as copy:
            copy.execute("PRAGMA synchronous=OFF")  # made durable at the end, once
            source.backup(copy)
            checked = _quick_check(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        if checked != "ok":
            raise DeskError(f"the copy does not check ({checked}); nothing was put at {target}")


def write_copy_of(engine: sa.Engine, target: Path) -> None:
    """Copy the database of an engine, as ``write_copy`` does. Raises DeskError where the copy cannot be written."""
    try:
        with engine.connect() as connection:
            raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
            raw.rollback()
            write_copy(raw, target)
    except (OSError, sqlite3.Error) as error:
        why = complaint(error, str(target), BUSY_SECONDS) or error
        raise DeskError(f"{target} cannot be written: {why}") from None


def _mode_of(connection: sqlite3.Connection) -> int | None:
    """Return the permission bits of a database's file, or None where it is in memory."""
    name = connection.execute("PRAGMA database_list").fetchone()[2]
    return Path(name).stat().st_mode & 0o777 | 0o600 if name else None


def copy_of_revision(path: Path, revision: str) -> Path:
    """Return the path of a complete copy of a database before its migration: an existing one, if nothing changed since.

    Raises DeskError where it cannot be written.
    """
    names = (
        path.with_name(f"{path.name}.revision-{revision}{number}.backup")
        for number in ("", *(f"-{n}" for n in range(2, COPIES_MAX)))
    )
    copy = path
    try:
        with closing(sqlite3.connect(path)) as source:
            content = _content(source)
            for copy in names:
                if not copy.exists():
                    write_copy(source, copy)
                    return copy
                if _has_content(copy, content):
                    return copy
    except (OSError, sqlite3.Error) as error:
        raise DeskError(f"{path} was not upgraded: its backup {copy} cannot be written: {error}") from None
    raise DeskError(f"{path} was not upgraded: there are {COPIES_MAX} backups of it already; move them elsewhere")


def _has_content(copy: Path, content: object) -> bool:
    """Return whether a file is a complete copy with this content."""
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as other:
            return _content(other) == content and _quick_check(other) == "ok"
    except sqlite3.Error:
        return False


def _content(connection: sqlite3.Connection) -> object:
    """Return a value that differs between states of a database: the log's head, and each table's row count and last row."""
    tables = [name for (name,) in connection.execute(TABLES_SQL)]
    sizes = {}
    for name in tables:
        try:
            sizes[name] = connection.execute(f'SELECT count(*), max(rowid) FROM "{name}"').fetchone()  # noqa: S608
        except sqlite3.OperationalError:  # a table without row numbers
            sizes[name] = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608
    head = "SELECT hash FROM event ORDER BY id DESC LIMIT 1"
    return sizes, connection.execute(head).fetchone() if "event" in sizes else None


def _quick_check(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA quick_check").fetchone()[0])
