"""What came back from one look at a source, as values. What the web does is an answer, never an exception."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Validators:
    """What an earlier answer gave us to ask with (RFC 9110, 13.1)."""

    etag: str | None = None
    last_modified: str | None = None
    url: str | None = None
    """The address they belong to; none: the one that is asked. They are sent to no other."""


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """What a request carries beside what every request does. It goes to the address that is asked, and to no other."""

    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """They may hold a secret."""
    form: bytes | None = field(default=None, repr=False)
    """The body of a POST, ``application/x-www-form-urlencoded``; none: it is a GET."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """One hop."""

    url: str
    """The address that answered with the redirect."""
    status: int
    """Its status; 0 where the page itself said so (meta refresh, a Refresh header)."""
    location: str
    """Where it leads, absolute."""


@dataclass(frozen=True, slots=True)
class Capture:
    """An answer (WARC ``response``)."""

    url: str
    """The address that was asked."""
    final_url: str
    """The address that answered, after all redirects."""
    status: int
    headers: tuple[tuple[str, str], ...]
    """Names in lower case, in the order and number they came."""
    body: bytes
    """Decoded from its content codings; empty for 304."""
    fetched_at: datetime
    elapsed: float
    """Seconds, all hops and retries included."""
    redirects: tuple[Redirect, ...] = ()
    truncated: str | None = None
    """Why the body is not whole: "length", "time", "disconnect" (as WARC-Truncated), "encoding"; "cost": reading
    it would cost too much; none: it is whole."""
    address: str | None = None
    """The IP address that was connected to (WARC-IP-Address)."""
    retry_after: float | None = None
    """Seconds the server wants us to stay away."""
    trace: tuple[str, ...] = ()
    """What happened on the way, a sentence each, for ``check --explain``."""

    def header(self, name: str) -> str | None:
        """Return the first header of this name, in lower case."""
        return next((value for key, value in self.headers if key == name), None)

    def validators(self) -> Validators:
        """Return what the answer gave to ask with next time: nothing where another address than the one asked gave it."""
        if self.final_url != self.url or self.redirects:
            return Validators()
        return Validators(self.header("etag"), self.header("last-modified"))


@dataclass(frozen=True, slots=True)
class Unreachable:
    """There was no answer, or our own policy forbids to ask."""

    url: str
    final_url: str
    """The address at which it ended."""
    reason: str
    """A code that docs/outcomes.md lists: "timeout", "dns-no-such-name", "tls-expired", "private-address"…"""
    detail: str
    """One sentence for a person."""
    fetched_at: datetime
    elapsed: float
    refused: bool = False
    """Our policy said no; the server was never asked."""
    redirects: tuple[Redirect, ...] = ()
    retry_after: float | None = None
    """Seconds the server wants us to stay away."""
    trace: tuple[str, ...] = field(default=())


Answer = Capture | Unreachable
