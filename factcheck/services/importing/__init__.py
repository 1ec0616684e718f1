"""Import of claims from CSV, JSON and AVeriTeC files, with a result for every row.

A broken row is reported and does not stop the import. Every value that is not stored is reported, with its row and column.
Importing the same file again adds nothing: the external id of a row is its own id, or a digest of its content. Rows of one
file with the same claim are merged into one claim, with all their evidence. One ``undo`` reverts the whole import.
"""

import math
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from factcheck.errors import InputError
from factcheck.services.desk import Desk
from factcheck.services.importing import averitec, encoding, objects
from factcheck.services.importing.columns import Columns, count_known
from factcheck.services.importing.drafts import Value, read_values
from factcheck.services.importing.reporting import ImportReport, report
from factcheck.services.importing.rows import Draft, Format, ImportedRow, RowResult
from factcheck.services.importing.storing import never_stop, store_rows
from factcheck.services.importing.table import Record, read_table
from factcheck.services.text.phrases import counted
from factcheck.store.database_copies import write_copy_of
from factcheck.store.engine import open_engine

__all__ = ["Format", "ImportReport", "ImportedRow", "Reading", "RowResult", "import_claims", "read_file", "report"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: its rows, format, encoding and delimiter."""

    format: Format
    encoding: str
    delimiter: str | None
    drafts: Iterator[Draft]
    last_line: int = 0
    """The highest number that a row can have: its line, or its position in a list."""


def read_file(path: str, content: bytes, format_: Format = Format.AUTO) -> Reading:
    """Return the rows of a file, not stored yet. Raises InputError for a file in no known format."""
    decoded = encoding.decode(path, content)
    text = decoded.text
    kind = _detect_format(path, text) if format_ is Format.AUTO else format_
    delimiter, rows = None, None
    if kind is Format.CSV:
        delimiter, drafts = _from_table(path, text)
    elif kind is Format.AVERITEC:
        rows = objects.parse(path, text)
        drafts = averitec.from_averitec(path, rows)
    else:
        kind, rows, drafts = _from_json(path, text, format_)
    last = len(rows) if isinstance(rows, list) else text.rstrip().count("\n") + 1
    drafts = _with_stray_notes(drafts, decoded.stray_lines) if decoded.stray_lines else drafts
    return Reading(kind, decoded.encoding, delimiter, drafts, last)


def import_claims(
    desk: Desk,
    path: str,
    content: bytes,
    *,
    format_: Format = Format.AUTO,
    dry_run: bool = False,
    update: bool = False,
    reading: Reading | None = None,
    stopped: Callable[[], bool] = never_stop,
) -> Iterator[ImportedRow]:
    """Import the rows of a file, and yield the result of each; a dry run imports them into a temporary copy of the desk.

    ``update`` changes a claim whose record changed since it was imported. ``reading`` is the file, if the caller has read
    it already. Once ``stopped`` returns true, no further transaction begins: stored rows remain, and importing the same
    file again continues after them. Raises InputError for a file in no known format.
    """
    read = reading or read_file(path, content, format_)
    name = "stdin" if path == "-" else Path(path).name
    with _use_copy(desk) if dry_run else _use_desk(desk) as target:
        yield from store_rows(target, read.format, read.drafts, name=name, takes_updates=update, stopped=stopped)


@contextmanager
def _use_desk(desk: Desk) -> Iterator[Desk]:
    yield desk


@contextmanager
def _use_copy(desk: Desk) -> Iterator[Desk]:
    with tempfile.TemporaryDirectory(prefix="factcheck-") as folder:
        copy = Path(folder) / "desk.db"
        write_copy_of(desk.engine, copy)
        with open_engine(str(copy)) as engine:
            yield replace(desk, engine=engine)


def _detect_format(path: str, text: str) -> Format:
    start = text.lstrip()[:1]
    if start in {"[", "{"}:
        return Format.JSONL
    if start == "<":
        raise InputError(f"{path} is HTML or XML; give a CSV file or JSON")
    if Path(path).suffix.lower() == ".json":
        raise InputError(f"{path} is neither a JSON list of claims nor JSON Lines")
    return Format.CSV


def _from_json(path: str, text: str, asked: Format) -> tuple[Format, Any, Iterator[Draft]]:
    """Return the format, the parsed list if the file is one, and the rows."""
    if text.lstrip()[:1] != "[" or (asked is Format.JSONL and "\n" in text.strip() and not text.strip().endswith("]")):
        return Format.JSONL, None, objects.from_lines(text)
    try:
        rows = objects.parse(path, text)
    except InputError:
        if asked is Format.JSONL:
            return Format.JSONL, None, objects.from_lines(text)
        raise
    if asked is Format.AUTO and averitec.is_averitec(rows):
        return Format.AVERITEC, rows, averitec.from_averitec(path, rows)
    if asked is Format.AUTO and rows and not any(isinstance(row, dict) for row in rows):
        raise InputError(f"{path} is not a list of claims: none of its elements is a JSON object")
    return Format.JSONL, rows, objects.from_list(rows)


def _from_table(path: str, text: str) -> tuple[str | None, Iterator[Draft]]:
    table = read_table(path, text, count_known)
    columns = Columns.of(table.header)
    if "text" not in columns.read:
        header = ", ".join(table.header[:12]).strip()
        raise InputError(f"{path} has no column text or claim; its header is {header or 'empty'}")
    return table.delimiter, (_draft_of(record, columns) for record in table.rows)


def _draft_of(record: Record, columns: Columns) -> Draft:
    """Return the draft of a table row, with a note on each cell that is surplus, missing or not read."""
    draft = Draft(record.line, broken=record.broken)
    if record.note:
        draft.notes.append(record.note)
    if record.broken:
        return draft
    cells, width = record.cells, len(columns.names)
    given = {name: Value(columns.names[at], cells[at]) for name, at in columns.read.items() if at < len(cells)}
    read_values(draft, {name: each for name, each in given.items() if each.value.strip()})
    for at, cell in enumerate(cells):
        if cell.strip() and at >= width:
            draft.leave_out(str(at + 1), cell, f"the row has {counted(len(cells), 'cell')}, the header {width}")
        elif cell.strip() and at in columns.unread:
            draft.leave_out(columns.names[at], cell, columns.unread[at])
    if len(cells) < width:
        draft.notes.append(
            f"the row has {len(cells)} of {width} cells: none for {', '.join(columns.names[len(cells) :])}"
        )
    return draft


def _with_stray_notes(drafts: Iterator[Draft], lines: Sequence[int]) -> Iterator[Draft]:
    """Yield rows, each with a note on its lines that have bytes outside the file's encoding."""
    waiting = list(lines)
    following = list(drafts)
    ends = [*(each.line for each in following[1:]), math.inf]
    for draft, after in zip(following, ends, strict=False):  # a file without rows has no end of a row
        while waiting and waiting[0] < after:
            draft.notes.append(f"line {waiting.pop(0)}: bytes that are not UTF-8 were read as windows-1252")
        yield draft
