"""Saved filters: the ones that every desk has, and a reviewer's own."""

from collections.abc import Container
from datetime import date, timedelta
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING

from ..core.keymap import REMOVE, SAVE, Keymap
from ..core.requests import CommandRequest
from ..ports import ScreenPort

if TYPE_CHECKING:
    from ..desk.gateway import Gateway
    from ..desk.operations import Operations

AGEING_MIN_AGE = timedelta(days=7)
"""An assigned claim without a change for this long is ageing."""


def built_in(today: date) -> dict[str, tuple[str, str]]:
    """Return the filters that every desk has: letter to name and filter."""
    unfinished = "-status:published,rejected"
    return {
        "m": ("mine", f"assignee:me {unfinished}"),
        "n": ("new", "status:inbox"),
        "d": ("due", f"due:{today}"),
        "b": ("broken", "link:dead,soft404"),
        "w": ("other words", "quote:altered,missing,displaced"),
        "a": ("alerts", "attention:yes"),
        "x": ("unassigned", f"assignee:none {unfinished}"),
        "g": ("ageing", f"-assignee:none {unfinished} quiet:{today - AGEING_MIN_AGE}"),
        "e": ("everything", ""),
    }


def lettered(today: date, own: dict[str, str], reserved: Container[str]) -> dict[str, tuple[str, str]]:
    """Return all saved filters by letter.

    A reviewer's own filter gets the first free letter of its name, or else any; with the name of a built-in one, it takes that
    one's place. A ``reserved`` letter, which means the same everywhere, is never used.
    """
    found = built_in(today)
    letters = {name: letter for letter, (name, _) in found.items()}
    for name, text in own.items():
        if name in letters:
            found[letters[name]] = (name, text)
            continue
        candidates = (*name.casefold(), *ascii_lowercase, *digits, *ascii_uppercase)
        free = [each for each in candidates if each not in found and each not in reserved and each.isalnum()]
        if free:
            found[free[0]] = (name, text)
    return found


def all_by_letter(gateway: "Gateway", actor: str, keymap: Keymap) -> dict[str, tuple[str, str]]:
    """Return the saved filters of a reviewer, by letter. Raises DeskError."""
    return lettered(gateway.clock().date(), gateway.reader.views(actor), keymap.everywhere)


def menu(gateway: "Gateway", actor: str, keymap: Keymap) -> dict[str, str]:
    """Return the letters of the menu with the name of each filter. Raises DeskError."""
    letters = {letter: name for letter, (name, _) in all_by_letter(gateway, actor, keymap).items()}
    return letters | {"=": SAVE, "-": REMOVE}


def filter_text(name: str, gateway: "Gateway", actor: str, keymap: Keymap) -> str:
    """Return the text of a saved filter."""
    return dict(all_by_letter(gateway, actor, keymap).values())[name]


def save_or_remove(screen: ScreenPort, request: CommandRequest, text: str) -> None:
    """Save a filter under a name, or remove the one of this name."""
    name, saves = request.words or "", request.value == SAVE

    def write(operations: "Operations") -> None:
        operations.save_filter(name, text) if saves else operations.remove_filter(name)

    message = f"{name}: saved in the menu of filters" if saves else f"{name}: removed from the menu of filters"
    screen.desk_app.write(write, lambda _: screen.desk_app.show_message(message), screen.complain)
