"""Misbehaviours of single servers, as functions that behaviours play."""

import asyncio
import gzip
import socket
import zlib
from functools import cache

import brotli
import h2.config
import h2.connection
import h2.events
import zstandard

from tests.support.talk import BODY, Play, Talk, leads, page
from tests.support.web import answer

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
END = b"Connection: close\r\n\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
HALF = BODY[: BODY.index(b"The next reading")]
"""The page up to behind the words."""


def chunk(data: bytes) -> bytes:
    """Return one chunk."""
    return b"%x\r\n%s\r\n" % (len(data), data)


def coded(coding: str, body: bytes) -> bytes:
    """Return an answer that declares this content coding."""
    return HEAD + f"Content-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n".encode() + END + body


def raw_deflate(data: bytes) -> bytes:
    """Return deflate without its zlib wrapper."""
    machine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return machine.compress(data) + machine.flush()


@cache
def bomb(coding: str) -> bytes:
    """Return 1 GiB of white space, coded: every megabyte of it is the same few bytes."""
    megabyte = b" " * 2**20
    if coding == "gzip":
        return gzip.compress(megabyte) * 1024
    if coding == "zstd":
        return zstandard.compress(megabyte * 16) * 64
    packer = brotli.Compressor(quality=5)
    first, second = [packer.process(megabyte) + packer.flush() for _ in range(2)]
    return bytes(first + second * 1023 + packer.finish())


def explode(coding: str) -> Play:
    """Answer with a bomb after the beginning of the page."""

    async def play(talk: Talk) -> None:
        await talk.send(coded(coding, bomb(coding)))

    return play


async def drip(talk: Talk) -> None:
    """Send a byte at a time."""
    for byte in HEAD + LENGTH + END + BODY:
        await talk.send(bytes([byte]))
        await asyncio.sleep(0.2)


async def wait(talk: Talk) -> None:
    """Say nothing."""
    await talk.wait()


async def reset(talk: Talk) -> None:
    """Break off."""
    talk.reset()


async def reset_in_body(talk: Talk) -> None:
    """Break off after the words."""
    await talk.send(HEAD + LENGTH + END + HALF)
    await asyncio.sleep(0.05)
    talk.reset()


async def kept_then_closed(talk: Talk) -> None:
    """Redirect on a kept connection, and close it when the next request comes."""
    if talk.target == "/start":
        await talk.send(b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n")
        talk.counts["kept"] += 1
        await talk.request()
        if talk.counts["kept"] == 1:
            return
    await talk.page()


async def surplus(talk: Talk) -> None:
    """Send more than was announced; it must not be taken for the next answer."""
    if talk.target == "/start":
        await talk.send(b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n" + answer("no such thing"))
        return
    await talk.page()


async def kept(talk: Talk) -> None:
    """Answer twice on one connection."""
    await talk.send(b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n")
    if await talk.request():
        await talk.page()


def cookie_wall(*, let_in: bool, attributes: str = "") -> Play:
    """Redirect in a circle with a cookie; let clients in that bring it back, or nobody."""

    async def play(talk: Talk) -> None:
        if let_in and "seen=1" in talk.headers.get("cookie", ""):
            await talk.page()
        else:
            talk.counts["asked"] += 1
            value = 1 if let_in else talk.counts["asked"]
            await leads("/start", "302 Found", f"Set-Cookie: seen={value}; Path=/{attributes}")(talk)

    return play


async def ever_further(talk: Talk) -> None:
    """Redirect without end."""
    talk.counts["hop"] += 1
    await leads(f"/hop{talk.counts['hop']}")(talk)


def hops(number: int) -> Play:
    """Redirect so many times, then answer."""

    async def play(talk: Talk) -> None:
        at = int(talk.target.removeprefix("/hop") or 0) if talk.target.startswith("/hop") else 0
        await (leads(f"/hop{at + 1}")(talk) if at < number else talk.page())

    return play


def only_at(target: str) -> Play:
    """Answer only a target that is spelled exactly so; redirect to it from the start."""

    async def play(talk: Talk) -> None:
        await (talk.page() if talk.target == target else talk.page(status="404 Not Found", body="<h1>No</h1>"))

    return play


def led_to(location: bytes, target: str) -> Play:
    """Redirect with these raw bytes to a page that only a target spelled exactly so has."""

    async def play(talk: Talk) -> None:
        if talk.target == "/start":
            await talk.send(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n" + END)
        else:
            await only_at(target)(talk)

    return play


def unless(header: str, otherwise: Play) -> Play:
    """Answer with the page, except to requests with this header."""

    async def play(talk: Talk) -> None:
        await (otherwise(talk) if header in talk.headers else talk.page())

    return play


async def http2(talk: Talk) -> None:
    """Speak HTTP/2."""
    machine = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    machine.initiate_connection()
    await talk.send(machine.data_to_send())
    while data := await talk.reader.read(65_536):
        for event in machine.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                assert event.stream_id
                fields = [(":status", "200"), ("content-type", "text/html; charset=utf-8")]
                machine.send_headers(event.stream_id, fields)
                machine.send_data(event.stream_id, BODY, end_stream=True)
        await talk.send(machine.data_to_send())


async def http2_in_name_only(talk: Talk) -> None:
    """Choose HTTP/2 where it is offered, and speak something else; speak HTTP/1.1 where that alone is offered."""
    if talk.writer.get_extra_info("ssl_object").selected_alpn_protocol() == "h2":
        await talk.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    elif await talk.request():
        await talk.page()


async def ragged_end(talk: Talk) -> None:
    """End the connection below TLS, without a closing alert."""
    await talk.send(HEAD + END + BODY)
    talk.writer.get_extra_info("socket").shutdown(socket.SHUT_WR)


def meta(to: str, words: str = "<p>One moment.</p>") -> Play:
    """Answer with a page that refreshes to another."""
    return page(body=f'<html><head><meta http-equiv="refresh" content="0; url={to}"></head><body>{words}</body></html>')
