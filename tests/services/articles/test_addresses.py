"""One article has many addresses: with tracking parameters, as AMP, with and without TLS."""

import pytest

from factcheck.errors import InputError
from factcheck.services.articles.addresses import article_address, article_key, is_same_site, stated_address


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://news.example/a?utm_source=x&id=3&fbclid=Iw", "https://news.example/a?id=3"),
        ("https://news.example/a?UTM_Campaign=x", "https://news.example/a"),
        ("https://news.example/a?utm_source=x#top", "https://news.example/a"),
        ("https://news.example/a?gid=3&did=4&guid=5", "https://news.example/a?gid=3&did=4&guid=5"),
        ("https://news.example/a?gl=us&ga=1", "https://news.example/a?gl=us&ga=1"),
        ("https://news.example/a?", "https://news.example/a"),
        ("https://news.example/a?q=utm_source", "https://news.example/a?q=utm_source"),
        ("https://news-example.cdn.ampproject.org/c/s/news.example/a/amp", "https://news.example/a/amp"),
        ("https://cdn.ampproject.org/v/news.example/a?amp_js_v=0.1", "http://news.example/a"),
        ("https://www.google.com/amp/s/www.news.example/a", "https://www.news.example/a"),
        ("https://www.google.com/amp/", "https://www.google.com/amp/"),
    ],
)
def test_tracking_parameters_and_amp_caches_are_taken_off(given: str, address: str) -> None:
    assert article_address(given) == address


@pytest.mark.parametrize(
    "other",
    [
        "http://news.example/2024/05/story",
        "https://www.news.example/2024/05/story/",
        "https://m.news.example/2024/05/story",
        "https://amp.news.example/2024/05/story",
        "https://news.example/2024/05/story/amp/",
        "https://news.example/amp/2024/05/story",
        "https://news.example/2024/05/story?amp=1",
        "https://news.example/2024/05/story?outputType=amp&utm_source=x",
        "https://news-example.cdn.ampproject.org/c/s/news.example/2024/05/story",
    ],
)
def test_addresses_of_one_article_share_a_key(other: str) -> None:
    assert article_key(other) == article_key("https://news.example/2024/05/story")


@pytest.mark.parametrize(
    "other",
    [
        "https://news.example/2024/05/story-2",
        "https://news.example/2024/05/story?page=2",
        "https://other.example/2024/05/story",
        "https://blog.news.example/2024/05/story",
        "https://news.example/2024/05/Story",
        "https://news.example/2024/05/story?amp=3",
    ],
)
def test_addresses_of_other_articles_have_other_keys(other: str) -> None:
    assert article_key(other) != article_key("https://news.example/2024/05/story")


def test_the_order_of_parameters_does_not_matter() -> None:
    assert article_key("https://news.example/?a=1&b=2") == article_key("https://news.example/?b=2&a=1")


@pytest.mark.parametrize("given", ["", "news.example/a", "ftp://news.example/a", "https://me:secret@news.example/a"])
def test_an_address_that_cannot_be_requested_is_refused(given: str) -> None:
    with pytest.raises(InputError):
        article_address(given)


@pytest.mark.parametrize(
    ("reference", "base", "address"),
    [
        ("/story", "https://news.example/story/amp", "https://news.example/story"),
        ("https://www.news.co.uk/story", "https://amp.news.co.uk/story", "https://www.news.co.uk/story"),
        ("https://news.example/story?utm_source=feed", "https://news.example/s/1", "https://news.example/story"),
        ("https://other.co.uk/story", "https://news.co.uk/story", None),
        ("/", "https://news.example/story", None),
        ("https://news.example", "https://news.example/", "https://news.example/"),
        ("https://127.0.0.1:1/a", "https://127.0.0.1:2/a", None),
        ("javascript:void(0)", "https://news.example/story", None),
        ("", "https://news.example/story", None),
        (None, "https://news.example/story", None),
    ],
)
def test_a_page_may_state_another_address_of_its_own_site(
    reference: str | None, base: str, address: str | None
) -> None:
    assert stated_address(reference, base) == address


def test_hosts_of_one_registrable_domain_are_one_site() -> None:
    assert is_same_site("https://a.news.example/", "https://b.news.example/")
    assert not is_same_site("https://one.github.io/", "https://two.github.io/")
