"""One scheduled run at a time: a lock that the system drops when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from factcheck.errors import AlreadyRunning, DeskError


def lock_path(engine: sa.Engine) -> Path | None:
    """Return where the lock of a desk's database is; None: it is in memory or on a server."""
    name = engine.url.database
    return (
        Path(f"{name}.verify.lock")
        if name and name != ":memory:" and engine.url.get_backend_name() == "sqlite"
        else None
    )


@contextmanager
def verify_lock(engine: sa.Engine) -> Iterator[None]:
    """Hold the lock of scheduled runs. Raises AlreadyRunning when another process has it."""
    path = lock_path(engine)
    if path is None:
        yield
        return
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise DeskError(f"the lock {path} cannot be opened: {error.strerror}") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise AlreadyRunning(f"another run holds {path} (process {holder})") from None
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield
