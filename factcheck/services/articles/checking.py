"""Checks and captures the article of an ingest, with the pages that it was read from."""

from factcheck.services.articles.fetching import RecordingFetcher
from factcheck.services.articles.values import Ingested, ReadArticle
from factcheck.services.desk import Desk
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.events import SourceChecked
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings


async def check_article(
    desk: Desk, settings: Settings, article: ReadArticle, ingested: Ingested
) -> SourceChecked | None:
    """Check the source of an ingest like any other, capture it, and return the recorded check.

    Pages that were fetched when the article was read are not fetched again, so that the captured page is the one that was
    read. Returns None where the article was not read from the web, or nothing cites it.
    """
    if ingested.source_id is None or not article.pages:
        return None
    checked: SourceChecked | None = None
    selection = Selection(Which.SOURCES, (ingested.source_id,))
    async with RecordingFetcher(settings.verify, clock=desk.clock, at_hand=article.pages) as fetcher:
        async for event in verify(desk, settings, selection, fetcher=fetcher):
            if isinstance(event, SourceChecked):
                checked = event
    return checked
