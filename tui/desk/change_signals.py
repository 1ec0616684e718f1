"""Waiting for changes by others: until the file system reports one, or, where it does not, for a moment at a time."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from factcheck.store.change_watch import NOTHING, Heard
from factcheck.store.network_shares import share_of

if TYPE_CHECKING:
    from factcheck.store.file_events import FileEvents

START_DELAY_SECONDS = 0.4
"""Time until events are asked for: the first rows are drawn before."""
POLL_INTERVAL_SECONDS = 1.0 if sys.platform == "linux" else 0.2
"""Time between two checks where no event is reported. That is rare on Linux and the rule elsewhere, where nobody should wait."""
FOLLOW_UP_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.2, 0.2, 0.2, 0.2)
"""Times between the checks after an event. SQLite writes its log, waits for the disk, and only then shows the commit to others,
which is no event."""
QUICK_FOLLOW_UPS = 3
"""The first of these times, which no further event cuts short."""
SHOWN_SECONDS = 0.2
"""Time from a change that is shown to the next check: a job that writes all the time is shown a few times a second."""
LATE_CHECK_SECONDS = 2.0
"""Time until one more check, for a slow disk."""
FOREIGN_EVENT_SECONDS = 0.2
"""Time after an event of another file of the folder until events are listened to again."""
REST_SECONDS = 10.0
"""Time between two checks when nothing happens: a guard against file systems that report nothing."""


class Pace:
    """The time until the next check: short after an event, then longer and longer."""

    def __init__(self) -> None:
        self.checks = 0
        """The number of checks since the last event."""
        self.pauses = False
        """Whether the next check has to wait, whatever is heard."""

    @property
    def listens(self) -> bool:
        """Whether an event ends the wait. While a check is near, it does not: however many events come, checks are few."""
        return not self.pauses and self.checks >= QUICK_FOLLOW_UPS

    @property
    def rests(self) -> bool:
        """Whether the last event is so long ago that nothing of it can be missing."""
        return self.checks > len(FOLLOW_UP_SECONDS)

    @property
    def seconds(self) -> float:
        """The time until the next check."""
        if self.pauses:
            return SHOWN_SECONDS
        if self.rests:
            return REST_SECONDS
        return (*FOLLOW_UP_SECONDS, LATE_CHECK_SECONDS)[self.checks]

    def checked(self, *, heard: bool, shown: bool) -> None:
        """Take a check into account: whether an event led to it, and whether it showed something."""
        if not heard:
            self.checks += 1
        elif self.listens:
            self.checks = 0
        else:
            self.checks = min(self.checks + 1, QUICK_FOLLOW_UPS)
        self.pauses = shown


class Signals(Protocol):
    """Something to wait with."""

    async def wait(self, pace: Pace) -> Heard:
        """Return what was heard, when the next check is due."""

    def close(self) -> None:
        """Stop listening."""


class Polling:
    """Waits where no event is reported."""

    async def wait(self, pace: Pace) -> Heard:
        """Return nothing, when the next check is due."""
        await asyncio.sleep(min(pace.seconds, POLL_INTERVAL_SECONDS))
        return NOTHING

    def close(self) -> None:
        """Do nothing: it does not listen."""


class Listening:
    """Waits for the events of the file system."""

    def __init__(self, events: "FileEvents") -> None:
        self.events = events

    async def wait(self, pace: Pace) -> Heard:
        """Return what was heard; an event ends the wait where the pace listens."""
        if pace.listens:
            with suppress(TimeoutError):
                async with asyncio.timeout(pace.seconds):
                    return await self._next()
        else:
            await asyncio.sleep(pace.seconds)
        return self.events.read()

    async def _next(self) -> Heard:
        """Return the next event of the desk. Those of other files of the folder may be many: after one, it does not listen."""
        while True:
            await self._arrival()
            if heard := self.events.read():
                return heard
            await asyncio.sleep(FOREIGN_EVENT_SECONDS)

    async def _arrival(self) -> None:
        loop = asyncio.get_running_loop()
        arrived = asyncio.Event()
        loop.add_reader(self.events.fileno(), arrived.set)
        try:
            await arrived.wait()
        finally:
            loop.remove_reader(self.events.fileno())

    def close(self) -> None:
        """Stop listening."""
        self.events.close()


async def listen(db: Path, presence: Path) -> Signals:
    """Return signals of a database and of the folder where presence is shown: events where the system gives them."""
    await asyncio.sleep(START_DELAY_SECONDS)
    make = await asyncio.to_thread(_loaded, db)
    with suppress(OSError):
        if make is not None:
            return Listening(make(db, presence))
    return Polling()


def _loaded(db: Path) -> "type[FileEvents] | None":
    """Return the class of the events, or None where events are not reported. It takes some milliseconds."""
    with suppress(ImportError, OSError):
        from factcheck.store import file_events

        if file_events.gives_events() and not share_of(db):
            return file_events.FileEvents
    return None
