"""Bulk insert of new claims: planned rows get their keys and are written, with their events."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from factcheck.models import Citation, Claim, ClaimTag, Host, Memento, Note, Source
from factcheck.services.editing.claims import tag_ids
from factcheck.services.importing.preparing import ImportRun, PlannedCitation, PlannedClaim
from factcheck.store import ledger
from factcheck.store.bulk_insert import among, bulk_insert, listed, newest_ids
from factcheck.store.ledger import BulkLine
from factcheck.verifier.http.urls import host_of
from factcheck.verifier.scheduling.intervals import classify_host


class _Rows:
    """Rows to insert into a table, with keys that follow the existing ones."""

    def __init__(self, connection: sa.Connection, table: type[SQLModel], last: int) -> None:
        self.connection = connection
        self.insert = bulk_insert(table, connection.dialect)
        self.last = last
        self.rows: list[Sequence[Any]] = []

    def add(self, row: list[Any], **keys: int) -> int:
        """Add a row with its foreign keys, and return its own key."""
        self.last += 1
        for name, number in keys.items():
            row[self.insert.positions[name]] = number
        row[self.insert.positions["id"]] = self.last
        self.rows.append(row)
        return self.last

    def bind(self, **values: Any) -> list[Any]:
        """Return the values as a row."""
        return self.insert.bind(values)

    def write(self) -> None:
        """Insert the rows."""
        self.insert.run(self.connection, self.rows)


def _rows(session: Session, *tables: type[SQLModel]) -> list[_Rows]:
    connection = session.connection()
    newest = newest_ids(connection, *tables)
    return [_Rows(connection, table, last) for table, last in zip(tables, newest, strict=True)]


def write_new_claims(session: Session, run: ImportRun, plans: Sequence[PlannedClaim]) -> list[int]:
    """Write new claims in the order of their rows; return their ids."""
    at = run.desk.clock()
    sources = _source_ids(session, run, [each.new.url for planned in plans for each in planned.citations], at)
    tags = _tag_ids(session, run, [name for planned in plans for name in planned.tags])
    claims, citations, notes = _rows(session, Claim, Citation, Note)
    lines: list[BulkLine] = []
    claim_tags: list[tuple[int, int, None]] = []
    for planned in plans:
        claim_id = claims.add(planned.row)
        data = ledger.with_keys(planned.line, f"claim:{claim_id}", id=claim_id)
        lines.append(BulkLine("claim.added", f"claim:{claim_id}", claim_id, data))
        claim_tags += [(claim_id, tags[name], None) for name in planned.tags]
        for each in planned.citations:
            if each.row is not None:
                keys = {"claim_id": claim_id, "source_id": sources[each.new.url]}
                number = citations.add(each.row, **keys)
                data = ledger.with_keys(each.line, f"citation:{number}", id=number, **keys)
                lines.append(BulkLine("citation.added", f"citation:{number}", claim_id, data))
        for row, line in planned.notes:
            number = notes.add(row, claim_id=claim_id)
            data = ledger.with_keys(line, f"note:{number}", id=number, claim_id=claim_id)
            lines.append(BulkLine("note.added", f"note:{number}", claim_id, data))
    for table in (claims, citations, notes):
        table.write()
    connection = session.connection()
    bulk_insert(ClaimTag, connection.dialect).run(connection, claim_tags)
    _write_mementos(session, [each for planned in plans for each in planned.citations], sources, at)
    ledger.append(session, run.desk.actor, lines, at=at)
    return [row[claims.insert.positions["id"]] for row in claims.rows]


def _tag_ids(session: Session, run: ImportRun, names: Sequence[str]) -> Mapping[str, int]:
    if missing := [name for name in dict.fromkeys(names) if name not in run.tags]:
        run.tags |= tag_ids(session, missing)
    return run.tags


_SOURCES = select(Source.url, Source.id, Source.next_check_at).where(among(Source.url))
_HOSTS = select(Host.name, Host.id).where(among(Host.name))


def _source_ids(session: Session, run: ImportRun, urls: Iterable[str], at: datetime) -> dict[str, int]:
    """Return the id of each address's source. New sources are added, and all become due."""
    wanted = list(dict.fromkeys(urls))
    if not wanted:
        return {}
    held = session.connection().execute(_SOURCES, listed(wanted)).all()
    found = {url: number for url, number, _ in held}
    if not_scheduled := [number for _, number, due in held if due is None]:
        session.execute(sa.update(Source).where(col(Source.id).in_(not_scheduled)).values(next_check_at=at))
    missing = {url: host_of(url) for url in wanted if url not in found}
    if missing:
        hosts = _host_ids(session, run, missing.values())
        (rows,) = _rows(session, Source)
        for url, host in missing.items():
            row = rows.bind(url=url, kind=classify_host(host), next_check_at=at, created_at=at)
            found[url] = rows.add(row, host_id=hosts[host])
        rows.write()
    return found


def _host_ids(session: Session, run: ImportRun, names: Iterable[str]) -> Mapping[str, int]:
    if missing := [name for name in dict.fromkeys(names) if name not in run.hosts]:
        run.hosts.update((name, number) for name, number in session.connection().execute(_HOSTS, listed(missing)))
        (rows,) = _rows(session, Host)
        for name in missing:
            if name not in run.hosts:
                run.hosts[name] = rows.add(rows.bind(name=name))
        rows.write()
    return run.hosts


def _write_mementos(session: Session, cited: Iterable[PlannedCitation], sources: dict[str, int], at: datetime) -> None:
    """Store the mementos that the rows give beside an address or in place of one, each once."""
    given: dict[tuple[int, str], datetime | None] = {}
    for each in cited:
        for copy in (each.new.given, each.new.archived if each.row is not None else None):
            if copy is not None:
                given.setdefault((sources[each.new.url], copy[0]), copy[1])
    if not given:
        return
    asked = select(Memento.source_id, Memento.url).where(col(Memento.source_id).in_({source for source, _ in given}))
    known = {tuple(row) for row in session.execute(asked)}
    (rows,) = _rows(session, Memento)
    for (source, url), moment in given.items():
        if (source, url) not in known:
            rows.add(rows.bind(url=url, datetime=moment, created_at=at), source_id=source)
    rows.write()
