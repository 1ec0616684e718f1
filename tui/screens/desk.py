"""What every screen with a claim under the cursor can do to it."""

import asyncio
import webbrowser
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from factcheck.errors import Conflict, FactcheckError, InputError
from factcheck.services.text.sanitize import plain

from ..commands import alerts, bulk, navigation
from ..commands.bulk import given_by, tags_of
from ..core.keymap import BULK, RESOLUTIONS, wants_words
from ..core.triage import FIRST_READING
from ..messages import Answered, CommandRequest, Pasted, StatusMessage
from ..text.claim_text import prompt_line
from ..widgets.command_keys import ClaimKeys
from ..widgets.conflict_strip import ConflictStrip
from ..widgets.fields import AnswerField
from .base import BaseScreen

if TYPE_CHECKING:
    from factcheck.services.editing.undo_redo import Undone
    from factcheck.services.pacing import Progress

    from ..desk.operations import Operations

QUESTIONS = {
    "rate": "why {value}?",
    "status": "why {value}?",
    "assign": "to whom?",
    "note": "note:",
    "tag": "tags (-word takes off):",
    "triage": "triage: why, for each rating?",
    "views": "{value}: its name?",
    "accept": "accept: why?",
    "replace": "no archived copy is known; the address the citation rests on instead:",
}


ANSWERS = {"rate": "ctrl+s keeps the reason  esc leaves", "replace": "enter replaces  esc leaves"}
"""The keys that answer a prompt for words, where they are not those of every other."""
OF_NO_CLAIM = frozenset({"views", "triage"})
"""Verbs whose prompts are not about a claim."""
ANYWHERE = frozenset("add filter help palette back show unfilter undo redo triage all views".split())
"""Verbs that need no claim under the cursor."""


class DeskScreen(BaseScreen):
    """A screen whose keys act on claims; its last lines tell what happened, ask for words and name the keys."""

    AUTO_FOCUS = ""
    accepting: "alerts.Accepting | None" = None
    """The new wording whose stance or reason is asked for."""
    question: CommandRequest | None = None
    """What the message line is asking words for."""

    def compose_bottom(self) -> ComposeResult:
        """Give the last lines."""
        with Vertical(id="bottom"):
            yield ConflictStrip()
            yield Static(id="said", markup=False)
            with Horizontal(id="asking"):
                yield Static(id="question", markup=False)
                yield AnswerField(id="answer", compact=True)
            yield Static(id="hints", markup=False)

    def on_resize(self) -> None:
        """Name as many keys as there is room for."""
        self.hint()

    def say(self, text: str, *, alarm: bool = False, lines: int = 1) -> None:
        """Put a line on the message line; a menu may take more."""
        self.desk_app.message_shown_at = monotonic()
        line = self.query_one("#said", Static)
        if line.styles.height is None or line.styles.height.value != lines:
            line.styles.height = lines
        styling, width = self.desk_app.styling, self.size.width - 2
        shown = text.split("\n") if lines > 1 else [text]
        line.update("\n".join(styling.fit(each, width).rstrip() for each in shown), layout=False)
        line.set_class(alarm, "alarm")

    def on_status_message(self, message: StatusMessage) -> None:
        """Show what a widget says."""
        message.stop()
        self.say(message.text, alarm=message.alarm, lines=message.lines)
        self.hint()

    def prompted(self, width: int) -> str:
        """Return which claims the open prompt is about, and the keys that answer it."""
        keys = self.keys()
        verb = self.question or (keys.confirmation.verb if keys.confirmation else None)
        name = verb.name if verb else keys.pending
        if name is None or name in OF_NO_CLAIM:
            return ""
        claim_id = verb.claim_id if verb else keys.current_claim()
        marked = (verb.origin if verb else keys).marked() if name in BULK else 0
        what = f"{marked:,} marked claims" if marked else f"claim {claim_id}: {self.desk_app.claim_words(claim_id)}"
        return prompt_line(
            what,
            ANSWERS.get(name, "enter stores  esc leaves") if self.question else "",
            width,
            self.desk_app.styling,
        )

    # Alerts and panes

    def resolve(self, verb: CommandRequest) -> None:
        """End an alert."""
        alerts.resolve(self, verb)

    def under_way(self, verb: CommandRequest) -> None:
        """Take note that an alert is being ended; a list of alerts takes its row out."""

    def still_open(self, verb: CommandRequest) -> None:
        """Take note that an alert could not be ended."""

    def part(self) -> str:
        """Return the pane that has the keys."""
        return "claim"

    def turn(self, part: str, verb: CommandRequest) -> None:
        """Go to a pane: without panes of its own, a screen goes back, and the one below turns to it."""
        below = self.app.screen_stack[-2]
        self.dismiss()
        if isinstance(below, DeskScreen):
            below.turn(part, verb)

    # What the keys ask for

    def on_command_request(self, verb: CommandRequest) -> None:
        """Do what a key asks for."""
        verb.stop()
        self.hint()
        match verb.name:
            case name if name in ANYWHERE:
                getattr(self, f"verb_{verb.name}")(verb)
            case name if name in navigation.VERBS:
                navigation.VERBS[name](self, verb)
            case _ if verb.claim_id is None:
                self.refuse(verb, "no claim is under the cursor")
            case _ if verb.marked is not None:
                bulk.strike(self, verb, verb.marked)
            case _ if verb.words:
                self.answered(verb, verb.words)
            case _ if verb.name in RESOLUTIONS:
                self.resolve(verb)
            case _ if verb.name in {"note", "tag"} or wants_words(verb.name, verb.value or ""):
                self.ask(verb)
            case "status" | "assign" | "priority":
                self.change(verb)
            case _:
                getattr(self, f"verb_{verb.name}")(verb)

    def refuse(self, verb: CommandRequest, why: str) -> None:
        """Say why not, and let the keys typed since act where they were typed."""
        self.say(why, alarm=True)
        self.desk_app.resume_keys()

    def ask(self, verb: CommandRequest) -> None:
        """Ask for words on the message line."""
        self.question = verb
        self.query_one("#question", Static).update(QUESTIONS[verb.name].format(value=verb.value))
        answer = self.query_one("#answer", AnswerField)
        answer.clear()
        if verb.name == "triage":
            answer.offer(FIRST_READING)
        answer.asker, answer.verb = verb.origin, verb
        self.add_class("asks")
        self.hint()
        self.desk_app.resume_keys(answer)

    def on_answered(self, message: Answered) -> None:
        """Take the words."""
        message.stop()
        verb = message.verb
        if self.question is verb:
            self.question = None
            self.remove_class("asks")
            self.hint()
        if verb is None:
            return
        if message.text is None:
            self.say("")
        elif not message.text.strip():
            self.say(f"{verb.name}: nothing was written, so nothing was done", alarm=True)

    def answered(self, verb: CommandRequest, text: str) -> None:
        """Do what was asked, with the words."""
        assert verb.claim_id is not None
        claim_id, rating = verb.claim_id, verb.value or ""
        match verb.name:
            case "accept":
                alerts.accept_because(self, verb, text)
            case "replace":
                self.under_way(verb)
                alerts.store(self, verb, text)
            case "rate":
                self.store(
                    verb,
                    lambda operations, version: operations.rate(claim_id, rating, text, version),
                    f"claim {claim_id} is rated {rating}",
                )
            case "note":
                self.note(verb, text)
            case "status":
                self.edit(verb, f"claim {claim_id} is rejected", status="rejected", status_why=text)
            case "assign":
                self.edit(verb, f"claim {claim_id} is {text}'s", assignee=text)
            case "tag":
                self.edit(verb, f"claim {claim_id}: tags {text}", **tags_of(text))

    def note(self, verb: CommandRequest, text: str) -> None:
        """Add a note."""
        claim_id = verb.claim_id
        assert claim_id is not None
        self.store(verb, lambda operations, _: operations.note(claim_id, text), f"noted on claim {claim_id}")

    def change(self, verb: CommandRequest) -> None:
        """Set a field to a value that needs no words."""
        told = f"claim {verb.claim_id}: {verb.name} {verb.value}"
        given = given_by(verb, self.desk_app.actor)
        if verb.name == "assign":
            told = f"claim {verb.claim_id} is {given['assignee'] or 'nobody'}'s"
        self.edit(verb, told, **given)

    def edit(self, verb: CommandRequest, told: str, **given: Any) -> None:
        """Change the claim."""
        claim_id = verb.claim_id
        assert claim_id is not None
        self.store(verb, lambda operations, version: operations.edit(claim_id, version, **given), told)

    def store(self, verb: CommandRequest, act: "Callable[[Operations, int | None], Any]", told: str) -> None:
        """Store it in its turn, against the version the reviewer saw; tell of it, or show both versions."""
        claim_id = verb.claim_id
        assert claim_id is not None

        def now(operations: "Operations") -> Any:
            try:
                return act(operations, self.desk_app.seen(claim_id, verb.version))
            except Conflict as error:
                if operations.is_others(claim_id, verb.known):
                    raise
                return act(operations, error.version)  # the reviewer's own stroke came before, or an undo

        def done(version: Any) -> None:
            if verb.painted:
                self.desk_app.reviewer_state.saved(claim_id)
            if version is not None:
                self.desk_app.saved(claim_id, version)
            self.desk_app.show_message(f"{told} ({self.desk_app.undo_hint()}) · {self.desk_app.claim_words(claim_id)}")
            self.desk_app.reload_screens()

        def failed(error: FactcheckError) -> None:
            if verb.painted:
                self.desk_app.reviewer_state.saved(claim_id)
                self.desk_app.repaint()
            if isinstance(error, Conflict):
                again = replace(verb, version=error.version, painted=False)
                overwrite = partial(self.store, again, act, told)
                self.desk_app.add_conflict(error, overwrite, claim_id=claim_id, wanted=told)
            else:
                where = f"claim {claim_id}"
                text = error.message if where in error.message else f"{where}: {error.message}"
                self.say(f"{text} · {self.desk_app.claim_words(claim_id)}", alarm=True)

        self.desk_app.write(now, done, failed)

    # Verbs that act by themselves

    def verb_undo(self, verb: CommandRequest) -> None:
        """Undo the reviewer's last action."""
        self._history("undo", lambda operations, progress: operations.undo(progress))

    def verb_redo(self, verb: CommandRequest) -> None:
        """Do again what was undone."""
        self._history("redo", lambda operations, progress: operations.redo(progress))

    def _history(self, what: str, act: "Callable[[Operations, Progress], Undone]") -> None:
        """Undo or redo. In triage the cursor goes to the claim that changed, and the keys typed since act on that one."""
        held = self.desk_app.reviewer_state.triage

        def done(undone: "Undone") -> None:
            words = self.desk_app.claim_words(undone.claim_id) if undone.count == 1 else ""
            self.desk_app.show_message(f"{undone.summary} · {words}" if words else undone.summary)
            self.desk_app.forget_versions()
            if held and words and undone.claim_id is not None and self.desk_app.gateway.reader.has(undone.claim_id):
                self.keys().bring(undone.claim_id)
            self.desk_app.reload_screens()
            if held:
                self.desk_app.resume_keys()

        def failed(error: FactcheckError) -> None:
            self.complain(error)
            if held:
                self.desk_app.resume_keys()

        self.desk_app.write_many(what, act, done, failed)

    def complain(self, error: FactcheckError) -> None:
        """Say what went wrong."""
        self.say(error.message, alarm=True)

    def verb_open(self, verb: CommandRequest) -> None:
        """Open a source in the reviewer's browser."""
        assert verb.value
        if webbrowser.open(verb.value):
            self.say(f"opened {verb.value}")
        else:
            self.say(f"no browser can be started here; set BROWSER. The address: {verb.value}", alarm=True)

    def verb_copy(self, verb: CommandRequest) -> None:
        """Copy a source's address."""
        self._copy(verb.value or "", "the address ")

    def verb_copy_claim(self, verb: CommandRequest) -> None:
        """Copy the claim's words."""
        assert verb.claim_id is not None
        try:
            rows = self.desk_app.gateway.reader.rows([verb.claim_id])
        except FactcheckError as error:
            self.complain(error)
            return
        if rows:
            self._copy(rows[0].text, f"claim {verb.claim_id}: ")

    def _copy(self, text: str, what: str) -> None:
        """Copy by the terminal's own clipboard (OSC 52); a terminal that does not know it says nothing, so we say where."""
        harmless = plain(text, lines=True)
        self.app.copy_to_clipboard(harmless)
        self.say(f"sent to the terminal's clipboard: {what}{harmless}")

    def verb_write(self, verb: CommandRequest) -> None:
        """Write a long note in the reviewer's editor."""
        from ..core.editor import command, written

        try:
            command()
            with self.app.suspend():
                text = written(f"a note on claim {verb.claim_id}")
        except SuspendNotSupported:
            self.say("an editor cannot be opened here: press n for one line", alarm=True)
        except InputError as error:
            self.complain(error)
        else:
            self.note(verb, text) if text else self.say("nothing was written, so nothing was noted", alarm=True)

    def verb_recheck(self, verb: CommandRequest) -> None:
        """Look at the claim's sources again."""
        assert verb.claim_id is not None
        self.check_sources(
            "CLAIMS", (verb.claim_id,), f"claim {verb.claim_id}", self.desk_app.claim_words(verb.claim_id)
        )

    @work(group="looks")
    async def check_sources(self, which: str, numbers: tuple[int, ...], name: str, words: str = "") -> None:
        """Look at sources while the reviewer goes on; tell how it goes, and of which claim, by its first words."""
        named = f" · {words}" if words else ""
        try:
            operations = await asyncio.to_thread(self.desk_app.gateway.operations)
            await asyncio.to_thread(operations.load_network)
            async for told in operations.check_sources(which, numbers, name):
                if told.landed:
                    self.desk_app.reload_screens()
                self.desk_app.show_message(told.text + named)
        except FactcheckError as error:
            self.desk_app.show_message(error.message, alarm=True)
        except asyncio.CancelledError:
            self.desk_app.show_message(f"{name}: stopped; what was looked at is kept")
            raise

    def verb_edit(self, verb: CommandRequest) -> None:
        """Edit the claim in a form."""
        from .claim_form import ClaimForm

        assert verb.claim_id is not None
        try:
            pane = self.desk_app.gateway.reader.pane(verb.claim_id)
        except FactcheckError as error:
            self.refuse(verb, error.message)
            return
        self.open_form(verb, ClaimForm(pane.row))

    def verb_add(self, verb: CommandRequest) -> None:
        """Add a claim in a form."""
        from .claim_form import ClaimForm

        self.open_form(verb, ClaimForm(None))

    def verb_cite(self, verb: CommandRequest) -> None:
        """Cite a source in a form, and look at it at once."""
        from .cite_form import CiteForm

        assert verb.claim_id is not None
        self.open_form(verb, CiteForm(verb.claim_id, words=self.desk_app.claim_words(verb.claim_id)))

    def on_pasted(self, message: Pasted) -> None:
        """Cite the address that was pasted; other text has no place here, and acts on nothing."""
        from .cite_form import CiteForm

        message.stop()
        if message.url is None:
            self.say(f"{message.length:,} characters were pasted where no field is open: nothing was done", alarm=True)
        elif message.claim_id is None:
            self.say("no claim is under the cursor that could cite what was pasted", alarm=True)
        else:
            self.app.push_screen(
                CiteForm(message.claim_id, message.url, words=self.desk_app.claim_words(message.claim_id))
            )
            return
        self.desk_app.resume_keys()

    def open_form(self, verb: CommandRequest, form: Any) -> None:
        """Open a form; the keys typed since wait for it."""
        self.app.push_screen(form)

    def verb_help(self, verb: CommandRequest) -> None:
        """Show the keys that act here, or everything by name."""
        from . import palette

        self.app.push_screen(palette.finder(verb.name, self.desk_app, self.keys()))

    verb_palette = verb_help

    def verb_filter(self, verb: CommandRequest) -> None:
        """Filter; only a screen with a list can."""
        self.refuse(verb, "there is no list here to filter")

    def verb_unfilter(self, verb: CommandRequest) -> None:
        """Drop the filter; only a screen with a list has one."""

    def verb_show(self, verb: CommandRequest) -> None:
        """Open the claim; only a screen with a list has others."""

    def verb_back(self, verb: CommandRequest) -> None:
        """Go back, once: a second key that was typed ahead meets the screen below."""
        if self.is_current:
            self.dismiss()
        self.desk_app.resume_keys()

    def reload(self) -> None:
        """Show the claims in sight as they stand now."""
        raise AssertionError("each screen says how")

    def refill(self) -> None:
        """Show what others wrote, too."""
        self.reload()

    def keys(self) -> ClaimKeys:
        """Return the widget whose claim a verb chosen by name acts on."""
        raise AssertionError("each screen says which")
