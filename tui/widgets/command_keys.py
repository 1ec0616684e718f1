"""One table of keys for every place where a claim is under the cursor.

A key that wants a value waits for it here, in the widget that got it: bindings and modal screens lose or misplace keys that
are typed ahead.
"""

import re
from collections.abc import Iterator

from textual import events

from factcheck.errors import FactcheckError
from factcheck.vocabulary import Status

from ..commands.bulk import SHOWN, shown_of
from ..core.keymap import ASSIGNEES, BULK, IN_LIST, LOOKS, PRIORITIES, REPEATED, STATUSES, WAITS, Keymap, wants_words
from ..core.selection import Marked
from ..core.triage import LastCommand, ReviewerState
from ..messages import CommandRequest, Pasted, Question, StatusMessage
from ..screens.front import app_of
from ..text.claim_text import TextStyle, choice_line, menu_lines
from .questions import Confirmation, question
from .typeahead import TypeAhead

LONGEST_URL = 2000
_URL = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
ON_SOURCES = frozenset({"open", "copy"})
"""Verbs whose value is one of the claim's sources: where there is one only it is not asked."""
BACK_AND_FORTH = frozenset({"undo", "redo"})
"""Verbs that bring the cursor back, in triage, to the claim they changed: the keys typed since wait for that."""


class ClaimKeys(TypeAhead):
    """A widget whose keys act on a claim."""

    extra_keys: tuple[tuple[str, str], ...] = ()
    """Keys that act here and stand in no table, with what they do: for the help."""
    pending: str | None = None
    """The verb that waits for its value."""
    asked: Confirmation | None = None
    """The question the next key answers."""
    asking_key = ""
    """The key that was typed last."""
    letters: dict[str, str]
    """The values it may have, by letter."""
    ratings: dict[str, str]
    """Letter to rating."""
    keymap: Keymap
    styling: TextStyle

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

    def keys_here(self) -> Iterator[tuple[str, str]]:
        """Give the keys that act here and stand in no table, with what they do: those of triage included."""
        yield from self.extra_keys
        if self.reviewer_state.triage:
            yield from ((letter, f"triage: rate {rating}, and move on") for letter, rating in self.ratings.items())

    def values_of(self, table: str) -> dict[str, str]:
        """Return the letters of a verb's values."""
        fixed = {"statuses": STATUSES, "priorities": PRIORITIES, "assignees": ASSIGNEES, "ratings": self.ratings}
        if table == "views":
            return app_of(self).views()
        return fixed[table] if table in fixed else self.sources()

    @property
    def reviewer_state(self) -> ReviewerState:
        """What the reviewer's hand has in it."""
        return app_of(self).reviewer_state

    def handle_first_key(self, event: events.Key) -> bool:
        """Act on a key that answers a question, or that is a rating in triage mode; return whether it was one."""
        name = spelled(event)
        if self.confirmation:
            return self._answer(event, name)
        if self.pending or not self.reviewer_state.triage:
            return False
        if name in self.ratings:
            self.asking_key = name
            self.request("rate", self.ratings[name])
        elif name == self.keymap.by_verb["triage"].key:
            self.end_standing_reason()
        else:
            return False
        return True

    def dispatch(self, event: events.Key) -> bool:
        """Act on a key of the table; return whether it was one."""
        name = spelled(event)
        self.asking_key = name
        if self.pending:
            self._value(name)
            return True
        key = self.keymap.by_key.get(name)
        if key is None:
            return False
        self.begin(key.verb)
        return True

    def act_on_paste(self, text: str) -> None:
        """Cite a pasted address; whatever else was pasted is no key."""
        if self.confirmation:
            self._refuse(self.confirmation)
            return
        if self.pending:
            self._value("a pasted text")
            return
        url = text.strip()
        found = url if len(url) <= LONGEST_URL and _URL.fullmatch(url) else None
        self.typist.pause_keys()
        if found:
            self.typist.load_services()
        self.post_message(Pasted(found, len(text), self.current_claim()))

    def begin(self, verb: str) -> None:
        """Act on a verb, of the key that was typed or chosen by name."""
        if self.own(verb):
            return
        if self.keymap.by_verb[verb].values:
            self._ask(verb)
        elif verb == "repeat":
            self._repeat()
        elif verb in IN_LIST:
            self.in_list(verb)
        else:
            self.request(verb, None)

    def in_list(self, verb: str) -> None:
        """Act on a verb of the list; only the list has marks."""
        self.post_message(StatusMessage("claims are marked in the list: esc leads back to it", alarm=True))

    def _repeat(self) -> None:
        deed = self.reviewer_state.last
        if deed is None:
            self.post_message(StatusMessage("nothing was done yet that could be repeated", alarm=True))
        else:
            self.request(deed.verb, deed.value, deed.words)

    def _ask(self, verb: str) -> None:
        self._get_ready(verb)
        if self.current_claim() is None and verb != "views":
            self.post_message(StatusMessage("no claim is under the cursor", alarm=True))
            return
        try:
            self.letters = self.values_of(self.keymap.by_verb[verb].values)
        except FactcheckError as error:
            self.post_message(StatusMessage(error.message, alarm=True))
            return
        if not self.letters:
            self.post_message(StatusMessage(f"{verb}: the claim cites nothing yet", alarm=True))
        elif verb in ON_SOURCES and len(self.letters) == 1:
            self.request(verb, next(iter(self.letters.values())))
        else:
            self.pending = verb
            width = self.screen.size.width - 2
            lines = (
                menu_lines(verb, self.letters, width, self.styling)
                if verb == "views"
                else [choice_line(verb, self.letters, width, self.styling)]
            )
            self.post_message(StatusMessage("\n".join(lines), lines=len(lines)))

    def _value(self, name: str) -> None:
        verb, self.pending = self.pending, None
        assert verb
        value = self.letters.get(name)
        if value is not None:
            self.request(verb, value)
        elif name == "escape" or self.keymap.everywhere.get(name) == "back":
            self.post_message(StatusMessage(""))
        elif name in self.keymap.everywhere:
            self.post_message(StatusMessage(""))
            self.begin(self.keymap.everywhere[name])
        else:
            self.post_message(StatusMessage(f"{verb}: {name} is none of its keys; nothing was done", alarm=True))

    def request(self, verb: str, value: str | None, words: str | None = None) -> None:
        """Ask the screen to act, and wait where the next keys are words for a field it opens."""
        key = self.keymap.by_verb.get(verb)
        self._get_ready(verb)
        if verb == "rate" and words is None:
            words = self.reviewer_state.reason
        opens = (key is not None and key.opens) or (value is not None and wants_words(verb, value))
        said = CommandRequest(verb, self.current_claim(), self.current_version(), value, self, words)
        said.alert_id, said.citation_id = self.current_alert(), self.current_citation()
        said.known = app_of(self).monitor.last_event
        if words is None and (opens or verb in WAITS or (verb in BACK_AND_FORTH and self.reviewer_state.triage)):
            self.typist.pause_keys()
            self.post_message(said)
        else:
            self.confirm_or_run(said)

    def handle_words(self, verb: CommandRequest) -> None:
        """Act on a verb whose words were given."""
        if verb.name == "triage":
            self.keep_reason(verb.words or "", triage=True)
        else:
            self.asking_key = "enter"
            self.confirm_or_run(verb)

    def keep_reason(self, reason: str, *, triage: bool = False) -> None:
        """Let a reason stand for every rating that follows."""
        self.reviewer_state.keep_reason(reason, triage=triage)
        self.post_message(StatusMessage(f"every rating has this reason now: {reason} (esc ends it)"))
        app_of(self).hint()

    def confirm_or_run(self, verb: CommandRequest) -> Confirmation | None:
        """Act on a verb that has all it wants, or return what is to be asked first; the next key answers."""
        if verb.name in BULK and verb.claim_id is not None:
            self.confirmation = question(verb, count=self.marked() or 1, statuses=self.statuses, key=self.asking_key)
        if self.confirmation is None:
            self._act(verb)
        else:
            self.post_message(Question(self.confirmation.text, self.confirmation.seen))
        return self.confirmation

    def _act(self, verb: CommandRequest) -> None:
        if verb.name in REPEATED:
            self.reviewer_state.last = LastCommand(verb.name, verb.value, verb.words)
        if verb.name in BULK:
            verb.marked = self.take_marks()
        if verb.name in SHOWN and verb.marked is None and verb.claim_id is not None:
            self.reviewer_state.saving(verb.claim_id, shown_of(verb, app_of(self).actor))
            verb.painted = True
            app_of(self).repaint(verb.claim_id)
        self.post_message(verb)
        if verb.name == "rate" and self.reviewer_state.triage and verb.marked is None:
            self.advance()

    def _answer(self, event: events.Key, name: str) -> bool:
        asked, self.confirmation = self.confirmation, None
        assert asked
        if asked.is_yes(event, name):
            self.post_message(StatusMessage(f"{asked.text.partition('?')[0]}…"))
            self._act(asked.verb)
            return True
        self._refuse(asked)
        return asked.was_seen(event) or event.key in {"enter", "escape"}

    def _refuse(self, asked: Confirmation) -> None:
        self.confirmation = None
        self.post_message(StatusMessage(f"{asked.text.partition('?')[0]}: not done"))

    @property
    def is_prompting(self) -> bool:
        """Whether a verb waits for its value or its yes, and the message line says so."""
        return self.pending is not None or self.confirmation is not None

    def cancel_prompt(self) -> None:
        """Drop a verb that waits for its value or its yes: something else is asked now."""
        self.pending = self.confirmation = None

    def marked(self) -> int:
        """Return how many claims are marked: the next verb acts on those."""
        return 0

    def take_marks(self) -> Marked | None:
        """Return the marked claims, and take the marks off; None: none is."""
        return None

    def statuses(self) -> list[Status]:
        """Return the statuses of the claims the next verb acts on."""
        return [row.status for row in app_of(self).rows([self.current_claim() or 0])]

    def end_standing_reason(self) -> bool:
        """Let no reason stand for ratings any more; return whether one did."""
        stood = self.reviewer_state.drop()
        if stood:
            self.post_message(StatusMessage("ratings ask for their reason again"))
            app_of(self).hint()
        return stood

    def _get_ready(self, verb: str) -> None:
        """Have the services loaded by the time the verb is whole."""
        if verb not in LOOKS:
            self.typist.load_services()

    def advance(self) -> None:
        """Move on to the next claim, in triage."""

    def bring(self, claim_id: int) -> bool:
        """Put the cursor on a claim, and return whether it is there: not every widget can."""
        return False


def spelled(event: events.Key) -> str:
    """Return a key as the table spells it: what it writes, or else its name."""
    return event.character if event.character and event.is_printable else event.key
