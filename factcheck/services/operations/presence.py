"""Presence of reviewers at a desk: each session locks a file beside the database for as long as it lives.

This needs no write to the database and no clock. A session that is killed disappears at once, because the system releases its
lock.
"""

import fcntl
import os
import secrets
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

from factcheck.file_modes import make_folder, private

NAME_MAX_BYTES = 400
"""Maximum length of a name that is read."""


class Presence:
    """One session at a desk. If the folder cannot be written, the session is not shown, without an error."""

    def __init__(self, db: str, actor: str) -> None:
        self.folder = Path(f"{db}.here")
        self.actor = actor
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self.file: IO[str] | None = None
        self.has_left = False

    def enter(self) -> None:
        """Show this session to others, unless it has left already."""
        if self.has_left:
            return
        with suppress(OSError), ExitStack() as stack:
            make_folder(self.folder)
            unseen = self.folder / f".{self.name}"
            file = stack.enter_context(open(unseen, "w", encoding="utf-8", errors="replace", opener=private))
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.write(self.actor)
            file.flush()
            unseen.rename(self.folder / self.name)  # after the lock: others remove a file that is not locked
            stack.pop_all()
            self.file = file

    def others(self) -> list[str]:
        """Return the other actors at the desk, sorted, each once."""
        with suppress(OSError):
            found = {
                self._owner(path) for path in self.folder.iterdir() if path.name not in {self.name, f".{self.name}"}
            }
            return sorted(name for name in found if name and name != self.actor)
        return []

    def _owner(self, path: Path) -> str | None:
        """Return the actor of a file, or remove the file if its session has ended."""
        with suppress(OSError), path.open(encoding="utf-8", errors="replace") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return None if path.name.startswith(".") else file.read(NAME_MAX_BYTES)
            if not path.name.startswith("."):
                path.unlink()
        return None

    def leave(self) -> None:
        """Remove this session's file."""
        self.has_left = True
        if self.file is not None:
            with suppress(OSError):
                (self.folder / self.name).unlink()
            self.file.close()
            self.file = None
            with suppress(OSError):
                self.folder.rmdir()
