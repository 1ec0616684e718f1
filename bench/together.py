"""Run three verifiers on one desk and kill one: every source must be recorded once, with one request at a time to each host.

Run ``python bench/together.py [SOURCES] [HOSTS]``. The server counts the open requests of each host. The hosts of the killed
run are free when its leases end; the sources that it was fetching are fetched again, and recorded once. The others take those
hosts only if they still have due sources, so a lease of the killed run can outlive all three.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LEASE = 6
ENVIRONMENT = os.environ | {
    "FACTCHECK_VERIFY__ALLOW_PRIVATE": "true",
    "FACTCHECK_VERIFY__HOST_GAP": "0",
    "FACTCHECK_VERIFY__PROCESSES": "0",
    "FACTCHECK_VERIFY__CONTACT": "https://desk.example/",
    "FACTCHECK_JOB__LEASE": str(LEASE),
    "FACTCHECK_DESK__MIN_FREE_BYTES": "0",
    "FACTCHECK_ACTOR": "bench",
}


class Referee:
    """Counts what is open at each host."""

    def __init__(self) -> None:
        self.guard = threading.Lock()
        self.open: Counter[str] = Counter()
        self.overlaps = 0
        self.fetched: Counter[str] = Counter()

    def begin(self, host: str, path: str) -> None:
        """Record the start of a request."""
        with self.guard:
            self.open[host] += 1
            self.overlaps += self.open[host] > 1
            self.fetched[host + path] += 1

    def end(self, host: str) -> None:
        """Record that its answer is about to be sent."""
        with self.guard:
            self.open[host] -= 1


def handler(referee: Referee) -> type[BaseHTTPRequestHandler]:
    """Return what answers: a page that takes ten milliseconds."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers["Host"]
            referee.begin(host, self.path)
            time.sleep(0.01)
            body = f"<article><p>The words of page {self.path} stand here, and 17 more.</p></article>".encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            referee.end(host)
            self.wfile.write(head.encode() + body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    return Page


def serve(address: str, page: type[BaseHTTPRequestHandler]) -> str:
    """Serve at a loopback address until this process ends; return the host and port."""
    server = ThreadingHTTPServer((address, 0), page)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"{address}:{server.server_address[1]}"


def call(db: Path, *words: str) -> "subprocess.Popen[str]":
    """Begin one command on the desk."""
    command = [sys.executable, "-m", "factcheck", "--db", str(db), *words]
    return subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def desk(folder: Path, hosts: list[str], sources: int) -> Path:
    """Make a desk whose claims cite the loopback pages, some hosts many times as often as others."""
    weighted = [host for number, host in enumerate(hosts) for _ in range(1 + number % 4)]
    lines = [
        {"text": f"Claim {n} stands.", "claimant": "bench", "urls": [f"http://{weighted[n % len(weighted)]}/{n}"]}
        | {"quote": "stand here, and 17 more"}
        for n in range(sources)
    ]
    claims = folder / "claims.jsonl"
    claims.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    imported = call(folder / "desk.db", "import", str(claims))
    _, said = imported.communicate()
    if imported.returncode:
        sys.exit(said)
    return folder / "desk.db"


def recorded(db: Path) -> int:
    """Return how many checks the desk holds."""
    with closing(sqlite3.connect(db, timeout=30)) as connection:
        return int(connection.execute("SELECT count(*) FROM source_check").fetchone()[0])


def main() -> None:
    """Print the outcome of every source, and the referee's counts."""
    sources = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    hosts = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    referee = Referee()
    page = handler(referee)
    served = [serve(f"127.0.1.{number + 1}", page) for number in range(hosts)]
    with tempfile.TemporaryDirectory() as folder:
        db = desk(Path(folder), served, sources)
        began = time.monotonic()
        runs = [call(db, "verify", "--share", "--quiet") for _ in range(3)]
        while recorded(db) < sources // 5 and runs[0].poll() is None:
            time.sleep(0.05)
        at = recorded(db)
        runs[0].kill()
        said = [run.communicate()[1] for run in runs]
        took = time.monotonic() - began
        with closing(sqlite3.connect(db)) as connection:
            checks, distinct = connection.execute(
                "SELECT count(*), count(DISTINCT source_id) FROM source_check"
            ).fetchone()
            whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
            owners = [
                owner for (owner,) in connection.execute("SELECT lease_owner FROM host WHERE lease_owner NOT NULL")
            ]
            shares = connection.execute("SELECT checked FROM run ORDER BY id").fetchall()
    left = sum(not owner.startswith(f"{runs[0].pid}-") for owner in owners)
    again = sum(referee.fetched.values()) - len(referee.fetched)
    statuses = [run.returncode for run in runs]
    print(f"three runs, {sources} sources on {hosts} hosts, one run killed at {at} checks; lease {LEASE} s")
    print(f"  checks recorded          {checks}, of {distinct} sources")
    print(f"  recorded by each run     {[share for (share,) in shares]} (the killed one reports nothing)")
    print(f"  fetched again            {again} (fetched and not yet recorded when the run was killed)")
    print(f"  two at a time at a host  {referee.overlaps}")
    print(f"  leases left by the others {left}, by the killed {len(owners) - left}; file {whole}")
    print(f"  exit statuses            {statuses}; done after {took:.1f} s")
    good = (
        checks == distinct == sources and not referee.overlaps and not left and whole == "ok" and statuses[1:] == [0, 0]
    )
    if not good:
        sys.exit("\n".join(said) or 1)


if __name__ == "__main__":
    main()
