"""Events of the file system about a database's files: Linux reports each write, so that nobody has to ask (inotify(7))."""

from contextlib import suppress
from pathlib import Path

from inotify_simple import INotify, flags

from factcheck.store.change_watch import NOTHING, Heard

_FOLDER_EVENTS = (
    flags.MODIFY | flags.CREATE | flags.DELETE | flags.MOVED_FROM | flags.MOVED_TO | flags.MOVE_SELF | flags.ONLYDIR
)
_PRESENCE_EVENTS = flags.CREATE | flags.DELETE | flags.MOVED_TO | flags.CLOSE_WRITE | flags.ONLYDIR
"""The file of a session that is killed is closed by the system."""
_LOST = flags.IGNORED | flags.UNMOUNT | flags.MOVE_SELF
_DATABASE_FILES = ("", "-wal", "-journal")
"""Endings of the files that a commit writes. The index of the log (``-shm``) is mapped into memory, which is no event."""


class FileEvents:
    """The events of one database's files and of one folder beside it, as something to wait for (``fileno``).

    It watches folders, not files: a file that is replaced or made anew is seen, and none is opened. To open and close the
    database would drop this process's locks on it.
    """

    def __init__(self, db: Path, presence: Path) -> None:
        """``presence`` may come and go. Raises OSError where the system gives no events."""
        real = db.resolve()
        self.files = {f"{each.name}{ending}" for each in (db, real) for ending in _DATABASE_FILES}
        self.presence = presence
        self.presence_watch: int | None = None
        self.inotify = INotify(nonblocking=True)
        try:
            for folder in {db.absolute().parent, real.parent}:
                self.inotify.add_watch(folder, _FOLDER_EVENTS)
        except OSError:
            self.close()
            raise
        self._watch_presence()

    def _watch_presence(self) -> None:
        with suppress(OSError):  # it is not there yet
            self.presence_watch = self.inotify.add_watch(self.presence, _PRESENCE_EVENTS)

    def fileno(self) -> int:
        """Return the descriptor that is readable when there is an event."""
        return int(self.inotify.fileno())

    def read(self) -> Heard:
        """Return the kinds of the events since the last call, without waiting."""
        heard = NOTHING
        for watch, mask, _, name in self.inotify.read(timeout=0):
            heard |= self._kind(watch, mask, name)
        return heard

    def _kind(self, watch: int, mask: int, name: str) -> Heard:
        if mask & flags.Q_OVERFLOW:
            return Heard.FILES | Heard.PRESENCE
        if watch == self.presence_watch:
            if mask & flags.IGNORED:
                self.presence_watch = None
            return Heard.PRESENCE
        if mask & _LOST:
            return Heard.FILES | Heard.LOST
        if name == self.presence.name:
            self._watch_presence()
            return Heard.PRESENCE
        return Heard.FILES if name in self.files else NOTHING

    def close(self) -> None:
        """Stop listening."""
        self.inotify.close()


def gives_events() -> bool:
    """Return whether this system gives events now; a user may have only so many listeners. The first call takes milliseconds."""
    try:
        INotify().close()
    except OSError:
        return False
    return True
