"""The entry of the program: its version, completion in shells, and help that shows no types of Python."""

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import shellingham

from factcheck import DISTRIBUTION, __version__
from factcheck.cli import COMMANDS, run
from tests.cli.conftest import ROOT, Cli

GROUPS = {
    "captures": "list show export verify prune".split(),
    "db": "upgrade check backup compact stats vectors".split(),
}
PATHS = [[name] for name in COMMANDS] + [[group, name] for group, names in GROUPS.items() for name in names]
DEBRIS = re.compile(r"<(?:str|int|float|bool|path|list\[|int range)|[{}]|\[\[|…\]")
COMPLETIONS = [
    ("factcheck ver", {"verify"}),
    ("factcheck ", set(COMMANDS)),
    ("factcheck --ver", {"--version"}),
    ("factcheck cite --st", {"--stance"}),
    ("factcheck cite --stance ", {"supports", "refutes", "context"}),
    ("factcheck cite --stance re", {"refutes"}),
    ("factcheck resolve 1 d", {"dismiss"}),
    ("factcheck captures e", {"export"}),
    ("factcheck db ", set(GROUPS["db"])),
    ("factcheck --db 'my desk.db' import --format a", {"auto", "averitec"}),
    ("factcheck --actor list alerts --a", {"--all"}),
]


def ask_for_completions(cli: Cli, line: str, shell: str) -> str:
    """Return what the program prints for a shell that wants a line completed."""
    quoted = re.sub(r"'[^']*'", "quoted", line)
    with cli.monkeypatch.context() as patch:
        patch.setenv("_FACTCHECK_COMPLETE", f"complete_{shell}")
        if shell == "bash":
            patch.setenv("COMP_WORDS", line)
            patch.setenv("COMP_CWORD", str(quoted.count(" ")))
        else:
            patch.setenv("_TYPER_COMPLETE_ARGS", line)
            patch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
        cli.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run([])
    assert not ended.value.code
    return cli.capsys.readouterr().out


def test_the_version_is_printed(cli: Cli) -> None:
    printed = cli("--version")

    assert (printed.status, printed.out, printed.err) == (0, f"factcheck {__version__}\n", "")


def test_the_version_is_printed_whatever_else_the_call_says(cli: Cli) -> None:
    assert cli("--db", "nowhere.db", "--version", "frobnicate").out == f"factcheck {__version__}\n"


def test_the_version_is_printed_without_what_commands_need() -> None:
    heavy = {"sqlalchemy", "httpx", "textual", "pydantic", "alembic"}
    program = f"import sys, factcheck.cli; factcheck.cli.run(['--version']); print({heavy!r} & sys.modules.keys())"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == [f"factcheck {__version__}", "set()"]


def test_the_installed_distribution_has_the_same_version() -> None:
    assert version(DISTRIBUTION) == __version__


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(("line", "expected"), COMPLETIONS)
def test_a_line_is_completed(cli: Cli, shell: str, line: str, expected: set[str]) -> None:
    printed = ask_for_completions(cli, line, shell)

    if shell == "zsh":
        found = set(re.findall(r'^(?:_arguments \'\*: :\(\()?"([^"]+)"', printed, re.MULTILINE))
    else:
        found = {each.partition("\t")[0] for each in printed.splitlines()}
    assert found == expected


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_itself_completes_a_line(tmp_path: Path) -> None:
    """The printed script is read by a real bash, and its function is called as bash calls it for the tab key."""
    (tmp_path / "factcheck").write_text(f'#!/bin/sh\nexec {sys.executable} -m factcheck "$@"\n')
    (tmp_path / "factcheck").chmod(0o755)
    script = """
        source <(factcheck --show-completion)
        COMP_WORDS=(factcheck schedule s) COMP_CWORD=2
        _factcheck_completion factcheck
        echo "${COMPREPLY[@]}"
        complete -p factcheck
    """
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}

    done = subprocess.run(["bash", "--norc", "-c", script], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ["systemd", "complete -o default -F _factcheck_completion factcheck"]


def test_completion_is_installed_for_the_shell_that_asks(tmp_path: Path) -> None:
    call = f"{sys.executable} -m factcheck --install-completion; exit $?"
    environment = os.environ | {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}

    done = subprocess.run(["bash", "--norc", "-c", call], env=environment, capture_output=True, text=True, check=True)

    assert "bash completion installed in" in done.stdout
    assert "_factcheck_completion" in "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.parametrize("flag", ["--show-completion", "--install-completion"])
@pytest.mark.parametrize(("shell", "said"), [("tcsh", "tcsh has none"), (None, "no shell was found")])
def test_a_shell_without_a_script_is_named(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, flag: str, shell: str | None, said: str
) -> None:
    def detect_shell() -> tuple[str, str]:
        if shell is None:
            raise shellingham.ShellDetectionFailure
        return shell, f"/bin/{shell}"

    monkeypatch.setattr(shellingham, "detect_shell", detect_shell)
    refused = cli(flag)

    assert (refused.status, refused.out) == (2, "")
    assert refused.err.startswith("factcheck: completion scripts exist for bash, zsh, fish: ")
    assert said in refused.err


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_help_shows_no_types_of_python(cli: Cli, path: list[str]) -> None:
    helped = cli.done(*path, "--help").out

    assert DEBRIS.findall(helped) == []


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        ("verify", "[OPTIONS] [CLAIM]..."),
        ("set", "[OPTIONS] CLAIM... CHANGE..."),
        ("resolve", "[OPTIONS] ALERT ACTION"),
        ("undo", "[OPTIONS] [CLAIM]"),
        ("check", "[OPTIONS] [URL]"),
    ],
)
def test_the_usage_line_is_written_as_usage_lines_are(cli: Cli, command: str, usage: str) -> None:
    assert cli.done(command, "--help").out.splitlines()[0] == f"Usage: factcheck {command} {usage}"


@pytest.mark.parametrize("group", [(), ("db",), ("captures",)], ids=["factcheck", "db", "captures"])
def test_a_group_without_its_command_shows_its_help_and_fails(cli: Cli, group: tuple[str, ...]) -> None:
    alone, asked = cli(*group), cli.done(*group, "--help")

    assert (alone.status, alone.out) == (2, "")
    assert alone.err == asked.out
