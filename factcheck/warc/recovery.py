"""The end of the last complete record of a file. A crash can leave bytes after it."""

import zlib
from typing import BinaryIO

_READ_BYTES = 1 << 16
_HEAD_MAX_BYTES = 1 << 20


def last_complete_record(stream: BinaryIO, start: int = 0) -> int:
    """Return the offset of the end of the last complete record; a record begins at ``start``.

    A record is complete when it is a gzip member with a valid checksum, and has the length that its header states.
    """
    stream.seek(start)
    end, pending = start, b""
    while True:
        machine, shape, taken = zlib.decompressobj(16 + zlib.MAX_WBITS), _Shape(), 0
        while not machine.eof:
            data = pending or stream.read(_READ_BYTES)
            pending = b""
            if not data:
                return end
            try:
                shape.feed(machine.decompress(data))
            except (zlib.error, ValueError):
                return end
            taken += len(data) - len(machine.unused_data)
        if not shape.is_complete:
            return end
        pending = machine.unused_data
        end += taken


class _Shape:
    """Checks the content of a member: a head, a body of the stated length, and two line ends."""

    def __init__(self) -> None:
        self.head = b""
        self.size: int | None = None
        self.length = 0
        self.ending = b""

    def feed(self, data: bytes) -> None:
        """Add bytes. Raises ValueError where they are not a record."""
        self.length += len(data)
        self.ending = (self.ending + data)[-4:]
        if self.size is not None:
            return
        self.head += data
        head, end, _ = self.head.partition(b"\r\n\r\n")
        if end:
            self.head = b""
            self.size = len(head) + 4 + _content_length(head) + 4
        elif len(self.head) > _HEAD_MAX_BYTES:
            raise ValueError("a head without an end")

    @property
    def is_complete(self) -> bool:
        """Whether it is one complete record."""
        return self.size == self.length and self.ending == b"\r\n\r\n"


def _content_length(head: bytes) -> int:
    version, *lines = head.split(b"\r\n")
    if not version.startswith(b"WARC/"):
        raise ValueError("not a WARC record")
    for line in lines:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    raise ValueError("a record without a length")
