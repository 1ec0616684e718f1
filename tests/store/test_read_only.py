"""A desk that cannot be written is opened for reading."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from factcheck.errors import DeskError
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import claims
from factcheck.services.editing.claims import NewClaim
from factcheck.settings import Settings
from factcheck.store import filters, queries
from factcheck.store.change_watch import Watch
from factcheck.store.connections import ImmutableConnection, can_be_immutable, connect
from factcheck.store.fast_reader import Reader
from tests.store.test_schema import ordinary_user


@pytest.fixture
def closed(settings: Settings) -> Iterator[Settings]:
    """A desk with one claim in a folder that only its owner may write to, and anybody may read."""
    with tempfile.TemporaryDirectory() as folder:
        theirs = settings.model_copy(update={"db": str(Path(folder) / "desk.db")})
        with open_desk(theirs) as desk:
            claims.add_claim(desk, NewClaim(text="Prices rose"))
        Path(theirs.db).chmod(0o444)
        Path(folder).chmod(0o555)
        yield theirs
        Path(folder).chmod(0o755)


def found(desk: Desk) -> list[int]:
    with desk.read() as session:
        return list(queries.claim_ids(session, filters.parse(""), me="ana"))


def test_a_desk_in_a_read_only_folder_is_read(closed: Settings) -> None:
    before = sorted(Path(closed.db).parent.iterdir())

    with ordinary_user(), open_desk(closed) as desk:
        assert found(desk) == [1]
        with pytest.raises(DeskError, match="is read-only; make it and its folder writable"):
            claims.add_claim(desk, NewClaim(text="Prices fell"))
        assert found(desk) == [1]

    assert sorted(Path(closed.db).parent.iterdir()) == before


def test_the_fast_reader_reads_it_too(closed: Settings) -> None:
    with ordinary_user(), Reader(closed.db) as reader:
        assert isinstance(reader.connection, ImmutableConnection)
        assert reader.is_current()
        assert [row.text for row in reader.first(10)] == ["Prices rose"]


def test_the_writes_of_its_owner_are_seen(closed: Settings) -> None:
    with ordinary_user():
        reader = Reader(closed.db)
        watch = Watch(reader)
    before = (watch.changed(), len(reader.first(10)))
    with open_desk(closed) as owner:
        claims.add_claim(owner, NewClaim(text="Prices fell"))

    with ordinary_user():
        changed, after = watch.changed(), len(reader.first(10))
        again = watch.changed()
        reader.close()

    assert (before, changed, after, again) == ((False, 1), True, 2, False)


def test_a_log_with_content_is_never_ignored(closed: Settings) -> None:
    path = Path(closed.db)
    assert can_be_immutable(path)

    Path(f"{path}-wal").write_bytes(b"x" * 4096)

    assert not can_be_immutable(path)
    with ordinary_user(), pytest.raises(DeskError), open_desk(closed):
        pass


def test_a_writable_desk_is_opened_for_writing(settings: Settings, desk: Desk) -> None:
    with closing(connect(settings.db)) as connection:
        assert not isinstance(connection, ImmutableConnection)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (5000,)


@pytest.mark.parametrize("name", [":memory:", ""])
def test_a_database_in_memory_is_opened(name: str) -> None:
    with closing(connect(name)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_file_that_is_not_a_database_fails_at_the_next_read(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Buy bread. " * 1000)

    with closing(connect(str(path))) as connection, pytest.raises(sqlite3.DatabaseError, match="not a database"):
        connection.execute("SELECT 1 FROM sqlite_master")
