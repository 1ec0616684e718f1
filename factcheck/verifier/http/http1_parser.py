"""HTTP/1 answers as servers send them, taken apart as browsers take them apart. Pure: bytes in, values out.

RFC 9112 says what an answer looks like; servers stray from it, and their pages are read all the same: lines that end in a
bare LF, no reason phrase, header lines that are none, lengths given twice, no head at all. What cannot be made sense of is
``NotHttp``; a body that breaks off keeps what came.
"""

import re
from dataclasses import dataclass, replace

HEAD_MAX_BYTES = 512 * 1024
"""Bytes of an answer's head, over all interim answers."""
INTERIM_MAX_RESPONSES = 32
"""Answers of status 1xx before the one that counts (RFC 9110, 15.2)."""
LEADING_JUNK_MAX_BYTES = 512
"""Bytes of rubbish that may stand before a status line."""
CHUNK_SIZE_LINE_MAX_BYTES = 16 * 1024
"""Bytes of one chunk's size with its extensions."""
SURPLUS_MAX_BYTES = 16
"""Bytes beyond a told length that are no part of a page: servers end their bodies with a blank line."""

_STATUS_LINE = re.compile(
    rb"(?:HTTP(?:/(?P<version>\d+(?:\.\d+)?))?|ICY)[ \t]+(?P<status>[1-9]\d\d)(?!\d)", re.IGNORECASE
)
_STATUS_LINE_START = re.compile(_STATUS_LINE.pattern[: -len(rb"(?!\d)")] + rb"(?=\D)", re.IGNORECASE)
"""The same with what follows it: "HTTP/1.1 200" may go on to be no status."""
_HEAD_END = re.compile(rb"\n\r?\n")
_NAME = re.compile(rb"[^\s:\x00-\x1f\x7f]+")


class NotHttp(Exception):
    """The bytes are no answer to a request."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an answer."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...] = ()
    """Names in lower case, in the order and number they came; what is no header line is left out."""
    is_http10: bool = False
    """HTTP/1.0 or older: the connection closes unless it says otherwise."""
    raw: bytes = b""
    """The head as it came, with the line that ends it; empty where a page came without one (HTTP/0.9)."""

    def tokens(self, name: bytes) -> list[bytes]:
        """Return the members of a list header, in lower case."""
        values = [value for key, value in self.headers if key == name]
        return [token.strip().lower() for value in values for token in value.split(b",") if token.strip()]

    def persists(self) -> bool:
        """Return whether the server means to keep the connection (RFC 9112, 9.3)."""
        said = self.tokens(b"connection")
        return b"close" not in said and (not self.is_http10 or b"keep-alive" in said)


def parse_head(raw: bytes) -> Head | None:
    """Return the head that these bytes are; None: their first line is no status line."""
    first, *lines = raw.split(b"\n")
    match = _STATUS_LINE.match(first)
    if match is None:
        return None
    headers: list[tuple[bytes, bytes]] = []
    for line in lines:
        if line[:1] in {b" ", b"\t"}:
            if headers and line.strip():
                headers[-1] = (headers[-1][0], headers[-1][1] + b" " + line.strip())
            continue
        name, colon, value = line.partition(b":")
        name = name.strip().lower()
        if colon and _NAME.fullmatch(name):
            headers.append((name, value.strip()))
    version = match["version"]
    return Head(int(match["status"]), tuple(headers), is_http10=version is None or version.startswith((b"0", b"1.0")))


class HeadReader:
    """Takes bytes until the head that counts is whole. What follows it stays in ``buffer``."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.interim_count = 0
        self.taken = 0
        self.scanned = 0
        """Bytes of the buffer known to hold no end of a head."""

    def feed(self, data: bytes) -> Head | None:
        """Return the head; None: more bytes are wanted. Raises NotHttp."""
        self.buffer += data
        while self._skip_to_head():
            if self.buffer[:1] == b"<":
                return Head(200, is_http10=True)
            end = _HEAD_END.search(self.buffer, max(self.scanned - 2, 0))
            if self.taken + (end.end() if end else len(self.buffer)) > HEAD_MAX_BYTES:
                raise NotHttp(f"the head is longer than {HEAD_MAX_BYTES:,} bytes")
            if end is None:
                self.scanned = len(self.buffer)
                return None
            raw = bytes(self.buffer[: end.end()])
            head = parse_head(raw[: end.start()])
            assert head
            del self.buffer[: end.end()]
            self.taken += end.end()
            self.scanned = 0
            if head.status >= 200:
                return replace(head, raw=raw)
            self.interim_count += 1
            if head.status == 101 or self.interim_count > INTERIM_MAX_RESPONSES:
                raise NotHttp("it answers with another protocol, or never in earnest")
        return None

    def _skip_to_head(self) -> bool:
        """Drop what stands before a status line, or before a page without one (HTTP/0.9); return whether one begins."""
        if self.scanned:
            return True
        while self.buffer[:1].isspace():
            del self.buffer[:1]
            self.taken += 1
        start = _STATUS_LINE_START.search(self.buffer, 0, LEADING_JUNK_MAX_BYTES)
        if start:
            if self.buffer[:1] != b"<" or self.interim_count:
                del self.buffer[: start.start()]
            return True
        if self.buffer[:1] == b"<":
            return len(self.buffer) >= LEADING_JUNK_MAX_BYTES
        if len(self.buffer) >= LEADING_JUNK_MAX_BYTES:
            raise NotHttp(f"it begins with {bytes(self.buffer[:20])!r}")
        if self.taken > HEAD_MAX_BYTES:
            raise NotHttp("it says nothing at length")
        return False

    def end(self) -> Head:
        """Return the head of an answer that broke off, where it is one without a head. Raises NotHttp."""
        if self.buffer[:1] == b"<" and not self.interim_count:
            return Head(200, is_http10=True)
        raise NotHttp(f"it begins with {bytes(self.buffer[:20])!r}")

    @property
    def has_data(self) -> bool:
        """Whether the server said anything at all."""
        return bool(self.buffer or self.taken or self.interim_count)

    @property
    def may_be_http(self) -> bool:
        """Whether what it said so far may become an answer."""
        return bool(
            self.interim_count
            or _STATUS_LINE.search(self.buffer, 0, LEADING_JUNK_MAX_BYTES)
            or b"HTTP".startswith(self.buffer[:4])
        )


class UntilCloseBody:
    """A body that ends with its connection."""

    done = False
    is_complete = True
    reusable = False
    expects_more = True

    def feed(self, data: bytes) -> bytes:
        """Return what of these bytes is payload."""
        return data


class ContentLengthBody:
    """A body of a length told before; where two lengths are told, either may be the true one."""

    def __init__(self, lengths: set[int]) -> None:
        self.lengths = sorted(lengths)
        self.received = 0
        self.has_surplus = False
        self.surplus = 0
        """Bytes beyond the length, white space left out. More than a few, and the page is longer than was told."""

    def feed(self, data: bytes) -> bytes:
        """Return what of these bytes is payload."""
        wanted = data[: self.lengths[-1] - self.received]
        self.has_surplus |= len(wanted) < len(data)
        self.surplus += len(data[len(wanted) :].strip())
        self.received += len(wanted)
        return wanted

    @property
    def done(self) -> bool:
        """Whether no more will come."""
        return self.received >= self.lengths[-1]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing when the connection ends now."""
        return self.received >= self.lengths[0] and self.surplus <= SURPLUS_MAX_BYTES

    @property
    def reusable(self) -> bool:
        """Whether another answer may follow on the connection."""
        return self.done and not self.has_surplus and len(self.lengths) == 1

    @property
    def expects_more(self) -> bool:
        """Whether it is worth waiting long for more."""
        return self.received < self.lengths[0]


class ChunkedBody:
    """A body in chunks (RFC 9112, 7.1). A size that is none ends it, broken off; extensions and trailers are dropped."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.chunk_remaining = 0
        """Bytes of the chunk under way that have not come."""
        self.expects_chunk_end = False
        """A chunk is over, and the end of its line has not come."""
        self.done = False
        self.is_complete = False
        self.reusable = False
        self.expects_more = True

    def feed(self, data: bytes) -> bytes:
        """Return what of these bytes is payload."""
        self.buffer += data
        out = bytearray()
        while self.buffer and not self.done:
            if self.chunk_remaining:
                part = self.buffer[: self.chunk_remaining]
                del self.buffer[: len(part)]
                self.chunk_remaining -= len(part)
                self.expects_chunk_end = self.chunk_remaining == 0
                out += part
            elif not self._read_chunk_size():
                break
        return bytes(out)

    def _read_chunk_size(self) -> bool:
        """Read the next chunk's size; return whether it was there."""
        if self.expects_chunk_end:
            for ending in (b"\r\n", b"\n"):
                if self.buffer.startswith(ending):
                    del self.buffer[: len(ending)]
                    self.expects_chunk_end = False
                    break
            else:
                if self.buffer == b"\r":
                    return False
                self.expects_chunk_end = False
        line, newline, _ = self.buffer.partition(b"\n")
        if not newline:
            self.done = len(self.buffer) > CHUNK_SIZE_LINE_MAX_BYTES
            return False
        del self.buffer[: len(line) + 1]
        digits = bytes(line).partition(b";")[0].strip()
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,16}", digits):
            self.done = True
            return False
        self.chunk_remaining = int(digits, 16)
        if self.chunk_remaining == 0:
            self.done = self.is_complete = True
            self.reusable = bytes(self.buffer) in {b"\r\n", b"\n"}
        return True


BodyFraming = UntilCloseBody | ContentLengthBody | ChunkedBody


def body_framing(head: Head) -> BodyFraming:
    """Return how the body after this head is told from what follows it (RFC 9112, 6.3)."""
    if head.status in {204, 205, 304} or head.status < 200:
        return ContentLengthBody({0})
    if b"chunked" in head.tokens(b"transfer-encoding"):
        return ChunkedBody()
    lengths = {int(token) for token in head.tokens(b"content-length") if re.fullmatch(rb"\d{1,18}", token)}
    return ContentLengthBody(lengths) if lengths else UntilCloseBody()
