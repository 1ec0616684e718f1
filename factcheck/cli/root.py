"""The root of the command line: its description, and the flags before every command."""

from typing import Annotated, Any

import typer

from factcheck import __version__
from factcheck.cli.global_flags import GLOBAL_FLAGS

CLICK_ERROR: Any = typer.BadParameter.__mro__[2]
"""Base class of the errors that Typer raises for a call it cannot parse."""


def _option(name: str) -> Any:
    flag = GLOBAL_FLAGS[name]
    return typer.Option(flag.option, metavar=flag.metavar, help=flag.help)


def print_version(ctx: typer.Context, wanted: bool) -> None:
    """Print the version and end the program, whatever else the call says or lacks."""
    if wanted and not ctx.resilient_parsing:
        print(f"factcheck {__version__}")
        raise typer.Exit


def root(
    ctx: typer.Context,
    db: Annotated[str | None, _option("db")] = None,
    actor: Annotated[str | None, _option("actor")] = None,
    config: Annotated[str | None, _option("config")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A claim desk: claims, the exact words they rest on, and scheduled checks of their sources."""
    ctx.obj = {"db": db, "actor": actor, "config": config}
