"""The statements of an article, the best first. The one under the cursor is shown with everything that is known about it."""

from collections.abc import Sequence
from typing import ClassVar, Protocol

from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from factcheck.spotting.values import Candidate

from ..core.statements import StatementDraft
from ..ports import app_of
from ..text.article_text import statement_head, statement_rows
from ..text.claim_text import TextStyle
from .styled_strip import styled_strip
from .typeahead import TypeAhead

ROWS_MAX = 14
"""Lines below the first one of the statement under the cursor."""
ROOMY_MIN_LINES = 24
"""Height from which each statement has two lines."""


class StatementKeys(Protocol):
    """The screen of the list, which acts on its keys."""

    def act_on_list_key(self, event: events.Key) -> bool:
        """Act on a key; return whether it means anything."""

    def act_on_list_paste(self, text: str) -> None:
        """Act on pasted text."""


class StatementList(ScrollView, TypeAhead):
    """Rows of one or two lines; only the visible ones are made."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"statements--cursor", "statements--alert", "statements--head"}

    class Picked(Message):
        """A statement was clicked twice."""

    def __init__(self, keys: StatementKeys) -> None:
        super().__init__(id="statements")
        self.can_focus = True
        self.keys = keys
        self.drafts: Sequence[StatementDraft] = ()
        self.by_rank: dict[int, Candidate] = {}
        self.cursor = 0
        self.empty = ""
        """The words where there is no statement."""
        self.details: list[Text] = []
        """The lines of the statement under the cursor, below its first one."""

    @property
    def current(self) -> StatementDraft | None:
        """The statement under the cursor."""
        return self.drafts[self.cursor] if self.cursor < len(self.drafts) else None

    def show(self, drafts: Sequence[StatementDraft], *, empty: str = "") -> None:
        """Show other statements; the cursor stays on its statement where that is still listed."""
        here = self.current
        self.drafts, self.empty = drafts, empty
        self.cursor = next((at for at, each in enumerate(drafts) if each is here), min(self.cursor, len(drafts) - 1))
        self.cursor = max(self.cursor, 0)
        self.by_rank = {each.candidate.rank: each.candidate for each in drafts}
        self.lay_out()

    def move_to(self, place: int) -> None:
        """Put the cursor on another statement."""
        self.cursor = max(0, min(place, len(self.drafts) - 1))
        self.lay_out()

    @property
    def row_lines(self) -> int:
        """The lines of a statement that is not under the cursor."""
        return 2 if self.size.height >= ROOMY_MIN_LINES else 1

    def lay_out(self) -> None:
        """Make the lines of the statement under the cursor, and bring it into view."""
        height, current = self.size.height, self.current
        if current is None or not height:
            self.details = []
            self.virtual_size = Size(0, 0)
            self.refresh()
            return
        others = [self.by_rank[rank] for rank in current.candidate.contradicts if rank in self.by_rank]
        most = max(min(ROWS_MAX, height - 2), 1)
        self.details = statement_rows(current, self._width, self._styling(), others, most=most)
        self.virtual_size = Size(0, self._above(len(self.drafts)))
        first, last = self._above(self.cursor), self._above(self.cursor) + len(self.details)
        top = round(self.scroll_offset.y)
        if first < top:
            self.scroll_to(y=first, animate=False, force=True, immediate=True)
        elif last >= top + height:
            self.scroll_to(y=last - height + 1, animate=False, force=True, immediate=True)
        self.refresh()

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def _styling(self) -> TextStyle:
        return app_of(self).styling.with_styles(
            self.get_component_rich_style("statements--alert", partial=True),
            self.get_component_rich_style("statements--head", partial=True),
        )

    def _above(self, place: int) -> int:
        """Return the number of lines above a statement."""
        lines = place * self.row_lines
        return lines + (1 + len(self.details) - self.row_lines if place > self.cursor else 0)

    def place_at(self, line: int) -> tuple[int, int]:
        """Return the statement that has a line, and the number of the line in it."""
        first = self._above(self.cursor)
        after = first + 1 + len(self.details)
        if line < first:
            return divmod(line, self.row_lines)
        if line < after:
            return self.cursor, line - first
        place, rest = divmod(line - after, self.row_lines)
        return self.cursor + 1 + place, rest

    def on_resize(self) -> None:
        """Lay out again."""
        self.lay_out()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, base, console = self._width, self.rich_style, self.app.console
        if not self.drafts:
            words = self._styling().fit(f" {self.empty}", width) if y == 0 else ""
            return styled_strip(Text(words, "dim"), width, base, console)
        place, number = self.place_at(y + round(self.scroll_offset.y))
        if place >= len(self.drafts):
            return Strip.blank(width, base)
        draft, under, styling = self.drafts[place], place == self.cursor, self._styling()
        if under and number:
            line = self.details[number - 1]
        elif number:
            line = Text("    ").append(
                styling.fit(" ".join(draft.standalone[:1000].split()), max(width - 4, 0)).rstrip()
            )
        else:
            brief = self.row_lines == 1 and not under
            line = statement_head(draft, width, styling, cursor=under, brief=brief)
        style = self.get_component_rich_style("statements--cursor") if under else base
        return styled_strip(line, width, style, console)

    def act_on_key(self, event: events.Key) -> bool:
        """Let the screen act on a key."""
        return self.keys.act_on_list_key(event)

    def act_on_paste(self, text: str) -> None:
        """Let the screen act on pasted text."""
        self.keys.act_on_list_paste(text)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the clicked statement; a double click picks it."""
        place, _ = self.place_at(event.y + round(self.scroll_offset.y))
        if place < len(self.drafts):
            self.move_to(place)
            self.post_message(self.Picked() if event.chain == 2 else self.Moved())

    class Moved(Message):
        """The cursor was put on another statement by the mouse."""
