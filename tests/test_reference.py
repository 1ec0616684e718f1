"""The reference in docs/reference/ is what the program says of itself."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from factcheck import settings
from factcheck.cli import signals, streams
from factcheck.cli.exit_statuses import EXIT_STATUSES
from factcheck.errors import FactcheckError

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.process
def test_the_reference_is_up_to_date_with_the_program() -> None:
    ran = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"], capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "reference").glob("*.md")), ids=lambda page: page.stem)
def test_no_cell_of_the_reference_is_empty(page: Path) -> None:
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]

    assert [row for row in rows if re.search(r"\|\s*\|", row)] == []


def descendants(cls: type[FactcheckError]) -> list[type[FactcheckError]]:
    """Return a class and all classes below it."""
    return [cls, *(each for child in cls.__subclasses__() for each in descendants(child))]


def test_every_exit_status_has_a_meaning() -> None:
    of_errors = {cls.exit_status for cls in descendants(FactcheckError)}
    of_signals = {signals.status_of(number) for number in signals.ENDING_SIGNALS}

    assert of_errors | of_signals | {0, 1, streams.READER_GONE_STATUS} == EXIT_STATUSES.keys()


def test_every_setting_is_explained() -> None:
    rows = dict(settings.fields())

    assert [name for name, row in rows.items() if not row.doc.endswith(".")] == []
    assert [name for name in rows if name in settings.RETIRED] == []
