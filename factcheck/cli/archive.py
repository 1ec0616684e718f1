"""The command that looks up archived copies."""

from typing import Annotated, Any

import typer

from factcheck.cli import context, output
from factcheck.errors import DeskError
from factcheck.services.desk import Desk
from factcheck.services.monitoring.archive_lookups import LookedUp, look_up, source_of, sources_of
from factcheck.vocabulary import Lookup


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    app.command("archive")(archive)


def archive(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="CLAIM|URL", help="Number of a claim, or a cited address.")],
    again: Annotated[bool, typer.Option("--again", help="Ask the archive again, even if the answer is known.")] = False,
    save: Annotated[
        bool, typer.Option("--save", help="Ask Save Page Now for a copy where there is none. It needs your keys.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Look up archived copies of the sources that a claim cites."""
    settings = context.settings(ctx)
    with context.desk(ctx) as desk:
        looked: list[LookedUp] = []

        async def look() -> int:
            async for each in look_up(desk, settings, _sources(desk, what), again=again, save=save):
                looked.append(each)
                _tell(each, as_json)
            return 0

        if status := context.run(look()):
            raise typer.Exit(status)
    if not looked:
        context.say("there is nothing to look up: no source is cited, or only archived copies are")
    failed = [each for each in looked if each.result is Lookup.FAILED and not each.withheld]
    if failed and len(failed) == len(looked):
        raise DeskError(f"the archive could not be reached: {failed[0].detail}; try again later")
    raise typer.Exit(int(not looked or not all(each.offered for each in looked)))


def _sources(desk: Desk, what: str) -> list[int]:
    return sources_of(desk, int(what)) if what.isdecimal() and len(what) < 19 else [source_of(desk, what)]


def _tell(looked: LookedUp, as_json: bool) -> None:
    if as_json:
        output.print_json(_json(looked))
        return
    known = "" if looked.asked or looked.withheld else f", as of {output.instant(looked.at)} (--again asks now)"
    why = f" ({looked.detail})" if looked.detail else ""
    result = "withheld" if looked.withheld else looked.result
    print(output.plain(f"{result:7} {looked.url}{why}{known}"), flush=True)
    for citation_id, rows in looked.copies.items():
        for row in rows:
            print(output.plain(f"    citation {citation_id}: {output.memento_line(row)}"), flush=True)


def _json(looked: LookedUp) -> dict[str, Any]:
    return {
        "source_id": looked.source_id,
        "url": looked.url,
        "result": looked.result,
        "detail": looked.detail,
        "at": output.instant(looked.at),
        "asked": looked.asked and not looked.withheld,
        "withheld": looked.withheld,
        "citations": [
            {"citation_id": citation_id, "mementos": [output.memento_json(row) for row in rows]}
            for citation_id, rows in looked.copies.items()
        ],
    }
