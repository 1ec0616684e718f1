"""The keys, in one table: dispatch, help, hints and palette are made from it, after a reviewer's own choice of keys."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from factcheck.errors import InputError


@dataclass(frozen=True, slots=True)
class Key:
    """One key and what it does to the claim under the cursor."""

    key: str
    verb: str
    help: str
    hint: str = ""
    """What the line of hints says beside the key; empty: it is only in the help."""
    values: str = ""
    """A verb that wants a value: which table gives the letters."""
    opens: bool = False
    """It opens a field: what is typed after it belongs there."""


KEYS = (
    Key("v", "rate", "rate the claim, then say why", "rate", "ratings"),
    Key("s", "status", "set the status", "status", "statuses"),
    Key("a", "assign", "assign: m me, x nobody, n by name", "assign", "assignees"),
    Key("p", "priority", "set the priority", "", "priorities"),
    Key("n", "note", "add a note", "note", opens=True),
    Key("N", "write", "write a long note in your editor (VISUAL, EDITOR)", ""),
    Key("T", "tag", "put tags on, or take them off with a minus", "", opens=True),
    Key("E", "edit", "edit the claim", "edit", opens=True),
    Key("i", "add", "add a claim", "add", opens=True),
    Key("e", "cite", "cite a source; a pasted address opens this form, too", "cite", opens=True),
    Key("c", "recheck", "look at the claim's sources again now", "check"),
    Key("o", "open", "open a source in the browser (BROWSER)", "", "sources"),
    Key("y", "copy", "copy a source's address", "", "sources"),
    Key("Y", "copy_claim", "copy the claim's words", ""),
    Key("x", "mark", "mark the claim, or take its mark off, and move on; as space", "mark"),
    Key("V", "range", "mark all you move over, until V, esc or a verb; shift+↓ ↑: one by one", ""),
    Key("*", "all", "mark all the filter finds; once more: take the marks off", ""),
    Key(".", "repeat", "the last verb once more, with its value and its words", ""),
    Key(
        "t",
        "triage",
        "triage: a letter rates and moves on, with one reason for all; esc ends it",
        "triage",
        opens=True,
    ),
    Key("f", "views", "saved filters: yours and ours", "", "views"),
    Key("d", "diff", "what changed in the source, word by word; of one that is gone, what is kept", "diff", opens=True),
    Key("!", "alerts", "all open alerts", "alerts", opens=True),
    Key("A", "accept", "alert: accept the new wording as the quote", "", opens=True),
    Key("D", "dismiss", "alert: dismiss it as a false alarm", ""),
    Key("L", "replace", "alert: let the citation rest on the archived copy, or on another address", "", opens=True),
    Key("W", "withdraw", "alert: withdraw the citation", ""),
    Key("O", "reopen", "alert: take the claim up again", ""),
    Key("J", "next_claim", "the next claim, inside a claim, too", ""),
    Key("K", "previous_claim", "the claim before", ""),
    Key("]", "next_evidence", "the next evidence of the claim; in a diff: the next change", ""),
    Key("[", "previous_evidence", "the evidence before; in a diff: the change before", ""),
    Key("1", "pane_queue", "the queue; tab goes through the panes", ""),
    Key("2", "pane_claim", "the claim", ""),
    Key("3", "pane_evidence", "the claim's evidence: o y d act on the one that ] [ choose", ""),
    Key("4", "pane_history", "the claim's history", ""),
    Key("ctrl+o", "overwrite", "in a conflict: store yours over theirs", ""),
    Key("r", "theirs", "in a conflict: keep theirs, as esc", ""),
    Key("u", "undo", "undo your last action", "undo"),
    Key("U", "redo", "do again what you undid; as ctrl+r", ""),
    Key("/", "filter", "filter and search as you type; tab completes a word", "filter", opens=True),
    Key("?", "help", "show these keys", "keys", opens=True),
    Key(":", "palette", "everything by name, with its values; as ctrl+p", "", opens=True),
    Key("q", "back", "back; from the queue: leave", ""),
)
MOVES = (
    Key("j", "down", "down, as ↓"),
    Key("k", "up", "up, as ↑"),
    Key("ctrl+d", "half_down", "half a page down; pgdn: a page"),
    Key("ctrl+u", "half_up", "half a page up; pgup: a page"),
    Key("g", "first", "first, as home"),
    Key("G", "last", "last, as end"),
)
FIXED = {
    "down": "down", "up": "up", "pagedown": "page_down", "pageup": "page_up", "home": "first", "end": "last",
}  # fmt: skip
"""Keys that move whatever was chosen."""
ALSO = {"ctrl+r": "redo", "space": "mark", " ": "mark", "ctrl+p": "palette"}
"""Second keys of a verb, where nobody chose them for another."""
STATUSES = {"i": "inbox", "o": "open", "r": "review", "p": "published", "x": "rejected"}
PRIORITIES = {"1": "low", "2": "normal", "3": "high"}
ME, NOBODY, BY_NAME = "me", "nobody", "by name"
ASSIGNEES = {"m": ME, "x": NOBODY, "n": BY_NAME}
RESOLUTIONS = ("accept", "dismiss", "replace", "withdraw", "reopen")
"""Verbs that end an alert: the one under the cursor, or else the claim's newest."""
PANES = ("queue", "claim", "evidence", "history")
"""In the order of tab; each has a verb ``pane_…``."""
MOVES_KEYS = frozenset({"show", "back", "next_pane", "previous_pane", *(f"pane_{each}" for each in PANES)})
EVERYWHERE = ("undo", "redo", "help", "palette", "back")
"""Verbs whose keys mean the same in every list and mode: no rating has them, and a prompt that meets one is left."""
WAITS = frozenset({"all", "views", *MOVES_KEYS})
"""Verbs without a field that move the keys elsewhere: what is typed next belongs there."""
SPARED = ("mark", "triage", "diff", "edit", "add", "recheck", "cite", "alerts", "assign", "note")
"""Verbs whose hints go first where there is no room for all."""
SPARED_IN_CLAIM = (*SPARED, "filter", "status", "rate")
"""The same in a claim's pane, which has keys of its own to name."""
BULK = frozenset({"rate", "status", "assign", "priority", "tag", "note", "recheck"})
"""Verbs that act on the marked claims where some are marked."""
REPEATED = BULK - {"recheck"}
"""Verbs that can be repeated."""
IN_LIST = frozenset({"mark", "range", "all"})
"""Verbs of the list itself."""
MANY = 50
"""Claims above which a verb asks first."""
SAVE, REMOVE = "save this filter", "remove one"
LOOKS = frozenset("open copy copy_claim help palette unfilter alerts overwrite theirs".split()) | IN_LIST | MOVES_KEYS
"""Verbs that need no services: those are not loaded for them."""

_TAKEN = {
    "ctrl+c": "it leaves", "ctrl+q": "it leaves", "ctrl+p": "it opens the palette", "ctrl+z": "it stops the program",
    "enter": "it opens", "escape": "it goes back", "tab": "it goes on in a form", "space": "it marks",
    "ctrl+h": "terminals send it for backspace", "ctrl+i": "terminals send it for tab",
    "ctrl+m": "terminals send it for enter", "ctrl+j": "terminals send it for enter",
    "ctrl+[": "terminals send it for escape",
}  # fmt: skip
_NAMED = re.compile(r"ctrl\+[a-z\[\]\\^_]|f([1-9]|1[0-2])|insert|delete|backspace")


class Keymap:
    """The keys in force."""

    def __init__(self, chosen: Mapping[str, str] | None = None) -> None:
        """``chosen`` is verb to key. Raises InputError for a verb or key that is none, and for one key of two verbs."""
        mine = dict(chosen or {})
        verbs = [key.verb for key in (*KEYS, *MOVES)]
        for verb, name in mine.items():
            _refuse_unknown(verb, name, verbs)
        self.keys = tuple(replace(key, key=mine.get(key.verb, key.key)) for key in KEYS)
        self.moves = tuple(replace(key, key=mine.get(key.verb, key.key)) for key in MOVES)
        held: dict[str, Key] = {}
        for key in (*self.keys, *self.moves):
            other = held.setdefault(key.key, key)
            if other is not key:
                raise InputError(
                    f"keys: {other.verb} and {key.verb} both have {key.key!r}; give one of them another key under [keys]"
                )
        self.by_key = {key.key: key for key in self.keys}
        self.by_verb = {key.verb: key for key in self.keys}
        for also, verb in ALSO.items():
            if also not in held:
                self.by_key[also] = self.by_verb[verb]
        self.everywhere = {name: key.verb for name, key in self.by_key.items() if key.verb in EVERYWHERE}
        """The keys that mean the same in every list and mode."""
        self.steps = FIXED | {key.key: key.verb for key in self.moves}
        self.hints = {key.verb: f"{key.key} {key.hint}" for key in self.keys if key.hint}

    def check_scale(self, ratings: Mapping[str, str]) -> None:
        """Raise InputError for a rating, given by its letter, that has a key which means the same everywhere."""
        for letter, rating in ratings.items():
            if verb := self.everywhere.get(letter):
                raise InputError(
                    f"the rating {rating!r} has the letter {letter!r}, which is the key of {verb} in every list and mode; "
                    "set another one in the column hotkey of the table rating"
                )


def in_claim(keymap: Keymap) -> dict[str, str]:
    """Return the hints of a claim's pane, the keys of its own included."""
    key = {verb: each.key for verb, each in keymap.by_verb.items()}
    return keymap.hints | {
        "next_evidence": f"{key['next_evidence']} {key['previous_evidence']} evidence",
        "next_claim": f"{key['next_claim']} {key['previous_claim']} claim",
        "leave": "esc back",
    }


def on_marks(keymap: Keymap, count: int) -> dict[str, str]:
    """Return the hints of a list in which claims are marked: what acts on all of them."""
    verbs = [key for key in keymap.keys if key.verb in BULK]
    return (
        {"marked": f"{count:,} marked:"}
        | {key.verb: f"{key.key} {key.hint or key.verb}" for key in verbs}
        | {"mark": f"{keymap.by_verb['mark'].key} mark", "leave": "esc unmarks", "help": keymap.hints["help"]}
    )


def _refuse_unknown(verb: str, name: str, verbs: list[str]) -> None:
    if verb not in verbs:
        near = difflib.get_close_matches(verb, verbs, 1)
        mend = f"did you mean {near[0]}?" if near else f"there are {', '.join(verbs)}"
        raise InputError(f"keys.{verb}: there is nothing of this name to do; {mend}")
    if name in _TAKEN or (len(name) == 1 and name.isspace()):
        raise InputError(
            f"keys.{verb} = {name!r}: this key cannot be given away: {_TAKEN.get(name, 'it cannot be seen')}"
        )
    if name in FIXED:
        raise InputError(f"keys.{verb} = {name!r}: this key always moves")
    if not (len(name) == 1 and name.isprintable()) and not _NAMED.fullmatch(name):
        raise InputError(f"keys.{verb} = {name!r} is no key: give one character, or a name such as ctrl+x or f5")


def wants_words(verb: str, value: str) -> bool:
    """Return whether a verb with its value still asks for words: what is typed next belongs to them."""
    return verb == "rate" or (verb, value) in {
        ("status", "rejected"), ("assign", BY_NAME), ("views", SAVE), ("views", REMOVE),
    }  # fmt: skip
