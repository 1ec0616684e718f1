"""Administration of the database: integrity problems, statistics and backup."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import select

from factcheck.errors import DeskError, InputError
from factcheck.models import Alert, Citation, Claim, Event, Note, Source, SourceCheck
from factcheck.services.desk import Desk
from factcheck.services.operations.integrity import check_integrity
from factcheck.store import ledger, schema
from factcheck.store.check_rollups import rolled_up
from factcheck.store.database_copies import write_copy
from factcheck.store.engine import BUSY_SECONDS
from factcheck.store.sqlite_errors import complaint


def integrity_problems(desk: Desk) -> Iterator[str]:
    """Yield the integrity problems of the database, one sentence each, after a full check."""
    for finding in check_integrity(desk, full=True, save_checkpoint=False).findings():
        yield finding.text


def chain_head(desk: Desk) -> str:
    """Return the hash of the newest event. Stored elsewhere, it later shows whether events were cut off."""
    with desk.read() as session:
        return ledger.head_hash(session)


def stats(desk: Desk) -> dict[str, int | str]:
    """Return the number of rows of each table, the size in bytes, the revision and the head of the log."""
    with desk.read() as session:
        counts: dict[str, int | str] = {
            table.__tablename__: int(session.execute(select(sa.func.count()).select_from(table)).scalar_one())
            for table in (Claim, Source, Citation, SourceCheck, Alert, Note, Event)
        }
        counts["rolled_up_checks"] = rolled_up(session)
        counts["log_head"] = ledger.head_hash(session)
    counts["revision"] = schema.revision(desk.engine) or "none"
    counts["bytes"] = sum(path.stat().st_size for path in _files(desk))
    return counts


def _files(desk: Desk) -> list[Path]:
    name = desk.engine.url.database
    return [path for suffix in ("", "-wal") if name and (path := Path(name + suffix)).is_file()]


@dataclass(frozen=True, slots=True)
class BackupCopy:
    """A copy of the database."""

    bytes: int
    log_head: str
    """The hash of the newest event in the copy. Stored elsewhere, it later shows whether the log still has that event."""


def backup(desk: Desk, target: Path) -> BackupCopy:
    """Copy the database while others work on it, check the copy, and move it to its target.

    Raises InputError if the target exists, and DeskError if the copy cannot be written or fails its check.
    """
    try:
        if target.exists():
            raise InputError(f"{target} already exists; name another file")
        with desk.engine.connect() as connection:
            raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
            raw.rollback()
            write_copy(raw, target)
        with closing(sqlite3.connect(f"{target.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            newest = copy.execute("SELECT hash FROM event ORDER BY id DESC LIMIT 1").fetchone()
    except (OSError, sqlite3.Error) as error:
        why = complaint(error, str(target), BUSY_SECONDS) or error
        raise DeskError(f"the backup {target} cannot be written: {why}") from None
    return BackupCopy(target.stat().st_size, newest[0] if newest else ledger.GENESIS_HASH)
