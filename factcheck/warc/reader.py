"""Stored records, read back and compared with the digests in the database."""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from factcheck.warc.folder import find, is_ours
from factcheck.warc.records import sha256
from factcheck.warc.recovery import last_complete_record


class Fault(StrEnum):
    """The kinds of damage of a capture's bytes."""

    MISSING = "missing"
    """The file does not exist, or ends before them."""
    UNREADABLE = "unreadable"
    """They cannot be read: no permission, a failing disk, or a name that is not one of ours."""
    MISMATCH = "mismatch"
    """They differ from those that were written."""


class CaptureReadError(Exception):
    """A capture's bytes cannot be read as they were written."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault, self.detail = fault, detail


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One record of a WARC file."""

    kind: str
    """WARC-Type."""
    url: str
    date: str
    """WARC-Date."""
    status: str | None
    """The HTTP status of a response."""
    first_line: str
    """The status line or the request line."""
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """As received: content codings are not decoded."""
    fields: dict[str, str]
    """The fields of the record's own header."""
    offset: int
    """From the beginning of the bytes that were read."""
    length: int

    def without_body(self) -> "StoredRecord":
        """Return the record without its body, for an index."""
        return replace(self, body=b"")


def read_stored_bytes(folder: Path, file: str, offset: int, length: int, digest: str) -> bytes:
    """Return the bytes of a capture's records. Raises CaptureReadError where they are not those that were written."""
    if not is_ours(file):
        raise CaptureReadError(Fault.UNREADABLE, f"{file!r} is not the name of a capture file")
    path = find(folder, file)
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            data = stream.read(length)
    except FileNotFoundError:
        raise CaptureReadError(Fault.MISSING, f"{path} is not there") from None
    except OSError as error:
        raise CaptureReadError(Fault.UNREADABLE, f"{path} cannot be read: {error.strerror}") from None
    if len(data) < length:
        raise CaptureReadError(
            Fault.MISSING, f"{path} ends at {offset + len(data):,}, before the capture's {offset + length:,}"
        )
    if sha256(data) != digest:
        raise CaptureReadError(
            Fault.MISMATCH, f"{path}: the bytes {offset:,} to {offset + length:,} are not those written"
        )
    return data


def records(data: bytes) -> Iterator[StoredRecord]:
    """Yield the records of a capture.

    Raises:
        CaptureReadError: The bytes are not complete records, or do not match a digest in them.
    """
    if last_complete_record(io.BytesIO(data)) != len(data):
        raise CaptureReadError(Fault.UNREADABLE, "the bytes are not complete WARC records")
    iterator = ArchiveIterator(io.BytesIO(data), check_digests=True)
    try:
        for record in iterator:
            body = record.raw_stream.read()  # before its place is asked, which passes over it
            offset = iterator.get_record_offset()
            if record.digest_checker.passed is False:
                raise CaptureReadError(Fault.MISMATCH, "; ".join(record.digest_checker.problems))
            head = record.http_headers
            kind = record.rec_type
            first = f"{head.protocol} {head.statusline}" if head else ""
            yield StoredRecord(
                kind=kind,
                url=record.rec_headers.get_header("WARC-Target-URI") or "",
                date=record.rec_headers.get_header("WARC-Date") or "",
                status=head.get_statuscode() if head and kind != "request" else None,
                first_line=first,
                headers=tuple(head.headers) if head else (),
                body=body,
                fields=dict(record.rec_headers.headers),
                offset=offset,
                length=iterator.get_record_length(),
            )
    except (ArchiveLoadFailed, zlib.error, EOFError, ValueError) as error:
        raise CaptureReadError(Fault.UNREADABLE, f"the bytes are not WARC records: {error}") from None


WARCINFO_ID = "WARC-Warcinfo-ID"
"""The field of a record that names the warcinfo record it belongs to."""
_WARCINFO_MAX_BYTES = 1 << 20


def leading_warcinfo(folder: Path, file: str) -> dict[str, bytes]:
    """Return the warcinfo records that a file begins with, by WARC-Record-ID, as the bytes they are stored in.

    A file that cannot be read has none.
    """
    found: dict[str, bytes] = {}
    if not is_ours(file):
        return found
    try:
        with find(folder, file).open("rb") as stream:
            while member := _member(stream):
                headers = _headers(zlib.decompress(member, 16 + zlib.MAX_WBITS))
                if headers.get("warc-type") != "warcinfo":
                    break
                found[headers.get("warc-record-id", "")] = member
    except (OSError, zlib.error):
        pass
    return found


def _member(stream: BinaryIO) -> bytes:
    """Return the bytes of the gzip member that begins here, and seek to its end; empty where it is too large or damaged."""
    machine, taken = zlib.decompressobj(16 + zlib.MAX_WBITS), b""
    start = stream.tell()
    while not machine.eof:
        data = stream.read(4096)
        taken += data
        if not data or len(taken) > _WARCINFO_MAX_BYTES:
            return b""
        machine.decompress(data, _WARCINFO_MAX_BYTES)
        if machine.unconsumed_tail:
            return b""
    member = taken[: len(taken) - len(machine.unused_data)]
    stream.seek(start + len(member))
    return member


def _headers(record: bytes) -> dict[str, str]:
    lines = record.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").split("\r\n")[1:]
    return {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
