"""Column types and base classes that the tables share, and the names of constraints."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

STRICT_TABLE = {"sqlite_strict": True}
LISTED_ROWS = sa.text("withdrawn_at IS NULL")
"""The rows that indexes of lists contain (https://www.sqlite.org/partialindex.html)."""


# STRICT tables of SQLite accept five type names only, so the ordinary types are mapped to those.
for _type, _name in {
    sa.String: "TEXT",
    sa.Enum: "TEXT",
    sa.DateTime: "TEXT",
    sa.Date: "TEXT",
    sa.JSON: "TEXT",
    sa.Boolean: "INTEGER",
    sa.BigInteger: "INTEGER",
    sa.SmallInteger: "INTEGER",
    sa.Float: "REAL",
    sa.LargeBinary: "BLOB",
}.items():
    compiles(_type, "sqlite")(lambda element, compiler, _name=_name, **kw: _name)


class EpochDateTime(sa.types.TypeDecorator[datetime]):
    """An aware datetime, stored as whole milliseconds since 1970: a quarter of the size of text."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        """Return the milliseconds of a datetime; one without a time zone raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return round(value.timestamp() * 1000)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:
        """Return the datetime, in UTC, of stored milliseconds."""
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC)


def closed_set(members: type[StrEnum], name: str) -> sa.Enum:
    """Return the column type of a closed set: stored by value, restricted to its members by a CHECK."""
    return sa.Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=24,
        values_callable=lambda kind: [member.value for member in kind],
    )


class Row(SQLModel):
    """The base of all tables with a numeric primary key."""

    id: int = Field(default=None, primary_key=True)


class Versioned(Row):
    """A row that people edit. Saving one that was read in an older version is refused."""

    version: int = Field(default=None, sa_column_kwargs={"nullable": False})

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
