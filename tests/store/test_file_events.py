"""The file system reports what other processes do to a desk's files, and of nothing else."""

import resource
import select
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import claims
from factcheck.services.operations.presence import Presence
from factcheck.settings import Settings
from factcheck.store.change_watch import NOTHING, Heard, Watch
from factcheck.store.fast_reader import Reader
from tests.services.operations.test_presence import end, somebody

if sys.platform != "linux":
    pytest.skip("only Linux reports events", allow_module_level=True)

from factcheck.store.file_events import FileEvents, gives_events

pytestmark = pytest.mark.process

PATIENCE_MS = 60_000

WRITES = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2:]:
    connection.execute(statement)
"""
RENAME = "UPDATE claim SET text = 'Prices fell'"
"""A change of a claim by a program that knows no audit log."""


def write(db: str, *statements: str) -> None:
    """Let another process run statements, and end."""
    subprocess.run([sys.executable, "-c", WRITES, db, *statements], check=True, timeout=60)


def heard(events: FileEvents) -> Heard:
    """Return what is heard next, and everything with it."""
    waiting = select.poll()
    waiting.register(events.fileno(), select.POLLIN)
    kinds = NOTHING
    while not kinds:
        assert waiting.poll(PATIENCE_MS), "nothing was heard"
        kinds = events.read()
    return kinds


@pytest.fixture
def events(settings: Settings, desk: Desk) -> Iterator[FileEvents]:
    """The events of a desk with one claim; what made it is not among them."""
    claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    with closing(FileEvents(Path(settings.db), Presence(settings.db, "ana").folder)) as opened:
        yield opened


def test_a_commit_of_another_process_is_heard_and_seen(events: FileEvents, settings: Settings) -> None:
    with Reader(settings.db) as reader:
        watch = Watch(reader)
        quiet = events.read()
        write(settings.db, RENAME)

        assert (quiet, heard(events), watch.changed()) == (NOTHING, Heard.FILES, True)


def test_a_checkpoint_of_another_process_is_heard_and_changes_nothing(events: FileEvents, settings: Settings) -> None:
    with Reader(settings.db) as reader:
        watch = Watch(reader)
        write(settings.db, "PRAGMA wal_checkpoint(PASSIVE)")

        assert (heard(events), watch.changed()) == (Heard.FILES, False)


def test_a_log_that_is_removed_and_made_anew_is_heard(events: FileEvents, settings: Settings, desk: Desk) -> None:
    desk.engine.dispose()
    write(settings.db, "SELECT * FROM claim")
    log = Path(f"{settings.db}-wal")
    removed = not log.exists()
    events.read()
    write(settings.db, RENAME)

    assert (removed, heard(events)) == (True, Heard.FILES)


def test_a_copy_that_is_renamed_over_the_desk_is_heard_and_seen(
    events: FileEvents, settings: Settings, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(settings.db)) as source, closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        source.backup(copy)
    with Reader(settings.db) as reader:
        watch = Watch(reader)
        events.read()
        (tmp_path / "copy.db").rename(settings.db)

        assert (heard(events), watch.moved()) == (Heard.FILES, True)


@pytest.mark.parametrize("journal_mode", ["DELETE", "TRUNCATE"])
def test_a_rollback_journal_is_heard(tmp_path: Path, journal_mode: str) -> None:
    db = str(tmp_path / "old.db")
    write(db, f"PRAGMA journal_mode={journal_mode}", "CREATE TABLE t (n)")
    with closing(FileEvents(Path(db), tmp_path / "here")) as events:
        write(db, f"PRAGMA journal_mode={journal_mode}", "INSERT INTO t VALUES (1)")

        assert heard(events) == Heard.FILES


def test_a_desk_behind_a_link_is_heard_and_so_is_another_link(events: FileEvents, settings: Settings) -> None:
    folder = Path(settings.db).parent / "links"
    folder.mkdir()
    link = folder / "current.db"
    link.symlink_to(settings.db)
    with closing(FileEvents(link, folder / "current.db.here")) as linked:
        write(settings.db, RENAME)
        first = heard(linked)
        (folder / "new.db").symlink_to("elsewhere.db")
        linked.read()
        (folder / "new.db").rename(link)

        assert (first, heard(linked)) == (Heard.FILES, Heard.FILES)


def test_other_files_and_reads_are_not_heard(events: FileEvents, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "desk.db-shm.old").write_text("x")
    with Reader(settings.db) as reader:
        reader.last_event_id()
    Path(settings.db).read_bytes()

    assert events.read() == NOTHING


def test_each_desk_of_a_folder_is_heard_alone(events: FileEvents, settings: Settings, tmp_path: Path) -> None:
    other = settings.model_copy(update={"db": str(tmp_path / "other.db")})
    with open_desk(other), closing(FileEvents(Path(other.db), tmp_path / "other.db.here")) as others:
        assert events.read() | others.read() in (NOTHING, Heard.FILES)
        write(other.db, "CREATE TABLE t (n)")

        assert (heard(others), events.read()) == (Heard.FILES, NOTHING)


def test_a_folder_that_is_moved_is_lost(tmp_path: Path) -> None:
    (tmp_path / "desks").mkdir()
    with closing(FileEvents(tmp_path / "desks" / "desk.db", tmp_path / "desks" / "here")) as events:
        (tmp_path / "desks").rename(tmp_path / "old")

        assert Heard.LOST in heard(events)


def test_a_folder_that_is_missing_is_refused_and_nothing_stays_open(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(FileNotFoundError):
        FileEvents(tmp_path / "none" / "desk.db", tmp_path / "here")

    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_reviewers_who_come_leave_or_are_killed_are_heard(events: FileEvents, settings: Settings) -> None:
    mine = Presence(settings.db, "ana")
    mine.enter()
    came = heard(events)
    bob = somebody(settings.db, "bob")
    with_bob = heard(events), mine.others()
    events.read()
    end(bob)
    killed = heard(events), mine.others()
    mine.leave()

    assert came == heard(events) == Heard.PRESENCE
    assert with_bob == (Heard.PRESENCE, ["bob"])
    assert killed == (Heard.PRESENCE, [])


def test_no_more_files_may_be_opened_then_there_are_no_events() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        refused = gives_events()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert (refused, gives_events()) == (False, True)
