"""What every screen with a claim under the cursor can do to it."""

import asyncio
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Static

from factcheck.errors import Conflict, FactcheckError, InputError
from factcheck.services import alerts, claims, history
from factcheck.services.checks import RunEnded, RunPlanned, verify
from factcheck.services.guards import checked
from factcheck.services.planning import Selection, Which
from factcheck.services.recording import SourceChecked
from factcheck.store import queries

from ..keys import BY_NAME, ME, NOBODY, PRIORITIES
from ..messages import Answered, Said, Verb
from ..render import hint_line
from ..widgets.dispatch import ClaimKeys
from ..widgets.fields import Answer
from .front import front_of

if TYPE_CHECKING:
    from ..app import FactcheckApp

QUESTIONS = {
    "rate": "why {value}?",
    "status": "why {value}?",
    "assign": "to whom?",
    "note": "note:",
    "tag": "tags (-word takes off):",
}


class DeskScreen(Screen[None]):
    """A screen whose keys act on claims; its last lines tell what happened, ask for words and name the keys."""

    AUTO_FOCUS = ""
    question: Verb | None = None
    """What the message line is asking words for."""

    @property
    def front(self) -> "FactcheckApp":
        """The application."""
        return front_of(self)

    def compose_bottom(self) -> ComposeResult:
        """Give the last lines."""
        with Vertical(id="bottom"):
            yield Static(id="said", markup=False)
            with Horizontal(id="asking"):
                yield Static(id="question", markup=False)
                yield Answer(id="answer", compact=True)
            yield Static(id="hints", markup=False)

    def on_resize(self) -> None:
        """Name as many keys as there is room for."""
        self.query_one("#hints", Static).update(hint_line(self.size.width - 2))

    def say(self, text: str, *, alarm: bool = False) -> None:
        """Put a line on the message line."""
        line = self.query_one("#said", Static)
        line.update(self.front.pen.foreign(text))
        line.set_class(alarm, "alarm")

    def on_said(self, message: Said) -> None:
        """Show what a widget says."""
        message.stop()
        self.say(message.text, alarm=message.alarm)

    # What the keys ask for

    def on_verb(self, verb: Verb) -> None:
        """Do what a key asks for."""
        verb.stop()
        match verb.name:
            case "add" | "filter" | "help" | "back" | "show" | "unfilter" | "undo" | "redo":
                getattr(self, f"verb_{verb.name}")(verb)
            case _ if verb.claim_id is None:
                self.refuse(verb, "no claim is under the cursor")
            case "rate" | "note" | "tag":
                self.ask(verb)
            case "status" if verb.value == "rejected":
                self.ask(verb)
            case "assign" if verb.value == BY_NAME:
                self.ask(verb)
            case "status" | "assign" | "priority":
                self.change(verb)
            case _:
                getattr(self, f"verb_{verb.name}")(verb)

    def refuse(self, verb: Verb, why: str) -> None:
        """Say why not, and let the keys typed since act where they were typed."""
        self.say(why, alarm=True)
        self.front.give()

    def ask(self, verb: Verb) -> None:
        """Ask for words on the message line."""
        self.question = verb
        self.query_one("#question", Static).update(QUESTIONS[verb.name].format(value=verb.value))
        answer = self.query_one("#answer", Answer)
        answer.clear()
        answer.asker, answer.verb = verb.origin, verb
        answer.moves_on = verb.value is not None
        self.add_class("asks")
        self.front.give(answer)

    def on_answered(self, message: Answered) -> None:
        """Take the words."""
        message.stop()
        verb = message.verb
        if self.question is verb:
            self.question = None
            self.remove_class("asks")
        if verb is None:
            return
        if message.text is None:
            self.say("")
        elif not message.text.strip():
            self.say(f"{verb.name}: nothing was written, so nothing was done", alarm=True)
        else:
            self.answered(verb, message.text.strip())

    def answered(self, verb: Verb, text: str) -> None:
        """Do what was asked, with the words."""
        assert verb.claim_id is not None
        claim_id, desk = verb.claim_id, self.front.desk
        match verb.name:
            case "rate":
                self.store(
                    verb,
                    lambda version: claims.rate_claim(desk, claim_id, verb.value, text, version=version),
                    f"claim {claim_id} is rated {verb.value}",
                )
            case "note":
                self.store(verb, lambda _: claims.add_note(desk, claim_id, text), f"noted on claim {claim_id}")
            case "status":
                self.edit(verb, f"claim {claim_id} is rejected", status="rejected", status_why=text)
            case "assign":
                self.edit(verb, f"claim {claim_id} is {text}'s", assignee=text)
            case "tag":
                words = text.replace(",", " ").split()
                add = tuple(word.removeprefix("+") for word in words if not word.startswith("-"))
                remove = tuple(word[1:] for word in words if word.startswith("-"))
                self.edit(verb, f"claim {claim_id}: tags {text}", add_tags=add, remove_tags=remove)

    def change(self, verb: Verb) -> None:
        """Set a field to a value that needs no words."""
        value, told = verb.value, f"claim {verb.claim_id}: {verb.name} {verb.value}"
        match verb.name:
            case "status":
                self.edit(verb, told, status=value)
            case "priority":
                letter = next(figure for figure, word in PRIORITIES.items() if word == value)
                self.edit(verb, told, priority=int(letter))
            case "assign":
                assignee = {ME: self.front.desk.actor, NOBODY: None}[value or NOBODY]
                self.edit(verb, f"claim {verb.claim_id} is {assignee or 'nobody'}'s", assignee=assignee)

    def edit(self, verb: Verb, told: str, **given: Any) -> None:
        """Change the claim."""
        claim_id, desk = verb.claim_id, self.front.desk
        assert claim_id is not None
        try:
            edit = checked(claims.ClaimEdit, **given)
        except InputError as error:
            self.say(error.message, alarm=True)
            return
        self.store(verb, lambda version: claims.edit_claim(desk, claim_id, edit, version=version), told)

    def store(self, verb: Verb, act: Callable[[int | None], Any], told: str) -> None:
        """Store it in its turn, against the version the reviewer saw; tell of it, or show both versions."""
        claim_id = verb.claim_id
        assert claim_id is not None

        def now() -> Any:
            return act(self.front.seen(claim_id, verb.version))

        def done(version: Any) -> None:
            if verb.name != "note":
                self.front.saved(claim_id, version)
            self.front.tell(f"{told} (u undoes it)")
            self.front.look_again()

        def failed(error: FactcheckError) -> None:
            if isinstance(error, Conflict):
                self.front.ask_about(error, lambda: self.store(_at(verb, error.version), act, told))
            else:
                self.say(error.message, alarm=True)

        self.front.write(now, done, failed)

    # Verbs that act by themselves

    def verb_undo(self, verb: Verb) -> None:
        """Undo the reviewer's last action."""
        self._history(history.undo)

    def verb_redo(self, verb: Verb) -> None:
        """Do again what was undone."""
        self._history(history.redo)

    def _history(self, act: Callable[..., history.Undone]) -> None:
        def done(undone: history.Undone) -> None:
            self.front.tell(undone.summary)
            self.front.forget_versions()
            self.front.look_again()

        self.front.write(lambda: act(self.front.desk), done, self.complain)

    def complain(self, error: FactcheckError) -> None:
        """Say what went wrong."""
        self.say(error.message, alarm=True)

    def verb_open(self, verb: Verb) -> None:
        """Open a source in the reviewer's browser."""
        assert verb.value
        if webbrowser.open(verb.value):
            self.say(f"opened {verb.value}")
        else:
            self.say(f"no browser can be started here; set BROWSER. The address: {verb.value}", alarm=True)

    def verb_dismiss(self, verb: Verb) -> None:
        """End the claim's newest alert as a false alarm."""
        self._alert(verb, lambda alert_id: alerts.dismiss(self.front.desk, alert_id), "dismissed")

    def verb_accept(self, verb: Verb) -> None:
        """Take the new wording as the quote."""
        self._alert(verb, lambda alert_id: alerts.accept(self.front.desk, alert_id), "accepted, with its new words")

    def _alert(self, verb: Verb, act: Callable[[int], Any], told: str) -> None:
        claim_id = verb.claim_id
        assert claim_id is not None

        def now() -> tuple[int, int]:
            with self.front.desk.read() as session:
                open_ones = queries.alerts_of(session, claim_id)
            if not open_ones:
                raise InputError(f"claim {claim_id} has no open alert")
            act(open_ones[0].id)
            return open_ones[0].id, len(open_ones) - 1

        def done(what: tuple[int, int]) -> None:
            left = f"; {what[1]} more" if what[1] else ""
            self.front.tell(f"alert {what[0]} of claim {claim_id} is {told}{left} (u undoes it)")
            self.front.forget_versions()
            self.front.look_again()

        self.front.write(now, done, self.complain)

    def verb_recheck(self, verb: Verb) -> None:
        """Look at the claim's sources again."""
        assert verb.claim_id is not None
        self.look(Selection(Which.CLAIMS, (verb.claim_id,)), f"claim {verb.claim_id}")

    @work(group="looks")
    async def look(self, selection: Selection, name: str) -> None:
        """Look at sources while the reviewer goes on; tell how it goes."""
        done = total = 0
        told = ""
        try:
            async for news in verify(self.front.desk, self.front.settings, selection):
                match news:
                    case RunPlanned(sources=total):
                        told = f"{name}: nothing to look at" if not total else f"{name}: looking at {total} sources"
                    case SourceChecked():
                        done += 1
                        told = f"{name}: {done}/{total}  {outcome(news)}"
                        self.front.look_again()
                    case RunEnded(alerts_opened=opened) if opened:
                        told = f"{told}  {opened} alerts opened"
                self.front.tell(told)
        except FactcheckError as error:
            self.front.tell(error.message, alarm=True)
        except asyncio.CancelledError:
            self.front.tell(f"{name}: stopped; what was looked at is kept")
            raise

    def verb_edit(self, verb: Verb) -> None:
        """Edit the claim in a form."""
        from .claim_form import ClaimForm

        assert verb.claim_id is not None
        try:
            with self.front.desk.read() as session:
                detail = queries.claim_detail(session, verb.claim_id)
        except FactcheckError as error:
            self.refuse(verb, error.message)
            return
        self.open_form(verb, ClaimForm(detail.row))

    def verb_add(self, verb: Verb) -> None:
        """Add a claim in a form."""
        from .claim_form import ClaimForm

        self.open_form(verb, ClaimForm(None))

    def verb_cite(self, verb: Verb) -> None:
        """Cite a source in a form, and look at it at once."""
        from .cite_form import CiteForm

        assert verb.claim_id is not None
        self.open_form(verb, CiteForm(verb.claim_id))

    def open_form(self, verb: Verb, form: Any) -> None:
        """Open a form; the keys typed since wait for it."""
        self.app.push_screen(form)

    def verb_help(self, verb: Verb) -> None:
        """Show the keys."""
        from .help import HelpScreen

        self.app.push_screen(HelpScreen())

    def verb_filter(self, verb: Verb) -> None:
        """Filter; only a screen with a list can."""
        self.refuse(verb, "there is no list here to filter")

    def verb_unfilter(self, verb: Verb) -> None:
        """Drop the filter; only a screen with a list has one."""

    def verb_show(self, verb: Verb) -> None:
        """Open the claim; only a screen with a list has others."""

    def verb_back(self, verb: Verb) -> None:
        """Go back."""
        self.dismiss()
        self.front.give()

    def reload(self) -> None:
        """Show the claims in sight as they stand now."""
        raise AssertionError("each screen says how")

    def refill(self) -> None:
        """Show what others wrote, too."""
        self.reload()

    def keys(self) -> ClaimKeys:
        """Return the widget whose claim a verb chosen by name acts on."""
        raise AssertionError("each screen says which")


def _at(verb: Verb, version: int) -> Verb:
    return Verb(verb.name, verb.claim_id, version, verb.value, verb.origin)


def outcome(news: SourceChecked) -> str:
    """Return a look in a few words."""
    quotes = [f"quote {each.finding.outcome}" for each in news.quotes if each.finding]
    return "  ".join([f"link {news.finding.link} ({news.finding.reason})", *quotes])
