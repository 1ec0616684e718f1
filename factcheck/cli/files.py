"""Commands that bring claims in."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli import output, state
from factcheck.errors import InputError
from factcheck.services.importing import Fate, Format, import_claims, report

JSON = Annotated[bool, typer.Option("--json", help="Print JSON Lines, one a row.")]


def register(app: typer.Typer) -> None:
    """Put this module's commands into the application."""
    app.command("import")(import_)


def import_(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file; - is stdin.")],
    format_: Annotated[Format, typer.Option("--format", help="What it is.")] = Format.AUTO,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done.")] = False,
    as_json: JSON = False,
) -> None:
    """Bring claims in from a file."""
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None
    with state.desk(ctx) as desk:
        rows = []
        for row in import_claims(desk, file, content, format_=format_, dry_run=dry_run):
            rows.append(row)
            if as_json:
                output.print_json(asdict(row))
            elif row.fate in {Fate.BROKEN, Fate.MERGED}:
                print(output.plain(f"row {row.line}: {row.fate}: {row.why}"))
    counted = report(rows)
    tell = state.say if as_json else print
    tell(f"{len(rows)} rows: " + ", ".join(f"{counted.fates[fate]} {fate}" for fate in Fate))
    for note, count in counted.notes.most_common(12):
        tell(output.plain(f"{count:6} × {note}"))
    if dry_run:
        state.say("a dry run: nothing was written")
