"""Commands that look at sources: ``check`` without a database, ``verify`` with one."""

import asyncio
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from factcheck.cli import output, state
from factcheck.errors import InputError
from factcheck.services import checks
from factcheck.services.checks import LinkRequest, RunEnded, RunNews, RunPlanned
from factcheck.services.citations import check_quote
from factcheck.services.desk import now
from factcheck.services.lock import verify_lock
from factcheck.services.planning import Selection, Which
from factcheck.services.recording import QuoteChecked, SourceChecked, diff_of
from factcheck.services.wording import difference_line
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.urls import text_fragment
from factcheck.vocabulary import LinkOutcome, QuoteOutcome, TextQuoteSelector

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
    explain: Annotated[bool, typer.Option("--explain", help="Tell how it was decided, on stderr.")] = False,
    as_json: JSON = False,
) -> None:
    """Judge links and quotes without a database."""
    if (url is None) == (source is None):
        raise InputError("give one address, or --from FILE")
    settings = state.settings(ctx)
    if url is not None:
        lines: Iterable[LinkRequest | Broken] = [request(url, quote, "", "", None)]
    else:
        assert source
        lines = list(read_requests(source))
    requests = [line for line in lines if isinstance(line, LinkRequest)]
    broken = [line for line in lines if isinstance(line, Broken)]
    for line in broken:
        _print_broken(line, as_json)

    async def look() -> int:
        concern = bool(broken)
        looks = checks.check_links(requests, settings.verify, now)
        async for line, finding in looks:
            concern |= _wants_a_person(finding)
            _print_finding(line, finding, as_json)
            if explain:
                for sentence in finding.trace:
                    state.say(output.plain(f"  {sentence}"))
        return int(concern)

    raise typer.Exit(state.run(look()))


class Broken:
    """A line that asks for nothing."""

    def __init__(self, number: int, id_: Any, why: str) -> None:
        self.number, self.id, self.why = number, id_, why


def request(url: str, quote: str | None, prefix: str, suffix: str, id_: Any) -> LinkRequest:
    """Return what a line asks for. Raises InputError."""
    if quote is None and (prefix or suffix):
        raise InputError("a prefix or suffix without a quote")
    selector = TextQuoteSelector(quote, prefix, suffix) if quote is not None else text_fragment(url)
    if selector is not None:
        check_quote(selector)
    return LinkRequest(id_, url, selector)


def read_requests(name: str) -> Iterator[LinkRequest | Broken]:
    """Give what each line of a file asks for."""
    if name == "-":
        yield from _requests(sys.stdin)
        return
    try:
        content = Path(name).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}") from None
    yield from _requests(content.splitlines())


def _requests(lines: Iterable[str]) -> Iterator[LinkRequest | Broken]:
    for number, raw in enumerate(lines, 1):
        line = raw.strip().removeprefix("\ufeff")
        if not line or line.startswith("#"):
            continue
        given: Any = {"url": line}
        if line.startswith("{"):
            try:
                given = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield Broken(number, None, f"line {number} is no JSON: {error}")
                continue
        fields = [given.get(name) for name in ("url", "quote", "prefix", "suffix")]
        if not isinstance(fields[0], str) or not all(value is None or isinstance(value, str) for value in fields):
            yield Broken(number, given.get("id"), f"line {number} has no url, or a field that is no text")
            continue
        try:
            yield request(fields[0], fields[1], fields[2] or "", fields[3] or "", given.get("id", number))
        except InputError as error:
            yield Broken(number, given.get("id"), f"line {number}: {error.message}")


def _wants_a_person(finding: Finding) -> bool:
    words = [quote.outcome for quote in finding.quotes if quote]
    return finding.link not in FINE or any(outcome is not QuoteOutcome.EXACT for outcome in words)


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


def _print_finding(line: LinkRequest, finding: Finding, as_json: bool) -> None:
    (quote,) = finding.quotes or (None,)
    if as_json:
        output.print_json({"id": line.id} | finding_json(finding, quote))
        return
    told = f"{finding.link:12}{quote.outcome if quote else '-':14}{line.url}"
    print(output.plain(told + (f"  ({finding.error})" if finding.error else "")), flush=True)
    for each in diff_of(quote) if quote else []:
        print(output.plain(f"    {difference_line(each)}"))


def _print_broken(line: Broken, as_json: bool) -> None:
    if as_json:
        output.print_json({"id": line.id, "url": None, "link": None, "quote": None, "error": line.why})
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
            for planned in checks.planned_sources(desk, selection, limit):
                source = {"source_id": planned.task.key, "url": planned.task.url, "quotes": len(planned.citation_ids)}
                if as_json:
                    output.print_json(source)
                else:
                    print(output.plain(planned.task.url))
            return
        with verify_lock(desk.engine):
            news = checks.verify(desk, settings, selection, limit=limit, max_runtime=stop_after)
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
        self.links: Counter[str] = Counter()
        console = Console(stderr=True)
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[outcomes]}", markup=False),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self.task = self.bar.add_task("looking", total=None, outcomes="")

    def tell(self, news: RunNews) -> None:
        """Tell of one piece of news."""
        match news:
            case RunPlanned():
                self.bar.update(self.task, total=news.sources, description=f"{news.hosts} hosts")
            case SourceChecked():
                self._source(news)
            case RunEnded():
                self.opened = news.alerts_opened
                self._ended(news)

    def _source(self, news: SourceChecked) -> None:
        self.links[news.finding.link] += 1
        self.bar.update(self.task, advance=1, outcomes=" ".join(f"{n} {link}" for link, n in self.links.items()))
        if self.as_json:
            output.print_json(source_json(news))
            return
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
                "network_down": False,
            }
            output.print_json({"run": run})
            return
        links = ", ".join(f"{count} {link}" for link, count in news.links.items()) or "nothing"
        alerts = f"{news.alerts_opened} alerts opened, {news.alerts_resolved} settled"
        state.say(f"{news.checked} of {news.planned} sources looked at: {links}; {alerts}")


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
