"""A locked database: a run waits for it and loses no check, and bulk writes leave the lock to others."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from factcheck.errors import DeskError
from factcheck.models import SourceCheck
from factcheck.services import importing, pacing
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.events import RunFinished, RunStarted
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.pacing import Pacing
from factcheck.settings import Settings
from factcheck.store.other_processes import is_open_elsewhere
from tests.support.web import Web, answer, article

ALL = Selection(Which.ALL)


@pytest.fixture
def impatient(desk: Desk) -> Desk:
    """A desk whose writers ask once for the lock, and do not wait."""
    return replace(desk, engine=desk.engine.execution_options(busy_seconds=0))


@pytest.fixture
def other(desk: Desk) -> Iterator[sqlite3.Connection]:
    """Another program's connection."""
    path = str(desk.engine.url.database)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as raw:
        yield raw


def cite(desk: Desk, web: Web, pages: int) -> None:
    claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    for number in range(pages):
        web[f"/{number}"] = answer(article("Officials said that prices rose."))
        citations.cite(desk, claim, web.url(f"/{number}"))


def checks(desk: Desk) -> int:
    with desk.read() as session:
        return len(session.exec(select(SourceCheck)).all())


async def test_a_run_waits_for_a_locked_database_and_loses_no_check(
    impatient: Desk, settings: Settings, web: Web, other: sqlite3.Connection
) -> None:
    cite(impatient, web, 5)
    asked = []

    def lets_go() -> bool:
        asked.append(1)
        if len(asked) == 3:
            other.execute("ROLLBACK")
        return True

    async for news in verify(impatient.patient(lets_go), settings, ALL):
        if isinstance(news, RunStarted):
            other.execute("BEGIN IMMEDIATE")
        last = news

    assert len(asked) == 3
    assert isinstance(last, RunFinished)
    assert (last.checked, checks(impatient)) == (5, 5)


async def test_a_run_that_no_longer_waits_names_the_locked_database(
    impatient: Desk, settings: Settings, web: Web, other: sqlite3.Connection
) -> None:
    cite(impatient, web, 1)
    run = verify(impatient.patient(lambda: False), settings, ALL)
    await anext(run)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(DeskError, match=r"desk\.db is locked"):
        await anext(run)


class Time:
    """A monotonic clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time go by."""
        self.slept.append(round(seconds, 6))
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


def turns(desk: Desk, time: Time, held: float, work: float, count: int, between: Callable[[], object] = int) -> Pacing:
    """Take turns that hold the lock so long, with so much work without it between."""
    paced = Pacing(desk, clock=time, sleep=time.sleep)
    for _ in range(count):
        with paced.turn() as turn:
            turn.session.execute(sa.text("UPDATE counter SET value = value"))
            time.now += held
        between()
        time.now += work
    return paced


def test_the_gap_is_short_while_nobody_else_has_the_database_open(desk: Desk, time: Time) -> None:
    turns(desk, time, held=0.04, work=0, count=3)

    assert time.slept == [pacing.GAP_ALONE_SECONDS] * 2


def test_a_write_by_another_program_shortens_the_turns_and_lengthens_the_gaps(
    desk: Desk, other: sqlite3.Connection, time: Time
) -> None:
    before = Pacing(desk, clock=time).seconds

    paced = turns(desk, time, 0.02, 0.01, 3, lambda: other.execute("UPDATE counter SET value = 1"))

    assert time.slept == [round(pacing.GAP_SECONDS - 0.01, 6)]
    assert paced.is_shared
    assert paced.seconds < before


def test_work_that_needs_no_lock_is_part_of_the_gap(desk: Desk, time: Time) -> None:
    turns(desk, time, held=0.04, work=1, count=3)

    assert time.slept == []


def test_the_desk_counts_as_shared_for_a_while(desk: Desk, other: sqlite3.Connection, time: Time) -> None:
    paced = turns(desk, time, 0.02, 0, 2, lambda: other.execute("UPDATE counter SET value = 1"))
    with paced.turn():
        pass
    was_shared = paced.is_shared
    time.now += pacing.SHARED_SECONDS + 1

    assert was_shared
    assert not paced.is_shared


def test_another_process_is_recognized_by_the_lock_of_its_connection(desk: Desk, tmp_path: Path) -> None:
    db = str(desk.engine.url.database)
    inode = Path(f"{db}-shm").stat().st_ino
    locks = tmp_path / "locks"

    def reported(*lines: str) -> bool:
        locks.write_text("".join(f"{line}\n" for line in lines))
        return is_open_elsewhere(db, locks)

    assert reported(f"1: POSIX  ADVISORY  READ 1 fe:00:{inode} 128 128")
    assert not reported(f"1: POSIX  ADVISORY  READ {os.getpid()} fe:00:{inode} 128 128")
    assert not reported(f"1: POSIX  ADVISORY  READ 1 fe:00:{inode + 1} 128 128", "2: -> FLOCK")
    assert is_open_elsewhere(db, tmp_path / "none")
    assert not is_open_elsewhere(str(tmp_path / "none.db"))


def test_an_import_ends_although_another_program_writes_all_the_time(desk: Desk, other: sqlite3.Connection) -> None:
    content = "\n".join(json.dumps({"text": f"Claim {number}"}) for number in range(200)).encode()
    fates = []
    for row in importing.import_claims(desk, "a.jsonl", content):
        other.execute("UPDATE counter SET value = value")
        fates.append(row.result)

    assert len(fates) == 200
