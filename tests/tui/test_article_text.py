"""The article as lines: every character is on a line, lines fit, and statements are lit at their places."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from tui.text.article_text import ArticleLines, ArticleMarks, Mark, article_line
from tui.text.claim_text import TextStyle

PLAIN = TextStyle()
TEXTS = st.text(max_size=300) | st.lists(
    st.sampled_from(
        ["The town", " ", "\n", "\n\n", "漢字", "e\u0301", "\t", "\x1b[1m", "\u202e", "word" * 30, "[b]", "12 %"]
    ),
    max_size=60,
).map("".join)
WIDTHS = st.integers(8, 60)


def every_line(lines: ArticleLines) -> list[tuple[int, int]]:
    return lines.below((0, 0), 100_000)


@given(TEXTS, WIDTHS)
def test_every_character_is_on_one_line_in_its_order(text: str, width: int) -> None:
    shown = "".join(text[start:end] for start, end in every_line(ArticleLines(text, width, PLAIN)))

    assert shown == text.replace("\n", "")


@given(TEXTS, WIDTHS)
def test_no_line_is_wider_than_the_screen(text: str, width: int) -> None:
    lines = ArticleLines(text, width, PLAIN)

    for start, end in every_line(lines):
        assert cell_len(PLAIN.foreign(text[start:end].rstrip())) <= width


@given(TEXTS, WIDTHS, st.data())
def test_an_offset_is_on_the_line_that_shows_it(text: str, width: int, data: st.DataObject) -> None:
    lines = ArticleLines(text, width, PLAIN)
    shown = [place for place, character in enumerate(text) if character != "\n"]
    if not shown:
        return
    offset = data.draw(st.sampled_from(shown))
    start, end = lines.below(lines.place_of(offset), 1)[0]

    assert start <= offset < end


@given(TEXTS, WIDTHS, st.integers(0, 100), st.integers(-200, 200))
def test_moving_stops_at_the_first_and_at_the_last_line(text: str, width: int, down: int, by: int) -> None:
    lines = ArticleLines(text, width, PLAIN)
    every = every_line(lines)
    start = min(down, len(every) - 1)

    there = lines.moved(lines.moved((0, 0), start), by)

    assert lines.below(there, len(every)) == every[max(0, min(start + by, len(every) - 1)) :]


def test_paragraphs_of_a_page_have_space_between_them() -> None:
    text = "One town.\nTwo towns."

    assert every_line(ArticleLines(text, 40, PLAIN)) == [(0, 9), (9, 9), (10, 20)]


def test_a_statement_is_lit_over_the_ones_that_it_overlaps() -> None:
    text = "The town counted 12 boats."
    low, high = Style(underline=True), Style(bold=True)
    marks = ArticleMarks([Mark(0, 26, 1, low, ""), Mark(4, 8, 8, high, "●")])

    line = article_line(text, (0, 26), marks, PLAIN)

    assert line.plain == f"● {text}"
    assert [(line.plain[each.start : each.end], each.style) for each in line.spans] == [
        ("The ", low),
        ("town", high),
        (" counted 12 boats.", low),
    ]
