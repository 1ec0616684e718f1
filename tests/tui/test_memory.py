"""Nothing of a screen that was closed stays in memory."""

import gc
from collections import Counter

import pytest
from textual._styles_cache import StylesCache
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.worker import Worker

from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.store import ledger
from factcheck.store.rows import ClaimRow
from tests.tui.conftest import Front
from tui import FactcheckApp
from tui.widgets.cursor_list import ROWS_MAX

KINDS = (Widget, StylesCache, Timer, Worker)
ROUNDS = 4
STRIPS = 40
"""Lines that may be drawn more than before: of the screen that is open, which has changed."""


def living() -> Counter[str]:
    """Count what is alive of each kind, and the drawn lines."""
    gc.collect()
    found = Counter[str]()
    for each in gc.get_objects():
        for kind in (*KINDS, Strip):
            if isinstance(each, kind):
                found[kind.__name__] += 1
    return found


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ("enter", "q"),
        ("i", "escape"),
        ("E", "escape"),
        ("e", "escape"),
        ("question_mark", "escape"),
        (":", "escape"),
        ("!", "q"),
        ("d", "q"),
    ],
)
async def test_a_closed_screen_leaves_nothing_behind(
    app: FactcheckApp, desk: Desk, night: list[int], opens: str, closes: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)

        async def open_and_close() -> None:
            await front.type(opens)
            await front.until(lambda: len(app.screen_stack) == 2)
            await front.type(closes)
            await front.until(lambda: len(app.screen_stack) == 1)

        for _ in range(2):
            await open_and_close()
        before = living()
        for _ in range(ROUNDS):
            await open_and_close()
        await front.until(lambda: not any(more for kind, more in (living() - before).items() if kind != "Strip"))

        assert living()["Strip"] - before["Strip"] < STRIPS


async def test_moving_through_a_long_list_does_not_keep_its_rows(app: FactcheckApp, desk: Desk) -> None:
    count = 2 * ROWS_MAX
    with desk.write() as session:
        for number in range(count):
            claims.make_claim(session, "ana", claims.NewClaim(text=f"Claim {number}"), desk.clock())
        ledger.finish(session)
    async with app.run_test(size=(80, 60)) as pilot:
        front = Front(app, pilot)
        await front.until(lambda: len(front.list.ids) == count)
        for place in range(0, count, 50):
            front.list.move(place)
            await pilot.pause()
        known = sum(isinstance(each, ClaimRow) for each in gc.get_objects())

    assert 100 < known < ROWS_MAX + 400
