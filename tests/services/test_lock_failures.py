"""Locks that a file system does not support, as on a network share: the message says so and names no other program."""

import errno
import fcntl
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from factcheck.errors import AlreadyRunning, DeskError
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import claims
from factcheck.services.editing.claims import NewClaim
from factcheck.services.monitoring.run_lock import lock_holders, lock_path, verify_lock
from factcheck.services.operations.doctor import examine_desk
from factcheck.settings import Settings
from factcheck.store import engine, fast_reader, network_shares
from factcheck.store.fast_reader import Reader
from factcheck.store.sqlite_errors import complaint

NFS = "30 21 0:40 / {} rw,relatime - nfs4 nas:/desk rw,vers=4.2\n"
REFUSALS = [errno.ENOLCK, errno.EOPNOTSUPP, errno.EACCES, errno.EPERM, errno.ESTALE, errno.EIO]


def refusing(number: int) -> Callable[..., None]:
    """Return a lock call that a file system does not carry out."""

    def call(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return call


@pytest.mark.parametrize("number", REFUSALS)
@pytest.mark.parametrize("share", [False, True])
def test_a_run_reports_that_its_lock_cannot_be_taken(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, number: int, share: bool
) -> None:
    monkeypatch.setattr(fcntl, "flock", refusing(number))

    with pytest.raises(DeskError) as caught, verify_lock(desk.engine, share=share):
        pass

    assert not isinstance(caught.value, AlreadyRunning)
    assert caught.value.message == (
        f"{desk.engine.url.database}.verify.lock cannot be locked ({os.strerror(number)}): its file system has no locks:"
        " a network share, probably; move the desk to a local disk"
    )


def test_the_network_share_is_named_if_the_mounts_show_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(NFS.format(tmp_path))
    monkeypatch.setattr(network_shares, "MOUNTS_FILE", mounts)
    monkeypatch.setattr(fcntl, "flock", refusing(errno.ENOLCK))

    with (
        pytest.raises(DeskError, match=r"verify\.lock cannot be locked .* network share \(nfs4\)"),
        verify_lock(desk.engine),
    ):
        pass


def test_the_doctor_reports_the_lock_and_everything_else(
    desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with verify_lock(desk.engine):
        pass
    well = [fact.name for fact in examine_desk(desk, settings, {})]
    monkeypatch.setattr(fcntl, "flock", refusing(errno.ENOLCK))

    facts = {fact.name: fact for fact in examine_desk(desk, settings, {})}

    assert list(facts) == list(dict.fromkeys(well))
    assert facts["lock"].concern
    assert "cannot be locked (No locks available)" in facts["lock"].value


def test_a_lock_that_cannot_be_tested_is_not_held(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with verify_lock(desk.engine):
        assert lock_holders(desk.engine).is_taken
        monkeypatch.setattr(fcntl, "flock", refusing(errno.EOPNOTSUPP))

        found = lock_holders(desk.engine)

    assert (found.processes, found.is_taken) == ([os.getpid()], False)
    assert found.complaint and "cannot be locked" in found.complaint


def test_a_lock_whose_file_is_damaged_names_nobody_and_is_taken_as_ever(desk: Desk) -> None:
    path = lock_path(desk.engine)
    assert path
    path.write_bytes(b"\xff\xfe\x00 " + b"9" * 5000 + b"\n")

    assert lock_holders(desk.engine) == ([], False, None)
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(AlreadyRunning, match="process unknown"), verify_lock(desk.engine):
            pass
    with verify_lock(desk.engine):
        assert lock_holders(desk.engine).processes == [os.getpid()]


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EACCES, errno.EOPNOTSUPP])
def test_a_database_that_cannot_be_locked_is_held_by_no_other_program(
    settings: Settings, empty_desk: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    with open_desk(settings) as desk, closing(sqlite3.connect(settings.db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # SQLite says of ENOLCK and EACCES what it says here
        monkeypatch.setattr(fcntl, "lockf", refusing(number))

        with pytest.raises(DeskError, match=r"desk\.db cannot be locked .*network share") as caught:
            claims.add_claim(desk, NewClaim(text="One"))

    assert "another program" not in caught.value.message


def test_a_read_that_cannot_lock_does_not_name_another_program(
    settings: Settings, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.engine.dispose()
    monkeypatch.setattr(fast_reader, "BUSY_SECONDS", 0)
    with closing(sqlite3.connect(settings.db, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=DELETE")  # here a reader needs a lock, and a writer keeps it out
        with Reader(settings.db) as reader:
            other.execute("BEGIN EXCLUSIVE")  # SQLite says of ENOLCK and EACCES what it says here
            with pytest.raises(DeskError, match="another program is at work in it"):
                reader.last_event_id()
            monkeypatch.setattr(fcntl, "lockf", refusing(errno.ENOLCK))

            with pytest.raises(DeskError, match=r"desk\.db cannot be locked .*network share"):
                reader.last_event_id()


@pytest.mark.parametrize(
    "code",
    [
        sqlite3.SQLITE_IOERR_LOCK,
        sqlite3.SQLITE_IOERR_UNLOCK,
        sqlite3.SQLITE_IOERR_RDLOCK,
        sqlite3.SQLITE_IOERR_SHMLOCK,
        sqlite3.SQLITE_IOERR_SHMMAP,
        sqlite3.SQLITE_PERM,
    ],
)
def test_the_codes_of_sqlite_for_a_refused_lock_are_recognized(tmp_path: Path, code: int) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code

    sentence = complaint(error, str(tmp_path / "desk.db"), 5)

    assert sentence and sentence.startswith(f"{tmp_path / 'desk.db'} cannot be locked")


@pytest.mark.parametrize(("code", "text"), [(5, "database is locked"), (15, "locking protocol")])
def test_a_lock_that_is_held_is_reported_as_such(tmp_path: Path, code: int, text: str) -> None:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code

    sentence = complaint(error, str(tmp_path / "desk.db"), 5)

    assert sentence and "is locked: " in sentence and "try again" in sentence
