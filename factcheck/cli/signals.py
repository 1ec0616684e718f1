"""Signals: SIGINT, SIGTERM and SIGHUP end a command in order, with 128 and the signal's number (CLI.md)."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""The signals that ask a command to end."""


def status_of(number: int) -> int:
    """Return the exit status of a command that a signal ended."""
    return 128 + number


def heard() -> Iterator[signal.Signals]:
    """Give the signals that end a command: not those that were ignored when it began, as SIGHUP is under nohup(1)."""
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            yield number


def listen() -> None:
    """End the program in order at SIGTERM and SIGHUP, from now on. Python itself turns SIGINT into KeyboardInterrupt."""
    for number in heard():
        if number is not signal.SIGINT:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    """End as the signal ends a program, but in order: what is open is closed."""
    with suppress(OSError):  # a hang-up takes the terminal away
        os.write(2, f"factcheck: ended by {signal.Signals(number).name}\n".encode())
    raise SystemExit(status_of(number))


@contextmanager
def handled(end: Callable[[signal.Signals], None]) -> Iterator[None]:
    """Have the running event loop call ``end`` at a signal that ends a command, and give the handlers back at the end."""
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in heard()}
    for number in before:
        loop.add_signal_handler(number, end, number)
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
