"""What a screen says of the reviewer's hand: the keys that act, a reason that stands, a question that is open."""

from typing import TYPE_CHECKING, ClassVar

from textual.screen import Screen
from textual.widgets import Static

from ..core.keymap import SPARED
from ..messages import Asked, Verb
from ..text.claim_text import choice_line, hint_line
from .front import front_of

if TYPE_CHECKING:
    from ..app import FactcheckApp


class HandScreen(Screen[None]):
    """A screen with a line of hints and a message line."""

    more_hints: ClassVar[dict[str, str]] = {}
    """Keys of this screen alone, for the line of hints."""
    spared: tuple[str, ...] = SPARED
    """Verbs whose hints go first where there is no room for all."""
    hinted = ""
    """The text of the line of hints."""

    @property
    def front(self) -> "FactcheckApp":
        """The application."""
        return front_of(self)

    def say(self, text: str, *, alarm: bool = False, lines: int = 1) -> None:
        """Put a line on the message line."""
        raise AssertionError("each screen says how")

    def ask(self, verb: Verb) -> None:
        """Ask for words."""
        raise AssertionError("each screen says how")

    def refuse(self, verb: Verb, why: str) -> None:
        """Say why not."""
        raise AssertionError("each screen says how")

    def hints(self) -> dict[str, str]:
        """Return what the line of hints names, by verb."""
        return self.front.keymap.hints | self.more_hints

    def to_spare(self) -> tuple[str, ...]:
        """Return the verbs whose hints go first where there is no room for all."""
        return self.spared

    def hint(self) -> None:
        """Name the keys; where a reason stands, say so."""
        hand, width = self.front.hand, self.size.width - 2
        if prompted := self.prompted(width):
            line = prompted
        elif hand.triage:
            leave = f"{self.front.keymap.by_verb['undo'].key} undo  esc ends"
            line = choice_line("TRIAGE", self.front.ratings, width, self.front.pen, leave=leave)
        elif hand.reason is not None:
            line = self.front.pen.fit(f"WHY {hand.reason} (each rating, until esc)", width)
        else:
            line = hint_line(self.hints(), width, self.to_spare())
        if line != self.hinted:
            self.hinted = line
            self.query_one("#hints", Static).update(line, layout=False)

    def prompted(self, width: int) -> str:
        """Return what the line of hints says while something is asked; empty: nothing is."""
        return ""

    def on_asked(self, message: Asked) -> None:
        """Show a question; it is seen once it is drawn."""
        message.stop()
        self.say(message.text)
        self.hint()
        self.call_after_refresh(message.seen)

    def verb_all(self, verb: Verb) -> None:
        """Mark all; only a screen with a list can."""

    def verb_views(self, verb: Verb) -> None:
        """Show a saved view; only a screen with a list can."""
        self.refuse(verb, "there is no list here to filter: esc leads back to it")

    def verb_triage(self, verb: Verb) -> None:
        """Ask for the reason that stands for every rating."""
        self.ask(verb)
