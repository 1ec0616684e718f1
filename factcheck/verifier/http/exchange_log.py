"""What went over the wire in one look, request by request: what a capture is written from. Values only."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx  # it takes a while to load, and those who only read captures need none of it


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, and its answer as it came."""

    url: str
    at: datetime
    """When it was asked."""
    request: bytes
    """The request's head, as it was sent; written out as HTTP/1.1 where HTTP/2 was spoken."""
    head: bytes
    """The answer's head with the empty line that ends it, as it came; empty where a page came without one (HTTP/0.9)."""
    body: bytes
    """Its transfer coding (RFC 9112, 7) undone, its content codings (RFC 9110, 8.4) as they came."""
    truncated: str | None = None
    """Why the body is not whole: "length", "time", "disconnect", "unspecified" (WARC-Truncated); None: it is whole."""
    address: str | None = None
    """The IP address that was connected to."""
    protocol: str | None = None
    """"h2" where HTTP/2 was spoken: the heads are then ours to write."""
    coded: bool = False
    """The body is compressed already."""


class ExchangeLog:
    """The exchanges of one look, in order: redirects, and the answer they led to."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []

    def add(self, url: str, at: datetime, response: "httpx.Response", body: bytes, truncated: str | None) -> None:
        """Take an exchange. ``response.request`` must be set."""
        extensions, request = response.extensions, response.request
        labels = " ".join(response.headers.get_list("content-encoding"))
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        plain = kind.startswith("text/") or kind.endswith(("xml", "json", "javascript")) or not kind
        self.exchanges.append(
            Exchange(
                url=url,
                at=at,
                request=extensions.get("request_head") or _request_head(request),
                head=extensions["response_head"] if "response_head" in extensions else _response_head(response),
                body=body,
                truncated=truncated,
                address=extensions.get("address"),
                protocol=extensions.get("protocol"),
                coded=not plain or bool(labels.replace("identity", "").strip()),
            )
        )


def _request_head(request: "httpx.Request") -> bytes:
    target = request.extensions.get("target") or request.url.raw_path
    return _lines(b"%s %s HTTP/1.1" % (request.method.encode(), target), request.headers.raw)


def _response_head(response: "httpx.Response") -> bytes:
    known = response.status_code in HTTPStatus._value2member_map_
    phrase = HTTPStatus(response.status_code).phrase if known else ""
    return _lines(f"HTTP/1.1 {response.status_code} {phrase}".encode(), response.headers.raw)


def _lines(first: bytes, headers: list[tuple[bytes, bytes]]) -> bytes:
    return b"\r\n".join([first, *(b"%s: %s" % pair for pair in headers), b"", b""])
