"""The base of the screens: the line of hints."""

from typing import ClassVar

from textual.screen import Screen
from textual.widgets import Static

from ..commands.registry import DROPPED_HINTS, UNDO
from ..core.command import Command
from ..ports import AppPort, app_of
from ..text.claim_text import choice_line, hint_line


class BaseScreen(Screen[None]):
    """A screen with a line of hints."""

    dropped_hints: ClassVar[tuple[Command, ...]] = DROPPED_HINTS
    """Commands whose hints go first where there is no room for all."""
    hinted = ""
    """The text of the line of hints."""

    @property
    def desk_app(self) -> AppPort:
        """The application."""
        return app_of(self)

    def hints(self) -> dict[object, str]:
        """Return the hints, by command."""
        return {**self.desk_app.keymap.hints}

    def hints_to_drop(self) -> tuple[Command, ...]:
        """Return the commands whose hints go first where there is no room for all."""
        return self.dropped_hints

    def hint(self) -> None:
        """Draw the line of hints, or what the reviewer is in the middle of."""
        app, width = self.desk_app, self.size.width - 2
        state = app.reviewer_state
        if prompt := self.prompt_hint(width):
            line = prompt
        elif state.triage:
            leave = f"{app.keymap.key(UNDO)} undo  esc ends"
            line = choice_line("TRIAGE", app.ratings, width, app.styling, leave=leave)
        elif state.reason is not None:
            line = app.styling.fit(f"WHY {state.reason} (each rating, until esc)", width)
        else:
            line = hint_line(self.hints(), width, self.hints_to_drop())
        if line != self.hinted:
            self.hinted = line
            self.query_one("#hints", Static).update(line, layout=False)

    def prompt_hint(self, width: int) -> str:
        """Return the hints of an open prompt; empty: no prompt is open."""
        return ""
