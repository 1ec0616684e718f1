"""The flags before every command."""

from typing import Annotated, Any

import typer

from factcheck import __version__

CLICK_ERROR: Any = typer.BadParameter.__mro__[2]
"""What Typer raises for a call it cannot parse."""


def print_version(ctx: typer.Context, wanted: bool) -> None:
    """Print the version and end the program, whatever else the call says or lacks."""
    if wanted and not ctx.resilient_parsing:
        print(f"factcheck {__version__}")
        raise typer.Exit


def root(
    ctx: typer.Context,
    db: Annotated[str | None, typer.Option(metavar="FILE|URL", help="The desk's database.")] = None,
    actor: Annotated[str | None, typer.Option(metavar="NAME", help="Who acts: it stands in the log.")] = None,
    config: Annotated[str | None, typer.Option(metavar="FILE", help="A TOML file of settings.")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A claim desk: claims, the exact words they rest on, and a watch over the sources."""
    ctx.obj = {"db": db, "actor": actor, "config": config}
