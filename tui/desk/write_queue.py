"""What reviewers do, stored in the order they did it, off the screen's own thread."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

from factcheck.errors import FactcheckError

SLOW = 0.25
"""Seconds after which the screen says that something is still being stored."""


@dataclass(frozen=True, slots=True)
class WriteJob:
    """One thing to store."""

    act: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[FactcheckError], None]


@dataclass(frozen=True, slots=True)
class WriteResult:
    """A job that had its turn, and what came of it."""

    job: WriteJob
    result: Any = None
    error: FactcheckError | None = None


class WriteQueue:
    """A queue of jobs, one at a time: two keys never overtake each other on their way to the database."""

    def __init__(self, waiting: Callable[[int], None], painted: Callable[[], Awaitable[object]]) -> None:
        """``waiting`` is told how many jobs wait when storing takes long; ``painted`` ends once the screen is drawn."""
        self.waiting = waiting
        self.painted = painted
        self.jobs: deque[WriteJob] = deque()
        self.storing = Lock()
        """Held by whoever stores a job: the interface, or what ends the program when the interface is stuck."""
        self.wanted, self.idle = asyncio.Event(), asyncio.Event()
        self.idle.set()

    def put(self, job: WriteJob) -> None:
        """Store this after all that was put before."""
        self.jobs.append(job)
        self.idle.clear()
        self.wanted.set()

    async def run(self) -> None:
        """Work for as long as the interface runs."""
        while True:
            if not self.jobs:
                self.wanted.clear()
                self.idle.set()
                await self.wanted.wait()
            if len(self.jobs) == 1:  # storing would take the processor from the paint that the reviewer waits for
                await self.painted()
            slow = asyncio.get_running_loop().call_later(SLOW, lambda: self.waiting(len(self.jobs) + 1))
            try:
                stored = await asyncio.to_thread(self._store_next)
            finally:
                slow.cancel()
            if stored and stored.error:
                stored.job.failed(stored.error)
            elif stored:
                stored.job.done(stored.result)

    async def settle(self) -> None:
        """Wait until everything is stored."""
        await self.idle.wait()

    def finish(self, seconds: float) -> None:
        """Store what still waits, for so long at most, from a thread of its own: the interface is stuck and never will."""
        until = monotonic() + seconds
        while self.storing.acquire(timeout=max(until - monotonic(), 0)):
            self.storing.release()
            if not self.jobs or monotonic() >= until:
                return
            self._store_next()

    def _store_next(self) -> WriteResult | None:
        """Store the job whose turn it is; None: there is none any more."""
        with self.storing:
            if not self.jobs:
                return None
            job = self.jobs.popleft()
            try:
                return WriteResult(job, job.act())
            except FactcheckError as error:
                return WriteResult(job, error=error)
