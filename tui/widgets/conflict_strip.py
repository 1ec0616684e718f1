"""The lines that show a change another reviewer was faster with."""

from time import monotonic

from rich.text import Text
from textual.widgets import Static


class ConflictStrip(Static):
    """Hidden until there is a conflict to decide."""

    def __init__(self) -> None:
        super().__init__(id="strip", markup=False)
        self.painted_at: float | None = None
        """When it was first visible, by the monotonic clock, which also times the keys."""
        self.shown = ""

    def show(self, text: Text) -> None:
        """Show a conflict; another one counts as not seen yet."""
        if text.plain != self.shown:
            self.painted_at = None
        self.shown = text.plain
        self.update(text)
        self.display = True
        if self.painted_at is None and self.screen.is_current:
            self.screen.call_after_refresh(self._painted)

    def hide(self) -> None:
        """Show nothing."""
        self.shown, self.painted_at, self.display = "", None, False

    def _painted(self) -> None:
        if self.shown:
            self.painted_at = monotonic()
