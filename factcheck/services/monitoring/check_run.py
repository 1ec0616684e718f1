"""Runs over the desk's sources, recorded as they go. Nothing of one grows with the number of sources but their numbers."""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

from factcheck.errors import DeskError
from factcheck.services.captures.writer import capture_folder
from factcheck.services.desk import Desk
from factcheck.services.monitoring import leases
from factcheck.services.monitoring.outage_guard import NetworkDown
from factcheck.services.monitoring.recording import SourceChecked
from factcheck.services.monitoring.run_plan import CHUNK, Planned, Selection, backlog, load
from factcheck.services.monitoring.run_state import BATCH, RunEnded, Running
from factcheck.settings import Settings, VerifySettings
from factcheck.store.engine import database_path
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Capture
from factcheck.verifier.scheduling.batch import Task, check_sources
from factcheck.verifier.scheduling.page_workers import CheckResult

PAUSE = 0.005
"""Seconds between two transactions: those who wait for the lock are not served in turn."""
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
    run = Running(desk, settings, selection, limit)
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
        except DeskError as error:
            await rounds.aclose()
            with suppress(DeskError):  # what cannot be stored any more is told once
                run.finish()
            raise _with_losses(error, run) from error
        except BaseException:
            await rounds.aclose()
            await asyncio.to_thread(run.finish)
            raise
        await asyncio.to_thread(run.finish)  # may wait for the lock, and signals are heard meanwhile
    yield run.ended(stop.is_set())


def _with_losses(error: DeskError, run: Running) -> DeskError:
    """Return the error with how many looks were done and not recorded because of it."""
    lost = 0 if run.network_down else run.unrecorded
    if not lost:
        return error
    error.message += f"; {lost} looks were done and could not be recorded: they are due as before"
    return error


async def _looked(run: Running, web: Fetcher, stop: asyncio.Event) -> AsyncGenerator[SourceChecked, None]:
    """Look at the run's backlog. Raises DeskError when the network is down."""
    settings = run.settings.verify
    looks = check_sources(
        run.backlog,
        run.load,
        settings,
        clock=run.desk.clock,
        fetcher=web,
        undelivered=run.arrived,
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


async def _shared(run: Running, web: Fetcher, stop: asyncio.Event) -> AsyncGenerator[SourceChecked, None]:
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
            if not run.backlog:
                # Another run has looked at all that was due there since the hosts were chosen.
                await asyncio.to_thread(leases.release, run.desk, owner)
                continue
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


async def _recorded(run: Running, fetcher: Fetcher) -> AsyncIterator[SourceChecked]:
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


async def _arrivals(
    looks: AsyncIterator[tuple[Task, CheckResult]], batch: list[tuple[Task, CheckResult]]
) -> AsyncGenerator[None, None]:
    """Fill the batch, and give a sign when it is full, or nothing more comes for a moment."""
    coming: asyncio.Future[tuple[Task, CheckResult]] | None = None
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
    database = database_path(desk.engine)
    if database is None:
        return
    folder = capture_folder(desk.engine, settings.captures) or database
    for path in (database, folder):
        place = next(each for each in path.resolve().parents if each.is_dir())
        free = shutil.disk_usage(place).free
        if free < settings.desk.min_free_bytes:
            raise DeskError(
                f"the disk under {path} has {free // 1_000_000} MB left; make room before a run (desk.min_free_bytes)"
            )
