"""Reads the article that a command names, and says what was found out about it."""

import re
from pathlib import Path

from factcheck.cli import context
from factcheck.cli.article_output import shown_dates
from factcheck.cli.exit_statuses import Reported
from factcheck.clock import now
from factcheck.errors import InputError
from factcheck.services.articles.reading import read_article
from factcheck.services.articles.values import ArticleFile, ReadArticle
from factcheck.settings import Settings
from factcheck.spotting.candidates import is_ruled
from factcheck.spotting.values import Found

_ADDRESS = re.compile(r"https?:", re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
FILE_MAX_BYTES = 100_000_000
"""A larger file is not an article."""


def read_given(given: str, url: str | None, lang: str | None, settings: Settings) -> ReadArticle:
    """Return the article at an address, in a file or on standard input; a signal ends the command."""
    read: list[ReadArticle] = []

    async def work() -> int:
        read.append(await _read(given, url, lang, settings))
        return 0

    if status := context.run(work()):
        raise Reported(status)
    return read[0]


async def _read(given: str, url: str | None, lang: str | None, settings: Settings) -> ReadArticle:
    if lang is not None and not _TAG.fullmatch(lang):
        raise InputError(f"the language {lang[:60]!r} is not a language tag such as en, fr or zh-Hant")
    if not _ADDRESS.match(given):
        return await read_article(_file(given), settings.verify, now, url=url, language=lang)
    if url is not None:
        raise InputError("--url gives a file its address; the article has one already: leave --url out")
    return await read_article(given, settings.verify, now, language=lang)


def _file(name: str) -> ArticleFile:
    if name == "-":
        return ArticleFile("stdin", context.stdin().read())
    path = Path(name)
    try:
        size = path.stat().st_size
        if size > FILE_MAX_BYTES:
            raise InputError(f"{name} has {size:,} bytes; up to {FILE_MAX_BYTES:,} are read")
        return ArticleFile(name, path.read_bytes())
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}") from None


def narrate_article(article: ReadArticle) -> None:
    """Print what was found out about an article, and where, on stderr."""
    reading = article.reading
    published = reading.published
    dates = shown_dates(published) if published else None
    facts = (
        ("title", reading.title),
        ("author", reading.author),
        ("published", Found(dates, reading.published_origin) if dates else None),
        ("language", article.language),
    )
    for name, found in facts:
        context.narrate(f"{name:10}" + (f"{found.value} ({found.origin})" if found else "not found"))
    if article.language and not is_ruled(article.language.value):
        context.narrate(f"{'':10}no rules for this language: its statements are found by figures and names alone")
    context.narrate(f"{'address':10}{reading.url or 'none: the claims will cite no source'}")
    for note in article.notes:
        context.narrate(f"{'note':10}{note}")
