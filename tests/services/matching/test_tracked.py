"""Claims that are called probably the same: never for a shared word or name, however few claims a desk has."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.services.matching import find_matches

DATA = Path(__file__).parents[2] / "data" / "matching"
PAIRS = [json.loads(line) for line in (DATA / "same.jsonl").read_text(encoding="utf-8").splitlines()]
SMALL_DESK = (
    "The council opened twelve shelters in January 2024.",
    "Thirty buses were replaced in Lyon last year.",
    "The minister of health resigned over the hospital contracts.",
    "Wheat exports to Egypt doubled between 2019 and 2022.",
    "Taxes fell",
    "The harbour bridge was closed for repairs after the storm.",
)


def fill(desk: Desk, texts: Iterable[str]) -> dict[str, int]:
    return {text: claims.add_claim(desk, claims.NewClaim(text=text)) for text in texts}


def recognized(desk: Desk, text: str, language: str | None = None) -> list[int]:
    """Return the claims that are said to be the same, or probably the same."""
    return [each.claim_id for each in find_matches(desk, text, language=language) if each.tracked or each.is_same]


@pytest.mark.parametrize(
    "text",
    [
        "Rain fell",
        "Rain fell on Lyon",
        "The council",
        "The minister of health",
        "The minister of health visited Lyon",
        "The council closed the bridge",
        "Storm closed schools in Egypt",
        "Exports of cars fell between 2019 and 2022",
        "January 2024 was the warmest on record",
        "Thirty schools were closed last year",
    ],
)
@pytest.mark.parametrize("size", [1, len(SMALL_DESK)])
def test_a_shared_word_or_name_does_not_make_two_claims_one(desk: Desk, size: int, text: str) -> None:
    fill(desk, SMALL_DESK[-size:])

    assert recognized(desk, text) == []


@pytest.mark.parametrize("size", [1, 6, 20])
def test_other_claims_are_not_taken_for_the_same(desk: Desk, size: int) -> None:
    fill(desk, [each["b"] for each in PAIRS[:size]])

    assert [each["a"] for each in PAIRS[size:] if recognized(desk, each["a"], each["language"])] == []


def test_a_reworded_claim_is_recognized_in_a_desk_that_has_no_other(desk: Desk) -> None:
    number = claims.add_claim(desk, claims.NewClaim(text=PAIRS[1]["b"]))

    assert recognized(desk, PAIRS[1]["a"]) == [number]


@pytest.mark.parametrize("size", [6, len(PAIRS)])
def test_most_reworded_claims_are_recognized(desk: Desk, size: int) -> None:
    numbers = fill(desk, [each["b"] for each in PAIRS[:size]])

    found = {each["b"]: recognized(desk, each["a"], each["language"]) for each in PAIRS[:size]}

    assert {number for several in found.values() for number in several} <= set(numbers.values())
    assert all(several in ([], [numbers[text]]) for text, several in found.items())
    assert sum(map(bool, found.values())) >= 0.65 * size


def test_a_claim_that_is_tracked_twice_is_recognized(desk: Desk) -> None:
    text = "The council opened twelve shelters for homeless families in January 2024."
    fill(desk, [*SMALL_DESK[1:], f"“{text}”", text])

    first, *_ = find_matches(desk, "Twelve shelters for families without a home were opened in January, council says")

    assert first.tracked
    assert first.text.strip("“”") == text


def test_what_differs_from_a_claim_that_is_probably_the_same_is_named(desk: Desk) -> None:
    fill(desk, [*SMALL_DESK[1:], "The council opened twelve shelters for homeless families in January 2024."])

    first, *_ = find_matches(desk, "Twelve shelters for families without a home were opened in March, council says")

    assert first.tracked
    assert [each.kind for each in first.differs] == ["date"]
