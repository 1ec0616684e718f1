"""Dates of publication in markup: never more exact than they are."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.services.articles.published import published_interval
from factcheck.spotting.values import DateInterval


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-05-31", "2024-05-31", "2024-05-31"),
        ("20240531", "2024-05-31", "2024-05-31"),
        ("2024-05-31T14:05:00+02:00", "2024-05-31", "2024-05-31"),
        ("2024-05-31T14:05:00.123Z", "2024-05-31", "2024-05-31"),
        ("2024-05-31 14:05", "2024-05-31", "2024-05-31"),
        ("2024-05-31T23:30:00+02:00", "2024-05-31", "2024-05-31"),
        ("2024-05-31T23:30:00Z", "2024-05-31", "2024-06-01"),
        ("2024-06-01T02:15:00Z", "2024-05-31", "2024-06-01"),
        ("2024-06-01T00:00:00Z", "2024-06-01", "2024-06-01"),
        ("2024-06", "2024-06-01", "2024-06-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("Fri, 31 May 2024 14:05:00 GMT", "2024-05-31", "2024-05-31"),
        ("31.05.2024, 14:05", "2024-05-31", "2024-05-31"),
        ("31 May 2024", "2024-05-31", "2024-05-31"),
        ("31 mai 2024", "2024-05-31", "2024-05-31"),
    ],
)
def test_a_date_is_read_as_days(text: str, first: str, last: str) -> None:
    assert published_interval(text) == DateInterval(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2024-13-01", "2024-02-30", "0000-00-00", "3/4/2024", "1717171717", "12:30", "9999-99-99", "T"],
)
def test_what_is_not_a_date_or_can_mean_two_is_none(text: str) -> None:
    assert published_interval(text) is None


@given(st.text(max_size=40) | st.from_regex(r"\d{4}-?\d{2}(-?\d{2})?([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?)?"))
def test_no_text_is_refused_with_an_error(text: str) -> None:
    found = published_interval(text)

    assert found is None or found.start <= found.end
