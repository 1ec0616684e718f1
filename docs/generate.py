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

from json_keys import Key, keys_of, objects, printed
from man_page import whole_program

from factcheck import settings, vocabulary
from factcheck.cli import COMMANDS
from factcheck.cli.exit_statuses import EXIT_STATUSES
from factcheck.cli.help_format import help_tables
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
        "`FACTCHECK_VERIFY__DEADLINE`. A value out of bounds or a setting that does not exist is refused with exit "
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
    unit = f" {row.unit}" if row.unit else ""
    if row.bounds.endswith(" 1"):
        unit = unit.removesuffix("s")
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


def commands_page() -> str:
    """Return the page of commands."""
    group = whole_program()
    ctx = group.make_context("factcheck", [], resilient_parsing=True)
    page = (
        "# Commands\n\n"
        "stdout is data, stderr is narration. `--json` prints one JSON document, or JSON Lines where a command streams, "
        "with these [keys](json.md). `-` as a file name is stdin or stdout. The [exit status](exit-statuses.md) is part of "
        "the interface.\n\n"
        "## factcheck\n\n    factcheck [OPTIONS] COMMAND\n\n" + f"{group.help}\n\n" + parameters(group, ctx)
    )
    page += table(
        ("Command", "What it does"), ((f"[`{name}`](#factcheck-{name})", row.help) for name, row in COMMANDS.items())
    )
    for name in COMMANDS:
        page += command_text(f"factcheck {name}", group.commands[name], ctx, 2)
    return page


def command_text(path: str, command: Any, parent: Any, level: int) -> str:
    """Return a command with its parameters, and the commands below it."""
    ctx = command.make_context(command.name, [], parent=parent, resilient_parsing=True)
    inner = getattr(command, "commands", {})
    usage = f"{path} COMMAND" if inner else " ".join([path, *command.collect_usage_pieces(ctx)])
    text = f"{'#' * level} {path}\n\n    {usage}\n\n{inspect.cleandoc(command.help or '')}\n\n"
    if not inner:
        text += parameters(command, ctx)
    return text + "".join(command_text(f"{path} {name}", each, ctx, level + 1) for name, each in inner.items())


def parameters(command: Any, ctx: Any) -> str:
    """Return the arguments and options of a command."""
    tables = help_tables(command, ctx)
    rows = [(code(name), text) for name, text in tables["Arguments"] + tables["Options"] if "--help" not in name]
    return table(("Argument or option", "Meaning"), rows) if rows else ""


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
    page += "## Operators of other search languages\n\nThese words are refused unless they are quoted.\n\n"
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
OUTCOME_OF_STATE: Mapping[type[StrEnum], type[StrEnum]] = {
    vocabulary.LinkState: vocabulary.LinkOutcome,
    vocabulary.QuoteState: vocabulary.QuoteOutcome,
}
"""Sets of states, most of which are outcomes that the desk believes."""


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
    """Return a closed set of words: a list, or a table where they have meanings of their own."""
    own = dict(members(words))
    if not any(own.values()):
        return ", ".join(map(code, own)) + "\n\n"
    outcomes = dict(members(OUTCOME_OF_STATE[words])) if words in OUTCOME_OF_STATE else {}
    rows = ((code(word), " ".join((doc or outcomes[word]).split())) for word, doc in own.items())
    return table(("Word", "Meaning"), rows)


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


OTHER_KEYS = {
    "db stats": "the number of rows of each table, `rolled_up_checks`, `log_head`, `revision`, `bytes`",
    "resolve": "`alert_id`, `resolution`, and what the action changed: with `accept` `quote`, `stance`, `claim_id` and `status`, "
    "with `replace` `citation_id`, `source_id`, `url` and `before`, with `withdraw` `citation_id`, with `reopen` `claim_id`",
}
"""Keys of commands whose source does not show them in one place."""


def json_page() -> str:
    """Return the page of JSON keys, as the commands and the functions that make the objects name them."""
    page = (
        "# JSON keys\n\n"
        "The keys that `--json` prints, by command. New keys may be added; none is renamed. Instants are UTC and end in "
        "`Z`.\n\n"
    )
    page += table(("Command", "Keys of each object"), ((code(path), keys) for path, keys in json_commands()))
    page += "The objects that the table names, and their parts:\n\n"
    for name, keys in objects().items():
        page += f"## {name.capitalize()}\n\n{keys_text(keys)}\n\n"
    return page


def json_commands() -> Iterator[tuple[str, str]]:
    """Yield each command that has ``--json``, with the keys of the objects that it prints."""
    for path, command in each_command(whole_program(), ""):
        if not any("--json" in param.opts for param in command.params):
            continue
        if path in OTHER_KEYS:
            yield path, OTHER_KEYS[path]
            continue
        texts = dict.fromkeys(keys_text(list(keys_of(*each))) for each in printed(command.callback))
        yield path, "; or ".join(texts)


def each_command(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield each command below a group with its path."""
    for name, inner in command.commands.items():
        if hasattr(inner, "commands"):
            yield from each_command(inner, f"{path}{name} ")
        else:
            yield f"{path}{name}", inner


def keys_text(keys: Sequence[Key]) -> str:
    """Return keys as a list; the objects among them are linked."""
    texts = []
    for key in keys:
        link = f"[{key.object}](#{key.object.replace(' ', '-')})" if key.object else ""
        texts.append(f"{code(key.name)} ({link})" if key.name and link else code(key.name) if key.name else link)
    return ", ".join(dict.fromkeys(texts))


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
