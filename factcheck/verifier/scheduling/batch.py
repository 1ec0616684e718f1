"""Many sources at once: hosts in parallel, each host politely, the host with the longest queue first.

Bounded whatever the number of sources: what waits is a key of sixteen bytes, and becomes a task when its turn comes.
"""

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from factcheck.limits import fitting_fetches
from factcheck.settings import VerifySettings
from factcheck.verifier.check_source import Siblings, verify
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.http.exchange_log import Exchange
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Answer, Validators
from factcheck.verifier.scheduling.host_queue import Agenda, Backlog, Host
from factcheck.verifier.scheduling.malloc import keep_small
from factcheck.verifier.scheduling.page_workers import WORDLESS, Judged, Keep, Reader, readers
from factcheck.verifier.verdict.decide import Selectors
from factcheck.vocabulary import LinkOutcome, QuoteOutcome, TextQuoteSelector

MANY = 40
"""Sources from which on a process that reads is worth its start."""
MORE = 200
"""Sources from which on a second one is, and so on."""
TOO_MANY_REQUESTS = 429
"""The status that speaks for a host and not for one of its pages (RFC 6585, 4)."""
DEFERRED = "deferred"
"""The reason code of a source that was not asked, because its host asked to be left alone."""
PREPARED = 100
"""Tasks that are loaded together, about; three times as many are kept until their turn comes."""
SLOW = 5.0
"""Seconds of a look after which a host is one that hardly answers."""


@dataclass(frozen=True, slots=True)
class Task:
    """One source to look at."""

    key: int
    """The caller's name for it."""
    url: str
    selectors: tuple[TextQuoteSelector | None, ...] = ()
    validators: Validators | None = None
    keep: Keep | None = None
    """Whether the page's text is wanted."""
    languages: tuple[str, ...] = ()
    """The languages to ask for, the preferred one first (BCP 47)."""


Preserve = Callable[[Task, list[Exchange]], Any]
"""Keeps what went over the wire of a look whose text is news, and returns where. It is called in a thread."""

Load = Callable[[Sequence[int]], Sequence[Task]]
"""Gives the tasks of keys, in their order. It may take its time: it is called in a thread."""


async def verify_all(
    backlog: Backlog,
    load: Load,
    settings: VerifySettings,
    *,
    clock: Callable[[], datetime],
    fetcher: Fetcher | None = None,
    left: "list[tuple[Task, Judged]] | None" = None,
    preserve: Preserve | None = None,
    stop: asyncio.Event | None = None,
) -> AsyncGenerator[tuple[Task, Judged], None]:
    """Give each task with what was found, in the order they are done. Closing the iterator stops at once.

    What was done and not yet given when the iterator is closed is put into ``left``. Once ``stop`` is set no look begins;
    those under way are finished and given.

    A host that asks to be left alone for longer than a look may wait (Retry-After), with 429 or on two of its pages, is
    asked no more: its other sources are given with the reason ``DEFERRED``.

    No more looks run at once than this process may open files for. Raises Exhausted where not even one may, and where the
    machine refuses something on the way.
    """
    keep_small()
    settings = settings.model_copy(update={"concurrency": fitting_fetches(settings.concurrency)})
    async with AsyncExitStack() as stack:
        web = fetcher if fetcher is not None else await stack.enter_async_context(Fetcher(settings, clock=clock))
        reader = await stack.enter_async_context(readers(_worth(settings.processes, len(backlog))))
        crew = _Crew(backlog, load, settings, clock, web, reader, preserve, stop)
        stopping = asyncio.create_task(crew.wind_up_at(stop)) if stop else None
        try:
            async for result in crew.results():
                yield result
        finally:
            if stopping:
                stopping.cancel()
            waiting = await crew.close()
            if left is not None:
                left += waiting


def _worth(processes: int, sources: int) -> int:
    """Return how many processes of those allowed are worth their start."""
    return min(processes, 1 + sources // MORE) if sources >= MANY else 0


class _Crew:
    """Looks under way."""

    def __init__(
        self,
        backlog: Backlog,
        load: Load,
        settings: VerifySettings,
        clock: Callable[[], datetime],
        fetcher: Fetcher,
        reader: Reader,
        preserve: Preserve | None,
        stop: asyncio.Event | None,
    ) -> None:
        self.agenda = Agenda(backlog, slots=settings.concurrency, per_host=settings.per_host, gap=settings.host_gap)
        self.total = len(backlog)
        self.tasks = _Loader(load, self.agenda)
        self.settings, self.clock = settings, clock
        self.fetcher, self.reader, self.preserve = fetcher, reader, preserve
        self.siblings = Siblings()
        self.done: asyncio.Queue[tuple[Task, Judged] | None] = asyncio.Queue(settings.concurrency)
        self.unread: list[tuple[Task, Judged]] = []
        """What was done when the queue was full, and the end came."""
        self.broken: BaseException | None = None
        self.flying: set[asyncio.Task[None]] = set()
        self.landed = asyncio.Event()
        self.leading = asyncio.create_task(self._lead(stop))
        self.leading.add_done_callback(self._mind)

    async def results(self) -> AsyncIterator[tuple[Task, Judged]]:
        """Give what is done. Raises what went wrong with us."""
        given = 0
        while given < self.total:
            result = await self.done.get()
            if self.broken:
                raise self.broken
            if result is not None:
                given += 1
                yield result

    async def wind_up_at(self, stop: asyncio.Event) -> None:
        """Begin no more looks once ``stop`` is set."""
        await stop.wait()
        self.leading.cancel()
        self.total -= len(self.agenda)
        if not self.done.full():
            self.done.put_nowait(None)  # whoever waits for a look that never begins looks up

    async def close(self) -> list[tuple[Task, Judged]]:
        """Stop every look; return what is done and was not given."""
        under_way = [self.leading, *self.flying]
        for each in under_way:
            each.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        if self.tasks.loading:
            await self.tasks.loading
        while not self.done.empty():
            if result := self.done.get_nowait():
                self.unread.append(result)
        return self.unread

    async def _lead(self, stop: asyncio.Event | None) -> None:
        """Begin looks as slots and hosts become free, until they are all begun or it is time to stop."""
        loop = asyncio.get_running_loop()
        while not (stop and stop.is_set()):
            free = len(self.flying) < self.settings.concurrency
            match self.agenda.next(loop.time()) if free else math.inf:
                case None:
                    return
                case (host, key):
                    look = asyncio.create_task(self._look(host, key))
                    self.flying.add(look)
                    look.add_done_callback(self._land)
                case at:
                    await self._wait(at - loop.time())

    def _land(self, look: asyncio.Task[None]) -> None:
        self.flying.discard(look)
        self.landed.set()
        self._mind(look)

    def _mind(self, ended: asyncio.Task[None]) -> None:
        """Tell whoever reads the results where a task of ours crashed."""
        if ended.cancelled() or ended.exception() is None:
            return
        self.broken = ended.exception()
        if not self.done.full():
            self.done.put_nowait(None)

    async def _wait(self, seconds: float) -> None:
        """Wait until a look has ended, or a host may be asked."""
        self.landed.clear()
        alarm = None
        if seconds < math.inf:
            alarm = asyncio.get_running_loop().call_later(max(seconds, 0), self.landed.set)
        try:
            await self.landed.wait()
        finally:
            if alarm:
                alarm.cancel()

    async def _look(self, host: Host, key: int) -> None:
        task = await self.tasks.get(host, key)
        judged = self._left_alone(task, host.away) if host.away is not None else await self._judged(task)
        wanted = judged.finding.retry_after or 0.0
        if wanted > self.settings.retry_after_cap:
            away = host.asks_for(wanted, host_wide=judged.finding.http_status == TOO_MANY_REQUESTS)
            judged, wanted = replace(judged, host_away=away), 0.0
        self.agenda.done(
            host,
            asyncio.get_running_loop().time(),
            slow=judged.finding.elapsed_ms > SLOW * 1000,
            rest=wanted,
            away=judged.host_away,
        )
        self.landed.set()
        try:
            await self.done.put((task, judged))
        except asyncio.CancelledError:
            self.unread.append((task, judged))
            raise

    async def _judged(self, task: Task) -> Judged:
        """Look, and return the finding with what the last reading of it kept."""
        last: Judged | None = None

        async def examiner(answer: Answer, selectors: Selectors, sibling: Answer | None) -> Finding:
            nonlocal last
            last = await self.reader(answer, selectors, sibling, task.keep)
            return last.finding

        async def taker(finding: Finding, exchanges: list[Exchange]) -> None:
            nonlocal last
            digest = finding.text_digest or WORDLESS
            if self.preserve and last and last.packed and task.keep and digest != task.keep.newest:
                last = replace(last, preserved=await asyncio.to_thread(self.preserve, task, exchanges))

        finding = await verify(
            self.fetcher,
            task.url,
            task.selectors,
            task.validators,
            examiner=examiner,
            siblings=self.siblings,
            taker=taker if self.preserve and task.keep else None,
            languages=task.languages,
        )
        assert last
        return replace(last, finding=finding)

    def _left_alone(self, task: Task, seconds: float) -> Judged:
        return Judged(
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
                error=f"its host asked to be left alone for {seconds:.0f} s, so it was not asked",
            )
        )


class _Loader:
    """Loads tasks in batches: those that are asked for, and some whose turn comes soon."""

    def __init__(self, load: Load, agenda: Agenda) -> None:
        self.load = load
        self.agenda = agenda
        self.asked: dict[int, asyncio.Future[Task]] = {}
        self.soon: dict[int, None] = {}
        self.coming: set[int] = set()
        """Keys that are being loaded."""
        self.ready: dict[int, Task] = {}
        self.loading: asyncio.Task[None] | None = None

    async def get(self, host: Host, key: int) -> Task:
        """Return the task of a key, which is asked for once."""
        if key in self.ready:
            return self.ready.pop(key)
        found: asyncio.Future[Task] = asyncio.get_running_loop().create_future()
        self.asked[key] = found
        if len(self.soon) < PREPARED:
            most = min(PREPARED, max(PREPARED // 4, 3 * PREPARED - len(self.ready)))
            self.soon.update(dict.fromkeys(self.agenda.upcoming(host, most, self.ready.keys() | self.coming)))
        if self.loading is None:
            self.loading = asyncio.create_task(self._work())
        return await found

    async def _work(self) -> None:
        while self.asked:
            batch, self.asked = self.asked, {}
            soon, self.soon = self.soon, {}
            keys = [*batch, *(key for key in soon if key not in batch and key not in self.ready)]
            self.coming = set(keys)
            loading = asyncio.create_task(asyncio.to_thread(self.load, keys))
            await asyncio.wait([loading])
            failed = loading.exception()
            for future in batch.values():
                if failed and not future.done():
                    future.set_exception(failed)
            for task in () if failed else loading.result():
                self._hand_out(task, batch)
            self.coming = set()
        self.loading = None

    def _hand_out(self, task: Task, batch: "dict[int, asyncio.Future[Task]]") -> None:
        future = batch.get(task.key) or self.asked.pop(task.key, None)
        if future is None:
            self.ready[task.key] = task
            while len(self.ready) > 3 * PREPARED:
                del self.ready[next(iter(self.ready))]
        elif not future.done():
            future.set_result(task)
