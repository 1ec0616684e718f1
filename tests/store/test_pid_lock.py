"""A lock file names its holders where the disk has space for it; the lock itself needs none."""

import errno
import io
import os
from pathlib import Path

from factcheck.store.pid_lock import add_own_pid, clear_pids, open_lock_file, read_pids


class OnFullDisk(io.StringIO):
    """A file that a full disk does not let anybody change, as on a file system that copies on write."""

    def truncate(self, size: int | None = None, /) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_holder_replaces_those_before_it(tmp_path: Path) -> None:
    path = tmp_path / "desk.db.lock"
    path.write_text("12\n13\n", "utf-8")

    with open_lock_file(path) as file:
        before = read_pids(file)
        clear_pids(file)
        add_own_pid(file)

        assert (before, read_pids(file)) == ([12, 13], [os.getpid()])


def test_a_full_disk_does_not_prevent_a_lock() -> None:
    file = OnFullDisk("12\n")

    clear_pids(file)

    assert read_pids(file) == [12]
