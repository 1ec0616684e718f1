"""Commands that look after the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from factcheck.cli import context, output
from factcheck.cli.compact import compact
from factcheck.services.captures.writer import capture_folder
from factcheck.services.operations import database_admin
from factcheck.services.operations.doctor import examine
from factcheck.services.operations.integrity import Report
from factcheck.services.operations.integrity import examine as examine_database
from factcheck.store import engine as engines
from factcheck.store import schema

JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Put this module's commands into the application."""
    db = typer.Typer(help="Look after the database.", no_args_is_help=True, rich_markup_mode=None)
    db.command("upgrade")(upgrade)
    db.command("check")(check)
    db.command("backup")(backup)
    db.command("compact")(compact)
    db.command("stats")(stats)
    app.add_typer(db, name="db")
    app.command("doctor")(doctor)


def upgrade(ctx: typer.Context) -> None:
    """Bring the database to the newest revision, after a copy of it was written."""
    db = context.settings(ctx).db
    is_new = engines.is_missing(db)
    with engines.open_engine(db) as engine:
        copy = schema.upgrade(engine)
        if is_new:
            context.announce(str(engine.url.database))
        print(output.plain(f"{engine.url.database} is at revision {schema.revision(engine)}"))
    if copy:
        context.say(f"the older one was copied to {copy}")


def check(
    ctx: typer.Context,
    head: Annotated[
        str | None, typer.Option(metavar="HASH", help="A head of the log noted earlier: it must still be in the log.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Read everything again, whatever earlier checks found.")] = False,
    as_json: JSON = False,
) -> None:
    """Check the file, its schema, its search index, and every row against the log."""
    with context.desk(ctx) as desk, _bar("checking") as progress:
        report = examine_database(desk, head=head, full=full, progress=progress)
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
            print(output.plain(finding.text))
        print("the log's head is " if findings else "whole; the log's head is ", report.log_head, sep="")
        if report.head_line is not None:
            print(f"the head you gave is line {report.head_line:,} of {report.lines:,}")
    _explain(report)
    if findings:
        raise typer.Exit(1)


def _explain(report: Report) -> None:
    """Say on stderr how the check was done."""
    if report.checked_before:
        context.say(
            f"{report.checked_before:,} of {report.lines:,} lines were whole at an earlier check; --full replays all"
        )
    if report.unjudged:
        context.say(f"{report.unjudged:,} values cannot be judged: the lines about them are older than their columns")
    if report.mark_complaint:
        context.say(output.plain(report.mark_complaint))


@contextmanager
def _bar(name: str) -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal how far something is."""
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def backup(ctx: typer.Context, target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to.")]) -> None:
    """Copy the database, while others work on it, and check the copy."""
    with context.desk(ctx) as desk:
        copied = database_admin.backup(desk, target)
        folder = capture_folder(desk.engine, context.settings(ctx).captures)
    print(output.plain(f"{target}: {copied.bytes:,} bytes, checked; the log's head is {copied.log_head}"))
    if folder and folder.is_dir():
        context.say(output.plain(f"captures are files of their own, never changed once written: copy {folder}, too"))


def stats(ctx: typer.Context, as_json: JSON = False) -> None:
    """Tell how much is in the database."""
    with context.desk(ctx) as desk:
        numbers = database_admin.stats(desk)
    if as_json:
        output.print_json(numbers)
    else:
        for name, value in numbers.items():
            print(f"{name:20}{value}")


def doctor(ctx: typer.Context, as_json: JSON = False) -> None:
    """Tell of the database, the disk, the queue and the settings."""
    with context.desk(ctx) as desk:
        facts = list(examine(desk, context.settings(ctx), context.origins(ctx)))
    if as_json:
        output.print_json([{key: value for key, value in asdict(fact).items() if value is not None} for fact in facts])
    else:
        for fact in facts:
            mark = "!" if fact.concern else "~" if fact.warning else " "
            origin = f"  ({fact.origin})" if fact.origin else ""
            print(output.plain(f"{mark} {fact.name:32}{fact.value}{origin}"))
    if any(fact.concern for fact in facts):
        raise typer.Exit(1)
