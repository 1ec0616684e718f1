"""Pages on one loopback server, each with a host of its own, and the verifier's findings about them over real sockets."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from factcheck.settings import VerifySettings
from factcheck.verifier.check_source import check_source
from factcheck.verifier.finding import Finding
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.vocabulary import TextQuoteSelector
from tests.support.behaviours import BEHAVIOURS, Behaviour
from tests.support.hostile import HostileWeb
from tests.support.hostile import resolve as scripted
from tests.support.page import HTML, Page
from tests.support.talk import WORDS

PATIENT = VerifySettings(
    allow_private=True,
    deadline=60,
    connect_timeout=20,
    read_timeout=20,
    retry_after_cap=1,
    max_bytes=3_000_000,
)
HURRIED = PATIENT.model_copy(update={"deadline": 6.0, "connect_timeout": 5.0, "read_timeout": 2.0})
AT_ONCE = 20


async def _loopback(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


def _now() -> datetime:
    return datetime.now(UTC)


def _answer(status: int, headers: tuple[tuple[str, str], ...], body: bytes) -> bytes:
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "Connection: close", "", ""]).encode() + body


class _Web:
    """Answers for every page at ``p0.example``, ``p1.example``…"""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = pages
        hosts = {urlsplit(page.leads_to or "").hostname: number for number, page in enumerate(pages)}
        self.strangers = {host: number for host, number in hosts.items() if host and not host.endswith(".example")}
        """Hosts that pages lead to, each but one page to the same."""

    def url(self, number: int, port: int) -> str:
        """Return the address of a page."""
        return f"http://p{number}.example:{port}{self.pages[number].path}"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        target = head.split(" ", 2)[1]
        host = next(line.split(":", 1)[1].strip() for line in head.split("\r\n") if line.lower().startswith("host:"))
        name, _, port = host.partition(":")
        known = re.search(r"(?:^|\.)p(\d+)\.example$", name)
        number = int(known[1]) if known else self.strangers[name]
        writer.write(self._page(self.pages[number], f"p{number}.example", name, port, target))
        await writer.drain()
        writer.close()

    def _page(self, page: Page, own: str, name: str, port: str, target: str) -> bytes:
        last, path = own, page.path
        if page.leads_to is not None:
            there = urlsplit(page.leads_to)
            last = re.sub(r"example$", own, there.hostname) if there.hostname else own
            path = there._replace(scheme="", netloc="").geturl() or "/"
        if (name, target) == (last, path):
            return _answer(page.status, page.headers, page.body.replace(b"post.example", own.encode()))
        if target == page.path:
            return _answer(302, (("location", f"http://{last}:{port}{path}"),), b"")
        return (
            _answer(200, HTML, page.sibling) if page.sibling is not None else _answer(404, HTML, b"<h1>Not Found</h1>")
        )


async def _check_all(asked: Mapping[str, TextQuoteSelector | None], fetcher: Fetcher) -> list[Finding]:
    slots = asyncio.Semaphore(AT_ONCE)

    async def look(url: str, selector: TextQuoteSelector | None) -> Finding:
        async with slots:
            return await check_source(fetcher, url, [selector])

    return await asyncio.gather(*(look(url, selector) for url, selector in asked.items()))


async def _pages(pages: Sequence[Page]) -> list[Finding]:
    web = _Web(pages)
    server = await asyncio.start_server(web.talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    asked = {web.url(number, port): page.selector for number, page in enumerate(pages)}
    async with server, Fetcher(PATIENT, retry_pause=0, clock=_now, resolver=_loopback) as fetcher:
        return await _check_all(asked, fetcher)


def check_pages(pages: Sequence[Page]) -> list[tuple[Page, Finding]]:
    """Return the finding of one check of each page."""
    return list(zip(pages, asyncio.run(_pages(pages)), strict=True))


async def _behaviours(web: HostileWeb, settings: VerifySettings, shown: Sequence[Behaviour]) -> list[Finding]:
    selector = TextQuoteSelector(WORDS)
    async with Fetcher(settings, retry_pause=0, clock=_now, resolver=scripted, tls=web.certificates.trusted) as fetcher:
        return await _check_all({web.url(each): selector for each in shown}, fetcher)


def check_behaviours() -> list[tuple[Behaviour, Finding]]:
    """Return the finding of one check of each behaviour of the hostile web."""
    out: list[tuple[Behaviour, Finding]] = []
    with HostileWeb().serve() as web:
        for settings, slow in ((PATIENT, False), (HURRIED, True)):
            shown = [each for each in BEHAVIOURS if each.slow is slow]
            out += zip(shown, asyncio.run(_behaviours(web, settings, shown)), strict=True)
    return out
