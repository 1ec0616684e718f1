"""A list of tracked claims that may say the same as a text, each with what differs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ..ports import app_of
from ..text.match_text import match_lines
from .styled_strip import styled_strip

if TYPE_CHECKING:
    from factcheck.services.matching.matches import ClaimMatch


class MatchList(ScrollView):
    """Matches, one of them under the cursor. Its screen moves the cursor: the keys are in a field beside it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"match-list--cursor", "match-list--alert", "match-list--head"}

    class Chosen(Message):
        """A match was clicked twice."""

    def __init__(self, *, text_lines: int = 2, empty: str = "") -> None:
        """``text_lines`` are those that the words of a claim may take; ``empty`` is shown where there is no match."""
        super().__init__()
        self.can_focus = False
        self.text_lines = text_lines
        self.empty = empty
        self.matches: Sequence[ClaimMatch] = ()
        self.cursor = 0
        self.is_moved = False
        """Whether a person moved the cursor."""
        self.lines: list[tuple[int, Text]] = []
        """Each line with the place of its match."""

    @property
    def chosen(self) -> "ClaimMatch | None":
        """The match under the cursor."""
        return self.matches[self.cursor] if self.cursor < len(self.matches) else None

    def show(self, matches: "Sequence[ClaimMatch]", empty: str | None = None) -> None:
        """Show other matches; the cursor is on the first, or stays on the claim that a person moved it to."""
        stays = self.chosen.claim_id if self.chosen and self.is_moved else None
        self.matches = matches
        self.empty = self.empty if empty is None else empty
        numbers = [each.claim_id for each in matches]
        self.is_moved = stays in numbers
        self.cursor = numbers.index(stays) if stays in numbers else 0
        self.lay_out()

    def move(self, by: int) -> None:
        """Move the cursor to another match."""
        self.cursor, self.is_moved = max(0, min(self.cursor + by, len(self.matches) - 1)), True
        self.lay_out()

    def lay_out(self) -> None:
        """Lay the matches out for the width, with the match under the cursor in view."""
        width = self.scrollable_content_region.width
        styling = app_of(self).styling.with_styles(
            self.get_component_rich_style("match-list--alert", partial=True),
            self.get_component_rich_style("match-list--head", partial=True),
        )
        self.lines = [
            (place, line)
            for place, match in enumerate(self.matches)
            for line in match_lines(
                match, width, styling, self.app.console, cursor=place == self.cursor, text_lines=self.text_lines
            )
        ]
        self.virtual_size = Size(0, len(self.lines))
        ours = [number for number, (place, _) in enumerate(self.lines) if place == self.cursor]
        height, top = self.size.height, self.scroll_offset.y
        if ours and height and not (top <= ours[0] and ours[-1] < top + height):
            self.scroll_to(y=ours[0], animate=False, force=True, immediate=True)
        self.refresh()

    def on_resize(self) -> None:
        """Lay everything out again."""
        self.lay_out()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, number = self.scrollable_content_region.width, y + self.scroll_offset.y
        console = self.app.console
        if not self.matches and y == 0 and self.empty:
            text = Text(app_of(self).styling.fit(f" {self.empty}", width), "dim")
            return styled_strip(text, width, self.rich_style, console)
        if number >= len(self.lines):
            return Strip.blank(width, self.rich_style)
        place, line = self.lines[number]
        under = place == self.cursor
        style = self.get_component_rich_style("match-list--cursor") if under else self.rich_style
        return styled_strip(line, width, style, console)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the clicked match; a double click chooses it."""
        number = event.y + self.scroll_offset.y
        if number < len(self.lines):
            self.cursor, self.is_moved = self.lines[number][0], True
            self.lay_out()
            if event.chain == 2:
                self.post_message(self.Chosen())
