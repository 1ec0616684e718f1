"""Commands that open the terminal interface."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli import context, tui_launcher
from factcheck.errors import InputError


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    app.command("tui")(tui)
    app.command("demo")(demo)


def tui(
    ctx: typer.Context,
    web: Annotated[bool, typer.Option("--web", help="Serve the interface to a browser on this machine.")] = False,
    port: Annotated[int | None, typer.Option(min=1, max=65535, metavar="PORT", help="Port to serve on.")] = None,
) -> None:
    """Open the terminal interface."""
    flags = ctx.find_root().obj
    if web:
        from factcheck.cli.web import PORT, serve

        serve(flags, port or PORT)
        return
    if port is not None:
        raise InputError("--port needs --web")
    if status := tui_launcher.open_screen(flags):
        raise typer.Exit(status)


def demo(
    ctx: typer.Context,
    no_tui: Annotated[bool, typer.Option("--no-tui", help="Print the report, and do not open the interface.")] = False,
) -> None:
    """Demonstrate a desk on a small web that the demo serves itself."""
    from factcheck.cli.demo import show_demo

    with (
        tempfile.TemporaryDirectory(prefix="factcheck-demo-") as folder,
        show_demo(Path(folder), context.settings(ctx)) as (desk, settings),
    ):
        if not no_tui and tui_launcher.on_a_terminal():
            from factcheck.tui import FactcheckApp, Gateway

            tui_launcher.run(FactcheckApp(Gateway.over(desk, settings)))
