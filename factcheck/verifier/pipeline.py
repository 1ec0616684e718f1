"""Many sources at once: hosts in parallel, each host politely, the host with the longest queue first.

A run of many hosts ends no earlier than its biggest host's queue times the gap, so that host must never wait. Pages are
judged in a second process when there are many: parsing holds the interpreter's lock, and fetching needs it.
"""

import asyncio
import heapq
import itertools
import multiprocessing
import os
import threading
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from factcheck.settings import VerifySettings
from factcheck.verifier.capture import Answer, Validators
from factcheck.verifier.fetch import Fetcher
from factcheck.verifier.finding import Finding
from factcheck.verifier.judge import Selectors, examine
from factcheck.verifier.urls import host_of
from factcheck.verifier.verify import Examiner, in_a_thread, verify
from factcheck.vocabulary import TextQuoteSelector

MANY = 40
"""Sources from which on a second process is worth its start."""


@dataclass(frozen=True, slots=True)
class Task:
    """One source to look at."""

    key: int
    """The caller's name for it."""
    url: str
    selectors: tuple[TextQuoteSelector | None, ...] = ()
    validators: Validators | None = None


class _Slots:
    """So many looks at once; who has most left to do goes first."""

    def __init__(self, free: int) -> None:
        self.free = free
        self.waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self.order = itertools.count()

    @asynccontextmanager
    async def one(self, remaining: int) -> AsyncIterator[None]:
        """Wait for a slot, and give it back at the end."""
        if self.free:
            self.free -= 1
        else:
            turn = asyncio.get_running_loop().create_future()
            heapq.heappush(self.waiting, (-remaining, next(self.order), turn))
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._give_back()
                raise
        try:
            yield
        finally:
            self._give_back()

    def _give_back(self) -> None:
        while self.waiting:
            _, _, turn = heapq.heappop(self.waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self.free += 1


class _Host:
    """One host's queue, and when it may be asked again."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self.queue = deque(tasks)
        self.next_at = 0.0


async def verify_all(
    tasks: Iterable[Task],
    settings: VerifySettings,
    *,
    clock: Callable[[], datetime],
    fetcher: Fetcher | None = None,
) -> AsyncGenerator[tuple[Task, Finding], None]:
    """Give each task with its finding, in the order they are done. Closing the iterator stops at once."""
    hosts: dict[str, _Host] = defaultdict(lambda: _Host(()))
    total = 0
    for task in tasks:
        hosts[host_of(task.url)].queue.append(task)
        total += 1
    done: asyncio.Queue[tuple[Task, Finding] | BaseException] = asyncio.Queue(maxsize=settings.concurrency * 2)
    slots = _Slots(settings.concurrency)
    async with AsyncExitStack() as stack:
        web = fetcher if fetcher is not None else await stack.enter_async_context(Fetcher(settings, clock=clock))
        examiner = await stack.enter_async_context(_examiner(settings, total))
        crews = [
            asyncio.create_task(_crew(host, web, examiner, slots, settings, done))
            for host in sorted(hosts.values(), key=lambda host: -len(host.queue))
            for _ in range(min(settings.per_host, len(host.queue)))
        ]
        try:
            for _ in range(total):
                result = await done.get()
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            for crew in crews:
                crew.cancel()
            await asyncio.gather(*crews, return_exceptions=True)


async def _crew(
    host: _Host,
    fetcher: Fetcher,
    examiner: Examiner,
    slots: _Slots,
    settings: VerifySettings,
    done: "asyncio.Queue[tuple[Task, Finding] | BaseException]",
) -> None:
    """Work off one host's queue."""
    loop = asyncio.get_running_loop()
    while host.queue:
        wait = host.next_at - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
            continue
        host.next_at = loop.time() + settings.host_gap
        task = host.queue.popleft()
        async with slots.one(len(host.queue) + 1):
            host.next_at = max(host.next_at, loop.time() + settings.host_gap)
            look = asyncio.create_task(verify(fetcher, task.url, task.selectors, task.validators, examiner=examiner))
            try:
                await asyncio.wait([look])
            finally:
                if not look.done():
                    look.cancel()
                    await asyncio.gather(look, return_exceptions=True)
        failed = look.exception()
        await done.put(failed if failed is not None else (task, look.result()))


@asynccontextmanager
async def _examiner(settings: VerifySettings, total: int) -> AsyncIterator[Examiner]:
    """Give what judges pages: processes of their own for many, a thread for few."""
    if settings.processes == 0 or total < MANY:
        yield in_a_thread
        return
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(settings.processes, mp_context=spawn, initializer=_die_with_the_parent)
    loop = asyncio.get_running_loop()

    async def in_a_process(answer: Answer, selectors: Selectors, sibling: Answer | None) -> Finding:
        return await loop.run_in_executor(pool, examine, answer, selectors, sibling)

    try:
        yield in_a_process
    finally:
        await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)


def _die_with_the_parent() -> None:
    """End this worker when its parent does, killed or not: it would wait for work, and hold the parent's pipes, for ever."""
    parent = multiprocessing.parent_process()
    assert parent

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
