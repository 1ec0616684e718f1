"""An HTTP/1 parser as lenient as browsers. Pure: bytes in, values out.

RFC 9112 specifies a response; servers deviate from it, and their pages are read all the same: lines that end in a bare
LF, a missing reason phrase, malformed header lines, two lengths, no head at all. Bytes that make no sense raise
``NotHttp``; a body that breaks off keeps the bytes that came.
"""

import re
from dataclasses import dataclass

HEAD_MAX_BYTES = 512 * 1024
"""Maximum size of a response head in bytes, including all interim responses."""
INTERIM_MAX_RESPONSES = 32
"""Maximum number of interim (1xx) responses (RFC 9110, 15.2)."""
LEADING_JUNK_MAX_BYTES = 512
"""Bytes of junk accepted before a status line."""
CHUNK_SIZE_LINE_MAX_BYTES = 16 * 1024
"""Maximum length of a chunk-size line with its extensions."""
SURPLUS_MAX_BYTES = 16
"""Bytes beyond the declared length that do not make a body longer than declared: some servers append a blank line."""

_STATUS_LINE = re.compile(
    rb"(?:HTTP(?:/(?P<version>\d+(?:\.\d+)?))?|ICY)[ \t]+(?P<status>[1-9]\d\d)(?!\d)", re.IGNORECASE
)
_STATUS_LINE_START = re.compile(_STATUS_LINE.pattern[: -len(rb"(?!\d)")] + rb"(?=\D)", re.IGNORECASE)
"""The same with the byte that follows it: "HTTP/1.1 200" may continue as something else."""
_HEAD_END = re.compile(rb"\n\r?\n")
_NAME = re.compile(rb"[^\s:\x00-\x1f\x7f]+")


class NotHttp(Exception):
    """The bytes are not an HTTP response."""


@dataclass(frozen=True, slots=True)
class Head:
    """A parsed response head."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...] = ()
    """Names in lower case, in their original order and number; malformed lines are left out."""
    is_http10: bool = False
    """HTTP/1.0 or older: the connection closes unless the response says otherwise."""
    raw: bytes = b""
    """The head as received, including the empty line that ends it; empty for a page without a head (HTTP/0.9)."""

    def tokens(self, name: bytes) -> list[bytes]:
        """Return the members of a list header in lower case."""
        values = [value for key, value in self.headers if key == name]
        return [token.strip().lower() for value in values for token in value.split(b",") if token.strip()]

    def persists(self) -> bool:
        """Return whether the server keeps the connection open (RFC 9112, 9.3)."""
        options = self.tokens(b"connection")
        return b"close" not in options and (not self.is_http10 or b"keep-alive" in options)


def parse_head(raw: bytes) -> Head | None:
    """Return the parsed head; None: the first line is not a status line."""
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
    """Incremental parser of the final response head. The bytes after it stay in ``buffer``."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.interim_count = 0
        self.taken = 0
        self.scanned = 0
        """Bytes of the buffer already searched for the end of a head."""

    def feed(self, data: bytes) -> Head | None:
        """Return the head; None: more bytes are needed. Raises NotHttp."""
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
                return Head(head.status, head.headers, head.is_http10, raw)
            self.interim_count += 1
            if head.status == 101 or self.interim_count > INTERIM_MAX_RESPONSES:
                raise NotHttp("it switches to another protocol, or sends no final response")
        return None

    def _skip_to_head(self) -> bool:
        """Drop junk before a status line or a page without one (HTTP/0.9); return whether a head begins."""
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
            raise NotHttp("it begins with too much white space")
        return False

    def end(self) -> Head:
        """Return the head of a page without one whose connection has closed. Raises NotHttp."""
        if self.buffer[:1] == b"<" and not self.interim_count:
            return Head(200, is_http10=True)
        raise NotHttp(f"it begins with {bytes(self.buffer[:20])!r}")

    @property
    def has_data(self) -> bool:
        """Whether the server sent anything at all."""
        return bool(self.buffer or self.taken or self.interim_count)

    @property
    def may_be_http(self) -> bool:
        """Whether the bytes so far may become a response."""
        return bool(
            self.interim_count
            or _STATUS_LINE.search(self.buffer, 0, LEADING_JUNK_MAX_BYTES)
            or b"HTTP".startswith(self.buffer[:4])
        )


class UntilCloseBody:
    """A body that ends when its connection closes."""

    done = False
    is_complete = True
    reusable = False
    expects_more = True

    def feed(self, data: bytes) -> bytes:
        """Return the payload in these bytes."""
        return data


class ContentLengthBody:
    """A body with a declared length; of two different declared lengths, either may be true."""

    def __init__(self, lengths: set[int]) -> None:
        self.lengths = sorted(lengths)
        self.received = 0
        self.has_surplus = False
        self.surplus = 0
        """Bytes beyond the length, without white space. More than a few show that the page is longer than declared."""

    def feed(self, data: bytes) -> bytes:
        """Return the payload in these bytes."""
        wanted = data[: self.lengths[-1] - self.received]
        self.has_surplus |= len(wanted) < len(data)
        self.surplus += len(data[len(wanted) :].strip())
        self.received += len(wanted)
        return wanted

    @property
    def done(self) -> bool:
        """Whether the body has ended."""
        return self.received >= self.lengths[-1]

    @property
    def is_complete(self) -> bool:
        """Whether the body is complete if the connection closes now."""
        return self.received >= self.lengths[0] and self.surplus <= SURPLUS_MAX_BYTES

    @property
    def reusable(self) -> bool:
        """Whether the connection may carry another response."""
        return self.done and not self.has_surplus and len(self.lengths) == 1

    @property
    def expects_more(self) -> bool:
        """Whether the body needs more bytes to be complete."""
        return self.received < self.lengths[0]


class ChunkedBody:
    """A body in chunks (RFC 9112, 7.1).

    An invalid chunk size ends it as incomplete; extensions and trailers are dropped.
    """

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.chunk_remaining = 0
        """Bytes of the current chunk that have not come yet."""
        self.expects_chunk_end = False
        """The chunk is complete, and the end of its line has not come yet."""
        self.done = False
        self.is_complete = False
        self.reusable = False
        self.expects_more = True

    def feed(self, data: bytes) -> bytes:
        """Return the payload in these bytes."""
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
        """Parse the next chunk size; return whether it was there."""
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
    """Return the framing of the body after this head (RFC 9112, 6.3)."""
    if head.status in {204, 205, 304} or head.status < 200:
        return ContentLengthBody({0})
    if b"chunked" in head.tokens(b"transfer-encoding"):
        return ChunkedBody()
    lengths = {int(token) for token in head.tokens(b"content-length") if re.fullmatch(rb"\d{1,18}", token)}
    return ContentLengthBody(lengths) if lengths else UntilCloseBody()
