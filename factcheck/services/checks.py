"""Looking at sources: a list of links without a database, or a run over the desk's sources, recorded as it goes."""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from factcheck.errors import DeskError
from factcheck.models import Run
from factcheck.services.desk import Desk
from factcheck.services.guarding import Guard, NetworkDown
from factcheck.services.planning import Planned, Selection, plan
from factcheck.services.recording import Look, SourceChecked, record
from factcheck.settings import Settings, VerifySettings
from factcheck.store import ledger
from factcheck.verifier.fetch import Fetcher
from factcheck.verifier.finding import Finding
from factcheck.verifier.pipeline import Task, verify_all
from factcheck.verifier.urls import host_of
from factcheck.vocabulary import LinkOutcome, TextQuoteSelector

BATCH = 100
"""Looks recorded in one transaction at most: reviewers wait for no more than that."""
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


RunNews = RunPlanned | SourceChecked | RunEnded


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """One line of a list of links."""

    id: str | int | None
    url: str
    selector: TextQuoteSelector | None = None


async def check_links(
    requests: Iterable[LinkRequest],
    settings: VerifySettings,
    clock: Callable[[], datetime],
    fetcher: Fetcher | None = None,
) -> AsyncGenerator[tuple[LinkRequest, Finding], None]:
    """Give each request with its finding, as they are done. An address is asked once, however many lines name it."""
    grouped: dict[str, list[LinkRequest]] = {}
    for request in requests:
        grouped.setdefault(request.url, []).append(request)
    groups = list(grouped.values())
    tasks = (Task(key, lines[0].url, tuple(line.selector for line in lines)) for key, lines in enumerate(groups))
    looks = verify_all(tasks, settings, clock=clock, fetcher=fetcher)
    try:
        async for task, finding in looks:
            for line, quote in zip(groups[task.key], finding.quotes, strict=True):
                yield line, replace(finding, quotes=(quote,))
    finally:
        await looks.aclose()


def planned_sources(desk: Desk, selection: Selection, limit: int | None = None) -> list[Planned]:
    """Return what a run would look at."""
    with desk.read() as session:
        return plan(session, selection, desk.clock(), limit)


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
    planned = await asyncio.to_thread(planned_sources, desk, selection, limit)
    run = _Running(desk, settings, planned)
    await asyncio.to_thread(run.start)
    yield RunPlanned(run.run_id, len(planned), len({host_of(each.task.url) for each in planned}))
    stop_at = None if max_runtime is None else asyncio.get_running_loop().time() + max_runtime
    looks = verify_all((each.task for each in planned), settings.verify, clock=desk.clock, fetcher=fetcher)
    try:
        async for batch in _batches(looks, stop_at):
            for checked in await asyncio.to_thread(run.take, batch):
                yield checked
        for checked in await asyncio.to_thread(run.record, run.guard.rest()):
            yield checked
    except NetworkDown:
        await asyncio.to_thread(run.erase)
        raise DeskError(
            "the network is down: most hosts cannot be reached, so nothing was recorded; try again later"
        ) from None
    finally:
        await looks.aclose()
        if not run.erased:
            run.end()
    yield run.ended()


class _Running:
    """A run under way: what is written of it, and what it has come to."""

    def __init__(self, desk: Desk, settings: Settings, planned: list[Planned]) -> None:
        self.desk = desk
        self.settings = settings
        self.by_source = {each.task.key: each for each in planned}
        self.guard = Guard(planned)
        self.links: Counter[str] = Counter()
        self.opened = self.resolved = self.checked = 0
        self.run_id = 0
        self.erased = False
        self.started_at = self.ended_at = desk.clock()

    def start(self) -> None:
        """Write that the run began."""
        with self.desk.write() as session:
            run = Run(started_at=self.started_at, actor=self.desk.actor, planned=len(self.by_source))
            session.add(run)
            ledger.finish(session)
            self.run_id = run.id

    def take(self, batch: list[tuple[Task, Finding]]) -> list[SourceChecked]:
        """Record what may be recorded of a batch."""
        ready = [each for task, finding in batch for each in self.guard.take(Look(self.by_source[task.key], finding))]
        return [done for start in range(0, len(ready), BATCH) for done in self.record(ready[start : start + BATCH])]

    def record(self, looks: list[Look]) -> list[SourceChecked]:
        """Record looks, and count them."""
        if not looks:
            return []
        done = record(self.desk, self.settings.verify, looks, self.run_id)
        self.checked += len(done)
        self.opened += sum(len(each.opened) for each in done)
        self.resolved += sum(len(each.resolved) for each in done)
        self.links.update(each.finding.link for each in done)
        return done

    def end(self) -> None:
        """Write what the run came to."""
        self.ended_at = self.desk.clock()
        with self.desk.write() as session:
            values = {
                "ended_at": self.ended_at,
                "checked": self.checked,
                "alerts_opened": self.opened,
                "alerts_resolved": self.resolved,
            }
            session.execute(sa.update(Run).where(col(Run.id) == self.run_id).values(**values))
            ledger.finish(session)

    def erase(self) -> None:
        """Take the run back: nothing of it was recorded."""
        with self.desk.write() as session:
            if self.checked == 0:
                session.execute(sa.delete(Run).where(col(Run.id) == self.run_id))
                self.erased = True
            ledger.finish(session)

    def ended(self) -> RunEnded:
        """Return what the run came to."""
        return RunEnded(
            run_id=self.run_id,
            started_at=self.started_at,
            ended_at=self.ended_at,
            planned=len(self.by_source),
            checked=self.checked,
            alerts_opened=self.opened,
            alerts_resolved=self.resolved,
            links={str(link): self.links[link] for link in LinkOutcome if self.links[link]},
            stopped=self.checked < len(self.by_source),
        )


async def _batches(
    looks: AsyncIterator[tuple[Task, Finding]], stop_at: float | None
) -> AsyncIterator[list[tuple[Task, Finding]]]:
    """Give looks in batches: full ones at once, small ones when nothing more comes for a moment."""
    loop = asyncio.get_running_loop()
    batch: list[tuple[Task, Finding]] = []
    coming: asyncio.Future[tuple[Task, Finding]] | None = None
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
                yield batch
                batch = []
        if batch:
            yield batch
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
