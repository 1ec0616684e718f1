"""Content codings: any split gives the same bytes, nothing exceeds its limit, and what was decoded is kept."""

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.verifier.http.content_encoding import OUTPUT_STEP_BYTES, Body
from tests.support.plays import bomb, raw_deflate

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "identity": lambda data: data,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
LIMIT = 200_000


def fed(coding: str | None, data: bytes, sizes: list[int], limit: int = LIMIT) -> Body:
    """Return a body that was fed the data in pieces of these sizes, over and over."""
    body = Body(coding, limit)
    start = turn = 0
    while start < len(data) and body.feed(data[start : start + sizes[turn % len(sizes)]]):
        start, turn = start + sizes[turn % len(sizes)], turn + 1
    body.end()
    return body


SIZES = st.lists(st.integers(1, 200), min_size=1, max_size=4)
PAYLOAD = st.builds(lambda word, times: word * times, st.binary(min_size=1, max_size=40), st.integers(1, 500))


@pytest.mark.corpus
@given(st.lists(st.sampled_from(sorted(PACKERS)), min_size=1, max_size=3), PAYLOAD, SIZES)
@settings(max_examples=150)
def test_codings_are_decoded_however_they_are_stacked_and_split(
    names: list[str], payload: bytes, sizes: list[int]
) -> None:
    packed = b"<p>" + payload
    for name in names:
        packed = PACKERS[name](packed)
    body = fed(", ".join(names), packed, sizes)

    assert bytes(body.data) == b"<p>" + payload
    assert body.truncated is None


@pytest.mark.corpus
@given(st.sampled_from(["gzip", "deflate", "zstd", "gzip, deflate", "utf-8", None]), st.binary(max_size=300), SIZES)
@settings(max_examples=200)
def test_any_bytes_decode_to_the_same_in_any_split(coding: str | None, data: bytes, sizes: list[int]) -> None:
    whole, split = fed(coding, data, [1_000]), fed(coding, data, sizes)

    assert split.data[: len(whole.data)] == whole.data[: len(split.data)]
    assert (split.truncated is None) == (whole.truncated is None)


@given(st.sampled_from(["gzip", "deflate", "br", "zstd"]), PAYLOAD, st.floats(0, 0.99))
@settings(max_examples=100)
def test_the_decoded_part_of_a_truncated_stream_is_kept_and_marked(name: str, payload: bytes, share: float) -> None:
    packed = PACKERS[name](b"<p>" + payload)
    body = fed(name, packed[: int(len(packed) * share)], [77])

    assert (b"<p>" + payload).startswith(bytes(body.data))
    assert body.truncated == "encoding" or not body.data


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_bomb_is_decoded_up_to_the_limit(coding: str) -> None:
    body = fed(coding, bomb(coding), [65_536])

    assert len(body.data) == LIMIT
    assert body.truncated == "length"


def test_a_nested_bomb_is_stopped_by_the_work_it_costs() -> None:
    body = fed("gzip, gzip", gzip.compress(gzip.compress(b"") * 500_000), [65_536])

    assert not body.data
    assert body.truncated == "length"


def test_deflate_is_decoded_with_or_without_its_wrapper() -> None:
    assert fed("deflate", raw_deflate(b"words " * 99), [3]).data == b"words " * 99


def test_several_members_or_frames_are_one_body() -> None:
    assert fed("gzip", gzip.compress(b"one ") + gzip.compress(b"two"), [5]).data == b"one two"
    assert fed("zstd", zstandard.compress(b"one ") + zstandard.compress(b"two"), [5]).data == b"one two"


def test_the_last_bytes_of_a_small_stream_are_not_lost() -> None:
    page = b"x" * (3 * OUTPUT_STEP_BYTES + 1)

    assert bytes(fed("gzip", gzip.compress(page), [10_000], 10**6).data) == page


@pytest.mark.parametrize("label", ["gzip", "br", "zstd", "deflate", "utf-8", "text/html", "none", ""])
def test_a_plain_page_is_read_whatever_its_label(label: str) -> None:
    page = b"\n<!doctype html><title>Words</title><p>" + b"words " * 99
    body = fed(label, page, [7])

    assert bytes(body.data) == page
    assert body.truncated is None


def test_an_unsupported_coding_is_marked() -> None:
    assert fed("compress", b"\x1f\x9d\x90", [9]).truncated == "encoding"
    assert fed(", ".join(["gzip"] * 9), gzip.compress(b"x"), [9]).truncated == "encoding"


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_page_whose_checksum_is_wrong_is_read_and_marked(coding: str) -> None:
    packed = bytearray(PACKERS[coding](b"<p>" + b"words " * 900))
    packed[-5 if coding == "gzip" else -1] ^= 1
    body = fed(coding, bytes(packed), [10_000])

    assert bytes(body.data) == b"<p>" + b"words " * 900
    assert body.truncated == "encoding"


@pytest.mark.corpus
@given(st.sampled_from(["gzip", "deflate"]), PAYLOAD, st.integers(0, 10_000), st.binary(min_size=1, max_size=4), SIZES)
@settings(max_examples=150)
def test_a_damaged_stream_keeps_what_came_before_the_damage_in_any_split(
    coding: str, payload: bytes, place: int, damage: bytes, sizes: list[int]
) -> None:
    packed = PACKERS[coding](b"<p>" + payload)
    place = 2 + place % (len(packed) - 1)
    damaged = packed[:place] + damage + packed[place:]
    whole, split = fed(coding, damaged, [100_000]), fed(coding, damaged, sizes)

    assert (whole.data, whole.truncated) == (split.data, split.truncated)
