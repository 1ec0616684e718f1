"""The real program on a real terminal: what Textual's pilot cannot see."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from factcheck.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 3000
"""Waits of a fiftieth of a second, until a test gives up."""

RESTS = 50
"""Waits without anything drawn, until a program is at rest."""


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, descriptor: int, running: "subprocess.Popen[bytes]") -> None:
        self.descriptor = descriptor
        self.shown = ""
        self.closed = False
        self.running = running

    def read(self, patience: float = 0.02) -> None:
        """Take what the program drew, waiting so many seconds for it."""
        if self.ready(select.POLLIN, patience):
            try:
                self.shown += os.read(self.descriptor, 65_536).decode(errors="replace")
            except OSError:  # Linux: nobody holds the other end any more
                self.closed = True

    def ready(self, event: int, patience: float) -> bool:
        """Wait so many seconds for an event of the terminal, whatever the number of its descriptor."""
        watch = select.poll()
        watch.register(self.descriptor, event)
        return any(happened & (event | select.POLLHUP) for _, happened in watch.poll(patience * 1000))

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        for _ in range(PATIENCE):
            if holds():
                return
            self.read()
        raise AssertionError(f"never happened; it drew {self.shown[-2000:]!r}")

    def rest(self) -> None:
        """Wait until nothing more is drawn."""
        idle, drawn = 0, len(self.shown)
        while idle < RESTS:
            self.read()
            idle, drawn = (idle + 1, drawn) if len(self.shown) == drawn else (0, len(self.shown))

    def type(self, text: str) -> None:
        """Type everything at once; what the program draws meanwhile is taken, or it could not go on."""
        left = text.encode()
        while left:
            if self.ready(select.POLLOUT, 0.05):
                left = left[os.write(self.descriptor, left[:1024]) :]
            self.read(0)

    def size(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.running.send_signal(signal.SIGWINCH)

    def stopped(self) -> bool:
        """Return whether the program stands still (proc_pid_stat(5))."""
        status = Path(f"/proc/{self.running.pid}/stat").read_text(encoding="utf-8")
        return status.rpartition(")")[2].split()[0] == "T"

    def hang_up(self) -> None:
        """Close the terminal; no signal tells the program, whose terminal it is not the controlling one."""
        os.close(self.descriptor)
        self.closed = True

    def ended(self) -> int:
        """Wait until the program has ended, and return its status."""
        self.until(lambda: self.closed or self.running.poll() is not None)
        return self.running.wait(20)


@contextmanager
def started(*command: str, db: str, size: tuple[int, int] = (80, 24), **environment: str) -> Iterator[Terminal]:
    """Give a program that runs on a terminal of its own; it is killed at the end if it still runs."""
    main, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    inherited = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    known = {"TERM": "xterm-256color", "FACTCHECK_DB": db, "FACTCHECK_ACTOR": "ana", "LC_ALL": "C.UTF-8"}
    running = subprocess.Popen(
        [sys.executable, *command],
        stdin=child,
        stdout=child,
        stderr=child,
        env={**inherited, **known, **environment},
        cwd=ROOT,
        start_new_session=True,
    )
    os.close(child)
    terminal = Terminal(main, running)
    try:
        yield terminal
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGKILL)
        running.wait()
        with suppress(OSError):
            os.close(main)


@contextmanager
def program(settings: Settings, *, size: tuple[int, int] = (80, 24), **environment: str) -> Iterator[Terminal]:
    """Give the running interface; it must end by itself when it is told to."""
    with started("-m", "factcheck", "tui", db=settings.db, size=size, **environment) as terminal:
        terminal.until(lambda: "rate" in terminal.shown)
        yield terminal
        terminal.type("q")
        assert terminal.ended() == 0
