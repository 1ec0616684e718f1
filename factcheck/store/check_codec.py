"""Compact coding of checks with equal outcomes, without loss: a few bytes per check.

A packed value is one byte for the version of the format, and a zlib stream (RFC 1950) of columns. Integers are LEB128
varints of zigzag-coded differences (DWARF 5, section 7.6; Protocol Buffers encoding); a digest of the form
``sha256:<64 hex digits>`` takes 32 bytes, and one that repeats takes none.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

FORMAT_VERSION = 1
DIGEST_PATTERN = re.compile(r"sha256:([0-9a-f]{64})")


class Times(NamedTuple):
    """The values of a check that differ within its roll-up."""

    id: int
    at: int
    """Milliseconds since 1970."""
    elapsed_ms: int
    run_id: int | None
    bytes: int | None
    payload_digest: str | None
    text_digest: str | None
    quote_ids: tuple[int, ...]
    """The numbers of its citation checks, in the order of the roll-up's quotes."""


def pack(checks: Sequence[Times]) -> bytes:
    """Return checks packed. All of them have the same number of citation checks."""
    out = bytearray()
    _write(out, len(checks))
    _write(out, len(checks[0].quote_ids) if checks else 0)
    _write_integers(out, [each.id for each in checks])
    _write_integers(out, _differences([each.at for each in checks]))
    _write_integers(out, [each.elapsed_ms for each in checks])
    _write_integers(out, [_optional(each.run_id) for each in checks])
    _write_integers(out, [_optional(each.bytes) for each in checks])
    _write_strings(out, [each.payload_digest for each in checks])
    _write_strings(out, [each.text_digest for each in checks])
    before = [each.id for each in checks]
    for numbers in zip(*(each.quote_ids for each in checks), strict=True):
        _write_integers(out, [number - other for number, other in zip(numbers, before, strict=True)])
        before = list(numbers)
    return bytes((FORMAT_VERSION,)) + zlib.compress(bytes(out), 6)


def unpack(packed: bytes) -> list[Times]:
    """Return the checks of a packed value, in the order they were packed. Raises ValueError for a damaged one."""
    if packed[:1] != bytes((FORMAT_VERSION,)):
        raise ValueError(f"format {packed[:1].hex() or 'none'} is not known here")
    try:
        data = _Bytes(zlib.decompress(packed[1:]))
        count, quotes = data.number(), data.number()
        ids = data.integers(count)
        at = _sums(data.integers(count))
        elapsed = data.integers(count)
        runs = [_present(each) for each in data.integers(count)]
        sizes = [_present(each) for each in data.integers(count)]
        payloads, texts = data.strings(count), data.strings(count)
        columns, before = [], ids
        for _ in range(quotes):
            before = [other + each for other, each in zip(before, data.integers(count), strict=True)]
            columns.append(before)
    except (zlib.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"damaged: {error}") from None
    numbers = zip(*columns, strict=True) if columns else ((),) * count
    return [
        Times._make((*values, tuple(quote_ids)))
        for *values, quote_ids in zip(ids, at, elapsed, runs, sizes, payloads, texts, numbers, strict=True)
    ]


def _differences(values: Sequence[int]) -> list[int]:
    return [value - before for value, before in zip(values, (0, *values), strict=False)]


def _sums(differences: Sequence[int]) -> list[int]:
    total, values = 0, []
    for each in differences:
        total += each
        values.append(total)
    return values


def _zigzag(value: int) -> int:
    return value * 2 if value >= 0 else -value * 2 - 1


def _unzigzag(code: int) -> int:
    return -(code + 1) // 2 if code & 1 else code // 2


def _optional(value: int | None) -> int:
    return 0 if value is None else _zigzag(value) + 1


def _present(code: int) -> int | None:
    return None if code == 0 else _unzigzag(code - 1)


def _write(out: bytearray, number: int) -> None:
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _write_integers(out: bytearray, values: Sequence[int]) -> None:
    before = 0
    for value in values:
        _write(out, _zigzag(value - before))
        before = value


def _write_strings(out: bytearray, values: Sequence[str | None]) -> None:
    places: dict[str, int] = {}
    codes = [0 if each is None else places.setdefault(each, len(places) + 1) for each in values]
    _write(out, len(places))
    for text in places:
        if match := DIGEST_PATTERN.fullmatch(text):
            out.append(1)
            out += bytes.fromhex(match[1])
        else:
            raw = text.encode()
            out.append(0)
            _write(out, len(raw))
            out += raw
    _write_integers(out, codes)


class _Bytes:
    """Reads packed bytes."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def number(self) -> int:
        number = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7

    def integers(self, count: int) -> list[int]:
        return _sums([_unzigzag(self.number()) for _ in range(count)])

    def strings(self, count: int) -> list[str | None]:
        texts = (None, *self._texts())
        return [texts[each] for each in self.integers(count)]

    def _texts(self) -> Iterator[str]:
        for _ in range(self.number()):
            kind = self.data[self.at]
            self.at += 1
            size = 32 if kind else self.number()
            raw = self.data[self.at : self.at + size]
            if len(raw) != size:
                raise IndexError("it ends early")
            self.at += size
            yield f"sha256:{raw.hex()}" if kind else raw.decode()
