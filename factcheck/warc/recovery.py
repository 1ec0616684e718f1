"""Where the whole records of a file end: what a crash left behind them is no record."""

import zlib
from typing import BinaryIO

PIECE = 1 << 16
_LONGEST_HEAD = 1 << 20


def whole_until(stream: BinaryIO, start: int = 0) -> int:
    """Return where the last whole record ends, in bytes; ``start`` is where one begins.

    A record is whole when it is a gzip member of its own whose checksum holds, and as long as it says.
    """
    stream.seek(start)
    end, held = start, b""
    while True:
        machine, shape, taken = zlib.decompressobj(16 + zlib.MAX_WBITS), _Shape(), 0
        while not machine.eof:
            data = held or stream.read(PIECE)
            held = b""
            if not data:
                return end
            try:
                shape.feed(machine.decompress(data))
            except (zlib.error, ValueError):
                return end
            taken += len(data) - len(machine.unused_data)
        if not shape.whole:
            return end
        held = machine.unused_data
        end += taken


class _Shape:
    """Whether what a member holds has a record's shape: a head, as many bytes as it says, and two line ends."""

    def __init__(self) -> None:
        self.head = b""
        self.size: int | None = None
        self.length = 0
        self.ending = b""

    def feed(self, data: bytes) -> None:
        """Take bytes. Raises ValueError where they are no record."""
        self.length += len(data)
        self.ending = (self.ending + data)[-4:]
        if self.size is not None:
            return
        self.head += data
        head, end, _ = self.head.partition(b"\r\n\r\n")
        if end:
            self.head = b""
            self.size = len(head) + 4 + _content_length(head) + 4
        elif len(self.head) > _LONGEST_HEAD:
            raise ValueError("a head without an end")

    @property
    def whole(self) -> bool:
        """Whether it is one whole record."""
        return self.size == self.length and self.ending == b"\r\n\r\n"


def _content_length(head: bytes) -> int:
    version, *lines = head.split(b"\r\n")
    if not version.startswith(b"WARC/"):
        raise ValueError("no WARC record")
    for line in lines:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    raise ValueError("a record without a length")
