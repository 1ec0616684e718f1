"""An HTTP/2 connection, through httpcore. Loading it takes a while, and few servers need it."""

from collections.abc import AsyncIterator
from typing import Any

import httpcore

from factcheck.verifier.http.connection import ByteStream, no_answer_for
from factcheck.verifier.http.messages import (
    KEEPALIVE_SECONDS,
    BodyBroken,
    NoAnswer,
    Origin,
    Request,
    Response,
    rendered_head,
    status_line,
)


class Http2Connection:
    """A connection that speaks HTTP/2, through httpcore."""

    def __init__(self, stream: ByteStream, origin: Origin) -> None:
        self.stream, self.origin = stream, origin
        scheme, host, port = origin
        self.protocol = httpcore.AsyncHTTP2Connection(
            httpcore.Origin(scheme.encode(), host.encode(), port),
            _NetworkStream(stream),
            keepalive_expiry=KEEPALIVE_SECONDS,
        )

    @property
    def is_usable(self) -> bool:
        """Whether a request may be sent now."""
        return self.protocol.is_available() and self.protocol.is_idle() and not self.stream.closed

    async def send_request(self, request: Request) -> Response:
        """Send a request and return the response, with its body unread. Raises NoAnswer."""
        scheme, host, port = self.origin
        core_request = httpcore.Request(
            request.method,
            httpcore.URL(scheme=scheme, host=host, port=port, target=request.target),
            headers=request.headers,
            content=request.content or None,
            extensions={"timeout": {"read": request.timeouts.read, "write": request.timeouts.read}},
        )
        try:
            answer = await self.protocol.handle_async_request(core_request)
        except httpcore.TimeoutException:
            raise NoAnswer("timeout", "no answer in time") from None
        except (httpcore.ProtocolError, httpcore.ConnectionNotAvailable) as error:
            raise NoAnswer("protocol-error", f"the answer is not HTTP/2: {error}", retryable=True) from None
        except (httpcore.NetworkError, OSError) as error:
            raise no_answer_for(error) from None
        return Response(
            answer.status,
            answer.headers,
            _Http2Body(answer.stream),
            request_head=request.head(),
            head=rendered_head(status_line(answer.status), answer.headers),
            protocol="h2",
        )

    def abort(self) -> None:
        """Close the connection at once."""
        self.stream.abort()


class _Http2Body:
    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.parts: AsyncIterator[bytes] = aiter(stream)

    async def read(self) -> bytes:
        try:
            async for part in self.parts:
                if part:
                    return part
        except httpcore.TimeoutException:
            raise BodyBroken("time") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError):
            raise BodyBroken("disconnect") from None
        return b""

    async def aclose(self) -> None:
        await self.stream.aclose()


class _NetworkStream(httpcore.AsyncNetworkStream):
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
