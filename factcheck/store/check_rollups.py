"""Checks in both of their stored forms: rows of their own, and roll-ups of many checks in one row.

``source_check`` and ``citation_check`` have the newest checks of each source and those that something refers to;
``check_rollup`` has the others. The functions here read both.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from factcheck.errors import DeskError
from factcheck.store.check_codec import Times, unpack
from factcheck.store.row_ids import is_row_id

OUTCOME_COLUMNS = ("link", "reason", "http_status", "final_url", "redirects", "content_type", "error", "reused")
"""Columns that are equal in all checks of a roll-up."""
QUOTE_COLUMNS = ("citation_id", "quote", "reason", "score", "start", "end", "text")
"""Columns of ``citation_check``, beside ``diff``, that are equal too."""


@dataclass(frozen=True, slots=True)
class StoredQuote:
    """A check's findings about one citation's quote."""

    id: int
    citation_id: int
    quote: str
    reason: str
    score: float | None
    start: int | None
    end: int | None
    text: str | None
    diff: list[dict[str, Any]] | None


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """One check of a source, from either form."""

    id: int
    source_id: int
    run_id: int | None
    at: datetime
    link: str
    reason: str
    http_status: int | None
    final_url: str | None
    """None where it is the source's own address."""
    redirects: list[dict[str, Any]] | None
    content_type: str | None
    bytes: int | None
    payload_digest: str | None
    text_digest: str | None
    elapsed_ms: int
    error: str | None
    reused: bool
    """Whether the finding of an earlier evaluation of the same page was reused."""
    quotes: tuple[StoredQuote, ...]


def checks_of(session: Session, source_id: int) -> list[StoredCheck]:
    """Return every check of a source, in the order they were recorded."""
    connection = session.connection()
    found = {each.id: each for each in _rolled_up(connection, source_id)}
    found |= {each.id: each for each in _rows(connection, source_id)}
    return [found[number] for number in sorted(found)]


def find_check(session: Session, source_id: int, check_id: int) -> StoredCheck | None:
    """Return one check of a source, or None where the source has no such check."""
    if not is_row_id(check_id):
        return None
    connection = session.connection()
    checks = (*_rows(connection, source_id, check_id), *_rolled_up(connection, source_id, check_id))
    return next((each for each in checks if each.id == check_id), None)


def rolled_up(session: Session) -> int:
    """Return the number of checks that are stored in roll-ups."""
    return int(session.connection().exec_driver_sql("SELECT coalesce(sum(checks), 0) FROM check_rollup").scalar_one())


def restore_with_payload(session: Session, source_id: int, payload_digest: str | None) -> int | None:
    """Return the newest check of a source that received these bytes, as a row that others can refer to, or None.

    A roll-up that contains it is restored to rows. The caller commits.
    """
    if payload_digest is None:
        return None
    connection = session.connection()
    asked = "SELECT max(id) FROM source_check WHERE source_id = ? AND payload_digest = ?"
    newest: int | None = connection.exec_driver_sql(asked, (source_id, payload_digest)).scalar()
    if newest is not None:
        return newest
    rollups = "SELECT * FROM check_rollup WHERE source_id = ? ORDER BY last_check_id DESC"
    for rollup in connection.exec_driver_sql(rollups, (source_id,)).mappings().all():
        seen = [each.id for each in times_of(rollup) if each.payload_digest == payload_digest]
        if seen:
            _restore(connection, rollup)
            return max(seen)
    return None


def times_of(rollup: Any) -> list[Times]:
    """Return the values of each check of a roll-up. Raises DeskError for a damaged one."""
    try:
        return unpack(rollup["packed"])
    except ValueError as error:
        raise DeskError(f"the roll-up {rollup['id']} of source {rollup['source_id']} cannot be read: {error}") from None


def quotes_json(quotes: Iterable[Any]) -> str:
    """Return the JSON of ``citation_check`` rows for a roll-up. A missing ``diff`` is NULL, an empty one is null."""
    return json.dumps(
        [
            {name: row[name] for name in QUOTE_COLUMNS}
            | ({} if row["diff"] is None else {"diff": json.loads(row["diff"])})
            for row in quotes
        ],
        separators=(",", ":"),
    )


def _rows(connection: sa.Connection, source_id: int, check_id: int | None = None) -> Iterator[StoredCheck]:
    one, values = ("", (source_id,)) if check_id is None else (" AND source_check.id = ?", (source_id, check_id))
    asked = (
        f"SELECT citation_check.* FROM citation_check JOIN source_check ON source_check.id = source_check_id "  # noqa: S608  a constant
        f"WHERE source_id = ?{one} ORDER BY citation_check.id"
    )
    quotes: dict[int, list[StoredQuote]] = {}
    for row in connection.exec_driver_sql(asked, values).mappings():
        quote = StoredQuote(id=row["id"], diff=_parsed(row["diff"]), **{name: row[name] for name in QUOTE_COLUMNS})
        quotes.setdefault(row["source_check_id"], []).append(quote)
    asked = f"SELECT * FROM source_check WHERE source_id = ?{one} ORDER BY id"  # noqa: S608  a constant
    for row in connection.exec_driver_sql(asked, values).mappings():
        times = Times(
            row["id"], row["at"], row["elapsed_ms"], row["run_id"], row["bytes"], row["payload_digest"],
            row["text_digest"], (),
        )  # fmt: skip
        yield _check(row, times, tuple(quotes.get(row["id"], ())))


def _rolled_up(connection: sa.Connection, source_id: int, check_id: int | None = None) -> Iterator[StoredCheck]:
    asked = "SELECT * FROM check_rollup WHERE source_id = ?"
    values: tuple[int, ...] = (source_id,)
    if check_id is not None:
        asked, values = f"{asked} AND ? BETWEEN first_check_id AND last_check_id", (source_id, check_id)
    for row in connection.exec_driver_sql(asked, values).mappings():
        stored = json.loads(row["quotes"])
        for times in times_of(row):
            quotes = (
                StoredQuote(id=number, diff=each.get("diff"), **{name: each[name] for name in QUOTE_COLUMNS})
                for number, each in zip(times.quote_ids, stored, strict=True)
            )
            yield _check(row, times, tuple(quotes))


def _check(row: Any, times: Times, quotes: tuple[StoredQuote, ...]) -> StoredCheck:
    return StoredCheck(
        id=times.id,
        source_id=row["source_id"],
        run_id=times.run_id,
        at=datetime.fromtimestamp(times.at / 1000, UTC),
        link=row["link"],
        reason=row["reason"],
        http_status=row["http_status"],
        final_url=row["final_url"],
        redirects=_parsed(row["redirects"]),
        content_type=row["content_type"],
        bytes=times.bytes,
        payload_digest=times.payload_digest,
        text_digest=times.text_digest,
        elapsed_ms=times.elapsed_ms,
        error=row["error"],
        reused=bool(row["reused"]),
        quotes=quotes,
    )


def _parsed(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _restore(connection: sa.Connection, rollup: Any) -> None:
    own = ("id", "run_id", "at", "bytes", "payload_digest", "text_digest", "elapsed_ms")
    outcome = tuple(rollup[name] for name in OUTCOME_COLUMNS)
    checks = times_of(rollup)
    rows = [(rollup["source_id"], *outcome, *(getattr(each, name) for name in own)) for each in checks]
    _insert(connection, "source_check", ("source_id", *OUTCOME_COLUMNS, *own), rows)
    stored = json.loads(rollup["quotes"])
    _insert(
        connection,
        "citation_check",
        ("id", "source_check_id", *QUOTE_COLUMNS, "diff"),
        [
            (
                number,
                each.id,
                *(quote[name] for name in QUOTE_COLUMNS),
                json.dumps(quote["diff"]) if "diff" in quote else None,
            )
            for each in checks
            for number, quote in zip(each.quote_ids, stored, strict=True)
        ],
    )
    connection.exec_driver_sql("DELETE FROM check_rollup WHERE id = ?", (rollup["id"],))


def _insert(connection: sa.Connection, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    if rows:
        places = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608  constants
