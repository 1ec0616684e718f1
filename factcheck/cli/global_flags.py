"""The flags before every command, and how a call is read before its parser is built.

Building the parser takes as long as painting the first rows of the interface. Only these flags are read here, from the same
table that the parser is built from; every call that is not plainly read is left to the parser, which says what is wrong.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class GlobalFlag(NamedTuple):
    """A flag with one value that may precede any command."""

    name: str
    metavar: str
    help: str

    @property
    def option(self) -> str:
        """Name of the flag on the command line."""
        return f"--{self.name}"


GLOBAL_FLAGS = {
    flag.name: flag
    for flag in (
        GlobalFlag("db", "FILE|URL", "Database to use."),
        GlobalFlag("actor", "NAME", "Name recorded in the audit log."),
        GlobalFlag("config", "FILE", "Configuration file to read, in TOML."),
    )
}


class Call(NamedTuple):
    """A call as far as it is read without a parser."""

    flags: Mapping[str, str | None]
    """Values of the global flags by name; None: not given."""
    command: str
    rest: Sequence[str]
    """Arguments that follow the command."""


def read_call(arguments: Sequence[str]) -> Call | None:
    """Return the call; None: something other than global flags precedes the command, or there is no command."""
    options = {flag.option: flag.name for flag in GLOBAL_FLAGS.values()}
    flags: dict[str, str | None] = dict.fromkeys(GLOBAL_FLAGS)
    place = 0
    while place < len(arguments):
        word = arguments[place]
        option, equals, value = word.partition("=")
        if word and not word.startswith("-"):
            return Call(flags, word, arguments[place + 1 :])
        if option not in options:
            return None
        if not equals:
            place += 1
            if place == len(arguments):
                return None
            value = arguments[place]
        flags[options[option]] = value
        place += 1
    return None
