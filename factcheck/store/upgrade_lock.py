"""One process upgrades a database at a time: a lock that the system drops when its holder dies (flock(2))."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from factcheck.errors import AlreadyRunning, DeskError
from factcheck.file_modes import private
from factcheck.store.network_shares import lock_complaint

WAIT_MAX_SECONDS = 120
PAUSE_SECONDS = 0.1


@contextmanager
def upgrade_lock(
    database: Path, *, clock: Callable[[], float] = time.monotonic, pause: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Hold the lock of upgrades of a database; whoever else wants it waits.

    The lock's file is beside the database while somebody upgrades. Raises AlreadyRunning where another process holds it for
    longer than ``WAIT_MAX_SECONDS``, DeskError where it cannot be had at all.
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
            with suppress(OSError):  # on a full disk its holder has no name
                os.truncate(file.fileno(), 0)
                os.write(file.fileno(), f"{os.getpid()}\n".encode())
            yield
        finally:
            path.unlink(missing_ok=True)


def _taken(path: Path, database: Path) -> IO[str] | None:
    """Return the lock's file, locked; None: another process holds it, or has just removed it."""
    try:
        file = open(path, "a+", encoding="utf-8", opener=private)  # noqa: SIM115
    except OSError as error:
        raise DeskError(f"{database} was not upgraded: {path} cannot be written: {error.strerror}") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(file.fileno()).st_ino == path.stat().st_ino:
            return file
    except (BlockingIOError, FileNotFoundError):
        pass
    except OSError as error:
        file.close()
        why = lock_complaint(path, error.strerror or str(error))
        raise DeskError(f"{database} was not upgraded: {why}") from None
    file.close()
    return None


def _holder(path: Path) -> str:
    process = ""
    with suppress(OSError, ValueError):
        process = path.read_text("utf-8").strip()
    return f"process {process}" if process.isdigit() else "unknown"
