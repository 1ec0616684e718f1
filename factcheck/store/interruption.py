"""Stop a read from another thread."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

from factcheck.errors import DeskError

STEPS_BETWEEN_CHECKS = 500_000
"""Virtual machine instructions after which a statement checks whether it was stopped: about ten milliseconds of work."""


class Interrupted(Exception):
    """The read was stopped before its end."""


class Interruption:
    """Stops the reads of one task.

    ``sqlite3_interrupt`` aborts the statement that runs at that moment and no later one, so a statement that starts just
    after it would run to its end. Each connection therefore also checks the flag in its progress handler
    (https://www.sqlite.org/c3ref/interrupt.html, https://www.sqlite.org/c3ref/progress_handler.html).
    """

    def __init__(self) -> None:
        self.stopped = False
        self.lock = Lock()
        self.running: set[sqlite3.Connection] = set()

    def stop(self) -> None:
        """Abort statements that run, and refuse new ones. Safe in any thread; it never waits for a read to end."""
        self.stopped = True
        with self.lock:
            for connection in self.running:
                with suppress(sqlite3.ProgrammingError):  # it was closed meanwhile
                    connection.interrupt()

    def check(self) -> None:
        """Raise Interrupted where the task was stopped."""
        if self.stopped:
            raise Interrupted

    @contextmanager
    def over(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Let ``stop`` abort the statements of a connection. Raises Interrupted instead of the resulting error."""
        with self.lock:
            self.running.add(connection)
        connection.set_progress_handler(lambda: self.stopped, STEPS_BETWEEN_CHECKS)
        try:
            self.check()
            yield
            self.check()
        except Exception as error:
            if self.stopped and _is_of_the_database(error):
                raise Interrupted from None
            raise
        finally:
            with self.lock:
                self.running.discard(connection)
            connection.set_progress_handler(None, 0)


def _is_of_the_database(error: Exception) -> bool:
    """Return whether an error comes from the driver, also where SQLAlchemy or a reader wrapped it."""
    return isinstance(error, sqlite3.Error | DeskError) or isinstance(getattr(error, "orig", None), sqlite3.Error)
