"""The lock of scheduled runs: one run at a time, or several that share. The system releases it when its holder dies."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from factcheck.errors import AlreadyRunning, DeskError
from factcheck.store.connections import database_path
from factcheck.store.pid_lock import add_own_pid, clear_pids, open_lock_file, read_pids, try_lock

if TYPE_CHECKING:
    import sqlalchemy as sa

LOCK_ATTEMPTS, ATTEMPT_PAUSE_SECONDS = 3, 0.05
"""A process that only asks who has the lock has it for an instant."""
CLEANUP_MAX_SECONDS = 10
"""The longest time for which a run has the lock alone, unnamed, while it cleans up after dead runs."""


def lock_path(database: "sa.Engine | Path") -> Path | None:
    """Return the path of the lock of a desk's database; None: the database is in memory or on a server."""
    path = database if isinstance(database, Path) else database_path(database)
    return path and Path(f"{path}.verify.lock")


@contextmanager
def verify_lock(
    database: "sa.Engine | Path", *, share: bool = False, alone: Callable[[], None] | None = None
) -> Iterator[None]:
    """Take the run lock for the block, exclusively or with other runs that share.

    ``alone`` is called while no other process can have the lock: it may clean up after dead runs. Raises AlreadyRunning when
    another run has the lock, DeskError where the file system has no locks (flock(2): ENOLCK, EOPNOTSUPP and others).
    """
    path = lock_path(database)
    if path is None:
        yield
        return
    try:
        file = open_lock_file(path)
    except OSError as error:
        raise DeskError(f"the lock {path} cannot be opened: {error.strerror}") from None
    with file:
        taken = _take(file, fcntl.LOCK_EX)
        if taken:
            clear_pids(file)
            if alone:
                alone()
        if share:
            taken = _take_shared(file)
        if taken:
            add_own_pid(file)
            yield
            return
        names = ", ".join(map(str, running_processes(read_pids(file)))) or "unknown"
        raise AlreadyRunning(f"another run holds {path} (process {names})")


class Holders(NamedTuple):
    """The processes that have a lock."""

    processes: list[int]
    """The processes that its file names: those that have it, or had it last."""
    is_taken: bool
    complaint: str | None = None
    """Why no process can take it; None: it can be taken."""


def lock_holders(engine: "sa.Engine") -> Holders:
    """Return the processes that have the run lock, or why that cannot be determined."""
    path = lock_path(engine)
    if path is None or not path.exists():
        return Holders([], is_taken=False)
    try:
        file = _opened(path)
    except OSError:
        return Holders([], is_taken=False)
    with file:
        try:
            return Holders(read_pids(file), is_taken=not _take(file, fcntl.LOCK_EX, 1))
        except DeskError as error:
            return Holders(read_pids(file), is_taken=False, complaint=error.message)


def _opened(path: Path) -> IO[str]:
    """Open a lock's file, for writing where that is allowed: NFS needs that for exclusive locks (flock(2))."""
    try:
        return path.open("r+", encoding="utf-8", errors="replace")
    except PermissionError:
        return path.open("r", encoding="utf-8", errors="replace")


def running_processes(processes: list[int]) -> list[int]:
    """Return the processes that run on this machine."""
    return [process for process in processes if _is_alive(process)]


def _take(file: IO[str], how: int, tries: int = LOCK_ATTEMPTS) -> bool:
    """Return whether the lock was taken; else another process has it. Raises DeskError where there are no locks."""
    for left in reversed(range(tries)):
        if try_lock(file, how):
            return True
        if left:
            time.sleep(ATTEMPT_PAUSE_SECONDS)
    return False


def _take_shared(file: IO[str]) -> bool:
    """Return whether the lock was taken in shared mode; else a run that does not share has it.

    A run that shares names itself when its cleanup ends, perhaps just after an attempt failed. So only a process that was
    named before the attempt has the lock alone.
    """
    for _ in range(round(CLEANUP_MAX_SECONDS / ATTEMPT_PAUSE_SECONDS / LOCK_ATTEMPTS)):
        named_before = read_pids(file)
        if _take(file, fcntl.LOCK_SH):
            return True
        if running_processes([process for process in read_pids(file) if process in named_before]):
            return False
    return False


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True
