"""Undo: the values from before are restored, a batch at once, and never over a change by somebody else."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from factcheck.errors import InputError
from factcheck.models import Event
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, citations, claims, undo_redo
from factcheck.services.editing.claims import ClaimEdit, NewClaim
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from factcheck.store import ledger
from factcheck.vocabulary import Stance, Status
from tests.conftest import Clock
from tests.support.chain import broken_line
from tests.support.web import Web, answer, article

EDIT = ClaimEdit(
    text="Prices fell",
    claimed_from=date(2024, 5, 1),
    status=Status.REJECTED,
    status_why="An opinion",
    assignee="bob",
    add_tags=("new",),
    remove_tags=("old",),
)
ACTS: dict[str, Callable[[Desk], object]] = {
    "claim.added": lambda desk: claims.add_claim(desk, NewClaim(text="Two", tags=("new",))),
    "claim.edited": lambda desk: claims.edit_claim(desk, 1, EDIT),
    "claim.rated": lambda desk: claims.rate_claim(desk, 1, "false", "They fell"),
    "claim.withdrawn": lambda desk: claims.withdraw_claim(desk, 1),
    "note.added": lambda desk: claims.add_note(desk, 1, "A note"),
    "citation.added": lambda desk: citations.cite(desk, 1, "https://news.example/", quote="other words"),
    "citation.edited": lambda desk: citations.edit_citation(
        desk, 1, exact="rents rose", prefix="that", stance=Stance.REFUTES
    ),
    "citation.withdrawn": lambda desk: citations.withdraw_citation(desk, 1),
    "alert.dismissed": lambda desk: alerts.dismiss(desk, 1),
    "alert.accepted": lambda desk: alerts.accept(desk, 1, stance=Stance.REFUTES, note="The ministry revised it"),
    "alert.replaced": lambda desk: alerts.replace_link(desk, 1, "https://copy.example/a", note="A copy"),
    "alert.withdrawn": lambda desk: alerts.withdraw(desk, 1),
    "alert.reopened": lambda desk: alerts.reopen(desk, 1),
}


@pytest.fixture
async def worked(desk: Desk, settings: Settings, web: Web, clock: Clock) -> Desk:
    """A rated, tagged claim with a citation whose words were changed, and bob's claim beside it."""
    rated = NewClaim(
        text="Prices rose by 3%",
        tags=("old",),
        rating="true",
        rating_why="So says the ministry",
        status=Status.PUBLISHED,
    )
    claims.add_claim(desk, rated)
    citations.cite(desk, 1, web.url("/a"), quote="prices rose by 3% in May", comment="The ministry")
    for figure in (3, 8, 8):
        web["/a"] = answer(article(f"Officials said that prices rose by {figure}% in May, a record."))
        clock.pass_(days=1)
        async for _ in verify(desk, settings, Selection(Which.ALL)):
            pass
    assert len(alerts.list_alerts(desk)) == 1
    return desk


def content(desk: Desk) -> dict[str, Any]:
    """Return all rows except withdrawn ones, without versions and times of change."""
    with desk.read() as session:
        rows = {
            name: [
                {key: value for key, value in row.items() if key not in {"version", "updated_at"}}
                for row in session.execute(sa.text(f"SELECT * FROM {name} ORDER BY id")).mappings()
                if row.get("withdrawn_at") is None
            ]
            for name in ledger.TABLES
        }
        ties = "SELECT claim_id, name FROM claim_tag JOIN tag ON tag.id = tag_id JOIN claim ON claim.id = claim_id ORDER BY 1, 2"
        return rows | {"tags": [tuple(row) for row in session.execute(sa.text(ties))]}


def actions(desk: Desk) -> list[str]:
    with desk.read() as session:
        return list(session.exec(select(Event.action).order_by(col(Event.id))))


def test_there_is_a_case_for_every_action_that_can_be_undone() -> None:
    duplicates = {"claim.merged", "claim.split"}  # of two claims each: tests/services/editing/test_duplicates.py
    assert ACTS.keys() | duplicates == undo_redo.UNDOABLE
    assert ACTS.keys() | duplicates <= undo_redo.ACTION_TEXTS.keys()


@pytest.mark.parametrize("action", sorted(ACTS))
async def test_undo_restores_the_values_before_and_redo_those_after(worked: Desk, clock: Clock, action: str) -> None:
    before = content(worked)
    clock.pass_(hours=1)
    ACTS[action](worked)
    done = content(worked)

    clock.pass_(hours=1)
    undone = undo_redo.undo(worked)
    restored = content(worked)
    clock.pass_(hours=1)
    redone = undo_redo.redo(worked)

    assert done != before
    assert restored == before
    assert content(worked) == done
    assert (undone.action, undone.count) == (action, 1)
    assert undone.summary.startswith(f"undone: {undo_redo.ACTION_TEXTS[action]}")
    assert redone.summary.startswith(f"redone: {undo_redo.ACTION_TEXTS[action]}")
    assert actions(worked)[-3:] == [action, "action.undone", "action.redone"]
    assert broken_line(worked) is None


def test_undo_goes_back_step_by_step_and_redo_forward(desk: Desk) -> None:
    claims.add_claim(desk, NewClaim(text="One"))
    states = [content(desk)]
    for priority in (3, 1):
        claims.edit_claim(desk, 1, ClaimEdit(priority=priority))
        states.append(content(desk))

    back = [content(desk) for _ in range(2) if undo_redo.undo(desk)]
    forth = [content(desk) for _ in range(2) if undo_redo.redo(desk)]

    assert back == [states[1], states[0]]
    assert forth == [states[1], states[2]]


def test_a_bulk_edit_is_undone_together(desk: Desk) -> None:
    for text in ("One", "Two", "Three"):
        claims.add_claim(desk, NewClaim(text=text))
    before = content(desk)
    claims.edit_claims(desk, [1, 2, 3], ClaimEdit(assignee="bob", add_tags=("eu",)))
    done = content(desk)

    undone = undo_redo.undo(desk)
    restored = content(desk)
    undo_redo.redo(desk)

    assert (undone.count, undone.summary) == (3, "undone: edited the claim on 3 claims")
    assert restored == before
    assert content(desk) == done


def test_a_redone_action_can_be_undone_again(desk: Desk) -> None:
    claims.add_claim(desk, NewClaim(text="One"))
    claims.edit_claim(desk, 1, ClaimEdit(priority=3))
    claims.edit_claim(desk, 1, ClaimEdit(assignee="bob"))
    states = [content(desk)]

    for act in (
        undo_redo.undo,
        undo_redo.redo,
        undo_redo.undo,
        undo_redo.undo,
        undo_redo.redo,
        undo_redo.redo,
        undo_redo.undo,
    ):
        act(desk)
        states.append(content(desk))

    both, first, neither = states[0], states[1], states[4]
    assert states == [both, first, both, first, neither, first, both, first]


def test_the_newest_event_that_undo_would_reverse_is_named(desk: Desk, bob: Desk) -> None:
    claims.add_claim(desk, NewClaim(text="One"))
    claims.edit_claim(desk, 1, ClaimEdit(priority=3))
    found = [undo_redo.newest(desk)]
    undo_redo.undo(desk)

    assert [*found, undo_redo.newest(desk), undo_redo.newest(bob)] == [2, 1, None]


def test_one_claim_of_a_bulk_edit_can_be_undone_alone(desk: Desk) -> None:
    for text in ("One", "Two", "Three"):
        claims.add_claim(desk, NewClaim(text=text))
    claims.edit_claims(desk, [1, 2, 3], ClaimEdit(assignee="bob"))

    alone = undo_redo.undo(desk, 2)
    rest = undo_redo.undo(desk)

    assert (alone.count, alone.summary) == (1, "undone: edited the claim on claim 2")
    assert (rest.count, rest.summary) == (2, "undone: edited the claim on 2 claims")


def test_a_bulk_edit_is_undone_completely_or_not_at_all(desk: Desk, bob: Desk) -> None:
    for text in ("One", "Two"):
        claims.add_claim(desk, NewClaim(text=text))
    claims.edit_claims(desk, [1, 2], ClaimEdit(priority=3))
    claims.edit_claim(bob, 1, ClaimEdit(priority=1))
    before = content(desk)

    with pytest.raises(InputError, match=r"claim:1 was changed since \(priority\); undo that first"):
        undo_redo.undo(desk)
    assert content(desk) == before


@pytest.mark.parametrize(
    ("action", "meanwhile", "complaint"),
    [
        ("claim.edited", lambda bob: claims.edit_claim(bob, 1, ClaimEdit(text="Mine")), r"claim:1 .*\(text\)"),
        ("claim.rated", lambda bob: claims.rate_claim(bob, 1, "mixed", "Hm"), r"claim:1 .*\(rating, rating_why\)"),
        ("citation.edited", lambda bob: citations.edit_citation(bob, 1, exact="x"), r"citation:1 .*\(exact\)"),
        ("citation.added", lambda bob: citations.withdraw_citation(bob, 2), r"citation:2 .*\(withdrawn_at\)"),
    ],
)
async def test_a_value_that_somebody_changed_since_is_not_undone(
    worked: Desk, bob: Desk, action: str, meanwhile: Callable[[Desk], object], complaint: str
) -> None:
    ACTS[action](worked)
    meanwhile(bob)
    before = content(worked)

    with pytest.raises(InputError, match=complaint):
        undo_redo.undo(worked)
    assert content(worked) == before


def test_somebody_elses_change_to_another_column_stays(desk: Desk, bob: Desk) -> None:
    claims.add_claim(desk, NewClaim(text="One"))
    claims.edit_claim(desk, 1, ClaimEdit(priority=3))
    claims.edit_claim(bob, 1, ClaimEdit(assignee="bob"))

    undo_redo.undo(desk)

    (row,) = content(desk)["claim"]
    assert (row["priority"], row["assignee"]) == (2, "bob")


async def test_findings_of_the_verifier_do_not_prevent_an_undo(
    worked: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    citations.edit_citation(worked, 1, exact="prices rose by 8% in May")
    clock.pass_(days=1)
    async for _ in verify(worked, settings, Selection(Which.ALL)):
        pass

    undo_redo.undo(worked)

    assert content(worked)["citation"][0]["exact"] == "prices rose by 3% in May"


def test_only_actions_of_the_same_actor_are_undone(desk: Desk, bob: Desk) -> None:
    claims.add_claim(desk, NewClaim(text="One"))
    claims.edit_claim(bob, 1, ClaimEdit(priority=3))

    undo_redo.undo(bob)

    with pytest.raises(InputError, match="bob has nothing to undo"):
        undo_redo.undo(bob)
    assert [row["priority"] for row in content(desk)["claim"]] == [2]


def test_undo_can_be_limited_to_one_claim(desk: Desk) -> None:
    for text in ("One", "Two"):
        claims.add_claim(desk, NewClaim(text=text))
    claims.edit_claim(desk, 1, ClaimEdit(priority=3))
    claims.edit_claim(desk, 2, ClaimEdit(priority=3))

    undone = undo_redo.undo(desk, 1)

    assert (undone.claim_id, undone.summary) == (1, "undone: edited the claim on claim 1")
    assert [row["priority"] for row in content(desk)["claim"]] == [2, 3]


@pytest.mark.parametrize(
    ("act", "complaint"),
    [(undo_redo.undo, "ana has nothing to undo"), (undo_redo.redo, "ana has nothing to redo")],
)
def test_undo_without_an_action_is_refused(desk: Desk, act: Callable[..., object], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        act(desk)
    with pytest.raises(InputError, match=f"{complaint} on claim 7"):
        act(desk, 7)


def test_nothing_can_be_redone_after_a_new_action(desk: Desk) -> None:
    claims.add_claim(desk, NewClaim(text="One"))
    claims.edit_claim(desk, 1, ClaimEdit(priority=3))
    undo_redo.undo(desk)
    claims.add_note(desk, 1, "A note")

    with pytest.raises(InputError, match="ana has nothing to redo"):
        undo_redo.redo(desk)


def test_the_log_describes_each_action_as_text(desk: Desk) -> None:
    claims.add_claim(desk, NewClaim(text="One", tags=("old",)))
    claims.edit_claim(desk, 1, ClaimEdit(priority=3, assignee="bob", add_tags=("new",), remove_tags=("old",)))
    claims.rate_claim(desk, 1, "false", "x" * 100)
    undo_redo.undo(desk)

    undone, rated, edited, added = map(undo_redo.event_text, undo_redo.history(desk))

    assert added == "added the claim (+old)"
    assert edited == "edited the claim (priority 2 → 3, assignee bob, +new, -old)"
    assert rated == f"rated the claim (rating false, why {'x' * 59}…)"
    assert undone.startswith("undid: rated the claim (rating false → nothing")
