"""Documents of articles: what the verifier reads of a page or a file, as the text that spans of statements refer to."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import PurePath
from urllib.parse import quote, urlsplit

from factcheck.services.articles.page_parts import linked_characters
from factcheck.services.articles.values import ArticleFile, UnreadableArticle
from factcheck.services.text.phrases import counted
from factcheck.spotting.values import DateInterval
from factcheck.verifier.document import UNREADABLE_REASONS, Document
from factcheck.verifier.http.response import Capture
from factcheck.verifier.read import read
from factcheck.verifier.read.charset import decode
from factcheck.verifier.read.sniff import is_noise, is_timed, kind_of
from factcheck.verifier.read.timed_text import read_timed
from factcheck.verifier.scheduling.page_check import with_cpu_limit
from factcheck.verifier.scheduling.page_workers import CPU_MAX_SECONDS
from factcheck.verifier.scheduling.process_pool import ProcessPool, WorkerCrashed
from factcheck.vocabulary import Region

_TYPES = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".txt": "text/plain", ".text": "text/plain",
    ".md": "text/markdown", ".vtt": "text/vtt", ".srt": "application/x-subrip", ".pdf": "application/pdf",
    ".eml": "message/rfc822", ".mht": "multipart/related", ".mhtml": "multipart/related",
}  # fmt: skip
"""Media types by the ends of file names. The content counts more: it says what a file is, whatever its name."""
FILE_ADDRESS = "https://file.invalid/"
"""The address that a file has in the place of a page's."""
PDF_MARK_MAX_BYTES = 4_096
"""A PDF has its mark in so many bytes."""
ARTICLE_KINDS = frozenset({"html", "text", "captions", "pdf", "message"})
NOT_ARTICLES = {
    "feed": "it is a feed, a list of articles: give the address of one of them",
    "xml": "it is XML, not an article",
    "json": "it is JSON, not an article",
    "table": "it is a table of data, not an article",
}
_LABEL = re.compile(r"[^\n:：\[\]]{1,60}[:：](?=\s|$)|\[[^\[\]\n]{1,60}[:：]\]|\[[^\[\]\n]{1,60}\][:：]")
"""The label of a speaker in a transcript."""
TEXT_MAX_CHARACTERS = 20_000_000
"""Maximum length of a text file that is read: a library, not an article, is longer."""
PROSE_MIN_CHARACTERS = 300
PROSE_MIN_SHARE, LINKS_MIN_SHARE = 0.1, 0.5
"""A page with less running text, and with a small share of it, is not an article where it has many links."""


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The text of an article."""

    kind: str
    text: str
    markup: str | None = None
    """The markup of a page, from which its metadata are read."""
    heading: str | None = None
    title: str | None = None
    language: str | None = None
    interruptions: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()
    emphasized: tuple[tuple[int, int], ...] = ()
    """Paragraphs in bold, as in ``Reading``."""
    entries: tuple[tuple[int, DateInterval], ...] = ()
    """The entries of a live blog, as in ``Reading``."""


def capture_of_file(file: ArticleFile, at: datetime) -> Capture:
    """Return a file as the response that a server would send for it."""
    name, content = file.name, file.content
    suffix = PurePath(name).suffix.lower()
    label = _TYPES.get(suffix, "")
    if label in {"text/html", "application/xhtml+xml"} and b"<" not in content:
        label = "text/plain"
    address = FILE_ADDRESS + quote(name, safe="")
    return Capture(address, address, 200, (("content-type", label),), content, at, 0.0)


def is_page(capture: Capture) -> bool:
    """Return whether a response is a page of the web."""
    return kind_of(capture.header("content-type") or "", capture.body, capture.final_url) == "html"


def is_pdf(capture: Capture) -> bool:
    """Return whether a response may be a PDF."""
    return b"%PDF-" in capture.body[:PDF_MARK_MAX_BYTES]


async def read_pdf(capture: Capture) -> Document:
    """Return the document of a PDF. A process of its own reads it, because the PDF library cannot be interrupted."""
    async with ProcessPool(1, partial(with_cpu_limit, read, CPU_MAX_SECONDS)) as pool:
        try:
            document: Document = await pool.run(capture)
        except WorkerCrashed:
            return Document("pdf", "", (), unreadable="costly")
    return document


def article_text(capture: Capture, name: str, pdf: Document | None = None) -> ArticleText:
    """Return the text of the article in a response. Raises UnreadableArticle, which names it and the reason.

    ``pdf`` is the document of a PDF, which a process of its own reads.
    """
    content_type = capture.header("content-type") or ""
    kind = kind_of(content_type, capture.body, capture.final_url) if capture.body else "text"
    if kind == "text" and not _is_markdown(capture, content_type):
        return _from_text(capture, content_type, name)
    document = pdf or read(capture)
    if document.kind in NOT_ARTICLES:
        raise UnreadableArticle(f"{name} cannot be read as an article: {NOT_ARTICLES[document.kind]}")
    if document.unreadable == "script-only" and document.witness:
        return _from_witness(document, document.witness, capture, content_type)
    if document.unreadable or document.kind not in ARTICLE_KINDS:
        reason = UNREADABLE_REASONS.get(document.unreadable or document.kind, "its kind is not supported")
        raise UnreadableArticle(f"{name} cannot be read: {reason}")
    return _from_document(document, capture, content_type, name)


def _from_text(capture: Capture, content_type: str, name: str) -> ArticleText:
    text, charset = decode(capture.body, content_type, markup=False)
    if is_noise(text):
        raise UnreadableArticle(f"{name} cannot be read: {UNREADABLE_REASONS['binary']}")
    timed = read_timed(
        text, charset=charset, truncated=None, language=None, labelled=is_timed(content_type, capture.final_url)
    )
    if timed is not None:
        return _checked(ArticleText("captions", _transcript(timed), language=timed.language, notes=_cut(timed)), name)
    if len(text) > TEXT_MAX_CHARACTERS:
        raise UnreadableArticle(
            f"{name} has {len(text):,} characters; up to {TEXT_MAX_CHARACTERS:,} are read: give a part of it"
        )
    mark = "\ufeff" if capture.body.startswith(BOM_UTF8) else ""
    return _checked(ArticleText("text", mark + text), name)


def _is_markdown(capture: Capture, content_type: str) -> bool:
    """Return whether a text is Markdown, which is read without the addresses of its links."""
    return "markdown" in content_type or urlsplit(capture.final_url).path.lower().endswith((".md", ".markdown"))


def _from_witness(document: Document, text: str, capture: Capture, content_type: str) -> ArticleText:
    """Return the text that a page has in its metadata only, because scripts draw it."""
    markup = decode(capture.body, content_type, markup=True)[0]
    note = "the page is drawn by scripts: the text is that of its JSON-LD"
    return ArticleText("html", text, markup, document.heading, document.title, document.language, notes=(note,))


def _from_document(document: Document, capture: Capture, content_type: str, name: str) -> ArticleText:
    text, interruptions = _article(document)
    markup = None
    notes = _cut(document)
    if document.kind == "html":
        markup = decode(capture.body, content_type, markup=True)[0]
        prose = max(document.prose, document.dense)
        is_scant = prose < PROSE_MIN_CHARACTERS and prose < len(text) * PROSE_MIN_SHARE
        if is_scant and linked_characters(markup) > len(text) * LINKS_MIN_SHARE:
            raise UnreadableArticle(f"{name} cannot be read as an article: it shows only links and headings")
        if document.metered:
            notes += ("the page says that it is not free to read: the text may be incomplete",)
    article = ArticleText(
        document.kind, text, markup, document.heading, document.title, document.language, interruptions, notes
    )
    return _checked(article, name)


def _checked(article: ArticleText, name: str) -> ArticleText:
    if not any(map(str.isalnum, article.text)):
        raise UnreadableArticle(f"{name} cannot be read: {UNREADABLE_REASONS['empty']}")
    return article


def _cut(document: Document) -> tuple[str, ...]:
    if not document.truncated:
        return ()
    return (f"the text is incomplete: its first {counted(len(document.text), 'character')} were read",)


def _article(document: Document) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the text of the article alone, and the blocks that interrupt it, as spans of that text."""
    pieces: list[str] = []
    interruptions: list[tuple[int, int]] = []
    waiting = list(reversed(document.interruptions))
    length = 0
    for each in document.stretches:
        if each.region is not Region.ARTICLE:
            continue
        while waiting and waiting[-1][1] <= each.end:
            start, end = waiting.pop()
            if start >= each.start:
                interruptions.append((start - each.start + length, end - each.start + length))
        pieces.append(document.text[each.start : each.end])
        length += each.end - each.start
    return "".join(pieces), tuple(interruptions)


def _transcript(document: Document) -> str:
    """Return the speech of captions, with a blank line and the label of the speaker before each turn."""
    return "".join(_turns(document)).lstrip("\n")


def _turns(document: Document) -> Iterator[str]:
    for each in document.stretches:
        words = document.text[each.start : each.end]
        if each.region is Region.ARTICLE:
            yield words
        elif labels := _LABEL.findall(words):
            yield f"\n{labels[-1].strip()} "
