"""Worker processes that read a database file; each has a connection and runs one task at a time.

A process ends when the program that started it ends, in whatever way: it waits at a pipe whose other end is then closed.
"""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Self

from factcheck.errors import DeskError

NICENESS = 5
"""A reviewer who types on the same machine has priority."""
CACHE_KIB = 32_768

Task = tuple[Callable[..., Any], tuple[Any, ...]]
"""A module's function that takes a connection, and its further arguments."""


def open_file(path: str) -> sqlite3.Connection:
    """Return a connection that reads an existing file; it never makes one."""
    connection = sqlite3.connect(
        f"{Path(path).absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=30
    )
    try:
        connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class Workers:
    """A pool of processes that read one file. Use it as a context manager."""

    def __init__(self, path: str, count: int) -> None:
        self.path, self.count = path, count
        self.begun: list[tuple[Any, Connection]] = []

    def __enter__(self) -> Self:
        context = get_context("spawn")
        # Ctrl-C reaches every process of a terminal; here it is for the one that began the others.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            for _ in range(self.count):
                ours, theirs = context.Pipe()
                process = context.Process(target=_serve, args=(self.path, theirs), daemon=True)
                process.start()
                theirs.close()
                self.begun.append((process, ours))
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return self

    def __exit__(self, *_: object) -> None:
        for process, pipe in self.begun:
            pipe.close()
            process.terminate()
        for process, _pipe in self.begun:
            process.join()

    def results(self, tasks: Iterable[Task]) -> Iterator[Any]:
        """Yield the result of each task as it ends. Raises the error of a task, and DeskError where a process died."""
        waiting = iter(tasks)
        busy = {pipe for _process, pipe in self.begun if _give(pipe, waiting)}
        while busy:
            for pipe in wait(list(busy)):
                assert isinstance(pipe, Connection)
                try:
                    done, came = pipe.recv()
                except (EOFError, OSError):
                    raise DeskError("a process of the check was ended from outside; try again") from None
                if not done:
                    raise came
                if not _give(pipe, waiting):
                    busy.discard(pipe)
                yield came


def results_here(connection: sqlite3.Connection, tasks: Iterable[Task]) -> Iterator[Any]:
    """Yield the result of each task, run in this process in order."""
    for function, given in tasks:
        yield function(connection, *given)


def _give(pipe: Connection, waiting: Iterator[Task]) -> bool:
    """Send a process its next task; return whether there was one."""
    task = next(waiting, None)
    if task is not None:
        pipe.send(task)
    return task is not None


def _serve(path: str, pipe: Connection) -> None:
    with suppress(OSError):
        os.nice(NICENESS)
    with suppress(EOFError, OSError), closing(open_file(path)) as connection:
        while True:
            function, given = pipe.recv()
            try:
                answer = (True, function(connection, *given))
            except sqlite3.Error as error:
                answer = (False, error)
            pipe.send(answer)
