"""Headers, footers, page numbers, notes and their marks do not interrupt a sentence, and are not lost."""

import pytest

from factcheck.verifier.locate import locate
from factcheck.verifier.read.pdf import read_pdf
from factcheck.vocabulary import Region, TextQuoteSelector
from tests.support.pdfs import Line, column, pdf
from tests.verifier.read.test_pdf import BODY, stands


def raised(before: str, figure: str, after: str, rise: int = 4, size: int = 6) -> list[Line]:
    """Return a line with a small figure over it; the widths are those of Helvetica."""
    place = 50 + sum(WIDTHS.get(letter, 556) for letter in before) * 10 // 1000
    return [
        (50, 700, before),
        (place, 700 + rise, figure, size),
        (place + 1 + size * len(figure) * 6 // 10, 700, after),
    ]


WIDTHS = (
    dict.fromkeys("ijl", 222)
    | dict.fromkeys("Ift.,: ", 278)
    | {"r": 333, "m": 833, "w": 722, "T": 611, "k": 500, "s": 500, "c": 500, "y": 500}
)


@pytest.mark.parametrize(
    ("lines", "quote"),
    [
        (raised("They counted 1 604", "3", " boats in May."), "They counted 1 604 boats in May"),
        (raised("They counted 1 604", "12", " boats in May."), "They counted 1 604 boats in May"),
        (raised("They counted 1 604", "3", ", no more."), "They counted 1 604, no more"),
        (raised("In the year 2019", "1", " it was built."), "In the year 2019 it was built"),
        (raised("They counted the boats.", "3", " And so on."), "They counted the boats. And so on"),
        (
            [*raised("They counted 14", "3", " boats."), (50, 60, "3 Port authority, table 12.", 7)],
            "They counted 14 boats",
        ),
        (raised("They counted 14 boats", "3", " in May.", rise=3, size=5), "They counted 14 boats in May"),
    ],
)
def test_a_note_mark_is_not_a_digit_of_the_number_before_it(lines: list[Line], quote: str) -> None:
    body = pdf([lines])

    assert stands(quote, body), read_pdf(body, None).text
    assert "16043" not in "".join(read_pdf(body, None).article().split())


@pytest.mark.parametrize(
    ("lines", "quote"),
    [
        (raised("It weighs 10", "6", " grams."), "It weighs 106 grams"),
        (raised("It covers 40 km", "2", " in all."), "It covers 40 km2 in all"),
        (raised("It was the 2", "nd", " ferry."), "It was the 2nd ferry"),
        ([(50, 700, "They counted 1 604"), (150, 700, "3 boats", 7)], "They counted 1 604 3 boats"),
        (raised("They made 20 t of CO", "2", " a year.", rise=-3), "They made 20 t of CO2 a year"),
    ],
)
def test_exponents_and_subscripts_are_not_note_marks(lines: list[Line], quote: str) -> None:
    assert stands(quote, pdf([lines])), read_pdf(pdf([lines]), None).text


FIRST = [*[BODY] * 6, "The council spent 14.2 million pounds on the new"]
SECOND = ["pier between 2019 and 2023, the audit says.", *[BODY] * 6]
WITHOUT_END = "The council spent 14.2 million pounds on the new pier between 2019 and 2023, the audit says."


def sheet(texts: list[str], *furniture: Line) -> list[Line]:
    """Return a page of running text with its furniture, which is drawn first."""
    return [*furniture, *column(50, 700, *texts)]


SHORT = {
    "a head": [sheet(FIRST, (50, 770, "Audit Office")), sheet(SECOND, (50, 770, "Audit Office"))],
    "a head, small": [sheet(FIRST, (50, 770, "Audit Office", 7)), sheet(SECOND, (50, 770, "Audit Office", 7))],
    "a foot": [sheet(FIRST, (50, 20, "Audit Office")), sheet(SECOND, (50, 20, "Audit Office"))],
    "a foot, drawn last": [[*sheet(FIRST), (50, 20, "Audit Office")], [*sheet(SECOND), (50, 20, "Audit Office")]],
    "pages counted": [sheet(FIRST, (280, 20, "Page 1 of 2")), sheet(SECOND, (280, 20, "Page 2 of 2"))],
    "numbers": [sheet(FIRST, (280, 20, "17")), sheet(SECOND, (280, 20, "18"))],
    "Roman numbers": [sheet(FIRST, (280, 20, "iii")), sheet(SECOND, (280, 20, "iv"))],
    "numbers with dashes": [sheet(FIRST, (280, 20, "- 1 -")), sheet(SECOND, (280, 20, "- 2 -"))],
    "numbers left and right": [
        sheet(FIRST, (50, 770, "2"), (300, 770, "Audit Office")),
        sheet(SECOND, (50, 770, "Audit Office"), (500, 770, "3")),
        sheet([BODY] * 9, (50, 770, "4"), (300, 770, "Audit Office")),
        sheet([BODY] * 9, (50, 770, "Audit Office"), (500, 770, "5")),
    ],
    "head and foot": [
        sheet(FIRST, (50, 770, "Audit Office"), (50, 20, "audit.example"), (500, 20, "1")),
        sheet(SECOND, (50, 770, "Audit Office"), (50, 20, "audit.example"), (500, 20, "2")),
    ],
    "a head of two lines": [
        sheet(FIRST, (50, 770, "Audit Office"), (50, 758, "Annual report 2023")),
        sheet(SECOND, (50, 770, "Audit Office"), (50, 758, "Annual report 2023")),
    ],
    "three pages": [
        sheet([BODY] * 9, (50, 770, "Audit Office")),
        sheet(FIRST, (50, 770, "Audit Office")),
        sheet(SECOND, (50, 770, "Audit Office")),
    ],
    "a note": [sheet(FIRST, (50, 60, "3 See the annex to the report, table 12.", 7)), sheet(SECOND)],
    "a note of two lines": [
        sheet(FIRST, (50, 20, "1"), (50, 70, "3 See the annex to the report,", 7), (50, 62, "table 12.", 7)),
        sheet(SECOND, (50, 20, "2")),
    ],
}


@pytest.mark.parametrize("pages", SHORT.values(), ids=SHORT)
def test_headers_footers_and_notes_do_not_interrupt_a_sentence(pages: list[list[Line]]) -> None:
    if "See" in str(pages):
        pages = [sorted(page, key=lambda line: -line[1]) for page in pages]

    document = read_pdf(pdf(pages), None)

    assert stands(WITHOUT_END, pdf(pages)), document.text
    for line in (text for page in pages for _, _, text, *_ in page):
        assert line in document.text
    assert "14.2 million pounds on the new\npier" in document.article()


KEPT = {
    "words that open two pages": ([sheet([BODY, *FIRST]), sheet([BODY, *SECOND])], BODY),
    "words that end two pages": ([sheet([*FIRST, BODY]), sheet([*SECOND, BODY])], BODY),
    "a title": ([sheet(FIRST, (50, 770, "Audit Office")), sheet(SECOND, (50, 770, "Audit Office"))], "Audit Office"),
    "a heading of its own": (
        [sheet(FIRST, (50, 760, "What it cost")), sheet(SECOND, (50, 760, "Who paid for it"))],
        "Who paid for it",
    ),
    "a note": (
        [sheet(FIRST, (50, 60, "3 See the annex to the report.", 7)), sheet(SECOND)],
        "3 See the annex to the report.",
    ),
    "a figure that ends a page": (
        [
            [
                *column(50, 700, BODY, "They counted", "412"),
            ],
            sheet([BODY]),
        ],
        BODY,
    ),
    "small print": (
        [sheet([*FIRST[:6], "It is so."], (50, 300, "1 This is printed small.", 7)), sheet(SECOND)],
        "1 This is printed small.",
    ),
    "one page": ([sheet(FIRST, (50, 770, "Audit Office"), (280, 20, "Printed in May"))], "Printed in May"),
}


@pytest.mark.parametrize(("pages", "quote"), KEPT.values(), ids=KEPT)
def test_lines_that_do_not_repeat_are_read(pages: list[list[Line]], quote: str) -> None:
    assert stands(quote, pdf(pages)), read_pdf(pdf(pages), None).article()


def test_a_running_footer_is_outside_the_article() -> None:
    document = read_pdf(pdf(SHORT["a foot"]), None)

    match = locate(TextQuoteSelector("Audit Office"), document)
    assert match and match.region is Region.NAVIGATION
