"""Addresses in the form in which an index sorts them."""

import pytest

from factcheck.warc.cdxj import surt


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
        ("http://example.org/x%2Ay", "org,example)/x*y"),
        ("http://example.org/%252A", "org,example)/*"),
        ("http://example.org/%2A?q=%2a", "org,example)/*?q=*"),
        ("http://example.org/%25%32%41", "org,example)/*"),
        ("http://example.org/caf%C3%A9/caf%c3%a9", "org,example)/caf%c3%a9/caf%c3%a9"),
        ("http://example.org/é", "org,example)/%c3%a9"),
        ("http://example.org/a%20b|c", "org,example)/a%20b|c"),
        ("http://example.org/a%2Fb%7E%5B", "org,example)/a/b~["),
        ("http://example.org/a%23b%zz", "org,example)/a%23b%25zz"),
        ("http://example.org/a/%2e%2e/b/./c/", "org,example)/b/c"),
        ("http://example.org/?", "org,example)/"),
        ("http://example.org/?a=%26", "org,example)/?&a="),
        ("http://example.org/?a=1&a=0&&b", "org,example)/?&a=0&a=1&b"),
        ("http://example.org/?aa=1&a=2&a-=3", "org,example)/?a=2&a-=3&aa=1"),
        ("http://example.org/?sid=0123456789abcdef0123456789abcdef&a=1", "org,example)/?a=1"),
        ("http://example.org./x", "org,example)/x"),
        ("http://example.org/(S(4hqa0555fwsecu455xqckv45))/x.aspx", "org,example)/x.aspx"),
        ("http://example.org/(4hqa0555fwsecu455xqckv45)/x.aspx?a", "org,example)/x.aspx?a"),
        ("http://example.org/(4hqa0555fwsecu455xqckv45)/x", "org,example)/(4hqa0555fwsecu455xqckv45)/x"),
        ("http://example.org/?PHPSESSID=0123456789abcdef0123456789abcdef", "org,example)/"),
    ],
)
def test_keys_equal_those_of_replay_tools(url: str, key: str) -> None:
    assert surt(url) == key
