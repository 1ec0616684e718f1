"""The list of claims: a window over their numbers, whose rows are read as they are shown."""

from array import array

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from factcheck.services.desk import Desk
from factcheck.store import queries
from factcheck.store.rows import ClaimRow

from ..messages import CursorMoved, Said, Verb
from ..render import Pen, claim_line
from .dispatch import ClaimKeys

MARGIN = 60
"""Rows read around those shown."""


class ClaimList(ScrollView, ClaimKeys, can_focus=True):
    """Claims in order, the cursor on one of them by its number, whatever moves around it."""

    COMPONENT_CLASSES = {"claim-list--cursor", "claim-list--alert", "claim-list--dim"}
    cursor: reactive[int] = reactive(0, repaint=True)

    def __init__(self, desk: Desk, *, ascii_only: bool, ratings: dict[str, str]) -> None:
        super().__init__(id="claims")
        self.desk = desk
        self.ascii_only = ascii_only
        self.ratings = ratings
        self.ids: array[int] = array("q")
        self.rows: dict[int, ClaimRow] = {}
        self.empty = "No claims yet: press i to add one."

    def current_claim(self) -> int | None:
        """Return the number of the claim under the cursor."""
        return self.ids[self.cursor] if 0 <= self.cursor < len(self.ids) else None

    def show(self, ids: "array[int]", *, empty: str) -> None:
        """Show other claims, the cursor staying on its claim where that is still among them."""
        kept, offset = self.current_claim(), self.cursor - self.scroll_offset.y
        self.ids, self.empty = ids, empty
        self.rows.clear()
        self.virtual_size = Size(self.size.width, max(len(ids), 1))
        place = ids.index(kept) if kept is not None and kept in ids else min(self.cursor, max(len(ids) - 1, 0))
        self.cursor = place
        self.scroll_to(y=max(place - max(offset, 0), 0), animate=False, force=True)
        self.refresh()
        if self.current_claim() != kept or kept is None:
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
            with self.desk.read() as session:
                self.rows.update({row.id: row for row in queries.claim_rows(session, missing)})
        return self.rows.get(claim_id)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        index, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        base = self.rich_style
        if index >= len(self.ids):
            words = self.empty if y == 0 and not self.ids else ""
            return Strip([Segment(words[:width].ljust(width), base)], width)
        row = self.row_at(index)
        under = index == self.cursor
        style = self.get_component_rich_style("claim-list--cursor") if under else base
        if row is None:
            return Strip([Segment("  (withdrawn)".ljust(width), style)], width)
        pen = Pen(self.ascii_only, str(self.get_component_rich_style("claim-list--alert", partial=True)), "")
        text = claim_line(row, width, pen, cursor=under)
        segments = [Segment(s.text, style + s.style if s.style else style) for s in text.render(self.app.console)]
        return Strip(segments).adjust_cell_length(width, style)

    def watch_cursor(self, _old: int, new: int) -> None:
        """Keep the cursor in sight, and tell where it stands."""
        top, height = self.scroll_offset.y, max(self.scrollable_content_region.height, 1)
        if new < top:
            self.scroll_to(y=max(new - height // 3, 0), animate=False, force=True)
        elif new >= top + height:
            self.scroll_to(y=new - height + 1 + height // 3, animate=False, force=True)
        self.post_message(CursorMoved(self.current_claim()))

    def move(self, to: int) -> None:
        """Move the cursor, no further than the list goes."""
        self.cursor = max(0, min(to, len(self.ids) - 1))

    def advance(self, verb: str) -> bool:
        """Move on to the next claim: the verb needs nothing more."""
        if verb == "rate":
            return False
        self.move(self.cursor + 1)
        return True

    def on_key(self, event: events.Key) -> None:
        """Act on a key, in the order they were typed."""
        if self.overflow is not None and self.overflow.has_focus:
            self.overflow.post_message(events.Key(event.key, event.character))
        elif self._moved(event) or self.dispatch(event):
            pass
        elif event.key == "enter":
            self.post_message(Verb("show", self.current_claim()))
        elif event.key == "escape":
            self.post_message(Verb("unfilter", None))
            self.post_message(Said(""))
        else:
            return
        event.stop()
        event.prevent_default()

    def _moved(self, event: events.Key) -> bool:
        if self.pending:
            return False
        page = max(self.scrollable_content_region.height - 1, 1)
        steps = {
            "j": 1,
            "down": 1,
            "k": -1,
            "up": -1,
            "ctrl+d": page // 2,
            "ctrl+u": -(page // 2),
            "pagedown": page,
            "pageup": -page,
        }
        if event.key in steps:
            self.move(self.cursor + steps[event.key])
        elif event.key in {"home", "g"}:
            self.move(0)
        elif event.key in {"end", "G", "upper_g"}:
            self.move(len(self.ids) - 1)
        else:
            return False
        return True

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse points."""
        self.move(event.y + self.scroll_offset.y)
