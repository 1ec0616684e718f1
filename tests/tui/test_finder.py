"""The help of the keys that act here, and the palette: narrowed as one types, and what is chosen is done."""

import pytest
from textual import events
from textual.widgets import Input

from factcheck.services.desk import Desk
from factcheck.settings import Settings
from tests.tui.conftest import Front, OpenApp
from tests.tui.terminal import program
from tests.tui.test_burst import count
from tests.tui.test_queue import claim
from tui import FactcheckApp
from tui.commands.registry import COMMANDS
from tui.core.claim_changes import STATUSES
from tui.core.keymap import Keymap
from tui.core.palette_entries import Entry, Row, help_entries, matching, palette_entries

ROWS: list[Row] = [
    "HEADING",
    Entry(("s",), "status", "set the status"),
    Entry(("s", "p"), "status: published"),
    Entry(("p",), "priority", "set the priority"),
    Entry(("/",), "the link of its sources", paste=" link:"),
]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", ["HEADING", "status", "status: published", "priority", "the link of its sources"]),
        ("p", ["priority", "status: published"]),
        ("pub", ["status: published"]),
        ("sp", ["status: published"]),
        ("stat", ["status", "status: published"]),
        ("set prio", ["priority"]),
        ("LINK:", ["the link of its sources"]),
        ("zebra", []),
    ],
)
def test_rows_are_narrowed_to_what_is_asked_for(asked: str, names: list[str]) -> None:
    assert [row if isinstance(row, str) else row.name for row in matching(ROWS, asked)] == names


async def test_the_keys_that_act_here_are_narrowed_and_the_chosen_one_acts(
    app: FactcheckApp, desk: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("question_mark")
        await front.sees("open the claim")
        await front.type("set the st")
        await front.until(lambda: "open the claim" not in front.seen())
        await front.type("enter")
        await front.sees("status:  i inbox")
        await front.type("r")
        await front.until(lambda: claim(desk, filed[4]).row.status == "review")


async def test_the_help_lists_the_keys_of_its_screen(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("enter", "question_mark")
        await front.sees("back to the list")

        assert "clear the filter" not in front.seen()


async def test_a_filter_word_is_inserted_into_the_filter(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("question_mark", "claimant:", "enter", "minister")
        await front.until(lambda: app.screen.query("#filter-line"))
        await front.until(lambda: app.screen.query_one("#filter-line", Input).value.strip() == "claimant:minister")


async def test_escape_leaves_and_nothing_is_done(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type(":", "published", "escape", "j", "s", "o")
        await front.until(lambda: claim(desk, filed[3]).row.status == "open")

        assert claim(desk, filed[4]).row.status == "inbox"


async def test_the_palette_finds_every_command_and_every_value(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)):
        found = list(palette_entries(app.keymap, app.desk_screens()[0].keys()))
        names = {row.name for row in found}

        assert {command.title for command in COMMANDS if command.key} - names == {"help", "palette"}
        assert {f"status: {status}" for status in STATUSES.values()} <= names
        assert {f"rate: {rating}" for rating in app.ratings.values()} <= names


async def test_a_chosen_theme_is_applied(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("ctrl+p", "theme: textual-light", "enter")
        await front.until(lambda: app.theme == "textual-light")


async def test_pasted_text_narrows_too(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type(":")
        app.post_message(events.Paste("copy claim"))
        await front.until(lambda: "copy the words of the claim" in front.seen() and "priority" not in front.seen())


async def test_a_reviewer_s_own_keys_are_those_that_are_shown_and_pressed(
    open_app: OpenApp, desk: Desk, settings: Settings, filed: list[int]
) -> None:
    app = open_app(desk, settings.model_copy(update={"keys": {"palette": "f5", "status": "w"}}))
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await pilot.press("f5")
        await front.type("review")
        await front.sees("> w r")
        await front.type("enter")
        await front.until(lambda: claim(desk, filed[4]).row.status == "review")


def test_every_row_of_the_help_has_a_key() -> None:
    rows = [row for row in help_entries(Keymap(COMMANDS), None) if isinstance(row, Entry)]

    assert {row.keys[0] for row in rows} == {command.key for command in COMMANDS if command.key}


def test_keys_typed_ahead_of_the_palette_belong_to_it(desk: Desk, settings: Settings, filed: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type(":status: open\rj:status: review\r")
        terminal.until(lambda: count(desk, "status:review") == 1 and count(desk, "status:open") == 1)

        assert count(desk, "status:inbox") == 3
