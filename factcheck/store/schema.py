"""The schema's version: migrated in process on first use, backed up before, refused when it is newer than we are."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from factcheck.errors import DeskError, InputError
from factcheck.file_modes import make_file
from factcheck.resources import folder
from factcheck.store.engine import keep_a_wal, named_errors
from factcheck.store.revisions import head as head
from factcheck.store.revisions import known


def revision(engine: sa.Engine) -> str | None:
    """Return the database's revision; None: it is new. Raises InputError for another program's database."""
    with named_errors(engine), engine.execution_options(sqlite_begin="DEFERRED").connect() as connection:
        tables = set(sa.inspect(connection).get_table_names())
        if "alembic_version" in tables:
            return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if tables:
        raise InputError(f"{engine.url.database} is the database of another program; name another file")
    return None


def upgrade(engine: sa.Engine) -> Path | None:
    """Bring the database to the newest revision, and return where the older one was copied to, if there was one.

    Raises InputError for a newer database or another program's, DeskError where it cannot be written.
    """
    stored = revision(engine)
    if stored is not None and stored not in known():
        raise InputError(
            f"{engine.url.database} was made by a newer factcheck (revision {stored}, known here: {head()}); upgrade this one"
        )
    keep_a_wal(engine)
    if stored == head():
        return None
    copy = _copy_aside(engine, stored) if stored else None
    with named_errors(engine):
        _run_alembic(engine)
    return copy


def _run_alembic(engine: sa.Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(stdout=io.StringIO(), attributes={"engine": engine})
    config.set_main_option("script_location", str(folder("migrations")).replace("%", "%%"))
    command.upgrade(config, "head")


def _copy_aside(engine: sa.Engine, stored: str) -> Path | None:
    if not engine.url.database or engine.url.get_backend_name() != "sqlite":
        return None
    path = Path(engine.url.database)
    names = (
        path.with_name(f"{path.name}.revision-{stored}{number}.backup")
        for number in ("", *(f"-{n}" for n in range(2, 1000)))
    )
    copy = next(name for name in names if not name.exists())
    try:
        make_file(copy)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except (OSError, sqlite3.Error) as error:
        raise DeskError(f"{path} was not upgraded: its backup {copy} cannot be written: {error}") from None
    return copy
