"""PDFs: the words in reading order, complete across lines, columns and pages."""

from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.verifier.locate import locate
from factcheck.verifier.read.pdf import read_pdf
from factcheck.vocabulary import TextQuoteSelector
from tests.support.pdfs import Line, column, pdf
from tests.verifier.read.test_read import is_whole

BODY = "The harbour board met on Tuesday evening in the old customs house, as it does each year."
FURNITURE = [column(50, 780, "The Harbour Report"), column(50, 20, "harbour.example")]


def page(number: int, *texts: str) -> list[Line]:
    """Return a page with the lines that every page has."""
    return [*FURNITURE[0], *column(50, 740, *texts), *FURNITURE[1], (500, 8, str(number))]


def stands(quote: str, body: bytes) -> bool:
    """Return whether the words are found exactly in a PDF."""
    match = locate(TextQuoteSelector(quote), read_pdf(body, None))
    return match is not None and not match.differences


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("lines", pdf([column(50, 700, "The council counted 412 boats", "in the harbour on Monday.")])),
        ("hyphens", pdf([column(50, 700, "The coun-", "cil counted 412 boats in the har-", "bour on Monday.")])),
        (
            "pages",
            pdf(
                [
                    page(1, "One.", "Two.", "The council counted 412 boats"),
                    page(2, "in the harbour on Monday.", "And so on.", "Four."),
                    page(3, "Five.", "Six.", "Seven."),
                ]
            ),
        ),
        (
            "columns",
            pdf(
                [
                    [
                        *column(50, 700, "Fishermen had asked for", "The council counted 412"),
                        *column(320, 700, "boats in the harbour on Monday.", "Nobody else had counted."),
                    ]
                ]
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_words_are_found_across_line_and_page_breaks(name: str, body: bytes) -> None:
    assert stands("The council counted 412 boats in the harbour on Monday.", body), read_pdf(body, None).text


def test_a_ligature_is_read_as_its_letters() -> None:
    assert stands("the first fish of spring", pdf([column(50, 700, "the \x01rst \x01sh of spring")]))


def test_a_changed_number_is_never_exact() -> None:
    assert not stands("The council counted 413 boats", pdf([column(50, 700, "The council counted 412 boats")]))


LOCK = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O({'o' * 32})/U({'u' * 32})>>/ID[(a)(a)]"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (pdf([[]]), "scanned-pdf"),
        (b"%PDF-1.4\nnothing more", "broken-pdf"),
        (b"", "broken-pdf"),
        (pdf([column(50, 700, "secret")], trailer=LOCK), "encrypted-pdf"),
    ],
    ids=["scanned", "cut", "nothing", "encrypted"],
)  # fmt: skip
def test_a_pdf_without_text_has_a_reason(body: bytes, why: str) -> None:
    assert read_pdf(body, None).unreadable == why


def test_pdfs_can_be_read_in_several_threads() -> None:
    body = pdf([column(50, 700, *(f"line {number} of the report" for number in range(40)))] * 10)

    with ThreadPoolExecutor(8) as pool:
        texts = {read.text for read in pool.map(lambda _: read_pdf(body, None), range(32))}

    assert len(texts) == 1


LATE = ["The council spent 14.2 mil-", "lion pounds on the new pier."]


@pytest.mark.parametrize("size", [1, 900, 2_000, 4_000])
def test_a_pdf_can_begin_after_other_bytes(size: int) -> None:
    assert stands(BODY, b"x" * size + pdf([column(50, 700, BODY)]))


def test_a_late_page_is_read() -> None:
    pages = [column(50, 700, *[BODY] * 5)] * 700

    assert stands("The council spent 14.2 million pounds on the new pier", pdf([*pages, column(50, 700, *LATE)]))


WORDS = st.sampled_from("boats harbour 1 604 3 not spent 14.2 million 2019 pier mil- lion, a.3 (7) [2] iv Page".split())
PLACES = st.integers(-50, 700) | st.sampled_from([0, 50, 220, 400, 10**7, -(10**7), 10**30])
DRAWN = st.tuples(
    PLACES,
    PLACES,
    st.lists(WORDS, max_size=6).map(" ".join),
    st.sampled_from([10, 10, 10, 6, 18, 1, 0, -10, 10**6, 10**30]),
)


@pytest.mark.corpus
@given(
    st.lists(st.lists(DRAWN, max_size=14), min_size=1, max_size=4),
    st.sampled_from(["", "/Rotate 90", "/Rotate 180", "/Rotate 270"]),
)
def test_no_word_of_any_pdf_is_lost(pages: list[list[Line]], turned: str) -> None:
    body = pdf(pages, page=turned)

    document = read_pdf(body, None)

    drawn = "".join(text for page in pypdfium2.PdfDocument(body) for text in page.get_textpage().get_text_range())
    letters = sorted(letter for letter in drawn if letter.isalnum())
    assert sorted(letter for letter in document.text if letter.isalnum()) == letters
    assert is_whole(document)
    assert document == read_pdf(body, None)


def test_a_page_with_many_words_is_read_in_bounded_time() -> None:
    grid = [(20 + 60 * column, 790 - 2 * row, "the boats") for row in range(390) for column in range(9)]

    assert read_pdf(pdf([grid] * 3), None).text.count("boats") == 3 * len(grid)
