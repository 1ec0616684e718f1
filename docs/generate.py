"""Write the reference in docs/reference/ from the program: ``python docs/generate.py [--check] [PAGE…]``.

Every page is a function of the program's own tables, so that none can contradict it. ``--check`` writes nothing and exits
with 1 where a page differs from the program.
"""

import argparse
import ast
import html
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

from factcheck import settings, vocabulary
from factcheck.cli import COMMANDS
from factcheck.cli.exit_statuses import EXIT_STATUSES
from factcheck.cli.root import root
from factcheck.services.text import event_text
from factcheck.settings import RETIRED, SECTIONS, Mark, Setting
from factcheck.store import filter_syntax
from factcheck.store.filter_words import FILTER_WORDS, FilterWord
from factcheck.store.rows import Sort
from factcheck.verifier import document
from factcheck.verifier.http.response import UNREACHABLE_REASONS
from factcheck.verifier.verdict import decide

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Written by docs/generate.py from the program. Do not edit. -->\n\n"


def cell(text: object) -> str:
    """Return text as a cell of a table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def code(text: object) -> str:
    """Return text as a literal. A bar becomes an entity: dialects of Markdown escape it in a table in different ways."""
    if "|" not in str(text):
        return f"`{text}`"
    return f"<code>{html.escape(str(text)).replace('|', '&#124;')}</code>"


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(map(cell, line))} |\n" for line in lines) + "\n"


def sentence(text: str) -> str:
    """Return a meaning as a sentence."""
    text = " ".join(text.split())
    is_name = "." in text.partition(" ")[0]
    return (text if is_name else text[:1].upper() + text[1:]) + ("" if text.endswith((".", "!", "?")) else ".")


def members(words: type[StrEnum]) -> Iterator[tuple[str, str]]:
    """Give the words of a closed set, each with the docstring under it; empty: it has none."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(words))).body
    assert isinstance(definition, ast.ClassDef)
    docs: dict[str, str] = {}
    name = ""
    for node in definition.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]):
                docs[name] = ""
            case ast.Expr(value=ast.Constant(value=str(text))) if name:
                docs[name] = inspect.cleandoc(text)
    for member in words:
        yield member.value, docs[member.name]


# Settings


def settings_page() -> str:
    """Return the page of settings."""
    rows = dict(settings.fields())
    page = (
        "# Settings\n\n"
        "A setting comes from a flag, an environment variable, the configuration file or its default, in this order. "
        "`factcheck doctor` prints the settings in force and where each one comes from.\n\n"
        "The configuration file is TOML. It is the file of `--config` or `FACTCHECK_CONFIG`, or else `config.toml` in the "
        "platform's folder for user configuration. In the environment, the setting `verify.deadline` is "
        "`FACTCHECK_VERIFY__DEADLINE`. A value out of bounds, and a setting that does not exist, is refused with exit "
        "status 2 before anything is done.\n\n"
        "    # config.toml\n"
        '    actor = "ana"\n\n'
        "    [verify]\n"
        '    contact = "https://news.example/robots"\n'
        "    deadline = 20\n\n"
    )
    page += "## General\n\n" + settings_table(rows[name] for name in ("db", "actor", "keys"))
    for name, section in SECTIONS.items():
        inner = (row for each, row in rows.items() if each.startswith(f"{name}."))
        page += f"## {name.capitalize()}\n\n{inspect.getdoc(section)}\n\n" + settings_table(inner)
    page += (
        "## Retired settings\n\n"
        "These settings of earlier releases are ignored. A command that reads one names it once on stderr, and its exit "
        "status stays what it is. The next release refuses them.\n\n"
    )
    return page + table(
        ("Setting", "In its place"), ((code(name), sentence(instead)) for name, instead in RETIRED.items())
    )


def settings_table(rows: Iterable[Setting]) -> str:
    """Return a section's settings."""
    return table(
        ("Setting", "Value", "Default", "Meaning"),
        ((code(row.name), values_of(row), default_of(row), meaning_of(row)) for row in rows),
    )


def values_of(row: Setting) -> str:
    """Return which values a setting takes."""
    assert row.kind
    unit = f" {row.unit.removesuffix('s') if row.bounds.endswith(' 1') else row.unit}" if row.unit else ""
    return row.kind.name + (f", {row.bounds}{unit}" if row.bounds else f",{unit}" if unit else "")


def default_of(row: Setting) -> str:
    """Return the default of a setting."""
    if row.default_text is not None:
        return row.default_text
    if row.default is None or row.default == ():
        return "none"
    if isinstance(row.default, bool):
        return code(str(row.default).lower())
    if isinstance(row.default, float) and row.default.is_integer():
        return code(int(row.default))
    return code(row.default)


def meaning_of(row: Setting) -> str:
    """Return the meaning of a setting; a secret says so."""
    return f"{row.doc} Secret: its value is never printed." if Mark.SECRET in row.marks else row.doc


# Commands


def application() -> Any:
    """Return the command line with every command in it."""
    app = typer.Typer(name="factcheck", add_completion=False, rich_markup_mode=None)
    app.callback()(root)
    for module in dict.fromkeys(command.module for command in COMMANDS.values()):
        import_module(f"factcheck.cli.{module}").register(app)
    return typer.main.get_command(app)


def commands_page() -> str:
    """Return the page of commands."""
    group = application()
    page = (
        "# Commands\n\n"
        "stdout is data, stderr is narration. `--json` prints one JSON document, or JSON Lines where a command streams; "
        "`-` as a file name is stdin or stdout. The [exit status](exit-statuses.md) is part of the interface.\n\n"
        "## factcheck\n\n" + usage("factcheck", group) + f"{group.help}\n\n" + parameters(group)
    )
    page += table(
        ("Command", "What it does"), ((f"[`{name}`](#factcheck-{name})", row.help) for name, row in COMMANDS.items())
    )
    for name in COMMANDS:
        page += command_text(f"factcheck {name}", group.commands[name], 2)
    return page


def command_text(path: str, command: Any, level: int) -> str:
    """Return a command with its parameters, and the commands below it."""
    text = f"{'#' * level} {path}\n\n" + usage(path, command)
    text += f"{inspect.cleandoc(command.help or '')}\n\n" + parameters(command)
    for name, inner in getattr(command, "commands", {}).items():
        text += command_text(f"{path} {name}", inner, level + 1)
    return text


def usage(path: str, command: Any) -> str:
    """Return how a command is called."""
    arguments = [argument_name(each) for each in command.params if each.param_type_name == "argument"]
    below = ["COMMAND"] if getattr(command, "commands", None) else []
    options = ["[OPTIONS]"] if any(each.param_type_name == "option" for each in command.params) else []
    return f"    {' '.join([path, *options, *arguments, *below])}\n\n"


def argument_name(param: Any) -> str:
    """Return an argument as the usage names it."""
    name = str(param.metavar or "|".join(choices_of(param)) or param.name.upper())
    name = name if param.required or name.startswith("[") else f"[{name}]"
    return f"{name}..." if param.nargs == -1 and not name.endswith("...") else name


def parameters(command: Any) -> str:
    """Return the arguments and options of a command."""
    rows = [(parameter_name(each), parameter_meaning(each)) for each in command.params if not each.hidden]
    return table(("Argument or option", "Meaning"), rows) if rows else ""


def parameter_name(param: Any) -> str:
    """Return an argument or an option with its value."""
    if param.param_type_name == "argument":
        return code(argument_name(param))
    if param.is_flag:
        return code(", ".join(param.opts))
    choices = choices_of(param)
    value = param.metavar or ("|".join(choices) if choices else "N" if annotation_of(param) is int else "TEXT")
    return code(f"{', '.join(param.opts)} {value}")


def annotation_of(param: Any) -> Any:
    """Return the type of a parameter, however this version of Typer stores it."""
    return getattr(getattr(param, "type_descriptor", None), "annotation", None) or getattr(param, "type", None)


def choices_of(param: Any) -> list[str]:
    """Return the words that a parameter takes; empty: any."""
    annotation = annotation_of(param)
    is_closed = isinstance(annotation, type) and issubclass(annotation, StrEnum)
    return [str(each) for each in (annotation if is_closed else getattr(annotation, "choices", ()))]


def parameter_meaning(param: Any) -> str:
    """Return the help of a parameter, and its default."""
    default = param.default
    shown = default not in (None, "", ()) and not callable(default) and not getattr(param, "is_flag", False)
    value = default.value if isinstance(default, StrEnum) else default
    return f"{param.help or ''}" + (f" Default: `{value}`." if shown else "")


# The other pages


def exit_statuses_page() -> str:
    """Return the page of exit statuses."""
    return "# Exit statuses\n\n" + table(
        ("Status", "Meaning"), ((code(status), meaning) for status, meaning in EXIT_STATUSES.items())
    )


def filters_page() -> str:
    """Return the page of the filter language."""
    page = (
        "# Filter words\n\n"
        "Every list takes the same filter, on the command line and in the terminal interface:\n\n"
        "    factcheck list 'status:open,review link:dead assignee:me before:2024-06-01 \"north korea\"'\n\n"
        "All words must match. A comma means or (`status:open,review`), a minus means not (`-tag:sport`), and a phrase in "
        "quotation marks is searched for as it is.\n\n"
    )
    page += table(
        ("Key", "Meaning", "Value"),
        ((code(f"{name}:"), sentence(key.meaning), value_of_key(key)) for name, key in FILTER_WORDS.items()),
    )
    page += "## Operators of other languages\n\nThese words are refused unless they are quoted.\n\n"
    page += table(
        ("Operator", "Instead"), ((code(word), sentence(instead)) for word, instead in filter_syntax.OPERATORS.items())
    )
    return page + "## Order\n\n`factcheck list --sort` takes one of these.\n\n" + words_table(Sort)


def value_of_key(key: FilterWord) -> str:
    """Return which value a key of the filter language takes."""
    if key.values:
        return ", ".join(map(code, key.values)) + ("" if key.expects("\0") else ", or any other")
    return str(key.expects("") or "any")


CLOSED_SETS = (
    "LinkOutcome", "LinkState", "QuoteOutcome", "QuoteState", "DifferenceKind", "AlertKind", "Resolution", "LookupResult",
    "MementoVerdict", "Status", "Role", "Stance", "SourceKind",
)  # fmt: skip
"""Closed sets of words that JSON and the database use."""


def outcomes_page() -> str:
    """Return the page of outcomes, states and reason codes."""
    page = "# Outcomes, states and reason codes\n\nHow each outcome is decided: [outcomes](../outcomes.md).\n\n"
    for name in CLOSED_SETS:
        words = getattr(vocabulary, name)
        page += f"## {title(name)}\n\n{summary(words)}\n\n" + words_table(words)
    page += "## Reason codes\n\nThe code beside the outcome of a link or a quote, for scripts.\n\n"
    reasons = {**UNREACHABLE_REASONS, **decide.REASONS, **document.UNREADABLE_REASONS}
    return page + table(("Code", "Meaning"), ((code(each), sentence(reasons[each])) for each in sorted(reasons)))


def title(name: str) -> str:
    """Return the name of a class as a heading."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip().capitalize()


def summary(words: type) -> str:
    """Return the docstring of a class."""
    return " ".join((inspect.getdoc(words) or "").split())


def words_table(words: type[StrEnum]) -> str:
    """Return a closed set of words: a list, or a table where a word has a meaning of its own."""
    if not any(doc for _, doc in members(words)):
        return ", ".join(code(word) for word in words) + "\n\n"
    return table(("Word", "Meaning"), ((code(word), " ".join(doc.split())) for word, doc in members(words)))


def keys_page() -> str:
    """Return the page of the terminal interface's keys."""
    page = (
        "# Keys of the terminal interface\n\n"
        "`?` shows the keys that act where you are. Another key for a command is set under `[keys]` in the configuration "
        'file, such as `rate = "w"`.\n\n'
    )
    return page + table(
        ("Key", "Command", "What it does"), ((code(key), code(name), sentence(text)) for key, name, text in key_rows())
    )


def key_rows() -> Iterator[tuple[str, str, str]]:
    """Give key, name and help of every command of the terminal interface."""
    for command in import_module("tui.commands.registry").COMMANDS:
        if command.help:
            yield command.key, command.name, command.help


def log_page() -> str:
    """Return the page of the audit log's actions."""
    return ("# Actions of the audit log\n\n`factcheck log --json` gives these words as `action`.\n\n") + table(
        ("Action", "Meaning"), ((code(name), sentence(text)) for name, text in event_text.ACTION_TEXTS.items())
    )


def json_page() -> str:
    """Return the page of JSON keys, as the functions that make the objects name them."""
    page = (
        "# JSON keys\n\nThe keys of every object that `--json` prints. New keys may be added; none is renamed. Instants are "
        "UTC and end in `Z`.\n\n"
    )
    for path in sorted((ROOT / "factcheck" / "cli").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and (keys := json_keys(node)):
                name = node.name.strip("_").removesuffix("json").strip("_") or path.stem
                page += f"## {name.replace('_', ' ').capitalize()}\n\n" + ", ".join(keys) + "\n\n"
    return page


def json_keys(function: ast.FunctionDef) -> list[str]:
    """Return the keys of the object that a function ``…_json`` returns; empty: it is another function."""
    if not function.name.endswith("_json") or function.name.startswith("print"):
        return []
    returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None]
    return list(dict.fromkeys(key for value in returned for key in keys_of(value)))


def keys_of(node: ast.expr) -> Iterator[str]:
    """Give the keys that an expression of dictionaries names."""
    match node:
        case ast.Dict(keys=keys):
            yield from (code(key.value) for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str))
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield from keys_of(left)
            yield from keys_of(right)
        case ast.Call(func=ast.Name(id=name)) if name.endswith("_json"):
            yield f"the keys of {name.removesuffix('_json').replace('_', ' ')}"


PAGES: Mapping[str, Callable[[], str]] = {
    "commands": commands_page,
    "exit-statuses": exit_statuses_page,
    "filters": filters_page,
    "json": json_page,
    "keys": keys_page,
    "log": log_page,
    "outcomes": outcomes_page,
    "settings": settings_page,
}


def main() -> None:
    """Write or check pages."""
    options = argparse.ArgumentParser(description="Write the reference from the program.")
    options.add_argument("pages", nargs="*", metavar="PAGE", help=f"One of {', '.join(PAGES)}; none: all.")
    options.add_argument("--check", action="store_true", help="Write nothing; exit with 1 where a page is out of date.")
    given = options.parse_args()
    if unknown := set(given.pages) - PAGES.keys():
        options.error(f"there is no page {', '.join(sorted(unknown))}")
    REFERENCE.mkdir(exist_ok=True)
    stale = []
    for name in given.pages or PAGES:
        path = REFERENCE / f"{name}.md"
        text = NOTE + PAGES[name]().rstrip() + "\n"
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.relative_to(ROOT))
        if not given.check:
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path}: {'out of date; run python docs/generate.py' if given.check else 'written'}")
    sys.exit(int(given.check and bool(stale)))


if __name__ == "__main__":
    main()
