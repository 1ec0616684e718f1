"""Write the manual page from the program's own help.

Run ``python docs/man_page.py``; a test compares the page with the program.
"""

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from factcheck import __version__
from factcheck.cli import COMMANDS
from factcheck.cli.exit_statuses import EXIT_STATUSES
from factcheck.cli.help_format import help_tables, use_plain_help
from factcheck.cli.root import root

PAGE = Path(__file__).resolve().parent / "man" / "factcheck.1"
ABOUT = """
factcheck records claims, the exact words that each verdict rests on, and the pages that carry those words. It checks the
pages on a schedule. When a page dies, moves behind a login or changes a quoted word, the claim comes to the top of the
queue, with the difference shown word by word. All of it is one SQLite file.

Results are written to standard output, everything else to standard error. Most commands print JSON with --json.
"""
VARIABLES = {
    "FACTCHECK_DB": "The desk's database, as --db.",
    "FACTCHECK_ACTOR": "The name recorded in the log, as --actor.",
    "FACTCHECK_CONFIG": "A TOML file of settings, as --config.",
    "FACTCHECK_SECTION__NAME": "Any other setting, such as FACTCHECK_VERIFY__CONTACT. "
    "factcheck doctor prints the settings in force.",
}
EXAMPLES = {
    "factcheck demo": "Show a desk at work; nothing is left behind.",
    "factcheck add 'The bridge was closed in May' --claimant 'the mayor'": "Record a claim.",
    "factcheck cite 1 https://news.example/story --quote 'closed since 3 May'": "Cite a source for claim 1.",
    "factcheck verify --due": "Check what is due: for a timer.",
    "factcheck alerts": "List what changed.",
}


def whole_program() -> Any:
    """Return the command line with every command loaded."""
    app = typer.Typer(name="factcheck", rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})
    app.callback()(root)
    for module in dict.fromkeys(command.module for command in COMMANDS.values()):
        import_module(f"factcheck.cli.{module}").register(app)
    use_plain_help(app)
    return get_command(app)


def escape(text: str) -> str:
    """Return text as roff prints it unchanged."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    plain = re.sub(r"[^\x00-\x7f]", lambda found: f"\\[u{ord(found[0]):04X}]", plain)
    return f"\\&{plain}" if plain[:1] in {".", "'"} else plain


def paragraphs(text: str) -> list[str]:
    """Return text whose paragraphs are separated by blank lines."""
    return [line for each in text.strip().split("\n\n") for line in (".PP", escape(" ".join(each.split())))]


def entries(rows: dict[str, str] | list[tuple[str, str]]) -> list[str]:
    """Return a list of names, each with its text below it."""
    pairs = rows.items() if isinstance(rows, dict) else rows
    return [line for name, text in pairs for line in (".TP", f".B {escape(name)}", escape(text))]


def command_lines(command: Any, parent: Any, path: str) -> list[str]:
    """Return the section of a command, or of each command of a group."""
    ctx = command.make_context(command.name, [], parent=parent, resilient_parsing=True)
    if hasattr(command, "commands"):
        return [line for each in command.commands.values() for line in command_lines(each, ctx, f"{path} {each.name}")]
    usage = " ".join([path, *command.collect_usage_pieces(ctx)])
    lines = [f".SS {escape(usage)}"]
    tables = help_tables(command, ctx)
    options = [row for row in tables["Options"] if "--help" not in row[0]]
    return lines + paragraphs(command.help or "") + entries(tables["Arguments"]) + entries(options)


def page() -> str:
    """Return the manual page."""
    program = whole_program()
    ctx = program.make_context("factcheck", [], resilient_parsing=True)
    lines = [
        ".\\\" Written by docs/man_page.py from the program's help.",
        f'.TH FACTCHECK 1 "" "factcheck {__version__}" "User Commands"',
        ".SH NAME",
        "factcheck \\- a claim desk for people who check facts",
        ".SH SYNOPSIS",
        ".B factcheck",
        escape("[OPTIONS] COMMAND [ARGUMENTS]"),
        ".SH DESCRIPTION",
    ]
    lines += paragraphs(ABOUT)
    lines += [".SH OPTIONS", "These come before the command.", *entries(help_tables(program, ctx)["Options"])]
    lines += [".SH COMMANDS"]
    for command in (program.commands[name] for name in COMMANDS):
        lines += command_lines(command, ctx, command.name)
    statuses = {str(status): meaning.replace("`", "") for status, meaning in EXIT_STATUSES.items()}
    lines += [".SH EXIT STATUS", *entries(statuses), ".SH ENVIRONMENT", *entries(VARIABLES)]
    lines += [".SH EXAMPLES", *entries(EXAMPLES)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="ascii")
