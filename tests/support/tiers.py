"""The tiers of the suite: every test belongs to exactly one."""

from collections.abc import Collection, Iterable
from pathlib import PurePath

FAST = "fast"
TIERS = {
    FAST: "everything that decides; what `pytest` alone runs",
    "corpus": "long tables of pages, generated examples by the hundred, weeks of checks, files of megabytes",
    "command": "the command line, called in process",
    "process": "starts other processes, or sends signals",
    "terminal": "the interface under Textual's pilot, or the real program in a pseudo-terminal",
    "browser": "pages served to a browser",
    "bench": "the measurements, on a small scale",
}
"""The markers and what they mean. A test without one of them is in the tier of its fixtures or folder, else `fast`."""

BY_FIXTURE = {"program": "process"}
"""Fixtures that make a test one of a tier."""

BY_FOLDER = {"tests/cli": "command", "tests/tui": "terminal"}
"""Folders whose tests are all of a tier, but for those whose marker or fixture says otherwise."""


class TwoTiers(ValueError):
    """A test is marked for two tiers."""


def tier_of(path: PurePath, markers: Iterable[str], fixtures: Collection[str]) -> str:
    """Return the tier of a test, from its path below the root, the names of its markers and of its fixtures."""
    marked = sorted({name for name in markers if name in TIERS})
    if len(marked) > 1:
        raise TwoTiers(f"{path}: a test belongs to one tier, not to {' and '.join(marked)}")
    if marked:
        return marked[0]
    by_fixture = [tier for fixture, tier in BY_FIXTURE.items() if fixture in fixtures]
    by_folder = [tier for folder, tier in BY_FOLDER.items() if path.is_relative_to(folder)]
    return next(iter([*by_fixture, *by_folder]), FAST)
