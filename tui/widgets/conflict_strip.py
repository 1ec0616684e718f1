"""A few lines that tell of a change somebody else came before."""

from time import monotonic

from rich.text import Text
from textual.widgets import Static


class ConflictStrip(Static):
    """Hidden until there is something to decide."""

    def __init__(self) -> None:
        super().__init__(id="strip", markup=False)
        self.painted_at: float | None = None
        """When it could be seen first, by the monotonic clock, which keys are timed by, too."""
        self.told = ""

    def show(self, text: Text) -> None:
        """Show a clash; another one is new to the reader."""
        if text.plain != self.told:
            self.painted_at = None
        self.told = text.plain
        self.update(text)
        self.display = True
        if self.painted_at is None and self.screen.is_current:
            self.screen.call_after_refresh(self._seen)

    def hide(self) -> None:
        """Show nothing."""
        self.told, self.painted_at, self.display = "", None, False

    def _seen(self) -> None:
        if self.told:
            self.painted_at = monotonic()
