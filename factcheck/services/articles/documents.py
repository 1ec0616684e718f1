"""Documents of articles: what the verifier reads of a page or a file, as the text that spans of statements refer to."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from factcheck.services.articles.values import UnreadableArticle
from factcheck.services.text.phrases import counted
from factcheck.verifier.document import UNREADABLE_REASONS, Document
from factcheck.verifier.http.response import Capture
from factcheck.verifier.read import read
from factcheck.verifier.read.charset import decode
from factcheck.verifier.read.sniff import is_noise, is_timed, kind_of
from factcheck.verifier.read.timed_text import read_timed
from factcheck.vocabulary import Region

_TYPES = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".txt": "text/plain", ".text": "text/plain",
    ".md": "text/markdown", ".vtt": "text/vtt", ".srt": "application/x-subrip", ".pdf": "application/pdf",
    ".eml": "message/rfc822", ".mht": "multipart/related", ".mhtml": "multipart/related",
}  # fmt: skip
"""Media types by the ends of file names. The content counts more: it says what a file is, whatever its name."""
ARTICLE_KINDS = frozenset({"html", "text", "captions", "pdf", "message"})
NOT_ARTICLES = {
    "feed": "it is a feed, a list of articles: give the address of one of them",
    "xml": "it is XML, not an article",
    "json": "it is JSON, not an article",
    "table": "it is a table of data, not an article",
}
TEXT_MAX_CHARACTERS = 20_000_000
"""Maximum length of a text file that is read: a library, not an article, is longer."""
PROSE_MIN_CHARACTERS = 300
"""A page with less running text is an article only where the running text is a good part of it."""
PROSE_MIN_SHARE = 0.1


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


def capture_of_file(name: str, content: bytes, capture: Capture) -> Capture:
    """Return a file as the response that a server would send for it. ``capture`` gives the rest."""
    suffix = PurePath(name).suffix.lower()
    label = _TYPES.get(suffix, "")
    if label in {"text/html", "application/xhtml+xml"} and b"<" not in content:
        label = "text/plain"
    return replace(capture, headers=(("content-type", label),), body=content)


def article_text(capture: Capture, name: str) -> ArticleText:
    """Return the text of the article in a response. Raises UnreadableArticle, which names it and the reason."""
    content_type = capture.header("content-type") or ""
    kind = kind_of(content_type, capture.body, capture.final_url) if capture.body else "text"
    if kind == "text":
        return _from_text(capture, content_type, name)
    document = read(capture)
    if document.kind in NOT_ARTICLES:
        raise UnreadableArticle(f"{name} cannot be read as an article: {NOT_ARTICLES[document.kind]}")
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


def _from_document(document: Document, capture: Capture, content_type: str, name: str) -> ArticleText:
    text, interruptions = _article(document)
    markup = None
    if document.kind == "html":
        prose = max(document.prose, document.dense)
        if prose < PROSE_MIN_CHARACTERS and prose < len(text) * PROSE_MIN_SHARE:
            raise UnreadableArticle(f"{name} cannot be read as an article: it shows only links and headings")
        markup = decode(capture.body, content_type, markup=True)[0]
    return _checked(
        ArticleText(
            document.kind,
            text,
            markup=markup,
            heading=document.heading,
            title=document.title,
            language=document.language,
            interruptions=interruptions,
            notes=_cut(document),
        ),
        name,
    )


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
    length = 0
    for each in document.stretches:
        if each.region is not Region.ARTICLE:
            continue
        for start, end in document.interruptions:
            if each.start <= start and end <= each.end:
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
        else:
            yield from (f"\n{label} " for label in words.strip().split("\n")[-1:] if label.endswith((":", "：")))
