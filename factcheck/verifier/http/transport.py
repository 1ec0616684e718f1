"""Connections: each made to an address that the gate let through, and kept a few seconds for the host's next page.

There is no shared pool to walk: a host's idle connections are found by its origin. TLS names and certificates are checked
against the host of the URL, whatever address was connected to. No proxy is ever asked, whatever the environment says.
"""

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpcore
import httpx

from factcheck.limits import IDLE_MAX
from factcheck.verifier.http.address_policy import Gate, Stopped
from factcheck.verifier.http.connection import Connection, NoAnswer, Waits, Wire, connect, no_answer

KEEPALIVE_SECONDS = 5.0
TRIED = 4
"""Addresses of a host tried, one after the other."""

Origin = tuple[str, str, int]
"""Scheme, host, port."""


def browser_tls() -> ssl.SSLContext:
    """Return a TLS context that trusts the system's authorities and is no stricter of form than browsers are."""
    context = ssl.create_default_context()
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    return context


class PinnedTransport(httpx.AsyncBaseTransport):
    """An httpx transport that connects to the addresses the gate gives, and to no others."""

    def __init__(self, gate: Gate, tls: Callable[[], ssl.SSLContext] = browser_tls, idle: int = IDLE_MAX) -> None:
        self.gate = gate
        self.idle_max = idle
        """Connections kept for reuse; the one unused longest is closed first."""
        self.make_tls = tls
        self.contexts: dict[tuple[str, ...], ssl.SSLContext] = {}
        """TLS contexts by the protocols they offer (ALPN)."""
        self.old_school: set[Origin] = set()
        """Servers that offer HTTP/2 and cannot speak it: they are asked in HTTP/1.1."""
        self.idle: OrderedDict[Connection | _Http2, tuple[Origin, float]] = OrderedDict()
        """Connections at rest, the one unused longest first."""
        self.by_origin: dict[Origin, list[Connection | _Http2]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, and return the answer with its body unread. Raises NoAnswer."""
        url = request.url
        origin = (url.scheme, url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80))
        target = request.extensions.get("target") or url.raw_path
        waits = Waits(request.extensions["timeout"]["connect"], request.extensions["timeout"]["read"])
        while kept := self._kept(origin):
            try:
                return await self._ask(kept, origin, request, target, waits)
            except NoAnswer as error:
                if not error.passing:
                    raise
        connection = await self._connect(origin, waits)
        try:
            return await self._ask(connection, origin, request, target, waits)
        except NoAnswer as error:
            if not (error.passing and isinstance(connection, _Http2)):
                raise
        self.old_school.add(origin)
        return await self._ask(await self._connect(origin, waits), origin, request, target, waits)

    async def _ask(
        self, connection: "Connection | _Http2", origin: Origin, request: httpx.Request, target: bytes, waits: Waits
    ) -> httpx.Response:
        try:
            response = await connection.ask(request, target, waits)
        except BaseException:
            connection.drop()
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)
        peer = connection.wire.about("peername")
        response.extensions["address"] = str(peer[0]) if peer else None
        response.stream = _Returning(response.stream, self, origin, connection)
        return response

    async def _connect(self, origin: Origin, waits: Waits) -> "Connection | _Http2":
        scheme, host, port = origin
        admitted = await self.gate.admit(host, port, waits.connect)
        if isinstance(admitted, Stopped):
            raise NoAnswer(admitted.reason, admitted.detail, refused=admitted.refused)
        addresses = admitted.addresses[:TRIED]
        tls = self._tls(origin) if scheme == "https" else None
        name = host.strip("[]").removesuffix(".") if tls else None
        for address in addresses:
            try:
                wire = await connect(address, port, tls, name, waits.connect / len(addresses))
            except NoAnswer:
                if address == addresses[-1]:
                    raise
                continue
            secured = wire.about("ssl_object")
            if secured is not None and secured.selected_alpn_protocol() == "h2":
                return _Http2(wire, origin)
            return Connection(wire)
        raise NoAnswer("dns-no-answer", f"{host} has no address")

    def _tls(self, origin: Origin) -> ssl.SSLContext:
        offered = ("http/1.1",) if origin in self.old_school else ("h2", "http/1.1")
        if offered not in self.contexts:
            self.contexts[offered] = self.make_tls()
            self.contexts[offered].set_alpn_protocols(list(offered))
        return self.contexts[offered]

    def _kept(self, origin: Origin) -> "Connection | _Http2 | None":
        self._close_old()
        for connection in self.by_origin.pop(origin, []):
            del self.idle[connection]
            if connection.usable:
                return connection
            connection.drop()
        return None

    def keep(self, origin: Origin, connection: "Connection | _Http2") -> None:
        """Keep a connection whose answer came to its end."""
        if not connection.usable:
            connection.drop()
            return
        for other in self.by_origin.pop(origin, []):
            del self.idle[other]
            other.drop()
        self.by_origin[origin] = [connection]
        self.idle[connection] = (origin, asyncio.get_running_loop().time() + KEEPALIVE_SECONDS)
        self._close_old()

    def _close_old(self) -> None:
        now = asyncio.get_running_loop().time()
        while self.idle:
            connection, (origin, until) = next(iter(self.idle.items()))
            if until > now and len(self.idle) <= self.idle_max:
                return
            del self.idle[connection]
            self.by_origin.pop(origin, None)
            connection.drop()

    async def aclose(self) -> None:
        """Close every connection."""
        for connection in self.idle:
            connection.drop()
        self.idle.clear()
        self.by_origin.clear()
        await asyncio.sleep(0)


class _Returning(httpx.AsyncByteStream):
    """A body that gives its connection back when it is closed."""

    def __init__(
        self,
        stream: httpx.AsyncByteStream,
        transport: PinnedTransport,
        origin: Origin,
        connection: "Connection | _Http2",
    ) -> None:
        self.stream, self.transport, self.origin, self.connection = stream, transport, origin, connection

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self.stream:
            yield part

    async def aclose(self) -> None:
        await self.stream.aclose()
        self.transport.keep(self.origin, self.connection)


class _Http2:
    """A connection that speaks HTTP/2, by httpcore."""

    def __init__(self, wire: Wire, origin: Origin) -> None:
        self.wire = wire
        scheme, host, port = origin
        self.machine = httpcore.AsyncHTTP2Connection(
            httpcore.Origin(scheme.encode(), host.encode(), port), _Http2Wire(wire), keepalive_expiry=KEEPALIVE_SECONDS
        )

    @property
    def usable(self) -> bool:
        """Whether a request may be sent now."""
        return self.machine.is_available() and self.machine.is_idle() and not self.wire.closed

    async def ask(self, request: httpx.Request, target: bytes, waits: Waits) -> httpx.Response:
        """Return the answer, its body unread. Raises NoAnswer."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=target
        )
        asked = httpcore.Request(
            request.method,
            url,
            headers=request.headers.raw,
            content=request.read() or None,
            extensions={"timeout": {"read": waits.read, "write": waits.read}},
        )
        try:
            answer = await self.machine.handle_async_request(asked)
        except httpcore.TimeoutException:
            raise NoAnswer("timeout", "no answer in time") from None
        except (httpcore.ProtocolError, httpcore.ConnectionNotAvailable) as error:
            raise NoAnswer("protocol-error", f"the answer is no HTTP/2: {error}", passing=True) from None
        except (httpcore.NetworkError, OSError) as error:
            raise no_answer(error) from None
        spoken = {"protocol": "h2"}
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Http2Stream(answer.stream), extensions=spoken
        )

    def drop(self) -> None:
        """Close at once."""
        self.wire.drop()


class _Http2Stream(httpx.AsyncByteStream):
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


class _Http2Wire(httpcore.AsyncNetworkStream):
    """A wire, as httpcore wants it."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  httpcore's signature
        """Return what came."""
        try:
            return await self.wire.read(timeout or KEEPALIVE_SECONDS)
        except TimeoutError:
            raise httpcore.ReadTimeout("no answer in time") from None
        except OSError as error:
            raise httpcore.ReadError(str(error)) from None

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send."""
        self.wire.send(buffer)

    async def aclose(self) -> None:
        """Close at once."""
        self.wire.drop()

    def get_extra_info(self, info: str) -> Any:
        """Return whether bytes wait to be read, or what asyncio knows."""
        return not self.wire.quiet if info == "is_readable" else self.wire.about(info)
