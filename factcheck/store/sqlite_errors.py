"""Messages for SQLite's errors: one line that names the file and the fix."""

import shutil
import sqlite3
from pathlib import Path

from factcheck import limits
from factcheck.store.network_shares import lock_complaint, lock_failure

IO_ERROR = "disk I/O error"
"""SQLite's message, also where a full disk has no space for the index of its log."""
READ_ONLY = "readonly database"
FREE_BYTES_MIN = 1_000_000
"""Free bytes below which a disk counts as full."""
_LOCK_ERRORS = frozenset(
    {
        sqlite3.SQLITE_IOERR_LOCK,
        sqlite3.SQLITE_IOERR_UNLOCK,
        sqlite3.SQLITE_IOERR_RDLOCK,
        sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
        sqlite3.SQLITE_IOERR_SHMLOCK,
        sqlite3.SQLITE_IOERR_SHMMAP,
        sqlite3.SQLITE_PERM,
    }
)
"""Codes of a lock that the file system refused, rather than one that is taken (https://sqlite.org/rescode.html)."""
_MAYBE_LOCK_ERRORS = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_PROTOCOL})
"""Codes that SQLite returns for ENOLCK and EACCES, and for a lock that is taken."""


def complaint(error: BaseException | None, name: str, busy_seconds: float) -> str | None:
    """Return the message for an error that the user can fix, or None for an error of the program."""
    text = str(error)
    if message := refused_lock(error, Path(name)) or _machine_error(error, Path(name)):
        return message
    if READ_ONLY in text and _is_full(name):
        return f"the disk under {name} is full; nothing of this change was stored"
    for sign, line in {
        "database disk image is malformed": f"{name} is damaged; restore a backup",
        "database is locked": f"{name} is locked: another program has had it for {busy_seconds:.0f} s; try again",
        "locking protocol": f"{name} is locked: other programs prevented its log from being read; try again",
        READ_ONLY: f"{name} is read-only; make it and its folder writable",
        "database or disk is full": f"the disk under {name} is full; nothing of this change was stored",
        "unable to open database file": f"{name} cannot be opened; is its folder there, and may you write to it?",
        IO_ERROR: f"the disk under {name} fails",
    }.items():
        if sign in text:
            return f"the disk under {name} is full; make room" if sign == IO_ERROR and _is_full(name) else line
    return None


def refused_lock(error: BaseException | None, path: Path) -> str | None:
    """Return the message for a lock that the file system refused, or None for another error or a lock that is taken."""
    code = getattr(error, "sqlite_errorcode", None)
    if code in _LOCK_ERRORS or code in _MAYBE_LOCK_ERRORS:
        why = lock_failure(path.resolve().parent)
        if why or code in _LOCK_ERRORS:
            return lock_complaint(path, why or "the system gave no reason")
    return None


def _machine_error(error: BaseException | None, path: Path) -> str | None:
    """Return the message for other refusals of the system, where SQLite's message names another reason."""
    text, code = str(error), getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return f"{path} is gone: it was moved or deleted while it was open, so this was not stored"
    if IO_ERROR in text and (limit := _reached_limit(path)):
        return (
            f"{path} cannot grow beyond {limit:,} bytes: {limits.FILE_SIZE_MESSAGE}; nothing of this change was stored"
        )
    if ("unable to open" in text or IO_ERROR in text) and limits.files_are_short():
        return f"{path} cannot be opened: {limits.FILES_MESSAGE}"
    return None


def _reached_limit(path: Path) -> int | None:
    """Return the limit on the size of files that the database, its log or its journal has reached."""
    found = (limits.file_size_limit(Path(f"{path}{suffix}")) for suffix in ("", "-wal", "-shm", "-journal"))
    return next(filter(None, found), None)


def _is_full(name: str) -> bool:
    folder = Path(name).resolve().parent
    return folder.is_dir() and shutil.disk_usage(folder).free < FREE_BYTES_MIN
