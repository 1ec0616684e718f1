"""The command that resolves an alert."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from factcheck.cli import context, output
from factcheck.cli.claims import check_citation
from factcheck.errors import InputError
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts
from factcheck.vocabulary import Stance


class ResolutionAction(StrEnum):
    """Ways to resolve an alert."""

    ACCEPT = "accept"
    REPLACE = "replace"
    WITHDRAW = "withdraw"
    DISMISS = "dismiss"
    REOPEN = "reopen"


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    app.command("resolve")(resolve)


def resolve(
    ctx: typer.Context,
    alert: Annotated[int, typer.Argument(metavar="ALERT", help="Number of the alert.")],
    action: Annotated[
        ResolutionAction,
        typer.Argument(
            metavar="ACTION",
            help="accept: take the new words as the quote; a changed meaning also needs --stance and --note. "
            "replace: cite the offered archived copy, or --url, in place of the lost link. "
            "withdraw: withdraw the citation. dismiss: mark a false alarm; the same finding opens no further alert. "
            "reopen: open the claim again.",
        ),
    ],
    url: Annotated[str | None, typer.Option(metavar="URL", help="Address that replaces the lost one.")] = None,
    stance: Annotated[
        Stance | None,
        typer.Option(help="Effect of the evidence on the claim now. accept needs it if the meaning changed."),
    ] = None,
    note: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Reason. It is added to the notes of the claim.")
    ] = None,
    no_check: Annotated[bool, typer.Option("--no-check", help="Do not check the new link now.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Resolve an alert: accept, replace, withdraw, dismiss or reopen."""
    if url is not None and action is not ResolutionAction.REPLACE:
        raise InputError(f"--url can be given with replace, not with {action}")
    if stance is not None and action is not ResolutionAction.ACCEPT:
        raise InputError(f"--stance can be given with accept, not with {action}")
    settings = context.settings(ctx)
    with context.desk(ctx) as desk:
        sentence, more = _resolve(desk, alert, action, url, stance, note)
        if as_json:
            output.print_json({"alert_id": alert, "resolution": action, **more})
        else:
            print(output.sanitize_text(f"alert {alert}: {sentence}"), flush=True)
        if action is ResolutionAction.REPLACE and not no_check:
            found = check_citation(desk, settings, more["source_id"], more["citation_id"])
            context.narrate(found) if as_json else print(found)


def _resolve(
    desk: Desk, alert: int, action: ResolutionAction, url: str | None, stance: Stance | None, note: str | None
) -> tuple[str, dict[str, Any]]:
    """Resolve the alert, and return the result in words and as JSON."""
    match action:
        case ResolutionAction.ACCEPT:
            taken = alerts.accept(desk, alert, stance=stance, note=note)
            sentence = f"the quote is now “{taken.words}”; the status of claim {taken.claim_id} is {taken.status}"
            more = {"quote": taken.words, "stance": taken.stance, "claim_id": taken.claim_id, "status": taken.status}
            return sentence, more
        case ResolutionAction.REPLACE:
            done = alerts.replace_link(desk, alert, url, note=note)
            data = {
                "citation_id": done.citation_id,
                "source_id": done.source_id,
                "url": done.url,
                "before": done.before,
            }
            return f"citation {done.citation_id} now cites {done.url}", data
        case ResolutionAction.WITHDRAW:
            citation = alerts.withdraw(desk, alert, note=note)
            return f"citation {citation} is withdrawn", {"citation_id": citation}
        case ResolutionAction.DISMISS:
            alerts.dismiss(desk, alert, note=note)
            return "dismissed; the same finding opens no further alert", {}
        case ResolutionAction.REOPEN:
            claim = alerts.reopen(desk, alert, note=note)
            return f"claim {claim} is open again", {"claim_id": claim}
