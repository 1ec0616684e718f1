"""The keys that mean the same in every list and mode."""

import pytest
import sqlalchemy as sa

from factcheck.errors import InputError
from factcheck.services.desk import Desk
from factcheck.settings import Settings
from factcheck.store import queries
from tests.tui.conftest import Front, OpenApp
from tests.tui.test_keystrokes import RATED, ratings
from tests.tui.test_views import TODAY
from tui import FactcheckApp
from tui.commands.registry import COMMANDS
from tui.commands.saved_filters import lettered
from tui.core.claim_changes import ASSIGNEES, PRIORITIES, STATUSES
from tui.core.keymap import Keymap

RESERVED = ("u", "U", "?", ":", "q")


def test_as_shipped_no_menu_has_a_letter_that_means_the_same_everywhere(desk: Desk) -> None:
    everywhere = Keymap(COMMANDS).everywhere
    with desk.read() as session:
        scale = {step.hotkey for step in queries.scale(session)}
    own = dict.fromkeys(("uuu", "quick", "quu"), "tag:x")

    assert set(RESERVED) <= set(everywhere)
    assert set(everywhere.values()) == {command for command in COMMANDS if command.everywhere}
    for letters in (scale, STATUSES, PRIORITIES, ASSIGNEES, lettered(TODAY, own, everywhere)):
        assert not set(letters) & set(everywhere)


@pytest.mark.parametrize("letter", RESERVED)
def test_a_scale_with_a_reserved_letter_is_refused_by_name(
    open_app: OpenApp, desk: Desk, settings: Settings, letter: str
) -> None:
    give(desk, "mixed", letter)

    with pytest.raises(InputError, match=r"the rating 'mixed' has the letter .* every list and mode") as refused:
        open_app(desk, settings)
    assert "\n" not in refused.value.message


def test_a_key_chosen_for_undo_is_reserved_instead(open_app: OpenApp, desk: Desk, settings: Settings) -> None:
    keys = {"keys": {"undo": "f5"}}
    give(desk, "mixed", "u")
    open_app(desk, settings.model_copy(update=keys))

    with pytest.raises(InputError, match=r"the rating 'true' has the letter 't', which is the key of undo"):
        open_app(desk, settings.model_copy(update={"keys": {"undo": "t", "triage": "f6"}}))


async def test_a_desk_whose_ratings_cannot_be_used_says_so(app: FactcheckApp, filed: list[int]) -> None:
    app.ratings.clear()  # as after a file with such a letter took its place
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("v")
        await front.sees("rate: this desk has no value for it")

        assert app.reviewer_state.last is None


async def test_messages_name_the_key_that_undoes(
    open_app: OpenApp, desk: Desk, settings: Settings, night: list[int]
) -> None:
    app = open_app(desk, settings.model_copy(update={"keys": {"undo": "f5"}}))
    async with app.run_test(size=(100, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("x", "j", "x", "p", "3")
        await front.sees("2 claims (f5 undoes it)")
        await front.type("escape", "!", "D")
        await front.sees("alert dismissed (f5 undoes it)")


def give(desk: Desk, key: str, letter: str) -> None:
    """Give a rating another letter."""
    with desk.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE rating SET hotkey = :letter WHERE key = :key"), {"letter": letter, "key": key}
        )


MENUS = [("v",), ("s",), ("a",), ("p",), ("f",)]


@pytest.mark.parametrize("menu", MENUS)
async def test_undo_is_undo_in_every_menu(
    app: FactcheckApp, desk: Desk, filed: list[int], menu: tuple[str, ...]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("T", "war", "enter")
        await front.sees("tags war")
        await front.type(*menu, "u")
        await front.sees("undone: edited the claim on claim")
        await front.type(*menu, "U")
        await front.sees("redone")

    assert ratings(desk, filed) == [None] * 5


@pytest.mark.parametrize("menu", [*MENUS, ("t", "enter"), ("V",), ("x",)])
@pytest.mark.parametrize(("key", "title"), [("question_mark", "Keys that act here"), (":", "Commands by name")])
async def test_help_and_palette_open_in_every_mode(
    app: FactcheckApp, filed: list[int], menu: tuple[str, ...], key: str, title: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type(*menu, key)
        await front.sees(title)
        await front.type("escape")
        await front.sees("CLAIM")


@pytest.mark.parametrize("menu", MENUS)
@pytest.mark.parametrize("key", ["q", "escape"])
async def test_back_leaves_a_menu_and_not_the_program(
    app: FactcheckApp, filed: list[int], menu: tuple[str, ...], key: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type(*menu, key)
        await front.until(lambda: "(esc)" not in front.seen())

        assert app.is_running
        assert not front.list.is_prompting


SCREENS = [(), ("enter",), ("!",), ("!", "d")]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("triage", [False, True])
async def test_undo_is_undo_on_every_screen_and_in_triage(
    app: FactcheckApp, desk: Desk, night: list[int], screen: tuple[str, ...], triage: bool
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.until(lambda: front.list.ids)
        await front.type("T", "war", "enter")
        await front.sees("tags war")
        await front.type(*(("t", "enter") if triage else ()), *screen, "u")
        await front.sees("undone: edited the claim on claim")
        await front.type("escape")
        await front.until(lambda: not app.reviewer_state.triage)
        still = len(app.screen_stack)
        await front.type("question_mark")
        await front.sees("Keys that act here")

    assert ratings(desk, night) == ["true"] * 3
    assert still == 1 + len([each for each in screen if not (triage is False and each == screen[-1])])


async def test_undo_in_triage_goes_back_to_the_claim_it_undid(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("j", "t", "enter", "f", "l", "u")
        await front.sees(f"undone: rated the claim on claim {filed[2]} · Nobody was hurt")
        first = front.list.current_claim()
        await front.type("u")
        await front.sees(f"undone: rated the claim on claim {filed[3]}")
        second = front.list.current_claim()
        for key in ("x", "u", "m"):
            app.simulate_key(key)  # at once: the letter is for the claim that undo goes back to
        await front.until(lambda: ratings(desk, filed)[3] == "misleading")
        hints = front.seen().splitlines()[-1]

    assert (first, second) == (filed[2], filed[3])
    assert ratings(desk, filed) == [None, None, None, "misleading", None]
    assert "u undo" in hints and "esc ends" in hints


async def test_undo_in_triage_brings_back_a_claim_that_left_the_filter(
    app: FactcheckApp, desk: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("slash", "rating:none", "enter", "t", "enter", "f")
        await front.until(lambda: len(front.list.ids) == 4)
        await front.type("u")
        await front.sees("undone: rated the claim")
        await front.until(lambda: front.list.current_claim() == filed[4])
        await front.type("p")
        await front.until(lambda: ratings(desk, filed)[4] == "unproven")


async def test_unproven_has_its_own_letter(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("v", "p", "no source", "enter")
        await front.sees("is rated unproven")

    assert app.ratings == RATED


HINTS = [
    ((), "u undo"),
    (("enter",), "] [ evidence"),
    (("enter",), "J K claim"),
    (("enter",), "esc back"),
    (("slash",), "tab completes"),
    (("x",), "1 marked:"),
    (("x",), "esc unmarks"),
    (("v", "f"), "ctrl+s keeps the reason"),
    (("t", "enter"), "u undo  esc ends"),
    (("question_mark",), "type to search"),
    (("e",), "ctrl+t page words"),
    (("!",), "D dismiss"),
]


@pytest.mark.parametrize(("keys", "told"), HINTS)
async def test_screens_with_keys_of_their_own_name_them(
    app: FactcheckApp, filed: list[int], keys: tuple[str, ...], told: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type(*keys)
        await front.until(lambda: told in front.seen().splitlines()[-1])
