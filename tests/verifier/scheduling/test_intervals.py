"""The intervals between the checks of a source."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.verifier.scheduling.intervals import classify_host, interval, jitter
from factcheck.vocabulary import SourceKind

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("x.com", "social"),
        ("mobile.twitter.com:443", "social"),
        ("netflix.com", "news"),
        ("web.archive.org", "archive"),
        ("fr.wikipedia.org", "live"),
        ("www.gov.uk", "official"),
        ("example.gov", "official"),
        ("insee.gouv.fr", "official"),
        ("mofa.go.jp", "official"),
        ("press.un.org", "official"),
        ("ec.europa.eu", "official"),
        ("fun.org", "news"),
        ("government.example", "news"),
        ("news.example", "news"),
        ("", "news"),
    ],
)
def test_the_kind_of_a_source_is_derived_from_its_host(host: str, kind: str) -> None:
    assert classify_host(host) == kind


@pytest.mark.parametrize(
    ("kind", "looks", "age", "days"),
    [
        (SourceKind.SOCIAL, 1, 0, 1),
        (SourceKind.SOCIAL, 9, 8, 3),
        (SourceKind.SOCIAL, 30, 31, 6),
        (SourceKind.SOCIAL, 1, -5, 1),
        (SourceKind.NEWS, 1, 0, 1),
        (SourceKind.NEWS, 2, 1, 3),
        (SourceKind.NEWS, 3, 4, 7),
        (SourceKind.NEWS, 4, 11, 16),
        (SourceKind.OFFICIAL, 1, 0, 25),
        (SourceKind.LIVE, 1, 0, 13),
        (SourceKind.ARCHIVE, 1, 0, 70),
    ],
)
def test_the_interval_depends_on_kind_and_age(kind: SourceKind, looks: int, age: int, days: int) -> None:
    assert interval(kind, looks, age * DAY) == days * DAY
    assert interval(kind, looks, age * DAY, weight=0.5) == days * DAY / 2


@settings(max_examples=50)
@given(st.text(max_size=40))
def test_jitter_is_at_most_a_tenth_and_the_same_for_a_key(key: str) -> None:
    once = jitter(10 * DAY, key)

    assert 9 * DAY <= once <= 11 * DAY
    assert jitter(10 * DAY, key) == once


def test_jitter_spreads_an_import() -> None:
    spans = {jitter(10 * DAY, f"https://a.example/{number}") // timedelta(hours=4) for number in range(200)}

    assert len(spans) >= 10
