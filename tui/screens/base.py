"""What a screen says of the reviewer's hand: the keys that act, a reason that stands, a question that is open."""

from typing import TYPE_CHECKING, ClassVar

from textual.screen import Screen
from textual.widgets import Static

from ..core.keymap import SPARED
from ..messages import CommandRequest, Question
from ..text.claim_text import choice_line, hint_line
from .front import app_of

if TYPE_CHECKING:
    from ..app import FactcheckApp


class BaseScreen(Screen[None]):
    """A screen with a line of hints and a message line."""

    more_hints: ClassVar[dict[str, str]] = {}
    """Keys of this screen alone, for the line of hints."""
    spared: tuple[str, ...] = SPARED
    """Verbs whose hints go first where there is no room for all."""
    hinted = ""
    """The text of the line of hints."""

    @property
    def desk_app(self) -> "FactcheckApp":
        """The application."""
        return app_of(self)

    def say(self, text: str, *, alarm: bool = False, lines: int = 1) -> None:
        """Put a line on the message line."""
        raise AssertionError("each screen says how")

    def ask(self, verb: CommandRequest) -> None:
        """Ask for words."""
        raise AssertionError("each screen says how")

    def refuse(self, verb: CommandRequest, why: str) -> None:
        """Say why not."""
        raise AssertionError("each screen says how")

    def hints(self) -> dict[str, str]:
        """Return what the line of hints names, by verb."""
        return self.desk_app.keymap.hints | self.more_hints

    def to_spare(self) -> tuple[str, ...]:
        """Return the verbs whose hints go first where there is no room for all."""
        return self.spared

    def hint(self) -> None:
        """Name the keys; where a reason stands, say so."""
        hand, width = self.desk_app.reviewer_state, self.size.width - 2
        if prompted := self.prompted(width):
            line = prompted
        elif hand.triage:
            leave = f"{self.desk_app.keymap.by_verb['undo'].key} undo  esc ends"
            line = choice_line("TRIAGE", self.desk_app.ratings, width, self.desk_app.styling, leave=leave)
        elif hand.reason is not None:
            line = self.desk_app.styling.fit(f"WHY {hand.reason} (each rating, until esc)", width)
        else:
            line = hint_line(self.hints(), width, self.to_spare())
        if line != self.hinted:
            self.hinted = line
            self.query_one("#hints", Static).update(line, layout=False)

    def prompted(self, width: int) -> str:
        """Return what the line of hints says while something is asked; empty: nothing is."""
        return ""

    def on_question(self, message: Question) -> None:
        """Show a question; it is seen once it is drawn."""
        message.stop()
        self.say(message.text)
        self.hint()
        self.call_after_refresh(message.seen)

    def verb_all(self, verb: CommandRequest) -> None:
        """Mark all; only a screen with a list can."""

    def verb_views(self, verb: CommandRequest) -> None:
        """Show a saved view; only a screen with a list can."""
        self.refuse(verb, "there is no list here to filter: esc leads back to it")

    def verb_triage(self, verb: CommandRequest) -> None:
        """Ask for the reason that stands for every rating."""
        self.ask(verb)
