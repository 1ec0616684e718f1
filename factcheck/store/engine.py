"""The engine and its two kinds of session: writers take the lock at once, readers are short.

SQLite's own transaction control is switched off and BEGIN is explicit: a transaction that reads first and writes later
fails under load, while one that begins IMMEDIATE waits for the lock.
"""

import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from factcheck.errors import DeskError, InputError
from factcheck.file_modes import make_file, make_folder
from factcheck.store.connections import ImmutableConnection, connect, is_sqlite
from factcheck.store.connections import database_path as database_path
from factcheck.store.database_file import DatabaseFile, bind_to_file
from factcheck.store.network_shares import lock_failure
from factcheck.store.row_ids import NUMBER_TOO_LARGE
from factcheck.store.sessions import DeskSession
from factcheck.store.sqlite_errors import complaint

LOCKED_MESSAGE = "database is locked"
"""SQLite's message where a lock could not be taken."""
BUSY_SECONDS = 5.0
"""The time that a writer waits for another process's transaction."""
POLL_SECONDS, POLL_BULK_SECONDS = 0.004, 0.02
"""The time between two attempts of a writer to take the lock; the longer one is for work in the background."""
CACHE_KIB = 32 * 1024
"""Memory of each connection's page cache."""


def database_url(db: str) -> sa.URL:
    """Return the SQLAlchemy URL of a file name or URL. Raises InputError for a malformed URL."""
    if "\0" in db:
        raise InputError("the name of a database cannot contain a NUL character")
    if "://" not in db:
        return sa.URL.create("sqlite", database=str(Path(db).expanduser()))
    try:
        return sa.make_url(db)
    except (ArgumentError, ValueError):
        raise InputError(f"{db!r} is not a database: give a file name or a URL such as sqlite:///desk.db") from None


def database_bytes(engine: sa.Engine) -> int:
    """Return the size of the database's file and its write-ahead log, or 0 where the database is not a file."""
    path = database_path(engine)
    files = [path, Path(f"{path}-wal")] if path else []
    return sum(file.stat().st_size for file in files if file.is_file())


def is_missing(db: str) -> bool:
    """Return whether a database is a file that does not exist yet, or an empty one: opening it makes a new desk."""
    url = database_url(db)
    if not _is_in_a_file(url):
        return False
    try:
        return Path(str(url.database)).stat().st_size == 0
    except OSError:
        return True


@contextmanager
def open_engine(db: str, *, synchronous: str = "FULL", cache_kib: int = CACHE_KIB) -> Iterator[sa.Engine]:
    """Yield the engine of a database, which is made with its folder if it is missing, and close it at the end.

    A database that cannot be written is opened for reading.
    ``synchronous`` is SQLite's pragma: FULL loses nothing in a power cut. ``cache_kib`` is the size of each connection's page
    cache. Raises DeskError or InputError with one line for a file that cannot be opened or is not a database.
    """
    url = database_url(db)
    if _is_in_a_file(url):
        _prepare_folder(Path(str(url.database)))
    try:
        engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS} if is_sqlite(url) else {})
    except (NoSuchModuleError, ModuleNotFoundError):
        raise InputError(f"{url.drivername!r} is not a database that can be used here; use sqlite") from None
    if is_sqlite(url):
        _configure_sqlite(engine, synchronous, cache_kib)
        if _is_in_a_file(url):
            bind_to_file(engine, DatabaseFile(str(url.database)))
        _allow_read_only_files(engine)
    try:
        with named_errors(engine), engine.connect():
            pass
        yield engine
    finally:
        engine.dispose()


def _is_in_a_file(url: sa.URL) -> bool:
    """Return whether a URL names a file; SQLite's own URIs (``file:…?uri=true``) are taken as they are."""
    name = url.database or ":memory:"
    return is_sqlite(url) and name != ":memory:" and not name.startswith("file:")


def _prepare_folder(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        mode = stat.S_IFREG
    except OSError as error:
        raise DeskError(f"the database {path} cannot be opened: {error.strerror}") from None
    if stat.S_ISDIR(mode):
        raise InputError(f"{path} is a folder; name a file in it")
    if not stat.S_ISREG(mode):
        raise InputError(f"{path} is not an ordinary file; name another")
    try:
        make_folder(path.parent)
    except OSError as error:
        raise DeskError(f"the folder {path.parent} cannot be made: {error.strerror}") from None
    try:
        make_file(path)  # SQLite gives its log and its index the mode of the database
    except OSError as error:
        raise DeskError(f"the database {path} cannot be made: {error.strerror}") from None


def _configure_sqlite(engine: sa.Engine, synchronous: str, cache_kib: int) -> None:
    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (f"synchronous={synchronous}", "foreign_keys=ON", f"cache_size=-{cache_kib}"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if options.get("sqlite_begin", "IMMEDIATE") != "IMMEDIATE":
            connection.exec_driver_sql("BEGIN DEFERRED")
            return
        driver: Any = connection.connection.driver_connection
        may_wait, poll_seconds = options.get("may_wait", _never), options.get("poll_seconds", POLL_SECONDS)
        busy_seconds = options.get("busy_seconds", BUSY_SECONDS)
        driver.execute("PRAGMA busy_timeout=0")
        try:
            while not _took_lock(driver, busy_seconds, poll_seconds):
                try:
                    connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails with the error that SQLAlchemy makes of it
                except sa.exc.OperationalError as error:
                    if LOCKED_MESSAGE not in str(error.orig) or _lock_fails(connection) or not may_wait():
                        raise
                else:
                    return
        finally:
            driver.execute(f"PRAGMA busy_timeout={round(BUSY_SECONDS * 1000)}")


def _took_lock(driver: Any, busy_seconds: float, poll_seconds: float) -> bool:
    """Begin a transaction that writes; return whether that worked within ``busy_seconds``.

    SQLite's own busy handler asks at longer and longer intervals, up to 100 ms (sqlite3_busy_timeout). It misses the gaps
    that others leave, so whoever has waited longest is served last.
    """
    until = time.monotonic() + busy_seconds
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if LOCKED_MESSAGE not in str(error) or time.monotonic() >= until:
                return False
            time.sleep(poll_seconds)
        else:
            return True


def patient(engine: sa.Engine, may_wait: Callable[[], bool]) -> sa.Engine:
    """Return the same engine for work that waits rather than fail.

    Where another program has had the write lock for BUSY_SECONDS, ``may_wait`` decides whether to try again. Nothing has been
    read or written at that time, because every writer takes the lock first.
    """
    return engine.execution_options(may_wait=may_wait)


def bulk(engine: sa.Engine) -> sa.Engine:
    """Return the same engine for work in the background: where several wait for the write lock, people come first."""
    return engine.execution_options(poll_seconds=POLL_BULK_SECONDS)


def _never() -> bool:
    return False


def _lock_fails(connection: sa.Connection) -> bool:
    """Return whether the file system refuses locks, so that waiting would not help."""
    name = connection.engine.url.database
    return bool(name and lock_failure(Path(name).resolve().parent))


def _allow_read_only_files(engine: sa.Engine) -> None:
    """Let an engine read a database that cannot be written. This is the last handler of connections to be added."""

    @sa.event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, words: Any, options: Any) -> Any:
        return connect(words[0], **options)

    @sa.event.listens_for(engine, "checkin")
    def _checkin(connection: Any, record: Any) -> None:
        if isinstance(connection, ImmutableConnection):
            record.invalidate()  # the next one sees what was committed since, and may be able to write


def use_write_ahead_log(engine: sa.Engine) -> None:
    """Switch the database to a write-ahead log, so that readers and the writer do not wait for each other. The file stores it."""
    if database_path(engine) is None:
        return
    with named_errors(engine):
        connection: Any = engine.raw_connection()
        try:
            if connection.cursor().execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.cursor().execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            # A file that may not be written cannot change its journal, and can be read as it is.
            if "readonly" not in str(error):
                raise sa.exc.OperationalError("PRAGMA journal_mode", None, error) from error
        finally:
            connection.close()


def truncate_log(engine: sa.Engine) -> None:
    """Move the write-ahead log into the database and free its space, as far as other connections allow."""
    if not is_sqlite(engine.url):
        return
    with named_errors(engine):
        connection: Any = engine.raw_connection()
        try:
            with suppress(sqlite3.OperationalError):
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()


@contextmanager
def writer(engine: sa.Engine) -> Iterator[DeskSession]:
    """Yield a session that has the write lock from its first statement; changes that are not committed are rolled back."""
    with named_errors(engine), DeskSession(engine, expire_on_commit=False, autoflush=False) as session:
        yield session


@contextmanager
def reader(engine: sa.Engine) -> Iterator[DeskSession]:
    """Yield a session for a short read that waits for no lock."""
    with (
        named_errors(engine),
        DeskSession(engine.execution_options(sqlite_begin="DEFERRED"), expire_on_commit=False) as session,
    ):
        yield session


@contextmanager
def named_errors(engine: sa.Engine) -> Iterator[None]:
    """Turn errors of the database, and numbers that it cannot store, into errors with one line."""
    try:
        yield
    except OverflowError as error:
        if "SQLite" not in str(error):
            raise
        raise InputError(NUMBER_TOO_LARGE) from None
    except DatabaseError as error:
        name = engine.url.database or str(engine.url)
        if "file is not a database" in str(error.orig):
            raise InputError(f"{name} is not a database; name another file") from error
        message = next(filter(None, (complaint(each, name, BUSY_SECONDS) for each in _causes(error))), None)
        if message is None:
            raise
        raise DeskError(message) from error


def _causes(error: DatabaseError) -> Iterator[BaseException | None]:
    """Yield the driver's error, and the errors before it.

    Where SQLite undoes a transaction by itself, as on a full disk, its savepoints are gone with it, and to undo one of them
    fails in turn (https://sqlite.org/lang_transaction.html, 2.3).
    """
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, DatabaseError):
            yield found.orig
        found = found.__context__
