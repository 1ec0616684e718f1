"""Run two reviewers and a verifier at one desk, and test that no update is lost, no lock is shown, and undo restores all.

Run ``python -m bench.reviewers [ACTIONS] [SEED]``; the defaults are 1,000 actions each and seed 1. Two programs on two terminals
act at random on the same claims, one as ana and one as bob, while ``verify`` checks a loopback web again and again. Then both
undo all their actions. Exit status 1: an update was lost, a lock was shown, or the desk is not as before.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic
from typing import Any

from factcheck.errors import FactcheckError, InputError
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import undo_redo
from factcheck.services.editing.citations import cite
from factcheck.services.editing.claims import ClaimEdit, NewClaim, add_claim, edit_claims
from factcheck.settings import VerifySettings, load
from factcheck.vocabulary import Stance
from tests.support.web import Web, answer, article
from tests.tui.terminal import Terminal, started

CLAIMS, SOURCES = 40, 30
ACTORS = ("ana", "bob")
ENVIRONMENT = {
    "FACTCHECK_VERIFY__ALLOW_PRIVATE": "true",
    "FACTCHECK_VERIFY__HOST_GAP": "0",
    "FACTCHECK_VERIFY__PROCESSES": "0",
    "FACTCHECK_VERIFY__CONTACT": "https://desk.example/",
    "FACTCHECK_DESK__MIN_FREE_BYTES": "0",
}
STATE = {
    "claim": "id, text, status, status_why, rating, rating_why, priority, assignee, withdrawn_at",
    "claim_tag": "claim_id, tag_id",
    "citation": "id, claim_id, source_id, exact, withdrawn_at",
    "note": "id, claim_id, text",
}
"""Columns that people write. The verifier's columns, versions, times and the log are not compared."""
ACTIONS = (
    "si", "so", "sr", "sxnot ours\r", "spy", "vfno source\r", "vtit holds\r", "vuso am *y\r", "am", "ax", "anjo\r",
    "p1", "p2", "p3", "ncall them\r", "Twar, eu\r", "T-war\r", "xxxsr", "xxxam", "xxxp3", "xjxvmlook\r", "V\x04so", "*am",
    "*Tall\r", ".", "..", "j", "k", "\x04", "\x15", "g", "G",
)  # fmt: skip
"""The keys of random actions; repeated ones are more frequent. There is no undo among them: it compares values, not actors.
If two reviewers have set the same value, the undo of one can make that of the other impossible."""


@dataclass
class Reviewer:
    """A program on a terminal, worked at random."""

    actor: str
    terminal: Terminal
    chance: random.Random
    did: Counter[str] = field(default_factory=Counter)

    def act(self) -> None:
        """Do something, and answer what the screen asks: a conflict by keeping theirs, a question by yes or no."""
        self.answer()
        self.terminal.type(self.chance.choice(ACTIONS))

    def answer(self) -> None:
        """Wait for the screen, and answer what it asks."""
        self.look()
        seen = self.drawn()
        if "keep theirs" in seen:
            self.did["conflicts"] += 1
            self.press("k", "\x1b")  # a field that was open below it is left, too
        elif "any other key does not" in seen:
            self.did["questions"] += 1
            self.press(self.chance.choice("y\x1b"))
        if "esc leave" in seen:
            self.did["forms"] += 1
            self.press("\x1b", "\x1b")

    def press(self, *keys: str) -> None:
        """Type keys one by one."""
        for key in keys:
            self.terminal.type(key)
            self.look()
        self.drawn()

    def drawn(self) -> str:
        """Return the output since the last call, and count the locks that it reports."""
        seen, self.terminal.shown = self.terminal.shown, ""
        self.did["locks"] += "locked" in seen
        self.did["slow"] += "saving" in seen
        return seen

    def look(self) -> None:
        """Wait until the screen does not change for a moment."""
        still = monotonic()
        while monotonic() - still < 0.03:
            before = len(self.terminal.shown)
            self.terminal.read()
            if len(self.terminal.shown) > before:
                still = monotonic()


def fill(desk: Desk, web: Web) -> None:
    """Add claims. Most cite a page, and some pages change while they are checked."""
    for number in range(CLAIMS):
        add_claim(desk, NewClaim(text=f"Claim number {number}"))
    for number in range(SOURCES):
        web[f"/{number}"] = answer(article(f"The council counted {number} votes in the hall that day."))
        quote = f"council counted {number} votes"
        cite(desk, number + 1, web.url(f"/{number}"), quote=quote, stance=Stance.SUPPORTS)
    edit_claims(desk, range(1, CLAIMS + 1, 3), ClaimEdit(assignee="ana", add_tags=("war", "eu", "all")))


@contextmanager
def verifying(db: str) -> Iterator[list[int]]:
    """Run ``verify`` again and again; yield the number of checks of each run."""
    ended, looks = threading.Event(), list[int]()
    env = os.environ | ENVIRONMENT | {"FACTCHECK_DB": db, "FACTCHECK_ACTOR": "verifier"}

    def work() -> None:
        while not ended.is_set():
            command = [sys.executable, "-m", "factcheck", "verify", "--all", "--json"]
            done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
            if not done.stdout.strip():
                raise SystemExit(f"verify ended with {done.returncode}: {done.stderr[-500:]}")
            looks.append(json.loads(done.stdout.splitlines()[-1])["run"]["checked"])

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield looks
    finally:
        ended.set()
        thread.join()


def content(db: str) -> dict[str, list[Any]]:
    """Return the rows that people wrote, without withdrawn notes."""
    with closing(sqlite3.connect(db)) as connection:
        return {
            table: connection.execute(
                f"SELECT {columns} FROM {table} {'WHERE withdrawn_at IS NULL' if table == 'note' else ''} ORDER BY 1, 2"
            ).fetchall()
            for table, columns in STATE.items()
        }


def lost(db: str) -> list[str]:
    """Return the lines of the log that changed a column from a value that it did not have: each overwrote an unseen change."""
    held: dict[tuple[str, str], Any] = {}
    complaints = []
    with closing(sqlite3.connect(db)) as connection:
        for number, data in connection.execute("SELECT id, data FROM event ORDER BY id"):
            for change in json.loads(data).get("changes", ()):
                for name, value in (change["before"] or {}).items():
                    place = (change["row"], name)
                    if place in held and held[place] != value:
                        complaints.append(f"line {number}: {place} was {held[place]!r}, not {value!r}")
                held |= {(change["row"], name): value for name, value in change["after"].items()}
        for (row, name), value in held.items():
            table, _, number = row.partition(":")
            if table == "claim" and name in STATE["claim"].split(", "):
                current = connection.execute(f"SELECT {name} FROM claim WHERE id = ?", (number,)).fetchone()[0]
                if name != "withdrawn_at" and current != value:
                    complaints.append(f"{row} {name} is {current!r}; the log says {value!r}")
    return complaints


def undo_all(desk: Desk) -> int:
    """Undo all that both did, each their own, the newest first; return how many actions."""
    done = 0
    while True:
        newest = {actor: undo_redo.newest(replace(desk, actor=actor)) or 0 for actor in ACTORS}
        actor = max(newest, key=newest.__getitem__)
        if not newest[actor]:
            return done
        try:
            undo_redo.undo(replace(desk, actor=actor))
        except InputError:
            return done
        done += 1


def play(folder: Path, actions: int, seed: int) -> dict[str, Any]:
    """Let both act; return the figures to print, and under "failed" what went wrong."""
    db = str(folder / "desk.db")
    settings = load(db=db, actor="filer").model_copy(
        update={"verify": VerifySettings(allow_private=True, host_gap=0, processes=0)}
    )
    with Web().serve() as web, open_desk(settings) as desk:
        fill(desk, web)
        before = content(db)
        with ExitStack() as stack:
            looks = stack.enter_context(verifying(db))
            reviewers = []
            for number, actor in enumerate(ACTORS):
                terminal = stack.enter_context(
                    started("-m", "factcheck", "tui", db=db, size=(120, 40), FACTCHECK_ACTOR=actor, **ENVIRONMENT)
                )
                terminal.until(lambda mine=terminal: "rate" in mine.shown)  # type: ignore[misc]
                reviewers.append(Reviewer(actor, terminal, random.Random(seed + number)))
            began = monotonic()
            for _ in range(actions):
                for reviewer in reviewers:
                    reviewer.act()
            took = monotonic() - began
            for reviewer in reviewers:
                reviewer.terminal.running.terminate()  # it stores what waits
                reviewer.terminal.ended()
        with closing(sqlite3.connect(db)) as connection:
            written = dict(connection.execute("SELECT actor, count(*) FROM event GROUP BY actor").fetchall())
            opened = connection.execute("SELECT count(*) FROM alert").fetchone()[0]
        failed = lost(db)
        for reviewer in reviewers:
            reviewer.drawn()
            if reviewer.did["locks"]:
                failed.append(f"{reviewer.actor} was shown a lock {reviewer.did['locks']} times")
        undone = undo_all(desk)
        after = content(db)
        for table, rows in before.items():
            if rows != after[table]:
                failed += [
                    f"{table}: {old} became {new}" for old, new in zip(rows, after[table], strict=False) if old != new
                ]
                failed.append(f"{table}: {len(rows)} rows before, {len(after[table])} after")
        failed += lost(db)
    return {
        "actions of each": actions,
        "seconds": f"{took:.0f}",
        "lines of the log by ana / bob": f"{written.get('ana', 0):,} / {written.get('bob', 0):,}",
        "conflicts shown to ana / bob": " / ".join(str(reviewer.did["conflicts"]) for reviewer in reviewers),
        "forms opened by a key that a conflict cut off": " / ".join(str(each.did["forms"]) for each in reviewers),
        "questions asked of ana / bob": " / ".join(str(reviewer.did["questions"]) for reviewer in reviewers),
        "reports that storing took over 250 ms": " / ".join(str(each.did["slow"]) for each in reviewers),
        "checks recorded meanwhile, alerts opened": f"{sum(looks):,} in {len(looks)} runs, {opened}",
        "actions undone": f"{undone:,}",
        "failed": failed,
    }


def main() -> None:
    """Print what was found."""
    actions = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        try:
            result = play(Path(folder), actions, seed)
        except FactcheckError as error:
            raise SystemExit(error.message) from None
    failed = result.pop("failed")
    for what, figure in result.items():
        print(f"{what:50}{figure}")
    print(f"{'lost updates, locks shown, content changed':50}{len(failed) or 'none'}")
    for complaint in failed[:20]:
        print(f"  {complaint}")
    raise SystemExit(int(bool(failed)))


if __name__ == "__main__":
    main()
