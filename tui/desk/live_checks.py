"""Looks at sources, told as they come in. Loaded with the network, when the first is asked for."""

from collections.abc import AsyncGenerator

from factcheck.services.desk import Desk
from factcheck.services.editing.quote_preview import Drafting
from factcheck.services.monitoring.check_run import RunPlanned, verify
from factcheck.services.monitoring.recording import SourceChecked
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.monitoring.run_state import RunEnded
from factcheck.settings import Settings

from ..messages import CheckProgress

__all__ = ["Drafting", "check_sources"]


async def check_sources(
    desk: Desk, settings: Settings, which: str, numbers: tuple[int, ...], name: str
) -> AsyncGenerator[CheckProgress, None]:
    """Look at sources, record what is found, and tell of it."""
    done = total = 0
    told = ""
    async for news in verify(desk, settings, Selection(Which[which], numbers)):
        landed = False
        match news:
            case RunPlanned(sources=total):
                told = f"{name}: nothing to look at" if not total else f"{name}: looking at {total} sources"
            case SourceChecked():
                done, landed = done + 1, True
                told = f"{name}: {done}/{total}  {outcome(news)}"
            case RunEnded(alerts_opened=opened) if opened:
                told = f"{told}  {opened} alerts opened"
        yield CheckProgress(told, landed)


def outcome(news: SourceChecked) -> str:
    """Return a look in a few words."""
    quotes = [f"quote {each.finding.outcome}" for each in news.quotes if each.finding]
    return "  ".join([f"link {news.finding.link} ({news.finding.reason})", *quotes])
