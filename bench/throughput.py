"""Run ``factcheck verify``, lychee, linkchecker and ``curl --parallel`` over one loopback web, interleaved, and print ratios.

``python bench/throughput.py [ROUNDS] [--lychee PATH] [--linkchecker PATH] [--pages N]``. factcheck's is the whole of its
work: quotes judged, captures and rows written; the others fetch. A peer that is not installed is left out. Equal limits:
200 hosts, one request at a time each, no gap.
"""

import argparse
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
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
from load import QUOTE, address

HOSTS = 200
ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = os.environ | {
    "FACTCHECK_VERIFY__ALLOW_PRIVATE": "true",
    "FACTCHECK_VERIFY__HOST_GAP": "0",
    "FACTCHECK_VERIFY__CONCURRENCY": str(HOSTS),
    "FACTCHECK_ACTOR": "bench",
    "PYTHONPATH": str(ROOT),
}


class Cost(NamedTuple):
    """What a run took."""

    seconds: float
    cpu: float
    megabytes: float
    """The most that the process and its children held at once."""


@contextmanager
def load(pages: int, delay: float) -> Iterator[int]:
    """Serve the pages; give the port."""
    command = [sys.executable, str(Path(__file__).parent / "load.py"), str(HOSTS), str(pages), str(delay), "900"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield int(server.stdout.readline())
        finally:
            server.terminate()


def measured(command: list[str], folder: Path) -> Cost:
    """Run a command to its end."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
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
    return Cost(seconds, usage.ru_utime + usage.ru_stime, most)


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


def peers(arguments: argparse.Namespace, urls: Path) -> dict[str, list[str]]:
    """Return the commands of the peers that are installed."""
    found = {}
    lychee, linkchecker, curl = (shutil.which(name) for name in (arguments.lychee, arguments.linkchecker, "curl"))
    if lychee:
        limits = ["--host-concurrency", "1", "--host-request-interval", "0ms", "--max-concurrency", str(HOSTS)]
        found["lychee"] = [lychee, "--no-progress", *limits, "--max-retries", "0", "--method", "get", str(urls)]
    if linkchecker:
        listed = [line for line in urls.read_text().splitlines() if line]
        options = ["--no-status", "--threads", "100", "-r", "0", "--no-robots"]
        found["linkchecker"] = [linkchecker, *options, *listed]
    if curl:
        config = urls.with_suffix(".curl")
        config.write_text("".join(f'url = "{url}"\noutput = "/dev/null"\n' for url in urls.read_text().split()))
        options = ["-s", "--compressed", "--parallel", "--parallel-max", str(HOSTS)]
        found["curl"] = [curl, *options, "--config", str(config)]
    for name in {"lychee", "linkchecker", "curl"} - found.keys():
        print(f"{name} is not installed: left out")
    return found


def compare(arguments: argparse.Namespace, delay: float) -> None:
    """Run all in turn, and print what they took."""
    total = HOSTS * arguments.pages
    with tempfile.TemporaryDirectory() as name, load(arguments.pages, delay) as port:
        folder = Path(name)
        urls = folder / "urls.txt"
        every = [f"http://{address(host)}:{port}/{page}" for page in range(arguments.pages) for host in range(HOSTS)]
        urls.write_text("\n".join(every) + "\n")
        template = desk(folder, port, arguments.pages, quoted=not arguments.unquoted)
        costs: dict[str, list[Cost]] = {}
        commands = peers(arguments, urls)
        for _ in range(arguments.rounds):
            db = Path(shutil.copy(template, folder / "run.db"))
            verify = [sys.executable, "-m", "factcheck", "--db", str(db), "verify", "--all"]
            costs.setdefault("factcheck", []).append(measured(verify, folder))
            with closing(sqlite3.connect(db)) as rows:
                counted = rows.execute(
                    "SELECT (SELECT count(*) FROM citation_check WHERE quote = 'exact'), (SELECT count(*) FROM capture)"
                ).fetchone()
            if counted != (0 if arguments.unquoted else total, total):
                print(f"factcheck found {counted[0]} of {total} quotes and kept {counted[1]} captures")
            costs.setdefault("factcheck again", []).append(measured(verify, folder))
            for peer, command in commands.items():
                costs.setdefault(peer, []).append(measured(command, folder))
            for leftover in folder.glob("run.db*"):
                leftover.unlink()
    print(f"\n{total} pages on {HOSTS} hosts, {1000 * delay:.0f} ms median delay, medians of {arguments.rounds}")
    print(f"{'':18}{'pages/s':>9}{'CPU ms/page':>13}{'peak MB':>9}{'factcheck over it':>19}")
    ours = total / statistics.median(cost.seconds for cost in costs["factcheck"])
    for who, taken in costs.items():
        rate = total / statistics.median(cost.seconds for cost in taken)
        cpu = 1000 * statistics.median(cost.cpu for cost in taken) / total
        print(f"{who:18}{rate:9.0f}{cpu:13.2f}{max(cost.megabytes for cost in taken):9.0f}{ours / rate:19.2f}")


def main() -> None:
    """Compare with delay, and without."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", nargs="?", type=int, default=3)
    parser.add_argument("--pages", type=int, default=10, help="pages a host")
    parser.add_argument("--unquoted", action="store_true", help="cite pages without quotes: what locating costs")
    parser.add_argument("--lychee", default="lychee")
    parser.add_argument("--linkchecker", default="linkchecker")
    parser.add_argument("--delay", type=float, nargs="*", default=[0.15, 0.0])
    arguments = parser.parse_args()
    for delay in arguments.delay:
        compare(arguments, delay)


if __name__ == "__main__":
    main()
