"""The integrity check of a database: its file, its schema, the log and its hashes, and every row that the log describes."""

import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import sqlalchemy as sa

from factcheck.errors import InputError
from factcheck.models import EpochDateTime
from factcheck.services.desk import Desk
from factcheck.services.operations.integrity_checkpoint import (
    Checkpoint,
    read_checkpoint,
    remove_checkpoint,
    write_checkpoint,
)
from factcheck.store import ledger, log_audit, schema, triggers
from factcheck.store.engine import database_path, named_errors
from factcheck.store.log_replay import Column, Finding, Kind
from factcheck.store.workers import Task, Workers, results_here

FINDINGS_MAX = 100
"""Findings of a kind that are listed; the others are counted."""
BLOCKS_PER_TASK = 8
PARALLEL_MIN_LINES = 20_000
"""Number of events from which on the start of worker processes pays."""
WORKERS_MAX = 4
_HASH = re.compile(r"[0-9a-f]{64}")

Progress = Callable[[int, int], None]
"""Callback with the number of parts of the check that are done, and their total."""


@dataclass(slots=True)
class IntegrityReport:
    """The result of a check of a database."""

    log_head: str
    lines: int
    """Number of events when the check began."""
    checked_before: int = 0
    """Number of these that an earlier check found intact, and that are unchanged."""
    head_line: int | None = None
    """The event whose hash is the given head; None: no head was given, or it is not in the log."""
    unjudged: int = 0
    """Values that cannot be compared, because the log is older than their column."""
    checkpoint_error: str | None = None
    """Why no checkpoint could be written for the next check."""
    found: list[Finding] = field(default_factory=list)
    counts: Counter[Kind] = field(default_factory=Counter)
    texts: set[str] = field(default_factory=set)

    def add(self, *findings: Finding) -> None:
        """Add findings. The first ``FINDINGS_MAX`` of each kind are listed, the others counted."""
        for finding in findings:
            if finding.text in self.texts:
                continue  # claims of several blocks can cite the same source
            self.counts[finding.kind] += 1
            if self.counts[finding.kind] <= FINDINGS_MAX:
                self.found.append(finding)
                self.texts.add(finding.text)

    def findings(self) -> list[Finding]:
        """Return the findings about the file, then the log, then the rows."""
        order = list(Kind)
        ordered = sorted(self.found, key=lambda finding: (order.index(finding.kind), finding.line))
        for kind, count in self.counts.items():
            if count > FINDINGS_MAX:
                ordered.append(Finding(kind, f"and {count - FINDINGS_MAX:,} more of the kind “{kind}”"))
        return ordered


def check_integrity(
    desk: Desk,
    *,
    head: str | None = None,
    full: bool = False,
    save_checkpoint: bool = True,
    progress: Progress | None = None,
) -> IntegrityReport:
    """Check a database, and write a checkpoint beside it if its log is intact.

    ``head`` is the hash of an event that was noted earlier and must still be in the log. ``full`` ignores the checkpoint and
    reads everything. Raises InputError for a head that is not a hash.
    """
    if head is not None and not _HASH.fullmatch(head := head.strip().lower()):
        raise InputError(f"{head[:80]!r} is not the hash of a line of the log: give its 64 hexadecimal digits")
    with named_errors(desk.engine), _raw(desk.engine) as connection:
        return _Check(desk, connection, head, full, save_checkpoint, progress or (lambda done, of: None)).run()


@contextmanager
def _raw(engine: sa.Engine) -> Iterator[sqlite3.Connection]:
    """Yield the sqlite3 connection, and raise its errors as those of SQLAlchemy."""
    with closing(engine.raw_connection()) as pooled:
        raw: Any = pooled.driver_connection
        try:
            yield raw
        except sqlite3.Error as error:
            raise sa.exc.DatabaseError("db check", None, error) from error


def audited_columns() -> dict[str, tuple[Column, ...]]:
    """Return the columns that the log describes: all of the rows that people write, except derived ones and states."""
    found = {}
    for name, table in ledger.TABLES.items():
        columns = sa.inspect(table).local_table.columns
        left_out = ledger.DERIVED_COLUMNS | ledger.CONFIRMATION_COLUMNS | {"id"}
        found[name] = tuple(
            Column(column.name, _kind(column.type), not column.nullable)
            for column in columns
            if column.name not in left_out
        )
    return found


def _usable_processors() -> int:
    """Return the number of processors that this process may use, or, where the system does not say, of all."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux has it, macOS has not
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _kind(of: sa.types.TypeEngine[Any]) -> str:
    if isinstance(of, sa.JSON):
        return "json"
    is_text = not isinstance(of, EpochDateTime)
    wrapped = of.impl_instance if isinstance(of, sa.types.TypeDecorator) else of
    return "instant" if is_text and isinstance(wrapped, sa.DateTime) else "plain"


class _Check:
    """One integrity check."""

    def __init__(
        self,
        desk: Desk,
        connection: sqlite3.Connection,
        head: str | None,
        full: bool,
        save_checkpoint: bool,
        progress: Progress,
    ) -> None:
        self.desk, self.connection, self.head = desk, connection, head
        self.save_checkpoint, self.progress = save_checkpoint, progress
        self.begun = desk.clock().isoformat(timespec="seconds")
        self.revision = schema.revision(desk.engine) or ""
        self.checkpoint = None if full else read_checkpoint(desk.engine)
        self.edited: set[int] = set()
        """Events whose hash is wrong, so that the link to the event after them is wrong as well."""
        self.intact_blocks: dict[int, str] = {}
        """Digests of the blocks that were found intact."""

    def run(self) -> IntegrityReport:
        """Check everything, and return the report."""
        missing = self._schema()
        if missing:
            return IntegrityReport(ledger.GENESIS_HASH, 0, found=missing, counts=Counter(each.kind for each in missing))
        last, log_head = self._fetch_one("SELECT id, hash FROM event ORDER BY id DESC LIMIT 1") or (
            0,
            ledger.GENESIS_HASH,
        )
        (lines,) = self._fetch_one("SELECT count(*) FROM event WHERE id <= ?", last) or (0,)
        self.report = IntegrityReport(log_head, lines)
        self.report.add(*self.differences)
        stale = self._compare_checkpoint()
        self._find_head()
        self._counters()
        known = self.checkpoint.blocks if self.checkpoint else {}
        tasks = list(self._tasks(known, thorough=self.checkpoint is None))
        with self._workers(lines) as results:
            for done, came in enumerate(results(tasks)):
                self.progress(done, len(tasks))
                self._collect(came)
        self._links(last)
        self.progress(len(tasks), len(tasks))
        if self.save_checkpoint and not stale:
            self._save_checkpoint(last, log_head, lines)
        return self.report

    def _fetch_one(self, query: str, *given: Any) -> Any:
        return self.connection.execute(query, given).fetchone()

    def _schema(self) -> list[Finding]:
        """Compare the schema; return the missing tables, without which nothing else can be checked."""
        with self.desk.read() as session:
            self.differences = [
                Finding(Kind.SCHEMA, text) for text in triggers.schema_differences(session.connection())
            ]
        return self.differences if any(each.text.endswith(triggers.TABLE_MISSING) for each in self.differences) else []

    def _compare_checkpoint(self) -> bool:
        """Drop a checkpoint that does not fit; return whether the log has lost events that were intact at an earlier check."""
        checkpoint = self.checkpoint
        if checkpoint is None:
            return False
        held = (
            self._fetch_one("SELECT hash FROM event WHERE id = ?", checkpoint.line)
            if checkpoint.line
            else (ledger.GENESIS_HASH,)
        )
        (lines,) = self._fetch_one("SELECT count(*) FROM event WHERE id <= ?", checkpoint.line)
        if held == (checkpoint.hash,) and lines == checkpoint.lines:
            self.report.checked_before = checkpoint.lines
            if checkpoint.revision != self.revision:
                self.checkpoint = None
            return False
        text = (
            f"line {checkpoint.line} of the log, intact at the check of {checkpoint.at}, has changed, or lines before"
            " it are missing: lines were cut off, or an older copy was restored. If you restored it, check with --full"
        )
        self.report.add(Finding(Kind.LOG, text, checkpoint.line))
        self.checkpoint = None
        return True

    def _find_head(self) -> None:
        if self.head is None:
            return
        found = self._fetch_one("SELECT id FROM event WHERE hash = ? ORDER BY id DESC LIMIT 1", self.head)
        if found or self.head == ledger.GENESIS_HASH:
            self.report.head_line = found[0] if found else 0
            return
        text = f"the head {self.head} is not in the log: lines were cut off, or the log was rewritten"
        self.report.add(Finding(Kind.HEAD, text))

    def _counters(self) -> None:
        with self.desk.read() as session:
            counted = triggers.recount(session.connection())
            stored = dict(session.execute(sa.text("SELECT name, value FROM counter")).all())
            weighed = triggers.wrong_attention(session.connection(), FINDINGS_MAX)
        for name, value in counted.items():
            if stored.get(name) != value:
                text = f"the counter {name} says {stored.get(name)}, but the number of claims is {value}"
                self.report.add(Finding(Kind.COUNTER, text))
        for claim_id, held, value in weighed:
            self.report.add(
                Finding(Kind.COUNTER, f"claim {claim_id}: attention is {held}, but its alerts give {value}")
            )

    def _tasks(self, known: dict[int, str], *, thorough: bool) -> Iterator[Task]:
        """Yield the parts of the check, the longest first."""
        yield log_audit.file_findings, (thorough,)
        yield log_audit.search_findings, ()
        columns, numbers = audited_columns(), iter(sorted({*log_audit.blocks(self.connection), *known}))
        while some := list(islice(numbers, BLOCKS_PER_TASK)):
            yield log_audit.audit_blocks, (columns, {number: known.get(number) for number in some})

    @contextmanager
    def _workers(self, lines: int) -> Iterator[Callable[[Sequence[Task]], Iterator[Any]]]:
        path, processors = database_path(self.desk.engine), _usable_processors()
        if lines < PARALLEL_MIN_LINES or processors < 2 or path is None:
            yield lambda tasks: results_here(self.connection, tasks)
            return
        with Workers(str(path), min(processors, WORKERS_MAX)) as workers:
            yield workers.results

    def _collect(self, results: Sequence[Finding | log_audit.Block]) -> None:
        for each in results:
            if isinstance(each, Finding):
                self.report.add(each)
                continue
            self.report.add(*each.findings)
            self.report.unjudged += each.unjudged
            self.edited |= {finding.line for finding in each.findings if finding.kind is Kind.LOG}
            if not each.findings:
                self.intact_blocks[each.number] = each.digest

    def _links(self, last: int) -> None:
        """Check the chain of hashes: from the checkpoint on, or from the beginning if anything was found."""
        after, previous = (self.checkpoint.line, self.checkpoint.hash) if self.checkpoint else (0, ledger.GENESIS_HASH)
        if self.report.found:
            after, previous = 0, ledger.GENESIS_HASH
        for number, before in log_audit.broken_links(self.connection, after, previous, last):
            if number not in self.edited and before not in self.edited:
                text = f"before line {number} of the log a line was removed, added or moved"
                self.report.add(Finding(Kind.LOG, text, number))

    def _save_checkpoint(self, last: int, log_head: str, lines: int) -> None:
        if self.report.counts[Kind.LOG]:
            remove_checkpoint(self.desk.engine)
            return
        checkpoint = Checkpoint(self.begun, self.revision, last, log_head, lines, self.intact_blocks)
        self.report.checkpoint_error = write_checkpoint(self.desk.engine, checkpoint)
