"""A progress bar on stderr, where that is a terminal: how far, how fast, over how many hosts, what was found, how long yet."""

import sys
from collections import Counter
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Return steps a second, of late."""
        return Text(f"{task.speed:.1f}/s" if task.speed else "–/s")


class ProgressBar:
    """How a run goes."""

    def __init__(self, name: str, *, many: bool = True) -> None:
        console = Console(stderr=True)
        self.found: Counter[str] = Counter()
        self.bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            _Rate(),
            TextColumn("{task.fields[hosts]}", markup=False),
            TextColumn("{task.fields[found]}", markup=False),
            TimeRemainingColumn(),
            console=console,
            disable=not (many and console.is_terminal),
            transient=True,
            redirect_stdout=sys.stdout.isatty(),
        )
        self.task = self.bar.add_task(name, total=None, hosts="", found="")

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.stop()

    def begin(self, total: int, hosts: int) -> None:
        """Say how much there is to do."""
        self.bar.update(self.task, total=total, hosts=f"{hosts} hosts")

    def advance(self, link: str) -> None:
        """Count one look."""
        self.found[link] += 1
        if not self.bar.disable:
            counts = " ".join(f"{count} {name}" for name, count in self.found.most_common())
            self.bar.update(self.task, advance=1, found=counts)


class CountBar:
    """A bar for a command that works through a known number of things."""

    def __init__(self, name: str, total: int) -> None:
        console = Console(stderr=True)
        self.bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
            redirect_stdout=sys.stdout.isatty(),
        )
        self.task = self.bar.add_task(name, total=total)
        self.next, self.step = 0, max(1, total // 500)

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.stop()

    def reach(self, count: int) -> None:
        """Say how many of the things are done; the bar moves when it would look different."""
        if not self.bar.disable and count >= self.next:
            self.next = count + self.step
            self.bar.update(self.task, completed=count)
