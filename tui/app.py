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
from .conflicts import Clash, Conflicts
from .core.keymap import Keymap
from .core.shutdown import LAST_WRITES
from .core.style_cache import forget_closed
from .core.triage import Hand
from .desk.bulk_progress import UnderWay
from .desk.change_monitor import News
from .desk.gateway import Back
from .desk.write_queue import Job, Writer
from .messages import Verb
from .screens.claim import ClaimScreen
from .screens.desk import DeskScreen
from .screens.queue import QueueScreen
from .screens.too_small import SmallScreen, is_small
from .text.claim_text import Pen, first_words
from .widgets.claim_list import ClaimList
from .widgets.command_keys import ClaimKeys, spelled
from .widgets.typeahead import TypeAheadApp

if TYPE_CHECKING:
    from factcheck.services.pacing import Progress

    from .desk.operations import Acts

READING = 3.0
"""Seconds for which a reviewer's own message is not replaced by news of others."""
PAINT = 0.015
"""Seconds within which a screen is drawn."""


class FactcheckApp(TypeAheadApp):
    """The desk in the terminal."""

    CSS_PATH = "app.tcss"
    TITLE = "factcheck"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, back: Back) -> None:
        """Raises InputError for a theme, a key or a scale that cannot be used, DeskError for a database that cannot be read."""
        start = back.start
        self.keymap = Keymap(start.keys)
        super().__init__()
        self.animation_level = "none"
        if start.desk.theme not in self.available_themes:
            known = ", ".join(sorted(self.available_themes))
            raise InputError(f"there is no theme {start.desk.theme!r}; desk.theme is one of {known}")
        self.theme = start.desk.theme
        self.back = back
        self.actor = start.actor
        utf8 = locale.getencoding().lower().replace("-", "") == "utf8"
        self.pen = Pen(ascii=start.desk.ascii or not utf8, head=Style(bold=True))
        self.set_class(self.pen.ascii, "-ascii")
        self.ratings = back.reader.scale()
        self.keymap.check_scale(self.ratings)
        self.name_of_desk = Path(start.db).name
        self.writer = Writer(self.waiting, self.painted)
        self.hand = Hand()
        self.versions: dict[int, int] = {}
        """The versions the reviewer's own saves made, until they are painted."""
        self.conflicts = Conflicts(self)
        self.presence = Presence(start.db, start.actor)
        self.news = News(self, back)
        self.told_at = -READING
        self.crash: Exception | None = None
        self.ended_by: int | None = None
        """The signal that ended the program."""
        self.under_way: UnderWay | None = None
        """The act on many claims that is being stored."""
        self.warned: UnderWay | None = None
        """The one that somebody who wants to leave was told of."""
        self.leaving = False
        self.parting: list[str] = []
        """Messages printed after leaving: nobody reads the message line any more."""
        self.loop: asyncio.AbstractEventLoop | None = None
        """Its event loop, once it runs."""
        self.hold()  # what is typed before the queue stands waits for it

    def get_default_screen(self) -> Screen[Any]:
        """Begin with the queue: its rows are the first thing that is drawn."""
        return QueueScreen()

    def on_mount(self) -> None:
        """Begin to write and to watch."""
        self.loop = asyncio.get_running_loop()
        self.back.failed = self.crash_with
        self.run_worker(self.writer.run(), group="writer")
        self.set_timer(0.3, self.presence.enter)
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))  # the terminal kept nothing
        self.news.begin()

    def on_unmount(self) -> None:
        """Be gone for the others."""
        self.presence.leave()

    def on_resize(self, event: Resize) -> None:
        """Say how much room is needed where there is less."""
        small = isinstance(self.screen, SmallScreen)
        if is_small(event.size) and not small:
            self.push_screen(SmallScreen())
        elif small and not is_small(event.size):
            self.pop_screen()

    def pop_screen(self) -> AwaitComplete:
        """Close the topmost screen, and forget what was drawn of it."""
        forget_closed()
        return super().pop_screen()

    # Writing

    def write(
        self, act: "Callable[[Acts], Any]", done: Callable[[Any], None], failed: Callable[[FactcheckError], None]
    ) -> None:
        """Store something in its turn."""
        self.writer.put(Job(lambda: act(self.back.acts()), done, failed))

    def write_many(
        self,
        what: str,
        act: "Callable[[Acts, Progress], Any]",
        done: Callable[[Any], None],
        failed: Callable[[FactcheckError], None],
    ) -> None:
        """Store something of many claims in its turn; how far it is stands at the top, and esc stops it."""
        many = UnderWay(self, what)

        def now(acts: "Acts") -> Any:
            self.under_way = many
            return act(acts, many.progress)

        def over(then: Callable[[Any], None], result: Any) -> None:
            self.under_way = None
            if self.leaving and many.turned < many.of:
                self.parting.append(f"{many.line()} claims were stored; undo takes them back")
            self.draw_badges()
            then(result)

        self.write(now, partial(over, done), partial(over, failed))

    def draw_under_way(self) -> None:
        """Draw how far it is, from the thread that stores; that never waits for the screen."""
        if self.loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self.loop.call_soon_threadsafe(self.draw_badges)

    def progress(self) -> str:
        """Return how far the verifier's run is."""
        running = self.news.running
        return f"verifying {running.checked:,}/{running.planned:,}" if running else ""

    def own_act(self) -> str:
        """Return how far the reviewer's own act on many claims is."""
        many = self.under_way
        return f"{many.line()} (esc stops)" if many is not None and many.is_long else ""

    def draw_badges(self) -> None:
        """Draw the queue's top line."""
        if queue := self.queue():
            queue.badges()

    def stop_under_way(self) -> bool:
        """Stop what is being stored of many claims; return whether there was something to stop."""
        many = self.under_way
        if many is None or not many.is_long:
            return False
        many.stop.set()
        self.tell(f"{many.what}: stopping…")
        return True

    def get_ready(self) -> None:
        """Load the services, while the reviewer still types."""
        if self.back.loaded is None:
            self.run_worker(self._load, group="load", exclusive=True, thread=True, exit_on_error=False)

    def _load(self) -> None:
        try:
            self.back.acts()
        except FactcheckError:
            return  # the act that needs them says it

    def waiting(self, count: int) -> None:
        """Say that storing takes long."""
        if self.under_way is not None and self.under_way.of:
            if count > 1:
                self.tell(f"saving… {count - 1} waiting for {self.under_way.line()} claims")
            return
        loading = self.back.loaded is None
        self.tell("saving…" if loading else f"saving… {count} waiting for another program to finish writing")

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

    def ask_about(
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
        self.give()
        for screen in self.desk_screens():
            if not screen.keys().is_half_way:
                screen.say("")  # what was asked is answered
        self.conflicts.add(Clash(conflict, claim_id, overwrite, keep, form, wanted))

    def first_say(self, event: Key) -> bool:
        """Let a conflict in sight have its keys, and let esc stop an act on many claims before it means anything else."""
        if self.conflicts.waiting and self.conflicts.take(event):
            return True
        on_list = isinstance(self.focused, ClaimList) and not self.focused.is_half_way
        return event.key == "escape" and on_list and self.stop_under_way()

    def ends_wait(self, event: Key) -> bool:
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
            self.tell(f"{many.line()} stored: esc stops it, {key} stops it and leaves", alarm=True)
            self.give()
            return
        await self.action_quit()

    async def action_quit(self) -> None:
        """Leave, by the framework's own key: what waits is stored, an act on many claims stops where it is."""
        self.leaving = True
        self.back.reads.stop()
        await self.writer.settle()
        self.exit()

    def ask_to_leave(self, number: int, heard: Event) -> None:
        """Leave because a signal says so, from any thread: what was typed is stored, where the database lets it in time."""
        if self.loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self.loop.call_soon_threadsafe(self._end_by, number, heard)

    def store_the_rest(self, seconds: float) -> None:
        """Store what waits although the event loop is stuck, and be gone for the others."""
        self.leaving = True
        self.writer.finish(seconds)
        self.presence.leave()

    def _end_by(self, number: int, heard: Event) -> None:
        heard.set()
        self.ended_by, self.leaving = number, True
        self.back.reads.stop()
        self.run_worker(self._end(), group="leave", exclusive=True)

    async def _end(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.writer.settle(), LAST_WRITES)
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

    def tell(self, text: str, *, alarm: bool = False) -> None:
        """Put a line on the message line of every screen that has one."""
        from .screens.forms import DeskForm

        self.told_at = monotonic()
        for screen in self.screen_stack if self.is_running else ():
            if isinstance(screen, DeskScreen | DeskForm) and screen.is_mounted:
                screen.say(text, alarm=alarm)

    def tell_news(self, text: str) -> None:
        """Put a line about others on the message line, unless the reviewer's own is still being read."""
        before = self.told_at
        if monotonic() - before > READING:
            for screen in self.desk_screens():
                if not screen.keys().is_half_way:
                    screen.say(text)
            self.told_at = before  # news may follow news

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
            return [self.hand.painted(row) for row in self.back.reader.rows(ids)]
        return []

    def look_again(self) -> None:
        """Show the claims on the screen as they stand now; the watch brings those that came or went."""
        for screen in self.desk_screens():
            screen.reload()

    def filter_queue(self, verb: Verb) -> None:
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
            self.hold()
            self.push_screen(ClaimScreen(claim_id, along=queue.claim_list))
        queue.fill()
        self.look_again()

    def undoes(self) -> str:
        """Return the words that name the key of undo."""
        return f"{self.keymap.by_verb['undo'].key} undoes it"

    def named(self, claim_id: int | None) -> str:
        """Return a claim's first words; nothing where it cannot be read."""
        rows = self.rows([claim_id]) if claim_id is not None else []
        return first_words(rows[0]) if rows else ""

    def look(self, which: str, numbers: tuple[int, ...], name: str, words: str = "") -> None:
        """Look at sources while the reviewer goes on."""
        self.desk_screens()[0].look(which, numbers, name, words)
