"""An import is one action: it is undone and redone as a whole, and never over changes by others."""

import json
import sqlite3
from typing import Any

import pytest
import sqlalchemy as sa

from factcheck.errors import InputError
from factcheck.services import importing
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims, undo_redo
from factcheck.services.editing.claims import ClaimEdit
from factcheck.store import filters, queries
from factcheck.store.rows import ClaimDetail
from factcheck.vocabulary import Status

ROWS: list[dict[str, Any]] = [
    {"id": "a", "text": "Prices rose", "url": "https://news.example/a", "tags": "economy", "rating": "pants on fire"},
    {"id": "b", "text": "Rents fell", "url": "https://news.example/b https://news.example/c"},
    {"id": "c", "text": "Taxes fell"},
]

PARAMETERS = 999
"""Fewer than SQLite has by default (https://sqlite.org/limits.html), so that a small import exceeds them."""


def bring(desk: Desk, rows: list[dict[str, Any]], **how: Any) -> list[importing.ImportedRow]:
    content = "\n".join(map(json.dumps, rows)).encode()
    return list(importing.import_claims(desk, "folder/claims.jsonl", content, **how))


def shown(desk: Desk) -> dict[int, ClaimDetail]:
    with desk.read() as session:
        ids = [row.id for row in queries.claim_page(session, filters.parse(""), me="ana", limit=1000).rows]
        return {number: queries.claim_detail(session, number) for number in sorted(ids)}


def facts(desk: Desk) -> list[tuple[str, tuple[str, ...], list[str], list[str]]]:
    return [
        (each.row.text, each.row.tags, [cited.url for cited in each.citations], [note.text for note in each.notes])
        for each in shown(desk).values()
    ]


def fates(rows: list[importing.ImportedRow]) -> list[str]:
    return [str(row.result) for row in rows]


def test_an_import_is_undone_and_redone_as_one_action(desk: Desk) -> None:
    bring(desk, ROWS)
    done = facts(desk)

    undone = undo_redo.undo(desk)
    empty = facts(desk)
    redone = undo_redo.redo(desk)

    assert (undone.summary, undone.count, undone.left) == ("undone: imported claims.jsonl: 3 claims", 3, ())
    assert empty == []
    assert redone.summary == "redone: imported claims.jsonl: 3 claims"
    assert facts(desk) == done


@pytest.mark.corpus
def test_an_import_of_many_rows_is_undone_as_one_action(desk: Desk) -> None:
    bring(desk, [{"text": f"Claim {number}", "url": f"https://news.example/{number}"} for number in range(450)])

    assert undo_redo.undo(desk).count == 450
    assert facts(desk) == []


def test_an_import_with_more_events_than_a_statement_has_parameters_is_undone(desk: Desk) -> None:
    sa.event.listen(
        desk.engine, "connect", lambda raw, _: raw.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, PARAMETERS)
    )
    desk.engine.dispose()
    urls = [f"https://news.example/{number}" for number in range(19)]
    bring(desk, [{"text": f"Claim {number}", "url": urls} for number in range(55)])

    assert len(undo_redo.history(desk, limit=2 * PARAMETERS)) > PARAMETERS
    assert undo_redo.undo(desk).count == 55
    assert facts(desk) == []


def test_only_one_claim_of_an_import_can_be_undone(desk: Desk) -> None:
    bring(desk, ROWS)

    assert undo_redo.undo(desk, 2).summary == "undone: imported claims.jsonl: claim 2"
    assert list(shown(desk)) == [1, 3]


def test_evidence_that_an_import_added_to_an_earlier_claim_is_undone_alone(desk: Desk) -> None:
    bring(desk, [{"text": "Prices rose", "url": "https://news.example/a"}])
    bring(desk, [{"text": "prices rose", "url": "https://news.example/b"}])

    undo_redo.undo(desk)

    assert facts(desk) == [("Prices rose", (), ["https://news.example/a"], [])]


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (
            lambda bob: claims.edit_claim(bob, 2, ClaimEdit(status=Status.REVIEW)),
            "claim 2 is not removed: bob edited the claim (status inbox → review) since (log line 8)",
        ),
        (lambda bob: claims.rate_claim(bob, 2, "false", "They rose"), "claim 2 is not removed: bob rated the claim"),
        (lambda bob: claims.add_note(bob, 2, "I ask the office"), "claim 2 is not removed: bob added a note"),
        (lambda bob: citations.cite(bob, 2, "https://other.example/"), "claim 2 is not removed: bob cited a source"),
        (
            lambda bob: citations.edit_citation(bob, 2, comment="Page 3"),
            "claim 2 is not removed: bob edited a citation",
        ),
        (
            lambda bob: bring(bob, [{"text": "rents fell", "url": "https://news.example/z"}]),
            "claim 2 is not removed: bob cited",
        ),
    ],
    ids=["edit", "rate", "note", "cite", "edit citation", "import"],
)
def test_a_claim_that_others_depend_on_stays_complete_and_is_named(
    desk: Desk, bob: Desk, act: Any, message: str
) -> None:
    bring(desk, ROWS)
    act(bob)
    before = shown(desk)[2].citations

    undone = undo_redo.undo(desk)

    assert undone.count == 2
    assert undone.left[0].startswith(message)
    assert undone.left[0] in undone.summary
    assert list(shown(desk)) == [2]
    assert [each.id for each in shown(desk)[2].citations] == [each.id for each in before]
    with pytest.raises(InputError, match="claim 2 is not removed: bob"):
        undo_redo.undo(desk)


def test_a_claim_that_somebody_else_has_reverted_does_not_prevent_the_undo(desk: Desk, bob: Desk) -> None:
    bring(desk, ROWS)
    claims.add_note(bob, 2, "I ask the office")
    undo_redo.undo(bob)

    assert undo_redo.undo(desk).left == ()


def test_a_claim_that_others_depend_on_is_not_withdrawn_by_a_single_undo(desk: Desk, bob: Desk) -> None:
    claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    claims.edit_claim(bob, 1, ClaimEdit(status=Status.REVIEW))

    with pytest.raises(
        InputError, match=r"claim 1 is not removed: bob edited the claim \(status inbox → review\) since"
    ):
        undo_redo.undo(desk)
    assert list(shown(desk)) == [1]


def test_a_citation_somebody_else_worked_on_is_not_undone(desk: Desk, bob: Desk) -> None:
    claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    citations.cite(desk, 1, "https://news.example/a")
    citations.edit_citation(bob, 1, comment="Page 3")

    with pytest.raises(InputError, match="citation 1 is not removed: bob edited a citation"):
        undo_redo.undo(desk)
    assert len(shown(desk)[1].citations) == 1


def test_a_citation_is_undone_whatever_else_was_done_to_its_claim(desk: Desk, bob: Desk) -> None:
    claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    citations.cite(desk, 1, "https://news.example/a")
    claims.add_note(bob, 1, "I ask the office")

    assert undo_redo.undo(desk).action == "citation.added"


def test_the_same_file_restores_what_was_undone(desk: Desk) -> None:
    bring(desk, ROWS)
    done = facts(desk)
    undo_redo.undo(desk)

    again = bring(desk, ROWS)

    assert fates(again) == ["added"] * 3
    assert [row.claim_id for row in again] == [1, 2, 3]
    assert facts(desk) == done
    assert fates(bring(desk, ROWS)) == ["known"] * 3
    assert undo_redo.undo(desk).count == 3
    assert facts(desk) == []


def test_a_file_that_was_fixed_after_the_undo_is_imported_as_it_is_now(desk: Desk) -> None:
    bring(desk, [{"id": "a", "text": "Pr?ces rose", "tags": "x"}, {"text": "Rents fell", "url": "https://a.example/"}])
    undo_redo.undo(desk)

    rows = bring(desk, [{"id": "a", "text": "Prices rose"}, {"text": "Rents fell", "url": "https://b.example/"}])

    assert fates(rows) == ["added", "added"]
    assert [(each[0], each[1], each[2]) for each in facts(desk)] == [
        ("Prices rose", (), []),
        ("Rents fell", (), ["https://b.example/"]),
    ]


def test_a_claim_that_was_withdrawn_on_purpose_stays_withdrawn(desk: Desk, bob: Desk) -> None:
    bring(desk, ROWS)
    claims.withdraw_claim(bob, 3)

    again = bring(desk, ROWS)

    assert fates(again) == ["known"] * 3
    assert again[2].why == "imported before, and withdrawn by bob since"
    assert list(shown(desk)) == [1, 2]


def test_an_import_begins_with_few_rows_so_that_a_slow_disk_holds_nobody_up(desk: Desk, bob: Desk) -> None:
    table = "text\n" + "".join(f"Claim {number}\n" for number in range(300))
    rows = importing.import_claims(desk, "claims.csv", table.encode())

    next(rows)

    assert len(shown(bob)) == 20
    assert len(list(rows)) == 299
