"""Archived copies of a page elsewhere: found by an archive's index, and believed only for what is found in them.

Three questions, since each may lie by saying nothing: the index of captures (CDX server API), the Wayback availability
API, the Memento TimeGate (RFC 7089). What an archive says of a copy is a hint: the copy itself is fetched in its raw form
(``id_``), judged like any page, and the words are looked for in it. An archive's failure is told as one, and is nobody
else's.
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
from factcheck.verifier.finding import Finding
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Answer, Ask, Capture, Redirect
from factcheck.verifier.verdict.decide import Selectors, examine
from factcheck.verifier.verdict.stubs import as_copy
from factcheck.verifier.wayback.parsers import (
    Copy,
    Garbage,
    by_nearness,
    in_availability,
    in_cdx,
    in_replay,
    in_save,
    same_page,
)
from factcheck.vocabulary import LinkOutcome, QuoteOutcome

ROWS = 20
"""Captures that the index is asked for."""
LEFT_ALONE = 60.0
"""Seconds for which an archive that says 429 without a time is asked nothing more."""
POLLS = 15
"""Times that Save Page Now is asked how far it is."""


@dataclass(frozen=True, slots=True)
class Inside:
    """An archived copy (URI-M) that was looked into."""

    url: str
    """URI-M: the copy as its readers see it."""
    at: datetime
    """Memento-Datetime."""
    found_by: str
    digest: str | None
    digest_holds: bool | None
    """Whether the payload has the digest that the index gives; None: there is none, or the payload was coded or cut."""
    finding: Finding
    """The copy, judged like any page; its link is that of the answer that was archived."""

    @property
    def holds(self) -> bool:
        """Whether it is a page, in which all the words that were asked for stand."""
        wanted = [each for each in self.finding.quotes if each]
        if wanted:
            return all(each.outcome is QuoteOutcome.EXACT for each in wanted)
        return self.finding.link in {LinkOutcome.OK, LinkOutcome.MOVED}


@dataclass(frozen=True, slots=True)
class Found:
    """Copies that were looked into, the best guess first."""

    copies: tuple[Inside, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """The archive says that it holds no copy."""

    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The archive gave no usable answer."""

    detail: str
    retry_after: float | None = None
    """Seconds that it wants to be left alone."""


class Archive:
    """One archive, asked one thing at a time."""

    def __init__(self, settings: ArchiveSettings, fetcher: Fetcher, clock: Callable[[], datetime]) -> None:
        self.settings, self.fetcher, self.clock = settings, fetcher, clock
        self.turn = asyncio.Lock()
        self.next_at = 0.0
        self.away: Failed | None = None
        """It asked to be left alone: nothing more is asked of it."""

    async def look_up(
        self,
        url: str,
        selectors: Selectors,
        near: datetime,
        known: Sequence[Copy] = (),
        shown: str | None = None,
    ) -> Found | Nothing | Failed:
        """Return the copies of a page nearest to a moment, looked into until all the words were found in one.

        ``known`` are copies that somebody named; they are looked into as well. ``shown`` is the article as it was once read:
        a copy that is a stub of it is no page.
        """
        listed = await self._listed(url, near)
        copies = list(listed) if isinstance(listed, list) else []
        ordered = [*known, *by_nearness(copies, near)][: self.settings.tries + len(known)]
        if not ordered:
            assert not isinstance(listed, list)
            return listed
        return await self._look_into(url, selectors, ordered, shown)

    async def save(self, url: str, selectors: Selectors, shown: str | None = None) -> Found | Nothing | Failed:
        """Ask Save Page Now for a copy, wait until it is made, and return it, looked into."""
        access, secret = self.settings.access_key, self.settings.secret_key
        if access is None or secret is None:
            return Failed("Save Page Now needs archives.access_key and archives.secret_key")
        if self.settings.save is None:
            return Failed("this archive makes no copies; give an archives.url without a path")
        headers = (
            ("Accept", "application/json"),
            ("Authorization", f"LOW {access.get_secret_value()}:{secret.get_secret_value()}"),
        )
        form = urlencode({"url": url, "if_not_archived_within": "1d"}).encode()
        answer = await self._ask(self.settings.save, Ask(headers, form))
        for _ in range(POLLS):
            try:
                told = in_save(_body(answer), url)
            except Garbage as garbage:
                return Failed(f"Save Page Now: {garbage}", _retry_after(answer))
            if isinstance(told, Copy):
                return await self._look_into(url, selectors, [told], shown)
            status = f"{self.settings.save}/status/{quote(told, safe='')}"
            answer = await self._ask(status, Ask(headers), pauses=2)
        return Failed("Save Page Now is still at work; look again later")

    async def _listed(self, url: str, near: datetime) -> list[Copy] | Nothing | Failed:
        """Return the copies the archive tells of, whichever of its voices tells it."""
        failures: list[Failed] = []
        sure = False
        apis = (self._index, self._availability, self._timegate)
        for ask in apis if self.settings.availability else (self._index, self._timegate):
            told = await ask(url, near)
            if isinstance(told, list) and told:
                return told
            if isinstance(told, Failed):
                failures.append(told)
            else:
                sure |= ask != self._availability
            if self.away:
                return self.away
        if failures and not sure:
            waits = [each.retry_after for each in failures if each.retry_after]
            return Failed("; ".join(dict.fromkeys(each.detail for each in failures)), max(waits, default=None))
        return Nothing("; ".join(each.detail for each in failures) or None)

    async def _index(self, url: str, near: datetime) -> list[Copy] | Failed:
        before = await self._rows(url, {"to": _stamp(near), "limit": str(-ROWS)})
        return before or await self._rows(url, {"from": _stamp(near), "limit": str(ROWS)})

    async def _rows(self, url: str, window: dict[str, str]) -> list[Copy] | Failed:
        fields = "timestamp,original,mimetype,statuscode,digest"
        query = {"url": url, "output": "json", "fl": fields, "filter": "statuscode:20[036]", "collapse": "digest"}
        answer = await self._ask(f"{self.settings.cdx}?{urlencode(query | window)}")
        return _listing(answer, "the index of captures", lambda body: in_cdx(body, url))

    async def _availability(self, url: str, near: datetime) -> list[Copy] | Failed:
        answer = await self._ask(f"{self.settings.availability}?{urlencode({'url': url, 'timestamp': _stamp(near)})}")
        return _listing(answer, "the availability API", lambda body: in_availability(body, url))

    async def _timegate(self, url: str, near: datetime) -> list[Copy] | Failed:
        wanted = Ask((("Accept-Datetime", format_datetime(near.astimezone(UTC), usegmt=True)),))
        answer = await self._ask(f"{self.settings.replay}/{url}", wanted)
        if isinstance(answer, Capture) and answer.status == 404 and answer.header("memento-datetime") is None:
            return []
        copy = in_replay(answer.final_url, self.settings.replay, "timegate")
        if not isinstance(answer, Capture) or _memento_datetime(answer) is None or copy is None:
            return _failure(answer, "the TimeGate", "its answer is no memento")
        return [copy] if same_page(copy.original, url) else []

    async def _look_into(
        self, url: str, selectors: Selectors, copies: Sequence[Copy], shown: str | None
    ) -> Found | Nothing | Failed:
        """Look into copies, until all the words were found in one."""
        inside: dict[str, Inside] = {}
        failure: Failed | None = None
        for copy in copies:
            told = await self._fetch_copy(url, selectors, copy, shown)
            if isinstance(told, Failed):
                failure = told
                if self.away:
                    break
            elif told is not None:
                inside.setdefault(told.url, told)
                if told.holds:
                    break
        if inside:
            return Found(tuple(inside.values()))
        return failure or Nothing("its index tells of copies that are not there")

    async def _fetch_copy(
        self, url: str, selectors: Selectors, copy: Copy, shown_once: str | None
    ) -> Inside | Failed | None:
        """Return what is in a copy; None: it is not there, whatever the index says."""
        answer = await self._ask(f"{self.settings.replay}/{copy.stamp}id_/{copy.original}")
        shown = in_replay(answer.final_url, self.settings.replay, copy.found_by)
        moment = _memento_datetime(answer) if isinstance(answer, Capture) else None
        if isinstance(answer, Capture) and answer.status == 404 and moment is None:
            return None
        if not isinstance(answer, Capture) or moment is None or shown is None:
            return _failure(answer, f"the copy of {copy.stamp}", "what it shows is no memento")
        # The raw form is for machines: readers are sent to the copy that answered, which may be another than was asked for.
        digest = copy.digest if shown.stamp == copy.stamp else None
        finding = await asyncio.to_thread(examine, self._as_archived(answer, url), selectors)
        finding = as_copy(finding, shown_once) if shown_once else finding
        return Inside(
            url=f"{self.settings.replay}/{shown.stamp}/{shown.original}",
            at=moment,
            found_by=copy.found_by,
            digest=digest,
            digest_holds=_holds(answer, digest),
            finding=replace(finding, text=None, retry_after=None, etag=None, last_modified=None),
        )

    def _as_archived(self, answer: Capture, url: str) -> Capture:
        """Return the answer as it was archived: the archive's own redirects, from date to date, are none of the page's."""
        hops = []
        for hop in answer.redirects:
            here, there = (in_replay(each, self.settings.replay, "") for each in (hop.url, hop.location))
            if here and there and not same_page(here.original, there.original):
                hops.append(Redirect(here.original, hop.status, there.original))
        return replace(
            answer, url=url, final_url=hops[-1].location if hops else url, redirects=tuple(hops), retry_after=None
        )

    async def _ask(self, url: str, ask: Ask | None = None, *, pauses: int = 1) -> Answer:
        """Ask in turn, no faster than allowed."""
        async with self.turn:
            loop = asyncio.get_running_loop()
            await asyncio.sleep(max(self.next_at - loop.time(), (pauses - 1) * self.settings.gap, 0))
            answer = await self.fetcher.fetch(url, ask=ask)
            self.next_at = loop.time() + self.settings.gap
            if isinstance(answer, Capture) and answer.status == 429:
                wait = _retry_after(answer) or LEFT_ALONE
                self.away = Failed(f"the archive wants to be left alone for {wait:.0f} s (429)", wait)
            return answer


def _listing(answer: Answer, voice: str, read: Callable[[bytes], list[Copy]]) -> list[Copy] | Failed:
    try:
        return read(_body(answer))
    except Garbage as garbage:
        return Failed(f"{voice}: {garbage}", _retry_after(answer))


def _body(answer: Answer) -> bytes:
    """Return a whole answer of an API. Raises Garbage for every other."""
    if not isinstance(answer, Capture):
        raise Garbage(answer.detail)
    if answer.status != 200:
        raise Garbage(f"HTTP {answer.status}")
    if answer.truncated:
        raise Garbage("the answer broke off")
    return answer.body


def _failure(answer: Answer, what: str, else_: str) -> Failed:
    if not isinstance(answer, Capture):
        return Failed(f"{what}: {answer.detail}", answer.retry_after)
    refused = answer.status >= 400 and _memento_datetime(answer) is None
    return Failed(f"{what}: {f'HTTP {answer.status}' if refused else else_}", _retry_after(answer))


def _retry_after(answer: Answer) -> float | None:
    return answer.retry_after


def _memento_datetime(answer: Capture) -> datetime | None:
    """Return when what is shown was archived (RFC 7089, 2.1.1); None: it is no memento."""
    try:
        moment = parsedate_to_datetime(answer.header("memento-datetime") or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _holds(answer: Capture, digest: str | None) -> bool | None:
    """Return whether the payload has the index's digest: SHA-1 in base 32, over the payload as it was archived."""
    coded = answer.header("content-encoding") not in {None, "identity"}
    if digest is None or coded or answer.truncated:
        return None
    return base64.b32encode(hashlib.sha1(answer.body, usedforsecurity=False).digest()).decode() == digest.upper()


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")
