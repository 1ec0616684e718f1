"""Writes of the reviewer, stored in their order, outside the screen's thread."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

from factcheck.errors import FactcheckError

SLOW_SECONDS = 0.25
"""After this time, the screen says that something is still being stored."""


@dataclass(frozen=True, slots=True)
class WriteJob:
    """One write."""

    act: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[FactcheckError], None]


@dataclass(frozen=True, slots=True)
class WriteResult:
    """A write that was tried, with its result."""

    job: WriteJob
    result: Any = None
    error: FactcheckError | None = None


class WriteQueue:
    """Stores one write at a time: no key overtakes another on its way to the database."""

    def __init__(self, waiting: Callable[[int], None], painted: Callable[[], Awaitable[object]]) -> None:
        """Call ``waiting`` with the number of waiting writes when storing takes long.

        ``painted`` returns once the screen is drawn.
        """
        self.waiting = waiting
        self.painted = painted
        self.jobs: deque[WriteJob] = deque()
        self.storing = Lock()
        """Owned by the thread that stores: the interface's, or the one that ends the program when the interface is blocked."""
        self.wanted, self.idle = asyncio.Event(), asyncio.Event()
        self.idle.set()

    def put(self, job: WriteJob) -> None:
        """Store this after everything that was put before."""
        self.jobs.append(job)
        self.idle.clear()
        self.wanted.set()

    async def run(self) -> None:
        """Store writes as long as the interface runs."""
        while True:
            if not self.jobs:
                self.wanted.clear()
                self.idle.set()
                await self.wanted.wait()
            if len(self.jobs) == 1:  # storing would take the processor from the paint that the reviewer waits for
                await self.painted()
            slow = asyncio.get_running_loop().call_later(SLOW_SECONDS, lambda: self.waiting(len(self.jobs) + 1))
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
        """Store the waiting writes within this time, from another thread, because the interface is blocked."""
        until = monotonic() + seconds
        while self.storing.acquire(timeout=max(until - monotonic(), 0)):
            self.storing.release()
            if not self.jobs or monotonic() >= until:
                return
            self._store_next()

    def _store_next(self) -> WriteResult | None:
        """Store the next write; None: no write is left."""
        with self.storing:
            if not self.jobs:
                return None
            job = self.jobs.popleft()
            try:
                return WriteResult(job, job.act())
            except FactcheckError as error:
                return WriteResult(job, error=error)
