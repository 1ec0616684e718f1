"""Time a scheduled run from the start of its process to its first request, and measure the memory of all its processes.

Run ``python -m bench.first_request [SOURCES ...] [--rounds N] [--seconds N] [--program PYTHON]``; the defaults are 2,000, 100,000
and 1,000,000 due sources, ten to a host, five rounds and twenty seconds. The real command runs against a server on loopback
that notes when its first request comes, and how much processor time the command has used by then. ``import typer, httpx`` is
timed in the same rounds. A run before them lists the imports before the first request. The last round goes on for so many
seconds, or until every source is checked, while the memory is sampled. ``--program`` names the interpreter of another
checkout to measure.
"""

import argparse
import asyncio
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from factcheck.store import schema, triggers
from factcheck.store.engine import open_engine

SOURCES_PER_HOST = 10
IMPORTS = "import typer, httpx"
PAGE = b"<html lang=en><title>Report</title><main><p>The council of the town counted the votes twice.</main>"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE)
QUOTE = "The council of the town counted the votes twice."
REQUEST_SECONDS_MAX = 120.0
SAMPLE_SECONDS = 0.1
AT = "2026-01-01 00:00:00.000000"


def build(path: Path, sources: int, port: int) -> None:
    """Make a desk whose sources are all due, each cited with a quote."""
    with open_engine(str(path)) as engine:
        schema.upgrade(engine)
        with engine.begin() as connection:
            triggers.remove(connection)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        numbers = f"WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < {sources})"
        connection.execute(
            "INSERT INTO claim (id, version, text, claimant, language, status, priority, attention, text_digest, search_text,"
            " created_at, updated_at) VALUES (1, 1, 'a claim', 'bench', 'en', 'open', 2, 0, '', '', ?, ?)",
            (AT, AT),
        )
        connection.execute(
            f"{numbers} INSERT INTO host (id, name, failures) SELECT n, 'host-' || n, 0 FROM t"
            f" WHERE n <= {-(-sources // SOURCES_PER_HOST)}"
        )
        connection.execute(
            f"{numbers} INSERT INTO source (id, url, host_id, kind, state, memory_strikes, memory_looks, next_check_at,"
            f" created_at) SELECT n, 'http://127.0.0.1:{port}/' || n, 1 + (n - 1) / {SOURCES_PER_HOST}, 'news', 'unchecked',"
            " 0, 0, ?, ? FROM t",
            (AT, AT),
        )
        connection.execute(
            f"{numbers} INSERT INTO citation (id, version, claim_id, source_id, role, stance, exact, prefix, suffix, quote_state,"
            " created_at) SELECT n, 1, 1, n, 'evidence', 'supports', ?, '', '', 'unchecked', ? FROM t",
            (QUOTE, AT),
        )
        connection.commit()
    with open_engine(str(path)) as engine, engine.begin() as connection:
        triggers.install(connection)
        for name, value in triggers.recount(connection).items():
            connection.exec_driver_sql("UPDATE counter SET value = ? WHERE name = ?", (value, name))


class Server:
    """A server on loopback that gives every request the same page, in a thread."""

    def __init__(self) -> None:
        self.port = 0
        self.first = threading.Event()
        self.ready = threading.Event()
        self.watched: subprocess.Popen[bytes] | None = None
        self.errors = Path()
        """The file that the watched command writes its stderr into."""
        self.at = self.cpu = 0.0
        self.printed = ""
        """The text that it had written into it before its first request."""
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self.ready.wait()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0, backlog=1000)
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        await server.serve_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                if not self.first.is_set() and self.watched:
                    self.at, self.cpu = time.perf_counter(), cpu_seconds(self.watched.pid)
                    self.printed = self.errors.read_text(errors="replace")
                    self.first.set()
                writer.write(ANSWER)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


def cpu_seconds(pid: int) -> float:
    """Return the processor time that the threads of a process have used (schedstat)."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((each / "schedstat").read_text().split()[0]) for each in tasks) / 1e9


def family(pid: int) -> list[int]:
    """Return a process and the processes below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(each for child in children for each in family(int(child)))]


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process and those below it, each shared page counted for each of them."""
    total = 0
    for each in family(pid):
        try:
            total += int(Path(f"/proc/{each}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError):
            continue
    return total / 1e6


class Started(NamedTuple):
    """The costs of a run until its first request."""

    seconds: float
    cpu: float


@contextmanager
def running(program: str, db: Path, server: Server, *options: str) -> Iterator[tuple[Started, subprocess.Popen[bytes]]]:
    """Start a run, and wait for its first request; it is killed at the end of the block."""
    environment = os.environ | {"FACTCHECK_VERIFY__ALLOW_PRIVATE": "true", "FACTCHECK_ACTOR": "bench"}
    server.first.clear()
    server.errors = db.parent / "stderr"
    command = [program, *options, "-m", "factcheck", "--db", str(db), "verify", "--quiet"]
    with server.errors.open("wb") as errors:
        begun = time.perf_counter()
        process = server.watched = subprocess.Popen(
            command, env=environment, cwd=db.parent, stdout=errors, stderr=errors, start_new_session=True
        )
        try:
            if not server.first.wait(REQUEST_SECONDS_MAX):
                raise SystemExit(f"no request came: {server.errors.read_text()}")
            yield Started(server.at - begun, server.cpu), process
        finally:
            with suppress(ProcessLookupError):  # it has ended
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def imported(program: str) -> Started:
    """Return the costs of the imports to compare with."""
    begun = time.perf_counter()
    _, _, usage = os.wait4(os.spawnv(os.P_NOWAIT, program, [program, "-c", IMPORTS]), 0)
    return Started(time.perf_counter() - begun, usage.ru_utime + usage.ru_stime)


def sample_memory(process: "subprocess.Popen[bytes]", seconds: float) -> list[float]:
    """Return the memory of a run and its workers, sampled until it ends or the time is over."""
    samples, until = [], time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        samples.append(resident_mb(process.pid))
        time.sleep(SAMPLE_SECONDS)
    return samples


def import_times(text: str) -> Counter[str]:
    """Return the milliseconds that each package took to import, from the lines of ``-X importtime``."""
    times: Counter[str] = Counter()
    for line in text.splitlines():
        own, _, name = line.removeprefix("import time:").partition("|")
        if own.strip().isdigit():
            times[name.partition("|")[2].strip().partition(".")[0]] += int(own) // 100
    return times


def measure(program: str, sources: int, rounds: int, seconds: float) -> None:
    """Print the figures of a desk of so many sources."""
    server = Server()
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "desk.db"
        build(db, sources, server.port)
        runs: list[Started] = []
        bases: list[Started] = []
        samples: list[float] = []
        with running(program, db, server, "-X", "importtime"):
            listed = import_times(server.printed)
        for number in range(rounds + 1):
            bases.append(imported(program))
            with running(program, db, server) as (started, process):
                runs.append(started)
                if number == rounds:
                    samples = sample_memory(process, seconds)
    print(f"{sources:,} due sources")
    for name, costs in ((IMPORTS, bases[1:]), ("first request", runs[1:])):
        wall, cpu = (statistics.median(each) * 1000 for each in zip(*costs, strict=True))
        print(f"  {name:24}{wall:8.0f} ms{cpu:8.0f} ms of processor time (medians)")
    quarter = max(len(samples) // 4, 1)
    print(f"  memory of all processes: {max(samples):.0f} MB at most;", end="")
    print(f" second quarter {statistics.mean(samples[quarter : 2 * quarter] or samples):.0f} MB,", end="")
    print(f" last {statistics.mean(samples[-quarter:]):.0f} MB")
    shown = ", ".join(f"{name} {tenths / 10:.0f}" for name, tenths in listed.most_common(12))
    print(f"  ms of imports before the first request: {shown}", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=int, nargs="*", default=[2_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--program", default=sys.executable)
    asked = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    for sources in asked.sources:
        measure(asked.program, sources, asked.rounds, asked.seconds)


if __name__ == "__main__":
    main()
