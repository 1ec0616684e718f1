"""One scheduled run at a time, or several that agreed to share: a lock that the system drops when its holder dies."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import sqlalchemy as sa

from factcheck.errors import AlreadyRunning, DeskError
from factcheck.store.engine import database_path
from factcheck.store.pid_lock import add_own_pid, open_lock_file, read_pids, try_lock

TRIES, PAUSE = 3, 0.05
"""Somebody who only looks whether the lock is held holds it for an instant."""
TIDYING_SECONDS = 10
"""A run that tidies up what others left behind holds the lock alone for less than this, and names nobody meanwhile."""


def lock_path(engine: sa.Engine) -> Path | None:
    """Return where the lock of a desk's database is; None: it is in memory or on a server."""
    path = database_path(engine)
    return path and Path(f"{path}.verify.lock")


@contextmanager
def verify_lock(engine: sa.Engine, *, share: bool = False, alone: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock of scheduled runs, alone or with others that share.

    ``alone`` is called while nobody else can have it: what other runs left behind may be tidied up. Raises AlreadyRunning
    when another run holds the lock, DeskError where the file system keeps none (flock(2): ENOLCK, EOPNOTSUPP and others).
    """
    path = lock_path(engine)
    if path is None:
        yield
        return
    try:
        file = open_lock_file(path)
    except OSError as error:
        raise DeskError(f"the lock {path} cannot be opened: {error.strerror}") from None
    with file:
        taken = _taken(file, fcntl.LOCK_EX)
        if taken:
            file.truncate(0)
            if alone:
                alone()
        if share:
            taken = _taken_with_others(file)
        if taken:
            add_own_pid(file)
            yield
            return
        names = ", ".join(map(str, alive(read_pids(file)))) or "unknown"
        raise AlreadyRunning(f"another run holds {path} (process {names})")


class Holders(NamedTuple):
    """The holders of a lock."""

    processes: list[int]
    """The processes that its file names: those that hold it, or that held it last."""
    held: bool
    complaint: str | None = None
    """Why it cannot be had by anybody; None: it can."""


def holders(engine: sa.Engine) -> Holders:
    """Return who holds the lock of scheduled runs; where it cannot be asked, why."""
    path = lock_path(engine)
    if path is None or not path.exists():
        return Holders([], held=False)
    try:
        file = _opened(path)
    except OSError:
        return Holders([], held=False)
    with file:
        try:
            return Holders(read_pids(file), held=not _taken(file, fcntl.LOCK_EX, 1))
        except DeskError as error:
            return Holders(read_pids(file), held=False, complaint=error.message)


def _opened(path: Path) -> IO[str]:
    """Open a lock's file, to write where that is allowed: NFS gives exclusive locks to no one else (flock(2))."""
    try:
        return path.open("r+", encoding="utf-8")
    except PermissionError:
        return path.open("r", encoding="utf-8")


def alive(processes: list[int]) -> list[int]:
    """Return those of the processes that are at work on this machine."""
    return [process for process in processes if _is_alive(process)]


def _taken(file: IO[str], how: int, tries: int = TRIES) -> bool:
    """Return whether the lock was taken; somebody else has it otherwise. Raises DeskError where there are no locks."""
    for left in reversed(range(tries)):
        if try_lock(file, how):
            return True
        if left:
            time.sleep(PAUSE)
    return False


def _taken_with_others(file: IO[str]) -> bool:
    """Return whether the lock was taken to share it; False where a run that does not share has it."""
    for _ in range(round(TIDYING_SECONDS / PAUSE / TRIES)):
        if _taken(file, fcntl.LOCK_SH):
            return True
        if alive(read_pids(file)):
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
