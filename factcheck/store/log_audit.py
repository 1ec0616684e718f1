"""Comparison of the log with the rows, a block of claims at a time, each in a read of its own.

A change and its event are one transaction, so one read sees both or neither, whatever others write at the same time. No
more than a block is in memory. The module loads neither SQLAlchemy nor the models: it runs in processes of its own.
"""

import hashlib
import json
import marshal
import sqlite3
from typing import Any, NamedTuple

from factcheck.store.log_replay import Finding, Kind, Line, Replay, Shape

BLOCK_CLAIMS = 256
"""The number of claims that are read and digested together."""
NO_CLAIM = -1
"""The block of the events that concern no claim."""
BROKEN_MAX_LINES = 1000
LINE_COLUMNS = "id, at, actor, action, subject, claim_id, data, previous_hash, hash"


class Block(NamedTuple):
    """The result of a block."""

    number: int
    digest: str
    """The digest of every event and row of it."""
    lines: int
    unjudged: int
    findings: tuple[Finding, ...]


def audit_block(connection: sqlite3.Connection, shape: Shape, number: int, known: str | None) -> Block:
    """Replay the events of a block and compare the rows, unless the digest of an earlier good result is the same."""
    connection.execute("BEGIN")
    try:
        lines, rows, tags = _read(connection, shape, number)
        linked = _lines_of_linked_claims(connection, number, lines)
    finally:
        connection.rollback()
    content = marshal.dumps((lines, rows, tags, *linked), 2)  # of an older format: equal bytes for equal values
    digest = hashlib.blake2b(content, digest_size=16).hexdigest()
    if digest == known:
        return Block(number, digest, len(lines), 0, ())
    first = number * BLOCK_CLAIMS
    count = len(lines)
    replay = Replay(shape, None if number == NO_CLAIM else range(first, first + BLOCK_CLAIMS))
    if _merged_with(lines):  # rows went from one claim to another, so all events are played in the order of the log
        lines = sorted([*lines, *linked])
    for line in lines:
        replay.play(Line._make(line))
    return Block(number, digest, count, replay.unjudged, tuple(replay.compare(rows, tags)))


Tuples = list[tuple[Any, ...]]


def _read(connection: sqlite3.Connection, shape: Shape, number: int) -> tuple[Tuples, dict[str, Tuples], Tuples]:
    def read(query: str, *given: int) -> Tuples:
        return connection.execute(query, given).fetchall()

    if number == NO_CLAIM:
        return read(f"SELECT {LINE_COLUMNS} FROM event WHERE claim_id IS NULL ORDER BY id"), {}, []  # noqa: S608
    place = (number * BLOCK_CLAIMS, number * BLOCK_CLAIMS + BLOCK_CLAIMS - 1)
    lines = read(f"SELECT {LINE_COLUMNS} FROM event WHERE claim_id BETWEEN ? AND ? ORDER BY claim_id, id", *place)  # noqa: S608
    rows = {}
    for table, columns in shape.items():
        names = ", ".join(f"t.{name}" for name in ("id", *(column.name for column in columns)))
        if table == "claim":
            query = f"SELECT {names} FROM claim t WHERE t.id BETWEEN ? AND ? ORDER BY t.id"  # noqa: S608
        elif table == "citation":
            query = (
                f"SELECT {names}, s.url FROM citation t LEFT JOIN source s ON s.id = t.source_id"  # noqa: S608
                " WHERE t.claim_id BETWEEN ? AND ? ORDER BY t.claim_id, t.id"
            )
        else:
            query = f"SELECT {names} FROM {table} t WHERE t.claim_id BETWEEN ? AND ? ORDER BY t.claim_id, t.id"  # noqa: S608
        rows[table] = read(query, *place)
    tags = read(
        "SELECT c.claim_id, t.name FROM claim_tag c LEFT JOIN tag t ON t.id = c.tag_id"
        " WHERE c.claim_id BETWEEN ? AND ? ORDER BY c.claim_id, c.tag_id",
        *place,
    )
    return lines, rows, tags


def _lines_of_linked_claims(connection: sqlite3.Connection, number: int, lines: Tuples) -> Tuples:
    """Return the events of claims of other blocks that were ever merged with claims of a block, in turn with others.

    Their citations, notes and alerts may be at a claim of the block, or have been.
    """
    if number == NO_CLAIM:
        return []
    known, found = set(range(number * BLOCK_CLAIMS, number * BLOCK_CLAIMS + BLOCK_CLAIMS)), list[tuple[Any, ...]]()
    asked = _merged_with(lines) - known
    while asked:
        known |= asked
        more = [
            line
            for claim_id in sorted(asked)
            for line in connection.execute(
                f"SELECT {LINE_COLUMNS} FROM event WHERE claim_id = ? ORDER BY id",  # noqa: S608  constants
                (claim_id,),
            )
        ]
        found += more
        asked = _merged_with(more) - known
    return found


def _merged_with(lines: Tuples) -> set[int]:
    """Return the claims that events name as merged. The undo of a merge has its own key, and follows such an event."""
    named: set[int] = set()
    for line in lines:
        if line[3] != "claim.merged":
            continue
        try:
            pair = json.loads(line[6])["merged"]
        except (ValueError, KeyError, TypeError):
            continue  # the event was tampered with, and its hash says so
        named |= {number for number in pair if isinstance(number, int)} if isinstance(pair, list) else set()
    return named


def blocks(connection: sqlite3.Connection) -> list[int]:
    """Return the blocks that contain claims or events, and ``NO_CLAIM``."""
    found = {NO_CLAIM}
    for query in ("SELECT DISTINCT id / ? FROM claim", "SELECT DISTINCT claim_id / ? FROM event WHERE claim_id >= 0"):
        found |= {number for (number,) in connection.execute(query, (BLOCK_CLAIMS,))}
    return sorted(found)


def broken_links(connection: sqlite3.Connection, after: int, previous: str, last: int) -> list[tuple[int, int]]:
    """Return the events that do not follow the event before them, each with the number of that event.

    ``previous`` is the hash of event ``after``; events are read up to ``last``.
    """
    links = connection.execute(
        "SELECT id, previous_hash, hash FROM event WHERE id > ? AND id <= ? ORDER BY id", (after, last)
    )
    broken: list[tuple[int, int]] = []
    before = after
    for number, names, own in links:
        if names != previous and len(broken) < BROKEN_MAX_LINES:
            broken.append((number, before))
        before, previous = number, own
    return broken


def file_findings(connection: sqlite3.Connection, thorough: bool) -> list[Finding]:
    """Return SQLite's findings about the file and its keys. A check that is not thorough does not compare indexes with tables."""
    check = "PRAGMA integrity_check" if thorough else "PRAGMA quick_check"
    found = [
        Finding(Kind.FILE, f"the file is damaged: {line}") for (line,) in connection.execute(check) if line != "ok"
    ]
    for table, row, parent, _key in connection.execute("PRAGMA foreign_key_check"):
        found.append(Finding(Kind.KEY, f"{table} {row} points at a {parent} that is not there"))
    return found


def search_findings(connection: sqlite3.Connection) -> list[Finding]:
    """Return the indexes that do not match the claims.

    FTS5 checks an index by a write, which would prevent others from saving at the same time. So a temporary table is given
    copies of the index's own tables, in one read, and is checked in its place (https://www.sqlite.org/fts5.html, section 6.4).
    """
    findings = []
    for index, column in SEARCH_INDEXES.items():
        if not _fits_claims(connection, index, column):
            findings.append(Finding(Kind.SEARCH, f"the {SEARCH_NAMES[index]} does not fit the claims"))
    return findings


SEARCH_INDEXES = {"claim_fts": "search_text", "claim_match": "match_text"}
"""The indexes over columns of ``claim``."""
SEARCH_NAMES = {"claim_fts": "search index", "claim_match": "index of similar claims"}


def _fits_claims(connection: sqlite3.Connection, index: str, column: str) -> bool:
    """Return whether an index matches its column."""
    (made,) = connection.execute("SELECT sql FROM main.sqlite_master WHERE name = ?", (index,)).fetchone()
    options = made.partition("USING")[2].replace("content='claim'", "content='search_words'")
    connection.execute("BEGIN")
    try:
        connection.execute(f"CREATE TEMP VIEW search_words AS SELECT id, {column} FROM main.claim")  # noqa: S608  constants
        connection.execute(f"CREATE VIRTUAL TABLE temp.search_copy USING {options}")
        for part in ("data", "idx", "docsize", "config"):
            connection.execute(f"DELETE FROM temp.search_copy_{part}")  # noqa: S608  constants
            connection.execute(f"INSERT INTO temp.search_copy_{part} SELECT * FROM main.{index}_{part}")  # noqa: S608
        # What FTS5 remembers of the empty index is forgotten when something is taken back.
        connection.execute("SAVEPOINT forget")
        connection.execute("ROLLBACK TO forget")
        connection.execute("INSERT INTO temp.search_copy(search_copy, rank) VALUES('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if "malformed" not in str(error):
            raise
        return False
    finally:
        connection.rollback()
    return True


def audit_blocks(connection: sqlite3.Connection, shape: Shape, known: dict[int, str | None]) -> list[Block]:
    """Replay blocks, each with its earlier digest; see ``audit_block``."""
    return [audit_block(connection, shape, number, digest) for number, digest in known.items()]
