"""The exchange log: only what led to the response that counts, with heads even where the transport has none."""

import httpx

from factcheck.settings import VerifySettings
from factcheck.verifier.http.exchange_log import ExchangeLog
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Capture
from tests.conftest import Clock

SETTINGS = VerifySettings(allow_private=True, retries=1)


async def taken(*answers: httpx.Response | httpx.TransportError) -> tuple[object, ExchangeLog]:
    """Fetch an address with these responses in order, by a transport that does not report raw heads."""
    waiting = list(answers)

    def handle(_request: httpx.Request) -> httpx.Response:
        answer = waiting.pop(0)
        if isinstance(answer, httpx.TransportError):
            raise answer
        return answer

    log = ExchangeLog()
    async with (
        Fetcher(SETTINGS, retry_pause=0, clock=Clock(), transport=httpx.MockTransport(handle)) as fetcher,
        fetcher.visit(log) as visit,
    ):
        return await fetcher.fetch("http://site.example/a?b", visit=visit), log


def page(status: int = 200, text: str = "<p>words</p>", **headers: str) -> httpx.Response:
    return httpx.Response(
        status, headers={"Content-Type": "text/html", **headers}, stream=httpx.ByteStream(text.encode())
    )


async def test_heads_are_rendered_if_the_transport_has_none() -> None:
    _, log = await taken(page())

    (exchange,) = log.exchanges
    assert exchange.request.startswith(b"GET /a?b HTTP/1.1\r\nHost: site.example\r\n")
    assert exchange.head == b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    assert (exchange.body, exchange.truncated) == (b"<p>words</p>", None)


async def test_each_redirect_is_recorded_and_its_body_marked_as_unread() -> None:
    _, log = await taken(page(302, Location="/b"), page(301, Location="/c", **{"Content-Length": "0"}), page())

    assert [each.url for each in log.exchanges] == [f"http://site.example/{name}" for name in ("a?b", "b", "c")]
    assert [each.truncated for each in log.exchanges] == ["unspecified", None, None]


async def test_a_response_that_a_retry_replaced_is_not_recorded() -> None:
    answer, log = await taken(page(503), page(200))

    assert isinstance(answer, Capture) and answer.status == 200
    assert [each.head[:12] for each in log.exchanges] == [b"HTTP/1.1 200"]


async def test_a_response_stays_recorded_if_its_retry_got_none() -> None:
    answer, log = await taken(page(503), httpx.ReadTimeout("slow"))

    assert isinstance(answer, Capture) and answer.status == 503
    assert [each.head[:12] for each in log.exchanges] == [b"HTTP/1.1 503"]
