"""Connections to the addresses that the address policy allows, reused for a few seconds for the host's next page.

There is no shared pool to search: an idle connection is found by its origin. TLS names and certificates are verified
against the host of the URL, whatever address is used. Proxies are never used, whatever the environment says.
"""

import asyncio
import functools
import ssl
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from factcheck.limits import IDLE_MAX_CONNECTIONS
from factcheck.verifier.http.address_policy import AddressPolicy, Denied
from factcheck.verifier.http.connection import ByteStream, Http1Connection, open_stream
from factcheck.verifier.http.messages import KEEPALIVE_SECONDS, NoAnswer, Origin, Request, Response, Timeouts

ADDRESSES_MAX_TRIED = 4
"""Maximum number of addresses tried for a host, one after another."""


class Connection(Protocol):
    """A connection to one address, which carries one request at a time."""

    stream: ByteStream

    @property
    def is_usable(self) -> bool:
        """Whether a request may be sent now."""
        ...

    async def send_request(self, request: Request) -> Response:
        """Send a request and return the response, with its body unread. Raises NoAnswer."""
        ...

    def abort(self) -> None:
        """Close the connection at once."""
        ...


def browser_tls() -> ssl.SSLContext:
    """Return a TLS context that trusts the system's authorities and is as lenient about form as browsers are."""
    context = ssl.create_default_context()
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    return context


class PinnedTransport:
    """A transport that connects only to the addresses that the address policy allows."""

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
        self.idle: OrderedDict[Connection, tuple[Origin, float]] = OrderedDict()
        """Idle connections, the one unused longest first."""
        self.idle_by_origin: dict[Origin, Connection] = {}
        """The idle connection of each server: a newer one replaces it."""

    async def send(self, request: Request) -> Response:
        """Send a request and return the response, with its body unread. Raises NoAnswer."""
        origin = request.origin
        while idle_connection := self._pop_idle(origin):
            try:
                return await self._send(idle_connection, origin, request)
            except NoAnswer as error:
                if not error.retryable:
                    raise
        connection = await self._connect(origin, request.timeouts)
        try:
            return await self._send(connection, origin, request)
        except NoAnswer as error:
            if not error.retryable or isinstance(connection, Http1Connection):
                raise
        self.http2_broken_origins.add(origin)
        return await self._send(await self._connect(origin, request.timeouts), origin, request)

    async def _send(self, connection: Connection, origin: Origin, request: Request) -> Response:
        try:
            response = await connection.send_request(request)
        except BaseException:
            connection.abort()
            raise
        peer = connection.stream.extra_info("peername")
        response.address = str(peer[0]) if peer else None
        response.on_close = functools.partial(self.release, origin, connection)
        return response

    async def _connect(self, origin: Origin, timeouts: Timeouts) -> Connection:
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
                return _http2_connection(stream, origin)
            return Http1Connection(stream)
        raise NoAnswer("dns-no-answer", f"{host} has no address")

    def _tls(self, origin: Origin) -> ssl.SSLContext:
        offered = ("http/1.1",) if origin in self.http2_broken_origins else ("h2", "http/1.1")
        if offered not in self.contexts:
            self.contexts[offered] = self.make_tls()
            self.contexts[offered].set_alpn_protocols(list(offered))
        return self.contexts[offered]

    def _pop_idle(self, origin: Origin) -> Connection | None:
        self._close_expired()
        connection = self.idle_by_origin.pop(origin, None)
        if connection is None:
            return None
        del self.idle[connection]
        if connection.is_usable:
            return connection
        connection.abort()
        return None

    def release(self, origin: Origin, connection: Connection) -> None:
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


def _http2_connection(stream: ByteStream, origin: Origin) -> Connection:
    from factcheck.verifier.http.http2_connection import Http2Connection

    return Http2Connection(stream, origin)
