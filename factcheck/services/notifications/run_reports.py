"""The subscribers that report a run to people and monitors: digests, the metrics file and the health check."""

import asyncio
from collections.abc import Callable, Mapping

from factcheck.errors import DeskError, FactcheckError
from factcheck.services.desk import Desk
from factcheck.services.monitoring.events import (
    DigestDelivered,
    Emit,
    RunEvent,
    RunFailed,
    RunFinished,
    RunRequested,
    Subscriber,
    SubscriberFailed,
)
from factcheck.services.notifications import health, outbox
from factcheck.services.text.phrases import counted
from factcheck.settings import Settings
from factcheck.store import ledger


class DigestDelivery(Subscriber):
    """Delivers a digest of new alerts to every channel when a run has finished."""

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        print_digest: Callable[[str], None],
        run_json: Callable[[RunFinished], Mapping[str, object]],
        is_stopping: Callable[[], bool],
    ) -> None:
        """``run_json`` gives the run as a webhook receives it. A job that ``is_stopping`` leaves the digest to the next run."""
        self.desk, self.settings = desk, settings
        self.print_digest, self.run_json, self.is_stopping = print_digest, run_json, is_stopping

    async def on_event(self, event: RunEvent, emit: Emit) -> None:
        """Enrol new channels before the run, and deliver after it."""
        match event:
            case RunRequested():
                names = list(outbox.channels(self.settings.notify, self.print_digest, {}))
                await asyncio.to_thread(outbox.enrol, self.desk, names)
            case RunFinished() if not self.is_stopping():
                await self._deliver(event, emit)

    async def _deliver(self, run: RunFinished, emit: Emit) -> None:
        head = await asyncio.to_thread(self._log_head)
        channels = outbox.channels(self.settings.notify, self.print_digest, dict(self.run_json(run)), head)
        for name, send in channels.items():
            delivery = await asyncio.to_thread(outbox.deliver, self.desk, name, send)
            if delivery.error:
                message = f"{name}: {delivery.error}; the next run tries again"
                emit(SubscriberFailed("notify", message, channel=name))
            elif delivery.alerts:
                emit(DigestDelivered(name, delivery.alerts))

    def _log_head(self) -> str:
        with self.desk.read() as session:
            return ledger.head_hash(session)


class MetricsFile(Subscriber):
    """Writes the metrics file when a run has ended, however it ended."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.desk, self.settings = desk, settings

    async def on_event(self, event: RunEvent, emit: Emit) -> None:
        """Write the file at the end of the run."""
        match event:
            case RunFinished():
                await self._write(event, emit)
            case RunFailed(finished=finished):
                await self._write(finished, emit)

    async def _write(self, finished: RunFinished | None, emit: Emit) -> None:
        await _report_failure("textfile", emit, lambda: health.write_metrics(self.desk, self.settings, finished))


class HealthCheck(Subscriber):
    """Pings the health check when a run begins, succeeds or fails."""

    def __init__(self, settings: Settings, is_stopping: Callable[[], bool]) -> None:
        """A job that ``is_stopping`` reports a failure: not everything that was due has been checked."""
        self.settings, self.is_stopping = settings, is_stopping
        self.has_ended = False
        """The end of the run has been reported: what fails after it is the output of the command, not the run."""

    async def on_event(self, event: RunEvent, emit: Emit) -> None:
        """Ping once at the beginning and once at the end of the run. A run that was cancelled sends no end."""
        match event:
            case RunRequested():
                await self._ping("start", "", emit)
            case RunFinished():
                self.has_ended = True
                checked = f"{event.checked:,} of {counted(event.planned, 'source')} checked"
                opened = f"{counted(event.alerts_opened, 'alert')} opened"
                stopped = ", stopped" if event.stopped else ""
                await self._ping("fail" if self.is_stopping() else "", f"{checked}, {opened}{stopped}", emit)
            case RunFailed(error=FactcheckError(message=message)) if not self.has_ended:
                await self._ping("fail", message, emit)
            case RunFailed(error=Exception()) if not self.has_ended:
                await self._ping("fail", "it crashed", emit)

    async def _ping(self, step: str, message: str, emit: Emit) -> None:
        await _report_failure("ping", emit, lambda: health.ping(self.settings, step, message))


async def _report_failure(name: str, emit: Emit, act: Callable[[], str | None]) -> None:
    """Do something in a thread that returns its error, and emit that error: it does not end the run."""
    try:
        error = await asyncio.to_thread(act)
    except DeskError as failure:
        error = failure.message
    if error:
        emit(SubscriberFailed(name, f"{name}: {error}"))
