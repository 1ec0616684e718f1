"""How many keys a reviewer's work takes: the keys are played, counted, and what they did is looked up."""

import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.store import filters, queries
from tests.tui.conftest import Front
from tui import FactcheckApp
from tui.core.triage import FIRST_READING

LETTERS = "flmxpt" * 4
RATED = {"t": "true", "l": "mostly-true", "x": "mixed", "m": "misleading", "f": "false", "p": "unproven"}


@pytest.fixture
def many(desk: Desk) -> list[int]:
    """Sixty claims, the newest first in the queue."""
    return [claims.add_claim(desk, claims.NewClaim(text=f"Claim number {number}")) for number in range(60)][::-1]


class Keyboard:
    """Counts the keys it presses."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self.keys = 0

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            await self.front.pilot.press(key)


def ratings(desk: Desk, ids: list[int]) -> list[str | None]:
    with desk.read() as session:
        return [row.rating for row in queries.claim_rows(session, ids)]


def count(desk: Desk, text: str) -> int:
    with desk.read() as session:
        return queries.count(session, filters.parse(text), me="ana")


async def test_twenty_ratings_of_twenty_claims(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        board = Keyboard(Front(app, pilot))
        await board.press("v", LETTERS[0], "ctrl+s")
        for letter in LETTERS[1:20]:
            await board.press("j", "v", letter)
        await board.front.until(lambda: count(desk, "-rating:none") == 20)

    assert board.keys <= 60
    assert ratings(desk, many[:20]) == [RATED[each] for each in LETTERS[:20]]
    with desk.read() as session:
        assert set(queries.rating_whys(session, many[:20]).values()) == {FIRST_READING}


async def test_twenty_ratings_in_triage(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        board = Keyboard(Front(app, pilot))
        await board.press("t", "enter", *LETTERS[:20])
        await board.front.until(lambda: count(desk, "-rating:none") == 20)

    assert board.keys <= 22
    assert ratings(desk, many[:20]) == [RATED[each] for each in LETTERS[:20]]


async def test_one_status_for_all_of_a_filter(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("slash", "number", "enter")
        board = Keyboard(front)
        await board.press("*", "s", "r", "y")
        await front.until(lambda: count(desk, "status:review") == 60)

    assert board.keys <= 5


async def test_twenty_picked_claims(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        board = Keyboard(Front(app, pilot))
        await board.press(*["x"] * 20, "s", "r")
        await board.front.until(lambda: count(desk, "status:review") == 20)

    assert board.keys <= 23


async def test_twenty_claims_in_a_row(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        board = Keyboard(Front(app, pilot))
        await board.press("V", "pagedown", "j", "s", "r")
        await board.front.until(lambda: count(desk, "status:review") == 20)

    assert board.keys <= 6


async def test_the_last_command_is_repeated_with_its_words(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("T", "war", "enter", "j", ".", "j", ".", "j", "v", "f", "no source", "enter", "j", ".")
        await front.until(lambda: count(desk, "rating:false") == 2)
        await front.type("j", "x", "x", ".")
        await front.sees("rate false: 2 claims")
        with desk.read() as session:
            whys = [queries.rating_whys(session, many)[each] for each in many[3:7]]
        tagged = count(desk, "tag:war")

    assert ratings(desk, many[:8]) == [None] * 3 + ["false"] * 4 + [None]
    assert whys == ["no source"] * 4
    assert tagged == 3


async def test_without_a_command_there_is_nothing_to_repeat(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type(".")
        await front.sees("there is no command to repeat yet")


async def test_triage_is_shown_takes_another_reason_and_ends(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("t", "night shift", "enter")
        await front.sees("TRIAGE:")
        shown = front.seen().splitlines()[-1]
        await front.type("f", "s", "r", "j", "m")
        await front.until(lambda: count(desk, "-rating:none") == 2)
        await front.type("escape")
        await front.sees("v rate")
        await front.type("v", "f")
        await front.sees("why false?")
        await front.type("escape")
        with desk.read() as session:
            whys = queries.rating_whys(session, many[:4])

    assert all(f"{letter} " in shown for letter in RATED)
    assert "esc ends" in shown
    assert [whys[each] for each in many[:4]] == ["night shift", None, "night shift", None]
    assert count(desk, "status:review") == 1


async def test_redo_has_a_second_key(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("s", "r", "u")
        await front.sees("undone")
        await pilot.press("ctrl+r")
        await front.sees("redone")

    assert count(desk, "status:review") == 1
