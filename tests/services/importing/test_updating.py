"""A record that changed under the same id: the difference is reported, and ``update`` applies it."""

import json
from typing import Any

import pytest

from factcheck.services import importing
from factcheck.services.desk import Desk
from factcheck.services.editing import claims, undo_redo
from factcheck.services.editing.claims import ClaimEdit
from factcheck.services.importing import ImportedRow
from factcheck.store import queries
from factcheck.store.rows import ClaimDetail
from factcheck.vocabulary import Status

ROW: dict[str, Any] = {
    "id": "a",
    "text": "Prices rose by 3%",
    "speaker": "The minister",
    "date": "2024-05-01",
    "url": "https://news.example/a",
    "tags": "economy",
    "rating": "true",
    "why": "The office says so",
}


def bring(desk: Desk, row: dict[str, Any], **how: Any) -> ImportedRow:
    (imported_row,) = importing.import_claims(desk, "claims.jsonl", json.dumps(row).encode(), **how)
    return imported_row


def held(desk: Desk) -> ClaimDetail:
    with desk.read() as session:
        return queries.claim_detail(session, 1)


@pytest.mark.parametrize(
    ("changed", "column", "was", "now"),
    [
        ({"text": "Prices rose by 8%"}, "text", "Prices rose by 3%", "Prices rose by 8%"),
        ({"speaker": "The mayor"}, "claimant", "The minister", "The mayor"),
        ({"date": "2024-06"}, "date", "2024-05-01", "2024-06-01/2024-06-30"),
        ({"url": "https://news.example/b"}, "source", None, "https://news.example/b"),
        ({"quote": "rose by 3%"}, "source", None, "https://news.example/a"),
        ({"tags": "economy eu"}, "tag", None, "eu"),
        ({"rating": "false"}, "rating", "true", "false"),
        ({"why": "It says 8%"}, "rating_why", "The office says so", "It says 8%"),
        ({"status": "open"}, "status", "inbox", "open"),
        ({"lang": "en"}, "language", None, "en"),
    ],
    ids=lambda given: next(iter(given)) if isinstance(given, dict) else "",
)
def test_differences_are_reported_and_applied_on_request(
    desk: Desk, changed: dict[str, Any], column: str, was: str | None, now: str
) -> None:
    bring(desk, ROW)
    before = held(desk)

    imported_row = bring(desk, ROW | changed)
    untouched = held(desk) == before
    dry = bring(desk, ROW | changed, update=True, dry_run=True)
    taken = bring(desk, ROW | changed, update=True)

    assert (str(imported_row.result), imported_row.claim_id) == ("known", 1)
    assert [(each.column, each.stored, each.imported, each.keep_reason) for each in imported_row.differs] == [
        (column, was, now, None)
    ]
    assert (
        imported_row.why
        and imported_row.why.startswith("imported before, and different now")
        and "--update" in imported_row.why
    )
    assert untouched
    assert dry == taken
    assert (str(taken.result), taken.differs) == ("updated", imported_row.differs)
    assert held(desk) != before
    assert bring(desk, ROW | changed).differs == ()
    undo_redo.undo(desk)
    assert (held(desk).row.text, held(desk).row.rating, held(desk).row.tags, len(held(desk).citations)) == (
        before.row.text,
        before.row.rating,
        before.row.tags,
        len(before.citations),
    )


def test_a_missing_value_is_not_a_difference(desk: Desk) -> None:
    bring(desk, ROW)

    imported_row = bring(desk, {"id": "a", "text": ROW["text"]}, update=True)

    assert (str(imported_row.result), imported_row.differs) == ("known", ())


def test_a_change_on_the_desk_is_not_a_difference(desk: Desk) -> None:
    bring(desk, ROW)
    claims.edit_claim(desk, 1, ClaimEdit(text="Prices rose by 3 percent", status=Status.OPEN, remove_tags=("economy",)))

    imported_row = bring(desk, ROW, update=True)

    assert (str(imported_row.result), imported_row.differs) == ("known", ())
    assert held(desk).row.text == "Prices rose by 3 percent"


def test_a_field_that_both_changed_keeps_the_desk_s_value_and_says_so(desk: Desk) -> None:
    bring(desk, ROW)
    claims.edit_claim(desk, 1, ClaimEdit(text="Prices rose by 3 percent"))

    imported_row = bring(desk, ROW | {"text": "Prices rose by 8%", "speaker": "The mayor"}, update=True)

    assert [(each.column, each.keep_reason) for each in imported_row.differs] == [
        ("text", "it was changed on the desk"),
        ("claimant", None),
    ]
    assert (held(desk).row.text, held(desk).row.claimant) == ("Prices rose by 3 percent", "The mayor")


def test_the_wording_and_the_rating_of_a_published_claim_are_not_changed_and_that_is_reported(desk: Desk) -> None:
    bring(desk, ROW)
    claims.edit_claim(desk, 1, ClaimEdit(status=Status.PUBLISHED))

    imported_row = bring(
        desk, ROW | {"text": "Prices rose by 8%", "rating": "false", "url": "https://b.example/"}, update=True
    )

    assert {each.column: bool(each.keep_reason) for each in imported_row.differs} == {
        "text": True,
        "rating": True,
        "source": False,
    }
    assert imported_row.why and "the claim is published" in imported_row.why
    assert (held(desk).row.text, held(desk).row.rating, len(held(desk).citations)) == ("Prices rose by 3%", "true", 2)


def test_two_rows_of_one_file_with_one_id_and_other_words_are_not_one_claim(desk: Desk) -> None:
    rows = [{"id": 1, "text": "Prices rose"}, {"id": 1, "text": "Rents fell"}, {"id": 1, "text": "prices rose."}]

    imported_row = list(importing.import_claims(desk, "a.json", json.dumps(rows).encode()))

    assert [str(row.result) for row in imported_row] == ["added", "broken", "merged"]
    assert imported_row[1].why == "row 1 has the same id 1 with a different text"


def test_the_different_values_of_a_merged_row_are_named(desk: Desk) -> None:
    rows = [{"text": "Prices rose", "who": "Ann"}, {"text": "prices rose", "who": "Bob", "rating": "false"}]

    _, imported_row = importing.import_claims(desk, "a.json", json.dumps(rows).encode())

    assert [(each.column, each.value) for each in imported_row.left_out] == [("claimant", "Bob"), ("rating", "false")]
