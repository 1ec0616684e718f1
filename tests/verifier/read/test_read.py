"""Reading any response: text in stretches without a gap, in bounded time, and the same each time."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.verifier.document import UNREADABLE_REASONS, Document
from factcheck.verifier.http.response import Capture, Redirect
from factcheck.verifier.read import read
from factcheck.verifier.read.clean import TEXT_MAX_CHARACTERS
from factcheck.verifier.verdict.decide import examine
from factcheck.vocabulary import Region, TextQuoteSelector
from tests.support.page import EN, document

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
URL = "https://post.example/news/story"
LABELS = st.sampled_from(
    "text/html text/plain text/markdown application/json application/x-ndjson application/xml application/rss+xml"
    " application/xhtml+xml application/pdf application/zip image/png application/octet-stream".split()
) | st.text(max_size=30)
TAGS = (
    "p div span b del s sup sub a h1 main article aside nav header footer template iframe svg text details dialog pre table"
    " td ruby rt noscript script select frameset plaintext br"
).split()
ATTRIBUTES = [
    "",
    *(" hidden", " open", ' style="display:none"', ' id="root"', ' role="navigation"', ' href="#fn1"'),
    *(f' class="{name}"' for name in ("comments", "menu", "related", "correction")),
    *(' srcdoc="<p>x"', ' shadowrootmode="open"'),
]
MARKUP = st.lists(
    st.one_of(
        st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
        st.tuples(st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)).map(lambda pair: f"<{pair[0]}{pair[1]}>"),
        st.text(max_size=30),
        st.sampled_from([*EN.others, EN.quote, "Correction: it was 3.", "<!--", "-->", "<![CDATA[", "&amp;", "\0"]),
    ),
    max_size=40,
).map("".join)


def capture(body: bytes, label: str = "text/html; charset=utf-8", status: int = 200, url: str = URL) -> Capture:
    """Return bytes as a response."""
    redirects = (Redirect(URL, 301, url),) if url != URL else ()
    return Capture(URL, url, status, (("content-type", label),), body, NOON, 0.1, redirects)


def is_whole(page: Document) -> bool:
    """Return whether the stretches tile the text."""
    places = [0, *(each.end for each in page.stretches)]
    return [each.start for each in page.stretches] == places[:-1] and places[-1] == len(page.text)


@given(st.binary(max_size=400), LABELS)
def test_any_bytes_with_any_label_are_read(body: bytes, label: str) -> None:
    page = read(capture(body, label))

    assert is_whole(page)
    assert page.unreadable in {None, *UNREADABLE_REASONS}
    assert bool(page.text) or page.unreadable
    assert page == read(capture(body, label))


@pytest.mark.corpus
@settings(max_examples=300)
@given(MARKUP)
def test_any_markup_is_read(markup: str) -> None:
    page = read(capture(markup.encode("utf-8", "replace")))

    assert is_whole(page)
    assert all(each.start < each.end for each in page.stretches)
    assert page == read(capture(markup.encode("utf-8", "replace")))


@given(
    st.one_of(st.binary(max_size=200), MARKUP.map(lambda text: text.encode("utf-8", "replace"))),
    LABELS,
    st.sampled_from([200, 202, 204, 206, 301, 304, 403, 404, 410, 500, 503, 999]),
    st.sampled_from(
        [URL, "https://post.example/", "https://post.example/login", "https://[::1]/404", "https://post.example/\ud800"]
    ),
    st.text(max_size=40) | st.just(EN.quote),
)
def test_any_response_gets_a_finding(body: bytes, label: str, status: int, url: str, quote: str) -> None:
    finding = examine(capture(body, label, status, url), [TextQuoteSelector(quote), None], capture(body, label))

    assert finding.quotes[0] is not None and finding.quotes[1] is None
    assert finding.trace


HOSTILE = {
    "elements within each other": "<div>" * 100_000,
    "elements of no name within each other": "<x-y>" * 300_000,
    "a million elements": "<p>a" * 1_000_000,
    "closing tags that close nothing": "<x>" * 75_000 + "</y>" * 75_000,
    "half a million attributes": "<div " + " ".join(f"a{number}" for number in range(500_000)) + ">x",
    "nothing but opening brackets": "<" * 4_000_000,
    "unclosed comments": "<!--" * 1_000_000,
    "noscript within noscript": "<noscript>" * 400_000,
    "ten megabytes of words": "<p>" + "word " * 2_000_000,
    "a million lines": "<pre>" + "a\n" * 2_000_000,
    "named parts within each other": "<div class=related>" * 900 + "<div class=menu>a</div>" * 60_000,
    "formatting that must be taken up again": "<b><i><a><p>" * 50_000,
    "structured data without an end": '<script type="application/ld+json">{"articleBody":' + "[" * 900_000,
}


@pytest.mark.corpus
@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_is_read_up_to_a_limit(markup: str) -> None:
    page = read(capture(markup.encode()))

    assert len(page.text) <= TEXT_MAX_CHARACTERS
    assert is_whole(page)


@pytest.mark.parametrize(
    "unit", ["<a ", "<!DOCTYPE [", "<title>", "<![CDATA[", "<!--", "<?", "&a;", "]]>", "<title><![CDATA[", "<a b='"]
)
def test_hostile_xml_is_read_in_linear_time(unit: str) -> None:
    page = read(capture(("<?xml version='1.0'?><a>" + unit * 150_000).encode(), "application/xml"))

    assert is_whole(page)


def test_an_unclosed_tag_is_read_in_linear_time() -> None:
    page = read(capture(("<?xml version='1.0'?><a>" + "<" + "a" * 900_000).encode(), "application/xml"))

    assert is_whole(page)


BOMB = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><a>&j;</a>"
)


@pytest.mark.parametrize(
    "text",
    [BOMB, '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', '<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://10.0.0.1/a.dtd"><a>b</a>'],
    ids=["a bomb", "a file", "another server"],
)  # fmt: skip
def test_entities_are_never_expanded(text: str) -> None:
    page = read(capture(text.encode(), "application/xml"))

    assert len(page.text) < 20


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one<p>two", "one\ntwo\n"),
        ("<p>CO<sub>2</sub> and 10<sup>2</sup>", "CO₂ and 10²\n"),
        ("<p>the 1<sup>st</sup> of May", "the 1st of May\n"),
        ("<p>a <del>b</del> c", "a c\nb\n"),
        ("<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>が再開", "港が再開\n(みなと)\n"),
        ("<svg><text>on the map</text><desc>not shown</desc></svg>", "on the map\n"),
        ("<math><mi>x</mi><annotation>\\x</annotation></math>", "x\n"),
        ("<table><tr><td>a<td>b</table>", "a\nb\n"),
        ("<select><option>one</select><textarea>two</textarea>three", "three\n"),
        ("<p>a<br>b", "a\nb\n"),
        ("<p>x&nbsp;&#8203;y&shy;z", "x yz\n"),
        ("<frameset><frame src=a></frameset>", ""),
        ("<iframe src=a>not shown</iframe>", ""),
        ("<iframe srcdoc='<p>shown'></iframe>", "shown\n"),
    ],
)
def test_the_text_is_what_readers_see(markup: str, text: str) -> None:
    assert read(capture(markup.encode())).text == text


def test_the_regions_of_a_page_are_distinguished() -> None:
    markup = (
        f"<nav><a href=/>Home</a></nav><main><p>{EN.quote}</p><p>Correction: it was 3.</p></main>"
        "<div class=related-posts><a href=/x>Another story</a></div><div class=comments-area><p>I was there!</p></div>"
        "<p hidden>Nobody sees this</p>"
    )

    page = read(capture(document(markup).encode()))

    assert {each.region: page.text[each.start : each.end].strip() for each in page.stretches} == {
        Region.NAVIGATION: "Home",
        Region.ARTICLE: EN.quote,
        Region.CORRECTION: "Correction: it was 3.",
        Region.RELATED: "Another story",
        Region.COMMENTS: "I was there!",
        Region.HIDDEN: "Nobody sees this",
    }
    assert page.prose == len(EN.quote)
    assert page.article().strip() == EN.quote


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('{"a": 1.50, "b": ["x", true, null]}', "1.50\nx"),
        ('{"a": 1e400, "b": ' + "9" * 5000 + "}", "1e400\n" + "9" * 5000),
        ('{"a": "caf\\u00e9"}\n{"a": "th\\u00e9"}\n{"a": "cut', "café\nthé"),
        ("no json", "no json"),
        (r'["half a \ud800 character", "a whole \ud83d\ude00 one"]', "half a \ufffd character\na whole \U0001f600 one"),
        ("[" * 100_000, "[" * 100_000),
    ],
    ids=["values", "figures", "lines", "text", "halves", "deep"],
)
def test_the_text_of_json_is_its_values(text: str, lines: str) -> None:
    assert read(capture(text.encode(), "application/json")).text == lines


SAID = "“We counted every boat twice,” the harbour master said."
REST = "<p>The harbour has opened again after a winter of repairs, and boats came back within the hour.</p>" * 3


@pytest.mark.parametrize(
    ("body", "region"),
    [
        (f"<main>{REST}<aside><p>{SAID}</p></aside></main>", Region.ARTICLE),
        (f"<article>{REST}<aside class=note><p>{SAID}</p></aside></article>", Region.ARTICLE),
        (f"<article>{REST}<aside role=complementary><p>{SAID}</p></aside></article>", Region.ARTICLE),
        (f"<div role=main>{REST}<aside><p>{SAID}</p></aside></div>", Region.ARTICLE),
        (f"<div itemprop=articleBody>{REST}<aside><p>{SAID}</p></aside></div>", Region.ARTICLE),
        (f"<div>{REST}<aside class='pull-quote big'><p>{SAID}</p></aside></div>", Region.ARTICLE),
        (f"<div>{REST}<aside role=doc-pullquote><p>{SAID}</p></aside></div>", Region.ARTICLE),
        (f"<main>{REST}</main><aside><p>{SAID}</p></aside>", Region.RELATED),
        (f"<div>{REST}</div><aside><p>{SAID}</p></aside>", Region.RELATED),
        (f"<article>{REST}<aside class=related><p>{SAID}</p></aside></article>", Region.RELATED),
        (f"<div itemprop=articleBody>{REST}</div><aside><p>{SAID}</p></aside>", Region.RELATED),
    ],
)
def test_an_aside_belongs_to_the_article_it_is_in(body: str, region: Region) -> None:
    page = read(capture(f"<!doctype html><html lang=en><body>{body}".encode()))

    assert page.region_at(page.text.index("We counted")) is region
