"""Check the coverage of each package against its floor: `python .ci/coverage_floors.py FOLDER`, or REPORT for FOLDER.

FOLDER has the data files of all processes that were measured; they are combined into one. REPORT is made by `coverage json`.
Exits 1 and names each package below its floor, with the modules that miss most lines.
"""

import json
import sqlite3
import sys
from collections import Counter
from pathlib import Path, PurePath
from typing import Any

FLOORS = {
    "factcheck/verifier": 97,
    "factcheck/store": 97,
    "factcheck/services": 95,
    "factcheck/cli": 92,
    "tui": 92,
}
"""The least share of a package's lines that tests run, in percent."""

MODULES_SHOWN = 8


def percent(lines: int, missing: int) -> float:
    """Return the share of lines that were run; a package without lines has none, so it fails."""
    return 100 * (lines - missing) / lines if lines else 0.0


def below_floor(files: dict[str, Any]) -> list[str]:
    """Print a line for each package, and return the packages below their floor, with where their lines are missing."""
    found = []
    for package, floor in FLOORS.items():
        summaries = {path: each["summary"] for path, each in files.items() if PurePath(path).is_relative_to(package)}
        lines = sum(each["num_statements"] for each in summaries.values())
        missing = Counter({path: each["missing_lines"] for path, each in summaries.items()})
        share = percent(lines, missing.total())
        print(f"{package:24} {share:6.2f} % of {lines:6} lines, floor {floor} %")
        if share < floor:
            most = ", ".join(f"{path} ({count})" for path, count in missing.most_common(MODULES_SHOWN) if count)
            found.append(f"{package} is below its floor of {floor} %: {most or 'no line of it was measured'}")
    return found


def report_of(folder: Path) -> Path:
    """Combine the data files of a folder and return their report.

    Tests kill processes at any moment, also while one writes its data, which coverage does without a journal: what such a
    process left is left out.
    """
    from coverage import Coverage, CoverageData
    from coverage.exceptions import CoverageException

    whole = []
    for path in sorted(folder.iterdir()):
        each, trial = CoverageData(str(path)), CoverageData(no_disk=True)
        try:
            each.read()
            trial.update(each)
            whole.append(str(path))
        except (CoverageException, sqlite3.Error) as error:
            print(f"{path.name} is left out: {error}", file=sys.stderr)
        finally:
            each.close()
            trial.close()
    measured = Coverage(data_file=str(folder / "combined"))
    measured.combine(whole)
    report = folder / "report.json"
    measured.json_report(outfile=str(report))
    return report


def main(given: Path) -> int:
    """Return the exit status for a report, or for a folder of data files."""
    report = report_of(given) if given.is_dir() else given
    low = below_floor(json.loads(report.read_text(encoding="utf-8"))["files"])
    print(*low, sep="\n", end="\n" if low else "", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
