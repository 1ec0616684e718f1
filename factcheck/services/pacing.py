"""Pacing of bulk writes: how long they hold the write lock at a time, and how long they leave it to others.

SQLite has no queue for the lock: the first program that asks when it is free gets it. Our own writers ask every few milliseconds
(``store.engine``). Other programs ask again after 1, 2, 5, 10, 15 and 20 ms, then three times after 25 ms, then after 50 and
100 ms (sqlite3_busy_timeout). The gap between two turns is longer than 25 ms while anybody else has the database open, so that
they ask within a gap at their seventh attempt at the latest.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from factcheck.services.desk import Desk
from factcheck.store import ledger
from factcheck.store.other_processes import is_open_elsewhere
from factcheck.store.sessions import DeskSession

ALONE_SECONDS = 0.045
"""Longest time for which a turn, with its commit, holds the lock while nobody else has the database open."""
BESIDE_SECONDS = 0.025
"""The same while others have the database open."""
GAP_SECONDS, GAP_ALONE_SECONDS = 0.027, 0.005
"""Shortest time for which the lock is free between two turns, while others have the database open and while nobody has.

Work that needs no lock is done in this time.
"""
PRESENCE_POLL_SECONDS = 0.2
"""Time between two questions to the system who else has the database open. An answer takes some milliseconds."""
SHARED_SECONDS = 2.0
"""Time for which the desk counts as shared after the last sign of another program."""
PART_MIN_ROWS, PART_MAX_ROWS = 10, 2000

Progress = Callable[[int, int], bool]
"""Called after each part with the number of processed rows and of all rows; returns whether to continue."""


def always_continue(turned: int, of: int) -> bool:
    """Continue, whatever the progress."""
    return True


class Turn:
    """One transaction of a bulk write."""

    def __init__(
        self, session: DeskSession, seconds: float, clock: Callable[[], float], is_first: bool = False
    ) -> None:
        self.session, self.seconds, self.clock = session, seconds, clock
        self.is_first = is_first
        self.began = self.piece_began = clock()

    @property
    def held(self) -> float:
        """Seconds for which it has held the lock."""
        return self.clock() - self.began

    def has_room(self) -> bool:
        """Return whether another piece of work, as long as the one since the last call, fits into the turn.

        The first turn has room for one piece only, because the time of a commit is not known yet.
        """
        now = self.clock()
        piece, self.piece_began = now - self.piece_began, now
        return not self.is_first and now + piece - self.began <= self.seconds


class Pacing:
    """Takes the write lock for one turn after another."""

    def __init__(
        self, desk: Desk, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.desk, self.clock, self.sleep = desk.bulk(), clock, sleep
        self.company_at: float | None = None
        """The time at which another program was last noticed."""
        self.look_at = clock()
        self.commit_seconds = 0.0
        self.ended_at: float | None = None
        self.version: tuple[Any, int] | None = None
        """The connection of the last turn, with its count of commits by other connections."""

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Wait until the gap is over, and yield a turn, which is committed at its end."""
        self._wait()
        with self.desk.write() as session:
            connection = session.connection()
            turn = Turn(session, self.seconds, self.clock, is_first=self.ended_at is None)
            driver = connection.connection.driver_connection
            version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
            if self.version and self.version[0] is driver and self.version[1] != version:
                self.company_at = turn.began
            self.version = driver, version
            yield turn
            done = self.clock()
            ledger.finish(session)
            self.ended_at = self.clock()
            self.commit_seconds = self.ended_at - done

    @property
    def is_shared(self) -> bool:
        """Whether another program has the database open, or had it a moment ago."""
        return self.company_at is not None and self.clock() - self.company_at <= SHARED_SECONDS

    @property
    def seconds(self) -> float:
        """Seconds that the work of a turn should take, if its commit takes as long as the last one."""
        whole = BESIDE_SECONDS if self.is_shared else ALONE_SECONDS
        return max(whole / 4, whole - self.commit_seconds)

    def _wait(self) -> None:
        if self.clock() >= self.look_at:
            if is_open_elsewhere(self.desk.engine.url.database):
                self.company_at = self.clock()
            self.look_at = self.clock() + PRESENCE_POLL_SECONDS
        if self.ended_at is not None:
            left = (GAP_SECONDS if self.is_shared else GAP_ALONE_SECONDS) - (self.clock() - self.ended_at)
            if left > 0:
                self.sleep(left)


def parts(
    desk: Desk, ids: Sequence[int], progress: Progress = always_continue
) -> Iterator[tuple[DeskSession, list[int]]]:
    """Yield ids in parts, each with a session that holds the write lock and is committed after the part.

    The size of a part is chosen by the time that the part before took. ``progress`` can end it after any part.
    """
    pacing, size, start = Pacing(desk), PART_MIN_ROWS, 0
    while start < len(ids):
        part = list(ids[start : start + size])
        with pacing.turn() as turn:
            yield turn.session, part
            took = turn.held
        start += len(part)
        if not progress(start, len(ids)):
            return
        fits = pacing.seconds / max(took, 1e-6)
        size = max(PART_MIN_ROWS, min(PART_MAX_ROWS, int(len(part) * min(fits, 4))))
