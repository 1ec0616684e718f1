"""Rows of the help and of the palette, made from the commands.

Choosing a row presses its keys on the screen below, so that a row does exactly what the keys do.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from textual import events

from factcheck.errors import FactcheckError
from factcheck.store import filters

from .keymap import Keymap
from .requests import CommandSource

KEY_NAMES = {"esc": "escape", "↓": "down", "↑": "up"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that can be chosen."""

    keys: tuple[str, ...]
    """The keys it presses, one after the other."""
    name: str
    about: str = ""
    paste: str = ""
    """Text that is inserted after the keys."""
    act: Callable[[], object] | None = None
    """Called where no key does it."""

    def presses(self) -> list[events.Key | events.Paste]:
        """Return the events that typing it would have made."""
        pressed: list[events.Key | events.Paste] = [
            events.Key(KEY_NAMES.get(key, key), key if len(key) == 1 and key not in KEY_NAMES else None)
            for key in self.keys
        ]
        return [*pressed, events.Paste(self.paste)] if self.paste else pressed


Row = Entry | str
"""A row, or a heading."""


def help_entries(keymap: Keymap, keys: CommandSource | None) -> Iterator[Row]:
    """Yield the keys that act in a widget: its own, those of the commands, and those that move."""
    yield "HERE"
    for key, about in keys.keys_here() if keys else ():
        yield Entry((key,), about)
    for command in keymap.commands:
        yield Entry((keymap.key(command),), command.help)
    yield "MOVING"
    for command in keymap.moves:
        yield Entry((keymap.key(command),), command.help)


def filter_entries(filter_key: str) -> Iterator[Row]:
    """Yield the words of the filter."""
    yield "FILTER: words search; these narrow the list, and a minus before one excludes"
    for name, word in filters.FILTER_WORDS.items():
        values = f" ({', '.join(word.values)})" if word.values else ""
        yield Entry((filter_key,), f"{word.meaning}{values}", paste=f" {name}:")


LEGEND = (
    "SIGNS: > the cursor   ! an open alert   ↑ ↓ high, low priority",
    "FORMS: tab next field   ctrl+s save   esc leave",
)


def palette_entries(keymap: Keymap, keys: CommandSource | None) -> Iterator[Entry]:
    """Yield every command by name, and those with values once for each value."""
    for command in keymap.commands:
        key = keymap.key(command)
        if command.listed:
            yield Entry((key,), command.title, command.help)
        if command.values and keys is not None:
            with suppress(FactcheckError):  # the command itself reports what is wrong with the database
                for letter, value in command.values(keys).items():
                    yield Entry((key, letter), f"{command.title}: {value}")
    for command in keymap.moves:
        yield Entry((keymap.key(command),), command.title, command.help)


def matching(rows: Sequence[Row], query: str) -> list[Row]:
    """Return the rows that contain every word of a query, the best first; all rows, with headings, for an empty query.

    A row whose key is the query comes first, then those whose name begins with it.
    """
    words = query.casefold().split()
    if not words:
        return list(rows)
    entries = (row for row in rows if isinstance(row, Entry))
    ranked = [(rank, row) for row in entries if (rank := _rank(row, query.strip(), words)) is not None]
    return [row for _, row in sorted(ranked, key=lambda each: each[0])]


def _rank(row: Entry, query: str, words: Iterable[str]) -> int | None:
    if "".join(row.keys) == query and not row.paste:
        return 0
    name = row.name.casefold()
    whole = f"{name} {row.about.casefold()} {row.paste}"
    if not all(word in whole for word in words):
        return None
    if name.startswith(query.casefold()):
        return 1
    return 2 if all(any(part.startswith(word) for part in whole.split()) for word in words) else 3
