"""Begins the checks of a run with plain reads, before the database library is loaded.

A run needs that library to record its checks. Loading it takes longer than everything else before the first request, so
it is loaded while the first answers are awaited. A desk that must be prepared first has no head start.
"""

import asyncio
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from factcheck.errors import DeskError, FactcheckError
from factcheck.services.captures.folder import folder_of, require_disk_space
from factcheck.services.monitoring.backlog import Backlog, Read
from factcheck.services.monitoring.run_plan import Selection, has_wrong_dates
from factcheck.settings import Settings
from factcheck.store.connections import ImmutableConnection
from factcheck.store.fast_reader import Reader
from factcheck.verifier.http.exchange_log import Exchange
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.scheduling.batch import Preserve, SourceTask, check_sources
from factcheck.verifier.scheduling.page_check import CheckResult

UNDISTURBED_SECONDS = 0.25
"""The time in which the first requests are sent, unless a first result comes before; the loading begins after it."""

BUSY_SECONDS = 5.0
"""The time that a read waits for a lock, as it does once the desk is opened: nobody is waiting for a screen."""


def ready_database(settings: Settings) -> Path | None:
    """Return the file of a desk that can be used as it is; None: it must be made, upgraded or repaired first."""
    if "://" in settings.db or "\0" in settings.db:
        return None
    path = Path(settings.db).expanduser()
    try:
        folder = folder_of(path, settings.captures)
        writable = [path, folder] if folder is not None and folder.exists() else [path]
        if not path.is_file() or not all(os.access(each, os.W_OK) for each in writable):
            return None
        with Reader(str(path)) as reader:
            can_be_written = not isinstance(reader.connection, ImmutableConnection)
            return path if can_be_written and reader.is_current() else None
    except (DeskError, OSError):  # whoever opens the desk says what is wrong
        return None


class HeadStart:
    """Checks that have begun. What they find is recorded once a run takes over."""

    def __init__(
        self,
        backlog: Backlog,
        started_at: datetime,
        settings: Settings,
        stop: asyncio.Event,
        max_runtime: float | None,
    ) -> None:
        self.backlog, self.started_at = backlog, started_at
        self.fetcher = Fetcher(settings.verify, clock=backlog.clock)
        self.arrived: list[tuple[SourceTask, CheckResult]] = []
        """Checks that are done when the stream of results is closed."""
        self.results = check_sources(
            backlog.pending,
            backlog.load,
            settings.verify,
            clock=backlog.clock,
            fetcher=self.fetcher,
            undelivered=self.arrived,
            preserve=self._preserve,
            stop=stop,
        )
        self.first: asyncio.Future[tuple[SourceTask, CheckResult]] = asyncio.ensure_future(anext(self.results))
        """The first result."""
        loop = asyncio.get_running_loop()
        self.preserver: asyncio.Future[Preserve] = loop.create_future()
        self.alarm = None if max_runtime is None else loop.call_later(max_runtime, stop.set)

    async def send_first_requests(self) -> None:
        """Return when the first result has come, or when there was time enough to send the first requests."""
        await asyncio.wait([self.first], timeout=UNDISTURBED_SECONDS)

    def let_record(self, preserve: Preserve, read: Read) -> None:
        """Let a run take over, which stores exchanges and reads the desk in its own way."""
        self.preserver.set_result(preserve)
        self.backlog.read = read

    def end_time_limit(self) -> None:
        """Let the time limit stop nothing any more: it is for checks, not for what a run does after them."""
        if self.alarm:
            self.alarm.cancel()

    async def aclose(self) -> None:
        """Stop every check in progress. What the run has not recorded is lost, and due as before."""
        self.end_time_limit()
        self.first.cancel()
        await asyncio.gather(self.first, return_exceptions=True)
        await self.results.aclose()
        await self.fetcher.__aexit__()

    async def _preserve(self, task: SourceTask, exchanges: list[Exchange]) -> Any:
        preserve = await asyncio.shield(self.preserver)
        return await preserve(task, exchanges)


async def begin(
    database: Path,
    settings: Settings,
    selection: Selection,
    *,
    clock: Callable[[], datetime],
    limit: int | None,
    max_runtime: float | None,
    stop: asyncio.Event,
) -> HeadStart | None:
    """Plan a run and begin its checks; None: no check may begin before the run itself has begun.

    That is so where wrong dates must be reset first, and where something is wrong that the run reports to its subscribers:
    the disk is nearly full, or a claim does not exist. The caller has the run lock.
    """
    if stop.is_set() or (max_runtime is not None and max_runtime <= 0):
        return None
    backlog, started_at = Backlog(lambda: Reader(str(database), BUSY_SECONDS), settings.verify, clock), clock()

    def plan() -> bool:
        require_disk_space(database, settings)
        with backlog.read() as source:
            if has_wrong_dates(source, started_at):
                return False
        backlog.plan(selection, started_at, limit)
        return True

    try:
        planned = await asyncio.to_thread(plan)
    except (FactcheckError, OverflowError):  # the second is a number that SQLite cannot store
        return None
    if not planned:
        return None
    begun = HeadStart(backlog, started_at, settings, stop, max_runtime)
    try:
        await begun.send_first_requests()
    except BaseException:
        await begun.aclose()
        raise
    return begun
