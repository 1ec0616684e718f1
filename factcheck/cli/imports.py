"""The command that imports claims."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from factcheck.cli import context, output
from factcheck.cli.added_vectors import make_added_vectors
from factcheck.cli.interrupts import Stop
from factcheck.cli.progress import CountBar
from factcheck.errors import DeskError, InputError
from factcheck.services.desk import Desk
from factcheck.services.importing import Format, ImportedRow, Reading, RowResult, import_claims, read_file, report
from factcheck.services.importing.reporting import ranges
from factcheck.services.importing.rows import Difference
from factcheck.services.matching import matches_of_claims
from factcheck.services.text.match_text import match_line
from factcheck.services.text.phrases import counted

JSON = Annotated[bool, typer.Option("--json", help="Print JSON Lines, one for each row.")]
MATCHED_MAX_ROWS = 200
"""Added claims that are compared with the tracked ones: two seconds at 10,000 claims."""
NOTES_MAX = 40
"""Kinds of notes that are printed; --json has all of them."""


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    app.command("import")(import_)


def import_(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="File to import; - is stdin.")],
    format_: Annotated[Format, typer.Option("--format", help="Format of the file.")] = Format.AUTO,
    update: Annotated[
        bool, typer.Option("--update", help="Update claims whose record changed since it was imported.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be imported, and store nothing.")
    ] = False,
    no_match: Annotated[
        bool, typer.Option("--no-match", help="Do not look for tracked claims that may say the same.")
    ] = False,
    as_json: JSON = False,
) -> None:
    """Import claims from a file."""
    try:
        content = context.stdin().read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None
    reading = read_file(file, content, format_)
    rows: list[ImportedRow] = []
    how: dict[str, Any] = {"update": update, "dry_run": dry_run, "reading": reading}
    with context.desk(ctx) as desk, Stop().listening() as stop, CountBar("import", reading.last_line) as bar:
        try:
            for row in import_claims(desk, file, content, stopped=stop, **how):
                rows.append(row)
                _print_row(row, reading, as_json=as_json)
                bar.reach(row.line)
        except DeskError as error:
            if not dry_run and (stored := _stored(rows)):
                error.message += (
                    f"; stored before it: {counted(stored, 'row')}. Run the same command again for the others"
                )
            raise
        if not (no_match or dry_run or stop.status):
            _narrate_matches(desk, rows)
        if not (dry_run or stop.status):
            make_added_vectors(desk, _added(rows))
    _print_sum(rows, reading, as_json=as_json)
    stored = _stored(rows)
    if dry_run:
        context.narrate("dry run: nothing was stored")
    elif stored:
        context.narrate("factcheck undo reverts this import")
    if stop.status and not dry_run:
        context.narrate("stopped: the rows counted here are stored. Run the same command again for the others")
    raise typer.Exit(stop.status or _status(rows))


def _narrate_matches(desk: Desk, rows: Sequence[ImportedRow]) -> None:
    """Name the tracked claims that may say the same as an added row."""
    lines = {row.claim_id: row.line for row in rows if row.result is RowResult.ADDED and row.claim_id is not None}
    compared = sorted(lines)[:MATCHED_MAX_ROWS]
    for number, matches in matches_of_claims(desk, compared):
        for each in matches:
            context.narrate(output.sanitize_text(f"row {lines[number]}, claim {number}: {match_line(each)}"))
    if len(lines) > len(compared):
        context.narrate(
            f"the first {len(compared):,} of {len(lines):,} added claims were compared with tracked claims;"
            " factcheck match compares others"
        )


def _added(rows: Sequence[ImportedRow]) -> list[int]:
    return [row.claim_id for row in rows if row.result is RowResult.ADDED and row.claim_id is not None]


def _stored(rows: Sequence[ImportedRow]) -> int:
    return sum(row.result in {RowResult.ADDED, RowResult.MERGED, RowResult.UPDATED} for row in rows)


def _print_row(row: ImportedRow, reading: Reading, *, as_json: bool) -> None:
    if as_json:
        output.print_json(_imported_row_json(row) | {"format": reading.format, "encoding": reading.encoding})
    elif row.result in {RowResult.BROKEN, RowResult.MERGED, RowResult.UPDATED} or row.differs:
        print(output.sanitize_text(f"row {row.line}: {row.result}: {row.why}"))


def _imported_row_json(row: ImportedRow) -> dict[str, Any]:
    """Return a row with the keys of its JSON."""
    return {
        "line": row.line,
        "fate": row.result,
        "claim_id": row.claim_id,
        "why": row.why,
        "notes": row.notes,
        "left_out": [asdict(each) for each in row.left_out],
        "differs": [_import_difference_json(each) for each in row.differs],
    }


def _import_difference_json(difference: Difference) -> dict[str, Any]:
    """Return a difference with the keys of its JSON."""
    return {
        "column": difference.column,
        "held": difference.stored,
        "given": difference.imported,
        "kept": difference.keep_reason,
    }


def _print_sum(rows: Sequence[ImportedRow], reading: Reading, *, as_json: bool) -> None:
    """Print how the file was read, the rows by result, and each kind of note with its rows."""
    write = context.narrate if as_json else print
    totals = report(rows)
    shown = [each for each in RowResult if each is not RowResult.UPDATED or totals.results[each]]
    write(f"{counted(len(rows), 'row')}: " + ", ".join(f"{totals.results[each]} {each}" for each in shown))
    for note, count in totals.notes.most_common(NOTES_MAX):
        write(output.sanitize_text(f"{count:6} × {note} (rows {ranges(totals.rows[note])})"))
    if len(totals.notes) > NOTES_MAX:
        write(f"{len(totals.notes) - NOTES_MAX} more kinds of notes: --json prints all")
    named = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    cells = f", cells between {named.get(reading.delimiter, repr(reading.delimiter))}" if reading.delimiter else ""
    context.narrate(output.sanitize_text(f"read as {reading.format} in {reading.encoding}{cells}"))


def _status(rows: Sequence[ImportedRow]) -> int:
    """Return 0 if all rows were imported, 1 if one is broken, 2 if all are."""
    broken = sum(row.result is RowResult.BROKEN for row in rows)
    return 0 if not broken else 2 if broken == len(rows) else 1
