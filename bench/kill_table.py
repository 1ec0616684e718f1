"""Kill programs with SIGKILL during their work, and print how often something was lost or torn, or could not continue.

Run ``python -m bench.kill_table [--rounds N] [--rows N] [--import-rows N] [--only WORD]… [--seed N]``. Each round copies a
desk, starts a program on it, waits until the work begins (a file appears, the log of the database grows, the lock is held)
and kills the program after a random part of the time that the work takes undisturbed. Then it tests: is the database intact
(``integrity_check``, ``foreign_key_check``), is every acknowledged change there, is each file under its final name complete,
does ``db check`` find nothing, and does the same command succeed at once? Exit status 1: an answer is no.

A kill does not lose data that the kernel has, so the desks can be in memory (``TMPDIR=/dev/shm``), where a round is faster.
``bench/kill9.py`` does the same with ``verify``.
"""

import argparse
import contextlib
import io
import json
import random
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from bench.kill_scenes import Scene, scenes
from factcheck.cli import run as run_command

REHEARSALS = 2
COLUMNS = "rounds", "at work", "lost", "torn", "broken", "next failed"


@dataclass(slots=True)
class Tally:
    """The outcome of a scene's rounds."""

    rounds: int = 0
    at_work: int = 0
    """Kills that met a program which had more to do."""
    lost: int = 0
    torn: int = 0
    broken: int = 0
    """Rounds after which the database, or its log, was not whole."""
    failed: int = 0
    """Rounds after which the same command did not succeed at once."""

    def row(self) -> tuple[int, ...]:
        """Return the numbers in the order of the columns."""
        return self.rounds, self.at_work, self.lost, self.torn, self.broken, self.failed


def integrity(db: Path) -> list[str]:
    """Return what SQLite finds wrong with the file."""
    with closing(sqlite3.connect(db)) as raw:
        found = [str(line) for (line,) in raw.execute("PRAGMA integrity_check") if line != "ok"]
        return found + [f"{row[0]} {row[1]}: no {row[2]}" for row in raw.execute("PRAGMA foreign_key_check")]


def checked(db: Path) -> list[str]:
    """Return what ``db check`` finds wrong: the chain of the log, the index, the counters."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        status = run_command(["--db", str(db), "db", "check", "--json"])
    return list(json.loads(out.getvalue())["complaints"]) or ([f"db check: {status}"] if status else [])


def rehearse(scene: Scene, template: Path, folder: Path) -> float:
    """Let the work be done, and return how many seconds it takes from the first sign to the last answer."""
    took = []
    for _ in range(REHEARSALS):
        shutil.copytree(template, folder)
        victim = scene.start(folder)
        if not victim.wait_for_work():
            raise SystemExit(f"{scene.name}: it ended before a sign of its work: {victim.answers[-3:]}")
        began = monotonic()
        victim.wait()
        took.append(max(victim.ended_at - began, 0.001))
        wrong = scene.lost(folder, victim.answers) + scene.torn(folder)
        if wrong:
            raise SystemExit(f"{scene.name}: without a kill: {wrong}")
        shutil.rmtree(folder)
    return min(took)


def round_of(scene: Scene, folder: Path, after: float, tally: Tally) -> None:
    """Kill a program once, and test the remains."""
    victim = scene.start(folder)
    if victim.wait_for_work():
        sleep(after)
    tally.rounds += 1
    tally.at_work += victim.is_at_work()
    victim.kill()
    db = folder / "desk.db"
    broken = integrity(db)
    lost, torn = scene.lost(folder, victim.answers), scene.torn(folder)
    failed = scene.again(folder)
    broken += integrity(db) + checked(db)
    tally.lost += bool(lost)
    tally.torn += bool(torn)
    tally.broken += bool(broken)
    tally.failed += bool(failed)
    for what, found in (("lost", lost), ("torn", torn), ("broken", broken), ("next", failed)):
        if found:
            print(f"  {scene.name}, round {tally.rounds}, after {after:.3f} s: {what}: {found[:3]}", flush=True)


def tally_of(scene: Scene, rounds: int, rows: int, chance: random.Random) -> Tally:
    """Return the outcome of so many kills."""
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="kills-") as place:
        template, folder = Path(place) / "template", Path(place) / "round"
        template.mkdir()
        scene.prepare(template, rows)
        # Every round is at the same path: what was printed and what is asked for name the same files.
        span = rehearse(scene, template, folder)
        print(f"  {scene.name}: the work takes {span:.3f} s", flush=True)
        for _ in range(rounds):
            shutil.copytree(template, folder)
            round_of(scene, folder, chance.uniform(0, span), tally)
            shutil.rmtree(folder)
    return tally


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Kill programs at their work.")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--rows", type=int, default=2000, help="claims of a desk")
    parser.add_argument("--import-rows", type=int, default=2000, help="rows of a file to import")
    parser.add_argument("--only", action="append", default=[], help="a word of the scenes to play")
    parser.add_argument("--seed", type=int, default=10)
    given = parser.parse_args()
    chance, table = random.Random(given.seed), []
    for scene in scenes():
        if given.only and not any(word in scene.name for word in given.only):
            continue
        rows = given.import_rows if scene.name.startswith("import") else given.rows
        tally = tally_of(scene, given.rounds, rows, chance)
        table.append((scene.name, tally))
        print(
            f"  {scene.name}: "
            + ", ".join(f"{name} {number}" for name, number in zip(COLUMNS, tally.row(), strict=True))
        )
    print(f"{'':22}" + "".join(f"{name:>13}" for name in COLUMNS))
    for name, tally in table:
        print(f"{name:22}" + "".join(f"{number:13}" for number in tally.row()))
    sys.exit(any(number for _, tally in table for number in tally.row()[2:]))


if __name__ == "__main__":
    main()
