"""Archive lookups during a run: a subscriber that looks up the sources which the run has checked."""

import asyncio
from collections import deque
from contextlib import AsyncExitStack

from factcheck.errors import FactcheckError
from factcheck.services.desk import Desk
from factcheck.services.monitoring.archive_lookups import LookupRequest, archive_pause, lookup_request, lookup_source
from factcheck.services.monitoring.events import (
    Emit,
    LookupFinished,
    LookupsEnded,
    RunClosed,
    RunEvent,
    RunFinished,
    RunStarted,
    SourceChecked,
    Subscriber,
    SubscriberFailed,
)
from factcheck.settings import Settings
from factcheck.verifier.http.address_policy import Resolver, system_resolver
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.wayback.client import Archive

QUEUE_MAX_SOURCES = 1_000
"""The largest number of sources that wait in each queue; the oldest of more than these wait for a later check."""
LIMIT_REACHED = "the limit of one run is reached (archives.per_run)"
FINISH_SECONDS = 120.0
"""Time that the lookups of a run get after the run itself."""
TIME_IS_UP = "the time for lookups after the run is up"
STOPPED = "the run was asked to stop"
QUEUE_IS_FULL = "more sources were checked at once than can wait for a lookup"


class ArchiveLookups(Subscriber):
    """Looks up the sources of a run while it goes on, where the settings say so. Failing sources come first.

    Once the run has ended, the remaining lookups get a limited time, never more than ``max_runtime`` leaves, and none after
    ``stop`` is set: whoever stops a run waits only for its checks.
    """

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        *,
        max_runtime: float | None = None,
        stop: asyncio.Event | None = None,
        resolver: Resolver = system_resolver,
    ) -> None:
        self.desk, self.settings, self.max_runtime, self.resolver = desk, settings, max_runtime, resolver
        self.stop = stop or asyncio.Event()
        self.failing: deque[int] = deque(maxlen=QUEUE_MAX_SOURCES)
        self.answering: deque[int] = deque(maxlen=QUEUE_MAX_SOURCES)
        self.checked = self.considered = self.finished = 0
        self.run_is_over = False
        self.ended_early: str | None = None
        """Why lookups ended before every source had its turn."""
        self.wake = asyncio.Event()
        self.work: asyncio.Task[None] | None = None
        self.resources = AsyncExitStack()
        self.began = 0.0

    async def on_event(self, event: RunEvent, emit: Emit) -> None:
        """Begin with the run, queue each source that is checked, and finish what is queued when the run ends."""
        if not self.settings.archives.enabled:
            return
        match event:
            case RunClosed():
                await self._close()
            case RunStarted():
                await self._begin(emit)
            case SourceChecked():
                self.checked += 1
                (self.answering if event.state.shows_page else self.failing).append(event.source_id)
                self.wake.set()
            case RunFinished():
                await self._finish(emit)

    async def _close(self) -> None:
        """Cancel the lookup in progress."""
        if self.work is not None:
            self.work.cancel()
            await asyncio.gather(self.work, return_exceptions=True)
        await self.resources.aclose()

    async def _begin(self, emit: Emit) -> None:
        self.began = asyncio.get_running_loop().time()
        try:
            pause = await asyncio.to_thread(archive_pause, self.desk, self.settings.archives)
        except FactcheckError as error:
            self._fail(error, emit)
            return
        if pause is not None:
            self.ended_early = pause.detail
            return
        fetcher = await self.resources.enter_async_context(Fetcher(self.settings.verify, clock=self.desk.clock))
        archive = Archive(self.settings.archives, fetcher, self.desk.clock)
        self.work = asyncio.create_task(self._lookup_queued(archive, emit))

    async def _finish(self, emit: Emit) -> None:
        """Wait for the remaining lookups, for a limited time, and report how they ended."""
        self.run_is_over = True
        self.wake.set()
        if self.work is not None:
            seconds = FINISH_SECONDS
            if self.max_runtime is not None:
                left = self.began + self.max_runtime - asyncio.get_running_loop().time()
                seconds = min(seconds, max(left, 0))
            stopped = asyncio.create_task(self.stop.wait())
            await asyncio.wait([self.work, stopped], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if self.work.done():
                self.work.result()
            else:
                self.ended_early = STOPPED if self.stop.is_set() else TIME_IS_UP
        waiting = self.checked - self.considered
        reason = self.ended_early or QUEUE_IS_FULL
        emit(LookupsEnded(self.finished, waiting, reason if waiting else None))

    async def _lookup_queued(self, archive: Archive, emit: Emit) -> None:
        """Look up what is queued, until the run is over, the limit of a run is reached, or the archive asks for a pause."""
        try:
            while archive.rate_limited is None and self.finished < self.settings.archives.per_run:
                if self.failing or self.answering:
                    await self._lookup_next(archive, emit)
                elif self.run_is_over:
                    return
                else:
                    self.wake.clear()
                    await self.wake.wait()
            self.ended_early = archive.rate_limited.detail if archive.rate_limited else LIMIT_REACHED
        except FactcheckError as error:
            self._fail(error, emit)

    async def _lookup_next(self, archive: Archive, emit: Emit) -> None:
        archives = self.settings.archives
        source_id = self.failing.popleft() if self.failing else self.answering.popleft()
        request = await asyncio.to_thread(lookup_request, self.desk, archives, source_id)
        if isinstance(request, LookupRequest):
            lookup = await lookup_source(
                self.desk, self.settings, archive, request, save=archives.save_missing, resolver=self.resolver
            )
            self.finished += not lookup.withheld
            emit(LookupFinished(source_id, lookup.url, lookup.result, lookup.detail))
        self.considered += 1

    def _fail(self, error: FactcheckError, emit: Emit) -> None:
        """Report that lookups have ended early. The run goes on: its checks do not depend on them."""
        self.ended_early = error.message
        rest = "the sources that are left are looked up after a later check"
        emit(SubscriberFailed("lookups", f"archive lookups ended early: {error.message}; {rest}"))
