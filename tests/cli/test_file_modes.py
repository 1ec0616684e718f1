"""Modes: what is made is its owner's alone, or its group's in a shared folder, whatever the umask is."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from factcheck.file_modes import is_shared, make_file, make_folder, others_can_read, private
from factcheck.services.operations.presence import Presence
from tests.cli.conftest import Cli
from tests.support.web import Web, answer, article

UMASKS = [0o000, 0o022, 0o077]


@contextmanager
def umask(value: int) -> Iterator[None]:
    previous = os.umask(value)
    try:
        yield
    finally:
        os.umask(previous)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def shared(folder: Path) -> Path:
    folder.mkdir()
    folder.chmod(0o2770)
    return folder


def made(folder: Path) -> dict[str, int]:
    return {path.name: mode(path) for path in folder.rglob("*")}


def fill(cli: Cli, web: Web, folder: Path) -> dict[str, int]:
    """Have everything made that a desk makes, and return the modes: a database, captures, a lock, a backup, an export."""
    db = folder / "below" / "desk.db"
    web["/a"] = answer(article("Prices rose by 3%"))
    cli.done("--db", db, "add", "Prices rose")
    cli.done("--db", db, "cite", 1, web.url("/a"))
    cli.done("--db", db, "verify", "--all")
    cli.done("--db", db, "db", "backup", folder / "below" / "copy.db")
    cli.done("--db", db, "captures", "export", 1, "-o", folder / "below" / "slice")
    here = Presence(str(db), "ana")
    here.enter()
    modes = made(folder)
    here.leave()
    assert len(modes) > 8
    return modes


@pytest.mark.parametrize("value", UMASKS)
def test_all_files_of_a_desk_are_private_to_its_owner(cli: Cli, web: Web, tmp_path: Path, value: int) -> None:
    with umask(value):
        modes = fill(cli, web, tmp_path / "desks")

    assert set(modes.values()) == {0o600, 0o700}


@pytest.mark.parametrize("value", UMASKS)
def test_in_a_shared_folder_files_are_open_to_the_group_too(cli: Cli, web: Web, tmp_path: Path, value: int) -> None:
    folder = shared(tmp_path / "shared")

    with umask(value):
        modes = fill(cli, web, folder)

    assert set(modes.values()) == {0o660, 0o2770}
    assert {path.stat().st_gid for path in folder.rglob("*")} == {folder.stat().st_gid}


def test_a_folder_that_only_passes_its_group_on_is_not_shared(tmp_path: Path) -> None:
    folder = tmp_path / "home of ana"
    folder.mkdir()
    folder.chmod(0o2755)

    make_file(folder / "desk.db")

    assert not is_shared(folder)
    assert mode(folder / "desk.db") == 0o600


@pytest.mark.parametrize("given", [0o640, 0o664, 0o600])
def test_an_existing_file_keeps_its_mode(cli: Cli, given: int) -> None:
    cli.db.chmod(given)

    cli.done("add", "Prices rose")

    assert mode(cli.db) == given
    assert not make_file(cli.db)


def test_the_log_of_a_database_has_its_mode(cli: Cli) -> None:
    cli.db.chmod(0o640)
    with sqlite3.connect(cli.db) as held:
        held.execute("SELECT count(*) FROM claim").fetchone()
        cli.done("add", "Prices rose")

        assert {mode(Path(f"{cli.db}{suffix}")) for suffix in ("-wal", "-shm")} == {0o640}
    held.close()


def test_a_textfile_is_for_all_to_read(cli: Cli, tmp_path: Path) -> None:
    cli.set(job__textfile=tmp_path / "factcheck.prom")

    with umask(0o077):
        cli.done("verify")

    assert mode(tmp_path / "factcheck.prom") == 0o644


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(OSError, match=r"File exists|Not a directory"):
            make_folder(path)


def test_a_private_file_is_opened_in_the_requested_mode(tmp_path: Path) -> None:
    path = tmp_path / "log"

    for word in ("one", "two"):
        with open(path, "a", encoding="utf-8", opener=private) as file:
            file.write(word)
    with pytest.raises(FileExistsError), open(path, "x", encoding="utf-8", opener=private):
        pass
    with open(path, encoding="utf-8", opener=private) as file:
        assert file.read() == "onetwo"


def test_access_of_others_depends_on_every_folder_above(tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    (outer / "file").write_text("")
    (outer / "file").chmod(0o644)
    open_above = all(each.stat().st_mode & stat.S_IXOTH for each in tmp_path.resolve().parents) and (
        tmp_path.stat().st_mode & stat.S_IXOTH
    )

    outer.chmod(0o700)
    assert not others_can_read(outer / "file")
    outer.chmod(0o755)
    assert others_can_read(outer / "file") == bool(open_above)
    assert not others_can_read(outer / "nowhere")
