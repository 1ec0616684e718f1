"""The lock of database upgrades: one process upgrades at a time."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from factcheck.errors import AlreadyRunning, DeskError
from factcheck.store.pid_lock import add_own_pid, clear_pids, open_lock_file, read_pids, try_lock

WAIT_MAX_SECONDS = 120
PAUSE_SECONDS = 0.1


@contextmanager
def upgrade_lock(
    database: Path, *, clock: Callable[[], float] = time.monotonic, pause: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Hold the lock of upgrades of a database; other processes wait for it.

    The lock's file is beside the database during an upgrade.

    Raises:
        AlreadyRunning: Another process held it for longer than ``WAIT_MAX_SECONDS``.
        DeskError: It cannot be taken at all.
    """
    path = Path(f"{database}.upgrade.lock")
    end = clock() + WAIT_MAX_SECONDS
    while (file := _taken(path, database)) is None:
        if clock() >= end:
            raise AlreadyRunning(
                f"{database} is being upgraded by another process ({_holder(path)}); try again when it is done"
            )
        pause(PAUSE_SECONDS)
    with file:
        try:
            clear_pids(file)
            add_own_pid(file)
            yield
        finally:
            path.unlink(missing_ok=True)


def _taken(path: Path, database: Path) -> IO[str] | None:
    """Return the lock's file, locked, or None where another process holds it or has just removed it."""
    try:
        file = open_lock_file(path)
    except OSError as error:
        raise DeskError(f"{database} was not upgraded: {path} cannot be written: {error.strerror}") from None
    try:
        if try_lock(file) and os.fstat(file.fileno()).st_ino == path.stat().st_ino:
            return file
    except FileNotFoundError:
        pass
    except DeskError as error:
        file.close()
        raise DeskError(f"{database} was not upgraded: {error.message}") from None
    file.close()
    return None


def _holder(path: Path) -> str:
    processes: list[int] = []
    with suppress(OSError, ValueError), path.open(encoding="utf-8", errors="replace") as file:
        processes = read_pids(file)
    return f"process {processes[0]}" if processes else "unknown"
