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
    opens: bool = False
    """It opens a field: what is typed after it belongs there."""


KEYS = (
    Key("v", "rate", "rate the claim, then say why", "v rate", "ratings"),
    Key("s", "status", "set the status", "s status", "statuses"),
    Key("a", "assign", "assign: m me, x nobody, n by name", "a assign", "assignees"),
    Key("p", "priority", "set the priority", "", "priorities"),
    Key("n", "note", "add a note", "n note", opens=True),
    Key("t", "tag", "put tags on, or take them off with a minus", "", opens=True),
    Key("e", "edit", "edit the claim", "e edit", opens=True),
    Key("i", "add", "add a claim", "i add", opens=True),
    Key("c", "cite", "cite a source; its check arrives while you go on", "c cite", opens=True),
    Key("r", "recheck", "look at the claim's sources again now", "r check"),
    Key("o", "open", "open a source in the browser", "", "sources"),
    Key("d", "dismiss", "dismiss the claim's newest alert as a false alarm", ""),
    Key("A", "accept", "accept the new wording as the quote", ""),
    Key("u", "undo", "undo your last action", "u undo"),
    Key("U", "redo", "do again what you undid", ""),
    Key("/", "filter", "filter and search as you type", "/ filter", opens=True),
    Key("?", "help", "show these keys", "? keys", opens=True),
    Key("q", "back", "back; from the queue: leave", ""),
)
BY_KEY = {key.key: key for key in KEYS}
BY_VERB = {key.verb: key for key in KEYS}
STATUSES = {"i": "inbox", "o": "open", "r": "review", "p": "published", "x": "rejected"}
PRIORITIES = {"1": "low", "2": "normal", "3": "high"}
ME, NOBODY, BY_NAME = "me", "nobody", "by name"
ASSIGNEES = {"m": ME, "x": NOBODY, "n": BY_NAME}
HINTS = [key.hint for key in KEYS if key.hint]
MOVES = (
    ("j k ↓ ↑", "move"),
    ("ctrl+d ctrl+u", "half a page down, up"),
    ("g G", "first, last"),
    ("enter", "open the claim"),
    ("esc", "back; in the queue: clear the filter"),
    ("tab ctrl+s", "in a form: next field, save"),
    ("ctrl+p", "all of this by name"),
)


WAITS = frozenset({"show", "back"})
"""Verbs without a field that move the keys elsewhere: what is typed next belongs there."""


def wants_words(verb: str, value: str) -> bool:
    """Return whether a verb with its value still asks for words: what is typed next belongs to them."""
    return verb == "rate" or (verb, value) in {("status", "rejected"), ("assign", BY_NAME)}
