"""The line for the filter: it completes words as one types and by tab, and underlines a wrong word."""

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.suggester import Suggester

from factcheck.errors import FactcheckError, FilterError
from factcheck.store import filters

from ..messages import StatusMessage
from ..ports import app_of
from .fields import AnswerField

COMPLETIONS_SHOWN_MAX = 12
"""Completions that the message line lists."""


class FilterLine(AnswerField):
    """The filter: enter and escape go back to the list, escape restores the old filter, tab completes the word."""

    before = ""
    """The text when the line got the keys."""
    offered: tuple[str, ...] = ()
    """The completions of the word at the cursor; empty before tab is pressed."""
    at = 0
    """The index of the inserted completion."""
    uncompleted: str | None = None
    """The text for whose last word tab found no completion; the message about that stays until another key."""
    head = tail = ""
    """The text before that word, and after the cursor."""

    def act_on_key(self, event: events.Key) -> bool:
        """Act on a key; any key but tab ends the completion."""
        if event.key in {"tab", "shift+tab"}:
            self.complete(1 if event.key == "tab" else -1)
            return True
        self.offered, self.uncompleted = (), None
        return super().act_on_key(event)

    def act_on_paste(self, text: str) -> None:
        """Insert the text."""
        self.offered = ()
        super().act_on_paste(text)

    def complete(self, by: int) -> None:
        """Complete the word at the cursor; the next tab inserts the next completion."""
        if len(self.offered) > 1:
            self.at = (self.at + by) % len(self.offered)
        else:
            text, app = self.value[: self.cursor_position], app_of(self)
            try:
                reader = app.gateway.reader
                offered = filters.complete(text, app.ratings.values(), reader.tags(), reader.assignees())
            except FactcheckError as error:
                self.post_message(StatusMessage(error.message, alarm=True))
                return
            word = filters.last_word(text)
            self.offered = tuple(offered) if word else tuple(f"{key}:" for key in filters.FILTER_WORDS)
            self.offered = tuple(each for each in self.offered if each != word)
            self.head, self.tail = text.removesuffix(word), self.value[self.cursor_position :]
            self.at = 0 if by > 0 else len(self.offered) - 1
        if not self.offered:
            self.uncompleted = self.value
            self.post_message(StatusMessage("tab: no filter word or value begins like this", alarm=True))
            return
        self.value = self.head + self.offered[self.at] + self.tail
        self.cursor_position = len(self.value) - len(self.tail)
        self.post_message(StatusMessage(self.choices()))

    def choices(self) -> str:
        """Return the completions, the inserted one in brackets; empty where there is only one."""
        if len(self.offered) < 2:
            return ""
        first = max(0, min(self.at - COMPLETIONS_SHOWN_MAX // 2, len(self.offered) - COMPLETIONS_SHOWN_MAX))
        named = [
            f"[{_ending(each)}]" if place == self.at else _ending(each)
            for place, each in enumerate(self.offered)
            if first <= place < first + COMPLETIONS_SHOWN_MAX
        ]
        return f"tab {self.at + 1}/{len(self.offered)}: {'  '.join(named)}"

    def end(self, text: str | None) -> None:
        """Go back to the list; the next keys wait until the list shows what the filter finds."""
        if text is None:
            self.value = self.before
        self.offered = ()
        self.typist.pause_keys()
        super().end(text)


def _ending(offered: str) -> str:
    """Return the part of a completion that differs from the others: the last value, or else the key."""
    key, _, values = offered.partition(":")
    return values.rpartition(",")[2] if values else f"{key}:"


class FilterErrorHighlighter(Highlighter):
    """Underlines the word that the filter does not know."""

    def highlight(self, text: Text) -> None:
        """Underline the word."""
        try:
            filters.parse(text.plain)
        except FilterError as error:
            text.stylize("underline bold", error.start, error.end)


class FilterSuggester(Suggester):
    """Completes the last word of the filter."""

    async def get_suggestion(self, value: str) -> str | None:
        """Return the filter with its last word completed."""
        offered = filters.complete(value)
        last = filters.last_word(value)
        return value.removesuffix(last) + offered[0] if len(last) > 1 and offered else None
