"""The flags before every command."""

from typing import Annotated, Any

import typer

CLICK_ERROR: Any = typer.BadParameter.__mro__[2]
"""What Typer raises for a call it cannot parse."""


def root(
    ctx: typer.Context,
    db: Annotated[str | None, typer.Option(metavar="FILE|URL", help="The desk's database.")] = None,
    actor: Annotated[str | None, typer.Option(metavar="NAME", help="Who acts: it stands in the log.")] = None,
    config: Annotated[str | None, typer.Option(metavar="FILE", help="A TOML file of settings.")] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """A claim desk: claims, the exact words they rest on, and a watch over the sources."""
    if version:
        from importlib.metadata import version as installed

        print(f"factcheck {installed('factcheck')}")
        raise typer.Exit
    ctx.obj = {"db": db, "actor": actor, "config": config}
