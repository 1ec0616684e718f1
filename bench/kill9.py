"""Kill ``factcheck verify`` with SIGKILL at random moments, and test whether any recorded check is lost.

Run ``python bench/kill9.py [ROUNDS [SECONDS [SOURCES]]]``. Each round starts a run over the due ones of some loopback sources,
kills it at a random moment, and then tests the database: is it intact, is the chain of the log correct, and is every check
there that the run had printed? It also tests every capture (``captures verify``). When nothing is due any more, each source
must have been checked once, and everything is made due again. One page in forty does not contain its quote: its claim must
have one alert at the end. After the last kill, a run checks the rest, and ``warcio check`` reads every file.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WITHOUT = 40
"""One page in this many does not contain the quote."""
ENVIRONMENT = os.environ | {
    "FACTCHECK_VERIFY__ALLOW_PRIVATE": "true",
    "FACTCHECK_VERIFY__HOST_GAP": "0",
    "FACTCHECK_VERIFY__PER_HOST": "4",
    "FACTCHECK_VERIFY__CONFIRM_QUOTE_AFTER": "0",
    "FACTCHECK_ACTOR": "bench",
}


class Page(BaseHTTPRequestHandler):
    """Handler that serves pages with a fixed quote and other words at each request, so that every check stores a capture."""

    def do_GET(self) -> None:
        news = f"{random.getrandbits(64):x} " * 300
        if not self.path[1:].isdigit():
            self.send_error(404)
            return
        words = "have gone" if int(self.path[1:]) % WITHOUT == 0 else "stand here, and 17 more"
        body = f"<article><p>The words of page {self.path} {words}.</p><p>{news}</p></article>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def factcheck(db: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one command on the desk."""
    command = [sys.executable, "-m", "factcheck", "--db", str(db), *words]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def serve(address: str) -> str:
    """Serve the pages at a loopback address until this process ends; return the host and port."""
    server = ThreadingHTTPServer((address, 0), Page)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"{address}:{server.server_address[1]}"


def desk(folder: Path, hosts: list[str], sources: int) -> Path:
    """Make a desk whose claims cite the loopback pages."""
    lines = [
        {
            "text": f"Claim {number} stands on its page.",
            "claimant": "bench",
            "urls": [f"http://{hosts[number % len(hosts)]}/{number}"],
            "quote": "stand here, and 17 more",
        }
        for number in range(sources)
    ]
    claims = folder / "claims.jsonl"
    claims.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    done = factcheck(folder / "desk.db", "import", str(claims))
    if done.returncode:
        sys.exit(done.stderr)
    return folder / "desk.db"


def killed_run(db: Path, after: float) -> list[int]:
    """Start a run, kill it after so many seconds, and return the sources whose checks it had printed."""
    command = [sys.executable, "-m", "factcheck", "--db", str(db), "verify", "--due", "--json"]
    run = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    printed: list[int] = []

    def listen() -> None:
        assert run.stdout
        records = (json.loads(line) for line in run.stdout if line.endswith("\n"))
        printed.extend(record["source_id"] for record in records if "source_id" in record)

    listener = threading.Thread(target=listen)
    listener.start()
    time.sleep(after)
    run.send_signal(signal.SIGKILL)
    run.wait()
    listener.join()
    return printed


class Ledger:
    """The recorded checks, and their number since everything was made due."""

    def __init__(self, db: Path, sources: int) -> None:
        self.db, self.sources = db, sources
        self.seen = self.since = 0
        self.cycles = self.uneven = 0

    def new(self) -> list[int]:
        """Return the sources recorded since the last call."""
        with closing(sqlite3.connect(self.db)) as connection:
            rows = connection.execute("SELECT id, source_id FROM source_check WHERE id > ?", (self.seen,)).fetchall()
        self.seen = max((row[0] for row in rows), default=self.seen)
        return [row[1] for row in rows]

    def orphans(self) -> int:
        """Return the number of quote outcomes without a check."""
        with closing(sqlite3.connect(self.db)) as connection:
            asked = "SELECT count(*) FROM citation_check WHERE source_check_id NOT IN (SELECT id FROM source_check)"
            return int(connection.execute(asked).fetchone()[0])

    def turn(self) -> None:
        """Once every source was checked, count the repeated checks, and make everything due again."""
        with closing(sqlite3.connect(self.db)) as connection, connection:
            asked = "SELECT source_id, count(*), max(id) FROM source_check WHERE id > ? GROUP BY source_id"
            looks = connection.execute(asked, (self.since,)).fetchall()
            if len(looks) < self.sources:
                return
            last = max(row[2] for row in looks)
            self.cycles += 1
            # Without the quote, a second check is due at once: such sources can be checked twice.
            self.uneven += sum(count - 1 for source_id, count, _ in looks if (source_id - 1) % WITHOUT)
            self.since = last
            connection.execute("UPDATE source SET next_check_at = '2020-01-01 00:00:00.000000'")

    def alerts(self) -> tuple[int, int]:
        """Return how many alerts there are, and of how many citations."""
        with closing(sqlite3.connect(self.db)) as connection:
            asked = "SELECT count(*), count(DISTINCT citation_id) FROM alert"
            count, citations = connection.execute(asked).fetchone()
        return int(count), int(citations)


def main() -> None:
    """Print one line per round, and the total losses."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    longest = float(sys.argv[2]) if len(sys.argv) > 2 else 6.0
    sources = int(sys.argv[3]) if len(sys.argv) > 3 else 400
    chance = random.Random(9)
    hosts = [serve(f"127.0.0.{number}") for number in range(1, 9)]
    lost = broken = failed_captures = 0
    with tempfile.TemporaryDirectory() as folder:
        db = desk(Path(folder), hosts, sources)
        ledger = Ledger(db, sources)
        for number in range(rounds):
            printed = killed_run(db, chance.uniform(0.5, longest))
            check = factcheck(db, "db", "check")
            stored = ledger.new()
            captures_check = json.loads(factcheck(db, "captures", "verify", "--json").stdout)
            failed_captures += len(captures_check["failures"])
            missing = set(printed) - set(stored)
            lost += len(missing)
            broken += check.returncode != 0 or ledger.orphans() > 0
            counts = f"printed {len(printed):4}, stored {len(stored):4}, lost {len(missing)}"
            captures = f"captures {captures_check['checked']:5}, failing {len(captures_check['failures'])}"
            print(f"round {number + 1:2}: {counts}, check {check.returncode}, {captures}", flush=True)
            ledger.turn()
        for _ in range(2):
            ended = factcheck(db, "verify", "--due")
            broken += ended.returncode != 0
            ledger.turn()
        unreadable = unread(db)
        alerts, citations = ledger.alerts()
    wanted = -(-sources // WITHOUT) if ledger.cycles > 1 else 0
    wrong = alerts - citations + abs(citations - wanted)
    print(f"{ledger.cycles} times everything was due: {ledger.uneven} checks recorded more than once")
    print(f"{alerts} alerts, of {citations} citations whose words are gone, of {wanted}")
    losses = f"{lost} recorded checks lost, {broken} databases broken, {failed_captures} captures failing"
    print(f"{rounds} kills: {losses}, {unreadable} files that warcio check refuses")
    sys.exit(1 if lost or broken or failed_captures or unreadable or ledger.uneven or wrong else 0)


def unread(db: Path) -> int:
    """Return how many capture files are torn, or refused by warcio's own check."""
    files = list(Path(f"{db}.captures").iterdir())
    torn = [path for path in files if not path.name.endswith(".warc.gz")]
    command = [sys.executable, "-c", "from warcio.cli import main; main()", "check", *map(str, files)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    print(f"{len(files)} files read by warcio check: status {checked.returncode} {checked.stdout.strip()[:200]}")
    return len(torn) + (checked.returncode != 0)


if __name__ == "__main__":
    main()
