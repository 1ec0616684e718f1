"""A list that takes long to read: its first page at once, the rest behind it, and a wait that can be ended."""

from array import array
from threading import Event

import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.settings import Settings
from factcheck.store.interruption import Interruption
from tests.support.slow_desk import PAGE, WHOLE_LIST, slowed
from tests.tui.conftest import Front
from tests.tui.terminal import started
from tui import FactcheckApp
from tui.desk.background_reads import BackgroundReads

FILED = 130
"""More than a first page holds."""


@pytest.fixture
def many(desk: Desk) -> list[int]:
    return [claims.add_claim(desk, claims.NewClaim(text=f"the claim {number}")) for number in range(FILED)]


async def test_the_first_page_is_shown_before_the_whole_list_is_read(
    app: FactcheckApp, desk: Desk, many: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        with slowed(desk.engine, WHOLE_LIST) as read:
            await front.type("/", "the", "enter", "j", "j")
            await front.until(lambda: len(front.list.ids) == 100 and front.list.cursor == 2)
            await front.sees(f"{FILED}")
            under = front.list.current_claim()
            read.set()
            await front.until(lambda: len(front.list.ids) == FILED)

        assert front.list.current_claim() == under


async def test_marking_all_waits_for_the_whole_list(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        with slowed(desk.engine, WHOLE_LIST) as read:
            await front.type("/", "the", "enter", "*")
            await front.sees("esc stops")
            read.set()
            await front.until(lambda: front.list.marked() == FILED)


async def test_esc_ends_the_wait_for_the_whole_list_and_marks_nothing(
    app: FactcheckApp, desk: Desk, many: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        with slowed(desk.engine, WHOLE_LIST):
            await front.type("/", "the", "enter", "*")
            await front.sees("esc stops")
            await front.type("escape")
            await front.sees("nothing was marked")
            await front.type("j")
            await front.until(lambda: front.list.cursor == 1)
        await front.until(lambda: len(front.list.ids) == FILED)

        assert front.list.marked() == 0


async def test_esc_stops_a_search_and_leaves_the_list_as_it_was(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.until(lambda: len(front.list.ids) == FILED)
        with slowed(desk.engine, PAGE):
            await front.type("/", "nothing", "enter")
            await front.sees("esc stops")
            await front.type("escape")
            await front.sees("the list is unchanged")
            await front.type("j")
            await front.until(lambda: front.list.cursor == 1)

        assert len(front.list.ids) == FILED


async def test_the_key_that_leaves_needs_no_list(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        with slowed(desk.engine, PAGE):
            await front.type("/", "nothing", "enter")
            await front.sees("esc stops")
            await front.type("q")
            await front.until(lambda: not app.is_running)


@pytest.mark.parametrize(("statement", "sees"), [(PAGE, "esc stops"), (WHOLE_LIST, "100+")])
def test_the_key_that_leaves_ends_the_program_during_a_search(
    settings: Settings, many: list[int], statement: str, sees: str
) -> None:
    command = ("-m", "tests.support.slow_desk", statement, "tui")
    with started(*command, db=settings.db) as terminal:
        terminal.until(lambda: "rate" in terminal.shown)
        terminal.shown = ""
        terminal.type("/the\r")
        terminal.until(lambda: sees in terminal.shown)
        terminal.type("q")

        assert terminal.ended() == 0


def test_a_newer_read_stops_the_one_before() -> None:
    begun, ended, newer = Event(), Event(), Event()
    reads = BackgroundReads(lambda error: None)

    def endless(stop: Interruption) -> None:
        begun.set()
        try:
            while not newer.wait(0.01):
                stop.check()
        finally:
            ended.set()

    reads.put(endless)
    begun.wait(30)
    reads.put(lambda stop: newer.set())

    assert newer.wait(30) and ended.wait(30)
    reads.close()


def test_an_error_of_a_read_is_reported_and_the_next_read_runs() -> None:
    told, read = array("q"), Event()
    reads = BackgroundReads(lambda error: told.append(1))

    def wrong(stop: Interruption) -> None:
        raise ZeroDivisionError

    reads.put(wrong)
    while not told:
        read.wait(0.001)
    reads.put(lambda stop: read.set())

    assert read.wait(30)
    reads.close()


async def test_an_error_of_a_read_ends_the_program(app: FactcheckApp, filed: list[int]) -> None:
    def wrong(stop: Interruption) -> None:
        raise ZeroDivisionError

    async def reads_wrongly() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            app.gateway.reads.put(wrong)
            await Front(app, pilot).until(lambda: not app.is_running)

    with pytest.raises(ZeroDivisionError):
        await reads_wrongly()
