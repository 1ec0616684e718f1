"""Processes that tests start: none in the fast tier, and none that outlives its run."""

import subprocess
from contextlib import suppress
from typing import Any

import psutil

RUN = "PYTEST_XDIST_TESTRUNUID"
"""The variable that names a run to all its processes: pytest-xdist sets it in its workers, whose children inherit it."""

PATIENCE_SECONDS = 5


class ProcessInFastTier(AssertionError):
    """A test of the fast tier started a process: mark it `process`."""


class ProcessGuard:
    """Refuses new processes while ``test`` names a test of the fast tier."""

    def __init__(self) -> None:
        self.test: str | None = None

    def install(self) -> None:
        """Have every start of a process in this interpreter ask this guard first."""
        start = subprocess.Popen.__init__

        def guarded_start(process: Any, *args: Any, **options: Any) -> None:
            if self.test:
                raise ProcessInFastTier(f"{self.test} starts a process: mark it `process`, see tests/support/tiers.py")
            start(process, *args, **options)

        subprocess.Popen.__init__ = guarded_start  # type: ignore[assignment, method-assign]


def is_of_run(process: psutil.Process, run: str) -> bool:
    """Return whether a process inherited the name of a run."""
    with suppress(psutil.Error):
        return bool(process.environ().get(RUN) == run)
    return False


def kill_what_is_left(run: str | None) -> list[int]:
    """Kill this process's descendants and, if ``run`` is given, every other process of that run; return their numbers.

    A descendant whose parent has died is no descendant any more; the name of the run finds it, whatever its session.
    """
    own = psutil.Process()
    left = {process.pid: process for process in own.children(recursive=True)}
    if run:
        ours = {own.pid, *(parent.pid for parent in own.parents())}
        others = (process for process in psutil.process_iter() if process.pid not in ours)
        left |= {process.pid: process for process in others if is_of_run(process, run)}
    for process in left.values():
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(list(left.values()), PATIENCE_SECONDS)
    return sorted(left)
