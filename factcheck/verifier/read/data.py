"""Reads plain text, Markdown, JSON, XML and feeds."""

import html
import json
import re
from typing import Any

from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.read.clean import TEXT_MAX_CHARACTERS, bounded_length, dense, folded, visible
from factcheck.verifier.text_language import language_of
from factcheck.vocabulary import Region

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?(?:\]\s*>|\Z)|>|\Z)", re.DOTALL | re.IGNORECASE)
_INSTRUCTION = re.compile(r"<\?.*?(?:\?>|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z_][^<>]*>")
_TITLE = re.compile(r"<title[^<>]*>([^<]{0,2000})", re.IGNORECASE)
_LANGUAGE = re.compile(r"<language>\s*([A-Za-z-]{2,12})\s*</language>|xml:lang=[\"']([A-Za-z-]{2,12})", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\((?:[^()\s]{0,2000}|<[^<>]{0,2000}>)(?:\s+[\"'][^\"']{0,500}[\"'])?\)")
_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)
JSON_MAX_VALUES = 200_000
"""Maximum number of values of a JSON text that are read."""


def document(kind: str, text: str, **more: Any) -> Document:
    """Return a document whose whole text is the article."""
    read = folded(visible(text[: 4 * TEXT_MAX_CHARACTERS]))
    more["language"] = more.get("language") or language_of(read)
    if (length := bounded_length(read)) < len(read):
        read, more["truncated"] = read[:length], more.get("truncated") or "length"
    stretches = (Stretch(0, len(read), Region.ARTICLE),) if read else ()
    unreadable = None if read else "empty"
    return Document(
        kind=kind, text=read, stretches=stretches, unreadable=unreadable, prose=len(read), dense=dense(read), **more
    )


def read_text(
    text: str, *, charset: str, truncated: str | None, language: str | None, markdown: bool = False
) -> Document:
    """Return a plain text without changes to its lines, because the search ignores line breaks.

    The addresses of links in Markdown are removed, as they are when it is displayed.
    """
    if markdown:
        text = _HEADING.sub("", _LINK.sub(r"\1", text))
    return document("text", text, charset=charset, truncated=truncated, language=language)


def read_json(text: str, *, charset: str, truncated: str | None) -> Document:
    """Return the strings and numbers of JSON or JSON Lines, one per line. A body that is not JSON is read as plain text."""
    values = _values(text)
    if values is None:
        return document("text", text, charset=charset, truncated=truncated)
    lines: list[str] = []
    waiting = list(reversed(values))
    while waiting and len(lines) < JSON_MAX_VALUES:
        match waiting.pop():
            case dict() as held:
                waiting.extend(reversed(held.values()))
            case list() as held:
                waiting.extend(reversed(held))
            case str() as held:
                lines.append(re.sub(r"<[^<>]{0,500}>", " ", held) if "<" in held else held)
            case _:
                pass
    truncated = truncated or ("length" if waiting else None)
    return document("json", "\n".join(lines), charset=charset, truncated=truncated)


def _values(text: str) -> list[Any] | None:
    """Return the JSON values of a text, with numbers as they are written, or None where it is not JSON."""
    whole = _loaded(text)
    if whole is not None:
        return whole
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or not lines[0].lstrip().startswith(("{", "[")):
        return None
    values: list[Any] = []
    for line in lines:
        if (value := _loaded(line)) is None:
            return values if line is lines[-1] and values else None
        values += value
    return values


def _loaded(text: str) -> list[Any] | None:
    try:
        return [json.loads(text, parse_int=str, parse_float=str, strict=False)]
    except (ValueError, RecursionError):
        return None


def read_xml(text: str, *, charset: str, truncated: str | None) -> Document:
    """Return the character data of an XML text or feed. Only the entities of XML and HTML are expanded."""
    cdata: list[str] = []

    def keep(match: re.Match[str]) -> str:
        cdata.append(match[1])
        return f"\x00{len(cdata) - 1}\x00"

    rest = _CDATA.sub(keep, text.replace("\x00", ""))
    bare = _INSTRUCTION.sub("", _DOCTYPE.sub("", _COMMENT.sub("", rest), count=1))
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
