"""Who has a desk open: a file each beside the database, locked for as long as its owner lives.

Nothing is written to the database for it, no clock is read, and whoever is killed is gone at once: the system drops the lock.
"""

import fcntl
import os
import secrets
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

from factcheck.file_modes import make_folder, private

NAME_MAX_BYTES = 400
"""Bytes of a name that are read."""


class Presence:
    """One session at a desk. Where the folder cannot be written, nobody is seen, and nothing is said of it."""

    def __init__(self, db: str, actor: str) -> None:
        self.folder = Path(f"{db}.here")
        self.actor = actor
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self.file: IO[str] | None = None
        self.has_left = False

    def enter(self) -> None:
        """Be seen from now on; who has left comes no more."""
        if self.has_left:
            return
        with suppress(OSError), ExitStack() as stack:
            make_folder(self.folder)
            unseen = self.folder / f".{self.name}"
            file = stack.enter_context(open(unseen, "w", encoding="utf-8", errors="replace", opener=private))
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.write(self.actor)
            file.flush()
            unseen.rename(self.folder / self.name)  # only now: a file that nobody holds is taken for a dead one's
            stack.pop_all()
            self.file = file

    def others(self) -> list[str]:
        """Return who else is here, each name once, in order."""
        with suppress(OSError):
            found = {
                self._owner(path) for path in self.folder.iterdir() if path.name not in {self.name, f".{self.name}"}
            }
            return sorted(name for name in found if name and name != self.actor)
        return []

    def _owner(self, path: Path) -> str | None:
        """Return whose file it is, and clear away a dead one's."""
        with suppress(OSError), path.open(encoding="utf-8", errors="replace") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return None if path.name.startswith(".") else file.read(NAME_MAX_BYTES)
            if not path.name.startswith("."):
                path.unlink()
        return None

    def leave(self) -> None:
        """Be gone."""
        self.has_left = True
        if self.file is not None:
            with suppress(OSError):
                (self.folder / self.name).unlink()
            self.file.close()
            self.file = None
            with suppress(OSError):
                self.folder.rmdir()
