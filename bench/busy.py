"""Measure a busy desk (reviewers, runs, an import and a pruner at once), and the speed of an import with and without them.

Run ``python -m bench.busy [SECONDS] [ROWS] [--any-speed]``. Four reviewers save and think for 50 ms, two runs share what is due,
one process imports, and one drops old captures, for SECONDS (60). Counted are errors, saves that are not in the log, and how
long a save takes. Then ROWS (20,000) rows are imported alone. Install sqlite-utils to have its ``insert`` beside it: one plain
table without a log, a search index or a check, in one transaction.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bench.together import ENVIRONMENT, Referee, call, handler, serve
from factcheck.errors import FactcheckError
from factcheck.services.desk import open_desk
from factcheck.services.editing.claims import ClaimEdit, edit_claim
from factcheck.settings import Settings

SEEDED, HOSTS, REVIEWERS, RUNS = 1_000, 20, 4, 2
THINK_SECONDS = 0.05
SAVE_MAX_MS = 250
"""The goal for the 99th percentile of a save."""
ALREADY_RUNNING = 75
IMPORTED = "SELECT count(*) FROM claim WHERE external_id LIKE 'jsonl:large-%'"
WORDS = "tax rent price council vote river school doctor train bread winter budget bridge farmer police harbour".split()


def rows(name: str, count: int, addresses: list[str] | None = None) -> Iterator[str]:
    """Give claims as JSON Lines, each with a source of its own."""
    chance = random.Random(name)
    for number in range(count):
        said = " ".join(chance.choices(WORDS, k=14))
        host = chance.choice(addresses) if addresses else f"{chance.choice(WORDS)}{number % 400}.example"
        row = {
            "id": f"{name}-{number}",
            "text": f"{said} rose by {number} per cent",
            "claimant": chance.choice(WORDS).title(),
        }
        row |= {"date": f"2024-05-{1 + number % 28:02}", "url": f"http://{host}/{name}/{number}"}
        yield json.dumps(row | {"quote": "stand here, and 17 more", "tags": [f"t{number % 20}"]}) + "\n"


def written(folder: Path, name: str, count: int, addresses: list[str] | None = None) -> Path:
    """Write a file to import."""
    path = folder / f"{name}.jsonl"
    path.write_text("".join(rows(name, count, addresses)), encoding="utf-8")
    return path


def review(db: str, seconds: float) -> None:
    """Save one change after another, and print how long each took and what went wrong."""
    chance, saved, errors, ends = random.Random(os.getpid()), [], Counter[str](), time.monotonic() + seconds
    with open_desk(Settings(db=db, actor=f"reviewer-{os.getpid()}")) as desk:
        while time.monotonic() < ends:
            change = ClaimEdit(claimant=f"{chance.random()}")
            began = time.monotonic()
            try:
                edit_claim(desk, chance.randint(1, SEEDED), change)
                saved.append((time.monotonic() - began) * 1000)
            except FactcheckError as error:
                errors[error.message.partition(": ")[0][-60:]] += 1
            time.sleep(THINK_SECONDS)
    print(json.dumps([desk.actor, saved, errors]))


@dataclass
class Tally:
    """Results of the commands that were begun over and over."""

    ended: Counter[tuple[str, int]] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)

    def over_and_over(self, ends: float, db: Path, *words: str) -> None:
        """Begin a command again as soon as it has ended."""
        while time.monotonic() < ends:
            running = call(db, *words)
            _, said = running.communicate()
            self.ended[words[0], running.returncode] += 1
            if running.returncode not in (0, ALREADY_RUNNING):
                self.complaints.append(said.strip()[-200:])
            time.sleep(0.2)


def count(db: Path, question: str, *values: object) -> int:
    """Return a number that the desk holds."""
    with closing(sqlite3.connect(db, timeout=30)) as raw:
        return int(raw.execute(question, values).fetchone()[0])


def beside(folder: Path, seconds: float) -> tuple[float, bool]:
    """Print the figures of a busy desk; return the claims imported per second, and whether nothing went wrong."""
    addresses = [serve(f"127.0.2.{number + 1}", handler(Referee())) for number in range(HOSTS)]
    db = folder / "desk.db"
    call(db, "import", str(written(folder, "seed", SEEDED, addresses))).communicate()
    large = written(folder, "large", int(seconds * 4000), addresses)
    importer = call(db, "import", str(large))
    while not (before := count(db, IMPORTED)) and importer.poll() is None:
        time.sleep(0.05)
    began = time.monotonic()
    ends, tally = time.monotonic() + seconds, Tally()
    script = [sys.executable, "-m", "bench.busy", "review", str(db), str(seconds)]
    people = [subprocess.Popen(script, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) for _ in range(REVIEWERS)]
    commands = [("verify", "--share", "--quiet")] * RUNS + [("captures", "prune", "--keep-days", "1")]
    threads = [threading.Thread(target=tally.over_and_over, args=(ends, db, *words)) for words in commands]
    for thread in threads:
        thread.start()
    time.sleep(max(0.0, ends - time.monotonic()))
    importer.send_signal(signal.SIGTERM)
    _, said = importer.communicate()
    took = time.monotonic() - began
    reports = [json.loads(person.communicate()[0]) for person in people]
    for thread in threads:
        thread.join()
    imported = count(db, IMPORTED) - before
    saves = sorted(each for _, saved, _ in reports for each in saved)
    errors = sum((Counter(each) for _, _, each in reports), Counter[str]())
    lost = sum(
        len(saved) - count(db, "SELECT count(*) FROM event WHERE actor = ?", actor) for actor, saved, _ in reports
    )
    p50, p99 = (saves[int(len(saves) * share)] for share in (0.5, 0.99))
    print(f"{REVIEWERS} reviewers, {RUNS} runs that share, an importer and a pruner for {seconds:.0f} s")
    print(f"  saves                {len(saves)}, {sum(errors.values())} failed, {lost} lost {dict(errors) or ''}")
    print(f"  a save took          p50 {p50:.1f}, p99 {p99:.1f}, at most {saves[-1]:.1f} ms")
    print(f"  commands that ended  {dict(tally.ended)}, the importer with {importer.returncode}")
    print(
        f"  imported beside      {imported / took:.0f} claims a second; {count(db, 'SELECT count(*) FROM source_check')} checks"
    )
    for complaint in tally.complaints + ([] if importer.returncode in (0, 143) else [said[-300:]]):
        print(f"  {complaint}")
    with closing(sqlite3.connect(db)) as raw:
        whole = raw.execute("PRAGMA quick_check").fetchone()[0]
    good = not errors and not lost and not tally.complaints and importer.returncode in (0, 143) and whole == "ok"
    return imported / took, good and (p99 <= SAVE_MAX_MS or "--any-speed" in sys.argv)


def alone(folder: Path, number: int) -> float:
    """Import rows into a new desk, and return claims a second, from the first transaction to the last."""
    db, path = folder / "alone.db", written(folder, "alone", number)
    call(db, "list").communicate()
    began = time.monotonic()
    call(db, "list").communicate()
    start = time.monotonic() - began
    began = time.monotonic()
    call(db, "import", str(path)).communicate()
    return number / (time.monotonic() - began - start)


def plain(folder: Path, number: int) -> float | None:
    """Insert the same rows with sqlite-utils, and return rows a second."""
    program = shutil.which("sqlite-utils", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        return None
    command = [program, "insert", str(folder / "plain.db"), "claim", str(folder / "alone.jsonl"), "--nl", "--pk", "id"]
    began = time.monotonic()
    subprocess.run([program, "--version"], check=True, capture_output=True)
    start = time.monotonic() - began
    began = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    return number / (time.monotonic() - began - start)


def main() -> None:
    """Print both measurements; end with 1 where something was lost, failed or took too long."""
    if sys.argv[1:2] == ["review"]:
        return review(sys.argv[2], float(sys.argv[3]))
    given = [word for word in sys.argv[1:] if not word.startswith("-")]
    seconds = float(given[0]) if given else 60
    number = int(given[1]) if len(given) > 1 else 20_000
    with tempfile.TemporaryDirectory() as name:
        _, good = beside(Path(name), seconds)
        rate = alone(Path(name), number)
        inserted = plain(Path(name), number)
    ratio = (
        f"sqlite-utils inserts {inserted:.0f} plain rows, {inserted / rate:.1f} times as many"
        if inserted
        else "no sqlite-utils"
    )
    print(f"  imported alone       {rate:.0f} claims a second; {ratio}")
    sys.exit(not good)


if __name__ == "__main__":
    main()
