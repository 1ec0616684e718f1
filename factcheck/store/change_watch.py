"""Detection of commits by others, and of another file at the database's path, and the kinds of events that announce them."""

from enum import Flag, auto

from factcheck.store.connections import file_identity
from factcheck.store.fast_reader import Reader


class Heard(Flag):
    """Kinds of events of the file system."""

    FILES = auto()
    """The database's files were written, made, removed or replaced. The commit itself may still be under way."""
    PRESENCE = auto()
    """Somebody came or left."""
    LOST = auto()
    """The folder was moved or removed: no more events come."""


NOTHING = Heard(0)


class Watch:
    """Detects the commits of other connections."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.version = reader.data_version()

    def changed(self) -> bool:
        """Return whether something was committed since the last call. Raises DeskError."""
        version = self.reader.data_version()
        moved = version != self.version
        self.version = version
        return moved

    def moved(self) -> bool:
        """Return whether the path names another file, or none, since the reader opened it."""
        return file_identity(self.reader.path) != self.reader.identity
