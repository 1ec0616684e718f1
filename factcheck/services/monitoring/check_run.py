"""Runs checks over the desk's sources, records them as they come, and publishes events about them.

Memory does not grow with the number of sources, except for their ids.
"""

import asyncio
import os
import secrets
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, aclosing, suppress

from factcheck.errors import DeskError
from factcheck.services.captures.folder import require_disk_space
from factcheck.services.desk import Desk
from factcheck.services.monitoring import leases
from factcheck.services.monitoring.events import (
    CheckEvent,
    RunClosed,
    RunEvent,
    RunFailed,
    RunFinished,
    RunRequested,
    RunStarted,
    SourceChecked,
    Subscriber,
)
from factcheck.services.monitoring.head_start import HeadStart
from factcheck.services.monitoring.outage_guard import NetworkDown
from factcheck.services.monitoring.run_plan import (
    CHUNK_MAX_SOURCES,
    PlannedSource,
    Selection,
    load_sources,
    pending_checks,
)
from factcheck.services.monitoring.run_state import BATCH_MAX_CHECKS, RunState
from factcheck.services.text.phrases import counted
from factcheck.settings import Settings, VerifySettings
from factcheck.store.engine import database_path
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Capture
from factcheck.verifier.scheduling.batch import SourceTask, check_sources
from factcheck.verifier.scheduling.page_check import CheckResult

TRANSACTION_GAP_SECONDS = 0.005
"""The time between two transactions: SQLite does not queue those who wait for the lock."""
RECORD_DELAY_SECONDS = 0.3
"""The time after which the checks that have arrived are recorded, however few."""


class CheckRun:
    """A run as a stream of events, which every subscriber receives in the same order."""

    def __init__(self, checks: AsyncGenerator[CheckEvent, None], subscribers: Sequence[Subscriber] = ()) -> None:
        """``checks`` is the stream of :func:`verify`. For each event, subscribers are called in the order given."""
        self.checks, self.subscribers = checks, subscribers
        self.finished: RunFinished | None = None
        self._emitted: deque[RunEvent] = deque()

    async def events(self) -> AsyncGenerator[RunEvent, None]:
        """Give each event after every subscriber has handled it.

        An error of the run or of a subscriber ends the run: what has been checked is recorded, the subscribers receive
        ``RunFailed``, and the error is raised. Closing this generator closes the run in the same way, without that event.
        ``RunClosed`` is the last event that subscribers receive, always.
        """
        try:
            async with aclosing(self.checks):
                for each in await self._publish(RunRequested()):
                    yield each
                async for event in self.checks:
                    self.finished = event if isinstance(event, RunFinished) else None
                    for each in await self._publish(event):
                        yield each
        except GeneratorExit:
            raise
        except BaseException as error:
            await self._publish(RunFailed(error, self.finished))
            raise
        finally:
            await self._close()

    async def run(self) -> RunFinished:
        """Run to the end, and return the event that ends the run."""
        async with aclosing(self.events()) as events:
            async for _ in events:
                pass
        assert self.finished, "the last event of a run is RunFinished"
        return self.finished

    async def _publish(self, event: RunEvent) -> list[RunEvent]:
        """Deliver an event, and the events that subscribers emit meanwhile; return all of them in order of delivery.

        Events that a subscriber emits are delivered, in their order, before the next subscriber handles ``event``.
        """
        delivered = await self._publish_emitted()
        for subscriber in self.subscribers:
            await subscriber.on_event(event, self._emitted.append)
            delivered += await self._publish_emitted()
        return [*delivered, event]

    async def _close(self) -> None:
        """Publish RunClosed to every subscriber, even if one of them fails. What they emit now is dropped.

        Raises the first error.
        """
        errors: list[BaseException] = []
        for subscriber in self.subscribers:
            try:
                await subscriber.on_event(RunClosed(), lambda _: None)
            except BaseException as error:  # noqa: BLE001  it is raised below, once every subscriber is closed
                errors.append(error)
        if errors:
            raise errors[0]

    async def _publish_emitted(self) -> list[RunEvent]:
        delivered: list[RunEvent] = []
        while self._emitted:
            event = self._emitted.popleft()
            for subscriber in self.subscribers:
                await subscriber.on_event(event, self._emitted.append)
            delivered.append(event)
        return delivered


def planned_sources(
    desk: Desk, settings: VerifySettings, selection: Selection, limit: int | None = None
) -> Iterator[PlannedSource]:
    """Give the sources that a run would check."""
    with desk.read() as session:
        source_ids = pending_checks(session, selection, desk.clock(), limit).keys
    for start in range(0, len(source_ids), CHUNK_MAX_SOURCES):
        with desk.read() as session:
            chunk = source_ids[start : start + CHUNK_MAX_SOURCES]
            yield from load_sources(session, chunk, desk.clock(), settings, capture=False)


async def verify(
    desk: Desk,
    settings: Settings,
    selection: Selection,
    *,
    limit: int | None = None,
    max_runtime: float | None = None,
    share: bool = False,
    stop: asyncio.Event | None = None,
    fetcher: Fetcher | None = None,
    head_start: HeadStart | None = None,
) -> AsyncGenerator[CheckEvent, None]:
    """Check sources and record the results; give RunStarted, a SourceChecked for each recorded check, and RunFinished.

    No transaction is open while the network is awaited. After ``max_runtime`` seconds, or once ``stop`` is set, no check
    begins, and those in flight are finished and recorded. Closing the generator stops at once; what has been checked is
    recorded. ``share`` divides the hosts with other runs that share (see :mod:`leases`).
    A ``head_start`` was made for the same arguments, and its checks go on; the caller closes it.

    Raises DeskError, with nothing recorded, when the network as a whole is down or the disk is nearly full.
    """
    require_disk_space(database_path(desk.engine), settings)
    run = RunState(desk, settings, selection, limit, head_start)
    stop = stop or asyncio.Event()
    await asyncio.to_thread(run.start, share)
    if head_start:
        fetcher = fetcher or head_start.fetcher
        head_start.let_record(run.preserve, run.desk.read)
    yield RunStarted(run.run_id, run.planned, run.hosts, tuple(run.captures.recovered))
    async with AsyncExitStack() as stack:
        if head_start:
            stack.callback(head_start.end_time_limit)
        elif max_runtime is not None:
            alarm = asyncio.get_running_loop().call_later(max_runtime, stop.set)
            stack.callback(alarm.cancel)
            if max_runtime <= 0:
                stop.set()
        if fetcher is None:
            fetcher = await stack.enter_async_context(Fetcher(settings.verify, clock=desk.clock))
        checks = _check_leased_hosts(run, fetcher, stop) if share else _check_backlog(run, fetcher, stop)
        try:
            async for checked in checks:
                yield checked
        except DeskError as error:
            await checks.aclose()
            with suppress(DeskError):  # a second failure to write is not reported again
                run.finish()
            raise _with_unrecorded(error, run) from error
        except BaseException:
            await checks.aclose()
            await asyncio.to_thread(run.finish)
            raise
        await asyncio.to_thread(run.finish)  # may wait for the lock, and signals are handled meanwhile
    yield run.totals(stop.is_set())


def _with_unrecorded(error: DeskError, run: RunState) -> DeskError:
    """Return the error with the number of checks that were done and could not be recorded because of it."""
    unrecorded = 0 if run.network_down else run.unrecorded
    if not unrecorded:
        return error
    were, they_are = ("was", "it is") if unrecorded == 1 else ("were", "they are")
    checks = counted(unrecorded, "check")
    error.message += f"; {checks} {were} done and could not be recorded: {they_are} due as before"
    return error


async def _check_backlog(run: RunState, fetcher: Fetcher, stop: asyncio.Event) -> AsyncGenerator[SourceChecked, None]:
    """Check the run's backlog. Raises DeskError when the network is down."""
    first: asyncio.Future[tuple[SourceTask, CheckResult]] | None = None
    if run.head_start:
        results, first = run.head_start.results, run.head_start.first
    else:
        results = check_sources(
            run.backlog.pending,
            run.backlog.load,
            run.settings.verify,
            clock=run.desk.clock,
            fetcher=fetcher,
            undelivered=run.arrived,
            preserve=run.preserve,
            stop=stop,
        )
    batches = _batches(results, run.arrived, first)
    try:
        async for _ in batches:
            async for checked in _record_ready(run, fetcher):
                yield checked
        run.release_delayed()
        async for checked in _record_ready(run, fetcher):
            yield checked
    except NetworkDown:
        run.network_down = True
        recorded = (
            f"only answers were recorded ({counted(run.checked, 'check')})" if run.checked else "nothing was recorded"
        )
        raise DeskError(f"the network is down: most hosts cannot be reached, so {recorded}; try again later") from None
    finally:
        await batches.aclose()
        await results.aclose()
        if run.recording:
            await asyncio.wait([run.recording])
        await asyncio.to_thread(run.record_all)


async def _check_leased_hosts(
    run: RunState, fetcher: Fetcher, stop: asyncio.Event
) -> AsyncGenerator[SourceChecked, None]:
    """Lease hosts, check what is due there, release them; until nothing is due that no other run has leased."""
    owner, seconds = f"{os.getpid()}-{secrets.token_hex(4)}", run.settings.job.lease
    try:
        while not stop.is_set() and run.remaining != 0:
            hosts = await asyncio.to_thread(leases.lease_hosts, run.desk, owner, seconds)
            if not hosts:
                if not await asyncio.to_thread(leases.are_due_elsewhere, run.desk):
                    return
                await _wait(stop, min(seconds / 4, RECORD_DELAY_SECONDS * 10))
                continue
            await asyncio.to_thread(run.plan_hosts, hosts)
            if not run.backlog.pending:
                # Another run has checked everything that was due there since the hosts were chosen.
                await asyncio.to_thread(leases.release, run.desk, owner)
                continue
            before, ending = run.checked, asyncio.Event()
            renewal = asyncio.create_task(_renew_lease(run.desk, owner, hosts, seconds, stop, ending))
            checks = _check_backlog(run, fetcher, ending)
            try:
                async for checked in checks:
                    yield checked
            finally:
                renewal.cancel()
                await asyncio.gather(renewal, return_exceptions=True)
                await checks.aclose()
                await asyncio.to_thread(leases.release, run.desk, owner)
            if run.checked == before:
                return  # nothing of it could be recorded now: a later run checks it
    finally:
        await asyncio.to_thread(leases.release, run.desk, owner)


async def _renew_lease(
    desk: Desk, owner: str, hosts: list[int], seconds: float, stop: asyncio.Event, ending: asyncio.Event
) -> None:
    """Renew a lease until it is released. Where another run took the hosts meanwhile, let no further check begin."""
    try:
        while await asyncio.to_thread(leases.renew, desk, owner, hosts, seconds):
            await _wait(stop, seconds / 3) if not stop.is_set() else await asyncio.sleep(seconds / 3)
            if stop.is_set():
                ending.set()
    finally:
        ending.set()


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def _record_ready(run: RunState, fetcher: Fetcher) -> AsyncIterator[SourceChecked]:
    """Record what may be recorded, in transactions that leave room for other writers. Raises NetworkDown."""
    try:
        run.accept_arrived()
    except NetworkDown:
        if not await _any_answers(await asyncio.to_thread(run.probe_urls), fetcher):
            raise
        run.trust_network()
    while run.ready:
        run.recording = asyncio.ensure_future(asyncio.to_thread(run.record))
        for checked in await asyncio.shield(run.recording):
            yield checked
        await asyncio.sleep(TRANSACTION_GAP_SECONDS)


async def _any_answers(urls: Sequence[str], fetcher: Fetcher) -> bool:
    """Return whether any of these URLs gets an answer, whatever its status."""
    fetches = [asyncio.create_task(fetcher.fetch(url)) for url in urls]
    try:
        for answer in asyncio.as_completed(fetches):
            if isinstance(await answer, Capture):
                return True
        return False
    finally:
        for each in fetches:
            each.cancel()
        await asyncio.gather(*fetches, return_exceptions=True)


async def _batches(
    results: AsyncIterator[tuple[SourceTask, CheckResult]],
    arrived: list[tuple[SourceTask, CheckResult]],
    following: asyncio.Future[tuple[SourceTask, CheckResult]] | None = None,
) -> AsyncGenerator[None, None]:
    """Append results to ``arrived``; give a signal when a batch is full, or when no result came for a moment.

    ``following`` is the first result, where it has been asked for.
    """
    try:
        while True:
            following = following or asyncio.ensure_future(anext(results))
            await asyncio.wait([following], timeout=RECORD_DELAY_SECONDS if arrived else None)
            if following.done():
                finished, following = following, None
                try:
                    arrived.append(finished.result())
                except StopAsyncIteration:
                    break
            if arrived and (len(arrived) >= BATCH_MAX_CHECKS or following is not None):
                yield
        if arrived:
            yield
    finally:
        if following is not None:
            following.cancel()
            (last,) = await asyncio.gather(following, return_exceptions=True)
            if not isinstance(last, BaseException):
                arrived.append(last)
