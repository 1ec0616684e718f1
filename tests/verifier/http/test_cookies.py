"""Cookies are sent back to where they came from, and nowhere else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.verifier.http.cookies import COOKIES_MAX, CookieJar
from tests.conftest import START

FROM = "https://www.news.example/a/b"


@pytest.mark.parametrize(
    ("set_cookie", "url", "sent"),
    [
        ("a=1", "https://www.news.example/a/c", "a=1"),
        ("a=1", "http://www.news.example/a/c", "a=1"),
        ("a=1", "https://www.news.example:8443/a/", "a=1"),
        ("a=1", "https://www.news.example/", None),
        ("a=1; Path=/", "https://www.news.example/", "a=1"),
        ("a=1; Path=/x", "https://www.news.example/xy", None),
        ("a=1; Path=/", "https://news.example/", None),
        ("a=1; Path=/", "https://other.www.news.example/", None),
        ("a=1; Path=/; Domain=news.example", "https://pics.news.example/", "a=1"),
        ("a=1; Path=/; Domain=.News.Example", "https://news.example/", "a=1"),
        ("a=1; Path=/; Domain=news.example", "https://fakenews.example/", None),
        ("a=1; Path=/; Domain=other.example", "https://other.example/", None),
        ("a=1; Path=/; Domain=example", "https://other.example/", None),
        ("a=1; Path=/; Secure", "http://www.news.example/", None),
        ("a=1; Path=/; Max-Age=0", "https://www.news.example/", None),
        ("a=1; Path=/; Max-Age=-1", "https://www.news.example/", None),
        ("a=1; Path=/; Max-Age=60; Expires=Thu, 01-Jan-1970 00:00:00 GMT", "https://www.news.example/", "a=1"),
        ("a=1; Path=/; Expires=Thu, 01-Jan-1970 00:00:00 GMT", "https://www.news.example/", None),
        ("a=1; Path=/; Expires=soon", "https://www.news.example/", "a=1"),
        ("a=; Path=/", "https://www.news.example/", "a="),
        ("nameless; Path=/", "https://www.news.example/", "nameless"),
        ('a="x=y z"; Path=/', "https://www.news.example/", 'a="x=y z"'),
        ("a=1\x01; Path=/", "https://www.news.example/", None),
        ("", "https://www.news.example/", None),
    ],
)
def test_a_cookie_is_sent_to_the_hosts_and_paths_it_is_for(set_cookie: str, url: str, sent: str | None) -> None:
    jar = CookieJar()
    jar.store(FROM, set_cookie, START)

    assert jar.header(url) == sent


@pytest.mark.parametrize(
    ("host", "domain", "sibling"),
    [
        ("one.co.uk", "co.uk", "two.co.uk"),
        ("one.github.io", "github.io", "two.github.io"),
        ("one.com.au", "com.au", "two.com.au"),
        ("one.me.uk", "me.uk", "two.me.uk"),
        ("one.gv.at", "gv.at", "two.gv.at"),
        ("one.lg.jp", "lg.jp", "two.lg.jp"),
        ("one.id.au", "id.au", "two.id.au"),
        ("one.gov.bd", "gov.bd", "two.gov.bd"),
        ("one.kawasaki.jp", "kawasaki.jp", "two.kawasaki.jp"),
        ("github.io", "github.io", "two.github.io"),
        ("xn--bcher-kva.xn--p1ai", "xn--p1ai", "two.xn--p1ai"),
        ("one.example.", "example.", "two.example."),
    ],
)
def test_a_cookie_for_a_public_suffix_is_sent_to_no_other_site(host: str, domain: str, sibling: str) -> None:
    jar = CookieJar()
    jar.store(f"https://{host}/", f"a=1; Path=/; Domain={domain}", START)

    assert jar.header(f"https://{sibling}/") is None


@pytest.mark.parametrize(
    ("host", "domain", "sibling"),
    [
        ("www.t.co", "t.co", "pic.t.co"),
        ("www.ft.de", "ft.de", "login.ft.de"),
        ("www.city.kobe.jp", "city.kobe.jp", "login.city.kobe.jp"),
        ("www.news.co.uk", "news.co.uk", "login.news.co.uk"),
    ],
)
def test_a_cookie_for_a_site_is_sent_to_its_other_hosts(host: str, domain: str, sibling: str) -> None:
    jar = CookieJar()
    jar.store(f"https://{host}/", f"a=1; Path=/; Domain={domain}", START)

    assert jar.header(f"https://{sibling}/") == "a=1"


def test_a_cookie_of_a_public_suffix_that_is_a_host_stays_there() -> None:
    jar = CookieJar()
    jar.store("https://github.io/", "a=1; Path=/; Domain=github.io", START)

    assert jar.header("https://github.io/") == "a=1"


def test_a_later_cookie_replaces_or_deletes_an_earlier_one() -> None:
    jar = CookieJar()
    for set_cookie in ("a=1; Path=/", "b=2; Path=/", "a=3; Path=/", "b=; Path=/; Max-Age=0"):
        jar.store(FROM, set_cookie, START)

    assert jar.header(FROM) == "a=3"


@pytest.mark.corpus
@given(st.lists(st.text(max_size=40), max_size=5))
@settings(max_examples=200)
def test_no_cookie_breaks_a_header(values: list[str]) -> None:
    jar = CookieJar()
    for value in values:
        jar.store(FROM, value, START)
    header = jar.header(FROM) or ""

    assert not any(ord(character) < 0x20 or ord(character) == 0x7F for character in header)


def test_the_number_of_cookies_is_limited() -> None:
    jar = CookieJar()
    for number in range(3 * COOKIES_MAX):
        jar.store(FROM, f"c{number}=1", START)

    assert len(jar.cookies) == COOKIES_MAX
