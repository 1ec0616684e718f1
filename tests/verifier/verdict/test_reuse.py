"""Reuse of an evaluation: only for the same page, and never another finding than an evaluation would give."""

import ast
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.verifier.finding import Finding
from factcheck.verifier.http.response import Capture, Redirect
from factcheck.verifier.verdict import reuse
from factcheck.verifier.verdict.decide import examine
from factcheck.verifier.verdict.reuse import (
    EVIDENCE_HEADERS,
    StoredEvaluation,
    evaluation_of,
    for_storage,
    reused_finding,
)
from factcheck.vocabulary import QuoteOutcome, TextQuoteSelector
from tests.support.page import Page
from tests.support.pages import PAGES

VERIFIER = Path(reuse.__file__).parent.parent
NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
URL = "https://a.example/news/pier"
WORDS = "The council spent 14.2 million pounds on the new pier, said the mayor"
OTHER = "It will be open until ten each night from June onwards"
TEXT = f"<p>It was a long day at the harbour, and it rained.</p><p>{WORDS}.</p><p>{OTHER}, he added then.</p>"
PAGE = f"<html lang=en><title>Pier</title><nav><a href=/>Home</a></nav><main><article>{TEXT}</article></main></html>"
HTML = (("content-type", "text/html; charset=utf-8"),)
QUOTE = TextQuoteSelector(WORDS)


def capture(body: str = PAGE, **more: object) -> Capture:
    page = Capture(URL, URL, 200, HTML, body.encode(), NOON, 0.1)
    return replace(page, **more)  # type: ignore[arg-type]


def stored(answer: Capture, *selectors: TextQuoteSelector | None) -> StoredEvaluation:
    """Return the evaluation of a page that may be reused."""
    evaluation = evaluation_of(answer, examine(answer, selectors))
    assert evaluation
    return for_storage(evaluation, selectors)


def comparable(finding: Finding) -> Finding:
    """Return a finding without what only an evaluation has: the text, and the sentences that explain it."""
    return replace(finding, text=None, article=(), trace=(), reused=False)


def test_the_finding_about_the_same_page_is_reused() -> None:
    later = capture(fetched_at=NOON.replace(day=7), elapsed=0.7, headers=(*HTML, ("etag", '"2"'), ("age", "7")))
    found = reused_finding(stored(capture(), QUOTE, None), later, (QUOTE, None))

    assert found and found.reused
    assert comparable(found) == comparable(examine(later, (QUOTE, None)))
    assert (found.checked_at, found.elapsed_ms, found.etag) == (NOON.replace(day=7), 700, '"2"')
    assert found.quotes[0] and found.quotes[0].context and found.quotes[0].match


HOP = Redirect("https://a.example/old", 302, URL)
ELSEWHERE = PAGE.replace(f"<p>{WORDS}.</p>", "").replace(
    "<article>", f"<div class=comments><p>{WORDS}.</p></div><article>"
)


@pytest.mark.parametrize(
    ("changed", "selectors"),
    {
        "a figure": (capture(PAGE.replace("14.2", "14.3")), (QUOTE,)),
        "one byte": (capture(PAGE + " "), (QUOTE,)),
        "the words outside the article": (capture(ELSEWHERE), (QUOTE,)),
        "another charset": (capture(headers=(("content-type", "text/html; charset=utf-16"),)), (QUOTE,)),
        "another type": (capture(headers=(("content-type", "text/plain"),)), (QUOTE,)),
        "another language": (capture(headers=(*HTML, ("content-language", "tr"))), (QUOTE,)),
        "a refresh": (capture(headers=(*HTML, ("refresh", "0; url=/x"))), (QUOTE,)),
        "another status": (capture(status=404), (QUOTE,)),
        "a redirect": (capture(url=HOP.url, redirects=(HOP,)), (QUOTE,)),
        "another final address": (capture(final_url="https://a.example/"), (QUOTE,)),
        "an interruption": (capture(truncated="disconnect"), (QUOTE,)),
        "an edited quote": (capture(), (TextQuoteSelector(WORDS.replace("14.2", "14.3")),)),
        "another prefix": (capture(), (TextQuoteSelector(WORDS, prefix="not"),)),
        "a further quote": (capture(), (QUOTE, TextQuoteSelector(OTHER))),
        "a quote less": (capture(), (None,)),
    }.values(),
    ids=str,
)
def test_a_page_with_any_difference_is_evaluated(changed: Capture, selectors: tuple[TextQuoteSelector | None]) -> None:
    assert reused_finding(stored(capture(), QUOTE), changed, selectors) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda each: replace(each, response=each.response[::-1]),
        lambda each: replace(each, finding=""),
        lambda each: replace(each, finding="{}"),
        lambda each: replace(each, finding=each.finding.replace("stands", "hidden-only")),
        lambda each: replace(each, finding=each.finding[:-1]),
        lambda each: replace(each, selectors=""),
    ],
    ids="response empty other edited cut selectors".split(),
)
def test_a_damaged_evaluation_is_ignored(damage: object) -> None:
    assert callable(damage)
    damaged = damage(stored(capture(), QUOTE))

    assert reused_finding(damaged, capture(), (QUOTE,)) is None
    assert comparable(examine(capture(), (QUOTE,), None, damaged)) == comparable(examine(capture(), (QUOTE,)))


def test_only_an_evaluation_of_this_program_is_current() -> None:
    evaluation = stored(capture(), QUOTE)
    others = [replace(evaluation, reader=""), replace(evaluation, reader=evaluation.reader[::-1]), None]

    assert reuse.current(evaluation) == evaluation
    assert [reuse.current(each) for each in others] == [None] * 3


@pytest.mark.parametrize(
    ("answer", "quote"),
    [
        (capture(), WORDS.replace("14.2", "14.7")),
        (capture(), "Nobody ever wrote down this sentence about violet umbrellas"),
        (capture("<html></html>"), WORDS),
        (capture(status=503), WORDS),
        (capture(headers=(*HTML, ("refresh", "0; url=/next"))), "Nobody wrote it"),
        (capture(truncated="disconnect"), WORDS),
    ],
    ids="altered missing empty error refresh disconnected".split(),
)
def test_a_doubtful_finding_is_not_reused(answer: Capture, quote: str) -> None:
    assert evaluation_of(answer, examine(answer, (TextQuoteSelector(quote),))) is None


def test_words_in_the_same_document_are_not_located_again() -> None:
    fresh = capture(PAGE.replace("<nav>", "<script>nonce = 7</script><nav>"))
    evaluation = stored(capture(), QUOTE)
    found = examine(fresh, (QUOTE,), None, evaluation)

    assert reused_finding(evaluation, fresh, (QUOTE,)) is None
    assert found.document_digest and reuse.known_matches(evaluation, found.document_digest, (QUOTE,))
    assert comparable(found) == comparable(examine(fresh, (QUOTE,)))


def test_the_same_text_in_other_regions_is_located_again() -> None:
    story = f"<h1>Pier</h1><p>{OTHER * 5}.</p><p>{OTHER}.</p>"
    within, beside = (
        capture(f"<main><article>{story}<div class={name}><p>{WORDS}.</p></div></article></main>")
        for name in ("text", "comments")
    )
    before = examine(within, (QUOTE,))
    after = examine(beside, (QUOTE,), None, stored(within, QUOTE))

    assert before.text_digest == after.text_digest
    assert before.quotes[0] and before.quotes[0].outcome is QuoteOutcome.EXACT
    assert after.quotes[0] and after.quotes[0].outcome is QuoteOutcome.DISPLACED


EDITS = st.lists(
    st.sampled_from(
        [
            ("14.2", "14.7"),
            ("spent", "never spent"),
            ("<article>", "<aside>"),
            ("<p>The council", "<p hidden>The council"),
            ("</p><p>", "</p>\n<p>"),
            ("<nav>", "<script>var nonce = 1</script><nav>"),
            ("<title>Pier", "<title>Page not found"),
            ("lang=en", "lang=de"),
            ("<main>", "<div class=comments>"),
            ("mayor", "mayor&shy;"),
            ("harbour", "harb\u00f6ur"),
            (WORDS, ""),
        ]
    ),
    max_size=3,
)
HEADERS = st.lists(
    st.sampled_from(
        [
            ("content-type", "text/html; charset=latin-1"),
            ("content-type", "text/plain"),
            ("content-language", "fr"),
            ("refresh", "0; url=https://a.example/"),
            ("cf-mitigated", "challenge"),
            ("x-request-id", "17"),
            ("etag", '"3"'),
            ("retry-after", "9"),
        ]
    ),
    max_size=2,
)
HOPS = st.lists(
    st.builds(
        Redirect,
        st.sampled_from([URL, "https://a.example/login"]),
        st.sampled_from([301, 302]),
        st.sampled_from([URL, "https://a.example/"]),
    ),
    max_size=2,
).map(tuple)
SELECTORS = st.lists(
    st.sampled_from(
        [None, QUOTE, TextQuoteSelector(OTHER), TextQuoteSelector(WORDS, suffix=". It"), TextQuoteSelector("pier")]
    ),
    min_size=1,
    max_size=2,
).map(tuple)


@st.composite
def responses(draw: st.DrawFn) -> Capture:
    body = PAGE
    for old, new in draw(EDITS):
        body = body.replace(old, new)
    return capture(
        body,
        headers=(*(draw(HEADERS) or HTML),),
        redirects=draw(HOPS),
        status=draw(st.sampled_from([200, 200, 200, 404, 503])),
        final_url=draw(st.sampled_from([URL, URL, "https://a.example/"])),
        truncated=draw(st.sampled_from([None, None, "length", "disconnect"])),
    )


@settings(max_examples=300)
@given(responses(), responses(), SELECTORS, SELECTORS)
def test_reuse_never_gives_another_finding_than_an_evaluation(
    before: Capture, after: Capture, first: tuple[TextQuoteSelector | None], then: tuple[TextQuoteSelector | None]
) -> None:
    made = evaluation_of(before, examine(before, first))
    evaluation = made and for_storage(made, first)
    for answer, selectors in ((after, then), (after, first), (before, then), (before, first)):
        judged = examine(answer, selectors)
        reused = reused_finding(evaluation, answer, selectors) if evaluation else None

        assert reused is None or comparable(reused) == comparable(judged)
        assert examine(answer, selectors, None, evaluation) == judged


@pytest.mark.corpus
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_pages_of_the_suite_have_the_same_finding_again(page: Page) -> None:
    """The context that a check stores for the quote selects the same words at the next check."""
    address = "https://a.example" + page.path
    answer = Capture(address, address, page.status, page.headers, page.body, NOON, 0.1)
    selectors = (page.selector,)
    judged = examine(answer, selectors)
    if evaluation := evaluation_of(answer, judged):
        again = reused_finding(for_storage(evaluation, selectors), answer, selectors)
        assert again and comparable(again) == comparable(judged)
    (quote,) = judged.quotes
    if quote and quote.context and quote.outcome is QuoteOutcome.EXACT and page.selector:
        with_context = TextQuoteSelector(page.selector.exact, *quote.context)
        assert comparable(examine(answer, (with_context,))) == comparable(judged)


def test_every_header_that_an_evaluation_reads_is_part_of_its_digest() -> None:
    """Evaluations read headers by ``Capture.header`` and a literal name, and nowhere else."""
    names: set[str] = set()
    readers = [each for part in ("read", "verdict", "locate", "text_diff") for each in (VERIFIER / part).rglob("*.py")]
    for file in readers:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "headers":
                assert file.name == "reuse.py", f"{file.name} reads all headers"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "header":
                (name,) = node.args
                assert isinstance(name, ast.Constant) and isinstance(name.value, str)
                names.add(name.value)

    assert names == set(EVIDENCE_HEADERS)
