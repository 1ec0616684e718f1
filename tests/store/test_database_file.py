"""A database that is deleted, moved or replaced while it is open: no change goes to the wrong file, and no file is made."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from factcheck.errors import DeskError
from factcheck.resources import PACKAGE
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import claims
from factcheck.services.editing.claims import NewClaim
from factcheck.settings import Settings
from factcheck.store.engine import is_missing, open_engine, truncate_log

ADDS = """
import sys
from factcheck.services.editing import claims
from factcheck.services.desk import open_desk
from factcheck.settings import Settings

with open_desk(Settings(db=sys.argv[1], actor="bob")) as desk:
    claims.add_claim(desk, claims.NewClaim(text="Another program's claim"))
"""


def delete(path: Path, _spare: Path) -> None:
    path.unlink()


def delete_all(path: Path, _spare: Path) -> None:
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()


def move(path: Path, _spare: Path) -> None:
    path.rename(path.with_name("elsewhere.db"))


def replace(path: Path, spare: Path) -> None:
    shutil.copy(spare, path.with_name("new.db"))
    path.with_name("new.db").replace(path)


def repoint(path: Path, spare: Path) -> None:
    """Replace the file by a link to another."""
    path.unlink()
    path.symlink_to(spare)


CHANGES = [
    (delete, "is gone: it was moved or deleted"),
    (delete_all, "is gone: it was moved or deleted"),
    (move, "is gone: it was moved or deleted"),
    (replace, "was replaced by another file"),
    (repoint, "was replaced by another file"),
]
Change = Callable[[Path, Path], None]


@pytest.mark.parametrize(("change", "complaint"), CHANGES)
def test_a_change_after_the_file_was_removed_is_refused_and_no_file_is_made(
    desk: Desk, settings: Settings, empty_desk: Path, change: Change, complaint: str
) -> None:
    claims.add_claim(desk, NewClaim(text="One"))
    change(Path(settings.db), empty_desk)
    before = Path(settings.db).read_bytes() if Path(settings.db).exists() else None

    for _ in range(2):
        with pytest.raises(DeskError, match=rf"desk\.db {complaint}.*not stored"):
            claims.add_claim(desk, NewClaim(text="Two"))

    assert (Path(settings.db).read_bytes() if Path(settings.db).exists() else None) == before


@pytest.mark.parametrize(("change", "complaint"), CHANGES)
def test_a_transaction_is_not_committed_if_the_file_was_removed_during_it(
    desk: Desk, settings: Settings, empty_desk: Path, change: Change, complaint: str
) -> None:
    with desk.write() as session:
        session.connection().exec_driver_sql("INSERT INTO tag (name) VALUES ('lost')")
        change(Path(settings.db), empty_desk)

        with pytest.raises(DeskError, match=complaint):
            session.commit()


@pytest.mark.parametrize(("change", "complaint"), CHANGES)
def test_a_connection_that_is_opened_later_makes_no_file_and_reads_no_other(
    settings: Settings, empty_desk: Path, change: Change, complaint: str
) -> None:
    shutil.copy(empty_desk, settings.db)
    with open_engine(settings.db) as engine, engine.connect():
        change(Path(settings.db), empty_desk)

        with pytest.raises(DeskError, match=complaint):
            engine.connect()

    assert Path(settings.db).exists() is ("replaced" in complaint)


def test_an_engine_whose_pool_was_disposed_opens_the_file_at_its_path(
    desk: Desk, settings: Settings, empty_desk: Path
) -> None:
    claims.add_claim(desk, NewClaim(text="One"))
    delete_all(Path(settings.db), empty_desk)
    shutil.copy(empty_desk, settings.db)

    desk.engine.dispose()

    assert claims.add_claim(desk, NewClaim(text="The first of the other file")) == 1


def test_a_file_that_was_only_linked_to_another_name_is_still_the_same(desk: Desk, settings: Settings) -> None:
    claims.add_claim(desk, NewClaim(text="One"))

    Path(settings.db).rename(Path(settings.db).with_name("moved.db"))
    os.link(Path(settings.db).with_name("moved.db"), settings.db)

    assert claims.add_claim(desk, NewClaim(text="Two")) == 2


def test_a_log_that_is_removed_under_a_writer_is_reported_and_earlier_changes_are_safe(settings: Settings) -> None:
    with open_desk(settings) as desk:
        claims.add_claim(desk, NewClaim(text="One"))
        Path(f"{settings.db}-wal").unlink()

        for _ in range(2):
            with pytest.raises(DeskError, match=r"desk\.db-wal was removed or replaced .* factcheck db check"):
                claims.add_claim(desk, NewClaim(text="Two"))

    with open_desk(settings) as desk:
        assert claims.add_claim(desk, NewClaim(text="The next one")) == 2
    with closing(sqlite3.connect(settings.db)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert [text for (text,) in raw.execute("SELECT text FROM claim")] == ["One", "The next one"]


@pytest.mark.process
def test_programs_that_open_and_close_the_database_do_not_cause_an_error(settings: Settings) -> None:
    with open_desk(settings) as desk:
        claims.add_claim(desk, NewClaim(text="One"))
        for _ in range(2):
            subprocess.run([sys.executable, "-c", ADDS, settings.db], cwd=PACKAGE.parent, check=True)
            with closing(sqlite3.connect(settings.db)) as raw:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

            claims.add_claim(desk, NewClaim(text="Mine"))

    with closing(sqlite3.connect(settings.db)) as raw:
        assert raw.execute("SELECT count(*) FROM claim").fetchone() == (5,)


@pytest.mark.parametrize("name", ["50% of ?#&.db", "prix élevés.db", "file:x?mode=ro"])
def test_any_name_of_a_file_can_be_opened(tmp_path: Path, name: str) -> None:
    path = tmp_path / name

    for expected in (1, 2):
        with open_desk(Settings(db=str(path), actor="ana")) as desk:
            assert claims.add_claim(desk, NewClaim(text="One")) == expected
    assert path in set(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["sqlite://", ":memory:", "sqlite:///:memory:"])
def test_a_database_in_memory_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)

    with open_engine(name) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1

    assert not is_missing(name)
    assert list(tmp_path.iterdir()) == []


def test_a_truncated_log_takes_no_space_and_loses_nothing(desk: Desk, settings: Settings) -> None:
    claims.add_claim(desk, NewClaim(text="One"))
    log = Path(f"{settings.db}-wal")
    assert log.stat().st_size > 0

    truncate_log(desk.engine)

    assert log.stat().st_size == 0
    with closing(sqlite3.connect(settings.db)) as raw:
        assert raw.execute("SELECT count(*) FROM claim").fetchone() == (1,)


def test_a_new_desk_is_reported_once(tmp_path: Path) -> None:
    told: list[str] = []

    for _ in range(2):
        with open_desk(Settings(db=str(tmp_path / "new.db"), actor="ana"), made=told.append):
            pass

    assert told == [str(tmp_path / "new.db")]
