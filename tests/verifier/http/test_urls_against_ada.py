"""Differential test of canonical URLs with Ada, the URL parser of Node.js."""

import re

import ada_url
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from factcheck.errors import InputError
from factcheck.verifier.http.urls import canonical_url, join

HOSTS = (
    "news.example EXAMPLE.COM. a_b.example ex%61mple.com 127.1 0x7f.1 0300.1 1.2.3.4. 256 [::1] [::FFFF:1.2.3.4] xn--bcher-kva.de"
    " bücher.de straße.de ☃.net 💩.la ＥＸ．com a。b نامه‌ای.com -a.de ab--c.de a,b.x (a).x ~a.x"
).split()
PIECES = [
    *"abAB019-_.~%!$&'()*+,;=:@[]{}|`<>\" é日😀",
    *("%2e", "%2E%2e", "..", ".", "%41", "%zz", "/", "//", "?", "#", "\u00a0"),
]
SUFFIXES = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def ada(text: str, base: str | None = None) -> str | None:
    """Return an address as Ada writes it, without its fragment; None: Ada rejects it."""
    try:
        return str(ada_url.join_url(base, text) if base else ada_url.URL(text).href).partition("#")[0]
    except ValueError:
        return None


@pytest.mark.corpus
@given(st.sampled_from(HOSTS), st.sampled_from(["", ":", ":80", ":443", ":0080", ":8080"]), SUFFIXES, st.booleans())
@example("news.example", "", "^/../^", False)
@settings(max_examples=200, deadline=None)
def test_canonical_urls_equal_those_of_ada(host: str, port: str, suffix: str, secure: bool) -> None:
    address = f"http{'s' * secure}://{host}{port}/{suffix}"

    assert canonical_url(address) == ada(address)


@pytest.mark.corpus
@given(
    st.sampled_from(["https://news.example/", "https://news.example/a/b?c=d", "http://news.example:8080/x/y/"]),
    SUFFIXES,
)
@settings(max_examples=200, deadline=None)
def test_references_are_resolved_as_by_ada(base: str, reference: str) -> None:
    target = join(base, reference)
    assume(target is not None)

    assert target == ada(reference, base)


@pytest.mark.corpus
@given(st.text(max_size=12), st.text(max_size=12))
@settings(max_examples=200, deadline=None)
def test_what_ada_rejects_is_rejected_unless_its_host_is_international(authority: str, rest: str) -> None:
    address = f"https://{re.sub('[^!-~]', '', authority)}/{rest}"
    assume(address.isprintable() and "xn--" not in address.lower())
    try:
        ours = canonical_url(address)
    except InputError:
        return

    assert ours == ada(address)


@pytest.mark.parametrize(
    ("address", "refused_because"),
    [
        ("http://reader@news.example/", "user name"),
        ("http://news.example\\@inside.example/", "backslash"),
        ("http://news.example/a\tb", "control character"),
        ("https:/news.example/", "no host"),
        ("ftp://news.example/", "not http"),
    ],
)
def test_some_addresses_that_ada_accepts_are_rejected(address: str, refused_because: str) -> None:
    with pytest.raises(InputError, match=refused_because):
        canonical_url(address)
    assert ada(address) is not None
