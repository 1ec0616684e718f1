"""What can be done, by name: the rows of the help and of the palette, made from the tables that act.

Choosing a row presses its keys on the screen below, so that a row can do nothing that a hand could not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from textual import events

from factcheck.errors import FactcheckError
from factcheck.store import filters

from ..widgets.command_keys import ClaimKeys
from .keymap import Keymap

NAMED = {"esc": "escape", "↓": "down", "↑": "up"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that can be chosen."""

    keys: tuple[str, ...]
    """What is pressed, one after the other."""
    name: str
    about: str = ""
    paste: str = ""
    """Text that is put in after the keys."""
    act: Callable[[], object] | None = None
    """What is done where no key does it."""

    def presses(self) -> list[events.Key | events.Paste]:
        """Return what a hand would have typed."""
        pressed: list[events.Key | events.Paste] = [
            events.Key(NAMED.get(key, key), key if len(key) == 1 and key not in NAMED else None) for key in self.keys
        ]
        return [*pressed, events.Paste(self.paste)] if self.paste else pressed


Row = Entry | str
"""A row, or a heading."""


def of_keys(keymap: Keymap, keys: ClaimKeys | None) -> Iterator[Row]:
    """Give what acts in a widget: its own keys, the verbs, and the keys that move."""
    yield "HERE"
    for key, about in keys.keys_here() if keys else ():
        yield Entry((key,), about)
    for each in keymap.keys:
        yield Entry((each.key,), each.help)
    yield "MOVING"
    for each in keymap.moves:
        yield Entry((each.key,), each.help)


def of_filter(keymap: Keymap) -> Iterator[Row]:
    """Give the filter's words."""
    yield "FILTER: words search; these narrow, and a minus before one excludes"
    for name, word in filters.KEYS.items():
        values = f" ({', '.join(word.values)})" if word.values else ""
        yield Entry((keymap.by_verb["filter"].key,), f"{word.meaning}{values}", paste=f" {name}:")


SIGNS = (
    "SIGNS: > the cursor   ! an open alert   ↑ ↓ high, low priority",
    "FORMS: tab next field   ctrl+s save   esc leave",
)


def of_verbs(keymap: Keymap, keys: ClaimKeys | None) -> Iterator[Entry]:
    """Give every verb by name, those with values once for each of them."""
    for each in keymap.keys:
        name = each.verb.replace("_", " ")
        if each.verb not in {"help", "palette"}:
            yield Entry((each.key,), name, each.help)
        if each.values and keys is not None:
            with suppress(FactcheckError):  # the verb itself says what is wrong with the database
                for letter, value in keys.values_of(each.values).items():
                    yield Entry((each.key, letter), f"{name}: {value}")
    for each in keymap.moves:
        yield Entry((each.key,), each.verb.replace("_", " "), each.help)


def matching(rows: Sequence[Row], asked: str) -> list[Row]:
    """Return the rows that hold every word asked for, the nearest first; all of them, with headings, for nothing asked.

    A row whose key is what was typed comes first, then those whose name begins with it.
    """
    words = asked.casefold().split()
    if not words:
        return list(rows)
    entries = (row for row in rows if isinstance(row, Entry))
    ranked = [(rank, row) for row in entries if (rank := _rank(row, asked.strip(), words)) is not None]
    return [row for _, row in sorted(ranked, key=lambda each: each[0])]


def _rank(row: Entry, asked: str, words: Iterable[str]) -> int | None:
    if "".join(row.keys) == asked and not row.paste:
        return 0
    name = row.name.casefold()
    whole = f"{name} {row.about.casefold()} {row.paste}"
    if not all(word in whole for word in words):
        return None
    if name.startswith(asked.casefold()):
        return 1
    return 2 if all(any(part.startswith(word) for part in whole.split()) for word in words) else 3
