"""Import of claims: every row has a result, a broken one stops nothing, and importing the same file again adds nothing."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from factcheck.errors import InputError
from factcheck.models import Citation, Claim, Event, Memento, Source
from factcheck.services import importing
from factcheck.services.desk import Desk
from factcheck.services.importing import Format, ImportedRow
from factcheck.store import queries
from factcheck.store.rows import ClaimDetail

ARCHIVED = "https://web.archive.org/web/20240601123000/https://news.example/story"
CSV = f"""claim;speaker;date;url;quote;verdict;justification;tags;stance
Prices rose by 3%;A mayor;2024-06-01;{ARCHIVED};prices rose;Refuted;They fell;economy, eu;refutes
"He said: ""no"";
never";;1.6.2024;news.example/other https://news.example/third;;;;;
"""
JSONL = [
    {
        "claim": "Prices rose by 3%",
        "speaker": "A mayor",
        "claim_date": "2024-06-01",
        "url": [ARCHIVED],
        "quote": "prices",
    },
    {"id": 7, "statement": "北朝鮮がミサイルを発射した", "language": "ja", "status": "open", "verdict": "mostly true"},
]
AVERITEC = [
    {
        "claim": "Prices rose by 3%",
        "speaker": "A mayor\u200e",
        "claim_date": "1-6-2024",
        "label": "Conflicting Evidence/Cherrypicking",
        "justification": "It depends",
        "original_claim_url": "https://talk.example/show",
        "cached_original_claim_url": None,
        "questions": [
            {
                "question": "By how much?",
                "answers": [
                    {"answer": "By 8%", "source_url": "https://news.example/story", "cached_source_url": ARCHIVED},
                    {"answer": "Nobody knows", "source_url": "Metadata"},
                    {"answer": "It is known", "source_url": ""},
                ],
            }
        ],
    },
    {"claim": "Rents fell", "speaker": None, "claim_date": None, "label": "Not Enough Evidence", "questions": []},
]
every_format = pytest.mark.parametrize(
    ("name", "content"), [("a.csv", CSV), ("a.jsonl", JSONL), ("a.json", AVERITEC)], ids=["csv", "jsonl", "averitec"]
)


def bring(desk: Desk, name: str, content: str | bytes | list[Any], **how: Any) -> list[ImportedRow]:
    """Import a file; a list is one of JSON Lines, or an array where the name ends in .json."""
    if isinstance(content, list):
        lines = [json.dumps(row, ensure_ascii=False) for row in content]
        content = f"[{','.join(lines)}]" if name.endswith(".json") else "\n".join(lines)
    data = content.encode() if isinstance(content, str) else content
    return list(importing.import_claims(desk, name, data, **how))


def detail(desk: Desk, claim: int) -> ClaimDetail:
    with desk.read() as session:
        return queries.claim_detail(session, claim)


def counted(desk: Desk) -> list[int]:
    with desk.read() as session:
        return [len(session.exec(select(table)).all()) for table in (Claim, Citation, Source, Memento, Event)]


def fates(rows: list[ImportedRow]) -> list[str]:
    return [str(row.result) for row in rows]


def test_claims_are_imported_from_csv_with_their_sources(desk: Desk) -> None:
    rows = bring(desk, "claims.csv", CSV)

    assert [(row.line, row.result, row.claim_id) for row in rows] == [(2, "added", 1), (3, "added", 2)]
    first, second = detail(desk, 1), detail(desk, 2)
    assert (first.row.claimant, first.row.claimed_from, first.row.tags) == (
        "A mayor",
        date(2024, 6, 1),
        ("economy", "eu"),
    )
    assert (first.row.rating, first.rating_why) == ("false", "They fell")
    assert [(each.url, each.exact, each.stance) for each in first.citations] == [
        ("https://news.example/story", "prices rose", "refutes")
    ]
    assert (second.row.text, second.row.claimant) == ('He said: "no";\nnever', "unattributed")
    assert second.row.claimed_to == date(2024, 6, 1)
    assert {each.url for each in second.citations} == {"https://news.example/other", "https://news.example/third"}
    assert rows[1].notes == ("news.example/other has no scheme; https:// was put before it",)


def test_claims_are_imported_from_json_lines_with_other_keys(desk: Desk) -> None:
    rows = bring(desk, "claims.jsonl", JSONL)

    assert fates(rows) == ["added", "added"]
    assert detail(desk, 1).citations[0].memento == ARCHIVED
    second = detail(desk, 2)
    assert (second.row.language, second.row.status, second.row.rating) == ("ja", "open", "mostly-true")
    assert second.rating_why == "rated mostly true where it was imported from"


def test_the_questions_of_averitec_are_imported_as_evidence(desk: Desk) -> None:
    rows = bring(desk, "dev.json", AVERITEC)

    assert fates(rows) == ["added", "added"]
    first, second = detail(desk, 1), detail(desk, 2)
    assert (first.row.claimant, first.row.claimed_from, first.row.rating) == ("A mayor", date(2024, 6, 1), "mixed")
    assert [(each.role, each.url, each.comment) for each in first.citations] == [
        ("evidence", "https://news.example/story", "By how much? By 8%"),
        ("appearance", "https://talk.example/show", None),
    ]
    assert (second.row.claimant, second.row.rating, second.citations) == ("unattributed", "unproven", [])
    assert rows[0].notes == ("a source that is the claim itself (Metadata) is not a link", "an answer without a source")
    assert rows[1].notes == ("no speaker",)


@every_format
def test_an_archived_address_becomes_its_original_and_a_memento(
    desk: Desk, name: str, content: str | list[Any]
) -> None:
    bring(desk, name, content)

    with desk.read() as session:
        assert "https://news.example/story" in session.exec(select(Source.url)).all()
        (memento,) = session.exec(select(Memento))
    assert (memento.url, memento.datetime_) == (ARCHIVED, datetime(2024, 6, 1, 12, 30, tzinfo=UTC))


@every_format
def test_the_same_file_again_adds_nothing(desk: Desk, name: str, content: str | list[Any]) -> None:
    first = bring(desk, name, content)
    before = counted(desk)

    again = bring(desk, name, content)

    assert fates(again) == ["known", "known"]
    assert [row.claim_id for row in again] == [row.claim_id for row in first]
    assert counted(desk) == before


@every_format
def test_a_dry_run_reports_everything_and_stores_nothing(desk: Desk, name: str, content: str | list[Any]) -> None:
    outcome = bring(desk, name, content, dry_run=True)

    assert counted(desk) == [0] * 5
    assert outcome == bring(desk, name, content)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('{"claim": ', "the line is not JSON"),
        ("[1]", "the row must be a JSON object"),
        ("{}", "the row has no claim: its text is empty"),
        ('{"claim": 5}', "the row has no claim"),
        ('{"claim": "x", "status": "done"}', "the status 'done' is not one of"),
        ('{"claim": "x", "lang": "français"}', "the language 'français' is not a language tag"),
        ('{"claim": "x", "tags": ["two words"]}', "is not a tag"),
        ('{"claim": "x", "appearance": "nowhere"}', "the address 'nowhere' has no scheme"),
        ('{"claim": "\\ud800"}', "unable to parse raw data as a unicode string"),
        (json.dumps({"claim": "x" * 10_001}), "the text has 10,001 characters"),
    ],
    ids=lambda given: given[:40],
)
def test_a_broken_row_is_reported_and_does_not_stop_the_import(desk: Desk, row: str, why: str) -> None:
    rows = bring(desk, "a.jsonl", f'{{"claim": "One"}}\n\n{row}\n{{"claim": "Two"}}\n')

    assert [(each.line, str(each.result)) for each in rows] == [(1, "added"), (3, "broken"), (4, "added")]
    assert why in (rows[1].why or "")
    assert counted(desk) == [2, 0, 0, 0, 2]


def test_a_row_of_csv_that_cannot_be_read_is_named_by_its_line(desk: Desk) -> None:
    long = "x" * 200_000
    rows = bring(desk, "a.csv", f'claim,status\n"One\nmore",\nTwo,nonsense\n{long},\nThree,\n')

    assert [(row.line, str(row.result)) for row in rows] == [(2, "added"), (4, "broken"), (5, "broken"), (6, "added")]
    assert (rows[2].why or "").startswith("the text has 200,000 characters")


@pytest.mark.parametrize(
    ("given", "note"),
    [
        ({"date": "last Friday"}, "column date: the date is not understood"),
        ({"date": "2024-02-30"}, "column date: the date is not understood"),
        ({"date": "2024-06-01 – 2024-06-05"}, "column date: the date is not understood"),
        ({"date": "2024-06-01 or a day later"}, "column date: the date is not understood"),
        ({"url": "mailto:ana@news.example"}, "source left out: the address 'mailto:ana@news.example' is not http"),
        ({"url": "https://news.example/", "stance": "against"}, "the stance 'against' is not one of supports, refutes"),
        ({"url": ["https://news.example/", "https://NEWS.example"]}, "a source that it cites twice is stored once"),
        ({"url": "https://news.example/", "quote": "…"}, "source left out: the quote has no letter"),
    ],
    ids=str,
)
def test_repairs_and_omitted_values_are_reported(desk: Desk, given: dict[str, Any], note: str) -> None:
    (row,) = bring(desk, "a.jsonl", [{"claim": "One", **given}])

    assert row.result == "added"
    assert row.notes[0].startswith(note)


def test_a_source_that_cannot_be_cited_is_left_out_with_its_quote_and_both_are_named(desk: Desk) -> None:
    (row,) = bring(
        desk, "a.csv", "claim,url,quote\nOne,see the attachment.pdf,Prices rose\nOne,ftp://news.example/a,Prices rose\n"
    )[1:]

    assert [(each.column, each.value) for each in row.left_out] == [
        ("url", "ftp://news.example/a"),
        ("quote", "Prices rose"),
    ]


def test_a_source_is_a_duplicate_by_its_citation_and_not_by_the_text_of_an_error(desk: Desk) -> None:
    public = replace(desk, allow_private=False)
    (_, row) = bring(public, "a.csv", "claim,url\nOne,https://news.example/1\nOne,http://127.0.0.1/already\n")

    assert [(each.column, each.value) for each in row.left_out] == [("url", "http://127.0.0.1/already")]
    assert row.notes == (
        "source left out: http://127.0.0.1/already is not on the public internet; set verify.allow_private if you mean it",
    )


@pytest.mark.parametrize("listed", [False, True], ids=["lines", "list"])
def test_a_key_that_an_object_gives_twice_is_named(desk: Desk, listed: bool) -> None:
    record = '{"claim": "One", "url": "https://news.example/1", "url": "https://news.example/2"}'
    (row,) = bring(desk, "a.json" if listed else "a.jsonl", f"[{record}]" if listed else record + "\n")

    assert [(each.column, each.value) for each in row.left_out] == [("url", "https://news.example/1")]
    assert [each.url for each in detail(desk, 1).citations] == ["https://news.example/2"]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.csv", "id,who\n1,ana\n", "a.csv has no column text or claim; its header is id, who"),
        ("a.csv", "", "a.csv has no column text or claim; its header is empty"),
        ("a.csv", bytes(range(128, 160)), "a.csv is not text in an encoding that is known; save it as UTF-8"),
        ("a.json", "[1, 2]", "a.json is not a list of claims"),
        ("a.json", "[", "a.json is not JSON"),
        ("a.json", "claim\nOne", "a.json is neither a JSON list of claims nor JSON Lines"),
        ("a.json", "[" * 100_000, "a.json is not JSON"),
    ],
    ids=["columns", "empty", "bytes", "numbers", "cut off", "text", "deep"],
)
def test_a_file_of_another_kind_is_refused(desk: Desk, name: str, content: str | bytes, complaint: str) -> None:
    with pytest.raises(InputError) as caught:
        bring(desk, name, content)

    assert caught.value.message.startswith(complaint)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_is_read_as_spreadsheets_save_it(desk: Desk, encoding: str, separator: str) -> None:
    table = "\r\n".join(separator.join(row) for row in [("Claim", "Speaker"), ("Énergie chère", "Zoë")])

    bring(desk, "a.csv", table.encode(encoding))

    assert (detail(desk, 1).row.text, detail(desk, 1).row.claimant) == ("Énergie chère", "Zoë")


def test_the_format_can_be_named(desk: Desk) -> None:
    rows = bring(desk, "claims.txt", '"claim"\n{"a": 1}\n', format_=Format.CSV)

    assert fates(rows) == ["added"]


def test_rows_with_the_same_text_are_one_claim_with_all_their_evidence(desk: Desk) -> None:
    rows = bring(
        desk,
        "a.jsonl",
        [
            {"claim": "“Prices” rose by 3%", "url": "https://a.example/"},
            {"claim": "PRICES rose by 3 %", "url": "https://b.example/"},
            {"claim": "Prices rose by 8%", "url": "https://a.example/"},
        ],
    )

    assert [(str(row.result), row.claim_id) for row in rows] == [("added", 1), ("merged", 1), ("added", 2)]
    assert [each.url for each in detail(desk, 1).citations] == ["https://a.example/", "https://b.example/"]


def test_a_row_keeps_its_id_across_files(desk: Desk) -> None:
    bring(desk, "a.jsonl", [{"id": "x1", "claim": "Prices rose"}])

    (again,) = bring(desk, "b.jsonl", [{"id": "x1", "claim": "Prices rose, it seems"}])

    assert (again.result, again.claim_id) == ("known", 1)
    assert detail(desk, 1).row.text == "Prices rose"


def test_many_rows_are_stored_in_several_transactions(desk: Desk) -> None:
    rows = bring(desk, "a.jsonl", [{"claim": f"Claim {number}"} for number in range(450)])

    assert [row.claim_id for row in rows] == list(range(1, 451))


def test_a_report_counts_results_and_kinds_of_notes(desk: Desk) -> None:
    rows = bring(
        desk,
        "a.jsonl",
        [{"claim": "One", "date": "Friday"}, {"claim": "Two", "date": "in May"}, {"claim": "", "id": 1}],
    )

    report = importing.report(rows)

    assert report.results == {"added": 2, "broken": 1}
    ((kind, count),) = report.notes.items()
    assert kind.startswith("column date: the date is not understood: …")
    assert (count, report.rows[kind]) == (2, [1, 2])


def test_a_file_is_named_by_its_path(desk: Desk, tmp_path: Path) -> None:
    path = str(tmp_path / "claims.csv")

    with pytest.raises(InputError, match=path):
        bring(desk, path, "who\nana\n")


def left(row: ImportedRow) -> list[tuple[str, str]]:
    return [(each.column, each.value) for each in row.left_out]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("claim,who\nOne,Ann,x,,y\n", [("3", "x"), ("5", "y")]),
        ("claim,url,url\nOne,https://a.example/,https://b.example/\n", [("url (column 3)", "https://b.example/")]),
        ("claim,url,Source\nOne,https://a.example/,https://b.example/\n", [("Source", "https://b.example/")]),
        ("claim,quote,stance,url\nOne,the words,refutes,\n", [("quote", "the words"), ("stance", "refutes")]),
        ("claim,Comment,\nOne,mind this,that\n", [("Comment", "mind this"), ("3 (without a name)", "that")]),
        ("claim,url\nOne,in the archive\n", [("url", "in the archive")]),
        ("claim,date\nOne,last Friday\n", [("date", "last Friday")]),
        ("claim,date\nOne,3/4/2024\n", [("date", "3/4/2024")]),
        ("claim,who,,\nOne,Ann,,\n", []),
    ],
)
def test_values_that_are_not_stored_are_named_by_row_and_column(
    desk: Desk, table: str, expected: list[tuple[str, str]]
) -> None:
    (row,) = bring(desk, "a.csv", table)

    assert (row.line, str(row.result)) == (2, "added")
    assert left(row) == expected
    assert all(any(f"column {column}: " in note for note in row.notes) for column, _ in expected)


def test_missing_cells_are_named(desk: Desk) -> None:
    (row,) = bring(desk, "a.csv", "claim;who;url;tags\nOne;Ann\n")

    assert row.notes == ("the row has 2 of 4 cells: none for url, tags",)


@pytest.mark.parametrize(
    ("cell", "urls"),
    [
        ("http://a.example/3, http://a.example/4", ["http://a.example/3", "http://a.example/4"]),
        ("http://a.example/3;https://a.example/4", ["http://a.example/3", "https://a.example/4"]),
        (
            "http://a.example/3\nhttp://a.example/4 ; a.example/5,",
            ["http://a.example/3", "http://a.example/4", "https://a.example/5"],
        ),
        ("http://a.example/3,4", ["http://a.example/3,4"]),
        ("http://a.example/3,", ["http://a.example/3"]),
        ("http://a.example/?u=http://b.example/", ["http://a.example/?u=http://b.example/"]),
        ("https://archive.ph/2020.01.02-030405/https://a.example/3", ["https://a.example/3"]),
        ("http://a.example/some page", None),
        ("http://a.example/3, page 4", None),
        ("http://a.example/3 and http://a.example/4", None),
    ],
)
def test_a_cell_has_one_address_or_several_or_the_row_is_broken(desk: Desk, cell: str, urls: list[str] | None) -> None:
    (row,) = bring(desk, "a.jsonl", [{"claim": "One", "url": cell}])

    if urls is None:
        assert str(row.result) == "broken"
        assert row.why and row.why.startswith("column url: ")
    else:
        assert sorted(each.url for each in detail(desk, 1).citations) == sorted(urls)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2004-05", date(2004, 5, 1), date(2004, 5, 31)),
        ("2024-05-01/2024-06", date(2024, 5, 1), date(2024, 6, 30)),
        ("2024-5-1", date(2024, 5, 1), date(2024, 5, 1)),
        ("2024-05-01T10:00:00Z", date(2024, 5, 1), date(2024, 5, 1)),
        ("2024-05-01 10:00:00.5 +02:00", date(2024, 5, 1), date(2024, 5, 1)),
        ("2024-05-01 9:30 UTC", date(2024, 5, 1), date(2024, 5, 1)),
        ("31.5.2024", date(2024, 5, 31), date(2024, 5, 31)),
        ("1-5-2024", date(2024, 5, 1), date(2024, 5, 1)),
        ("31/5/2024", date(2024, 5, 31), date(2024, 5, 31)),
        ("5/31/2024", date(2024, 5, 31), date(2024, 5, 31)),
        ("5/5/2024", date(2024, 5, 5), date(2024, 5, 5)),
        ("3/4/2024", None, None),
    ],
)
def test_dates_are_days_or_ranges(desk: Desk, text: str, start: date | None, end: date | None) -> None:
    bring(desk, "a.csv", f"Claim Text,Claim Date\nOne,{text}\n")

    row = detail(desk, 1).row
    assert (row.claimed_from, row.claimed_to) == (start, end)


@pytest.mark.parametrize(
    "header",
    [
        "Claim Text,Source URL,Claim Date,Claimant Name",
        "claim_text,source_url,claim_date,claimant_name",
        "ClaimText,SourceUrl,ClaimDate,ClaimantName",
        " STATEMENT , Link(s), Date (YYYY-MM-DD) ,SPEAKER",
        "\ufeffclaim,urls,claimed on,said by",
        "Ｃｌａｉｍ,evidence-url,date of claim,who",
    ],
)
def test_columns_are_recognized_by_many_names(desk: Desk, header: str) -> None:
    (row,) = bring(desk, "a.csv", f"{header}\nOne,https://a.example/,2024-05-01,Ann\n")

    first = detail(desk, 1)
    assert (row.left_out, row.notes) == ((), ())
    assert (first.row.text, first.row.claimant, first.row.claimed_from) == ("One", "Ann", date(2024, 5, 1))
    assert [each.url for each in first.citations] == ["https://a.example/"]


def test_a_json_list_of_objects_is_read_and_other_elements_are_named(desk: Desk) -> None:
    rows = bring(desk, "a.json", [{"Claim Text": "One", "date": 2024, "url": ["https://a.example/"], "x": {"y": 1}}, 5])

    assert fates(rows) == ["added", "broken"]
    assert left(rows[0]) == [("x", '{"y": 1}')]
    assert detail(desk, 1).row.claimed_to == date(2024, 12, 31)


def test_one_object_over_many_lines_is_one_row(desk: Desk) -> None:
    rows = bring(desk, "a.json", json.dumps({"claim": "One", "who": "Ann"}, indent=2))

    assert fates(rows) == ["added"]


REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "claimReviewed": "Prices rose",
    "url": "https://news.example/review",
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "A mayor"}},
    "reviewRating": {"@type": "Rating", "alternateName": "False"},
}


@pytest.mark.parametrize(
    "value",
    [
        REVIEW,
        {key: value for key, value in REVIEW.items() if not key.startswith("@")},
        {"@graph": [REVIEW]},
        {"@type": "MediaReview", "text": "Prices rose"},
        {"@context": "https://schema.org", "claim": "Prices rose"},
        {"claims": [{"text": "Prices rose", "claimReview": [{"url": "https://news.example/"}]}]},
        {"claimReviewed": "Prices rose", "author": "A mayor"},
    ],
    ids=lambda value: ",".join(value)[:40],
)
@pytest.mark.parametrize("as_list", [False, True], ids=["line", "list"])
def test_schema_org_is_refused_by_name(desk: Desk, value: dict[str, Any], as_list: bool) -> None:
    rows = bring(desk, "a.json" if as_list else "a.jsonl", [value, {"claim": "One"}])

    assert fates(rows) == ["broken", "added"]
    assert "schema.org" in (rows[0].why or "")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"claim": {"text": "One"}}, "claim"),
        ({"claim": ["One"]}, "claim"),
        ({"claim": "One", "speaker": {"name": "Ann"}}, "speaker"),
        ({"claim": "One", "Claim Date": ["2024"]}, "Claim Date"),
        ({"claim": "One", "url": {"href": "https://a.example/"}}, "url"),
        ({"claim": "One", "url": ["https://a.example/", {"href": "x"}]}, "url"),
        ({"claim": "One", "tags": [["a"]]}, "tags"),
        ({"claim": "One", "tags": {"a": 1}}, "tags"),
        ({"claim": "One", "rating": {"label": "true"}}, "rating"),
        ({"claim": "One", "why": ["a", "b"]}, "why"),
        ({"claim": "One", "quote": {"exact": "x"}, "url": "https://a.example/"}, "quote"),
        ({"claim": "One", "id": {"$oid": "5"}}, "id"),
    ],
)
def test_objects_and_lists_are_not_read_as_text(desk: Desk, row: dict[str, Any], column: str) -> None:
    (outcome,) = bring(desk, "a.jsonl", [row])

    assert str(outcome.result) == "broken"
    assert outcome.why and outcome.why.startswith(f"column {column} holds a")
    assert counted(desk) == [0] * 5


def test_nested_values_in_averitec_break_the_row_and_unknown_ones_are_named(desk: Desk) -> None:
    answer = {"answer": "A", "source_url": "https://a.example/", "boolean_explanation": "So it is"}
    known = {"claim": "One", "questions": [{"question": "Q", "answers": [answer]}], "claim_types": ["Numerical"]}

    rows = bring(desk, "a.json", [known, {"claim": "Two", "speaker": {"name": "Ann"}, "questions": []}])

    assert fates(rows) == ["added", "broken"]
    assert left(rows[0]) == [("questions.answers.boolean_explanation", "So it is"), ("claim_types", '["Numerical"]')]
    assert rows[1].why and rows[1].why.startswith("column speaker holds")


@pytest.mark.parametrize(
    ("rating", "key", "notes"),
    [
        ("Pants on Fire", None, ["Rating in the imported file: Pants on Fire; its reason: No proof"]),
        ("3", None, ["Rating in the imported file: 3; its reason: No proof"]),
        ("Plutôt vrai", "mostly-true", []),
        ("MOSTLY TRUE", "mostly-true", []),
        ("Not Enough Evidence", "unproven", []),
    ],
)
def test_a_rating_off_the_scale_is_stored_as_a_note(desk: Desk, rating: str, key: str | None, notes: list[str]) -> None:
    (row,) = bring(desk, "a.jsonl", [{"claim": "One", "rating": rating, "why": "No proof"}])

    first = detail(desk, 1)
    assert (str(row.result), first.row.rating, [note.text for note in first.notes]) == ("added", key, notes)
    assert bool(row.notes) is (key is None)
    assert first.rating_why == (None if key is None else "No proof")


def test_a_reason_without_a_rating_is_stored_as_a_note(desk: Desk) -> None:
    bring(desk, "a.csv", "claim,why\nOne,No proof\n")

    assert [note.text for note in detail(desk, 1).notes] == [
        "Reason in the imported file, which gives no rating: No proof"
    ]
