"""Signals for a command that works in parts: the first lets the current part finish, the second ends the command."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from factcheck.cli.signals import handled_signals, status_of


class Stop:
    """Whether the command was asked to end."""

    def __init__(self) -> None:
        self.status = 0
        """Exit status of the signal that arrived; 0: none did."""

    def __call__(self) -> bool:
        """Return whether a signal has arrived."""
        return self.status != 0

    @contextmanager
    def listening(self) -> Iterator["Stop"]:
        """Handle the signals while the block runs. Signals that were ignored at the start stay ignored."""
        before = {number: signal.getsignal(number) for number in handled_signals()}

        def on(number: int, _frame: FrameType | None) -> None:
            self.status = status_of(number)
            for each, handler in before.items():
                signal.signal(each, handler)
            if sys.stderr.isatty():
                print(
                    f"\n{signal.Signals(number).name}: finishing the current part; press again to stop at once",
                    file=sys.stderr,
                )

        for number in before:
            signal.signal(number, on)
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
