"""Addresses: two spellings of one are equal, and requests are those of a browser."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.errors import InputError
from factcheck.verifier.http.urls import (
    canonical_url,
    header_text,
    is_address,
    join,
    memento_of,
    refresh_target,
    text_fragment,
)
from factcheck.vocabulary import TextQuoteSelector

BASE = "http://news.example/a/b//c?q=1"


@pytest.mark.parametrize(
    ("given_", "canonical"),
    [
        ("HTTP://News.Example", "http://news.example/"),
        ("http://news.example:80/", "http://news.example/"),
        ("https://news.example:443", "https://news.example/"),
        ("https://news.example:0443/x", "https://news.example/x"),
        ("http://news.example:443/", "http://news.example:443/"),
        ("http://news.example:/", "http://news.example/"),
        (" https://news.example/a#b \n", "https://news.example/a"),
        ("https://news.example/a%2Fb//c+d", "https://news.example/a%2Fb//c+d"),
        ("https://news.example/%7euser/%zz/100%", "https://news.example/%7euser/%zz/100%"),
        ("https://news.example/a b?c d", "https://news.example/a%20b?c%20d"),
        ("https://news.example/wörter?ü=日", "https://news.example/w%C3%B6rter?%C3%BC=%E6%97%A5"),
        ("https://news.example/a|b{c}'d?e|f{g}'h", "https://news.example/a|b%7Bc%7D'd?e|f{g}%27h"),
        ("https://news.example/a/./b/../c/%2e%2E/d", "https://news.example/a/d"),
        ("https://news.example/../../a/..", "https://news.example/"),
        ("https://news.example/a?", "https://news.example/a?"),
        ("https://news.example?a=/../b", "https://news.example/?a=/../b"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://i❤.example/", "https://xn--i-7iq.example/"),
        ("https://b%C3%BCcher.example/", "https://xn--bcher-kva.example/"),
        ("https://under_score.example/", "https://under_score.example/"),
        ("https://news.example./", "https://news.example./"),
        ("http://0177.0.0.1/", "http://127.0.0.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://１２７.0.0.1/", "http://127.0.0.1/"),
        ("http://93.184.216.34./", "http://93.184.216.34/"),
        ("http://[2001:DB8:0::1]:80/", "http://[2001:db8::1]/"),
        ("http://[::ffff:1.2.3.4]/", "http://[::ffff:102:304]/"),
        ("http://[10:0:0:1:0:0:0:0]/", "http://[10:0:0:1::]/"),
        ("http://[1:0:0:2:3:0:0:4]/", "http://[1::2:3:0:0:4]/"),
        ("http://[0:1:2:3:4:5:6:0]/", "http://[0:1:2:3:4:5:6:0]/"),
    ],
)
def test_an_address_gets_the_form_that_browsers_request(given_: str, canonical: str) -> None:
    assert canonical_url(given_) == canonical


NO_ADDRESSES = """
    news.example mailto:a@b.example file:///etc/passwd javascript:alert(1) http:// http:///a http:a https://user@news.example/
    https://a:b@news.example/ https://news.example:99999/ https://news.example:8a/ http://[::1/ http://[fe80::1%25eth0]/
    http://news.example\\@evil.example/ http://a..example/ http://1.2.3.4.5/ http://256.1.1.1/ http://0x100000000/
    http://a%00b.example/ http://a%2fb.example/ http://a^b.example/ http://x.09/
""".split()
NO_TEXTS = ["", "  ", "http://a b.example/", "http://news.example/\x00", "http://news.example/" + "a" * 9000]


@pytest.mark.parametrize("text", NO_ADDRESSES + NO_TEXTS)
def test_what_cannot_be_requested_is_rejected_in_one_line(text: str) -> None:
    with pytest.raises(InputError) as refusal:
        canonical_url(text)

    assert "\n" not in refusal.value.message
    assert not is_address(text)


def test_an_address_that_is_too_long_when_escaped_is_rejected() -> None:
    with pytest.raises(InputError, match="percent-encoded"):
        canonical_url("https://news.example/" + "ä" * 3_000)


@pytest.mark.corpus
@given(st.text(max_size=60) | st.from_regex(r"https?://[^/]{1,20}(/[^#]{0,30})?", fullmatch=True))
@settings(max_examples=400)
def test_canonicalization_is_idempotent_and_raises_only_input_errors(text: str) -> None:
    try:
        once = canonical_url(text)
    except InputError:
        return

    assert once.isascii()
    assert canonical_url(once) == once


@pytest.mark.corpus
@given(
    st.from_regex(r"(/[A-Za-z0-9%+~!$&'()*,;=:@|._-]{0,9}){1,5}", fullmatch=True),
    st.from_regex(r"[ -!$-&(-;=?-~]{0,30}", fullmatch=True),
)
@settings(max_examples=200)
def test_allowed_characters_are_sent_unchanged(path: str, query: str) -> None:
    kept = "/".join(f"x{segment}" if set(segment.lower()) <= set(".%2e") else segment for segment in path.split("/"))
    kept = "/" + kept.removeprefix("x").removeprefix("/")
    asked = query.replace(" ", "").replace("\\", "")

    assert canonical_url(f"https://news.example{kept}?{asked}") == f"https://news.example{kept}?{asked}"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/x", "http://news.example/x"),
        ("x", "http://news.example/a/b//x"),
        ("../x", "http://news.example/a/b/x"),
        ("./", "http://news.example/a/b//"),
        ("?p=2", "http://news.example/a/b//c?p=2"),
        ("#part", "http://news.example/a/b//c?q=1"),
        ("//other.example/x", "http://other.example/x"),
        ("https:/other.example/x", "https://other.example/x"),
        ("HTTPS://Other.Example", "https://other.example/"),
        ("https://web.example/save/http://x.example//y", "https://web.example/save/http://x.example//y"),
        ("/a:b", "http://news.example/a:b"),
        (" /x\ty\r\n ", "http://news.example/xy"),
        ("", None),
        (" \n", None),
        ("mailto:a@b.example", None),
        ("javascript:alert(1)", None),
        ("http://[::1/", None),
        ("\\\\other.example\\x", None),
        ("http://a@b.example/", None),
    ],
)
def test_a_reference_is_resolved_as_in_a_browser(location: str, target: str | None) -> None:
    assert join(BASE, location) == target


@pytest.mark.corpus
@given(st.text(max_size=40))
@settings(max_examples=300)
def test_any_reference_gives_a_canonical_address_or_none(location: str) -> None:
    target = join(BASE, location)

    assert target is None or canonical_url(target) == target


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("/plain", "/plain"),
        ("/w\xc3\xb6rter", "/wörter"),
        ("/caf\xe9", "/caf%E9"),
        ("/caf\xe9\xc3\xa9", "/caf%E9%C3%A9"),
    ],
)
def test_raw_bytes_in_a_location_are_sent_unchanged(value: str, text: str) -> None:
    assert header_text(value) == text


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("0; url=/x", "http://news.example/x"),
        ("0;URL='/x'", "http://news.example/x"),
        ('5, url = "/x" trailing', "http://news.example/x"),
        ("0 /x", "http://news.example/x"),
        ("0.9;/x", "http://news.example/x"),
        (".5; url=/x", "http://news.example/x"),
        ("0; url=http://other.example", "http://other.example/"),
        ("0", None),
        ("0;", None),
        ("0; url=", None),
        ("10; url=/x", "http://news.example/x"),
        ("30; url=/x", None),
        ("9999999999999999; url=/x", None),
        ("-1; url=/x", None),
        ("soon; url=/x", None),
        ("0; url=http://news.example/a/b//c?q=1", None),
        ("0; url=#top", None),
        ("0; url=javascript:alert(1)", None),
    ],
)
def test_the_target_of_a_refresh_is_another_page(text: str, target: str | None) -> None:
    assert refresh_target(text, BASE) == target


@pytest.mark.corpus
@given(st.text(max_size=40) | st.from_regex(r"\d{0,3}[;, ]*(url ?= ?)?['\"]?[^\n]{0,20}", fullmatch=True))
@settings(max_examples=300)
def test_any_refresh_gives_a_canonical_address_or_none(text: str) -> None:
    target = refresh_target(text, BASE)

    assert target is None or (target != BASE and canonical_url(target) == target)


@pytest.mark.parametrize(
    ("fragment", "selector"),
    [
        ("#:~:text=the%20words", TextQuoteSelector("the words", "", "")),
        ("#part:~:text=before-,the%20words,-after", TextQuoteSelector("the words", "before", "after")),
        ("#:~:text=before-,the%20words", TextQuoteSelector("the words", "before", "")),
        ("#:~:text=the%20words,-after", TextQuoteSelector("the words", "", "after")),
        ("#:~:text=from,to", TextQuoteSelector("from […] to", "", "")),
        ("#:~:other=1&text=one%2C%20two", TextQuoteSelector("one, two", "", "")),
        ("#:~:text=first&text=second", TextQuoteSelector("first", "", "")),
        ("#:~:text=", None),
        ("#:~:text=a,b,c", None),
        ("#part", None),
        ("?q=:~:text=no", None),
        ("", None),
    ],
)
def test_a_text_fragment_becomes_a_quote(fragment: str, selector: TextQuoteSelector | None) -> None:
    assert text_fragment("https://news.example/a" + fragment) == selector


@pytest.mark.corpus
@given(st.text(max_size=40))
@settings(max_examples=200)
def test_any_fragment_gives_words_or_none(text: str) -> None:
    selector = text_fragment("https://news.example/#:~:text=" + text)

    assert selector is None or selector.exact.strip()


@pytest.mark.parametrize(
    ("url", "original"),
    [
        ("https://web.archive.org/web/20200102030405/http://news.example/a?b=c", "http://news.example/a?b=c"),
        ("web.archive.org/web/2020/x", None),
        ("http://archive.org/web/20200102id_/https:/news.example", "https://news.example/"),
        (
            "https://web.archive.org/web/2020/https://web.archive.org/web/2019/http://news.example/",
            "http://news.example/",
        ),
        ("https://web.archive.org/web/2020/javascript:alert(1)", None),
        ("https://archive.ph/2020.01.02-030405/https://news.example/a?b=c", "https://news.example/a?b=c"),
        ("http://archive.today/20200102030405/http://news.example/a", "http://news.example/a"),
        ("https://archive.is/2020.01.02-030405/https:/news.example/a", "https://news.example/a"),
        ("https://archive.ph/2020/https://news.example/a", "https://news.example/a"),
        ("https://archive.md/newest/https://news.example/a", "https://news.example/a"),
        ("https://archive.vn/o/AbCdE/https://news.example/a", "https://news.example/a"),
        ("https://archive.li/oldest/http://archive.ph/2020.01.02-030405/http://news.example/", "http://news.example/"),
        ("https://arquivo.example/wayback/20200102030405mp_/https://news.example/a", "https://news.example/a"),
        ("https://webarchive.example/ukgwa/all/20200102030405/http://news.example/", "http://news.example/"),
        ("https://localhost:8080/my-web/20200102030405id_/http://news.example/", "http://news.example/"),
        ("https://archive.ph/AbCdE", None),
        ("https://archive.ph/2020.13.02-030405/https://news.example/a", None),
        ("https://news.example/20201302030405/https://other.example/", None),
        ("https://news.example/2020/01/02/https://other.example/", None),
        ("https://news.example/20200102030405/story", None),
        ("https://news.example/?a=/20200102030405/https://other.example/", None),
        ("https://archive.ph/2020.01.02-030405/ftp://news.example/a", None),
        ("https://archive.ph/2020.01.02-030405/https://news.example/" + "a" * 9000, None),
        ("https://news.example/web/2020/http://other.example/", None),
    ],
)
def test_the_original_of_a_copy_is_in_its_address(url: str, original: str | None) -> None:
    archived = memento_of(url)

    assert (archived.original if archived else None) == original


@pytest.mark.parametrize(
    ("url", "moment"),
    [
        ("https://archive.ph/2020.01.02-030405/https://news.example/", "2020-01-02T03:04:05+00:00"),
        ("https://archive.ph/20200102/https://news.example/", "2020-01-02T00:00:00+00:00"),
        ("https://pywb.example/desk/20200102030405/https://news.example/", "2020-01-02T03:04:05+00:00"),
        ("https://archive.ph/newest/https://news.example/", None),
    ],
)
def test_the_time_of_a_copy_is_in_its_address(url: str, moment: str | None) -> None:
    archived = memento_of(url)

    assert archived
    assert archived.memento == url
    assert (archived.datetime.isoformat() if archived.datetime else None) == moment


@pytest.mark.corpus
@given(st.from_regex(r"https://web\.archive\.org/web/\d{4,14}([a-z]{2}_)?/[^\n]{1,40}", fullmatch=True))
@settings(max_examples=200)
def test_the_original_of_any_copy_is_canonical(url: str) -> None:
    archived = memento_of(url)

    assert archived is None or canonical_url(archived.original) == archived.original
