"""Reads an article for the screen, and what the desk knows about its statements. Loaded with the network."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path

from factcheck.errors import InputError
from factcheck.services.articles.checking import check_article
from factcheck.services.articles.files import article_file
from factcheck.services.articles.findings import ArticleFindings, article_findings
from factcheck.services.articles.offering import MATCHED_MAX_STATEMENTS, matched, offer, unmatched
from factcheck.services.articles.reading import read_article
from factcheck.services.articles.spotting import spot_article
from factcheck.services.articles.values import ArticleFile, Ingested, OfferedStatement, ReadArticle
from factcheck.services.desk import Desk
from factcheck.settings import Settings
from factcheck.store.interruption import Interrupted, Interruption

from ..core.article_input import is_article_text
from .check_progress import CheckProgress
from .live_checks import outcome

PASTED = "the pasted text"
"""The name of a pasted article in messages."""
STOP_CHECK_SECONDS = 0.05
"""A request that the reviewer stops ends after this time."""
YIELD_SECONDS = 0.0005
"""A rest after each sentence, in which the screen acts on keys."""
MATCHES_BATCH = 8
"""Statements whose matches are shown at once."""
_ADDRESS = re.compile(r"https?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """An article, what was found out about it, and its statements, the best first."""

    article: ReadArticle
    findings: ArticleFindings
    statements: tuple[OfferedStatement, ...]


def read_offer(desk: Desk, settings: Settings, given: str, pasted: str | None, stop: Interruption) -> Offer:
    """Read an address, a file or a pasted text, whose address may be given.

    Raises FactcheckError where that cannot be read, Interrupted where the reviewer stopped it.
    """
    article = asyncio.run(_until_stopped(_read(desk, settings, given.strip(), pasted), stop))

    def pace() -> None:
        stop.check()
        time.sleep(YIELD_SECONDS)

    candidates = spot_article(article, settings.spot, pace)
    return Offer(article, article_findings(article), offer(desk, article, candidates))


async def _read(desk: Desk, settings: Settings, given: str, pasted: str | None) -> ReadArticle:
    if pasted is None and is_article_text(given) and not await asyncio.to_thread(_exists, given):
        given, pasted = "", given  # a terminal without bracketed paste types the text
    if pasted is not None:
        file = ArticleFile(PASTED, pasted.encode("utf-8", "replace"))
        return await read_article(file, settings.verify, desk.clock, url=given or None)
    if _ADDRESS.match(given):
        return await read_article(given, settings.verify, desk.clock)
    return await read_article(await asyncio.to_thread(_file, given), settings.verify, desk.clock)


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:  # the name is too long
        return False


def _file(given: str) -> ArticleFile:
    """Return a file by its path, as it is typed, or as a terminal writes it where the file is dropped onto it."""
    quoted = len(given) > 1 and given[0] == given[-1] and given[0] in "'\""
    path = given[1:-1] if quoted else given.removeprefix("file://")
    if not quoted and not _exists(path):
        path = re.sub(r"\\(.)", r"\1", path)
    try:
        return article_file(str(Path(path).expanduser()))
    except RuntimeError as error:  # no such user
        raise InputError(f"{given} cannot be read: {error}") from None


async def _until_stopped(work: Coroutine[None, None, ReadArticle], stop: Interruption) -> ReadArticle:
    task = asyncio.ensure_future(work)
    while not task.done():
        await asyncio.wait({task}, timeout=STOP_CHECK_SECONDS)
        if stop.stopped:
            task.cancel()
            await asyncio.wait({task})
            raise Interrupted
    return task.result()


def read_matches(
    desk: Desk,
    statements: Sequence[OfferedStatement],
    show: Callable[[list[OfferedStatement]], None],
    stop: Interruption,
) -> None:
    """Call ``show`` with statements and the tracked claims that may say the same, a few at a time, the best first."""
    wanted = unmatched(statements)[:MATCHED_MAX_STATEMENTS]
    for start in range(0, len(wanted), MATCHES_BATCH):
        stop.check()
        show(matched(desk, statements, wanted[start : start + MATCHES_BATCH]))


async def check_ingested(
    desk: Desk, settings: Settings, article: ReadArticle, ingested: Ingested, name: str
) -> AsyncGenerator[CheckProgress, None]:
    """Check and capture the article of an ingest, and report the result."""
    if ingested.source_id is None or not article.pages:
        return
    yield CheckProgress(f"{name}: checking the article")
    checked = await check_article(desk, settings, article, ingested)
    if checked is not None:
        yield CheckProgress(f"{name}: {outcome(checked)}", recorded=True)
