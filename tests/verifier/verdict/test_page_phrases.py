"""Phrases of notices: which line of a page is one, and how far from its text it may stand."""

import pytest

from factcheck.verifier.verdict import page_phrases

CUT = "The council paid for the new pier with money that was…"
OFFER = "Already a subscriber? Log in"


@pytest.mark.parametrize(("between", "found"), [(0, OFFER), (7, OFFER), (8, None)])
def test_an_offer_belongs_to_the_cut_that_it_follows(between: int, found: str | None) -> None:
    assert page_phrases.find_offer_after_cut("\n".join([CUT, *["Share"] * between, "", OFFER])) == found


@pytest.mark.parametrize(("characters", "found"), [(39, None), (40, OFFER)])
def test_only_running_text_is_cut(characters: int, found: str | None) -> None:
    cut = "and " * characters
    cut = f"{cut[: characters - 2]}n…"

    assert len(cut) == characters
    assert page_phrases.find_offer_after_cut(f"{cut}\n{OFFER}") == found


@pytest.mark.parametrize(("characters", "is_found"), [(260, True), (261, False)])
def test_an_offer_after_a_cut_is_a_line_of_a_notice(characters: int, is_found: bool) -> None:
    offer = f"{OFFER} ".ljust(characters, "x")

    assert page_phrases.find_offer_after_cut(f"{CUT}\n{offer}") == (offer if is_found else None)


@pytest.mark.parametrize(("characters", "is_found"), [(80, True), (81, False)])
def test_an_offer_of_the_rest_is_a_short_line(characters: int, is_found: bool) -> None:
    offer = "Subscribers can read the full article ".ljust(characters, "x")

    assert page_phrases.find_subscription_offer(f"Pier\n{offer}") == (offer if is_found else None)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (CUT, True),
        ("The council paid for the new pier with its own money.", False),
        ("The council paid for the new pier with its own money.\nShare", False),
        ("The council paid for the new pier with money that\nShare", True),
        ("“The council paid for the new pier with its own money.”", False),
        ("Share", False),
        ("", False),
    ],
)
def test_a_text_that_ends_within_a_sentence_is_cut_short(text: str, cut: bool) -> None:
    assert page_phrases.is_cut_short(text) is cut


@pytest.mark.parametrize(("lines", "found"), [(59, "Buy this domain"), (60, None)])
def test_a_notice_in_the_text_is_among_the_first_lines(lines: int, found: str | None) -> None:
    assert page_phrases.find_in_text("parked_in_text", "\n".join([*["Share"] * lines, "Buy this domain"])) == found
