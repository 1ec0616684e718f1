"""The progress of a change of very many claims while it is being stored, and its stop."""

from threading import Event
from time import monotonic
from typing import Protocol

LONG_MIN_CLAIMS = 1000
"""A change of more claims than this shows its progress."""
DRAW_INTERVAL_SECONDS = 0.2
"""Time between two drawings, at least."""


class ProgressHost(Protocol):
    """The application, as the progress knows it."""

    leaving: bool

    def draw_bulk_progress(self) -> None:
        """Draw the progress, from any thread."""


class BulkProgress:
    """One change. The thread that stores it reports its progress; the keys stop it."""

    def __init__(self, app: ProgressHost, title: str) -> None:
        self.app, self.title = app, title
        self.done = self.total = 0
        self.stop = Event()
        self.drawn_at = 0.0

    def progress(self, done: int, total: int) -> bool:
        """Take note of the number of claims done; return whether to go on. It never waits for the screen."""
        self.done, self.total = done, total
        if self.is_long and monotonic() - self.drawn_at > DRAW_INTERVAL_SECONDS:
            self.drawn_at = monotonic()
            self.app.draw_bulk_progress()
        return not (self.stop.is_set() or self.app.leaving)

    @property
    def is_long(self) -> bool:
        """Whether it goes on long enough to be shown, and to be stopped."""
        return self.total > LONG_MIN_CLAIMS and self.done < self.total and not self.stop.is_set()

    def line(self) -> str:
        """Return the progress as text."""
        return f"{self.title}: {self.done:,} of {self.total:,}"
