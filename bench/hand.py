"""Measure the response to a key while a verifier writes to the same desk: until the screen shows it, and until it is stored.

Run ``python -m bench.hand [KEYS] [CLAIMS]``; the defaults are 200 keys and 10,000 claims. The same is measured without a
verifier, and then with many claims marked: ``*`` on the whole list, and a status for 1,000 claims and for all of them.
"""

import os
import sqlite3
import sys
import tempfile
import time
from contextlib import closing, nullcontext
from pathlib import Path
from random import Random

from bench.reviewers import ENVIRONMENT, SOURCES, verifying
from bench.tui import SYNCHRONISED, Program, make
from factcheck.services.desk import open_desk
from factcheck.services.editing.bulk_edit import SeenRevision, edit_many
from factcheck.services.editing.citations import cite
from factcheck.services.editing.claims import ClaimEdit
from factcheck.services.editing.undo_redo import undo
from factcheck.settings import VerifySettings, load
from factcheck.vocabulary import Stance, Status
from tests.support.web import Web, answer, article

LETTERS = {b"o": b"open", b"r": b"review"}


class Written:
    """A reader of the audit log, fast enough to be called a thousand times a second."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path)

    def lines(self) -> int:
        """Return the number of events of the reviewer."""
        return int(self.connection.execute("SELECT count(*) FROM event WHERE actor = 'ana'").fetchone()[0])


def time_keys(path: Path, count: int) -> tuple[list[float], list[float]]:
    """Return the seconds from the last key of a command to the screen, and to its event, each sorted."""
    painted, stored = [], []
    pauses = Random(1)
    program = Program("-m", "factcheck", "--db", str(path), "--actor", "ana", "tui")
    program.first_rows()
    program.pass_by(2)
    program.type(b"an", b"to whom")
    program.type(b"ana\r", b"assigned to ana")
    written = Written(path)
    for number in range(count):
        program.pass_by(pauses.uniform(0.15, 0.6))
        letter = b"or"[number % 2 : number % 2 + 1]
        os.write(program.main, b"gs")
        program.pass_by(0.1)
        before = written.lines()
        start = time.perf_counter()
        os.write(program.main, letter)
        painted_at = stored_at = 0.0
        while not (painted_at and stored_at):
            program.read(0.001)
            if not painted_at and LETTERS[letter] in program.drawn and SYNCHRONISED in program.drawn:
                painted_at = time.perf_counter() - start
            if not stored_at and written.lines() > before:
                stored_at = time.perf_counter() - start
        painted.append(painted_at)
        stored.append(stored_at)
    program.end()
    return sorted(painted), sorted(stored)


def time_mark_all(path: Path) -> float:
    """Return the seconds from ``*`` to the marks on the screen."""
    program = Program("-m", "factcheck", "--db", str(path), "--actor", "ana", "tui")
    program.first_rows()
    program.rest(2)
    taken = program.type(b"*", "●".encode())
    program.rest(0.5)
    program.type(b"*", SYNCHRONISED)
    program.end()
    return taken


def report(name: str, painted: list[float], stored: list[float]) -> None:
    """Print a line."""
    for what, times in (("paint (30)", painted), ("stored (50)", stored)):
        middle, high = times[len(times) // 2] * 1000, times[int(len(times) * 0.95)] * 1000
        print(f"{f'verb to {what}, {name}: p50 / p95 / worst ms':68}{middle:.0f} / {high:.0f} / {times[-1] * 1000:.0f}")


def main() -> None:
    """Print what was measured."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    claims = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    os.environ.update(ENVIRONMENT)
    with tempfile.TemporaryDirectory() as folder, Web().serve() as web:
        path = Path(folder) / "desk.db"
        make(path, claims)
        settings = load(db=str(path), actor="bob").model_copy(update={"verify": VerifySettings(allow_private=True)})
        with open_desk(settings) as desk:
            for number in range(SOURCES):
                web[f"/{number}"] = answer(article(f"The council counted {number} votes in the hall that day."))
                quote = f"counted {number} votes"
                cite(desk, number + 1, web.url(f"/{number}"), quote=quote, stance=Stance.SUPPORTS)
            for name, beside in (("alone", nullcontext([])), ("verifier writing", verifying(str(path)))):
                with beside as looks:
                    report(name, *time_keys(path, count))
                if looks:
                    print(f"{'  checks recorded meanwhile':68}{sum(looks):,} in {len(looks)} runs")
            print(f"{f'* on {claims:,} claims, to the marks on the screen, ms':68}{time_mark_all(path) * 1000:.0f}")
            for size in (1_000, claims):
                with closing(sqlite3.connect(path)) as connection:
                    ids = [each for (each,) in connection.execute("SELECT id FROM claim LIMIT ?", (size,))]
                start = time.perf_counter()
                edit_many(
                    desk, ids, ClaimEdit(status=Status.REVIEW if size > 1_000 else Status.OPEN), SeenRevision(1 << 60)
                )
                done = time.perf_counter()
                undo(desk)
                print(
                    f"{f'a status for {size:,} claims / undone, s':68}{done - start:.1f} / {time.perf_counter() - done:.1f}"
                )


if __name__ == "__main__":
    main()
