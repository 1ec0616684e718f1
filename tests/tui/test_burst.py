"""Keys typed ahead, in the real program on a real terminal: Textual's pilot waits after each key and cannot see a race."""

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
from contextlib import contextmanager
from pathlib import Path

import pytest

from factcheck.services import claims
from factcheck.services.desk import Desk
from factcheck.settings import Settings
from factcheck.store import filters, queries

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 600
"""Waits of a twentieth of a second, until a test gives up."""


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.shown = ""
        self.closed = False

    def read(self) -> None:
        """Take what the program drew, waiting a moment for it."""
        if select.select([self.descriptor], [], [], 0.05)[0]:
            try:
                self.shown += os.read(self.descriptor, 65_536).decode(errors="replace")
            except OSError:  # Linux: nobody holds the other end any more
                self.closed = True

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        for _ in range(PATIENCE):
            if holds():
                return
            self.read()
        raise AssertionError(f"never happened; it drew {self.shown[-2000:]!r}")

    def type(self, text: str) -> None:
        """Type everything at once."""
        os.write(self.descriptor, text.encode())


@contextmanager
def program(settings: Settings, *, size: tuple[int, int] = (80, 24)) -> Iterator[Terminal]:
    """Give the running program; it must end by itself when it is told to."""
    main, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    env = {
        **os.environ,
        "TERM": "xterm-256color",
        "FACTCHECK_DB": settings.db,
        "FACTCHECK_ACTOR": "ana",
        "LC_ALL": "C.UTF-8",
    }
    running = subprocess.Popen(
        [sys.executable, "-m", "factcheck", "tui"], stdin=child, stdout=child, stderr=child, env=env, cwd=ROOT
    )
    os.close(child)
    terminal = Terminal(main)
    try:
        terminal.until(lambda: "rate" in terminal.shown)
        yield terminal
        terminal.type("q")
        terminal.until(lambda: terminal.closed)
        assert running.wait(timeout=20) == 0
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGKILL)
        running.wait()
        os.close(main)


def count(desk: Desk, text: str) -> int:
    with desk.read() as session:
        return queries.count(session, filters.parse(text), me="ana")


@pytest.fixture
def twenty(desk: Desk) -> list[int]:
    return [claims.add_claim(desk, claims.NewClaim(text=f"Claim number {number}")) for number in range(20)]


def test_twenty_verbs_in_a_burst_land_on_twenty_claims(desk: Desk, settings: Settings, twenty: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type("so" * 10 + "sp" * 10)
        terminal.until(lambda: count(desk, "status:inbox") == 0)

    with desk.read() as session:
        rows = queries.claim_rows(session, twenty[::-1])
    assert [str(row.status) for row in rows] == ["open"] * 10 + ["published"] * 10


def test_ratings_with_their_reasons_in_a_burst(desk: Desk, settings: Settings, twenty: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type("".join(f"vfno source {number}\r" for number in range(5)))
        terminal.until(lambda: count(desk, "rating:false") == 5)

    with desk.read() as session:
        whys = queries.rating_whys(session, twenty)
    assert [whys[each] for each in twenty[::-1][:5]] == [f"no source {number}" for number in range(5)]


def test_text_typed_after_a_slash_never_acts_on_a_claim(desk: Desk, settings: Settings, twenty: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type("/vaccine tax sp so am\r")
        terminal.until(lambda: "nothing matches" in terminal.shown)

    with desk.read() as session:
        assert queries.last_event_id(session) == 20


def test_a_note_typed_at_once_is_whole(desk: Desk, settings: Settings, twenty: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type("nask the ministry again, so sp am\rjnsecond\r")
        terminal.until(lambda: "noted on claim 19" in terminal.shown)

    with desk.read() as session:
        notes = [[note.text for note in queries.claim_detail(session, each).notes] for each in (twenty[19], twenty[18])]
    assert notes == [["ask the ministry again, so sp am"], ["second"]]


def test_a_claim_typed_into_the_form_at_once_is_whole(desk: Desk, settings: Settings) -> None:
    with program(settings) as terminal:
        terminal.type("iThe dam holds\t\tan engineer\t2024\x13")
        terminal.until(lambda: count(desk, "status:inbox") == 1)
        terminal.until(lambda: "is added" in terminal.shown)

    with desk.read() as session:
        row = queries.claim_rows(session, [1])[0]
    assert (row.text, row.claimant, str(row.claimed_from)) == ("The dam holds", "an engineer", "2024-01-01")
