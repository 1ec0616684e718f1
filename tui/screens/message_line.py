"""Screens with a line for messages above the hints."""

from typing import Any

from textual.screen import Screen
from textual.widgets import Static

from ..messages import StatusMessage
from ..ports import app_of


class MessageLine(Screen[Any]):
    """A screen that has a line ``#form-message``."""

    def say(self, text: str, *, alarm: bool = False) -> None:
        """Show a message."""
        line = self.query_one("#form-message", Static)
        line.update(app_of(self).styling.foreign(text))
        line.set_class(alarm, "alarm")

    def on_status_message(self, message: StatusMessage) -> None:
        """Show the message of a field."""
        message.stop()
        self.say(message.text, alarm=message.alarm)

    def close(self) -> None:
        """Close; the keys typed since are for the screen below."""
        app_of(self).pause_keys()
        self.dismiss()
        app_of(self).resume_keys()
