"""The fetch of one address: its requests, retries, cookies and limits."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from factcheck import __version__
from factcheck.settings import VerifySettings
from factcheck.verifier.http.fetcher import LARGE_BODIES_MAX, LARGE_BODY_MIN_BYTES, Fetcher
from factcheck.verifier.http.response import Answer, Capture, Redirect, Unreachable, Validators
from tests.conftest import START, Clock
from tests.support.web import Web, answer

QUICK = VerifySettings(allow_private=True, retries=1, retry_after_cap=5, deadline=10, read_timeout=1)


async def fetch(web: Web, path: str = "/a", validators: Validators | None = None) -> Answer:
    """Return the answer of one fetch."""
    async with Fetcher(QUICK, retry_pause=0, clock=lambda: START) as fetcher:
        return await fetcher.fetch(web.url(path), validators)


async def test_a_request_has_a_user_agent_and_no_unneeded_headers(web: Web) -> None:
    web["/a"] = answer("words")
    await fetch(web)

    names = {line.partition(":")[0].lower() for line in web.requests[0].decode().split("\r\n")[1:] if line}
    assert names == {"host", "user-agent", "accept", "accept-language", "accept-encoding", "upgrade-insecure-requests"}
    assert f"factcheck/{__version__};" in (web.sent(0, "user-agent") or "")
    assert web.sent(0, "host") == web.origin.removeprefix("http://")


async def test_validators_make_a_request_conditional(web: Web) -> None:
    web["/a"] = answer(status="304 Not Modified", headers=('ETag: W/"1"',))
    found = await fetch(web, "/a", Validators('"1"', "Mon, 02 Mar 2026 08:00:00 GMT"))

    assert isinstance(found, Capture) and found.status == 304
    assert web.sent(0, "if-none-match") == '"1"'
    assert web.sent(0, "if-modified-since") == "Mon, 02 Mar 2026 08:00:00 GMT"


@pytest.mark.parametrize("ours", ['"1"', 'W/"1"'])
@pytest.mark.parametrize("named", ['"1"', 'W/"1"'])
async def test_weak_and_strong_etags_of_one_version_are_equal(web: Web, ours: str, named: str) -> None:
    web["/a"] = answer(status="304 Not Modified", headers=(f"ETag: {named}",))
    found = await fetch(web, "/a", Validators(ours))

    assert isinstance(found, Capture) and found.status == 304
    assert [web.sent(number, "if-none-match") for number in range(len(web.asked))] == [ours]


async def test_validators_are_sent_only_at_the_end_of_the_same_redirects(web: Web) -> None:
    web["/a"] = answer(status="302 Found", headers=("Location: /b",))
    web["/b"] = answer("words")
    there = Redirect(web.url("/a"), 302, web.url("/b"))
    for path in (
        (),
        (there,),
        (replace(there, status=301),),
        (replace(there, location=web.url("/c")),),
        (there, there),
    ):
        await fetch(web, "/a", Validators('"1"', redirects=path))

    sent = [web.sent(number, "if-none-match") for number in range(10)]
    assert sent == ['"1"', None, None, '"1"', None, None, None, None, None, None]


async def test_a_304_that_names_another_version_is_not_believed(web: Web) -> None:
    web["/a"] = answer(status="304 Not Modified", headers=('ETag: "2"',))
    found = await fetch(web, "/a", Validators('"1"'))

    assert isinstance(found, Unreachable) and found.reason == "unasked-304"
    assert [web.sent(number, "if-none-match") for number in range(2)] == ['"1"', None]


async def test_a_304_that_names_another_version_is_not_believed_after_a_retry_either() -> None:
    answers = [
        httpx.Response(503, stream=httpx.ByteStream(b"later")),
        httpx.Response(304, headers={"ETag": '"2"'}, stream=httpx.ByteStream(b"")),
        httpx.Response(200, stream=httpx.ByteStream(b"words")),
    ]
    asked: list[str | None] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers.get("if-none-match"))
        return answers.pop(0)

    async with Fetcher(QUICK, retry_pause=0, clock=lambda: START, transport=httpx.MockTransport(handle)) as fetcher:
        found = await fetcher.fetch("https://news.example/a", Validators('"1"'))

    assert isinstance(found, Capture) and (found.status, found.body) == (200, b"words")
    assert asked == ['"1"', '"1"', None]


async def test_validators_of_a_redirected_response_name_its_redirects(web: Web) -> None:
    web["/a"] = answer(status="302 Found", headers=("Location: /b",))
    web["/b"] = answer("words", headers=('ETag: "b"',))
    led, there = await fetch(web, "/a"), await fetch(web, "/b")

    hop = Redirect(web.url("/a"), 302, web.url("/b"))
    assert isinstance(led, Capture) and led.validators() == Validators('"b"', redirects=(hop,))
    forwarded = replace(led, redirects=(replace(hop, status=0),))
    assert forwarded.validators() == Validators()
    assert isinstance(there, Capture) and there.validators() == Validators('"b"')


async def test_cookies_last_for_one_check_only(web: Web) -> None:
    web["/a"] = answer(status="302 Found", headers=("Location: /b", "Set-Cookie: seen=1; Path=/"))
    web["/b"] = answer("words")
    async with Fetcher(QUICK, retry_pause=0, clock=lambda: START) as fetcher:
        async with fetcher.visit() as visit:
            await fetcher.fetch(web.url("/a"), visit=visit)
            await fetcher.fetch(web.url("/b"), visit=visit)
        await fetcher.fetch(web.url("/b"))

    assert [web.sent(number, "cookie") for number in range(4)] == [None, "seen=1", "seen=1", None]


async def test_a_cookie_is_sent_to_no_other_site(web: Web) -> None:
    async def here(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    port = web.origin.rpartition(":")[2]
    web["/a"] = answer(
        status="302 Found", headers=(f"Location: http://two.example:{port}/b", "Set-Cookie: a=1; Path=/")
    )
    web["/b"] = answer("words")
    async with Fetcher(QUICK, retry_pause=0, clock=lambda: START, resolver=here) as fetcher:
        await fetcher.fetch(f"http://one.example:{port}/a")

    assert [web.sent(number, "cookie") for number in range(2)] == [None, None]


async def test_a_cookie_is_sent_back_byte_for_byte(web: Web) -> None:
    cookie = "name=caf\u00e9 \u65e5".encode().decode("latin-1") + "\xe9"
    web["/a"] = (
        b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\nConnection: close\r\n"
        b"Set-Cookie: " + cookie.encode("latin-1") + b"; Path=/\r\n\r\n"
    )
    web["/b"] = answer("words")
    await fetch(web)

    assert web.sent(1, "cookie") == cookie


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("fa\u00df.example", "xn--fa-hia.example"),
        ("i\u2764.example", "xn--i-7iq.example"),
        ("under_score.example", "under_score.example"),
        ("News.Example.", "news.example."),
        ("\u0645\u062b\u0627\u0644.example", "xn--mgbh0fb.example"),
    ],
)
async def test_a_host_name_is_resolved_and_sent_as_browsers_do(web: Web, host: str, asked: str) -> None:
    resolved = []

    async def here(name: str, port: int) -> list[str]:
        resolved.append(name)
        return ["127.0.0.1"]

    port = web.origin.rpartition(":")[2]
    web["/a"] = answer("words")
    async with Fetcher(QUICK, retry_pause=0, clock=lambda: START, resolver=here) as fetcher:
        found = await fetcher.fetch(f"http://{host}:{port}/a")

    assert isinstance(found, Capture) and found.status == 200
    assert resolved == [asked]
    assert web.sent(0, "host") == f"{asked}:{port}"


@pytest.mark.parametrize(("wait", "asked"), [("0", 2), ("6", 1), ("Mon, 02 Mar 2026 10:00:00 GMT", 1)])
async def test_a_long_wait_is_recorded_instead_of_waited_for(web: Web, wait: str, asked: int) -> None:
    web["/a"] = answer("later", status="503 Later", headers=(f"Retry-After: {wait}",))
    found = await fetch(web)

    assert isinstance(found, Capture) and found.status == 503
    assert found.retry_after == {"0": 0, "6": 6}.get(wait, 3600)
    assert len(web.asked) == asked


async def test_a_retry_date_is_measured_by_the_given_clock(web: Web, clock: Clock) -> None:
    clock.pass_(minutes=50)
    web["/a"] = answer("later", status="429 Later", headers=("Retry-After: Mon, 02 Mar 2026 10:00:00 GMT",))
    async with Fetcher(QUICK, retry_pause=0, clock=clock) as fetcher:
        found = await fetcher.fetch(web.url("/a"))

    assert isinstance(found, Capture)
    assert found.fetched_at == START + timedelta(minutes=50)
    assert found.retry_after == 600


@pytest.mark.parametrize("code", [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])
async def test_a_transient_status_is_retried_once(web: Web, code: int) -> None:
    web["/a"] = answer("later", status=f"{code} Later")
    found = await fetch(web)

    assert isinstance(found, Capture) and found.status == code
    assert len(web.asked) == 2


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "403 Forbidden", "301 Moved"])
async def test_a_permanent_status_is_not_retried(web: Web, status: str) -> None:
    web["/a"] = answer("no", status=status)
    await fetch(web)

    assert len(web.asked) == 1


async def test_a_capture_has_the_address_of_the_server(web: Web) -> None:
    web["/a"] = answer("words")
    found = await fetch(web)

    assert isinstance(found, Capture) and found.address == "127.0.0.1"


async def test_a_long_body_is_read_up_to_the_limit(web: Web) -> None:
    web["/a"] = answer(b"w" * 3_000_000)
    async with Fetcher(
        QUICK.model_copy(update={"max_bytes": 2_000_000}), retry_pause=0, clock=lambda: START
    ) as fetcher:
        found = await fetcher.fetch(web.url("/a"))

    assert isinstance(found, Capture)
    assert (len(found.body), found.truncated) == (2_000_000, "length")


async def test_the_number_of_large_bodies_in_memory_is_limited(web: Web) -> None:
    web["/a"] = answer(b"w" * (LARGE_BODY_MIN_BYTES + 1_000))
    held = most = 0
    async with Fetcher(QUICK, retry_pause=0, clock=lambda: START) as fetcher:

        async def check() -> None:
            nonlocal held, most
            async with fetcher.visit() as visit:
                await fetcher.fetch(web.url("/a"), visit=visit)
                held, most = held + 1, max(most, held + 1)
                await asyncio.sleep(0)
                held -= 1

        await asyncio.gather(*(check() for _ in range(4 * LARGE_BODIES_MAX)))

    assert 0 < most <= LARGE_BODIES_MAX


ERRORS = {
    "timeout": httpx.ReadTimeout("x"),
    "connect-refused": httpx.ConnectError("x"),
    "protocol-error": httpx.RemoteProtocolError("x"),
    "connection-reset": httpx.ReadError("x"),
}


@pytest.mark.parametrize("reason", ERRORS)
async def test_errors_of_another_transport_get_a_reason(reason: str) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise ERRORS[reason]

    async with Fetcher(QUICK, retry_pause=0, clock=lambda: START, transport=httpx.MockTransport(broken)) as fetcher:
        found = await fetcher.fetch("https://news.example/a")

    assert isinstance(found, Unreachable) and found.reason == reason
