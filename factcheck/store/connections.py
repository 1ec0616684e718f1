"""Connections to SQLite files, those where nothing can be written among them.

A database with a write-ahead log needs a shared index beside it, even to be read. In a folder that may not be written, on
a read-only mount or on a full disk, that index cannot be made; the file can then be read as it is, provided that no log
with content lies beside it (SQLite, "Write-Ahead Logging", section "Read-Only Databases"; URI parameter ``immutable``).
"""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    import sqlalchemy as sa

_NO_INDEX = frozenset(
    {
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
    }
)
"""Primary result codes of a first read whose log or index cannot be made."""
URI_PREFIX = "file:"
PRIMARY_CODE = 0xFF
"""The bits of an extended result code that name its kind (SQLite, "Result and Error Codes")."""


class ImmutableConnection(sqlite3.Connection):
    """A connection to a file that is read as it is: it takes no lock, and does not see the commits of others."""


def connect(name: str, **options: Any) -> sqlite3.Connection:
    """Return a connection to a file or a URI, immutable where the file can be read in no other way.

    ``options`` are those of ``sqlite3.connect``. Raises sqlite3.Error.
    """
    connection: sqlite3.Connection = sqlite3.connect(name, **options)
    path = _path(name)
    if path is None:
        return connection
    if not _lacks_index(connection) or not can_be_immutable(path):
        return connection
    connection.close()
    options = options | {"uri": True, "factory": ImmutableConnection}
    as_it_is: sqlite3.Connection = sqlite3.connect(
        f"{URI_PREFIX}{quote(str(path.resolve()))}?mode=ro&immutable=1", **options
    )
    return as_it_is


def _lacks_index(connection: sqlite3.Connection) -> bool:
    """Return whether the first read fails because no log or index can be made. Other errors are left to the next read."""
    (patience_ms,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout=0")
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorcode & PRIMARY_CODE in _NO_INDEX
    finally:
        connection.execute(f"PRAGMA busy_timeout={patience_ms}")
    return False


def database_path(engine: "sa.Engine") -> Path | None:
    """Return the file of an engine's database, or None where it is in memory or on a server."""
    name = engine.url.database
    return Path(name) if is_sqlite(engine.url) and name and name != ":memory:" else None


def is_sqlite(url: "sa.URL") -> bool:
    """Return whether a URL names an SQLite database."""
    return url.get_backend_name() == "sqlite"


def file_stamp(path: Path) -> tuple[int, ...]:
    """Return a value that changes when a database's files change. Immutable connections cannot ask SQLite for it."""
    found: list[int] = []
    for each in (path, Path(f"{path}-wal")):
        try:
            stat = each.stat()
        except OSError:
            found.append(-1)
        else:
            found += (stat.st_ino, stat.st_size, stat.st_mtime_ns)
    return tuple(found)


def file_identity(path: str) -> tuple[int, int] | None:
    """Return the device and inode of the file at a path, or None where the file does not exist."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def can_be_immutable(path: Path) -> bool:
    """Return whether a database's file contains every commit: there is no log with content beside it."""
    try:
        if not path.stat().st_size:
            return False
        return not Path(f"{path}-wal").stat().st_size
    except FileNotFoundError:
        return path.is_file()
    except OSError:
        return False


def _path(name: str) -> Path | None:
    """Return the file of a name or a URI, or None where the database is in memory."""
    if name.startswith(URI_PREFIX):
        parts = urlsplit(name)
        return Path(unquote(parts.path)) if parts.path and "mode=memory" not in parts.query else None
    return Path(name) if name and name != ":memory:" else None
