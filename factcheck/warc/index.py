"""An index of records, as replay tools read it: CDXJ lines under sort-friendly addresses (SURT). Pure."""

import json
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from factcheck.warc.reading import StoredRecord

_WWW = re.compile(r"www\d*\.")


def surt(url: str) -> str:
    """Return an address as an index sorts it: the host's labels turned round, then the path, in lower case.

    As the Internet Archive's canonicaliser has it: without scheme, leading "www", default port and last slash, the
    query's parts in order.
    """
    parts = urlsplit(url)
    host = _WWW.sub("", (parts.hostname or "").lower(), count=1) if parts.hostname else ""
    name = f"[{host}]" if ":" in host else ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port not in {None, 443 if parts.scheme == "https" else 80} else ""
    path = re.sub("//+", "/", parts.path.lower())
    path = path.rstrip("/") if path != "/" else path
    query = "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    return f"{name}{port}){path or '/'}" + (f"?{query}" if query else "")


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
