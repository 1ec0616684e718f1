"""Articles are read from the web and from files; what cannot be read is named with its reason."""

import asyncio
import json
from collections.abc import Callable
from datetime import date

import pytest

from factcheck.errors import InputError
from factcheck.services.articles.reading import read_article
from factcheck.services.articles.values import ArticleFile, ReadArticle, UnreadableArticle
from factcheck.settings import Settings
from factcheck.spotting.values import DateInterval
from tests.conftest import Clock
from tests.support.pdfs import column, pdf
from tests.support.web import Web, answer, article

SENTENCES = (
    "The ministry spent 12 million euros on the bridge in 2023, three times what it had announced.",
    "Unemployment in the region fell to 5.2 percent, according to the statistics office.",
)
STORY = article(*SENTENCES, title="The bridge")


Read = Callable[..., ReadArticle]


@pytest.fixture
def read(settings: Settings, clock: Clock) -> Read:
    def call(given: str | ArticleFile, **more: str) -> ReadArticle:
        return asyncio.run(read_article(given, settings.verify, clock, **more))

    return call


def file(content: str | bytes, name: str = "story.txt") -> ArticleFile:
    return ArticleFile(name, content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize(
    "content",
    [
        "One line.\r\n\r\nAnother line,\twith a tab.  Two spaces.\n",
        "  An indented line\u00a0with a no-break space.\n\n\n\nThe end",
        "\ufeffA text with a byte order mark.",
        "e\u0301crit en NFD, avec une fine\u202f: ici.",
        "ינואר 2024: המחיר עלה ב-5% — the price rose.",
    ],
)
def test_the_reading_of_a_text_file_is_the_file(read: Read, content: str) -> None:
    assert read(file(content)).reading.text == content


def test_the_encoding_of_a_text_file_is_found_out(read: Read) -> None:
    text = "Der Präsident sagte, die Brücke sei schon seit Jahren geschlossen gewesen."

    assert read(file(text.encode("cp1252"))).reading.text == text


def test_the_content_says_what_a_file_is_and_not_its_name(read: Read) -> None:
    assert read(file(STORY, "story.txt")).reading.kind == "html"
    assert read(file("Only text. No markup.", "story.html")).reading.kind == "text"


@pytest.mark.process
def test_a_pdf_is_read_whatever_its_name(read: Read) -> None:
    found = read(file(pdf([column(72, 700, *SENTENCES)]), "story.txt")).reading

    assert found.kind == "pdf"
    assert " ".join(found.text.split()) == " ".join(SENTENCES)


@pytest.mark.process
def test_a_pdf_that_cannot_be_opened_is_named(read: Read) -> None:
    with pytest.raises(UnreadableArticle, match=r"a\.pdf cannot be read: the PDF cannot be opened"):
        read(file(b"%PDF-1.4 nothing", "a.pdf"))


def test_the_reading_of_a_page_is_its_article(read: Read) -> None:
    found = read(file(STORY, "story.html"))

    assert found.reading.text == "\n".join(("The bridge", *SENTENCES)) + "\n"
    assert found.reading.url is None
    assert found.key is None


def test_a_transcript_is_read_as_speech_with_the_labels_of_its_speakers(read: Read) -> None:
    captions = (
        "WEBVTT\n\n00:01.000 --> 00:03.000\nHOST: Good evening. The bridge\n\n00:03.000 --> 00:05.000\nis closed.\n\n"
        "00:05.000 --> 00:07.000\nMINISTER: [laughs] It cost 12 million.\n\n00:07.000 --> 00:09.000\nHOST: Thank you.\n\n"
        "00:09.000 --> 00:10.000\nMINISTER: Good night.\n"
    )

    found = read(file(captions, "talk.vtt"))

    assert found.reading.kind == "captions"
    assert found.reading.text == (
        "HOST: Good evening. The bridge\nis closed.\n\nMINISTER: It cost 12 million.\n\nHOST: Thank you.\n\nMINISTER: Good night."
    )


LOGIN = (
    "<!doctype html><html><head><title>Log in</title></head><body><h1>Log in to continue</h1><form>"
    "<input name=user><input type=password name=p><button>Log in</button></form></body></html>"
)
LINKS = "".join(
    f"<li><a href='/{number}'>A story with a long headline, number {number}</a></li>" for number in range(30)
)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        ("", "a.txt", "the page shows no text"),
        ("  \n\n ", "a.txt", "the page shows no text"),
        ("<!doctype html><html><body></body></html>", "a.html", "the page shows no text"),
        (f"<!doctype html><body><ul>{LINKS}</ul><p>© 2024 News Example</p></body>", "a.html", "only links and headings"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "a.png", "an image"),
        ('<?xml version="1.0"?><rss><channel><title>News</title></channel></rss>', "a.xml", "it is a feed"),
        (LOGIN, "a.html", "a login form"),
    ],
)  # fmt: skip
def test_what_shows_no_article_is_named_with_its_reason(
    read: Read, content: str | bytes, name: str, reason: str
) -> None:
    with pytest.raises(UnreadableArticle, match=reason) as raised:
        read(file(content, name))

    assert raised.value.message.startswith(name)
    assert raised.value.exit_status == 1


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (answer("<h1>Gone</h1>", status="410 Gone"), r"link dead \(http-410\)"),
        (answer("", status="403 Forbidden"), r"link blocked \(http-403\)"),
        (answer("", status="500 Internal Server Error"), r"link unreachable \(http-500\)"),
    ],
)
def test_a_page_that_cannot_be_read_is_named_with_the_outcome_of_its_link(
    read: Read, web: Web, page: bytes, reason: str
) -> None:
    web["/story"] = page

    with pytest.raises(UnreadableArticle, match=reason) as raised:
        read(web.url("/story"))

    assert web.url("/story") in raised.value.message


def test_a_private_address_is_refused(settings: Settings, clock: Clock) -> None:
    strict = settings.verify.model_copy(update={"allow_private": False})

    for call in (
        read_article("http://127.0.0.1/story", strict, clock),
        read_article(file(STORY), strict, clock, url="http://localhost/story"),
    ):
        with pytest.raises(InputError, match=r"not on the public internet; set verify\.allow_private"):
            asyncio.run(call)


def test_a_stored_page_has_the_address_that_is_given_or_that_it_states(read: Read) -> None:
    stated = STORY.replace("</head>", '<link rel="canonical" href="https://news.example/story"></head>')

    assert read(file(stated)).reading.url == "https://news.example/story"
    assert read(file(stated), url="https://news.example/other?utm_source=x").reading.url == "https://news.example/other"
    assert read(file(SENTENCES[0]), url="https://news.example/a").key == "news.example/a"


def test_an_amp_page_is_read_at_the_address_that_it_states(read: Read, web: Web) -> None:
    web["/story"] = answer(STORY)
    web["/story/amp"] = answer(STORY.replace("</head>", '<link rel="canonical" href="/story"></head>'))

    found = read(web.url("/story/amp?utm_source=x"))

    assert found.reading.url == web.url("/story")
    assert web.asked == ["/story/amp", "/story"]


@pytest.mark.parametrize(
    "other",
    [answer(status="404 Not Found"), answer(article("Something else entirely, of which nothing is known here."))],
)
def test_a_stated_address_that_does_not_show_the_article_is_not_used(read: Read, web: Web, other: bytes) -> None:
    web["/other"] = other
    web["/story"] = answer(STORY.replace("</head>", '<link rel="canonical" href="/other"></head>'))

    found = read(web.url("/story"))

    assert found.reading.url == web.url("/story")
    assert SENTENCES[0] in found.reading.text


def test_a_short_address_is_replaced_by_the_one_that_it_leads_to(read: Read, web: Web) -> None:
    web["/s/1"] = answer(status="301 Moved Permanently", headers=("Location: /story?utm_source=short",))
    for path in ("/story", "/story?utm_source=short"):
        web[path] = answer(STORY)

    assert read(web.url("/s/1")).reading.url == web.url("/story")


def test_a_date_in_the_future_is_named_and_not_used(read: Read, clock: Clock) -> None:
    page = STORY.replace("</head>", '<meta property="article:published_time" content="2031-05-31"></head>')

    found = read(file(page, "story.html"))

    assert found.reading.published is None
    assert found.notes == ("its date, 2031-05-31, is in the future (meta), and is not used",)


def full(title: str, marker: str, link: str = "") -> str:
    heading = f'<a href="{link}">{title}</a>' if link else title
    text = f"<p>{f'The {marker} was discussed at length in the council, and nothing was decided about it. ' * 5}</p>"
    return f"<article><h2>{heading}</h2>{text}{text}</article>"


def several(*articles: str, title: str = "News") -> str:
    body = f"<h1>{title}</h1><main>{''.join(articles)}</main>"
    return f"<!doctype html><html lang=en><head><title>{title}</title></head><body>{body}</body></html>"


def test_of_two_articles_on_a_page_the_one_in_its_title_is_read_and_the_other_named(read: Read) -> None:
    page = several(full("The bridge", "bridge"), full("The tunnel", "tunnel"), title="The bridge")

    found = read(file(page, "page.html"))

    assert "bridge" in found.reading.text
    assert "tunnel" not in found.reading.text
    assert found.notes == ("the page shows other articles, too, which were left out: “The tunnel”",)


def test_where_it_is_not_clear_which_of_two_articles_is_meant_the_page_is_refused(read: Read) -> None:
    page = several(full("The bridge", "bridge"), full("The tunnel", "tunnel"))

    with pytest.raises(
        UnreadableArticle, match="several articles, and it is not clear which is meant: “The bridge” and “The tunnel”"
    ):
        read(file(page, "page.html"))


def entry(time: str, text: str) -> str:
    return f'<article><time datetime="{time}">later</time><p>{text}</p></article>'


def test_each_entry_of_a_live_blog_has_a_time_of_its_own(read: Read) -> None:
    texts = [f"Entry {number}: the river has reached {number} metres at the bridge." for number in (7, 6, 5)]
    days = ("2024-06-02T10:00:00+02:00", "2024-06-01T18:00:00+02:00", "2024-05-31T09:00:00+02:00")
    page = several(*(entry(time, text) for time, text in zip(days, texts, strict=True)), title="Flood: live")

    reading = read(file(page, "live.html")).reading

    for text, time in zip(texts, days, strict=True):
        day = date.fromisoformat(time[:10])
        assert reading.published_at(reading.text.index(text)) == DateInterval(day, day)
    assert reading.published_at(0) is None


def test_the_entries_in_linked_data_are_found_by_their_headlines_or_their_texts(read: Read) -> None:
    entries = (
        ("Rain", "The rain of the night has raised the river to 7 metres.", "2024-06-02T10:00:00+02:00"),
        ("Bridge", "Yesterday twelve people crossed the bridge on foot.", "2024-06-04T18:00:00+02:00"),
    )
    data = {
        "@type": "LiveBlogPosting",
        "headline": "Flood: live",
        "datePublished": "2024-06-01T08:00:00+02:00",
        "liveBlogUpdate": [
            {"@type": "BlogPosting", "headline": headline, "articleBody": text, "datePublished": time}
            for headline, text, time in entries
        ],
    }
    shown = "".join(f"<p>{text}</p>" for _, text, _ in entries)
    page = (
        f'<html lang="en"><head><script type="application/ld+json">{json.dumps(data)}</script></head>'
        f"<body><article><h1>Flood: live</h1><p>Rain and a flood in the whole country.</p>{shown}</article></body></html>"
    )

    reading = read(file(page.encode(), "live.html")).reading

    for _, text, time in entries:
        day = date.fromisoformat(time[:10])
        assert reading.published_at(reading.text.index(text)) == DateInterval(day, day)


@pytest.mark.parametrize(
    ("line", "language", "author"),
    [
        ("By Ana Sousa", "en", "Ana Sousa"),
        ("BY ANA SOUSA and BEN ADLER, Political editors", "en", "ANA SOUSA and BEN ADLER"),
        ("Par Léa Petit (à Lyon) - 31 mai 2024", "fr", "Léa Petit"),
        ("Von Max Frisch | 31.05.2024", "de", "Max Frisch"),
        ("Текст: Анна Петрова", "ru", "Анна Петрова"),
        ("Por María de la Torre", "es", "María de la Torre"),
        ("By the bridge", "en", None),
        (
            "By Monday nobody knew how the bridge, which Ana Sousa had built, could be opened again, or who would pay",
            "en",
            None,
        ),
        ("Par Léa Petit", "en", None),
    ],
)
def test_a_text_may_name_its_author(read: Read, line: str, language: str, author: str | None) -> None:
    found = read(file(f"The bridge of the town\n\n{line}\n\nThe bridge was closed."), language=language).reading.author

    assert (found and (found.value, found.origin)) == (author and (author, "text"))


@pytest.mark.parametrize(
    ("text", "title", "published"),
    [
        ("The bridge\n\n31 May 2024\n\nThe bridge was closed.", "The bridge", "2024-05-31"),
        ("{{#rendered}}\n\nThe bridge of the town\n\nThe bridge was closed.", "The bridge of the town", None),
        ("The bridge was closed.\n\nNobody knows why.", None, None),
        ("The ministry spent 12 million\neuros on the bridge.", None, None),
        ("Bridge\n\nThe bridge was closed.", None, None),
    ],
)
def test_a_text_may_begin_with_its_title_and_its_date(
    read: Read, text: str, title: str | None, published: str | None
) -> None:
    reading = read(file(text)).reading

    assert (reading.title.value if reading.title else None) == title
    assert (reading.published.start.isoformat() if reading.published else None) == published
    assert reading.published_origin == ("text" if published else "")


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("Leeds, 10 May 2024 (Northwire) - The quay fell into the harbour.", "en", "2024-05-10"),
        ("Puerto Arcos, 10 sep 2023 (Agencia Meridión).- El muelle cayó al mar.", "es", "2023-09-10"),
        ("The quay fell on 10 May 2024, when Leeds was asleep.", "en", None),
    ],
)
def test_a_report_may_begin_with_its_place_and_its_day(read: Read, line: str, language: str, day: str | None) -> None:
    found = read(file(f"A title of the report\n\n{line}\n"), language=language).reading.published

    assert found == (DateInterval(date.fromisoformat(day), date.fromisoformat(day)) if day else None)


def test_paragraphs_in_bold_and_headings_are_set_apart(read: Read) -> None:
    body = "<p><b>Who paid?</b></p><p>The <b>town</b> paid 12 million euros.</p><h3>And then?</h3><p>It was sold.</p>"
    page = f"<html><head><title>T</title></head><body><article><h1>The quay</h1>{body}</article></body></html>"

    reading = read(file(page, "story.html")).reading

    assert [reading.text[start:end] for start, end in reading.emphasized] == ["Who paid?", "And then?"]
