"""One look at one address: what came back, as a value. Nothing the web does raises."""

import asyncio
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

import httpx

from factcheck.errors import InputError
from factcheck.limits import FILES, Exhausted, files_are_short, fitting_idle_connections, shortage
from factcheck.redaction import redact_address
from factcheck.settings import VerifySettings
from factcheck.verifier.http.address_policy import Gate, Resolver, system_resolver
from factcheck.verifier.http.connection import NoAnswer, no_answer
from factcheck.verifier.http.content_encoding import Body
from factcheck.verifier.http.cookies import Jar
from factcheck.verifier.http.exchange_log import Tape
from factcheck.verifier.http.language_negotiation import accept_language
from factcheck.verifier.http.response import Answer, Ask, Capture, Redirect, Unreachable, Validators
from factcheck.verifier.http.retry import is_flap, retry_after
from factcheck.verifier.http.transport import PinnedTransport, browser_tls
from factcheck.verifier.http.urls import canonical_url, header_text, host_of, join, scheme_of

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
    "unasked-304": "the server says that nothing changed since a look it was not told of",
    "bad-url": "the address cannot be asked",
    "private-address": "the host is not on the public internet",
    "redirect-forbidden": "it redirects to what must not be asked",
    "redirect-loop": "it redirects in a circle",
    "too-many-redirects": "it redirects too often",
}
"""Why a look has no answer; docs/outcomes.md lists them."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
RETRY_PAUSE_SECONDS = 2.0
"""Pause before another attempt after a transient failure."""
LARGE = 1_000_000
"""Bytes of a body from which on it counts against LARGE_AT_ONCE."""
LARGE_AT_ONCE = 2
"""Checks that hold a large body at once: memory is bounded by them, not by the number of hosts."""
CUT = frozenset({"length", "time", "disconnect"})
"""Why a body broke off, in WARC's words; one that could not be decoded is another matter."""
HURRY = 1.0
"""Seconds that must be left for a further try."""


class Visit:
    """What one check carries from request to request: its cookies, its time, and its leave to hold a large body."""

    def __init__(
        self, deadline: float, large: asyncio.Semaphore, tape: Tape | None = None, languages: Sequence[str] = ()
    ) -> None:
        self.languages = languages
        """The languages to ask for, the preferred one first (BCP 47)."""
        self.seconds = deadline
        """What is left of the deadline. Only the time of asking counts: judging is not the server's fault."""
        self.until = 0.0
        """When the fetch under way must end, on the loop's clock."""
        self.jar = Jar()
        self.large = large
        self.holds = False
        self.tape = tape
        """What takes down the exchanges; None: nobody wants them."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.holds:
            self.holds = False
            self.large.release()

    def begin(self) -> asyncio.Timeout:
        """Return the limit of a fetch that begins now."""
        self.until = asyncio.get_running_loop().time() + self.seconds
        return asyncio.timeout_at(self.until)

    def pause(self) -> None:
        """Take note that the fetch is over."""
        self.seconds = self.left

    @property
    def left(self) -> float:
        """Seconds that are left to the fetch under way."""
        return max(self.until - asyncio.get_running_loop().time(), 0.0)

    async def grow(self, limit: asyncio.Timeout) -> None:
        """Wait for the leave to hold a large body. The wait is ours, not the server's: the deadline moves."""
        if self.holds:
            return
        began = asyncio.get_running_loop().time()
        limit.reschedule(None)
        await self.large.acquire()
        self.holds = True
        self.until += asyncio.get_running_loop().time() - began
        limit.reschedule(self.until)


@dataclass(slots=True)
class _Look:
    """What is known while a look is under way."""

    url: str
    validators: Validators
    visit: Visit
    limit: asyncio.Timeout
    started: float
    at: datetime
    ask: Ask = field(default_factory=Ask)
    here: str = ""
    redirects: list[Redirect] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    partial: tuple[httpx.Response, Body] | None = None
    asked_at: datetime | None = None
    earlier: Answer | None = None
    """What the same address gave at the try before."""


class Fetcher:
    """Asks the web. Use it as an asynchronous context manager; it keeps connections, and nothing else, between looks."""

    def __init__(
        self,
        settings: VerifySettings,
        *,
        clock: Callable[[], datetime],
        resolver: Resolver = system_resolver,
        transport: httpx.AsyncBaseTransport | None = None,
        tls: Callable[[], ssl.SSLContext] = browser_tls,
        retry_pause: float = RETRY_PAUSE_SECONDS,
    ) -> None:
        self.settings = settings
        self.retry_pause = retry_pause
        self.clock = clock
        idle = fitting_idle_connections(settings.concurrency)
        self.transport = transport or PinnedTransport(Gate(settings.allow_private, resolver), tls, idle)
        self.large = asyncio.Semaphore(LARGE_AT_ONCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.transport.aclose()

    def visit(self, tape: Tape | None = None, languages: Sequence[str] = ()) -> Visit:
        """Return what several fetches of one check share. Use it as an asynchronous context manager."""
        return Visit(self.settings.deadline, self.large, tape, languages)

    async def fetch(
        self, url: str, validators: Validators | None = None, *, visit: Visit | None = None, ask: Ask | None = None
    ) -> Answer:
        """Return what came back for an address, after redirects and one further try for flaps; a POST is tried once.

        Raises Exhausted where this machine, not the other side, is why there is no answer.
        """
        if visit is not None:
            return await self._fetch(url, validators or Validators(), visit, ask or Ask())
        async with self.visit() as alone:
            return await self._fetch(url, validators or Validators(), alone, ask or Ask())

    async def _fetch(self, url: str, validators: Validators, visit: Visit, ask: Ask) -> Answer:
        limit = visit.begin()
        look = _Look(url, validators, visit, limit, time.monotonic(), self.clock(), ask, here=url)
        try:
            look.here = canonical_url(url)
        except InputError as error:
            return _unreachable(look, "bad-url", error.message, refused=True)
        try:
            async with limit:
                return await self._follow(look)
        except TimeoutError:
            return self._out_of_time(look)
        finally:
            visit.pause()

    def _out_of_time(self, look: _Look) -> Answer:
        if look.partial and look.partial[1].data:
            response, body = look.partial
            body.truncated = body.truncated or "time"
            return self._taken(look, response, body, whole=False)
        if isinstance(look.earlier, Capture):
            return look.earlier
        return _unreachable(look, "timeout", f"no answer within {self.settings.deadline:.0f} s")

    async def _follow(self, look: _Look) -> Answer:
        visited = {(look.here, look.visit.jar.state())}
        while True:
            answer = await self._ask_again(look)
            if isinstance(answer, Unreachable):
                return answer
            target = _leads_to(answer)
            if target is None:
                return answer
            if target == "":
                where = redact_address(header_text(answer.header("location") or ""))
                return _unreachable(look, "redirect-forbidden", f"it redirects to {where[:200]}", refused=True)
            hop = Redirect(look.here, answer.status, target)
            look.redirects.append(hop)
            look.trace.append(f"{hop.status}: {hop.url} leads to {hop.location}")
            if len(look.redirects) > self.settings.max_redirects:
                return _unreachable(look, "too-many-redirects", f"more than {self.settings.max_redirects} redirects")
            state = (hop.location, look.visit.jar.state())
            if state in visited:
                return _unreachable(look, "redirect-loop", f"it leads back to {hop.location}")
            visited.add(state)
            look.here = hop.location

    async def _ask_again(self, look: _Look) -> Answer:
        """Ask, and once more after a pause where the answer may be another in a moment."""
        look.earlier = None
        answer = await self._ask(look, conditional=True)
        if isinstance(answer, Capture) and self._is_lie(look, answer):
            look.trace.append("HTTP 304 to what was not asked: asked again without conditions")
            answer = await self._ask(look, conditional=False)
            if isinstance(answer, Capture) and answer.status == 304:
                return _unreachable(look, "unasked-304", "the server says that nothing changed, and shows nothing")
        for _ in range(self.settings.retries if look.ask.form is None else 0):
            if not is_flap(answer):
                break
            asked = (answer.retry_after or 0.0) if isinstance(answer, Capture) else 0.0
            pause = max(asked, self.retry_pause)
            if asked > self.settings.retry_after_cap or pause + HURRY > look.visit.left:
                break
            look.trace.append(f"{_named(answer)}: asked again")
            look.earlier = answer
            await asyncio.sleep(pause)
            before = len(look.visit.tape.exchanges) if look.visit.tape else 0
            answer = await self._ask(look, conditional=True)
            if look.visit.tape and isinstance(look.earlier, Capture) and isinstance(answer, Capture):
                del look.visit.tape.exchanges[before - 1 : before]
        heard = look.earlier if isinstance(answer, Unreachable) else None
        return heard if isinstance(heard, Capture) else answer

    def _is_lie(self, look: _Look, answer: Capture) -> bool:
        """Return whether a 304 answers no question of ours, or names another version than the one we hold."""
        if answer.status != 304:
            return False
        conditions = self._conditions(look)
        named, ours = answer.header("etag"), conditions.get("If-None-Match")
        return not conditions or bool(named and ours and named.removeprefix("W/") != ours.removeprefix("W/"))

    async def _ask(self, look: _Look, *, conditional: bool) -> Answer:
        look.partial = None
        look.asked_at = self.clock()
        headers = self._headers(look) | (self._conditions(look) if conditional else {"Cache-Control": "no-cache"})
        own = look.ask if not look.redirects else Ask()
        headers |= dict(own.headers)
        if own.form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        method = "GET" if own.form is None else "POST"
        try:
            raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
            request = httpx.Request(method, look.here, headers=raw, content=own.form, extensions=self._extensions(look))
        except (httpx.InvalidURL, UnicodeError) as error:
            return _unreachable(look, "bad-url", str(error), refused=True)
        try:
            response = await self.transport.handle_async_request(request)
        except NoAnswer as error:
            if not error.refused:
                _blame_ourselves(error)
            return _unreachable(look, error.reason, error.detail, refused=error.refused)
        except (httpx.TransportError, OSError) as error:
            _blame_ourselves(error)
            return _unreachable(look, *_reason(error))
        response.request = request
        try:
            return await self._read(look, response)
        finally:
            await response.aclose()

    async def _read(self, look: _Look, response: httpx.Response) -> Capture:
        for name, value in response.headers.raw:
            if name.lower() == b"set-cookie":
                look.visit.jar.take(look.here, value.decode("latin-1"), look.at)
        codings = [*response.headers.get_list("content-encoding"), *response.headers.get_list("transfer-encoding")]
        label = response.headers.get("content-type", "").strip().lower()
        text = label.startswith(("text/", "application/xhtml", "application/xml", "application/json"))
        body = Body(", ".join(codings), self.settings.max_bytes, text=text, keep=look.visit.tape is not None)
        look.partial = (response, body)
        head = self._capture(look, response, body)
        whole = head.header("content-length") == "0"
        if _leads_to(head) is None:
            try:
                async for part in response.aiter_raw():
                    if part and not body.feed(part):
                        break
                    if len(body.data) > LARGE:
                        await look.visit.grow(look.limit)
                else:
                    whole = True
                    body.end()
            except httpx.TimeoutException:
                body.truncated = body.truncated or "time"
            except (httpx.TransportError, OSError):
                body.truncated = body.truncated or "disconnect"
            if response.status_code == 206 and not _is_all(response.headers.get("content-range", "")):
                body.truncated = body.truncated or "length"
        return self._taken(look, response, body, whole=whole)

    def _taken(self, look: _Look, response: httpx.Response, body: Body, *, whole: bool) -> Capture:
        """Return an answer whose body is read as far as it will be, and take it down where that is wanted."""
        capture = self._capture(look, response, body)
        if look.visit.tape is not None:
            why = body.truncated if body.truncated in CUT else "unspecified"
            came = body.as_it_came(capture.body)
            look.visit.tape.add(look.here, look.asked_at or look.at, response, came, None if whole else why)
        return capture

    def _headers(self, look: _Look) -> dict[str, str]:
        headers = {
            "Host": host_of(look.here),
            "User-Agent": f"Mozilla/5.0 (compatible; factcheck/0.1; +{self.settings.contact})",
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.8",
            "Accept-Language": accept_language(look.visit.languages),
            "Accept-Encoding": "gzip, deflate, br, zstd",
            "Upgrade-Insecure-Requests": "1",
        }
        if cookies := look.visit.jar.header(look.here):
            headers["Cookie"] = cookies
        return headers

    def _conditions(self, look: _Look) -> dict[str, str]:
        """Return the headers that ask whether anything changed: only at the address that gave the validators."""
        ours = look.validators
        if look.here != ours.url if ours.url else look.redirects:
            return {}
        given = {"If-None-Match": ours.etag, "If-Modified-Since": ours.last_modified}
        return {name: value for name, value in given.items() if value and value.isascii() and value.isprintable()}

    def _extensions(self, look: _Look) -> dict[str, Any]:
        read = self.settings.read_timeout
        target = look.here[look.here.index("/", look.here.index("//") + 2) :].encode("ascii")
        waits = {"connect": self.settings.connect_timeout, "read": read, "write": read, "pool": None}
        return {"timeout": waits, "target": target}

    def _capture(self, look: _Look, response: httpx.Response, body: Body) -> Capture:
        headers = tuple(
            (name.decode("latin-1").lower(), value.decode("latin-1").strip()) for name, value in response.headers.raw
        )
        capture = Capture(
            url=look.url,
            final_url=look.here,
            status=response.status_code,
            headers=headers,
            body=bytes(body.data),
            fetched_at=look.at,
            elapsed=time.monotonic() - look.started,
            redirects=tuple(look.redirects),
            truncated=body.truncated,
            address=response.extensions.get("address"),
            trace=(*look.trace, f"HTTP {response.status_code} from {look.here}, {len(body.data)} bytes"),
        )
        asked = retry_after(capture.header("retry-after"), look.at) if capture.status >= 400 else None
        return replace(capture, retry_after=asked) if asked is not None else capture


def _leads_to(answer: Capture) -> str | None:
    """Return the next address; None: it ends here; "": it leads to what must not be asked."""
    location = header_text(answer.header("location") or "")
    if answer.status not in REDIRECTS or not location:
        return None
    target = join(answer.final_url, location)
    if target is not None:
        return target
    forbidden = scheme_of(location) not in {"", "http", "https"} or "@" in location or "\\" in location
    return "" if forbidden else None


def _is_all(content_range: str) -> bool:
    """Return whether a Content-Range holds everything there is (RFC 9110, 14.4)."""
    unit, _, rest = content_range.partition(" ")
    first, _, rest = rest.partition("-")
    last, _, size = rest.partition("/")
    return unit == "bytes" and first == "0" and last.isdecimal() and size.isdecimal() and int(last) + 1 >= int(size)


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


def _blame_ourselves(error: Exception) -> None:
    """Raise Exhausted where there is no answer because of our own machine.

    Where hardly a descriptor is left, no failure is believed: resolvers and TLS libraries that cannot open a file say that
    a name does not exist, or that a certificate's issuer is not known.
    """
    if told := shortage(error):
        raise Exhausted(told) from error
    if files_are_short():
        raise Exhausted(FILES) from error


def _named(answer: Answer) -> str:
    return answer.reason if isinstance(answer, Unreachable) else f"HTTP {answer.status}"


def _reason(error: BaseException) -> tuple[str, str]:
    """Return the code and a sentence for what a transport other than our own met."""
    if isinstance(error, httpx.TimeoutException):
        return "timeout", "no answer in time"
    if isinstance(error, httpx.ConnectError):
        return "connect-refused", f"no connection: {error}"
    if isinstance(error, (httpx.ProtocolError, httpx.UnsupportedProtocol)):
        return "protocol-error", f"the answer is no HTTP: {str(error)[:200]}"
    told = no_answer(error)
    return told.reason, told.detail
