"""What a look's bytes go through on their way to the folder of captures, and where that folder is."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.models import Capture, Source, SourceCheck
from factcheck.services.desk import Desk
from factcheck.settings import CaptureSettings
from factcheck.store.engine import database_path
from factcheck.verifier.http.exchange_log import Exchange
from factcheck.verifier.scheduling.batch import Task
from factcheck.warc import folder as folders
from factcheck.warc.folder import RunFiles, Span
from factcheck.warc.records import Earlier

FILE_MAX_BYTES = 1_000_000_000
"""Size at which a capture file is closed and another is begun."""


def capture_folder(engine: sa.Engine, settings: CaptureSettings) -> Path | None:
    """Return the folder of captures; None: the database is in memory or on a server, and none is set."""
    if settings.folder is not None:
        return settings.folder.expanduser()
    path = database_path(engine)
    return path and Path(f"{path}.captures")


def capture_columns(span: Span | None) -> dict[str, Any]:
    """Return the columns of a capture that say where its records are."""
    return {
        "warc_file": span.file if span else None,
        "warc_offset": span.offset if span else None,
        "warc_length": span.length if span else None,
        "warc_digest": span.digest if span else None,
        "warc_payload_digest": span.payload_digest if span else None,
        "warc_date": span.at if span else None,
        "refers_to": span.earlier.capture_id if span and span.earlier else None,
    }


class Keeper:
    """Keeps what went over the wire in a run. Where there is no folder, nothing but the text is kept."""

    def __init__(self, desk: Desk, settings: CaptureSettings) -> None:
        self.desk, self.settings = desk, settings
        self.folder = capture_folder(desk.engine, settings)
        self.files: RunFiles | None = None
        self.mended: list[str] = []
        """What was found of files that a crash had left."""

    def prepare(self) -> None:
        """Make the folder ready. Raises DeskError where it cannot be written."""
        if self.folder is not None:
            self.mended = folders.prepare(self.folder, self._whole_to)

    def begin(self, run_id: int) -> None:
        """Begin a run."""
        if self.folder is not None:
            self.files = RunFiles(self.folder, run_id, self.desk.clock, FILE_MAX_BYTES)

    def preserve(self, task: Task, exchanges: list[Exchange]) -> Span | None:
        """Write what went over the wire, and return where it is. Raises DeskError where it cannot be written."""
        if self.files is None or not exchanges:
            return None
        earlier: dict[str, Earlier] = {}
        if task.keep and task.keep.newest is not None:
            with self.desk.read() as session:
                earlier = _earlier(session, task.key)
        return self.files.write(exchanges, earlier)

    def sync(self) -> None:
        """Return when all that was preserved is on the disk: only then may a row point to it."""
        if self.files is not None:
            self.files.sync()

    def close(self) -> None:
        """End the run's file."""
        if self.files is not None:
            self.files.close()

    def _whole_to(self, name: str) -> int:
        end = sa.func.max(col(Capture.warc_offset) + col(Capture.warc_length))
        with self.desk.read() as session:
            return session.execute(sa.select(end).where(col(Capture.warc_file) == name)).scalar() or 0


def _earlier(session: Session, source_id: int) -> dict[str, Earlier]:
    """Return the captures of a source that hold a payload of their own, by its digest."""
    asked = (
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
    return {digest: Earlier(number, url, at) for digest, number, url, at in session.execute(asked)}
