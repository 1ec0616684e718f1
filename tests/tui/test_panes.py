"""The panes of a claim: going through them, a cursor on the evidence, and how long a claim was left alone."""

from datetime import datetime, timedelta

import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.store import filters, queries
from factcheck.vocabulary import Status
from tests.conftest import START, Clock
from tests.tui.conftest import Front
from tui import FactcheckApp
from tui.screens.claim import ClaimScreen
from tui.screens.desk import DeskScreen
from tui.text.claim_text import idle


@pytest.fixture
def cited(desk: Desk, filed: list[int]) -> list[int]:
    """The newest claim cites three sources."""
    for number in range(3):
        citations.cite(desk, filed[4], f"https://news.example/{number}", quote=f"the words {number}")
    return filed


def part(front: Front) -> str:
    assert isinstance(front.app.screen, DeskScreen)
    return front.app.screen.pane()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_digits_and_tab_go_through_the_panes(app: FactcheckApp, cited: list[int], size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        gone = []
        for key in ("2", "3", "4", "1", "tab", "tab", "tab", "tab", "shift+tab"):
            await front.type(key)
            gone.append(part(front))
            assert isinstance(app.screen, ClaimScreen) is (size[0] < 110 and gone[-1] != "queue")

        assert gone == "claim evidence history queue claim evidence history queue history".split()
        await front.sees(">─ HISTORY")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_keys_act_on_the_evidence_under_the_cursor(
    app: FactcheckApp, cited: list[int], size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        await front.type("3", "]", "]", "]")
        await front.sees("evidence 3/3")
        await front.sees(">3 ")
        await front.type("y")
        await front.sees("clipboard: the address https://news.example/2")
        await front.type("[", "d")
        await front.sees("no stored version")
        await front.type("y")
        await front.sees("no new words to copy")
        await front.type("q", "y")
        await front.sees("clipboard: the address https://news.example/1")

        assert part(front) == "evidence"


async def test_next_and_previous_claim_inside_a_claim(app: FactcheckApp, desk: Desk, cited: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("enter", "J", "J", "s", "o")
        await front.sees(f"claim {cited[2]} · open")
        await front.type("K", "K", "K")
        await front.sees("this is the first claim")
        await front.type("q", "J")
        await front.sees("STATUS")

        assert front.list.current_claim() == cited[3]


@pytest.mark.parametrize(
    ("assignee", "touched", "told"),
    [
        ("ana", START - timedelta(days=9, hours=3), "assigned to ana, untouched for 9 days"),
        ("ana", START - timedelta(days=3), "assigned to ana, untouched for 3 days"),
        ("ana", START - timedelta(days=2, hours=23), None),
        ("ana", None, None),
        (None, START - timedelta(days=9), None),
    ],
)
def test_an_assigned_claim_that_is_idle(assignee: str | None, touched: datetime | None, told: str | None) -> None:
    assert idle(assignee, touched, START) == told


async def test_the_pane_says_how_long_a_claim_was_idle(
    app: FactcheckApp, desk: Desk, clock: Clock, filed: list[int]
) -> None:
    claims.edit_claim(desk, filed[4], claims.ClaimEdit(assignee="bob"))
    clock.pass_(days=9)
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("enter")
        await front.sees("assigned to bob, untouched for 9 days")
        await front.type("n", "asked bob", "enter")
        await front.sees("note added to claim")
        await front.until(lambda: "untouched" not in front.seen())


def test_a_filter_finds_idle_claims(desk: Desk, clock: Clock, filed: list[int]) -> None:
    for claim_id in filed[:4]:
        claims.edit_claim(desk, claim_id, claims.ClaimEdit(assignee="bob"))
    claims.rate_claim(desk, filed[3], "true", "counted")
    claims.edit_claim(desk, filed[3], claims.ClaimEdit(status=Status.PUBLISHED))
    clock.pass_(days=9)
    claims.add_note(desk, filed[1], "asked bob")
    day = f"{clock.now - timedelta(days=2):%Y-%m-%d}"

    with desk.read() as session:
        found = {
            words: sorted(queries.claim_ids(session, filters.parse(words), me="ana"))
            for words in (f"untouched:{day}", f"-untouched:{day}", "untouched:2020")
        }

    assert found == {
        f"untouched:{day}": [filed[0], filed[2]],
        f"-untouched:{day}": [filed[1], filed[3], filed[4]],
        "untouched:2020": [],
    }
