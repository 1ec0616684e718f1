"""A connection that only reads, for the terminal interface and the start of a run: it opens a desk without SQLAlchemy."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from factcheck.errors import DeskError, InputError
from factcheck.store.connections import ImmutableConnection, connect, file_identity, file_stamp
from factcheck.store.migration_revisions import head
from factcheck.store.read_model.alerts import open_alert_ids, open_alert_rows
from factcheck.store.read_model.claims import (
    cited_urls,
    claim_detail,
    claim_rows,
    first_rows,
    has_claim,
    queue_ids,
)
from factcheck.store.read_model.desk import (
    assignees,
    badges,
    rating_hotkeys,
    run_progress,
    saved_filters,
    tags,
)
from factcheck.store.read_model.events import events, events_since, last_event_id
from factcheck.store.row_ids import NUMBER_TOO_LARGE
from factcheck.store.sqlite_errors import refused_lock

BUSY_SECONDS = 0.25
"""The time that a read waits for a lock: a person is waiting for the screen."""
CACHE_KIB = 4096
STREAM_ROWS = 100
"""Rows that a stream fetches at a time."""
_NOTHING: Mapping[str, Any] = {}


class Reader:
    """A connection that reads, with the read model's queries as its methods.

    Each method raises DeskError, with a message of one line, where the database cannot be read now.
    """

    first = first_rows
    ids = queue_ids
    rows = claim_rows
    urls = cited_urls
    pane = claim_detail
    has = has_claim
    alert_ids = open_alert_ids
    alerts = open_alert_rows
    events = events
    events_since = events_since
    last_event_id = last_event_id
    badges = badges
    scale = rating_hotkeys
    tags = tags
    assignees = assignees
    views = saved_filters
    progress = run_progress

    def __init__(self, path: str, busy_seconds: float | None = None) -> None:
        """``busy_seconds`` is the time that a read waits for a lock; None: BUSY_SECONDS."""
        self.path, self.busy_seconds = path, BUSY_SECONDS if busy_seconds is None else busy_seconds
        self.identity = file_identity(path)
        self.opened = 0
        """The number of times the file was opened: an immutable connection does not see what others commit."""
        self._open()

    def _open(self) -> None:
        self.stamp = file_stamp(Path(self.path))
        with self._named_errors():
            connection = connect(
                f"file:{quote(str(Path(self.path).resolve()))}?mode=rw",
                uri=True,
                timeout=self.busy_seconds,
                isolation_level=None,
            )
            try:
                for pragma in ("query_only=ON", f"cache_size=-{CACHE_KIB}"):
                    connection.execute(f"PRAGMA {pragma}")
            except sqlite3.Error:
                connection.close()
                raise
        connection.row_factory = sqlite3.Row
        self.connection = connection
        self.opened += 1

    def is_current(self) -> bool:
        """Return whether this is a desk of the newest revision that readers and writers can share."""
        try:
            known = [version for (version,) in self.stream("SELECT version_num FROM alembic_version")]
            shared = isinstance(self.connection, ImmutableConnection) or self._pragma("journal_mode") == "wal"
            return known == [head()] and shared
        except DeskError:
            return False

    def data_version(self) -> int:
        """Return a number that changes with each commit of another connection (SQLite's ``data_version``)."""
        if isinstance(self.connection, ImmutableConnection) and file_stamp(Path(self.path)) != self.stamp:
            self.connection.close()
            self._open()
        return int(self._pragma("data_version")) + (self.opened << 32)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def select(self, sql: str, values: Mapping[str, Any] = _NOTHING, /) -> list[sqlite3.Row]:
        """Return all rows of a statement."""
        with self._named_errors():
            return self.connection.execute(sql, values).fetchall()

    def stream(self, sql: str, values: Mapping[str, Any] = _NOTHING, /) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement while it runs."""
        with self._named_errors():
            cursor = self.connection.execute(sql, values)
            cursor.row_factory = None

        def fetch() -> list[tuple[Any, ...]]:
            with self._named_errors():
                return cursor.fetchmany(STREAM_ROWS)

        return chain.from_iterable(iter(fetch, []))

    def _pragma(self, name: str) -> Any:
        with self._named_errors():
            return self.connection.execute(f"PRAGMA {name}").fetchone()[0]

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except OverflowError:
            raise InputError(NUMBER_TOO_LARGE) from None
        except sqlite3.DatabaseError as error:
            raise DeskError(_complaint(error, self.path)) from error


def _complaint(error: sqlite3.DatabaseError, path: str) -> str:
    """Return the message for an error of a read."""
    if complaint := refused_lock(error, Path(path)):
        return complaint
    for sign, reason in {
        "locked": "is locked: another program is at work in it; what is shown stays as it was",
        "readonly": "is read-only; make it and its folder writable",
        "malformed": "is damaged; restore a backup",
        "not a database": "is not a database; name another file",
        "unable to open": "cannot be opened; is its folder there, and may you read it?",
        "no such table": "is not a desk's database any more",
        "disk I/O": "cannot be read: its disk fails, or the file is gone",
    }.items():
        if sign in str(error):
            return f"{Path(path).name} {reason}"
    return f"{Path(path).name} cannot be read: {error}"
