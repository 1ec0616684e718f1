"""Requests as transports receive them."""

import pytest

from factcheck.verifier.http.messages import Request, Timeouts

ADDRESSES = {
    "http://news.example/": ("http", "news.example", 80, b"/"),
    "https://news.example/a//b?c=/d:e": ("https", "news.example", 443, b"/a//b?c=/d:e"),
    "https://news.example:8443/a:1": ("https", "news.example", 8443, b"/a:1"),
    "http://127.0.0.1:8080/": ("http", "127.0.0.1", 8080, b"/"),
    "http://[2001:db8::1]/a": ("http", "2001:db8::1", 80, b"/a"),
    "https://[2001:db8::1]:8443/?a": ("https", "2001:db8::1", 8443, b"/?a"),
}


@pytest.mark.parametrize(("url", "sent"), ADDRESSES.items())
def test_a_request_goes_to_the_server_of_its_address(url: str, sent: tuple[str, str, int, bytes]) -> None:
    request = Request(url, (), Timeouts(1, 1))

    assert (*request.origin, request.target) == sent


def test_a_request_head_ends_with_an_empty_line() -> None:
    request = Request(
        "http://news.example/a", [(b"Host", b"news.example"), (b"A", b"")], Timeouts(1, 1), "POST", b"x=1"
    )

    assert request.head() == b"POST /a HTTP/1.1\r\nHost: news.example\r\nA: \r\n\r\n"
