"""Reads for the screen, in a thread of their own; each can be stopped at any time."""

from collections.abc import Callable
from threading import Condition, Thread

from factcheck.store.interruption import Interrupted, Interruption

ENDING_MAX_SECONDS = 0.5
"""A stopped read ends within a few milliseconds."""

Read = Callable[[Interruption], None]


class BackgroundReads:
    """Runs the newest read only, in one thread: a newer read interrupts the one under way and replaces the waiting one.

    The thread is a daemon, so that nothing it does can keep the program from ending.
    """

    def __init__(self, failed: Callable[[Exception], None]) -> None:
        """``failed`` is called in the thread with an error that no read should raise."""
        self.failed = failed
        self.changed = Condition()
        self.waiting: tuple[Read, Interruption] | None = None
        self.current = Interruption()
        """Of the newest read."""
        self.closed = False
        self.thread: Thread | None = None

    def put(self, read: Read) -> Interruption:
        """Stop the read under way, and run this one; return its interruption."""
        stop = Interruption()
        with self.changed:
            self.current.stop()
            self.current, self.waiting = stop, (read, stop)
            if self.thread is None and not self.closed:
                self.thread = Thread(target=self._work, name="reads", daemon=True)
                self.thread.start()
            self.changed.notify()
        return stop

    def stop(self) -> None:
        """Stop the read under way, and drop the waiting one."""
        with self.changed:
            self.current.stop()
            self.waiting = None

    def close(self, seconds: float = ENDING_MAX_SECONDS) -> None:
        """Stop the read under way, and end the thread; wait for that within this time."""
        with self.changed:
            self.closed = True
            self.current.stop()
            self.waiting = None
            self.changed.notify()
        if self.thread is not None:
            self.thread.join(seconds)

    def _next(self) -> tuple[Read, Interruption] | None:
        with self.changed:
            self.changed.wait_for(lambda: self.waiting is not None or self.closed)
            found, self.waiting = self.waiting, None
            return found

    def _work(self) -> None:
        while (found := self._next()) is not None:
            read, stop = found
            try:
                read(stop)
            except Interrupted:
                continue
            except Exception as error:  # noqa: BLE001  the application crashes with it
                self.failed(error)
