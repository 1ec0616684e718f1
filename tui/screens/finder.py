"""A list of commands, narrowed as one types: the help and the palette."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

from ..core.palette_entries import Entry, Row, matching
from ..ports import app_of
from ..text.claim_text import TextStyle
from ..widgets.fields import Line

BOLD, DIM = Style(bold=True), Style(dim=True)


class SearchLine(Line):
    """The search; the keys that choose go to the list."""

    def act_on_key(self, event: events.Key) -> bool:
        """Narrow the list with each letter, before the next key acts."""
        finder = self.screen
        assert isinstance(finder, Finder)
        steps = {"down": 1, "up": -1, "pagedown": 10, "pageup": -10, "ctrl+d": 10, "ctrl+n": 1}
        if event.key == "escape":
            finder.choose(None)
        elif event.key == "enter":
            finder.choose(finder.rows.chosen)
        elif event.key in steps:
            finder.rows.move(steps[event.key])
        elif event.key not in {"tab", "shift+tab"} and super().act_on_key(event):
            finder.rows.show(matching(finder.all, self.value))
        return True

    def act_on_paste(self, text: str) -> None:
        """Narrow the list by the pasted text."""
        super().act_on_paste(text)
        finder = self.screen
        assert isinstance(finder, Finder)
        finder.rows.show(matching(finder.all, self.value))


class EntryList(ScrollView):
    """The rows, one of them under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor"}

    def __init__(self, styling: TextStyle) -> None:
        super().__init__(id="rows")
        self.styling = styling
        self.shown: list[Row] = []
        self.cursor = 0

    @property
    def chosen(self) -> Entry | None:
        """The row under the cursor, or None."""
        row = self.shown[self.cursor] if self.cursor < len(self.shown) else None
        return row if isinstance(row, Entry) else None

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows, the cursor on the first."""
        self.shown, self.cursor = list(rows), 0
        self.virtual_size = Size(0, len(self.shown))
        self.scroll_to(y=0, animate=False, force=True, immediate=True)
        if self.chosen is None:
            self.move(1)
        self.refresh()

    def move(self, by: int) -> None:
        """Move the cursor among the rows that can be chosen."""
        places = [place for place, row in enumerate(self.shown) if isinstance(row, Entry)]
        if not places:
            return
        passed = sum(place < self.cursor for place in places)
        self.cursor = places[max(0, min(passed + by - (self.cursor not in places), len(places) - 1))]
        height, top = self.size.height, self.scroll_offset.y
        if height and not top <= self.cursor < top + height:
            self.scroll_to(y=max(self.cursor - height // 2, 0), animate=False, force=True, immediate=True)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, place = self.scrollable_content_region.width, y + self.scroll_offset.y
        row = self.shown[place] if place < len(self.shown) else ""
        if not self.shown and y == 0:
            row = "No command matches."
        if isinstance(row, str):
            return Strip([Segment(self.styling.fit(f" {row}", width), self.rich_style + DIM)], width)
        under = place == self.cursor
        style = self.get_component_rich_style("rows--cursor") if under else self.rich_style
        label = " ".join(row.keys) + row.paste
        named = 26 if row.about else 0
        key = set_cell_size(self.styling.own(f"{'>' if under else ' '} {label}"), max(16, len(label) + 3))
        text = (self.styling.fit(row.name, named) if named else row.name) + row.about
        parts = [Segment(key, style + BOLD), Segment(self.styling.fit(text, max(width - len(key), 0)), style)]
        return Strip(parts).adjust_cell_length(width, style)

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked row."""
        place = event.y + self.scroll_offset.y
        finder = self.screen
        assert isinstance(finder, Finder)
        if place < len(self.shown) and isinstance(self.shown[place], Entry):
            self.cursor = place
            finder.choose(self.chosen)


class Finder(Screen[None]):
    """The rows and the search; the chosen row acts on the screen below."""

    AUTO_FOCUS = ""

    def __init__(self, title: str, rows: Sequence[Row]) -> None:
        super().__init__()
        self.heading = title
        self.all = rows

    def compose(self) -> ComposeResult:
        """Yield the heading, the search, the rows and the hints."""
        yield Static(self.heading, id="form-heading", markup=False)
        with Horizontal(id="filtering"):
            yield Static(">", id="slash", markup=False)
            yield SearchLine(id="search", compact=True, placeholder="type to narrow the list")
        yield EntryList(app_of(self).styling)
        yield Static(
            app_of(self).styling.own("type to search  ↑ ↓ select  enter run  esc close"),
            id="hints",
            markup=False,
        )

    def on_mount(self) -> None:
        """Take the keys typed so far."""
        self.rows.show(matching(self.all, ""))
        app_of(self).resume_keys(self.query_one(SearchLine))

    @property
    def rows(self) -> EntryList:
        """The list."""
        return self.query_one(EntryList)

    def choose(self, entry: Entry | None) -> None:
        """Close, and run the chosen row before the next key acts."""
        app = app_of(self)
        app.pause_keys()
        self.dismiss()
        app.call_next(self._chosen, entry)

    def _chosen(self, entry: Entry | None) -> None:
        app = app_of(self)
        act: Callable[[], object] | None = entry.act if entry else None
        if act is not None:
            act()
        if entry is not None:
            app.typed.extendleft(reversed(entry.presses()))
        app.resume_keys()
