"""A program that is killed between two steps: each file under its final name is complete, and the next run continues."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from factcheck.services.captures.reader import Verification, list_captures, verify_captures
from factcheck.services.captures.retention import prune
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.operations import database_admin
from factcheck.settings import Settings
from factcheck.warc.recovery import last_complete_record
from tests.conftest import Clock
from tests.support.dying import COMMAND, KILLED, dies_before
from tests.support.web import Web, answer, article

pytestmark = pytest.mark.process


def folder_of(settings: Settings) -> Path:
    return Path(f"{settings.db}.captures")


def is_whole(path: Path) -> bool:
    with path.open("rb") as file:
        return last_complete_record(file) == path.stat().st_size


@pytest.fixture
async def captured(desk: Desk, settings: Settings, web: Web, clock: Clock) -> Desk:
    """A desk whose claim cites two pages: of the first there are four versions, of the second, cited later, three.

    What can go is in two files: one goes whole, one holds the second page's first version, which stays.
    """
    claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    citations.cite(desk, claim, web.url("/a"))
    for number in range(4):
        web["/a"] = web["/b"] = answer(article(f"version {number}"))
        if number == 1:
            citations.cite(desk, claim, web.url("/b"))
        async for _ in verify(desk, settings, Selection(Which.ALL)):
            pass
        clock.pass_(days=1)
    return desk


@pytest.mark.parametrize(("step", "is_there"), [("fsync:1", False), ("replace:1", False), ("fsync:2", True)])
def test_a_backup_is_complete_or_does_not_exist(
    desk: Desk, settings: Settings, tmp_path: Path, step: str, *, is_there: bool
) -> None:
    claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    copy = tmp_path / "copies" / "copy.db"
    copy.parent.mkdir()

    killed = dies_before(step, COMMAND, "--db", settings.db, "db", "backup", str(copy))
    there = copy.exists()
    again = dies_before("replace:9", COMMAND, "--db", settings.db, "db", "backup", str(copy))

    assert (killed.returncode, there) == (KILLED, is_there)
    assert again.returncode == (2 if is_there else 0)
    assert [path.name for path in copy.parent.iterdir()] == ["copy.db"]
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("SELECT text FROM claim").fetchall() == [("Prices rose",)]


def test_a_backup_does_not_replay_the_journal_that_a_killed_one_left(desk: Desk, tmp_path: Path) -> None:
    claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    torn = tmp_path / "torn.db"
    with closing(sqlite3.connect(torn)) as raw, raw:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("CREATE TABLE other (id INTEGER)")
        for suffix in ("", "-wal", "-shm"):
            (tmp_path / f"copy.db.part{suffix}").write_bytes((tmp_path / f"torn.db{suffix}").read_bytes())

    database_admin.backup(desk, tmp_path / "copy.db")

    with closing(sqlite3.connect(tmp_path / "copy.db")) as raw:
        assert raw.execute("SELECT text FROM claim").fetchall() == [("Prices rose",)]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("copy.db")] == ["copy.db"]


@pytest.mark.parametrize(
    ("step", "there"),
    [("replace:1", []), ("replace:2", ["claim-1.cdxj"]), ("fsync:5", ["claim-1.cdxj", "claim-1.warc.gz"])],
    ids=["before the index", "before the records", "after both"],
)
def test_an_export_is_complete_or_made_again(
    captured: Desk, settings: Settings, tmp_path: Path, step: str, there: list[str]
) -> None:
    target = tmp_path / "out"
    words = ("--db", settings.db, "captures", "export", "1", "-o", str(target))

    killed = dies_before(step, COMMAND, *words)
    found = sorted(path.name for path in target.iterdir() if path.suffix != ".part")
    again = dies_before("replace:9", COMMAND, *words)

    assert (killed.returncode, found) == (KILLED, there)
    assert again.returncode == (2 if len(there) == 2 else 0), again.stderr
    assert sorted(path.name for path in target.iterdir()) == ["claim-1.cdxj", "claim-1.warc.gz"]
    assert is_whole(target / "claim-1.warc.gz")
    assert len((target / "claim-1.cdxj").read_text().splitlines()) == 7


@pytest.mark.parametrize(
    "step",
    ["replace:1", "fsync:2", "unlink:1", "unlink:2"],
    ids=[
        "a file written anew, without its name",
        "a file written anew, the rows not moved",
        "rows moved, the old file still there",
        "rows gone, their file not",
    ],
)
def test_a_prune_that_is_killed_loses_nothing_and_the_next_leaves_nothing_behind(
    captured: Desk, settings: Settings, clock: Clock, step: str
) -> None:
    folder = folder_of(settings)
    clock.pass_(days=400)
    wanted = {row.id for row in list_captures(captured)} - {
        row.id for row in prune(captured, folder, 7, dry_run=True).captures
    }
    code = f"""
from datetime import datetime
from pathlib import Path
from factcheck.services.desk import open_desk
from factcheck.services.captures.retention import prune
from factcheck.settings import Settings

with open_desk(Settings(db={settings.db!r}, actor="ana"), lambda: datetime.fromisoformat("{clock.now.isoformat()}")) as desk:
    prune(desk, Path({str(folder)!r}), 7)
"""

    killed = dies_before(step, code)
    there = {row.id for row in list_captures(captured)}
    unread = list(verify_captures(captured, folder, Verification()))
    torn = [path.name for path in folder.glob("*.warc.gz") if not is_whole(path)]
    prune(captured, folder, 7)

    assert (killed.returncode, killed.stderr) == (KILLED, "")
    assert (there >= wanted, unread, torn) == (True, [], [])
    rows = list(list_captures(captured))
    assert {row.id for row in rows} == wanted
    assert {path.name for path in folder.iterdir()} == {row.file for row in rows}
    assert not list(verify_captures(captured, folder, Verification()))


def test_a_capture_file_that_the_log_does_not_name_as_pruned_stays(
    captured: Desk, settings: Settings, clock: Clock
) -> None:
    folder = folder_of(settings)
    other = folder / "factcheck-20200101T000000Z-r000077-00001.warc.gz"
    other.write_bytes(next(folder.glob("*.warc.gz")).read_bytes())
    clock.pass_(days=30)

    prune(captured, folder, 7)

    assert other.exists()


@pytest.fixture
def order(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The steps of a program in order: files synced, named and removed, and transactions committed."""
    steps: list[str] = []
    for name in ("fsync", "replace", "rename", "unlink"):
        call = getattr(os, name)

        def step(about: int | str, *rest: object, name: str = name, call: object = call) -> None:
            path = Path(f"/proc/self/fd/{about}").readlink() if isinstance(about, int) else Path(about)
            steps.append(f"{name} {'folder' if path.is_dir() else path.suffix}")
            call(about, *rest)  # type: ignore[operator]

        monkeypatch.setattr(os, name, step)

    def committed(connection: sa.Connection) -> None:
        captures = connection.exec_driver_sql("SELECT count(*), coalesce(sum(length(warc_file)), 0) FROM capture").one()
        if not steps or not steps[-1].startswith("commit") or steps[-1] != f"commit {tuple(captures)}":
            steps.append(f"commit {tuple(captures)}")

    sa.event.listen(desk.engine, "commit", committed)
    yield steps
    sa.event.remove(desk.engine, "commit", committed)


async def test_records_are_durable_before_the_rows_that_point_to_them(
    desk: Desk, settings: Settings, web: Web, order: list[str]
) -> None:
    web["/a"] = answer(article("one"))
    claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    citations.cite(desk, claim, web.url("/a"))
    order.clear()

    async for _ in verify(desk, settings, Selection(Which.ALL)):
        pass

    row = next(step for step in order if step.startswith("commit (1,"))
    before = order[: order.index(row)]
    assert before.count("fsync folder") == 2  # the folder of captures in its own, and the file in it
    assert before[-1] == "fsync .open"


async def test_a_prune_removes_a_file_when_the_rows_that_left_it_are_durable(
    captured: Desk, settings: Settings, clock: Clock, order: list[str]
) -> None:
    clock.pass_(days=30)
    order.clear()

    prune(captured, folder_of(settings), 7)

    told = [step.partition(" ")[0] + (" folder" if step.endswith("folder") else "") for step in order]
    rewritten = ["fsync", "replace", "fsync folder", "commit", "unlink", "fsync folder"]
    assert any(told[at : at + len(rewritten)] == rewritten for at in range(len(told)))
    assert all(told[at - 1] == "commit" for at, step in enumerate(told) if step == "unlink")
    with captured.read() as session:
        pragma = session.execute(sa.text("PRAGMA synchronous")).scalar_one()
    assert pragma == 2  # FULL: a commit is on the disk when it returns


def test_units_are_complete_or_do_not_exist(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "units"
    words = ("--db", settings.db, "schedule", "systemd", "--to", str(target))

    killed = dies_before("replace:2", COMMAND, *words)
    there = [path.name for path in target.iterdir() if path.suffix != ".part"]
    again = dies_before("replace:9", COMMAND, *words)

    assert (killed.returncode, there, again.returncode) == (KILLED, ["factcheck-verify.service"], 0)
    assert sorted(path.name for path in target.iterdir()) == ["factcheck-verify.service", "factcheck-verify.timer"]
