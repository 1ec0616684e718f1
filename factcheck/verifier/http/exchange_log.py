"""The HTTP exchanges of one check, from which its capture is written."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx  # loading it takes a while, and reading captures does not need it


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response as received."""

    url: str
    at: datetime
    """The time of the request."""
    request: bytes
    """The request head as sent; for HTTP/2, an HTTP/1.1 rendering of it."""
    head: bytes
    """The response head as received, including the empty line that ends it; empty for HTTP/0.9."""
    body: bytes
    """The body without its transfer coding (RFC 9112, 7), in its original content coding (RFC 9110, 8.4)."""
    truncated: str | None = None
    """Why the body is incomplete: "length", "time", "disconnect", "unspecified" (WARC-Truncated); None: it is complete."""
    address: str | None = None
    """The IP address of the server."""
    protocol: str | None = None
    """"h2" for HTTP/2, whose heads are our rendering."""
    coded: bool = False
    """The body is compressed already."""


class ExchangeLog:
    """The exchanges of one check in order: redirects, then the response they led to."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []

    def add(self, url: str, at: datetime, response: "httpx.Response", body: bytes, truncated: str | None) -> None:
        """Add an exchange. ``response.request`` must be set."""
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
