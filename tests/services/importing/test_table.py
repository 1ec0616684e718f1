"""Tables as people save them: every cell is read as it was written, and no row absorbs another."""

import csv
import io
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.errors import InputError
from factcheck.services.importing.columns import count_known
from factcheck.services.importing.table import DELIMITERS, Record, read_table

H = "claim,speaker,url\n"


def rows(text: str) -> list[Record]:
    return list(read_table("a.csv", text, count_known).rows)


def cells(text: str) -> list[tuple[str, ...]]:
    return [record.cells for record in rows(text)]


CELLS = st.text(st.one_of(st.sampled_from('"",;|\t\n\r \'=a'), st.characters(codec="utf-8")), max_size=12)


@pytest.mark.corpus
@given(
    st.sampled_from(DELIMITERS),
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6)
    ),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@settings(max_examples=400)
def test_every_cell_is_read_as_it_was_written(
    delimiter: str, table: list[list[str]], end: str, quoting: Literal[0, 1]
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(["claim", "speaker", "url", "quote", "tags"][: len(table[0])])
    writer.writerows(table)

    read = rows(out.getvalue())

    assert [list(record.cells) for record in read] == [row for row in table if any(cell.strip() for cell in row)]
    assert not any(record.broken or record.note for record in read)


@pytest.mark.corpus
@given(st.text(st.sampled_from('"",;|\t\n\r ab'), max_size=120))
@settings(max_examples=400)
def test_any_text_is_read_to_its_end(text: str) -> None:
    content = H + text

    read = rows(content)

    assert all(bool(record.cells) != bool(record.broken) for record in read)
    lines = [record.line for record in read]
    assert lines == sorted(set(lines))
    assert all(2 <= line <= content.count("\n") + 1 for line in lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("claim;speaker\nA, b, c;Ann\nD, e;Bob\n", [("A, b, c", "Ann"), ("D, e", "Bob")]),
        ("claim\tspeaker\nA, b; c|d\tAnn\n", [("A, b; c|d", "Ann")]),
        ("claim|speaker\nA; b, c|Ann\n", [("A; b, c", "Ann")]),
        ("claim,speaker\nA\rb,Ann\n", [("A\rb", "Ann")]),
        ('claim,speaker\nA,"Ann"\r\nB,Bob\n', [("A", "Ann"), ("B", "Bob")]),
        ("claim,speaker\r\nA,Ann\nB,Bob\r\n", [("A", "Ann"), ("B", "Bob")]),
        ("sep=;\nclaim;speaker, who\nA, b;Ann\n", [("A, b", "Ann")]),
        ('"sep=|"\r\nclaim|speaker\r\nA|Ann\r\n', [("A", "Ann")]),
        ("SEP=,\nclaim;speaker\nA;Ann\n", [("A;Ann",)]),
        ("claim\nPrices rose, they say; so\n", [("Prices rose, they say; so",)]),
        ('claim, speaker\n"A, b", "Ann, B" \n', [("A, b", "Ann, B")]),
        ("\n\nclaim,speaker\n\nA,Ann\n , \nB,Bob", [("A", "Ann"), ("B", "Bob")]),
        ('claim,speaker\nHe said "no","A ""B"" C"\n', [('He said "no"', 'A "B" C')]),
        ("claim,speaker\n=1+2,\n", [("=1+2", "")]),
    ],
)
def test_the_header_chooses_the_delimiter(text: str, expected: list[tuple[str, ...]]) -> None:
    assert cells(text) == expected


@pytest.mark.parametrize(
    ("text", "broken", "whole"),
    [
        (H + '"A,Ann,http://a.example/1\nB,Bob,\nC,Cid,\n', [2], ["B", "C"]),
        (H + 'A,"Ann,http://a.example/1\nB,Bob,\n', [2], ["B"]),
        (H + 'A,Ann,"http://a.example/1\nB,Bob,\n', [2], ["B"]),
        (H + '"A,Ann,\nB,Bob,\n"C, d",Cid,\nE,Eve,\n', [2], ["B", "C, d", "E"]),
        (H + '"A,Ann,\nB,Bob,\n"C,Cid,\nD,Dan,\n', [2, 4], ["B", "D"]),
        (
            H + '"A,Ann,http://a.example/1\nB,Bob,http://a.example/2\nA 12",Cid,http://a.example/3\n',
            [2],
            ["B", 'A 12"'],
        ),
        (H + '"Two\nlines",Ann,"x\nB,Bob,\n', [2], ["B"]),
        (H + '"A,Ann,\n"Two\nlines",Bob,\nC,Cid,\n', [2], ["Two\nlines", "C"]),
        (H + 'A,Ann,\n"B,Bob,', [3], ["A"]),
        (H + 'A,Ann,\n"B', [3], ["A"]),
        (H.replace(",", ";") + '"A;Ann;\nB, b;Bob;\n', [2], ["B, b"]),
        (H.replace("\n", "\r") + '"A,Ann,\rB,Bob,\r', [2], ["B"]),
        ('claim\n"Prices rose\nRents fell\n', [2], ["Rents fell"]),
        (H + '"A" and "B,Ann,\nC,Cid,\n', [2], ["C"]),
        (H + '"A"" ,Ann,\nB,Bob,\n', [2], ["B"]),
    ],
)
def test_a_quotation_mark_that_is_not_closed_breaks_only_its_own_row(
    text: str, broken: list[int], whole: list[str]
) -> None:
    read = rows(text)

    assert [record.line for record in read if record.broken] == broken
    assert [record.cells[0] for record in read if not record.broken] == whole
    assert all("quotation mark" in (record.broken or "quotation mark") for record in read)


@pytest.mark.parametrize(
    "row", ['"Trump" said no,Ann,', '"A" and "B",Ann,', 'He said,"Ann" or "Bob",', '"""A"" B" C,Ann,']
)
def test_quotation_marks_around_words_are_text(row: str) -> None:
    (record, other) = rows(H + row + "\nB,Bob,\n")

    assert record.cells == tuple(row.split(","))
    assert record.note and "read as text" in record.note
    assert other.cells == ("B", "Bob", "")


def test_the_lines_of_a_broken_row_are_named() -> None:
    broken, more, _ = rows(H + '"A\nand\nmore,Ann,\nB,Bob,"x"\n')

    assert (more.line, more.cells) == (4, ("more", "Ann", ""))
    assert broken.broken and broken.broken.endswith("lines 2 to 3 were not read")


def test_a_header_with_an_open_quotation_mark_is_refused() -> None:
    with pytest.raises(InputError, match=r"a\.csv has a header with a quotation mark that is not closed \(line 1\)"):
        read_table("a.csv", 'claim,"speaker\nA,Ann\n', count_known)


@pytest.mark.parametrize(
    "text",
    [
        H + '"' * 200_000,
        H + '"a\n' * 50_000,
        H + '"""a\n' * 50_000,
        H + 'x,"\n' * 50_000,
        H + '"a' + '\nb""c' * 50_000,
        H + "," * 200_000,
        H + '"a,b,c\nd,e,f\n' * 20_000,
    ],
    ids=range(7),
)
def test_a_hostile_table_is_read_to_its_end(text: str) -> None:
    """A reader that looks ahead to the end for each row would take hours here."""
    read = rows(text)

    assert all(bool(record.cells) != bool(record.broken) for record in read)
