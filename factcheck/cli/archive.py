"""The command that looks up archived copies."""

from typing import Annotated, Any

import typer

from factcheck.cli import context, output
from factcheck.errors import DeskError
from factcheck.services.desk import Desk
from factcheck.services.monitoring.archive_lookups import SourceLookup, lookup_sources, source_of_url, sources_of_claim
from factcheck.vocabulary import LookupResult


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
        lookups: list[SourceLookup] = []

        async def run() -> int:
            async for each in lookup_sources(desk, settings, _sources(desk, what), again=again, save=save):
                lookups.append(each)
                _print_lookup(each, as_json)
            return 0

        if status := context.run(run()):
            raise typer.Exit(status)
    if not lookups:
        context.narrate("there is nothing to look up: no source is cited, or only archived copies are")
    failed = [each for each in lookups if each.result is LookupResult.FAILED and not each.withheld]
    if failed and len(failed) == len(lookups):
        raise DeskError(f"the archive could not be reached: {failed[0].detail}; try again later")
    raise typer.Exit(int(not lookups or not all(each.offered for each in lookups)))


def _sources(desk: Desk, what: str) -> list[int]:
    return sources_of_claim(desk, int(what)) if what.isdecimal() and len(what) < 19 else [source_of_url(desk, what)]


def _print_lookup(lookup: SourceLookup, as_json: bool) -> None:
    if as_json:
        output.print_json(_lookup_json(lookup))
        return
    known = "" if lookup.asked or lookup.withheld else f", as of {output.instant(lookup.at)} (--again asks now)"
    why = f" ({lookup.detail})" if lookup.detail else ""
    result = "withheld" if lookup.withheld else lookup.result
    print(output.sanitize_text(f"{result:7} {lookup.url}{why}{known}"), flush=True)
    for citation_id, rows in lookup.copies.items():
        for row in rows:
            print(output.sanitize_text(f"    citation {citation_id}: {output.memento_line(row)}"), flush=True)


def _lookup_json(lookup: SourceLookup) -> dict[str, Any]:
    """Return a look-up with its copies as JSON."""
    return {
        "source_id": lookup.source_id,
        "url": lookup.url,
        "result": lookup.result,
        "detail": lookup.detail,
        "at": output.instant(lookup.at),
        "asked": lookup.asked and not lookup.withheld,
        "withheld": lookup.withheld,
        "citations": [
            {"citation_id": citation_id, "mementos": [output.memento_json(row) for row in rows]}
            for citation_id, rows in lookup.copies.items()
        ],
    }
