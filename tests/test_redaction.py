"""Passwords in addresses: every message quotes an address without them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import InputError
from factcheck.redaction import redact, redact_address
from factcheck.verifier.http.urls import canonical_url


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://ana:s3cret@news.example/a", "http://***@news.example/a"),
        ("https://t0ken@news.example/a", "https://***@news.example/a"),
        ("HTTPS://ana:s3cret@news.example", "HTTPS://***@news.example"),
        ("http://ana:p@s3cret@news.example/", "http://***@news.example/"),
        ("http://ana:s3c/ret@news.example/", "http://***@news.example/"),
        ("http://ana:s3c#ret@news.example/", "http://***@news.example/"),
        ("http://ana:s3c'ret@news.example/", "http://***@news.example/"),
        ("http://ana:s3c ret@news.example/", "http://***@news.example/"),
        ("ana:s3cret@news.example/a", "***@news.example/a"),
        ("//ana:s3cret@news.example/a", "//***@news.example/a"),
        (r"http:\\ana:s3cret@news.example\a", r"http:\\***@news.example\a"),
        ("postgresql://desk:s3cret@db.example/desk", "postgresql://***@db.example/desk"),
    ],
)
def test_a_user_and_a_password_are_replaced(address: str, shown: str) -> None:
    assert redact_address(address) == shown


@pytest.mark.parametrize(
    "address",
    [
        "https://news.example/@ana/story",
        "https://news.example:8443/@ana",
        "https://news.example/?mail=ana@news.example",
        "https://news.example/#@ana",
        "https://[2001:db8::1]/@ana",
        "https://[2001:db8::1]:8443/@ana",
        "mailto:ana@news.example",
        "news.example/@ana",
        "",
    ],
)
def test_an_address_without_them_is_left_as_it_is(address: str) -> None:
    assert redact_address(address) == redact(address) == address


def test_addresses_within_a_sentence_are_redacted_each() -> None:
    assert redact("'http://a:b@x.example/' leads to “https://c@y.example/”, see http://z.example/@d") == (
        "'http://***@x.example/' leads to “https://***@y.example/”, see http://z.example/@d"
    )


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="@/\\?#"), min_size=1, max_size=90).map(
        "{}!Zq7".format
    ),
    st.sampled_from(["http://", "https://", "ftp://", "HTTP://", "http:////"]),
)
def test_no_refusal_of_an_address_tells_its_password(password: str, scheme: str) -> None:
    with pytest.raises(InputError) as refused:
        canonical_url(f"{scheme}ana:{password}@news.example/a")

    assert "Zq7" not in refused.value.message


def test_every_error_is_redacted() -> None:
    error = InputError("postgresql://ana:s3cret@db.example/desk is not a database")

    assert error.message == str(error) == "postgresql://***@db.example/desk is not a database"
