"""The program on a machine that fails it: closed pipes and streams, signals, limits, and a database that goes away."""

import os
import resource
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from factcheck.cli import COMMANDS, run, streams
from tests.cli.conftest import ROOT, Cli, Program, at_desk, isolate
from tests.support.web import Web, answer, article

SENTENCE = "Officials said that prices rose by 3% in May, a record."


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory, empty_desk: Path) -> Iterator[Path]:
    """A folder with a desk, made once: a claim whose source was looked at twice, and of which a changed version is kept.

    Claim 2 says the same, as does claim 3, which was merged into claim 1.
    """
    folder = tmp_path_factory.mktemp("looked-at")
    shutil.copy(empty_desk, folder / "desk.db")
    with Web().serve() as web, pytest.MonkeyPatch.context() as patch:
        isolate(patch, tmp_path_factory.mktemp("home") / "ana")
        at_desk(patch, folder / "desk.db")
        web["/a"] = answer(article(SENTENCE))
        assert run(["add", "Prices rose by 3%"]) == 0
        assert run(["cite", "1", web.url("/a"), "--quote", "prices rose by 3% in May"]) == 0
        web["/a"] = answer(article(SENTENCE.replace("3%", "8%")))
        assert [run(["verify", "--all"]) for _ in range(2)] == [0, 0]
        assert [run(["add", "Prices went up"]) for _ in range(2)] == [0, 0]
        assert run(["merge", "3", "1"]) == 0
        (folder / "claims.csv").write_text("claim,claimant\nTaxes fell,Bob\n")
        (folder / "story.txt").write_text(
            "The council closed the bridge in Oslo in 2023. Repairs cost 12 million euros.\n"
        )
        (folder / "links.txt").write_text(f"{web.url('/a')}\n")
        yield folder


@pytest.fixture
def kept(cli: Cli, looked_at: Path) -> Cli:
    """A desk with a claim whose source changed: see ``looked_at``."""
    shutil.copytree(looked_at, cli.db.parent, dirs_exist_ok=True)
    return cli


PRINTING = [
    "add x",
    "add x --json",
    "cite 1 http://127.0.0.1:1/ --no-check",
    "cite 1 http://127.0.0.1:1/ --no-check --json",
    "list",
    "list --plain",
    "list --json",
    "list --csv",
    "show 1",
    "show 1 --plain",
    "show 1 --json",
    "set 1 status=open",
    "set 1 status=open --json",
    "rate 1 false --why x",
    "rate 1 false --why x --json",
    "note 1 x",
    "note 1 x --json",
    "merge 2 1",
    "merge 2 1 --json",
    "split 3",
    "split 3 --json",
    "undo",
    "undo --json",
    "alerts",
    "alerts --json",
    "resolve 1 dismiss",
    "archive 1 --json",
    "log",
    "log --json",
    "check --from links.txt",
    "check --from links.txt --json",
    "verify --all",
    "verify --all --json",
    "verify --all --dry-run",
    "diff 1",
    "diff 1 --json",
    "history 1",
    "history 1 --json",
    "captures list",
    "captures list --json",
    "captures show 1",
    "captures show 1 --json",
    "captures export 1 -o out",
    "captures verify",
    "captures verify --json",
    "captures prune --keep-days 1",
    "captures prune --keep-days 1 --json",
    "spot story.txt",
    "spot story.txt --json",
    "spot story.txt --reading",
    "ingest story.txt --all",
    "ingest story.txt --all --json",
    "match prices",
    "match prices --json",
    "alias list korea",
    "alias list korea --json",
    "alias add KP Chosŏn",
    "alias remove KP DPRK",
    "import claims.csv",
    "import claims.csv --json",
    "db upgrade",
    "db check",
    "db check --json",
    "db backup copy.db",
    "db stats",
    "db stats --json",
    "schedule cron",
    "schedule systemd",
    "doctor",
    "doctor --json",
    "--help",
    "list --help",
]
"""Every command that prints something at the desk above."""


@contextmanager
def printing_to_a_closed_pipe(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    """Have a stream lead into a pipe that its reader has closed."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as pipe, monkeypatch.context() as patch:
        patch.setattr(sys, name, pipe)
        patch.setattr(sys, name, streams.wrapped(pipe, writer))
        yield


@pytest.mark.parametrize("words", PRINTING)
def test_a_closed_pipe_ends_every_command_quietly(kept: Cli, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    with printing_to_a_closed_pipe(monkeypatch, "stdout"):
        ran = kept(*shlex.split(words))

    assert ran.status == 130
    assert "factcheck:" not in ran.err
    assert "Traceback" not in ran.err
    assert kept.done("db", "check").out.startswith("intact")


def test_every_command_that_prints_is_in_the_table() -> None:
    on_a_screen = {"tui", "demo"}

    assert {words.split()[0] for words in PRINTING if not words.startswith("-")} == COMMANDS.keys() - on_a_screen


@pytest.mark.parametrize("words", ["list", "show 99", "list statu:open", "captures list", "log"])
def test_a_closed_pipe_on_stderr_ends_a_command_too(kept: Cli, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    with printing_to_a_closed_pipe(monkeypatch, "stderr"):
        ran = kept(*shlex.split(words))

    assert ran.status == 130


def shell(command: str, **given: Any) -> "subprocess.CompletedProcess[str]":
    """Run a line of a shell in which ``$factcheck`` is the program."""
    program = f"{shlex.quote(sys.executable)} -m factcheck"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "factcheck": program}
    return subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, env=environment, check=False, timeout=120, **given
    )


@pytest.mark.process
@pytest.mark.parametrize("words", ["import -", "check --from -"])
def test_a_closed_stdin_is_named(cli: Cli, words: str) -> None:
    ran = shell(f"exec $factcheck {words} <&-")

    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "factcheck: stdin is closed; pipe data in, or give the name of a file instead of -\n"


@pytest.mark.process
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_keep_no_command_from_its_work_and_spoil_no_file(cli: Cli, closed: str) -> None:
    ran = shell(
        f"$factcheck add 'Prices rose' {closed}; echo $? >status; $factcheck show 99 {closed}; echo $? >>status"
    )

    assert Path("status").read_text().split() == ["0", "1"]
    assert "Traceback" not in ran.stderr
    assert cli.done("show", 1, "--json").json["text"] == "Prices rose"
    assert cli.done("db", "check").status == 0


STATUSES = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


def quiet(err: str) -> bool:
    """Return whether nothing was said but that a signal came."""
    return err in {"", "\n", "factcheck: ended by SIGTERM\n", "factcheck: ended by SIGHUP\n"}


@pytest.mark.parametrize(("number", "status"), STATUSES)
def test_a_signal_ends_an_import_and_what_it_stored_is_whole(
    cli: Cli, program: Program, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    (tmp_path / "many.csv").write_text("claim,claimant\n" + "".join(f"Claim {n} {'x' * 300},Bob\n" for n in range(400)))

    with program("import", "many.csv", "--json") as process:  # nobody reads on: it stands still in the middle
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.send_signal(number)
        process.stdout.read()
        err = process.stderr.read()

    assert process.returncode == status
    assert err.endswith("stopped: the rows counted here are stored. Run the same command again for the others\n")
    assert "Traceback" not in err
    assert cli.done("db", "check").status == 0
    assert cli("import", "many.csv").status == 0
    assert cli.done("db", "stats", "--json").json["claim"] == 400


@pytest.mark.parametrize(("number", "status"), STATUSES)
def test_a_signal_ends_a_check_of_many_links(
    cli: Cli, program: Program, web: Web, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    web["/a"] = answer(article(SENTENCE))
    web.silent.add("/silent")
    (tmp_path / "links.txt").write_text(f"{web.url('/a')}\n{web.url('/silent')}\n")

    with program("check", "--from", "links.txt", "--json") as process:
        assert process.stdout and process.stderr
        first = process.stdout.readline()
        process.send_signal(number)
        rest, err = process.stdout.read(), process.stderr.read()

    assert (process.returncode, rest) == (status, "")
    assert '"ok"' in first
    assert quiet(err)


@pytest.mark.parametrize(("number", "status"), STATUSES)
@pytest.mark.parametrize("words", ["captures verify", "captures export 1 -o out", "captures show 1"])
def test_a_signal_ends_the_reading_of_captures(
    kept: Cli, program: Program, words: str, number: signal.Signals, status: int
) -> None:
    for file in Path(f"{kept.db}.captures").glob("*.gz"):
        file.unlink()
        os.mkfifo(file)  # whoever reads it waits
    log_index = Path(f"{kept.db}-shm")

    with program(*shlex.split(words)) as process:
        while not log_index.exists():  # the desk is open from here on
            assert process.poll() is None
        process.send_signal(number)
        out, err = process.communicate(timeout=60)

    assert process.returncode == status
    assert "Traceback" not in out + err
    assert kept.done("db", "check").status == 0


def test_a_hang_up_of_the_terminal_leaves_a_run_that_was_started_with_nohup_alone(
    cli: Cli, program: Program, web: Web
) -> None:
    web["/a"] = answer(article(SENTENCE))
    web.silent.add("/silent")
    cli.done("add", "Prices rose by 3%")
    cli.done("cite", 1, web.url("/a"), "--no-check")
    cli.done("cite", 1, web.url("/silent"), "--no-check")

    with program("verify", "--json", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        web.closing.set()  # the silent page lets go
        last = process.stdout.readlines()[-1]

    assert process.returncode == 0
    assert '"checked": 2' in last


def test_a_hang_up_lets_checks_in_flight_finish(cli: Cli, program: Program, web: Web) -> None:
    web["/a"] = answer(article(SENTENCE))
    web.silent.add("/silent")
    cli.done("add", "Prices rose by 3%")
    for path in ("/a", "/silent", "/later"):
        cli.done("cite", 1, web.url(path), "--no-check")

    with program("verify", "--json", "--log-json") as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        while "run.stopping" not in process.stderr.readline():
            pass
        web.closing.set()
        last = process.stdout.readlines()[-1]

    assert process.returncode == 129
    assert '"checked": 2' in last
    assert "/later" not in web.asked


def limited(**limits: int) -> Callable[[], None]:
    """Return what limits a process before it begins: ``limited(RLIMIT_NOFILE=64)``."""

    def apply() -> None:
        for name, value in limits.items():
            resource.setrlimit(getattr(resource, name), (value, value))

    return apply


@pytest.fixture
def many_links(cli: Cli, web: Web, tmp_path: Path) -> Path:
    """A list of links to pages that are all there."""
    cli.set(verify__per_host=10)
    for number in range(40):
        web[f"/{number}"] = answer(article(SENTENCE))
    links = tmp_path / "links.txt"
    links.write_text("".join(f"{web.url(f'/{number}')}\n" for number in range(40)))
    return links


def test_a_limit_on_open_files_lowers_the_number_of_links_checked_at_once(many_links: Path, program: Program) -> None:
    with program("check", "--from", "links.txt", preexec_fn=limited(RLIMIT_NOFILE=64)) as process:
        out, err = process.communicate(timeout=120)

    assert process.returncode == 0, err
    assert [line.split()[0] for line in out.splitlines()] == ["ok"] * 40
    assert err.endswith("this process may open only 64 files (ulimit -n)\n")


def test_a_limit_on_open_files_that_leaves_no_room_is_named_and_no_link_is_blamed(
    many_links: Path, program: Program
) -> None:
    with program("check", "--from", "links.txt", preexec_fn=limited(RLIMIT_NOFILE=40)) as process:
        out, err = process.communicate(timeout=120)

    assert (process.returncode, out) == (3, "")
    assert err == "factcheck: this process may open only 40 files; raise the limit (ulimit -n): 256 are enough\n"


def test_threads_that_cannot_be_started_blame_no_source(kept: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept.done("show", 1, "--json").json["citations"]

    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        ran = kept("verify", "--all")

    assert (ran.status, ran.out) == (3, "")
    assert (
        ran.err
        == "factcheck: no more threads or processes can be started; raise the limit (ulimit -u), or close other programs\n"
    )
    assert kept.done("show", 1, "--json").json["citations"] == before


@pytest.mark.parametrize("words", ["verify --all", "import claims.csv"])
@pytest.mark.parametrize("megabytes", [120, 320])
def test_a_lack_of_memory_is_reported_in_one_line(kept: Cli, program: Program, words: str, megabytes: int) -> None:
    with program(*shlex.split(words), preexec_fn=limited(RLIMIT_AS=megabytes * 1_000_000)) as process:
        out, err = process.communicate(timeout=120)

    assert "Traceback" not in out + err
    if process.returncode == 3:
        assert "(ulimit -v)" in err.splitlines()[-1]
        assert len(err.splitlines()) == 1
    assert process.returncode in {0, 3} or (process.returncode == 1 and "altered" in out)
    assert "unreachable" not in kept.done("show", 1).out


def test_a_file_that_may_not_grow_is_named_with_its_limit(
    cli: Cli, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for measuring in ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"):
        monkeypatch.delenv(measuring, raising=False)  # its file could not grow either
    (tmp_path / "many.csv").write_text("claim,claimant\n" + "".join(f"Claim {n} {'x' * 300},Bob\n" for n in range(400)))

    with program("import", "many.csv", preexec_fn=limited(RLIMIT_FSIZE=100_000)) as process:
        _, err = process.communicate(timeout=120)

    assert process.returncode == 3
    assert "desk.db cannot grow beyond 100,000 bytes" in err
    assert "(ulimit -f)" in err
    assert len(err.splitlines()) == 1
    assert cli.done("db", "check").status == 0


def test_an_import_that_cannot_go_on_says_how_much_of_it_is_stored(cli: Cli, program: Program) -> None:
    rows = "".join(f"Claim number {number}\n" for number in range(4000))
    (cli.db.parent / "many.csv").write_text(f"claim\n{rows}")

    with program("import", "many.csv", preexec_fn=limited(RLIMIT_FSIZE=1_500_000)) as process:
        _, err = process.communicate(timeout=120)

    assert process.returncode == 3
    stored = cli.done("db", "stats", "--json").json["claim"]
    assert 0 < stored < 4000
    assert err.endswith(f"; stored before it: {stored:,} rows. Run the same command again for the others\n")


@pytest.mark.parametrize("successor", [False, True], ids=["gone", "replaced"])
def test_a_database_that_goes_away_under_a_run_ends_it_and_is_not_made_anew(
    cli: Cli, program: Program, web: Web, empty_desk: Path, successor: bool
) -> None:
    web["/a"] = answer(article(SENTENCE))
    web.silent.add("/silent")
    cli.done("add", "Prices rose by 3%")
    cli.done("cite", 1, web.url("/a"), "--no-check")
    cli.done("cite", 1, web.url("/silent"), "--no-check")

    with program("verify", "--json") as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        cli.db.rename(cli.db.with_name("elsewhere.db"))
        if successor:
            cli.db.write_bytes(empty_desk.read_bytes())
        web.closing.set()
        rest, err = process.stdout.read(), process.stderr.read()

    assert (process.returncode, rest) == (3, "")
    became = "was replaced by another file" if successor else "is gone: it was moved or deleted"
    assert err == (
        f"factcheck: {cli.db} {became} while it was open, so this was not stored;"
        " 1 check was done and could not be recorded: it is due as before\n"
    )
    assert (cli.db.read_bytes() == empty_desk.read_bytes()) if successor else not cli.db.exists()


def test_a_new_desk_is_announced_on_stderr_and_stdout_stays_data(environment: Path, cli: Cli, tmp_path: Path) -> None:
    first = cli("--db", tmp_path / "new.db", "list", "--json")
    second = cli("--db", tmp_path / "new.db", "list", "--json")

    assert (first.json, first.err) == ([], f"created a new desk at {tmp_path / 'new.db'}\n")
    assert (second.json, second.err) == ([], "")


@pytest.mark.parametrize(("number", "status"), STATUSES)
def test_a_signal_ends_look_ups(kept: Cli, program: Program, number: signal.Signals, status: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as archive:  # it takes calls and answers none
        archive.settimeout(60)
        at = f"http://127.0.0.1:{archive.getsockname()[1]}"
        kept.set(archives__gap=0, archives__url=at)
        with program("archive", "1") as process:
            call, _ = archive.accept()
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
            call.close()

    assert (process.returncode, out) == (status, "")
    assert quiet(err)
