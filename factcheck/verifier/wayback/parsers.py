"""What an archive's interfaces say, read as what a stranger says: shapes are checked, and nothing is taken on trust.

Pure. Only the date and the address of a copy are taken from an answer, never where to fetch it: an answer that names
another host leads nowhere.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from factcheck.errors import InputError
from factcheck.verifier.http.urls import canonical_url

_TIMESTAMP = re.compile(r"\d{14}")
_REPLAY_PATH = re.compile(r"/(?P<stamp>\d{14})(?:[a-z]{2}_)?/(?P<original>https?:/{1,2}.+)", re.IGNORECASE)
_DIGEST = re.compile(r"[A-Z2-7]{32}")
PAGE_STATUSES = frozenset({"200", "203", "206"})
"""Status codes of captures that hold a page."""


class UnexpectedResponse(Exception):
    """The answer is none of the interface; the message says in what way."""


@dataclass(frozen=True, slots=True)
class ArchivedCopy:
    """A copy that an archive tells of."""

    stamp: str
    """Its date, fourteen figures, UTC."""
    original: str
    """The address that was archived."""
    found_by: str
    """Who tells of it: "cdx", "availability", "timegate", "save", or "person"."""
    digest: str | None = None
    """SHA-1 of the payload in base 32."""

    @property
    def at(self) -> datetime:
        """When it was archived."""
        return datetime.strptime(self.stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def parse_cdx(body: bytes, url: str) -> list[ArchivedCopy]:
    """Return the copies that rows of a CDX server tell of. Raises Garbage.

    The answer is a JSON array of arrays whose first is the head; nothing captured is ``[]``, or no text at all.
    """
    rows = _json(body) if body.strip() else []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise UnexpectedResponse("the answer is no list of rows")
    if not rows:
        return []
    head = [str(name) for name in rows[0]]
    if not {"timestamp", "original"} <= set(head):
        raise UnexpectedResponse("the rows have no head")
    found = []
    for row in rows[1:]:
        named = dict(zip(head, map(str, row), strict=False))
        copy = _copy(named.get("timestamp"), named.get("original"), "cdx", url)
        if (
            copy is None
            or named.get("statuscode", "200") not in PAGE_STATUSES
            or named.get("mimetype") == "warc/revisit"
        ):
            continue
        digest = named.get("digest", "").upper()
        found.append(ArchivedCopy(copy.stamp, copy.original, "cdx", digest if _DIGEST.fullmatch(digest) else None))
    return found


def parse_availability(body: bytes, url: str) -> list[ArchivedCopy]:
    """Return the copy that the Wayback availability API tells of, if it does. Raises Garbage."""
    response = _json(body)
    snapshots = response.get("archived_snapshots") if isinstance(response, dict) else None
    if not isinstance(snapshots, dict):
        raise UnexpectedResponse("the answer has no archived_snapshots")
    closest = snapshots.get("closest")
    if (
        not isinstance(closest, dict)
        or closest.get("available") is not True
        or str(closest.get("status")) not in PAGE_STATUSES
    ):
        return []
    where = _REPLAY_PATH.search(str(closest.get("url")))
    copy = _copy(where["stamp"], where["original"], "availability", url) if where else None
    return [copy] if copy else []


def parse_save(body: bytes, url: str) -> ArchivedCopy | str:
    """Return the copy that Save Page Now has made, or the number of its job while it is at work. Raises Garbage."""
    response = _json(body)
    if not isinstance(response, dict):
        raise UnexpectedResponse("the answer is no object")
    job, status = response.get("job_id"), response.get("status", "pending")
    if status == "success":
        copy = _copy(response.get("timestamp"), response.get("original_url"), "save", url)
        if copy is None:
            raise UnexpectedResponse("it tells of success and of no copy")
        return copy
    if status == "pending" and isinstance(job, str) and re.fullmatch(r"[\w.-]{1,100}", job):
        return job
    said = response.get("status_ext") or response.get("message") or "no job was begun"
    raise UnexpectedResponse(str(said)[:200])


def parse_replay_url(address: str, replay: str, found_by: str) -> ArchivedCopy | None:
    """Return the copy that an address of the archive shows; None: it is another address. ``replay``: where copies are."""
    base = replay.partition("://")[2]
    rest = address.partition("://")[2]
    if not rest.startswith(base + "/"):
        return None
    where = _REPLAY_PATH.fullmatch(rest[len(base) :])
    return _copy(where["stamp"], where["original"], found_by, None) if where else None


def nearest_first(copies: Iterable[ArchivedCopy], near: datetime) -> list[ArchivedCopy]:
    """Return copies, each once, those from before a moment first, the nearest first: what came later may be the change."""
    each = {copy.stamp: copy for copy in copies}
    return sorted(each.values(), key=lambda copy: (copy.at > near, abs((copy.at - near).total_seconds())))


def same_page(one: str, other: str) -> bool:
    """Return whether two addresses are one to an archive: scheme, "www." and the last slash do not tell pages apart."""
    return _key(one) == _key(other)


def _key(url: str) -> str:
    try:
        rest = canonical_url(re.sub(r"^(https?):/+", r"\1://", url, flags=re.IGNORECASE)).partition("://")[2]
    except InputError:
        return url
    host, slash, path = rest.partition("/")
    bare = re.sub(r"^www\d*\.|:(?:80|443)$", "", host)
    return f"{re.sub(r':(?:80|443)$', '', bare)}{slash}{path}".rstrip("/")


def _copy(stamp: Any, original: Any, found_by: str, url: str | None) -> ArchivedCopy | None:
    """Return a copy; None: there is no such date, or it is of another page than was asked for."""
    if not isinstance(stamp, str) or not _TIMESTAMP.fullmatch(stamp) or not isinstance(original, str):
        return None
    address = re.sub(r"^(https?):/+", r"\1://", original, flags=re.IGNORECASE)
    try:
        canonical_url(address)
        copy = ArchivedCopy(stamp, address, found_by)
        _ = copy.at
    except (InputError, ValueError):
        return None
    return copy if url is None or same_page(address, url) else None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise UnexpectedResponse("the answer is no JSON") from None
