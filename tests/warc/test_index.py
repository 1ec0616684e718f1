"""Addresses as an index sorts them."""

import pytest

from factcheck.warc.index import surt


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.Example.org/", "org,example)/"),
        ("https://example.org:443/A/B/", "org,example)/a/b"),
        ("http://example.org:8080/x?b=2&a=1", "org,example:8080)/x?a=1&b=2"),
        ("http://www2.example.co.uk/x/?q=A", "uk,co,example)/x?q=a"),
        ("http://127.0.0.1:99/p", "1,0,0,127:99)/p"),
        ("http://example.org//a//b", "org,example)/a/b"),
        ("http://[::1]:8/p", "[::1]:8)/p"),
    ],
)
def test_keys_are_those_of_replay_tools(url: str, key: str) -> None:
    assert surt(url) == key
