"""A run that is interrupted leaves no process behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.support.children import ProcessGuard, ProcessInFastTier

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parent.parent
STARTS_TWO = '''
import subprocess, sys
from pathlib import Path

import pytest

WAITS = [sys.executable, "-c", "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); signal.pause()"]
ORPHANS = """
import subprocess, sys
print(subprocess.Popen(sys.argv[1:], start_new_session=True, stdout=subprocess.DEVNULL).pid)
"""

@pytest.mark.process
def test_it_starts_a_child_and_an_orphan_in_a_session_of_its_own():
    child = subprocess.Popen(WAITS)
    orphan = subprocess.run([sys.executable, "-c", ORPHANS, *WAITS], stdout=subprocess.PIPE, text=True).stdout
    Path("started.part").write_text(f"{child.pid} {orphan}")
    Path("started.part").rename("started")
    child.wait()
'''


@pytest.mark.parametrize("workers", [0, 1])
def test_what_tests_started_dies_with_an_interrupted_run(tmp_path: Path, workers: int) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_it.py").write_text(STARTS_TWO)
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-n", str(workers), "-m", "", "."]
    run = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
        stdout=subprocess.PIPE,
        text=True,
    )
    started = tmp_path / "started"
    while not started.exists():
        assert run.poll() is None, run.communicate()[0]
    pids = [int(pid) for pid in started.read_text().split()]
    assert [pid for pid in pids if not psutil.pid_exists(pid)] == []

    run.send_signal(signal.SIGINT)
    printed, _ = run.communicate(timeout=120)

    assert run.returncode == pytest.ExitCode.INTERRUPTED, printed
    assert [pid for pid in pids if psutil.pid_exists(pid)] == []


def test_a_test_of_the_fast_tier_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess.Popen, "__init__", subprocess.Popen.__init__)  # put back at the end
    guard = ProcessGuard()
    guard.install()

    guard.test = "tests/test_x.py::test_y"
    with pytest.raises(ProcessInFastTier, match="test_y starts a process"):
        subprocess.run([sys.executable, "-c", ""], check=True)

    guard.test = None
    assert subprocess.run([sys.executable, "-c", ""], check=True).returncode == 0
