"""The interface between the queries and a database connection, and the stored forms of values.

Two classes implement it: :class:`factcheck.store.fast_reader.Reader`, which needs no SQLAlchemy, and
:class:`factcheck.store.sessions.DeskSession`, which reads inside a session's transaction.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Protocol


class NamedRow(Protocol):
    """A row of a result whose values are read by column name."""

    def __getitem__(self, column: str, /) -> Any: ...


class RowSource(Protocol):
    """A connection that runs SELECT statements; parameters are named, as in ``:claim``."""

    def select(self, sql: str, values: Mapping[str, Any] = ..., /) -> Sequence[NamedRow]:
        """Return all rows of a statement."""

    def stream(self, sql: str, values: Mapping[str, Any] = ..., /) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement while it runs: for statements that are ended early, or find very many rows."""


def number_list(numbers: Iterable[int]) -> str:
    """Return the value of a parameter that SQL reads with ``json_each``."""
    return json.dumps(list(numbers))


def utc(text: str) -> datetime:
    """Return a stored moment. Moments are stored in UTC, without a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stored_utc(moment: datetime) -> str:
    """Return a moment as it is stored."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def stored_ms(moment: datetime) -> int:
    """Return a moment as the columns store it that count milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def utc_of_ms(milliseconds: int) -> datetime:
    """Return a moment that is stored in milliseconds since 1970."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def optional_utc(text: str | None) -> datetime | None:
    """Return a stored moment, or None where the column is empty."""
    return None if text is None else utc(text)


def optional_day(text: str | None) -> date | None:
    """Return a stored day, or None where the column is empty."""
    return None if text is None else date.fromisoformat(text)


def optional_json(text: str | None) -> Any:
    """Return a stored JSON value, or None where the column is empty."""
    return None if text is None else json.loads(text)
