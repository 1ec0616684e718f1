"""Progress bars on stderr, where that is a terminal."""

import sys
from collections import Counter
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from factcheck.services.text.phrases import counted


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Return the current number of steps per second."""
        return Text(f"{task.speed:.1f}/s" if task.speed else "–/s")


class _Bar:
    """A bar that disappears when its block ends."""

    def __init__(
        self, name: str, *columns: ProgressColumn, shown: bool = True, total: int | None = None, **fields: Any
    ) -> None:
        console = Console(stderr=True)
        self.bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            _Rate(),
            *columns,
            TimeRemainingColumn(),
            console=console,
            disable=not (shown and console.is_terminal),
            transient=True,
            redirect_stdout=sys.stdout.isatty(),
        )
        self.task = self.bar.add_task(name, total=total, **fields)

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.stop()


class ProgressBar(_Bar):
    """A bar for checks: how many are done, over how many hosts, and with which outcomes."""

    def __init__(self, name: str, *, many: bool = True) -> None:
        self.found: Counter[str] = Counter()
        columns = (TextColumn(f"{{task.fields[{field}]}}", markup=False) for field in ("hosts", "found"))
        super().__init__(name, *columns, shown=many, hosts="", found="")

    def begin(self, total: int, hosts: int) -> None:
        """Set the number of sources and hosts."""
        self.bar.update(self.task, total=total, hosts=counted(hosts, "host"))

    def advance(self, link: str) -> None:
        """Count one check."""
        self.found[link] += 1
        if not self.bar.disable:
            counts = " ".join(f"{count} {name}" for name, count in self.found.most_common())
            self.bar.update(self.task, advance=1, found=counts)


class CountBar(_Bar):
    """A bar for a command that processes a known number of items."""

    def __init__(self, name: str, total: int) -> None:
        super().__init__(name, total=total)
        self.next, self.step = 0, max(1, total // 500)

    def reach(self, count: int) -> None:
        """Set how many items are done; the bar is drawn again when that is visible."""
        if not self.bar.disable and count >= self.next:
            self.next = count + self.step
            self.bar.update(self.task, completed=count)
