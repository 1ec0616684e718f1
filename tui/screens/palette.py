"""What the help and the palette hold."""

from typing import TYPE_CHECKING

from ..core.palette_entries import SIGNS, Entry, of_filter, of_keys, of_verbs
from ..widgets.command_keys import ClaimKeys
from .finder import Finder

if TYPE_CHECKING:
    from ..app import FactcheckApp


def finder(which: str, app: "FactcheckApp", keys: ClaimKeys) -> Finder:
    """Return the "help" or the "palette" for a widget."""
    return palette(app, keys) if which == "palette" else keys_here(app, keys)


def keys_here(app: "FactcheckApp", keys: ClaimKeys) -> Finder:
    """Return the keys that act in a widget, and the words of the filter."""
    styling, keymap = app.styling, app.keymap
    return Finder("the keys that act here", [*of_keys(keymap, keys), *of_filter(keymap), *map(styling.own, SIGNS)])


def palette(app: "FactcheckApp", keys: ClaimKeys) -> Finder:
    """Return everything that can be done, by name."""

    def wear(theme: str) -> None:
        app.theme = theme

    themes = [
        Entry((), f"theme: {name}", act=lambda name=name: wear(name))  # type: ignore[misc]
        for name in sorted(app.available_themes)
    ]
    picture = Entry((), "picture", "save the screen as an SVG file", act=app.deliver_screenshot)
    leave = Entry((), "leave", "end the program", act=lambda: app.run_worker(app.leave(), group="leave"))
    return Finder("everything by name", [*of_verbs(app.keymap, keys), *themes, picture, leave])
