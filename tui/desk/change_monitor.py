"""Changes by others as they come: their writes, their presence, the verifier's progress, and a replaced database file."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from factcheck.errors import DeskError, InputError
from factcheck.services.operations.presence import Presence
from factcheck.services.text.event_text import event_text
from factcheck.services.text.phrases import counted
from factcheck.store.change_watch import NOTHING, Heard, Watch
from factcheck.store.rows import EventRow, Progress

from ..core.keymap import Keymap
from .change_signals import Pace, Polling, Signals, listen
from .gateway import Gateway

PRESENCE_INTERVAL_SECONDS = 2.0
"""Time between two checks of who is here, where no event reports it."""
STALLED_RUN_SECONDS = 120.0
"""A run whose count does not move for this long is no longer shown: it was killed, or it waits."""
RUN_MAX_AGE = timedelta(days=1)
UNANNOUNCED_MAX_CHANGES = 2
"""Changes that no event announced, until the events are not relied on: a file system on a network reports local writes only."""

Listen = Callable[[Path, Path], Awaitable[Signals]]
"""Returns the signals of a database and of the folder where presence is shown."""


class MonitorHost(Protocol):
    """The application, as the monitor knows it."""

    actor: str
    desk_name: str
    keymap: Keymap
    ratings: dict[str, str]
    presence: Presence

    @property
    def is_running(self) -> bool:
        """Whether the application runs."""

    def desk_screens(self) -> Sequence[Any]:
        """Return the screens that show claims."""

    def show_message(self, text: str, *, alarm: bool = False) -> None:
        """Show a message."""

    def show_news(self, text: str) -> None:
        """Show a message about others."""

    def forget_versions(self) -> None:
        """Forget the versions that the reviewer's own changes made."""

    def draw_badges(self) -> None:
        """Draw the top line."""


class ChangeMonitor:
    """Checks after each event of the file system, or once in a while, and reports to the application."""

    def __init__(self, app: MonitorHost, gateway: Gateway, listen: Listen = listen) -> None:
        self.app = app
        self.gateway = gateway
        self.listen = listen
        self.signals: Signals = Polling()
        self.pace = Pace()
        self.unannounced = 0
        """The number of changes that no event announced."""
        self.others: list[str] = []
        """The other reviewers who have this desk open."""
        self.running: Progress | None = None
        """The verifier's run under way."""
        self.moved_at = 0.0
        """When its count last moved, by the monotonic clock."""
        self.presence_checked_at = -PRESENCE_INTERVAL_SECONDS
        """When it was last checked who is here, by the monotonic clock."""
        self.problem = ""
        """The problem with the file that was reported last."""
        self._open()

    def _open(self) -> None:
        self.listening = False
        """Whether the signals are those of the file that is open."""
        self.watch = Watch(self.gateway.reader)
        self.last_event = self.gateway.reader.last_event_id()

    async def run(self) -> None:
        """Check until it is cancelled."""
        try:
            while True:
                if self.listening:
                    self.hear(await self.signals.wait(self.pace))
                else:
                    await self._listen()
                    self.hear(NOTHING)
        finally:
            self.signals.close()

    async def _listen(self) -> None:
        self.signals.close()
        self.signals, self.pace, self.listening = Polling(), Pace(), True
        self.signals = await self.listen(Path(self.gateway.reader.path), self.app.presence.folder)

    def hear(self, heard: Heard) -> None:
        """Check after a wait, and decide how long the next one is."""
        changed = self.check(heard)
        if changed and self.pace.rests and not heard:
            self.unannounced += 1
        if Heard.LOST in heard or self.unannounced == UNANNOUNCED_MAX_CHANGES:
            self.signals.close()
            self.signals = Polling()
        self.pace.checked(heard=bool(heard), shown=changed or bool(self.problem))

    def check(self, heard: Heard = NOTHING) -> bool:
        """Show what changed since the last check; return whether the file did."""
        if not self.app.is_running:
            return False
        changed = False
        try:
            if self.watch.moved():
                self._reopen()
                changed = True
            elif (changed := self.watch.changed()) or self.problem:
                self._show()
            if Heard.PRESENCE in heard or monotonic() - self.presence_checked_at >= PRESENCE_INTERVAL_SECONDS:
                self.check_presence()
        except DeskError as error:
            if error.message != self.problem:
                self.problem = error.message
                self.app.show_message(error.message, alarm=True)
        return changed

    def _reopen(self) -> None:
        """Go on with the file that replaced the old one."""
        self.gateway.reopen()
        self._open()
        self.problem = ""
        self.app.forget_versions()
        self._take_scale()
        for screen in self.app.desk_screens():
            screen.refill()

    def _take_scale(self) -> None:
        """Take the ratings of the new file; a scale with an unusable letter is reported, and not taken."""
        scale, text = self.gateway.reader.scale(), "the screen shows the new one"
        self.app.ratings.clear()
        try:
            self.app.keymap.check_scale(scale)
        except InputError as error:
            text = error.message
        else:
            self.app.ratings.update(scale)
        self.app.show_message(f"{self.app.desk_name} was replaced by another file: {text}", alarm=True)

    def _show(self) -> None:
        events = self.gateway.reader.events_since(self.last_event)
        if self.problem:
            self.problem = ""
            self.app.show_message("the database can be read again")
        if events:
            self.last_event = events[-1].id
        others = [event for event in events if event.actor != self.app.actor]
        if others:
            self._report(others)
        self._read_progress()
        for screen in self.app.desk_screens():
            screen.refill()

    def _report(self, others: list[EventRow]) -> None:
        newest = others[-1]
        count = len(others) - 1
        more = f" and {counted(count, 'more change')}" if count else ""
        where = f"claim {newest.claim_id}: " if newest.claim_id else ""
        self.app.show_news(f"{where}{newest.actor} {event_text(newest)}{more}")

    def _read_progress(self) -> None:
        found = self.gateway.reader.progress(self.gateway.clock() - RUN_MAX_AGE)
        if found != self.running:
            self.running, self.moved_at = found, monotonic()
            self.app.draw_badges()

    def check_presence(self) -> None:
        """Show who is here, and hide a run that does not move."""
        self.presence_checked_at = monotonic()
        others = self.app.presence.others()
        stalled = self.running is not None and monotonic() - self.moved_at > STALLED_RUN_SECONDS
        if others != self.others or stalled:
            self.others = others
            if stalled:
                self.running = None
            self.app.draw_badges()
