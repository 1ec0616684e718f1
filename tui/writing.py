"""What reviewers do, stored in the order they did it, off the screen's own thread."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from factcheck.errors import FactcheckError

SLOW = 0.25
"""Seconds after which the screen says that something is still being stored."""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to store."""

    act: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[FactcheckError], None]


class Writer:
    """A queue of jobs, one at a time: two keys never overtake each other on their way to the database."""

    def __init__(self, waiting: Callable[[int], None], painted: Callable[[], Awaitable[object]]) -> None:
        """``waiting`` is told how many jobs wait when storing takes long; ``painted`` ends once the screen is drawn."""
        self.waiting = waiting
        self.painted = painted
        self.jobs: asyncio.Queue[Job] = asyncio.Queue()

    def put(self, job: Job) -> None:
        """Store this after all that was put before."""
        self.jobs.put_nowait(job)

    async def run(self) -> None:
        """Work for as long as the interface runs."""
        while True:
            job = await self.jobs.get()
            if self.jobs.empty():  # storing would take the processor from the paint that the reviewer waits for
                await self.painted()
            slow = asyncio.get_running_loop().call_later(SLOW, lambda: self.waiting(self.jobs.qsize() + 1))
            try:
                result = await asyncio.to_thread(job.act)
            except FactcheckError as error:
                job.failed(error)
            else:
                job.done(result)
            finally:
                slow.cancel()
                self.jobs.task_done()

    async def settle(self) -> None:
        """Wait until everything is stored."""
        await self.jobs.join()
