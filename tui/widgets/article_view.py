"""The text of an article, with its statements lit; it follows the statement under the cursor."""

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ..ports import app_of
from ..text.article_text import GUTTER_CELLS, ArticleLines, ArticleMarks, StatementStyles, article_line
from .styled_strip import styled_strip

ABOVE_SHARE = 3
"""The statement under the cursor is a third of the height below the top, where it was out of view."""
NOTHING = ArticleMarks(())


class ArticleView(Widget):
    """Lines from a place on. They are made as they are drawn."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article--cursor", "article--chosen", "article--lit", "article--known", "article--rejected", "article--headline",
    }  # fmt: skip

    class Clicked(Message):
        """A character of the article was clicked."""

        def __init__(self, offset: int) -> None:
            super().__init__()
            self.offset = offset

    def __init__(self) -> None:
        super().__init__(id="article")
        self.can_focus = False
        self.text = ""
        self.lines: ArticleLines | None = None
        self.marks = NOTHING
        self.top = (0, 0)
        self.focus_span = (0, 0)

    @property
    def styles_of_statements(self) -> StatementStyles:
        """The styles of the theme."""
        names = ("cursor", "chosen", "lit", "known", "rejected", "headline")
        return StatementStyles(*(self.get_component_rich_style(f"article--{name}", partial=True) for name in names))

    def show_text(self, text: str) -> None:
        """Show another article, from its beginning."""
        self.text, self.top, self.marks = text, (0, 0), NOTHING
        self.lay_out()

    def lay_out(self) -> None:
        """Wrap the text for the width; the first visible words stay visible."""
        offset = self._offset_of_top()
        self.lines = ArticleLines(self.text, self.size.width - GUTTER_CELLS - 1, app_of(self).styling)
        self.top = self.lines.place_of(offset)
        self.refresh()

    def _offset_of_top(self) -> int:
        if self.lines is None or self.lines.text is not self.text:
            return 0
        paragraph, line = self.top
        return self.lines.lines_of(paragraph)[line][0]

    def show_marks(self, marks: ArticleMarks, start: int, end: int) -> None:
        """Light other statements, with one of them in view."""
        self.marks, self.focus_span = marks, (start, end)
        self.bring_into_view()
        self.refresh()

    def bring_into_view(self) -> None:
        """Scroll to the statement under the cursor, unless all of it is visible."""
        if self.lines is None or not self.size.height:
            return
        start, end = self.focus_span
        first, last = self.lines.place_of(start), self.lines.place_of(max(end - 1, start))
        if self.top <= first and last <= self.lines.moved(self.top, self.size.height - 1):
            return
        self.top = self.lines.moved(first, -(self.size.height // ABOVE_SHARE))

    def scroll_lines(self, by: int) -> None:
        """Scroll the article."""
        if self.lines is not None:
            self.top = self.lines.moved(self.top, by)
            self.refresh()

    def on_resize(self) -> None:
        """Wrap for the new width."""
        if self.text:
            self.lay_out()
            self.bring_into_view()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        shown = self.lines.below(self.lines.moved(self.top, y), 1) if self.lines is not None else []
        if not shown or (y and self.lines and self.lines.moved(self.top, y) == self.lines.moved(self.top, y - 1)):
            return Strip.blank(width, self.rich_style)
        line = article_line(self.text, shown[0], self.marks, app_of(self).styling) if self.text else Text()
        return styled_strip(line, width, self.rich_style, self.app.console)

    def on_click(self, event: events.Click) -> None:
        """Report which words were clicked."""
        if self.lines is None:
            return
        spans = self.lines.below(self.lines.moved(self.top, event.y), 1)
        if spans:
            start, end = spans[0]
            self.post_message(self.Clicked(max(start, min(start + event.x - GUTTER_CELLS, end - 1))))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.scroll_lines(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.scroll_lines(-3)
