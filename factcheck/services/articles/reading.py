"""Reads articles from the web, from files and from text."""

import asyncio
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from factcheck.errors import InputError
from factcheck.services.articles.addresses import article_address, article_key
from factcheck.services.articles.documents import ArticleText, article_text, capture_of_file, is_page, is_pdf, read_pdf
from factcheck.services.articles.fetching import RecordingFetcher, fetch_article, refuse_walls
from factcheck.services.articles.metadata import TIME, PageMetadata, page_metadata
from factcheck.services.articles.page_parts import Entry, SeveralArticles, emphasized, page_parts
from factcheck.services.articles.text_facts import TEXT, author_in_text, date_in_text, language_in_text, title_in_text
from factcheck.services.articles.values import STATED, ArticleFile, ReadArticle, UnreadableArticle
from factcheck.services.text.phrases import join_names
from factcheck.settings import VerifySettings
from factcheck.spotting.values import DateInterval, Found, Reading
from factcheck.verifier.http.address_policy import is_private_host
from factcheck.verifier.http.response import Capture
from factcheck.verifier.http.urls import host_of

ENTRY_MIN_CHARACTERS = 20
"""An entry of a live blog with fewer words is found only where they are a line of their own: "Rain" is in many sentences."""
MAX_ADDRESSES = 3
"""Addresses of one article that are requested: the given one, the one that it states, and the one that this states."""
CLOCK_ERROR = timedelta(days=1)
"""An article of tomorrow may have been published where it is tomorrow already."""
LINE_MIN_CHARACTERS = 40
"""Least length of a line by which the texts of two pages are compared."""

Clock = Callable[[], datetime]


async def read_article(
    given: str | ArticleFile,
    settings: VerifySettings,
    clock: Clock,
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
    capture = capture_of_file(given, clock())
    if is_page(capture):
        await refuse_walls(capture, given.name)
    text, page = await _read_capture(capture, given.name, address)
    return _article(given.name, text, page, address or page.address, language, clock)


async def _read_page(given: str, settings: VerifySettings, clock: Clock, language: str | None) -> ReadArticle:
    """Read a page at its own address, where that shows the same article."""
    address = _allowed(article_address(given), settings)
    languages = (language,) if language else ()
    async with RecordingFetcher(settings, clock=clock) as fetcher:
        text, page, own = await _read_at(fetcher, address, languages)
        seen = {address}
        while own not in seen and len(seen) < MAX_ADDRESSES:
            seen.add(own)
            try:
                other_text, other, following = await _read_at(fetcher, _allowed(own, settings), languages)
            except (UnreadableArticle, InputError):
                break
            if not _is_same_text(text, other_text):
                break
            address, text, page, own = own, other_text, other, following
    return replace(_article(given, text, page, address, language, clock), pages=fetcher.fetched)


async def _read_at(
    fetcher: RecordingFetcher, address: str, languages: Sequence[str]
) -> tuple[ArticleText, PageMetadata, str]:
    """Return the article at an address, and its own address: the one that it states, or that a redirect leads to."""
    capture = await fetch_article(fetcher, address, languages)
    text, page = await _read_capture(capture, address, capture.final_url)
    return text, page, page.address or article_address(capture.final_url)


async def _read_capture(capture: Capture, name: str, address: str | None) -> tuple[ArticleText, PageMetadata]:
    """Return the text of a response and its metadata; of a page with several articles, those of the one that it is about."""
    pdf = await read_pdf(capture) if is_pdf(capture) else None
    text = await asyncio.to_thread(article_text, capture, name, pdf)
    if text.markup is None:
        return text, PageMetadata()
    page = await asyncio.to_thread(page_metadata, text.markup, address)
    parts = await asyncio.to_thread(page_parts, text.markup, page.titles)
    if isinstance(parts, SeveralArticles):
        shown = join_names([f"“{each}”" for each in parts.names])
        raise UnreadableArticle(
            f"{name} shows several articles, and it is not clear which is meant: {shown}; give the address of one of them"
        )
    if parts.others:
        shown = join_names([f"“{each}”" for each in parts.others])
        body = parts.markup.encode("utf-8", "replace")
        headers = (("content-type", "text/html; charset=utf-8"),)
        text = await asyncio.to_thread(article_text, replace(capture, body=body, headers=headers), name)
        text = replace(text, notes=(*text.notes, f"the page shows other articles, too, which were left out: {shown}"))
    if parts.entries and page.published_origin == TIME:
        page = replace(page, published=None, published_origin="")  # it is the time of an entry
    spans = _spans(text.text, await asyncio.to_thread(lambda: tuple(emphasized(parts.markup))))
    return replace(text, emphasized=spans, entries=_located(text.text, page.entries or parts.entries)), page


def _spans(text: str, paragraphs: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Return where paragraphs are in a text, in its order; those that are not in it are left out."""
    found: list[tuple[int, int]] = []
    place = 0
    for each in paragraphs:
        start = text.find(each, place)
        if start >= 0:
            place = start + len(each)
            found.append((start, place))
    return tuple(found)


def _located(text: str, entries: Iterable[Entry]) -> tuple[tuple[int, DateInterval], ...]:
    """Return where each entry of a live blog starts; entries that are not in the text are left out."""
    found: dict[int, DateInterval] = {}
    for each in entries:
        place = text.find(each.words) if len(each.words) >= ENTRY_MIN_CHARACTERS else _line(text, each.words)
        if place >= 0:
            found.setdefault(place, each.published)
    return tuple(sorted(found.items()))


def _line(text: str, words: str) -> int:
    """Return where a line of a text is these words, or -1."""
    found = re.search(rf"^[^\S\n]*{re.escape(words)}[^\S\n]*$", text, re.MULTILINE)
    return found.start() if found else -1


def _allowed(address: str, settings: VerifySettings) -> str:
    if not settings.allow_private and is_private_host(host_of(address)):
        raise InputError(f"{address[:200]} is not on the public internet; set verify.allow_private if you mean it")
    return address


def _is_same_text(one: ArticleText, other: ArticleText) -> bool:
    """Return whether two pages show the same article: half of the lines of the shorter one are in the longer one."""
    first, second = (
        {line.strip() for line in each.text.split("\n") if len(line) >= LINE_MIN_CHARACTERS} for each in (one, other)
    )
    return bool(first and second) and 2 * len(first & second) >= min(len(first), len(second))


def _title(text: ArticleText) -> Found | None:
    if named := text.heading or text.title:
        return Found(named, text.kind)
    return title_in_text(text.text) if text.kind == "text" else None


def _article(
    name: str, text: ArticleText, page: PageMetadata, address: str | None, language: str | None, clock: Clock
) -> ReadArticle:
    notes = [*text.notes, *page.notes]
    if page.original:
        notes.append(f"the page names {page.original} as its original")
    found = Found(language, STATED) if language else page.language or language_in_text(text.text)
    published, origin = page.published, page.published_origin
    if published is None and not text.entries:
        published, origin = date_in_text(text.text, found.value if found else None), TEXT
    if published and published.start > (clock() + CLOCK_ERROR).date():
        notes.append(f"its date, {published.start}, is in the future ({origin}), and is not used")
        published = None
    reading = Reading(
        text=text.text,
        kind=text.kind,
        language=found.value if found else None,
        title=page.title or _title(text),
        author=page.author or author_in_text(text.text, found.value if found else None),
        published=published,
        published_origin=origin if published else "",
        url=address,
        interruptions=text.interruptions,
        emphasized=text.emphasized,
        entries=text.entries,
    )
    return ReadArticle(
        name=name,
        reading=reading,
        key=article_key(address) if address else None,
        digest=f"sha256:{hashlib.sha256(text.text.encode('utf-8', 'replace')).hexdigest()}",
        language=found,
        notes=tuple(notes),
    )
