"""A run under way: what is planned, what may be recorded, and what it has come to."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

import sqlalchemy as sa
from sqlmodel import col

from factcheck.models import Run
from factcheck.services.captures.writer import Keeper
from factcheck.services.desk import Desk
from factcheck.services.monitoring.outage_guard import Guard, NetworkDown
from factcheck.services.monitoring.recording import Look, SourceChecked, record
from factcheck.services.monitoring.run_plan import Planned, Selection, Which, backlog, count_due, known_good, load
from factcheck.settings import Settings
from factcheck.store import ledger
from factcheck.verifier.scheduling.batch import DEFERRED, Task
from factcheck.verifier.scheduling.host_queue import PendingChecks
from factcheck.verifier.scheduling.page_workers import CheckResult
from factcheck.vocabulary import LinkOutcome

BATCH = 50
"""Looks recorded in one transaction at most: reviewers wait for no more than that."""
BARE = Task(0, "")
"""Stands for a task that is with the verifier: what a run keeps of a source meanwhile is small."""
TELLING = 2.0
"""Seconds between two notes of how far a run has come, for those who look at the desk meanwhile."""


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


class Running:
    """A run under way: what is written of it, and what it has come to."""

    def __init__(self, desk: Desk, settings: Settings, selection: Selection, limit: int | None) -> None:
        self.desk = desk.bulk()
        self.settings = settings
        self.selection = selection
        self.left = limit
        """Sources that may still be planned; None: any number."""
        self.backlog = PendingChecks()
        self.arrived: list[tuple[Task, CheckResult]] = []
        """Looks that are done, and not yet judged by the guard."""
        self.ready: list[Look] = []
        """Looks that may be recorded."""
        self.recording: asyncio.Future[list[SourceChecked]] | None = None
        self.flying: dict[int, Planned] = {}
        self.guard = Guard({})
        self.keeper = Keeper(desk, settings.captures)
        self.links: Counter[str] = Counter()
        self.opened = self.resolved = self.checked = self.deferred = self.passed_over = self.planned = self.hosts = 0
        self.taken = 0
        """Looks that were given to the guard."""
        self.run_id = 0
        self.network_down = False
        self.told_at = monotonic()
        self.started_at = self.ended_at = desk.clock()

    def start(self, share: bool) -> None:
        """Plan, and write that the run began. A run that shares plans as it goes."""
        if share:
            with self.desk.read() as session:
                counted = count_due(session, self.started_at)
            self.planned = counted.sources if self.left is None else min(counted.sources, self.left)
            self.hosts = counted.hosts
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
            self.taken += 1
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

    @property
    def unrecorded(self) -> int:
        """The number of looks that are done and not recorded."""
        return self.taken + len(self.arrived) - self.deferred - self.checked - self.passed_over

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
