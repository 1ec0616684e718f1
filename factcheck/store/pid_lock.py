"""Lock files that name the processes that hold them. The system drops a lock when its holder dies (flock(2))."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import IO

from factcheck.errors import DeskError
from factcheck.file_modes import private
from factcheck.store.network_shares import lock_complaint

PID_MAX_DIGITS = 10
"""Digits of a process number. What else a file contains, after a power cut for example, names no process."""


def open_lock_file(path: Path) -> IO[str]:
    """Open the file of a lock, and make it if it is missing. Raises OSError."""
    return open(path, "a+", encoding="utf-8", errors="replace", opener=private)


def try_lock(file: IO[str], operation: int = fcntl.LOCK_EX) -> bool:
    """Return whether the lock was taken; False where another process holds it.

    Raises:
        DeskError: The file system has no locks (ENOLCK, EOPNOTSUPP and others).
    """
    try:
        fcntl.flock(file, operation | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise DeskError(lock_complaint(Path(file.name), error.strerror or str(error))) from None
    return True


def clear_pids(file: IO[str]) -> None:
    """Remove the processes that the file names. On a full disk the lock is valid, and earlier holders stay named."""
    with suppress(OSError):
        file.truncate(0)


def add_own_pid(file: IO[str]) -> None:
    """Add this process to those that the file names. On a full disk the lock is valid, and its holder is not named."""
    with suppress(OSError):
        os.write(file.fileno(), f"{os.getpid()}\n".encode())


def read_pids(file: IO[str]) -> list[int]:
    """Return the processes that the file names: those that hold the lock, or that held it last."""
    file.seek(0)
    words = file.read().split()
    return [int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= PID_MAX_DIGITS]
