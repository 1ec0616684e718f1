"""The help of a command: arguments by their metavars, as usage lines write them, and bounds and defaults in words."""

import re
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand

NOTES = re.compile(r"  \[([^\[\]]+)\]$")
"""Typer's notes at the end of the help of a parameter: ``[default: 50; x>=1]``."""
NOTE_TEXTS = {
    r"x>=(\S+)": r"At least \1.",
    r"x<=(\S+)": r"At most \1.",
    r"(\S+)<=x<=(\S+)": r"From \1 to \2.",
    r"default: (.+)": r"Default: \1.",
    r"required": "Required.",
}


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
            tables["Arguments"].append((_argument_name(each), _text(record[1].removesuffix("  [required]"))))
        else:
            tables["Options"].append((re.sub(r"<([^<>]*\|[^<>]*)>", r"\1", record[0]), _text(record[1])))
    return tables


def _text(text: str) -> str:
    """Return the help of a parameter with Typer's notes as sentences."""
    notes = NOTES.search(text)
    if notes is None:
        return text
    sentences = sorted(map(_sentence, notes[1].split("; ")), key=lambda each: each.startswith("Default"))
    return " ".join(filter(None, [text[: notes.start()], *sentences]))


def _sentence(note: str) -> str:
    for pattern, sentence in NOTE_TEXTS.items():
        if found := re.fullmatch(pattern, note):
            return found.expand(sentence)
    return f"({note})"


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
