"""The command that reports on the health of a desk."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from factcheck.cli import context, output
from factcheck.services.operations.doctor import Fact, examine_desk


def register(app: typer.Typer) -> None:
    """Add this module's command to the application."""
    app.command("doctor")(doctor)


def doctor(ctx: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Report on the database, the disk, the queue and the settings."""
    with context.desk(ctx) as desk:
        facts = list(examine_desk(desk, context.settings(ctx), context.origins(ctx)))
    if as_json:
        output.print_json([_fact_json(fact) for fact in facts])
    else:
        for fact in facts:
            mark = "!" if fact.concern else "~" if fact.warning else " "
            origin = f"  ({fact.origin})" if fact.origin else ""
            print(output.sanitize_text(f"{mark} {fact.name:32}{fact.value}{origin}"))
    if any(fact.concern for fact in facts):
        raise typer.Exit(1)


def _fact_json(fact: Fact) -> dict[str, Any]:
    """Return a fact as JSON, without what it lacks."""
    return {key: value for key, value in asdict(fact).items() if value is not None}
