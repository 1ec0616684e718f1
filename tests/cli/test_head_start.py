"""``verify`` sends its first requests before it loads the database library, where the desk needs no preparation."""

import json
import os
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from alembic import command
from alembic.config import Config
from typer.main import get_command

from factcheck.cli import build
from factcheck.cli.verify_job import VerifyCall, read_plainly
from factcheck.resources import folder
from factcheck.store.engine import open_engine
from factcheck.store.migration_revisions import head, known
from tests.cli.conftest import Cli, Program
from tests.support.web import Web, answer, article

LIBRARIES = ("sqlalchemy", "pydantic_core")
"""Libraries with modules in C, which the list of a process's memory names."""
WORDS = "prices rose by 3% in May"
PAGE = answer(article(f"Officials said that {WORDS}, a record."))


class FirstRequest(NamedTuple):
    """The state of a run at its first request."""

    loaded: list[str]
    """The libraries of ``LIBRARIES`` that it has loaded."""
    children: list[str]
    runs: int
    """The number of runs that are recorded."""


class Listener:
    """A server on loopback whose caller answers the requests."""

    def __init__(self, server: socket.socket) -> None:
        self.server = server
        self.url = f"http://127.0.0.1:{server.getsockname()[1]}/a"

    def first_request(self, process: int, db: Path) -> FirstRequest:
        """Take one request, note the state of the process that sent it, and answer."""
        connection, _ = self.server.accept()
        with connection:
            while b"\r\n\r\n" not in connection.recv(65536):
                pass
            maps = Path(f"/proc/{process}/maps").read_text(encoding="utf-8")
            children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
            found = FirstRequest([each for each in LIBRARIES if each in maps], children, runs_in(db))
            connection.sendall(PAGE)
        return found


@pytest.fixture
def listener() -> Iterator[Listener]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        yield Listener(server)


def runs_in(db: Path) -> int:
    with closing(sqlite3.connect(db)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM run").fetchone()
        return int(count)


def cite(cli: Cli, url: str) -> None:
    cli.done("add", "Prices rose by 3%")
    cli.done("cite", 1, url, "--quote", WORDS, "--no-check")


@pytest.mark.process
@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="the system does not list the memory of a process")
def test_the_first_request_leaves_before_the_database_library_is_loaded(
    cli: Cli, program: Program, listener: Listener
) -> None:
    cite(cli, listener.url)

    with program("verify", "--json") as process:
        first = listener.first_request(process.pid, cli.db)
        out, err = process.communicate()

    assert first == FirstRequest(loaded=[], children=[], runs=0)
    assert (process.returncode, err) == (0, "")
    source, last = (json.loads(line) for line in out.splitlines())
    assert (source["link"], source["quotes"][0]["quote"]) == ("ok", "exact")
    assert (last["run"]["planned"], last["run"]["checked"], runs_in(cli.db)) == (1, 1, 1)


def of_the_revision_before(db: Path) -> None:
    before = sorted(known())[-2]
    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    with open_engine(str(db)) as engine:
        config.attributes["engine"] = engine
        command.downgrade(config, before)


WRONG_DATES = {
    "UPDATE source SET next_check_at = '2999-01-01 00:00:00.000000'": "made 1 source due now",
    "UPDATE host SET blocked_until = '2999-01-01 00:00:00.000000'": "ended the back-off of 1 host",
    "INSERT INTO run (started_at, actor, planned, checked, alerts_opened, alerts_resolved, network_down)"
    " VALUES ('2999-01-01 00:00:00.000000', 'ana', 0, 0, 0, 0, 0)": "the clock ",
}
"""Dates that a wrong clock has written, and what a run says of them before it begins."""


@pytest.mark.process
@pytest.mark.parametrize(("statement", "said"), WRONG_DATES.items(), ids=["check", "pause", "run"])
def test_a_desk_that_must_be_prepared_is_prepared_before_the_first_request(
    cli: Cli, program: Program, listener: Listener, statement: str, said: str
) -> None:
    cite(cli, listener.url)
    with closing(sqlite3.connect(cli.db)) as connection, connection:
        connection.execute(statement)
    runs = runs_in(cli.db)

    with program("verify") as process:
        first = listener.first_request(process.pid, cli.db)
        _, err = process.communicate()

    assert (first.runs - runs, process.returncode) == (1, 0)
    assert err.startswith(said)


@pytest.mark.parametrize(
    "name", ["desk.db", "sqlite:///{folder}/desk.db", "~/desk.db"], ids=["a name", "a URL", "a name below the home"]
)
def test_a_desk_is_checked_however_it_is_named(cli: Cli, web: Web, tmp_path: Path, name: str) -> None:
    web["/a"] = PAGE
    cite(cli, web.url("/a"))
    shutil.copy(cli.db, Path(os.environ["HOME"]) / "desk.db")

    ran = cli.done("--db", name.format(folder=tmp_path), "verify", "--json")

    assert ran.lines[-1]["run"]["checked"] == 1
    assert web.asked == ["/a"]


def test_a_desk_that_is_missing_is_made(cli: Cli, tmp_path: Path) -> None:
    new = tmp_path / "new" / "desk.db"

    ran = cli.done("--db", new, "verify", "--json")

    assert ran.lines[-1]["run"]["planned"] == 0
    assert ran.err == f"created a new desk at {new}\n"


def test_an_older_desk_is_copied_and_upgraded_before_it_is_checked(cli: Cli, web: Web) -> None:
    web["/a"] = PAGE
    cite(cli, web.url("/a"))
    of_the_revision_before(cli.db)

    ran = cli.done("verify", "--json")

    assert ran.lines[-1]["run"]["checked"] == 1
    with closing(sqlite3.connect(cli.db)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(head(),)]
    assert [each for each in cli.db.parent.glob("desk.db*") if sorted(known())[-2] in each.name]


def test_a_newer_desk_is_refused_before_anything_is_fetched(cli: Cli, web: Web) -> None:
    cite(cli, web.url("/a"))
    with closing(sqlite3.connect(cli.db)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()

    ran = cli("verify")

    assert (ran.status, web.asked) == (2, [])
    assert "was made by a newer factcheck" in ran.err


def test_a_run_that_may_begin_nothing_fetches_nothing(cli: Cli, web: Web) -> None:
    cite(cli, web.url("/a"))

    ran = cli.done("verify", "--json", "--max-runtime", "0s")

    assert web.asked == []
    assert ran.lines[-1]["run"]["stopped"]


@pytest.mark.parametrize("name", ["desk.db", "captures"])
def test_a_name_that_the_system_refuses_is_an_error_with_one_line(cli: Cli, web: Web, name: str) -> None:
    cite(cli, web.url("/a"))
    too_long = str(cli.db.parent / ("x" * 300))
    if name == "captures":
        cli.set(captures__folder=too_long)

    ran = cli("--db", cli.db if name == "captures" else too_long, "verify")

    assert (ran.status, web.asked) == (3, [])
    assert ran.err.startswith("factcheck: ") and "File name too long" in ran.err


def test_a_limit_that_no_database_can_store_is_refused(cli: Cli, web: Web) -> None:
    cite(cli, web.url("/a"))

    ran = cli("verify", "--limit", "9" * 19)

    assert (ran.status, web.asked) == (2, [])
    assert "larger than a database can store" in ran.err


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("verify", "7"), 2, "there is no claim 7"),
        (("verify", str(10**30)), 2, f"there is no claim {10**30}"),
        (("verify", "--limit", str(10**30)), 2, "a number is larger than a database can store"),
        (("verify",), 3, "make room before a run"),
    ],
    ids=["a claim that is missing", "a claim beyond 64 bits", "a limit beyond 64 bits", "a disk that is nearly full"],
)
def test_what_is_refused_is_refused_before_anything_is_fetched(
    cli: Cli, web: Web, words: tuple[str, ...], status: int, message: str
) -> None:
    cite(cli, web.url("/a"))
    if status == 3:
        cli.set(desk__min_free_bytes=10**15)

    ran = cli(*words, "--log-json")

    failed = json.loads(ran.err.splitlines()[-1])
    assert (ran.status, failed["event"], failed["status"], web.asked) == (status, "run.failed", status, [])
    assert message in failed["message"]


OPTIONS = [
    (["--due"], VerifyCall(due=True)),
    (["--all", "--quiet"], VerifyCall(every=True, quiet=True)),
    (["--json", "--log-json", "--exit-code"], VerifyCall(as_json=True, log_json=True, exit_code=True)),
    (["--share", "--dry-run"], VerifyCall(share=True, dry_run=True)),
    (["--limit", "2", "--limit=3"], VerifyCall(limit=3)),
    (["--max-runtime", "50m", "--jitter=5m"], VerifyCall(max_runtime="50m", jitter="5m")),
]
LEFT_TO_THE_PARSER = [
    ["7"], ["--", "7"], ["--help"], ["-h"], ["--al"], ["--limit"], ["--limit", "0"], ["--limit", "two"], ["--limit="],
    ["--limit", "²"], ["--limit", "9" * 19], ["--limit", "9" * 5000], ["--max-runtime"], ["--jitter", "--json"],
    ["--all=yes"], ["--no-such-option"], [""],
]  # fmt: skip


@pytest.mark.parametrize(("words", "call"), OPTIONS)
def test_a_plain_call_is_read_without_the_parser(words: list[str], call: VerifyCall) -> None:
    assert read_plainly(words) == call


@pytest.mark.parametrize("words", LEFT_TO_THE_PARSER)
def test_every_other_call_is_left_to_the_parser(words: list[str]) -> None:
    assert read_plainly(words) is None


def test_each_option_of_the_parser_is_read_plainly_too() -> None:
    parser: Any = get_command(build(["verify"])).commands["verify"]  # type: ignore[attr-defined]
    options = [each for each in parser.params if each.param_type_name == "option"]
    read = {each.name: read_plainly([each.opts[0]] if each.is_flag else [each.opts[0], "2"]) for each in options}

    assert set(read) == {each.name for each in fields(VerifyCall)} - {"claims"}
    assert all(call is not None and getattr(call, name) for name, call in read.items())
