"""Bulk edits: each claim gets the events of a single edit, a part at a time, and no change by others is overwritten."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from factcheck.errors import InputError
from factcheck.models import Claim, Event
from factcheck.services import pacing
from factcheck.services.desk import Desk
from factcheck.services.editing import bulk_edit, claims, undo_redo
from factcheck.services.editing.bulk_edit import BulkResult, SeenRevision
from factcheck.services.editing.claims import ClaimEdit, NewClaim
from factcheck.store import queries
from factcheck.vocabulary import Status
from tests.conftest import Clock
from tests.support.chain import broken_line

LATER = SeenRevision(10**9)
"""Seen after all that was done."""


@pytest.fixture
def ids(desk: Desk) -> list[int]:
    return [claims.add_claim(desk, NewClaim(text=f"Claim {number}")) for number in range(25)]


def state(desk: Desk) -> list[dict[str, Any]]:
    """Return what the claims hold, and their tags and notes."""
    with desk.read() as session:
        found = []
        for claim in session.exec(select(Claim).order_by(col(Claim.id))):
            detail = queries.claim_detail(session, claim.id)
            columns = claim.model_dump(exclude={"version", "updated_at"})
            found.append({**columns, "tags": detail.row.tags, "notes": [note.text for note in detail.notes]})
        return found


def lines(desk: Desk, action: str) -> list[dict[str, Any]]:
    with desk.read() as session:
        return [each.data for each in session.exec(select(Event).where(Event.action == action).order_by(col(Event.id)))]


ACTS: dict[str, Callable[[Desk, list[int]], BulkResult]] = {
    "status": lambda desk, ids: bulk_edit.edit_many(desk, ids, ClaimEdit(status=Status.OPEN), LATER),
    "rejected": lambda desk, ids: bulk_edit.edit_many(
        desk, ids, ClaimEdit(status=Status.REJECTED, status_why="not ours"), LATER
    ),
    "assignee": lambda desk, ids: bulk_edit.edit_many(desk, ids, ClaimEdit(assignee="bob"), LATER),
    "priority": lambda desk, ids: bulk_edit.edit_many(desk, ids, ClaimEdit(priority=3), LATER),
    "tags": lambda desk, ids: bulk_edit.edit_many(desk, ids, ClaimEdit(add_tags=("eu",), remove_tags=("old",)), LATER),
    "rating": lambda desk, ids: bulk_edit.rate_many(desk, ids, "false", "no source", LATER),
    "note": lambda desk, ids: bulk_edit.note_many(desk, ids, "ask them"),
}


@pytest.mark.corpus
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_bulk_edit_is_done_undone_and_redone_as_one_action(
    desk: Desk, ids: list[int], act: Callable[..., BulkResult]
) -> None:
    claims.edit_claim(desk, ids[3], ClaimEdit(add_tags=("old",)))
    before = state(desk)

    bulk = act(desk, ids)
    done = state(desk)
    undone = undo_redo.undo(desk)
    back = state(desk)
    redone = undo_redo.redo(desk)

    assert (bulk.done, bulk.changed, bulk.conflicts) == (25, 25, {})
    assert done != before
    assert (undone.count, redone.count) == (25, 25)
    assert back == before
    assert state(desk) == done
    assert broken_line(desk) is None


@pytest.mark.parametrize(
    "edit",
    [
        ClaimEdit(status=Status.OPEN),
        ClaimEdit(status=Status.REJECTED, status_why="x"),
        ClaimEdit(assignee="bob"),
        ClaimEdit(add_tags=("b", "a")),
    ],
)
def test_its_events_and_rows_are_those_of_a_single_edit(
    desk: Desk, clock: Clock, ids: list[int], edit: ClaimEdit
) -> None:
    clock.pass_(hours=1)
    claims.edit_claim(desk, ids[0], edit)
    bulk_edit.edit_many(desk, [ids[1]], edit, LATER)

    alone, many = lines(desk, "claim.edited")
    mark = {"batch", "each"}
    assert {name: value for name, value in many.items() if name not in mark} == {
        **alone,
        "changes": [{**change, "row": f"claim:{ids[1]}"} for change in alone["changes"]],
    }
    with desk.read() as session:
        rows = [session.get_one(Claim, each) for each in ids[:2]]
        assert rows[0].version == rows[1].version == 2
        assert rows[0].updated_at == rows[1].updated_at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_a_claim_that_somebody_changed_after_it_was_seen_is_not_changed(desk: Desk, bob: Desk, ids: list[int]) -> None:
    with desk.read() as session:
        seen = SeenRevision(queries.last_event_id(session))
    claims.edit_claim(bob, ids[4], ClaimEdit(assignee="bob"))
    claims.rate_claim(bob, ids[5], "true", "it holds")
    claims.add_note(bob, ids[6], "a note stands in nobody's way")
    claims.edit_claim(desk, ids[7], ClaimEdit(priority=1))

    bulk = bulk_edit.edit_many(desk, ids, ClaimEdit(status=Status.REVIEW), seen)

    assert bulk.conflicts == {ids[4]: "bob", ids[5]: "bob"}
    assert (bulk.wanted, bulk.done, bulk.changed) == (25, 23, 23)
    assert [each["status"] for each in state(desk)].count("inbox") == 2


def test_a_claim_that_was_seen_after_the_change_can_be_changed(desk: Desk, bob: Desk, ids: list[int]) -> None:
    with desk.read() as session:
        old = queries.last_event_id(session)
    claims.edit_claim(bob, ids[4], ClaimEdit(assignee="bob"))
    with desk.read() as session:
        new = queries.last_event_id(session)

    bulk = bulk_edit.edit_many(desk, ids, ClaimEdit(status=Status.REVIEW), SeenRevision(old, {ids[4]: new}))

    assert (bulk.done, bulk.conflicts) == (25, {})


def test_a_write_between_two_parts_is_not_lost(desk: Desk, bob: Desk, ids: list[int]) -> None:
    with desk.read() as session:
        seen = SeenRevision(queries.last_event_id(session))
    written: list[int] = []

    def meanwhile(turned: int, of: int) -> bool:
        if not written:
            written.append(claims.edit_claim(bob, ids[-1], ClaimEdit(status=Status.OPEN)))
        return True

    bulk = bulk_edit.edit_many(desk, ids, ClaimEdit(status=Status.REVIEW), seen, meanwhile)

    assert bulk.conflicts == {ids[-1]: "bob"}
    assert state(desk)[-1]["status"] == "open"


@pytest.mark.parametrize("act", ["status", "note"])
def test_a_stopped_bulk_edit_keeps_what_was_stored_and_is_undone_as_one_action(
    desk: Desk, ids: list[int], act: str
) -> None:
    before = state(desk)
    reported: list[tuple[int, int]] = []

    def stops(turned: int, of: int) -> bool:
        reported.append((turned, of))
        return False

    if act == "note":
        bulk = bulk_edit.note_many(desk, ids, "ask them", stops)
    else:
        bulk = bulk_edit.edit_many(desk, ids, ClaimEdit(status=Status.REVIEW), LATER, stops)
    undone = undo_redo.undo(desk)

    assert reported == [(pacing.PART_MIN_ROWS, len(ids))]
    assert (bulk.done, list(bulk.left)) == (pacing.PART_MIN_ROWS, ids[pacing.PART_MIN_ROWS :])
    assert undone.count == pacing.PART_MIN_ROWS
    assert state(desk) == before


def test_a_stopped_undo_is_continued_by_the_next(desk: Desk, ids: list[int]) -> None:
    before = state(desk)
    bulk_edit.edit_many(desk, ids, ClaimEdit(status=Status.REVIEW), LATER)

    first = undo_redo.undo(desk, progress=lambda turned, of: False)
    between = [row["status"] for row in state(desk)].count("review")
    second = undo_redo.undo(desk)

    assert (first.count, second.count) == (pacing.PART_MIN_ROWS, len(ids) - pacing.PART_MIN_ROWS)
    assert first.summary.endswith(f"{pacing.PART_MIN_ROWS} claims of {len(ids)}; stopped, undo again to continue")
    assert between == len(ids) - pacing.PART_MIN_ROWS
    assert state(desk) == before


def test_undo_restores_the_claims_that_nobody_changed_and_names_the_others(
    desk: Desk, bob: Desk, ids: list[int]
) -> None:
    before = state(desk)
    bulk_edit.edit_many(desk, ids, ClaimEdit(priority=3), LATER)
    claims.edit_claim(bob, ids[0], ClaimEdit(priority=1))

    undone = undo_redo.undo(desk)
    with pytest.raises(InputError, match=r"claim 1 was changed since \(priority\), and was not changed"):
        undo_redo.undo(desk)

    assert "on 24 claims of 25; claim 1 was changed since (priority), and was not changed" in undone.summary
    assert state(desk)[1:] == before[1:]
    assert state(desk)[0]["priority"] == 1


def test_withdrawn_claims_are_counted_and_not_changed(desk: Desk, ids: list[int]) -> None:
    claims.withdraw_claim(desk, ids[0])

    bulk = bulk_edit.edit_many(desk, ids, ClaimEdit(priority=3), LATER)

    assert (bulk.done, bulk.gone) == (24, 1)
    assert bulk_edit.note_many(desk, ids, "x").gone == 1


def test_a_claim_that_has_the_values_already_counts_as_done_without_an_event(desk: Desk, ids: list[int]) -> None:
    bulk = bulk_edit.edit_many(desk, ids, ClaimEdit(status=Status.INBOX), LATER)

    assert (bulk.done, bulk.changed) == (25, 0)
    assert lines(desk, "claim.edited") == []


@pytest.mark.parametrize(
    ("act", "reported"),
    [
        (lambda d, i: bulk_edit.rate_many(d, i, "wrong", "x", LATER), "is not on the scale"),
        (lambda d, i: bulk_edit.rate_many(d, i, "false", " ", LATER), "the reason is empty"),
        (lambda d, i: bulk_edit.note_many(d, i, " "), "the note is empty"),
        (lambda d, i: bulk_edit.edit_many(d, i, ClaimEdit(status=Status.REJECTED), LATER), "needs a reason"),
        (lambda d, i: bulk_edit.edit_many(d, i, ClaimEdit(text="x"), LATER), "text cannot be the same"),
    ],
)
def test_an_edit_that_is_not_valid_is_refused_before_anything_is_written(
    desk: Desk, ids: list[int], act: Callable[[Desk, list[int]], object], reported: str
) -> None:
    before = state(desk)

    with pytest.raises(InputError, match=reported):
        act(desk, ids)

    assert state(desk) == before
