"""HTTP messages as values that transports exchange (RFC 9110, 6), and the errors of a transport."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

KEEPALIVE_SECONDS = 5.0
"""Seconds that an idle connection stays open."""

Headers = Sequence[tuple[bytes, bytes]]
"""Names and values in their order."""

Origin = tuple[str, str, int]
"""Scheme, host (an IPv6 address without its brackets) and port."""


class NoAnswer(Exception):
    """The server, or the network on the way to it, returned nothing that can be read."""

    def __init__(self, reason: str, detail: str, *, refused: bool = False, retryable: bool = False) -> None:
        super().__init__(detail)
        self.reason = reason
        """A code of :data:`factcheck.verifier.http.response.UNREACHABLE_REASONS`."""
        self.detail = detail
        self.refused = refused
        """The address policy denied the request."""
        self.retryable = retryable
        """A reused connection fails in the same way when the server has just closed it, so that a new one may succeed."""


class BodyBroken(Exception):
    """A body ended too early. The bytes that came have been returned before."""

    def __init__(self, truncated: str) -> None:
        super().__init__(truncated)
        self.truncated = truncated
        """The value for :attr:`factcheck.verifier.http.response.Capture.truncated`: "time" or "disconnect"."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Time limits in seconds."""

    connect: float
    read: float


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a canonical address."""

    url: str
    headers: Headers
    timeouts: Timeouts
    method: str = "GET"
    content: bytes = b""

    @property
    def origin(self) -> Origin:
        """The server to send it to."""
        scheme, _, rest = self.url.partition("://")
        host, colon, port = rest.partition("/")[0].rpartition(":")
        if not colon or port.endswith("]"):
            host, port = host + colon + port, ""
        return scheme, host.strip("[]"), int(port or 0) or (443 if scheme == "https" else 80)

    @property
    def target(self) -> bytes:
        """The path and query."""
        return self.url[self.url.index("/", self.url.index("//") + 2) :].encode("ascii")

    def head(self) -> bytes:
        """Return the request head of HTTP/1.1, with the empty line that ends it."""
        return rendered_head(b"%s %s HTTP/1.1" % (self.method.encode(), self.target), self.headers)


class BodyStream(Protocol):
    """A body without its transfer coding, in its content coding."""

    async def read(self) -> bytes:
        """Return the next bytes; none at the end. Raises BodyBroken."""
        ...

    async def aclose(self) -> None:
        """End reading, at the end of the body or before."""
        ...


class Response:
    """A response whose body has not been read. Its user closes it."""

    def __init__(
        self,
        status: int,
        headers: Headers,
        body: BodyStream,
        *,
        request_head: bytes,
        head: bytes,
        protocol: str | None = None,
    ) -> None:
        self.status, self.body = status, body
        self.headers = tuple(
            [(name.decode("latin-1").lower(), value.decode("latin-1").strip()) for name, value in headers]
        )
        """Names in lower case, in their original order and number."""
        self.request_head, self.head, self.protocol = request_head, head, protocol
        """As in :class:`factcheck.verifier.http.exchange_log.Exchange`."""
        self.address: str | None = None
        """The IP address of the server."""
        self.on_close: Callable[[], None] | None = None

    def header(self, name: str) -> str | None:
        """Return the value of the first header with a name, which is given in lower case."""
        return next((value for key, value in self.headers if key == name), None)

    def header_values(self, name: str) -> list[str]:
        """Return the value of every header with a name, which is given in lower case."""
        return [value for key, value in self.headers if key == name]

    async def aclose(self) -> None:
        """Close the body, and give its connection back."""
        await self.body.aclose()
        if self.on_close is not None:
            self.on_close()


class Transport(Protocol):
    """Sends requests."""

    async def send(self, request: Request) -> Response:
        """Send a request and return the response, with its body unread. Raises NoAnswer."""
        ...

    async def aclose(self) -> None:
        """Close every connection."""
        ...


def status_line(status: int) -> bytes:
    """Return the status line of HTTP/1.1."""
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    return f"HTTP/1.1 {status} {phrase}".encode()


def rendered_head(first_line: bytes, headers: Headers) -> bytes:
    """Return a head of HTTP/1.1 with the empty line that ends it."""
    return b"\r\n".join([first_line, *[b"%s: %s" % pair for pair in headers], b"", b""])
