"""Marks, and what acts on them: one action, one undo, nobody's work overwritten."""

from array import array

import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.store import filters, queries
from tests.tui.conftest import Front
from tui import FactcheckApp
from tui.core.selection import Marks


def statuses(desk: Desk, ids: list[int]) -> list[str]:
    with desk.read() as session:
        return [str(row.status) for row in queries.claim_rows(session, ids)]


def count(desk: Desk, text: str) -> int:
    with desk.read() as session:
        return queries.count(session, filters.parse(text), me="ana")


@pytest.fixture
def sixty(desk: Desk) -> list[int]:
    return [claims.add_claim(desk, claims.NewClaim(text=f"Claim number {number}")) for number in range(60)]


def test_marks_of_a_whole_list_copy_nothing_and_outlive_another_list() -> None:
    marks, shown = Marks(), array("q", range(1000))
    marks.toggle(7, shown, 3)
    marks.add_all(shown, 9)
    marks.toggle(5, shown, 9)
    refilled = array("q", range(500, 1500))
    marks.toggle(1200, refilled, 11)

    assert marks.whole is shown
    assert len(marks) == 1000
    assert [marks.has(each, refilled) for each in (5, 600, 1200, 1300)] == [False, True, True, False]
    taken = marks.taken()
    assert set(taken.ids) == {*range(1000), 1200} - {5}
    assert (taken.since, taken.later) == (9, {1200: 11})
    assert len(marks) == 0


async def test_marks_are_shown_counted_and_act_together(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("x", "j", "space")
        await front.sees("●2  5")
        assert f"{filed[4]}●inbox" in front.seen()
        await front.type("s", "r")
        await front.sees("status review: 2 claims (u undoes it)")
        assert statuses(desk, filed) == ["inbox", "inbox", "review", "inbox", "review"]
        assert front.list.current_claim() == filed[1]
        assert "●" not in front.seen()
        await front.type("u")
        await front.sees("undone: edited the claim on 2 claims")

        assert set(statuses(desk, filed)) == {"inbox"}


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        (("s", "r"), "status:review"),
        (("v", "f", "no source", "enter"), "rating:false"),
        (("a", "m"), "assignee:me"),
        (("a", "n", "bob", "enter"), "assignee:bob"),
        (("p", "3"), "priority:3"),
        (("T", "war -old", "enter"), "tag:war"),
        (("s", "x", "not ours", "enter"), "status:rejected"),
        (("s", "p", "y"), "status:published"),
    ],
)
async def test_every_command_with_a_value_acts_on_the_marks(
    app: FactcheckApp, desk: Desk, filed: list[int], keys: tuple[str, ...], asked: str
) -> None:
    for claim_id in filed:
        claims.rate_claim(desk, claim_id, "unproven", "no source")
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("x", "x", "x", *keys)
        await front.sees("3 claims (u undoes it)")
        done = count(desk, asked)
        await front.type("u")
        await front.sees("undone")

        assert (done, count(desk, asked)) == (3, 0)


async def test_a_note_on_marks(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("x", "x", "n", "call them", "enter")
        await front.sees("note: 2 claims")

    with desk.read() as session:
        notes = [[note.text for note in queries.claim_detail(session, each).notes] for each in filed]
    assert notes == [[], [], [], ["call them"], ["call them"]]


@pytest.mark.parametrize(
    ("keys", "marked"),
    [
        (("V", "j", "j"), 3),
        (("V", "j", "j", "k"), 2),
        (("V", "j", "V", "j", "j"), 2),
        (("V", "j", "escape", "j"), 2),
        (("V", "G"), 5),
        (("shift+down", "shift+down"), 3),
        (("j", "shift+up"), 2),
        (("x", "k", "x"), 0),
        (("*",), 5),
        (("*", "x"), 4),
        (("*", "*"), 0),
        (("x", "escape"), 0),
    ],
)
async def test_ways_to_mark(app: FactcheckApp, filed: list[int], keys: tuple[str, ...], marked: int) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        for key in keys:
            await pilot.press(key)
        await front.until(lambda: front.list.marked() == marked)

        assert sum(front.list.is_marked(index) for index in range(5)) == marked


async def test_picked_claims_stay_marked_over_filters_and_a_marked_list_does_not(
    app: FactcheckApp, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("slash", "taxes", "enter", "x", "escape", "escape")
        await front.until(lambda: len(front.list.ids) == 5)
        unmarked = front.list.marked()
        await front.type("slash", "taxes", "enter", "x", "slash", " bridge", "enter")
        await front.until(lambda: len(front.list.ids) == 0)
        picked = front.list.marked()
        await front.type("slash", *["backspace"] * 12, "enter")
        await front.until(lambda: len(front.list.ids) == 5)
        await front.type("*")
        await front.until(lambda: front.list.marked() == 5)
        await front.type("slash", "taxes", "enter")
        await front.until(lambda: len(front.list.ids) == 1)

        assert (unmarked, picked, front.list.marked()) == (0, 1, 0)


async def test_claims_that_another_reviewer_changed_meanwhile_stay_marked(
    app: FactcheckApp, desk: Desk, bob: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("*")
        await front.until(lambda: front.list.marked() == 5)
        claims.edit_claim(bob, filed[2], claims.ClaimEdit(priority=1))
        await front.type("a", "m")
        await front.sees("assign me: 4 of 5; still marked, changed by bob meanwhile: 1")
        left = [each for each in filed if front.list.marks.has(each, front.list.ids)]
        await front.type("a", "m")
        await front.sees("assign me: 1 claim")

        assert left == [filed[2]]
        assert count(desk, "assignee:me") == 5


ASKING = [
    ("y", "status:open", 60),
    ("enter", "status:open", 0),
    ("escape", "status:open", 0),
    ("o", "status:open", 0),
    ("n", "status:open", 0),
]


@pytest.mark.parametrize(("answer", "asked", "done"), ASKING)
async def test_more_than_fifty_claims_need_a_confirmation_and_only_y_confirms(
    app: FactcheckApp, desk: Desk, sixty: list[int], answer: str, asked: str, done: int
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("*", "s", "o")
        await front.sees("status open for 60 claims? y confirms, any other key cancels")
        await front.type(answer)
        await front.sees("60 claims (u undoes it)" if done else "cancelled")

        assert count(desk, asked) == done
        assert not app.screen.has_class("asks")
        assert front.list.marked() == (0 if done else 60)


async def test_words_are_asked_for_before_the_confirmation(app: FactcheckApp, desk: Desk, sixty: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("*", "v", "f", "no yes", "enter")
        await front.sees("rate false for 60 claims?")
        before = count(desk, "rating:false")
        await front.type("y")
        await front.sees("rate false: 60 claims")

        assert (before, count(desk, "rating:false")) == (0, 60)


async def test_changes_of_public_claims_need_a_confirmation(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    claims.rate_claim(desk, filed[4], "unproven", "no source")
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("s", "p")
        await front.sees(f"status published for claim {filed[4]}? y")
        await front.type("y")
        await front.sees(f"claim {filed[4]}: status published")
        stays_on = front.list.current_claim()
        await front.type("s", "o")
        await front.sees("that is public? y confirms")
        await front.type("enter")
        await front.sees("cancelled")
        stays = statuses(desk, [filed[4]])
        await front.type("s", "o", "y")
        await front.sees(f"claim {filed[4]}: status open")

        assert (stays_on, stays) == (filed[4], ["published"])


async def test_marks_act_from_the_list_and_a_claim_s_pane_acts_on_its_claim(
    app: FactcheckApp, desk: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("x", "x", "enter", "s", "r")
        await front.sees(f"claim {filed[2]}: status review")
        await front.type("x")
        await front.sees("claims are marked in the list")

        assert statuses(desk, filed) == ["inbox", "inbox", "review", "inbox", "inbox"]
        assert front.list.marked() == 2


async def test_marked_claims_are_rechecked_together(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("x", "x", "c")
        await front.sees("2 claims: no source to check")


async def test_a_command_after_one_s_own_bulk_change_is_not_a_conflict(
    app: FactcheckApp, desk: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await pilot.press("*", "p", "3", "s", "r")
        await front.sees(f"claim {filed[4]}: status review")

    assert count(desk, "priority:3") == 5


async def test_claims_without_a_rating_are_not_published_and_stay_marked(
    app: FactcheckApp, desk: Desk, filed: list[int]
) -> None:
    claims.rate_claim(desk, filed[4], "unproven", "no source")
    async with app.run_test(size=(120, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("x", "x", "s", "p", "y")
        await front.sees(f"published: 1 of 2; no rating, still marked: claim {filed[3]} “The vaccine was approved”")
        marked = front.list.marked()
        await front.type("escape", "G", "s", "p", "y")
        await front.sees(f"claim {filed[0]} “Prices rose by 3% in May”: a claim is published with a rating")

        assert marked == 1
        assert statuses(desk, filed) == ["inbox"] * 4 + ["published"]


@pytest.mark.parametrize("word", ["OR", "AND", "NOT"])
async def test_an_operator_in_the_filter_line_is_refused_with_its_fix(
    app: FactcheckApp, filed: list[int], word: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("slash", "bridge", "space", word)
        await front.sees(f'quote "{word}" to search for the word')


@pytest.mark.parametrize("key", ["c", "."])
async def test_marks_outlive_a_command_that_has_no_claim(app: FactcheckApp, filed: list[int], key: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("n", "first", "enter")
        await front.sees("note added")
        await front.type("x", "slash", "zzzz", "enter")
        await front.until(lambda: not front.list.ids)
        await front.type(key)
        await front.sees("no claim is under the cursor")

        assert front.list.marked() == 1
