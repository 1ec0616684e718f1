"""The menu of saved filters."""

from datetime import date

import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import saved_filters
from factcheck.store import filters
from tests.tui.conftest import Front
from tui import FactcheckApp
from tui.commands.registry import COMMANDS
from tui.commands.saved_filters import built_in, lettered
from tui.core.keymap import Keymap

TODAY = date(2026, 3, 2)


def test_every_built_in_filter_is_valid() -> None:
    for name, text in built_in(TODAY).values():
        assert str(filters.parse(text)) == text, name


def test_own_filters_get_the_first_free_letter() -> None:
    own = {"night": "tag:a", "bridge": "tag:b", "12": "tag:c", "new": "tag:d"}

    found = lettered(TODAY, own, Keymap(COMMANDS).everywhere)

    assert {letter: name for letter, (name, _) in found.items() if name in own} == {
        "i": "night", "r": "bridge", "1": "12", "n": "new",
    }  # fmt: skip
    assert found["n"] == ("new", "tag:d")
    assert found.keys() > built_in(TODAY).keys()


async def test_a_saved_filter_is_two_keys_away(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("s", "r", "f", "n")
        await front.until(lambda: len(front.list.ids) == 4)
        shown = front.seen().splitlines()[1]
        menu_left = "views:" in front.seen()
        await front.type("f", "e")
        await front.until(lambda: len(front.list.ids) == 5)

        assert "status:inbox" in shown
        assert not menu_left


async def test_the_filter_in_use_is_saved_and_removed(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("slash", "taxes", "enter", "f", "=", "money", "enter")
        await front.sees("money: saved in the menu")
        await front.type("f", "e")
        await front.until(lambda: len(front.list.ids) == 5)
        await front.type("f", "o")
        await front.until(lambda: list(front.list.ids) == [filed[4]])
        await front.type("f", "-", "money", "enter")
        await front.sees("money: removed from the menu of filters")

        assert app.gateway.reader.views("ana") == {}


async def test_an_empty_filter_is_not_saved(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("f", "=", "all", "enter")
        await front.sees("the filter is empty")


@pytest.mark.parametrize("letter", ["=", "-", "e"])
async def test_a_screen_without_a_list_asks_for_no_name(app: FactcheckApp, filed: list[int], letter: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("enter")
        await front.sees("EVIDENCE")
        await front.type("f", letter)
        await front.sees("there is no list to filter here")

        assert not app.screen.has_class("asks")


@pytest.mark.parametrize("width", [80, 60])
async def test_the_menu_shows_every_saved_filter(app: FactcheckApp, desk: Desk, filed: list[int], width: int) -> None:
    own = [f"view number {number}" for number in range(saved_filters.FILTERS_MAX)]
    for name in own:
        saved_filters.save_view(desk, name, "tag:x")
    async with app.run_test(size=(width, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("f")
        await front.sees("views:")
        shown = " ".join(front.seen().split())
        await front.type("escape")
        await front.until(lambda: "views:" not in front.seen())
        after = front.seen().splitlines()

    named = lettered(TODAY, dict.fromkeys(own, "tag:x"), Keymap(COMMANDS).everywhere)
    assert all(f" {letter} {name[:6]}" in shown for letter, (name, _) in named.items())
    assert " = save" in shown
    assert "rate" in after[-1]
