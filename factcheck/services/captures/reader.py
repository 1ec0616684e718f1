"""Lists captures, reads them back, and compares them with the digests in the database."""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.errors import NotFound
from factcheck.models import Capture, Citation, Source, SourceCheck
from factcheck.services.desk import Desk
from factcheck.services.editing.validation import get_claim
from factcheck.store.row_ids import is_row_id
from factcheck.verifier.http.urls import canonical_url
from factcheck.verifier.scheduling.page_check import decompress_text
from factcheck.vocabulary import LinkOutcome
from factcheck.warc.folder import OPEN_SUFFIX, is_in_use, is_left_over, is_ours
from factcheck.warc.reader import CaptureReadError, Fault, StoredRecord, read_stored_bytes, records
from factcheck.warc.records import sha256

PAGE_MAX_ROWS = 500
IN_USE_NOTE = "is being written by a run; it loses .open from its name when the run ends"
CUT_OFF_NOTE = "was left by a run that was cut off; the next run completes it, and it loses .open from its name"


class SubjectKind(Enum):
    """The kinds of subjects that captures belong to."""

    ALL = auto()
    CLAIM = auto()
    SOURCE = auto()
    CITATION = auto()
    URL = auto()


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a request for captures: an id, or an address."""

    of: SubjectKind = SubjectKind.ALL
    id: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """A capture in a list."""

    id: int
    source_id: int
    source_check_id: int
    url: str
    final_url: str
    at: datetime
    link: LinkOutcome
    http_status: int | None
    content_type: str | None
    bytes: int | None
    """Of the decoded body."""
    payload_digest: str
    text_digest: str
    file: str | None
    """None: the check is older than capture files; the database has its text."""
    offset: int | None
    length: int | None
    digest: str | None
    refers_to: int | None


@dataclass(frozen=True, slots=True)
class CaptureDetail:
    """Everything that is stored of one check."""

    row: CaptureRow
    text: str | None
    records: tuple[StoredRecord, ...]
    troubles: tuple[CaptureReadError, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A capture that differs from what was written, or cannot be read."""

    capture_id: int
    source_id: int
    url: str
    fault: Fault
    detail: str


def list_captures(desk: Desk, subject: Subject | None = None) -> Iterator[CaptureRow]:
    """Yield captures, the oldest first. Raises NotFound for a claim, citation or source that does not exist."""
    wanted = subject or Subject()
    with desk.read() as session:
        condition = _condition(session, wanted)
    after = 0
    while True:
        with desk.read() as session:
            rows = capture_rows(session, condition & (col(Capture.id) > after), PAGE_MAX_ROWS)
        yield from rows
        if len(rows) < PAGE_MAX_ROWS:
            return
        after = rows[-1].id


def find_source(session: Session, subject: Subject) -> int:
    """Return the source of a citation, a source's number or an address. Raises NotFound."""
    if not is_row_id(subject.id):
        raise NotFound(f"there is no {subject.of.name.lower()} {subject.id}")
    match subject.of:
        case SubjectKind.CITATION:
            found = sa.select(col(Citation.source_id)).where(col(Citation.id) == subject.id)
            name = f"citation {subject.id}"
        case SubjectKind.URL:
            found = sa.select(col(Source.id)).where(col(Source.url) == canonical_url(subject.url))
            name = f"source at {subject.url}"
        case _:
            found = sa.select(col(Source.id)).where(col(Source.id) == subject.id)
            name = f"source {subject.id}"
    number = session.execute(found).scalar()
    if number is None:
        raise NotFound(f"there is no {name}")
    return int(number)


def _condition(session: Session, subject: Subject) -> sa.ColumnElement[bool]:
    match subject.of:
        case SubjectKind.ALL:
            return sa.true()
        case SubjectKind.CLAIM:
            claim = get_claim(session, subject.id)
            cited = sa.select(col(Citation.source_id)).where(col(Citation.claim_id) == claim.id)
            return col(Capture.source_id).in_(cited)
        case _:
            return col(Capture.source_id) == find_source(session, subject)


def capture_rows(session: Session, condition: sa.ColumnElement[bool], limit: int | None = None) -> list[CaptureRow]:
    """Return the captures that meet a condition, in the order of their checks."""
    own = (Capture.id, Capture.source_id, Capture.source_check_id, Capture.payload_digest, Capture.text_digest)
    location = (Capture.warc_file, Capture.warc_offset, Capture.warc_length, Capture.warc_digest, Capture.refers_to)
    check = (SourceCheck.at, SourceCheck.link, SourceCheck.http_status, SourceCheck.content_type, SourceCheck.bytes)
    query = (
        sa.select(*map(col, (*own, *location, *check)), col(Source.url), col(SourceCheck.final_url))
        .join(SourceCheck, col(SourceCheck.id) == col(Capture.source_check_id))
        .join(Source, col(Source.id) == col(Capture.source_id))
        .where(condition)
        .order_by(col(Capture.id))
        .limit(limit)
    )
    return [
        CaptureRow(
            id=row.id,
            source_id=row.source_id,
            source_check_id=row.source_check_id,
            url=row.url,
            final_url=row.final_url or row.url,
            at=row.at,
            link=row.link,
            http_status=row.http_status,
            content_type=row.content_type,
            bytes=row.bytes,
            payload_digest=row.payload_digest,
            text_digest=row.text_digest,
            file=row.warc_file,
            offset=row.warc_offset,
            length=row.warc_length,
            digest=row.warc_digest,
            refers_to=row.refers_to,
        )
        for row in session.execute(query)
    ]


def show_capture(desk: Desk, folder: Path | None, capture_id: int) -> CaptureDetail:
    """Return everything that is stored of a check, and the errors of records that cannot be read. Raises NotFound."""
    with desk.read() as session:
        rows = capture_rows(session, col(Capture.id) == capture_id) if is_row_id(capture_id) else []
        if not rows:
            raise NotFound(f"there is no capture {capture_id}")
        packed = session.execute(sa.select(col(Capture.text)).where(col(Capture.id) == capture_id)).scalar_one()
    troubles: list[CaptureReadError] = []
    text: str | None = None
    stored: tuple[StoredRecord, ...] = ()
    try:
        text = stored_text(packed, rows[0].text_digest)
    except CaptureReadError as trouble:
        troubles.append(trouble)
    try:
        stored = tuple(records(stored_bytes(folder, rows[0]))) if rows[0].file else ()
    except CaptureReadError as trouble:
        troubles.append(trouble)
    return CaptureDetail(rows[0], text, stored, tuple(troubles))


def stored_text(packed: bytes, digest: str) -> str:
    """Return a capture's text. Raises CaptureReadError where it is not the one that was stored."""
    try:
        text = decompress_text(packed)
    except (zlib.error, UnicodeDecodeError) as error:
        raise CaptureReadError(Fault.UNREADABLE, f"its text cannot be unpacked: {error}") from None
    if sha256(text.encode()) != digest:
        raise CaptureReadError(Fault.MISMATCH, "its text is not the one that was stored")
    return text


def stored_bytes(folder: Path | None, row: CaptureRow) -> bytes:
    """Return the bytes of a capture's records. Raises CaptureReadError."""
    assert row.file is not None and row.offset is not None and row.length is not None and row.digest is not None
    if folder is None:
        raise CaptureReadError(Fault.MISSING, f"no folder of captures is set, and {row.file} is in one")
    return read_stored_bytes(folder, row.file, row.offset, row.length, row.digest)


@dataclass(slots=True)
class Verification:
    """The counts of a verification of all captures."""

    checked: int = 0
    text_only: int = 0
    """Captures of checks that are older than capture files."""
    faults: Counter[Fault] = field(default_factory=Counter)


def verify_captures(desk: Desk, folder: Path | None, counts: Verification) -> Iterator[Failure]:
    """Read every capture back, compare its digests, and yield the failures; ``counts`` is updated on the way."""
    after = 0
    while True:
        with desk.read() as session:
            rows = capture_rows(session, col(Capture.id) > after, PAGE_MAX_ROWS)
            texts = sa.select(col(Capture.id), col(Capture.text)).where(col(Capture.id).in_([row.id for row in rows]))
            packed: dict[int, bytes] = dict(session.execute(texts).all())
        for row in rows:
            counts.checked += 1
            counts.text_only += row.file is None
            for trouble in _troubles(folder, row, packed[row.id]):
                counts.faults[trouble.fault] += 1
                yield Failure(row.id, row.source_id, row.url, trouble.fault, trouble.detail)
        if len(rows) < PAGE_MAX_ROWS:
            return
        after = rows[-1].id


def _troubles(folder: Path | None, row: CaptureRow, packed: bytes) -> Iterator[CaptureReadError]:
    try:
        stored_text(packed, row.text_digest)
    except CaptureReadError as trouble:
        yield trouble
    if row.file is None:
        return
    try:
        for _ in records(stored_bytes(folder, row)):
            pass
    except CaptureReadError as trouble:
        yield trouble


def unknown_files(desk: Desk, folder: Path | None) -> Iterator[str]:
    """Yield a sentence for each entry of the folder without a capture. A verification does not touch them."""
    if folder is None or not folder.is_dir():
        return
    with desk.read() as session:
        known = set(session.execute(sa.select(col(Capture.warc_file)).distinct()).scalars())
    for path in sorted(folder.iterdir()):
        if is_ours(path.name.removesuffix(OPEN_SUFFIX)) and path.name.endswith(OPEN_SUFFIX):
            yield f"{path} {IN_USE_NOTE if is_in_use(path) else CUT_OFF_NOTE}"
        elif is_left_over(path.name):
            yield f"{path} was left by a prune that was cut off; the next prune removes it"
        elif not is_ours(path.name):
            yield f"{path} is not a file of ours"
        elif path.name not in known:
            yield f"{path} contains no capture of this desk"
