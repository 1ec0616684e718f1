"""What a reviewer does in the queue, key by key."""

from dataclasses import replace

import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, claims
from factcheck.store import queries
from factcheck.store.rows import ClaimDetail
from factcheck.vocabulary import Status
from tests.tui.conftest import Front
from tui import FactcheckApp
from tui.text.claim_text import RATING_MIN_CELLS, TextStyle, claim_line


def claim(desk: Desk, claim_id: int) -> ClaimDetail:
    with desk.read() as session:
        return queries.claim_detail(session, claim_id)


async def test_a_status_is_set_by_two_keys_and_the_cursor_stays(
    app: FactcheckApp, desk: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("s", "r")
        await front.sees(f"claim {filed[4]}: status review")

        assert claim(desk, filed[4]).row.status == "review"
        assert front.list.current_claim() == filed[4]


@pytest.mark.parametrize("width", [RATING_MIN_CELLS, 72, 80, 118])
def test_a_list_with_ratings_shows_every_status_in_full(desk: Desk, filed: list[int], width: int) -> None:
    row = claim(desk, filed[0]).row
    lines = [claim_line(replace(row, status=each), width, TextStyle(), cursor=False).plain for each in Status]

    assert [each for each, line in zip(Status, lines, strict=True) if f" {each} " not in line] == []


async def test_a_pane_that_is_no_longer_visible_leaves_its_keys_to_the_list(
    app: FactcheckApp, desk: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("enter")
        await front.sees("EVIDENCE ──")
        await pilot.resize_terminal(80, 24)
        await front.until(lambda: front.list.has_focus)
        await front.type("s", "r")
        await front.sees(f"claim {filed[4]}: status review")

        assert claim(desk, filed[4]).row.status == "review"


async def test_a_rating_asks_why(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("v", "f")
        await front.sees("why false?")
        await front.type("the ministry says otherwise", "enter")
        await front.sees("is rated false")

        detail = claim(desk, filed[4])
        assert (detail.row.rating, detail.rating_why) == ("false", "the ministry says otherwise")


async def test_a_key_that_is_not_a_value_does_nothing(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("v", "z")
        await front.sees("nothing was done")

        assert claim(desk, filed[4]).row.version == 1


@pytest.mark.parametrize(
    ("keys", "column", "value"),
    [
        (("a", "m"), "assignee", "ana"),
        (("a", "n", "bob", "enter"), "assignee", "bob"),
        (("p", "3"), "priority", 3),
        (("s", "x", "not ours", "enter"), "status", "rejected"),
        (("T", "war, -peace un", "enter"), "tags", ("un", "war")),
    ],
)
async def test_keys_change_a_claim(
    app: FactcheckApp, desk: Desk, filed: list[int], keys: tuple[str, ...], column: str, value: object
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type(*keys)
        await front.sees("u undoes it")

        assert getattr(claim(desk, filed[4]).row, column) == value


async def test_undo_and_redo_from_the_keys(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("n", "call them", "enter")
        await front.sees("note added to claim")
        await front.type("u")
        await front.sees("undone: added a note")
        undone = claim(desk, filed[4]).notes
        await front.type("U")
        await front.sees("redone")

        assert undone == []
        assert [note.text for note in claim(desk, filed[4]).notes] == ["call them"]


async def test_the_list_is_filtered_as_one_types(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("slash", "vacc")
        await front.until(lambda: list(front.list.ids) == [filed[3]])
        await front.type("enter", "escape")
        await front.until(lambda: len(front.list.ids) == 5)

        assert "vacc" not in front.seen().splitlines()[1]


async def test_a_mistyped_filter_word_is_named_until_it_is_corrected(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("slash", "status:inbx")
        await front.sees("did you mean inbox?")
        await front.type("backspace", "ox")
        await front.until(lambda: list(front.list.ids) == filed[::-1])

        assert "did you mean" not in front.seen()


async def test_an_empty_desk_says_what_to_press(app: FactcheckApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees("Press i to add one")
        await front.type("v")
        await front.sees("no claim is under the cursor")

        assert front.list.current_claim() is None


async def test_changes_of_others_appear_and_the_cursor_stays_on_its_claim(
    app: FactcheckApp, bob: Desk, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("j", "j")
        claims.add_claim(bob, claims.NewClaim(text="A newer claim", priority=3))
        claims.edit_claim(bob, filed[1], claims.ClaimEdit(text="The tunnel was closed"))
        await front.sees("The tunnel was closed")
        await front.sees("A newer claim")

        assert front.list.current_claim() == filed[2]
        await front.sees("bob edited the claim")


async def test_one_s_own_keys_in_a_row_are_not_a_conflict(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("s", "o", "k", "a", "m", "k", "p", "1")
        await front.until(lambda: claim(desk, filed[4]).row.version == 4)

        row = claim(desk, filed[4]).row
        assert (row.status, row.assignee, row.priority) == ("open", "ana", 1)


async def test_a_claim_beside_the_queue_where_there_is_room(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("j", "j")
        await front.sees("“nobody was hurt”")
        await front.type("enter", "n", "seen", "enter")
        await front.sees("ana, just now: seen")
        await front.type("escape", "j")
        await front.until(lambda: front.list.current_claim() == filed[1])

        assert front.list.has_focus


async def test_a_claim_on_the_whole_screen_where_there_is_no_room(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("j", "j", "enter")
        await front.sees("EVIDENCE")
        await front.type("s", "o")
        await front.sees(f"claim {filed[2]} · open")
        await front.type("q")
        await front.sees("CLAIM")

        assert front.list.current_claim() == filed[2]


async def test_hostile_text_stays_text(app: FactcheckApp, desk: Desk) -> None:
    hostile = "\x1b[31mred\x1b[0m [bold]loud[/bold] \u202egnorw\u202c nul\x00"
    claims.add_claim(desk, claims.NewClaim(text=hostile, claimant="[link=x]me"))
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.sees("said by [link=x]me")

        assert "␛[31mred␛[0m [bold]loud[/bold]" in front.seen()
        assert not {"\x1b", "\u202e", "\x00"} & set(front.seen())


async def test_every_key_has_a_name_in_the_palette(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("ctrl+p", "dismiss", "enter")
        await front.sees(f"claim {filed[4]} has no open alert")

        assert alerts.list_alerts(desk) == []


async def test_the_help_names_every_key_and_filter_word(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(100, 90)) as pilot:
        front = Front(app, pilot)
        await front.type("question_mark")
        await front.sees("FILTER")
        shown = front.seen()
        await front.type("escape")
        await front.sees("CLAIM")

        assert all(word in shown for word in ("give the reason", "attention:", "claimant:", "ctrl+p"))


async def test_leaving_stores_what_waits(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    claims.rate_claim(desk, filed[4], "unproven", "no source")
    async with app.run_test(size=(80, 24)) as pilot:
        await Front(app, pilot).type("s", "p", "y", "q")
        await pilot.pause()

    assert claim(desk, filed[4]).row.status == "published"
