"""An HTTP/1 connection to one address.

It is written on an asyncio protocol instead of an HTTP library, for two reasons: a library is too slow for a page in
four milliseconds, and none reads what servers really send (:mod:`factcheck.verifier.http.http1_parser`).
"""

import asyncio
import errno
import ssl
from typing import Any, cast

from factcheck.verifier.http.http1_parser import BodyFraming, Head, HeadReader, NotHttp, body_framing
from factcheck.verifier.http.messages import BodyBroken, NoAnswer, Request, Response

READ_BUFFER_MAX_BYTES = 256 * 1024
"""Unread bytes above which reading from the socket pauses."""
SURPLUS_WAIT_SECONDS = 1.0
"""Seconds to wait for more of a body that may already be complete."""


class ByteStream(asyncio.Protocol):
    """A byte stream over a socket that can be read with a time limit."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.buffer = bytearray()
        self.closed = False
        self.failure: Exception | None = None
        self.waiter: asyncio.Future[None] | None = None
        self.paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Buffer the data, and pause reading when the buffer is full."""
        self.buffer += data
        if len(self.buffer) > READ_BUFFER_MAX_BYTES and not self.paused and self.transport:
            self.paused = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        """Mark the stream as closed."""
        self.closed = True
        self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Mark the stream as closed, and store the error that closed it."""
        self.closed, self.failure = True, self.failure or exc
        self._wake()

    def _wake(self) -> None:
        if self.waiter and not self.waiter.done():
            self.waiter.set_result(None)

    async def read(self, seconds: float) -> bytes:
        """Return the buffered bytes, or none at the end of the stream.

        Raises TimeoutError, and OSError when the connection broke.
        """
        if not self.buffer and not self.closed:
            loop = asyncio.get_running_loop()
            self.waiter = loop.create_future()
            alarm = loop.call_later(seconds, _expire, self.waiter)
            try:
                await self.waiter
            finally:
                alarm.cancel()
        if not self.buffer and self.failure:
            raise self.failure
        data = bytes(self.buffer)
        self.buffer.clear()
        if self.paused and self.transport and not self.closed:
            self.paused = False
            self.transport.resume_reading()
        return data

    @property
    def is_quiet(self) -> bool:
        """Whether the stream is open and has no unread bytes."""
        return not self.buffer and not self.closed

    def extra_info(self, name: str) -> Any:
        """Return a value from asyncio's transport information."""
        return self.transport.get_extra_info(name) if self.transport else None

    def send(self, data: bytes) -> None:
        """Send the data, unless the connection is closing: a response may have come already."""
        if self.transport and not self.transport.is_closing():
            self.transport.write(data)

    def abort(self) -> None:
        """Close the connection at once."""
        if self.transport:
            self.transport.abort()


def _expire(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())


async def open_stream(
    address: str, port: int, tls: ssl.SSLContext | None, name: str | None, seconds: float
) -> ByteStream:
    """Return a stream connected to an address. Raises NoAnswer."""
    loop = asyncio.get_running_loop()
    secure: dict[str, Any] = {}
    if tls is not None:
        secure = {"ssl": tls, "server_hostname": name, "ssl_handshake_timeout": seconds, "ssl_shutdown_timeout": 1.0}
    try:
        async with asyncio.timeout(seconds):
            _, stream = await loop.create_connection(ByteStream, address, port, **secure)
    except (OSError, TimeoutError, ssl.SSLError) as error:
        raise no_answer_for(error) from error
    return stream


class Http1Connection:
    """A connection that speaks HTTP/1."""

    def __init__(self, stream: ByteStream) -> None:
        self.stream = stream
        self.reusable = False
        """The last response was read to its end, and the connection may carry another."""

    @property
    def is_usable(self) -> bool:
        """Whether a request may be sent now."""
        return self.reusable and self.stream.is_quiet

    async def send_request(self, request: Request) -> Response:
        """Send a request and return the response, with its body unread. Raises NoAnswer."""
        self.reusable = False
        request_head = request.head()
        self.stream.send(request_head + request.content)
        reader = HeadReader()
        try:
            head = await self._read_head(reader, request.timeouts.read)
        except NotHttp as error:
            raise NoAnswer("protocol-error", f"the answer is not HTTP: {error}", retryable=True) from None
        except TimeoutError:
            if reader.has_data and not reader.may_be_http:
                raise NoAnswer("protocol-error", "the answer is not HTTP") from None
            raise NoAnswer("timeout", "no answer in time") from None
        except OSError as error:
            raise no_answer_for(error) from None
        body = _Http1Body(self, head, bytes(reader.buffer), request.timeouts.read)
        return Response(head.status, head.headers, body, request_head=request_head, head=head.raw)

    async def _read_head(self, reader: HeadReader, seconds: float) -> Head:
        while True:
            data = await self.stream.read(seconds)
            if not data:
                if not reader.has_data:
                    raise NoAnswer(
                        "empty-answer", "the server closed the connection without a response", retryable=True
                    )
                if reader.may_be_http:
                    raise NoAnswer("connection-reset", "the connection broke off before an answer", retryable=True)
                return reader.end()
            head = reader.feed(data)
            if head:
                return head

    def abort(self) -> None:
        """Close the connection at once."""
        self.stream.abort()


class _Http1Body:
    """A response body with its framing removed."""

    def __init__(self, connection: Http1Connection, head: Head, leftover: bytes, seconds: float) -> None:
        self.connection, self.head, self.leftover, self.seconds = connection, head, leftover, seconds
        self.framing: BodyFraming = body_framing(head)

    async def read(self) -> bytes:
        """Return the next bytes; none at the end. Raises BodyBroken."""
        frame = self.framing
        leftover, self.leftover = self.leftover, b""
        if leftover and (payload := frame.feed(leftover)):
            return payload
        while not frame.done:
            try:
                data = await self.connection.stream.read(self.seconds if frame.expects_more else SURPLUS_WAIT_SECONDS)
            except TimeoutError:
                if not frame.expects_more:
                    return b""
                raise BodyBroken("time") from None
            except OSError:
                raise BodyBroken("disconnect") from None
            if not data:
                break
            if payload := frame.feed(data):
                return payload
        if not frame.is_complete:
            raise BodyBroken("disconnect")
        return b""

    async def aclose(self) -> None:
        """Decide whether the connection may carry another response, and close it if not."""
        self.connection.reusable = self.framing.reusable and self.head.persists()
        if not self.connection.is_usable:
            self.connection.abort()


TLS_CODES = {9: "tls-expired", 10: "tls-expired", 18: "tls-self-signed", 62: "tls-wrong-host", 64: "tls-wrong-host"}
"""Reason codes by OpenSSL's X509_V_ERR code; every other code is "tls-chain"."""


def no_answer_for(error: BaseException) -> NoAnswer:
    """Return the NoAnswer for a connection error."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return NoAnswer(TLS_CODES.get(error.verify_code, "tls-chain"), f"the certificate: {error.verify_message}")
    if isinstance(error, ssl.SSLError):
        return NoAnswer("tls-failure", f"no secure connection: {error.reason or error}", retryable=True)
    if isinstance(error, TimeoutError):
        return NoAnswer("timeout", "no connection in time")
    if isinstance(error, ConnectionRefusedError):
        return NoAnswer("connect-refused", "the host refuses connections")
    if isinstance(error, OSError) and error.errno in {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL}:
        return NoAnswer("no-route", "there is no route to the host's network")
    return NoAnswer("connection-reset", "the connection broke off before an answer", retryable=True)
