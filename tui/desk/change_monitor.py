"""What others do, as it comes: their writes, their presence, the verifier's progress, and what becomes of the file itself."""

from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from factcheck.errors import DeskError, InputError
from factcheck.services.text.event_text import describe
from factcheck.store.change_watch import Watch
from factcheck.store.rows import EventRow, Progress

from .gateway import Back

if TYPE_CHECKING:
    from ..app import FactcheckApp

GLANCE = 0.2
"""Seconds between two looks whether somebody else wrote."""
ROUND = 10
"""Glances between two looks who is here."""
STALLED = 120.0
"""Seconds after which a run whose count stands still is no longer told of: it was killed, or it waits."""
A_DAY = timedelta(days=1)


class News:
    """Looks a few times a second, and tells the application."""

    def __init__(self, front: "FactcheckApp", back: Back) -> None:
        self.front = front
        self.back = back
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
        self.watch = Watch(self.back.reader)
        self.last_event = self.back.reader.last_event_id()

    def begin(self) -> None:
        """Look from now on."""
        self.front.set_interval(GLANCE, self.glance)
        self.front.set_timer(2 * GLANCE, self.look_around)

    def glance(self) -> None:
        """Show what changed since."""
        if not self.front.is_running:
            return
        try:
            if self.watch.moved():
                self._reopen()
            elif self.watch.changed() or self.trouble:
                self._show()
            self.round += 1
            if self.round % ROUND == 0:
                self.look_around()
        except DeskError as error:
            if error.message != self.trouble:
                self.trouble = error.message
                self.front.tell(error.message, alarm=True)

    def _reopen(self) -> None:
        """Go on with the file that stands in the other's place."""
        self.back.reopen()
        self._open()
        self.trouble = ""
        self.front.forget_versions()
        self._take_scale()
        for screen in self.front.desk_screens():
            screen.refill()

    def _take_scale(self) -> None:
        """Take the ratings of the file that is read now; a scale that cannot be typed is told of, and none of it is taken."""
        scale, told = self.back.reader.scale(), "this is what it holds"
        self.front.ratings.clear()
        try:
            self.front.keymap.check_scale(scale)
        except InputError as error:
            told = error.message
        else:
            self.front.ratings.update(scale)
        self.front.tell(f"{self.front.name_of_desk} was replaced by another file: {told}", alarm=True)

    def _show(self) -> None:
        lines = self.back.reader.events_since(self.last_event)
        if self.trouble:
            self.trouble = ""
            self.front.tell("the database can be read again")
        if lines:
            self.last_event = lines[-1].id
        others = [line for line in lines if line.actor != self.front.actor]
        if others:
            self._tell(others)
        self._progress()
        for screen in self.front.desk_screens():
            screen.refill()

    def _tell(self, others: list[EventRow]) -> None:
        newest = others[-1]
        more = f" and {len(others) - 1} more changes" if len(others) > 1 else ""
        where = f"claim {newest.claim_id}: " if newest.claim_id else ""
        self.front.tell_news(f"{where}{newest.actor} {describe(newest)}{more}")

    def _progress(self) -> None:
        found = self.back.reader.progress(self.back.clock() - A_DAY)
        if found != self.running:
            self.running, self.moved_at = found, monotonic()
            self._head()

    def look_around(self) -> None:
        """Show who is here, and stop telling of a run that does not move."""
        others = self.front.presence.others()
        stalled = self.running is not None and monotonic() - self.moved_at > STALLED
        if others != self.others or stalled:
            self.others = others
            if stalled:
                self.running = None
            self._head()

    def _head(self) -> None:
        self.front.draw_badges()
