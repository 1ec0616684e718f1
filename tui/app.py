"""The application: the desk's screens, the order of its writes, and the watch for what others do."""

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

from .commands.saved_filters import menu
from .conflicts import ConflictQueue, EditConflict
from .core.keymap import Keymap
from .core.shutdown import LAST_WRITES
from .core.style_cache import forget_closed
from .core.triage import ReviewerState
from .desk.bulk_progress import BulkProgress
from .desk.change_monitor import ChangeMonitor
from .desk.gateway import Gateway
from .desk.write_queue import WriteJob, WriteQueue
from .messages import CommandRequest
from .screens.claim import ClaimScreen
from .screens.desk import DeskScreen
from .screens.queue import QueueScreen
from .screens.too_small import TooSmallScreen, is_too_small
from .text.claim_text import TextStyle, first_words
from .widgets.claim_list import ClaimList
from .widgets.command_keys import ClaimKeys, spelled
from .widgets.typeahead import TypeAheadApp

if TYPE_CHECKING:
    from factcheck.services.pacing import Progress

    from .desk.operations import Operations

OWN_MESSAGE_MIN_SECONDS = 3.0
"""Seconds for which a reviewer's own message is not replaced by news of others."""
PAINT = 0.015
"""Seconds within which a screen is drawn."""


class FactcheckApp(TypeAheadApp):
    """The desk in the terminal."""

    CSS_PATH = "app.tcss"
    TITLE = "factcheck"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, gateway: Gateway) -> None:
        """Raises InputError for a theme, a key or a scale that cannot be used, DeskError for a database that cannot be read."""
        start = gateway.start
        self.keymap = Keymap(start.keys)
        super().__init__()
        self.animation_level = "none"
        if start.theme not in self.available_themes:
            known = ", ".join(sorted(self.available_themes))
            raise InputError(f"there is no theme {start.theme!r}; desk.theme is one of {known}")
        self.theme = start.theme
        self.gateway = gateway
        self.actor = start.actor
        utf8 = locale.getencoding().lower().replace("-", "") == "utf8"
        self.styling = TextStyle(ascii=start.ascii or not utf8, head=Style(bold=True))
        self.set_class(self.styling.ascii, "-ascii")
        self.ratings = gateway.reader.scale()
        self.keymap.check_scale(self.ratings)
        self.desk_name = Path(start.db).name
        self.write_queue = WriteQueue(self.waiting, self.painted)
        self.reviewer_state = ReviewerState()
        self.versions: dict[int, int] = {}
        """The versions the reviewer's own saves made, until they are painted."""
        self.conflicts = ConflictQueue(self)
        self.presence = Presence(start.db, start.actor)
        self.monitor = ChangeMonitor(self, gateway)
        self.message_shown_at = -OWN_MESSAGE_MIN_SECONDS
        self.crash: Exception | None = None
        self.exit_signal: int | None = None
        """The signal that ended the program."""
        self.under_way: BulkProgress | None = None
        """The act on many claims that is being stored."""
        self.warned: BulkProgress | None = None
        """The one that somebody who wants to leave was told of."""
        self.leaving = False
        self.exit_messages: list[str] = []
        """Messages printed after leaving: nobody reads the message line any more."""
        self.loop: asyncio.AbstractEventLoop | None = None
        """Its event loop, once it runs."""
        self.pause_keys()  # what is typed before the queue stands waits for it

    def get_default_screen(self) -> Screen[Any]:
        """Begin with the queue: its rows are the first thing that is drawn."""
        return QueueScreen()

    def on_mount(self) -> None:
        """Begin to write and to watch."""
        self.loop = asyncio.get_running_loop()
        self.gateway.failed = self.crash_with
        self.run_worker(self.write_queue.run(), group="writer")
        self.set_timer(0.3, self.presence.enter)
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))  # the terminal kept nothing
        self.monitor.begin()

    def on_unmount(self) -> None:
        """Be gone for the others."""
        self.presence.leave()

    def on_resize(self, event: Resize) -> None:
        """Say how much room is needed where there is less."""
        small = isinstance(self.screen, TooSmallScreen)
        if is_too_small(event.size) and not small:
            self.push_screen(TooSmallScreen())
        elif small and not is_too_small(event.size):
            self.pop_screen()

    def pop_screen(self) -> AwaitComplete:
        """Close the topmost screen, and forget what was drawn of it."""
        forget_closed()
        return super().pop_screen()

    # Writing

    def write(
        self, act: "Callable[[Operations], Any]", done: Callable[[Any], None], failed: Callable[[FactcheckError], None]
    ) -> None:
        """Store something in its turn."""
        self.write_queue.put(WriteJob(lambda: act(self.gateway.operations()), done, failed))

    def write_many(
        self,
        what: str,
        act: "Callable[[Operations, Progress], Any]",
        done: Callable[[Any], None],
        failed: Callable[[FactcheckError], None],
    ) -> None:
        """Store something of many claims in its turn; how far it is stands at the top, and esc stops it."""
        many = BulkProgress(self, what)

        def now(operations: "Operations") -> Any:
            self.under_way = many
            return act(operations, many.progress)

        def over(then: Callable[[Any], None], result: Any) -> None:
            self.under_way = None
            if self.leaving and many.turned < many.of:
                self.exit_messages.append(f"{many.line()} claims were stored; undo takes them back")
            self.draw_badges()
            then(result)

        self.write(now, partial(over, done), partial(over, failed))

    def draw_bulk_progress(self) -> None:
        """Draw how far it is, from the thread that stores; that never waits for the screen."""
        if self.loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self.loop.call_soon_threadsafe(self.draw_badges)

    def progress(self) -> str:
        """Return how far the verifier's run is."""
        running = self.monitor.running
        return f"verifying {running.checked:,}/{running.planned:,}" if running else ""

    def own_act(self) -> str:
        """Return how far the reviewer's own act on many claims is."""
        many = self.under_way
        return f"{many.line()} (esc stops)" if many is not None and many.is_long else ""

    def draw_badges(self) -> None:
        """Draw the queue's top line."""
        if queue := self.queue():
            queue.badges()

    def stop_bulk(self) -> bool:
        """Stop what is being stored of many claims; return whether there was something to stop."""
        many = self.under_way
        if many is None or not many.is_long:
            return False
        many.stop.set()
        self.show_message(f"{many.what}: stopping…")
        return True

    def load_services(self) -> None:
        """Load the services, while the reviewer still types."""
        if self.gateway.loaded is None:
            self.run_worker(self._load, group="load", exclusive=True, thread=True, exit_on_error=False)

    def _load(self) -> None:
        try:
            self.gateway.operations()
        except FactcheckError:
            return  # the act that needs them says it

    def waiting(self, count: int) -> None:
        """Say that storing takes long."""
        if self.under_way is not None and self.under_way.of:
            if count > 1:
                self.show_message(f"saving… {count - 1} waiting for {self.under_way.line()} claims")
            return
        loading = self.gateway.loaded is None
        self.show_message("saving…" if loading else f"saving… {count} waiting for another program to finish writing")

    async def painted(self) -> None:
        """Wait until what was done is on the screen, for a moment at most."""
        drawn = asyncio.Event()
        self.screen.call_after_refresh(drawn.set)
        with suppress(TimeoutError):
            await asyncio.wait_for(drawn.wait(), PAINT)

    def seen(self, claim_id: int, painted: int | None) -> int | None:
        """Return the version the reviewer acted on: the one painted, or the one their own last save made."""
        return max(filter(None, (painted, self.versions.get(claim_id))), default=None)

    def saved(self, claim_id: int, version: int) -> None:
        """Remember a version of the reviewer's own making."""
        self.versions[claim_id] = version

    def forget_versions(self) -> None:
        """Trust what is painted again: an action touched claims without telling their versions."""
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
        """Show both versions of a change that somebody else came before, and go on; ``form`` still holds the reviewer's."""
        self.resume_keys()
        for screen in self.desk_screens():
            if not screen.keys().is_prompting:
                screen.say("")  # what was asked is answered
        self.conflicts.add(EditConflict(conflict, claim_id, overwrite, keep, form, wanted))

    def handle_first(self, event: Key) -> bool:
        """Let a conflict in sight have its keys, and let esc stop an act on many claims before it means anything else."""
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
        if any(not isinstance(each, Key) or self.keymap.everywhere.get(spelled(each)) != "back" for each in keys):
            return False  # it may be a letter of words that were typed ahead
        queue.stop_waiting()
        self.run_worker(self.leave(), group="leave")
        return True

    def fallback(self) -> ClaimKeys | None:
        """Return whose the keys are where nothing has the focus: the claims'."""
        with suppress(NoMatches):  # it is being put up, or taken down
            return self.screen.keys() if isinstance(self.screen, DeskScreen) else None
        return None

    async def leave(self) -> None:
        """Store what waits, and leave; an act on many claims that goes on is told of first."""
        many = self.under_way
        if many is not None and many.is_long and self.warned is not many:
            self.warned = many
            key = self.keymap.by_verb["back"].key
            self.show_message(f"{many.line()} stored: esc stops it, {key} stops it and leaves", alarm=True)
            self.resume_keys()
            return
        await self.action_quit()

    async def action_quit(self) -> None:
        """Leave, by the framework's own key: what waits is stored, an act on many claims stops where it is."""
        self.leaving = True
        self.gateway.reads.stop()
        await self.write_queue.settle()
        self.exit()

    def request_exit(self, number: int, heard: Event) -> None:
        """Leave because a signal says so, from any thread: what was typed is stored, where the database lets it in time."""
        if self.loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self.loop.call_soon_threadsafe(self._end_by, number, heard)

    def store_waiting_writes(self, seconds: float) -> None:
        """Store what waits although the event loop is stuck, and be gone for the others."""
        self.leaving = True
        self.write_queue.finish(seconds)
        self.presence.leave()

    def _end_by(self, number: int, heard: Event) -> None:
        heard.set()
        self.exit_signal, self.leaving = number, True
        self.gateway.reads.stop()
        self.run_worker(self._end(), group="leave", exclusive=True)

    async def _end(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.write_queue.settle(), LAST_WRITES)
        self.exit()

    def _handle_exception(self, error: Exception) -> None:
        """Keep what went wrong for the log: on the screen, nobody could read it."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        self.crash = self.crash or (cause if isinstance(cause, Exception) else error)
        super()._handle_exception(error)
        self._exit_renderables.clear()

    def crash_with(self, error: Exception) -> None:
        """End because of an error of the program in a thread of ours."""
        if self.loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self.loop.call_soon_threadsafe(self._crash_now, error)

    def _crash_now(self, error: Exception) -> None:
        try:
            raise error  # the framework draws the traceback of the error that is being handled
        except Exception as raised:  # noqa: BLE001  it is the one given
            self._handle_exception(raised)

    # What screens show

    def desk_screens(self) -> list[DeskScreen]:
        """Return the screens that show claims, the topmost last; none that is still put up, or is taken down."""
        stack = self.screen_stack if self.is_running else ()
        return [screen for screen in stack if isinstance(screen, DeskScreen) and screen.is_mounted]

    def queue(self) -> QueueScreen | None:
        """Return the queue; none while it is taken down."""
        return next((screen for screen in self.desk_screens() if isinstance(screen, QueueScreen)), None)

    def show_message(self, text: str, *, alarm: bool = False) -> None:
        """Put a line on the message line of every screen that has one."""
        from .screens.forms import DeskForm

        self.message_shown_at = monotonic()
        for screen in self.screen_stack if self.is_running else ():
            if isinstance(screen, DeskScreen | DeskForm) and screen.is_mounted:
                screen.say(text, alarm=alarm)

    def show_news(self, text: str) -> None:
        """Put a line about others on the message line, unless the reviewer's own is still being read."""
        before = self.message_shown_at
        if monotonic() - before > OWN_MESSAGE_MIN_SECONDS:
            for screen in self.desk_screens():
                if not screen.keys().is_prompting:
                    screen.say(text)
            self.message_shown_at = before  # news may follow news

    def hint(self) -> None:
        """Draw the lines that name the keys."""
        for screen in self.desk_screens():
            screen.hint()

    def repaint(self, claim_id: int | None = None) -> None:
        """Draw the list with what is still being stored, of one claim or of all."""
        if queue := self.queue():
            queue.claim_list.repaint(claim_id)

    def views(self) -> dict[str, str]:
        """Return the saved filters, by letter."""
        return menu(self)

    def rows(self, ids: Sequence[int]) -> list[ClaimRow]:
        """Return claims as they are painted. What the database cannot do now leaves them out."""
        with suppress(FactcheckError):
            return [self.reviewer_state.painted(row) for row in self.gateway.reader.rows(ids)]
        return []

    def reload_screens(self) -> None:
        """Show the claims on the screen as they stand now; the watch brings those that came or went."""
        for screen in self.desk_screens():
            screen.reload()

    def filter_queue(self, verb: CommandRequest) -> None:
        """Put the keys into the queue's filter, from a screen above it."""
        if queue := self.queue():
            queue.verb_filter(verb)

    def show_claim(self, claim_id: int) -> None:
        """Put the cursor on a new claim, before any key that was typed since; where there is no such list, open it."""
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

    def undo_hint(self) -> str:
        """Return the words that name the key of undo."""
        return f"{self.keymap.by_verb['undo'].key} undoes it"

    def claim_words(self, claim_id: int | None) -> str:
        """Return a claim's first words; nothing where it cannot be read."""
        rows = self.rows([claim_id]) if claim_id is not None else []
        return first_words(rows[0]) if rows else ""

    def check_sources(self, which: str, numbers: tuple[int, ...], name: str, words: str = "") -> None:
        """Look at sources while the reviewer goes on."""
        self.desk_screens()[0].check_sources(which, numbers, name, words)
