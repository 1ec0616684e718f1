"""SIGINT, SIGTERM and SIGHUP end a command cleanly, with 128 plus the number of the signal."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals that ask a command to end."""


def status_of(number: int) -> int:
    """Return the exit status of a command that a signal ended."""
    return 128 + number


def handled_signals() -> Iterator[signal.Signals]:
    """Yield the signals that end a command, without those ignored at its start, as SIGHUP is under nohup(1)."""
    for number in ENDING_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            yield number


def listen() -> None:
    """End the program cleanly at SIGTERM and SIGHUP from now on. Python turns SIGINT into KeyboardInterrupt."""
    for number in handled_signals():
        if number is not signal.SIGINT:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    """End with the status of the signal, but close what is open."""
    with suppress(OSError):  # a hang-up takes the terminal away
        os.write(2, f"factcheck: ended by {signal.Signals(number).name}\n".encode())
    raise SystemExit(status_of(number))


@contextmanager
def handled(end: Callable[[signal.Signals], None]) -> Iterator[None]:
    """Let the running event loop call ``end`` at a signal while the block runs; restore the handlers afterwards."""
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in handled_signals()}
    for number in before:
        loop.add_signal_handler(number, end, number)
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
