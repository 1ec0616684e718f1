"""Help, and the table by which commands are loaded when they run."""

import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Annotated, Any

import pytest
import typer

import factcheck.cli
from docs.man_page import whole_program
from factcheck.cli import COMMANDS
from factcheck.cli.help_format import help_tables, use_plain_help
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


def every_command(command: Any, ctx: Any) -> Iterator[tuple[Any, Any]]:
    """Yield a command and those below it, each with its context."""
    yield command, ctx
    for inner in getattr(command, "commands", {}).values():
        yield from every_command(inner, inner.make_context(inner.name, [], parent=ctx, resilient_parsing=True))


def test_help_of_every_parameter_is_a_sentence_without_notes_of_the_parser() -> None:
    program = whole_program()
    texts = [
        row
        for command, ctx in every_command(program, program.make_context("factcheck", [], resilient_parsing=True))
        for rows in help_tables(command, ctx).values()
        for row in rows
    ]

    assert len(texts) > 100
    assert [row for row in texts if not row[1].endswith(".") or re.search(r"\[[a-z]+:|x[<>]=?", row[1])] == []
    assert [name for name, _ in texts if re.search(r"[<>]", name)] == []


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({}, "Lines. Default: 3."),
        ({"min": 1}, "Lines. At least 1. Default: 3."),
        ({"max": 5}, "Lines. At most 5. Default: 3."),
        ({"min": 1, "max": 5}, "Lines. From 1 to 5. Default: 3."),
    ],
)
def test_bounds_and_defaults_are_sentences_of_the_help(bounds: dict[str, int], expected: str) -> None:
    app = typer.Typer()

    @app.command()
    def print_lines(limit: Annotated[int, typer.Option(metavar="N", help="Lines.", **bounds)] = 3) -> None:
        raise AssertionError(limit)

    use_plain_help(app)
    command = typer.main.get_command(app)
    rows = help_tables(command, command.make_context("lines", [], resilient_parsing=True))["Options"]

    assert ("--limit N", expected) in rows


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
