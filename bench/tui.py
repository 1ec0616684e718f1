"""Time the terminal interface on a real terminal, in comparison with Textual's DataTable.

Run ``python bench/tui.py [ROUNDS] [CLAIMS]``; the defaults are 5 rounds and 1,000,000 claims. All variants take turns in one
run, so that their ratios are reliable on a noisy machine. Beside wall time, the processor time of the process is printed, which
other programs disturb less. ``import textual.app`` is the part that cannot be avoided.
"""

import fcntl
import os
import pty
import select
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from factcheck.services.desk import open_desk
from factcheck.services.editing.claims import ClaimEdit, NewClaim, add_claim, edit_claim, rate_claim
from factcheck.settings import load

SMALL, TABLE = 1_000, 10_000
HELD = 30
"""Keys a second, as a keyboard repeats a key that is held."""
MOVES = 150
WRITES = 9
"""Writes by another process that are timed."""
SYNCHRONISED = b"\x1b[?2026l"
ROWS = b"\x1b[?2026$p"
"""The question whether the terminal can hold back half a frame (mode 2026)."""
FIRST = b"Prices rose"


def make(path: Path, size: int) -> None:
    """Make a desk of so many claims."""
    with open_desk(load(db=str(path))) as desk:
        add_claim(desk, NewClaim(text="Prices rose in May", claimant="a minister"))
    with sqlite3.connect(path) as connection:
        columns = [
            row[1] for row in connection.execute("PRAGMA table_info(claim)") if row[1] not in ("id", "external_id")
        ]
        names = ", ".join(columns)
        values = ", ".join(
            f"{name} || ' ' || n" if name in ("text", "search_text", "match_text") else f"claim.{name}"
            for name in columns
        )
        connection.execute(
            f"WITH RECURSIVE t(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM t WHERE n < {size}) "
            f"INSERT INTO claim ({names}) SELECT {values} FROM t, claim WHERE claim.id = 1"
        )
    connection.close()


class Program:
    """A program on a terminal of 120 by 40 that answers as a modern one does."""

    def __init__(self, *command: str) -> None:
        self.main, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        env = os.environ | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        self.started = time.perf_counter()
        self.running = subprocess.Popen([sys.executable, *command], stdin=child, stdout=child, stderr=child, env=env)
        os.close(child)
        self.drawn = b""

    def read(self, seconds: float) -> bool:
        """Read the output; return whether there was any."""
        if not select.select([self.main], [], [], max(seconds, 0))[0]:
            return False
        try:
            piece = os.read(self.main, 1 << 16)
        except OSError:
            return False
        if ROWS in piece:
            os.write(self.main, b"\x1b[?2026;2$y")
        self.drawn += piece
        return True

    def until(self, holds: Callable[[], bool], since: float) -> float:
        """Return the seconds from a moment until a condition is true. Ends the benchmark if it takes a minute."""
        while not holds():
            if not self.read(60) or time.perf_counter() > since + 60:
                raise SystemExit(f"it never came; it drew {self.drawn[-500:]!r}")
        return time.perf_counter() - since

    def first_rows(self) -> tuple[float, float]:
        """Return the wall and processor seconds from the start to the first rows."""
        taken = self.until(lambda: FIRST in self.drawn, self.started)
        return taken, self.processor()

    def rest(self, seconds: float) -> None:
        """Wait until nothing more is drawn."""
        while self.read(seconds):
            pass
        self.drawn = b""

    def pass_by(self, seconds: float) -> None:
        """Wait, and discard what is drawn meanwhile."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)
        self.drawn = b""

    def hold(self, key: bytes) -> tuple[list[float], float, float]:
        """Hold a key; return the seconds from each to the end of its frame, the bytes and the processor seconds a key."""
        taken: list[float] = []
        drawn, spent = 0, self.processor()
        for _ in range(MOVES):
            self.drawn = b""
            start = time.perf_counter()
            os.write(self.main, key)
            taken.append(self.until(lambda: SYNCHRONISED in self.drawn, start))
            while (left := start + 1 / HELD - time.perf_counter()) > 0:
                self.read(left)
            drawn += len(self.drawn)
        return sorted(taken), drawn / MOVES, (self.processor() - spent) / MOVES

    def type(self, keys: bytes, sign: bytes) -> float:
        """Return the seconds from keys to their effect."""
        self.drawn = b""
        start = time.perf_counter()
        os.write(self.main, keys)
        return self.shows(sign, start)

    def shows(self, sign: bytes, since: float) -> float:
        """Return the seconds from a moment until something is drawn."""
        return self.until(lambda: sign in self.drawn, since)

    def processor(self) -> float:
        """Return the processor seconds it has used."""
        tasks = Path(f"/proc/{self.running.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def memory(self) -> float:
        """Return the resident memory in MB."""
        status = Path(f"/proc/{self.running.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def idle(self, seconds: float = 5) -> float:
        """Return the share of a processor it uses when nothing happens, in per cent."""
        self.rest(0.5)
        spent = self.processor()
        time.sleep(seconds)
        return (self.processor() - spent) / seconds * 100

    def end(self) -> None:
        """Leave."""
        os.write(self.main, b"q")
        while self.read(2):
            pass
        self.running.wait(60)
        os.close(self.main)


@dataclass
class Measured:
    """The measurements of a variant."""

    command: tuple[str, ...]
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    keys: list[float] = field(default_factory=list)
    bytes: float = 0
    per_key: float = 0
    idle: float = 0
    memory: float = 0


def imports() -> tuple[float, float]:
    """Return how long a process takes, by the wall and of the processor, that imports Textual and ends."""
    start, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-c", "from textual.app import App"], check=True)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - start, used


def hand(path: Path, size: int) -> dict[str, str]:
    """Return the measurements of our own interface only, taken while a reviewer works on a desk of so many claims."""
    searched = str(size // 2)[:-1]  # claims that are not in the list before, nor after the first letters
    with open_desk(load(db=str(path), actor="bob")) as others:
        for place in range(40):
            rate_claim(others, top(path, place), "unproven", "only rated claims can be published")
        program = Program("-m", "factcheck", "--db", str(path), "--actor", "ana", "tui")
        program.first_rows()
        program.rest(2)
        first = program.type(b"so", b"status open")
        verbs = sorted(program.type(b"jsr", b"status review") for _ in range(10))
        burst = program.type(b"jspy" * 20, b"claim %d: status published" % top(path, 30))
        with sqlite3.connect(path) as connection:
            stored = connection.execute("SELECT count(*) FROM claim WHERE status = 'published'").fetchone()[0]
        connection.close()
        seen = []
        for number in range(WRITES):
            program.pass_by(0.7 + number * 0.23)  # each at another moment of the checks that follow an event
            start = time.perf_counter()
            edit_claim(others, top(path, number), ClaimEdit(text=f"Seen now {number}"))
            seen.append(program.shows(b"Seen now %d" % number, start))
        program.rest(3.2)
        search = [
            program.type(f"/{searched[:-1]}".encode(), f"May {searched[:-1]}".encode()),
            program.type(searched[-1].encode(), f"May {searched}".encode()),
        ]
        os.write(program.main, b"\x1b")
        program.rest(1)
        typed, matched = form(program, f"Prices rose in May {size // 3}")
        program.end()
    return {
        "first verb to its word on the screen (services load)": f"{first * 1000:.0f} ms",
        "later commands, stored and confirmed, p50 / worst of 10": f"{verbs[5] * 1000:.0f} / {verbs[-1] * 1000:.0f} ms",
        "20 commands in a burst, correct of 20; all confirmed after": f"{stored} of 20; {burst * 1000:.0f} ms",
        f"another process's write on the screen, p50 / worst of {WRITES}": (
            f"{sorted(seen)[WRITES // 2] * 1000:.0f} / {max(seen) * 1000:.0f} ms"
        ),
        "key to paint in the form for a new claim, p50 / worst": (
            f"{typed[len(typed) // 2] * 1000:.1f} / {typed[-1] * 1000:.1f} ms"
        ),
        "the last key of a text to the claims that may say the same": f"{matched * 1000:.0f} ms",
        "search, first letters / a letter more, to its rows": " / ".join(f"{each * 1000:.0f} ms" for each in search),
    }


def form(program: Program, text: str) -> tuple[list[float], float]:
    """Type a new claim; return the seconds from each key to the end of its frame, and from the last to the matches."""
    program.type(b"i", b"claimant")
    program.rest(0.5)
    taken = []
    for letter in text:
        program.drawn = b""
        start = time.perf_counter()
        os.write(program.main, letter.encode())
        taken.append(program.until(lambda: SYNCHRONISED in program.drawn, start))
        while (left := start + 1 / HELD - time.perf_counter()) > 0:
            program.read(left)
    matched = program.shows(b"claim %d" % int(text.split()[-1]), start)
    os.write(program.main, b"\x1b\x1b")
    program.rest(1)
    return sorted(taken), matched


def top(path: Path, place: int) -> int:
    """Return the claim at a position of the queue."""
    with sqlite3.connect(path) as connection:
        row = connection.execute(
            "SELECT id FROM claim ORDER BY attention DESC, priority DESC, id DESC LIMIT 1 OFFSET ?", (place,)
        ).fetchone()
    connection.close()
    return int(row[0])


def main() -> None:
    """Print the tables."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    large = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    with tempfile.TemporaryDirectory() as folder:
        desks = {size: Path(folder) / f"{size}.db" for size in (SMALL, TABLE, large)}
        for size, path in desks.items():
            make(path, size)
        variants = {
            f"ours, {SMALL:,}": Measured(("-m", "factcheck", "--db", str(desks[SMALL]), "tui")),
            f"ours, {large:,}": Measured(("-m", "factcheck", "--db", str(desks[large]), "tui")),
            f"DataTable, {TABLE:,}": Measured((str(Path(__file__).with_name("data_table.py")), str(desks[TABLE]))),
        }
        for measured in variants.values():  # the first run of each is not counted: it writes the bytecode
            program = Program(*measured.command)
            program.first_rows()
            program.rest(1)
            program.end()
        base = []
        for number in range(rounds):
            base.append(imports())
            for measured in variants.values():
                program = Program(*measured.command)
                wall, processor = program.first_rows()
                measured.wall.append(wall)
                measured.processor.append(processor)
                program.rest(1)
                if number == rounds - 1:
                    measured.keys, measured.bytes, measured.per_key = program.hold(b"j")
                    measured.idle, measured.memory = program.idle(), program.memory()
                program.end()
        report(base, variants)
        for what, figure in hand(desks[large], large).items():
            print(f"{what:60}{figure}")


def report(base: list[tuple[float, float]], variants: dict[str, Measured]) -> None:
    """Print the measurements that all variants have."""
    wall, processor = (statistics.median(each) * 1000 for each in zip(*base, strict=True))
    print(f"import textual.app: {wall:.0f} ms, of the processor {processor:.0f} ms (median of {len(base)})\n")
    lines: dict[str, Callable[[Measured], str]] = {
        "process to first rows, median ms (target 350)": lambda m: f"{statistics.median(m.wall) * 1000:.0f}",
        "  of the processor, median ms": lambda m: f"{statistics.median(m.processor) * 1000:.0f}",
        "  after import, of the processor, ms (150)": lambda m: (
            f"{statistics.median(m.processor) * 1000 - processor:.0f}"
        ),
        "key to paint, held, p50 ms": lambda m: f"{m.keys[len(m.keys) // 2] * 1000:.1f}",
        "key to paint, held, p95 ms (16)": lambda m: f"{m.keys[int(len(m.keys) * 0.95)] * 1000:.1f}",
        "processor a key, ms": lambda m: f"{m.per_key * 1000:.1f}",
        "bytes a move (1,000)": lambda m: f"{m.bytes:,.0f}",
        "idle processor, per cent (0.5)": lambda m: f"{m.idle:.2f}",
        "resident memory, MB (60)": lambda m: f"{m.memory:.0f}",
    }
    print(f"{'':50}" + "".join(f"{name:>20}" for name in variants))
    for what, figure in lines.items():
        print(f"{what:50}" + "".join(f"{figure(each):>20}" for each in variants.values()))


if __name__ == "__main__":
    main()
