"""The line a filter is typed in: completed as one types, and by tab; the word that is wrong is marked."""

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.suggester import Suggester

from factcheck.errors import FactcheckError, FilterError
from factcheck.store import filters

from ..messages import StatusMessage
from ..screens.front import app_of
from .fields import AnswerField

SHOWN = 12
"""Completions that are named beside the one that was put in, at most."""


class FilterLine(AnswerField):
    """The filter: enter and escape both go back to the list, escape puts back what was there; tab completes the word."""

    before = ""
    """What it held when the keys came to it."""
    offered: tuple[str, ...] = ()
    """The completions of the word at the cursor; empty: tab was not pressed."""
    at = 0
    """The index of the completion that is put in."""
    head = tail = ""
    """The text before that word, and after the cursor."""

    def act_on_key(self, event: events.Key) -> bool:
        """Act on a key; any but tab ends the going through of completions."""
        if event.key in {"tab", "shift+tab"}:
            self.complete(1 if event.key == "tab" else -1)
            return True
        self.offered = ()
        return super().act_on_key(event)

    def act_on_paste(self, text: str) -> None:
        """Put it in."""
        self.offered = ()
        super().act_on_paste(text)

    def complete(self, by: int) -> None:
        """Complete the word at the cursor; the next tab goes on to the next way it could go on."""
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
            self.offered = tuple(offered) if word else tuple(f"{key}:" for key in filters.KEYS)
            self.offered = tuple(each for each in self.offered if each != word)
            self.head, self.tail = text.removesuffix(word), self.value[self.cursor_position :]
            self.at = 0 if by > 0 else len(self.offered) - 1
        if not self.offered:
            self.post_message(StatusMessage("tab: no filter word and no value begins so", alarm=True))
            return
        self.value = self.head + self.offered[self.at] + self.tail
        self.cursor_position = len(self.value) - len(self.tail)
        self.post_message(StatusMessage(self.choices()))

    def choices(self) -> str:
        """Return the ways the word could go on, the one that was put in bracketed; empty where there is one only."""
        if len(self.offered) < 2:
            return ""
        first = max(0, min(self.at - SHOWN // 2, len(self.offered) - SHOWN))
        named = [
            f"[{_ending(each)}]" if place == self.at else _ending(each)
            for place, each in enumerate(self.offered)
            if first <= place < first + SHOWN
        ]
        return f"tab {self.at + 1}/{len(self.offered)}: {'  '.join(named)}"

    def end(self, text: str | None) -> None:
        """Go back to the list; what is typed next waits until the list shows what was asked for."""
        if text is None:
            self.value = self.before
        self.offered = ()
        self.typist.pause_keys()
        super().end(text)


def _ending(offered: str) -> str:
    """Return what tells a completion from the others: the last value, or else the key."""
    key, _, values = offered.partition(":")
    return values.rpartition(",")[2] if values else f"{key}:"


class FilterErrorHighlighter(Highlighter):
    """Underlines the word that the filter's language has not."""

    def highlight(self, text: Text) -> None:
        """Mark the word."""
        try:
            filters.parse(text.plain)
        except FilterError as error:
            text.stylize("underline bold", error.start, error.end)


class FilterSuggester(Suggester):
    """Completes the filter's last word."""

    async def get_suggestion(self, value: str) -> str | None:
        """Return the filter with its last word completed."""
        offered = filters.complete(value)
        last = filters.last_word(value)
        return value.removesuffix(last) + offered[0] if len(last) > 1 and offered else None
