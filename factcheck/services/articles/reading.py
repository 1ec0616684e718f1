"""Reads articles from the web, from files and from text."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from factcheck.errors import InputError
from factcheck.services.articles.addresses import article_address, article_key
from factcheck.services.articles.documents import ArticleText, article_text, capture_of_file
from factcheck.services.articles.fetching import RecordingFetcher, fetch_article
from factcheck.services.articles.metadata import PageMetadata, page_metadata
from factcheck.services.articles.values import ArticleFile, ReadArticle, UnreadableArticle
from factcheck.settings import VerifySettings
from factcheck.spotting.values import Found, Reading
from factcheck.verifier.http.address_policy import is_private_host
from factcheck.verifier.http.response import Capture
from factcheck.verifier.http.urls import host_of

FILE_ADDRESS = "file:"
"""The address of a file in the place of a page's."""
MAX_ADDRESSES = 3
"""Addresses of one article that are requested: the given one, the one that it states, and the one that this states."""
CLOCK_ERROR = timedelta(days=1)
"""An article of tomorrow may have been published where it is tomorrow already."""


async def read_article(
    given: str | ArticleFile,
    settings: VerifySettings,
    clock: Callable[[], datetime],
    *,
    url: str | None = None,
    language: str | None = None,
) -> ReadArticle:
    """Read an article at an address, or in a file; ``url`` is the address of a file's article.

    Raises UnreadableArticle where there is no article, and InputError for an address that is refused.
    """
    if isinstance(given, str):
        return await _read_page(given, settings, clock, language)
    address = None if url is None else _allowed(article_address(url), settings)
    blank = Capture(FILE_ADDRESS, FILE_ADDRESS + given.name, 200, (), b"", clock(), 0.0)
    text = article_text(capture_of_file(given.name, given.content, blank), given.name)
    page = page_metadata(text.markup, address) if text.markup else PageMetadata()
    return _article(given.name, text, page, address or page.address, language, clock)


async def _read_page(
    given: str, settings: VerifySettings, clock: Callable[[], datetime], language: str | None
) -> ReadArticle:
    """Read a page at its own address: the one that it states, where that shows the same article."""
    address = _allowed(article_address(given), settings)
    async with RecordingFetcher(settings, clock=clock) as fetcher:
        text, page = await _read_at(fetcher, address, language)
        seen = {address}
        while page.address and page.address not in seen and len(seen) < MAX_ADDRESSES:
            seen.add(page.address)
            try:
                other_text, other = await _read_at(fetcher, _allowed(page.address, settings), language)
            except (UnreadableArticle, InputError):
                break
            if not _is_same_text(text, other_text):
                break
            address, text, page = page.address, other_text, other
    return replace(_article(given, text, page, address, language, clock), pages=fetcher.fetched)


async def _read_at(fetcher: RecordingFetcher, address: str, language: str | None) -> tuple[ArticleText, PageMetadata]:
    capture = await fetch_article(fetcher, address, (language,) if language else ())
    text = article_text(capture, address)
    page = page_metadata(text.markup, capture.final_url) if text.markup else PageMetadata()
    return text, page


def _allowed(address: str, settings: VerifySettings) -> str:
    if not settings.allow_private and is_private_host(host_of(address)):
        raise InputError(f"{address[:200]} is not on the public internet; set verify.allow_private if you mean it")
    return address


def _is_same_text(one: ArticleText, other: ArticleText) -> bool:
    """Return whether two pages show the same article: half of the lines of the shorter one are in the longer one."""
    first, second = ({line.strip() for line in each.text.split("\n") if len(line) > 40} for each in (one, other))
    return bool(first and second) and 2 * len(first & second) >= min(len(first), len(second))


def _article(
    name: str,
    text: ArticleText,
    page: PageMetadata,
    address: str | None,
    language: str | None,
    clock: Callable[[], datetime],
) -> ReadArticle:
    notes = [*text.notes, *page.notes]
    published, origin = page.published, page.published_origin
    if published and published.start > (clock() + CLOCK_ERROR).date():
        notes.append(f"its date, {published.start}, is in the future ({origin}), and is not used")
        published, origin = None, ""
    reading = Reading(
        text=text.text,
        kind=text.kind,
        language=language or (page.language.value if page.language else text.language),
        title=page.title
        or (Found(text.heading or text.title or "", text.kind) if text.heading or text.title else None),
        author=page.author,
        published=published,
        published_origin=origin,
        url=address,
        interruptions=text.interruptions,
    )
    return ReadArticle(
        name=name,
        reading=reading,
        key=article_key(address) if address else None,
        digest=f"sha256:{hashlib.sha256(text.text.encode('utf-8', 'replace')).hexdigest()}",
        language=language,
        notes=tuple(notes),
    )
