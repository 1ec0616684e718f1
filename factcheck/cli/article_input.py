"""Reads the article that a command names, and says what was found out about it."""

import re

from factcheck.cli import context
from factcheck.cli.exit_statuses import Reported
from factcheck.clock import now
from factcheck.errors import InputError
from factcheck.services.articles.files import article_file, read_article_file
from factcheck.services.articles.findings import article_findings
from factcheck.services.articles.reading import read_article
from factcheck.services.articles.values import ArticleFile, ReadArticle
from factcheck.services.editing.text_rules import checked_language
from factcheck.settings import Settings

_ADDRESS = re.compile(r"https?:", re.IGNORECASE)


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
    checked_language(lang)
    if not _ADDRESS.match(given):
        return await read_article(_file(given), settings.verify, now, url=url, language=lang)
    if url is not None:
        raise InputError("--url gives a file its address; the article has one already: leave --url out")
    return await read_article(given, settings.verify, now, language=lang)


def _file(name: str) -> ArticleFile:
    return read_article_file("stdin", context.stdin()) if name == "-" else article_file(name)


def narrate_article(article: ReadArticle) -> None:
    """Print what was found out about an article, and where, on stderr."""
    found = article_findings(article)
    for name, words in (*found.facts, *(("note", note) for note in found.notes)):
        context.narrate(f"{name:10}{words}")
