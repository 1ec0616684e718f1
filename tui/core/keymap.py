"""The keys in force: the ones that the commands ship with, after a reviewer's own choice."""

import difflib
import re
from collections.abc import Mapping, Sequence

from factcheck.errors import InputError

from .command import Command, Scope

SAVE, REMOVE = "save this filter", "remove one"
PANES = ("queue", "claim", "evidence", "history")
"""In the order of tab."""

_RESERVED = {
    "ctrl+c": "it quits", "ctrl+q": "it quits", "ctrl+p": "it opens the palette", "ctrl+z": "it stops the program",
    "enter": "it opens", "escape": "it goes back", "tab": "it goes to the next field", "space": "it marks",
    "ctrl+h": "terminals send it for backspace", "ctrl+i": "terminals send it for tab",
    "ctrl+m": "terminals send it for enter", "ctrl+j": "terminals send it for enter",
    "ctrl+[": "terminals send it for escape",
}  # fmt: skip
_KEY_NAME = re.compile(r"ctrl\+[a-z\[\]\\^_]|f([1-9]|1[0-2])|insert|delete|backspace")


class Keymap:
    """The keys in force."""

    def __init__(self, commands: Sequence[Command], chosen: Mapping[str, str] | None = None) -> None:
        """Take the keys of the commands; ``chosen`` is command name to key.

        Raises InputError for an unknown command, for a key that cannot be set, and for one key of two commands.
        """
        mine = dict(chosen or {})
        settable = [command for command in commands if command.key]
        names = [command.name for command in settable]
        for name, key in mine.items():
            _check_choice(name, key, names, {key for command in commands if _is_move(command) for key in command.also})
        self._keys = {command: mine.get(command.name, command.key) for command in settable}
        taken: dict[str, Command] = {}
        for command, key in self._keys.items():
            other = taken.setdefault(key, command)
            if other is not command:
                raise InputError(
                    f"keys: {other.name} and {command.name} both have {key!r}; "
                    "give one of them another key under [keys]"
                )
        self.commands = tuple(command for command in settable if not _is_move(command))
        self.moves = tuple(command for command in settable if _is_move(command))
        more = {key: command for command in commands for key in command.also if key not in taken}
        everything = taken | more
        self.by_key = {key: command for key, command in everything.items() if not _is_move(command)}
        self.steps = {key: command for key, command in everything.items() if _is_move(command)}
        self.everywhere = {key: command for key, command in self.by_key.items() if command.everywhere}
        """The keys that mean the same in every list, prompt and mode."""
        self.hints: dict[object, str] = {command: self.hint(command) for command in self.commands if command.hinted}

    def key(self, command: Command) -> str:
        """Return the key of a command."""
        return self._keys[command]

    def hint(self, command: Command, label: str = "") -> str:
        """Return a command's key and a word for it."""
        return f"{self._keys[command]} {label or command.label or command.name}"

    def check_scale(self, ratings: Mapping[str, str]) -> None:
        """Raise InputError for a rating whose letter is a key that means the same everywhere."""
        for letter, rating in ratings.items():
            if command := self.everywhere.get(letter):
                raise InputError(
                    f"the rating {rating!r} has the letter {letter!r}, which is the key of {command.name} in every list "
                    "and mode; set another one in the column hotkey of the table rating"
                )


def _is_move(command: Command) -> bool:
    return command.scope is Scope.MOVE


def _check_choice(name: str, key: str, names: list[str], fixed: set[str]) -> None:
    if name not in names:
        near = difflib.get_close_matches(name, names, 1)
        fix = f"did you mean {near[0]}?" if near else f"the commands are {', '.join(names)}"
        raise InputError(f"keys.{name}: there is no command of this name; {fix}")
    if key in _RESERVED or (len(key) == 1 and key.isspace()):
        raise InputError(f"keys.{name} = {key!r}: this key cannot be set: {_RESERVED.get(key, 'it is invisible')}")
    if key in fixed:
        raise InputError(f"keys.{name} = {key!r}: this key always moves the cursor")
    if not (len(key) == 1 and key.isprintable()) and not _KEY_NAME.fullmatch(key):
        raise InputError(f"keys.{name} = {key!r} is not a key: give one character, or a name such as ctrl+x or f5")
