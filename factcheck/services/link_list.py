"""Checks of a list of links without a database: each address is fetched once, and every line gets a finding.

A list can have a million lines. It is read twice, and about twenty bytes per line are stored in between.
"""

import hashlib
from array import array
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from factcheck.errors import InputError
from factcheck.settings import VerifySettings
from factcheck.verifier.finding import Finding
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.urls import canonical_url, host_of
from factcheck.verifier.scheduling.batch import SourceTask, check_sources
from factcheck.verifier.scheduling.host_queue import PendingChecks
from factcheck.verifier.source_languages import languages_to_ask
from factcheck.vocabulary import TextQuoteSelector

KEY_BYTES = 16
"""Bytes of an address's key: four for its host, so that the addresses of a host sort together, and twelve for itself."""


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """One line of a list of links."""

    id: str | int | None
    url: str
    selector: TextQuoteSelector | None = None
    language: str | None = None
    """The language (BCP 47) in which the page is requested; None: that of the quote."""


class LinkList:
    """The requests of a list, grouped by address. ``request_at`` returns the request at a place again."""

    def __init__(self, requests: Iterable[tuple[int, LinkRequest]], request_at: Callable[[int], LinkRequest]) -> None:
        self.request_at = request_at
        gathered = bytearray()
        places = array("q")
        for place, request in requests:
            gathered += _key(request.url)
            places.append(place)
        names = bytes(gathered)
        order = sorted(range(len(places)), key=lambda index: names[index * KEY_BYTES : (index + 1) * KEY_BYTES])
        self.places = array("q", (places[index] for index in order))
        self.starts = array("q")
        first = array("q")
        previous = b""
        for position, index in enumerate(order):
            name = names[index * KEY_BYTES : (index + 1) * KEY_BYTES]
            if name != previous:
                self.starts.append(position)
                first.append(index)
                previous = name
        self.starts.append(len(order))
        self.pending = PendingChecks()
        for group in sorted(range(len(first)), key=first.__getitem__):
            self.pending.add(int.from_bytes(names[first[group] * KEY_BYTES : first[group] * KEY_BYTES + 4]), group)
        self.starts.append(len(order))

    @property
    def hosts(self) -> int:
        """The number of hosts in the list."""
        return len(set(self.pending.hosts))

    def group(self, key: int) -> "array[int]":
        """Return the places in the list of one address."""
        return self.places[self.starts[key] : self.starts[key + 1]]

    def load(self, keys: Sequence[int]) -> list[SourceTask]:
        """Return the tasks of groups: an address with each of its quotes once."""
        tasks = []
        for key in keys:
            requests = [self.request_at(place) for place in self.group(key)]
            selectors = tuple(dict.fromkeys(each.selector for each in requests))
            languages = languages_to_ask(
                (each.selector.exact if each.selector else None, each.language) for each in requests
            )
            tasks.append(SourceTask(key, requests[0].url, selectors, languages=languages))
        return tasks


def link_list_of(requests: Sequence[LinkRequest]) -> LinkList:
    """Return the link list of requests in memory."""
    return LinkList(enumerate(requests), requests.__getitem__)


def _key(url: str) -> bytes:
    try:
        address = canonical_url(url)
        host = host_of(address)
    except InputError:
        address, host = url, ""
    return _digest(host, 4) + _digest(address, KEY_BYTES - 4)


def _digest(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()


async def check_links(
    links: LinkList,
    settings: VerifySettings,
    clock: Callable[[], datetime],
    fetcher: Fetcher | None = None,
) -> AsyncGenerator[tuple[LinkRequest, Finding], None]:
    """Yield each request with its finding, in the order in which the checks end."""
    checks = check_sources(links.pending, links.load, settings, clock=clock, fetcher=fetcher)
    try:
        async for task, result in checks:
            quotes = dict(zip(task.selectors, result.finding.quotes, strict=True))
            for place in links.group(task.key):
                request = links.request_at(place)
                yield request, replace(result.finding, url=request.url, quotes=(quotes[request.selector],))
    finally:
        await checks.aclose()
