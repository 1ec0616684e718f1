"""Upgrades: the copy before one is complete or does not exist, one process upgrades, and a kill loses nothing."""

import io
import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from factcheck.errors import AlreadyRunning, DeskError
from factcheck.resources import PACKAGE, folder
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import claims
from factcheck.settings import Settings
from factcheck.store import database_copies, schema, upgrade_lock

OLDER = "0005"
OPENS = """
import sys
from factcheck.services.desk import open_desk
from factcheck.settings import Settings

with open_desk(Settings(db=sys.argv[1], actor="ana")):
    print("open")
"""
DIES = """
import os, sys
from factcheck.services.desk import open_desk
from factcheck.settings import Settings
from factcheck.store import triggers

def dies(*_):
    os.kill(os.getpid(), 9)

where, install = sys.argv[2], triggers.install
if where == "before the copy is durable":
    os.fsync = dies
elif where == "before the copy has its name":
    os.replace = dies
else:
    triggers.install = lambda connection: (install(connection), dies())
with open_desk(Settings(db=sys.argv[1], actor="ana")):
    pass
"""


@pytest.fixture
def older(desk: Desk, settings: Settings) -> Path:
    """A file of an older revision, with a claim; nobody has it open."""
    claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    config = Config(stdout=io.StringIO(), attributes={"engine": desk.engine})
    config.set_main_option("script_location", str(folder("migrations")))
    command.downgrade(config, OLDER)
    desk.engine.dispose()
    return Path(settings.db)


def program(code: str, *words: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        cwd=PACKAGE.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def beside(path: Path) -> list[str]:
    """Return what is in the folder of a database, but what SQLite keeps while it is open."""
    return sorted(each.name for each in path.parent.iterdir() if not each.name.endswith(("-wal", "-shm")))


def revision_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as raw:
        return str(raw.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def texts(path: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return raw.execute("SELECT text FROM claim").fetchall()


@pytest.mark.process
def test_six_processes_at_once_make_one_copy_and_one_upgrade(older: Path) -> None:
    six = [program(OPENS, older) for _ in range(6)]

    said = [process.communicate(timeout=120) for process in six]

    assert [out for out, _ in said] == ["open\n"] * 6, said
    assert revision_of(older) == schema.head()
    assert beside(older) == ["desk.db", f"desk.db.revision-{OLDER}.backup"]
    assert texts(older.with_name(f"desk.db.revision-{OLDER}.backup")) == [("Prices rose",)]


@pytest.mark.process
def test_six_processes_at_once_make_one_new_desk(tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    six = [program(OPENS, new) for _ in range(6)]

    said = [process.communicate(timeout=120) for process in six]

    assert [out for out, _ in said] == ["open\n"] * 6, said
    assert beside(new) == ["new.db"]


@pytest.mark.process
@pytest.mark.parametrize("where", ["before the copy is durable", "before the copy has its name", "while it migrates"])
def test_a_kill_leaves_the_older_file_intact_and_the_next_start_continues(older: Path, where: str) -> None:
    killed = program(DIES, older, where)
    killed.communicate(timeout=120)
    between = beside(older)

    assert killed.returncode == -signal.SIGKILL
    assert revision_of(older) == OLDER
    assert texts(older) == [("Prices rose",)]
    with_copy = where == "while it migrates"
    assert (f"desk.db.revision-{OLDER}.backup" in between) is with_copy
    with open_desk(Settings(db=str(older), actor="ana")) as desk:
        assert schema.revision(desk.engine) == schema.head()
    assert beside(older) == ["desk.db", f"desk.db.revision-{OLDER}.backup"]
    assert texts(older) == texts(older.with_name(f"desk.db.revision-{OLDER}.backup")) == [("Prices rose",)]


def test_a_schema_that_does_not_match_its_revision_is_reported_and_not_changed(desk: Desk, settings: Settings) -> None:
    claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    with desk.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = ?", (OLDER,))
        session.commit()

    with pytest.raises(DeskError, match=r"its schema is not that of its own revision .*already exists"):
        schema.upgrade(desk.engine)

    assert revision_of(Path(settings.db)) == OLDER
    assert texts(Path(settings.db)) == [("Prices rose",)]


def test_a_copy_without_space_leaves_no_file(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = beside(older)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for _ in range(3):
        with (
            pytest.raises(DeskError, match=r"was not upgraded: its backup .* cannot be written: .*No space left"),
            open_desk(Settings(db=str(older), actor="ana")),
        ):
            pass

    assert beside(older) == before
    assert revision_of(older) == OLDER


def test_a_copy_of_the_same_content_is_made_once(older: Path) -> None:
    first = database_copies.copy_of_revision(older, OLDER)
    again = database_copies.copy_of_revision(older, OLDER)
    with closing(sqlite3.connect(older)) as raw, raw:
        raw.execute("INSERT INTO tag (name) VALUES ('new')")
    other = database_copies.copy_of_revision(older, OLDER)

    assert first == again == older.with_name(f"desk.db.revision-{OLDER}.backup")
    assert other == older.with_name(f"desk.db.revision-{OLDER}-2.backup")


def test_an_incomplete_earlier_copy_is_not_used(older: Path) -> None:
    torn = older.with_name(f"desk.db.revision-{OLDER}.backup")
    torn.write_bytes(older.read_bytes()[:9000])

    copy = database_copies.copy_of_revision(older, OLDER)

    assert copy == older.with_name(f"desk.db.revision-{OLDER}-2.backup")
    assert texts(copy) == [("Prices rose",)]


def test_a_copy_has_the_permissions_of_the_database(older: Path) -> None:
    older.chmod(0o640)

    assert database_copies.copy_of_revision(older, OLDER).stat().st_mode & 0o777 == 0o640


def test_a_process_that_waits_too_long_names_the_one_that_upgrades(tmp_path: Path) -> None:
    database, passed = tmp_path / "desk.db", [0.0]

    def pause(seconds: float) -> None:
        passed[0] += seconds

    with (
        upgrade_lock.upgrade_lock(database),
        pytest.raises(
            AlreadyRunning,
            match=re.escape(f"desk.db is being upgraded by another process (process {os.getpid()}); try again"),
        ),
        upgrade_lock.upgrade_lock(database, clock=lambda: passed[0], pause=pause),
    ):
        pass
    assert passed[0] == pytest.approx(upgrade_lock.WAIT_MAX_SECONDS, abs=1)
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_a_killed_upgrade_left_is_for_all_who_share_the_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o2770)

    with upgrade_lock.upgrade_lock(tmp_path / "desk.db"):
        mode = (tmp_path / "desk.db.upgrade.lock").stat().st_mode & 0o777

    assert mode == 0o660


@pytest.mark.parametrize("number", [37, 95])
def test_a_lock_that_cannot_be_taken_at_all_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fails(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", fails)
    with (
        pytest.raises(DeskError, match=r"desk\.db\.upgrade\.lock cannot be locked .* network share, probably"),
        upgrade_lock.upgrade_lock(tmp_path / "desk.db"),
    ):
        pass
