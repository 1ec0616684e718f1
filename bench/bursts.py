"""Type bursts of keys into the real program on a terminal, and count the keys that change the right claim.

Run ``python -m bench.bursts [REPETITIONS]``; the default is 50. Exit status 1: a key was lost or changed another claim. A burst
is written to the terminal in one piece. Before the next one, the bench waits for its effects in the database.
"""

import random
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from factcheck.services.desk import open_desk
from factcheck.services.editing.claims import NewClaim, add_claim
from factcheck.settings import load
from tests.tui.terminal import Terminal, started

CLAIMS, TOUCHED = 60, 20
STATUSES = {"i": "inbox", "o": "open", "r": "review"}
RATINGS = {"t": "true", "l": "mostly-true", "x": "mixed", "m": "misleading", "f": "false", "p": "unproven"}
WORDS = ("vaccine tax sp so am", "status:open budget sx vf", "x*sry.t u", "nn N e c D A")


class Board:
    """A terminal, and what the database holds."""

    def __init__(self, terminal: Terminal, db: str) -> None:
        self.terminal = terminal
        self.db = db

    def column(self, name: str) -> list[str | None]:
        """Return a column of the claims, in the queue's order."""
        with closing(sqlite3.connect(self.db, timeout=5)) as connection:
            return [each for (each,) in connection.execute(f"SELECT {name} FROM claim ORDER BY priority DESC, id DESC")]

    def lines(self, action: str = "%") -> int:
        """Return the number of events of an action."""
        with closing(sqlite3.connect(self.db, timeout=5)) as connection:
            counted = connection.execute("SELECT count(*) FROM event WHERE action LIKE ?", (action,)).fetchone()
        return int(counted[0])

    def burst(self, keys: str, action: str, expected: int) -> None:
        """Type keys at once, and wait for their lines; a note that follows in its own time shows that all were acted on."""
        before, noted = self.lines(action), self.lines("note.added")
        self.terminal.type(keys)
        with_note = False
        for _ in range(400):
            if self.lines(action) >= before + expected:
                break
            self.terminal.read()
        self.terminal.type("nseen\r")
        while not with_note:
            self.terminal.read()
            with_note = self.lines("note.added") > noted


def compare(before: list[str | None], wanted: list[str | None], found: list[str | None]) -> Counter[str]:
    """Count the claims that are as was meant, those that are as before, and those that are something else."""
    counts: Counter[str] = Counter()
    for old, meant, now in zip(before, wanted, found, strict=True):
        counts["right" if now == meant else "lost" if now == old else "misplaced"] += 1
    return counts


def others(chance: random.Random, values: dict[str, str], held: list[str | None]) -> str:
    """Return a letter for each claim that gives it another value than it has."""
    return "".join(chance.choice([letter for letter, value in values.items() if value != old]) for old in held)


def verbs(board: Board, chance: random.Random) -> Counter[str]:
    """Twenty claims, a verb and its value each."""
    before = board.column("status")
    letters = others(chance, STATUSES, before[:TOUCHED])
    board.burst("g" + "".join(f"s{letter}j" for letter in letters), "claim.edited", TOUCHED)
    wanted = [STATUSES[letter] for letter in letters] + before[TOUCHED:]
    return compare(before, wanted, board.column("status"))


def reasons(board: Board, chance: random.Random) -> Counter[str]:
    """Twenty claims, a rating and its reason each."""
    before = board.column("rating")
    letters = others(chance, RATINGS, before[:TOUCHED])
    board.burst("g" + "".join(f"v{letter}so am *y\rj" for letter in letters), "claim.rated", TOUCHED)
    wanted = [RATINGS[letter] for letter in letters] + before[TOUCHED:]
    return compare(before, wanted, board.column("rating"))


def whole(board: Board, chance: random.Random) -> Counter[str]:
    """A filter and at once a verb on all it finds, with the answer to its question."""
    before = board.column("status")
    letter = chance.choice([letter for letter, value in STATUSES.items() if value not in before[:1]])
    changes = sum(value != STATUSES[letter] for value in before)
    board.burst(f"/\x15number\r*s{letter}y", "claim.edited", changes)
    return compare(before, [STATUSES[letter]] * CLAIMS, board.column("status"))


def words(board: Board, chance: random.Random) -> Counter[str]:
    """A search whose letters are verbs: nothing is written."""
    before = board.lines() - board.lines("note.added")
    board.burst(f"/\x15{chance.choice(WORDS)}\r/\x15\r", "claim.%", 0)
    written = board.lines() - board.lines("note.added") - before
    return Counter(right=int(not written), misplaced=written)


def triage(board: Board, chance: random.Random) -> Counter[str]:
    """Twenty ratings by one letter each."""
    before = board.column("rating")
    letters = others(chance, RATINGS, before[:TOUCHED])
    board.burst(f"g{letters}", "claim.rated", TOUCHED)
    wanted = [RATINGS[letter] for letter in letters] + before[TOUCHED:]
    return compare(before, wanted, board.column("rating"))


Kind = Callable[[Board, random.Random], Counter[str]]
KINDS: dict[str, tuple[Kind, str]] = {
    "20 x verb + value": (verbs, ""),
    "20 x rating + reason": (reasons, ""),
    "/ + words of verbs": (words, ""),
    "/ + filter, * + verb + value + y": (whole, ""),
    "triage, 20 letters": (triage, "t\r"),
}


def play(folder: Path, repetitions: int) -> Iterator[tuple[str, Counter[str]]]:
    """Yield the results of each kind of burst."""
    for number, (name, (kind, first)) in enumerate(KINDS.items()):
        db, chance = str(folder / f"{number}.db"), random.Random(number)
        with open_desk(load(db=db, actor="ana")) as desk:
            for each in range(CLAIMS):
                add_claim(desk, NewClaim(text=f"Claim number {each}"))
        counts: Counter[str] = Counter()
        with started("-m", "factcheck", "tui", db=db) as terminal:
            terminal.until(lambda mine=terminal: "rate" in mine.shown)  # type: ignore[misc]
            terminal.type(first)
            board = Board(terminal, db)
            for _ in range(repetitions):
                counts += kind(board, chance)
            terminal.type("q")
            terminal.ended()
        yield name, counts


def main() -> None:
    """Print the results of the bursts."""
    repetitions, failed = int(sys.argv[1]) if len(sys.argv) > 1 else 50, False
    print(f"{repetitions} bursts of each{'':20}{'right':>8}{'lost':>8}{'misplaced':>12}")
    with tempfile.TemporaryDirectory() as folder:
        for name, counts in play(Path(folder), repetitions):
            print(f"{name:36}{counts['right']:>8}{counts['lost']:>8}{counts['misplaced']:>12}")
            failed = failed or bool(counts["lost"] + counts["misplaced"])
    raise SystemExit(int(failed))


if __name__ == "__main__":
    main()
