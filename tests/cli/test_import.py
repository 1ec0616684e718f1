"""``import``: claims from files, with a word about every row."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

CSV = """\
claim,speaker,date,url,quote,rating,why,tags
Prices rose by 3%,The minister,2024-06-01,https://news.example/a,prices rose by 3%,mostly-true,The office says 2.9%,economy eu
,Nobody,,,,,,
Taxes fell,,31-05-2024,https://news.example/b,,,,
"""


def test_rows_of_csv_become_claims_with_their_sources(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text(CSV)

    assert cli("import", "claims.csv").status == 1

    second, first = cli.done("list", "--sort", "id", "--json").json
    assert (first["text"], first["claimant"], first["claimed_on"]) == (
        "Prices rose by 3%",
        "The minister",
        "2024-06-01",
    )
    assert (first["rating"], first["why"], first["tags"]) == ("mostly-true", "The office says 2.9%", ["economy", "eu"])
    assert first["citations"][0]["quote"] == "prices rose by 3%"
    assert (second["text"], second["claimed_on"]) == ("Taxes fell", "2024-05-31")


def test_a_broken_row_is_reported_and_the_others_are_imported(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text(CSV)

    imported = cli("import", "claims.csv")

    assert imported.status == 1
    assert "row 3: broken" in imported.out
    assert "3 rows: 2 added, 0 known, 0 merged, 1 broken" in imported.out


def test_as_json_every_row_is_a_line_and_the_totals_are_on_stderr(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text(CSV)

    imported = cli("import", "claims.csv", "--json")

    told = [(row["line"], row["fate"], row["claim_id"]) for row in imported.lines]
    assert told == [(2, "added", 1), (3, "broken", None), (4, "added", 2)]
    assert imported.err.startswith("3 rows:")


def test_the_same_file_imported_again_adds_nothing(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text(CSV)
    cli("import", "claims.csv")
    before = cli.everything()

    again = cli("import", "claims.csv", "--json")

    assert [row["fate"] for row in again.lines] == ["known", "broken", "known"]
    assert cli.everything() == before


def test_a_dry_run_reports_the_same_and_stores_nothing(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text(CSV)
    before = cli.everything()

    dry = cli("import", "claims.csv", "--dry-run", "--json")
    unchanged = cli.everything() == before
    wet = cli("import", "claims.csv", "--json")

    assert unchanged
    assert dry.lines == wet.lines
    assert (dry.status, wet.status) == (1, 1)
    assert "nothing was stored" in dry.err


@pytest.mark.parametrize(
    "content",
    [
        CSV,
        CSV.replace(",", ";"),
        CSV.replace(",", "\t"),
        "\ufeff" + CSV,
        CSV.replace("\n", "\r\n"),
        '{"text": "Prices rose by 3%"}\n\n{"text": "Taxes fell", "tags": ["economy"]}\n',
        json.dumps([{"claim": "Prices rose by 3%", "label": "Refuted"}, {"claim": "Taxes fell", "questions": []}]),
    ],
    ids=["csv", "semicolons", "tabs", "bom", "crlf", "json-lines", "averitec"],
)
def test_a_dash_is_stdin_whatever_the_format(cli: Cli, content: str) -> None:
    cli("import", "-", stdin=content)

    texts = {claim["text"] for claim in cli.done("list", "--json").json}
    assert texts == {"Prices rose by 3%", "Taxes fell"}


def test_rows_that_say_the_same_are_one_claim_with_all_their_sources(cli: Cli) -> None:
    rows = [{"text": "Prices rose", "url": f"https://news.example/{name}"} for name in "ab"]

    imported = cli.done("import", "-", "--json", stdin="\n".join(map(json.dumps, rows)))

    (claim,) = cli.done("list", "--json").json
    assert [row["fate"] for row in imported.lines] == ["added", "merged"]
    assert [citation["url"][-1] for citation in claim["citations"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("row", "noted"),
    [
        ({"text": "Prices rose", "url": "javascript:alert(1)"}, "not http or https"),
        ({"text": "Prices rose", "on": "2024-02-30"}, "the date is not understood"),
        ({"text": "Prices rose", "url": "https://news.example/", "stance": "proves"}, "stance"),
        ({"text": "Prices rose", "url": "https://news.example/", "quote": "…"}, "source left out"),
    ],
)
def test_values_that_cannot_be_stored_are_left_out_and_noted(cli: Cli, row: dict[str, str], noted: str) -> None:
    imported = cli.done("import", "-", "--json", stdin=json.dumps(row))

    (told,) = imported.lines
    assert told["fate"] == "added"
    assert noted in " ".join(told["notes"])


@pytest.mark.parametrize(
    "row",
    [
        {"text": "a" * 100_000},
        {"text": "Prices rose", "status": "opne"},
        {"text": "Prices rose", "language": "??"},
        {"text": 5},
        {"claimant": "Nobody"},
        ["Prices rose"],
    ],
)
def test_a_row_that_is_not_a_claim_is_broken_and_says_why(cli: Cli, row: object) -> None:
    imported = cli("import", "-", "--format", "jsonl", "--json", stdin=json.dumps(row))

    (told,) = imported.lines
    assert imported.status == 2
    assert told["fate"] == "broken"
    assert told["why"]
    assert cli.done("list", "--json").json == []


def test_a_formula_is_imported_as_text(cli: Cli) -> None:
    cli.done("import", "-", stdin="text,speaker\n=1+2,@SUM(A1)\n")

    (claim,) = cli.done("list", "--json").json
    assert (claim["text"], claim["claimant"]) == ("=1+2", "@SUM(A1)")


def test_a_dry_run_reports_rows_that_refer_to_much_earlier_rows(cli: Cli, tmp_path: Path) -> None:
    rows = [{"text": f"Claim number {number}", "url": "https://news.example/a"} for number in range(201)]
    rows += [{"text": "claim number 0.", "url": "https://news.example/b"}]
    path = tmp_path / "claims.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    before = cli.everything()

    told = cli.done("import", path, "--dry-run")

    assert "202 rows: 201 added, 0 known, 1 merged, 0 broken" in told.out
    assert cli.everything() == before


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("text\nPrices rose\n", 0),
        ("text,url\nPrices rose,nowhere\n", 0),
        ("text,status\nPrices rose,\nRents fell,opne\n", 1),
        ("text,status\nRents fell,opne\n", 2),
        ('text,who\n"Prices rose,Ann\nRents fell,Bob\n', 1),
        ("who\nAnn\n", 2),
        ("text\n", 0),
        ('{"@type": "ClaimReview"}', 2),
        ('{"@type": "ClaimReview"}\n{"text": "Prices rose"}', 1),
    ],
)
@pytest.mark.parametrize("how", [(), ("--dry-run",), ("--json",)], ids=["plain", "dry", "json"])
def test_the_status_says_whether_all_rows_were_imported(
    cli: Cli, content: str, status: int, how: tuple[str, ...]
) -> None:
    assert cli("import", "-", *how, stdin=content).status == status


def test_the_encoding_and_the_delimiter_that_were_taken_are_named(cli: Cli) -> None:
    imported = cli.done("import", "-", "--json", stdin="text;who\nЦены выросли в мае;Мэр города\n".encode("cp1251"))

    (row,) = imported.lines
    assert (row["format"], row["encoding"]) == ("csv", "windows-1251")
    assert "read as csv in windows-1251, cells between semicolons" in imported.err
    assert cli.done("show", 1, "--json").json["claimant"] == "Мэр города"


def test_rows_and_columns_that_are_not_stored_are_named(cli: Cli) -> None:
    table = "text,Comment\nOne,x\nTwo,y\nThree,\nFour,z\n"

    imported = cli.done("import", "-", stdin=table)

    assert "3 × column Comment: it is not a column that is read; left out: … (rows 2-3, 5)" in imported.out


def test_a_column_is_named_in_the_sum_whatever_its_name(cli: Cli) -> None:
    imported = cli.done("import", "-", stdin="text,v1/meta.author.name,date\nOne,Ana,soon\n")

    assert "column v1/meta.author.name: it is not a column that is read; left out: … (rows 2)" in imported.out
    assert "give 2024-06-01, 3 June 2024, 3.6.2024, June 2024" in imported.out


def test_restored_claims_are_one_line_of_the_totals(cli: Cli) -> None:
    table = "text\nOne\nTwo\nThree\n"
    cli.done("import", "-", stdin=table)
    cli.done("undo")

    assert "3 × claim … was restored: its import had been undone (rows 2-4)" in cli.done("import", "-", stdin=table).out


def test_an_import_is_undone_and_what_stays_is_named(cli: Cli) -> None:
    cli.done("import", "-", stdin="id,text\na,One\nb,Two\n")
    cli.done("--actor", "bea", "set", 1, "status=open")

    undone = cli("undo", "--json")
    again = cli("undo")

    assert undone.status == 1
    assert (undone.json["count"], len(undone.json["left"])) == (1, 1)
    assert "claim 1 is not removed: bea edited the claim" in undone.json["left"][0]
    assert (again.status, again.err.startswith("factcheck: claim 1 is not removed: bea")) == (2, True)
    assert [claim["id"] for claim in cli.done("list", "--json").json] == [1]


def test_a_changed_record_is_reported_and_imported_with_update(cli: Cli) -> None:
    cli.done("import", "-", stdin="id,text\na,Prices rose by 3%\n")

    told = cli.done("import", "-", stdin="id,text\na,Prices rose by 8%\n")
    taken = cli.done("import", "-", "--update", "--json", stdin="id,text\na,Prices rose by 8%\n")

    assert "text 'Prices rose by 3%' → 'Prices rose by 8%'; --update applies the file's values" in told.out
    assert taken.lines[0]["fate"] == "updated"
    assert taken.lines[0]["differs"] == [
        {"column": "text", "held": "Prices rose by 3%", "given": "Prices rose by 8%", "kept": None}
    ]
    assert cli.done("show", 1, "--json").json["text"] == "Prices rose by 8%"
