"""Help, and the table by which commands are loaded when they run."""

import inspect
import pkgutil
from importlib import import_module

import pytest
import typer

import factcheck.cli
from factcheck.cli import COMMANDS
from tests.cli.conftest import Cli

CONTRACT = {
    "add": "--claimant --on --lang --appearance --tag --json",
    "cite": "--quote --stance --role --no-check",
    "list": "--sort --limit --json --csv",
    "show": "--json",
    "set": "status= assignee= priority= +tag -tag",
    "rate": "--why",
    "note": "TEXT",
    "undo": "[CLAIM]",
    "alerts": "--json [FILTER]",
    "log": "--json [CLAIM]",
    "check": "--quote --from --json",
    "verify": "--due --all --limit --max-runtime --jitter --exit-code --json --dry-run",
    "import": "--format --dry-run --json",
    "captures": "list show export verify prune",
    "diff": "--from --to --json",
    "tui": "",
    "demo": "",
    "db": "upgrade check backup compact stats",
    "doctor": "",
}
"""What the contract promises of each command."""
MODULES = [
    name for _, name, _ in pkgutil.iter_modules(factcheck.cli.__path__)
    if hasattr(import_module(f"factcheck.cli.{name}"), "register")
]  # fmt: skip


def registered(module: str) -> dict[str, str]:
    """Return what a module registers: names, and the first line of the function's docstring or the group's help."""
    app = typer.Typer()
    import_module(f"factcheck.cli.{module}").register(app)
    commands = {info.name or "": inspect.getdoc(info.callback) or "" for info in app.registered_commands}
    groups = {
        info.name or "": str(info.typer_instance.info.help) for info in app.registered_groups if info.typer_instance
    }
    return {name: text.partition("\n")[0] for name, text in (commands | groups).items()}


@pytest.mark.parametrize("module", MODULES)
def test_the_table_says_of_each_command_what_its_module_says(module: str) -> None:
    in_the_table = {name: command.help for name, command in COMMANDS.items() if command.module == module}

    assert in_the_table == registered(module)


def test_every_module_of_the_table_registers_commands() -> None:
    assert {command.module for command in COMMANDS.values()} == set(MODULES)


def test_every_command_of_the_contract_exists() -> None:
    assert COMMANDS.keys() >= CONTRACT.keys()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_of_a_command_is_on_stdout_with_status_0(cli: Cli, command: str, flag: str) -> None:
    helped = cli(command, flag)

    assert (helped.status, helped.err) == (0, "")
    assert helped.out.startswith(f"Usage: factcheck {command}")
    assert COMMANDS[command].help.split()[0] in helped.out


@pytest.mark.parametrize("command", CONTRACT)
def test_help_of_a_command_names_what_the_contract_promises(cli: Cli, command: str) -> None:
    helped = cli.done(command, "--help").out

    assert [word for word in CONTRACT[command].split() if word.lower() not in helped.lower()] == []


@pytest.mark.parametrize("command", ["upgrade", "check", "backup", "stats"])
def test_help_of_a_database_command_has_status_0(cli: Cli, command: str) -> None:
    helped = cli("db", command, "--help")

    assert (helped.status, helped.err) == (0, "")
    assert helped.out.startswith(f"Usage: factcheck db {command}")


def test_help_lists_every_command_with_its_line(cli: Cli) -> None:
    helped = cli("--help")

    listed = dict(line.split(maxsplit=1) for line in helped.out.partition("Commands:\n")[2].splitlines())
    assert helped.status == 0
    assert listed == {name: command.help for name, command in COMMANDS.items()}


def test_help_creates_no_database(cli: Cli) -> None:
    cli.db.unlink()

    for command in COMMANDS:
        cli.done(command, "--help")

    assert not cli.db.exists()


def test_the_global_flags_precede_any_command(cli: Cli) -> None:
    helped = cli.done("--db", "list", "--actor=show", "--config", "tui", "set", "--help")

    assert helped.out.startswith("Usage: factcheck set")


def test_a_call_without_a_command_is_wrong_and_prints_help(cli: Cli) -> None:
    ran = cli()

    assert (ran.status, ran.out) == (2, "")
    assert "Commands:" in ran.err
