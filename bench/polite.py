"""Compare the time of a polite run with its lower bound: Zipf-sized hosts, and a gap between two requests to one host.

``python bench/polite.py [--gap 1] [--hosts 60] [--biggest 31]``. First simulated, with the default gap of one second
and answers of 0.3 s, over nine mixes; then in real time over loopback. No run can end before
the last request to the biggest host, nor before all checks have passed through the slots: that is the lower bound.
"""

import argparse
import asyncio
import heapq
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from bench.load import address
from factcheck.settings import VerifySettings
from factcheck.verifier.scheduling.batch import SourceTask, check_sources
from factcheck.verifier.scheduling.host_queue import Host, HostQueue, PendingChecks

SLOTS = 100


def zipf(hosts: int, biggest: int, exponent: float) -> list[int]:
    """Return the number of checks of each host."""
    return [max(1, round(biggest / rank**exponent)) for rank in range(1, hosts + 1)]


def shuffled(sizes: Sequence[int]) -> list[int]:
    """Return the host of each check, in an order that is independent of hosts."""
    hosts_of_checks = [host for host, size in enumerate(sizes) for _ in range(size)]
    random.Random(1).shuffle(hosts_of_checks)
    return hosts_of_checks


def dealt(sizes: Sequence[int]) -> PendingChecks:
    """Return the checks in the form of a run."""
    backlog = PendingChecks()
    for key, host in enumerate(shuffled(sizes)):
        backlog.add(host, key)
    return backlog


def simulated(sizes: Sequence[int], gap: float, answer: float) -> float:
    """Return the seconds a run takes."""
    queue = HostQueue(dealt(sizes), slots=SLOTS, gap=gap)
    now, flying = 0.0, list[tuple[float, int, Host]]()
    while True:
        turn = queue.next(now) if len(flying) < SLOTS else float("inf")
        match turn:
            case None if not flying:
                return now
            case (host, key):
                heapq.heappush(flying, (now + answer, key, host))
                continue
        if flying and flying[0][0] <= (turn or float("inf")):
            now, _, host = heapq.heappop(flying)
            queue.done(host, now)
        elif turn is not None:
            now = turn


def simulate() -> None:
    """Print nine mixes."""
    print(f"{'hosts':>8}{'checks':>8}{'exponent':>10}{'floor s':>10}{'took s':>10}{'over':>8}")
    for hosts, biggest in ((100, 300), (1000, 500), (5000, 1000)):
        for exponent in (0.7, 1.0, 1.3):
            sizes = zipf(hosts, biggest, exponent)
            floor = max((biggest - 1) * 1.0 + 0.3, sum(sizes) * 0.3 / SLOTS)
            took = simulated(sizes, 1.0, 0.3)
            print(f"{hosts:8}{sum(sizes):8}{exponent:10}{floor:10.1f}{took:10.1f}{took / floor:8.3f}")


async def timed(hosts_of_checks: Sequence[int], backlog: PendingChecks, port: int, gap: float) -> list[float]:
    """Return the time at which each check ended, in seconds from the beginning."""

    def load(keys: Sequence[int]) -> list[SourceTask]:
        return [SourceTask(key, f"http://{address(hosts_of_checks[key])}:{port}/{key % 3}") for key in keys]

    settings = VerifySettings(allow_private=True, host_gap=gap)
    begun = time.perf_counter()
    done = check_sources(backlog, load, settings, clock=lambda: datetime.now(UTC))
    return [time.perf_counter() - begun async for _ in done]


def real(hosts: int, biggest: int, gap: float) -> None:
    """Print one run over loopback, pages judged."""
    sizes = zipf(hosts, biggest, 1.0)
    hosts_of_checks = shuffled(sizes)
    command = [sys.executable, str(Path(__file__).parent / "load.py"), str(hosts), "3", "0.01", "300"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        ends = asyncio.run(timed(hosts_of_checks, dealt(sizes), int(server.stdout.readline()), gap))
        server.terminate()
    floor = (max(sizes) - 1) * gap
    print(f"\nreal: {hosts} hosts, {len(hosts_of_checks)} checks, gap {gap * 1000:.0f} ms: floor {floor:.1f} s")
    print(f"took {ends[-1]:.1f} s ({ends[-1] / floor:.3f}), of it {ends[0]:.2f} s until the first page was judged")
    print(f"without the start: {(ends[-1] - ends[0]) / floor:.3f}")


def main() -> None:
    """Simulate, then run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gap", type=float, default=1.0)
    parser.add_argument("--hosts", type=int, default=60)
    parser.add_argument("--biggest", type=int, default=31)
    arguments = parser.parse_args()
    simulate()
    real(arguments.hosts, arguments.biggest, arguments.gap)


if __name__ == "__main__":
    main()
