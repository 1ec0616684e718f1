"""The list of claims: a window over their ids, whose rows are read as they are shown."""

from array import array
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.strip import Strip

from factcheck.errors import FactcheckError
from factcheck.store.rows import ClaimRow
from factcheck.vocabulary import Status

from ..commands.registry import ALL, RANGE, UNFILTER
from ..core.command import CONFIRM_MIN_CLAIMS
from ..core.keymap import Keymap
from ..core.selection import Marked, Marks
from ..desk.gateway import Gateway
from ..messages import CursorMoved, MarksChanged, StatusMessage
from ..ports import app_of
from ..text.claim_text import TextStyle, claim_line
from .cursor_list import BOLD, ROWS_MAX, CursorList

READ_AROUND_ROWS = 60
"""Rows read before and after the visible ones."""
NEIGHBOURS_MAX = 8
"""Neighbours tried for the place of a claim that stays."""


class ClaimList(CursorList):
    """Claims in order; the cursor stays on its claim, whatever moves around it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"claim-list--cursor", "claim-list--alert"}
    extra_keys = (("enter", "open the claim"), ("esc", "clear the filter"))

    def __init__(self, gateway: Gateway, keymap: Keymap, styling: TextStyle, ratings: dict[str, str]) -> None:
        super().__init__(gateway, keymap, styling, ratings, widget_id="claims")
        self.rows: dict[int, ClaimRow] = {}
        self.painted: dict[int, ClaimRow] = {}
        """The rows as they were last painted."""
        self.empty = ""
        self.marks = Marks()
        self.since = 0
        """The newest event that was known when the list was read."""
        self.range_from: int | None = None
        """The place where a range of marks begins."""
        self.wanted: int | None = None
        """The claim that the cursor goes to once the list contains it."""
        self.retained: int | None = None
        """The claim that keeps its place while the cursor is on it, although the filter has it elsewhere or not at all."""
        self.stray: int | None = None
        """The same claim, where the filter does not find it."""
        self.contested: frozenset[int] = frozenset()
        """Claims with a conflict to decide."""

    def current_claim(self) -> int | None:
        """Return the claim under the cursor."""
        return self.under_cursor()

    def current_version(self) -> int | None:
        """Return the version of the row under the cursor as it was last painted, even if it was read again since."""
        claim_id = self.current_claim()
        if claim_id is None:
            return None
        row = self.painted.get(claim_id) or self.row_at(self.cursor)
        return row.version if row else None

    def sources(self) -> dict[str, str]:
        """Return the addresses that the claim under the cursor cites."""
        return cited(self.gateway, self.current_claim())

    def show(self, ids: "array[int]", *, empty: str, since: int = 0, again: bool = False) -> None:
        """Show other claims; the cursor stays on its claim, and that on its line, if it is still listed.

        ``again`` means the same filter: then the claim under the cursor stays, even if the filter no longer finds it.
        """
        selected, line = self.current_claim(), self.cursor - self.scroll_offset.y
        self.retained = self.stray = None
        if self.wanted != selected:
            self.wanted = None  # the reviewer went elsewhere
        if self.wanted is not None and self.wanted in ids:
            self.wanted = None
        elif again and selected is not None and ids != self.ids:
            ids = self.with_selected(ids, selected)
        same = ids == self.ids
        if same:
            ids = self.ids  # what is marked as a whole stays so
        ranging = ids is not self.ids and self.end_range()
        self.since = since
        self.ids, self.empty = ids, empty
        place = self.put_cursor(selected, line)
        if ranging and ids:
            self.range_from = place  # what came in between was not moved over
        self.forget()
        if not same or not ids:
            self.refresh()
        self.post_message(CursorMoved(self.current_claim()))
        self.post_message(MarksChanged())

    def with_selected(self, ids: "array[int]", selected: int) -> "array[int]":
        """Return the ids with the claim under the cursor at its old place, wherever the filter has it now."""
        found = selected in ids
        if not found and not self.gateway.reader.has(selected):
            return ids
        placed = insert_selected(ids, self.ids, self.cursor)
        if placed is not ids:
            self.retained, self.stray = selected, None if found else selected
        return placed

    def is_untidy(self) -> bool:
        """Return whether the cursor has left a claim that kept its place only for the cursor."""
        return self.retained is not None and self.retained != self.current_claim()

    def bring(self, claim_id: int) -> bool:
        """Put the cursor on a claim at once; one that is not listed is inserted at the cursor."""
        if claim_id in self.ids:
            self.move(self.ids.index(claim_id))
            return True
        ranging, ids = self.end_range(), array("q", self.ids)
        ids.insert(self.cursor, claim_id)
        self.ids, self.retained, self.stray = ids, claim_id, claim_id
        self.virtual_size = Size(0, len(ids))
        self.place_cursor()
        self.refresh()
        if ranging:
            self.marks_changed()
        self.post_message(CursorMoved(claim_id))
        self.post_message(MarksChanged())
        return True

    # Marks

    def toggle_range(self) -> None:
        """Begin a range of marks at the cursor, or end it."""
        if not self.end_range() and self.ids:
            self.range_from = self.cursor
            key = self.keymap.key(RANGE)
            self.post_message(StatusMessage(f"every claim you move over is marked, until {key}, esc or a command"))
        self.marks_changed()

    def toggle_all(self) -> None:
        """Mark every claim that the filter finds, or unmark them."""
        if self.marks.whole:
            self.unmark()
        else:
            self.request(ALL)

    def seen_to(self) -> int:
        """Return the newest event that the screen shows."""
        return app_of(self).monitor.last_event

    def toggle_mark(self) -> None:
        """Mark the claim under the cursor, or unmark it, and move on."""
        claim_id = self.current_claim()
        if claim_id is not None:
            self.end_range()
            self.marks.toggle(claim_id, self.ids, self.seen_to())
            self.refresh_lines(self.cursor, 1)
            self.advance()
            self.post_message(MarksChanged())

    def mark_all(self) -> None:
        """Mark the whole list."""
        self.range_from = None
        if self.ids:
            self.marks.add_all(self.ids, self.since)
        if self.stray is not None:
            self.marks.without.add(self.stray)
        self.marks_changed()

    def unmark(self) -> bool:
        """Unmark everything; return whether anything was marked."""
        had = bool(self.marked())
        self.range_from = None
        self.marks.clear()
        if had:
            self.marks_changed()
        return had

    def end_range(self) -> bool:
        """End the open range and keep its marks; return whether one was open."""
        if self.range_from is None:
            return False
        low, high = self.in_range()
        self.range_from = None
        if high + 1 - low == len(self.ids):
            self.marks.add_all(self.ids, self.since)
        else:
            self.marks.add(self.ids[low : high + 1], self.ids, self.seen_to())
        return True

    def in_range(self) -> tuple[int, int]:
        """Return the first and the last place of the open range; without one, a range that is empty."""
        return (
            (0, -1)
            if self.range_from is None
            else (min(self.range_from, self.cursor), max(self.range_from, self.cursor))
        )

    def is_marked(self, index: int) -> bool:
        """Return whether the claim at a place is marked."""
        low, high = self.in_range()
        return low <= index <= high or (bool(self.marks) and self.marks.has(self.ids[index], self.ids))

    def marks_changed(self) -> None:
        """Draw the marks again."""
        self.refresh()
        self.post_message(MarksChanged())

    def marked(self) -> int:
        """Return the number of marked claims, those of the open range included."""
        low, high = self.in_range()
        more = (
            sum(not self.marks.has(each, self.ids) for each in self.ids[low : high + 1])
            if self.marks
            else high + 1 - low
        )
        return len(self.marks) + more

    def take_marks(self) -> Marked | None:
        """Return the marked claims and unmark them; None: no claim is marked."""
        self.end_range()
        if not self.marks:
            return None
        taken = self.marks.taken()
        self.marks_changed()
        return taken

    def statuses(self) -> list[Status]:
        """Return the statuses of the claims that the next command acts on, where they are few."""
        if not self.marked():
            return super().statuses()
        low, high = self.in_range()
        ids = {*self.marks.picked, *self.marks.whole, *self.ids[low : high + 1]} - self.marks.without
        return [row.status for row in app_of(self).rows(list(ids))] if len(ids) <= CONFIRM_MIN_CLAIMS else []

    def keep_marked(self, ids: list[int]) -> None:
        """Mark claims that another reviewer changed, as seen in their present state."""
        self.marks.add(ids, self.ids, self.gateway.reader.last_event_id())
        self.marks_changed()

    def repaint(self, claim_id: int | None) -> None:
        """Draw the line of the claim under the cursor, or all lines for any other claim."""
        if claim_id is not None and claim_id == self.current_claim():
            self.refresh_lines(self.cursor, 1)
        else:
            self.refresh()

    def forget(self) -> None:
        """Read the visible rows again, and draw those that changed."""
        self.rows.clear()
        top = self.scroll_offset.y
        for index in range(top, min(top + self.size.height, len(self.ids))):
            row = self.row_at(index)
            if row is None:
                self.refresh()
                return
            if row != self.painted.get(row.id):
                self.refresh_lines(index, 1)

    def row_at(self, index: int) -> ClaimRow | None:
        """Return a row, reading the rows around it as well."""
        claim_id = self.ids[index]
        if claim_id not in self.rows:
            low, high = max(0, index - READ_AROUND_ROWS), min(len(self.ids), index + READ_AROUND_ROWS)
            if len(self.rows) > ROWS_MAX:
                near = self.near(low, high)
                self.rows = {number: row for number, row in self.rows.items() if number in near}
            missing = [each for each in self.ids[low:high] if each not in self.rows]
            try:
                self.rows.update({row.id: row for row in self.gateway.reader.rows(missing)})
            except FactcheckError as error:
                self.post_message(StatusMessage(error.message, alarm=True))
        row = self.rows.get(claim_id)
        return row and self.reviewer_state.painted(row)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        index, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        base = self.rich_style
        if index >= len(self.ids):
            lines = [] if self.ids else self.empty.split("\n")
            return Strip([Segment(self.styling.fit(f" {lines[y]}" if y < len(lines) else "", width), base)], width)
        row = self.row_at(index)
        under = index == self.cursor
        style = self.get_component_rich_style("claim-list--cursor") if under else base
        if row is None:
            return Strip([Segment(" "[:width].ljust(width), style)], width)
        alert = BOLD if under else self.get_component_rich_style("claim-list--alert", partial=True)
        if len(self.painted) > ROWS_MAX:
            self.painted.clear()
        self.painted[row.id] = row
        marked, contested = self.is_marked(index), row.id in self.contested
        styling = self.styling.with_styles(alert)
        line = claim_line(row, width, styling, cursor=under, marked=marked, contested=contested)
        return self.strip(line, width, style)

    def watch_cursor(self, old: int, new: int) -> None:
        """Keep the cursor visible, and report where it is."""
        top, height = self.scroll_offset.y, max(self.scrollable_content_region.height, 1)
        if new < top:
            self.scroll_to(y=max(new - height // 3, 0), animate=False, force=True, immediate=True)
        elif new >= top + height:
            self.scroll_to(y=new - height + 1 + height // 3, animate=False, force=True, immediate=True)
        elif self.range_from is not None:
            self.refresh()
            self.place_cursor()
        else:
            width = self.size.width
            for index in (old, new):
                self.refresh_lines(index, 1) if width else None
            self.place_cursor()
        self.post_message(CursorMoved(self.current_claim()))
        if self.range_from is not None:
            self.post_message(MarksChanged())

    def escape(self) -> None:
        """Leave what was begun last: a range, a kept reason, the marks, the filter."""
        if self.end_range():
            self.marks_changed()
        elif not self.end_shared_reason() and not self.unmark():
            self.request(UNFILTER)

    def moved(self, event: events.Key) -> bool:
        """Move by a key; with shift, mark what the cursor moves over."""
        if event.key in {"shift+down", "shift+up"} and self.ids:
            where = self.cursor + (1 if event.key == "shift+down" else -1)
            both = array("q", (self.ids[each] for each in {self.cursor, max(0, min(where, len(self.ids) - 1))}))
            self.marks.add(both, self.ids, self.seen_to())
            self.move(where)
            self.marks_changed()
            return True
        return super().moved(event)


def cited(gateway: Gateway, claim_id: int | None) -> dict[str, str]:
    """Return the addresses that a claim cites, by the digit that opens each."""
    if claim_id is None:
        return {}
    return {str(number): url for number, url in enumerate(gateway.reader.urls(claim_id), 1) if number < 10}


def insert_selected(ids: "array[int]", shown: "array[int]", cursor: int) -> "array[int]":
    """Return the ids with the one under the cursor beside a neighbour it had; unchanged if it has one already."""
    selected = shown[cursor]
    there = ids.index(selected) if selected in ids else None
    if there is not None:
        pairs = ((_number(ids, there + by), _number(shown, cursor + by)) for by in (-1, 1))
        if any(new == old for new, old in pairs):
            return ids
    others = array("q", ids)
    if there is not None:
        others.pop(there)
    above = ((at, 1) for at in range(cursor - 1, max(cursor - NEIGHBOURS_MAX, 0) - 1, -1))
    below = ((at, 0) for at in range(cursor + 1, min(cursor + NEIGHBOURS_MAX, len(shown))))
    beside = next(((shown[at], by) for at, by in (*above, *below) if shown[at] in others), None)
    others.insert(others.index(beside[0]) + beside[1] if beside else min(cursor, len(others)), selected)
    return others


def _number(ids: "array[int]", place: int) -> int | None:
    return ids[place] if 0 <= place < len(ids) else None
