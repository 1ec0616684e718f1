"""Streaming decoders for content codings, with a limit that a decompression bomb cannot exceed.

gzip, deflate (with and without its zlib wrapper), br and zstd (RFC 9110 section 8.4, RFC 1950–1952, 7932, 8878) are
decoded, also when stacked or mislabelled. Data decoded before an error is kept, except for the last few bytes of br
and zstd. The result does not depend on how the bytes were split.
"""

import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from typing import Any, Protocol

import brotli
import zstandard

OUTPUT_STEP_BYTES = 65_536
"""Maximum number of bytes decoded between two checks of the limit."""
RETRY_SLICE_BYTES = 4_096
"""Bytes of gzip or deflate that are decoded at once where the data contains an error."""
CODINGS_MAX = 5
ZSTD_WINDOW_MAX_BYTES = 2**23
"""The window size that browsers allow a zstd stream (RFC 9659)."""
LABEL_CHECK_BYTES = 64
"""Bytes that decide whether the label of a coding is true."""
UNSUPPORTED_CODINGS = frozenset(
    "aes128gcm bzip2 compress dcb dcz exi lzma pack200-gzip sdch x-bzip2 x-compress xz".split()
)
"""Real codings that are not decoded here. Any other unknown name is ignored: some servers write a charset there."""
_GZIP_MAGIC, _ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class CodingError(Exception):
    """The bytes are not valid in their content coding."""


class Decoder(Protocol):
    """An incremental decoder for one content coding."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the decoded data in pieces of about OUTPUT_STEP_BYTES. Raises CodingError."""
        ...

    @property
    def finished(self) -> bool:
        """Whether the stream has ended."""
        ...


class _Zlib:
    """Decoder for gzip with one or more members, and for deflate; bytes after the end are dropped.

    zlib returns nothing of a piece that contains an error, even if only the checksum is wrong: such a piece is decoded
    again, in smaller ones.
    """

    def __init__(self, *, gzip: bool) -> None:
        self.gzip = gzip
        self.decompressor: Any = zlib.decompressobj(16 + zlib.MAX_WBITS) if gzip else None
        self.pending = b""
        """Bytes too few to show whether they begin a zlib wrapper or a further gzip member."""
        self.finished = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        data = self.pending + data
        self.pending = b""
        if not self.gzip and self.decompressor is None:
            if len(data) < 2:
                self.pending = data
                return
            self.decompressor = zlib.decompressobj(zlib.MAX_WBITS if _has_zlib_header(data) else -zlib.MAX_WBITS)
        while data:
            if self.finished:
                if not self.gzip or not _GZIP_MAGIC.startswith(data[:2]):
                    return
                if len(data) < 2:
                    self.pending = data
                    return
                self.decompressor, self.finished = zlib.decompressobj(16 + zlib.MAX_WBITS), False
            data = yield from self._stream(data)

    def _stream(self, data: bytes) -> Generator[bytes, None, bytes]:
        """Yield the decoded data of one stream, and return the bytes that follow it."""
        while True:
            before = self.decompressor.copy()
            try:
                part = self.decompressor.decompress(data, OUTPUT_STEP_BYTES)
            except zlib.error as error:
                yield _up_to_the_error(before, data)
                raise CodingError(str(error)) from None
            data = self.decompressor.unconsumed_tail
            if part:
                yield part
            if self.decompressor.eof:
                self.finished = True
                return bytes(self.decompressor.unused_data)
            if not data and len(part) < OUTPUT_STEP_BYTES:
                return b""


def _up_to_the_error(decompressor: Any, data: bytes) -> bytes:
    """Decode up to an error: in slices, then the slice with the error byte by byte."""
    out = bytearray()
    before, piece = decompressor, data
    with suppress(zlib.error):
        for start in range(0, len(data), RETRY_SLICE_BYTES):
            before, piece = decompressor.copy(), data[start : start + RETRY_SLICE_BYTES]
            out += decompressor.decompress(piece)
    with suppress(zlib.error):
        for byte in piece:
            out += before.decompress(bytes((byte,)))
    return bytes(out)


def _has_zlib_header(data: bytes) -> bool:
    return data[0] & 0x0F == 8 and data[0] >> 4 <= 7 and (data[0] << 8 | data[1]) % 31 == 0


class _Brotli:
    """Decoder for br.

    The library returns nothing of a piece that contains an error, so that pieces are small.
    """

    SLICE_BYTES = 256

    def __init__(self) -> None:
        self.decompressor: Any = brotli.Decompressor()
        self.finished = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), self.SLICE_BYTES):
            if self.finished:
                return
            yield from self._stream(data[start : start + self.SLICE_BYTES])

    def _stream(self, data: bytes) -> Iterator[bytes]:
        while True:
            try:
                part = self.decompressor.process(data, output_buffer_limit=OUTPUT_STEP_BYTES)
            except brotli.error as error:
                raise CodingError(str(error)) from None
            data = b""
            if part:
                yield part
            self.finished = self.decompressor.is_finished()
            if self.finished or self.decompressor.can_accept_more_data():
                return


class _Zstd:
    """Decoder for zstd with one or more frames; bytes after the last frame are dropped."""

    SLICE_BYTES = 64
    """Bytes decoded at once: a block of four bytes may expand to 128 KB."""

    def __init__(self) -> None:
        self.factory: Any = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_MAX_BYTES)
        self.decompressor: Any = self.factory.decompressobj(write_size=OUTPUT_STEP_BYTES)
        self.pending = b""
        self.finished = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        data = self.pending + data
        self.pending = b""
        while data:
            if self.finished:
                if not _is_frame(data[:4]):
                    return
                if len(data) < 4:
                    self.pending = data
                    return
                self.decompressor, self.finished = self.factory.decompressobj(write_size=OUTPUT_STEP_BYTES), False
            piece, data = data[: self.SLICE_BYTES], data[self.SLICE_BYTES :]
            try:
                part = self.decompressor.decompress(piece)
            except zstandard.ZstdError as error:
                raise CodingError(str(error)) from None
            if part:
                yield part
            if self.decompressor.eof:
                self.finished = True
                data = self.decompressor.unused_data + data


def _is_frame(start: bytes) -> bool:
    """Return whether these bytes may begin a zstd frame or a skippable frame."""
    return _ZSTD_MAGIC.startswith(start) or (start[0] & 0xF0 == 0x50 and b"\x2a\x4d\x18".startswith(start[1:]))


_DECODERS: dict[str, Any] = {
    "gzip": lambda: _Zlib(gzip=True),
    "x-gzip": lambda: _Zlib(gzip=True),
    "deflate": lambda: _Zlib(gzip=False),
    "br": _Brotli,
    "zstd": _Zstd,
}


def decoders(codings: str | None) -> list[Decoder] | None:
    """Return the decoders of a Content-Encoding in the order to apply them; None: one coding is not supported."""
    names = [name.strip().lower() for name in (codings or "").split(",")]
    known = [name for name in names if name in _DECODERS]
    if UNSUPPORTED_CODINGS & set(names) or len(known) > CODINGS_MAX:
        return None
    return [_DECODERS[name]() for name in reversed(known)]


class Body:
    """A response body that is decoded as it arrives, limited in size, and marked when it is incomplete."""

    def __init__(self, codings: str | None, max_bytes: int, *, text: bool = False, record_raw: bool = False) -> None:
        decoder_chain = decoders(codings)
        self.decoder_chain: Sequence[Decoder] = decoder_chain or ()
        self.text = text
        """The body should be text, so that compressed data without a label is decoded too."""
        self.max_bytes = max_bytes
        self.data = bytearray()
        self.truncated: str | None = None if decoder_chain is not None else "encoding"
        """The value for :attr:`factcheck.verifier.http.response.Capture.truncated`."""
        self.pending: bytes | None = b"" if self.decoder_chain or text else None
        """The first bytes, buffered until there are enough to check the label; None: the label was checked."""
        self.raw_copy = bytearray() if record_raw else None
        """The bytes before decoding, if they were requested and something was decoded; otherwise ``data`` has them."""
        self.decoded_bytes = 0
        """Bytes that went through any decoder, including those between two decoders."""

    def feed(self, raw: bytes) -> bool:
        """Decode received bytes; return whether more are accepted."""
        if self.truncated:
            return False
        if self.pending is not None:
            self.pending += raw
            if len(self.pending) < LABEL_CHECK_BYTES:
                return True
            raw = self._decide()
        return self._push(raw)

    def raw_bytes(self, data: bytes) -> bytes:
        """Return the bytes before decoding.

        Where nothing was decoded, ``data`` itself is returned without a copy.
        """
        return bytes(self.raw_copy) if self.raw_copy and self.decoder_chain else data

    def end(self) -> None:
        """Finish the body: no more bytes will come."""
        if self.truncated:
            return
        if self.pending is not None:
            self._push(self._decide())
        if (
            self.truncated is None
            and self.decoded_bytes
            and not all(decoder.finished for decoder in self.decoder_chain)
        ):
            self.truncated = "encoding"

    def _decide(self) -> bytes:
        raw, self.pending = self.pending or b"", None
        if self.decoder_chain and not _matches_label(self.decoder_chain[0], raw[:LABEL_CHECK_BYTES]):
            self.decoder_chain = ()
        elif not self.decoder_chain and self.text and raw.startswith((_GZIP_MAGIC + b"\x08", _ZSTD_MAGIC)):
            self.decoder_chain = decoders("gzip" if raw.startswith(_GZIP_MAGIC) else "zstd") or ()
        return raw

    def _push(self, raw: bytes) -> bool:
        if self.raw_copy is not None and self.decoder_chain:
            self.raw_copy += raw
        try:
            for piece in self._decoded(raw, 0):
                self.data += piece
                if len(self.data) > self.max_bytes:
                    del self.data[self.max_bytes :]
                    self.truncated = "length"
                    return False
        except CodingError:
            self.truncated = "encoding"
            return False
        if self.decoded_bytes > 4 * self.max_bytes:
            self.truncated = "length"
        return self.truncated is None

    def _decoded(self, data: bytes, depth: int) -> Iterator[bytes]:
        self.decoded_bytes += len(data)
        if depth == len(self.decoder_chain):
            yield data
        elif self.decoded_bytes <= 4 * self.max_bytes:
            for piece in self.decoder_chain[depth].feed(data):
                yield from self._decoded(piece, depth + 1)


def _matches_label(outermost: Decoder, raw: bytes) -> bool:
    """Return whether the first bytes can be in the labelled coding: some servers label plain pages as gzip."""
    if isinstance(outermost, _Zlib) and outermost.gzip:
        return _GZIP_MAGIC.startswith(raw[:2])
    if isinstance(outermost, _Zstd):
        return not raw or _is_frame(raw[:4])
    readable = sum(0x20 <= byte < 0x7F or byte in b"\t\r\n" or byte >= 0x80 for byte in raw)
    return not raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{", b"[")) or readable < len(raw)
