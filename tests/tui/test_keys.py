"""A reviewer's own keys."""

import pytest

from factcheck.errors import InputError
from factcheck.services.desk import Desk
from factcheck.settings import Settings
from factcheck.store import queries
from tests.tui.conftest import Front, OpenApp
from tui.commands.registry import COMMANDS, DOWN, DROPPED_HINTS, RATE
from tui.core.keymap import Keymap
from tui.text.claim_text import TextStyle, choice_line, hint_line


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"rat": "w"}, "did you mean rate"),
        ({"fly": "w"}, "there is no command of this name"),
        ({"rate": "s"}, "rate and status both have 's'"),
        ({"down": "v"}, "rate and down both have 'v'"),
        ({"rate": "w", "note": "w"}, "rate and note both have 'w'"),
        ({"rate": "ctrl+h"}, "terminals send it for backspace"),
        ({"rate": "escape"}, "it goes back"),
        ({"rate": " "}, "cannot be set"),
        ({"rate": "pagedown"}, "always moves the cursor"),
        ({"rate": "vv"}, "is not a key"),
        ({"rate": ""}, "is not a key"),
        ({"rate": "\x1b"}, "is not a key"),
    ],
)
def test_an_unusable_key_is_refused_in_one_line(chosen: dict[str, str], told: str) -> None:
    with pytest.raises(InputError, match=told) as refused:
        Keymap(COMMANDS, chosen)

    assert "\n" not in refused.value.message


def test_two_commands_can_swap_keys() -> None:
    keymap = Keymap(COMMANDS, {"rate": "s", "status": "v", "down": "n", "note": "j", "undo": "f5"})

    assert [keymap.by_key[key].name for key in ("s", "v", "j", "f5")] == ["rate", "status", "note", "undo"]
    assert keymap.steps["n"] is DOWN
    assert "u" not in keymap.by_key
    assert keymap.hints[RATE] == "s rate"


def test_every_key_has_a_command_of_its_own_as_shipped() -> None:
    settable = [command for command in COMMANDS if command.key]
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)
    assert len({command.key for command in settable}) == len(settable)


async def test_chosen_keys_act_and_are_named(
    open_app: OpenApp, desk: Desk, settings: Settings, filed: list[int]
) -> None:
    chosen = settings.model_copy(update={"keys": {"status": "w", "down": "h"}})
    app = open_app(desk, chosen)
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees("w status")
        await front.type("h", "w", "r")
        await front.sees(f"claim {filed[3]}: status review")
        await front.type("s", "j")

        assert front.list.current_claim() == filed[3]
        with desk.read() as session:
            assert str(queries.claim_rows(session, [filed[3]])[0].status) == "review"


async def test_texts_name_the_keys_in_force(
    open_app: OpenApp, desk: Desk, settings: Settings, filed: list[int]
) -> None:
    keys = {"cite": "f2", "note": "f3", "recheck": "f4", "pane_evidence": "f5", "range": "f6", "diff": "f7"}
    app = open_app(desk, settings.model_copy(update={"keys": keys}))
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.sees("no source cited yet: press f2")
        await front.sees("no notes yet: press f3")
        await pilot.press("f6")
        await front.sees("every claim you move over is marked, until f6, esc or a command")
        await front.type("escape", "]")
        await front.sees("there is nothing to step to here: press f5 to go to the claim's evidence")
        await front.type("j", "j")
        await pilot.press("f7")
        await front.sees("never checked: press f4 to check it now")

        assert app.screen is not front.app.queue()


KEYMAP = Keymap(COMMANDS)
HINTED = {command.name for command in COMMANDS if command.hinted}
RATINGS = dict(zip("tlxmfuo", "true mostly-true mixed misleading false unproven opinion".split(), strict=True))
SOURCES = {str(number): f"https://news.example/{'a' * 60}/{number}" for number in range(1, 10)}


@pytest.mark.parametrize("width", [118, 78, 58])
@pytest.mark.parametrize("letters", [RATINGS, SOURCES])
def test_no_letter_of_a_choice_is_cut_off(width: int, letters: dict[str, str]) -> None:
    line = choice_line("rate", letters, width, TextStyle())

    assert len(line) <= width or letters is SOURCES
    assert all(f" {letter} " in line for letter in letters)


@pytest.mark.parametrize(
    ("width", "kept"),
    [
        (118, HINTED - {"mark", "triage"}),
        (140, HINTED),
        (78, {"rate", "status", "assign", "note", "undo", "filter", "help"}),
        (58, {"undo", "help"}),
    ],
)
def test_hints_are_whole_and_the_most_needed_stay(width: int, kept: set[str]) -> None:
    hints = {command.name: KEYMAP.hint(command) for command in COMMANDS if command.hinted}
    line = hint_line(KEYMAP.hints, width, DROPPED_HINTS)

    assert len(line) <= width
    assert set(line.split("  ")) <= set(hints.values())
    assert {hints[verb] for verb in kept} <= set(line.split("  "))
