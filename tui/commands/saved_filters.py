"""Saved filters: the ones every desk needs, and a reviewer's own."""

from collections.abc import Container
from datetime import date, timedelta
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING

from ..core.keymap import REMOVE, SAVE
from ..messages import CommandRequest

if TYPE_CHECKING:
    from ..app import FactcheckApp
    from ..desk.operations import Operations
    from ..screens.desk import DeskScreen

QUIET = timedelta(days=7)
"""After so long without a change, an assigned claim is ageing."""


def ours(today: date) -> dict[str, tuple[str, str]]:
    """Return the views every desk has: letter to name and filter."""
    unfinished = "-status:published,rejected"
    return {
        "m": ("mine", f"assignee:me {unfinished}"),
        "n": ("new", "status:inbox"),
        "d": ("due", f"due:{today}"),
        "b": ("broken", "link:dead,soft404"),
        "w": ("other words", "quote:altered,missing,displaced"),
        "a": ("alerts", "attention:yes"),
        "x": ("unassigned", f"assignee:none {unfinished}"),
        "g": ("ageing", f"-assignee:none {unfinished} quiet:{today - QUIET}"),
        "e": ("everything", ""),
    }


def lettered(today: date, own: dict[str, str], reserved: Container[str]) -> dict[str, tuple[str, str]]:
    """Return all views by letter.

    A reviewer's own get the first letter of their name that is free, or else any; one with a name of ours takes its place.
    None gets a ``reserved`` letter, which means the same everywhere.
    """
    found = ours(today)
    letters = {name: letter for letter, (name, _) in found.items()}
    for name, text in own.items():
        if name in letters:
            found[letters[name]] = (name, text)
            continue
        letters_left = (*name.casefold(), *ascii_lowercase, *digits, *ascii_uppercase)
        free = [each for each in letters_left if each not in found and each not in reserved and each.isalnum()]
        if free:
            found[free[0]] = (name, text)
    return found


def menu(app: "FactcheckApp") -> dict[str, str]:
    """Return the letters of the menu and what they stand for. Raises DeskError."""
    found = lettered(app.gateway.clock().date(), app.gateway.reader.views(app.actor), app.keymap.everywhere)
    letters = {letter: name for letter, (name, _) in found.items()} | {"=": SAVE}
    return letters | {"-": REMOVE}


def text_of(name: str, app: "FactcheckApp") -> str:
    """Return the filter of a view."""
    own = app.gateway.reader.views(app.actor)
    return dict(lettered(app.gateway.clock().date(), own, app.keymap.everywhere).values())[name]


def turn(screen: "DeskScreen", verb: CommandRequest, text: str) -> None:
    """Save a filter under a name, or remove the view of a name."""
    name = verb.words or ""

    def act(operations: "Operations") -> None:
        operations.save_view(name, text) if verb.value == SAVE else operations.remove_view(name)

    said = f"{name}: this filter is in the menu of f" if verb.value == SAVE else f"{name} is no view any more"
    screen.desk_app.write(act, lambda _: screen.desk_app.show_message(said), screen.complain)
