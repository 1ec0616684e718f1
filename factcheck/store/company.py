"""Whether another process has the database open, told by the locks the system knows of."""

import os
from contextlib import suppress
from pathlib import Path

LOCKS = Path("/proc/locks")
"""The locks of all processes, a line each (proc(5)); systems without it tell nothing."""


def has_company(db: str | None, locks: Path = LOCKS) -> bool:
    """Return whether another process has a database with a write-ahead log open; False where the system does not say.

    Every connection holds a shared lock on the index of the log for as long as it is open (SQLite's WAL-mode file format,
    section 2.3). The lock is looked up and not tried: to close a second handle of that file would drop SQLite's own locks.
    """
    with suppress(OSError, ValueError):
        inode = f":{Path(f'{db}-shm').stat().st_ino}"
        for line in locks.read_text(encoding="ascii").splitlines():
            words = line.split()
            if len(words) == 8 and words[1] == "POSIX" and words[5].endswith(inode) and int(words[4]) != os.getpid():
                return True
    return False
