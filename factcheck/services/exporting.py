"""A claim's captures as a slice any archive tool reads: one WARC file, and a CDXJ index of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlmodel import col

from factcheck.errors import DeskError, InputError
from factcheck.models import Capture
from factcheck.services.captures import (
    CaptureRow,
    Failure,
    Of,
    Subject,
    bytes_of,
    capture_rows,
    list_captures,
)
from factcheck.services.desk import Desk
from factcheck.warc.index import cdxj
from factcheck.warc.reading import StoredRecord, Trouble, records
from factcheck.warc.records import warcinfo


@dataclass(frozen=True, slots=True)
class Slice:
    """What was exported, and what could not be."""

    warc: Path
    index: Path
    captures: int
    text_only: tuple[int, ...]
    """Captures made before captures were kept in files: there are no records to export."""
    failures: tuple[Failure, ...]


def export_claim(desk: Desk, folder: Path | None, claim_id: int, target: Path) -> Slice:
    """Write the captures of a claim's sources into a folder, with those that their revisits refer to.

    What cannot be had as it was written is left out, and named. Raises NotFound for a claim that is not there, InputError
    where the folder holds such files already, DeskError where it cannot be written.
    """
    rows = {row.id: row for row in list_captures(desk, Subject(Of.CLAIM, claim_id))}
    wanted = {row.refers_to for row in rows.values() if row.refers_to is not None} - rows.keys()
    with desk.read() as session:
        rows |= {row.id: row for row in capture_rows(session, col(Capture.id).in_(wanted))} if wanted else {}
    ordered = [rows[number] for number in sorted(rows)]
    warc, index = target / f"claim-{claim_id}.warc.gz", target / f"claim-{claim_id}.cdxj"
    for path in (warc, index):
        if path.exists():
            raise InputError(f"{path} is there already; name another folder")
    failures: list[Failure] = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        with _put(warc) as out:
            info, _ = warcinfo(warc.name, desk.clock(), {"software": "factcheck", "isPartOf": f"claim {claim_id}"})
            out.write(info)
            indexed = list(_copied(folder, ordered, out, len(info), failures))
        with _put(index) as out:
            out.write(cdxj(indexed, warc.name).encode())
    except OSError as error:
        raise DeskError(f"{target} cannot be written: {error.strerror}") from None
    text_only = tuple(row.id for row in ordered if row.file is None)
    return Slice(warc, index, len(ordered) - len(text_only) - len(failures), text_only, tuple(failures))


def _copied(
    folder: Path | None, rows: list[CaptureRow], out: BinaryIO, end: int, failures: list[Failure]
) -> Iterator[tuple[StoredRecord, int]]:
    """Copy each capture's records as they are, and give their answers, bodies left out, with where they now begin."""
    for row in rows:
        if row.file is None:
            continue
        try:
            data = bytes_of(folder, row)
            stored = list(records(data))
        except Trouble as trouble:
            failures.append(Failure(row.id, row.source_id, row.url, trouble.fault, trouble.detail))
            continue
        out.write(data)
        yield from ((record.without_body(), end) for record in stored)
        end += len(data)


@contextmanager
def _put(path: Path) -> Iterator[BinaryIO]:
    """Give a file that is at its place when it is whole, and not before."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
