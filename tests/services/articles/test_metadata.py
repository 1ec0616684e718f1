"""A page says what its article is called, who wrote it and when; and where it says so is shown."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.services.articles.metadata import PageMetadata, page_metadata
from factcheck.spotting.values import DateInterval, Found

ADDRESS = "https://news.example/2024/story"


def linked(value: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def page(head: str = "", body: str = "", *, lang: str = "en") -> str:
    return f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'


def metadata(head: str = "", body: str = "", address: str | None = ADDRESS) -> PageMetadata:
    return page_metadata(page(head, body), address)


def day(text: str) -> DateInterval:
    return DateInterval(date.fromisoformat(text), date.fromisoformat(text))


NEWS = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "A bridge is closed",
    "datePublished": "2024-05-31T14:00:00+02:00",
    "author": [{"@type": "Person", "name": "Ana Sousa"}, {"@type": "Person", "name": "Ben Adler"}],
    "inLanguage": "en-GB",
    "mainEntityOfPage": {"@type": "WebPage", "@id": ADDRESS},
}


def test_linked_data_come_first() -> None:
    found = metadata(
        '<meta property="og:title" content="Another title"><meta name="author" content="Someone">' + linked(NEWS),
        "<h1>A third title</h1>",
    )

    assert found.title == Found("A bridge is closed", "JSON-LD")
    assert found.author == Found("Ana Sousa, Ben Adler", "JSON-LD")
    assert (found.published, found.published_origin) == (day("2024-05-31"), "JSON-LD")
    assert found.language == Found("en-GB", "JSON-LD")
    assert found.address == ADDRESS


@pytest.mark.parametrize(
    "value",
    [
        [NEWS],
        {"@graph": [{"@type": "WebSite", "name": "News"}, NEWS]},
        {"@type": "WebPage", "mainEntity": NEWS},
        {**NEWS, "@type": ["NewsArticle", "AnalysisNewsArticle"]},
        {**NEWS, "@type": "https://schema.org/ReportageNewsArticle"},
        {**NEWS, "headline": {"@value": "A bridge is closed", "@language": "en"}},
    ],
)
def test_an_article_is_found_wherever_it_is_in_the_linked_data(value: Any) -> None:
    assert metadata(linked(value)).title == Found("A bridge is closed", "JSON-LD")


def test_an_author_may_be_a_reference() -> None:
    graph = {
        "@graph": [
            {**NEWS, "author": {"@id": "#ana"}},
            {"@type": "Person", "@id": "#ana", "name": "Ana Sousa"},
        ]
    }

    assert metadata(linked(graph)).author == Found("Ana Sousa", "JSON-LD")


def test_an_article_that_is_only_listed_or_mentioned_is_not_the_one_of_the_page() -> None:
    other = {
        **NEWS,
        "headline": "Something else",
        "mainEntityOfPage": "https://news.example/other",
        "datePublished": "2020-01-01",
    }
    value = {"@type": "ItemList", "itemListElement": [other]}

    found = metadata(linked(value) + linked({**NEWS, "mentions": [other]}))

    assert found.title == Found("A bridge is closed", "JSON-LD")


def test_of_several_articles_the_one_with_the_address_of_the_page_counts() -> None:
    other = {**NEWS, "headline": "Something else", "mainEntityOfPage": "https://news.example/other"}

    assert metadata(linked([other, NEWS])).title == Found("A bridge is closed", "JSON-LD")


def test_of_several_articles_the_one_with_the_heading_of_the_page_counts() -> None:
    articles = [
        {**NEWS, "headline": name, "mainEntityOfPage": None} for name in ("Something else", "A bridge is closed")
    ]

    found = metadata(linked(articles), "<h1>A bridge is closed</h1>")

    assert found.title == Found("A bridge is closed", "JSON-LD")


def test_where_none_of_several_articles_can_be_chosen_it_is_said() -> None:
    articles = [{**NEWS, "headline": name, "mainEntityOfPage": None} for name in ("One thing", "Another thing")]

    found = metadata(linked(articles), "<h1>News of today</h1>")

    assert found.title == Found("News of today", "<h1>")
    assert found.published is None
    assert found.notes == (
        "the page's JSON-LD describes several articles (“One thing” and “Another thing”), and none of them is named as this one",
    )


@pytest.mark.parametrize(
    ("head", "origin"),
    [
        ('<meta property="article:published_time" content="2024-05-31T10:00:00+02:00">', "meta"),
        ('<meta name="DC.date.issued" content="2024-05-31">', "meta"),
        ('<meta name="citation_publication_date" content="2024-05-31">', "meta"),
        ('<meta itemprop="datePublished" content="2024-05-31">', "meta"),
    ],
)
def test_a_date_may_be_in_a_meta_element(head: str, origin: str) -> None:
    found = metadata(head)

    assert (found.published, found.published_origin) == (day("2024-05-31"), origin)


TEXT = f"<p>{'A long paragraph of the article, which is the text of it. ' * 3}</p>"
OTHER = '<time datetime="2020-01-01">1 January</time>'


@pytest.mark.parametrize(
    ("body", "published"),
    [
        (f'<h1>Title</h1><p>By Ana</p><time datetime="2024-05-31">31 May</time>{TEXT}', day("2024-05-31")),
        (f'<nav>{OTHER}</nav><h1>Title</h1><time datetime="2024-05-31T10:00">31 May</time>{TEXT}', day("2024-05-31")),
        (f'<h1>Title</h1>{TEXT}<aside>{OTHER}</aside><time datetime="2024-05-31">31 May</time>', day("2024-05-31")),
        (f'<time pubdate datetime="2024-05-31">31 May</time><h1>Title</h1>{TEXT}{OTHER}', day("2024-05-31")),
        (f"<h1>Title</h1>{TEXT}{OTHER}<p><time datetime='2024-05-31'>31 May</time></p>", None),
        (f'<h1>Title</h1><time class="updated" datetime="2024-05-31">31 May</time>{TEXT}', None),
        (f"<h1>Title</h1>{TEXT}", None),
    ],
)
def test_the_time_element_of_the_article_counts_and_no_other(body: str, published: DateInterval | None) -> None:
    assert metadata(body=body, address="https://news.example/story").published == published


def test_the_date_in_the_address_counts_last() -> None:
    found = metadata(address="https://news.example/2024/05/31/story")

    assert (found.published, found.published_origin) == (day("2024-05-31"), "address")


def test_a_text_that_is_published_elsewhere_names_its_original() -> None:
    found = metadata('<link rel="canonical" href="https://agency.example/story">')

    assert found.address is None
    assert found.original == "https://agency.example/story"


def test_a_stored_page_may_state_its_address() -> None:
    assert (
        metadata('<link rel="canonical" href="https://news.example/a?utm_source=x">', address=None).address
        == "https://news.example/a"
    )
    assert metadata('<link rel="canonical" href="/a">', address=None).address is None
    assert metadata('<link rel="canonical" href="https://news.example/">', address=None).address is None


def test_the_name_of_the_site_is_not_part_of_the_title() -> None:
    assert metadata("<title>A bridge is closed | News Example</title>").title == Found("A bridge is closed", "<title>")


def test_half_a_character_in_the_linked_data_is_replaced() -> None:
    value = {
        "@type": "NewsArticle",
        "headline": "Bridges \ud800 cost",
        "author": {"name": "J \udfff \U0001f600"},
        "url": "/\ud800",
    }

    found = page_metadata(page(linked(value), "Bridges cost"), ADDRESS)

    assert found.title and found.author
    assert (found.title.value, found.author.value) == ("Bridges \ufffd cost", "J \ufffd \U0001f600")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["@type", "@id", "@graph", "headline", "author", "name", "datePublished", "url", "mainEntityOfPage",
                         "liveBlogUpdate", "inLanguage", "x"]),
        inner | st.sampled_from(["NewsArticle", "LiveBlogPosting", "2024-05-31", ADDRESS]),
        max_size=6,
    ),
    max_leaves=20,
)  # fmt: skip


@given(json_values, st.text(max_size=60))
def test_whatever_a_page_says_is_read_without_an_error(value: Any, text: str) -> None:
    markup = page(linked(value) + f'<meta name="date" content="{text}"><link rel="canonical" href="{text}">', text)

    assert isinstance(page_metadata(markup, ADDRESS), PageMetadata)
    assert isinstance(page_metadata(markup, None), PageMetadata)
    assert isinstance(page_metadata(text, None), PageMetadata)
