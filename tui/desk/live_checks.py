"""Checks of sources, reported as they come in. Loaded with the network, when the first is asked for."""

from collections import Counter
from collections.abc import AsyncGenerator

from factcheck.services.desk import Desk
from factcheck.services.editing.quote_preview import QuotePreviewer
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.events import RunFinished, RunStarted, SourceChecked
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.text.phrases import counted
from factcheck.settings import Settings

from .check_progress import CheckProgress

__all__ = ["QuotePreviewer", "check_sources"]


async def check_sources(
    desk: Desk, settings: Settings, which: str, numbers: tuple[int, ...], name: str
) -> AsyncGenerator[CheckProgress, None]:
    """Check sources, store the results, and report each."""
    done = total = 0
    text = ""
    async for event in verify(desk, settings, Selection(Which[which], numbers)):
        recorded = False
        match event:
            case RunStarted(sources=total):
                text = f"{name}: no source to check" if not total else f"{name}: checking {counted(total, 'source')}"
            case SourceChecked():
                done, recorded = done + 1, True
                text = f"{name}: {done}/{total}  {outcome(event)}"
            case RunFinished(alerts_opened=opened) if opened:
                text = f"{text}  {counted(opened, 'alert')} opened"
        yield CheckProgress(text, recorded)


def outcome(event: SourceChecked) -> str:
    """Return the outcome of a check in a few words."""
    found = Counter(each.finding.outcome for each in event.quotes if each.finding)
    quotes = [f"quote {outcome}" if count == 1 else f"{count} quotes {outcome}" for outcome, count in found.items()]
    return "  ".join([f"link {event.finding.link} ({event.finding.reason})", *quotes])
