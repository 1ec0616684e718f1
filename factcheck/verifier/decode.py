"""Content codings undone as the bytes come, within a bound: a bomb costs no more than the page it could have been.

gzip, deflate (with and without its zlib wrapper), br and zstd (RFC 9110 section 8.4, RFC 1950–1952, 7932, 8878), stacked
or mislabelled. What was decoded before the trouble is kept.
"""

import zlib
from collections.abc import Sequence
from typing import Any, Protocol

import brotli
import zstandard

STEP = 65_536
"""Bytes decoded at most before the bound is looked at again."""


class CodingError(Exception):
    """The bytes are not what their coding says."""


class Decoder(Protocol):
    """One content coding, undone piece by piece."""

    def feed(self, data: bytes, room: int) -> bytes:
        """Return what the data decodes to, no more than about ``room`` bytes of it."""
        ...


class _Zlib:
    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.machine = zlib.decompressobj(bits)
        self.started = False

    def feed(self, data: bytes, room: int) -> bytes:
        out = bytearray()
        while data and len(out) <= room:
            try:
                out += self.machine.decompress(data, STEP)
            except zlib.error as error:
                if self.bits == zlib.MAX_WBITS and not self.started:
                    self.bits, self.machine = -zlib.MAX_WBITS, zlib.decompressobj(-zlib.MAX_WBITS)
                    continue
                raise CodingError(str(error)) from None
            self.started = True
            data = self.machine.unconsumed_tail
            if self.machine.eof:
                data = self._next_member()
        return bytes(out)

    def _next_member(self) -> bytes:
        rest = self.machine.unused_data
        if self.bits == 16 + zlib.MAX_WBITS and rest.startswith(b"\x1f\x8b"):
            self.machine = zlib.decompressobj(self.bits)
            return rest
        return b""


class _Brotli:
    def __init__(self) -> None:
        self.machine: Any = brotli.Decompressor()

    def feed(self, data: bytes, room: int) -> bytes:
        out = bytearray()
        try:
            out += self.machine.process(data, output_buffer_limit=STEP)
            while not self.machine.can_accept_more_data() and len(out) <= room:
                out += self.machine.process(b"", output_buffer_limit=STEP)
        except brotli.error as error:
            raise CodingError(str(error)) from None
        return bytes(out)


class _Zstd:
    def __init__(self) -> None:
        self.machine: Any = zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj(write_size=STEP)

    def feed(self, data: bytes, room: int) -> bytes:
        out = bytearray()
        for start in range(0, len(data), 1024):
            if len(out) > room or self.machine.eof:
                break
            try:
                out += self.machine.decompress(data[start : start + 1024])
            except zstandard.ZstdError as error:
                raise CodingError(str(error)) from None
        return bytes(out)


def decoders(codings: str | None) -> list[Decoder] | None:
    """Return the decoders of a Content-Encoding, in the order they undo it; None: it names one we do not know."""
    names = [name.strip().lower() for name in (codings or "").split(",") if name.strip()]
    found: list[Decoder] = []
    for name in reversed(names):
        match name:
            case "gzip" | "x-gzip":
                found.append(_Zlib(16 + zlib.MAX_WBITS))
            case "deflate":
                found.append(_Zlib(zlib.MAX_WBITS))
            case "br":
                found.append(_Brotli())
            case "zstd":
                found.append(_Zstd())
            case "identity" | "utf-8" | "none":
                pass
            case _:
                return None
    return found


class Body:
    """A body as it grows: decoded, bounded, and marked when it is not whole."""

    def __init__(self, codings: str | None, max_bytes: int) -> None:
        self.chain: Sequence[Decoder] | None = decoders(codings)
        self.max_bytes = max_bytes
        self.data = bytearray()
        self.truncated: str | None = None if self.chain is not None else "encoding"
        self.raw_seen = 0

    def feed(self, raw: bytes) -> bool:
        """Take bytes from the wire; return whether more are wanted."""
        first = self.raw_seen == 0
        self.raw_seen += len(raw)
        if self.truncated:
            return False
        if first and self.chain and not self.plausible(raw):
            self.chain = []
        try:
            decoded = raw
            for decoder in self.chain or ():
                decoded = decoder.feed(decoded, self.max_bytes - len(self.data))
        except CodingError:
            self.truncated = "encoding"
            return False
        self.data += decoded
        if len(self.data) > self.max_bytes:
            del self.data[self.max_bytes :]
            self.truncated = "length"
            return False
        return True

    def plausible(self, raw: bytes) -> bool:
        """Return whether the first bytes can be what the label says; servers label plain pages as gzip."""
        outermost = self.chain[0] if self.chain else None
        if isinstance(outermost, _Zlib) and outermost.bits == 16 + zlib.MAX_WBITS:
            return raw[:2] == b"\x1f\x8b"[: len(raw[:2])]
        if isinstance(outermost, _Zstd):
            return raw[:4] in (b"\x28\xb5\x2f\xfd", b"") or 0x50 <= raw[0] <= 0x5F or len(raw) < 4
        return not raw.lstrip()[:5].lower().startswith((b"<!doc", b"<html"))
