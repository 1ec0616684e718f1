"""An index of records, as replay tools read it: CDXJ lines under sort-friendly addresses (SURT). Pure."""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from factcheck.warc.reader import StoredRecord

_WWW = re.compile(r"www\d*\.")
_UNESCAPED = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
"""Characters that a key holds as they are, beside letters and digits: all of ASCII that can be printed but "#" and "%"."""
_SESSION = re.compile(
    r"(?:^|(?<=&))(?:(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24}|cfid=[^&]+&cftoken=[^&]+)(?:&|$)",
    re.IGNORECASE,
)


def surt(url: str) -> str:
    """Return the key of an address in an index: the labels of its host reversed, then the path, in lower case.

    As the Internet Archive's canonicaliser has it: without scheme, leading "www", default port, session number and last
    slash, the query's parts in order, and characters percent-encoded only where they must be ("%2A" is "*").
    """
    parts = urlsplit(url)
    host = _WWW.sub("", (parts.hostname or "").lower(), count=1) if parts.hostname else ""
    name = f"[{host}]" if ":" in host else ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port not in {None, 443 if parts.scheme == "https" else 80} else ""
    path = _escaped(_without_dots(_unescaped(parts.path))).lower()
    path = path.removesuffix("/") if path != "/" else path
    query = _SESSION.sub("", _escaped(_unescaped(parts.query))).lower()
    ordered = "&".join(sorted(query.split("&"), key=lambda part: part.split("=", 1))) if query else ""
    return f"{name}{port}){path or '/'}" + (f"?{ordered}" if ordered else "")


def _unescaped(part: str) -> bytes:
    """Return the bytes that a path or query stands for, however often they were percent-encoded."""
    found, before = part.encode(), b""
    while found != before:
        found, before = unquote_to_bytes(found), found
    return found


def _escaped(part: bytes) -> str:
    return quote_from_bytes(part, safe=_UNESCAPED)


def _without_dots(path: bytes) -> bytes:
    """Return a path without its dot segments and its empty segments."""
    kept: list[bytes] = []
    segments = path.split(b"/")[1:]
    for segment in segments:
        if segment == b".." and kept:
            kept.pop()
        elif segment not in {b"", b"."}:
            kept.append(segment)
    end = b"/" if kept and segments[-1] == b"" else b""
    return b"/" + b"/".join(kept) + end


def cdxj(records: Iterable[tuple[StoredRecord, int]], filename: str) -> str:
    """Return the index of a file: a line for each answer, given with where its look's records begin, sorted bytewise."""
    lines = [
        _line(record, base + record.offset, filename)
        for record, base in records
        if record.kind in {"response", "revisit", "resource"}
    ]
    return "".join(sorted(lines, key=lambda line: line.encode()))


def _line(record: StoredRecord, offset: int, filename: str) -> str:
    kind = next((value for name, value in record.headers if name.lower() == "content-type"), None)
    mime = (kind or record.fields.get("Content-Type", "")).partition(";")[0].strip().lower() or "unk"
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
