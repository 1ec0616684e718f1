"""A transport of httpx, such as its mock transport, in the place of our own."""

from collections.abc import AsyncIterator

import httpx

from factcheck.verifier.http.connection import no_answer_for
from factcheck.verifier.http.messages import BodyBroken, NoAnswer, Request, Response, rendered_head, status_line


class HttpxTransport:
    """Sends requests through a transport of httpx."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self.transport = transport

    async def send(self, request: Request) -> Response:
        """Send a request and return the response, with its body unread. Raises NoAnswer."""
        limits = request.timeouts
        waits = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": None}
        asked = httpx.Request(
            request.method,
            request.url,
            headers=list(request.headers),
            content=request.content or None,
            extensions={"timeout": waits, "target": request.target},
        )
        try:
            answer = await self.transport.handle_async_request(asked)
        except (httpx.TransportError, OSError) as error:
            raise _no_answer(error) from error
        answer.request = asked
        return Response(
            answer.status_code,
            answer.headers.raw,
            _HttpxBody(answer),
            request_head=request.head(),
            head=rendered_head(status_line(answer.status_code), answer.headers.raw),
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self.transport.aclose()


class _HttpxBody:
    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.parts: AsyncIterator[bytes] = answer.aiter_raw()

    async def read(self) -> bytes:
        try:
            async for part in self.parts:
                if part:
                    return part
        except httpx.TimeoutException:
            raise BodyBroken("time") from None
        except (httpx.TransportError, OSError):
            raise BodyBroken("disconnect") from None
        return b""

    async def aclose(self) -> None:
        await self.answer.aclose()


def _no_answer(error: Exception) -> NoAnswer:
    if isinstance(error, httpx.TimeoutException):
        return NoAnswer("timeout", "no answer in time")
    if isinstance(error, httpx.ConnectError):
        return NoAnswer("connect-refused", f"no connection: {error}")
    if isinstance(error, (httpx.ProtocolError, httpx.UnsupportedProtocol)):
        return NoAnswer("protocol-error", f"the answer is not HTTP: {str(error)[:200]}")
    return no_answer_for(error)
