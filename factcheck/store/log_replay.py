"""Replay of the log: every row that a person makes follows from its events, and differences are reported.

Pure: it takes events and rows, and reads nothing. The data of an event has, for each row that it changed, the columns before
and after (see :mod:`factcheck.store.ledger`); played in order, they give what each row should hold now.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, NamedTuple

VALUE_MAX_CHARACTERS = 80
"""Characters of a value in a message."""
CONTEXT_CHARACTERS = 15
"""Characters of a message's values before their first difference."""
FILLED_COLUMNS = frozenset({"prefix", "suffix"})
"""Columns that the verifier fills, without an event, where a person left both empty."""
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
_COMPACT = json.JSONEncoder(separators=(",", ":"))


class Kind(StrEnum):
    """Kinds of findings of a check of the database."""

    FILE = "file"
    SCHEMA = "schema"
    LOG = "log"
    HEAD = "head"
    ROW = "row"
    UNLOGGED = "unlogged"
    MISSING = "missing"
    KEY = "key"
    COUNTER = "counter"
    SEARCH = "search"


class Finding(NamedTuple):
    """A fault, in one sentence. ``line`` is the event that it concerns, or 0."""

    kind: Kind
    text: str
    line: int = 0


class Column(NamedTuple):
    """A column that the log accounts for. ``kind`` is "plain", "instant" (a datetime) or "json"."""

    name: str
    kind: str
    required: bool
    """It is never NULL: an event that made a row without it is older than the column."""


class Line(NamedTuple):
    """An event as the database stores it."""

    id: int
    at: str
    actor: str
    action: str
    subject: str
    claim_id: int | None
    data: str
    previous_hash: str
    hash: str


Shape = Mapping[str, Sequence[Column]]
"""The columns that the log accounts for, by table."""
Rows = Mapping[str, Sequence[tuple[Any, ...]]]
"""Rows by table: the number, then the columns of the shape; of a citation, its source's address at the end."""


def instant(stored: str) -> str:
    """Return a stored datetime in the form of the log, ISO 8601 in UTC. Raises ValueError where it is not a datetime."""
    if len(stored) == 26 and stored[10] == " " and stored[19] == ".":
        fraction = "" if stored.endswith(".000000") else stored[19:]
        return f"{stored[:10]}T{stored[11:19]}{fraction}+00:00"
    return _moment(stored).isoformat()


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def line_hash(line: Line, data: Any) -> str:
    """Return the hash that an event should have; ``data`` is its parsed data. It equals ``ledger.digest``."""
    content = (
        f'{{"action":{quoted(line.action)},"actor":{quoted(line.actor)},"at":{quoted(instant(line.at))},'
        f'"claim_id":{"null" if line.claim_id is None else line.claim_id},"data":{_CANONICAL.encode(data)},'
        f'"previous_hash":{quoted(line.previous_hash)},"subject":{quoted(line.subject)}}}'
    )
    return hashlib.sha256(content.encode()).hexdigest()


@dataclass(slots=True)
class _Played:
    """A row as its events describe it."""

    values: dict[str, Any] = field(default_factory=dict)
    made: int = 0
    """The event that made it, or 0."""
    changes: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    def line_of(self, column: str) -> int:
        """Return the last event that set a column."""
        return next((line for line, after in reversed(self.changes) if column in after), self.made)


@dataclass(slots=True)
class Replay:
    """Replays the events of some claims in order; ``findings`` are faults of the events alone.

    Events of other claims are played where rows went between them; what is wrong with those is found where they belong.
    """

    shape: Shape
    claims: range | None = None
    """The claims whose events and rows are judged; None: all of them."""
    rows: dict[str, _Played] = field(default_factory=dict)
    tags: dict[int, set[str]] = field(default_factory=dict)
    addresses: dict[int, tuple[str, int]] = field(default_factory=dict)
    """A source's address, and the event that has it."""
    findings: list[Finding] = field(default_factory=list)
    unjudged: int = 0
    """The number of values that cannot be judged, because their events are older than their column."""
    kinds: dict[str, dict[str, Column]] = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = {table: {column.name: column for column in columns} for table, columns in self.shape.items()}

    def play(self, line: Line) -> None:
        """Replay the next event."""
        judged = self._is_judged(line.claim_id)
        try:
            data = json.loads(line.data)
            held = not judged or (line_hash(line, data) == line.hash and not _names_twice(line.data, data))
        except ValueError:
            data, held = {}, False
        if judged and not held:
            text = f"line {line.id} of the log was edited: its hash does not fit its content"
            self.findings.append(Finding(Kind.LOG, text, line.id))
        if not isinstance(data, dict):
            return
        for name, before, after in _changes(data):
            self._change(line, name, before, after)
            url, source_id = data.get("url"), after.get("source_id")
            if name.startswith("citation:") and isinstance(url, str) and isinstance(source_id, int):
                self.addresses[source_id] = (url, line.id)
        tags = data.get("tags")
        if isinstance(tags, dict) and line.claim_id is not None:
            on = self.tags.setdefault(line.claim_id, set())
            on |= _words(tags.get("added"))
            on -= _words(tags.get("removed"))

    def _is_judged(self, claim_id: Any) -> bool:
        return self.claims is None or not isinstance(claim_id, int) or claim_id in self.claims

    def _change(self, line: Line, name: str, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        known = self.kinds.get(name.partition(":")[0])
        if known is None:
            return
        played = self.rows.get(name)
        if played is None:
            played = self.rows[name] = _Played()
        if before is None:
            played.values, played.made = dict(after), line.id
        else:
            if played.made and self._is_judged(line.claim_id):
                self._compare_before(line, name, known, played, before)
            played.values.update(after)
        played.changes.append((line.id, after))

    def _compare_before(
        self, line: Line, name: str, known: Mapping[str, Column], played: _Played, before: dict[str, Any]
    ) -> None:
        """Report the columns that an event found changed since the events before it."""
        for column, was in before.items():
            if column in known and not self._agrees(known[column], played, was):
                left, found = _shown(played.values.get(column), was)
                text = (
                    f"{_named(name)}: {column} was changed past the log before line {line.id}, from {left} to {found}"
                )
                self.findings.append(Finding(Kind.ROW, text, line.id))

    def _agrees(self, column: Column, played: _Played, value: Any) -> bool:
        if column.name not in played.values and column.required:
            self.unjudged += 1
            return True
        said = played.values.get(column.name)
        if said == value or (column.name in FILLED_COLUMNS and said == ""):
            return True
        return column.kind == "instant" and _same_moment(said, value)

    def compare(self, rows: Rows, tags: Iterable[tuple[int, str | None]]) -> Iterator[Finding]:
        """Yield the differences between the rows and the log. ``tags`` are those of the claims."""
        yield from self.findings
        seen: set[str] = set()
        for table, columns in self.shape.items():
            for row in rows.get(table, ()):
                name = f"{table}:{row[0]}"
                seen.add(name)
                played = self.rows.get(name)
                if played is None or not played.made:
                    yield Finding(Kind.UNLOGGED, f"{_named(name)}: no line of the log made it")
                else:
                    yield from self._row(name, columns, row, played)
        for name, played in self.rows.items():
            if played.made and name not in seen and self._is_judged(self._place(name, played)):
                yield Finding(
                    Kind.MISSING, f"{_named(name)} is gone: line {played.made} of the log made it", played.made
                )
        yield from self._addresses(rows.get("citation", ()))
        yield from self._tags(tags, {row[0] for row in rows.get("claim", ())})

    def _place(self, name: str, played: _Played) -> Any:
        """Return the claim that a row belongs to, as its events describe it."""
        table, _, number = name.partition(":")
        return int(number) if table == "claim" and number.isdecimal() else played.values.get("claim_id")

    def _row(self, name: str, columns: Sequence[Column], row: tuple[Any, ...], played: _Played) -> Iterator[Finding]:
        for column, stored in zip(columns, row[1:], strict=False):
            value = stored if column.kind == "plain" or stored is None else _parsed(column.kind, stored)
            if value != played.values.get(column.name) and not self._agrees(column, played, value):
                (said, held), line = _shown(played.values.get(column.name), value), played.line_of(column.name)
                text = f"{_named(name)}: {column.name} is {held} where line {line} of the log says {said}"
                yield Finding(Kind.ROW, text, line)

    def _addresses(self, citations: Sequence[tuple[Any, ...]]) -> Iterator[Finding]:
        place = 1 + [column.name for column in self.shape["citation"]].index("source_id")
        for source_id, address in dict.fromkeys((row[place], row[-1]) for row in citations):
            said, line = self.addresses.get(source_id, (address, 0))
            if said != address:
                logged, held = _shown(said, address)
                yield Finding(Kind.ROW, f"source {source_id}: url is {held} where the log says {logged}", line)

    def _tags(self, tags: Iterable[tuple[int, str | None]], claims: set[int]) -> Iterator[Finding]:
        on: dict[int, set[str]] = {}
        for claim_id, tag in tags:
            on.setdefault(claim_id, set()).add(tag or "")
        for claim_id in sorted(claims & (on.keys() | self.tags.keys())):
            has, said = on.get(claim_id, set()), self.tags.get(claim_id, set())
            for tag in sorted(has - said):
                yield Finding(Kind.ROW, f"claim {claim_id}: it has the tag {tag!r}, which no line of the log gave it")
            for tag in sorted(said - has):
                yield Finding(Kind.ROW, f"claim {claim_id}: it lacks the tag {tag!r}, which the log gave it")


def _changes(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any] | None, dict[str, Any]]]:
    """Yield the rows that an event changed, with their columns before and after; malformed entries are skipped."""
    changes = data.get("changes")
    for change in changes if isinstance(changes, list) else ():
        if isinstance(change, dict) and isinstance(name := change.get("row"), str):
            before, after = change.get("before"), change.get("after")
            if isinstance(after, dict) and (before is None or isinstance(before, dict)):
                yield name, before, after


def _names_twice(text: str, data: Any) -> bool:
    """Return whether an object in a JSON text has a name twice: SQLite reads the first of the two, Python the last."""
    if text == _COMPACT.encode(data) or text == json.dumps(data):  # as the program writes lines
        return False
    objects: list[bool] = []
    json.loads(text, object_pairs_hook=lambda pairs: objects.append(len(dict(pairs)) < len(pairs)))
    return any(objects)


def _words(names: Any) -> set[str]:
    return {name for name in names if isinstance(name, str)} if isinstance(names, list) else set()


def _parsed(kind: str, stored: str) -> Any:
    try:
        return instant(stored) if kind == "instant" else json.loads(stored)
    except ValueError:
        return stored


def _same_moment(said: Any, value: Any) -> bool:
    try:
        return _moment(said) == _moment(value)
    except (TypeError, ValueError):
        return False


def _named(name: str) -> str:
    return name.replace(":", " ")


def _shown(one: Any, other: Any) -> tuple[str, str]:
    """Return two values for a message; of long texts, the part where they begin to differ."""
    start = 0
    if isinstance(one, str) and isinstance(other, str):
        pairs = enumerate(zip(one, other, strict=False))
        same = next((place for place, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))
        start = same - CONTEXT_CHARACTERS if same > VALUE_MAX_CHARACTERS // 2 else 0
    return _short(one, start), _short(other, start)


def _short(value: Any, start: int) -> str:
    before, value = ("…", value[start:]) if start else ("", value)
    text = "empty" if value is None else repr(value)
    return before + (text if len(text) <= VALUE_MAX_CHARACTERS else text[: VALUE_MAX_CHARACTERS - 1] + "…")
