"""What the lists have in common: numbers in order, and a cursor on one of them."""

from array import array

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ..core.keymap import Keymap
from ..desk.gateway import Gateway
from ..text.claim_text import TextStyle
from .command_keys import ClaimKeys, spelled

BOLD = Style(bold=True)
ROWS_MAX = 1_000
"""Rows that are kept once read; when there are more, those far from the ones in sight are dropped."""


class CursorList(ScrollView, ClaimKeys, can_focus=True):
    """A window over numbers, whose rows are read as they are shown. The cursor is never out of sight."""

    cursor: reactive[int] = reactive(0, repaint=False)

    def __init__(
        self,
        gateway: Gateway,
        keymap: Keymap,
        styling: TextStyle,
        ratings: dict[str, str],
        *,
        id: str,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.gateway = gateway
        self.keymap = keymap
        self.styling = styling
        self.ratings = ratings
        self.ids: array[int] = array("q")

    def under_cursor(self) -> int | None:
        """Return the number under the cursor."""
        return self.ids[self.cursor] if 0 <= self.cursor < len(self.ids) else None

    def near(self, low: int, high: int) -> set[int]:
        """Return the numbers between two places, and those in sight: their rows are what the reviewer saw."""
        top = self.scroll_offset.y
        return {*self.ids[low:high], *self.ids[top : top + self.size.height]}

    def put_cursor(self, kept: int | None, line: int) -> int:
        """Put the cursor on a number, where it is still there, at so many lines from the top; return its place."""
        self.virtual_size = Size(0, len(self.ids))
        stays = kept is not None and kept in self.ids
        place = self.ids.index(kept or 0) if stays else max(min(self.cursor, len(self.ids) - 1), 0)
        self.set_reactive(CursorList.cursor, place)
        self.scroll_to(y=max(place - max(line, 0), 0), animate=False, force=True, immediate=True)
        return place

    def strip(self, line: Text, width: int, style: Style) -> Strip:
        """Return a line as it is drawn."""
        segments = [
            Segment(part.text, style + part.style if part.style else style) for part in line.render(self.app.console)
        ]
        return Strip([each for each in segments if each.text]).adjust_cell_length(width, style)

    def place_cursor(self) -> None:
        """Put the terminal's own cursor on the row: screen readers and magnifiers follow it."""
        if self.has_focus:
            self.app.cursor_position = self.content_region.offset + Offset(0, self.cursor - self.scroll_offset.y)

    def on_focus(self) -> None:
        """Have the terminal's cursor."""
        self.place_cursor()

    def move(self, to: int) -> None:
        """Move the cursor, no further than the list goes."""
        self.cursor = max(0, min(to, len(self.ids) - 1))

    def advance(self) -> None:
        """Move on to the next row."""
        self.move(self.cursor + 1)

    def step(self, by: int) -> int | None:
        """Move on, and return the claim the cursor is on then."""
        self.move(self.cursor + by)
        return self.current_claim()

    def own(self, verb: str) -> bool:
        """Step to other claims."""
        if verb in {"next_claim", "previous_claim"}:
            self.step(1 if verb == "next_claim" else -1)
            return True
        return False

    def act_on_key(self, event: events.Key) -> bool:
        """Act on a key."""
        if self.handle_first_key(event) or (not self.pending and self.moved(event)) or self.dispatch(event):
            return True
        match event.key:
            case "enter":
                self.request("show", None)
            case "escape":
                self.escape()
            case "tab" | "shift+tab":
                self.request("next_pane" if event.key == "tab" else "previous_pane", None)
            case _:
                return False
        return True

    def escape(self) -> None:
        """Leave what was begun last."""
        raise AssertionError("each list says what")

    def moved(self, event: events.Key) -> bool:
        """Move as a key says; return whether it is one that moves."""
        page = max(self.scrollable_content_region.height - 1, 1)
        half = max(page // 2, 1)
        steps = {
            "down": 1, "up": -1, "half_down": half, "half_up": -half, "page_down": page, "page_up": -page,
            "first": -len(self.ids), "last": len(self.ids),
        }  # fmt: skip
        step = self.keymap.steps.get(spelled(event))
        if step is None:
            return False
        self.move(self.cursor + steps[step])
        return True

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Take the cursor along where the mouse scrolls: no key acts on a row that is out of sight."""
        super().watch_scroll_y(old_value, new_value)
        top, height = round(new_value), self.scrollable_content_region.height
        if height and self.ids:
            self.cursor = max(top, min(self.cursor, top + height - 1, len(self.ids) - 1))
        self.place_cursor()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse points; a second click opens the claim."""
        index = event.y + self.scroll_offset.y
        if index < len(self.ids):
            self.move(index)
            if event.chain == 2:
                self.request("show", None)
