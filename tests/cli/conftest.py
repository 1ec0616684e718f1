"""The command line, called in process as scripts call it: words in; streams and an exit status out."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from factcheck.cli import run

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {
    "MATCH__ENCODER": "off",
    "ACTOR": "ana",
    "VERIFY__CONTACT": "https://desk.example/robots",
    "VERIFY__ALLOW_PRIVATE": "true",
    "VERIFY__HOST_GAP": "0",
    "VERIFY__RETRIES": "0",
    "VERIFY__PROCESSES": "0",
    "VERIFY__CONFIRM_QUOTE_AFTER": "0",
    "DESK__MIN_FREE_BYTES": "0",
}
"""For loopback, without pauses; a changed quote is believed at the second look, however soon."""


@dataclass(frozen=True)
class Ran:
    """What a call came to."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document that stdout is."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The JSON Lines that stdout is."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Cli:
    """The command line at a desk of its own."""

    db: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def __call__(self, *words: object, stdin: str | bytes = b"") -> Ran:
        """Run a command, and return what it came to."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        self.capsys.readouterr()
        with self.monkeypatch.context() as patch, io.TextIOWrapper(io.BytesIO(given), encoding="utf-8") as typed:
            patch.setattr(sys, "stdin", typed)
            status = run([str(word) for word in words])
        said = self.capsys.readouterr()
        return Ran(status, said.out, said.err)

    def done(self, *words: object, stdin: str | bytes = b"") -> Ran:
        """Run a command that must succeed."""
        ran = self(*words, stdin=stdin)
        assert ran.status == 0, ran.err
        return ran

    def set(self, **settings: object) -> None:
        """Set settings by environment: ``set(verify__deadline=3)``."""
        for name, value in settings.items():
            self.monkeypatch.setenv(f"FACTCHECK_{name.upper()}", str(value))

    def everything(self) -> dict[str, list[Any]]:
        """Return every row of every table."""
        with closing(sqlite3.connect(self.db)) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}


def isolate(patch: pytest.MonkeyPatch, home: Path) -> None:
    """Set nothing of the machine's own in the environment, and a home without files."""
    for name in [name for name in os.environ if name.startswith("FACTCHECK_")]:
        patch.delenv(name)
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "COLUMNS"):
        patch.delenv(name, raising=False)
    home.mkdir()
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        patch.setenv(name, str(home))


def at_desk(patch: pytest.MonkeyPatch, db: Path) -> None:
    """Have commands work at a desk in a file, as ana, who may ask loopback."""
    patch.setenv("FACTCHECK_DB", str(db))
    for name, value in SETTINGS.items():
        patch.setenv(f"FACTCHECK_{name}", value)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment in which nothing of the machine's own is set; return its home."""
    home = tmp_path / "home"
    isolate(monkeypatch, home)
    return home


@pytest.fixture
def cli(
    tmp_path: Path,
    empty_desk: Path,
    environment: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Cli:
    """The command line at an empty desk, worked by ana, which may ask loopback."""
    db = tmp_path / "desk.db"
    shutil.copy(empty_desk, db)
    at_desk(monkeypatch, db)
    monkeypatch.chdir(tmp_path)
    return Cli(db, capsys, monkeypatch)


Program = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def program(cli: Cli) -> Program:
    """The program as a process of its own, at the same desk: for signals, pipes and locks.

    It waits for a silent page as long as it may, whatever else the machine does meanwhile.
    """
    patient = {"FACTCHECK_VERIFY__DEADLINE": "600", "FACTCHECK_VERIFY__READ_TIMEOUT": "300"}

    def start(*words: str, **given: Any) -> "subprocess.Popen[str]":
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | given
        environment = patient | os.environ | {"PYTHONPATH": str(ROOT)}
        return subprocess.Popen([sys.executable, "-m", "factcheck", *words], text=True, env=environment, **streams)

    return start
