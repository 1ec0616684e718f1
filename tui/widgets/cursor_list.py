"""The base of the lists: ids in order, and a cursor on one of them."""

from array import array

from rich.style import Style
from rich.text import Text
from textual import events
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ..commands.registry import NEXT_PANE, PREVIOUS_PANE, SHOW
from ..core.keymap import Keymap
from ..desk.gateway import Gateway
from ..text.claim_text import TextStyle
from .command_keys import ClaimKeys
from .styled_strip import styled_strip

BOLD = Style(bold=True)
ROWS_MAX = 1_000
"""Rows kept in memory; beyond that, rows far from the visible ones are dropped."""


class CursorList(ScrollView, ClaimKeys, can_focus=True):
    """A window over ids, whose rows are read as they are shown. The cursor is always visible."""

    cursor: reactive[int] = reactive(0, repaint=False)

    def __init__(
        self, gateway: Gateway, keymap: Keymap, styling: TextStyle, ratings: dict[str, str], *, widget_id: str
    ) -> None:
        super().__init__(id=widget_id)
        self.gateway = gateway
        self.keymap = keymap
        self.styling = styling
        self.ratings = ratings
        self.ids: array[int] = array("q")

    def under_cursor(self) -> int | None:
        """Return the id under the cursor."""
        return self.ids[self.cursor] if 0 <= self.cursor < len(self.ids) else None

    def near(self, low: int, high: int) -> set[int]:
        """Return the ids between two places, and the visible ones: their rows are what the reviewer saw."""
        top = self.scroll_offset.y
        return {*self.ids[low:high], *self.ids[top : top + self.size.height]}

    def put_cursor(self, selected: int | None, line: int) -> int:
        """Put the cursor on an id, if it is still listed, at so many lines from the top; return its place."""
        self.virtual_size = Size(0, len(self.ids))
        stays = selected is not None and selected in self.ids
        place = self.ids.index(selected or 0) if stays else max(min(self.cursor, len(self.ids) - 1), 0)
        self.set_reactive(CursorList.cursor, place)
        self.scroll_to(y=max(place - max(line, 0), 0), animate=False, force=True, immediate=True)
        return place

    def strip(self, line: Text, width: int, style: Style) -> Strip:
        """Return a line as it is drawn."""
        return styled_strip(line, width, style, self.app.console)

    def place_cursor(self) -> None:
        """Put the terminal's cursor on the row: screen readers and magnifiers follow it."""
        if self.has_focus:
            self.app.cursor_position = self.content_region.offset + Offset(0, self.cursor - self.scroll_offset.y)

    def on_focus(self) -> None:
        """Take the terminal's cursor."""
        self.place_cursor()

    def move(self, to: int) -> None:
        """Move the cursor, within the list."""
        self.cursor = max(0, min(to, len(self.ids) - 1))

    def advance(self) -> None:
        """Move to the next row."""
        self.move(self.cursor + 1)

    def step(self, by: int) -> int | None:
        """Move on, and return the claim under the cursor."""
        self.move(self.cursor + by)
        return self.current_claim()

    def step_claim(self, by: int) -> None:
        """Go to another row."""
        self.step(by)

    def act_on_key(self, event: events.Key) -> bool:
        """Act on a key."""
        if self.handle_first_key(event) or (not self.pending and self.moved(event)) or self.dispatch(event):
            return True
        match event.key:
            case "enter":
                self.request(SHOW)
            case "escape":
                self.escape()
            case "tab":
                self.request(NEXT_PANE)
            case "shift+tab":
                self.request(PREVIOUS_PANE)
            case _:
                return False
        return True

    def escape(self) -> None:
        """Leave what was begun last."""
        raise NotImplementedError

    def moved(self, event: events.Key) -> bool:
        """Move the cursor by a key; return whether it is one that moves."""
        by = self.lines_moved(event, self.scrollable_content_region.height, len(self.ids))
        if by is not None:
            self.move(self.cursor + by)
        return by is not None

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Take the cursor along where the mouse scrolls: no key acts on a row that is not visible."""
        super().watch_scroll_y(old_value, new_value)
        top, height = round(new_value), self.scrollable_content_region.height
        if height and self.ids:
            self.cursor = max(top, min(self.cursor, top + height - 1, len(self.ids) - 1))
        self.place_cursor()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the clicked row; a double click opens the claim."""
        index = event.y + self.scroll_offset.y
        if index < len(self.ids):
            self.move(index)
            if event.chain == 2:
                self.request(SHOW)
