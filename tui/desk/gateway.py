"""The gateway from the screen to the desk: a reader for what is shown, and the services, loaded when the first is needed.

A desk that is only read needs neither a mapper nor a network, and the first rows do not wait for them.
"""

import gc
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Self

from factcheck.errors import DeskError
from factcheck.settings import Settings
from factcheck.store.connections import file_identity
from factcheck.store.fast_reader import Reader

from .background_reads import BackgroundReads

if TYPE_CHECKING:
    from factcheck.services.desk import Desk

    from .operations import Operations

Opening = Callable[[], "AbstractContextManager[tuple[Desk, Settings]]"]


class Gateway:
    """The desk behind the screen."""

    def __init__(self, start: Settings, opening: Opening, clock: Callable[[], datetime]) -> None:
        self.start = start
        self.opening = opening
        self.clock = clock
        self.reader = Reader(start.db)
        self.lock = Lock()
        self.resources = ExitStack()
        self.reads = BackgroundReads(self._failed)
        """Reads of the queue, in the background."""
        self.failed: Callable[[Exception], None] | None = None
        """Called, in any thread, with an error in the program itself."""
        self.loaded: Operations | None = None
        self.may_wait: Callable[[], bool] = lambda: False
        """Decides, in any thread, whether a write waits longer than usual for a locked database (``Desk.patient``)."""

    @classmethod
    def over(cls, desk: "Desk", settings: Settings) -> Self:
        """Return a gateway to a desk that is already open."""
        return cls(settings.model_copy(update={"actor": desk.actor}), lambda: nullcontext((desk, settings)), desk.clock)

    def operations(self) -> "Operations":
        """Return the operations; the first call loads the services, which takes a moment: never call it in the screen's thread.

        Raises DeskError where another file has replaced the desk: a write would go to the wrong file.
        """
        with self.lock:
            if file_identity(self.start.db) != self.reader.identity:
                raise DeskError(f"{Path(self.start.db).name} is not the file that was opened: nothing was stored")
            if self.loaded is None:
                from .operations import Operations

                desk, settings = self.resources.enter_context(self.opening())
                self.loaded = Operations(desk.patient(lambda: self.may_wait()), settings)
                gc.freeze()  # what is loaded stays: collecting it again and again would stop the keys for 60 ms
            return self.loaded

    def reopen(self) -> None:
        """Read the file that is there now. Raises DeskError where it cannot be read, or is not a desk of this version."""
        reader = Reader(self.start.db)
        if not reader.is_current():
            reader.close()
            raise DeskError(f"{Path(self.start.db).name} was replaced by a file that is not a desk of this version")
        with self.lock:
            self.reader.close()
            self.reader = reader
            if self.loaded is not None:
                self.loaded.desk.engine.dispose()

    def _failed(self, error: Exception) -> None:
        if self.failed is not None:
            self.failed(error)

    def close(self) -> None:
        """Close what is open."""
        self.reads.close()
        self.resources.close()
        self.reader.close()
