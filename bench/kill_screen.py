"""The interface on a terminal, used and killed: every change that the screen had acknowledged must be in the database."""

import os
import re
import sqlite3
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from time import monotonic
from typing import ClassVar

from tests.tui.terminal import Terminal, started

ACTOR = "ana"
CONTROL = re.compile(r"\x1b(?:\[[0-9;?<=>]*[a-zA-Z]|\][^\x07]*\x07|[()][A-Z0-9]|[=>78])")
TYPED = "nready\rj", "ncall them\rj", "vfno source\rj", "soj", "Tstorm\rj", "ncall again\rj", "p3j", "i{}\x13"
"""Notes, a rating, a status, a tag, a priority and a new claim, each on the next claim of the list, each typed when the one
before is acknowledged. The first loads what storing needs: it comes before the edits that are killed."""
NEW = "postal votes were counted twice"
ANSWER = re.compile(
    r"note added to claim \d+|claim \d+ is rated (?:true|false)|claim \d+: status open|claim \d+: tags storm"
    r"|claim \d+: priority high|claim \d+ added"
)
HELD = {
    "note added": "SELECT count(*) FROM note WHERE claim_id = {}",
    "is rated": "SELECT count(rating) FROM claim WHERE id = {}",
    "status": "SELECT count(*) FROM claim WHERE id = {} AND status = 'open'",
    "tags": "SELECT count(*) FROM claim_tag JOIN tag ON tag.id = tag_id WHERE claim_id = {} AND name = 'storm'",
    "priority": "SELECT count(*) FROM claim WHERE id = {} AND priority = 3",
    " added": "SELECT count(*) FROM claim WHERE id = {}",
}
"""By a word of an answer, the query that counts what it speaks of."""
LOGGED = {
    "SELECT count(*) FROM note": "note.added",
    "SELECT count(rating) FROM claim": "claim.rated",
    "SELECT count(*) FROM claim": "claim.added",
}
PATIENCE_SECONDS = 60


def number(folder: Path, query: str) -> int:
    """Return the number that a query gives."""
    with closing(sqlite3.connect(folder / "desk.db")) as raw:
        return int(raw.execute(query).fetchone()[0])


class Screen:
    """The interface, with a thread that takes what it draws."""

    answer: ClassVar[re.Pattern[str]] = ANSWER
    typed: ClassVar[tuple[str, ...]] = ()
    """The keys to type after each answer."""
    wanted: ClassVar[int] = 1
    """Answers until the work is done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers: list[str] = []
        self.ended_at = 0.0
        self.over = ExitStack()
        self.terminal: Terminal = self.over.enter_context(
            started("-m", "factcheck", "tui", db=str(folder / "desk.db"), size=(120, 30), FACTCHECK_ACTOR=ACTOR)
        )
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        while not self.terminal.closed:
            self.terminal.read()
            found = list(dict.fromkeys(self.answer.findall(CONTROL.sub("", self.terminal.shown))))
            if len(found) > len(self.answers):
                self.answers, self.ended_at = found, monotonic()
                if len(found) < len(self.typed) and not self.terminal.closed:
                    self.type(self.typed[len(found)])

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        begun = monotonic()
        while not holds():
            if monotonic() - begun > PATIENCE_SECONDS or self.terminal.closed:
                raise SystemExit(f"never happened; it drew {self.terminal.shown[-1500:]!r}")
            threading.Event().wait(0.002)

    def type(self, text: str) -> None:
        """Type everything at once."""
        with suppress(OSError):  # it has been killed
            os.write(self.terminal.descriptor, text.encode())

    def is_at_work(self) -> bool:
        """Return whether the program runs and has more to answer."""
        return self.terminal.running.poll() is None and len(self.answers) < self.wanted

    def wait(self) -> None:
        """Wait until it has done its work, and leave it."""
        self.until(lambda: len(self.answers) >= self.wanted)
        self.leave()

    def leave(self) -> int:
        """Leave the program, and return its status."""
        self.type("\x1b")
        self.type("q")
        status = self.terminal.running.wait(PATIENCE_SECONDS)
        self.listener.join()
        self.over.close()
        return status

    def kill(self) -> None:
        """Kill it, and take what it had still drawn."""
        self.terminal.running.kill()
        self.terminal.running.wait()
        self.listener.join()
        self.over.close()


class Edits(Screen):
    """Single edits, one after another."""

    typed: ClassVar[tuple[str, ...]] = (*TYPED[:-1], TYPED[-1].format(NEW))
    wanted: ClassVar[int] = len(TYPED)

    def wait_for_work(self) -> bool:
        """Make one edit, upon which the others follow; return whether the program still runs."""
        self.until(lambda: "rate" in self.terminal.shown and "Council" in self.terminal.shown)
        self.type(self.typed[0])
        self.until(lambda: bool(self.answers))
        return self.terminal.running.poll() is None

    @staticmethod
    def lost(folder: Path, answers: list[str]) -> list[str]:
        """Return the answers of which nothing is there."""
        asked = [
            (answer, HELD[word].format(re.findall(r"\d+", answer)[0]))
            for answer in answers
            for word in HELD
            if word in answer
        ]
        return [answer for answer, query in asked if not number(folder, query)]

    @staticmethod
    def torn(folder: Path) -> list[str]:
        """Return the kinds of rows that have no event, one line each."""
        found = [
            (action, number(folder, query), number(folder, f"SELECT count(*) FROM event WHERE action = '{action}'"))
            for query, action in LOGGED.items()
        ]
        return [f"{rows} rows, {lines} lines {action}" for action, rows, lines in found if rows != lines]

    @staticmethod
    def again(folder: Path) -> list[str]:
        """Make one edit more in a new session."""
        screen = Screen(folder)
        screen.until(lambda: "rate" in screen.terminal.shown and "Council" in screen.terminal.shown)
        screen.type("nonce more\r")
        screen.until(lambda: bool(screen.answers))
        wrong = [f"status {status}"] if (status := screen.leave()) else []
        return wrong + Edits.lost(folder, screen.answers) + Edits.torn(folder)


class BulkEdit(Screen):
    """One verb on every claim: a claim is all or none, the whole need not be."""

    answer: ClassVar[re.Pattern[str]] = re.compile(r"status open: [\d,]+ claims")
    wanted: ClassVar[int] = 1

    def wait_for_work(self) -> bool:
        """Mark all, set a status, confirm; return whether the program still runs when the first part is being written."""
        wal = self.folder / "desk.db-wal"
        self.until(lambda: "rate" in self.terminal.shown and "Council" in self.terminal.shown)
        self.type("*so")
        self.until(lambda: "any other key does not" in CONTROL.sub("", self.terminal.shown))
        self.type("y")
        self.until(lambda: (wal.exists() and wal.stat().st_size > 0) or bool(self.answers))
        return self.terminal.running.poll() is None

    @staticmethod
    def lost(folder: Path, answers: list[str]) -> list[str]:
        """Return what was announced and is not so."""
        waiting = number(folder, "SELECT count(*) FROM claim WHERE status <> 'open'")
        return [f"{waiting} claims are not open"] if answers and waiting else []

    @staticmethod
    def torn(folder: Path) -> list[str]:
        """Return a line if the claims that were changed are not those of the events."""
        changed = number(folder, "SELECT count(*) FROM claim WHERE status = 'open'")
        lines = number(folder, "SELECT count(*) FROM event WHERE action = 'claim.edited'")
        return [] if changed == lines else [f"{changed} claims, {lines} lines"]

    @staticmethod
    def again(folder: Path) -> list[str]:
        """Do the same in a new session, and have all claims changed."""
        screen = BulkEdit(folder)
        screen.wait_for_work()
        screen.until(lambda: bool(screen.answers))
        wrong = [f"status {status}"] if (status := screen.leave()) else []
        return wrong + BulkEdit.lost(folder, screen.answers) + BulkEdit.torn(folder)
