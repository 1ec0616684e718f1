"""Screens that show what another thread has read."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual.screen import Screen

from factcheck.store.interruption import Interruption

from ..messages import ReadDone
from ..ports import app_of


class ReadsInBackground(Screen[Any]):
    """A screen that receives what another thread has read for it."""

    def pass_on(self, stop: Interruption, then: Callable[..., None], *given: Any) -> None:
        """Call something in the screen's thread with what another thread has read, unless the read is stopped by then."""
        stop.check()
        with suppress(RuntimeError):  # the screen is closed
            self.post_message(ReadDone(stop, lambda: then(*given)))

    def on_read_done(self, message: ReadDone) -> None:
        """Show what was read."""
        message.stop()
        if not message.interruption.stopped and self.is_attached and app_of(self).is_running:
            message.act()
