"""The application and its screens, as widgets, screens and commands know them.

Only :mod:`tui` itself and what launches it import the application. Everything else knows these protocols, so that each
module can be read, tested and replaced without the others.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

from textual.dom import DOMNode

from factcheck.errors import Conflict, FactcheckError
from factcheck.store.rows import ClaimRow

from .core.keymap import Keymap
from .core.requests import CommandRequest, CommandSource
from .core.triage import ReviewerState
from .text.claim_text import TextStyle


class MonitorPort(Protocol):
    """The news of the desk, as screens know it."""

    last_event: int
    """The newest event that the screen shows."""
    others: list[str]
    """The other reviewers who have this desk open."""


class ConflictsPort(Protocol):
    """The conflicts that wait for a decision."""

    def decide(self, *, overwrite: bool) -> None:
        """Decide the conflict that is shown."""


class AppPort(Protocol):
    """The application."""

    keymap: Keymap
    styling: TextStyle
    ratings: dict[str, str]
    actor: str
    desk_name: str
    gateway: Any
    """The desk: a ``desk.gateway.Gateway``."""
    reviewer_state: ReviewerState
    message_shown_at: float
    leaving: bool
    typed: Any

    @property
    def monitor(self) -> MonitorPort:
        """The news of the desk."""

    @property
    def conflicts(self) -> ConflictsPort:
        """The conflicts that wait for a decision."""

    @property
    def is_running(self) -> bool:
        """Whether the application runs."""

    # Keys

    def pause_keys(self) -> None:
        """Keep every later key until ``resume_keys``."""

    def resume_keys(self, to: Any = None) -> None:
        """Focus a widget, if one is given, and act on the keys that were kept."""

    def load_services(self) -> None:
        """Load the services in the background."""

    # Writing

    def write(
        self,
        action: Callable[[Any], Any],
        done: Callable[[Any], None],
        failed: Callable[[FactcheckError], None],
        *,
        adds: bool = False,
    ) -> None:
        """Store something, after everything that was asked for before; ``adds`` means that it changes nothing else."""

    def write_many(
        self,
        title: str,
        action: Callable[[Any, Any], Any],
        done: Callable[[Any], None],
        failed: Callable[[FactcheckError], None],
    ) -> None:
        """Store a change of many claims; the top line shows the progress, and escape stops it."""

    def seen(self, claim_id: int, painted: int | None) -> int | None:
        """Return the version of a claim that the reviewer acted on."""

    def saved(self, claim_id: int, version: int) -> None:
        """Remember a version that the reviewer's own change made."""

    def forget_versions(self) -> None:
        """Forget the versions that the reviewer's own changes made."""

    def add_conflict(
        self,
        conflict: Conflict,
        overwrite: Callable[[], None],
        keep: Callable[[], Any] = ...,
        *,
        claim_id: int | None = None,
        form: Any = None,
        wanted: str = "",
    ) -> None:
        """Show both versions of a change that another reviewer was faster with."""

    # Screens

    def show_message(self, text: str, *, alarm: bool = False) -> None:
        """Show a message on every screen."""

    def hint(self) -> None:
        """Draw the lines of hints again."""

    def reload_screens(self) -> None:
        """Show every claim on the screen as it is stored now."""

    def repaint(self, claim_id: int | None = None) -> None:
        """Draw the list again, with changes that are not stored yet."""

    def rows(self, ids: Sequence[int]) -> list[ClaimRow]:
        """Return claims as they are shown."""

    def claim_words(self, claim_id: int | None) -> str:
        """Return the first words of a claim."""

    def undo_hint(self) -> str:
        """Return the words that name the key of undo."""

    def saved_filters(self) -> dict[str, str]:
        """Return the saved filters, by letter."""

    def keep_marked(self, ids: list[int]) -> None:
        """Mark claims in the queue again."""

    def show_claim(self, claim_id: int) -> None:
        """Put the cursor on a new claim, or open it."""

    def open_claim(self, claim_id: int) -> None:
        """Open a claim above the screen that is shown."""

    def filter_queue(self, request: CommandRequest) -> None:
        """Put the keys into the filter of the queue."""

    def check_sources(self, which: str, numbers: tuple[int, ...], name: str, words: str = "") -> None:
        """Check sources while the reviewer goes on."""

    def progress(self) -> str:
        """Return the progress of the verifier's run."""

    def own_progress(self) -> str:
        """Return the progress of the reviewer's own bulk change."""

    def call_next(self, callback: Callable[..., Any], *args: Any) -> Any:
        """Call something after the message under way."""

    def crash_with(self, error: Exception) -> None:
        """End because of an error in the program."""

    def request_leave(self) -> None:
        """Store what waits, and leave."""

    def open_diff(self, claim_id: int, citation_id: int) -> None:
        """Open the changes of a citation's source."""

    def open_alerts(self) -> None:
        """Open the list of alerts."""

    def open_claim_form(self, row: ClaimRow | None) -> None:
        """Open the form of a claim; None: a new one."""

    def open_citation_form(self, claim_id: int, url: str = "") -> None:
        """Open the form of a new citation."""

    def open_merge(self, row: ClaimRow) -> None:
        """Open the list of claims that a claim may be merged into."""

    def open_ingest(self) -> None:
        """Open the screen that reads an article."""

    def check_ingested(self, article: Any, ingested: Any, name: str) -> None:
        """Check and capture the article of an ingest while the reviewer goes on."""

    def open_help(self, keys: CommandSource) -> None:
        """Open the list of keys."""

    def open_palette(self, keys: CommandSource) -> None:
        """Open the list of all commands."""


class ScreenPort(Protocol):
    """A screen whose keys act on claims."""

    accepting: Any
    """The new wording that is being accepted."""

    @property
    def desk_app(self) -> AppPort:
        """The application."""

    @property
    def is_attached(self) -> bool:
        """Whether the screen is still open."""

    @property
    def app(self) -> Any:
        """The framework's application: clipboard, suspension."""

    def say(self, text: str, *, alarm: bool = False, lines: int = 1) -> None:
        """Show a message."""

    def complain(self, error: FactcheckError) -> None:
        """Show an error."""

    def refuse(self, request: CommandRequest, why: str) -> None:
        """Show why a command cannot run, and let the keys typed since act."""

    def ask(self, request: CommandRequest, prompt: str = "") -> None:
        """Ask for the words of a command."""

    def keys(self) -> CommandSource:
        """Return the widget that commands chosen by name act in."""

    def check_sources(self, which: str, numbers: tuple[int, ...], name: str, words: str = "") -> Any:
        """Check sources while the reviewer goes on."""

    def resolution_refusal(self, request: CommandRequest) -> str:
        """Return why no alert can be ended here; empty: one can."""

    def alert_pending(self, request: CommandRequest) -> None:
        """Take note that an alert is being ended."""

    def alert_still_open(self, request: CommandRequest) -> None:
        """Take note that an alert could not be ended."""

    def pane(self) -> str:
        """Return the pane that has the keys."""

    def show_pane(self, pane: str, request: CommandRequest) -> None:
        """Go to a pane."""

    def copy_source(self, request: CommandRequest) -> None:
        """Copy the address of a source."""

    def begin_filter(self, request: CommandRequest) -> None:
        """Put the keys into the filter."""

    def clear_filter(self) -> None:
        """Clear the filter."""

    def use_saved_filter(self, request: CommandRequest) -> None:
        """Show a saved filter, save the one in use, or remove one."""

    def mark_all_found(self) -> None:
        """Mark every claim that the filter finds."""

    def open_claim(self, request: CommandRequest) -> None:
        """Open the claim."""

    def go_back(self, request: CommandRequest) -> None:
        """Go back."""


def app_of(node: DOMNode) -> AppPort:
    """Return the application that a screen or a widget belongs to."""
    return cast("AppPort", node.app)
