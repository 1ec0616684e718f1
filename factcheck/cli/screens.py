"""Commands that end in the terminal interface."""

import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli import state
from factcheck.errors import InputError
from factcheck.services.desk import Desk
from factcheck.settings import Settings


def register(app: typer.Typer) -> None:
    """Put this module's commands into the application."""
    app.command("tui")(tui)
    app.command("demo")(demo)


def tui(ctx: typer.Context) -> None:
    """Open the desk in the terminal."""
    if not on_a_terminal():
        raise InputError("the interface needs a terminal; list and show print the same without one")
    with state.desk(ctx) as desk:
        open_screens(desk, state.settings(ctx))


def on_a_terminal() -> bool:
    """Return whether there is somebody to see the screen: it is drawn on stderr."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def open_screens(desk: Desk, settings: Settings) -> None:
    """Run the terminal interface until its user leaves."""
    from factcheck.tui import FactcheckApp

    FactcheckApp(desk, settings).run()


def demo(
    ctx: typer.Context,
    no_tui: Annotated[bool, typer.Option("--no-tui", help="Print the report, and stop there.")] = False,
) -> None:
    """Show the desk at work, on a small web made for the demo."""
    from factcheck.cli.demo import show_demo

    with (
        tempfile.TemporaryDirectory(prefix="factcheck-demo-") as folder,
        show_demo(Path(folder), state.settings(ctx)) as (desk, settings),
    ):
        if not no_tui and on_a_terminal():
            open_screens(desk, settings)
