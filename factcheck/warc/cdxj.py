"""The CDXJ index that replay tools read, with sort-friendly addresses (SURT). Pure.

``docs/decisions/0024-surt-and-cdxj-stay-ours.md`` compares it with the libraries surt and cdxj-indexer.
"""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from factcheck.warc.reader import StoredRecord

_WWW = re.compile(r"www\d*\.")
_UNESCAPED = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
"""Characters that are not percent-encoded, beside letters and digits: all printable ASCII except "#" and "%"."""
_SESSION = re.compile(
    r"(?:^|(?<=&))(?:(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24}|cfid=[^&]+&cftoken=[^&]+)(?:&|$)",
    re.IGNORECASE,
)

_ASP_SESSION = re.compile(r"/(?:\((?:[a-z]\([0-9a-z]{24}\))+\)|\([0-9a-z]{24}\))/(?=[^?]+\.aspx)")


def surt(url: str) -> str:
    """Return the sort-friendly form of an address: the labels of its host reversed, then the path, in lower case.

    It follows the Internet Archive's canonicaliser: no scheme, leading "www", default port, session number and last slash,
    the parts of the query sorted, and only those characters percent-encoded that must be ("%2A" becomes "*").
    """
    parts = urlsplit(url)
    host = _WWW.sub("", (parts.hostname or "").lower().rstrip("."), count=1)
    name = f"[{host}]" if ":" in host else ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port not in {None, 443 if parts.scheme == "https" else 80} else ""
    path = _ASP_SESSION.sub("/", _escaped(_without_dots(_unescaped(parts.path))).lower())
    path = path.removesuffix("/") if path != "/" else path
    query = _SESSION.sub("", _escaped(_unescaped(parts.query))).lower()
    ordered = "&".join(sorted(query.split("&"), key=lambda part: part.split("=", 1))) if query else ""
    return f"{name}{port}){path or '/'}" + (f"?{ordered}" if ordered else "")


def _unescaped(part: str) -> bytes:
    """Return the bytes of a path or query, however often they were percent-encoded."""
    found, before = part.encode(), b""
    while found != before:
        found, before = unquote_to_bytes(found), found
    return found


def _escaped(part: bytes) -> str:
    return quote_from_bytes(part, safe=_UNESCAPED)


def _without_dots(path: bytes) -> bytes:
    """Return a path without its dot segments and its empty segments."""
    remaining: list[bytes] = []
    segments = path.split(b"/")[1:]
    for segment in segments:
        if segment == b".." and remaining:
            remaining.pop()
        elif segment not in {b"", b"."}:
            remaining.append(segment)
    end = b"/" if remaining and segments[-1] == b"" else b""
    return b"/" + b"/".join(remaining) + end


def cdxj(records: Iterable[tuple[StoredRecord, int]], filename: str) -> str:
    """Return the index of a file: one line for each response, sorted bytewise.

    Each record comes with the offset of its capture in the file.
    """
    lines = [
        _line(record, base + record.offset, filename)
        for record, base in records
        if record.kind in {"response", "revisit", "resource"}
    ]
    return "".join(sorted(lines, key=lambda line: line.encode()))


def _line(record: StoredRecord, offset: int, filename: str) -> str:
    kind = next((value for name, value in record.headers if name.lower() == "content-type"), None)
    if record.kind == "resource":
        kind = kind or record.fields.get("Content-Type")
    mime = (kind or "").partition(";")[0].strip().lower() or "unk"
    entry = {
        "url": record.url,
        "mime": "warc/revisit" if record.kind == "revisit" else mime,
        "status": record.status or ("200" if record.kind == "resource" else "-"),
        "digest": record.fields.get("WARC-Payload-Digest", "-"),
        "length": str(record.length),
        "offset": str(offset),
        "filename": filename,
    }
    moment = re.sub(r"\D", "", record.date)[:14]
    return f"{surt(record.url)} {moment} {json.dumps(entry)}\n"
