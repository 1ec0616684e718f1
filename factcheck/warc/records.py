"""HTTP exchanges as the bytes of WARC records, one gzip member each."""

import hashlib
import io
import uuid
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from factcheck.verifier.http.exchange_log import Exchange
from factcheck.warc.http_head import stored_head

WARC_VERSION = "WARC/1.1"
IDENTICAL_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
COMPRESSION_LEVEL = 1
"""zlib's level for bodies that are not compressed already; the others are stored."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A response whose payload a later one repeats."""

    capture_id: int
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one capture, as bytes."""

    data: bytes
    payload_digest: str | None
    """The digest of the last response's payload in its record; None where it is empty."""
    at: datetime
    """The time of the last request."""
    earlier: Earlier | None
    """The response that the last one repeats, so that its record is a revisit."""


def sha256(data: bytes) -> str:
    """Return the digest of bytes in the form of WARC files and the database."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def warc_date(moment: datetime) -> str:
    """Return a moment as WARC-Date (W3C-DTF, UTC), to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Members:
    """A stream that makes one gzip member (RFC 1952) of the bytes between two flushes."""

    def __init__(self) -> None:
        self.out = io.BytesIO()
        self.level = COMPRESSION_LEVEL
        self.machine: Any = None

    def write(self, data: bytes) -> None:
        """Add bytes to the current member."""
        if self.machine is None:
            self.machine = zlib.compressobj(self.level, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        self.out.write(self.machine.compress(data))

    def flush(self) -> None:
        """End the member."""
        if self.machine is not None:
            self.out.write(self.machine.flush())
            self.machine = None


def warcinfo(name: str, at: datetime, fields: dict[str, str], record_id: str | None = None) -> tuple[bytes, str]:
    """Return the first record of a file and its WARC-Record-ID, which is new unless ``record_id`` is given."""
    members = Members()
    writer = WARCWriter(members, gzip=False, warc_version=WARC_VERSION)
    record = writer.create_warcinfo_record(name, fields)
    record.rec_headers.replace_header("WARC-Date", warc_date(at))
    if record_id is not None:
        record.rec_headers.replace_header("WARC-Record-ID", record_id)
    writer.write_record(record)
    return members.out.getvalue(), record.rec_headers.get_header("WARC-Record-ID")


def group(exchanges: Sequence[Exchange], info: str, earlier: dict[str, Earlier]) -> Group:
    """Return the records of a capture: each response, then its request.

    The last response is a revisit where ``earlier`` has its payload's digest.
    """
    members = Members()
    writer = WARCWriter(members, gzip=False, warc_version=WARC_VERSION)
    last = exchanges[-1]
    digest = sha256(last.body) if last.body else None
    repeated = earlier.get(digest) if digest and last.head else None
    for each in exchanges:
        revisited = repeated if each is last else None
        payload = digest if each is last else sha256(each.body) if each.body else None
        response_id = f"<urn:uuid:{uuid.uuid4()}>"
        common = [("WARC-Date", warc_date(each.at)), ("WARC-Target-URI", each.url), ("WARC-Warcinfo-ID", info)]
        common += [("WARC-IP-Address", each.address)] if each.address else []
        common += [("WARC-Protocol", each.protocol)] if each.protocol else []
        members.level = 0 if each.coded else COMPRESSION_LEVEL
        writer.write_record(_response(each, response_id, common, payload, revisited))
        members.level = COMPRESSION_LEVEL
        writer.write_record(_request(each, response_id, common))
    return Group(members.out.getvalue(), digest, last.at, repeated)


def _response(
    each: Exchange, name: str, common: list[tuple[str, str]], payload: str | None, earlier: Earlier | None
) -> ArcWarcRecord:
    fields = [("WARC-Record-ID", name), *common]
    if payload:
        fields.append(("WARC-Payload-Digest", payload))
    if each.truncated:
        fields.append(("WARC-Truncated", each.truncated))
    if not each.head:
        return _record("resource", fields, each.body, "text/html")
    head = stored_head(each.head)
    if earlier is None:
        return _record("response", fields, head + each.body, "application/http; msgtype=response")
    fields += [
        ("WARC-Profile", IDENTICAL_PROFILE),
        ("WARC-Refers-To-Target-URI", earlier.url),
        ("WARC-Refers-To-Date", warc_date(earlier.at)),
    ]
    return _record("revisit", fields, head, "application/http; msgtype=response")


def _request(each: Exchange, response_id: str, common: list[tuple[str, str]]) -> ArcWarcRecord:
    fields = [("WARC-Record-ID", f"<urn:uuid:{uuid.uuid4()}>"), *common, ("WARC-Concurrent-To", response_id)]
    return _record("request", fields, each.request, "application/http; msgtype=request")


def _record(kind: str, fields: list[tuple[str, str]], block: bytes, content_type: str) -> ArcWarcRecord:
    """Return a record with these bytes as its block. Given a head, warcio would parse it and write it anew."""
    headers = StatusAndHeaders("", [("WARC-Type", kind), *fields], protocol=WARC_VERSION)
    headers.add_header("WARC-Block-Digest", sha256(block))
    # The writer copies the block of a warcinfo record unchanged and adds no digest, so every record is one to it.
    return ArcWarcRecord("warc", "warcinfo", headers, io.BytesIO(block), None, content_type, len(block))
