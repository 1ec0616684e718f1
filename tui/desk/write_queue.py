"""Writes of the reviewer, stored in their order, outside the screen's thread."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

from factcheck.errors import DeskError, FactcheckError

SLOW_SECONDS = 0.25
"""After this time, the screen says that something is still being stored."""


@dataclass(frozen=True, slots=True)
class WriteJob:
    """One write."""

    act: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[FactcheckError], None]
    adds: bool = False
    """It only adds something, as a note does, so that it can be stored after writes that were asked for later."""


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

        It is called again for each write that joins them. ``painted`` returns once the screen is drawn.
        """
        self.waiting = waiting
        self.painted = painted
        self.jobs: deque[WriteJob] = deque()
        self.unanswered: deque[tuple[float, WriteJob]] = deque()
        """Additions that the database refused since the reviewer's last key, with the time: perhaps nobody read why."""
        self.waits_until = 0.0
        """A write waits for a locked database until this time of the monotonic clock, because it is the last chance."""
        self.storing = Lock()
        """Owned by the thread that stores: the interface's, or the one that ends the program when the interface is blocked."""
        self.is_slow = False
        """Storing takes long, and the screen says so."""
        self.wanted, self.idle = asyncio.Event(), asyncio.Event()
        self.idle.set()

    def put(self, job: WriteJob) -> None:
        """Store this after everything that was put before."""
        self.jobs.append(job)
        self.idle.clear()
        self.wanted.set()
        if self.is_slow:
            self._show_waiting()

    async def run(self) -> None:
        """Store writes as long as the interface runs."""
        while True:
            if not self.jobs:
                self.wanted.clear()
                self.idle.set()
                await self.wanted.wait()
            if len(self.jobs) == 1:  # storing would take the processor from the paint that the reviewer waits for
                await self.painted()
            slow = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._show_waiting)
            try:
                stored = await asyncio.to_thread(self._store_next)
            finally:
                slow.cancel()
                self.is_slow = False
            if stored and stored.error:
                stored.job.failed(stored.error)
            elif stored:
                stored.job.done(stored.result)

    async def settle(self) -> None:
        """Wait until everything is stored."""
        await self.idle.wait()

    def may_wait(self) -> bool:
        """Return whether a write waits longer for a locked database than usual: the program ends soon."""
        return monotonic() < self.waits_until

    def wait_longer(self, seconds: float) -> None:
        """Let writes wait for a locked database within this time: a reviewer who is gone cannot try again."""
        self.waits_until = monotonic() + seconds

    def answered(self, at: float) -> None:
        """Take note of a key typed at this time of the monotonic clock: the reviewer could read what failed before."""
        while self.unanswered and self.unanswered[0][0] < at:
            self.unanswered.popleft()

    def retry_unanswered(self) -> None:
        """Store the additions that the database refused since the reviewer's last key, before everything that waits."""
        if self._queue_unanswered():
            self.idle.clear()
            self.wanted.set()

    def finish(self, seconds: float) -> None:
        """Store the waiting writes within this time, from another thread, because the interface is blocked."""
        self.wait_longer(seconds)
        if self.storing.acquire(timeout=seconds):  # the write under way can still fail
            self.storing.release()
            self._queue_unanswered()
        while self.storing.acquire(timeout=max(self.waits_until - monotonic(), 0)):
            self.storing.release()
            if not self.jobs or not self.may_wait():
                return
            self._store_next()

    def _show_waiting(self) -> None:
        """Say how many writes wait, the one that is being stored included."""
        self.is_slow = True
        self.waiting(len(self.jobs) + 1)

    def _queue_unanswered(self) -> bool:
        """Put the refused additions in front of what waits, in any thread; return whether there was one."""
        found = bool(self.unanswered)
        while self.unanswered:
            self.jobs.appendleft(self.unanswered.pop()[1])
        return found

    def _store_next(self) -> WriteResult | None:
        """Store the next write; None: no write is left."""
        with self.storing:
            if not self.jobs:
                return None
            job = self.jobs.popleft()
            try:
                return WriteResult(job, job.act())
            except FactcheckError as error:
                if job.adds and isinstance(error, DeskError):
                    self.unanswered.append((monotonic(), job))
                return WriteResult(job, error=error)
