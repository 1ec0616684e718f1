"""The command that checks links and quotes without a database: it loads none."""

from contextlib import ExitStack
from typing import Annotated

import typer

from factcheck.cli import context, output
from factcheck.cli.json_output import finding_json
from factcheck.cli.link_input import Broken, open_lines, request
from factcheck.cli.progress import ProgressBar
from factcheck.clock import now
from factcheck.errors import InputError
from factcheck.limits import fetches_note
from factcheck.services.link_list import LinkList, LinkRequest, check_links, link_list_of
from factcheck.services.text.phrases import difference_line, differences_json
from factcheck.verifier.finding import Finding
from factcheck.vocabulary import QuoteOutcome

JSON = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]


def register(app: typer.Typer) -> None:
    """Add this module's command to the application."""
    app.command("check")(check)


def check(
    ctx: typer.Context,
    url: Annotated[str | None, typer.Argument(metavar="URL", help="Address to check.")] = None,
    quote: Annotated[str | None, typer.Option(metavar="TEXT", help="Words that the page should contain.")] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="FILE", help="File with one address or one JSON object per line; - is stdin."),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(metavar="TAG", help="Language to request the page in. Default: the language of the quote."),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print how each outcome was decided.")] = False,
    as_json: JSON = False,
) -> None:
    """Check links and quotes without a database."""
    if (url is None) == (source is None):
        raise InputError("give either an address or --from FILE")
    settings = context.settings(ctx)
    with ExitStack() as stack:
        if url is not None:
            asked, broken = link_list_of([request(url, quote, "", "", None, lang)]), 0
        else:
            assert source is not None
            if quote is not None or lang is not None:
                raise InputError("--quote and --lang apply to one address; in a list, give them on each line")
            lines = stack.enter_context(open_lines(source))
            asked = LinkList(lines.requests(lambda line: _print_broken(line, as_json)), lines.again)
            broken = lines.broken
            if note := fetches_note(settings.verify.concurrency):
                context.narrate(note)
        bar = stack.enter_context(ProgressBar("check", many=url is None))

        async def judge() -> int:
            concern = broken > 0
            bar.begin(len(asked.pending), asked.hosts)
            async for line, finding in check_links(asked, settings.verify, now):
                concern |= _wants_a_person(finding)
                bar.advance(finding.link)
                _print_finding(line, finding, as_json, explain)
            return int(concern)

        status = context.run(judge())
    raise typer.Exit(2 if broken and not asked.pending else status)


def _wants_a_person(finding: Finding) -> bool:
    words = [quote.outcome for quote in finding.quotes if quote]
    return not finding.link.shows_page or any(outcome is not QuoteOutcome.EXACT for outcome in words)


EMPTY_RESULT = dict.fromkeys(
    "id url link reason http_status final_url redirects content_type bytes payload_digest title language elapsed_ms"
    " checked_at quote quote_reason match diff error".split()
)
"""Keys of a result, for a line that could not be checked."""


def _print_finding(line: LinkRequest, finding: Finding, as_json: bool, explain: bool) -> None:
    (quote,) = finding.quotes or (None,)
    path = [output.sanitize_text(f"    {sentence}") for sentence in finding.trace] if explain else []
    if as_json:
        output.print_json(
            {"id": line.id} | finding_json(finding, quote) | ({"trace": finding.trace} if explain else {})
        )
        for sentence in path:
            context.narrate(sentence)
        return
    line_text = f"{finding.link:12}{quote.outcome if quote else '-':14}{line.url}"
    print(output.sanitize_text(line_text + (f"  ({finding.error})" if finding.error else "")), flush=True)
    for each in differences_json(quote) if quote else []:
        print(output.sanitize_text(f"    {difference_line(each)}"))
    for sentence in path:
        print(sentence, flush=True)


def _print_broken(line: Broken, as_json: bool) -> None:
    if as_json:
        output.print_json(EMPTY_RESULT | {"id": line.id, "url": line.url, "line": line.number, "error": line.why})
    else:
        print(output.sanitize_text(f"{'broken':12}{'-':14}{line.why}"))
