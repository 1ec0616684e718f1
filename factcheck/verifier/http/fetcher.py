"""Fetching of one address.

The result is a value for everything the web can do; only a shortage on this machine raises.
"""

import asyncio
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Self

from factcheck import __version__
from factcheck.errors import InputError
from factcheck.limits import FILES_MESSAGE, Exhausted, files_are_short, fitting_idle_connections, shortage
from factcheck.redaction import redact_address
from factcheck.settings import VerifySettings
from factcheck.verifier.http.address_policy import AddressPolicy, Resolver, system_resolver
from factcheck.verifier.http.connection import no_answer_for
from factcheck.verifier.http.content_encoding import Body
from factcheck.verifier.http.exchange_log import ExchangeLog
from factcheck.verifier.http.language_negotiation import accept_language
from factcheck.verifier.http.messages import BodyBroken, NoAnswer, Request, Response, Timeouts, Transport
from factcheck.verifier.http.response import Answer, Capture, Redirect, RequestOptions, Unreachable, Validators
from factcheck.verifier.http.retry import is_transient, retry_after
from factcheck.verifier.http.transport import PinnedTransport, browser_tls
from factcheck.verifier.http.urls import canonical_url, header_text, host_of, join, scheme_of
from factcheck.verifier.http.visit import Visit

if TYPE_CHECKING:
    import httpx

REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
LARGE_BODY_MIN_BYTES = 1_000_000
"""Body size in bytes from which a body needs one of the LARGE_BODIES_MAX slots."""
LARGE_BODIES_MAX = 2
"""Number of checks that may hold a large body at once: this limits memory, whatever the number of hosts."""
TRUNCATION_REASONS = frozenset({"length", "time", "disconnect"})
"""Reasons for an incomplete body that WARC-Truncated has a word for."""
MIN_TIME_FOR_RETRY = 1.0
"""Seconds that must be left of the deadline for a retry."""
RETRY_PAUSE_SECONDS = 2.0
"""Pause before another attempt after a transient failure."""


@dataclass(slots=True)
class _FetchState:
    """State of one fetch in progress."""

    url: str
    validators: Validators
    visit: Visit
    limit: asyncio.Timeout
    started: float
    started_at: datetime
    options: RequestOptions = field(default_factory=RequestOptions)
    current_url: str = ""
    redirects: list[Redirect] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    partial: tuple[Response, Body] | None = None
    requested_at: datetime | None = None
    previous_answer: Answer | None = None
    """The result of the previous attempt at the same address."""


class Fetcher:
    """HTTP client of the verifier.

    Use it as an asynchronous context manager. It keeps connections between fetches and nothing else.
    """

    def __init__(
        self,
        settings: VerifySettings,
        *,
        clock: Callable[[], datetime],
        resolver: Resolver = system_resolver,
        transport: "httpx.AsyncBaseTransport | None" = None,
        tls: Callable[[], ssl.SSLContext] = browser_tls,
        retry_pause: float = RETRY_PAUSE_SECONDS,
    ) -> None:
        self.settings = settings
        self.retry_pause = retry_pause
        self.clock = clock
        idle = fitting_idle_connections(settings.concurrency)
        self.transport: Transport = (
            PinnedTransport(AddressPolicy(settings.allow_private, resolver), tls, idle)
            if transport is None
            else _adapted(transport)
        )
        self.timeouts = Timeouts(settings.connect_timeout, settings.read_timeout)
        self.large_body_slots = asyncio.Semaphore(LARGE_BODIES_MAX)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.transport.aclose()

    def visit(self, exchange_log: ExchangeLog | None = None, languages: Sequence[str] = ()) -> Visit:
        """Return the shared state for the fetches of one check. Use it as an asynchronous context manager."""
        return Visit(self.settings.deadline, self.large_body_slots, exchange_log, languages)

    async def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        visit: Visit | None = None,
        options: RequestOptions | None = None,
    ) -> Answer:
        """Fetch an address, following redirects; transient failures are retried, except for a POST.

        Raises Exhausted if there is no response because of this machine, not the other side.
        """
        if visit is not None:
            return await self._fetch(url, validators or Validators(), visit, options or RequestOptions())
        async with self.visit() as alone:
            return await self._fetch(url, validators or Validators(), alone, options or RequestOptions())

    async def _fetch(self, url: str, validators: Validators, visit: Visit, options: RequestOptions) -> Answer:
        limit = visit.start_clock()
        state = _FetchState(url, validators, visit, limit, time.monotonic(), self.clock(), options, current_url=url)
        try:
            state.current_url = canonical_url(url)
        except InputError as error:
            return _unreachable(state, "bad-url", error.message, refused=True)
        try:
            async with limit:
                return await self._follow_redirects(state)
        except TimeoutError:
            return self._on_deadline(state)
        finally:
            visit.stop_clock()

    def _on_deadline(self, state: _FetchState) -> Answer:
        if state.partial and state.partial[1].data:
            response, body = state.partial
            body.truncated = body.truncated or "time"
            return self._finish(state, response, body, whole=False)
        if isinstance(state.previous_answer, Capture):
            return state.previous_answer
        return _unreachable(state, "timeout", f"no answer within {self.settings.deadline:.0f} s")

    async def _follow_redirects(self, state: _FetchState) -> Answer:
        visited = {(state.current_url, state.visit.cookies.state())}
        while True:
            answer = await self._request_with_retry(state)
            if isinstance(answer, Unreachable):
                return answer
            target = _redirect_target(answer.status, answer.header("location"), answer.final_url)
            if target is None:
                return answer
            if target == "":
                where = redact_address(header_text(answer.header("location") or ""))
                return _unreachable(state, "redirect-forbidden", f"it redirects to {where[:200]}", refused=True)
            hop = Redirect(state.current_url, answer.status, target)
            state.redirects.append(hop)
            state.trace.append(f"{hop.status}: {hop.url} leads to {hop.location}")
            if len(state.redirects) > self.settings.max_redirects:
                return _unreachable(state, "too-many-redirects", f"more than {self.settings.max_redirects} redirects")
            step = (hop.location, state.visit.cookies.state())
            if step in visited:
                return _unreachable(state, "redirect-loop", f"it leads back to {hop.location}")
            visited.add(step)
            state.current_url = hop.location

    async def _request_with_retry(self, state: _FetchState) -> Answer:
        """Request the current address, and retry after a pause if the failure is transient."""
        state.previous_answer = None
        answer = await self._request_conditionally(state)
        for _ in range(self.settings.retries if state.options.form is None else 0):
            if not is_transient(answer):
                break
            requested_wait = (answer.retry_after or 0.0) if isinstance(answer, Capture) else 0.0
            pause_seconds = max(requested_wait, self.retry_pause)
            if (
                requested_wait > self.settings.retry_after_cap
                or pause_seconds + MIN_TIME_FOR_RETRY > state.visit.seconds_left
            ):
                break
            state.trace.append(f"{_describe(answer)}: requested again")
            state.previous_answer = answer
            await asyncio.sleep(pause_seconds)
            before = len(state.visit.exchange_log.exchanges) if state.visit.exchange_log else 0
            answer = await self._request_conditionally(state)
            if state.visit.exchange_log and isinstance(state.previous_answer, Capture) and isinstance(answer, Capture):
                del state.visit.exchange_log.exchanges[before - 1 : before]
        if isinstance(answer, Unreachable) and isinstance(state.previous_answer, Capture):
            return state.previous_answer
        return answer

    async def _request_conditionally(self, state: _FetchState) -> Answer:
        """Request the current address with the known validators, and without them after a bogus 304."""
        answer = await self._request(state, conditional=True)
        if isinstance(answer, Capture) and self._is_bogus_304(state, answer):
            state.trace.append("HTTP 304 does not fit our request: requested again without conditions")
            answer = await self._request(state, conditional=False)
            if isinstance(answer, Capture) and answer.status == 304:
                return _unreachable(state, "unasked-304", "the server says that nothing changed, and sends no page")
        return answer

    def _is_bogus_304(self, state: _FetchState, answer: Capture) -> bool:
        """Return whether a 304 answers an unconditional request, or names another version than ours."""
        if answer.status != 304:
            return False
        conditions = self._conditional_headers(state)
        named, ours = answer.header("etag"), conditions.get("If-None-Match")
        return not conditions or bool(named and ours and named.removeprefix("W/") != ours.removeprefix("W/"))

    async def _request(self, state: _FetchState, *, conditional: bool) -> Answer:
        state.partial = None
        state.requested_at = self.clock()
        headers = self._request_headers(state) | (
            self._conditional_headers(state) if conditional else {"Cache-Control": "no-cache"}
        )
        own = state.options if not state.redirects else RequestOptions()
        headers |= dict(own.headers)
        if own.form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(own.form))}
        request = Request(
            state.current_url,
            [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()],
            self.timeouts,
            "GET" if own.form is None else "POST",
            own.form or b"",
        )
        try:
            response = await self.transport.send(request)
        except (NoAnswer, OSError) as error:
            failure = error if isinstance(error, NoAnswer) else no_answer_for(error)
            if not failure.refused:
                _raise_if_exhausted(error)
            return _unreachable(state, failure.reason, failure.detail, refused=failure.refused)
        try:
            return await self._read_body(state, response)
        finally:
            await response.aclose()

    async def _read_body(self, state: _FetchState, response: Response) -> Capture:
        for set_cookie in response.header_values("set-cookie"):
            state.visit.cookies.store(state.current_url, set_cookie, state.started_at)
        label = (response.header("content-type") or "").lower()
        text = label.startswith(("text/", "application/xhtml", "application/xml", "application/json"))
        codings = response.header_values("content-encoding") + response.header_values("transfer-encoding")
        body = Body(
            ", ".join(codings), self.settings.max_bytes, text=text, record_raw=state.visit.exchange_log is not None
        )
        state.partial = (response, body)
        whole = response.header("content-length") == "0"
        if _redirect_target(response.status, response.header("location"), state.current_url) is None:
            try:
                while part := await response.body.read():
                    if not body.feed(part):
                        break
                    if len(body.data) > LARGE_BODY_MIN_BYTES:
                        await state.visit.acquire_large_body_slot(state.limit)
                else:
                    whole = True
                    body.end()
            except BodyBroken as broken:
                body.truncated = body.truncated or broken.truncated
            if response.status == 206 and not _is_complete_range(", ".join(response.header_values("content-range"))):
                body.truncated = body.truncated or "length"
        return self._finish(state, response, body, whole=whole)

    def _finish(self, state: _FetchState, response: Response, body: Body, *, whole: bool) -> Capture:
        """Return the capture of a response whose body has been read, and record the exchange if requested."""
        capture = self._capture(state, response, body)
        if state.visit.exchange_log is not None:
            why = body.truncated if body.truncated in TRUNCATION_REASONS else "unspecified"
            came = body.raw_bytes(capture.body)
            state.visit.exchange_log.add(
                state.current_url, state.requested_at or state.started_at, response, came, None if whole else why
            )
        return capture

    def _request_headers(self, state: _FetchState) -> dict[str, str]:
        headers = {
            "Host": host_of(state.current_url),
            "User-Agent": f"Mozilla/5.0 (compatible; factcheck/{__version__}; +{self.settings.contact})",
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.8",
            "Accept-Language": accept_language(state.visit.languages),
            "Accept-Encoding": "gzip, deflate, br, zstd",
            "Upgrade-Insecure-Requests": "1",
        }
        if cookies := state.visit.cookies.header(state.current_url):
            headers["Cookie"] = cookies
        return headers

    def _conditional_headers(self, state: _FetchState) -> dict[str, str]:
        """Return the conditional headers, only at the end of the redirects that led to the validators."""
        ours = state.validators
        if tuple(state.redirects) != ours.redirects:
            return {}
        given = {"If-None-Match": ours.etag, "If-Modified-Since": ours.last_modified}
        return {name: value for name, value in given.items() if value and value.isascii() and value.isprintable()}

    def _capture(self, state: _FetchState, response: Response, body: Body) -> Capture:
        capture = Capture(
            url=state.url,
            final_url=state.current_url,
            status=response.status,
            headers=response.headers,
            body=bytes(body.data),
            fetched_at=state.started_at,
            elapsed=time.monotonic() - state.started,
            redirects=tuple(state.redirects),
            truncated=body.truncated,
            address=response.address,
            trace=(*state.trace, f"HTTP {response.status} from {state.current_url}, {len(body.data)} bytes"),
        )
        wait = retry_after(capture.header("retry-after"), state.started_at) if capture.status >= 400 else None
        return replace(capture, retry_after=wait) if wait is not None else capture


def _redirect_target(status: int, location: str | None, base: str) -> str | None:
    """Return the next address; None: there is no redirect; "": the target must not be requested."""
    if status not in REDIRECT_STATUSES or not location:
        return None
    location = header_text(location)
    target = join(base, location)
    if target is not None:
        return target
    forbidden = scheme_of(location) not in {"", "http", "https"} or "@" in location or "\\" in location
    return "" if forbidden else None


def _is_complete_range(content_range: str) -> bool:
    """Return whether a Content-Range covers the complete representation (RFC 9110, 14.4)."""
    unit, _, rest = content_range.partition(" ")
    first, _, rest = rest.partition("-")
    last, _, size = rest.partition("/")
    return unit == "bytes" and first == "0" and last.isdecimal() and size.isdecimal() and int(last) + 1 >= int(size)


def _unreachable(state: _FetchState, reason: str, detail: str, *, refused: bool = False) -> Unreachable:
    return Unreachable(
        url=state.url,
        final_url=state.current_url,
        reason=reason,
        detail=detail,
        fetched_at=state.started_at,
        elapsed=time.monotonic() - state.started,
        refused=refused,
        redirects=tuple(state.redirects),
        trace=(*state.trace, f"no answer from {state.current_url}: {detail}"),
    )


def _raise_if_exhausted(error: Exception) -> None:
    """Raise Exhausted if this machine caused the failure.

    When file descriptors run out, no failure is believed: a resolver or TLS library that cannot open a file reports
    that a name does not exist, or that a certificate's issuer is unknown.
    """
    if message := shortage(error):
        raise Exhausted(message) from error
    if files_are_short():
        raise Exhausted(FILES_MESSAGE) from error


def _describe(answer: Answer) -> str:
    return answer.reason if isinstance(answer, Unreachable) else f"HTTP {answer.status}"


def _adapted(transport: "httpx.AsyncBaseTransport") -> Transport:
    from factcheck.verifier.http.httpx_transport import HttpxTransport

    return HttpxTransport(transport)
