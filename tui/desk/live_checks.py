"""Looks at sources, told as they come in. Loaded with the network, when the first is asked for."""

from collections.abc import AsyncGenerator

from factcheck.services.desk import Desk
from factcheck.services.editing.quote_preview import Drafting
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.events import RunFinished, RunStarted, SourceChecked
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings

from ..messages import Told

__all__ = ["Drafting", "look"]


async def look(
    desk: Desk, settings: Settings, which: str, numbers: tuple[int, ...], name: str
) -> AsyncGenerator[Told, None]:
    """Look at sources, record what is found, and tell of it."""
    done = total = 0
    told = ""
    async for news in verify(desk, settings, Selection(Which[which], numbers)):
        landed = False
        match news:
            case RunStarted(sources=total):
                told = f"{name}: nothing to look at" if not total else f"{name}: looking at {total} sources"
            case SourceChecked():
                done, landed = done + 1, True
                told = f"{name}: {done}/{total}  {outcome(news)}"
            case RunFinished(alerts_opened=opened) if opened:
                told = f"{told}  {opened} alerts opened"
        yield Told(told, landed)


def outcome(news: SourceChecked) -> str:
    """Return a look in a few words."""
    quotes = [f"quote {each.finding.outcome}" for each in news.quotes if each.finding]
    return "  ".join([f"link {news.finding.link} ({news.finding.reason})", *quotes])
