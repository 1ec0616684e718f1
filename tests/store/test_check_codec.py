"""Packed checks are unpacked without loss, and damaged ones are refused."""

import hashlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.store.check_codec import Times, pack, unpack

whole = st.integers(-(2**63), 2**63 - 1)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
digests = st.binary(max_size=3).map(lambda raw: f"sha256:{hashlib.sha256(raw).hexdigest()}")
strings = st.none() | digests | texts


def checks(quotes: int) -> st.SearchStrategy[list[Times]]:
    numbers = st.tuples(*[whole] * quotes)
    one = st.builds(Times, whole, whole, whole, st.none() | whole, st.none() | whole, strings, strings, numbers)
    return st.lists(one, max_size=12)


def daily(count: int) -> list[Times]:
    digest = f"sha256:{'ab' * 32}"
    return [
        Times(day * 100_003, 1_767_000_000_000 + day * 86_400_000 + day * day * 977 % 600_000, 180 + day * 37 % 90,
              day, 61_234, digest, digest, (day * 100_003 + 7,))
        for day in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, 2, 128])
def test_daily_checks_are_unpacked_unchanged(count: int) -> None:
    assert unpack(pack(daily(count))) == daily(count)


def test_a_check_without_a_run_or_a_page_is_unpacked_unchanged() -> None:
    some = [*daily(3), Times(9, 0, 64, None, None, None, None, (64,)), Times(8, -1, 0, 0, 0, "", "md5:é", (-64,))]

    assert unpack(pack(some)) == some


@pytest.mark.corpus
@given(st.integers(0, 3).flatmap(checks))
def test_packed_checks_are_unpacked_unchanged(values: list[Times]) -> None:
    assert unpack(pack(values)) == values


def test_a_daily_check_takes_a_few_bytes() -> None:
    assert len(pack(daily(128))) < 128 * 12


@given(st.binary(max_size=60))
def test_other_bytes_are_refused_or_are_checks_like_any_other(data: bytes) -> None:
    for packed in (data, b"\x01" + data, b"\x01" + zlib.compress(data)):
        try:
            values = unpack(packed)
        except ValueError:
            continue
        assert unpack(pack(values)) == values


@pytest.mark.parametrize("packed", [b"", b"\0", b"\2", b"\1", b"\1x\x9c", b"\1" + zlib.compress(b"\1")])
def test_bytes_that_are_not_packed_checks_are_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match=r"^damaged|is not known here$"):
        unpack(packed)


@pytest.mark.parametrize(("packed", "named"), [(b"", "none"), (b"\2" + pack([])[1:], "02"), (b"\xff\0", "ff")])
def test_an_unknown_format_is_named(packed: bytes, named: str) -> None:
    with pytest.raises(ValueError, match=f"^format {named} is not known here$"):
        unpack(packed)


@pytest.mark.parametrize("cut", [0, 1, 2, 30, -1])
def test_truncated_packed_checks_are_refused(cut: int) -> None:
    with pytest.raises(ValueError, match=r"damaged|not known"):
        unpack(pack(daily(20))[:cut])
