"""The list of claims: a window over their numbers, whose rows are read as they are shown."""

from array import array
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from factcheck.errors import FactcheckError
from factcheck.store.rows import ClaimRow

from ..back import Back
from ..keys import Keymap
from ..messages import CursorMoved, Said
from ..render import Pen, claim_line
from .dispatch import ClaimKeys, spelled

BOLD = Style(bold=True)
MARGIN = 60
"""Rows read around those shown."""
PAINTED = 1_000
"""Rows whose painted versions are remembered, at most."""


class ClaimList(ScrollView, ClaimKeys, can_focus=True):
    """Claims in order, the cursor on one of them by its number, whatever moves around it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"claim-list--cursor", "claim-list--alert"}
    cursor: reactive[int] = reactive(0, repaint=False)

    def __init__(self, back: Back, keymap: Keymap, pen: Pen, ratings: dict[str, str]) -> None:
        super().__init__(id="claims")
        self.back = back
        self.keymap = keymap
        self.pen = pen
        self.ratings = ratings
        self.ids: array[int] = array("q")
        self.rows: dict[int, ClaimRow] = {}
        self.painted: dict[int, int] = {}
        """The versions of the rows as they were painted last."""
        self.empty = ""
        self.wanted: int | None = None
        """A claim the cursor goes to once the list knows it."""
        self.contested: frozenset[int] = frozenset()
        """Claims with a change of the reviewer's that was not stored."""

    def current_claim(self) -> int | None:
        """Return the number of the claim under the cursor."""
        return self.ids[self.cursor] if 0 <= self.cursor < len(self.ids) else None

    def current_version(self) -> int | None:
        """Return the version of the row under the cursor, as it was painted last, though it be read anew since."""
        claim_id = self.current_claim()
        if claim_id is None:
            return None
        row = None if claim_id in self.painted else self.row_at(self.cursor)
        return row.version if row else self.painted.get(claim_id)

    def sources(self) -> dict[str, str]:
        """Return the addresses the claim under the cursor cites."""
        return cited(self.back, self.current_claim())

    def show(self, ids: "array[int]", *, empty: str) -> None:
        """Show other claims; the cursor stays on its claim, and that on its line, where it is still among them."""
        kept, line = self.current_claim(), self.cursor - self.scroll_offset.y
        self.ids, self.empty = ids, empty
        self.rows.clear()
        self.virtual_size = Size(0, len(ids))
        if self.wanted is not None and self.wanted in ids:
            kept, self.wanted = self.wanted, None
        place = ids.index(kept) if kept is not None and kept in ids else min(self.cursor, max(len(ids) - 1, 0))
        self.set_reactive(ClaimList.cursor, place)
        self.scroll_to(y=max(place - max(line, 0), 0), animate=False, force=True, immediate=True)
        self.refresh()
        self.post_message(CursorMoved(self.current_claim()))

    def forget(self) -> None:
        """Read the rows again as they are shown."""
        self.rows.clear()
        self.refresh()

    def row_at(self, index: int) -> ClaimRow | None:
        """Return a row, reading those around it too."""
        claim_id = self.ids[index]
        if claim_id not in self.rows:
            low, high = max(0, index - MARGIN), min(len(self.ids), index + MARGIN)
            missing = [each for each in self.ids[low:high] if each not in self.rows]
            try:
                self.rows.update({row.id: row for row in self.back.reader.rows(missing)})
            except FactcheckError as error:
                self.post_message(Said(error.message, alarm=True))
        return self.rows.get(claim_id)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        index, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        base = self.rich_style
        if index >= len(self.ids):
            words = f" {self.empty}" if y == 0 and not self.ids else ""
            return Strip([Segment(words[:width].ljust(width), base)], width)
        row = self.row_at(index)
        under = index == self.cursor
        style = self.get_component_rich_style("claim-list--cursor") if under else base
        if row is None:
            return Strip([Segment(" "[:width].ljust(width), style)], width)
        alert = BOLD if under else self.get_component_rich_style("claim-list--alert", partial=True)
        if len(self.painted) > PAINTED:
            self.painted.clear()
        self.painted[row.id] = row.version
        contested = row.id in self.contested
        line = claim_line(row, width, self.pen.with_styles(alert), cursor=under, contested=contested)
        segments = [
            Segment(part.text, style + part.style if part.style else style) for part in line.render(self.app.console)
        ]
        return Strip(segments).adjust_cell_length(width, style)

    def watch_cursor(self, old: int, new: int) -> None:
        """Keep the cursor in sight, and tell where it stands."""
        top, height = self.scroll_offset.y, max(self.scrollable_content_region.height, 1)
        if new < top:
            self.scroll_to(y=max(new - height // 3, 0), animate=False, force=True, immediate=True)
        elif new >= top + height:
            self.scroll_to(y=new - height + 1 + height // 3, animate=False, force=True, immediate=True)
        else:
            width = self.size.width
            for index in (old, new):
                self.refresh_lines(index, 1) if width else None
            self.place_cursor()
        self.post_message(CursorMoved(self.current_claim()))

    def move(self, to: int) -> None:
        """Move the cursor, no further than the list goes."""
        self.cursor = max(0, min(to, len(self.ids) - 1))

    def advance(self) -> None:
        """Move on to the next claim."""
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

    def take(self, event: events.Key) -> bool:
        """Act on a key."""
        if not self.pending and self._moved(event):
            return True
        if self.dispatch(event):
            return True
        if event.key in {"tab", "shift+tab"}:
            self.say_verb("next_pane" if event.key == "tab" else "previous_pane", None)
            return True
        if event.key in {"enter", "escape"}:
            self.say_verb("show" if event.key == "enter" else "unfilter", None)
            return True
        return False

    def _moved(self, event: events.Key) -> bool:
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
        """Take the cursor along where the mouse scrolls: no key acts on a claim that is out of sight."""
        super().watch_scroll_y(old_value, new_value)
        top, height = round(new_value), self.scrollable_content_region.height
        if height and self.ids:
            self.cursor = max(top, min(self.cursor, top + height - 1, len(self.ids) - 1))
        self.place_cursor()

    def place_cursor(self) -> None:
        """Put the terminal's own cursor on the row: screen readers and magnifiers follow it."""
        if self.has_focus:
            self.app.cursor_position = self.content_region.offset + Offset(0, self.cursor - self.scroll_offset.y)

    def on_focus(self) -> None:
        """Have the terminal's cursor."""
        self.place_cursor()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse points; a second click opens."""
        index = event.y + self.scroll_offset.y
        if index < len(self.ids):
            self.move(index)
            if event.chain == 2:
                self.say_verb("show", None)


def cited(back: Back, claim_id: int | None) -> dict[str, str]:
    """Return the addresses a claim cites, by the figure that opens each."""
    if claim_id is None:
        return {}
    return {str(number): url for number, url in enumerate(back.reader.urls(claim_id), 1) if number < 10}
