"""The end of the program, from a thread of its own: signals, and a terminal that goes away.

A terminal that accepts no more output, such as one over a stalled connection, blocks the interface in the middle of a write:
its event loop then notices neither signals nor the closed terminal. This thread does. It asks the interface to leave; without
an answer, it stores the waiting writes and ends the process.
"""

import os
import select
import signal
import sys
import termios
from contextlib import suppress
from threading import Event, Thread
from types import FrameType, TracebackType
from typing import Any, Protocol, Self

SIGNALS = (signal.SIGTERM, signal.SIGHUP)
ANSWER_MAX_SECONDS = 2.0
"""A running event loop answers within this time."""
LAST_WRITES_MAX_SECONDS = 5.0
"""Time for the writes that still wait."""
EXIT_MAX_SECONDS = LAST_WRITES_MAX_SECONDS + 8.0
"""An interface that answered has left within this time, even if its last write still waits for a locked database."""


class StoppableApp(Protocol):
    """The interface, as the thread that ends it knows it."""

    def request_exit(self, number: int, heard: Event) -> None:
        """Leave because of a signal, and set ``heard`` from the event loop. Safe in any thread; returns at once."""

    def store_waiting_writes(self, seconds: float) -> None:
        """Store the waiting writes within this time, without the event loop, and report this reviewer as gone."""


class ShutdownGuard:
    """Ends the program in order, even without its terminal. A context manager, entered in the main thread."""

    def __init__(self, app: StoppableApp, terminal: int | None) -> None:
        """Watch the terminal with this descriptor; None: there is no terminal."""
        self.app, self.terminal = app, terminal
        self.over = Event()
        self.handlers: dict[int, Any] = {}
        self.modes: list[Any] | None = None

    def __enter__(self) -> Self:
        self.signal_reader, self.signal_writer = os.pipe()
        os.set_blocking(self.signal_writer, False)
        if self.terminal is not None:
            with suppress(termios.error):
                self.modes = termios.tcgetattr(self.terminal)
        for number in SIGNALS:
            self.handlers[number] = signal.signal(number, self._hear)
        Thread(target=self._watch, name="ending", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        for number, handler in self.handlers.items():
            signal.signal(number, handler)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        """Pass a signal on. Runs in the main thread, even while that is blocked."""
        with suppress(BlockingIOError):
            os.write(self.signal_writer, bytes([number]))

    def _watch(self) -> None:
        """Wait for a signal or for the terminal to close; then end."""
        watched = select.poll()
        watched.register(self.signal_reader, select.POLLIN)
        if self.terminal is not None:
            watched.register(self.terminal, 0)  # only whether the other end is still open
        ready = [descriptor for descriptor, _ in watched.poll()]
        number = os.read(self.signal_reader, 1)[0] if self.signal_reader in ready else int(signal.SIGHUP)
        heard = Event()
        self.app.request_exit(number, heard)
        if heard.wait(ANSWER_MAX_SECONDS):
            self.over.wait(EXIT_MAX_SECONDS)
        if not self.over.is_set():
            self.app.store_waiting_writes(LAST_WRITES_MAX_SECONDS)
            self._end(number)

    def _end(self, number: int) -> None:
        """End the process without the interface; the terminal's modes are restored, its screen cannot be."""
        if self.terminal is not None and self.modes is not None:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
            with suppress(termios.error):
                termios.tcsetattr(self.terminal, termios.TCSANOW, self.modes)
        os._exit(128 + number)


def watched_terminal(*, headless: bool) -> int | None:
    """Return the descriptor of the terminal to watch, or None without a terminal."""
    if headless or sys.__stdin__ is None or not sys.__stdin__.isatty():
        return None
    return sys.__stdin__.fileno()
