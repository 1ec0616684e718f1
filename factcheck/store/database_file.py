"""The file behind an engine: opened by its name once, and compared with the file at its path before each commit.

SQLite continues to write to a file that was deleted or replaced, and its changes are lost with the last program that has it
open. It would also make an empty file for a connection that is opened after that (https://sqlite.org/howtocorrupt.html, 4.1).
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from factcheck.errors import DeskError
from factcheck.store.connections import file_identity

_WAL = "write-ahead log"
"""The key of a connection's log in its ``info``."""


class DatabaseFile:
    """The file that an engine has open, by its device and its inode."""

    def __init__(self, name: str) -> None:
        self.name = name
        """The name as given, for messages."""
        self.path = str(Path(name).absolute())
        self.identity: tuple[int, int] | None = None
        """None before the first connection."""

    def address(self) -> str:
        """Return what to open as an SQLite URI (https://sqlite.org/uri.html): only the first connection makes a file."""
        self.compare()
        may_make = self.identity is None and not Path(self.path).exists()
        return f"file:{quote(os.fsencode(self.path))}?mode={'rwc' if may_make else 'rw'}"

    def opened(self) -> None:
        """Store the identity of the file at the first connection, and compare it at the next ones."""
        if self.identity is None:
            self.identity = file_identity(self.path)
        self.compare()

    def forget(self) -> None:
        """Accept the file that is at the path when the next connection is opened."""
        self.identity = None

    def compare(self) -> None:
        """Raise DeskError where the file at the path is not the one that is open, or there is none."""
        if self.identity is None:
            return
        found = file_identity(self.path)
        if found is None:
            raise DeskError(f"{self.name} is gone: it was moved or deleted while it was open, so this was not stored")
        if found != self.identity:
            raise DeskError(f"{self.name} was replaced by another file while it was open, so this was not stored")

    def remember_log(self, connection: sa.Connection) -> None:
        """Store the identity of the write-ahead log of a connection that has just begun to write."""
        if connection.info.get(_WAL) is None:
            connection.info[_WAL] = file_identity(f"{self.path}-wal")

    def compare_log(self, connection: sa.Connection) -> None:
        """Raise DeskError where the connection's write-ahead log is not the one others would read.

        Nobody may remove the log while a connection is open: SQLite itself does so only when the last one closes.
        """
        known = connection.info.get(_WAL)
        if known is not None and file_identity(f"{self.path}-wal") != known:
            raise DeskError(
                f"{self.name}-wal was removed or replaced while {self.name} was open, so this was not stored;"
                " end every program that uses the desk, then run factcheck db check"
            )


def bind_to_file(engine: sa.Engine, file: DatabaseFile) -> None:
    """Make an engine open, begin and commit only in the file that it opened first, until its pool is disposed of."""

    @sa.event.listens_for(engine, "do_connect")
    def _open(_dialect: Any, _record: Any, arguments: list[Any], parameters: dict[str, Any]) -> None:
        arguments[0] = file.address()
        parameters["uri"] = True

    @sa.event.listens_for(engine, "connect")
    def _opened(_connection: Any, _record: Any) -> None:
        file.opened()

    @sa.event.listens_for(engine, "begin", insert=True)
    def _before_begin(connection: sa.Connection) -> None:
        file.compare()
        file.compare_log(connection)

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("sqlite_begin", "IMMEDIATE") == "IMMEDIATE":
            file.remember_log(connection)

    @sa.event.listens_for(engine, "commit")
    def _commit(connection: sa.Connection) -> None:
        file.compare()
        file.compare_log(connection)

    @sa.event.listens_for(engine, "engine_disposed")
    def _disposed(_engine: sa.Engine) -> None:
        file.forget()
