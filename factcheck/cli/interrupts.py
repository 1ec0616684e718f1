"""A signal that ends a command which works in parts: the first one lets the part under way finish, the second ends at once."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from factcheck.cli.signals import heard, status_of


class Stop:
    """Remembers whether the command was asked to end."""

    def __init__(self) -> None:
        self.status = 0
        """The exit status of the signal that came; 0: none has."""

    def __call__(self) -> bool:
        return self.status != 0

    @contextmanager
    def listening(self) -> Iterator["Stop"]:
        """Listen to the signals while the block runs; one that the caller of the program has us ignore stays ignored."""
        before = {number: signal.getsignal(number) for number in heard()}

        def on(number: int, _frame: FrameType | None) -> None:
            self.status = status_of(number)
            for each, handler in before.items():
                signal.signal(each, handler)
            if sys.stderr.isatty():
                print(
                    f"\n{signal.Signals(number).name}: finishing what is under way; once more to stop at once",
                    file=sys.stderr,
                )

        for number in before:
            signal.signal(number, on)
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
