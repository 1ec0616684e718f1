"""Commands that look at sources: ``check`` without a database, ``verify`` with one."""

import asyncio
import random
import re
from contextlib import ExitStack
from dataclasses import asdict
from typing import Annotated, Any

import typer

from factcheck.cli import output, state
from factcheck.cli.lines import Broken, open_lines, request
from factcheck.cli.progress import ProgressBar
from factcheck.errors import InputError
from factcheck.services.archiving import beside
from factcheck.services.checks import RunEnded, RunNews, RunPlanned, planned_sources
from factcheck.services.checks import verify as look_at_sources
from factcheck.services.desk import now
from factcheck.services.links import LinkList, LinkRequest, check_links, listed
from factcheck.services.lock import verify_lock
from factcheck.services.planning import Selection, Which
from factcheck.services.recording import QuoteChecked, SourceChecked, diff_of
from factcheck.services.wording import difference_line
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.vocabulary import LinkOutcome, QuoteOutcome

JSON = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]
FINE = (LinkOutcome.OK, LinkOutcome.MOVED)


def register(app: typer.Typer) -> None:
    """Put this module's commands into the application."""
    app.command("check")(check)
    app.command("verify")(verify)


def check(
    ctx: typer.Context,
    url: Annotated[str | None, typer.Argument(help="The address.")] = None,
    quote: Annotated[str | None, typer.Option(metavar="TEXT", help="The words that should stand there.")] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Lines of URL, or JSON Lines; - is stdin.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Tell how it was decided.")] = False,
    as_json: JSON = False,
) -> None:
    """Judge links and quotes without a database."""
    if (url is None) == (source is None):
        raise InputError("give one address, or --from FILE")
    settings = state.settings(ctx)
    with ExitStack() as stack:
        if url is not None:
            asked, broken = listed([request(url, quote, "", "", None)]), 0
        else:
            assert source
            if quote is not None:
                raise InputError("--quote belongs to one address; in a list, each line has its own")
            lines = stack.enter_context(open_lines(source))
            asked = LinkList(lines.requests(lambda line: _print_broken(line, as_json)), lines.again)
            broken = lines.broken
        bar = stack.enter_context(ProgressBar("check", many=url is None))

        async def look() -> int:
            concern = broken > 0
            bar.begin(len(asked.backlog), asked.hosts)
            async for line, finding in check_links(asked, settings.verify, now):
                concern |= _wants_a_person(finding)
                bar.advance(finding.link)
                _print_finding(line, finding, as_json, explain)
            return int(concern)

        status = state.run(look())
    raise typer.Exit(2 if broken and not asked.backlog else status)


def _wants_a_person(finding: Finding) -> bool:
    words = [quote.outcome for quote in finding.quotes if quote]
    return finding.link not in FINE or any(outcome is not QuoteOutcome.EXACT for outcome in words)


NOTHING = dict.fromkeys(
    "id url link reason http_status final_url redirects content_type bytes payload_digest title language elapsed_ms"
    " checked_at quote quote_reason match diff error".split()
)
"""The keys of a result, where there is none."""


def finding_json(finding: Finding, quote: QuoteFinding | None) -> dict[str, Any]:
    """Return a look as the contract has it."""
    match = quote.match if quote else None
    return {
        "url": finding.url,
        "link": finding.link,
        "reason": finding.reason,
        "http_status": finding.http_status,
        "final_url": finding.final_url,
        "redirects": [asdict(hop) for hop in finding.redirects],
        "content_type": finding.content_type,
        "bytes": finding.bytes,
        "payload_digest": finding.payload_digest,
        "title": finding.title,
        "language": finding.language,
        "elapsed_ms": finding.elapsed_ms,
        "checked_at": output.instant(finding.checked_at),
        "quote": quote.outcome if quote else None,
        "quote_reason": quote.reason if quote else None,
        "match": {"start": match.start, "end": match.end, "text": match.text, "score": round(match.score, 4)}
        if match
        else None,
        "diff": diff_of(quote) if quote else [],
        "error": finding.error,
    }


def _print_finding(line: LinkRequest, finding: Finding, as_json: bool, explain: bool) -> None:
    (quote,) = finding.quotes or (None,)
    path = [output.plain(f"    {sentence}") for sentence in finding.trace] if explain else []
    if as_json:
        output.print_json(
            {"id": line.id} | finding_json(finding, quote) | ({"trace": finding.trace} if explain else {})
        )
        for sentence in path:
            state.say(sentence)
        return
    told = f"{finding.link:12}{quote.outcome if quote else '-':14}{line.url}"
    print(output.plain(told + (f"  ({finding.error})" if finding.error else "")), flush=True)
    for each in diff_of(quote) if quote else []:
        print(output.plain(f"    {difference_line(each)}"))
    for sentence in path:
        print(sentence, flush=True)


def _print_broken(line: Broken, as_json: bool) -> None:
    if as_json:
        output.print_json(NOTHING | {"id": line.id, "url": line.url, "line": line.number, "error": line.why})
    else:
        print(output.plain(f"{'broken':12}{'-':14}{line.why}"))


def duration(text: str) -> float:
    """Return the seconds of a duration such as 90, 90s, 50m, 2h."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", text.strip())
    if not match:
        raise InputError(f"{text!r} is no duration; give one such as 90s, 50m or 2h")
    return float(match[1]) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}[match[2]]


def verify(
    ctx: typer.Context,
    claims: Annotated[
        list[int] | None, typer.Argument(metavar="CLAIM…", help="Only the sources of these claims.")
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="What is due (the default).")] = False,
    every: Annotated[bool, typer.Option("--all", help="Every source that a claim cites.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Sources at most.")] = None,
    max_runtime: Annotated[str | None, typer.Option(metavar="T", help="Stop after 90s, 50m, 2h.")] = None,
    jitter: Annotated[float, typer.Option(min=0, metavar="S", help="Wait up to so many seconds first.")] = 0,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when new alerts were opened.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be looked at.")] = False,
    as_json: JSON = False,
) -> None:
    """Look at what is due, record it, and open alerts."""
    if sum((bool(claims), due, every)) > 1:
        raise InputError("give claims, --due or --all, one of them")
    which = Which.CLAIMS if claims else Which.ALL if every else Which.DUE
    selection = Selection(which, tuple(claims or ()))
    settings = state.settings(ctx)
    stop_after = duration(max_runtime) if max_runtime else None
    with state.desk(ctx) as desk:
        if dry_run:
            for planned in planned_sources(desk, settings.verify, selection, limit):
                source = {"source_id": planned.task.key, "url": planned.task.url, "quotes": len(planned.citation_ids)}
                if as_json:
                    output.print_json(source)
                else:
                    print(output.plain(planned.task.url))
            return
        with verify_lock(desk.engine):
            run = look_at_sources(desk, settings, selection, limit=limit, max_runtime=stop_after)
            news = beside(desk, settings, run, max_runtime=stop_after)
            ended = _Told(as_json)

            async def look() -> int:
                if jitter:
                    await asyncio.sleep(random.uniform(0, jitter))  # noqa: S311  it spreads load, it keeps no secret
                async for each in news:
                    ended.tell(each)
                return 0

            with ended.bar:
                status = state.run(look())
        raise typer.Exit(status or int(exit_code and ended.opened > 0))


class _Told:
    """Tells of a run as it goes: data to stdout, a progress bar to stderr where that is a terminal."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self.opened = 0
        self.bar = ProgressBar("verify")

    def tell(self, news: RunNews) -> None:
        """Tell of one piece of news."""
        match news:
            case RunPlanned():
                self.bar.begin(news.sources, news.hosts)
            case SourceChecked():
                self._source(news)
            case RunEnded():
                self.opened = news.alerts_opened
                self._ended(news)

    def _source(self, news: SourceChecked) -> None:
        self.bar.advance(news.finding.link)
        if self.as_json:
            output.print_json(source_json(news))
            return
        for alert_id in news.resolved:
            print(
                output.plain(f"alert {alert_id} is settled: {_settled(news)} again at {news.finding.url}"), flush=True
            )
        bad = [each for each in news.quotes if each.finding and each.finding.outcome is not QuoteOutcome.EXACT]
        if news.finding.link not in FINE or bad or news.opened:
            print(output.plain(_source_line(news)), flush=True)

    def _ended(self, news: RunEnded) -> None:
        if self.as_json:
            run = {
                "run_id": news.run_id,
                "started_at": output.instant(news.started_at),
                "ended_at": output.instant(news.ended_at),
                "planned": news.planned,
                "checked": news.checked,
                "links": news.links,
                "alerts_opened": news.alerts_opened,
                "alerts_resolved": news.alerts_resolved,
                "deferred": news.deferred,
                "stopped": news.stopped,
                "network_down": False,
            }
            output.print_json({"run": run})
            return
        links = ", ".join(f"{count} {link}" for link, count in news.links.items()) or "nothing"
        alerts = f"{news.alerts_opened} alerts opened, {news.alerts_resolved} settled"
        later = f"; {news.deferred} left for later, as their hosts asked" if news.deferred else ""
        state.say(f"{news.checked} of {news.planned} sources looked at: {links}; {alerts}{later}")


def _settled(news: SourceChecked) -> str:
    stands = any(each.finding and each.finding.outcome is QuoteOutcome.EXACT for each in news.quotes)
    return "the words stand" if stands else "the source answers"


def _source_line(news: SourceChecked) -> str:
    quotes = " ".join(str(each.finding.outcome) for each in news.quotes if each.finding)
    told = f"{news.finding.link:12}{quotes or '-':14}{news.finding.url}"
    return told + (f"  ({news.finding.error})" if news.finding.error else "")


def source_json(news: SourceChecked) -> dict[str, Any]:
    """Return a recorded look as the contract has it."""
    one = next((each.finding for each in news.quotes if each.finding), None)
    return finding_json(news.finding, one) | {
        "source_id": news.source_id,
        "state": news.state,
        "quotes": [_quote_json(each) for each in news.quotes],
        "alerts_opened": list(news.opened),
        "alerts_resolved": list(news.resolved),
        "drift": None if news.drift is None else round(news.drift, 4),
    }


def _quote_json(each: QuoteChecked) -> dict[str, Any]:
    finding = each.finding
    return {
        "citation_id": each.citation_id,
        "claim_id": each.claim_id,
        "quote": finding.outcome if finding else None,
        "reason": finding.reason if finding else None,
        "state": each.state,
        "diff": diff_of(finding) if finding else [],
    }
