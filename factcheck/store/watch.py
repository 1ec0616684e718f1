"""Whether anybody wrote to the database: asked a few times a second, answered in microseconds."""

from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa


class Watch:
    """A connection of its own that sees other connections' commits (SQLite's ``data_version``)."""

    def __init__(self, engine: sa.Engine) -> None:
        self.connection: Any = engine.raw_connection()
        self.version = self._ask()

    def _ask(self) -> int:
        row = self.connection.cursor().execute("PRAGMA data_version").fetchone()
        return int(row[0])

    def changed(self) -> bool:
        """Return whether something was committed since this was last asked."""
        version = self._ask()
        moved = version != self.version
        self.version = version
        return moved

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
