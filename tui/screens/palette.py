"""What the help and the palette hold."""

from typing import TYPE_CHECKING

from ..core.palette_entries import SIGNS, Entry, of_filter, of_keys, of_verbs
from ..widgets.command_keys import ClaimKeys
from .finder import Finder

if TYPE_CHECKING:
    from ..app import FactcheckApp


def finder(which: str, front: "FactcheckApp", keys: ClaimKeys) -> Finder:
    """Return the "help" or the "palette" for a widget."""
    return palette(front, keys) if which == "palette" else keys_here(front, keys)


def keys_here(front: "FactcheckApp", keys: ClaimKeys) -> Finder:
    """Return the keys that act in a widget, and the words of the filter."""
    pen, keymap = front.pen, front.keymap
    return Finder("the keys that act here", [*of_keys(keymap, keys), *of_filter(keymap), *map(pen.own, SIGNS)])


def palette(front: "FactcheckApp", keys: ClaimKeys) -> Finder:
    """Return everything that can be done, by name."""

    def wear(theme: str) -> None:
        front.theme = theme

    themes = [
        Entry((), f"theme: {name}", act=lambda name=name: wear(name))  # type: ignore[misc]
        for name in sorted(front.available_themes)
    ]
    picture = Entry((), "picture", "save the screen as an SVG file", act=front.deliver_screenshot)
    leave = Entry((), "leave", "end the program", act=lambda: front.run_worker(front.leave(), group="leave"))
    return Finder("everything by name", [*of_verbs(front.keymap, keys), *themes, picture, leave])
