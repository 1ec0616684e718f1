"""One table of keys for every place where a claim is under the cursor.

A key that wants a value waits for it here, in the widget that got it: bindings and modal screens lose or misplace keys that
are typed ahead.
"""

import re

from textual import events

from factcheck.errors import FactcheckError

from ..keys import ASSIGNEES, LOOKS, PRIORITIES, STATUSES, WAITS, Keymap, wants_words
from ..messages import Pasted, Said, Verb
from ..render import Pen, choice_line
from .typeahead import TypeAhead

LONGEST_URL = 2000
_URL = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
ON_SOURCES = frozenset({"open", "copy"})
"""Verbs whose value is one of the claim's sources: where there is one only it is not asked, and the cursor stays."""


class ClaimKeys(TypeAhead):
    """A widget whose keys act on a claim."""

    pending: str | None = None
    """The verb that waits for its value."""
    letters: dict[str, str]
    """The values it may have, by letter."""
    ratings: dict[str, str]
    """Letter to rating."""
    keymap: Keymap
    pen: Pen

    def current_claim(self) -> int | None:
        """Return the claim the keys act on."""
        raise AssertionError("each widget says which")

    def current_version(self) -> int | None:
        """Return the version of the claim that the reviewer sees."""
        raise AssertionError("each widget says which")

    def sources(self) -> dict[str, str]:
        """Return the addresses the claim cites, by figure."""
        raise AssertionError("each widget says which")

    def current_alert(self) -> int | None:
        """Return the alert under the cursor; None: the cursor is on none."""
        return None

    def current_citation(self) -> int | None:
        """Return the citation under the cursor; None: the cursor is on none."""
        return None

    def own(self, verb: str) -> bool:
        """Act on a verb that is the widget's own affair, at once; return whether it was one."""
        return False

    def values_of(self, table: str) -> dict[str, str]:
        """Return the letters of a verb's values."""
        fixed = {"statuses": STATUSES, "priorities": PRIORITIES, "assignees": ASSIGNEES, "ratings": self.ratings}
        return fixed[table] if table in fixed else self.sources()

    def dispatch(self, event: events.Key) -> bool:
        """Act on a key of the table; return whether it was one."""
        name = spelled(event)
        if self.pending:
            self._value(name)
            return True
        key = self.keymap.by_key.get(name)
        if key is None:
            return False
        if self.own(key.verb):
            return True
        if key.values:
            self._ask(key.verb)
        else:
            self.say_verb(key.verb, None)
        return True

    def take_paste(self, text: str) -> None:
        """Cite a pasted address; whatever else was pasted is no key."""
        if self.pending:
            self._value("a pasted text")
            return
        url = text.strip()
        found = url if len(url) <= LONGEST_URL and _URL.fullmatch(url) else None
        self.typist.hold()
        if found:
            self.typist.get_ready()
        self.post_message(Pasted(found, len(text), self.current_claim()))

    def begin(self, verb: str) -> None:
        """Act on a verb that was chosen by name."""
        if self.own(verb):
            return
        if self.keymap.by_verb[verb].values:
            self._ask(verb)
        else:
            self.say_verb(verb, None)

    def _ask(self, verb: str) -> None:
        self._get_ready(verb)
        if self.current_claim() is None:
            self.post_message(Said("no claim is under the cursor", alarm=True))
            return
        try:
            self.letters = self.values_of(self.keymap.by_verb[verb].values)
        except FactcheckError as error:
            self.post_message(Said(error.message, alarm=True))
            return
        if not self.letters:
            self.post_message(Said(f"{verb}: the claim cites nothing yet", alarm=True))
        elif verb in ON_SOURCES and len(self.letters) == 1:
            self.say_verb(verb, next(iter(self.letters.values())))
        else:
            self.pending = verb
            self.post_message(Said(choice_line(verb, self.letters, self.screen.size.width - 2, self.pen)))

    def _value(self, name: str) -> None:
        verb, self.pending = self.pending, None
        assert verb
        value = self.letters.get(name)
        if value is not None:
            self.say_verb(verb, value)
        elif name == "escape":
            self.post_message(Said(""))
        else:
            self.post_message(Said(f"{verb}: {name} is none of its keys; nothing was done", alarm=True))

    def say_verb(self, verb: str, value: str | None) -> None:
        """Ask the screen to act, and wait where the next keys are words for a field it opens."""
        key = self.keymap.by_verb.get(verb)
        self._get_ready(verb)
        if verb in WAITS or (key and key.opens) or (value is not None and wants_words(verb, value)):
            self.typist.hold()
        under = self.current_alert(), self.current_citation()
        self.post_message(Verb(verb, self.current_claim(), self.current_version(), value, self, *under))
        if value is not None and not self.typist.waits and verb not in ON_SOURCES:
            self.advance()

    def _get_ready(self, verb: str) -> None:
        """Have the services loaded by the time the verb is whole."""
        if verb not in LOOKS:
            self.typist.get_ready()

    def advance(self) -> None:
        """Move on: the verb needs nothing more."""


def spelled(event: events.Key) -> str:
    """Return a key as the table spells it: what it writes, or else its name."""
    return event.character if event.character and event.is_printable else event.key
