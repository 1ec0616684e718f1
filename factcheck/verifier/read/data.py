"""Text, JSON, XML and feeds: what of them a reader would read."""

import html
import json
import re
from typing import Any

from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.read.clean import folded, language_of, visible
from factcheck.vocabulary import Region

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_DECLARATION = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>|<\?.*?(?:\?>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z_][\w:.\-]*)[^>]*>")
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_LANGUAGE = re.compile(r"<language>\s*([A-Za-z-]{2,12})\s*</language>|xml:lang=[\"']([A-Za-z-]{2,12})", re.IGNORECASE)
MAX_DEPTH = 200


def document(kind: str, text: str, **more: Any) -> Document:
    """Return a document that is all article."""
    read = folded(visible(text))
    more["language"] = more.get("language") or language_of(read)
    stretches = (Stretch(0, len(read), Region.ARTICLE),) if read else ()
    return Document(kind=kind, text=read, stretches=stretches, unreadable=None if read else "empty", **more)


def read_text(text: str, *, charset: str, truncated: str | None, language: str | None) -> Document:
    """Return a plain text as it stands; its lines are joined by the search, which does not mind line breaks."""
    return document("text", text, charset=charset, truncated=truncated, language=language)


def read_json(text: str, *, charset: str, truncated: str | None) -> Document:
    """Return the strings and numbers of a JSON text, a line each; what is no JSON is plain text."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return document("text", text, charset=charset, truncated=truncated)
    lines: list[str] = []
    waiting: list[Any] = [value]
    while waiting:
        match waiting.pop():
            case dict() as held:
                waiting.extend(reversed(held.values()))
            case list() as held:
                waiting.extend(reversed(held))
            case str() as held:
                lines.append(re.sub(r"<[^>]{0,500}>", " ", held) if "<" in held else held)
            case bool() | None:
                pass
            case number:
                lines.append(str(number))
    return document("json", "\n".join(lines), charset=charset, truncated=truncated)


def read_xml(text: str, *, charset: str, truncated: str | None) -> Document:
    """Return the character data of an XML text or feed. No entity but XML's own and HTML's is ever expanded."""
    cdata: list[str] = []

    def keep(match: re.Match[str]) -> str:
        cdata.append(match[1])
        return f"\x00{len(cdata) - 1}\x00"

    kept = _CDATA.sub(keep, text.replace("\x00", ""))
    bare = _DECLARATION.sub("", _COMMENT.sub("", kept))
    words = html.unescape(_TAG.sub("\n", bare))
    words = re.sub(r"\x00(\d+)\x00", lambda match: cdata[int(match[1])], words)
    if "<" in words:
        words = html.unescape(_TAG.sub("\n", words))
    title = _TITLE.search(bare)
    language = _LANGUAGE.search(bare[:5000])
    feed = re.search(r"<(?:rss|feed|rdf:RDF)[\s>]", bare[:2000]) is not None
    return document(
        "feed" if feed else "xml",
        words,
        charset=charset,
        truncated=truncated,
        title=folded(visible(html.unescape(title[1]))) if title and "\x00" not in title[1] else None,
        language=(language[1] or language[2]) if language else None,
    )
