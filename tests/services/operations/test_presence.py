"""Presence of reviewers at a desk."""

import subprocess
import sys
from pathlib import Path

import pytest

from factcheck.services.operations.presence import Presence

pytestmark = pytest.mark.process

STAYS = """
import sys
from factcheck.services.operations.presence import Presence
here = Presence(sys.argv[1], sys.argv[2])
here.enter()
print("in", flush=True)
sys.stdin.read()
"""


def somebody(db: str, name: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", STAYS, db, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "in\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_the_session_of_another_process_is_shown_until_it_is_killed(tmp_path: Path) -> None:
    db = str(tmp_path / "desk.db")
    mine = Presence(db, "ana")
    mine.enter()
    bob, again, too = somebody(db, "bob"), somebody(db, "bob"), somebody(db, "ana")
    both = mine.others()
    for each in (bob, again, too):
        end(each)
    gone = mine.others()
    left = list(mine.folder.iterdir())
    mine.leave()

    assert (both, gone) == (["bob"], [])
    assert [path.name for path in left] == [mine.name]
    assert not mine.folder.exists()


def test_a_folder_that_cannot_be_made_causes_no_error(tmp_path: Path) -> None:
    (tmp_path / "desk.db.here").write_text("a file")
    mine = Presence(str(tmp_path / "desk.db"), "ana")
    mine.enter()

    assert mine.others() == []
    mine.leave()
