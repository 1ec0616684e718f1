"""Two reviewers at one claim: both versions in a strip, which hinders nothing and which no early key answers."""

from datetime import timedelta

import pytest

from factcheck.errors import Conflict
from factcheck.services.desk import Desk
from factcheck.services.editing import claims, undo_redo
from factcheck.store.rows import EventRow
from factcheck.vocabulary import Status
from tests.conftest import START
from tests.tui.conftest import Front
from tests.tui.test_queue import claim
from tui import FactcheckApp
from tui.text.claim_text import TextStyle
from tui.text.conflict_text import conflict_text

EVENT = EventRow(1, START, "bob", "claim.rated", "claim:5", 5, {"changes": []}, "")


@pytest.mark.parametrize(
    ("mine", "theirs", "shown"),
    [
        ({"rating": "false"}, {"rating": "unproven"}, ["yours  rating false", "theirs rating unproven"]),
        ({"assignee": None}, {"assignee": "bob"}, ["yours  assignee nothing", "theirs assignee bob"]),
        ({"status_why": "x\x1b[2J[red]"}, {"status_why": ""}, ["yours  status why x␛[2J[red]"]),
        ({}, {}, ["yours  tags war", "theirs another part of the claim"]),
    ],
)
@pytest.mark.parametrize("width", [58, 118])
def test_the_strip_shows_both_versions_and_the_keys(
    mine: dict[str, object], theirs: dict[str, object], shown: list[str], width: int
) -> None:
    conflict = Conflict("claim 5 was changed by bob", mine=mine, theirs=theirs, version=3, actor="bob")

    text = conflict_text(
        conflict, 5, EVENT, START + timedelta(seconds=8), "ctrl+o overwrite", width, TextStyle(), wanted="tags war"
    ).plain

    lines = text.splitlines()
    assert lines[0].startswith("↯ claim 5: your change is not stored; 8 s ago bob rated")
    assert all(any(each in line for line in lines) for each in shown)
    assert lines[-1].endswith("ctrl+o overwrite")
    assert max(map(len, lines)) <= width
    assert conflict_text(conflict, 5, EVENT, START, "x", width, TextStyle(ascii=True)).plain.replace("␛", "").isascii()


async def clash(front: Front, bob: Desk, claim_id: int) -> None:
    """Put a tag on the claim under the cursor after bob set its status: the question was asked before he did."""
    await front.type("T")
    await front.sees("tags (-tag removes one):")
    claims.edit_claim(bob, claim_id, claims.ClaimEdit(status=Status.REVIEW))
    await front.type("war", "enter")
    await front.sees("your change is not stored")


async def test_a_conflict_blocks_nothing_and_marks_its_claim(
    app: FactcheckApp, desk: Desk, bob: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await clash(front, bob, filed[4])
        await front.until(lambda: "↯" in front.seen().splitlines()[3])
        await front.type("j", "s", "o")
        await front.sees(f"claim {filed[3]}: status open")

        assert "your change is not stored" in front.seen()
        assert claim(desk, filed[3]).row.status == "open"
        assert claim(desk, filed[4]).row.tags == ()


@pytest.mark.parametrize(("key", "tags"), [("ctrl+o", ("war",)), ("r", ()), ("escape", ())])
async def test_a_conflict_is_decided_by_its_own_keys(
    app: FactcheckApp, desk: Desk, bob: Desk, filed: list[int], key: str, tags: tuple[str, ...]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await clash(front, bob, filed[4])
        await front.type(key)
        await front.until(lambda: "your change is not stored" not in front.seen())
        await front.sees("tags war (u undoes it)" if tags else "their version is kept; yours was not stored")

        row = claim(desk, filed[4]).row
        assert (row.tags, row.status) == (tags, "review")
        assert "↯" not in front.seen()


@pytest.mark.parametrize("key", ["T", "enter", "y", "o", "space"])
async def test_no_other_key_decides(app: FactcheckApp, desk: Desk, bob: Desk, filed: list[int], key: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await clash(front, bob, filed[4])
        await front.type(key)
        await pilot.pause()

        assert app.conflicts.claims() == {filed[4]}
        assert claim(desk, filed[4]).row.tags == ()


async def test_conflicts_wait_in_turn(app: FactcheckApp, desk: Desk, bob: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await clash(front, bob, filed[4])
        await front.type("j")
        await clash(front, bob, filed[3])
        await front.sees("1 more after this")
        await front.type("ctrl+o")
        await front.sees(f"claim {filed[3]} “The vaccine was ap…”: your change is not stored")
        await front.type("r")
        await front.until(lambda: not app.conflicts.waiting)

        assert (claim(desk, filed[4]).row.tags, claim(desk, filed[3]).row.tags) == (("war",), ())


async def test_a_form_keeps_what_was_typed_in_a_conflict(
    app: FactcheckApp, desk: Desk, bob: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("E", " today")
        await front.sees("edit claim")
        claims.edit_claim(bob, filed[4], claims.ClaimEdit(text="Taxes rose"))
        await front.type("ctrl+s")
        await front.sees("your change is not stored")
        shown = front.seen()
        await front.type("escape")
        await front.sees("your text is still here")
        kept = front.seen()
        await front.type("escape")
        await front.sees("STATUS")

        assert "theirs text Taxes rose" in shown and "yours  text Taxes fell today" in shown
        assert "Taxes fell today" in kept
        assert claim(desk, filed[4]).row.text == "Taxes rose"


async def test_a_form_overwrites_by_a_key_that_is_not_a_letter(
    app: FactcheckApp, desk: Desk, bob: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("E", " today")
        await front.sees("edit claim")
        claims.edit_claim(bob, filed[4], claims.ClaimEdit(text="Taxes rose"))
        await front.type("ctrl+s")
        await front.sees("your change is not stored")
        await front.type("r", "o", "ctrl+o")
        await front.until(lambda: claim(desk, filed[4]).row.version == 3)

        assert claim(desk, filed[4]).row.text == "Taxes fell today"
        assert "Taxes rose" in str(undo_redo.history(desk, filed[4])[1].data)


async def test_without_a_conflict_its_keys_say_so(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        for key in ("ctrl+o", "r"):
            await front.type(key)
            await front.sees("there is no conflict to decide")
            front.app.show_message("")
