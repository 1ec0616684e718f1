"""Commands are data: each is one row of the registry, and nothing else spells its name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tui
from tui.commands.registry import COMMANDS
from tui.core.command import Command, Scope
from tui.core.keymap import Keymap
from tui.core.palette_entries import Entry, help_entries, palette_entries

ROOT = Path(tui.__file__).parent
REGISTRY = "commands/registry.py"
KEY_NAMES = {"down", "up"}
"""The framework calls the arrow keys by the names of two commands."""
OTHER_MEANINGS = {
    ("commands/saved_filters.py", "alerts"): "the name of a saved filter",
    ("core/editor.py", "replace"): "an error handler of the decoder",
    ("desk/article_reads.py", "replace"): "an error handler of the encoder",
    ("core/terminal_input.py", "replace"): "an error handler of the decoder",
    ("text/alert_text.py", "diff"): "a key in the detail of an alert",
}


def literals(path: Path) -> Iterator[str]:
    """Yield the strings of a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_name_of_a_command_is_spelled_in_two_places() -> None:
    names = {command.name for command in COMMANDS} - KEY_NAMES
    found = [
        (path.relative_to(ROOT).as_posix(), text)
        for path in ROOT.rglob("*.py")
        for text in literals(path)
        if text in names
    ]

    assert sorted(place for place in found if place[0] == REGISTRY) == sorted((REGISTRY, name) for name in names)
    assert {place for place in found if place[0] != REGISTRY} == set(OTHER_MEANINGS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_runs_somewhere_and_explains_itself(command: Command) -> None:
    runs = (command.handler, command.in_widget, command.move, command.take_words)

    assert any(runs)
    assert bool(command.help) == bool(command.key)
    assert bool(command.move) == (command.scope is Scope.MOVE)
    assert command.changes or not command.optimistic
    assert command.bulk or not command.repeatable


def test_help_and_palette_have_every_command_that_has_a_key() -> None:
    keymap = Keymap(COMMANDS)
    helped = {row.keys for row in help_entries(keymap, None) if isinstance(row, Entry)}
    listed = {row.name for row in palette_entries(keymap, None)}
    settable = [command for command in COMMANDS if command.key]

    assert helped == {(command.key,) for command in settable}
    assert listed == {command.title for command in settable if command.listed}
