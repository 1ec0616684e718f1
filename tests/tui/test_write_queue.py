"""Writes of the reviewer: none is lost without a word when the program ends behind a lock."""

import asyncio
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event
from time import monotonic

import pytest

from factcheck.errors import DeskError, FactcheckError
from factcheck.services.desk import Desk
from factcheck.settings import Settings
from factcheck.store import engine, queries
from tests.tui.conftest import Front
from tui import FactcheckApp
from tui.desk import write_queue
from tui.desk.write_queue import WriteJob, WriteQueue


class LockedOnce:
    """A write that fails at the first try, once ``fails`` is set."""

    def __init__(self) -> None:
        self.tries = 0
        self.began, self.fails = Event(), Event()

    def __call__(self) -> None:
        self.tries += 1
        if self.tries == 1:
            self.began.set()
            self.fails.wait()
            raise DeskError("desk.db is locked")


async def painted() -> None:
    """Wait for no screen."""


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Keep another connection from writing to the desk."""
    with closing(sqlite3.connect(settings.db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a write give up soon at a lock."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.02)


def notes(desk: Desk, claim_id: int) -> list[str]:
    with desk.read() as session:
        return [note.text for note in queries.claim_detail(session, claim_id).notes]


async def test_a_failure_that_nobody_could_read_is_tried_again_at_the_end() -> None:
    write, failures = LockedOnce(), list[FactcheckError]()
    queue = WriteQueue(lambda _: None, painted)
    running = asyncio.create_task(queue.run())
    queue.put(WriteJob(write, lambda _: None, failures.append, adds=True))
    await asyncio.to_thread(write.began.wait)

    write.fails.set()
    queue.finish(60)  # as where the event loop is blocked: it gets no turn before this
    running.cancel()

    assert (write.tries, failures, len(queue.jobs)) == (2, [], 0)


async def test_a_change_is_not_tried_again_after_later_ones() -> None:
    write, failures = LockedOnce(), list[FactcheckError]()
    write.fails.set()
    queue = WriteQueue(lambda _: None, painted)
    running = asyncio.create_task(queue.run())
    queue.put(WriteJob(write, lambda _: None, failures.append))
    await queue.settle()

    queue.finish(60)
    running.cancel()

    assert (write.tries, len(failures)) == (1, 1)


async def test_a_failure_that_the_reviewer_could_read_is_not_tried_again() -> None:
    write, failures = LockedOnce(), list[FactcheckError]()
    write.fails.set()
    queue = WriteQueue(lambda _: None, painted)
    running = asyncio.create_task(queue.run())
    queue.put(WriteJob(write, lambda _: None, failures.append, adds=True))
    await queue.settle()
    queue.answered(monotonic())

    queue.finish(60)
    running.cancel()

    assert (write.tries, len(failures)) == (1, 1)


async def test_writes_that_join_a_slow_one_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_queue, "SLOW_SECONDS", 0)
    counts, shown, began, goes_on = list[int](), asyncio.Event(), Event(), Event()

    def waiting(count: int) -> None:
        counts.append(count)
        shown.set()

    def write() -> None:
        began.set()
        goes_on.wait()

    queue = WriteQueue(waiting, painted)
    running = asyncio.create_task(queue.run())
    queue.put(WriteJob(write, lambda _: None, lambda _: None))
    await asyncio.to_thread(began.wait)
    await shown.wait()
    counts.clear()

    for _ in range(2):
        queue.put(WriteJob(lambda: None, lambda _: None, lambda _: None))
    joined = list(counts)
    monkeypatch.setattr(write_queue, "SLOW_SECONDS", 60)
    goes_on.set()
    await queue.settle()
    counts.clear()
    queue.put(WriteJob(lambda: None, lambda _: None, lambda _: None))
    await queue.settle()
    running.cancel()

    assert joined == [2, 3]
    assert counts == []  # the last one was not slow


@pytest.mark.usefixtures("impatient")
async def test_a_note_that_a_lock_refused_is_stored_when_a_signal_ends_the_program(
    app: FactcheckApp, desk: Desk, settings: Settings, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees("Taxes fell")
        with locked(settings):
            await front.type("n", "ask again", "enter")
            await front.until(lambda: app.write_queue.unanswered)
        app.request_exit(signal.SIGTERM, Event())
        await front.until(lambda: not app.is_running)

    assert notes(desk, filed[4]) == ["ask again"]


@pytest.mark.usefixtures("impatient")
async def test_a_note_behind_a_lock_is_stored_while_a_signal_ends_the_program(
    app: FactcheckApp, desk: Desk, settings: Settings, filed: list[int]
) -> None:
    waits: list[bool] = []

    def may_wait() -> bool:
        waits.append(app.write_queue.may_wait())
        return waits[-1]

    app.gateway.may_wait = may_wait
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees("Taxes fell")
        with locked(settings):
            with app.gateway.lock:  # the note is not tried before the signal
                await front.type("n", "ask again", "enter")
                app.request_exit(signal.SIGTERM, Event())
                await front.until(lambda: app.leaving)
            await front.until(lambda: len(waits) > 1)
        await front.until(lambda: not app.is_running)

    assert all(waits)
    assert notes(desk, filed[4]) == ["ask again"]
    assert app.exit_messages == []


@pytest.mark.usefixtures("impatient")
async def test_a_note_that_cannot_be_stored_while_leaving_is_reported(
    app: FactcheckApp, desk: Desk, settings: Settings, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees("Taxes fell")
        with locked(settings):
            with app.gateway.lock:  # the note is not tried before the reviewer leaves
                await front.type("n", "ask again", "enter", "q")
                await front.until(lambda: app.leaving)
            await front.until(lambda: not app.is_running)

    (message,) = app.exit_messages
    assert message.startswith("a change was not stored: ")
    assert "is locked" in message
    assert notes(desk, filed[4]) == []
