"""A list that takes long to read: its first page at once, the rest behind it, and a wait that can be ended."""

import gc
from array import array
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event

import pytest

from factcheck.services import claims
from factcheck.services.desk import Desk
from factcheck.store.filters import Filter
from factcheck.store.interruption import Interruption
from tests.tui.conftest import Front
from tui import FactcheckApp
from tui.acts import Acts
from tui.background_reads import BackgroundReads
from tui.widgets.page import Page

Slowly = Callable[[str], AbstractContextManager[Event]]
FILED = 130
"""More than a first page holds."""


@pytest.fixture
def many(desk: Desk) -> list[int]:
    return [claims.add_claim(desk, claims.NewClaim(text=f"the claim {number}")) for number in range(FILED)]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slowly:
    """Have one of the reads run until it is stopped, or until what is given is set."""

    @contextmanager
    def slowly(name: str) -> Iterator[Event]:
        given, read = Event(), getattr(Acts, name)

        def waits(self: Acts, filter_: Filter, *more: object) -> object:
            stop = more[-1]
            assert isinstance(stop, Interruption)
            while not given.wait(0.01):
                stop.check()
            return read(self, filter_, *more)

        with monkeypatch.context() as patched:
            patched.setattr(Acts, name, waits)
            try:
                yield given
            finally:
                given.set()

    return slowly


async def test_the_first_page_is_shown_before_the_whole_list_is_read(
    app: FactcheckApp, many: list[int], slow: Slowly
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        with slow("ids") as read:
            await front.type("/", "the", "enter", "j", "j")
            await front.until(lambda: len(front.list.ids) == 100 and front.list.cursor == 2)
            await front.sees(f"{FILED}")
            under = front.list.current_claim()
            read.set()
            await front.until(lambda: len(front.list.ids) == FILED)

        assert front.list.current_claim() == under


async def test_marking_all_waits_for_the_whole_list(app: FactcheckApp, many: list[int], slow: Slowly) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        with slow("ids") as read:
            await front.type("/", "the", "enter", "*")
            await front.sees("esc stops")
            read.set()
            await front.until(lambda: front.list.marked() == FILED)


async def test_esc_ends_the_wait_for_the_whole_list_and_marks_nothing(
    app: FactcheckApp, many: list[int], slow: Slowly
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        with slow("ids"):
            await front.type("/", "the", "enter", "*")
            await front.sees("esc stops")
            await front.type("escape")
            await front.sees("nothing was marked")
            await front.type("j")
            await front.until(lambda: front.list.cursor == 1)
        await front.until(lambda: len(front.list.ids) == FILED)

        assert front.list.marked() == 0


async def test_esc_stops_a_search_and_leaves_the_list_as_it_was(
    app: FactcheckApp, many: list[int], slow: Slowly
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.until(lambda: len(front.list.ids) == FILED)
        with slow("page"):
            await front.type("/", "nothing", "enter")
            await front.sees("esc stops")
            await front.type("escape")
            await front.sees("the list is as it was")
            await front.type("j")
            await front.until(lambda: front.list.cursor == 1)

        assert len(front.list.ids) == FILED


async def test_the_key_that_leaves_needs_no_list(app: FactcheckApp, many: list[int], slow: Slowly) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        with slow("page"):
            await front.type("/", "nothing", "enter")
            await front.sees("esc stops")
            await front.type("q")
            await front.until(lambda: not app.is_running)


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


async def test_a_closed_form_leaves_no_field_behind(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        for _ in range(3):
            await front.type("i")
            await front.until(lambda: len(app.screen_stack) == 2)
            await front.type("escape")
            await front.until(lambda: len(app.screen_stack) == 1)
        await front.until(lambda: gc.collect() >= 0 and not any(isinstance(each, Page) for each in gc.get_objects()))
