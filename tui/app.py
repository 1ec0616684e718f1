"""The application: the desk's screens, the order of its writes, and the watch for what others do."""

import locale
from collections.abc import Callable, Iterable
from pathlib import Path
from time import monotonic
from typing import Any

from rich.style import Style
from textual.app import SystemCommand
from textual.screen import Screen

from factcheck.errors import Conflict, FactcheckError, InputError
from factcheck.services import claims
from factcheck.services.desk import Desk
from factcheck.services.history import describe
from factcheck.services.planning import Selection
from factcheck.settings import Settings
from factcheck.store import queries
from factcheck.store.watch import Watch

from .keys import KEYS
from .messages import Verb
from .render import Pen
from .screens.conflict import ConflictScreen
from .screens.desk import DeskScreen
from .screens.forms import DeskForm
from .screens.queue import QueueScreen
from .widgets.dispatch import ClaimKeys
from .widgets.typeahead import TypeAheadApp
from .writing import Job, Writer

GLANCE = 0.2
"""Seconds between two looks whether somebody else wrote."""
READING = 3.0
"""Seconds for which a reviewer's own message is not replaced by news of others."""


class FactcheckApp(TypeAheadApp):
    """The desk in the terminal."""

    CSS_PATH = "app.tcss"
    TITLE = "factcheck"
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, desk: Desk, settings: Settings) -> None:
        """Raises InputError for a theme that is none."""
        super().__init__()
        self.animation_level = "none"
        if settings.desk.theme not in self.available_themes:
            known = ", ".join(sorted(self.available_themes))
            raise InputError(f"there is no theme {settings.desk.theme!r}; desk.theme is one of {known}")
        self.theme = settings.desk.theme
        self.desk = desk
        self.settings = settings
        utf8 = locale.getencoding().lower().replace("-", "") == "utf8"
        self.pen = Pen(ascii=settings.desk.ascii or not utf8, head=Style(bold=True))
        self.set_class(self.pen.ascii, "-ascii")
        self.ratings = {step.hotkey: step.key for step in claims.scale(desk)}
        self.name_of_desk = Path(desk.engine.url.database or "desk").name
        self.writer = Writer(self.waiting)
        self.versions: dict[int, int] = {}
        """The versions the reviewer's own saves made, until they are painted."""
        with desk.read() as session:
            self.last_event = queries.last_event_id(session)
        self.watch_others = Watch(desk.engine)
        self.told_at = 0.0

    def on_mount(self) -> None:
        """Open the queue, and begin to write and to watch."""
        self.push_screen(QueueScreen())
        self.run_worker(self.writer.run(), group="writer")
        self.set_interval(GLANCE, self.glance)

    def on_unmount(self) -> None:
        """Close the watch."""
        self.watch_others.close()

    # Writing

    def write(
        self, act: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[FactcheckError], None]
    ) -> None:
        """Store something in its turn."""
        self.writer.put(Job(act, done, failed))

    def waiting(self, count: int) -> None:
        """Say that storing takes long."""
        self.tell(f"saving… {count} waiting for another program to finish writing")

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
        self, conflict: Conflict, overwrite: Callable[[], None], keep: Callable[[], Any] = lambda: None
    ) -> None:
        """Show both versions of a change that somebody else came before."""

        def answered(yes: bool | None) -> None:
            if yes:
                overwrite()
            else:
                keep()
                self.tell("theirs is kept; yours was not stored")
            self.look_again()

        self.typed.clear()  # nobody has seen the question yet: what was typed is no answer to it
        self.give()
        self.push_screen(ConflictScreen(conflict), answered)

    def fallback(self) -> ClaimKeys | None:
        """Return whose the keys are where nothing has the focus: the claims'."""
        return self.screen.keys() if isinstance(self.screen, DeskScreen) else None

    async def leave(self) -> None:
        """Store what waits, and leave."""
        await self.writer.settle()
        self.exit()

    async def action_quit(self) -> None:
        """Leave, by the framework's own key."""
        await self.leave()

    # What screens show

    def desk_screens(self) -> list[DeskScreen]:
        """Return the screens that show claims, the topmost last; none while they are taken down."""
        return [screen for screen in self.screen_stack if isinstance(screen, DeskScreen)] if self.is_running else []

    def tell(self, text: str, *, alarm: bool = False) -> None:
        """Put a line on the message line of every screen that has one."""
        self.told_at = monotonic()
        for screen in self.screen_stack if self.is_running else ():
            if isinstance(screen, DeskScreen | DeskForm):
                screen.say(text, alarm=alarm)

    def tell_news(self, text: str) -> None:
        """Put a line about others on the message line, unless the reviewer's own is still being read."""
        if monotonic() - self.told_at > READING:
            for screen in self.desk_screens():
                screen.say(text)

    def look_again(self) -> None:
        """Show the claims on the screen as they stand now; the watch brings those that came or went."""
        for screen in self.desk_screens():
            screen.reload()

    def filter_queue(self, verb: Verb) -> None:
        """Put the keys into the queue's filter, from a screen above it."""
        for screen in self.desk_screens():
            if isinstance(screen, QueueScreen):
                screen.verb_filter(verb)

    def show_claim(self, claim_id: int) -> None:
        """Put the cursor on a claim once the list knows it."""
        for screen in self.desk_screens():
            if isinstance(screen, QueueScreen):
                screen.claim_list.wanted = claim_id
        self.look_again()

    def look(self, selection: Selection, name: str) -> None:
        """Look at sources while the reviewer goes on."""
        self.desk_screens()[0].look(selection, name)

    # What others do

    def glance(self) -> None:
        """Show what others wrote since."""
        if not self.is_running:
            return
        try:
            if not self.watch_others.changed():
                return
            with self.desk.read() as session:
                lines = queries.events_since(session, self.last_event)
        except FactcheckError as error:
            self.tell(error.message, alarm=True)
            return
        if lines:
            self.last_event = lines[-1].id
        others = [line for line in lines if line.actor != self.desk.actor]
        if others:
            newest = others[-1]
            more = f" and {len(others) - 1} more changes" if len(others) > 1 else ""
            where = f"claim {newest.claim_id}: " if newest.claim_id else ""
            self.tell_news(f"{where}{newest.actor} {describe(newest)}{more}")
        for screen in self.desk_screens():
            screen.refill()

    # The palette

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Give every key by name, and the framework's own commands."""
        if isinstance(screen, DeskScreen):
            for key in KEYS:
                yield SystemCommand(
                    f"{key.verb.capitalize()} ({key.key})", key.help, lambda verb=key.verb: screen.keys().begin(verb)
                )
        yield from super().get_system_commands(screen)
