"""One connection with a client, for servers that misbehave in ways that no HTTP library allows."""

import asyncio
import socket
import struct
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from tests.support.web import answer, article

WORDS = "The reservoir held 4,512 litres on Monday evening."
PAGE = article(
    "Engineers read the gauges twice a day, and wrote down what they saw in the same green book as ever.",
    WORDS,
    "The next reading is due on Thursday, when the sluice at the northern end will be opened for an hour.",
    title="The level of the reservoir",
)
BODY = PAGE.encode()
LONGEST = 40.0
"""Seconds after which a server gives up being hostile."""


@dataclass
class Talk:
    """A request, and the ways to answer it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    counts: Counter[str]
    """State of the behaviour between requests."""
    origin: str
    target: str = ""
    """The path without the behaviour's name."""
    headers: dict[str, str] = field(default_factory=dict)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def request(self) -> bool:
        """Read a request; return whether there was one."""
        try:
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except (asyncio.IncompleteReadError, ConnectionError):
            return False
        first, *lines = head.split("\r\n")
        self.target = first.split(" ")[1]
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        return True

    async def send(self, *parts: bytes) -> None:
        """Send each part on its own."""
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()
            if len(parts) > 1:
                await asyncio.sleep(0.002)

    async def page(self, *headers: str, status: str = "200 OK", body: str | bytes = PAGE) -> None:
        """Send an ordinary answer."""
        await self.send(answer(body, status=status, headers=headers))

    async def wait(self) -> None:
        """Say nothing more until the client goes, or the server ends."""
        with suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(LONGEST):
                while await self.reader.read(65_536):
                    pass

    def reset(self) -> None:
        """Close with RST."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Play = Callable[[Talk], Awaitable[None]]


def raw(*parts: bytes) -> Play:
    """Answer with these bytes, and close."""

    async def play(talk: Talk) -> None:
        await talk.send(*parts)

    return play


def raw_then_wait(*parts: bytes) -> Play:
    """Answer with these bytes, and keep the connection open."""

    async def play(talk: Talk) -> None:
        await talk.send(*parts)
        await talk.wait()

    return play


def page(*headers: str, status: str = "200 OK", body: str | bytes = PAGE) -> Play:
    """Answer politely."""
    return raw(answer(body, status=status, headers=headers))


def endless(head: bytes, part: bytes, pause: float = 0.0) -> Play:
    """Answer without end."""

    async def play(talk: Talk) -> None:
        await talk.send(head)
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST
        while loop.time() < until:
            await talk.send(part)
            await asyncio.sleep(pause)

    return play


def in_turn(*plays: Play) -> Play:
    """Give one answer after the other; the last one is repeated."""

    async def play(talk: Talk) -> None:
        turn = talk.counts["turn"]
        talk.counts["turn"] += 1
        await plays[min(turn, len(plays) - 1)](talk)

    return play


def routes(start: Play, **others: Play) -> Play:
    """Answer by the last part of the path; every other part gets the beginning of the page."""

    async def play(talk: Talk) -> None:
        await others.get(talk.target.rpartition("/")[2].partition("?")[0], start)(talk)

    return play


def leads(to: str, status: str = "302 Found", *headers: str) -> Play:
    """Redirect; ``{origin}`` in the Location is this server."""

    async def play(talk: Talk) -> None:
        location = f"Location: {to.replace('{origin}', talk.origin)}"
        head = "\r\n".join([f"HTTP/1.1 {status}", location, "Content-Length: 0", "Connection: close", *headers, "", ""])
        await talk.send(head.encode())

    return play
