"""The end of the last complete record of a file, wherever a crash truncated it and whatever bytes follow."""

import gzip
import io
import zlib
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from factcheck.verifier.http.exchange_log import Exchange
from factcheck.warc.records import group, warcinfo
from factcheck.warc.recovery import last_complete_record

AT = datetime(2026, 3, 2, tzinfo=UTC)


def capture(number: int, body: bytes) -> bytes:
    exchange = Exchange(
        f"http://site.example/{number}", AT, b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", body
    )
    return group([exchange], "<urn:uuid:0>", {}).data


INFO = warcinfo("x.warc.gz", AT, {"software": "factcheck"})[0]
CAPTURES = [capture(number, bytes(range(256)) * number * 40) for number in range(4)]
WHOLE = INFO + b"".join(CAPTURES)


def ends() -> list[int]:
    """Return the end of each record of the file, by another method: the members are decompressed one at a time."""
    import zlib

    found, rest = [0], WHOLE
    while rest:
        machine = zlib.decompressobj(31)
        machine.decompress(rest)
        found.append(found[-1] + len(rest) - len(machine.unused_data))
        rest = machine.unused_data
    return found


ENDS = ends()


@given(st.integers(0, len(WHOLE)))
def test_a_file_truncated_anywhere_ends_with_its_last_complete_record(cut: int) -> None:
    assert last_complete_record(io.BytesIO(WHOLE[:cut])) == max(end for end in ENDS if end <= cut)


@given(st.binary(min_size=1, max_size=200), st.sampled_from(ENDS))
def test_bytes_after_the_last_record_do_not_count(rubbish: bytes, start: int) -> None:
    assert last_complete_record(io.BytesIO(WHOLE + rubbish), start) == len(WHOLE)


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_changed_byte_ends_the_complete_records_before_its_record(at: int, by: int) -> None:
    spoilt = bytearray(WHOLE)
    spoilt[at] ^= by
    header_fields_no_checksum_covers = range(4, 10)

    end = last_complete_record(io.BytesIO(bytes(spoilt)))

    begins = max(each for each in ENDS if each <= at)
    # A gzip member's time, flags for its maker and system are covered by nothing, and mean nothing here; and there are
    # bits of a compressed stream that may be either: what it holds is the same.
    assert end == begins or at - begins in header_fields_no_checksum_covers or same_content(bytes(spoilt))


def same_content(spoilt: bytes) -> bool:
    try:
        return gzip.decompress(spoilt) == gzip.decompress(WHOLE)
    except (OSError, EOFError, zlib.error):
        return False


def test_zeros_left_by_a_file_system_are_not_a_record() -> None:
    assert last_complete_record(io.BytesIO(WHOLE + bytes(100_000))) == len(WHOLE)


def test_a_member_must_contain_exactly_one_record() -> None:
    two = gzip.compress(gzip.decompress(CAPTURES[1]))

    assert last_complete_record(io.BytesIO(WHOLE + two)) == len(WHOLE)
    assert last_complete_record(io.BytesIO(WHOLE + gzip.compress(b"hello"))) == len(WHOLE)
