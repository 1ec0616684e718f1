"""Runs the checks as a scheduled job: its desk, its lock and its subscribers.

It loads the database library, so the command ``verify`` imports it while the first requests are answered.
"""

import asyncio
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial

from factcheck import limits
from factcheck.cli import context
from factcheck.cli.job_options import JobOptions
from factcheck.cli.progress import ProgressBar
from factcheck.cli.run_log import RunLog
from factcheck.cli.run_results import ResultPrinter, run_json
from factcheck.cli.stop_request import StopRequest
from factcheck.services.desk import Desk, open_desk
from factcheck.services.monitoring import leases
from factcheck.services.monitoring.check_run import CheckRun, verify
from factcheck.services.monitoring.events import Emit, RunEvent, RunStarted, SourceChecked, Subscriber
from factcheck.services.monitoring.head_start import HeadStart
from factcheck.services.monitoring.run_lock import verify_lock
from factcheck.services.monitoring.run_lookups import ArchiveLookups
from factcheck.services.monitoring.run_plan import Which
from factcheck.services.notifications.run_reports import DigestDelivery, HealthCheck, MetricsFile
from factcheck.services.operations import environment_checks
from factcheck.services.operations.run_compaction import CheckCompaction
from factcheck.settings import Settings

GRACE_SECONDS = 30.0
"""The longest time that a run which is to stop waits for a database that is locked."""


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


class _Progress(Subscriber):
    """Shows the progress of a run."""

    def __init__(self, *, shown: bool) -> None:
        self.bar = ProgressBar("verify", many=shown)

    async def on_event(self, event: RunEvent, emit: Emit) -> None:
        """Begin with the run, and count its checks."""
        match event:
            case RunStarted():
                self.bar.begin(event.sources, event.hosts)
            case SourceChecked():
                self.bar.advance(event.finding.link)


@dataclass(frozen=True, slots=True)
class Job:
    """A run with its subscribers."""

    desk: Desk
    settings: Settings
    options: JobOptions
    log: RunLog
    results: ResultPrinter
    progress: _Progress

    async def run(self, stop: StopRequest, head_start: HeadStart | None = None) -> int:
        """Check, report; return the exit status. A database that is locked is waited for."""
        gc.freeze()  # what the program has loaded is not garbage, and is large: collections leave it out
        options = self.options
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
            head_start=head_start,
        )
        with self.progress.bar:
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


@contextmanager
def opened(
    settings: Settings, options: JobOptions, log: RunLog, results: ResultPrinter, *, progress: bool, locked: bool
) -> Iterator[Job]:
    """Open the desk, and yield the job. ``locked`` means that the caller has the run lock."""
    with open_desk(settings, made=context.announce) as desk:
        clear_leases = partial(leases.clear, desk)
        if locked:
            clear_leases()
        with nullcontext() if locked else verify_lock(desk.engine, share=options.share, alone=clear_leases):
            yield Job(desk, settings, options, log, results, _Progress(shown=progress))
