"""The keys, in one table: dispatch, help, hints and palette are made from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One key and what it does to the claim under the cursor."""

    key: str
    verb: str
    help: str
    hint: str = ""
    """What the line of hints says; empty: it is only in the help."""
    values: str = ""
    """A verb that wants a value: which table gives the letters."""


KEYS = (
    Key("v", "rate", "rate the claim, then say why", "v rate", "ratings"),
    Key("s", "status", "set the status", "s status", "statuses"),
    Key("a", "assign", "assign: m me, x nobody, n by name", "a assign", "assignees"),
    Key("p", "priority", "set the priority", "", "priorities"),
    Key("n", "note", "add a note", "n note"),
    Key("t", "tag", "put tags on, or take them off with a minus", ""),
    Key("e", "edit", "edit the claim", "e edit"),
    Key("i", "add", "add a claim", "i add"),
    Key("c", "cite", "cite a source; its check arrives while you go on", "c cite"),
    Key("r", "recheck", "look at the claim's sources again now", "r recheck"),
    Key("o", "open", "open a source in the browser", "o open"),
    Key("d", "dismiss", "dismiss the claim's newest alert as a false alarm", ""),
    Key("A", "accept", "accept the new wording as the quote", ""),
    Key("u", "undo", "undo your last action", "u undo"),
    Key("U", "redo", "do again what you undid", ""),
    Key("/", "filter", "filter and search as you type", "/ filter"),
    Key("?", "help", "show these keys", "? keys"),
    Key("q", "back", "back; from the queue: leave", ""),
)
BY_KEY = {key.key: key for key in KEYS}
STATUSES = {"i": "inbox", "o": "open", "r": "review", "p": "published", "x": "rejected"}
PRIORITIES = {"1": "1", "2": "2", "3": "3"}
ASSIGNEES = {"m": "me", "x": "none", "n": "?"}
HINTS = " ".join(key.hint for key in KEYS if key.hint)
MOVES = "j k ↓ ↑ move · ctrl+d ctrl+u half a page · g G ends · enter open · esc back · ctrl+p palette"
