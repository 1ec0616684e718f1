"""Feed the parsers broken input: ``python -m bench.fuzz [--seed N] [--inputs N] [--only PARSER] [--replay PARSER:NUMBER]``.

An input depends only on the seed, the parser's name and its number, so that each can be repeated. Two processes share the
work; a third watches them. Exit status 1: a parser crashed, hung, or broke a rule.
"""

import argparse
import multiprocessing
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

from bench.fuzz_parsers import PARSERS

WORKERS = 2
PATIENCE = 5.0
"""Seconds of a processor that one input may cost."""
DEAD_END = 60.0
"""Seconds on the clock after which a worker is stopped: it hangs where no signal reaches it."""
STEP = 500
"""Inputs between two progress reports of a worker."""


class Hang(BaseException):
    """An input costs more than it may. No parser's ``except`` may catch this."""


def inputs(total: int, only: str | None) -> Iterator[tuple[str, int]]:
    """Yield parsers and numbers, each parser by its share."""
    shares = {name: parser.share for name, parser in PARSERS.items() if only in {None, name}}
    for name, share in shares.items():
        for number in range(round(total * share / sum(shares.values()))):
            yield name, number


def feed(seed: int, name: str, number: int) -> float:
    """Feed one input; return the processor's seconds it took. Raises what the parser raises, and Hang."""
    chance = random.Random(f"{seed}:{name}:{number}")
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    began = time.process_time()
    try:
        PARSERS[name].run(chance)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - began


def _hang(_signal: int, _frame: FrameType | None) -> None:
    raise Hang(f"more than {PATIENCE:g} s")


class Report:
    """The results of inputs."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.slowest: dict[str, tuple[float, int]] = {}
        self.seconds: Counter[str] = Counter()
        self.wrong: list[tuple[str, int, str]] = []
        self.peak = 0
        """Peak memory of a worker in kilobytes."""

    def add(self, other: "Report") -> None:
        """Add the results of another report."""
        self.done.update(other.done)
        self.seconds.update(other.seconds)
        self.wrong += other.wrong
        self.peak = max(self.peak, other.peak)
        for name, slow in other.slowest.items():
            self.slowest[name] = max(self.slowest.get(name, (0.0, 0)), slow)

    def one(self, seed: int, name: str, number: int) -> None:
        """Feed an input and record the result."""
        self.done[name] += 1
        try:
            try:
                seconds = feed(seed, name, number)
            except Hang:
                seconds = feed(seed, name, number)  # a machine may stand still once
        except (Exception, Hang) as error:  # noqa: BLE001  whatever it is, it is looked for
            where = traceback.extract_tb(error.__traceback__)[-1]
            self.wrong.append(
                (name, number, f"{type(error).__name__}: {error} ({where.filename}:{where.lineno})"[-300:])
            )
            return
        self.seconds[name] += seconds  # type: ignore[assignment]
        self.slowest[name] = max(self.slowest.get(name, (0.0, 0)), (seconds, number))


def work(mouth: Connection, place: Any, seed: int, total: int, only: str | None) -> None:
    """Feed every other input from ``place`` on, which says which is under way."""
    signal.signal(signal.SIGPROF, _hang)
    report, start = Report(), place.value
    for here, (name, number) in enumerate(inputs(total, only)):
        if here < start or (here - start) % WORKERS:
            continue
        place.value = here
        report.one(seed, name, number)
        if sum(report.done.values()) == STEP or report.wrong:
            mouth.send(report)
            report = Report()
    report.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    mouth.send(report)
    mouth.send(None)


class Worker:
    """A process that feeds inputs, and its progress."""

    def __init__(self, given: tuple[int, int, str | None], start: int) -> None:
        self.given = given
        self.place = multiprocessing.Value("q", start, lock=False)
        self.seen, self.since = start, time.monotonic()
        self.ear, mouth = multiprocessing.Pipe(duplex=False)
        self.process: BaseProcess = multiprocessing.Process(target=work, args=(mouth, self.place, *given), daemon=True)
        self.process.start()
        mouth.close()

    def hear(self, total: Report) -> "Worker | None":
        """Read its messages; return the worker that continues: itself, another after an input that killed it, or None."""
        try:
            while self.ear.poll():
                report = self.ear.recv()
                if report is None:
                    self.process.join()
                    return None
                total.add(report)
        except EOFError:
            return self._next(total, "the process died")
        if self.seen != self.place.value:
            self.seen, self.since = self.place.value, time.monotonic()
        elif time.monotonic() - self.since > DEAD_END:
            self.process.kill()
            return self._next(total, f"nothing for {DEAD_END:g} s")
        return self

    def _next(self, total: Report, why: str) -> "Worker":
        self.process.join()
        _, inputs_, only = self.given
        here = self.place.value
        name, number = next(each for place, each in enumerate(inputs(inputs_, only)) if place == here)
        total.wrong.append((name, number, why))
        return Worker(self.given, here + WORKERS)


def main() -> int:
    """Feed the inputs, print the results, and return the exit status."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--inputs", type=int, default=1_000_000)
    options.add_argument("--only", choices=tuple(PARSERS))
    options.add_argument("--replay", metavar="PARSER:NUMBER", help="feed one input, and let it crash")
    given = options.parse_args()
    if given.replay:
        signal.signal(signal.SIGPROF, _hang)
        name, _, number = given.replay.partition(":")
        print(f"{feed(given.seed, name, int(number)):.3f} s")
        return 0
    report = Report()
    workers = [Worker((given.seed, given.inputs, given.only), start) for start in range(WORKERS)]
    while workers:
        wait([worker.ear for worker in workers], timeout=1)
        workers = [going for worker in workers if (going := worker.hear(report))]
    print(f"{'parser':<14}{'inputs':>10}{'mean ms':>10}{'slowest ms':>12}  its number")
    for name, count in report.done.items():
        slow, number = report.slowest.get(name, (0.0, 0))
        print(f"{name:<14}{count:>10,}{1000 * report.seconds[name] / count:>10.3f}{1000 * slow:>12.1f}  {number}")
    print(
        f"inputs {sum(report.done.values()):,}, wrong {len(report.wrong)}, peak memory {report.peak / 1000:.0f} MB a process"
    )
    for name, number, why in sorted(report.wrong)[:200]:
        print(f"  --seed {given.seed} --replay {name}:{number}  {why}")
    return int(bool(report.wrong))


if __name__ == "__main__":
    sys.exit(main())
