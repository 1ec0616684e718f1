"""Pages are read as by a browser that runs scripts; noscript is only a substitute."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.verifier.read.noscript import without_noscript
from factcheck.vocabulary import QuoteOutcome
from tests.support.page import EN
from tests.support.regions import judged, story

QUOTE = "The council spent 14.2 million pounds on the new pier between 2019 and 2023."
P = f"<p>{QUOTE}</p>"
OPEN = {
    "a frame left open": '<noscript><iframe src="x"/></noscript>',
    "a frame in the head's way": '<noscript><iframe src="https://tags.example/ns.html?id=1" height="0"></noscript>',
    "an element left open": "<noscript><div hidden></noscript>",
    "a comment left open": "<noscript><!-- </noscript>",
    "a style left open": "<noscript><style>p{display:none}</noscript>",
    "a script left open": "<noscript><script></noscript>",
    "a text area left open": "<noscript><textarea></noscript>",
    "a title left open": "<noscript><title></noscript>",
    "an attribute left open": '<noscript><img alt="</noscript>',
    "a select left open": "<noscript><select><option></noscript>",
    "capitals": "<NOSCRIPT><iframe></NoScript >",
    "one in another": "<noscript><noscript><iframe></noscript>",
    "with attributes": "<noscript data-x='a>b' class=\"x\"><iframe></noscript>",
    "never closed": "<noscript class=x>",
}
NONE = {
    "a comment": "<!-- <noscript> -->",
    "a comment soon closed": "<!--><noscript><iframe></noscript><!--->",
    "a script": '<script>document.write("<noscript><iframe>")</script>',
    "a script that writes scripts": "<script><!--\n document.write('<script>a</script><noscript>') --></script>",
    "a style": "<style>/* <noscript> */</style>",
    "an attribute": '<p title="<noscript>">x</p>',
    "an attribute with markup": "<div data-html='<b><noscript><iframe></b>'>x</div>",
    "a text area": "<textarea><noscript></textarea>",
    "another element": "<noscripts>x</noscripts>",
    "an apostrophe in a tag": "<p class=it's>x</p><noscript><iframe></noscript>",
}


@pytest.mark.parametrize("markup", [*OPEN.values(), *NONE.values()], ids=[*OPEN, *NONE])
@pytest.mark.parametrize("place", ["head", "before", "middle"])
def test_noscript_hides_no_words(markup: str, place: str) -> None:
    page = story(*([markup] if place == "middle" else []), P, before=markup if place == "before" else "")
    if place == "head":
        page = page.replace("<body>", f"<head><title>Pier</title>{markup}<meta name=x></head><body>")

    assert judged(page, QUOTE).outcome is QuoteOutcome.EXACT


def test_the_words_in_noscript_are_not_the_article() -> None:
    assert judged(story(f"<noscript>{P}</noscript>"), QUOTE).outcome is QuoteOutcome.MISSING


@pytest.mark.parametrize("shell", ['<div id="root"></div><script src=a.js></script>', "<p>Loading…</p>"])
def test_noscript_is_read_if_the_page_shows_nothing_else(shell: str) -> None:
    rest = "".join(f"<p>{each}</p>" for each in EN.others * 3)
    page = f"<!doctype html><html lang=en><body>{shell}<noscript><article>{P}{rest}</article></noscript>"

    assert judged(page, QUOTE).outcome is QuoteOutcome.EXACT


def test_a_notice_that_scripts_are_needed_is_not_a_page() -> None:
    page = '<body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div><script></script>'

    assert judged(page, QUOTE).outcome is QuoteOutcome.UNVERIFIABLE


PIECES = st.lists(
    st.sampled_from(
        "<noscript> </noscript> <!-- --> <script> </script> <style> </style> <textarea> </textarea> <title> </title> <p> </p>"
        ' <p&a=" " \' <iframe> </iframe> <plaintext> word < > = /> <svg> </svg>'.replace("&", "\u00a0").split(" ")
    ),
    max_size=30,
).map(lambda pieces: "".join(pieces).replace("\u00a0", " "))


@pytest.mark.corpus
@settings(max_examples=500)
@given(PIECES)
def test_only_noscript_elements_are_removed(markup: str) -> None:
    left = without_noscript(markup)

    rest = iter(markup)
    assert all(character in rest for character in left)
    assert without_noscript(f"<p>{markup}".replace("noscript", "nothing")) == f"<p>{markup}".replace(
        "noscript", "nothing"
    )


@given(PIECES.map(lambda markup: re.sub(r"</?noscript>|[<>\"'=]|--", "", markup)), st.text("ab <>/\"'=-", max_size=20))
def test_the_text_after_noscript_stays(before: str, inside: str) -> None:
    markup = f"{before}<noscript>{inside}</noscript><p>after</p>"

    assert without_noscript(markup) == f"{before}<p>after</p>"


@pytest.mark.parametrize(
    "unit",
    [
        "<noscript>", "<noscript></noscript>", "<script>", "<title>", "<b>x", "<", "<!--", '<a b="', "<a =", "<style/>",
        "</noscript", "<script><!--<script>", '<noscript x="', "<noscript =", '<x =" ',
    ],
)  # fmt: skip
def test_hostile_markup_is_read_in_linear_time(unit: str) -> None:
    markup = "<noscript></noscript>" + unit * (1_000_000 // len(unit))

    assert len(without_noscript(markup)) <= len(markup)
