"""Whether anybody wrote to the database, and whether it is still the same file: asked a few times a second, in microseconds."""

from factcheck.store.connections import file_identity
from factcheck.store.fast_reader import Reader


class Watch:
    """Sees other connections' commits."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.version = reader.data_version()

    def changed(self) -> bool:
        """Return whether something was committed since this was last asked. Raises DeskError."""
        version = self.reader.data_version()
        moved = version != self.version
        self.version = version
        return moved

    def moved(self) -> bool:
        """Return whether the path leads to another file, or to none, since the reader opened it."""
        return file_identity(self.reader.path) != self.reader.identity
