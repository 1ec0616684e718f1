"""The schema: migrated on first use, equal to that of the models, and refused where it is newer or another program's."""

import io
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlmodel import SQLModel

from factcheck import resources
from factcheck.errors import DeskError, InputError
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import claims
from factcheck.settings import Settings
from factcheck.store import filters, queries, schema, triggers
from factcheck.store.engine import open_engine
from tests.conftest import Clock

NOBODY = 65534
REBUILDS = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9000", "HEAD", None, None


def upgrade() -> None:
    for table in ("event", "alert", "citation"):
        with op.batch_alter_table(table, recreate="always") as batch:
            batch.add_column(sa.Column("mood", sa.String(), nullable=True))
"""


def script(path: Path, *statements: str) -> None:
    """Change a database behind the program's back."""
    with closing(sqlite3.connect(path)) as raw, raw:
        for statement in statements:
            raw.execute(statement)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[sa.Engine]:
    """A file that was made from the models, without a migration."""
    with open_engine(str(tmp_path / "fresh.db")) as engine:
        with engine.begin() as connection:
            SQLModel.metadata.create_all(connection)
            triggers.install(connection)
        yield engine


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Be somebody whom file modes bind: they do not bind root."""
    if root := os.geteuid() == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_new_file_is_migrated_to_the_newest_revision(settings: Settings) -> None:
    with open_desk(settings) as desk:
        assert schema.revision(desk.engine) == schema.head()


def test_the_folder_of_a_new_file_is_made(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "desks" / "mine" / "desk.db"

    with open_desk(settings.model_copy(update={"db": str(path)})):
        assert path.is_file()


def test_the_newest_revision_needs_no_upgrade(desk: Desk) -> None:
    assert schema.upgrade(desk.engine) is None


def test_migrations_and_models_make_the_same_schema(desk: Desk, fresh: sa.Engine) -> None:
    with desk.engine.connect() as migrated, fresh.connect() as modelled:
        assert triggers.fingerprint(migrated) == triggers.fingerprint(modelled)


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER event_no_delete",
        "DROP INDEX uq_alert_open",
        "ALTER TABLE claim ADD COLUMN mood TEXT",
        "CREATE TABLE mood (id INTEGER PRIMARY KEY) STRICT",
    ],
)
def test_the_fingerprint_sees_every_change(desk: Desk, change: str) -> None:
    with desk.engine.begin() as connection:
        before = triggers.fingerprint(connection)
        connection.exec_driver_sql(change)

        assert triggers.fingerprint(connection) != before


def test_alembic_finds_nothing_to_migrate(desk: Desk) -> None:
    said = io.StringIO()
    config = Config(stdout=said, attributes={"engine": desk.engine})
    config.set_main_option("script_location", str(resources.folder("migrations")))

    command.check(config)

    assert "No new upgrade operations" in said.getvalue()


def test_installing_twice_changes_nothing(desk: Desk) -> None:
    claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    with desk.engine.begin() as connection:
        before = triggers.fingerprint(connection)
        triggers.install(connection)

        assert triggers.fingerprint(connection) == before
    with desk.read() as session:
        assert queries.badges(session).inbox == 1


def test_an_older_file_is_backed_up_and_migrated(
    desk: Desk, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = schema.head()
    claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    head = schema.head()
    shutil.copytree(resources.folder("migrations"), tmp_path / "migrations")
    (tmp_path / "migrations" / "versions" / "9000_mood.py").write_text(REBUILDS.replace("HEAD", head))
    monkeypatch.setattr(resources, "PACKAGE", tmp_path)

    copy = schema.upgrade(desk.engine)

    assert copy == Path(settings.db + f".revision-{head}.backup")
    assert schema.revision(desk.engine) == "9000"
    with open_engine(str(copy)) as older:
        assert schema.revision(older) == head
    with desk.engine.connect() as connection:
        assert "column event.mood" in triggers.fingerprint(connection)
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        assert set(found.scalars()) == set(triggers.TRIGGERS)
        assert connection.exec_driver_sql("SELECT text FROM claim").scalars().all() == ["Prices rose"]


@pytest.mark.parametrize(
    ("statements", "complaint"),
    [
        (["CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('9999')"], "newer"),
        (["CREATE TABLE bookmark (id INTEGER)"], "another program"),
    ],
)
def test_a_database_of_another_program_is_refused(settings: Settings, statements: list[str], complaint: str) -> None:
    script(Path(settings.db), *statements)
    before = Path(settings.db).read_bytes()

    with pytest.raises(InputError, match=complaint), open_desk(settings):
        pass
    with closing(sqlite3.connect(settings.db)) as raw:
        assert raw.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
    assert len(Path(settings.db).read_bytes()) == len(before)


@pytest.mark.parametrize("text", ["Dear diary\n", "Dear diary\n" * 1000])
def test_a_text_file_is_not_a_database(settings: Settings, text: str) -> None:
    Path(settings.db).write_text(text)

    with pytest.raises(InputError, match=r"desk\.db is not a database"), open_desk(settings):
        pass
    assert Path(settings.db).read_text() == text


@pytest.mark.parametrize("name", ["nosuch://desk", "://"])
def test_a_url_that_does_not_name_a_database_is_refused(settings: Settings, name: str) -> None:
    with pytest.raises(InputError, match="not a database"), open_desk(settings.model_copy(update={"db": name})):
        pass


def test_a_folder_is_not_a_database(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"), open_desk(settings.model_copy(update={"db": str(tmp_path)})):
        pass


def test_a_special_file_is_not_a_database(settings: Settings) -> None:
    with (
        pytest.raises(InputError, match="not an ordinary file"),
        open_desk(settings.model_copy(update={"db": "/dev/null"})),
    ):
        pass


def test_a_folder_that_cannot_be_made_is_named(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    below = str(tmp_path / "file" / "below" / "desk.db")

    with pytest.raises(DeskError, match="cannot be made"), open_desk(settings.model_copy(update={"db": below})):
        pass


def test_a_read_only_file_can_be_read(settings: Settings, clock: Clock) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        theirs = settings.model_copy(update={"db": str(path)})
        with open_desk(theirs) as desk:
            claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
        path.chmod(0o444)
        Path(folder).chmod(0o777)

        with ordinary_user(), open_engine(str(path)) as engine:
            desk = Desk(engine, "ana", clock)
            with desk.read() as session:
                assert list(queries.claim_ids(session, filters.parse(""), me="ana")) == [1]
            with pytest.raises(DeskError, match="read-only"):
                claims.add_claim(desk, claims.NewClaim(text="Prices fell"))


@pytest.mark.parametrize(
    ("scale", "letter"),
    [
        ({"unproven": "u"}, "p"),
        ({"unproven": "n"}, "n"),
        ({"unproven": "u", "true": "p"}, "n"),
        ({"unproven": "u", "true": "p", "false": "n", "mixed": "r"}, "o"),
        ({"unproven": "?"}, "?"),
    ],
)
def test_the_key_of_unproven_changes_because_undo_uses_it(
    desk: Desk, settings: Settings, scale: dict[str, str], letter: str
) -> None:
    claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    config = Config(stdout=io.StringIO(), attributes={"engine": desk.engine})
    config.set_main_option("script_location", str(resources.folder("migrations")))
    command.downgrade(config, "0007")
    with desk.engine.begin() as connection:
        for key, given in scale.items():
            connection.execute(sa.text("UPDATE rating SET hotkey = :to WHERE key = :key"), {"to": given, "key": key})
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0005'")

    copy = schema.upgrade(desk.engine)

    assert copy is not None
    with desk.engine.connect() as connection:
        letters = {row[0]: row[1] for row in connection.exec_driver_sql("SELECT key, hotkey FROM rating")}
    assert letters == {"true": "t", "mostly-true": "l", "mixed": "x", "misleading": "m", "false": "f"} | scale | {
        "unproven": letter
    }
