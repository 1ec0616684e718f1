"""The cursor stays on its claim: the next key acts on the claim that the reviewer sees."""

from array import array

import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.settings import Settings
from factcheck.store import filters, queries
from factcheck.store.rows import ClaimRow
from factcheck.vocabulary import Status
from tests.tui.conftest import Front
from tests.tui.terminal import program
from tui import FactcheckApp
from tui.screens.alerts import AlertsScreen
from tui.screens.claim import ClaimScreen
from tui.widgets.claim_list import insert_selected


def row(desk: Desk, claim_id: int) -> ClaimRow:
    with desk.read() as session:
        return queries.claim_rows(session, [claim_id])[0]


def count(desk: Desk, text: str) -> int:
    with desk.read() as session:
        return queries.count(session, filters.parse(text), me="ana")


VERBS = [
    (("v", "f", "no source", "enter"), "is rated false"),
    (("v", "f", "no source", "ctrl+s"), "is rated false"),
    (("s", "r"), "status review"),
    (("s", "x", "not ours", "enter"), "is rejected"),
    (("v", "f", "no source", "enter", "s", "p", "y"), "status published"),
    (("a", "m"), "is assigned to ana"),
    (("a", "n", "bob", "enter"), "is assigned to bob"),
    (("p", "3"), "priority high"),
    (("n", "call them", "enter"), "note added to claim"),
    (("T", "war", "enter"), "tags war"),
]


@pytest.mark.parametrize(("keys", "told"), VERBS)
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_no_command_moves_the_cursor_and_each_message_names_its_claim(
    app: FactcheckApp, desk: Desk, filed: list[int], size: tuple[int, int], keys: tuple[str, ...], told: str
) -> None:
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        await front.type("j", "j", *keys)
        await front.sees(told)
        await front.sees("u undoes it) · Nobody was hurt")
        stays = front.list.current_claim()
        await front.type("n", "and again", "enter")
        await front.sees("note added to claim")

    assert stays == filed[2]
    with desk.read() as session:
        noted = [
            each for each in filed if any(n.text == "and again" for n in queries.claim_detail(session, each).notes)
        ]
    assert noted == [filed[2]]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
@pytest.mark.parametrize("keys", [("v",), ("v", "f"), ("s",), ("s", "x"), ("s", "p"), ("a",), ("n",), ("T",), ("p",)])
async def test_each_prompt_names_its_claim(
    app: FactcheckApp, filed: list[int], size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        await front.type("j", "j", *keys)
        await front.sees(f"claim {filed[2]}: Nobody")
        await front.type("escape")
        await front.until(lambda: f"claim {filed[2]}: Nobody" not in front.seen())
        await front.sees("? keys")


async def test_a_prompt_over_marks_says_how_many(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("x", "x")
        await front.sees("2 marked:  v rate")
        await front.type("v")
        await front.sees("2 marked claims")


async def test_a_claim_that_leaves_the_filter_stays_under_the_cursor(
    app: FactcheckApp, desk: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("slash", "status:inbox", "enter", "j", "s", "r")
        await front.sees("4 +1 not matching")
        shown = list(front.list.ids)
        await front.type("a", "m")
        await front.until(lambda: row(desk, filed[3]).assignee == "ana")
        await front.type("j")
        await front.until(lambda: len(front.list.ids) == 4)

        assert shown == filed[::-1]
        assert front.list.current_claim() == filed[2]
        assert "not matching" not in front.seen()
        assert str(row(desk, filed[3]).status) == "review"


async def test_a_claim_that_another_reviewer_takes_out_of_the_filter_stays_under_the_cursor(
    app: FactcheckApp, desk: Desk, bob: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("slash", "status:inbox", "enter", "j")
        claims.edit_claim(bob, filed[3], claims.ClaimEdit(status=Status.OPEN))
        await front.sees("4 +1 not matching")

        assert front.list.current_claim() == filed[3]


async def test_a_claim_that_is_gone_leaves_the_list(app: FactcheckApp, bob: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("j")
        claims.withdraw_claim(bob, filed[3])
        await front.until(lambda: len(front.list.ids) == 4)

        assert front.list.current_claim() == filed[2]


async def test_a_priority_does_not_carry_the_claim_away_while_the_cursor_is_on_it(
    app: FactcheckApp, desk: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("j", "j", "p", "3")
        await front.sees("priority high")
        await front.until(lambda: front.list.retained == filed[2])
        stays = list(front.list.ids)
        await front.type("j")
        await front.until(lambda: front.list.ids[0] == filed[2])

        assert stays == filed[::-1]
        assert front.list.current_claim() == filed[1]


async def test_marking_all_leaves_out_the_claim_that_only_keeps_its_place(
    app: FactcheckApp, desk: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("slash", "status:inbox", "enter", "s", "r")
        await front.sees("4 +1 not matching")
        await front.type("*")
        await front.until(lambda: front.list.marked() == 4)
        await front.type("a", "m")
        await front.until(lambda: count(desk, "assignee:me") == 4)

        assert row(desk, filed[4]).assignee is None


@pytest.mark.parametrize("asked", ["", "status:review"])
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_claim_just_added_is_under_the_cursor(
    app: FactcheckApp, filed: list[int], size: tuple[int, int], asked: str
) -> None:
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        await front.type("j", "j")
        if asked:
            await front.type("slash", asked, "enter")
            await front.until(lambda: not front.list.ids)
        await front.type("i", "The dam holds", "ctrl+s", "e")
        await front.sees(f"cite a source for claim {filed[4] + 1}: The dam holds")
        await front.type("escape")

        assert front.list.current_claim() == filed[4] + 1


@pytest.mark.parametrize("first", [("enter",), ("!",)])
async def test_a_claim_added_from_another_screen_is_the_one_that_is_shown(
    app: FactcheckApp, desk: Desk, night: list[int], first: tuple[str, ...]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.until(lambda: front.list.ids)
        await front.type(*first, "i", "The dam holds", "ctrl+s", "e")
        await front.sees("cite a source for claim 4: The dam holds")
        await front.type("escape")
        await front.sees("claim 4 ·")

        assert isinstance(app.screen, ClaimScreen)
        assert isinstance(app.screen_stack[-2], AlertsScreen) is (first == ("!",))


def test_ctrl_s_and_e_at_once_cite_the_claim_just_added(desk: Desk, settings: Settings, filed: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type("jjiThe dam holds\x13ehttps://news.example/dam\x13")
        terminal.until(lambda: "cites https://news.example/dam" in terminal.shown)

    with desk.read() as session:
        cited = {each: [c.url for c in queries.claim_detail(session, each).citations] for each in (*filed, 6)}
    assert [each for each, urls in cited.items() if "https://news.example/dam" in urls] == [6]


def test_commands_typed_at_once_act_on_one_claim(desk: Desk, settings: Settings, filed: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type("jvfno source\rnask them\rsrp3amTwar\r")
        terminal.until(lambda: count(desk, "tag:war") == 1)

    changed = row(desk, filed[3])
    assert (changed.rating, str(changed.status), changed.priority, changed.assignee) == ("false", "review", 3, "ana")
    assert [row(desk, each).version for each in filed] == [1, 1, 1, changed.version, 1]


@pytest.mark.parametrize(
    ("cursor", "found", "shown"),
    [
        (2, [9, 8, 7, 6, 5], [9, 8, 7, 6, 5]),
        (2, [9, 8, 6, 5], [9, 8, 7, 6, 5]),
        (2, [7, 9, 8, 6, 5], [9, 8, 7, 6, 5]),
        (0, [8, 7, 6, 5], [9, 8, 7, 6, 5]),
        (4, [9, 8, 7], [9, 8, 7, 5]),
        (2, [20, 9, 8, 7, 6, 5], [20, 9, 8, 7, 6, 5]),
        (2, [9, 8, 7, 20, 5], [9, 8, 7, 20, 5]),
        (2, [], [7]),
        (2, [3, 2, 1], [3, 2, 7, 1]),
    ],
)
def test_a_claim_that_stays_keeps_its_neighbours(cursor: int, found: list[int], shown: list[int]) -> None:
    before = array("q", [9, 8, 7, 6, 5])

    assert list(insert_selected(array("q", found), before, cursor)) == shown
