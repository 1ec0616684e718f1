"""Alembic's environment: one explicit transaction, foreign keys off while tables are rebuilt, triggers put back.

The program passes its engine in ``config.attributes``; a developer names a file: ``alembic -x db=dev.db …``.
"""

from typing import Any

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from factcheck import models
from factcheck.store import triggers
from factcheck.store.engine import open_engine


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Leave out the tables that the search index makes for itself."""
    return not (kind == "table" and name is not None and name.startswith(("claim_fts", "claim_match", "sqlite_")))


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Write library-private types by their plain names: the history must not depend on them."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(item, models.EpochDateTime):
        return "sa.BigInteger()"
    if kind == "type" and type(item).__name__ == "UTCDateTime":
        return "sa.DateTime()"
    return False


def same_type(context_: Any, inspected: Any, metadata: Any, inspected_type: Any, metadata_type: Any) -> bool | None:
    """Compare by the name STRICT tables spell a type with; the fingerprint test compares the rest."""
    dialect = context_.connection.dialect
    return bool(inspected_type.compile(dialect) != metadata_type.compile(dialect))


def migrate(engine: sa.Engine) -> None:
    """Run what is missing."""
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=True,
            include_name=include_name,
            render_item=render_item,
            compare_type=same_type,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            triggers.remove(connection)
            context.run_migrations()
            triggers.install(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"rows without their parents after the migration: {broken[:5]}")
        raw.execute("PRAGMA foreign_keys=ON")


given = context.config.attributes.get("engine")
if given is None:
    with open_engine(context.get_x_argument(as_dictionary=True)["db"]) as opened:
        migrate(opened)
else:
    migrate(given)
