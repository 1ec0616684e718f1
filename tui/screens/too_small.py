"""A terminal that has less room than anything could be read in."""

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

LEAST = Size(60, 15)


def is_too_small(size: Size) -> bool:
    """Return whether there is too little room."""
    return size.width < LEAST.width or size.height < LEAST.height


class TooSmallScreen(Screen[None]):
    """One line; keys wait for more room, so that nothing is done unseen."""

    def compose(self) -> ComposeResult:
        """Give the line."""
        yield Static(f"needs {LEAST.width}×{LEAST.height}", markup=False)
