"""Commands that look at sources: ``check`` without a database, ``verify`` with one."""

import random
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from factcheck.cli import context, output
from factcheck.cli.check import finding_json
from factcheck.cli.job import Job, Log, Order, duration, run_json, run_to_the_end
from factcheck.cli.progress import ProgressBar
from factcheck.clock import now
from factcheck.errors import InputError
from factcheck.services.monitoring import leases
from factcheck.services.monitoring.check_run import RunNews, RunPlanned, planned_sources
from factcheck.services.monitoring.recording import QuoteChecked, SourceChecked
from factcheck.services.monitoring.run_lock import verify_lock
from factcheck.services.monitoring.run_plan import Planned, Selection, Which
from factcheck.services.monitoring.run_state import RunEnded
from factcheck.services.text.phrases import diff_of
from factcheck.vocabulary import QuoteOutcome

JSON = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]


def register(app: typer.Typer) -> None:
    """Put this module's commands into the application."""
    app.command("verify")(verify)


def verify(
    ctx: typer.Context,
    claims: Annotated[
        list[int] | None, typer.Argument(metavar="CLAIM…", help="Only the sources of these claims.")
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="What is due (the default).")] = False,
    every: Annotated[bool, typer.Option("--all", help="Every source that a claim cites.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Sources at most.")] = None,
    max_runtime: Annotated[str | None, typer.Option(metavar="T", help="Begin no look after 90, 50m, 2h.")] = None,
    jitter: Annotated[str | None, typer.Option(metavar="S", help="Wait up to so long first: 90, 5m.")] = None,
    share: Annotated[bool, typer.Option("--share", help="Work together with other runs that share.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when new alerts were opened.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be looked at.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the digest and what goes wrong, nothing else.")] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="Talk in JSON Lines on stderr.")] = False,
    as_json: JSON = False,
) -> None:
    """Look at what is due, record it, and open alerts."""
    if sum((bool(claims), due, every)) > 1:
        raise InputError("give claims, --due or --all, one of them")
    if share and (claims or every):
        raise InputError("--share is for what is due: runs that share divide the queue")
    which = Which.CLAIMS if claims else Which.ALL if every else Which.DUE
    order = Order(
        selection=Selection(which, tuple(claims or ())),
        limit=limit,
        max_runtime=duration(max_runtime, "--max-runtime") if max_runtime is not None else None,
        wait=random.uniform(0, duration(jitter, "--jitter")) if jitter is not None else 0,  # noqa: S311  no secret
        share=share,
    )
    settings = context.settings(ctx)
    log = Log(log_json, quiet, now)
    told = _Told(as_json, log)
    with log.failures("run.failed"), context.desk(ctx) as desk:
        if dry_run:
            _print_planned(planned_sources(desk, settings.verify, order.selection, limit), as_json)
            return
        with verify_lock(desk.engine, share=share, alone=lambda: leases.clear(desk)), told.bar:
            status = run_to_the_end(Job(desk, settings, order, log, told.tell, told.digest).run, log.heard)
    raise typer.Exit(status or int(exit_code and told.opened > 0))


def _print_planned(sources: Iterable[Planned], as_json: bool) -> None:
    for planned in sources:
        source = {"source_id": planned.task.key, "url": planned.task.url, "quotes": len(planned.citation_ids)}
        if as_json:
            output.print_json(source)
        else:
            print(output.plain(planned.task.url))


class _Told:
    """Tells of a run as it goes: data to stdout, a progress bar to stderr where that is a terminal."""

    def __init__(self, as_json: bool, log: Log) -> None:
        self.as_json = as_json
        self.log = log
        self.opened = 0
        self.bar = ProgressBar("verify", many=not (log.as_json or log.quiet))

    def tell(self, news: RunNews) -> None:
        """Tell of one piece of news."""
        match news:
            case RunPlanned():
                self.bar.begin(news.sources, news.hosts)
                for sentence in news.mended:
                    context.say(output.plain(sentence))
                self.log.info("run.started", run_id=news.run_id, sources=news.sources, hosts=news.hosts)
            case SourceChecked():
                self._source(news)
            case RunEnded():
                self.opened = news.alerts_opened
                self._ended(news)

    def digest(self, words: str) -> None:
        """Print the digest of new alerts."""
        if self.as_json:
            output.print_json({"digest": words})
        else:
            print(words, flush=True)

    def _source(self, news: SourceChecked) -> None:
        self.bar.advance(news.finding.link)
        if news.opened:
            self.log.info("alerts.opened", source_id=news.source_id, alerts=list(news.opened))
        if self.as_json:
            output.print_json(source_json(news))
            return
        if self.log.quiet:
            return
        for alert_id in news.resolved:
            print(
                output.plain(f"alert {alert_id} is settled: {_settled(news)} again at {news.finding.url}"), flush=True
            )
        bad = [each for each in news.quotes if each.finding and each.finding.outcome is not QuoteOutcome.EXACT]
        if not news.finding.link.shows_page or bad or news.opened:
            print(output.plain(_source_line(news)), flush=True)

    def _ended(self, news: RunEnded) -> None:
        run = run_json(news)
        if self.as_json:
            output.print_json({"run": run})
        links = ", ".join(f"{count} {link}" for link, count in news.links.items()) or "nothing"
        alerts = f"{news.alerts_opened} alerts opened, {news.alerts_resolved} settled"
        later = f"; {news.deferred} left for later, as their hosts asked" if news.deferred else ""
        said = f"{news.checked} of {news.planned} sources looked at: {links}; {alerts}{later}"
        self.log.info("run.ended", said if not self.as_json else "", **run)


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
