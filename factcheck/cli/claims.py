"""Commands that change claims."""

from typing import Annotated, Any

import typer

from factcheck.cli import context, output
from factcheck.errors import InputError
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims, undo_redo
from factcheck.services.editing.validation import checked
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.events import SourceChecked
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.text.date_ranges import day_or_days
from factcheck.services.text.phrases import difference_line
from factcheck.settings import Settings
from factcheck.store import queries
from factcheck.vocabulary import Role, Stance

ClaimId = Annotated[int, typer.Argument(metavar="CLAIM", help="The claim's number.")]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Put this module's commands into the application."""
    signed = {"ignore_unknown_options": True, "help_option_names": ["--help"]}  # -hoax takes a tag off
    app.command("add")(add)
    app.command("cite")(cite)
    app.command("set", context_settings=signed)(set_)
    app.command("rate")(rate)
    app.command("note")(note)
    app.command("undo")(undo)


def add(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The claim, so that it can stand alone.")],
    claimant: Annotated[str, typer.Option(metavar="NAME", help="Who says so.")] = claims.UNATTRIBUTED,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="When: a day, month, year, or an interval.")] = None,
    lang: Annotated[str | None, typer.Option(metavar="TAG", help="Its language: en, fr, zh-Hant.")] = None,
    appearance: Annotated[str | None, typer.Option(metavar="URL", help="Where it was made.")] = None,
    tag: Annotated[list[str] | None, typer.Option(metavar="TAG", help="A tag; may be given again.")] = None,
    as_json: JSON = False,
) -> None:
    """Record a claim."""
    start, end = day_or_days(on) if on else (None, None)
    new = checked(
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


def _answer(desk: Desk, claim_id: int, as_json: bool, told: str) -> None:
    if as_json:
        with desk.read() as session:
            detail = queries.claim_detail(session, claim_id)
        output.print_json(output.claim_json(detail.row, detail.rating_why, detail.citations, detail.alerts))
    else:
        print(told)


def cite(
    ctx: typer.Context,
    claim: ClaimId,
    url: Annotated[
        str, typer.Argument(metavar="URL", help="The source's address; an archived one names its original.")
    ],
    quote: Annotated[str | None, typer.Option(metavar="TEXT", help="The exact words the claim rests on.")] = None,
    prefix: Annotated[str, typer.Option(metavar="TEXT", help="What stands just before them.")] = "",
    suffix: Annotated[str, typer.Option(metavar="TEXT", help="What stands just after them.")] = "",
    stance: Annotated[Stance | None, typer.Option(help="What the evidence does to the claim.")] = None,
    role: Annotated[Role, typer.Option(help="Evidence, or where the claim was made.")] = Role.EVIDENCE,
    comment: Annotated[str | None, typer.Option(metavar="TEXT", help="What it shows, in your words.")] = None,
    no_check: Annotated[bool, typer.Option("--no-check", help="Do not look at it now.")] = False,
    as_json: JSON = False,
) -> None:
    """Tie a claim to a source, and to the words it rests on."""
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
            print(output.plain(f"citation {cited.citation_id} added: {cited.url}"), flush=True)
        found = "" if no_check else look_at_citation(desk, settings, cited.source_id, cited.citation_id)
        if as_json or found:
            _answer(desk, claim, as_json, found)


def look_at_citation(desk: Desk, settings: Settings, source_id: int, citation_id: int) -> str:
    """Look at a source that a citation has just come to rest on, and return what was found, in words."""
    lines: list[str] = []

    async def look() -> int:
        async for news in verify(desk, settings, Selection(Which.SOURCES, (source_id,))):
            if isinstance(news, SourceChecked):
                finding = news.finding
                lines.append(
                    f"link {finding.link} ({finding.reason})" + (f": {finding.error}" if finding.error else "")
                )
                mine = [each for each in news.quotes if each.citation_id == citation_id and each.finding]
                for each in mine:
                    assert each.finding
                    lines.append(f"quote {each.finding.outcome} ({each.finding.reason})")
                    differences = each.finding.match.differences if each.finding.match else ()
                    lines.extend(
                        "  " + difference_line({"kind": d.kind, "quoted": d.quoted, "found": d.found})
                        for d in differences
                    )
        return 0

    if status := context.run(look()):
        raise typer.Exit(status)
    return output.plain("\n".join(lines), lines=True)


CHANGES = "status=…, assignee=…, priority=…, text=…, standalone=…, claimant=…, lang=…, on=…, why=…, +tag or -tag"


def set_(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="CLAIM... CHANGE...", help=f"Claims' numbers, then {CHANGES}.")],
    as_json: JSON = False,
) -> None:
    """Change claims: status=… assignee=… priority=… +tag -tag."""
    ids, changes = _ids_and_changes(words)
    given: dict[str, Any] = {}
    tags: dict[str, list[str]] = {"add_tags": [], "remove_tags": []}
    for change in changes:
        name, equals, value = change.partition("=")
        if change[0] in "+-" and len(change) > 1:
            tags["add_tags" if change[0] == "+" else "remove_tags"].append(change[1:])
        elif equals:
            given |= _change(name, value, context.settings(ctx).actor)
        else:
            raise InputError(f"{change!r} is no change; give {CHANGES}")
    given |= {name: tuple(names) for name, names in tags.items() if names}
    if not given:
        raise InputError(f"nothing to change; give {CHANGES}")
    edit = checked(claims.ClaimEdit, **given)
    with context.desk(ctx) as desk:
        changed = claims.edit_claims(desk, ids, edit)
        if as_json:
            output.print_json({"claims": len(ids), "changed": changed})
        else:
            print(f"{changed} of {len(ids)} claims changed")


def _ids_and_changes(words: list[str]) -> tuple[list[int], list[str]]:
    ids = []
    for word in words:
        if not word.isdecimal():
            break
        ids.append(int(word))
    if not ids:
        raise InputError(f"which claim? give its number first, not {words[0]!r}")
    return ids, words[len(ids) :]


def _change(name: str, value: str, me: str) -> dict[str, Any]:
    match name:
        case "on":
            start, end = day_or_days(value) if value else (None, None)
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
            raise InputError(f"{name}= is nothing that can be set; give {CHANGES}")


def rate(
    ctx: typer.Context,
    claim: ClaimId,
    rating: Annotated[str, typer.Argument(metavar="RATING", help="A step of the desk's scale, or none.")],
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason, which readers will ask for.")],
    as_json: JSON = False,
) -> None:
    """Rate a claim, and say why."""
    with context.desk(ctx) as desk:
        claims.rate_claim(desk, claim, None if rating == "none" else rating, why)
        _answer(desk, claim, as_json, f"claim {claim} rated {rating}")


def note(
    ctx: typer.Context,
    claim: ClaimId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The note.")],
    as_json: JSON = False,
) -> None:
    """Add a note to a claim."""
    with context.desk(ctx) as desk:
        number = claims.add_note(desk, claim, text)
        _answer(desk, claim, as_json, f"note {number} added to claim {claim}")


def undo(
    ctx: typer.Context,
    claim: Annotated[int | None, typer.Argument(metavar="CLAIM", help="Only what you did to this claim.")] = None,
    as_json: JSON = False,
) -> None:
    """Undo your last action."""
    with context.desk(ctx) as desk:
        undone = undo_redo.undo(desk, claim)
    if as_json:
        told = {"action": undone.action, "claim_id": undone.claim_id, "count": undone.count, "left": undone.left}
        output.print_json(told)
    else:
        print(output.plain(undone.summary))
        for why in undone.left[1:]:
            print(output.plain(why))
    raise typer.Exit(int(bool(undone.left)))
