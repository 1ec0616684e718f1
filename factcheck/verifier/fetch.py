"""One look at one address: what came back, as a value. Nothing the web does raises."""

import asyncio
import errno
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlsplit

import httpcore
import httpx

from factcheck.errors import InputError
from factcheck.settings import VerifySettings
from factcheck.verifier.capture import Answer, Capture, Redirect, Unreachable, Validators
from factcheck.verifier.decode import Body
from factcheck.verifier.gate import Gate, Resolver, system_resolver
from factcheck.verifier.retry import is_flap, retry_after
from factcheck.verifier.transport import GateClosed, PinnedTransport
from factcheck.verifier.urls import canonical_url, join, refresh_target

REASONS = {
    "timeout": "no answer within the time a look may take",
    "connect-refused": "the host refuses connections",
    "connection-reset": "the connection broke off before an answer",
    "no-route": "there is no way to the host's network",
    "dns-no-such-name": "the name does not exist",
    "dns-no-answer": "no name server answered",
    "tls-expired": "the certificate has expired",
    "tls-self-signed": "the certificate is signed by itself",
    "tls-wrong-host": "the certificate is for another host",
    "tls-chain": "the certificate's issuer is not known",
    "tls-failure": "no secure connection could be made",
    "empty-answer": "the server closed the connection without a word",
    "protocol-error": "the answer is no HTTP",
    "bad-url": "the address cannot be asked",
    "private-address": "the host is not on the public internet",
    "redirect-forbidden": "it redirects to what must not be asked",
    "redirect-loop": "it redirects in a circle",
    "too-many-redirects": "it redirects too often",
}
"""Why a look has no answer; docs/outcomes.md lists them."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TLS_CODES = {10: "tls-expired", 9: "tls-expired", 18: "tls-self-signed", 62: "tls-wrong-host", 64: "tls-wrong-host"}


@dataclass(slots=True)
class _Look:
    """What is known while a look is under way."""

    url: str
    validators: Validators
    started: float
    at: datetime
    here: str = ""
    redirects: list[Redirect] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    partial: tuple[httpx.Response, Body] | None = None


class Fetcher:
    """Asks the web. Use it as an asynchronous context manager; it keeps connections, and nothing else, between looks."""

    def __init__(
        self,
        settings: VerifySettings,
        *,
        clock: Callable[[], datetime],
        resolver: Resolver = system_resolver,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        gate = Gate(settings.allow_private, resolver)
        self.transport = transport or PinnedTransport(gate, settings.per_host)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.transport.aclose()

    async def fetch(self, url: str, validators: Validators | None = None) -> Answer:
        """Return what came back for an address, after redirects and one further try for flaps."""
        look = _Look(url, validators or Validators(), time.monotonic(), self.clock())
        try:
            look.here = canonical_url(url)
        except InputError as error:
            look.here = url
            return _unreachable(look, "bad-url", error.message, refused=True)
        try:
            async with asyncio.timeout(self.settings.deadline):
                return await self._follow(look)
        except TimeoutError:
            if look.partial and look.partial[1].data:
                response, body = look.partial
                body.truncated = body.truncated or "time"
                return _capture(look, response, body)
            return _unreachable(look, "timeout", f"no answer within {self.settings.deadline:.0f} s")

    async def _follow(self, look: _Look) -> Answer:
        visited: set[tuple[str, str]] = set()
        while True:
            answer = await self._ask_again(look)
            if isinstance(answer, Unreachable):
                return answer
            hop = _leads_to(answer)
            if hop is None:
                return answer
            if hop.location == "":
                return _unreachable(
                    look, "redirect-forbidden", f"it redirects to {answer.header('location')}", refused=True
                )
            look.redirects.append(hop)
            look.trace.append(f"{hop.status or 'refresh'}: {hop.url} leads to {hop.location}")
            if len(look.redirects) > self.settings.max_redirects:
                return _unreachable(
                    look, "too-many-redirects", f"more than {self.settings.max_redirects} redirects", refused=True
                )
            state = (hop.location, repr(sorted(look.cookies.items())))
            if state in visited:
                return _unreachable(look, "redirect-loop", f"it leads back to {hop.location}", refused=True)
            visited.add(state)
            look.here = hop.location

    async def _ask_again(self, look: _Look) -> Answer:
        """Ask, and once more after a pause where the answer may be another in a moment."""
        tries = 0
        while True:
            look.partial = None
            answer = await self._ask(look)
            if tries >= self.settings.retries or not is_flap(answer):
                return answer
            asked = retry_after(answer.header("retry-after"), self.clock()) if isinstance(answer, Capture) else None
            if asked is not None and asked > self.settings.retry_after_cap:
                return answer
            tries += 1
            look.trace.append(f"{_named(answer)}: asked again")
            await asyncio.sleep(self.settings.retry_pause if asked is None else max(asked, self.settings.retry_pause))

    async def _ask(self, look: _Look) -> Answer:
        try:
            request = httpx.Request("GET", look.here, headers=self._headers(look), extensions=self._timeouts())
        except httpx.InvalidURL as error:
            return _unreachable(look, "bad-url", str(error), refused=True)
        look.cookies.set_cookie_header(request)
        try:
            response = await self.transport.handle_async_request(request)
        except GateClosed as closed:
            stopped = closed.stopped
            return _unreachable(look, stopped.reason, stopped.detail, refused=stopped.refused)
        except (httpx.TransportError, *_CORE_ERRORS) as error:
            return _unreachable(look, *_reason(error))
        response.request = request
        try:
            return await self._read(look, response)
        finally:
            await response.aclose()

    async def _read(self, look: _Look, response: httpx.Response) -> Capture:
        look.cookies.extract_cookies(response)
        body = Body(response.headers.get("content-encoding"), self.settings.max_bytes)
        look.partial = (response, body)
        if response.status_code not in REDIRECTS:
            try:
                async for part in response.aiter_raw():
                    if part and not body.feed(part):
                        break
            except (httpx.TransportError, *_CORE_ERRORS):
                body.truncated = body.truncated or "disconnect"
        return _capture(look, response, body)

    def _headers(self, look: _Look) -> dict[str, str]:
        headers = {
            "User-Agent": f"Mozilla/5.0 (compatible; factcheck/0.1; +{self.settings.contact})",
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.8",
            "Accept-Language": "en;q=0.9,*;q=0.5",
            "Accept-Encoding": "gzip, deflate, br, zstd",
            "Upgrade-Insecure-Requests": "1",
        }
        if look.validators.etag and not look.redirects:
            headers["If-None-Match"] = look.validators.etag
        if look.validators.last_modified and not look.redirects:
            headers["If-Modified-Since"] = look.validators.last_modified
        return headers

    def _timeouts(self) -> dict[str, Any]:
        read = self.settings.read_timeout
        return {"timeout": {"connect": self.settings.connect_timeout, "read": read, "write": read, "pool": None}}


_CORE_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    ssl.SSLError,
    ConnectionError,
)


def _leads_to(answer: Capture) -> Redirect | None:
    """Return the next hop; None: it ends here; a hop to "": it leads to what must not be asked."""
    location = answer.header("location")
    if answer.status in REDIRECTS and location:
        target = join(answer.final_url, location)
        if target is not None:
            return Redirect(answer.final_url, answer.status, target)
        scheme = urlsplit_scheme(location)
        return Redirect(answer.final_url, answer.status, "") if scheme and scheme not in {"http", "https"} else None
    refresh = answer.header("refresh")
    target = refresh_target(refresh, answer.final_url) if refresh and answer.status == 200 else None
    return Redirect(answer.final_url, 0, target) if target else None


def urlsplit_scheme(text: str) -> str:
    """Return an address's scheme, or nothing where it has none or cannot be taken apart."""
    try:
        return urlsplit(text.strip()).scheme
    except ValueError:
        return ""


def _capture(look: _Look, response: httpx.Response, body: Body) -> Capture:
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream else None
    headers = tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1").strip()) for name, value in response.headers.raw
    )
    return Capture(
        url=look.url,
        final_url=look.here,
        status=response.status_code,
        headers=headers,
        body=bytes(body.data),
        fetched_at=look.at,
        elapsed=time.monotonic() - look.started,
        redirects=tuple(look.redirects),
        truncated=body.truncated,
        address=str(peer[0]) if peer else None,
        trace=(*look.trace, f"HTTP {response.status_code} from {look.here}, {len(body.data)} bytes"),
    )


def _unreachable(look: _Look, reason: str, detail: str, *, refused: bool = False) -> Unreachable:
    return Unreachable(
        url=look.url,
        final_url=look.here,
        reason=reason,
        detail=detail,
        fetched_at=look.at,
        elapsed=time.monotonic() - look.started,
        refused=refused,
        redirects=tuple(look.redirects),
        trace=(*look.trace, f"no answer from {look.here}: {detail}"),
    )


def _named(answer: Answer) -> str:
    return answer.reason if isinstance(answer, Unreachable) else f"HTTP {answer.status}"


def _reason(error: BaseException) -> tuple[str, str]:
    """Return the code and a sentence for what a connection met."""
    chain = _causes(error)
    for cause in chain:
        if isinstance(cause, ssl.SSLCertVerificationError):
            code = _TLS_CODES.get(cause.verify_code, "tls-chain")
            if cause.verify_code == 19:
                code = "tls-self-signed"
            return code, f"{REASONS[code]} ({cause.verify_message})"
        if isinstance(cause, ssl.SSLError):
            return "tls-failure", f"no secure connection: {cause.reason or cause}"
    if isinstance(error, (httpx.TimeoutException, httpcore.TimeoutException)):
        return "timeout", "no answer in time"
    numbers = {cause.errno for cause in chain if isinstance(cause, OSError)}
    if errno.ECONNREFUSED in numbers or any(isinstance(cause, ConnectionRefusedError) for cause in chain):
        return "connect-refused", REASONS["connect-refused"]
    if {errno.ENETUNREACH, errno.EHOSTUNREACH} & numbers:
        return "no-route", REASONS["no-route"]
    if isinstance(error, (httpx.ConnectError, httpcore.ConnectError)):
        return "connect-refused", f"no connection: {error}"
    text = str(error)
    if "without sending" in text:
        return "empty-answer", REASONS["empty-answer"]
    if isinstance(error, (httpx.ProtocolError, httpcore.ProtocolError, httpcore.UnsupportedProtocol)):
        return "protocol-error", f"the answer is no HTTP: {text[:200]}"
    return "connection-reset", REASONS["connection-reset"]


def _causes(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        following = following.__cause__ or following.__context__
    return chain
