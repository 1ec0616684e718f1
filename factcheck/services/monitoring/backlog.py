"""The backlog of a run: pending sources as keys, and what recording needs of those in flight."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime

from factcheck.services.monitoring.run_plan import PlannedSource, Selection, load_sources, pending_checks
from factcheck.settings import VerifySettings
from factcheck.store.row_source import RowSource
from factcheck.verifier.scheduling.batch import SourceTask
from factcheck.verifier.scheduling.host_queue import PendingChecks

EMPTY_TASK = SourceTask(0, "")
"""Replaces the task of a source while the verifier has it, so that a run stores little per source in flight."""

Read = Callable[[], AbstractContextManager[RowSource]]
"""Opens the desk for a short read."""


class Backlog:
    """The sources that a run still has to check, and those that it is checking."""

    def __init__(self, read: Read, settings: VerifySettings, clock: Callable[[], datetime]) -> None:
        self.read, self.settings, self.clock = read, settings, clock
        self.pending = PendingChecks()
        self.in_flight: dict[int, PlannedSource] = {}

    def plan(
        self, selection: Selection, now: datetime, limit: int | None, hosts: Collection[int] | None = None
    ) -> None:
        """Plan a selection, or what of it is due on the given hosts. Raises NotFound for a claim that does not exist."""
        with self.read() as source:
            self.pending = pending_checks(source, selection, now, limit, hosts)

    def load(self, source_ids: Sequence[int]) -> list[SourceTask]:
        """Return the tasks of sources."""
        with self.read() as source:
            planned = load_sources(source, source_ids, self.clock(), self.settings)
        self.in_flight.update((each.task.key, replace(each, task=EMPTY_TASK)) for each in planned)
        return [each.task for each in planned]

    def landed(self, task: SourceTask) -> PlannedSource:
        """Return a source whose check is done; it is no longer in flight."""
        return replace(self.in_flight.pop(task.key), task=task)
