"""The flags before every command are read twice: without a parser, for a quick start, and by the parser. Both agree."""

from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from factcheck.cli.global_flags import GLOBAL_FLAGS, Call, read_call
from factcheck.cli.root import CLICK_ERROR, root

WORDS = ["--db", "--actor", "--config", "--db=a.db", "--actor=", "--config=c.toml", "--version", "--help", "--", "-x"]


def parsed(arguments: list[str]) -> Call | None:
    """Return the call as the parser reads it; None: it refuses it, or does something else than to run a command."""
    found: list[dict[str, Any]] = []
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    app.callback()(root)

    for name in ("tui", "list", "a.db"):

        @app.command(name, context_settings={"ignore_unknown_options": True, "help_option_names": []})
        def command(ctx: typer.Context, rest: list[str] | None = typer.Argument(None)) -> None:  # noqa: B008
            found.append({"flags": dict(ctx.find_root().obj), "command": ctx.info_name, "rest": rest or []})

    try:
        app(arguments, standalone_mode=False)
    except CLICK_ERROR:
        return None
    return Call(**found[0]) if found else None


@given(st.lists(st.sampled_from([*WORDS, "tui", "list", "a.db"]), max_size=5), st.sampled_from([["tui"], ["list"], []]))
def test_a_call_is_read_as_the_parser_reads_it(before: list[str], command: list[str]) -> None:
    read = read_call([*before, *command])

    if read is not None and not any(word.startswith("-") for word in read.rest):
        assert read == parsed([*before, *command])


@pytest.mark.parametrize("name", GLOBAL_FLAGS)
@pytest.mark.parametrize("form", [["--{}", "value"], ["--{}=value"]])
def test_every_flag_is_read_in_both_forms(name: str, form: list[str]) -> None:
    arguments = [*(word.format(name) for word in form), "tui"]

    read = read_call(arguments)

    assert read == Call(dict.fromkeys(GLOBAL_FLAGS) | {name: "value"}, "tui", [])
    assert read == parsed(arguments)


@pytest.mark.parametrize(
    "arguments", [[], ["--db"], ["--db", "tui"], ["--colour", "tui"], ["--version"], ["-h"], ["--", "tui"], ["--web"]]
)
def test_what_is_not_plainly_a_command_is_left_to_the_parser(arguments: list[str]) -> None:
    assert read_call(arguments) is None


def test_the_parser_has_the_flags_of_the_table_and_those_that_end_the_program() -> None:
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    app.callback()(root)
    app.command("tui")(lambda: None)
    command: Any = typer.main.get_command(app)

    options = {param.name: param for param in command.params}
    assert options.keys() - {"version"} == GLOBAL_FLAGS.keys()
    assert {name: options[name].help for name in GLOBAL_FLAGS} == {
        name: flag.help for name, flag in GLOBAL_FLAGS.items()
    }
