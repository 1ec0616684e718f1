"""Exports a claim's captures for other archive tools: one WARC file, and a CDXJ index of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlmodel import col

from factcheck.atomic_files import make_folders, written_aside
from factcheck.errors import DeskError, InputError
from factcheck.models import Capture
from factcheck.services.captures.reader import (
    CaptureRow,
    Failure,
    Subject,
    SubjectKind,
    capture_rows,
    list_captures,
    stored_bytes,
)
from factcheck.services.desk import Desk
from factcheck.warc.cdxj import cdxj
from factcheck.warc.reader import WARCINFO_ID, CaptureReadError, StoredRecord, leading_warcinfo, records
from factcheck.warc.records import warcinfo


@dataclass(frozen=True, slots=True)
class Slice:
    """The exported files, and the captures that could not be exported."""

    warc: Path
    index: Path
    captures: int
    text_only: tuple[int, ...]
    """Captures that are older than capture files: they have no records to export."""
    failures: tuple[Failure, ...]


def export_claim(desk: Desk, folder: Path | None, claim_id: int, target: Path) -> Slice:
    """Write the captures of a claim's sources into a folder, with those that their revisits refer to.

    A capture that cannot be read as it was written is left out, and named. Raises NotFound for a claim that does not exist,
    InputError where the folder contains such a file already, DeskError where it cannot be written.
    """
    rows = {row.id: row for row in list_captures(desk, Subject(SubjectKind.CLAIM, claim_id))}
    wanted = {row.refers_to for row in rows.values() if row.refers_to is not None} - rows.keys()
    with desk.read() as session:
        rows |= {row.id: row for row in capture_rows(session, col(Capture.id).in_(wanted))} if wanted else {}
    ordered = [rows[number] for number in sorted(rows)]
    warc, index = target / f"claim-{claim_id}.warc.gz", target / f"claim-{claim_id}.cdxj"
    # The WARC file is the last to get its name: an index without it was left by a program that was killed.
    failures: list[Failure] = []
    try:
        if warc.exists():
            raise InputError(f"{warc} exists already; name another folder")
        make_folders(target)
        with written_aside(warc) as out:
            info, _ = warcinfo(warc.name, desk.clock(), {"software": "factcheck", "isPartOf": f"claim {claim_id}"})
            out.write(info)
            warcinfos = _WarcinfoRecords(folder, desk.clock())
            indexed = list(_copied(folder, ordered, out, len(info), warcinfos, failures))
            with written_aside(index) as lines:
                lines.write(cdxj(indexed, warc.name).encode())
    except OSError as error:
        raise DeskError(f"{target} cannot be written: {error.strerror}") from None
    text_only = tuple(row.id for row in ordered if row.file is None)
    return Slice(warc, index, len(ordered) - len(text_only) - len(failures), text_only, tuple(failures))


class _WarcinfoRecords:
    """The warcinfo records that copied records refer to. Each is given once, before the first record that refers to it."""

    def __init__(self, folder: Path | None, at: datetime) -> None:
        self.folder, self.at = folder, at
        self.known: dict[str, dict[str, bytes]] = {}
        self.given: set[str] = set()

    def before(self, stored: list[StoredRecord], file: str) -> bytes:
        """Return the warcinfo records to write before these. A lost one is replaced by a record with the same id."""
        if file not in self.known:
            self.known[file] = leading_warcinfo(self.folder, file) if self.folder else {}
        wanted = dict.fromkeys(record.fields[WARCINFO_ID] for record in stored if WARCINFO_ID in record.fields)
        new = [each for each in wanted if each not in self.given]
        self.given.update(new)
        return b"".join(self.known[file].get(each) or self._replacement(each, file) for each in new)

    def _replacement(self, record_id: str, file: str) -> bytes:
        fields = {"software": "factcheck", "description": f"replaces the warcinfo record of {file}, which is lost"}
        return warcinfo(file, self.at, fields, record_id)[0]


def _copied(
    folder: Path | None,
    rows: list[CaptureRow],
    out: BinaryIO,
    end: int,
    warcinfos: _WarcinfoRecords,
    failures: list[Failure],
) -> Iterator[tuple[StoredRecord, int]]:
    """Copy each capture's records unchanged; yield them without their bodies, with their new offsets."""
    for row in rows:
        if row.file is None:
            continue
        try:
            data = stored_bytes(folder, row)
            stored = list(records(data))
        except CaptureReadError as trouble:
            failures.append(Failure(row.id, row.source_id, row.url, trouble.fault, trouble.detail))
            continue
        info = warcinfos.before(stored, row.file)
        out.write(info + data)
        end += len(info)
        yield from ((record.without_body(), end) for record in stored)
        end += len(data)
