"""The wait that a server asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.verifier.http.retry import RETRY_AFTER_MAX_SECONDS, retry_after
from tests.conftest import START


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("1.5", 1.5),
        ("9" * 400, RETRY_AFTER_MAX_SECONDS),
        ("Mon, 02 Mar 2026 09:10:00 GMT", 600),
        ("Monday, 02-Mar-26 09:10:00 GMT", 600),
        ("Mon, 02 Mar 2026 10:10:00 +0100", 600),
        ("Fri, 01 Jan 1999 00:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", RETRY_AFTER_MAX_SECONDS),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("Mon, 99 Foo 2026 99:99:99 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, START) == seconds


@given(
    st.text(max_size=40) | st.from_regex(r"\w{3}, \d{1,3} \w{3} \d{1,6} \d\d:\d\d:\d\d [+-]?\w{1,5}", fullmatch=True)
)
def test_any_header_gives_a_bounded_wait_or_none(header: str) -> None:
    seconds = retry_after(header, START)

    assert seconds is None or 0 <= seconds <= RETRY_AFTER_MAX_SECONDS
