"""The database's own affairs: is it whole, how big is it, and a copy of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from factcheck.atomic_files import part_of, written_aside
from factcheck.errors import DeskError, InputError
from factcheck.models import Alert, Citation, Claim, Event, Note, Source, SourceCheck
from factcheck.services.desk import Desk
from factcheck.store import ledger, objects, schema


def complaints(desk: Desk) -> Iterator[str]:
    """Give what is wrong with the database, the log's chain included; nothing: it is whole."""
    with desk.read() as session:
        for (line,) in session.execute(sa.text("PRAGMA integrity_check")):
            if line != "ok":
                yield f"the file is damaged: {line}"
        for row in session.execute(sa.text("PRAGMA foreign_key_check")):
            yield f"{row[0]} {row[1]} points at a {row[2]} that is not there"
        broken = ledger.verify_chain(_events(session))
        if broken:
            yield broken.complaint
        counted = objects.recount(session.connection())
        kept = dict(session.execute(sa.text("SELECT name, value FROM counter")).all())
        for name, value in counted.items():
            if kept.get(name) != value:
                yield f"the badge {name} says {kept.get(name)} where {value} claims bear it"
    if problem := _index_complaint(desk):
        yield problem


def _events(session: Session) -> Iterator[Event]:
    asked = select(Event).order_by(col(Event.id)).execution_options(yield_per=500)
    yield from session.exec(asked)


def _index_complaint(desk: Desk) -> str | None:
    with desk.write() as session:
        try:
            session.execute(sa.text("INSERT INTO claim_fts(claim_fts, rank) VALUES('integrity-check', 1)"))
        except sa.exc.DatabaseError as error:
            if "malformed" in str(error.orig):
                return "the search index does not fit the claims"
            if "readonly" not in str(error.orig):
                raise
    return None


def chain_head(desk: Desk) -> str:
    """Return the hash of the log's newest line: kept elsewhere, it shows whether lines were cut off."""
    with desk.read() as session:
        return ledger.head_hash(session)


def stats(desk: Desk) -> dict[str, int | str]:
    """Return the numbers of rows, the size in bytes, the revision and the head of the log."""
    with desk.read() as session:
        counts: dict[str, int | str] = {
            table.__tablename__: int(session.execute(select(sa.func.count()).select_from(table)).scalar_one())
            for table in (Claim, Source, Citation, SourceCheck, Alert, Note, Event)
        }
        counts["log_head"] = ledger.head_hash(session)
    counts["revision"] = schema.revision(desk.engine) or "none"
    counts["bytes"] = sum(path.stat().st_size for path in _files(desk))
    return counts


def _files(desk: Desk) -> list[Path]:
    name = desk.engine.url.database
    return [path for suffix in ("", "-wal") if name and (path := Path(name + suffix)).is_file()]


def backup(desk: Desk, target: Path) -> int:
    """Copy the database while others work on it, check the copy, and put it in its place; return its bytes.

    Raises InputError where something is there already, DeskError where the copy cannot be written or does not check.
    """
    if target.exists():
        raise InputError(f"{target} is there already; name another file")
    try:
        with written_aside(target):
            checked = _copy_into(desk, part_of(target))
            if checked != "ok":
                raise DeskError(f"the copy does not check ({checked}); nothing was put at {target}")
    except (OSError, sqlite3.Error) as error:
        raise DeskError(f"the backup {target} cannot be written: {error}") from None
    return target.stat().st_size


def _copy_into(desk: Desk, part: Path) -> str:
    """Copy the database into a file, and return what SQLite says of the copy: "ok" where it is whole."""
    for suffix in ("-journal", "-wal", "-shm"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)  # a killed program's: SQLite would replay them
    with desk.engine.connect() as connection, closing(sqlite3.connect(part)) as copy:
        raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        raw.rollback()
        raw.backup(copy)
        checked = str(copy.execute("PRAGMA quick_check").fetchone()[0])
        copy.execute("PRAGMA journal_mode=DELETE")
        return checked
