"""The revision of the schema: migrated in process on first use after a backup, refused when it is newer than known."""

import io
import re
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from factcheck.errors import DeskError, InputError
from factcheck.resources import folder
from factcheck.store.database_copies import copy_of_revision
from factcheck.store.engine import database_path, named_errors, use_write_ahead_log
from factcheck.store.migration_revisions import head as head
from factcheck.store.migration_revisions import known
from factcheck.store.missing_stems import add_missing_stems
from factcheck.store.upgrade_lock import upgrade_lock

_OTHER_SCHEMA = re.compile(r"already exists|no such (?:table|column|index|trigger)|duplicate column name")
"""SQLite's messages where a migration does not match the schema."""


def revision(engine: sa.Engine) -> str | None:
    """Return the database's revision, or None where it is new. Raises InputError for another program's database."""
    with named_errors(engine), engine.execution_options(sqlite_begin="DEFERRED").connect() as connection:
        tables = set(sa.inspect(connection).get_table_names())
        if "alembic_version" in tables:
            return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if tables:
        raise InputError(f"{engine.url.database} is the database of another program; name another file")
    return None


def upgrade(engine: sa.Engine) -> Path | None:
    """Upgrade the database to the newest revision, and return the path of the older one's copy, if there was one.

    Of several processes one upgrades, and the others wait until it is done. Raises InputError for a newer database or
    another program's, DeskError where it cannot be written, AlreadyRunning where another process takes too long.
    """
    stored = revision(engine)
    if stored is not None and stored not in known():
        raise InputError(
            f"{engine.url.database} was made by a newer factcheck (revision {stored}, known here: {head()}); upgrade this one"
        )
    use_write_ahead_log(engine)
    if stored == head():
        return None
    path = database_path(engine)
    if path is None:
        with named_errors(engine):
            _run_alembic(engine)
        return None
    with upgrade_lock(path):
        stored = revision(engine)
        if stored == head():
            return None  # another process did it meanwhile
        copy = copy_of_revision(path, stored) if stored else None
        with named_errors(engine):
            _run_alembic(engine)
            add_missing_stems(engine)
        return copy


def _run_alembic(engine: sa.Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(stdout=io.StringIO(), attributes={"engine": engine})
    config.set_main_option("script_location", str(folder("migrations")).replace("%", "%%"))
    try:
        command.upgrade(config, "head")
    except OperationalError as error:
        if not _OTHER_SCHEMA.search(str(error.orig)):
            raise
        raise DeskError(
            f"{engine.url.database} cannot be brought to revision {head()}: its schema is not that of its own revision"
            f" ({error.orig}); nothing was changed; restore a backup"
        ) from error
