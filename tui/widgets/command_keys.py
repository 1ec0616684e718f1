"""Keys that act on a claim, for every widget that has a claim under the cursor.

A key that needs a value waits for it here, in the widget that got it: bindings and modal screens lose or misplace keys that
are typed ahead.
"""

import re
from collections.abc import Iterator, Mapping

from textual import events

from factcheck.errors import FactcheckError
from factcheck.vocabulary import Status

from ..commands.registry import BACK, PANE_EVIDENCE, RATE, TRIAGE
from ..core.claim_changes import shown_in_list
from ..core.command import Command, Scope
from ..core.keymap import Keymap
from ..core.requests import CommandRequest
from ..core.selection import Marked
from ..core.triage import LastCommand, ReviewerState
from ..messages import Pasted, Question, StatusMessage
from ..ports import app_of
from ..text.claim_text import TextStyle, choice_line, menu_lines
from .confirmation import Confirmation, confirmation
from .typeahead import TypeAhead

PASTED_URL_MAX_CHARACTERS = 2000
_URL = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


class ClaimKeys(TypeAhead):
    """A widget whose keys act on a claim."""

    extra_keys: tuple[tuple[str, str], ...] = ()
    """Keys of this widget that belong to no command, each with its help."""
    pending: Command | None = None
    """The command that waits for its value."""
    confirmation: Confirmation | None = None
    """The question that the next key answers."""
    asking_key = ""
    """The key that was typed last."""
    letters: Mapping[str, str]
    """The values the pending command can have, by letter."""
    ratings: dict[str, str]
    """Letter to rating."""
    keymap: Keymap
    styling: TextStyle

    def current_claim(self) -> int | None:
        """Return the claim that the keys act on."""
        raise NotImplementedError

    def current_version(self) -> int | None:
        """Return the version of the claim that the reviewer sees."""
        raise NotImplementedError

    def sources(self) -> dict[str, str]:
        """Return the addresses that the claim cites, by digit."""
        raise NotImplementedError

    def merged_claims(self) -> dict[str, str]:
        """Return the claims that were merged into the claim, by digit. Raises NotFound, DeskError."""
        claim_id = self.current_claim()
        merged = app_of(self).gateway.reader.pane(claim_id).merged if claim_id is not None else ()
        return {str(digit): f"claim {each.id}" for digit, each in enumerate(merged[:9], 1)}

    def saved_filters(self) -> dict[str, str]:
        """Return the saved filters, by letter."""
        return app_of(self).saved_filters()

    def current_alert(self) -> int | None:
        """Return the alert under the cursor, or None."""
        return None

    def current_citation(self) -> int | None:
        """Return the citation under the cursor, or None."""
        return None

    def keys_here(self) -> Iterator[tuple[str, str]]:
        """Yield the keys of this widget that belong to no command, those of triage included, each with its help."""
        yield from self.extra_keys
        if self.reviewer_state.triage:
            yield from ((letter, f"triage: rate {rating}, and move on") for letter, rating in self.ratings.items())

    @property
    def reviewer_state(self) -> ReviewerState:
        """The reviewer's working state."""
        return app_of(self).reviewer_state

    def lines_moved(self, event: events.Key, height: int, lines: int) -> int | None:
        """Return how many lines a key moves in a widget of this height; None: it is not a key that moves."""
        command = self.keymap.steps.get(spelled(event))
        if command is None or command.move is None:
            return None
        return command.move(max(height - 1, 1), lines)

    def end_reason_or_leave(self) -> None:
        """End a kept reason, or else go back."""
        if not self.end_shared_reason():
            self.request(BACK)

    # From a key to a command

    def handle_first_key(self, event: events.Key) -> bool:
        """Act on a key that answers a question, or that is a rating in triage; return whether it was one."""
        name = spelled(event)
        if self.confirmation:
            return self._answer(event, name)
        if self.pending or not self.reviewer_state.triage:
            return False
        if name in self.ratings:
            self.asking_key = name
            self.request(RATE, self.ratings[name])
        elif name == self.keymap.key(TRIAGE):
            self.end_shared_reason()
        else:
            return False
        return True

    def dispatch(self, event: events.Key) -> bool:
        """Act on the key of a command or of a value; return whether it was one."""
        name = spelled(event)
        self.asking_key = name
        if self.pending:
            self._take_value(name)
            return True
        command = self.keymap.by_key.get(name)
        if command is None:
            return False
        self.begin(command)
        return True

    def act_on_paste(self, text: str) -> None:
        """Cite a pasted address; any other pasted text does nothing."""
        if self.confirmation:
            self._cancel(self.confirmation)
            return
        if self.pending:
            self._take_value("a pasted text")
            return
        url = text.strip()
        found = url if len(url) <= PASTED_URL_MAX_CHARACTERS and _URL.fullmatch(url) else None
        self.typist.pause_keys()
        if found:
            self.typist.load_services()
        self.post_message(Pasted(found, len(text), self.current_claim()))

    def begin(self, command: Command) -> None:
        """Begin a command, whose key was typed or which was chosen by name."""
        if command.in_widget:
            command.in_widget(self)
        elif command.values:
            self._ask_value(command)
        else:
            self.request(command)

    def _ask_value(self, command: Command) -> None:
        self._load_for(command)
        if self.current_claim() is None and command.scope is Scope.CLAIM:
            self.post_message(StatusMessage("no claim is under the cursor", alarm=True))
            return
        assert command.values
        try:
            self.letters = command.values(self)
        except FactcheckError as error:
            self.post_message(StatusMessage(error.message, alarm=True))
            return
        if not self.letters:
            self.post_message(StatusMessage(f"{command.title}: {command.no_value}", alarm=True))
        elif command.skips_single_value and len(self.letters) == 1:
            self.request(command, next(iter(self.letters.values())))
        else:
            self.pending = command
            width = self.screen.size.width - 2
            lines = (
                menu_lines(command.title, self.letters, width, self.styling)
                if command.value_menu
                else [choice_line(command.title, self.letters, width, self.styling)]
            )
            self.post_message(StatusMessage("\n".join(lines), lines=len(lines)))

    def _take_value(self, name: str) -> None:
        command, self.pending = self.pending, None
        assert command
        value = self.letters.get(name)
        if value is not None:
            self.request(command, value)
        elif name == "escape" or self.keymap.everywhere.get(name) is BACK:
            self.post_message(StatusMessage(""))
        elif name in self.keymap.everywhere:
            self.post_message(StatusMessage(""))
            self.begin(self.keymap.everywhere[name])
        else:
            self.post_message(
                StatusMessage(f"{command.title}: {name} is not one of its keys; nothing was done", alarm=True)
            )

    # From a command to its request

    def request(self, command: Command, value: str | None = None, words: str | None = None) -> None:
        """Send a command to the screen; pause the keys where the next ones are for a field that it opens."""
        self._load_for(command)
        if command.keeps_reason and words is None:
            words = self.reviewer_state.reason
        sent = CommandRequest(command, self.current_claim(), self.current_version(), value, self, words)
        sent.alert_id, sent.citation_id = self.current_alert(), self.current_citation()
        sent.last_event = app_of(self).monitor.last_event
        waits = command.waits_in_triage and self.reviewer_state.triage
        if words is None and (command.takes_keys or command.needs_words(value) or waits):
            self.typist.pause_keys()
            self.post_message(sent)
        else:
            self.confirm_or_run(sent)

    def handle_words(self, request: CommandRequest) -> None:
        """Run a command whose words were typed."""
        if request.command.take_words:
            request.command.take_words(self, request.words or "")
        else:
            self.asking_key = "enter"
            self.confirm_or_run(request)

    def confirm_or_run(self, request: CommandRequest) -> None:
        """Run a command that has its value and words, or ask first; the next key answers."""
        if request.command.bulk and request.claim_id is not None:
            self.confirmation = confirmation(
                request, count=self.marked() or 1, statuses=self.statuses, key=self.asking_key
            )
        if self.confirmation is None:
            self._run(request)
        else:
            self.post_message(Question(self.confirmation.text, self.confirmation.seen))

    def _run(self, request: CommandRequest) -> None:
        command = request.command
        if command.repeatable:
            self.reviewer_state.last = LastCommand(command, request.value, request.words)
        if command.bulk and request.claim_id is not None:
            request.marked = self.take_marks()
        if command.optimistic and command.changes and request.marked is None and request.claim_id is not None:
            changes = command.changes(request.value, request.words, app_of(self).actor)
            self.reviewer_state.saving(request.claim_id, shown_in_list(changes))
            request.painted = True
            app_of(self).repaint(request.claim_id)
        self.post_message(request)
        if command is RATE and self.reviewer_state.triage and request.marked is None:
            self.advance()

    def _answer(self, event: events.Key, name: str) -> bool:
        asked, self.confirmation = self.confirmation, None
        assert asked
        if asked.is_yes(event, name):
            self.post_message(StatusMessage(f"{asked.text.partition('?')[0]}…"))
            self._run(asked.request)
            return True
        self._cancel(asked)
        return asked.was_seen(event) or event.key in {"enter", "escape"}

    def _cancel(self, asked: Confirmation) -> None:
        self.confirmation = None
        self.post_message(StatusMessage(f"{asked.text.partition('?')[0]}: cancelled"))

    @property
    def is_prompting(self) -> bool:
        """Whether a command waits for its value or its confirmation, and the message line says so."""
        return self.pending is not None or self.confirmation is not None

    def _load_for(self, command: Command) -> None:
        if command.needs_services:
            self.typist.load_services()

    # Commands that run in the widget

    def toggle_mark(self) -> None:
        """Refuse to mark; only a list has marks."""
        self.post_message(StatusMessage("claims are marked in the list: press esc to go there", alarm=True))

    def toggle_range(self) -> None:
        """Refuse to mark; only a list has marks."""
        self.toggle_mark()

    def toggle_all(self) -> None:
        """Refuse to mark; only a list has marks."""
        self.toggle_mark()

    def repeat(self) -> None:
        """Run the last command again."""
        last = self.reviewer_state.last
        if last is None:
            self.post_message(StatusMessage("there is no command to repeat yet", alarm=True))
        else:
            self.request(last.command, last.value, last.words)

    def step_claim(self, by: int) -> None:
        """Refuse to step; not every widget has other claims."""
        self.refuse_step()

    def step_evidence(self, by: int) -> None:
        """Refuse to step; not every widget has evidence."""
        self.refuse_step()

    def refuse_step(self) -> None:
        """Say that there is nothing to step to."""
        key = self.keymap.key(PANE_EVIDENCE)
        self.post_message(
            StatusMessage(f"there is nothing to step to here: press {key} to go to the claim's evidence", alarm=True)
        )

    # Marks and reasons

    def marked(self) -> int:
        """Return the number of marked claims, which the next command acts on."""
        return 0

    def take_marks(self) -> Marked | None:
        """Return the marked claims and unmark them; None: no claim is marked."""
        return None

    def statuses(self) -> list[Status]:
        """Return the statuses of the claims that the next command acts on."""
        return [row.status for row in app_of(self).rows([self.current_claim() or 0])]

    def keep_reason(self, reason: str, *, triage: bool = False) -> None:
        """Keep a reason for every later rating."""
        self.reviewer_state.keep_reason(reason, triage=triage)
        self.post_message(StatusMessage(f"reason for every rating: {reason} (esc ends it)"))
        app_of(self).hint()

    def end_shared_reason(self) -> bool:
        """Ask for the reason of each rating again; return whether one was kept."""
        was_set = self.reviewer_state.drop_reason()
        if was_set:
            self.post_message(StatusMessage("each rating asks for its reason again"))
            app_of(self).hint()
        return was_set

    def advance(self) -> None:
        """Move on to the next claim, in triage."""

    def bring(self, claim_id: int) -> bool:
        """Put the cursor on a claim, and return whether it is there; not every widget can."""
        return False


def spelled(event: events.Key) -> str:
    """Return a key as the keymap spells it: the character it writes, or else its name."""
    return event.character if event.character and event.is_printable else event.key
