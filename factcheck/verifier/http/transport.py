"""Connections to the addresses that the address policy allows, reused for a few seconds for the host's next page.

There is no shared pool to search: an idle connection is found by its origin. TLS names and certificates are verified
against the host of the URL, whatever address is used. Proxies are never used, whatever the environment says.
"""

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpcore
import httpx

from factcheck.limits import IDLE_MAX_CONNECTIONS
from factcheck.verifier.http.address_policy import AddressPolicy, Denied
from factcheck.verifier.http.connection import (
    ByteStream,
    Http1Connection,
    NoAnswer,
    Timeouts,
    no_answer_for,
    open_stream,
)

KEEPALIVE_SECONDS = 5.0
ADDRESSES_MAX_TRIED = 4
"""Maximum number of addresses tried for a host, one after another."""

Origin = tuple[str, str, int]
"""Scheme, host and port."""


def browser_tls() -> ssl.SSLContext:
    """Return a TLS context that trusts the system's authorities and is as lenient about form as browsers are."""
    context = ssl.create_default_context()
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    return context


class PinnedTransport(httpx.AsyncBaseTransport):
    """An httpx transport that connects only to the addresses that the address policy allows."""

    def __init__(
        self, policy: AddressPolicy, tls: Callable[[], ssl.SSLContext] = browser_tls, idle: int = IDLE_MAX_CONNECTIONS
    ) -> None:
        self.policy = policy
        self.idle_max = idle
        """Maximum number of idle connections; the one unused longest is closed first."""
        self.make_tls = tls
        self.contexts: dict[tuple[str, ...], ssl.SSLContext] = {}
        """TLS contexts by the protocols they offer (ALPN)."""
        self.http2_broken_origins: set[Origin] = set()
        """Servers that offer HTTP/2 and cannot speak it: they get HTTP/1.1 requests."""
        self.idle: OrderedDict[Http1Connection | _Http2Connection, tuple[Origin, float]] = OrderedDict()
        """Idle connections, the one unused longest first."""
        self.idle_by_origin: dict[Origin, Http1Connection | _Http2Connection] = {}
        """The idle connection of each server: a newer one replaces it."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the response, with its body unread. Raises NoAnswer."""
        url = request.url
        origin = (url.scheme, url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80))
        target = request.extensions.get("target") or url.raw_path
        timeouts = Timeouts(request.extensions["timeout"]["connect"], request.extensions["timeout"]["read"])
        while idle_connection := self._pop_idle(origin):
            try:
                return await self._send(idle_connection, origin, request, target, timeouts)
            except NoAnswer as error:
                if not error.retryable:
                    raise
        connection = await self._connect(origin, timeouts)
        try:
            return await self._send(connection, origin, request, target, timeouts)
        except NoAnswer as error:
            if not (error.retryable and isinstance(connection, _Http2Connection)):
                raise
        self.http2_broken_origins.add(origin)
        return await self._send(await self._connect(origin, timeouts), origin, request, target, timeouts)

    async def _send(
        self,
        connection: "Http1Connection | _Http2Connection",
        origin: Origin,
        request: httpx.Request,
        target: bytes,
        timeouts: Timeouts,
    ) -> httpx.Response:
        try:
            response = await connection.send_request(request, target, timeouts)
        except BaseException:
            connection.abort()
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)
        peer = connection.stream.extra_info("peername")
        response.extensions["address"] = str(peer[0]) if peer else None
        response.stream = _ReleasingStream(response.stream, self, origin, connection)
        return response

    async def _connect(self, origin: Origin, timeouts: Timeouts) -> "Http1Connection | _Http2Connection":
        scheme, host, port = origin
        admitted = await self.policy.resolve(host, port, timeouts.connect)
        if isinstance(admitted, Denied):
            raise NoAnswer(admitted.reason, admitted.detail, refused=admitted.refused)
        addresses = admitted.addresses[:ADDRESSES_MAX_TRIED]
        tls = self._tls(origin) if scheme == "https" else None
        name = host.strip("[]").removesuffix(".") if tls else None
        for address in addresses:
            try:
                stream = await open_stream(address, port, tls, name, timeouts.connect / len(addresses))
            except NoAnswer:
                if address == addresses[-1]:
                    raise
                continue
            secured = stream.extra_info("ssl_object")
            if secured is not None and secured.selected_alpn_protocol() == "h2":
                return _Http2Connection(stream, origin)
            return Http1Connection(stream)
        raise NoAnswer("dns-no-answer", f"{host} has no address")

    def _tls(self, origin: Origin) -> ssl.SSLContext:
        offered = ("http/1.1",) if origin in self.http2_broken_origins else ("h2", "http/1.1")
        if offered not in self.contexts:
            self.contexts[offered] = self.make_tls()
            self.contexts[offered].set_alpn_protocols(list(offered))
        return self.contexts[offered]

    def _pop_idle(self, origin: Origin) -> "Http1Connection | _Http2Connection | None":
        self._close_expired()
        connection = self.idle_by_origin.pop(origin, None)
        if connection is None:
            return None
        del self.idle[connection]
        if connection.is_usable:
            return connection
        connection.abort()
        return None

    def release(self, origin: Origin, connection: "Http1Connection | _Http2Connection") -> None:
        """Make a connection available for the host's next request, if its response was read to the end."""
        if not connection.is_usable:
            connection.abort()
            return
        if other := self.idle_by_origin.pop(origin, None):
            del self.idle[other]
            other.abort()
        self.idle_by_origin[origin] = connection
        self.idle[connection] = (origin, asyncio.get_running_loop().time() + KEEPALIVE_SECONDS)
        self._close_expired()

    def _close_expired(self) -> None:
        now = asyncio.get_running_loop().time()
        while self.idle:
            connection, (origin, until) = next(iter(self.idle.items()))
            if until > now and len(self.idle) <= self.idle_max:
                return
            del self.idle[connection]
            self.idle_by_origin.pop(origin, None)
            connection.abort()

    async def aclose(self) -> None:
        """Close every connection."""
        for connection in self.idle:
            connection.abort()
        self.idle.clear()
        self.idle_by_origin.clear()
        await asyncio.sleep(0)


class _ReleasingStream(httpx.AsyncByteStream):
    """A body that releases its connection when it is closed."""

    def __init__(
        self,
        stream: httpx.AsyncByteStream,
        transport: PinnedTransport,
        origin: Origin,
        connection: "Http1Connection | _Http2Connection",
    ) -> None:
        self.stream, self.transport, self.origin, self.connection = stream, transport, origin, connection

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self.stream:
            yield part

    async def aclose(self) -> None:
        await self.stream.aclose()
        self.transport.release(self.origin, self.connection)


class _Http2Connection:
    """A connection that speaks HTTP/2, through httpcore."""

    def __init__(self, stream: ByteStream, origin: Origin) -> None:
        self.stream = stream
        scheme, host, port = origin
        self.protocol = httpcore.AsyncHTTP2Connection(
            httpcore.Origin(scheme.encode(), host.encode(), port),
            _Http2NetworkStream(stream),
            keepalive_expiry=KEEPALIVE_SECONDS,
        )

    @property
    def is_usable(self) -> bool:
        """Whether a request may be sent now."""
        return self.protocol.is_available() and self.protocol.is_idle() and not self.stream.closed

    async def send_request(self, request: httpx.Request, target: bytes, timeouts: Timeouts) -> httpx.Response:
        """Send a request and return the response, with its body unread. Raises NoAnswer."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=target
        )
        core_request = httpcore.Request(
            request.method,
            url,
            headers=request.headers.raw,
            content=request.read() or None,
            extensions={"timeout": {"read": timeouts.read, "write": timeouts.read}},
        )
        try:
            answer = await self.protocol.handle_async_request(core_request)
        except httpcore.TimeoutException:
            raise NoAnswer("timeout", "no answer in time") from None
        except (httpcore.ProtocolError, httpcore.ConnectionNotAvailable) as error:
            raise NoAnswer("protocol-error", f"the answer is not HTTP/2: {error}", retryable=True) from None
        except (httpcore.NetworkError, OSError) as error:
            raise no_answer_for(error) from None
        spoken = {"protocol": "h2"}
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Http2BodyStream(answer.stream), extensions=spoken
        )

    def abort(self) -> None:
        """Close the connection at once."""
        self.stream.abort()


class _Http2BodyStream(httpx.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self.stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self.stream:
                yield part
        except httpcore.TimeoutException as error:
            raise httpx.ReadTimeout(str(error)) from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise httpx.ReadError(str(error)) from None

    async def aclose(self) -> None:
        await self.stream.aclose()


class _Http2NetworkStream(httpcore.AsyncNetworkStream):
    """A ByteStream with the interface that httpcore needs."""

    def __init__(self, stream: ByteStream) -> None:
        self.stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  httpcore's signature
        """Return the buffered bytes."""
        try:
            return await self.stream.read(timeout or KEEPALIVE_SECONDS)
        except TimeoutError:
            raise httpcore.ReadTimeout("no answer in time") from None
        except OSError as error:
            raise httpcore.ReadError(str(error)) from None

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send the data."""
        self.stream.send(buffer)

    async def aclose(self) -> None:
        """Close the connection at once."""
        self.stream.abort()

    def get_extra_info(self, info: str) -> Any:
        """Return whether bytes are waiting to be read, or a value from asyncio's transport information."""
        return not self.stream.is_quiet if info == "is_readable" else self.stream.extra_info(info)
