"""Detection of other processes that have the database open, by the locks that the system lists."""

import os
from pathlib import Path

LOCKS_FILE = Path("/proc/locks")
"""The locks of all processes, a line each (proc(5))."""


def is_open_elsewhere(db: str | None, locks: Path = LOCKS_FILE) -> bool:
    """Return whether another process has a database with a write-ahead log open; True where the system has no list.

    Every open connection has a shared lock on the index of the log (SQLite's WAL-mode file format,
    section 2.3). The lock is looked up and not tried: to close a second handle of that file would drop SQLite's own locks.
    """
    try:
        inode = f":{Path(f'{db}-shm').stat().st_ino}"
    except OSError:
        return False  # no process has it open
    try:
        locks_found = [line.split() for line in locks.read_text(encoding="ascii").splitlines()]
    except (OSError, ValueError):
        return True
    owners = [words[4] for words in locks_found if len(words) == 8 and words[1] == "POSIX" and words[5].endswith(inode)]
    return any(owner != str(os.getpid()) for owner in owners)
