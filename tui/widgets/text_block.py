"""A field of several lines, apart from the others: what it needs is loaded with the first form."""

from typing import TYPE_CHECKING

from textual import events
from textual.dom import DOMNode
from textual.widgets import TextArea

from .fields import Field

if TYPE_CHECKING:
    from textual._types import WatchCallbackType


class TextBlock(TextArea, Field):
    """Several lines of text; tab goes on to the next field."""

    def on_mount(self) -> None:
        """Go on where the text ends."""
        self.move_cursor(self.document.end)

    def watch(self, obj: DOMNode, attribute_name: str, callback: "WatchCallbackType", init: bool = True) -> None:
        """Watch nothing of the application, whose list of watchers holds each field that was ever open.

        A text area watches the application's theme, and the desk's theme is set before the first form.
        """
        if obj is not self.app:
            super().watch(obj, attribute_name, callback, init)

    def act_on_key(self, event: events.Key) -> bool:
        """Act on a key in its turn."""
        actions = {
            "backspace": self.action_delete_left,
            "delete": self.action_delete_right,
            "left": self.action_cursor_left,
            "right": self.action_cursor_right,
            "up": self.action_cursor_up,
            "down": self.action_cursor_down,
        }
        if event.key in actions:
            actions[event.key]()
        elif event.key == "enter" or (event.is_printable and event.character):
            self.replace("\n" if event.key == "enter" else str(event.character), *self.selection)
        else:
            return self.leave(event)
        return True

    def act_on_paste(self, text: str) -> None:
        """Put it in."""
        self.replace(self.paste(text, len(self.text)), *self.selection)
