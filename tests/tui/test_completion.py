"""Tab in the filter line: keys and values are completed, and gone through where there are several."""

import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.settings import Settings
from factcheck.store import filters, queries
from tests.tui.conftest import Front
from tests.tui.terminal import program
from tui import FactcheckApp
from tui.screens.claim import ClaimScreen
from tui.widgets.filter_line import FilterLine


@pytest.fixture
def tagged(desk: Desk, filed: list[int]) -> list[int]:
    for claim_id, tags, who in ((filed[0], ("war",), "bob"), (filed[1], ("water",), "Ann Lee")):
        claims.edit_claim(desk, claim_id, claims.ClaimEdit(add_tags=tags, assignee=who))
    return filed


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("sta", "tab"), "status:"),
        (("sta", "tab", "op", "tab"), "status:open"),
        (("sta", "tab", "tab"), "status:inbox"),
        (("sta", "tab", "tab", "tab", "tab"), "status:review"),
        (("status:re", "tab"), "status:review"),
        (("status:re", "tab", "tab"), "status:rejected"),
        (("status:re", "tab", "tab", "tab"), "status:review"),
        (("status:re", "tab", "shift+tab"), "status:rejected"),
        (("status:re", "shift+tab"), "status:rejected"),
        (("status:inbox,o", "tab"), "status:inbox,open"),
        (("-at", "tab"), "-attention:"),
        (("bridge li", "tab", "d", "tab"), "bridge link:dead"),
        (("rating:mis", "tab"), "rating:misleading"),
        (("tag:wa", "tab"), "tag:war"),
        (("tag:wa", "tab", "tab"), "tag:water"),
        (("assignee:a", "tab"), 'assignee:"Ann Lee"'),
        (("assignee:", "tab", "tab"), "assignee:bob"),
        (("sta bridge", *["left"] * 7, "tab"), "status: bridge"),
        (("tab",), "status:"),
        (("tab", "tab"), "rating:"),
        (("zz", "tab"), "zz"),
        (("status:open", "tab"), "status:open"),
        (("status:re", "tab", " x"), "status:review x"),
    ],
)
async def test_tab_completes_the_word_at_the_cursor(
    app: FactcheckApp, tagged: list[int], keys: tuple[str, ...], value: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("slash", *keys)
        line = app.screen.query_one(FilterLine)

        assert (line.value, line.has_focus) == (value, True)


async def test_the_completions_of_a_word_are_listed(app: FactcheckApp, tagged: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("slash", "status:re", "tab")
        await front.sees("tab 1/2: [review]  rejected")
        await front.type("tab")
        await front.sees("tab 2/2: review  [rejected]")
        await front.type("enter")
        await front.until(lambda: not front.list.ids)
        await front.type("slash", "zz", "tab")
        await front.sees("tab: no filter word or value begins like this")


async def test_tab_keeps_its_meaning_elsewhere(app: FactcheckApp, tagged: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("tab")
        await front.until(lambda: isinstance(app.screen, ClaimScreen))


def test_a_filter_completed_at_once_is_the_one_that_acts(desk: Desk, settings: Settings, tagged: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type("/tag:wate\t\rsr")
        terminal.until(lambda: "status review" in terminal.shown)

    with desk.read() as session:
        assert list(queries.claim_ids(session, filters.parse("status:review"), me="ana")) == [tagged[1]]
