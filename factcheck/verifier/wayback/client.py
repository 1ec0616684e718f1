"""Look-up of archived copies of a page.

Three interfaces are queried, because each may miss a copy: the CDX server API, the Wayback availability API, and the
Memento TimeGate (RFC 7089). Their answers are hints: the copy itself is fetched in its raw form (``id_``), evaluated
like any page, and searched for the quotes. A failure of the archive is reported as such, and affects nothing else.
"""

import asyncio
import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import quote, urlencode

from factcheck.settings import ArchiveSettings
from factcheck.verifier.finding import Finding, Selectors
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Answer, Capture, Redirect, RequestOptions
from factcheck.verifier.verdict.decide import examine
from factcheck.verifier.verdict.stubs import as_copy
from factcheck.verifier.wayback.parsers import (
    ArchivedCopy,
    UnexpectedResponse,
    nearest_first,
    parse_availability,
    parse_cdx,
    parse_replay_url,
    parse_save,
    same_page,
)
from factcheck.vocabulary import QuoteOutcome

CDX_MAX_ROWS = 20
"""Maximum number of captures requested from the CDX server."""
RATE_LIMIT_PAUSE_SECONDS = 60.0
"""Seconds without requests after a 429 that names no time."""
SAVE_MAX_POLLS = 15
"""Maximum number of status requests to Save Page Now."""


@dataclass(frozen=True, slots=True)
class CheckedCopy:
    """An archived copy (URI-M) that was fetched and evaluated."""

    url: str
    """Address of the copy for its readers (URI-M)."""
    at: datetime
    """Time of the copy (Memento-Datetime)."""
    found_by: str
    digest: str | None
    digest_matches: bool | None
    """Whether the payload has the digest in the index; None: there is none, or the payload was compressed or incomplete."""
    finding: Finding
    """The finding for the copy, evaluated like any page; its link is that of the archived response."""

    @property
    def has_all_quotes(self) -> bool:
        """Whether it is a page that contains all the requested quotes."""
        wanted = [each for each in self.finding.quotes if each]
        if wanted:
            return all(each.outcome is QuoteOutcome.EXACT for each in wanted)
        return self.finding.link.shows_page


@dataclass(frozen=True, slots=True)
class CopiesFound:
    """Copies that were checked, the most likely one first."""

    copies: tuple[CheckedCopy, ...]


@dataclass(frozen=True, slots=True)
class NoCopies:
    """The archive has no copy."""

    detail: str | None = None


@dataclass(frozen=True, slots=True)
class LookupFailed:
    """The archive gave no usable answer."""

    detail: str
    retry_after: float | None = None
    """Seconds that the archive asks us to wait."""


class Archive:
    """An archive, with one request at a time."""

    def __init__(self, settings: ArchiveSettings, fetcher: Fetcher, clock: Callable[[], datetime]) -> None:
        self.settings, self.fetcher, self.clock = settings, fetcher, clock
        self.lock = asyncio.Lock()
        self.next_at = 0.0
        self.rate_limited: LookupFailed | None = None
        """The failure after which the archive gets no more requests: it asked us to wait."""

    async def find_copies(
        self,
        url: str,
        selectors: Selectors,
        near: datetime,
        known: Sequence[ArchivedCopy] = (),
        shown: str | None = None,
    ) -> CopiesFound | NoCopies | LookupFailed:
        """Return the copies of a page nearest to a moment, checked until one contains all the quotes.

        ``known`` are copies that a person named; they are checked as well. ``shown`` is the article's text at an
        earlier check: a copy that is a stub of it does not count as a page.
        """
        listed = await self._list_copies(url, near)
        copies = list(listed) if isinstance(listed, list) else []
        ordered = [*known, *nearest_first(copies, near)][: self.settings.tries + len(known)]
        if not ordered:
            assert not isinstance(listed, list)
            return listed
        return await self._check_copies(url, selectors, ordered, shown)

    async def save(
        self, url: str, selectors: Selectors, shown: str | None = None
    ) -> CopiesFound | NoCopies | LookupFailed:
        """Request a copy from Save Page Now, wait until it is made, and return it, checked."""
        access, secret = self.settings.access_key, self.settings.secret_key
        if access is None or secret is None:
            return LookupFailed("Save Page Now needs archives.access_key and archives.secret_key")
        if self.settings.save is None:
            return LookupFailed("this archive makes no copies; give an archives.url without a path")
        headers = (
            ("Accept", "application/json"),
            ("Authorization", f"LOW {access.get_secret_value()}:{secret.get_secret_value()}"),
        )
        form = urlencode({"url": url, "if_not_archived_within": "1d"}).encode()
        answer = await self._ask(self.settings.save, RequestOptions(headers, form))
        for _ in range(SAVE_MAX_POLLS):
            try:
                result = parse_save(_api_body(answer), url)
            except UnexpectedResponse as error:
                return LookupFailed(f"Save Page Now: {error}", answer.retry_after)
            if isinstance(result, ArchivedCopy):
                return await self._check_copies(url, selectors, [result], shown)
            status = f"{self.settings.save}/status/{quote(result, safe='')}"
            answer = await self._ask(status, RequestOptions(headers), pauses=2)
        return LookupFailed("Save Page Now has not finished; try again later")

    async def _list_copies(self, url: str, near: datetime) -> list[ArchivedCopy] | NoCopies | LookupFailed:
        """Return the copies that the archive lists, from whichever interface lists any."""
        failures: list[LookupFailed] = []
        sure = False
        apis = (self._list_from_cdx, self._list_from_availability, self._list_from_timegate)
        for ask in apis if self.settings.availability else (self._list_from_cdx, self._list_from_timegate):
            result = await ask(url, near)
            if isinstance(result, list) and result:
                return result
            if isinstance(result, LookupFailed):
                failures.append(result)
            else:
                sure |= ask != self._list_from_availability
            if self.rate_limited:
                return self.rate_limited
        if failures and not sure:
            waits = [each.retry_after for each in failures if each.retry_after]
            return LookupFailed("; ".join(dict.fromkeys(each.detail for each in failures)), max(waits, default=None))
        return NoCopies("; ".join(each.detail for each in failures) or None)

    async def _list_from_cdx(self, url: str, near: datetime) -> list[ArchivedCopy] | LookupFailed:
        before = await self._query_cdx(url, {"to": _timestamp(near), "limit": str(-CDX_MAX_ROWS)})
        return before or await self._query_cdx(url, {"from": _timestamp(near), "limit": str(CDX_MAX_ROWS)})

    async def _query_cdx(self, url: str, window: dict[str, str]) -> list[ArchivedCopy] | LookupFailed:
        fields = "timestamp,original,mimetype,statuscode,digest"
        query = {"url": url, "output": "json", "fl": fields, "filter": "statuscode:20[036]", "collapse": "digest"}
        answer = await self._ask(f"{self.settings.cdx}?{urlencode(query | window)}")
        return _listing(answer, "the index of captures", lambda body: parse_cdx(body, url))

    async def _list_from_availability(self, url: str, near: datetime) -> list[ArchivedCopy] | LookupFailed:
        answer = await self._ask(
            f"{self.settings.availability}?{urlencode({'url': url, 'timestamp': _timestamp(near)})}"
        )
        return _listing(answer, "the availability API", lambda body: parse_availability(body, url))

    async def _list_from_timegate(self, url: str, near: datetime) -> list[ArchivedCopy] | LookupFailed:
        wanted = RequestOptions((("Accept-Datetime", format_datetime(near.astimezone(UTC), usegmt=True)),))
        answer = await self._ask(f"{self.settings.replay}/{url}", wanted)
        if isinstance(answer, Capture) and answer.status == 404 and answer.header("memento-datetime") is None:
            return []
        copy = parse_replay_url(answer.final_url, self.settings.replay, "timegate")
        if not isinstance(answer, Capture) or _memento_datetime(answer) is None or copy is None:
            return _failure(answer, "the TimeGate", "the response is not a memento")
        return [copy] if same_page(copy.original, url) else []

    async def _check_copies(
        self, url: str, selectors: Selectors, copies: Sequence[ArchivedCopy], shown: str | None
    ) -> CopiesFound | NoCopies | LookupFailed:
        """Check copies until one contains all the quotes."""
        checked: dict[str, CheckedCopy] = {}
        failure: LookupFailed | None = None
        for copy in copies:
            result = await self._check_copy(url, selectors, copy, shown)
            if isinstance(result, LookupFailed):
                failure = result
                if self.rate_limited:
                    break
            elif result is not None:
                checked.setdefault(result.url, result)
                if result.has_all_quotes:
                    break
        if checked:
            return CopiesFound(tuple(checked.values()))
        return failure or NoCopies("its index lists copies that do not exist")

    async def _check_copy(
        self, url: str, selectors: Selectors, copy: ArchivedCopy, known_text: str | None
    ) -> CheckedCopy | LookupFailed | None:
        """Return a copy, checked; None: it does not exist, whatever the index says."""
        answer = await self._ask(f"{self.settings.replay}/{copy.stamp}id_/{copy.original}")
        shown = parse_replay_url(answer.final_url, self.settings.replay, copy.found_by)
        moment = _memento_datetime(answer) if isinstance(answer, Capture) else None
        if isinstance(answer, Capture) and answer.status == 404 and moment is None:
            return None
        if not isinstance(answer, Capture) or moment is None or shown is None:
            return _failure(answer, f"the copy of {copy.stamp}", "the response is not a memento")
        # Readers get the address without "id_" of the copy that responded, which may be another than the requested one.
        digest = copy.digest if shown.stamp == copy.stamp else None
        finding = await asyncio.to_thread(examine, self._as_archived(answer, url), selectors)
        finding = as_copy(finding, known_text) if known_text else finding
        return CheckedCopy(
            url=f"{self.settings.replay}/{shown.stamp}/{shown.original}",
            at=moment,
            found_by=copy.found_by,
            digest=digest,
            digest_matches=_digest_matches(answer, digest),
            finding=replace(finding, text=None, retry_after=None, etag=None, last_modified=None),
        )

    def _as_archived(self, answer: Capture, url: str) -> Capture:
        """Return the response as it was archived.

        The archive's own redirects, from date to date, do not belong to the page.
        """
        hops = []
        for hop in answer.redirects:
            here, there = (parse_replay_url(each, self.settings.replay, "") for each in (hop.url, hop.location))
            if here and there and not same_page(here.original, there.original):
                hops.append(Redirect(here.original, hop.status, there.original))
        return replace(
            answer, url=url, final_url=hops[-1].location if hops else url, redirects=tuple(hops), retry_after=None
        )

    async def _ask(self, url: str, options: RequestOptions | None = None, *, pauses: int = 1) -> Answer:
        """Send a request in turn, no faster than the gap allows."""
        async with self.lock:
            loop = asyncio.get_running_loop()
            await asyncio.sleep(max(self.next_at - loop.time(), (pauses - 1) * self.settings.gap, 0))
            answer = await self.fetcher.fetch(url, options=options)
            self.next_at = loop.time() + self.settings.gap
            if isinstance(answer, Capture) and answer.status == 429:
                wait = answer.retry_after or RATE_LIMIT_PAUSE_SECONDS
                self.rate_limited = LookupFailed(f"the archive asks us to wait for {wait:.0f} s (429)", wait)
            return answer


def _listing(
    answer: Answer, api: str, read: Callable[[bytes], list[ArchivedCopy]]
) -> list[ArchivedCopy] | LookupFailed:
    try:
        return read(_api_body(answer))
    except UnexpectedResponse as error:
        return LookupFailed(f"{api}: {error}", answer.retry_after)


def _api_body(answer: Answer) -> bytes:
    """Return the complete body of a successful API response. Raises UnexpectedResponse for any other."""
    if not isinstance(answer, Capture):
        raise UnexpectedResponse(answer.detail)
    if answer.status != 200:
        raise UnexpectedResponse(f"HTTP {answer.status}")
    if answer.truncated:
        raise UnexpectedResponse("the response is incomplete")
    return answer.body


def _failure(answer: Answer, what: str, otherwise: str) -> LookupFailed:
    if not isinstance(answer, Capture):
        return LookupFailed(f"{what}: {answer.detail}", answer.retry_after)
    refused = answer.status >= 400 and _memento_datetime(answer) is None
    return LookupFailed(f"{what}: {f'HTTP {answer.status}' if refused else otherwise}", answer.retry_after)


def _memento_datetime(answer: Capture) -> datetime | None:
    """Return the time at which a response was archived (RFC 7089, 2.1.1); None: it is not a memento."""
    try:
        moment = parsedate_to_datetime(answer.header("memento-datetime") or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _digest_matches(answer: Capture, digest: str | None) -> bool | None:
    """Return whether the payload has the index's digest: SHA-1 in base 32 of the payload as archived."""
    coded = answer.header("content-encoding") not in {None, "identity"}
    if digest is None or coded or answer.truncated:
        return None
    return base64.b32encode(hashlib.sha1(answer.body, usedforsecurity=False).digest()).decode() == digest.upper()


def _timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")
