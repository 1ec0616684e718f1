"""Prunes captures: nothing is removed before everything that stays is on the disk elsewhere.

The first and the last version of a source, every version that a citation or an alert refers to, and the target of every
revisit record are never pruned, whatever the policy.
"""

import re
import stat
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.atomic_files import PART, sync_folder, written_aside
from factcheck.errors import DeskError
from factcheck.models import Alert, Capture, Citation, CitationCheck, Event, SourceCheck
from factcheck.services.captures.reader import CaptureRow, Failure, capture_rows, stored_bytes
from factcheck.services.desk import Desk
from factcheck.services.text.phrases import counted
from factcheck.store import ledger
from factcheck.store.engine import truncate_log
from factcheck.vocabulary import QuoteOutcome
from factcheck.warc.folder import complaint, find, is_full, is_left_over, is_ours
from factcheck.warc.reader import CaptureReadError, leading_warcinfo, read_stored_bytes
from factcheck.warc.records import warcinfo

_GENERATION = re.compile(r"(?P<stem>.+?)(?:-p(?P<number>\d+))?\.warc\.gz")
STATEMENT_MAX_IDS = 500


@dataclass(frozen=True, slots=True)
class Pruned:
    """The captures that were pruned, or would be."""

    captures: tuple[CaptureRow, ...]
    bytes: int
    """The size of their records in the files."""
    failures: tuple[Failure, ...] = ()
    """Captures that stay and cannot be read: their files were not changed."""


def prunable(session: Session, before: datetime) -> list[CaptureRow]:
    """Return the captures from before a time that nothing refers to."""
    captures = defaultdict(list)
    for number, source_id, check_id in session.execute(
        sa.select(col(Capture.id), col(Capture.source_id), col(Capture.source_check_id)).order_by(col(Capture.id))
    ):
        captures[source_id].append((check_id, number))
    needed = {number for versions in captures.values() for _, number in (versions[0], versions[-1])}
    for source_id, check_id in _referenced_checks(session):
        versions = captures.get(source_id, [])
        until_check = [number for made, number in versions if made <= check_id]
        needed.update(until_check[-1:])
    refers = sa.select(col(Capture.refers_to)).where(col(Capture.refers_to).is_not(None))
    needed.update(session.execute(refers).scalars())
    old = capture_rows(session, col(SourceCheck.at) < before)
    return [row for row in old if row.id not in needed]


def _referenced_checks(session: Session) -> Iterator[tuple[int, int]]:
    """Yield the checks that something refers to, with their sources.

    These are, for each citation (withdrawn ones too), the first and the last check that found its words; for each alert, the
    check that opened it and the check before it.
    """
    checks = (
        sa.select(
            col(Citation.source_id),
            sa.func.min(col(CitationCheck.source_check_id)),
            sa.func.max(col(CitationCheck.source_check_id)),
        )
        .join(Citation, col(Citation.id) == col(CitationCheck.citation_id))
        .where(col(CitationCheck.quote) == QuoteOutcome.EXACT)
        .group_by(col(CitationCheck.citation_id), col(Citation.source_id))
    )
    for source_id, first, last in session.execute(checks):
        yield source_id, first
        yield source_id, last
    alerts = sa.select(col(Citation.source_id), col(Alert.source_check_id)).join(
        Citation, col(Citation.id) == col(Alert.citation_id)
    )
    for source_id, check_id in session.execute(alerts):
        yield source_id, check_id
        yield source_id, check_id - 1


def prune(desk: Desk, folder: Path | None, keep_days: int, *, dry_run: bool = False) -> Pruned:
    """Prune the captures older than ``keep_days`` that nothing refers to, and rewrite their files.

    The caller has the run lock. Raises DeskError where a file cannot be written; nothing is lost then.
    """
    with desk.read() as session:
        going = prunable(session, _days_before(desk.clock(), keep_days))
    if dry_run:
        return _pruned(going)
    if folder is not None and folder.is_dir():
        _remove_left_over(desk, folder)
    files: dict[str | None, list[CaptureRow]] = defaultdict(list)
    for row in going:
        files[row.file].append(row)
    dropped: list[CaptureRow] = []
    failures: list[Failure] = []
    if folder is None and (named := next((name for name in files if name is not None), None)):
        raise DeskError(f"no folder of captures is set, and {named} is in one")
    texts, parts = files.pop(None, []), _least_to_write_first(desk, files)
    if folder is not None:
        dropped += _remove(desk, folder, [(name, rows) for name, rows, staying in parts if not staying])
        for name, rows, staying in parts:
            if staying:
                found = _rewrite(desk, folder, name, rows, staying)
                failures += found
                dropped += [] if found else rows
    if texts:
        _prune_rows(desk, texts, [])
        dropped += texts
    return replace(_pruned(dropped), failures=tuple(failures))


def _days_before(moment: datetime, days: int) -> datetime:
    try:
        return moment - timedelta(days=days)
    except OverflowError:  # before the year 1
        return datetime.min.replace(tzinfo=moment.tzinfo)


def _least_to_write_first(
    desk: Desk, files: dict[str | None, list[CaptureRow]]
) -> list[tuple[str, list[CaptureRow], list[CaptureRow]]]:
    """Return each file with the captures to prune and to keep. Those with the least to write come first: they free space."""
    gone = {row.id for rows in files.values() for row in rows}
    staying: dict[str, list[CaptureRow]] = {name: [] for name in files if name is not None}
    for name in staying:
        with desk.read() as session:
            rows = capture_rows(session, col(Capture.warc_file) == name)
        staying[name] = [row for row in rows if row.id not in gone]
    ordered = sorted(staying, key=lambda name: (sum(row.length or 0 for row in staying[name]), name))
    return [(name, files[name], staying[name]) for name in ordered]


def _remove(desk: Desk, folder: Path, files: Sequence[tuple[str, list[CaptureRow]]]) -> list[CaptureRow]:
    """Prune all captures of files, and remove the files. On a full disk the files are removed before the rows.

    Nothing refers to these captures: a prune that is interrupted in between leaves their rows to the next prune.
    """
    waiting: list[tuple[str, list[CaptureRow]]] = []
    dropped: list[CaptureRow] = []
    try:
        for each in files:
            waiting.append(each)
            if not _prune_waiting(desk, folder, waiting, dropped):
                (folder / each[0]).unlink(missing_ok=True)
        left = len(waiting) + 1
        while waiting and len(waiting) < left:
            left = len(waiting)
            _prune_waiting(desk, folder, waiting, dropped)
        if waiting and not _prune_waiting(desk, folder, waiting, dropped):
            raise DeskError(
                f"the disk under {folder} is full: the removal of {counted(len(waiting), 'file')} is not recorded yet"
            )
        if files:
            sync_folder(folder)
    except OSError as error:
        raise DeskError(complaint(folder, error)) from None
    return dropped


def _prune_waiting(
    desk: Desk, folder: Path, waiting: list[tuple[str, list[CaptureRow]]], dropped: list[CaptureRow]
) -> bool:
    """Prune the captures that wait, and remove their files; return whether the disk had space to record all of it."""
    while waiting:
        name, rows = waiting[0]
        try:
            _prune_rows(desk, rows, [])
        except DeskError:
            if not is_full(folder):
                raise
            truncate_log(desk.engine)
            return False
        (folder / name).unlink(missing_ok=True)
        dropped += rows
        del waiting[0]
    return True


def _pruned(rows: Sequence[CaptureRow]) -> Pruned:
    return Pruned(tuple(rows), sum(row.length or 0 for row in rows))


def _rewrite(desk: Desk, folder: Path, name: str, going: list[CaptureRow], staying: list[CaptureRow]) -> list[Failure]:
    """Prune captures from a file. Where a capture that stays cannot be read, leave the file unchanged and return the failures."""
    try:
        moved = _moved(desk, folder, name, staying) if staying else []
        _prune_rows(desk, going, moved)
        (folder / name).unlink(missing_ok=True)
        sync_folder(folder)
    except _Unreadable as unreadable:
        return unreadable.failures
    except OSError as error:
        raise DeskError(complaint(folder, error)) from None
    except CaptureReadError as trouble:
        raise DeskError(f"{trouble.detail}; {folder / name} stays as it is") from None
    return []


class _Unreadable(Exception):
    """Captures that stay cannot be read: their file is not changed."""

    def __init__(self, failures: list[Failure]) -> None:
        super().__init__()
        self.failures = failures


def _moved(desk: Desk, folder: Path, name: str, staying: list[CaptureRow]) -> list[CaptureRow]:
    """Write the captures that stay into a new file, read them back, and return their new locations.

    Raises _Unreadable, CaptureReadError, OSError.
    """
    failures: list[Failure] = []
    moved: list[CaptureRow] = []
    target = folder / _next_name(folder, name)
    mode = stat.S_IMODE(find(folder, name).stat().st_mode)
    with written_aside(target, mode=mode) as out:
        out.write(warcinfo(target.name, desk.clock(), {"software": "factcheck", "isPartOf": name})[0])
        out.writelines(leading_warcinfo(folder, name).values())  # the records that stay name them
        for row in staying:
            try:
                data = stored_bytes(folder, row)
            except CaptureReadError as trouble:
                failures.append(Failure(row.id, row.source_id, row.url, trouble.fault, trouble.detail))
                continue
            moved.append(replace(row, file=target.name, offset=out.tell()))
            out.write(data)
        if failures:
            raise _Unreadable(failures)
    for row in moved:
        assert row.file and row.offset is not None and row.length is not None and row.digest
        read_stored_bytes(folder, row.file, row.offset, row.length, row.digest)
    return moved


def _prune_rows(desk: Desk, going: list[CaptureRow], moved: list[CaptureRow]) -> None:
    """Record the new locations of the remaining captures, and delete the others, in one transaction."""
    with desk.write() as session:
        _log(session, desk, going, moved)
        for row in moved:
            place = {"warc_file": row.file, "warc_offset": row.offset}
            session.execute(sa.update(Capture).where(col(Capture.id) == row.id).values(**place))
        for start in range(0, len(going), STATEMENT_MAX_IDS):
            numbers = [row.id for row in going[start : start + STATEMENT_MAX_IDS]]
            session.execute(sa.delete(Capture).where(col(Capture.id).in_(numbers)))
        ledger.finish(session)


def _log(session: Session, desk: Desk, going: list[CaptureRow], moved: list[CaptureRow]) -> None:
    """Record the prune in the audit log."""
    dropped = [
        {"capture": row.id, "source": row.source_id, "at": row.at, "text": row.text_digest, "bytes": row.digest}
        for row in going
    ]
    first = session.get_one(Capture, going[0].id)
    moved_to = moved[0].file if moved else None
    data: dict[str, Any] = {"dropped": dropped, "moved_to": moved_to, "file": first.warc_file}
    ledger.record(session, desk.actor, "captures.pruned", first, at=desk.clock(), claim_id=None, **data)
    session.expunge(first)


def _next_name(folder: Path, name: str) -> str:
    match = _GENERATION.fullmatch(name)
    assert match
    number = int(match["number"] or 0)
    while True:
        number += 1
        following = f"{match['stem']}-p{number}.warc.gz"
        if not (folder / following).exists():
            return following


def _remove_left_over(desk: Desk, folder: Path) -> None:
    """Remove the files that an interrupted prune left: an unfinished file, and one whose captures are elsewhere or pruned.

    The audit log says which captures were pruned. A file that it does not name may belong to another copy of the desk, and
    stays.
    """
    for path in folder.glob(f"*{PART}"):
        if is_left_over(path.name):
            path.unlink(missing_ok=True)
    with desk.read() as session:
        known = {name for name in session.execute(sa.select(col(Capture.warc_file)).distinct()).scalars() if name}
        bare = [path for path in folder.glob("factcheck-*.warc.gz") if is_ours(path.name) and path.name not in known]
        stems = {_stem(name) for name in known}
        if any(_stem(path.name) not in stems for path in bare):
            pruned = sa.select(sa.func.json_extract(Event.data, "$.file")).where(col(Event.action) == "captures.pruned")
            stems |= {_stem(name) for name in session.execute(pruned).scalars() if name}
    for path in bare:
        if _stem(path.name) in stems:
            path.unlink()


def _stem(name: str) -> str:
    match = _GENERATION.fullmatch(name)
    return match["stem"] if match else name
