"""The base of every screen with a claim under the cursor: it runs commands and asks for their words."""

from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from factcheck.errors import FactcheckError
from factcheck.services.text.phrases import counted

from ..commands import articles, single
from ..core.command import Scope
from ..core.requests import CommandRequest
from ..messages import Answered, Pasted, Question, StatusMessage
from ..text.claim_text import prompt_line
from ..widgets.command_keys import ClaimKeys
from ..widgets.conflict_strip import ConflictStrip
from ..widgets.fields import AnswerField
from .background import ReadsInBackground
from .base import BaseScreen

if TYPE_CHECKING:
    from factcheck.services.articles.values import Ingested, ReadArticle


class DeskScreen(ReadsInBackground, BaseScreen):
    """A screen whose keys act on claims; its last lines show messages, ask for words and name the keys."""

    AUTO_FOCUS = ""
    accepting: Any = None
    """The new wording whose stance or reason is asked for: a ``commands.alerts.Accepting``."""
    asked_by: CommandRequest | None = None
    """The command that the message line asks words for."""

    def compose_bottom(self) -> ComposeResult:
        """Yield the last lines."""
        with Vertical(id="bottom"):
            yield ConflictStrip()
            yield Static(id="message", markup=False)
            with Horizontal(id="prompt"):
                yield Static(id="question", markup=False)
                yield AnswerField(id="answer", compact=True)
            yield Static(id="hints", markup=False)

    def on_resize(self) -> None:
        """Draw as many hints as there is room for."""
        self.hint()

    def say(self, text: str, *, alarm: bool = False, lines: int = 1) -> None:
        """Show a message; a menu can take several lines."""
        self.desk_app.message_shown_at = monotonic()
        line = self.query_one("#message", Static)
        if line.styles.height is None or line.styles.height.value != lines:
            line.styles.height = lines
        styling, width = self.desk_app.styling, self.size.width - 2
        shown = text.split("\n") if lines > 1 else [text]
        line.update("\n".join(styling.fit(each, width).rstrip() for each in shown), layout=False)
        line.set_class(alarm, "alarm")

    def complain(self, error: FactcheckError) -> None:
        """Show an error."""
        self.say(error.message, alarm=True)

    def on_status_message(self, message: StatusMessage) -> None:
        """Show the message of a widget."""
        message.stop()
        self.say(message.text, alarm=message.alarm, lines=message.lines)
        self.hint()

    def on_question(self, message: Question) -> None:
        """Show a question; it counts as seen once it is drawn."""
        message.stop()
        self.say(message.text)
        self.hint()
        self.call_after_refresh(message.seen)

    def prompt_hint(self, width: int) -> str:
        """Return the claims that the open prompt is about, and the keys that answer it."""
        keys = self.keys()
        request = self.asked_by or (keys.confirmation.request if keys.confirmation else None)
        command = request.command if request else keys.pending
        if command is None or command.scope is not Scope.CLAIM:
            return ""
        claim_id = request.claim_id if request else keys.current_claim()
        marked = (request.origin if request else keys).marked() if command.bulk else 0
        what = counted(marked, "marked claim") if marked else f"claim {claim_id}: {self.desk_app.claim_words(claim_id)}"
        return prompt_line(what, command.answer_keys if self.asked_by else "", width, self.desk_app.styling)

    # Running commands

    def on_command_request(self, request: CommandRequest) -> None:
        """Run a command, or ask for its words first."""
        request.stop()
        self.hint()
        command = request.command
        if command.scope is Scope.CLAIM and request.claim_id is None:
            self.refuse(request, "no claim is under the cursor")
        elif request.marked is not None and command.bulk:
            command.bulk(self, request, request.marked)
        elif request.words is None and command.needs_words(request.value):
            self.ask(request)
        elif command.handler:
            command.handler(self, request)

    def refuse(self, request: CommandRequest, why: str) -> None:
        """Show why a command cannot run, and let the keys typed since act."""
        self.say(why, alarm=True)
        self.desk_app.resume_keys()

    def ask(self, request: CommandRequest, prompt: str = "") -> None:
        """Ask for the words of a command on the message line."""
        command = request.command
        self.asked_by = request
        self.query_one("#question", Static).update(prompt or command.prompt.format(value=request.value))
        answer = self.query_one("#answer", AnswerField)
        answer.clear()
        if command.suggestion:
            answer.offer(command.suggestion)
        answer.asker, answer.asked_by = request.origin, request
        self.add_class("asks")
        self.hint()
        self.desk_app.resume_keys(answer)

    def on_answered(self, message: Answered) -> None:
        """Close the prompt; the widget that asked runs the command."""
        message.stop()
        request = message.request
        if self.asked_by is request:
            self.asked_by = None
            self.remove_class("asks")
            self.hint()
        if request is None:
            return
        if message.text is None:
            self.say("")
        elif not message.text.strip():
            self.say(f"{request.command.title}: the answer was empty, so nothing was done", alarm=True)

    @work(group="checks")
    async def check_sources(self, which: str, numbers: tuple[int, ...], name: str, words: str = "") -> None:
        """Check sources while the reviewer goes on."""
        await single.check_sources(self.desk_app, which, numbers, name, words)

    @work(group="checks")
    async def check_ingested(self, article: "ReadArticle", ingested: "Ingested", name: str) -> None:
        """Check and capture the article of an ingest while the reviewer goes on."""
        await articles.check_ingested(self.desk_app, article, ingested, name)

    def on_pasted(self, message: Pasted) -> None:
        """Cite a pasted address; other text does nothing."""
        message.stop()
        if message.url is None:
            self.say(f"{message.length:,} characters were pasted outside of a field: nothing was done", alarm=True)
        elif message.claim_id is None:
            self.say("no claim is under the cursor to cite the pasted address for", alarm=True)
        else:
            self.desk_app.open_citation_form(message.claim_id, message.url)
            return
        self.desk_app.resume_keys()

    # Commands that each kind of screen runs in its own way

    def resolution_refusal(self, request: CommandRequest) -> str:
        """Return why no alert can be ended here; empty: one can."""
        return ""

    def alert_pending(self, request: CommandRequest) -> None:
        """Take note that an alert is being ended; a list of alerts removes its row."""

    def alert_still_open(self, request: CommandRequest) -> None:
        """Take note that an alert could not be ended."""

    def pane(self) -> str:
        """Return the pane that has the keys."""
        return "claim"

    def show_pane(self, pane: str, request: CommandRequest) -> None:
        """Go to a pane: a screen without panes goes back, and the one below shows it."""
        below = self.app.screen_stack[-2]
        self.dismiss()
        if isinstance(below, DeskScreen):
            below.show_pane(pane, request)

    def copy_source(self, request: CommandRequest) -> None:
        """Copy the address of a source."""
        single.copy_text(self, request.value or "", "the address ")

    def begin_filter(self, request: CommandRequest) -> None:
        """Filter; only a screen with a list can."""
        self.refuse(request, "there is no list to filter here")

    def clear_filter(self) -> None:
        """Clear the filter; only a screen with a list has one."""

    def use_saved_filter(self, request: CommandRequest) -> None:
        """Show a saved filter; only a screen with a list can."""
        self.refuse(request, "there is no list to filter here: press esc to go back to it")

    def mark_all_found(self) -> None:
        """Mark all claims; only a screen with a list can."""

    def open_claim(self, request: CommandRequest) -> None:
        """Open the claim; only a screen with a list has others."""

    def go_back(self, request: CommandRequest) -> None:
        """Go back once: a second key that was typed ahead acts on the screen below."""
        if self.is_current:
            self.dismiss()
        self.desk_app.resume_keys()

    def reload(self) -> None:
        """Show the visible claims as they are stored now."""
        raise NotImplementedError

    def refill(self) -> None:
        """Show the changes of others, too."""
        self.reload()

    def keys(self) -> ClaimKeys:
        """Return the widget that commands chosen by name act in."""
        raise NotImplementedError
