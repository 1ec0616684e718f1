"""Runs the checks as a scheduled job: its limits, its subscribers, and what a signal does."""

import asyncio
import gc
import re
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from factcheck import limits
from factcheck.cli import signals
from factcheck.cli.run_log import RunLog
from factcheck.cli.run_results import ResultPrinter, run_json
from factcheck.errors import InputError
from factcheck.services.desk import Desk
from factcheck.services.monitoring.check_run import CheckRun, verify
from factcheck.services.monitoring.events import Subscriber
from factcheck.services.monitoring.run_lookups import ArchiveLookups
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.notifications.run_reports import DigestDelivery, HealthCheck, MetricsFile
from factcheck.services.operations import environment_checks
from factcheck.services.operations.run_compaction import CheckCompaction
from factcheck.settings import Settings

SECONDS_PER_UNIT = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
DURATION_MAX_SECONDS = 366 * 86_400
GRACE_SECONDS = 30.0
"""The longest time that a run which is to stop waits for a database that is locked."""


def duration(text: str, option: str) -> float:
    """Return the seconds of a duration such as 90, 90s, 10m, 2h or 1h30m. Raises InputError naming the option."""
    parts = re.findall(r"([0-9]+(?:\.[0-9]+)?)([smhd]?)", text.strip())
    if not parts or "".join(map("".join, parts)) != text.strip() or (len(parts) > 1 and not all(u for _, u in parts)):
        raise InputError(f"{option} {text!r} is not a duration; give one such as 90s, 10m, 2h or 1h30m")
    seconds = sum(float(number) * SECONDS_PER_UNIT[unit] for number, unit in parts)
    if seconds > DURATION_MAX_SECONDS:
        raise InputError(f"{option} {text!r} is longer than a year; give one such as 90s, 10m, 2h or 1h30m")
    return seconds


class StopRequest:
    """Whether the job was asked to stop: the first signal lets checks in flight finish, the second stops at once."""

    def __init__(self) -> None:
        self.requested = asyncio.Event()
        self.at_once = False
        """A second signal has come."""
        self.status = 0
        """The exit status that the signal asks for."""

    @asynccontextmanager
    async def listening(self, on_signal: Callable[[str], None]) -> AsyncIterator[None]:
        """Handle SIGTERM, SIGHUP and Ctrl-C while the block runs."""
        task = asyncio.current_task()
        assert task

        def handle(number: signal.Signals) -> None:
            if self.status:
                self.at_once = True
                task.cancel()
                return
            self.status = signals.status_of(number)
            self.requested.set()
            on_signal(number.name)

        with signals.handled(handle):
            yield

    async def wait(self, seconds: float) -> None:
        """Wait this long, or until the job is asked to stop."""
        try:
            await asyncio.wait_for(self.requested.wait(), seconds)
        except TimeoutError:
            return


class LockPatience:
    """Decides whether a run continues to wait for a database that another program has locked.

    It waits as long as the run may take: what was checked would be lost otherwise. Once the job was asked to stop, it waits
    for GRACE_SECONDS more, so that checks in flight are recorded.
    """

    def __init__(
        self, stop: StopRequest, report: Callable[[], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.stop, self.report, self.clock = stop, report, clock
        self.reported = False
        self.until: float | None = None

    def __call__(self) -> bool:
        """Return whether to wait longer. The first call reports that the run waits."""
        if not self.reported:
            self.reported = True
            self.report()
        if not self.stop.requested.is_set():
            return True
        self.until = self.until or self.clock() + GRACE_SECONDS
        return not self.stop.at_once and self.clock() < self.until


def run_job(job: Callable[[StopRequest], Awaitable[int]], on_signal: Callable[[str], None]) -> int:
    """Run a job and return its exit status. A signal ends it with the signal's status; what was checked is recorded."""
    stop: StopRequest | None = None

    async def run() -> int:
        nonlocal stop
        stop = StopRequest()
        async with stop.listening(on_signal):
            status = await job(stop)
        return stop.status or status

    gc.freeze()  # what the program has loaded is not garbage, and is large: collections leave it out
    try:
        return asyncio.run(run())
    except (asyncio.CancelledError, KeyboardInterrupt):
        return (stop.status if stop else 0) or signals.status_of(signal.SIGINT)


@dataclass(frozen=True, slots=True)
class JobOptions:
    """The options of one run."""

    selection: Selection
    limit: int | None
    max_runtime: float | None
    delay: float
    """Seconds before it begins."""
    share: bool


@dataclass(frozen=True, slots=True)
class Job:
    """A run with its subscribers."""

    desk: Desk
    settings: Settings
    options: JobOptions
    log: RunLog
    results: ResultPrinter
    progress: Subscriber

    async def run(self, stop: StopRequest) -> int:
        """Wait, check, report; return the exit status. A database that is locked is waited for."""
        options = self.options
        if options.delay:
            self.log.info("run.waiting", seconds=round(options.delay, 1))
            await stop.wait(options.delay)
            if stop.requested.is_set():
                return 0
        desk = self.desk.patient(LockPatience(stop, self._report_locked))
        if note := limits.fetches_note(self.settings.verify.concurrency):
            self.log.warning("limits", note)
        for concern in await asyncio.to_thread(environment_checks.prepare_for_run, desk):
            self.log.warning("surroundings", concern)
        checks = verify(
            desk,
            self.settings,
            options.selection,
            limit=options.limit,
            max_runtime=options.max_runtime,
            share=options.share,
            stop=stop.requested,
        )
        await CheckRun(checks, self._subscribers(desk, stop)).run()
        return 0

    def _subscribers(self, desk: Desk, stop: StopRequest) -> Sequence[Subscriber]:
        """Return the subscribers in the order of their work at the end of a run: the totals are printed last."""
        options, is_stopping = self.options, stop.requested.is_set
        max_compacted = self.settings.job.compact if options.selection.which is Which.DUE else 0
        return (
            ArchiveLookups(desk, self.settings, max_runtime=options.max_runtime, stop=stop.requested),
            DigestDelivery(desk, self.settings, self.results.print_digest, run_json, is_stopping),
            CheckCompaction(desk, max_compacted, is_stopping),
            MetricsFile(desk, self.settings),
            HealthCheck(self.settings, is_stopping),
            self.progress,
            self.log,
            self.results,
        )

    def _report_locked(self) -> None:
        name = self.desk.engine.url.database
        sentence = f"{name} is locked: another program is writing; the run waits, and loses nothing it has checked"
        self.log.warning("desk.busy", sentence)
