"""The help and the palette."""

from textual.app import App

from ..commands.registry import FILTER
from ..core.palette_entries import LEGEND, Entry, filter_entries, help_entries, palette_entries
from ..core.requests import CommandSource
from ..ports import AppPort
from .finder import Finder


def help_screen(app: AppPort, keys: CommandSource) -> Finder:
    """Return the keys that act in a widget, and the words of the filter."""
    keymap = app.keymap
    legend = map(app.styling.own, LEGEND)
    return Finder("Keys that act here", [*help_entries(keymap, keys), *filter_entries(keymap.key(FILTER)), *legend])


def palette_screen(app: AppPort, framework: App[None], keys: CommandSource) -> Finder:
    """Return every command by name, and the actions of the program itself."""

    def use_theme(theme: str) -> None:
        framework.theme = theme

    themes = [
        Entry((), f"theme: {name}", act=lambda name=name: use_theme(name))  # type: ignore[misc]
        for name in sorted(framework.available_themes)
    ]
    picture = Entry((), "picture", "save the screen as an SVG file", act=framework.deliver_screenshot)
    leave = Entry((), "quit", "end the program", act=app.request_leave)
    return Finder("Commands by name", [*palette_entries(app.keymap, keys), *themes, picture, leave])
