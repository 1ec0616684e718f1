"""Files that get their names when they are complete: the order of the steps, and what a killed program leaves."""

import errno
import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from factcheck import atomic_files
from factcheck.atomic_files import make_folders, part_of, written_aside
from tests.support.dying import KILLED, dies_before

WRITES = """
from pathlib import Path
from factcheck.atomic_files import written_aside

with written_aside(Path(sys.argv[1])) as file:
    file.write(b"new" * 1000)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that is there already."""
    path = tmp_path / "figures.prom"
    path.write_bytes(b"old")
    return path


def names(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


def test_a_file_is_durable_before_it_is_renamed_and_its_folder_after(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def noted(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any) -> Any:
            about = Path(f"/proc/self/fd/{given[0]}").readlink() if isinstance(given[0], int) else Path(given[0])
            steps.append(f"{name} {about.name}")
            return call(*given)

        return step

    monkeypatch.setattr(os, "fsync", noted("fsync", os.fsync))
    monkeypatch.setattr(os, "replace", noted("replace", os.replace))
    with written_aside(path) as file:
        file.write(b"new")

    assert steps == ["fsync figures.prom.part", "replace figures.prom.part", f"fsync {path.parent.name}"]
    assert path.read_bytes() == b"new"


@pytest.mark.process
@pytest.mark.parametrize(
    ("step", "stands"), [("fsync:1", b"old"), ("replace:1", b"old"), ("fsync:2", b"new" * 1000)], ids=str
)
def test_a_file_whose_writer_is_killed_is_the_old_one_or_the_new_one(path: Path, step: str, stands: bytes) -> None:
    assert dies_before(step, WRITES, str(path)).returncode == KILLED
    killed = path.read_bytes()
    with written_aside(path) as file:
        file.write(b"next")

    assert killed == stands
    assert path.read_bytes() == b"next"
    assert names(path) == ["figures.prom"]


def test_what_cannot_be_written_to_its_end_changes_nothing(path: Path) -> None:
    with suppress(RuntimeError), written_aside(path) as file:
        file.write(b"half")
        raise RuntimeError

    assert path.read_bytes() == b"old"
    assert names(path) == ["figures.prom"]


def test_two_programs_that_write_the_same_file_do_not_mix(path: Path) -> None:
    with written_aside(path) as file:
        file.write(b"mine")
        with pytest.raises(BlockingIOError, match="another program is writing it"), written_aside(path):
            pass

    assert path.read_bytes() == b"mine"


def test_a_file_that_took_its_name_meanwhile_is_not_written_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, part = fcntl.flock, part_of(path)
    theirs = [b"theirs"]

    def flock(file: Any, how: int) -> None:
        if theirs:  # the lock was theirs until now: they have given the file its name
            part.write_bytes(theirs.pop())
            part.replace(path)
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    with written_aside(path) as file:
        file.write(b"mine")
        meanwhile = path.read_bytes()

    assert (meanwhile, path.read_bytes()) == (b"theirs", b"mine")


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_written_to(path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def flock(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)
    with written_aside(path) as file:
        file.write(b"new")

    assert path.read_bytes() == b"new"


def test_a_file_system_that_cannot_sync_a_folder_is_written_to(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def fsync(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").resolve() == path.parent.resolve():
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        sync(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with written_aside(path) as file:
        file.write(b"new")

    assert path.read_bytes() == b"new"


def test_a_disk_that_fails_is_not_passed_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="Input/output"), written_aside(path) as file:
        file.write(b"new")

    assert path.read_bytes() == b"old"


def test_folders_are_made_with_those_above_them_each_durable_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(atomic_files, "sync_folder", synced.append)

    make_folders(tmp_path / "one" / "two")
    make_folders(tmp_path / "one" / "two")

    assert (tmp_path / "one" / "two").is_dir()
    assert synced == [tmp_path, tmp_path / "one"]
