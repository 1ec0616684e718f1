"""What the terminal reads many times a second, in plain SQL on one connection that only reads.

It gives the rows that :mod:`factcheck.store.queries` gives, in a tenth of the time and with nothing loaded for it: the first
rows are on the screen before a mapper would be configured. The two are held equal by a test.
"""

import json
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from factcheck.errors import DeskError, NotFound
from factcheck.store.connections import ImmutableConnection, connect, file_stamp
from factcheck.store.fast_alert_reader import AlertReads, at, when
from factcheck.store.migration_revisions import head
from factcheck.store.rows import Badges, ClaimRow, EventRow, NoteRow, current_differences
from factcheck.store.sqlite_errors import refused_lock
from factcheck.vocabulary import VERIFIER, WORKED_ON, LinkState, QuoteState, Status

PATIENCE = 0.25
"""Seconds a read waits for a lock: somebody is looking at the screen."""
QUEUE = "SELECT id FROM claim WHERE withdrawn_at IS NULL ORDER BY attention DESC, priority DESC, id DESC"
"""The queue's order (``Sort.ATTENTION``), of all claims."""
WORST_LINK = "dead soft404 failing unreachable blocked refused unchecked moved ok".split()
WORST_QUOTE = "altered missing displaced unverifiable unchecked exact".split()

OFFERED = 200
"""Tags or names that are offered to complete a word, at most."""


@dataclass(frozen=True, slots=True)
class PaneCitation:
    """A citation as the claim's pane shows it."""

    id: int
    source_id: int
    role: str
    stance: str | None
    url: str
    title: str | None
    exact: str | None
    comment: str | None
    link: str
    reason: str | None
    quote_state: str | None
    pending: str | None
    found_text: str | None
    diff: tuple[dict[str, Any], ...]
    checked_at: datetime | None
    memento: str | None


@dataclass(frozen=True, slots=True)
class PaneAlert:
    """An open alert as the claim's pane shows it."""

    id: int
    citation_id: int
    url: str
    kind: str
    before: str
    after: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Pane:
    """All about one claim, as its pane shows it."""

    row: ClaimRow
    status_why: str | None
    rating_why: str | None
    citations: list[PaneCitation]
    notes: list[NoteRow]
    alerts: list[PaneAlert]
    touched_at: datetime | None
    """When a person last did something to it; None: nothing is left to do."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A run of the verifier that is under way."""

    actor: str
    planned: int
    checked: int
    started_at: datetime


class Reader(AlertReads):
    """A connection that reads. Each method raises DeskError, with one line, for what the database cannot do now."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.identity = identity(path)
        self.opened = 0
        """The number of times the file was opened: an immutable connection does not see what others commit."""
        self._open()

    def _open(self) -> None:
        self.stamp = file_stamp(Path(self.path))
        with self._named():
            self.connection = connect(
                f"file:{quote(str(Path(self.path).resolve()))}?mode=rw",
                uri=True,
                timeout=PATIENCE,
                isolation_level=None,
            )
            self.connection.row_factory = sqlite3.Row
            try:
                for pragma in ("query_only=ON", "cache_size=-4096"):
                    self.connection.execute(f"PRAGMA {pragma}")
            except sqlite3.Error:
                self.connection.close()
                raise
        self.opened += 1

    def is_current(self) -> bool:
        """Return whether this is a desk of the newest revision that readers and writers can share."""
        try:
            known = self._one("SELECT version_num FROM alembic_version")
            shared = isinstance(self.connection, ImmutableConnection) or self._one("PRAGMA journal_mode")[0] == "wal"
            return known is not None and known[0] == head() and shared
        except DeskError:
            return False

    def first(self, limit: int) -> list[ClaimRow]:
        """Return the top of the queue."""
        return self.rows([row[0] for row in self._all(f"{QUEUE} LIMIT ?", (limit,))])

    def ids(self) -> "array[int]":
        """Return the numbers of all claims, in the queue's order: eight bytes a claim."""
        with self._named():
            cursor = self.connection.execute(QUEUE)
            cursor.row_factory = None
            return array("q", (each for (each,) in cursor))

    def rows(self, ids: Sequence[int]) -> list[ClaimRow]:
        """Return claims as a list shows them, in the order of the numbers; those that are not there are left out."""
        asked = (json.dumps(list(ids)),)
        claims = {
            row["id"]: row
            for row in self._all("SELECT * FROM claim WHERE id IN (SELECT value FROM json_each(?))", asked)
        }
        tags: dict[int, list[str]] = {}
        for claim_id, name in self._all(
            "SELECT claim_id, name FROM claim_tag JOIN tag ON tag.id = tag_id "
            "WHERE claim_id IN (SELECT value FROM json_each(?)) ORDER BY name",
            asked,
        ):
            tags.setdefault(claim_id, []).append(name)
        cited: dict[int, list[sqlite3.Row]] = {}
        for tie in self._all(
            "SELECT claim_id, state, quote_state, last_checked_at FROM citation JOIN source ON source.id = source_id "
            "WHERE claim_id IN (SELECT value FROM json_each(?)) AND withdrawn_at IS NULL",
            asked,
        ):
            cited.setdefault(tie["claim_id"], []).append(tie)
        return [_claim(claims[each], tuple(tags.get(each, ())), cited.get(each, [])) for each in ids if each in claims]

    def urls(self, claim_id: int) -> list[str]:
        """Return the addresses a claim cites, each once."""
        rows = self._all(
            "SELECT url FROM citation JOIN source ON source.id = source_id WHERE claim_id = ? AND withdrawn_at IS NULL "
            "ORDER BY role DESC, citation.id",
            (claim_id,),
        )
        return list(dict.fromkeys(row[0] for row in rows))

    def pane(self, claim_id: int) -> Pane:
        """Return all about one claim. Raises NotFound."""
        claim = self._one("SELECT * FROM claim WHERE id = ?", (claim_id,))
        if claim is None or claim["withdrawn_at"] is not None:
            raise NotFound(f"there is no claim {claim_id}")
        notes = self._all(
            "SELECT * FROM note WHERE claim_id = ? AND withdrawn_at IS NULL ORDER BY id DESC", (claim_id,)
        )
        alerts = self._all(
            "SELECT alert.*, source.url FROM alert JOIN citation ON citation.id = citation_id "
            "JOIN source ON source.id = source_id "
            "WHERE alert.claim_id = ? AND resolved_at IS NULL ORDER BY alert.id DESC",
            (claim_id,),
        )
        return Pane(
            row=self.rows([claim_id])[0],
            status_why=claim["status_why"],
            rating_why=claim["rating_why"],
            citations=self._citations(claim_id),
            notes=[NoteRow(each["id"], each["author"], each["text"], at(each["at"])) for each in notes],
            alerts=[
                PaneAlert(
                    each["id"],
                    each["citation_id"],
                    each["url"],
                    each["kind"],
                    each["state_before"],
                    each["state_after"],
                    at(each["opened_at"]),
                )
                for each in alerts
            ],
            touched_at=self._touched(claim),
        )

    def _touched(self, claim: sqlite3.Row) -> datetime | None:
        if claim["status"] not in WORKED_ON:
            return None
        asked = "SELECT max(at) FROM event WHERE claim_id = ? AND actor <> ?"
        return when(self._one(asked, (claim["id"], VERIFIER))[0])

    def _citations(self, claim_id: int) -> list[PaneCitation]:
        ties = self._all(
            "SELECT citation.id, citation.source_id, role, stance, source.url, title, exact, comment, state, quote_state, "
            "pending_outcome, last_checked_at, look.reason, seen.text AS found_text, seen.diff "
            "FROM citation JOIN source ON source.id = citation.source_id "
            "LEFT JOIN source_check look ON look.id = "
            "(SELECT max(id) FROM source_check WHERE source_check.source_id = source.id) "
            "LEFT JOIN citation_check seen ON seen.id = "
            "(SELECT id FROM citation_check WHERE citation_id = citation.id ORDER BY source_check_id DESC LIMIT 1) "
            "WHERE citation.claim_id = ? AND withdrawn_at IS NULL ORDER BY role DESC, citation.id",
            (claim_id,),
        )
        offered = self._offered(claim_id)
        return [
            PaneCitation(
                id=tie["id"],
                source_id=tie["source_id"],
                role=tie["role"],
                stance=tie["stance"],
                url=tie["url"],
                title=tie["title"],
                exact=tie["exact"],
                comment=tie["comment"],
                link=tie["state"],
                reason=tie["reason"],
                quote_state=tie["quote_state"],
                pending=tie["pending_outcome"],
                found_text=found_text,
                diff=differences,
                checked_at=when(tie["last_checked_at"]),
                memento=offered.get(tie["id"]),
            )
            for tie in ties
            for found_text, differences in (_differences(tie),)
        ]

    def _offered(self, claim_id: int) -> dict[int, str]:
        """Return the best copy that may stand in for each citation's source."""
        cited = self._all("SELECT id FROM citation WHERE claim_id = ? AND withdrawn_at IS NULL", (claim_id,))
        return {number: row.url for number, row in self.offered([each[0] for each in cited]).items()}

    def events(self, claim_id: int, limit: int) -> list[EventRow]:
        """Return a claim's lines of the log, the newest first."""
        return [
            _event(row)
            for row in self._all("SELECT * FROM event WHERE claim_id = ? ORDER BY id DESC LIMIT ?", (claim_id, limit))
        ]

    def events_since(self, event_id: int) -> list[EventRow]:
        """Return the lines after one, in order: what others did meanwhile."""
        return [
            _event(row) for row in self._all("SELECT * FROM event WHERE id > ? ORDER BY id LIMIT 1000", (event_id,))
        ]

    def last_event_id(self) -> int:
        """Return the number of the newest line; 0: the log is empty."""
        return int(self._one("SELECT coalesce(max(id), 0) FROM event")[0])

    def badges(self) -> Badges:
        """Return how many claims each badge stands for, from the counters."""
        values = {row[0]: row[1] for row in self._all("SELECT name, value FROM counter")}
        return Badges(**{str(each): values.get(str(each), 0) for each in Status}, attention=values.get("attention", 0))

    def scale(self) -> dict[str, str]:
        """Return the letters that give a rating, in the scale's order."""
        return {row[0]: row[1] for row in self._all('SELECT hotkey, "key" FROM rating ORDER BY position')}

    def has(self, claim_id: int) -> bool:
        """Return whether a claim is there, and not withdrawn."""
        return self._one("SELECT 1 FROM claim WHERE id = ? AND withdrawn_at IS NULL", (claim_id,)) is not None

    def tags(self) -> list[str]:
        """Return the desk's tags, by name, as many as a hand goes through."""
        return [row[0] for row in self._all("SELECT name FROM tag ORDER BY name LIMIT ?", (OFFERED,))]

    def assignees(self) -> list[str]:
        """Return who has claims, by name, as many as a hand goes through: one step of the index each."""
        rows = self._all(
            "WITH RECURSIVE one(name) AS (SELECT min(assignee) FROM claim WHERE withdrawn_at IS NULL UNION ALL "
            "SELECT (SELECT min(assignee) FROM claim WHERE withdrawn_at IS NULL AND assignee > one.name) "
            "FROM one WHERE one.name IS NOT NULL) "
            "SELECT name FROM one WHERE name IS NOT NULL LIMIT ?",
            (OFFERED,),
        )
        return [row[0] for row in rows]

    def views(self, actor: str) -> dict[str, str]:
        """Return a reviewer's saved filters by name, in the order they were first saved."""
        return {
            row[0]: row[1]
            for row in self._all("SELECT name, filter FROM saved_view WHERE actor = ? ORDER BY id", (actor,))
        }

    def progress(self, since: datetime) -> Progress | None:
        """Return the newest run under way that began after a moment: of one that was killed, nothing tells that it ended."""
        row = self._one(
            "SELECT * FROM run WHERE ended_at IS NULL AND planned > 0 AND started_at > ? ORDER BY id DESC LIMIT 1",
            (since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),),
        )
        if row is None:
            return None
        return Progress(row["actor"], row["planned"], row["checked"], at(row["started_at"]))

    def data_version(self) -> int:
        """Return a number that moves with each commit of another connection (SQLite's ``data_version``)."""
        if isinstance(self.connection, ImmutableConnection) and file_stamp(Path(self.path)) != self.stamp:
            self.connection.close()
            self._open()
        return int(self._one("PRAGMA data_version")[0]) + (self.opened << 32)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with self._named():
            return self.connection.execute(sql, values).fetchall()

    def _one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        with self._named():
            return self.connection.execute(sql, values).fetchone()

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise DeskError(complaint(error, self.path)) from error


def complaint(error: sqlite3.DatabaseError, path: str) -> str:
    """Return the line for what SQLite says of a read."""
    if told := refused_lock(error, Path(path)):
        return told
    for sign, words in {
        "locked": "is locked: another program is at work in it; what is shown stays as it was",
        "readonly": "is read-only; make it and its folder writable",
        "malformed": "is damaged; restore a backup",
        "not a database": "is no database; name another file",
        "unable to open": "cannot be opened; is its folder there, and may you read it?",
        "no such table": "is no desk's database any more",
        "disk I/O": "cannot be read: its disk fails, or the file is gone",
    }.items():
        if sign in str(error):
            return f"{Path(path).name} {words}"
    return f"{Path(path).name} cannot be read: {error}"


def identity(path: str) -> tuple[int, int] | None:
    """Return which file stands at a path, whatever it was called before; None: there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _claim(claim: sqlite3.Row, tags: tuple[str, ...], cited: list[sqlite3.Row]) -> ClaimRow:
    links = [tie["state"] for tie in cited]
    quotes = [tie["quote_state"] for tie in cited if tie["quote_state"] is not None]
    looks = [tie["last_checked_at"] for tie in cited]
    link, quoted = min(links, key=WORST_LINK.index, default=None), min(quotes, key=WORST_QUOTE.index, default=None)
    return ClaimRow(
        id=claim["id"],
        text=claim["text"],
        standalone=claim["standalone"],
        language=claim["language"],
        claimant=claim["claimant"],
        claimed_from=_day(claim["claimed_from"]),
        claimed_to=_day(claim["claimed_to"]),
        status=Status(claim["status"]),
        rating=claim["rating"],
        priority=claim["priority"],
        assignee=claim["assignee"],
        attention=claim["attention"],
        tags=tags,
        citations=len(cited),
        link=LinkState(link) if link else None,
        quote=QuoteState(quoted) if quoted else None,
        checked_at=None if not looks or None in looks else at(min(looks)),
        created_at=at(claim["created_at"]),
        updated_at=at(claim["updated_at"]),
        version=claim["version"],
    )


def _differences(tie: sqlite3.Row) -> tuple[str | None, tuple[dict[str, Any], ...]]:
    differences = json.loads(tie["diff"]) if tie["diff"] else None
    return current_differences(tie["quote_state"], tie["pending_outcome"], tie["found_text"], differences)


def _event(row: sqlite3.Row) -> EventRow:
    return EventRow(
        row["id"], at(row["at"]), row["actor"], row["action"], row["subject"], row["claim_id"], json.loads(row["data"]),
        row["hash"],
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
