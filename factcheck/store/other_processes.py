"""Tells by the locks that the system knows of whether another process has the database open."""

import os
from pathlib import Path

LOCKS = Path("/proc/locks")
"""The locks of all processes, a line each (proc(5))."""


def has_company(db: str | None, locks: Path = LOCKS) -> bool:
    """Return whether another process has a database with a write-ahead log open; True where the system does not say.

    Every connection holds a shared lock on the index of the log for as long as it is open (SQLite's WAL-mode file format,
    section 2.3). The lock is looked up and not tried: to close a second handle of that file would drop SQLite's own locks.
    """
    try:
        inode = f":{Path(f'{db}-shm').stat().st_ino}"
    except OSError:
        return False  # nobody has it open
    try:
        told = [line.split() for line in locks.read_text(encoding="ascii").splitlines()]
    except (OSError, ValueError):
        return True
    owners = [words[4] for words in told if len(words) == 8 and words[1] == "POSIX" and words[5].endswith(inode)]
    return any(owner != str(os.getpid()) for owner in owners)
