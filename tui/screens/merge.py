"""Claims that may say the same as a claim: one is chosen, and both are merged."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from factcheck.errors import FactcheckError
from factcheck.store.rows import ClaimRow
from factcheck.vocabulary import Status

from ..desk.match_search import REST_SECONDS, MatchSearch
from ..ports import app_of
from ..widgets.fields import Line
from ..widgets.match_list import MatchList
from .background import ReadsInBackground
from .message_line import MessageLine

if TYPE_CHECKING:
    from factcheck.services.editing.duplicates import Relinked
    from factcheck.services.matching.matches import ClaimMatch

HINTS = "type other words  ↑ ↓ select  enter merge  tab the other way round  esc close"
CONFIRM_HINTS = "enter merges  esc goes back"
STEPS = {"down": 1, "up": -1, "pagedown": 3, "pageup": -3, "ctrl+d": 3, "ctrl+n": 1}


class WordsLine(Line):
    """The words that are searched for; the keys that choose go to the list."""

    def act_on_key(self, event: events.Key) -> bool:
        """Act on a key in its turn."""
        screen = self.screen
        assert isinstance(screen, MergeScreen)
        if screen.asked is not None and event.key != "enter":
            screen.take_back()
            if event.key == "escape":
                return True
        if event.key == "escape":
            screen.close()
        elif event.key == "enter":
            screen.choose()
        elif event.key in STEPS:
            screen.matches.move(STEPS[event.key])
        elif event.key == "tab":
            screen.turn()
        elif event.key != "shift+tab":
            super().act_on_key(event)
        return True


class MergeScreen(MessageLine, ReadsInBackground):
    """The claims that may say the same, beside a line for other words. Enter asks, and enter again merges."""

    AUTO_FOCUS = ""

    def __init__(self, row: ClaimRow) -> None:
        super().__init__()
        self.row = row
        self.turned = row.status is Status.PUBLISHED
        """The chosen claim is merged into this one, instead of this one into the chosen."""
        self.asked: ClaimMatch | None = None
        """The claim that the next enter merges with."""

    def compose(self) -> ComposeResult:
        """Yield the claim, the words, the list and the last lines."""
        yield Static(id="form-heading", markup=False)
        yield Static(id="merge-claim", markup=False)
        with Horizontal(id="filtering"):
            yield Static(">", id="slash", markup=False)
            yield WordsLine(id="search", compact=True, placeholder="other words to search for")
        yield MatchList(text_lines=3, empty="searching…")
        yield Static(id="form-message", markup=False)
        yield Static(app_of(self).styling.own(HINTS), id="hints", markup=False)

    def on_mount(self) -> None:
        """Search for the words of the claim; the line takes the keys typed so far."""
        app = app_of(self)
        self.search = MatchSearch(self, app.gateway, self.show, app.crash_with)
        self.draw()
        self.ask(seconds=0)
        app.resume_keys(self.query_one(WordsLine))

    def on_unmount(self) -> None:
        """End the search."""
        self.search.close()

    @property
    def matches(self) -> MatchList:
        """The list."""
        return self.query_one(MatchList)

    def draw(self) -> None:
        """Show the claim, and which of the two remains."""
        row, styling = self.row, app_of(self).styling
        heading = (
            f"merge the chosen claim into claim {row.id}"
            if self.turned
            else f"merge claim {row.id} into the chosen one"
        )
        self.query_one("#form-heading", Static).update(heading)
        self.query_one("#merge-claim", Static).update(
            styling.fit(f"{row.status} · {row.claimant}: {row.standalone or row.text}", self.size.width - 2).rstrip()
        )

    def on_resize(self) -> None:
        """Draw what depends on the width."""
        self.draw()

    # The search

    def on_input_changed(self, event: WordsLine.Changed) -> None:
        """Search for other words once typing rests."""
        event.stop()
        self.ask()

    def ask(self, *, seconds: float = REST_SECONDS) -> None:
        """Search for the typed words, else for those of the claim."""
        row = self.row
        if typed := self.query_one(WordsLine).value.strip():
            self.search.ask(typed, exclude=(row.id,), said=row.text, seconds=seconds)
        else:
            self.search.ask(row.text, language=row.language, exclude=(row.id,), seconds=seconds)

    def show(self, found: "Sequence[ClaimMatch] | str") -> None:
        """Show the matches, or why there are none."""
        if isinstance(found, str):
            self.matches.show((), "")
            self.say(found, alarm=True)
        else:
            self.matches.show(found, "no tracked claim is similar: type other words")

    # The merge

    def turn(self) -> None:
        """Let the other claim remain."""
        if self.turned and self.row.status is Status.PUBLISHED:
            self.say(f"claim {self.row.id} is published: the other claim is merged into it", alarm=True)
            return
        self.turned = not self.turned
        self.draw()

    def choose(self) -> None:
        """Ask, or merge after the question."""
        chosen = self.matches.chosen
        if self.asked is not None:
            self.merge(self.asked)
        elif chosen is None:
            self.say("no claim is selected", alarm=True)
        elif self._pair(chosen)[0] == chosen.claim_id and chosen.status == Status.PUBLISHED:
            self.say(f"claim {chosen.claim_id} is published and must remain: tab turns the two round", alarm=True)
        else:
            self.asked = chosen
            merged, remaining = self._pair(chosen)
            question = f"merge claim {merged} into claim {remaining}"
            if chosen.differs:
                self.say(f"the two differ: {question} all the same?", alarm=True)
            else:
                self.say(f"{question}?")
            self.query_one("#hints", Static).update(CONFIRM_HINTS)

    def _pair(self, other: "ClaimMatch") -> tuple[int, int]:
        """Return the claim that is merged, and the one that remains."""
        return (other.claim_id, self.row.id) if self.turned else (self.row.id, other.claim_id)

    def take_back(self) -> None:
        """Drop the question."""
        self.asked = None
        self.say("")
        self.query_one("#hints", Static).update(app_of(self).styling.own(HINTS))

    def merge(self, other: "ClaimMatch") -> None:
        """Merge the two, close, and show the claim that remains."""
        app, version = app_of(self), None if self.turned else app_of(self).seen(self.row.id, self.row.version)
        merged, remaining = self._pair(other)
        app.pause_keys()

        def done(result: "Relinked") -> None:
            app.forget_versions()
            self.dismiss()
            app.show_claim(result.other_id)
            app.show_message(f"claim {merged} is merged into claim {result.other_id} ({app.undo_hint()})")
            app.resume_keys()

        def failed(error: FactcheckError) -> None:
            self.take_back()
            self.say(error.message, alarm=True)
            app.resume_keys()

        app.write(lambda operations: operations.merge(merged, remaining, version), done, failed)

    def on_match_list_chosen(self, message: MatchList.Chosen) -> None:
        """Ask about the match that was clicked twice."""
        message.stop()
        self.choose()
