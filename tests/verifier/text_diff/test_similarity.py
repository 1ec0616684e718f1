"""The distance between two versions of an article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.verifier.text_diff.similarity import drift
from tests.support.tongues import TONGUES

WORDS = [f"word{chr(97 + number % 26)}{chr(97 + number // 26)}" for number in range(400)]
TEXT = " ".join(WORDS)


@pytest.mark.parametrize(
    ("before", "after", "low", "high"),
    [
        (TEXT, TEXT, 0, 0),
        ("", "", 0, 0),
        ("", TEXT, 1, 1),
        ("two words", "", 1, 1),
        ("two words", "Two WORDS", 0, 0),
        (TEXT, TONGUES["ru"].quote, 1, 1),
        (f"{TEXT} 6 May 2024, 10:31, 512 readers", f"{TEXT} 7 May 2025, 23:59, 9 readers", 0, 0),
        (TEXT, TEXT.upper(), 0, 0),
        (TEXT, TEXT.replace(WORDS[200], "changed"), 0.001, 0.05),
        (TEXT, " ".join(WORDS[200:] + WORDS[:200]), 0.001, 0.05),
        (TEXT, " ".join(WORDS[:200]), 0.4, 0.6),
        (TONGUES["zh"].quote, TONGUES["zh"].quote.replace("春天", "冬天"), 0.1, 0.6),
    ],
)
def test_drift_is_the_share_of_shingles_in_only_one_text(before: str, after: str, low: float, high: float) -> None:
    assert low <= drift(before, after) <= high


@given(st.text(max_size=200), st.text(max_size=200))
def test_drift_is_symmetric(before: str, after: str) -> None:
    assert 0 <= drift(before, after) == drift(after, before) <= 1
    assert drift(before, before) == 0
