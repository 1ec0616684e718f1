"""Checks of many sources: hosts in parallel, each host politely, the host with the longest queue first.

Memory does not grow with the number of sources: a pending check is a key of sixteen bytes, and becomes a task when its
turn comes.
"""

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from factcheck.limits import fitting_fetches
from factcheck.settings import VerifySettings
from factcheck.verifier.check_source import SiblingCache, check_source
from factcheck.verifier.finding import Finding, QuoteFinding, Selectors
from factcheck.verifier.http.exchange_log import Exchange
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Answer, Validators
from factcheck.verifier.scheduling.host_queue import Host, HostQueue, PendingChecks
from factcheck.verifier.scheduling.malloc import limit_malloc_arenas
from factcheck.verifier.scheduling.page_check import EMPTY_TEXT_DIGEST, CheckResult, TextRetention, reused_result
from factcheck.verifier.scheduling.page_workers import PageWorker, page_workers
from factcheck.verifier.verdict.reuse import StoredEvaluation, current
from factcheck.vocabulary import LinkOutcome, QuoteOutcome, TextQuoteSelector

FIRST_PROCESS_MIN_SOURCES = 40
"""Number of sources from which starting a worker process pays off."""
SOURCES_PER_PROCESS = 200
"""Number of sources for each further worker process."""
TOO_MANY_REQUESTS = 429
"""The status code that speaks for a host and not for one of its pages (RFC 6585, 4)."""
DEFERRED = "deferred"
"""Reason code of a source that was not requested because its host asked us to wait."""
PRELOAD_TASKS = 100
"""Number of tasks loaded together, approximately; three times as many stay loaded until their turn comes."""
SLOW_HOST_MIN_SECONDS = 5.0
"""Duration of a check in seconds above which its host counts as slow."""


@dataclass(frozen=True, slots=True)
class SourceTask:
    """One source to check."""

    key: int
    """The caller's identifier for it."""
    url: str
    selectors: tuple[TextQuoteSelector | None, ...] = ()
    validators: Validators | None = None
    retention: TextRetention | None = None
    """The text to compare with and to store; None: the page's text is not stored."""
    languages: tuple[str, ...] = ()
    """Languages to request, the preferred one first (BCP 47)."""
    earlier: StoredEvaluation | None = None
    """The last evaluation, which is reused where the page has not changed since; None: the page is evaluated."""


Preserve = Callable[[SourceTask, list[Exchange]], Awaitable[Any]]
"""Stores the exchanges of a check whose text is new, and returns their location."""

Load = Callable[[Sequence[int]], Sequence[SourceTask]]
"""Returns the tasks for keys, in their order. It may be slow: it is called in a thread."""


async def check_sources(
    pending: PendingChecks,
    load: Load,
    settings: VerifySettings,
    *,
    clock: Callable[[], datetime],
    fetcher: Fetcher | None = None,
    undelivered: "list[tuple[SourceTask, CheckResult]] | None" = None,
    preserve: Preserve | None = None,
    stop: asyncio.Event | None = None,
) -> AsyncGenerator[tuple[SourceTask, CheckResult], None]:
    """Check sources and yield each task with its result, in the order of completion.

    Closing the iterator stops at once; results that were complete but not yielded are added to ``undelivered``. Once
    ``stop`` is set, no check starts; those in progress are finished and yielded.

    A host may ask us to wait longer than a check can (Retry-After), with 429 or on two of its pages. Then it gets no
    more requests, and its other sources are yielded with the reason ``DEFERRED``.

    The number of concurrent checks is limited by the number of files that this process may open. Raises Exhausted if
    not even one check is possible, and if the machine runs out of something on the way.
    """
    limit_malloc_arenas()
    settings = settings.model_copy(update={"concurrency": fitting_fetches(settings.concurrency)})
    async with AsyncExitStack() as stack:
        web = fetcher if fetcher is not None else await stack.enter_async_context(Fetcher(settings, clock=clock))
        worker = await stack.enter_async_context(page_workers(_process_count(settings.processes, len(pending))))
        scheduler = _Scheduler(pending, load, settings, clock, web, worker, preserve, stop)
        stopping = asyncio.create_task(scheduler.stop_at(stop)) if stop else None
        try:
            async for result in scheduler.results():
                yield result
        finally:
            if stopping:
                stopping.cancel()
            waiting = await scheduler.close()
            if undelivered is not None:
                undelivered += waiting


def _process_count(processes: int, sources: int) -> int:
    """Return the number of worker processes that pay off for these sources, within the limit."""
    return min(processes, 1 + sources // SOURCES_PER_PROCESS) if sources >= FIRST_PROCESS_MIN_SOURCES else 0


class _Scheduler:
    """The checks in progress, and the queue of those that follow."""

    def __init__(
        self,
        pending: PendingChecks,
        load: Load,
        settings: VerifySettings,
        clock: Callable[[], datetime],
        fetcher: Fetcher,
        worker: PageWorker,
        preserve: Preserve | None,
        stop: asyncio.Event | None,
    ) -> None:
        self.queue = HostQueue(pending, slots=settings.concurrency, per_host=settings.per_host, gap=settings.host_gap)
        self.total = len(pending)
        self.tasks = _Loader(load, self.queue)
        self.settings, self.clock = settings, clock
        self.fetcher, self.worker, self.preserve = fetcher, worker, preserve
        self.siblings = SiblingCache()
        self.done: asyncio.Queue[tuple[SourceTask, CheckResult] | None] = asyncio.Queue(settings.concurrency)
        self.undelivered: list[tuple[SourceTask, CheckResult]] = []
        """Results that found the queue full when the batch was closed."""
        self.error: BaseException | None = None
        self.running: set[asyncio.Task[None]] = set()
        self.task_ended = asyncio.Event()
        self.starting = asyncio.create_task(self._start_tasks(stop))
        self.starting.add_done_callback(self._on_task_error)

    async def results(self) -> AsyncIterator[tuple[SourceTask, CheckResult]]:
        """Yield the results. Raises the error of a check that crashed."""
        given = 0
        while given < self.total:
            result = await self.done.get()
            if self.error:
                raise self.error
            if result is not None:
                given += 1
                yield result

    async def stop_at(self, stop: asyncio.Event) -> None:
        """Start no more checks once ``stop`` is set."""
        await stop.wait()
        self.starting.cancel()
        self.total -= len(self.queue)
        if not self.done.full():
            self.done.put_nowait(None)  # wakes a reader that waits for a check which never starts

    async def close(self) -> list[tuple[SourceTask, CheckResult]]:
        """Cancel every check in progress; return the results that were not yielded."""
        under_way = [self.starting, *self.running]
        for each in under_way:
            each.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        if self.tasks.loading:
            await self.tasks.loading
        while not self.done.empty():
            if result := self.done.get_nowait():
                self.undelivered.append(result)
        return self.undelivered

    async def _start_tasks(self, stop: asyncio.Event | None) -> None:
        """Start checks as slots and hosts become free, until all have started or ``stop`` is set."""
        loop = asyncio.get_running_loop()
        while not (stop and stop.is_set()):
            free = len(self.running) < self.settings.concurrency
            match self.queue.next(loop.time()) if free else math.inf:
                case None:
                    return
                case (host, key):
                    task = asyncio.create_task(self._run_task(host, key))
                    self.running.add(task)
                    task.add_done_callback(self._on_task_done)
                case at:
                    await self._wait(at - loop.time())

    def _on_task_done(self, task: asyncio.Task[None]) -> None:
        self.running.discard(task)
        self.task_ended.set()
        self._on_task_error(task)

    def _on_task_error(self, ended: asyncio.Task[None]) -> None:
        """Pass the error of a crashed check on to the reader of the results."""
        if ended.cancelled() or ended.exception() is None:
            return
        self.error = ended.exception()
        if not self.done.full():
            self.done.put_nowait(None)

    async def _wait(self, seconds: float) -> None:
        """Wait until a check has ended or a host may be requested again."""
        self.task_ended.clear()
        alarm = None
        if seconds < math.inf:
            alarm = asyncio.get_running_loop().call_later(max(seconds, 0), self.task_ended.set)
        try:
            await self.task_ended.wait()
        finally:
            if alarm:
                alarm.cancel()

    async def _run_task(self, host: Host, key: int) -> None:
        task = await self.tasks.get(host, key)
        result = self._deferred(task, host.away) if host.away is not None else await self._check(task)
        wanted = result.finding.retry_after or 0.0
        if wanted > self.settings.retry_after_cap:
            away = host.note_deferral(wanted, host_wide=result.finding.http_status == TOO_MANY_REQUESTS)
            result, wanted = replace(result, host_retry_after=away), 0.0
        self.queue.done(
            host,
            asyncio.get_running_loop().time(),
            slow=result.finding.elapsed_ms > SLOW_HOST_MIN_SECONDS * 1000,
            rest=wanted,
            away=result.host_retry_after,
        )
        self.task_ended.set()
        try:
            await self.done.put((task, result))
        except asyncio.CancelledError:
            self.undelivered.append((task, result))
            raise

    async def _check(self, task: SourceTask) -> CheckResult:
        """Check a source, and return the finding with the result of its last evaluation."""
        last: CheckResult | None = None

        async def evaluate(answer: Answer, selectors: Selectors, sibling: Answer | None) -> Finding:
            nonlocal last
            earlier = current(task.earlier)
            last = reused_result(answer, selectors, task.retention, earlier) if earlier else None
            last = last or await self.worker(answer, selectors, sibling, task.retention, earlier)
            return last.finding

        async def on_exchanges(finding: Finding, exchanges: list[Exchange]) -> None:
            nonlocal last
            digest = finding.text_digest or EMPTY_TEXT_DIGEST
            if self.preserve and last and last.compressed_text and task.retention and digest != task.retention.newest:
                last = replace(last, preserved=await self.preserve(task, exchanges))

        finding = await check_source(
            self.fetcher,
            task.url,
            task.selectors,
            task.validators,
            evaluate=evaluate,
            siblings=self.siblings,
            on_exchanges=on_exchanges if self.preserve and task.retention else None,
            languages=task.languages,
        )
        assert last
        return replace(last, finding=finding)

    def _deferred(self, task: SourceTask, seconds: float) -> CheckResult:
        return CheckResult(
            Finding(
                url=task.url,
                link=LinkOutcome.UNREACHABLE,
                reason=DEFERRED,
                final_url=task.url,
                checked_at=self.clock(),
                elapsed_ms=0,
                quotes=tuple(
                    QuoteFinding(QuoteOutcome.UNVERIFIABLE, "no-page") if each else None for each in task.selectors
                ),
                error=f"its host asked us to wait {seconds:.0f} s, so that it was not requested",
            )
        )


class _Loader:
    """Loader of tasks in batches: those requested, and some whose turn comes soon."""

    def __init__(self, load: Load, queue: HostQueue) -> None:
        self.load = load
        self.queue = queue
        self.requested: dict[int, asyncio.Future[SourceTask]] = {}
        self.upcoming_keys: dict[int, None] = {}
        self.loading_keys: set[int] = set()
        """Keys that are being loaded."""
        self.preloaded: dict[int, SourceTask] = {}
        self.loading: asyncio.Task[None] | None = None

    async def get(self, host: Host, key: int) -> SourceTask:
        """Return the task of a key. Each key is requested once."""
        if key in self.preloaded:
            return self.preloaded.pop(key)
        found: asyncio.Future[SourceTask] = asyncio.get_running_loop().create_future()
        self.requested[key] = found
        if len(self.upcoming_keys) < PRELOAD_TASKS:
            most = min(PRELOAD_TASKS, max(PRELOAD_TASKS // 4, 3 * PRELOAD_TASKS - len(self.preloaded)))
            self.upcoming_keys.update(
                dict.fromkeys(self.queue.upcoming(host, most, self.preloaded.keys() | self.loading_keys))
            )
        if self.loading is None:
            self.loading = asyncio.create_task(self._work())
        return await found

    async def _work(self) -> None:
        while self.requested:
            batch, self.requested = self.requested, {}
            upcoming_keys, self.upcoming_keys = self.upcoming_keys, {}
            keys = [*batch, *(key for key in upcoming_keys if key not in batch and key not in self.preloaded)]
            self.loading_keys = set(keys)
            loading = asyncio.create_task(asyncio.to_thread(self.load, keys))
            await asyncio.wait([loading])
            failed = loading.exception()
            for future in batch.values():
                if failed and not future.done():
                    future.set_exception(failed)
            for task in () if failed else loading.result():
                self._deliver(task, batch)
            self.loading_keys = set()
        self.loading = None

    def _deliver(self, task: SourceTask, batch: "dict[int, asyncio.Future[SourceTask]]") -> None:
        future = batch.get(task.key) or self.requested.pop(task.key, None)
        if future is None:
            self.preloaded[task.key] = task
            while len(self.preloaded) > 3 * PRELOAD_TASKS:
                del self.preloaded[next(iter(self.preloaded))]
        elif not future.done():
            future.set_result(task)
