"""Time the terminal interface on a real terminal: from the start of the process to the first rows, and a key to its paint.

Run ``python bench/tui.py [ROUNDS]``. Desks of 10 and of 100,000 claims take turns in one run, so that their ratio holds on a
noisy machine. ``import textual.app`` is the part nobody can save.
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
from pathlib import Path

from factcheck.services.claims import NewClaim, add_claim
from factcheck.services.desk import open_desk
from factcheck.settings import load

SIZES = (10, 100_000)
STROKES = (b"j", b"k") * 20
"""Down and up: ten claims are soon at their end."""
SYNCHRONISED = b"\x1b[?2026l"
ROWS = b"\x1b[?2026$p"
"""The question whether the terminal can hold back half a frame (mode 2026)."""


def make(path: Path, size: int) -> None:
    """Make a desk of so many claims."""
    with open_desk(load(db=str(path))) as desk:
        add_claim(desk, NewClaim(text="Prices rose by 3% in May", claimant="a minister"))
    with sqlite3.connect(path) as connection:
        columns = [
            row[1] for row in connection.execute("PRAGMA table_info(claim)") if row[1] not in ("id", "external_id")
        ]
        names = ", ".join(columns)
        values = ", ".join("text || ' ' || n" if name == "text" else f"claim.{name}" for name in columns)
        connection.execute(
            f"WITH RECURSIVE t(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM t WHERE n < {size}) "
            f"INSERT INTO claim ({names}) SELECT {values} FROM t, claim WHERE claim.id = 1"
        )
    connection.close()


class Program:
    """The interface on a terminal of 120 by 40 that answers as a modern one does."""

    def __init__(self, db: Path) -> None:
        self.main, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        env = os.environ | {"TERM": "xterm-256color", "FACTCHECK_DB": str(db), "LC_ALL": "C.UTF-8"}
        self.started = time.perf_counter()
        command = [sys.executable, "-m", "factcheck", "tui"]
        self.running = subprocess.Popen(command, stdin=child, stdout=child, stderr=child, env=env)
        os.close(child)
        self.drawn = b""

    def read(self, seconds: float) -> bool:
        """Take what was drawn; return whether there was anything."""
        if not select.select([self.main], [], [], seconds)[0]:
            return False
        try:
            piece = os.read(self.main, 1 << 16)
        except OSError:
            return False
        if ROWS in piece:
            os.write(self.main, b"\x1b[?2026;2$y")
        self.drawn += piece
        return True

    def until(self, sign: bytes) -> float:
        """Return the seconds since the start when the sign was drawn."""
        while sign not in self.drawn:
            if not self.read(20):
                raise SystemExit(f"it never drew {sign!r}")
        return time.perf_counter() - self.started

    def press(self, key: bytes) -> tuple[float, int]:
        """Return the seconds from a key to the end of its first frame, and how many bytes were drawn for it."""
        while self.read(0.12):
            pass
        self.drawn = b""
        start = time.perf_counter()
        os.write(self.main, key)
        while SYNCHRONISED not in self.drawn and self.read(5):
            pass
        taken = time.perf_counter() - start
        while self.read(0.12):
            pass
        return taken, len(self.drawn)

    def memory(self) -> float:
        """Return the resident memory in MB."""
        status = Path(f"/proc/{self.running.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def end(self) -> None:
        """Leave."""
        os.write(self.main, b"q")
        while self.read(2):
            pass
        self.running.wait(20)
        os.close(self.main)


def imports() -> float:
    """Return how long a process takes that imports Textual and ends."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "from textual.app import App"], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as folder:
        desks = {size: Path(folder) / f"{size}.db" for size in SIZES}
        for size, path in desks.items():
            make(path, size)
        base: list[float] = []
        first: dict[int, list[float]] = {size: [] for size in SIZES}
        keys: dict[int, list[tuple[float, int]]] = {size: [] for size in SIZES}
        memory = dict.fromkeys(SIZES, 0.0)
        for number in range(rounds):
            base.append(imports())
            for size, path in desks.items():
                program = Program(path)
                first[size].append(program.until(b"Prices rose"))
                if number == rounds - 1:
                    keys[size] = [program.press(key) for key in STROKES]
                    memory[size] = program.memory()
                program.end()
    imported = statistics.median(base)
    print(f"import textual.app: {imported * 1000:.0f} ms (median of {rounds})")
    print(
        f"{'claims':>10}{'first rows ms':>15}{'over import':>13}{'key p50 ms':>12}{'p95 ms':>9}{'bytes/key':>11}{'RSS MB':>8}"
    )
    for size in SIZES:
        rows = statistics.median(first[size])
        taken = sorted(seconds for seconds, _ in keys[size])
        drawn = statistics.median(count for _, count in keys[size])
        print(
            f"{size:>10,}{rows * 1000:>15.0f}{rows / imported:>13.2f}{taken[len(taken) // 2] * 1000:>12.1f}"
            f"{taken[int(len(taken) * 0.95)] * 1000:>9.1f}{drawn:>11.0f}{memory[size]:>8.0f}"
        )
    small, large = (statistics.median(first[size]) for size in SIZES)
    print(f"first rows, {SIZES[1]:,} claims over {SIZES[0]}: {large / small:.2f}")


if __name__ == "__main__":
    main()
