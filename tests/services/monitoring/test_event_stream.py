"""A run as a stream of events: their order, and what an error, a cancellation or an early end does to it."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from factcheck.errors import DeskError
from factcheck.models import Run, SourceCheck
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import citations, claims
from factcheck.services.monitoring.check_run import CheckRun, verify
from factcheck.services.monitoring.events import (
    ChecksCompacted,
    DigestDelivered,
    Emit,
    LookupFinished,
    LookupsEnded,
    RunClosed,
    RunEvent,
    RunFailed,
    RunFinished,
    RunRequested,
    RunStarted,
    SourceChecked,
    Subscriber,
    SubscriberFailed,
)
from factcheck.services.monitoring.run_lookups import QUEUE_IS_FULL, QUEUE_MAX_SOURCES, ArchiveLookups
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import ArchiveSettings, Settings
from tests.conftest import Clock
from tests.support.archive import LyingArchive, to
from tests.support.web import Web, answer, article

PAGE = answer(article("Officials said that prices rose by 3% in May, a record."))


class Recorder(Subscriber):
    """Records the names of the events it receives."""

    def __init__(self) -> None:
        self.events: list[RunEvent] = []

    async def on_event(self, event: RunEvent, emit: Emit) -> None:
        self.events.append(event)

    @property
    def names(self) -> list[str]:
        return [type(each).__name__ for each in self.events]


class Emitter(Subscriber):
    """Emits an event of its own for each check, and one at the end."""

    async def on_event(self, event: RunEvent, emit: Emit) -> None:
        match event:
            case SourceChecked():
                emit(DigestDelivered("webhook", 1))
            case RunFinished():
                emit(ChecksCompacted(1))
                emit(SubscriberFailed("compact", "the disk is full"))


class Failing(Subscriber):
    """Raises an error for one kind of event."""

    def __init__(self, kind: type[RunEvent], error: BaseException) -> None:
        self.kind, self.error = kind, error

    async def on_event(self, event: RunEvent, emit: Emit) -> None:
        if isinstance(event, self.kind):
            raise self.error


@pytest.fixture
def cited(desk: Desk, web: Web) -> Desk:
    """A desk that cites three pages."""
    claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3%"))
    for number in range(3):
        web[f"/{number}"] = PAGE
        citations.cite(desk, claim, web.url(f"/{number}"))
    return desk


def checks(desk: Desk, settings: Settings) -> AsyncGenerator[RunStarted | SourceChecked | RunFinished, None]:
    return verify(desk, settings, Selection(Which.ALL))


def recorded(desk: Desk) -> tuple[int, int]:
    """Return the numbers of recorded checks and of runs with totals."""
    with desk.read() as session:
        ended = [each for each in session.exec(select(Run)) if each.ended_at]
        return len(session.exec(select(SourceCheck)).all()), len(ended)


async def test_every_subscriber_receives_the_same_events_in_the_same_order(cited: Desk, settings: Settings) -> None:
    first, last = Recorder(), Recorder()

    finished = await CheckRun(checks(cited, settings), [first, Emitter(), last]).run()

    checked = ["SourceChecked", "DigestDelivered"] * 3
    assert last.names == [
        "RunRequested", "RunStarted", *["DigestDelivered", "SourceChecked"] * 3, "ChecksCompacted", "SubscriberFailed",
        "RunFinished", "RunClosed",
    ]  # fmt: skip
    assert first.names == [
        "RunRequested",
        "RunStarted",
        *checked,
        "RunFinished",
        "ChecksCompacted",
        "SubscriberFailed",
        "RunClosed",
    ]
    assert finished.checked == 3


async def test_the_stream_gives_what_subscribers_emit(cited: Desk, settings: Settings) -> None:
    run = CheckRun(checks(cited, settings), [Emitter()])

    kinds = [type(each) async for each in run.events()]

    assert kinds == [
        RunRequested, RunStarted, *[DigestDelivered, SourceChecked] * 3, ChecksCompacted, SubscriberFailed, RunFinished,
    ]  # fmt: skip


@pytest.mark.parametrize("error", [DeskError("the disk is full"), RuntimeError("a fault of ours"), BrokenPipeError()])
async def test_a_failing_subscriber_ends_the_run_and_loses_nothing(
    cited: Desk, settings: Settings, error: Exception
) -> None:
    after = Recorder()
    run = CheckRun(checks(cited, settings), [Failing(SourceChecked, error), after])

    with pytest.raises(type(error)) as raised:
        await run.run()

    assert raised.value is error
    assert after.events == [RunRequested(), after.events[1], RunFailed(error, None), RunClosed()]
    assert recorded(cited) == (3, 1)


async def test_an_error_after_the_last_check_names_the_totals(cited: Desk, settings: Settings) -> None:
    error, after = DeskError("the disk is full"), Recorder()

    with pytest.raises(DeskError):
        await CheckRun(checks(cited, settings), [Failing(RunFinished, error), after]).run()

    failed = after.events[-2]
    assert isinstance(failed, RunFailed)
    assert failed.finished is not None and failed.finished.checked == 3


async def test_an_error_of_the_checks_reaches_every_subscriber(cited: Desk, settings: Settings) -> None:
    full = settings.model_copy(update={"desk": settings.desk.model_copy(update={"min_free_bytes": 10**18})})
    subscriber = Recorder()

    with pytest.raises(DeskError, match="make room before a run"):
        await CheckRun(checks(cited, full), [subscriber]).run()

    assert subscriber.names == ["RunRequested", "RunFailed", "RunClosed"]


async def test_a_stream_that_is_closed_early_closes_its_subscribers(cited: Desk, settings: Settings) -> None:
    subscriber = Recorder()
    async with aclosing(CheckRun(checks(cited, settings), [subscriber]).events()) as events:
        async for event in events:
            if isinstance(event, SourceChecked):
                break

    assert subscriber.names == ["RunRequested", "RunStarted", "SourceChecked", "RunClosed"]
    assert recorded(cited)[1] == 1


async def test_a_subscriber_that_fails_to_close_leaves_none_open(cited: Desk, settings: Settings) -> None:
    class Late(Subscriber):
        async def on_event(self, event: RunEvent, emit: Emit) -> None:
            if isinstance(event, RunClosed):
                emit(SubscriberFailed("late", "too late"))

    before, between, after = Recorder(), Recorder(), Recorder()
    first, second = asyncio.CancelledError(), DeskError("the disk is full")
    failing = [Failing(RunClosed, first), between, Failing(RunClosed, second)]

    with pytest.raises(asyncio.CancelledError) as raised:
        await CheckRun(checks(cited, settings), [before, *failing, Late(), after]).run()

    assert raised.value is first
    assert [each.names[-2:] for each in (before, between, after)] == [["RunFinished", "RunClosed"]] * 3
    assert recorded(cited) == (3, 1)


async def test_a_cancelled_run_is_a_failed_run(cited: Desk, settings: Settings, web: Web) -> None:
    subscriber, started = Recorder(), asyncio.Event()

    class Signal(Subscriber):
        async def on_event(self, event: RunEvent, emit: Emit) -> None:
            if isinstance(event, SourceChecked):
                started.set()
                await asyncio.Event().wait()

    task = asyncio.create_task(CheckRun(checks(cited, settings), [Signal(), subscriber]).run())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert subscriber.names == ["RunRequested", "RunStarted", "RunFailed", "RunClosed"]
    assert recorded(cited) == (3, 1)


@pytest.fixture
def archive() -> Iterator[LyingArchive]:
    with LyingArchive().serve() as served:
        yield served


def with_archive(settings: Settings, archive: LyingArchive, **given: Any) -> Settings:
    own: dict[str, Any] = {"enabled": True, "gap": 0, "url": archive.origin} | given
    return settings.model_copy(update={"archives": ArchiveSettings(**own)})


async def test_look_ups_that_end_with_an_error_say_so_and_the_run_goes_on(
    cited: Desk, settings: Settings, archive: LyingArchive, tmp_path: Path, clock: Clock
) -> None:
    copy = tmp_path / "lost.db"
    shutil.copy(settings.db, copy)
    subscriber, used = Recorder(), with_archive(settings, archive)

    with open_desk(replace_db(settings, copy), clock) as lost:
        copy.unlink()
        run = CheckRun(checks(cited, used), [ArchiveLookups(replace(cited, engine=lost.engine), used), subscriber])
        finished = await run.run()

    (failed,) = [each for each in subscriber.events if isinstance(each, SubscriberFailed)]
    (ended,) = [each for each in subscriber.events if isinstance(each, LookupsEnded)]
    assert failed.subscriber == "lookups"
    assert failed.message.startswith(f"archive lookups ended early: {copy} is gone")
    assert failed.message.endswith("the sources that are left are looked up after a later check")
    assert (ended.finished, ended.waiting, ended.reason is not None) == (0, 3, True)
    assert (finished.checked, recorded(cited)) == (3, (3, 1))


def replace_db(settings: Settings, path: Path) -> Settings:
    return settings.model_copy(update={"db": str(path)})


@pytest.mark.parametrize(
    ("given", "pause", "finished", "waiting", "reason"),
    [
        ({}, False, 3, 0, None),
        ({"per_run": 2}, False, 2, 1, "the limit of one run is reached (archives.per_run)"),
        ({}, True, 1, 2, "asks us to wait"),
    ],
)
async def test_a_run_says_how_its_look_ups_ended(
    cited: Desk,
    settings: Settings,
    archive: LyingArchive,
    given: dict[str, object],
    pause: bool,
    finished: int,
    waiting: int,
    reason: str | None,
) -> None:
    archive.lies = [to("/", 429, b"", {"Retry-After": "90000"})] if pause else []
    subscriber, used = Recorder(), with_archive(settings, archive, **given)

    await CheckRun(checks(cited, used), [ArchiveLookups(cited, used), subscriber]).run()

    (ended,) = [each for each in subscriber.events if isinstance(each, LookupsEnded)]
    looked_up = [each for each in subscriber.events if isinstance(each, LookupFinished)]
    assert (ended.finished, ended.waiting, len(looked_up)) == (finished, waiting, finished)
    assert reason in str(ended.reason) if reason else ended.reason is None


async def test_sources_that_found_no_place_in_the_queue_are_reported_with_the_reason(
    cited: Desk, settings: Settings, archive: LyingArchive
) -> None:
    events = [event async for event in checks(cited, settings)]
    first = next(each for each in events if isinstance(each, SourceChecked))
    unknown = replace(first, source_id=99)  # no claim cites it, so that it takes its turn without a request
    lookups, emitted = ArchiveLookups(cited, with_archive(settings, archive)), list[RunEvent]()

    for event in (events[0], *[unknown] * (QUEUE_MAX_SOURCES + 2), events[-1], RunClosed()):
        await lookups.on_event(event, emitted.append)

    assert emitted == [LookupsEnded(finished=0, waiting=2, reason=QUEUE_IS_FULL)]
