"""An act on very many claims while it is being stored: how far it is, shown at the top, and its stop."""

from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..app import FactcheckApp

MANY = 1000
"""Claims above which an act shows how far it is."""
EVERY = 0.2
"""Seconds between two drawings of it at least."""


class BulkProgress:
    """One act. The thread that stores it tells of its progress; the keys stop it."""

    def __init__(self, app: "FactcheckApp", what: str) -> None:
        self.app, self.what = app, what
        self.turned = self.of = 0
        self.stop = Event()
        self.drawn_at = 0.0

    def progress(self, turned: int, of: int) -> bool:
        """Take note of how many claims had their turn; return whether to go on. It never waits for the screen."""
        self.turned, self.of = turned, of
        if self.is_long and monotonic() - self.drawn_at > EVERY:
            self.drawn_at = monotonic()
            self.app.draw_bulk_progress()
        return not (self.stop.is_set() or self.app.leaving)

    @property
    def is_long(self) -> bool:
        """Return whether it goes on long enough to be shown, and to be stopped."""
        return self.of > MANY and self.turned < self.of and not self.stop.is_set()

    def line(self) -> str:
        """Return how far it is."""
        return f"{self.what}: {self.turned:,} of {self.of:,}"
