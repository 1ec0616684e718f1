"""The commands for the names that count as one when claims are compared."""

from typing import Annotated

import typer

from factcheck.cli import context, output
from factcheck.services.matching import aliases
from factcheck.services.matching.aliases import AliasKind, ListedAlias

JSON = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]
ENTITY = Annotated[str, typer.Argument(metavar="ENTITY", help="Key of the place, organization or person.")]
NAME = Annotated[
    str, typer.Argument(metavar="NAME", help="One of its names; norweg* stands for all words that begin with norweg.")
]


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    group = typer.Typer(
        help="Manage names that count as one when claims are compared.", no_args_is_help=True, rich_markup_mode=None
    )
    group.command("list")(list_)
    group.command("add")(add)
    group.command("remove")(remove)
    app.add_typer(group, name="alias")


def list_(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Part of a name or of a key.")] = "",
    as_json: JSON = False,
) -> None:
    """List the names by what they name."""
    with context.desk(ctx) as desk:
        rows = aliases.list_aliases(desk, text)
    if as_json:
        for each in rows:
            output.print_json({"entity": each.entity, "kind": each.kind, "name": each.name, "own": each.is_own})
    else:
        for entity in dict.fromkeys((each.kind, each.entity) for each in rows):
            names = "; ".join(_shown(each) for each in rows if (each.kind, each.entity) == entity)
            print(output.sanitize_text(f"{entity[1]} ({entity[0]}): {names}"))
    if not rows:
        context.narrate("no alias has that text")
        raise typer.Exit(1)


def _shown(row: ListedAlias) -> str:
    return f"{row.name} (own)" if row.is_own else row.name


def add(
    ctx: typer.Context,
    entity: ENTITY,
    name: NAME,
    kind: Annotated[AliasKind | None, typer.Option(help="Kind of a new entity.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", metavar="TAG", help="Language of the name.")] = None,
) -> None:
    """Add a name."""
    with context.desk(ctx) as desk:
        added = aliases.add_alias(desk, entity, name, kind, lang)
    print(output.sanitize_text(f"{added.name} is a name of {added.entity} ({added.kind})"))


def remove(ctx: typer.Context, entity: ENTITY, name: NAME) -> None:
    """Remove a name."""
    with context.desk(ctx) as desk:
        aliases.remove_alias(desk, entity, name)
    print(output.sanitize_text(f"{name} is no longer a name of {entity}"))
