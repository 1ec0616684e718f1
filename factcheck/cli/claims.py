"""Commands that change claims."""

from typing import Annotated, Any

import typer

from factcheck.cli import context, output
from factcheck.cli.added_vectors import make_added_vectors
from factcheck.errors import InputError
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims, undo_redo
from factcheck.services.editing.validation import validated
from factcheck.services.matching import matches_of_claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.events import SourceChecked
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.text.date_ranges import parse_date_range
from factcheck.services.text.match_text import match_line
from factcheck.services.text.phrases import counted, difference_line, differences_json
from factcheck.settings import Settings
from factcheck.store import queries
from factcheck.vocabulary import Role, Stance

ClaimId = Annotated[int, typer.Argument(metavar="CLAIM", help="Number of the claim.")]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    signed = {"ignore_unknown_options": True, "help_option_names": ["--help"]}  # -hoax takes a tag off
    app.command("add")(add)
    app.command("cite")(cite)
    app.command("set", context_settings=signed)(set_)
    app.command("rate")(rate)
    app.command("note")(note)
    app.command("undo")(undo)


def add(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Text of the claim, understandable on its own.")],
    claimant: Annotated[
        str, typer.Option(metavar="NAME", help="Person or organization that makes the claim.")
    ] = claims.UNATTRIBUTED,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Date of the claim: a day, a month, a year or an interval.")
    ] = None,
    lang: Annotated[
        str | None, typer.Option(metavar="TAG", help="Language of the claim, such as en, fr or zh-Hant.")
    ] = None,
    appearance: Annotated[str | None, typer.Option(metavar="URL", help="Address at which the claim was made.")] = None,
    tag: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="Tag to add. Can be given several times.")
    ] = None,
    as_json: JSON = False,
) -> None:
    """Record a claim."""
    start, end = parse_date_range(on) if on else (None, None)
    new = validated(
        claims.NewClaim,
        text=text,
        claimant=claimant,
        claimed_from=start,
        claimed_to=end,
        language=lang,
        appearance=appearance,
        tags=tuple(tag or ()),
    )
    with context.desk(ctx) as desk:
        claim_id = claims.add_claim(desk, new)
        _answer(desk, claim_id, as_json, f"claim {claim_id} added")
        for _, matches in matches_of_claims(desk, [claim_id]):
            for each in matches:
                context.narrate(output.sanitize_text(f"{match_line(each)}: {each.text}"))
        make_added_vectors(desk, [claim_id])


def _answer(desk: Desk, claim_id: int, as_json: bool, sentence: str) -> None:
    if as_json:
        with desk.read() as session:
            detail = queries.claim_detail(session, claim_id)
        output.print_json(output.claim_json(detail.row, detail.rating_why, detail.citations, detail.alerts))
    else:
        print(sentence)


def cite(
    ctx: typer.Context,
    claim: ClaimId,
    url: Annotated[
        str, typer.Argument(metavar="URL", help="Address of the source. An archived address also names its original.")
    ],
    quote: Annotated[str | None, typer.Option(metavar="TEXT", help="Exact words that the claim rests on.")] = None,
    prefix: Annotated[str, typer.Option(metavar="TEXT", help="Words just before the quote.")] = "",
    suffix: Annotated[str, typer.Option(metavar="TEXT", help="Words just after the quote.")] = "",
    stance: Annotated[Stance | None, typer.Option(help="Effect of the evidence on the claim.")] = None,
    role: Annotated[Role, typer.Option(help="Evidence, or an appearance of the claim.")] = Role.EVIDENCE,
    comment: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Your own description of what the source shows.")
    ] = None,
    no_check: Annotated[bool, typer.Option("--no-check", help="Do not check the source now.")] = False,
    as_json: JSON = False,
) -> None:
    """Cite a source for a claim, with the quoted words."""
    settings = context.settings(ctx)
    with context.desk(ctx) as desk:
        cited = citations.cite(
            desk,
            claim,
            url,
            quote=quote,
            prefix=prefix,
            suffix=suffix,
            stance=stance,
            role=role,
            comment=comment,
        )
        if not as_json:
            print(output.sanitize_text(f"citation {cited.citation_id} added: {cited.url}"), flush=True)
        found = "" if no_check else check_citation(desk, settings, cited.source_id, cited.citation_id)
        if as_json or found:
            _answer(desk, claim, as_json, found)


def check_citation(desk: Desk, settings: Settings, source_id: int, citation_id: int) -> str:
    """Check a source that was just cited, and return the result in words."""
    lines: list[str] = []

    async def check() -> int:
        async for news in verify(desk, settings, Selection(Which.SOURCES, (source_id,))):
            if isinstance(news, SourceChecked):
                finding = news.finding
                lines.append(
                    f"link {finding.link} ({finding.reason})" + (f": {finding.error}" if finding.error else "")
                )
                for quote in (each.finding for each in news.quotes if each.citation_id == citation_id):
                    if quote is not None:
                        lines.append(f"quote {quote.outcome} ({quote.reason})")
                        lines.extend(f"  {difference_line(difference)}" for difference in differences_json(quote))
        return 0

    if status := context.run(check()):
        raise typer.Exit(status)
    return output.sanitize_text("\n".join(lines), lines=True)


CHANGES = "status=…, assignee=…, priority=…, text=…, standalone=…, claimant=…, lang=…, on=…, why=…, +tag or -tag"


def set_(
    ctx: typer.Context,
    words: Annotated[
        list[str], typer.Argument(metavar="CLAIM... CHANGE...", help=f"Numbers of claims, then {CHANGES}.")
    ],
    as_json: JSON = False,
) -> None:
    """Change claims: status=… assignee=… priority=… +tag -tag."""
    ids, changes = _ids_and_changes(words)
    given: dict[str, Any] = {}
    tags: dict[str, list[str]] = {"add_tags": [], "remove_tags": []}
    for change in changes:
        name, equals, value = change.partition("=")
        if change.startswith(("+", "-")) and len(change) > 1:
            tags["add_tags" if change[0] == "+" else "remove_tags"].append(change[1:])
        elif equals:
            given |= _change(name, value, context.settings(ctx).actor)
        else:
            raise InputError(f"{change!r} is not a change; give {CHANGES}")
    given |= {name: tuple(names) for name, names in tags.items() if names}
    if not given:
        raise InputError(f"there is nothing to change; give {CHANGES}")
    edit = validated(claims.ClaimEdit, **given)
    with context.desk(ctx) as desk:
        changed = claims.edit_claims(desk, ids, edit)
        if as_json:
            output.print_json({"claims": len(ids), "changed": changed})
        else:
            print(f"{changed} of {counted(len(ids), 'claim')} changed")


NUMBER_MAX_DIGITS = 40
"""Digits of a word that is read as the number of a claim."""


def _ids_and_changes(words: list[str]) -> tuple[list[int], list[str]]:
    ids = []
    for word in words:
        if not word.isdecimal() or len(word) > NUMBER_MAX_DIGITS:
            break
        ids.append(int(word))
    if not ids:
        raise InputError(f"{words[0]!r} is not the number of a claim; give the number first")
    return ids, words[len(ids) :]


def _change(name: str, value: str, me: str) -> dict[str, Any]:
    match name:
        case "on":
            start, end = parse_date_range(value) if value else (None, None)
            return {"claimed_from": start, "claimed_to": end}
        case "lang":
            return {"language": value or None}
        case "why":
            return {"status_why": value or None}
        case "assignee":
            return {"assignee": None if value in {"", "none"} else me if value == "me" else value}
        case "status":
            return {name: value}
        case "priority" | "text" | "standalone" | "claimant":
            return {name: value or None}
        case _:
            raise InputError(f"{name}= cannot be set; give {CHANGES}")


def rate(
    ctx: typer.Context,
    claim: ClaimId,
    rating: Annotated[str, typer.Argument(metavar="RATING", help="Rating on the desk's scale, or none.")],
    why: Annotated[str, typer.Option(metavar="TEXT", help="Reason for the rating.")],
    as_json: JSON = False,
) -> None:
    """Rate a claim and give the reason."""
    with context.desk(ctx) as desk:
        claims.rate_claim(desk, claim, None if rating == "none" else rating, why)
        _answer(desk, claim, as_json, f"claim {claim} rated {rating}")


def note(
    ctx: typer.Context,
    claim: ClaimId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Text of the note.")],
    as_json: JSON = False,
) -> None:
    """Add a note to a claim."""
    with context.desk(ctx) as desk:
        number = claims.add_note(desk, claim, text)
        _answer(desk, claim, as_json, f"note {number} added to claim {claim}")


def undo(
    ctx: typer.Context,
    claim: Annotated[
        int | None, typer.Argument(metavar="CLAIM", help="Undo only your last action on this claim.")
    ] = None,
    as_json: JSON = False,
) -> None:
    """Undo your last action."""
    with context.desk(ctx) as desk:
        undone = undo_redo.undo(desk, claim)
    if as_json:
        value = {"action": undone.action, "claim_id": undone.claim_id, "count": undone.count, "left": undone.left}
        output.print_json(value)
    else:
        print(output.sanitize_text(undone.summary))
        for why in undone.left[1:]:
            print(output.sanitize_text(why))
    raise typer.Exit(int(bool(undone.left)))
