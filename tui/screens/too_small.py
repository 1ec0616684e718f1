"""The screen of a terminal that is too small to read anything."""

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

MIN_SIZE = Size(60, 15)


def is_too_small(size: Size) -> bool:
    """Return whether a terminal is too small."""
    return size.width < MIN_SIZE.width or size.height < MIN_SIZE.height


class TooSmallScreen(Screen[None]):
    """One line; keys wait for more room, so that nothing is done unseen."""

    def compose(self) -> ComposeResult:
        """Yield the line."""
        yield Static(f"needs {MIN_SIZE.width}×{MIN_SIZE.height}", markup=False)
