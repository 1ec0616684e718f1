"""Administration of the database: statistics and backup."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import select

from factcheck.errors import DeskError, InputError
from factcheck.models import Alert, Citation, Claim, Event, Note, Source, SourceCheck
from factcheck.services.desk import Desk
from factcheck.store import ledger, schema
from factcheck.store.check_rollups import rolled_up
from factcheck.store.database_copies import write_copy_of
from factcheck.store.engine import database_bytes


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
    counts["bytes"] = database_bytes(desk.engine)
    return counts


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
        is_there = target.exists()
    except OSError as error:
        raise DeskError(f"{target} cannot be written: {error.strerror}") from None
    if is_there:
        raise InputError(f"{target} already exists; name another file")
    write_copy_of(desk.engine, target)
    try:
        with closing(sqlite3.connect(f"{target.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            newest = copy.execute("SELECT hash FROM event ORDER BY id DESC LIMIT 1").fetchone()
    except sqlite3.Error as error:
        raise DeskError(f"the backup {target} cannot be read: {error}") from None
    return BackupCopy(target.stat().st_size, newest[0] if newest else ledger.GENESIS_HASH)
