"""One table of keys for every place a claim is under the cursor.

A key that wants a value waits for it here, in the widget that got it: bindings and modal screens lose keys that are typed
ahead, because focus moves only after the next key has been sent on its way.
"""

from textual import events
from textual.widget import Widget

from ..keys import ASSIGNEES, BY_KEY, PRIORITIES, STATUSES
from ..messages import Said, Verb


class ClaimKeys(Widget):
    """A widget whose keys act on a claim."""

    pending: str | None = None
    """The verb that waits for its value."""
    ratings: dict[str, str]
    """Letter to rating."""
    overflow: Widget | None = None
    """A field that is about to have the focus: keys typed ahead go there."""

    def current_claim(self) -> int | None:
        """Return the claim the keys act on."""
        raise AssertionError("each widget says which")

    def values_of(self, table: str) -> dict[str, str]:
        """Return the letters of a verb's values."""
        return {"ratings": self.ratings, "statuses": STATUSES, "priorities": PRIORITIES, "assignees": ASSIGNEES}[table]

    def dispatch(self, event: events.Key) -> bool:
        """Act on a key; return whether it was one of the table's."""
        name = event.character if event.character and event.is_printable else event.key
        if self.pending:
            self._value(name)
            return True
        key = BY_KEY.get(name)
        if key is None:
            return False
        if key.values:
            self.pending = key.verb
            letters = " ".join(f"[{letter}] {value}" for letter, value in self.values_of(key.values).items())
            self.post_message(Said(f"{key.verb}: {letters}   esc"))
        else:
            self.post_message(Verb(key.verb, self.current_claim()))
        return True

    def _value(self, name: str) -> None:
        verb, self.pending = self.pending, None
        assert verb
        key = next(each for each in BY_KEY.values() if each.verb == verb)
        value = self.values_of(key.values).get(name)
        if value is None:
            self.post_message(
                Said("" if name == "escape" else f"{verb}: {name} is none of its letters; nothing was done")
            )
            return
        claim_id = self.current_claim()
        self.post_message(Verb(verb, claim_id, value, advanced=self.advance(verb)))

    def advance(self, verb: str) -> bool:
        """Move on to the next claim after a verb that needs nothing more; return whether it did."""
        return False
