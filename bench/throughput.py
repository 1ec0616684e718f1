"""Run ``factcheck verify``, lychee, linkchecker and ``curl --parallel`` over one loopback web, interleaved, and print ratios.

``python bench/throughput.py [ROUNDS] [--lychee PATH] [--linkchecker PATH] [--pages N]``. factcheck's is the whole of its
work, its start included: quotes judged, captures and rows written. It has a row for the first check of every page, and one
for each repeated check of the same bytes. curl fetches; lychee asks for the status, and leaves the page unread. A peer that
is not installed is left out; linkchecker, which takes long, is given two pages a host.

Two lower bounds are printed: of processor time, to decompress, parse (lexbor), hash (SHA-256) and deflate (level 1) the same
pages in one process; and of the duration, the requests of one host with their gaps and nothing else.
Equal limits: 200 hosts, one request at a time for each, 200 in total; first with a second between two requests to one host,
which is factcheck's default, then without.
"""

import argparse
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

sys.path.insert(0, str(Path(__file__).parent.parent))
from bench.load import QUOTE, address, page

HOSTS = 200
CHECKS = ("first", "second", "third")
POLITE = 1.0
"""Seconds between two requests to one host."""
ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = os.environ | {
    "FACTCHECK_VERIFY__ALLOW_PRIVATE": "true",
    "FACTCHECK_VERIFY__CONCURRENCY": str(HOSTS),
    "FACTCHECK_ACTOR": "bench",
    "PYTHONPATH": str(ROOT),
}


class Cost(NamedTuple):
    """The costs of a run."""

    pages: int
    seconds: float
    cpu: float
    megabytes: float
    """The most that the process and its children held at once."""


@contextmanager
def load(pages: int, *delays: float) -> Iterator[list[int]]:
    """Serve the pages; give a port for each delay."""
    given = [str(HOSTS), str(pages), ",".join(map(str, delays)), "1800"]
    command = [sys.executable, str(Path(__file__).parent / "load.py"), *given]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield [int(port) for port in server.stdout.readline().split()]
        finally:
            server.terminate()


def measured(command: list[str], folder: Path, pages: int, gap: float = 0) -> Cost:
    """Run a command over so many pages, to its end."""
    begun = time.perf_counter()
    environment = ENVIRONMENT | {"FACTCHECK_VERIFY__HOST_GAP": str(gap)}
    null = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=null, stderr=null)
    most = 0.0
    over = threading.Event()

    def watch() -> None:
        nonlocal most
        while not over.wait(0.1):
            most = max(most, resident(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, _, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = 0
    over.set()
    watcher.join()
    return Cost(pages, seconds, usage.ru_utime + usage.ru_stime, most)


def resident(pid: int) -> float:
    """Return the megabytes a process and its children hold."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6
    except OSError:
        return 0.0
    return own + sum(resident(int(child)) for child in children)


def desk(folder: Path, port: int, pages: int, *, quoted: bool) -> Path:
    """Make a desk whose claims cite every page, with its quote or without."""
    claims = folder / "claims.jsonl"
    with claims.open("w", encoding="utf-8") as file:
        for number in range(pages):
            for host in range(HOSTS):
                line = {
                    "text": f"Claim {number} of host {host} stands on its page.",
                    "claimant": "bench",
                    "urls": [f"http://{address(host)}:{port}/{number}"],
                } | ({"quote": QUOTE.format(page=number, host=host)} if quoted else {})
                file.write(json.dumps(line) + "\n")
    db = folder / "desk.db"
    command = [sys.executable, "-m", "factcheck", "--db", str(db), "import", str(claims)]
    subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)
    return db


def peers(arguments: argparse.Namespace, urls: list[str], folder: Path, gap: float) -> dict[str, tuple[list[str], int]]:
    """Return the commands of the peers that are installed and can keep the gap, and how many pages each is given."""
    found: dict[str, tuple[list[str], int]] = {}
    listed = folder / "urls.txt"
    listed.write_text("\n".join(urls) + "\n")
    if lychee := shutil.which(arguments.lychee):
        limits = ["--host-concurrency", "1", "--host-request-interval", f"{1000 * gap:.0f}ms", "--max-retries", "0"]
        limits += ["--max-concurrency", str(HOSTS), "--method", "get"]
        found["lychee (status only)"] = [lychee, "--no-progress", *limits, str(listed)], len(urls)
    if gap:
        return found
    if curl := shutil.which("curl"):
        config = folder / "urls.curl"
        config.write_text("".join(f'url = "{url}"\noutput = "/dev/null"\n' for url in urls))
        options = ["-s", "--compressed", "--parallel", "--parallel-max", str(HOSTS)]
        found["curl"] = [curl, *options, "--config", str(config)], len(urls)
    if linkchecker := shutil.which(arguments.linkchecker):
        some = urls[: 2 * HOSTS]
        options = ["--no-status", "--threads", "100", "-r", "0", "--no-robots"]
        found["linkchecker"] = [linkchecker, *options, *some], len(some)
    return found


def floor(pages: int) -> float:
    """Return the CPU milliseconds a page of what every check of these pages must do at least."""
    packed = [gzip.compress(page(host, number), 6) for host in range(20) for number in range(pages)]
    began = time.process_time()
    for each in packed:
        body = zlib.decompress(each, wbits=31)
        root = LexborHTMLParser(body.decode()).body
        hashlib.sha256(body)
        zlib.compress((root.text() if root else "").encode(), 1)
    return 1000 * (time.process_time() - began) / len(packed)


def compare(arguments: argparse.Namespace, port: int, delay: float, gap: float) -> None:
    """Run all in turn, and print what they took."""
    total = HOSTS * arguments.pages
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        urls = [f"http://{address(host)}:{port}/{page}" for page in range(arguments.pages) for host in range(HOSTS)]
        template = desk(folder, port, arguments.pages, quoted=not arguments.unquoted)
        costs: dict[str, list[Cost]] = {}
        for _ in range(arguments.rounds):
            db = Path(shutil.copy(template, folder / "run.db"))
            verify = [sys.executable, "-m", "factcheck", "--db", str(db), "verify", "--all"]
            for number, check in enumerate(CHECKS, start=1):
                costs.setdefault(f"factcheck, {check} check", []).append(measured(verify, folder, total, gap))
                with closing(sqlite3.connect(db)) as rows:
                    counted = rows.execute(
                        "SELECT (SELECT count(*) FROM citation_check WHERE quote = 'exact'), (SELECT count(*) FROM capture)"
                    ).fetchone()
                if counted != (0 if arguments.unquoted else number * total, total):
                    print(f"factcheck found {counted[0]} of {number * total} quotes and stored {counted[1]} captures")
            for peer, (command, pages) in peers(arguments, urls, folder, gap).items():
                costs.setdefault(peer, []).append(measured(command, folder, pages))
            for leftover in folder.glob("run.db*"):
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    between = f", {gap:g} s between two requests to one host" if gap else ""
    print(
        f"\n{total} pages on {HOSTS} hosts, {1000 * delay:.0f} ms median delay{between}; medians of {arguments.rounds}"
    )
    print(
        f"{'':26}{'pages':>6}{'pages/s':>9}{'CPU ms/page':>13}{'peak MB':>9}{'first over it':>15}{'third over it':>15}"
    )
    rates = {who: statistics.median(cost.pages / cost.seconds for cost in taken) for who, taken in costs.items()}
    first, third = (rates[f"factcheck, {check} check"] for check in (CHECKS[0], CHECKS[-1]))
    for who, taken in costs.items():
        cpu = statistics.median(1000 * cost.cpu / cost.pages for cost in taken)
        peak = max(cost.megabytes for cost in taken)
        figures = f"{rates[who]:9.0f}{cpu:13.2f}{peak:9.0f}{first / rates[who]:15.2f}{third / rates[who]:15.2f}"
        print(f"{who:26}{taken[0].pages:6}{figures}", flush=True)
    if gap:
        least = total / ((arguments.pages - 1) * gap + delay)
        print(f"{'the gaps of one host':26}{total:6}{least:9.0f}{'':22}{first / least:15.2f}{third / least:15.2f}")
    print(f"{'lower bound of CPU time':26}{'':15}{floor(arguments.pages):13.2f}", flush=True)


def main() -> None:
    """Compare politely, with the delay alone, and without."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", nargs="?", type=int, default=1)
    parser.add_argument("--pages", type=int, default=10, help="pages a host")
    parser.add_argument("--unquoted", action="store_true", help="cite pages without quotes: what locating costs")
    parser.add_argument("--lychee", default="lychee")
    parser.add_argument("--linkchecker", default="linkchecker")
    parser.add_argument("--delay", type=float, default=0.15)
    arguments = parser.parse_args()
    with load(arguments.pages, arguments.delay, 0) as (late, at_once):
        compare(arguments, late, arguments.delay, POLITE)
        compare(arguments, late, arguments.delay, 0)
        compare(arguments, at_once, 0, 0)


if __name__ == "__main__":
    main()
