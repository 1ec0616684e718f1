"""The state of a run in progress: what is planned, what may be recorded, and the totals."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic

import sqlalchemy as sa
from sqlmodel import col

from factcheck.models import Run
from factcheck.services.captures.writer import CaptureWriter
from factcheck.services.desk import Desk
from factcheck.services.monitoring.backlog import Backlog
from factcheck.services.monitoring.events import RunFinished, SourceChecked
from factcheck.services.monitoring.head_start import HeadStart
from factcheck.services.monitoring.outage_guard import NetworkDown, OutageGuard
from factcheck.services.monitoring.recording import UnrecordedCheck, record
from factcheck.services.monitoring.run_plan import Selection, Which, count_due, recently_answering
from factcheck.settings import Settings
from factcheck.store import ledger
from factcheck.verifier.http.exchange_log import Exchange
from factcheck.verifier.scheduling.batch import DEFERRED, SourceTask
from factcheck.verifier.scheduling.page_check import CheckResult
from factcheck.vocabulary import LinkOutcome
from factcheck.warc.folder import WarcLocation

BATCH_MAX_CHECKS = 50
"""The largest number of checks recorded in one transaction: reviewers wait no longer than that takes."""
PROGRESS_SECONDS = 2.0
"""The time between two updates of the run's row, which other front ends read its progress from."""


class RunState:
    """A run in progress: what is written of it, and its totals."""

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        selection: Selection,
        limit: int | None,
        head_start: HeadStart | None = None,
    ) -> None:
        self.desk = desk.bulk()
        self.settings = settings
        self.selection = selection
        self.remaining = limit
        """The number of sources that may still be planned; None: any number."""
        self.head_start = head_start
        self.backlog = head_start.backlog if head_start else Backlog(self.desk.read, settings.verify, desk.clock)
        self.arrived: list[tuple[SourceTask, CheckResult]] = head_start.arrived if head_start else []
        """Checks that are done and not yet accepted by the outage guard."""
        self.ready: list[UnrecordedCheck] = []
        """Checks that may be recorded."""
        self.recording: asyncio.Future[list[SourceChecked]] | None = None
        self.guard = OutageGuard({})
        self.captures = CaptureWriter(desk, settings.captures)
        self.links: Counter[str] = Counter()
        self.opened = self.resolved = self.checked = self.deferred = self.skipped = self.planned = self.hosts = 0
        self.accepted = 0
        """The number of checks that the outage guard has accepted."""
        self.run_id = 0
        self.network_down = False
        self.progress_at = monotonic()
        self.started_at = self.ended_at = head_start.started_at if head_start else desk.clock()

    def start(self, share: bool) -> None:
        """Plan the run, and record that it began. A run that shares hosts plans them as it takes them."""
        if share:
            with self.desk.read() as session:
                counted = count_due(session, self.started_at)
            self.planned = counted.sources if self.remaining is None else min(counted.sources, self.remaining)
            self.hosts = counted.hosts
        else:
            if not self.head_start:
                self.backlog.plan(self.selection, self.started_at, self.remaining)
            totals = self.backlog.pending.totals()
            self.guard = OutageGuard(totals)
            self.planned, self.hosts = len(self.backlog.pending), len(totals)
        self.captures.prepare()
        with self.desk.write() as session:
            run = Run(started_at=self.started_at, actor=self.desk.actor, planned=self.planned)
            session.add(run)
            ledger.finish(session)
            self.run_id = run.id
        self.captures.begin(self.run_id)

    def plan_hosts(self, hosts: Sequence[int]) -> None:
        """Plan what is due on the given hosts."""
        self.backlog.plan(self.selection, self.desk.clock(), self.remaining, hosts)
        self.guard = OutageGuard(self.backlog.pending.totals())
        if self.remaining is not None:
            self.remaining -= len(self.backlog.pending)

    async def preserve(self, task: SourceTask, exchanges: list[Exchange]) -> WarcLocation | None:
        """Write the exchanges of a check, and return their location. Raises DeskError where they cannot be written."""
        return await asyncio.to_thread(self.captures.preserve, task, exchanges)

    def accept_arrived(self) -> None:
        """Pass the arrived checks to the outage guard, and make ready what it releases. Raises NetworkDown."""
        outage: NetworkDown | None = None
        while self.arrived:
            task, result = self.arrived.pop(0)
            self.accepted += 1
            self.deferred += result.finding.reason == DEFERRED
            check = UnrecordedCheck(self.backlog.landed(task), result)
            try:
                self.ready += self.guard.accept(check)
            except NetworkDown as error:
                outage = error
        if outage and not self.guard.network_is_judged:
            raise outage

    def trust_network(self) -> None:
        """Make ready the checks that were delayed because the network was in doubt."""
        self.ready += self.guard.trust_network()

    def release_delayed(self) -> None:
        """Make ready the checks that are still delayed at the end."""
        self.ready += self.guard.release_at_end()

    def probe_urls(self) -> list[str]:
        """Return URLs that answered recently: where none of them answers now, the network is down."""
        with self.desk.read() as session:
            return recently_answering(session)

    @property
    def unrecorded(self) -> int:
        """The number of checks that are done and not recorded."""
        return self.accepted + len(self.arrived) - self.deferred - self.checked - self.skipped

    def record(self) -> list[SourceChecked]:
        """Record a batch of the ready checks, and count it."""
        checks, self.ready = self.ready[:BATCH_MAX_CHECKS], self.ready[BATCH_MAX_CHECKS:]
        by_person = self.selection.which is Which.SOURCES
        self.captures.sync()
        events = record(self.desk, self.settings.verify, checks, self.run_id, requested_by_person=by_person)
        self.skipped += len(checks) - len(events)
        self.checked += len(events)
        self.opened += sum(len(each.opened) for each in events)
        self.resolved += sum(len(each.resolved) for each in events)
        self.links.update(each.finding.link for each in events)
        if monotonic() - self.progress_at > PROGRESS_SECONDS:
            self.progress_at = monotonic()
            with self.desk.write() as session:
                session.execute(sa.update(Run).where(col(Run.id) == self.run_id).values(checked=self.checked))
                ledger.finish(session)
        return events

    def record_all(self) -> None:
        """Record everything that has arrived, however the checks ended."""
        with suppress(NetworkDown):
            self.accept_arrived()
        self.ready += self.guard.release_answers() if self.network_down else self.guard.release_at_end()
        while self.ready:
            self.record()
        self.backlog.in_flight.clear()

    def finish(self) -> None:
        """Record the totals. A run during an outage that recorded nothing leaves no row."""
        self.captures.close()
        self.ended_at = self.desk.clock()
        with self.desk.write() as session:
            this_run = col(Run.id) == self.run_id
            if self.network_down and self.checked == 0:
                session.execute(sa.delete(Run).where(this_run))
            else:
                values = {
                    "ended_at": self.ended_at,
                    "checked": self.checked,
                    "alerts_opened": self.opened,
                    "alerts_resolved": self.resolved,
                    "network_down": self.network_down,
                }
                session.execute(sa.update(Run).where(this_run).values(**values))
            ledger.finish(session)

    def totals(self, stopped: bool) -> RunFinished:
        """Return the event that ends the run."""
        return RunFinished(
            run_id=self.run_id,
            started_at=self.started_at,
            ended_at=self.ended_at,
            planned=self.planned,
            checked=self.checked,
            alerts_opened=self.opened,
            alerts_resolved=self.resolved,
            links={str(link): self.links[link] for link in LinkOutcome if self.links[link]},
            deferred=self.deferred,
            stopped=stopped and self.checked + self.deferred + self.skipped < self.planned,
        )
