"""A small web archive on loopback, for the demo and for tests.

It serves a few captures with the interfaces of the Wayback Machine: the availability API, the CDX server, the Memento TimeGate
and replay (RFC 7089), and Save Page Now.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Self
from urllib.parse import parse_qs

from factcheck.demo.server import Answer, serve_loopback
from factcheck.verifier.wayback.parsers import same_page

CDX_FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
JSON_HEADERS = {"Content-Type": "application/json"}
_REPLAY = re.compile(r"/web/(?P<stamp>\d{4,14})(?P<raw>id_)?/(?P<original>.+)")


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """One capture."""

    stamp: str
    original: str
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})

    @property
    def at(self) -> datetime:
        """The time of the capture."""
        return datetime.strptime(self.stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)

    @property
    def digest(self) -> str:
        """SHA-1 of the payload, in base 32."""
        return base64.b32encode(hashlib.sha1(self.body, usedforsecurity=False).digest()).decode()


class DemoArchive:
    """An archive that answers requests about its captures."""

    def __init__(self) -> None:
        self.archived: list[ArchivedPage] = []
        self.origin = ""
        self.requests: list[str] = []

    @contextmanager
    def serve(self) -> Iterator[Self]:
        """Serve on loopback until the block ends."""
        with serve_loopback(self._answer) as self.origin:
            yield self

    def add(self, original: str, at: datetime, body: bytes, **more: object) -> ArchivedPage:
        """Add a capture."""
        capture = ArchivedPage(at.astimezone(UTC).strftime("%Y%m%d%H%M%S"), original, body, **more)  # type: ignore[arg-type]
        self.archived.append(capture)
        return capture

    def _answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.requests.append(target)
        path, _, query = target.partition("?")
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        if path == "/wayback/available":
            return self.available(asked)
        if path == "/cdx/search/cdx":
            return self.cdx(asked)
        if path.startswith("/save"):
            return self.saved(path, headers, body)
        if replay := _REPLAY.fullmatch(target):
            return self.replay(replay["stamp"].ljust(14, "0"), replay["original"], raw=bool(replay["raw"]))
        if target.startswith("/web/"):
            return self.timegate(target.removeprefix("/web/"), headers.get("accept-datetime"))
        return 404, {}, b"no such interface"

    def captures(self, url: str) -> list[ArchivedPage]:
        """Return the captures of an address, the oldest first."""
        return sorted((each for each in self.archived if same_page(each.original, url)), key=lambda each: each.stamp)

    def nearest(self, url: str, stamp: str) -> ArchivedPage | None:
        """Return the capture of an address nearest to a date. None: the address was not captured."""
        wanted = ArchivedPage(stamp, url, b"").at
        return min(self.captures(url), key=lambda each: abs(each.at - wanted), default=None)

    def available(self, asked: Mapping[str, str]) -> Answer:
        """Return the answer of the availability API."""
        held = self.nearest(asked["url"], asked.get("timestamp", "20990101000000"))
        closest = held and {
            "status": str(held.status),
            "available": True,
            "url": f"{self.origin}/web/{held.stamp}/{held.original}",
            "timestamp": held.stamp,
        }
        value = {"url": asked["url"], "archived_snapshots": {"closest": closest} if closest else {}}
        return 200, JSON_HEADERS, json.dumps(value).encode()

    def cdx(self, asked: Mapping[str, str]) -> Answer:
        """Return the answer of the CDX server: JSON rows below a header, or ``[]``."""
        fields = asked.get("fl", ",".join(CDX_FIELDS)).split(",")
        status = asked.get("filter", "statuscode:.*").partition(":")[2]
        rows = [
            self.row(held)
            for held in self.captures(asked["url"])
            if asked.get("from", "0") <= held.stamp <= asked.get("to", "9") and re.fullmatch(status, str(held.status))
        ]
        limit = int(asked.get("limit", "0"))
        rows = rows[limit:] if limit < 0 else rows[:limit] if limit else rows
        listed = [fields, *([row[name] for name in fields] for row in rows)] if rows else []
        return 200, JSON_HEADERS, json.dumps(listed).encode()

    def row(self, held: ArchivedPage) -> dict[str, str]:
        """Return the CDX fields of a capture."""
        kind = held.headers.get("Content-Type", "unk").partition(";")[0]
        values = ("", held.stamp, held.original, kind, str(held.status), held.digest, str(len(held.body)))
        return dict(zip(CDX_FIELDS, values, strict=True))

    def timegate(self, url: str, accept: str | None) -> Answer:
        """Return the answer of a TimeGate: a redirect to the capture nearest to the requested date."""
        try:
            wanted = parsedate_to_datetime(accept).astimezone(UTC) if accept else datetime.now(UTC)
        except ValueError:
            return 400, {}, b"malformed Accept-Datetime"
        held = self.nearest(url, wanted.strftime("%Y%m%d%H%M%S"))
        if held is None:
            return 404, {}, b"<h1>The archive has not archived that URL.</h1>"
        links = f'<{held.original}>; rel="original", <{self.origin}/web/{held.original}>; rel="timegate"'
        place = f"{self.origin}/web/{held.stamp}/{held.original}"
        return 302, {"Location": place, "Vary": "accept-datetime", "Link": links}, b""

    def replay(self, stamp: str, url: str, *, raw: bool) -> Answer:
        """Return a capture, or a redirect to the nearest one."""
        held = self.nearest(url, stamp)
        if held is None:
            return 404, {}, b"<h1>The archive has not archived that URL.</h1>"
        form = "id_" if raw else ""
        if held.stamp != stamp:
            return 302, {"Location": f"{self.origin}/web/{held.stamp}{form}/{held.original}"}, b""
        headers = {"Memento-Datetime": format_datetime(held.at, usegmt=True), **held.headers}
        if "Location" in headers:
            headers["Location"] = f"{self.origin}/web/{held.stamp}{form}/{headers['Location']}"
        return held.status, headers, held.body

    def saved(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the answer of Save Page Now: this archive makes no captures."""
        return 401, JSON_HEADERS, json.dumps({"message": "You need to be logged in to use Save Page Now."}).encode()
