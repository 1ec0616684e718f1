"""The results of a run on stdout: lines for people, or JSON Lines."""

from typing import Any

from factcheck.cli.json_output import finding_json, instant, print_json
from factcheck.services.monitoring.events import Emit, QuoteChecked, RunEvent, RunFinished, SourceChecked, Subscriber
from factcheck.services.text.phrases import counted, differences_json
from factcheck.services.text.sanitize import sanitize_text
from factcheck.vocabulary import QuoteOutcome


class ResultPrinter(Subscriber):
    """Prints each check that a person should see, or every check as JSON; then, as JSON, the totals."""

    def __init__(self, as_json: bool, quiet: bool) -> None:
        self.as_json, self.quiet = as_json, quiet
        self.alerts_opened = 0

    async def on_event(self, event: RunEvent, emit: Emit) -> None:
        """Print a result."""
        match event:
            case SourceChecked():
                self._print_check(event)
            case RunFinished():
                self.alerts_opened = event.alerts_opened
                if self.as_json:
                    print_json({"run": run_json(event)})

    def print_digest(self, digest: str) -> None:
        """Print the digest of new alerts."""
        if self.as_json:
            print_json({"digest": digest})
        else:
            print(digest, flush=True)

    def _print_check(self, event: SourceChecked) -> None:
        if self.as_json:
            print_json(source_json(event))
            return
        if self.quiet:
            return
        for alert_id in event.resolved:
            line = f"alert {alert_id} is resolved: {_what_is_found_again(event)} again at {event.finding.url}"
            print(sanitize_text(line), flush=True)
        outcomes = [each.finding.outcome for each in event.quotes if each.finding]
        changed = any(outcome is not QuoteOutcome.EXACT for outcome in outcomes)
        if not event.finding.link.shows_page or changed or event.opened:
            print(sanitize_text(_source_line(event)), flush=True)


def _what_is_found_again(event: SourceChecked) -> str:
    exact = any(each.finding and each.finding.outcome is QuoteOutcome.EXACT for each in event.quotes)
    return "the words are found" if exact else "the source answers"


def _source_line(event: SourceChecked) -> str:
    quotes = " ".join(str(each.finding.outcome) for each in event.quotes if each.finding)
    line = f"{event.finding.link:12}{quotes or '-':14}{event.finding.url}"
    return line + (f"  ({event.finding.error})" if event.finding.error else "")


def totals_sentence(run: RunFinished) -> str:
    """Return the totals of a run as a sentence."""
    links = ", ".join(f"{count} {link}" for link, count in run.links.items()) or "nothing"
    alerts = f"{counted(run.alerts_opened, 'alert')} opened, {run.alerts_resolved} resolved"
    deferred = f"; {run.deferred} deferred at the request of their hosts" if run.deferred else ""
    return f"{run.checked} of {counted(run.planned, 'source')} checked: {links}; {alerts}{deferred}"


def run_json(run: RunFinished) -> dict[str, Any]:
    """Return a run in the form of the command-line contract."""
    return {
        "run_id": run.run_id,
        "started_at": instant(run.started_at),
        "ended_at": instant(run.ended_at),
        "planned": run.planned,
        "checked": run.checked,
        "links": run.links,
        "alerts_opened": run.alerts_opened,
        "alerts_resolved": run.alerts_resolved,
        "deferred": run.deferred,
        "stopped": run.stopped,
        "network_down": False,
    }


def source_json(event: SourceChecked) -> dict[str, Any]:
    """Return a recorded check in the form of the command-line contract."""
    first = next((each.finding for each in event.quotes if each.finding), None)
    return finding_json(event.finding, first) | {
        "source_id": event.source_id,
        "state": event.state,
        "reused": event.finding.reused,
        "quotes": [_quote_json(each) for each in event.quotes],
        "alerts_opened": list(event.opened),
        "alerts_resolved": list(event.resolved),
        "drift": None if event.drift is None else round(event.drift, 4),
    }


def _quote_json(each: QuoteChecked) -> dict[str, Any]:
    finding = each.finding
    return {
        "citation_id": each.citation_id,
        "claim_id": each.claim_id,
        "quote": finding.outcome if finding else None,
        "reason": finding.reason if finding else None,
        "state": each.state,
        "diff": differences_json(finding) if finding else [],
    }
