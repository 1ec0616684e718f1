"""The command that lists every check of a source, in whichever form it is stored."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from factcheck.cli import context, output
from factcheck.cli.subjects import subject
from factcheck.errors import InputError
from factcheck.services.captures.reader import SubjectKind, find_source
from factcheck.services.text.phrases import counted
from factcheck.store.check_rollups import StoredCheck, checks_of


def register(app: typer.Typer) -> None:
    """Add this module's command to the application."""
    app.command("history")(history)


def history(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="CITATION|SOURCE", help="Citation (12 or citation:12), source:7 or the address of a source."
        ),
    ],
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Maximum number of checks, the newest ones.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """List every check of a source, oldest first."""
    wanted = subject(what, SubjectKind.CITATION)
    if wanted.of is SubjectKind.CLAIM:
        raise InputError(f"{what} may cite several sources; give one as citation:N, source:N or its address")
    with context.desk(ctx) as desk, context.asked_for(), desk.read() as session:
        checks = checks_of(session, find_source(session, wanted))
    checks = checks[-limit:] if limit else checks
    if as_json:
        for check in checks:
            output.print_json(_check_json(check))
        return
    output.table(
        ("CHECK", "AT", "LINK", "REASON", "QUOTES", "MS", "RUN", "DETAIL"),
        [
            (
                check.id,
                output.instant(check.at),
                check.link,
                check.reason,
                " ".join(quote.quote for quote in check.quotes) or "-",
                check.elapsed_ms,
                check.run_id or "-",
                output.sanitize_text(check.error or check.final_url or ("unchanged page" if check.reused else "")),
            )
            for check in checks
        ],
        wide=7,
    )
    context.narrate(counted(len(checks), "check"))


def _check_json(check: StoredCheck) -> dict[str, Any]:
    """Return a check as JSON."""
    value = asdict(check)
    quotes = [{name: each for name, each in quote.items() if name != "id"} for quote in value.pop("quotes")]
    return {"check_id": value.pop("id")} | value | {"at": output.instant(check.at), "quotes": quotes}
