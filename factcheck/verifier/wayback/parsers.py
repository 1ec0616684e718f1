"""Parsers for the responses of an archive's interfaces. Pure.

Responses are untrusted: their shape is validated. Only the date and the original address of a copy are used, never an
address to fetch: a response that names another host has no effect.
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
"""Status codes of captures that contain a page."""


class UnexpectedResponse(Exception):
    """The response does not match the interface; the message says in which way."""


@dataclass(frozen=True, slots=True)
class ArchivedCopy:
    """A copy that an archive lists."""

    stamp: str
    """Its date in fourteen digits, UTC."""
    original: str
    """The archived address."""
    found_by: str
    """The origin of this entry: "cdx", "availability", "timegate", "save", or "person"."""
    digest: str | None = None
    """SHA-1 of the payload in base 32."""

    @property
    def at(self) -> datetime:
        """The time of the copy."""
        return datetime.strptime(self.stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def parse_cdx(body: bytes, url: str) -> list[ArchivedCopy]:
    """Return the copies in a CDX server's response. Raises UnexpectedResponse.

    The response is a JSON array of arrays, the first of which is the header; without captures it is ``[]`` or empty.
    """
    rows = _json(body) if body.strip() else []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise UnexpectedResponse("the response is not a list of rows")
    if not rows:
        return []
    head = [str(name) for name in rows[0]]
    if not {"timestamp", "original"} <= set(head):
        raise UnexpectedResponse("the rows have no header")
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
    """Return the copy in a response of the Wayback availability API, if there is one. Raises UnexpectedResponse."""
    response = _json(body)
    snapshots = response.get("archived_snapshots") if isinstance(response, dict) else None
    if not isinstance(snapshots, dict):
        raise UnexpectedResponse("the response has no archived_snapshots")
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
    """Return the copy that Save Page Now made, or the identifier of its unfinished job. Raises UnexpectedResponse."""
    response = _json(body)
    if not isinstance(response, dict):
        raise UnexpectedResponse("the response is not an object")
    job, status = response.get("job_id"), response.get("status", "pending")
    if status == "success":
        copy = _copy(response.get("timestamp"), response.get("original_url"), "save", url)
        if copy is None:
            raise UnexpectedResponse("it reports success without a copy")
        return copy
    if status == "pending" and isinstance(job, str) and re.fullmatch(r"[\w.-]{1,100}", job):
        return job
    message = response.get("status_ext") or response.get("message") or "no job was started"
    raise UnexpectedResponse(str(message)[:200])


def parse_replay_url(address: str, replay: str, found_by: str) -> ArchivedCopy | None:
    """Return the copy at an address of the archive; None: it is another kind of address.

    ``replay`` is the base address of its copies.
    """
    base = replay.partition("://")[2]
    rest = address.partition("://")[2]
    if not rest.startswith(base + "/"):
        return None
    where = _REPLAY_PATH.fullmatch(rest[len(base) :])
    return _copy(where["stamp"], where["original"], found_by, None) if where else None


def nearest_first(copies: Iterable[ArchivedCopy], near: datetime) -> list[ArchivedCopy]:
    """Return distinct copies: those before a moment first, the nearest first.

    A later copy may contain the change.
    """
    each = {copy.stamp: copy for copy in copies}
    return sorted(each.values(), key=lambda copy: (copy.at > near, abs((copy.at - near).total_seconds())))


def same_page(one: str, other: str) -> bool:
    """Return whether an archive treats two addresses as one: it ignores the scheme, "www." and a trailing slash."""
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
    """Return a copy; None: the date is invalid, or the copy is of another page than requested."""
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
        raise UnexpectedResponse("the response is not JSON") from None
