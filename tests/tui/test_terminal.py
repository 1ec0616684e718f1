"""How the program lives in a terminal: signals, crashes, editors, clipboards, pastes, sizes and colours."""

import base64
import os
import re
import select
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.settings import Settings
from factcheck.store import filters, queries
from tests.tui.terminal import ROOT, Terminal, program, started

LEFT = "\x1b[?1049l"
"""The program gives the terminal's own screen back."""


def count(desk: Desk, text: str) -> int:
    with desk.read() as session:
        return queries.count(session, filters.parse(text), me="ana")


@pytest.fixture
def one(desk: Desk) -> int:
    return claims.add_claim(desk, claims.NewClaim(text="Prices rose \x1b]52;c;eA==\x07by 3%", claimant="a minister"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_stores_what_was_typed_and_gives_the_screen_back(
    desk: Desk, settings: Settings, one: int, number: signal.Signals
) -> None:
    with started("-m", "factcheck", "tui", db=settings.db) as terminal:
        terminal.until(lambda: "rate" in terminal.shown)
        with closing(sqlite3.connect(settings.db, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            terminal.type("nask again\r")
            terminal.until(lambda: "saving" in terminal.shown)
            terminal.running.send_signal(number)
        status = terminal.ended()

    with desk.read() as session:
        notes = queries.claim_detail(session, one).notes
    assert status == 128 + number
    assert [note.text for note in notes] == ["ask again"]
    assert LEFT in terminal.shown


def test_a_terminal_that_goes_away_without_a_signal_ends_the_program(settings: Settings, one: int) -> None:
    with started("-m", "factcheck", "tui", db=settings.db) as terminal:
        terminal.until(lambda: "rate" in terminal.shown)
        terminal.hang_up()

        assert terminal.running.wait(60) == 129


def test_without_a_terminal_a_named_driver_runs_it_until_a_signal_ends_it(settings: Settings, one: int) -> None:
    named = {"TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver", "FACTCHECK_DB": settings.db}
    here = Path(f"{settings.db}.here")
    command = [sys.executable, "-m", "factcheck", "tui"]
    with subprocess.Popen(
        command, env=os.environ | named, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr
        try:
            while running.poll() is None and not (here.is_dir() and any(here.iterdir())):
                with suppress(subprocess.TimeoutExpired):
                    running.wait(0.02)
            running.terminate()
            told = running.communicate(timeout=60)[1]
        finally:
            running.kill()

    assert (running.returncode, told) == (143, "")


def test_a_program_that_is_stopped_gives_the_screen_back_and_takes_it_again(settings: Settings, one: int) -> None:
    with program(settings) as terminal:
        terminal.rest()
        terminal.running.send_signal(signal.SIGTSTP)
        terminal.until(lambda: LEFT in terminal.shown and terminal.stopped())  # a shell waits for that, too
        terminal.shown = ""
        terminal.running.send_signal(signal.SIGCONT)
        terminal.until(lambda: "\x1b[?1049h" in terminal.shown and "Prices rose" in terminal.shown)


CRASHES = """
import os
import sys
from datetime import UTC, datetime
from factcheck.cli import tui_launcher
from factcheck.settings import load
from factcheck.tui import FactcheckApp, Gateway

class Broken(FactcheckApp):
    def reload_screens(self):
        raise RuntimeError("broken on purpose")

start = load()
sys.exit(tui_launcher.run(Broken(Gateway(start, lambda: tui_launcher._desk(start), lambda: datetime.now(UTC)))))
"""


def test_a_crash_leaves_the_terminal_sane_and_the_log_in_a_file(settings: Settings, one: int, tmp_path: Path) -> None:
    crashing = tmp_path / "crashing.py"
    crashing.write_text(CRASHES)
    shutil.copy(ROOT / "tui" / "app.tcss", tmp_path)
    with started(str(crashing), db=settings.db, XDG_STATE_HOME=str(tmp_path), PYTHONPATH=str(ROOT)) as terminal:
        terminal.until(lambda: "rate" in terminal.shown)
        terminal.type("so")
        status = terminal.ended()
        for _ in range(20):
            terminal.read()

    log = next(tmp_path.rglob("tui.log")).read_text()
    after = terminal.shown.split(LEFT)[-1]
    assert status == 1
    assert "RuntimeError: broken on purpose" in log
    assert "the interface crashed" in after
    assert "tui.log" in after
    assert "Traceback" not in after


def test_a_long_note_is_written_in_the_reviewer_s_editor(
    desk: Desk, settings: Settings, one: int, tmp_path: Path
) -> None:
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\nprintf "line one\\nline two\\n# not this\\n" > "$1"\n')
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    with program(settings, VISUAL=f"'{editor}'") as terminal:
        terminal.type("N")
        terminal.until(lambda: "note added to claim" in terminal.shown)

    with desk.read() as session:
        assert [note.text for note in queries.claim_detail(session, one).notes] == ["line one\nline two"]


def test_a_long_note_that_is_refused_is_opened_again(desk: Desk, settings: Settings, one: int, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\npath = pathlib.Path(sys.argv[1])\nheld = path.read_text()\n"
        'path.write_text("shorter" if held.startswith("a" * 10_001) else "a" * 10_001)\n'
    )
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    with program(settings, VISUAL=str(editor)) as terminal:
        terminal.type("N")
        terminal.until(lambda: "10,000 are allowed" in terminal.shown)
        terminal.type("N")
        terminal.until(lambda: "note added to claim" in terminal.shown)

    with desk.read() as session:
        assert [note.text for note in queries.claim_detail(session, one).notes] == ["shorter"]


@pytest.mark.parametrize(
    ("editor", "said"),
    [("false", "exited with status 1"), ("/nowhere/editor", "cannot be started"), ("rm", "no note was added")],
)
def test_after_an_editor_that_fails_the_interface_goes_on(settings: Settings, one: int, editor: str, said: str) -> None:
    with program(settings, VISUAL=editor) as terminal:
        terminal.type("N")
        terminal.until(lambda: said in terminal.shown)


def test_bytes_that_are_not_utf_8_end_nothing(settings: Settings, one: int) -> None:
    with program(settings) as terminal:
        terminal.type("n")
        os.write(terminal.descriptor, b"caf\xff")
        terminal.until(lambda: "caf\ufffd" in terminal.shown)
        terminal.type("\r")
        terminal.until(lambda: "note added to claim" in terminal.shown)


@pytest.mark.parametrize("visual", ["", "  "])
def test_without_an_editor_it_says_what_to_set(settings: Settings, one: int, visual: str) -> None:
    with program(settings, VISUAL=visual, EDITOR="") as terminal:
        terminal.type("N")
        terminal.until(lambda: "set VISUAL or EDITOR" in terminal.shown)


def copied(terminal: Terminal) -> list[str]:
    return [base64.b64decode(each).decode() for each in re.findall(r"\x1b\]52;c;([^\x07]*)\x07", terminal.shown)]


def test_a_claim_is_copied_harmless_through_the_terminal(settings: Settings, one: int) -> None:
    with program(settings) as terminal:
        terminal.type("Y")
        terminal.until(lambda: "clipboard: claim 1" in terminal.shown and bool(copied(terminal)))

        assert copied(terminal) == ["Prices rose ␛]52;c;eA==␇by 3%"]


def test_a_pasted_megabyte_is_cut_and_acts_on_nothing(desk: Desk, settings: Settings, one: int) -> None:
    with program(settings) as terminal:
        terminal.type("\x1b[200~" + "so sp am v f " * 80_000 + "\x1b[201~")
        terminal.until(lambda: "nothing was done" in terminal.shown)
        terminal.type("n\x1b[200~" + "x" * 1_000_000 + "\x1b[201~\r")
        terminal.until(lambda: "note added to claim" in terminal.shown)

    with desk.read() as session:
        detail = queries.claim_detail(session, one)
    assert (str(detail.row.status), detail.row.version) == ("inbox", 1)
    assert [len(note.text) for note in detail.notes] == [10_000]


def test_a_terminal_that_is_too_small_says_so_and_no_key_acts(desk: Desk, settings: Settings, one: int) -> None:
    with program(settings) as terminal:
        terminal.size(59, 14)
        terminal.until(lambda: "needs 60×15" in terminal.shown)
        terminal.type("so")
        terminal.shown = ""
        terminal.size(60, 15)
        terminal.until(lambda: "Prices rose" in terminal.shown)

        assert count(desk, "status:inbox") == 1


@pytest.mark.parametrize(
    ("environment", "absent"),
    [
        pytest.param({"NO_COLOR": "1"}, r"\x1b\[[0-9;]*38;2;(?!(\d+);\1;\1)", id="NO_COLOR"),
        pytest.param({"FACTCHECK_DESK__THEME": "ansi-dark"}, r"\x1b\[[0-9;]*[34]8;2;", id="ansi"),
        pytest.param({"TERM": "linux"}, r"\x1b\[[0-9;]*[34]8;2;", id="linux"),
    ],
)
def test_terminals_with_fewer_colours_get_no_more(
    settings: Settings, one: int, environment: dict[str, str], absent: str
) -> None:
    with program(settings, size=(80, 24), **{"COLORTERM": "", **environment}) as terminal:
        terminal.type("j")

        assert not re.search(absent, terminal.shown)


def test_a_terminal_without_utf8_gets_ascii(desk: Desk, settings: Settings, one: int) -> None:
    claims.rate_claim(desk, one, "false", "They fell")
    with program(settings, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0") as terminal:
        terminal.type("spy")
        terminal.until(lambda: "claim 1: status published" in terminal.shown)

        assert terminal.shown.isascii()


def test_a_read_only_file_is_shown_and_says_why_it_cannot_be_changed(desk: Desk, settings: Settings, one: int) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    Path(settings.db).chmod(0o444)
    with program(settings) as terminal:
        terminal.type("so")
        terminal.until(lambda: "read-only" in terminal.shown)


def stall(terminal: Terminal) -> None:
    """Have the program draw and take nothing of it, until it stands still in the middle of a write."""
    still, spent, wide = 0, -1, 0
    while still < 25:
        wide += 1
        terminal.size(190 + wide % 9, 60)
        select.select([], [], [], 0.02)
        now = sum(map(int, Path(f"/proc/{terminal.running.pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
        still, spent = (still + 1, spent) if now == spent else (0, now)


@pytest.mark.parametrize("goes", [True, False], ids=["and goes away", "and a signal comes"])
def test_a_stalled_terminal_ends_the_program_and_loses_no_note(
    desk: Desk, settings: Settings, one: int, *, goes: bool
) -> None:
    with started("-m", "factcheck", "tui", db=settings.db, size=(190, 60)) as terminal:
        terminal.until(lambda: "rate" in terminal.shown)
        with closing(sqlite3.connect(settings.db, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            terminal.type("nask again\rnand again\r")
            terminal.until(lambda: "saving" in terminal.shown)
            stall(terminal)
        if goes:
            terminal.hang_up()
        else:
            terminal.running.send_signal(signal.SIGTERM)
        status = terminal.running.wait(60)

    with desk.read() as session:
        notes = queries.claim_detail(session, one).notes
    assert status == (129 if goes else 143)
    assert [note.text for note in notes] == ["and again", "ask again"]
    assert not Path(f"{settings.db}.here").exists()
