"""Keys that are typed ahead of the screen.

Textual sends a key to the widget that has the focus at that moment, and moving the focus takes a few messages. A reviewer who
types ``n`` and then the note at once would see its first letters act on claims. So a widget that is about to pass the
focus on holds the keys that still reach it, gives them in order to its heir, and moves the focus only when none is left.
"""

import itertools

from textual import events
from textual.widget import Widget

_TURNS = itertools.count(1)


class TypeAhead(Widget):
    """A widget that passes the focus on without losing a key, and without putting two in the wrong order."""

    held: list[events.Key] | None = None
    """Keys that wait until it is known whose they are; None: nothing is awaited."""
    heir: "TypeAhead | None" = None
    """Whose the keys are that still arrive here."""
    got = 0
    """The turn in which the keys last came here."""
    gave = 0
    """The turn in which they last went on from here."""

    def take(self, event: events.Key) -> None:
        """Act on a key as if it had arrived here with the focus."""
        raise AssertionError("each widget says how")

    def hold(self) -> None:
        """Keep every further key until ``hand_over``."""
        self.held = []

    def hand_over(self, heir: "TypeAhead") -> None:
        """Give the held keys and those still to come to the heir, and the focus when all have been given."""
        held, self.held = self.held or [], None
        self.heir = None if heir is self else heir
        self.gave = heir.got = next(_TURNS)
        if heir.heir is self:
            heir.heir = None  # it was still passing its keys on to here
        for event in held:
            heir.take(event)
        if self.heir is not None:
            self.call_later(self._let_go)

    def _let_go(self) -> None:
        if self.heir is None:
            return
        if self.message_queue_size:
            self.call_later(self._let_go)
            return
        heir, self.heir = self.heir, None
        if heir.heir is None and heir.gave > heir.got:
            return  # it has passed the keys on since, and the focus with them: that must not come back
        if heir.is_attached and not heir.is_dom_root and heir.focusable:
            heir.screen.set_focus(heir)

    def passed_on(self, event: events.Key) -> bool:
        """Hold the key or give it to the heir; return whether that was done."""
        if self.held is not None:
            self.held.append(event)
        elif self.heir is not None:
            self.heir.take(event)
        else:
            return False
        event.stop()
        event.prevent_default()
        return True
