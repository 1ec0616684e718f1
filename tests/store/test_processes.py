"""Several processes with one file: no change is lost, and a process that waits names the other."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from sqlmodel import select

from factcheck.errors import DeskError
from factcheck.models import Claim, Event
from factcheck.resources import PACKAGE
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import claims
from factcheck.services.operations.integrity import check_integrity
from factcheck.settings import Settings
from factcheck.store import engine, queries
from factcheck.store.change_watch import Watch
from factcheck.store.fast_reader import Reader

pytestmark = pytest.mark.process

ADDS = """
import sys
from factcheck.services.editing import claims
from factcheck.services.desk import open_desk
from factcheck.settings import Settings

db, actor, number = sys.argv[1:]
with open_desk(Settings(db=db, actor=actor)) as desk:
    for each in range(int(number)):
        claims.add_claim(desk, claims.NewClaim(text=f"Claim {each} of {actor}"))
"""


def adder(settings: Settings, actor: str, number: int) -> "subprocess.Popen[bytes]":
    """A process of its own that adds claims."""
    return subprocess.Popen([sys.executable, "-c", ADDS, settings.db, actor, str(number)], cwd=PACKAGE.parent)


def test_two_processes_add_to_one_file_and_nothing_is_lost(desk: Desk, settings: Settings) -> None:
    both = [adder(settings, actor, 50) for actor in ("bob", "eve")]

    assert [process.wait(60) for process in both] == [0, 0]
    with desk.read() as session:
        assert len(session.exec(select(Claim)).all()) == 100
        assert {event.actor for event in session.exec(select(Event))} == {"bob", "eve"}
        assert queries.badges(session).inbox == 100
    assert check_integrity(desk, full=True, save_checkpoint=False).findings() == []


def test_a_locked_database_is_named_with_the_fix(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    with open_desk(settings) as desk, closing(sqlite3.connect(settings.db, isolation_level=None)) as other:
        claims.add_claim(desk, claims.NewClaim(text="One"))
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(DeskError, match=r"desk\.db is locked: another program has had it .* try again"):
            claims.add_claim(desk, claims.NewClaim(text="Two"))
        with desk.read() as session:
            assert len(session.exec(select(Claim)).all()) == 1
        other.execute("ROLLBACK")
        assert claims.add_claim(desk, claims.NewClaim(text="Two")) == 2


def test_a_reader_sees_the_desk_as_it_was_when_it_began(desk: Desk) -> None:
    claims.add_claim(desk, claims.NewClaim(text="One"))

    with desk.read() as session:
        before = queries.last_event_id(session)
        claims.add_claim(desk, claims.NewClaim(text="Two"))
        meanwhile = queries.last_event_id(session)
    with desk.read() as session:
        after = queries.last_event_id(session)

    assert (before, meanwhile, after) == (1, 1, 2)


def test_a_watch_sees_what_another_process_wrote_once(desk: Desk, settings: Settings) -> None:
    with Reader(settings.db) as reader:
        watch = Watch(reader)
        quiet = watch.changed()
        assert adder(settings, "bob", 1).wait(60) == 0

        assert (quiet, watch.changed(), watch.changed()) == (False, True, False)
