"""One connection to one address: bytes out, an answer in.

Written on an asyncio protocol rather than on an HTTP library: a page in four milliseconds leaves no room for one, and none
reads what servers really send (:mod:`factcheck.verifier.http.http1_parser`).
"""

import asyncio
import errno
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, cast

import httpx

from factcheck.verifier.http.http1_parser import Framing, Head, HeadReader, NotHttp, framing

HIGH_WATER = 256 * 1024
"""Unread bytes after which the server is made to wait."""
IMPATIENT = 1.0
"""Seconds for more of a body that may already be whole."""


class NoAnswer(Exception):
    """A server, or the way to it, gave nothing that could be read."""

    def __init__(self, reason: str, detail: str, *, refused: bool = False, passing: bool = False) -> None:
        super().__init__(detail)
        self.reason = reason
        """A code of :data:`factcheck.verifier.http.fetcher.REASONS`."""
        self.detail = detail
        self.refused = refused
        """The gate did not let us ask."""
        self.passing = passing
        """On a connection that was kept, the same would come of a server that had just closed it."""


@dataclass(frozen=True, slots=True)
class Waits:
    """How long to wait, in seconds."""

    connect: float
    read: float


class Wire(asyncio.Protocol):
    """A stream of bytes that can be read with a time limit."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.buffer = bytearray()
        self.closed = False
        self.failure: Exception | None = None
        self.waiter: asyncio.Future[None] | None = None
        self.paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Keep what came."""
        self.buffer += data
        if len(self.buffer) > HIGH_WATER and not self.paused and self.transport:
            self.paused = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        """Take note of the end."""
        self.closed = True
        self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Take note of the end, and of what brought it."""
        self.closed, self.failure = True, self.failure or exc
        self._wake()

    def _wake(self) -> None:
        if self.waiter and not self.waiter.done():
            self.waiter.set_result(None)

    async def read(self, seconds: float) -> bytes:
        """Return what came; nothing at the end. Raises TimeoutError, and OSError when the connection broke."""
        if not self.buffer and not self.closed:
            self.waiter = asyncio.get_running_loop().create_future()
            async with asyncio.timeout(seconds):
                await self.waiter
        if not self.buffer and self.failure:
            raise self.failure
        data = bytes(self.buffer)
        self.buffer.clear()
        if self.paused and self.transport and not self.closed:
            self.paused = False
            self.transport.resume_reading()
        return data

    @property
    def quiet(self) -> bool:
        """Whether nothing came that was not asked for, the end included."""
        return not self.buffer and not self.closed

    def about(self, name: str) -> Any:
        """Return what asyncio knows of the connection."""
        return self.transport.get_extra_info(name) if self.transport else None

    def send(self, data: bytes) -> None:
        """Send, if somebody is there to take it; an answer may have come before."""
        if self.transport and not self.transport.is_closing():
            self.transport.write(data)

    def drop(self) -> None:
        """Close at once."""
        if self.transport:
            self.transport.abort()


async def connect(address: str, port: int, tls: ssl.SSLContext | None, name: str | None, seconds: float) -> Wire:
    """Return a connection to an address. Raises NoAnswer."""
    loop = asyncio.get_running_loop()
    secure: dict[str, Any] = {}
    if tls is not None:
        secure = {"ssl": tls, "server_hostname": name, "ssl_handshake_timeout": seconds, "ssl_shutdown_timeout": 1.0}
    try:
        async with asyncio.timeout(seconds):
            _, wire = await loop.create_connection(Wire, address, port, **secure)
    except (OSError, TimeoutError, ssl.SSLError) as error:
        raise no_answer(error) from error
    return wire


class Connection:
    """A connection that speaks HTTP/1."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.reusable = False
        """The last answer came to its end, and another may follow."""

    @property
    def usable(self) -> bool:
        """Whether a request may be sent now."""
        return self.reusable and self.wire.quiet

    async def ask(self, request: httpx.Request, target: bytes, waits: Waits) -> httpx.Response:
        """Return the answer, its body unread. Raises NoAnswer."""
        self.reusable = False
        asked = _written(request, target)
        self.wire.send(asked)
        reader = HeadReader()
        try:
            head = await self._head(reader, waits.read)
        except NotHttp as error:
            raise NoAnswer("protocol-error", f"the answer is no HTTP: {error}", passing=True) from None
        except TimeoutError:
            if reader.heard and not reader.sensible:
                raise NoAnswer("protocol-error", "the answer is no HTTP") from None
            raise NoAnswer("timeout", "no answer in time") from None
        except OSError as error:
            raise no_answer(error) from None
        stream = _BodyStream(self, head, bytes(reader.buffer), waits.read)
        heads = {"request_head": asked, "response_head": head.raw}
        return httpx.Response(head.status, headers=head.headers, stream=stream, extensions=heads)

    async def _head(self, reader: HeadReader, seconds: float) -> Head:
        while True:
            data = await self.wire.read(seconds)
            if not data:
                if not reader.heard:
                    raise NoAnswer("empty-answer", "the server closed the connection without a word", passing=True)
                if reader.sensible:
                    raise NoAnswer("connection-reset", "the connection broke off before an answer", passing=True)
                return reader.end()
            head = reader.feed(data)
            if head:
                return head

    def drop(self) -> None:
        """Close at once."""
        self.wire.drop()


class _BodyStream(httpx.AsyncByteStream):
    """The body of an answer, its framing undone. What it lacks is told by httpx's exceptions, after what came."""

    def __init__(self, connection: Connection, head: Head, begun: bytes, seconds: float) -> None:
        self.connection, self.head, self.begun, self.seconds = connection, head, begun, seconds
        self.framing: Framing = framing(head)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        frame = self.framing
        if payload := frame.take(self.begun):
            yield payload
        while not frame.done:
            try:
                data = await self.connection.wire.read(self.seconds if frame.patient else IMPATIENT)
            except TimeoutError:
                if not frame.patient:
                    return
                raise httpx.ReadTimeout("the body stopped") from None
            except OSError as error:
                raise httpx.ReadError(str(error)) from None
            if not data:
                break
            if payload := frame.take(data):
                yield payload
        if not frame.whole:
            raise httpx.RemoteProtocolError("the body broke off")

    async def aclose(self) -> None:
        self.connection.reusable = self.framing.reusable and self.head.persists()
        if not self.connection.usable:
            self.connection.drop()


def _written(request: httpx.Request, target: bytes) -> bytes:
    lines = [b"%s %s HTTP/1.1" % (request.method.encode(), target)]
    lines += [b"%s: %s" % pair for pair in request.headers.raw]
    return b"\r\n".join([*lines, b"", request.read()])


TLS_CODES = {9: "tls-expired", 10: "tls-expired", 18: "tls-self-signed", 62: "tls-wrong-host", 64: "tls-wrong-host"}
"""OpenSSL's X509_V_ERR codes; any other is the chain's."""


def no_answer(error: BaseException) -> NoAnswer:
    """Return what an error of a connection means."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return NoAnswer(TLS_CODES.get(error.verify_code, "tls-chain"), f"the certificate: {error.verify_message}")
    if isinstance(error, ssl.SSLError):
        return NoAnswer("tls-failure", f"no secure connection: {error.reason or error}", passing=True)
    if isinstance(error, TimeoutError):
        return NoAnswer("timeout", "no connection in time")
    if isinstance(error, ConnectionRefusedError):
        return NoAnswer("connect-refused", "the host refuses connections")
    if isinstance(error, OSError) and error.errno in {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL}:
        return NoAnswer("no-route", "there is no way to the host's network")
    return NoAnswer("connection-reset", "the connection broke off before an answer", passing=True)
