"""The command ``verify``: checks sources, records the results, and opens alerts."""

import random
from collections.abc import Iterable
from typing import Annotated

import typer

from factcheck.cli import context, output
from factcheck.cli.job import Job, JobOptions, duration, run_job
from factcheck.cli.progress import ProgressBar
from factcheck.cli.run_log import RunLog
from factcheck.cli.run_results import ResultPrinter
from factcheck.clock import now
from factcheck.errors import InputError
from factcheck.services.monitoring import leases
from factcheck.services.monitoring.check_run import planned_sources
from factcheck.services.monitoring.events import Emit, RunEvent, RunStarted, SourceChecked, Subscriber
from factcheck.services.monitoring.run_lock import verify_lock
from factcheck.services.monitoring.run_plan import PlannedSource, Selection, Which

JSON = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]


def register(app: typer.Typer) -> None:
    """Register this module's commands."""
    app.command("verify")(verify)


def verify(
    ctx: typer.Context,
    claims: Annotated[
        list[int] | None, typer.Argument(metavar="CLAIM", help="Check only the sources of these claims.")
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Check the sources that are due (the default).")] = False,
    every: Annotated[bool, typer.Option("--all", help="Check every source that a claim cites.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Maximum number of sources to check.")] = None,
    max_runtime: Annotated[
        str | None, typer.Option(metavar="TIME", help="Begin no check after this time: 90, 50m, 2h.")
    ] = None,
    jitter: Annotated[
        str | None, typer.Option(metavar="TIME", help="Wait a random time first, at most this long: 90, 5m.")
    ] = None,
    share: Annotated[
        bool, typer.Option("--share", help="Divide the due sources with other runs that have this option.")
    ] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when new alerts were opened.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the sources that would be checked.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print only the digest and problems.")] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="Log JSON Lines on stderr.")] = False,
    as_json: JSON = False,
) -> None:
    """Check the sources that are due, and open alerts."""
    if sum((bool(claims), due, every)) > 1:
        raise InputError("give claims, --due or --all, one of them")
    if share and (claims or every):
        raise InputError("--share works with --due only: runs that share divide the due sources")
    which = Which.CLAIMS if claims else Which.ALL if every else Which.DUE
    options = JobOptions(
        selection=Selection(which, tuple(claims or ())),
        limit=limit,
        max_runtime=duration(max_runtime, "--max-runtime") if max_runtime is not None else None,
        delay=random.uniform(0, duration(jitter, "--jitter")) if jitter is not None else 0,  # noqa: S311  not a secret
        share=share,
    )
    settings = context.settings(ctx)
    log = RunLog(log_json, quiet, now, results_as_json=as_json)
    results = ResultPrinter(as_json, quiet)
    progress = _Progress(shown=not (log_json or quiet))
    with log.failures("run.failed"), context.desk(ctx) as desk:
        if dry_run:
            _print_planned(planned_sources(desk, settings.verify, options.selection, limit), as_json)
            return
        with verify_lock(desk.engine, share=share, alone=lambda: leases.clear(desk)), progress.bar:
            job = Job(desk, settings, options, log, results, progress)
            status = run_job(job.run, log.on_signal)
    raise typer.Exit(status or int(exit_code and results.alerts_opened > 0))


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


def _print_planned(sources: Iterable[PlannedSource], as_json: bool) -> None:
    for planned in sources:
        source = {"source_id": planned.task.key, "url": planned.task.url, "quotes": len(planned.citation_ids)}
        if as_json:
            output.print_json(source)
        else:
            print(output.sanitize_text(planned.task.url))
