"""How a scheduled run lives with the system around it: how long, how loud, whom it tells, and what a signal means."""

import asyncio
import json
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import typer

from factcheck import limits
from factcheck.cli import output, signals
from factcheck.errors import DeskError, FactcheckError, InputError
from factcheck.services.desk import Desk
from factcheck.services.monitoring.archive_lookups import beside
from factcheck.services.monitoring.check_run import RunNews, verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.monitoring.run_state import RunEnded
from factcheck.services.notifications import health, outbox
from factcheck.services.operations import database_admin, environment_checks
from factcheck.services.operations.compaction import compact
from factcheck.services.text.sanitize import plain
from factcheck.settings import Settings

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
LONGEST = 366 * 86_400
GRACE_SECONDS = 30.0
"""The longest time that a run which is to end waits for a database that is locked."""


def duration(text: str, option: str) -> float:
    """Return the seconds of a duration such as 90, 90s, 10m, 2h or 1h30m. Raises InputError naming the option."""
    parts = re.findall(r"([0-9]+(?:\.[0-9]+)?)([smhd]?)", text.strip())
    if not parts or "".join(map("".join, parts)) != text.strip() or (len(parts) > 1 and not all(u for _, u in parts)):
        raise InputError(f"{option} {text!r} is no duration; give one such as 90s, 10m, 2h or 1h30m")
    seconds = sum(float(number) * UNITS[unit] for number, unit in parts)
    if seconds > LONGEST:
        raise InputError(f"{option} {text!r} is longer than a year; give one such as 90s, 10m, 2h or 1h30m")
    return seconds


class Ending:
    """Whether the run was asked to end: the first signal lets what is in flight finish, the second ends at once."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.at_once = False
        """A second signal has come."""
        self.status = 0

    @asynccontextmanager
    async def listening(self, heard: Callable[[str], None]) -> AsyncIterator[None]:
        """Listen to SIGTERM, SIGHUP and Ctrl-C while the block runs."""
        task = asyncio.current_task()
        assert task

        def on(number: signal.Signals) -> None:
            if self.status:
                self.at_once = True
                task.cancel()
                return
            self.status = signals.status_of(number)
            self.asked.set()
            heard(number.name)

        with signals.handled(on):
            yield

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until the run is asked to end."""
        try:
            await asyncio.wait_for(self.asked.wait(), seconds)
        except TimeoutError:
            return


class Patience:
    """Decides whether a run goes on waiting for a database that another program keeps locked: what it found would be lost else.

    It waits for as long as the run may take. When the run was asked to end or its time is over, what is in flight is waited
    for a little longer.
    """

    def __init__(self, ending: Ending, say: Callable[[], None], clock: Callable[[], float] = time.monotonic) -> None:
        self.ending, self.say, self.clock = ending, say, clock
        self.said = False
        self.until: float | None = None

    def __call__(self) -> bool:
        if not self.said:
            self.said = True
            self.say()
        if not self.ending.asked.is_set():
            return True
        self.until = self.until or self.clock() + GRACE_SECONDS
        return not self.ending.at_once and self.clock() < self.until


def run_to_the_end(job: Callable[[Ending], Awaitable[int]], heard: Callable[[str], None]) -> int:
    """Run a job and return its exit status; a signal ends it with the signal's, everything kept."""
    ending: Ending | None = None

    async def whole() -> int:
        nonlocal ending
        ending = Ending()
        async with ending.listening(heard):
            status = await job(ending)
        return ending.status or status

    try:
        return asyncio.run(whole())
    except (asyncio.CancelledError, KeyboardInterrupt):
        return (ending.status if ending else 0) or signals.status_of(signal.SIGINT)


class Log:
    """Talk on stderr: sentences for people, or JSON Lines (``--log-json``) for machines that read logs."""

    def __init__(self, as_json: bool, quiet: bool, clock: Callable[[], datetime]) -> None:
        self.as_json, self.quiet, self.clock = as_json, quiet, clock

    def info(self, event: str, sentence: str = "", **facts: Any) -> None:
        """Tell what happened; people hear of it where there is a sentence for them."""
        self._line("info", event, sentence if not self.quiet else "", facts)

    def warn(self, event: str, sentence: str, **facts: Any) -> None:
        """Tell what is wrong and stops nothing."""
        self._line("warning", event, sentence, facts)

    def error(self, event: str, sentence: str, **facts: Any) -> None:
        """Tell why it could not be done."""
        self._line("error", event, sentence, facts)

    def heard(self, signal_name: str) -> None:
        """Tell that a signal has come; scripts are told nothing."""
        sentence = f"{signal_name}: finishing what is in flight; once more to stop at once"
        self.info("run.stopping", sentence if sys.stderr.isatty() else "", signal=signal_name)

    @contextmanager
    def failures(self, event: str) -> Iterator[None]:
        """Tell of a failure as the rest is told, where that is not left to the command line."""
        try:
            yield
        except FactcheckError as error:
            if not self.as_json:
                raise
            self.error(event, error.message, status=error.exit_status)
            raise typer.Exit(error.exit_status) from None

    def _line(self, level: str, event: str, sentence: str, facts: dict[str, Any]) -> None:
        if self.as_json:
            line = {"time": output.instant(self.clock()), "level": level, "event": event}
            said = {"message": sentence} if sentence else {}
            print(json.dumps(line | said | facts, ensure_ascii=True, default=str), file=sys.stderr, flush=True)
        elif sentence:
            print(plain(sentence), file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to do."""

    selection: Selection
    limit: int | None
    max_runtime: float | None
    wait: float
    """Seconds before it begins."""
    share: bool


@dataclass(frozen=True, slots=True)
class Job:
    """A run, and all who are told of it. Whom it cannot reach is named, and stops nothing."""

    desk: Desk
    settings: Settings
    order: Order
    log: Log
    tell: Callable[[RunNews], None]
    digest: Callable[[str], None]

    async def run(self, ending: Ending) -> int:
        """Wait, look, tell; return the exit status. A database that is busy is waited for."""

        def busy() -> None:
            name = self.desk.engine.url.database
            sentence = f"{name} is busy: another program is writing; the run waits, and keeps what it has found"
            self.log.warn("desk.busy", sentence)

        patient = self.desk.patient(Patience(ending, busy))
        return await replace(self, desk=patient)._run(ending)

    async def _run(self, ending: Ending) -> int:
        if self.order.wait:
            self.log.info("run.waiting", seconds=round(self.order.wait, 1))
            await ending.pause(self.order.wait)
            if ending.asked.is_set():
                return 0
        if note := limits.fetches_note(self.settings.verify.concurrency):
            self.log.warn("limits", note)
        for concern in await asyncio.to_thread(environment_checks.before_a_run, self.desk):
            self.log.warn("surroundings", concern)
        names = list(outbox.ways(self.settings.notify, self.digest, {}))
        await asyncio.to_thread(outbox.enrol, self.desk, names)
        await self._ping("start")
        ended: RunEnded | None = None
        try:
            ended = await self._look(ending)
            if not ending.asked.is_set():
                await self._deliver(ended)
                await asyncio.to_thread(self._compact, ending)
        except Exception as error:
            await self._ping("fail", error.message if isinstance(error, FactcheckError) else "it crashed")
            raise
        finally:
            await self._told("textfile", health.write_figures, self.desk, self.settings, ended)
        said = f"{ended.checked} of {ended.planned} sources looked at, {ended.alerts_opened} alerts opened"
        await self._ping("fail" if ending.asked.is_set() else "", said + (", stopped" if ended.stopped else ""))
        self.tell(ended)
        return 0

    async def _look(self, ending: Ending) -> RunEnded:
        order = self.order
        news = verify(
            self.desk,
            self.settings,
            order.selection,
            limit=order.limit,
            max_runtime=order.max_runtime,
            share=order.share,
            stop=ending.asked,
        )
        ended: RunEnded | None = None
        async with aclosing(beside(self.desk, self.settings, news, max_runtime=order.max_runtime)) as all_news:
            async for each in all_news:
                if isinstance(each, RunEnded):
                    ended = each
                else:
                    self.tell(each)
        assert ended, "a run ends with its end"
        return ended

    async def _deliver(self, ended: RunEnded) -> None:
        head = await asyncio.to_thread(database_admin.chain_head, self.desk)
        for name, send in outbox.ways(self.settings.notify, self.digest, run_json(ended), head).items():
            done = await asyncio.to_thread(outbox.deliver, self.desk, name, send)
            if done.error:
                self.log.warn("notify.failed", f"{name}: {done.error}; the next run tries again", channel=name)
            elif done.alerts:
                self.log.info("notify.delivered", channel=name, alerts=done.alerts)

    def _compact(self, ending: Ending) -> None:
        """Roll up unchanged checks, up to a bound; a failure is told, and leaves them for the next run."""
        if self.order.selection.which is not Which.DUE or not self.settings.job.compact:
            return
        checks = 0
        try:
            for done in compact(self.desk, most=self.settings.job.compact):
                checks = done.checks
                if ending.asked.is_set():
                    break
        except DeskError as error:
            self.log.warn("compact.failed", f"checks were not rolled up: {error.message}; the next run tries again")
        if checks:
            self.log.info("compact.ended", checks=checks)

    async def _ping(self, step: str, words: str = "") -> None:
        await self._told("ping", health.ping, self.settings, step, words)

    async def _told(self, what: str, how: Callable[..., str | None], *facts: Any) -> None:
        try:
            wrong = await asyncio.to_thread(how, *facts)
        except DeskError as error:  # it is not what the run ended with
            wrong = error.message
        if wrong:
            self.log.warn(f"{what}.failed", f"{what}: {wrong}")


def run_json(news: RunEnded) -> dict[str, Any]:
    """Return a run as the contract has it."""
    return {
        "run_id": news.run_id,
        "started_at": output.instant(news.started_at),
        "ended_at": output.instant(news.ended_at),
        "planned": news.planned,
        "checked": news.checked,
        "links": news.links,
        "alerts_opened": news.alerts_opened,
        "alerts_resolved": news.alerts_resolved,
        "deferred": news.deferred,
        "stopped": news.stopped,
        "network_down": False,
    }
