"""A run over the desk's sources, recorded as it goes. Nothing of it grows with the number of sources but their numbers."""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic

import sqlalchemy as sa
from sqlmodel import col

from factcheck.errors import DeskError
from factcheck.models import Run
from factcheck.services.desk import Desk
from factcheck.services.guarding import Guard, NetworkDown
from factcheck.services.planning import CHUNK, Planned, Selection, backlog, known_good, load
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
    """It ran out of time."""
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
    fetcher: Fetcher | None = None,
) -> AsyncGenerator[RunNews, None]:
    """Look at sources, record what is found, and tell of it: RunPlanned, then SourceChecked, then RunEnded.

    No transaction is open while the network is awaited. Closing the iterator stops at once; what was told is recorded.
    Raises DeskError, with nothing recorded, when the network as a whole is down or the disk is nearly full.
    """
    _room(desk, settings)
    run = _Running(desk, settings)
    await asyncio.to_thread(run.start, selection, limit)
    yield RunPlanned(run.run_id, len(run.backlog), len(run.guard.totals))
    stop_at = None if max_runtime is None else asyncio.get_running_loop().time() + max_runtime
    async with AsyncExitStack() as stack:
        web = fetcher
        if web is None:
            web = await stack.enter_async_context(Fetcher(settings.verify, clock=desk.clock))
        looks = verify_all(run.backlog, run.load, settings.verify, clock=desk.clock, fetcher=web)
        arrivals = _arrivals(looks, run.arrived, stop_at)
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
            run.finish()
    yield run.ended()


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

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.desk = desk
        self.settings = settings
        self.backlog = Backlog()
        self.arrived: list[tuple[Task, Judged]] = []
        """Looks that are done, and not yet judged by the guard."""
        self.ready: list[Look] = []
        """Looks that may be recorded."""
        self.recording: asyncio.Future[list[SourceChecked]] | None = None
        self.flying: dict[int, tuple[int, tuple[int, ...]]] = {}
        self.guard = Guard({})
        self.links: Counter[str] = Counter()
        self.opened = self.resolved = self.checked = self.deferred = 0
        self.run_id = 0
        self.network_down = False
        self.told_at = monotonic()
        self.started_at = self.ended_at = desk.clock()

    def start(self, selection: Selection, limit: int | None) -> None:
        """Plan, and write that the run began."""
        with self.desk.read() as session:
            self.backlog = backlog(session, selection, self.started_at, limit)
        self.guard = Guard(self.backlog.totals())
        with self.desk.write() as session:
            run = Run(started_at=self.started_at, actor=self.desk.actor, planned=len(self.backlog))
            session.add(run)
            ledger.finish(session)
            self.run_id = run.id

    def load(self, keys: Sequence[int]) -> list[Task]:
        """Return the tasks of keys."""
        with self.desk.read() as session:
            planned = load(session, keys, self.desk.clock(), self.settings.verify)
        self.flying.update((each.task.key, (each.host, each.citation_ids)) for each in planned)
        return [each.task for each in planned]

    def take(self) -> None:
        """Make ready what may be recorded of what has arrived. Raises NetworkDown."""
        doubt: NetworkDown | None = None
        while self.arrived:
            task, judged = self.arrived.pop(0)
            self.deferred += judged.finding.reason == DEFERRED
            look = Look(Planned(task, *self.flying.pop(task.key)), judged)
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
        done = record(self.desk, self.settings.verify, looks, self.run_id)
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

    def finish(self) -> None:
        """Record what has arrived, however the run was ended, and write what the run came to.

        A run of a network that was down, and that recorded nothing, leaves no line.
        """
        with suppress(NetworkDown):
            self.take()
        self.ready += self.guard.answers() if self.network_down else self.guard.rest()
        while self.ready:
            self.record()
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

    def ended(self) -> RunEnded:
        """Return what the run came to."""
        return RunEnded(
            run_id=self.run_id,
            started_at=self.started_at,
            ended_at=self.ended_at,
            planned=len(self.backlog),
            checked=self.checked,
            alerts_opened=self.opened,
            alerts_resolved=self.resolved,
            links={str(link): self.links[link] for link in LinkOutcome if self.links[link]},
            deferred=self.deferred,
            stopped=self.checked + self.deferred < len(self.backlog),
        )


async def _arrivals(
    looks: AsyncIterator[tuple[Task, Judged]], batch: list[tuple[Task, Judged]], stop_at: float | None
) -> AsyncGenerator[None, None]:
    """Fill the batch, and give a sign when it is full, or nothing more comes for a moment."""
    loop = asyncio.get_running_loop()
    coming: asyncio.Future[tuple[Task, Judged]] | None = None
    try:
        while stop_at is None or loop.time() < stop_at:
            coming = coming or asyncio.ensure_future(anext(looks))
            left = None if stop_at is None else max(stop_at - loop.time(), 0)
            wait = PATIENCE if batch else left
            await asyncio.wait([coming], timeout=wait if left is None or wait is None else min(wait, left))
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
            await asyncio.gather(coming, return_exceptions=True)


def _room(desk: Desk, settings: Settings) -> None:
    name = desk.engine.url.database
    if not name or name == ":memory:":
        return
    free = shutil.disk_usage(Path(name).resolve().parent).free
    if free < settings.desk.min_free_bytes:
        raise DeskError(
            f"the disk under {name} has {free // 1_000_000} MB left; make room before a run (desk.min_free_bytes)"
        )
