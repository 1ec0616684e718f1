"""The program as a process: exit statuses, signals, locks, terminals."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from factcheck.services.desk import open_desk
from factcheck.services.editing import claims
from factcheck.services.editing.claims import NewClaim
from factcheck.settings import Settings
from tests.cli.conftest import ROOT, Cli, Program
from tests.support.web import Web, answer, article

pytestmark = pytest.mark.process

WITHOUT_PRIVILEGES = """
import ctypes, os, sys
for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP
os.execv(sys.executable, [sys.executable, "-m", "factcheck", *sys.argv[1:]])
"""
"""Runs the program bound by file modes, whoever runs the tests."""


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """Take the right to write away, and give it back for the tidying up."""
    mode = path.stat().st_mode
    path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        path.chmod(mode)


def bound_by_modes(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run the program as somebody whom file modes bind."""
    start = [sys.executable, "-m", "factcheck"] if os.geteuid() else [sys.executable, "-c", WITHOUT_PRIVILEGES]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run([*start, *words], capture_output=True, text=True, env=environment, check=False)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("show", "1"), 0),
        (("show", "999"), 1),
        (("check", "javascript:alert(1)"), 1),
        (("list", "statu:open"), 2),
        (("--db", "/dev/null/none/desk.db", "list"), 3),
    ],
)
def test_the_exit_status_is_the_process_s(cli: Cli, program: Program, words: tuple[str, ...], status: int) -> None:
    cli.done("add", "Prices rose")

    with program(*words) as process:
        out, err = process.communicate()

    assert process.returncode == status
    assert "Traceback" not in out + err


def test_a_database_and_its_folder_are_made_on_first_use(cli: Cli, program: Program, tmp_path: Path) -> None:
    db = tmp_path / "new" / "folder" / "desk.db"

    with program("--db", str(db), "add", "Prices rose", "--json") as process:
        out, err = process.communicate()

    assert (process.returncode, err) == (0, f"created a new desk at {db}\n")
    assert json.loads(out)["id"] == 1
    assert db.is_file()


@pytest.fixture
def foreign(cli: Cli) -> Cli:
    """A claim whose words, claimant and tag no Western encoding holds, and its log."""
    cli.done("add", "Цены выросли на 3\u202f% – 物価", "--claimant", "Министр", "--tag", "цены")
    cli.done("note", 1, "Δεν είναι αλήθεια")
    return cli


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("list",), 0),
        (("list", "--plain"), 0),
        (("list", "--csv"), 0),
        (("show", "1"), 0),
        (("log",), 0),
        (("list", "rating:ложь"), 2),
    ],
    ids=str,
)
def test_characters_that_an_encoding_lacks_are_replaced(
    foreign: Cli, program: Program, encoding: str, words: tuple[str, ...], status: int
) -> None:
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)}
    process = subprocess.run(
        [sys.executable, "-m", "factcheck", *words], capture_output=True, env=environment, check=False
    )

    out, err = process.stdout.decode(encoding), process.stderr.decode(encoding)
    assert (process.returncode, "Traceback" in err) == (status, False)
    assert "\\u" not in err
    assert "????" in (out if status == 0 else err)


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
@pytest.mark.parametrize(
    "words",
    [
        ("log", "--limit", "1000"),
        ("list", "--json"),
        ("show", "999"),
        ("list", "statu:open"),
        ("--help",),
        ("list", "--nonsense"),
    ],
    ids=str,
)
def test_a_pipe_that_nobody_reads_ends_a_command_quietly(
    noted: Cli, program: Program, words: tuple[str, ...], closed: str
) -> None:
    reader, writer = os.pipe()
    os.close(reader)

    with program(*words, **{closed: writer}) as process:
        os.close(writer)
        out, err = process.communicate()

    assert "Traceback" not in (out or "") + (err or "")
    assert "Exception ignored" not in (err or "")
    complains = words[-1] in {"999", "statu:open", "--nonsense"}
    assert process.returncode == 130 or complains is not (closed == "stderr")


@pytest.fixture(scope="module")
def many_notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database whose log is longer than any pipe holds."""
    path = tmp_path_factory.mktemp("noted") / "desk.db"
    with open_desk(Settings(db=str(path), actor="ana")) as desk:
        claims.add_claim(desk, NewClaim(text="Prices rose"))
        for number in range(300):
            claims.add_note(desk, 1, f"Note {number}: " + "a" * 400)
    return path


@pytest.fixture
def noted(cli: Cli, many_notes: Path) -> Cli:
    shutil.copy(many_notes, cli.db)
    return cli


@pytest.mark.parametrize("words", [("log", "--limit", "1000"), ("log", "--json", "--limit", "1000"), ("show", "1")])
def test_a_reader_that_has_seen_enough_ends_a_command_quietly(
    noted: Cli, program: Program, words: tuple[str, ...]
) -> None:
    with program(*words) as process:
        assert process.stdout and process.stderr
        process.stdout.read(1)
        process.stdout.close()
        err = process.stderr.read()

    assert (process.returncode, err) == (130, "")


@pytest.fixture
def seen_and_silent(cli: Cli, web: Web) -> Cli:
    """A claim with two sources on one host: the first answers, the second never does."""
    web["/a"] = answer(article("Officials said that prices rose by 3% in May, a record."))
    web.silent.add("/silent")
    cli.done("add", "Prices rose by 3%")
    cli.done("cite", 1, web.url("/a"), "--quote", "prices rose by 3% in May", "--no-check")
    cli.done("cite", 1, web.url("/silent"), "--no-check")
    return cli


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_a_run_that_is_stopped_at_once_stores_its_results_and_repeats_checks_in_flight(
    seen_and_silent: Cli, program: Program, web: Web, number: signal.Signals, status: int
) -> None:
    with program("verify", "--json", "--log-json") as process:
        assert process.stdout
        assert process.stderr
        first = json.loads(process.stdout.readline())
        process.send_signal(number)
        if number is not signal.SIGKILL:
            heard_of("run.stopping", process.stderr)
            process.send_signal(number)
        rest = process.stdout.read()

    assert process.returncode == status
    assert (first["url"], first["link"], first["quote"]) == (web.url("/a"), "ok", "exact")
    assert rest == ""
    kept = seen_and_silent.done("show", 1, "--json").json["citations"]
    assert {citation["url"]: citation["link"] for citation in kept} == {
        web.url("/a"): "ok",
        web.url("/silent"): "unchecked",
    }
    assert seen_and_silent.done("db", "check").status == 0
    web.silent.clear()
    again = seen_and_silent.done("verify", "--json").lines
    assert [line.get("url") for line in again] == [web.url("/silent"), None]


def heard_of(event: str, log: IO[str]) -> None:
    """Read a log of JSON Lines up to an event."""
    while json.loads(log.readline())["event"] != event:
        pass


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_asked_to_stop_finishes_checks_in_flight_and_begins_no_other(
    seen_and_silent: Cli, program: Program, web: Web, number: signal.Signals, status: int
) -> None:
    seen_and_silent.done("cite", 1, web.url("/later"), "--no-check")

    with program("verify", "--json", "--log-json") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.send_signal(number)
        heard_of("run.stopping", process.stderr)
        web.closing.set()  # the silent page lets go
        silent, last = map(json.loads, process.stdout)

    assert process.returncode == status
    assert (silent["url"], silent["link"]) == (web.url("/silent"), "unreachable")
    assert (last["run"]["planned"], last["run"]["checked"], last["run"]["stopped"]) == (3, 2, True)
    assert "/later" not in web.asked


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_waits_for_its_turn_is_stopped_at_once(
    cli: Cli, program: Program, number: signal.Signals, status: int
) -> None:
    cli.done("add", "Prices rose")

    with program("verify", "--jitter", "300d", "--log-json") as process:
        assert process.stderr
        heard_of("run.waiting", process.stderr)
        process.send_signal(number)
        process.communicate()

    assert process.returncode == status


def test_ctrl_c_ends_quietly(seen_and_silent: Cli, program: Program) -> None:
    with program("verify", "--json") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        err = process.stderr.read()

    assert (process.returncode, err) == (130, "")


@pytest.mark.parametrize(
    ("loaded", "words"),
    [("factcheck.settings", "factcheck: ended by SIGTERM"), ("sqlalchemy", "0 of 0 sources checked")],
    ids=["before the first request", "while the database library is loaded"],
)
def test_a_run_that_has_only_just_begun_ends_cleanly_at_sigterm(
    cli: Cli, program: Program, monkeypatch: pytest.MonkeyPatch, loaded: str, words: str
) -> None:
    cli.done("add", "Prices rose")
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")  # each module tells that it is loaded

    with program("verify") as process:
        assert process.stderr
        while loaded not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGTERM)
        err = process.stderr.read()

    assert process.returncode == 143
    assert words in err
    assert "Traceback" not in err


def test_check_ends_quietly_at_ctrl_c(cli: Cli, program: Program, web: Web) -> None:
    web["/a"] = answer(article("Officials said that prices rose."))
    web.silent.add("/silent")

    with program("check", "--from", "-", "--json", stdin=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(f"{web.url('/a')}\n{web.url('/silent')}\n")
        process.stdin.close()
        first = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        rest, err = process.stdout.read(), process.stderr.read()

    assert first["link"] == "ok"
    assert (process.returncode, rest, err) == (130, "", "")


def test_a_killed_run_leaves_no_process_behind_that_holds_its_pipes(cli: Cli, program: Program, web: Web) -> None:
    cli.set(verify__processes=1)
    links = [f"/{number}" for number in range(50)]
    for link in links:
        web[link] = answer(article("Officials said that prices rose."))
    web.silent.add("/silent")

    with program("check", "--from", "-", "--json", stdin=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("\n".join(map(web.url, [*links, "/silent"])))
        process.stdin.close()
        first = json.loads(process.stdout.readline())
        process.kill()
        process.stdin = None
        rest, _ = process.communicate(timeout=60)

    assert first["link"] == "ok"
    assert len(rest.splitlines()) < len(links)


def test_a_second_run_is_refused_while_the_first_is_running(seen_and_silent: Cli, program: Program) -> None:
    with program("verify", "--json") as first:
        assert first.stdout
        first.stdout.readline()
        second = seen_and_silent("verify", "--json")
        written = seen_and_silent.done("note", 1, "Work goes on meanwhile")
        first.send_signal(signal.SIGINT)

    assert (second.status, second.out) == (75, "")
    assert f"process {first.pid}" in second.err
    assert written.status == 0


def test_progress_is_drawn_where_stderr_is_a_terminal(
    cli: Cli, program: Program, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    web["/a"] = answer(article("Officials said that prices rose."))
    cli.done("add", "Prices rose")
    cli.done("cite", 1, web.url("/a"), "--no-check")
    terminal, stderr = pty.openpty()

    with program("verify", stderr=stderr) as process:
        os.close(stderr)
        out, _ = process.communicate()
    drawn = read_terminal(terminal)

    assert (process.returncode, out) == (0, "")
    assert b"\x1b[" in drawn
    assert b"1 of 1 source checked" in drawn


@pytest.mark.parametrize("command", ["verify", "check"])
def test_data_goes_to_stdout_while_progress_is_drawn(
    cli: Cli, program: Program, web: Web, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    web["/a"] = answer(article("Officials said that prices rose."))
    cli.done("add", "Prices rose")
    cli.done("cite", 1, web.url("/a"), "--no-check")
    links = tmp_path / "links.txt"
    links.write_text(f"{web.url('/a')}\n")
    terminal, stderr = pty.openpty()

    words = ("--from", str(links)) if command == "check" else ()
    with program(command, *words, "--json", stderr=stderr) as process:
        os.close(stderr)
        out, _ = process.communicate()
    drawn = read_terminal(terminal)

    assert json.loads(out.splitlines()[0])["url"] == web.url("/a")
    assert b"1 host " in drawn
    assert b'"url"' not in drawn


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_colour_is_for_terminals_without_no_color(
    cli: Cli, program: Program, web: Web, monkeypatch: pytest.MonkeyPatch, no_color: str, coloured: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", no_color)
    web["/a"] = answer(article("Officials said that prices rose."))
    cli.done("add", "Prices rose")
    cli.done("cite", 1, web.url("/a"), "--no-check")
    terminal, stderr = pty.openpty()

    with program("verify", stderr=stderr) as process:
        os.close(stderr)
        process.communicate()
    drawn = read_terminal(terminal)

    colours = {codes for codes in sequences(drawn) if any(code.startswith(("3", "38")) for code in codes.split(";"))}
    assert bool(colours) == coloured


def read_terminal(terminal: int) -> bytes:
    """Return what was drawn on a terminal that its only program has left."""
    drawn = b""
    while True:
        try:
            more = os.read(terminal, 65_536)
        except OSError:  # Linux's word for the end
            more = b""
        if not more:
            os.close(terminal)
            return drawn
        drawn += more


def sequences(drawn: bytes) -> list[str]:
    """Return the codes of every SGR sequence."""
    parts: Any = drawn.decode("utf-8", "replace").split("\x1b[")[1:]
    return [part.partition("m")[0] for part in parts if part.partition("m")[0].replace(";", "").isdigit()]


@pytest.mark.parametrize("words", [("add", "Taxes fell"), ("set", "1", "status=open"), ("verify", "--all")])
def test_a_read_only_database_cannot_be_written(cli: Cli, words: tuple[str, ...]) -> None:
    cli.done("add", "Prices rose")
    before = cli.db.read_bytes()

    with read_only(cli.db):
        ran = bound_by_modes(*words)

    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr == f"factcheck: {cli.db} is read-only; make it and its folder writable\n"
    assert cli.db.read_bytes() == before


def test_a_read_only_database_can_be_read(cli: Cli) -> None:
    cli.done("add", "Prices rose")

    with read_only(cli.db):
        ran = bound_by_modes("show", "1", "--json")

    assert ran.returncode == 0
    assert json.loads(ran.stdout)["text"] == "Prices rose"


def test_an_import_that_is_ended_keeps_what_is_stored_and_the_next_goes_on(
    cli: Cli, program: Program, tmp_path: Path
) -> None:
    (tmp_path / "claims.csv").write_text("text\n" + "".join(f"Claim {number}\n" for number in range(4000)))

    with program("import", "claims.csv", "--json") as process:
        assert process.stdout
        assert process.stderr
        first = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        rest, err = process.stdout.read(), process.stderr.read()
    told = [json.loads(line) for line in [first, *rest.splitlines()]]
    stored = cli.done("list", "--json", "--limit", 5000).json
    second = cli.done("import", "claims.csv")

    assert process.returncode == 143
    assert "Run the same command again for the others" in err
    assert len(told) == len(stored) < 4000
    assert f"{4000 - len(told)} added, {len(told)} known" in second.out


def test_the_progress_of_an_import_is_drawn_where_stderr_is_a_terminal(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    (tmp_path / "claims.csv").write_text("text\nPrices rose\nPrices fell\n")
    terminal, stderr = pty.openpty()

    with program("import", "claims.csv", stderr=stderr) as process:
        os.close(stderr)
        out, _ = process.communicate()
    drawn = read_terminal(terminal)

    assert out == "2 rows: 2 added, 0 known, 0 merged, 0 broken\n"
    assert b"import" in drawn
    assert b"/3" in drawn
