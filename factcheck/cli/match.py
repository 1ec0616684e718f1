"""The command that finds tracked claims that may say the same as a text."""

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Annotated, Any

import typer

from factcheck.cli import context, output
from factcheck.cli.link_input import open_text_lines, refuse_constant
from factcheck.errors import InputError
from factcheck.services.editing.text_rules import comparable
from factcheck.services.matching import ClaimMatch, find_matches, match_texts
from factcheck.services.matching.matches import MATCHES_MAX
from factcheck.services.text.match_text import match_line
from factcheck.services.text.phrases import counted


def register(app: typer.Typer) -> None:
    """Add this module's command to the application."""
    app.command("match")(match)


def match(
    ctx: typer.Context,
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="Text to compare with the tracked claims.")] = None,
    number: Annotated[
        int,
        typer.Option("-n", metavar="N", min=1, max=MATCHES_MAX, help="Maximum number of claims to show for a text."),
    ] = 5,
    source: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FILE", help="File with one JSON object per line, with id and text; - is stdin."
        ),
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="TAG", help="Language of the text. Default: it is found out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with --from JSON Lines.")] = False,
) -> None:
    """Find tracked claims that may say the same as a text."""
    if (text is None) == (source is None):
        raise InputError("give either a text or --from FILE")
    if source is not None and not as_json:
        raise InputError("--from prints JSON Lines: give --json too")
    with context.desk(ctx) as desk:
        if text is not None:
            found = find_matches(desk, comparable(text), count=number, language=lang)
            _print_one(None, found, as_json=as_json)
            return
        assert source is not None
        with ExitStack() as stack:
            lines = list(_requests(source, stack.enter_context(open_text_lines(source))))
            texts = (each["text"] for each in lines)
            for asked, found in zip(lines, match_texts(desk, texts, count=number, language=lang), strict=True):
                _print_one(asked.get("id"), found, as_json=True)


def _requests(name: str, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file. Raises InputError that names the first line that is not one."""
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        try:
            given = json.loads(raw.removeprefix(b"\xef\xbb\xbf"), parse_constant=refuse_constant)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{name}, line {number} is not valid JSON: {error}") from None
        if not isinstance(given, dict) or not isinstance(given.get("text"), str):
            raise InputError(f'{name}, line {number} has no text: give {{"id": …, "text": "…"}}')
        try:
            comparable(given["text"])
        except InputError as error:
            raise InputError(f"{name}, line {number}: {error.message}") from None
        yield {"id": number} | given


def _print_one(id_: object, found: list[ClaimMatch], *, as_json: bool) -> None:
    if as_json:
        output.print_json({"id": id_, "matches": [match_json(each) for each in found]})
        return
    if not found:
        context.narrate("no tracked claim is similar")
    for each in found:
        print(output.sanitize_text(match_line(each)))
        print(output.sanitize_text(f"    {each.text}"))
        if each.why:
            print(output.sanitize_text(f"    both: {each.why}"))
        elif each.meaning is not None:
            print(f"    no word in common; closeness in meaning {each.meaning:.2f} of 1")
    if found and not found[0].tracked:
        context.narrate(f"{counted(len(found), 'similar claim')}; none is probably the same")


def match_json(found: ClaimMatch) -> dict[str, Any]:
    """Return a match with the keys of its JSON."""
    return {
        "claim_id": found.claim_id,
        "external_id": found.external_id,
        "score": found.score,
        "relation": found.relation,
        "differs": [{"kind": each.kind, "query": each.query, "claim": each.claim} for each in found.differs],
        "text": found.text,
        "claimant": found.claimant,
        "status": found.status,
        "rating": found.rating,
        "why": found.why,
        "tracked": found.tracked,
        "meaning": found.meaning,
    }
