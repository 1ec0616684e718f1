"""The cost of every page is limited, and words beyond a limit are unverifiable, never missing."""

import random
import zlib

import brotli
import pytest

from factcheck.verifier.locate import locate
from factcheck.verifier.read import read
from factcheck.verifier.read.clean import TEXT_MAX_CHARACTERS, TEXT_MAX_DENSE_CHARACTERS
from factcheck.verifier.read.pdf import MAX_CHARACTERS
from factcheck.verifier.verdict.decide import examine
from factcheck.vocabulary import TextQuoteSelector
from tests.support.pdfs import column, pdf
from tests.verifier.read.test_read import capture

pytestmark = pytest.mark.corpus

HTML = "text/html; charset=utf-8"
WORDS = "the words that stand behind everything else on this page"
SENTENCES = [f"Line {number} tells of the river and of the boats that came in May." for number in range(9)]
LARGE = {
    "formatting, ten megabytes of it": (HTML, b"<b>x" * 2_500_000, TEXT_MAX_CHARACTERS),
    "one word": (HTML, b"<p>" + b"a" * 4_000_000, TEXT_MAX_CHARACTERS),
    "one word of ideographs": (HTML, b"<p>" + "长".encode() * 1_300_000, TEXT_MAX_DENSE_CHARACTERS),
    "text nodes": (HTML, b"x<br>" * 700_000, TEXT_MAX_CHARACTERS),
    "signs": (HTML, b"<p>" + b"% 1 + 2 = 3 " * 300_000, TEXT_MAX_CHARACTERS),
    "cells": (HTML, b"<table>" + (b"<tr>" + b"<td>7</td>" * 20) * 10_000, TEXT_MAX_CHARACTERS),
    "values": ("application/json", b"[" + b'{"a":["b c","d"]},' * 200_000 + b'"e"]', TEXT_MAX_CHARACTERS),
    "nodes of XML": ("application/xml", b"<?xml version='1.0'?><r>" + b"<n>a b</n>" * 500_000, TEXT_MAX_CHARACTERS),
    "pages": ("application/pdf", pdf([column(50, 700, *SENTENCES)] * 1_250), 2 * MAX_CHARACTERS),
}


@pytest.mark.parametrize(("label", "body", "most"), LARGE.values(), ids=LARGE)
def test_words_beyond_a_limit_are_unverifiable(label: str, body: bytes, most: int) -> None:
    page = capture(body + b" " + WORDS.encode(), label)

    document = read(page)
    (quote,) = examine(page, [TextQuoteSelector(WORDS)]).quotes

    assert len(document.text) <= most
    assert document.truncated == "length"
    assert quote and (str(quote.outcome), quote.reason) == ("unverifiable", "truncated")


@pytest.mark.parametrize("body", [b"<p>" + WORDS.encode() + b"<b>x" * 2_500_000, b"<div>" * 100_000 + WORDS.encode()])
def test_words_within_a_limit_are_found(body: bytes) -> None:
    (quote,) = examine(capture(body), [TextQuoteSelector(WORDS)]).quotes

    assert quote and quote.reason == "stands"


@pytest.mark.parametrize("times", [100_000, 3_000])
def test_a_pdf_that_unpacks_to_too_many_bytes_is_not_opened(times: int) -> None:
    page = capture(pdf([[(50, 700, "words " * 100)]] * (300_000 // times), times=times), "application/pdf")

    (quote,) = examine(page, [TextQuoteSelector(WORDS)]).quotes

    assert quote and (str(quote.outcome), quote.reason) == ("unverifiable", "costly")


def test_a_quote_of_fifty_kilobytes_is_searched_in_a_long_page() -> None:
    chance = random.Random(4)
    letters = "etaoinshrdlu"
    words = ["".join(chance.choices(letters, k=6)) for _ in range(3_000)]
    text = " ".join(chance.choices(words, k=120_000))
    document = read(capture(text.encode(), "text/plain"))
    quote = text[300_000:350_000].partition(" ")[2].rpartition(" ")[0]

    assert locate(TextQuoteSelector(" ".join(chance.choices(words, k=7_000))), document) is None
    stands = locate(TextQuoteSelector(quote), document)
    changed = locate(TextQuoteSelector(quote.replace(quote.split()[3_000], "changed", 1)), document)
    assert stands and not stands.differences
    assert changed and changed.differences


NOISE = {
    "brotli": brotli.compress(random.Random(1).randbytes(3_000)),
    "deflate": zlib.compress(random.Random(2).randbytes(3_000), 9)[2:],
    "a program": b"\x01\x02\x03\x7f" + random.Random(3).randbytes(9_000),
    "a short one": random.Random(6).randbytes(150),
}


@pytest.mark.parametrize("body", NOISE.values(), ids=NOISE)
@pytest.mark.parametrize("label", [HTML, "text/html", "text/plain", "application/json", "text/xml"])
def test_noise_is_not_text_whatever_its_label(body: bytes, label: str) -> None:
    finding = examine(capture(body, label), [TextQuoteSelector(WORDS)])
    (quote,) = finding.quotes

    assert str(finding.link) == "ok"
    assert quote and (str(quote.outcome), quote.reason) == ("unverifiable", "binary")


@pytest.mark.parametrize(
    ("body", "label"),
    [
        (f"<p>{WORDS}</p>".encode("utf-16"), HTML),
        (("议会周一表示，" * 300 + WORDS).encode("utf-16-le"), "text/html; charset=utf-16le"),
        (b"\0" * 4_000 + f"<p>{WORDS}</p>".encode(), HTML),
        (("日本の町。" * 300 + WORDS).encode("iso2022_jp"), "text/html; charset=iso-2022-jp"),
        (f"\x01\x02\x03<p>{WORDS}</p>".encode(), HTML),
        (("\x0c\n" + SENTENCES[0]).encode() * 40 + WORDS.encode(), "text/plain"),
    ],
    ids=["utf-16", "utf-16 without a mark", "zeros before", "iso-2022-jp", "a few controls", "form feeds"],
)
def test_text_with_unusual_bytes_is_not_noise(body: bytes, label: str) -> None:
    (quote,) = examine(capture(body, label), [TextQuoteSelector(WORDS)]).quotes

    assert quote and quote.reason == "stands"
