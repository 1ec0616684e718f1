"""The HTTP exchanges of one check, from which its capture is written."""

from dataclasses import dataclass
from datetime import datetime

from factcheck.verifier.http.messages import Response


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

    def add(self, url: str, at: datetime, response: Response, body: bytes, truncated: str | None) -> None:
        """Add an exchange."""
        labels = " ".join(response.header_values("content-encoding"))
        kind = ", ".join(response.header_values("content-type")).partition(";")[0].strip().lower()
        plain = kind.startswith("text/") or kind.endswith(("xml", "json", "javascript")) or not kind
        self.exchanges.append(
            Exchange(
                url=url,
                at=at,
                request=response.request_head,
                head=response.head,
                body=body,
                truncated=truncated,
                address=response.address,
                protocol=response.protocol,
                coded=not plain or bool(labels.replace("identity", "").strip()),
            )
        )
