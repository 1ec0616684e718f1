"""Inserts of many rows in one statement, without the ORM: an import writes thousands per second.

Values are converted before the write lock is taken. Under the lock, prepared statements run over plain sequences. Each
inserts several rows: SQLite writes the search indexes that a trigger fills to the file after each statement, not after
each row.
"""

import itertools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from pydantic_core import PydanticUndefined
from sqlmodel import SQLModel

STATEMENT_MAX_PARAMETERS = 990
"""Parameters of one statement: every build of SQLite allows 999."""


class BulkInsert:
    """An INSERT into all columns of a table, for rows whose values are in the columns' order."""

    def __init__(self, table: type[SQLModel], dialect: sa.Dialect) -> None:
        columns = list(sa.inspect(table).local_table.columns)
        self.positions = {column.name: at for at, column in enumerate(columns)}
        """The position of each column's value in a row."""
        inserted = sa.insert(table).compile(dialect=dialect, column_keys=list(self.positions))
        self._head, values, row = str(inserted).partition(" VALUES ")
        self._head += values
        self._row = row
        self._counts = [
            1 << power for power in reversed(range((STATEMENT_MAX_PARAMETERS // len(columns)).bit_length()))
        ]
        self._binders = [_binder(column.type, dialect) for column in columns]

        # An empty column of JSON holds the JSON value null, as it does where the ORM wrote the row.
        self._empty: list[Any] = ["null" if isinstance(column.type, sa.JSON) else None for column in columns]
        given = {name: field.default for name, field in table.model_fields.items()}
        self._empty = self.bind(
            {name: value for name, value in given.items() if value not in (None, PydanticUndefined)}
        )

    def bind(self, values: Mapping[str, Any]) -> list[Any]:
        """Return a row; a column that is not given has the table's default or is NULL, to be filled in by its position."""
        row = [*self._empty]
        for name, value in values.items():
            at = self.positions[name]
            binder = self._binders[at]
            row[at] = value if binder is None or value is None else binder(value)
        return row

    def run(self, connection: sa.Connection, rows: Sequence[Sequence[Any]]) -> None:
        """Write rows, by statements for a power of two, so that few are prepared."""
        start = 0
        for count in self._counts:
            while start + count <= len(rows):
                values = tuple(itertools.chain.from_iterable(rows[start : start + count]))
                connection.exec_driver_sql(self._head + ", ".join([self._row] * count), values)
                start += count


def _binder(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> Callable[[Any], Any] | None:
    """Return the function that converts values of a type, or None where they are stored as they are."""
    binder = kind.dialect_impl(dialect).bind_processor(dialect)
    if binder is not None and kind.python_type in (date, datetime):
        return lru_cache(maxsize=64)(binder)  # the rows of a batch have the same time
    return binder


@cache
def bulk_insert(table: type[SQLModel], dialect: sa.Dialect) -> BulkInsert:
    """Return a table's INSERT, compiled once for each dialect."""
    return BulkInsert(table, dialect)


@cache
def _newest(tables: tuple[type[SQLModel], ...]) -> sa.Select[Any]:
    keys = [sa.inspect(table).local_table.columns["id"] for table in tables]
    return sa.select(*(sa.select(sa.func.coalesce(sa.func.max(key), 0)).scalar_subquery() for key in keys))


def newest_ids(connection: sa.Connection, *tables: type[SQLModel]) -> list[int]:
    """Return the greatest key of each table, or 0 where it is empty. Under the write lock, the next keys follow from it."""
    return list(connection.execute(_newest(tables)).one())


def among(column: Any) -> sa.ColumnElement[bool]:
    """Return the condition that a column has one of the values in the parameter ``values``; ``listed`` makes it.

    A list of any length is one parameter, so the statement is built and prepared once.
    """
    return sa.type_coerce(column, sa.String).in_(sa.select(_GIVEN.c.value))


_GIVEN = sa.func.json_each(sa.bindparam("values", type_=sa.String)).table_valued("value")


def listed(values: Iterable[str]) -> dict[str, str]:
    """Return the parameter for ``among``."""
    return {"values": json.dumps(list(values))}
