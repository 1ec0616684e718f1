"""Kill ``factcheck verify`` with SIGKILL at random moments, and look whether anything that was recorded is lost.

Run ``python bench/kill9.py [ROUNDS [SECONDS]]``. Each round starts a run over loopback sources, kills it at a random moment, and
then asks of the file: is it whole, does the log's chain hold, and does every check the run had printed stand there? And of
the captures: does each row's stand as it was written (``captures verify``)? At the end, after a run that mends what the
last kill left, ``warcio check`` reads every file.
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
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SOURCES = 400
ENVIRONMENT = os.environ | {
    "FACTCHECK_VERIFY__ALLOW_PRIVATE": "true",
    "FACTCHECK_VERIFY__HOST_GAP": "0",
    "FACTCHECK_VERIFY__PER_HOST": "4",
    "FACTCHECK_ACTOR": "bench",
}


class Page(BaseHTTPRequestHandler):
    """Answers every address with a page that holds its own words, and others each time: every look is kept."""

    def do_GET(self) -> None:
        news = f"{random.getrandbits(64):x} " * 300
        body = f"<article><p>The words of page {self.path} stand here, and 17 more.</p><p>{news}</p></article>".encode()
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


def desk(folder: Path, hosts: list[str]) -> Path:
    """Make a desk whose claims cite the loopback pages."""
    lines = [
        {
            "text": f"Claim {number} stands on its page.",
            "claimant": "bench",
            "urls": [f"http://{hosts[number % len(hosts)]}/{number}"],
            "quote": "stand here, and 17 more",
        }
        for number in range(SOURCES)
    ]
    claims = folder / "claims.jsonl"
    claims.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    done = factcheck(folder / "desk.db", "import", str(claims))
    if done.returncode:
        sys.exit(done.stderr)
    return folder / "desk.db"


def killed_run(db: Path, after: float) -> list[int]:
    """Start a run, kill it after so many seconds, and return the sources whose checks it had printed."""
    command = [sys.executable, "-m", "factcheck", "--db", str(db), "verify", "--all", "--json"]
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


def main() -> None:
    """Print one line a round and the sum of what was lost."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    longest = float(sys.argv[2]) if len(sys.argv) > 2 else 6.0
    chance = random.Random(9)
    hosts = [serve(f"127.0.0.{number}") for number in range(1, 9)]
    lost = broken = unkept = 0
    with tempfile.TemporaryDirectory() as folder:
        db = desk(Path(folder), hosts)
        before = 0
        for number in range(rounds):
            printed = killed_run(db, chance.uniform(0.5, longest))
            check = factcheck(db, "db", "check")
            connection = sqlite3.connect(db)
            stored = [
                row[0] for row in connection.execute("SELECT source_id FROM source_check WHERE id > ?", (before,))
            ]
            orphans = connection.execute(
                "SELECT count(*) FROM citation_check WHERE source_check_id NOT IN (SELECT id FROM source_check)"
            ).fetchone()[0]
            before = connection.execute("SELECT coalesce(max(id), 0) FROM source_check").fetchone()[0]
            connection.close()
            kept = json.loads(factcheck(db, "captures", "verify", "--json").stdout)
            unkept += len(kept["failures"])
            missing = set(printed) - set(stored)
            lost += len(missing)
            broken += check.returncode != 0 or orphans > 0
            counts = f"printed {len(printed):3}, stored {len(stored):3}, lost {len(missing)}"
            captures = f"captures {kept['checked']:5}, failing {len(kept['failures'])}"
            print(f"round {number + 1:2}: {counts}, check {check.returncode}, {captures}", flush=True)
        mended = factcheck(db, "verify", "--all")
        unreadable = unread(db) + (mended.returncode != 0)
    told = f"{lost} recorded checks lost, {broken} databases broken, {unkept} captures failing"
    print(f"{rounds} kills: {told}, {unreadable} files that warcio check refuses")
    sys.exit(1 if lost or broken or unkept or unreadable else 0)


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
