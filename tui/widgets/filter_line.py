"""The line a filter is typed in: completed as one types, the word that is wrong marked."""

from rich.highlighter import Highlighter
from rich.text import Text
from textual.suggester import Suggester

from factcheck.errors import FilterError
from factcheck.store import filters

from .fields import Answer


class FilterLine(Answer):
    """The filter: enter and escape both go back to the list, escape puts back what was there."""

    before = ""
    """What it held when the keys came to it."""

    def end(self, text: str | None) -> None:
        """Go back to the list; what is typed next waits until the list shows what was asked for."""
        if text is None:
            self.value = self.before
        self.typist.hold()
        super().end(text)


class PointAtError(Highlighter):
    """Underlines the word that the filter's language has not."""

    def highlight(self, text: Text) -> None:
        """Mark the word."""
        try:
            filters.parse(text.plain)
        except FilterError as error:
            text.stylize("underline bold", error.start, error.end)


class Words(Suggester):
    """Completes the filter's last word."""

    async def get_suggestion(self, value: str) -> str | None:
        """Return the filter with its last word completed."""
        offered = filters.complete(value)
        last = value.rsplit(maxsplit=1)[-1] if value.strip() else ""
        return value.removesuffix(last) + offered[0] if len(last) > 1 and offered else None
