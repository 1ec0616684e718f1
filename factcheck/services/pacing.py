"""The pace of an act on very many rows: how long it holds the write lock at a time, and how long it leaves it to others.

SQLite keeps no queue of those who wait for the lock: whoever asks first when it is free has it. Our own writers ask every few
milliseconds (``store.engine``). Other programs ask again after 1, 2, 5, 10, 15, 20 ms, then every 25 ms three times, then every
50 and 100 ms (sqlite3_busy_timeout). So the gap between two turns is longer than 25 ms while anybody else is at the desk: they,
too, ask within a gap, at the latest at their seventh attempt.
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
"""The longest time a turn may hold the lock where nobody else is at the desk, its commit included."""
BESIDE_SECONDS = 0.025
"""The same while others are at the desk."""
GAP_SECONDS, GAP_ALONE_SECONDS = 0.027, 0.005
"""The shortest time the lock is free between two turns, while others are at the desk and while nobody is.

Work that needs no lock is done in it.
"""
LOOK_SECONDS = 0.2
"""The time between two questions to the system who else has the database open: an answer takes some milliseconds."""
COMPANY_SECONDS = 2.0
"""The time after the last sign of somebody else for which the desk counts as shared."""
PART_MIN_ROWS, PART_MAX_ROWS = 10, 2000

Progress = Callable[[int, int], bool]
"""Is told, after each part, how many rows have had their turn and how many there are; returns whether to go on."""


def to_the_end(turned: int, of: int) -> bool:
    """Go on, whatever the progress."""
    return True


class Turn:
    """One transaction of the act."""

    def __init__(
        self, session: DeskSession, seconds: float, clock: Callable[[], float], is_first: bool = False
    ) -> None:
        self.session, self.seconds, self.clock = session, seconds, clock
        self.is_first = is_first
        self.began = self.piece_began = clock()

    @property
    def held(self) -> float:
        """The seconds for which it has held the lock."""
        return self.clock() - self.began

    def has_room(self) -> bool:
        """Return whether one more piece of work, as long as the one since this was last asked, fits into the turn.

        The first turn has room for one piece only: nothing is known yet of how long a commit takes here.
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
        """When somebody else was last noticed."""
        self.look_at = clock()
        self.commit_seconds = 0.0
        self.ended_at: float | None = None
        self.version: tuple[Any, int] | None = None
        """The connection of the last turn, and its count of other connections' commits."""

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Wait until the gap is over, and give a turn; what is done in it is committed at its end."""
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
        """Whether somebody else is at the desk, or was a moment ago."""
        return self.company_at is not None and self.clock() - self.company_at <= COMPANY_SECONDS

    @property
    def seconds(self) -> float:
        """The time that a turn's work should take now: what a commit as fast as the last one leaves of it."""
        whole = BESIDE_SECONDS if self.is_shared else ALONE_SECONDS
        return max(whole / 4, whole - self.commit_seconds)

    def _wait(self) -> None:
        if self.clock() >= self.look_at:
            if is_open_elsewhere(self.desk.engine.url.database):
                self.company_at = self.clock()
            self.look_at = self.clock() + LOOK_SECONDS
        if self.ended_at is not None:
            left = (GAP_SECONDS if self.is_shared else GAP_ALONE_SECONDS) - (self.clock() - self.ended_at)
            if left > 0:
                self.sleep(left)


def parts(desk: Desk, ids: Sequence[int], progress: Progress = to_the_end) -> Iterator[tuple[DeskSession, list[int]]]:
    """Give numbers a part at a time, each with a session that holds the write lock and is committed after it.

    A part is as large as fits into a turn, judged by the part before. ``progress`` may end it after any part.
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
