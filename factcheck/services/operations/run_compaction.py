"""Compaction after a run: a subscriber that rolls up unchanged checks, up to a limit."""

import asyncio
from collections.abc import Callable

from factcheck.errors import DeskError
from factcheck.services.desk import Desk
from factcheck.services.monitoring.events import (
    ChecksCompacted,
    Emit,
    RunEvent,
    RunFinished,
    Subscriber,
    SubscriberFailed,
)
from factcheck.services.operations.compaction import compact


class CheckCompaction(Subscriber):
    """Subscriber that rolls up unchanged checks after a run. A failure leaves them for the next run."""

    def __init__(self, desk: Desk, max_checks: int, is_stopping: Callable[[], bool]) -> None:
        self.desk, self.max_checks, self.is_stopping = desk, max_checks, is_stopping

    async def on_event(self, event: RunEvent, emit: Emit) -> None:
        """Compact at the end of the run, unless the job is stopping."""
        if isinstance(event, RunFinished) and self.max_checks and not self.is_stopping():
            checks, error = await asyncio.to_thread(self._compact)
            if error:
                message = f"checks were not rolled up: {error}; the next run tries again"
                emit(SubscriberFailed("compact", message))
            if checks:
                emit(ChecksCompacted(checks))

    def _compact(self) -> tuple[int, str | None]:
        """Return the number of checks that were rolled up, and the error that ended it."""
        checks = 0
        try:
            for progress in compact(self.desk, max_checks=self.max_checks):
                checks = progress.checks
                if self.is_stopping():
                    break
        except DeskError as error:
            return checks, error.message
        return checks, None
