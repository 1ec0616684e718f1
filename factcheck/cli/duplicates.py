"""Commands that merge two claims and split them again."""

from typing import Annotated

import typer

from factcheck.cli import context, output
from factcheck.services.editing import duplicates
from factcheck.services.editing.duplicates import Relinked

JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    app.command("merge")(merge)
    app.command("split")(split)


def merge(
    ctx: typer.Context,
    claim: Annotated[int, typer.Argument(metavar="CLAIM", help="Number of the claim that is a duplicate.")],
    into: Annotated[int, typer.Argument(metavar="INTO", help="Number of the claim that remains.")],
    as_json: JSON = False,
) -> None:
    """Merge a claim into another one that says the same.

    The citations, alerts, notes and tags of CLAIM go to INTO. CLAIM leaves all lists, and can be split again.
    """
    with context.desk(ctx) as desk:
        done = duplicates.merge(desk, claim, into)
    _answer(done, as_json, f"claim {claim} merged into claim {done.other_id}")


def split(
    ctx: typer.Context,
    claim: Annotated[int, typer.Argument(metavar="CLAIM", help="Number of the claim that was merged.")],
    as_json: JSON = False,
) -> None:
    """Split a claim from the claim that it was merged into.

    CLAIM gets back what it brought. What was added to the other claim since stays there.
    """
    with context.desk(ctx) as desk:
        done = duplicates.split(desk, claim)
    _answer(done, as_json, f"claim {claim} split from claim {done.other_id}")


def _answer(done: Relinked, as_json: bool, sentence: str) -> None:
    if as_json:
        value = {
            "claim": done.claim_id, "other": done.other_id, "citations": done.citations, "identical": done.identical,
            "notes": done.notes, "alerts": done.alerts, "tags": list(done.tags),
        }  # fmt: skip
        output.print_json(value)
    else:
        print(output.sanitize_text(f"{sentence}: {duplicates.moved_text(done)}"))
