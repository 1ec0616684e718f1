"""The application: its screens, the order of its writes, and the monitor of changes by others."""

import asyncio
import locale
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any

from rich.style import Style
from textual.await_complete import AwaitComplete
from textual.css.query import NoMatches
from textual.events import Key, Resize
from textual.screen import Screen
from textual.worker import WorkerFailed

from factcheck.errors import Conflict, FactcheckError, InputError
from factcheck.services.operations.presence import Presence
from factcheck.store.rows import ClaimRow

from .commands import saved_filters
from .commands.registry import BACK, COMMANDS, UNDO
from .conflicts import ConflictQueue, EditConflict
from .core.keymap import Keymap
from .core.requests import CommandRequest, CommandSource
from .core.shutdown import LAST_WRITES_MAX_SECONDS
from .core.style_cache import forget_closed
from .core.triage import ReviewerState
from .desk.bulk_progress import BulkProgress
from .desk.change_monitor import ChangeMonitor
from .desk.gateway import Gateway
from .desk.write_queue import WriteJob, WriteQueue
from .screens.claim import ClaimScreen
from .screens.desk import DeskScreen
from .screens.queue import QueueScreen
from .screens.too_small import TooSmallScreen, is_too_small
from .text.claim_text import TextStyle, first_words
from .widgets.claim_list import ClaimList
from .widgets.command_keys import ClaimKeys, spelled
from .widgets.fields import Form
from .widgets.typeahead import TypeAheadApp

if TYPE_CHECKING:
    from factcheck.services.articles.values import Ingested, ReadArticle
    from factcheck.services.pacing import Progress

    from .desk.operations import Operations

OWN_MESSAGE_MIN_SECONDS = 3.0
"""Time for which news of others do not replace a reviewer's own message."""
PAINT_MAX_SECONDS = 0.015
"""Time in which a screen is drawn."""
PRESENCE_DELAY_SECONDS = 0.3


class FactcheckApp(TypeAheadApp):
    """The desk in the terminal."""

    CSS_PATH = "app.tcss"
    TITLE = "factcheck"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, gateway: Gateway) -> None:
        """Raises InputError for an unusable theme, key or scale, DeskError for a database that cannot be read."""
        start = gateway.start
        self.keymap = Keymap(COMMANDS, start.keys)
        super().__init__()
        self.animation_level = "none"
        if start.desk.theme not in self.available_themes:
            known = ", ".join(sorted(self.available_themes))
            raise InputError(f"there is no theme {start.desk.theme!r}; desk.theme is one of {known}")
        self.theme = start.desk.theme
        self.gateway = gateway
        self.actor = start.actor
        utf8 = locale.getencoding().lower().replace("-", "") == "utf8"
        self.styling = TextStyle(ascii=start.desk.ascii or not utf8, head=Style(bold=True))
        self.set_class(self.styling.ascii, "-ascii")
        self.ratings = gateway.reader.scale()
        self.keymap.check_scale(self.ratings)
        self.desk_name = Path(start.db).name
        self.write_queue = WriteQueue(self.show_waiting, self.painted)
        gateway.may_wait = self.write_queue.may_wait
        self.reviewer_state = ReviewerState()
        self.versions: dict[int, int] = {}
        """The versions that the reviewer's own changes made, until they are painted."""
        self.conflicts = ConflictQueue(self)
        self.presence = Presence(start.db, start.actor)
        self.monitor = ChangeMonitor(self, gateway)
        self.message_shown_at = -OWN_MESSAGE_MIN_SECONDS
        self.crash: Exception | None = None
        self.exit_signal: int | None = None
        """The signal that ended the program."""
        self.bulk_progress: BulkProgress | None = None
        """The bulk change that is being stored."""
        self.warned_about: BulkProgress | None = None
        """The bulk change that a reviewer who wanted to leave was warned about."""
        self.leaving = False
        self.exit_messages: list[str] = []
        """Messages printed after leaving: nobody reads the message line then."""
        self.event_loop: asyncio.AbstractEventLoop | None = None
        self.pause_keys()  # what is typed before the queue is open waits for it

    def get_default_screen(self) -> Screen[Any]:
        """Begin with the queue: its rows are drawn first."""
        return QueueScreen()

    def on_mount(self) -> None:
        """Begin to write and to watch."""
        self.event_loop = asyncio.get_running_loop()
        self.gateway.failed = self.crash_with
        self.run_worker(self.write_queue.run(), group="writes")
        self.set_timer(PRESENCE_DELAY_SECONDS, self.presence.enter)
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))  # the terminal kept nothing
        self.run_worker(self.monitor.run(), group="changes")

    def on_unmount(self) -> None:
        """Report this reviewer as gone."""
        self.presence.leave()

    def on_resize(self, event: Resize) -> None:
        """Say how much room is needed where there is less."""
        small = isinstance(self.screen, TooSmallScreen)
        if is_too_small(event.size) and not small:
            self.push_screen(TooSmallScreen())
        elif small and not is_too_small(event.size):
            self.pop_screen()

    def pop_screen(self) -> AwaitComplete:
        """Close the topmost screen, and free what was drawn of it."""
        forget_closed()
        return super().pop_screen()

    def call_in_loop(self, callback: Callable[..., None], *given: Any) -> None:
        """Call something in the event loop, from any thread."""
        if self.event_loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self.event_loop.call_soon_threadsafe(callback, *given)

    # Writing

    def write(
        self,
        action: "Callable[[Operations], Any]",
        done: Callable[[Any], None],
        failed: Callable[[FactcheckError], None],
        *,
        adds: bool = False,
    ) -> None:
        """Store something, after everything that was asked for before; ``adds`` means that it changes nothing else."""

        def report(error: FactcheckError) -> None:
            if self.leaving:
                self.exit_messages.append(f"a change was not stored: {error.message}")
            failed(error)

        self.write_queue.put(WriteJob(lambda: action(self.gateway.operations()), done, report, adds))

    def write_many(
        self,
        title: str,
        action: "Callable[[Operations, Progress], Any]",
        done: Callable[[Any], None],
        failed: Callable[[FactcheckError], None],
    ) -> None:
        """Store a change of many claims; the top line shows the progress, and escape stops it."""
        bulk = BulkProgress(self, title)

        def write(operations: "Operations") -> Any:
            self.bulk_progress = bulk
            return action(operations, bulk.progress)

        def end(then: Callable[[Any], None], result: Any) -> None:
            self.bulk_progress = None
            if self.leaving and bulk.done < bulk.total:
                self.exit_messages.append(f"{bulk.line()} claims were stored; undo takes them back")
            self.draw_badges()
            then(result)

        self.write(write, partial(end, done), partial(end, failed))

    def draw_bulk_progress(self) -> None:
        """Draw the progress, from the thread that stores; that never waits for the screen."""
        self.call_in_loop(self.draw_badges)

    def progress(self) -> str:
        """Return the progress of the verifier's run."""
        running = self.monitor.running
        return f"verifying {running.checked:,}/{running.planned:,}" if running else ""

    def own_progress(self) -> str:
        """Return the progress of the reviewer's own bulk change."""
        bulk = self.bulk_progress
        return f"{bulk.line()} (esc stops)" if bulk is not None and bulk.is_long else ""

    def draw_badges(self) -> None:
        """Draw the top line of the queue."""
        if queue := self.queue():
            queue.draw_badges()

    def stop_bulk(self) -> bool:
        """Stop the bulk change that is being stored; return whether there was one."""
        bulk = self.bulk_progress
        if bulk is None or not bulk.is_long:
            return False
        bulk.stop.set()
        self.show_message(f"{bulk.title}: stopping…")
        return True

    def load_services(self) -> None:
        """Load the services while the reviewer still types."""
        if self.gateway.loaded is None:
            self.run_worker(self._load, group="load", exclusive=True, thread=True, exit_on_error=False)

    def _load(self) -> None:
        try:
            self.gateway.operations()
        except FactcheckError:
            return  # the command that needs them reports it

    def show_waiting(self, count: int) -> None:
        """Show that storing takes long."""
        if self.bulk_progress is not None and self.bulk_progress.total:
            if count > 1:
                self.show_message(f"saving… {count - 1} waiting for {self.bulk_progress.line()} claims")
            return
        loading = self.gateway.loaded is None
        self.show_message("saving…" if loading else f"saving… {count} waiting for another program to finish writing")

    async def painted(self) -> None:
        """Wait, for no more than a moment, until the last change is on the screen."""
        drawn = asyncio.Event()
        self.screen.call_after_refresh(drawn.set)
        with suppress(TimeoutError):
            await asyncio.wait_for(drawn.wait(), PAINT_MAX_SECONDS)

    def seen(self, claim_id: int, painted: int | None) -> int | None:
        """Return the version the reviewer acted on: the painted one, or the one their own last change made."""
        return max(filter(None, (painted, self.versions.get(claim_id))), default=None)

    def saved(self, claim_id: int, version: int) -> None:
        """Remember a version that the reviewer's own change made."""
        self.versions[claim_id] = version

    def forget_versions(self) -> None:
        """Trust the painted versions again, after a change of claims whose new versions are unknown."""
        self.versions.clear()

    def add_conflict(
        self,
        conflict: Conflict,
        overwrite: Callable[[], None],
        keep: Callable[[], Any] = lambda: None,
        *,
        claim_id: int | None = None,
        form: Screen[Any] | None = None,
        wanted: str = "",
    ) -> None:
        """Show both versions of a change that another reviewer was faster with; a ``form`` still has the reviewer's."""
        self.resume_keys()
        for screen in self.desk_screens():
            if not screen.keys().is_prompting:
                screen.say("")  # what was asked is answered
        self.conflicts.add(EditConflict(conflict, claim_id, overwrite, keep, form, wanted))

    def show_contested(self, claims: frozenset[int]) -> None:
        """Mark the claims with conflicts in the list."""
        if queue := self.queue():
            queue.claim_list.contested = claims
            queue.claim_list.refresh()

    # Keys

    def handle_first(self, event: Key) -> bool:
        """Give a visible conflict its keys, and let esc stop a bulk change before it does anything else."""
        self.write_queue.answered(event.time)
        if self.conflicts.waiting and self.conflicts.act_on_key(event):
            return True
        on_list = isinstance(self.focused, ClaimList) and not self.focused.is_prompting
        return event.key == "escape" and on_list and self.stop_bulk()

    def interrupt_wait(self, event: Key) -> bool:
        """Let esc stop a wait for the list, and let the key that leaves do so although the list is not there yet."""
        queue = self.queue()
        if queue is None or self.screen is not queue or queue.awaited is None:
            return False
        if event.key == "escape":
            return queue.stop_waiting()
        keys = (*self.typed, event)
        if any(not isinstance(each, Key) or self.keymap.everywhere.get(spelled(each)) is not BACK for each in keys):
            return False  # it can be a letter of words that were typed ahead
        queue.stop_waiting()
        self.request_leave()
        return True

    def fallback(self) -> ClaimKeys | None:
        """Return the widget that has the keys where none has the focus: the claims'."""
        with suppress(NoMatches):  # the screen is being opened or closed
            return self.screen.keys() if isinstance(self.screen, DeskScreen) else None
        return None

    # Leaving

    def request_leave(self) -> None:
        """Store what waits, and leave."""
        self.run_worker(self.leave(), group="leave")

    async def leave(self) -> None:
        """Store what waits, and leave; warn first where a bulk change still goes on."""
        bulk = self.bulk_progress
        if bulk is not None and bulk.is_long and self.warned_about is not bulk:
            self.warned_about = bulk
            key = self.keymap.key(BACK)
            self.show_message(f"{bulk.line()} stored: esc stops it, {key} stops it and quits", alarm=True)
            self.resume_keys()
            return
        await self.action_quit()

    async def action_quit(self) -> None:
        """Leave by the framework's own key: what waits is stored, a bulk change stops where it is."""
        self.leaving = True
        self.gateway.reads.stop()
        await self.write_queue.settle()
        self.exit()

    def request_exit(self, number: int, heard: Event) -> None:
        """Leave because of a signal, from any thread: what was typed is stored, if the database allows it in time."""
        self.call_in_loop(self._end_by, number, heard)

    def store_waiting_writes(self, seconds: float) -> None:
        """Store the waiting writes although the event loop is blocked, and report this reviewer as gone."""
        self.leaving = True
        self.write_queue.finish(seconds)
        self.presence.leave()

    def _end_by(self, number: int, heard: Event) -> None:
        heard.set()
        self.exit_signal, self.leaving = number, True
        self.gateway.reads.stop()
        self.write_queue.wait_longer(LAST_WRITES_MAX_SECONDS)
        self.write_queue.retry_unanswered()
        self.run_worker(self._end(), group="leave", exclusive=True)

    async def _end(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.write_queue.settle(), LAST_WRITES_MAX_SECONDS)
        self.exit()

    def _handle_exception(self, error: Exception) -> None:
        """Keep the error for the log: on the screen, nobody could read it."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        self.crash = self.crash or (cause if isinstance(cause, Exception) else error)
        super()._handle_exception(error)
        self._exit_renderables.clear()

    def crash_with(self, error: Exception) -> None:
        """End because of an error in the program, from any thread."""
        self.call_in_loop(self._crash_now, error)

    def _crash_now(self, error: Exception) -> None:
        try:
            raise error  # the framework draws the traceback of the error that is being handled
        except Exception as raised:  # noqa: BLE001  it is the one given
            self._handle_exception(raised)

    # Screens

    def desk_screens(self) -> list[DeskScreen]:
        """Return the screens that show claims, the topmost last, without those that are being opened or closed."""
        stack = self.screen_stack if self.is_running else ()
        return [screen for screen in stack if isinstance(screen, DeskScreen) and screen.is_mounted]

    def queue(self) -> QueueScreen | None:
        """Return the queue; None while it is being closed."""
        return next((screen for screen in self.desk_screens() if isinstance(screen, QueueScreen)), None)

    def show_message(self, text: str, *, alarm: bool = False) -> None:
        """Show a message on every screen."""
        self.message_shown_at = monotonic()
        for screen in self.screen_stack if self.is_running else ():
            if isinstance(screen, DeskScreen | Form) and screen.is_mounted:
                screen.say(text, alarm=alarm)

    def show_news(self, text: str) -> None:
        """Show a message about others, unless the reviewer's own one is still being read."""
        before = self.message_shown_at
        if monotonic() - before > OWN_MESSAGE_MIN_SECONDS:
            for screen in self.desk_screens():
                if not screen.keys().is_prompting:
                    screen.say(text)
            self.message_shown_at = before  # news can follow news

    def hint(self) -> None:
        """Draw the lines of hints again."""
        for screen in self.desk_screens():
            screen.hint()

    def repaint(self, claim_id: int | None = None) -> None:
        """Draw the list again, with changes that are not stored yet, of one claim or of all."""
        if queue := self.queue():
            queue.claim_list.repaint(claim_id)

    def keep_marked(self, ids: list[int]) -> None:
        """Mark claims in the queue again."""
        if queue := self.queue():
            queue.claim_list.keep_marked(ids)

    def saved_filters(self) -> dict[str, str]:
        """Return the saved filters, by letter. Raises DeskError."""
        return saved_filters.menu(self.gateway, self.actor, self.keymap)

    def rows(self, ids: Sequence[int]) -> list[ClaimRow]:
        """Return claims as they are shown, without those that cannot be read now."""
        with suppress(FactcheckError):
            return [self.reviewer_state.painted(row) for row in self.gateway.reader.rows(ids)]
        return []

    def reload_screens(self) -> None:
        """Show every visible claim as it is stored now; the monitor brings claims that are new or gone."""
        for screen in self.desk_screens():
            screen.reload()

    def filter_queue(self, request: CommandRequest) -> None:
        """Put the keys into the filter of the queue, from a screen above it."""
        if queue := self.queue():
            queue.begin_filter(request)

    def show_claim(self, claim_id: int) -> None:
        """Put the cursor on a new claim before the next key acts; where there is no list, open the claim."""
        queue = self.queue()
        if queue is None:
            return
        queue.claim_list.bring(claim_id)
        queue.claim_list.wanted = claim_id
        if not self.desk_screens()[-1].keys().bring(claim_id):
            self.pause_keys()
            self.push_screen(ClaimScreen(claim_id, along=queue.claim_list))
        queue.fill()
        self.reload_screens()

    def open_claim(self, claim_id: int) -> None:
        """Open a claim above the screen that is shown, which is as it was when the claim is closed."""
        if queue := self.queue():
            self.pause_keys()
            self.push_screen(ClaimScreen(claim_id, along=queue.claim_list))

    def undo_hint(self) -> str:
        """Return the words that name the key of undo."""
        return f"{self.keymap.key(UNDO)} undoes it"

    def claim_words(self, claim_id: int | None) -> str:
        """Return the first words of a claim; nothing where it cannot be read."""
        rows = self.rows([claim_id]) if claim_id is not None else []
        return first_words(rows[0]) if rows else ""

    def check_sources(self, which: str, numbers: tuple[int, ...], name: str, words: str = "") -> None:
        """Check sources while the reviewer goes on."""
        self.desk_screens()[0].check_sources(which, numbers, name, words)

    def check_ingested(self, article: "ReadArticle", ingested: "Ingested", name: str) -> None:
        """Check and capture the article of an ingest while the reviewer goes on."""
        self.desk_screens()[0].check_ingested(article, ingested, name)

    # Screens that are loaded when they are first opened

    def open_diff(self, claim_id: int, citation_id: int) -> None:
        """Open the changes of a citation's source."""
        from .screens.diff import DiffScreen

        self.push_screen(DiffScreen(claim_id, citation_id))

    def open_alerts(self) -> None:
        """Open the list of alerts."""
        from .screens.alerts import AlertsScreen

        self.push_screen(AlertsScreen())

    def open_claim_form(self, row: ClaimRow | None) -> None:
        """Open the form of a claim; None: a new one."""
        from .screens.claim_form import ClaimForm, NewClaimForm

        self.push_screen(NewClaimForm() if row is None else ClaimForm(row))

    def open_merge(self, row: ClaimRow) -> None:
        """Open the list of claims that a claim may be merged into."""
        from .screens.merge import MergeScreen

        self.push_screen(MergeScreen(row))

    def open_ingest(self) -> None:
        """Open the screen that reads an article."""
        from .screens.ingest import IngestScreen

        self.push_screen(IngestScreen())

    def open_citation_form(self, claim_id: int, url: str = "") -> None:
        """Open the form of a new citation."""
        from .screens.cite_form import CiteForm

        self.push_screen(CiteForm(claim_id, url, words=self.claim_words(claim_id)))

    def open_help(self, keys: CommandSource) -> None:
        """Open the list of keys."""
        from .screens.palette import help_screen

        self.push_screen(help_screen(self, keys))

    def open_palette(self, keys: CommandSource) -> None:
        """Open the list of all commands."""
        from .screens.palette import palette_screen

        self.push_screen(palette_screen(self, self, keys))
