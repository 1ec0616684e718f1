"""State that the requests of one check share."""

import asyncio
from collections.abc import Sequence
from typing import Self

from factcheck.verifier.http.cookies import CookieJar
from factcheck.verifier.http.exchange_log import ExchangeLog


class Visit:
    """State that the requests of one check share: cookies, the remaining time, and the slot for a large body."""

    def __init__(
        self,
        deadline: float,
        large_body_slots: asyncio.Semaphore,
        exchange_log: ExchangeLog | None = None,
        languages: Sequence[str] = (),
    ) -> None:
        self.languages = languages
        """Languages to request, the preferred one first (BCP 47)."""
        self.seconds = deadline
        """Remaining seconds of the deadline. Only fetching counts: evaluation is not the server's fault."""
        self.until = 0.0
        """The loop time at which the current fetch must end."""
        self.cookies = CookieJar()
        self.large_body_slots = large_body_slots
        self.has_large_body_slot = False
        self.exchange_log = exchange_log
        """The log that receives the exchanges; None: they are not recorded."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.has_large_body_slot:
            self.has_large_body_slot = False
            self.large_body_slots.release()

    def start_clock(self) -> asyncio.Timeout:
        """Start a fetch and return its time limit."""
        self.until = asyncio.get_running_loop().time() + self.seconds
        return asyncio.timeout_at(self.until)

    def stop_clock(self) -> None:
        """End a fetch and store the remaining time."""
        self.seconds = self.seconds_left

    @property
    def seconds_left(self) -> float:
        """Remaining seconds of the current fetch."""
        return max(self.until - asyncio.get_running_loop().time(), 0.0)

    async def acquire_large_body_slot(self, limit: asyncio.Timeout) -> None:
        """Wait for a large-body slot.

        The wait is not the server's fault, so that the deadline moves by it.
        """
        if self.has_large_body_slot:
            return
        began = asyncio.get_running_loop().time()
        limit.reschedule(None)
        await self.large_body_slots.acquire()
        self.has_large_body_slot = True
        self.until += asyncio.get_running_loop().time() - began
        limit.reschedule(self.until)
