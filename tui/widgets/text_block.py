"""A field of several lines, in a module of its own: what it imports is loaded with the first form."""

from typing import TYPE_CHECKING

from textual import events
from textual.dom import DOMNode
from textual.widgets import TextArea

from .fields import Field

if TYPE_CHECKING:
    from textual._types import WatchCallbackType


class TextBlock(TextArea, Field):
    """Several lines of text; tab goes to the next field."""

    def on_mount(self) -> None:
        """Put the cursor at the end of the text."""
        self.move_cursor(self.document.end)

    def watch(self, obj: DOMNode, attribute_name: str, callback: "WatchCallbackType", init: bool = True) -> None:
        """Watch nothing of the application, whose list of watchers would hold each field that was ever open.

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
        """Insert the text."""
        self.replace(self.accepted_part(text, len(self.text)), *self.selection)
