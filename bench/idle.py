"""Count what the terminal interface does while nothing happens, in comparison with Textual's DataTable.

Run ``python -m bench.idle [SECONDS]``; the default is 30. Both run at the same time, beside a second reviewer of the same desk.
Textual's thread for the keyboard checks ten times a second whether it should end, so no program of Textual wakes less often.
"""

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.tui import SMALL, TABLE, Program, make

SETTLED_SECONDS = 5
"""Time after the first rows in which the checks that follow an event end."""


@dataclass(frozen=True)
class Usage:
    """The processor time and the wakes of a process since it began."""

    processor: float
    wakes: dict[str, int]
    """Times that each thread was woken."""

    @classmethod
    def of(cls, program: Program) -> "Usage":
        """Return the usage until now."""
        wakes = {}
        for task in Path(f"/proc/{program.running.pid}/task").iterdir():
            status = (task / "status").read_text()
            wakes[task.name] = int(status.split("\nvoluntary_ctxt_switches:")[1].split()[0])
        return cls(program.processor(), wakes)

    def main_wakes(self, program: Program) -> int:
        """Return the times that the thread of the screen was woken."""
        return self.wakes[str(program.running.pid)]


def row(name: str, program: Program, before: Usage, seconds: float) -> str:
    """Return the row of a program that has been idle for so long."""
    after = Usage.of(program)
    share = (after.processor - before.processor) / seconds * 100
    all_wakes = (sum(after.wakes.values()) - sum(before.wakes.values())) / seconds
    own = (after.main_wakes(program) - before.main_wakes(program)) / seconds
    return f"{name:24}{share:20.3f}{all_wakes:18.1f}{own:24.1f}"


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    with tempfile.TemporaryDirectory() as folder:
        small, table = Path(folder) / "small.db", Path(folder) / "table.db"
        make(small, SMALL)
        make(table, TABLE)
        ours = ("-m", "factcheck", "--db", str(small))
        programs = {
            "ours": Program(*ours, "--actor", "ana", "tui"),
            "ours, second reviewer": Program(*ours, "--actor", "bob", "tui"),
            "DataTable": Program(str(Path(__file__).with_name("data_table.py")), str(table)),
        }
        for program in programs.values():
            program.first_rows()
        for program in programs.values():
            program.pass_by(SETTLED_SECONDS)
        before = {name: Usage.of(program) for name, program in programs.items()}
        start = time.perf_counter()
        time.sleep(seconds)
        print(f"{'':24}{'processor, per cent':>20}{'wakes a second':>18}{'of the screen alone':>24}")
        for name, program in programs.items():
            print(row(name, program, before[name], time.perf_counter() - start))
        for program in programs.values():
            program.end()


if __name__ == "__main__":
    main()
