"""Connections: one small pool a host, each made to an address that the gate let through.

httpcore's shared pool walks all its connections at each step, which costs milliseconds a page with many hosts; a pool a
host does not. TLS names and certificates are checked against the host of the URL, whatever address was connected to.
"""

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpcore
import httpx

from factcheck.verifier.gate import Gate, Passed, Stopped

IDLE_POOLS = 400
"""Pools kept for reuse; the one unused longest is closed first."""
KEEPALIVE_SECONDS = 5.0


class GateClosed(Exception):
    """The gate, or the resolver behind it, gave no address."""

    def __init__(self, stopped: Stopped) -> None:
        super().__init__(stopped.detail)
        self.stopped = stopped


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the addresses the gate gives, and to no others."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first admitted address that answers."""
        match await self.gate.admit(host, port):
            case Stopped() as stopped:
                raise GateClosed(stopped)
            case Passed(addresses=addresses):
                failed: Exception | None = None
                for address in addresses[:4]:
                    share = timeout / min(len(addresses), 4) if timeout else None
                    try:
                        return await self.plain.connect_tcp(address, port, share, local_address, socket_options)
                    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                        failed = error
                assert failed
                raise failed

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class _Stream(httpx.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self.stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self.stream:
            yield part

    async def aclose(self) -> None:
        await self.stream.aclose()


class PinnedTransport(httpx.AsyncBaseTransport):
    """An httpx transport over one pool a host."""

    def __init__(self, gate: Gate, per_host: int) -> None:
        self.backend = PinnedBackend(gate)
        self.per_host = per_host
        self.tls = ssl.create_default_context()
        self.pools: OrderedDict[tuple[str, str, int | None], httpcore.AsyncConnectionPool] = OrderedDict()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, and return the answer with its body unread. Raises httpcore's exceptions, and GateClosed."""
        pool = await self._pool(request.url)
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        answer = await pool.handle_async_request(asked)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer.stream), extensions=answer.extensions
        )

    async def _pool(self, url: httpx.URL) -> httpcore.AsyncConnectionPool:
        key = (url.scheme, url.host, url.port)
        pool = self.pools.get(key)
        if pool is None:
            pool = self.pools[key] = httpcore.AsyncConnectionPool(
                ssl_context=self.tls,
                max_connections=self.per_host + 2,
                max_keepalive_connections=self.per_host,
                keepalive_expiry=KEEPALIVE_SECONDS,
                http2=True,
                network_backend=self.backend,
            )
        self.pools.move_to_end(key)
        while len(self.pools) > IDLE_POOLS:
            oldest = next(iter(self.pools))
            if self.pools[oldest].connections:
                await self.pools[oldest].aclose()
            del self.pools[oldest]
        return pool

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in self.pools.values():
            await pool.aclose()
        self.pools.clear()
