"""Runs a job that signals ask to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from factcheck.cli import signals


class StopRequest:
    """Whether the job was asked to stop: the first signal lets checks in flight finish, the second stops at once."""

    def __init__(self) -> None:
        self.requested = asyncio.Event()
        self.at_once = False
        """A second signal has come."""
        self.status = 0
        """The exit status that the signal asks for."""

    @asynccontextmanager
    async def listening(self, on_signal: Callable[[str], None]) -> AsyncIterator[None]:
        """Handle SIGTERM, SIGHUP and Ctrl-C while the block runs."""
        task = asyncio.current_task()
        assert task

        def handle(number: signal.Signals) -> None:
            if self.status:
                self.at_once = True
                task.cancel()
                return
            self.status = signals.status_of(number)
            self.requested.set()
            on_signal(number.name)

        with signals.handled(handle):
            yield

    async def wait(self, seconds: float) -> None:
        """Wait this long, or until the job is asked to stop."""
        try:
            await asyncio.wait_for(self.requested.wait(), seconds)
        except TimeoutError:
            return


def run_job(job: Callable[[StopRequest], Awaitable[int]], on_signal: Callable[[str], None]) -> int:
    """Run a job and return its exit status. A signal ends it with the signal's status; what was checked is recorded."""
    stop: StopRequest | None = None

    async def run() -> int:
        nonlocal stop
        stop = StopRequest()
        async with stop.listening(on_signal):
            status = await job(stop)
        return stop.status or status

    try:
        return asyncio.run(run())
    except (asyncio.CancelledError, KeyboardInterrupt):
        return (stop.status if stop else 0) or signals.status_of(signal.SIGINT)
