"""Detection of commits by others, and of another file at the database's path. It is called a few times a second."""

from factcheck.store.connections import file_identity
from factcheck.store.fast_reader import Reader


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
