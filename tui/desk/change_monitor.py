"""What others do, as it comes: their writes, their presence, the verifier's progress, and what becomes of the file itself."""

from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from factcheck.errors import DeskError, InputError
from factcheck.services.text.event_text import describe
from factcheck.store.change_watch import Watch
from factcheck.store.fast_reader import Progress
from factcheck.store.rows import EventRow

from .gateway import Gateway

if TYPE_CHECKING:
    from ..app import FactcheckApp

WATCH_INTERVAL_SECONDS = 0.2
"""Seconds between two looks whether somebody else wrote."""
WATCHES_PER_PRESENCE_CHECK = 10
"""Glances between two looks who is here."""
STALLED_RUN_SECONDS = 120.0
"""Seconds after which a run whose count stands still is no longer told of: it was killed, or it waits."""
A_DAY = timedelta(days=1)


class ChangeMonitor:
    """Looks a few times a second, and tells the application."""

    def __init__(self, app: "FactcheckApp", gateway: Gateway) -> None:
        self.app = app
        self.gateway = gateway
        self.others: list[str] = []
        """Who else has this desk open."""
        self.running: Progress | None = None
        """The verifier's run under way."""
        self.moved_at = 0.0
        """When its count last moved, by the monotonic clock."""
        self.round = 0
        self.trouble = ""
        """What is wrong with the file, as it was told last."""
        self._open()

    def _open(self) -> None:
        self.watch = Watch(self.gateway.reader)
        self.last_event = self.gateway.reader.last_event_id()

    def begin(self) -> None:
        """Look from now on."""
        self.app.set_interval(WATCH_INTERVAL_SECONDS, self.glance)
        self.app.set_timer(2 * WATCH_INTERVAL_SECONDS, self.look_around)

    def glance(self) -> None:
        """Show what changed since."""
        if not self.app.is_running:
            return
        try:
            if self.watch.moved():
                self._reopen()
            elif self.watch.changed() or self.trouble:
                self._show()
            self.round += 1
            if self.round % WATCHES_PER_PRESENCE_CHECK == 0:
                self.look_around()
        except DeskError as error:
            if error.message != self.trouble:
                self.trouble = error.message
                self.app.show_message(error.message, alarm=True)

    def _reopen(self) -> None:
        """Go on with the file that stands in the other's place."""
        self.gateway.reopen()
        self._open()
        self.trouble = ""
        self.app.forget_versions()
        self._take_scale()
        for screen in self.app.desk_screens():
            screen.refill()

    def _take_scale(self) -> None:
        """Take the ratings of the file that is read now; a scale that cannot be typed is told of, and none of it is taken."""
        scale, told = self.gateway.reader.scale(), "this is what it holds"
        self.app.ratings.clear()
        try:
            self.app.keymap.check_scale(scale)
        except InputError as error:
            told = error.message
        else:
            self.app.ratings.update(scale)
        self.app.show_message(f"{self.app.desk_name} was replaced by another file: {told}", alarm=True)

    def _show(self) -> None:
        lines = self.gateway.reader.events_since(self.last_event)
        if self.trouble:
            self.trouble = ""
            self.app.show_message("the database can be read again")
        if lines:
            self.last_event = lines[-1].id
        others = [line for line in lines if line.actor != self.app.actor]
        if others:
            self._tell(others)
        self._progress()
        for screen in self.app.desk_screens():
            screen.refill()

    def _tell(self, others: list[EventRow]) -> None:
        newest = others[-1]
        more = f" and {len(others) - 1} more changes" if len(others) > 1 else ""
        where = f"claim {newest.claim_id}: " if newest.claim_id else ""
        self.app.show_news(f"{where}{newest.actor} {describe(newest)}{more}")

    def _progress(self) -> None:
        found = self.gateway.reader.progress(self.gateway.clock() - A_DAY)
        if found != self.running:
            self.running, self.moved_at = found, monotonic()
            self._head()

    def look_around(self) -> None:
        """Show who is here, and stop telling of a run that does not move."""
        others = self.app.presence.others()
        stalled = self.running is not None and monotonic() - self.moved_at > STALLED_RUN_SECONDS
        if others != self.others or stalled:
            self.others = others
            if stalled:
                self.running = None
            self._head()

    def _head(self) -> None:
        self.app.draw_badges()
