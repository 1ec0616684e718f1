"""Columns are read one after another, tables across."""

import pytest

from factcheck.verifier.read.pdf import read_pdf
from tests.support.pdfs import Line, across, column, pdf
from tests.verifier.read.test_pdf import BODY, stands

LEFT = [
    "The council spent 14.2 mil-",
    "lion pounds on the new pier",
    "between 2019 and 2023, the",
    "audit says, and nobody asked",
    "why the works took so long.",
    "The mayor was not present.",
]
RIGHT = [
    "Fishermen had asked for a",
    "second crane, which the port",
    "does not need, as the board",
    "found in May. They will get",
    "four new berths instead, and",
    "a shed for their nets.",
]
THIRD = [
    "Nobody knows who will pay",
    "for the dredging of the old",
    "basin, which has silted up",
    "since the ferry stopped in",
    "2011, and the state has said",
    "that it will give nothing.",
]
SPENT = "The council spent 14.2 million pounds on the new pier between 2019 and 2023"
HEADING = (50, 740, "The harbour and what it costs the people who live beside it", 18)
GERMAN_LEFT = [
    "Der Rat gab für den neuen Pier",
    "14,2 Millionen Euro aus, sagt",
    "der Bericht der Prüfer, den die",
    "Stadt am Montag vorgelegt hat.",
]
GERMAN_RIGHT = [
    "Die Fischer hatten um einen",
    "zweiten Kran gebeten, den der",
    "Hafen nicht braucht, wie der",
    "Vorstand im Mai befunden hat.",
]


def size_of(line: Line) -> int:
    """Return the size of a line's letters."""
    return line[3] if len(line) > 3 else 10


def behind(*columns: tuple[int, list[str]]) -> list[Line]:
    """Return columns drawn one after another."""
    return [line for x, texts in columns for line in column(x, 700, *texts)]


COLUMNS = {
    "two": [across(700, (50, LEFT), (220, RIGHT))],
    "two, one after the other": [behind((50, LEFT), (220, RIGHT))],
    "two, a narrow gutter": [across(700, (50, LEFT), (193, RIGHT))],
    "two, far apart": [across(700, (50, LEFT), (400, RIGHT))],
    "the right one": [across(700, (50, RIGHT), (220, LEFT))],
    "three": [across(700, (50, RIGHT), (220, LEFT), (390, THIRD))],
    "three, narrow gutters": [across(700, (40, RIGHT), (184, THIRD), (330, LEFT))],
    "four": [
        across(
            700,
            (
                20,
                RIGHT,
            ),
            (165, THIRD),
            (312, LEFT),
            (458, RIGHT),
        )
    ],
    "small letters": [across(700, (50, LEFT), (160, RIGHT), size=7)],
    "four lines": [across(700, (50, LEFT[:4]), (220, RIGHT[:4]))],
    "three lines": [across(700, (50, LEFT[:3]), (220, RIGHT[:3]))],
    "below a heading": [[HEADING, *across(700, (50, LEFT), (220, RIGHT))]],
    "below running text": [[*column(50, 740, BODY, BODY), *across(700, (50, LEFT), (220, RIGHT))]],
    "above running text": [[*across(700, (50, LEFT), (220, RIGHT)), *column(50, 610, BODY, BODY)]],
    "the first longer": [across(700, (50, LEFT), (220, RIGHT[:4]))],
    "the first shorter": [across(700, (50, [*LEFT[:3]]), (220, ["audit says, and nobody asked", *RIGHT]))],
    "the second longer": [across(700, (50, RIGHT[:4]), (220, LEFT))],
    "from one column to the next": [across(700, (50, [*RIGHT[:5], LEFT[0]]), (220, [*LEFT[1:], "They left."]))],
    "from the second to the third": [
        across(700, (50, RIGHT), (210, [*THIRD[:5], LEFT[0]]), (370, [*LEFT[1:], "And so on."]))
    ],
    "a heading in a column": [across(700, (50, ["Money", *LEFT]), (220, RIGHT))],
    "two blocks": [
        [
            *across(740, (50, RIGHT), (220, THIRD)),
            (50, 650, "Another matter that the board has seen", 18),
            *across(620, (50, LEFT), (220, RIGHT)),
        ]
    ],
    "baselines that differ": [
        [line for n, text in enumerate(LEFT) for line in ((50, 700 - 12 * n, text), (220, 698 - 12 * n, RIGHT[n]))]
    ],
    "the last page's": [column(50, 740, BODY), across(700, (50, LEFT), (220, RIGHT))],
    "a head over two pages": [
        [(50, 770, "Harbour Report 2023"), *across(700, (50, RIGHT), (220, [*THIRD, LEFT[0]])), (300, 20, "1")],
        [(50, 770, "Harbour Report 2023"), *across(700, (50, [*LEFT[1:], "And so on."]), (220, RIGHT)), (300, 20, "2")],
    ],
}


@pytest.mark.parametrize("pages", COLUMNS.values(), ids=COLUMNS)
def test_a_sentence_is_found_in_its_column(pages: list[list[Line]]) -> None:
    assert stands(SPENT, pdf(pages)), read_pdf(pdf(pages), None).text


@pytest.mark.parametrize("pages", COLUMNS.values(), ids=COLUMNS)
def test_a_change_in_a_column_is_found(pages: list[list[Line]]) -> None:
    for was, now in (("14.2", "19.2"), ("2019", "2018"), ("spent", "saved")):
        changed = [[(line[0], line[1], line[2].replace(was, now), size_of(line)) for line in page] for page in pages]
        assert not stands(SPENT, pdf(changed)), read_pdf(pdf(changed), None).text


def test_german_columns_are_read_one_after_another() -> None:
    body = pdf([across(700, (50, GERMAN_LEFT), (260, GERMAN_RIGHT))])

    assert stands("Der Rat gab für den neuen Pier 14,2 Millionen Euro aus, sagt der Bericht der Prüfer", body)
    assert stands("einen zweiten Kran gebeten, den der Hafen nicht braucht", body)


def table(*rows: str) -> list[Line]:
    """Return rows whose cells stand below each other."""
    return [
        (50 + 150 * n, 700 - 14 * m, cell)
        for m, row in enumerate(rows)
        for n, cell in enumerate(row.split("|"))
        if cell
    ]


ACROSS = {
    "figures": (
        table("Year|Cost|Share", "2021|9.9 million|12%", "2022|14.2 million|31%", "2023|11 million|20%"),
        "2022 14.2 million 31%",
    ),
    "names": (
        table(
            "Ministry of Finance|Ann Smith",
            "Ministry of Health|Ben Jones",
            "Port authority|Cleo Brown",
            "City council|Dan White",
        ),
        "Port authority Cleo Brown",
    ),
    "small words": (
        table("boats|wood and iron", "nets|hemp", "fishing rights|nothing", "sheds|brick"),
        "fishing rights nothing",
    ),
    "sentences": (
        table(
            "They asked for a crane.|The board said no.",
            "They asked for berths.|The board said yes.",
            "They asked for light.|It said later.",
        ),
        "They asked for berths. The board said yes.",
    ),
    "a list of contents": (
        table("1. The harbour|page 3", "2. The old customs house|page 14", "3. The ferry|page 25", "4. Notes|page 31"),
        "2. The old customs house page 14",
    ),
    "questions": (
        table("Who paid for it?|The council", "Who built it?|A firm from the north", "Who wanted it?|Nobody we asked"),
        "Who built it? A firm from the north",
    ),
    "labels": (
        table("Name:|Ann Smith", "Born:|3 May 1961", "Lives in:|the old port", "Works as:|a pilot"),
        "Born: 3 May 1961",
    ),
    "figures in words": (
        table("two of the boats|were sold in May", "four of the boats|were broken up", "one|is missing"),
        "four of the boats were broken up",
    ),
    "terms": (
        [
            (50, 700, "berth"),
            (200, 700, "a place where a ship lies"),
            (200, 688, "while it is unloaded"),
            (50, 670, "pier"),
            (200, 670, "a structure that leads from"),
            (200, 658, "the shore into the sea"),
            (50, 640, "quay"),
            (200, 640, "a wall along the water"),
        ],
        "a place where a ship lies while it is unloaded",
    ),
    "a play": (
        [
            (50, 700, "ANN"),
            (150, 700, "We spent 14.2 million pounds on"),
            (150, 688, "the new pier, and for what?"),
            (50, 676, "BEN"),
            (150, 676, "For the boats."),
            (50, 664, "ANN"),
            (150, 664, "There are no boats."),
        ],
        "We spent 14.2 million pounds on the new pier, and for what?",
    ),
    "numbered lines": (
        [each for n, text in enumerate(LEFT) for each in ((20, 700 - 12 * n, str(n + 1)), (50, 700 - 12 * n, text))],
        "3 between 2019 and 2023, the",
    ),
    "running text": (column(50, 700, *[BODY] * 3), f"{BODY} {BODY}"),
    "wide spaces": (
        [
            (x, 700 - 12 * n, word)
            for n in range(5)
            for x, word in zip(range(50, 500, 55), "the pier was built by the men of".split(), strict=False)
        ],
        "the pier was built by the men of the pier was built",
    ),
    "a form": (
        table("Name ........|Date ........", "Ship ........|Port ........", "Load ........|Sign ........"),
        "Ship ........ Port ........",
    ),
    "a date beside the text": ([(450, 712, "3 May 2024"), *column(50, 700, BODY[:60], BODY[60:])], BODY),
    "two lines beside each other": (
        table("The council paid for|The state paid for", "the pier.|the ferry."),
        "The council paid for The state paid for",
    ),
}


@pytest.mark.parametrize(("lines", "quote"), ACROSS.values(), ids=ACROSS)
def test_text_without_columns_is_read_across(lines: list[Line], quote: str) -> None:
    assert stands(quote, pdf([lines])), read_pdf(pdf([lines]), None).text
