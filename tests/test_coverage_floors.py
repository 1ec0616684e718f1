"""The check of coverage: a package below its floor is named, with the modules that miss most."""

import json
import runpy
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from coverage import CoverageData

SCRIPT = Path(__file__).resolve().parent.parent / ".ci" / "coverage_floors.py"
PACKAGES = ("factcheck/verifier", "factcheck/store", "factcheck/services", "factcheck/cli", "tui")


def checked(folder: Path, files: dict[str, tuple[int, int]]) -> int:
    """Return the exit status for a report in which so many lines of so many are missing in each file."""
    summaries = {
        path: {"summary": {"num_statements": lines, "missing_lines": missing}}
        for path, (missing, lines) in files.items()
    }
    (folder / "coverage.json").write_text(json.dumps({"files": summaries}))
    main: Any = runpy.run_path(str(SCRIPT))["main"]
    return int(main(folder / "coverage.json"))


def test_packages_at_their_floors_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = dict(zip(PACKAGES, (3, 3, 5, 8, 8), strict=True))

    assert checked(tmp_path, {f"{package}/a.py": (missing[package], 100) for package in PACKAGES}) == 0
    assert capsys.readouterr().err == ""


def test_a_package_below_its_floor_is_named_with_its_modules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = {f"{package}/a.py": (0, 100) for package in PACKAGES}
    low = {"factcheck/store/b.py": (4, 50), "factcheck/store/c.py": (9, 50), "factcheck/store_like/d.py": (9, 9)}

    assert checked(tmp_path, whole | low) == 1
    expected = "factcheck/store is below its floor of 97 %: factcheck/store/c.py (9), factcheck/store/b.py (4)\n"
    assert capsys.readouterr().err == expected


def test_a_package_that_was_not_measured_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(tmp_path, {f"{package}/a.py": (0, 100) for package in PACKAGES[1:]}) == 1
    assert "factcheck/verifier is below its floor of 97 %: no line of it was measured" in capsys.readouterr().err


@pytest.mark.process
def test_what_a_killed_process_left_of_its_data_is_left_out(tmp_path: Path) -> None:
    module = SCRIPT.parent.parent / "factcheck" / "errors.py"
    lines = module.read_text(encoding="utf-8").splitlines()
    classes = [number for number, line in enumerate(lines, 1) if line.startswith("class ")]
    data = CoverageData(str(tmp_path / "data.1"))
    data.add_lines({str(module): classes})
    data.write()
    data.close()
    shutil.copy(tmp_path / "data.1", tmp_path / "data.2")
    with closing(sqlite3.connect(tmp_path / "data.2")) as broken, broken:
        broken.execute("UPDATE line_bits SET numbits = 7")
    (tmp_path / "data.3").write_bytes(b"SQLite format 3\0" + bytes(500))
    ran = subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, text=True, check=False)

    (measured,) = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["files"].values()
    assert measured["executed_lines"] == classes
    assert [line.split(":")[0] for line in ran.stderr.splitlines() if "left out" in line] == [
        "data.2 is left out",
        "data.3 is left out",
    ]
