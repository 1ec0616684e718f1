"""The work of ``verify``: it loads neither the parser of the command line nor the database library by itself."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factcheck.cli.configuration import read_settings
from factcheck.cli.job_options import JobOptions, duration
from factcheck.cli.json_output import print_json
from factcheck.cli.run_log import RunLog
from factcheck.cli.run_results import ResultPrinter
from factcheck.cli.stop_request import StopRequest, run_job
from factcheck.clock import now
from factcheck.errors import InputError
from factcheck.services.monitoring import head_start
from factcheck.services.monitoring.run_lock import verify_lock
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.text.sanitize import sanitize_text
from factcheck.settings import Settings

if TYPE_CHECKING:
    from factcheck.cli.job import Job

SWITCHES = {
    "--due": "due",
    "--all": "every",
    "--share": "share",
    "--exit-code": "exit_code",
    "--dry-run": "dry_run",
    "--quiet": "quiet",
    "--log-json": "log_json",
    "--json": "as_json",
}
TIMES = {"--max-runtime": "max_runtime", "--jitter": "jitter"}
LIMIT = "--limit"
LIMIT_MAX_DIGITS = 18
"""Longer numbers are left to the parser: a database may be unable to store them."""


@dataclass(frozen=True, slots=True)
class VerifyCall:
    """A call of ``verify``, with its options."""

    claims: tuple[int, ...] = ()
    due: bool = False
    every: bool = False
    limit: int | None = None
    max_runtime: str | None = None
    jitter: str | None = None
    share: bool = False
    exit_code: bool = False
    dry_run: bool = False
    quiet: bool = False
    log_json: bool = False
    as_json: bool = False


def read_plainly(words: Sequence[str]) -> VerifyCall | None:
    """Return the call that the words behind ``verify`` make; None: the parser must read them, and may refuse them.

    Loading the parser takes as long as everything else before the first request, and a scheduled job is called plainly.
    """
    options: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        option, equals, value = word.partition("=")
        if word in SWITCHES:
            options[SWITCHES[word]] = True
            continue
        value = value if equals else next(rest, "")
        if option in TIMES and value and not value.startswith("-"):
            options[TIMES[option]] = value
        elif option == LIMIT and _is_plain_limit(value):
            options["limit"] = int(value)
        else:
            return None
    return VerifyCall(**options)


def _is_plain_limit(value: str) -> bool:
    return len(value) <= LIMIT_MAX_DIGITS and value.isascii() and value.isdecimal() and int(value) > 0


def run(flags: Mapping[str, str | None], call: VerifyCall) -> int:
    """Check sources as the call says, and return the exit status. ``flags`` are the global ones.

    Raises InputError for options that exclude each other, and the errors of a run.
    """
    if sum((bool(call.claims), call.due, call.every)) > 1:
        raise InputError("give claims, --due or --all, one of them")
    if call.share and (call.claims or call.every):
        raise InputError("--share works with --due only: runs that share divide the due sources")
    which = Which.CLAIMS if call.claims else Which.ALL if call.every else Which.DUE
    jitter = 0.0 if call.jitter is None else duration(call.jitter, "--jitter")
    options = JobOptions(
        selection=Selection(which, call.claims),
        limit=call.limit,
        max_runtime=None if call.max_runtime is None else duration(call.max_runtime, "--max-runtime"),
        delay=random.uniform(0, jitter),  # noqa: S311  not a secret
        share=call.share,
    )
    settings = read_settings(flags).settings
    log = RunLog(call.log_json, call.quiet, now, results_as_json=call.as_json)
    results = ResultPrinter(call.as_json, call.quiet)
    with log.failures("run.failed"):
        if call.dry_run:
            _print_planned(settings, options, call.as_json)
            return 0
        status = _Request(settings, options, log, results, progress=not (call.log_json or call.quiet)).run()
    return status or int(call.exit_code and results.alerts_opened > 0)


@dataclass(frozen=True, slots=True)
class _Request:
    """A job that is to run."""

    settings: Settings
    options: JobOptions
    log: RunLog
    results: ResultPrinter
    progress: bool
    """Whether progress is shown."""

    def run(self) -> int:
        """Run the job, and return its exit status. If the desk is ready, the first requests leave before it is opened."""
        database = None if self.options.share else head_start.ready_database(self.settings)
        with ExitStack() as stack:
            if database is None:
                job = self._open_job(stack, locked=False)
                return run_job(partial(self._run_job, job), self.log.on_signal)
            stack.enter_context(verify_lock(database))
            return run_job(partial(self._run_at_once, database, stack), self.log.on_signal)

    async def _run_job(self, job: "Job", stop: StopRequest) -> int:
        return await job.run(stop) if await self._waits(stop) else 0

    async def _run_at_once(self, database: Path, stack: ExitStack, stop: StopRequest) -> int:
        """Run the job with a head start: the desk is opened in a thread while the first answers are awaited."""
        options = self.options
        if not await self._waits(stop):
            return 0
        begun = await head_start.begin(
            database,
            self.settings,
            options.selection,
            clock=now,
            limit=options.limit,
            max_runtime=options.max_runtime,
            stop=stop.requested,
        )
        try:
            job = await asyncio.to_thread(self._open_job, stack, locked=True)
            return await job.run(stop, begun)
        finally:
            if begun is not None:
                await begun.aclose()

    async def _waits(self, stop: StopRequest) -> bool:
        """Wait as long as the options say; return whether the job is to run."""
        if self.options.delay:
            self.log.info("run.waiting", seconds=round(self.options.delay, 1))
            await stop.wait(self.options.delay)
        return not (self.options.delay and stop.requested.is_set())

    def _open_job(self, stack: ExitStack, *, locked: bool) -> "Job":
        """Open the desk until the stack is closed. ``locked`` means that the run lock is taken."""
        from factcheck.cli.job import opened  # it loads the database library

        return stack.enter_context(
            opened(self.settings, self.options, self.log, self.results, progress=self.progress, locked=locked)
        )


def _print_planned(settings: Settings, options: JobOptions, as_json: bool) -> None:
    from factcheck.cli.context import announce  # these load the database library and the parser
    from factcheck.services.desk import open_desk
    from factcheck.services.monitoring.check_run import planned_sources

    with open_desk(settings, made=announce) as desk:
        for planned in planned_sources(desk, settings.verify, options.selection, options.limit):
            source = {"source_id": planned.task.key, "url": planned.task.url, "quotes": len(planned.citation_ids)}
            if as_json:
                print_json(source)
            else:
                print(sanitize_text(planned.task.url))
