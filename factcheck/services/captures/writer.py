"""Writes the HTTP exchanges of checks into the folder of captures, and says where that folder is."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.models import Capture, Source, SourceCheck
from factcheck.services.captures.folder import folder_of
from factcheck.services.desk import Desk
from factcheck.settings import CaptureSettings
from factcheck.store.engine import database_path
from factcheck.verifier.http.exchange_log import Exchange
from factcheck.verifier.scheduling.batch import SourceTask
from factcheck.warc import folder as folders
from factcheck.warc.folder import RunFiles, WarcLocation
from factcheck.warc.records import Earlier

FILE_MAX_BYTES = 1_000_000_000
"""Size at which a capture file is closed and another is begun."""


def capture_folder(engine: sa.Engine, settings: CaptureSettings) -> Path | None:
    """Return the folder of captures; None: the database is in memory or on a server, and no folder is set."""
    return folder_of(database_path(engine), settings)


def capture_columns(span: WarcLocation | None) -> dict[str, Any]:
    """Return the columns of a capture that locate its records."""
    return {
        "warc_file": span.file if span else None,
        "warc_offset": span.offset if span else None,
        "warc_length": span.length if span else None,
        "warc_digest": span.digest if span else None,
        "warc_payload_digest": span.payload_digest if span else None,
        "warc_date": span.at if span else None,
        "refers_to": span.earlier.capture_id if span and span.earlier else None,
    }


class CaptureWriter:
    """Writes the HTTP exchanges of a run. Without a folder, only the text of pages is stored, in the database."""

    def __init__(self, desk: Desk, settings: CaptureSettings) -> None:
        self.desk, self.settings = desk, settings
        self.folder = capture_folder(desk.engine, settings)
        self.files: RunFiles | None = None
        self.recovered: list[str] = []
        """One sentence for each file that a crash had left."""

    def prepare(self) -> None:
        """Prepare the folder, and recover files that a crash had left. Raises DeskError where it cannot be written."""
        if self.folder is not None:
            self.recovered = folders.prepare(self.folder, self._recorded_length)

    def begin(self, run_id: int) -> None:
        """Begin the files of a run."""
        if self.folder is not None:
            self.files = RunFiles(self.folder, run_id, self.desk.clock, FILE_MAX_BYTES)

    def preserve(self, task: SourceTask, exchanges: list[Exchange]) -> WarcLocation | None:
        """Write the exchanges of a check, and return their location. Raises DeskError where they cannot be written."""
        if self.files is None or not exchanges:
            return None
        earlier: dict[str, Earlier] = {}
        if task.retention and task.retention.newest is not None:
            with self.desk.read() as session:
                earlier = _earlier_payloads(session, task.key)
        return self.files.write(exchanges, earlier)

    def sync(self) -> None:
        """Return once everything written is on the disk: only then may a row refer to it."""
        if self.files is not None:
            self.files.sync()

    def close(self) -> None:
        """End the run's file."""
        if self.files is not None:
            self.files.close()

    def _recorded_length(self, name: str) -> int:
        """Return the length of the part of a file that rows refer to."""
        end = sa.func.max(col(Capture.warc_offset) + col(Capture.warc_length))
        with self.desk.read() as session:
            return session.execute(sa.select(end).where(col(Capture.warc_file) == name)).scalar() or 0


def _earlier_payloads(session: Session, source_id: int) -> dict[str, Earlier]:
    """Return the captures of a source that contain a payload of their own, by its digest."""
    query = (
        sa.select(
            col(Capture.warc_payload_digest),
            col(Capture.id),
            sa.func.coalesce(col(SourceCheck.final_url), col(Source.url)),
            col(Capture.warc_date),
        )
        .join(SourceCheck, col(SourceCheck.id) == col(Capture.source_check_id))
        .join(Source, col(Source.id) == col(Capture.source_id))
        .where(
            col(Capture.source_id) == source_id,
            col(Capture.warc_payload_digest).is_not(None),
            col(Capture.refers_to).is_(None),
        )
        .order_by(col(Capture.id))
    )
    return {digest: Earlier(capture_id, url, at) for digest, capture_id, url, at in session.execute(query)}
