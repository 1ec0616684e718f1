"""A run over the desk's sources, recorded as it goes. Nothing of it grows with the number of sources but their numbers."""

import asyncio
import os
import secrets
import shutil
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic

import sqlalchemy as sa
from sqlmodel import col

from factcheck.errors import DeskError
from factcheck.models import Run
from factcheck.services import leases
from factcheck.services.capturing import Keeper, capture_folder
from factcheck.services.desk import Desk
from factcheck.services.guarding import Guard, NetworkDown
from factcheck.services.planning import CHUNK, Planned, Selection, Which, backlog, known_good, load
from factcheck.services.recording import Look, SourceChecked, record
from factcheck.settings import Settings, VerifySettings
from factcheck.store import ledger
from factcheck.verifier.agenda import Backlog
from factcheck.verifier.capture import Capture
from factcheck.verifier.fetch import Fetcher
from factcheck.verifier.pipeline import DEFERRED, Task, verify_all
from factcheck.verifier.readers import Judged
from factcheck.vocabulary import LinkOutcome

BATCH = 100
"""Looks recorded in one transaction at most: reviewers wait for no more than that."""
PAUSE = 0.005
"""Seconds between two transactions: those who wait for the lock are not served in turn."""
BARE = Task(0, "")
"""Stands for a task that is with the verifier: what a run keeps of a source meanwhile is small."""
TELLING = 2.0
"""Seconds between two notes of how far a run has come, for those who look at the desk meanwhile."""
PATIENCE = 0.3
"""Seconds after which what has come in is recorded, however little."""


@dataclass(frozen=True, slots=True)
class RunPlanned:
    """A run begins."""

    run_id: int
    sources: int
    hosts: int
    mended: tuple[str, ...] = ()
    """What was found of capture files that a crash had left, a sentence each."""


@dataclass(frozen=True, slots=True)
class RunEnded:
    """A run is over."""

    run_id: int
    started_at: datetime
    ended_at: datetime
    planned: int
    checked: int
    alerts_opened: int
    alerts_resolved: int
    links: dict[str, int]
    """Looks by link outcome."""
    stopped: bool
    """It ran out of time, or was asked to stop, before all was looked at."""
    deferred: int = 0
    """Sources that were not asked, because their hosts asked to be left alone: they stay due."""


RunNews = RunPlanned | SourceChecked | RunEnded


def planned_sources(
    desk: Desk, settings: VerifySettings, selection: Selection, limit: int | None = None
) -> Iterator[Planned]:
    """Give what a run would look at."""
    with desk.read() as session:
        keys = backlog(session, selection, desk.clock(), limit).keys
    for start in range(0, len(keys), CHUNK):
        with desk.read() as session:
            yield from load(session, keys[start : start + CHUNK], desk.clock(), settings, capture=False)


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
) -> AsyncGenerator[RunNews, None]:
    """Look at sources, record what is found, and tell of it: RunPlanned, then SourceChecked, then RunEnded.

    No transaction is open while the network is awaited. After ``max_runtime`` seconds, or once ``stop`` is set, no look
    begins, and those under way are finished and told. Closing the iterator stops at once; what was found is recorded.
    ``share`` works together with other runs that share: hosts are taken a few at a time (see leases).
    Raises DeskError, with nothing recorded, when the network as a whole is down or the disk is nearly full.
    """
    _room(desk, settings)
    run = _Running(desk, settings, selection, limit)
    stop = stop or asyncio.Event()
    await asyncio.to_thread(run.start, share)
    yield RunPlanned(run.run_id, run.planned, run.hosts, tuple(run.keeper.mended))
    async with AsyncExitStack() as stack:
        if max_runtime is not None:
            alarm = asyncio.get_running_loop().call_later(max_runtime, stop.set)
            stack.callback(alarm.cancel)
            if max_runtime <= 0:
                stop.set()
        web = fetcher
        if web is None:
            web = await stack.enter_async_context(Fetcher(settings.verify, clock=desk.clock))
        rounds = _shared(run, web, stop) if share else _looked(run, web, stop)
        try:
            async for checked in rounds:
                yield checked
        finally:
            await rounds.aclose()
            run.finish()
    yield run.ended(stop.is_set())


async def _looked(run: "_Running", web: Fetcher, stop: asyncio.Event) -> AsyncGenerator[SourceChecked, None]:
    """Look at the run's backlog. Raises DeskError when the network is down."""
    settings = run.settings.verify
    looks = verify_all(
        run.backlog,
        run.load,
        settings,
        clock=run.desk.clock,
        fetcher=web,
        left=run.arrived,
        preserve=run.keeper.preserve,
        stop=stop,
    )
    arrivals = _arrivals(looks, run.arrived)
    try:
        async for _ in arrivals:
            async for checked in _recorded(run, web):
                yield checked
        run.rest()
        async for checked in _recorded(run, web):
            yield checked
    except NetworkDown:
        run.network_down = True
        kept = f"only the {run.checked} answers were" if run.checked else "nothing was"
        raise DeskError(
            f"the network is down: most hosts cannot be reached, so {kept} recorded; try again later"
        ) from None
    finally:
        await arrivals.aclose()
        await looks.aclose()
        if run.recording:
            await asyncio.wait([run.recording])
        await asyncio.to_thread(run.close)


async def _shared(run: "_Running", web: Fetcher, stop: asyncio.Event) -> AsyncGenerator[SourceChecked, None]:
    """Take hosts, look at what is due there, give them back; until nothing is due that nobody else is at."""
    owner, seconds = f"{os.getpid()}-{secrets.token_hex(4)}", run.settings.job.lease
    try:
        while not stop.is_set() and run.left != 0:
            hosts = await asyncio.to_thread(leases.take, run.desk, owner, seconds)
            if not hosts:
                if not await asyncio.to_thread(leases.held_elsewhere, run.desk):
                    return
                await _pause(stop, min(seconds / 4, PATIENCE * 10))
                continue
            await asyncio.to_thread(run.plan, hosts)
            before, ending = run.checked, asyncio.Event()
            holding = asyncio.create_task(_hold(run.desk, owner, hosts, seconds, stop, ending))
            looked = _looked(run, web, ending)
            try:
                async for checked in looked:
                    yield checked
            finally:
                holding.cancel()
                await asyncio.gather(holding, return_exceptions=True)
                await looked.aclose()
                await asyncio.to_thread(leases.release, run.desk, owner)
            if run.checked == before:
                return  # nothing of it could be recorded now: it is for a later run
    finally:
        await asyncio.to_thread(leases.release, run.desk, owner)


async def _hold(
    desk: Desk, owner: str, hosts: list[int], seconds: float, stop: asyncio.Event, ending: asyncio.Event
) -> None:
    """Renew a lease until it is given back; where somebody took the hosts while we slept, begin no look any more."""
    try:
        while await asyncio.to_thread(leases.renew, desk, owner, hosts, seconds):
            await _pause(stop, seconds / 3) if not stop.is_set() else await asyncio.sleep(seconds / 3)
            if stop.is_set():
                ending.set()
    finally:
        ending.set()


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def _recorded(run: "_Running", fetcher: Fetcher) -> AsyncIterator[SourceChecked]:
    """Record what may be recorded, in transactions that leave others room. Raises NetworkDown when nobody answers."""
    try:
        run.take()
    except NetworkDown:
        if not await _answers(await asyncio.to_thread(run.witnesses), fetcher):
            raise
        run.vindicate()
    while run.ready:
        run.recording = asyncio.ensure_future(asyncio.to_thread(run.record))
        for checked in await asyncio.shield(run.recording):
            yield checked
        await asyncio.sleep(PAUSE)


async def _answers(urls: Sequence[str], fetcher: Fetcher) -> bool:
    """Return whether any of these addresses gets an answer, whatever it says."""
    asking = [asyncio.create_task(fetcher.fetch(url)) for url in urls]
    try:
        for answer in asyncio.as_completed(asking):
            if isinstance(await answer, Capture):
                return True
        return False
    finally:
        for each in asking:
            each.cancel()
        await asyncio.gather(*asking, return_exceptions=True)


class _Running:
    """A run under way: what is written of it, and what it has come to."""

    def __init__(self, desk: Desk, settings: Settings, selection: Selection, limit: int | None) -> None:
        self.desk = desk
        self.settings = settings
        self.selection = selection
        self.left = limit
        """Sources that may still be planned; None: any number."""
        self.backlog = Backlog()
        self.arrived: list[tuple[Task, Judged]] = []
        """Looks that are done, and not yet judged by the guard."""
        self.ready: list[Look] = []
        """Looks that may be recorded."""
        self.recording: asyncio.Future[list[SourceChecked]] | None = None
        self.flying: dict[int, Planned] = {}
        self.guard = Guard({})
        self.keeper = Keeper(desk, settings.captures)
        self.links: Counter[str] = Counter()
        self.opened = self.resolved = self.checked = self.deferred = self.passed_over = self.planned = self.hosts = 0
        self.run_id = 0
        self.network_down = False
        self.told_at = monotonic()
        self.started_at = self.ended_at = desk.clock()

    def start(self, share: bool) -> None:
        """Plan, and write that the run began. A run that shares plans as it goes."""
        if share:
            with self.desk.read() as session:
                totals = backlog(session, self.selection, self.started_at, self.left).totals()
            self.planned, self.hosts = sum(totals.values()), len(totals)
        else:
            self.plan()
        self.keeper.prepare()
        with self.desk.write() as session:
            run = Run(started_at=self.started_at, actor=self.desk.actor, planned=self.planned)
            session.add(run)
            ledger.finish(session)
            self.run_id = run.id
        self.keeper.begin(self.run_id)

    def plan(self, hosts: Sequence[int] | None = None) -> None:
        """Plan what comes next: everything, or what is due on hosts of ours."""
        now = self.desk.clock() if hosts else self.started_at
        with self.desk.read() as session:
            self.backlog = backlog(session, self.selection, now, self.left, hosts)
        totals = self.backlog.totals()
        self.guard = Guard(totals)
        if hosts is None:
            self.planned, self.hosts = len(self.backlog), len(totals)
        elif self.left is not None:
            self.left -= len(self.backlog)

    def load(self, keys: Sequence[int]) -> list[Task]:
        """Return the tasks of keys."""
        with self.desk.read() as session:
            planned = load(session, keys, self.desk.clock(), self.settings.verify)
        self.flying.update((each.task.key, replace(each, task=BARE)) for each in planned)
        return [each.task for each in planned]

    def take(self) -> None:
        """Make ready what may be recorded of what has arrived. Raises NetworkDown."""
        doubt: NetworkDown | None = None
        while self.arrived:
            task, judged = self.arrived.pop(0)
            self.deferred += judged.finding.reason == DEFERRED
            look = Look(replace(self.flying.pop(task.key), task=task), judged)
            try:
                self.ready += self.guard.take(look)
            except NetworkDown as down:
                doubt = down
        if doubt and not self.guard.judged:
            raise doubt

    def vindicate(self) -> None:
        """Make ready what was held because the network was in doubt."""
        self.ready += self.guard.vindicate()

    def rest(self) -> None:
        """Make ready what is still held at the end."""
        self.ready += self.guard.rest()

    def witnesses(self) -> list[str]:
        """Return addresses that answered not long ago: where they do not, the network is down."""
        with self.desk.read() as session:
            return known_good(session)

    def record(self) -> list[SourceChecked]:
        """Record a batch of what is ready, and count it."""
        looks, self.ready = self.ready[:BATCH], self.ready[BATCH:]
        insist = self.selection.which is Which.SOURCES
        self.keeper.sync()
        done = record(self.desk, self.settings.verify, looks, self.run_id, insist=insist)
        self.passed_over += len(looks) - len(done)
        self.checked += len(done)
        self.opened += sum(len(each.opened) for each in done)
        self.resolved += sum(len(each.resolved) for each in done)
        self.links.update(each.finding.link for each in done)
        if monotonic() - self.told_at > TELLING:
            self.told_at = monotonic()
            with self.desk.write() as session:
                session.execute(sa.update(Run).where(col(Run.id) == self.run_id).values(checked=self.checked))
                ledger.finish(session)
        return done

    def close(self) -> None:
        """Record what has arrived, however the looking was ended."""
        with suppress(NetworkDown):
            self.take()
        self.ready += self.guard.answers() if self.network_down else self.guard.rest()
        while self.ready:
            self.record()
        self.flying.clear()

    def finish(self) -> None:
        """Write what the run came to. A run of a network that was down, and that recorded nothing, leaves no line."""
        self.keeper.close()
        self.ended_at = self.desk.clock()
        with self.desk.write() as session:
            mine = col(Run.id) == self.run_id
            if self.network_down and self.checked == 0:
                session.execute(sa.delete(Run).where(mine))
            else:
                values = {
                    "ended_at": self.ended_at,
                    "checked": self.checked,
                    "alerts_opened": self.opened,
                    "alerts_resolved": self.resolved,
                    "network_down": self.network_down,
                }
                session.execute(sa.update(Run).where(mine).values(**values))
            ledger.finish(session)

    def ended(self, stopped: bool) -> RunEnded:
        """Return what the run came to."""
        return RunEnded(
            run_id=self.run_id,
            started_at=self.started_at,
            ended_at=self.ended_at,
            planned=self.planned,
            checked=self.checked,
            alerts_opened=self.opened,
            alerts_resolved=self.resolved,
            links={str(link): self.links[link] for link in LinkOutcome if self.links[link]},
            deferred=self.deferred,
            stopped=stopped and self.checked + self.deferred + self.passed_over < self.planned,
        )


async def _arrivals(
    looks: AsyncIterator[tuple[Task, Judged]], batch: list[tuple[Task, Judged]]
) -> AsyncGenerator[None, None]:
    """Fill the batch, and give a sign when it is full, or nothing more comes for a moment."""
    coming: asyncio.Future[tuple[Task, Judged]] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(looks))
            await asyncio.wait([coming], timeout=PATIENCE if batch else None)
            if coming.done():
                finished, coming = coming, None
                try:
                    batch.append(finished.result())
                except StopAsyncIteration:
                    break
            if batch and (len(batch) >= BATCH or coming is not None):
                yield
        if batch:
            yield
    finally:
        if coming is not None:
            coming.cancel()
            (last,) = await asyncio.gather(coming, return_exceptions=True)
            if not isinstance(last, BaseException):
                batch.append(last)


def _room(desk: Desk, settings: Settings) -> None:
    name = desk.engine.url.database
    if not name or name == ":memory:":
        return
    folder = capture_folder(desk.engine, settings.captures) or Path(name)
    for path in (Path(name), folder):
        place = next(each for each in path.resolve().parents if each.is_dir())
        free = shutil.disk_usage(place).free
        if free < settings.desk.min_free_bytes:
            raise DeskError(
                f"the disk under {path} has {free // 1_000_000} MB left; make room before a run (desk.min_free_bytes)"
            )
