"""The command ``verify``: checks sources, records the results, and opens alerts."""

from typing import Annotated

import typer

from factcheck.cli import verify_job

JSON = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]


def register(app: typer.Typer) -> None:
    """Register this module's commands."""
    app.command("verify")(verify)


def verify(
    ctx: typer.Context,
    claims: Annotated[
        list[int] | None, typer.Argument(metavar="CLAIM", help="Check only the sources of these claims.")
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Check the sources that are due (the default).")] = False,
    every: Annotated[bool, typer.Option("--all", help="Check every source that a claim cites.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Maximum number of sources to check.")] = None,
    max_runtime: Annotated[
        str | None, typer.Option(metavar="TIME", help="Begin no check after this time: 90, 50m, 2h.")
    ] = None,
    jitter: Annotated[
        str | None, typer.Option(metavar="TIME", help="Wait a random time first, at most this long: 90, 5m.")
    ] = None,
    share: Annotated[
        bool, typer.Option("--share", help="Divide the due sources with other runs that have this option.")
    ] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when new alerts were opened.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the sources that would be checked.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print only the digest and problems.")] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="Log JSON Lines on stderr.")] = False,
    as_json: JSON = False,
) -> None:
    """Check the sources that are due, and open alerts."""
    call = verify_job.VerifyCall(
        claims=tuple(claims or ()),
        due=due,
        every=every,
        limit=limit,
        max_runtime=max_runtime,
        jitter=jitter,
        share=share,
        exit_code=exit_code,
        dry_run=dry_run,
        quiet=quiet,
        log_json=log_json,
        as_json=as_json,
    )
    raise typer.Exit(verify_job.run(ctx.find_root().obj, call))
