"""The help of a command: arguments by their metavars, as usage lines write them, without the types of Python."""

from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand


class PlainHelpCommand(TyperCommand):
    """A command whose help shows ``[CLAIM]...`` where Typer shows ``[CLAIM]... CLAIM <list[int]>``."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the words that follow the command's name in the usage line."""
        arguments = [each for each in self.get_params(ctx) if isinstance(each, TyperArgument)]
        return [self.options_metavar or "", *map(_argument_name, arguments)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the tables of arguments and options."""
        for title, rows in help_tables(self, ctx).items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def help_tables(command: Any, ctx: Any) -> dict[str, list[tuple[str, str]]]:
    """Return the rows of a command's help, name and text, of its arguments and of its options."""
    tables: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
    for each in command.get_params(ctx):
        record = each.get_help_record(ctx)
        if record is None:
            continue
        if isinstance(each, TyperArgument):
            tables["Arguments"].append((_argument_name(each), record[1].removesuffix("  [required]")))
        else:
            tables["Options"].append(record)
    return tables


def use_plain_help(app: typer.Typer) -> None:
    """Give every command of an application, and of its groups, the help of this module."""
    for command in app.registered_commands:
        command.cls = PlainHelpCommand
    for group in app.registered_groups:
        if group.typer_instance is not None:
            use_plain_help(group.typer_instance)


def _argument_name(argument: TyperArgument) -> str:
    """Return an argument as a usage line writes it: ``[NAME]`` may be left out, ``NAME...`` may be repeated."""
    name = argument.metavar or (argument.name or "").upper()
    shown = name if argument.required else f"[{name}]"
    return shown if argument.nargs == 1 or name.endswith("...") else f"{shown}..."
