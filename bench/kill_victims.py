"""Programs that ``bench.kill_table`` kills: a command in a process of its own; the interface is in ``kill_screen``."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import NoReturn, Protocol


class Victim(Protocol):
    """A program that can be killed, and what it has answered so far."""

    answers: list[str]
    ended_at: float
    """When it gave its last answer."""

    def wait_for_work(self) -> bool:
        """Wait for a sign of the work; return whether the program still runs."""

    def is_at_work(self) -> bool:
        """Return whether the program runs and has more to answer."""

    def wait(self) -> None:
        """Wait until it has done its work."""

    def kill(self) -> None:
        """Kill it, and take what it had still answered."""


Sign = Callable[[Path], bool]


class Program:
    """A command in a process of its own, its standard output read line by line.

    The process is forked, so that what the command needs is loaded already: a kill meets the work, not the start.
    """

    def __init__(self, folder: Path, work: Callable[[], int], sign: Sign, until: str) -> None:
        """``until`` is how its last answer begins."""
        self.folder, self.sign, self.until = folder, sign, until
        self.answers: list[str] = []
        self.ended_at = 0.0
        reading, writing = os.pipe()
        sys.stdout.flush()
        self.pid = os.fork()
        if not self.pid:
            os.close(reading)
            _work(work, writing)
        os.close(writing)
        self.status: int | None = None
        self.listener = threading.Thread(target=self._listen, args=(reading,))
        self.listener.start()

    def _listen(self, reading: int) -> None:
        with os.fdopen(reading, encoding="utf-8") as lines:
            for line in lines:
                if line.endswith("\n"):
                    self.answers.append(line.rstrip("\n"))
                    self.ended_at = monotonic()

    def is_running(self) -> bool:
        """Return whether the process runs."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = status if pid else None
        return self.status is None

    def wait_for_work(self) -> bool:
        """Wait for a sign of the work; return whether the program still runs."""
        while self.is_running():
            if self.sign(self.folder):
                return True
            sleep(0.0003)
        return False

    def is_at_work(self) -> bool:
        """Return whether the program runs and has more to answer."""
        return self.is_running() and not any(line.startswith(self.until) for line in self.answers[-1:])

    def wait(self) -> None:
        """Wait until it has done its work."""
        if self.status is None:
            self.status = os.waitpid(self.pid, 0)[1]
        self.listener.join()

    def kill(self) -> None:
        """Kill it, and take what it had still answered."""
        if self.is_running():
            os.kill(self.pid, signal.SIGKILL)
        self.wait()


def _work(work: Callable[[], int], writing: int) -> NoReturn:
    """Work in the new process, and end it."""
    os.dup2(writing, 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8")
    status = 70
    try:
        status = work()
        sys.stdout.flush()
    finally:
        os._exit(status)
