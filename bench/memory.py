"""Measure whether the terminal interface's memory grows while it is used.

Run ``python -m bench.memory [--minutes N] [--claims N] [--seed N]``; the defaults are 15 minutes, 60,000 claims and seed 1. The
interface runs in a pseudo-terminal and gets scripted keys, seven a second, while this process edits the same desk.
Its resident memory (RSS) and its proportional share (PSS, proc_pid_smaps(5)) are sampled every ten seconds. The services and
the verifier are loaded before the first sample. Exit status 1: the mean of the last quarter is more than 5 % above that of
the second, or the resident memory exceeds 120 MB.
"""

import argparse
import random
import shutil
import statistics
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from factcheck.errors import FactcheckError
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing.citations import cite
from factcheck.services.editing.claims import ClaimEdit, NewClaim, add_claim, add_note, edit_claim
from factcheck.settings import load
from factcheck.vocabulary import Stance
from tests.tui.terminal import Terminal, started

GROWTH_MAX = 0.05
RSS_MAX_MB = 120
KEY_SECONDS = 0.14
SAMPLE_SECONDS = 10.0
WRITE_SECONDS = 0.7
QUOTED = 4
"""One claim in so many is cited."""
SIZE = (120, 40)
SCRIPTS = (
    "jjjjjjjjjjkkkjjjjj", "\x04\x04\x04\x15\x15", "GkkkkggjjjG", "so", "sr", "si", "am", "ax", "p3", "p1",
    "ncalled the office\r", "Twar, eu\r", "T-war\r", "vfno source found\r", "xxxp2", "u", "uU", "xjxsr", "*\x1b",
    "/the\r\x1b", "/pri\rjjj\x1b", "/status:open council\rjj\x1b", "/tag:eu\r\x1b", "/nothing at all\r\x1b",
    "/-link:ok\r\x1b", "\rJJJK\x1b", "\r\x1b", "3]]\x1b", "4\x1b", "?rate\x1b", ":note\x1b", "E\x1b", "i\x1b", "e\x1b",
    "!jj\x1b", "d\x1b\x1b", "fe\x1b", "fm\x1b", "Vjjjjj\x1b", "J", "K", ".",
)  # fmt: skip
"""Scripts of keys, typed one after the other in a random order; escapes lead back to the whole queue."""
WORDS = "prices the council bridge votes minister vaccine taxes budget river school winter may june rate".split()


@dataclass(frozen=True, slots=True)
class Sample:
    """The memory of a process at a moment, in MB."""

    seconds: float
    rss: float
    pss: float


def make(path: Path, size: int) -> None:
    """Make a desk of so many claims, a quarter of them cited."""
    chance = random.Random(1)
    with open_desk(load(db=str(path), actor="filer")) as desk:
        for number in range(min(size, 200)):
            text = " ".join(chance.choices(WORDS, k=12))
            claim_id = add_claim(desk, NewClaim(text=f"{text} {number}", claimant=f"minister {number % 7}"))
            if number % QUOTED == 0:
                url = f"https://news{number % 9}.example/{number}"
                cite(desk, claim_id, url, quote=text[:40], stance=Stance.SUPPORTS)
        if size > 200:
            _multiply(desk, size)


def _multiply(desk: Desk, size: int) -> None:
    """Copy the claims and their citations until there are so many; sources are shared."""
    with desk.engine.connect() as connection:
        for table, key in {"claim": "id", "citation": "claim_id"}.items():
            known = connection.exec_driver_sql(f"PRAGMA table_info({table})")
            names = [row[1] for row in known if row[1] not in {"id", "external_id", key}]
            shifted = ["text || ' ' || n", "search_text || ' ' || n"]
            values = [shifted[name == "search_text"] if name in {"text", "search_text"} else name for name in names]
            connection.exec_driver_sql(
                f"WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < {size // 200 - 1}) "
                f"INSERT INTO {table} ({key}, {', '.join(names)}) "
                f"SELECT {key} + 200 * n, {', '.join(values)} FROM {table}, t"
            )
        connection.commit()


@contextmanager
def writing(desk: Desk, claims: int) -> Iterator[Counter[str]]:
    """Edit claims again and again as somebody else; gives how often it succeeded and failed."""
    ended, did, chance = threading.Event(), Counter[str](), random.Random(2)

    def work() -> None:
        while not ended.wait(WRITE_SECONDS):
            claim_id = chance.randrange(1, claims + 1)
            try:
                if chance.random() < 0.2:
                    add_note(desk, claim_id, "seen by another desk")
                else:
                    edit_claim(desk, claim_id, ClaimEdit(priority=chance.choice((1, 2, 3))))
                did["writes"] += 1
            except FactcheckError:
                did["refused"] += 1

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield did
    finally:
        ended.set()
        thread.join()


class Hand:
    """Types the scripts, and answers what the screen asks."""

    def __init__(self, terminal: Terminal, seed: int) -> None:
        self.terminal = terminal
        self.chance = random.Random(seed)
        self.keys = 0
        self.seen = ""

    def press(self, key: str) -> None:
        """Type a key, and take what is drawn until the next."""
        self.terminal.type(key)
        self.keys += 1
        until = monotonic() + KEY_SECONDS
        while (left := until - monotonic()) > 0:
            self.terminal.read(left)

    def play(self) -> None:
        """Type a script; a question is denied, a conflict ends with theirs."""
        for key in self.chance.choice(SCRIPTS):
            self.press(key)
        self.seen = seen = self.terminal.shown
        self.terminal.shown = ""
        if "keep theirs" in seen or "any other key does not" in seen or "esc leave" in seen:
            self.press("\x1b")
            self.press("\x1b")


def sampled(process: int, began: float) -> Sample:
    """Return the memory a process has now."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    held = {name: int(rest.split()[0]) / 1024 for name, _, rest in (line.partition(":") for line in lines[1:])}
    return Sample(monotonic() - began, held["Rss"], held["Pss"])


def measure(db: Path, claims: int, minutes: float, seed: int) -> tuple[list[Sample], int, Counter[str]]:
    """Work the interface for so long; return the samples, the keys that were typed and what the other process did."""
    samples: list[Sample] = []
    with (
        open_desk(load(db=str(db), actor="bob")) as others,
        started("-m", "factcheck", "tui", db=str(db), size=SIZE) as terminal,
    ):
        terminal.until(lambda: "rate" in terminal.shown)
        hand, began = Hand(terminal, seed), monotonic()
        for key in "p2Gc":  # the services are loaded, and what checks sources: the oldest claim cites one
            hand.press(key)
        with writing(others, claims) as did:
            while (passed := monotonic() - began) < minutes * 60:
                if terminal.running.poll() is not None:
                    raise SystemExit(f"the interface ended with {terminal.running.poll()}: {hand.seen[-1000:]!r}")
                if passed >= SAMPLE_SECONDS * (len(samples) + 1):
                    samples.append(sampled(terminal.running.pid, began))
                    print(f"{passed:6.0f} s{samples[-1].rss:8.0f} MB RSS{samples[-1].pss:8.0f} MB PSS", flush=True)
                hand.play()
        terminal.running.terminate()
        terminal.ended()
    return samples, hand.keys, did


def growth(samples: list[Sample]) -> float:
    """Return by which share the mean of the last quarter exceeds that of the second."""
    quarter = max(len(samples) // 4, 1)
    second = statistics.mean(each.rss for each in samples[quarter : 2 * quarter] or samples)
    return statistics.mean(each.rss for each in samples[-quarter:]) / second - 1


def main() -> None:
    """Print the samples and what they are judged on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--claims", type=int, default=60_000)
    parser.add_argument("--desk", type=Path, help="Measure on a copy of this database.")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.desk and asked.desk.parent) as folder:
        db = Path(folder) / "desk.db"
        if asked.desk:
            shutil.copy(asked.desk, db)
        else:
            make(db, asked.claims)
        samples, keys, did = measure(db, asked.claims, asked.minutes, asked.seed)
    if len(samples) < 4:
        raise SystemExit(f"{len(samples)} samples are too few: measure for a minute at least")
    grown, most = growth(samples), max(each.rss for each in samples)
    print(f"{keys:,} keys, {did['writes']:,} writes of another process ({did['refused']} refused)")
    print(
        f"{'met' if grown <= GROWTH_MAX else 'MISSED':8}growth from the second to the last quarter: {grown:+.1%} (5 %)"
    )
    print(f"{'met' if most <= RSS_MAX_MB else 'MISSED':8}most resident memory: {most:.0f} MB ({RSS_MAX_MB} MB)")
    raise SystemExit(int(grown > GROWTH_MAX or most > RSS_MAX_MB))


if __name__ == "__main__":
    main()
