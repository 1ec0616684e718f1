"""The result of one fetch, as values. Whatever the web does is a value, never an exception."""

from dataclasses import dataclass, field
from datetime import datetime

UNREACHABLE_REASONS = {
    "timeout": "no answer within the time limit of a check",
    "connect-refused": "the host refuses connections",
    "connection-reset": "the connection broke off before an answer",
    "no-route": "there is no route to the host's network",
    "dns-no-such-name": "the name does not exist",
    "dns-no-answer": "no name server answered",
    "tls-expired": "the certificate has expired",
    "tls-self-signed": "the certificate is self-signed",
    "tls-wrong-host": "the certificate is for another host",
    "tls-chain": "the certificate's issuer is unknown",
    "tls-failure": "no secure connection could be made",
    "empty-answer": "the server closed the connection without a response",
    "protocol-error": "the answer is not HTTP",
    "unasked-304": "the server says that nothing changed, although it was not asked",
    "bad-url": "the address cannot be requested",
    "private-address": "the host is not on the public internet",
    "redirect-forbidden": "it redirects to an address that must not be requested",
    "redirect-loop": "it redirects in a circle",
    "too-many-redirects": "it redirects too often",
}
"""Reason codes of :class:`Unreachable`; docs/outcomes.md lists them."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """One redirect."""

    url: str
    """The address that redirected."""
    status: int
    """The status code; 0 for a redirect in the page itself (meta refresh, Refresh header)."""
    location: str
    """The absolute target."""


@dataclass(frozen=True, slots=True)
class Validators:
    """Validators of an earlier response, for a conditional request (RFC 9110, 13.1)."""

    etag: str | None = None
    last_modified: str | None = None
    redirects: tuple[Redirect, ...] = ()
    """The redirects that led to the response. The validators are sent only where the same redirects lead again."""


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """Additions to one request. They are sent to the requested address only, not along redirects."""

    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Extra headers, which may contain a secret."""
    form: bytes | None = field(default=None, repr=False)
    """The body of a POST, ``application/x-www-form-urlencoded``; None: the request is a GET."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A response (WARC ``response``)."""

    url: str
    """The requested address."""
    final_url: str
    """The address that responded, after all redirects."""
    status: int
    headers: tuple[tuple[str, str], ...]
    """Names in lower case, in their original order and number."""
    body: bytes
    """The body without its content codings; empty for 304."""
    fetched_at: datetime
    elapsed: float
    """Seconds for all redirects and retries."""
    redirects: tuple[Redirect, ...] = ()
    truncated: str | None = None
    """Why the body is incomplete: "length", "time", "disconnect" (as in WARC-Truncated), "encoding", or "cost" where
    reading it would cost too much; None: it is complete."""
    address: str | None = None
    """The IP address of the server (WARC-IP-Address)."""
    retry_after: float | None = None
    """Seconds that the server asks us to wait."""
    trace: tuple[str, ...] = ()
    """The steps of the fetch, a sentence each, for ``check --explain``."""

    def header(self, name: str) -> str | None:
        """Return the first header of this name, in lower case."""
        return next((value for key, value in self.headers if key == name), None)

    def validators(self) -> Validators:
        """Return the validators for the next request; none where a page forwarded to this one (status 0)."""
        if any(hop.status == 0 for hop in self.redirects):
            return Validators()
        return Validators(self.header("etag"), self.header("last-modified"), self.redirects)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A fetch without a response, or one that our own policy denied."""

    url: str
    final_url: str
    """The address at which the fetch ended."""
    reason: str
    """A code that docs/outcomes.md lists: "timeout", "dns-no-such-name", "tls-expired", "private-address"…"""
    detail: str
    """One sentence for the user."""
    fetched_at: datetime
    elapsed: float
    refused: bool = False
    """Our own policy denied the request; the server was never contacted."""
    redirects: tuple[Redirect, ...] = ()
    retry_after: float | None = None
    """Seconds that the server asks us to wait."""
    trace: tuple[str, ...] = field(default=())


Answer = Capture | Unreachable
