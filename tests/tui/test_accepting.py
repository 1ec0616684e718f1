"""New wording, accepted by a key: at once where it says the same, with stance and reason where it does not."""

import pytest
import sqlalchemy as sa

from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, citations, claims
from factcheck.settings import Settings
from factcheck.vocabulary import Stance, Status
from tests.conftest import Clock
from tests.support.web import Web, answer, article
from tests.tui.conftest import WORDS, Front, days
from tests.tui.test_queue import claim
from tui import FactcheckApp

QUOTES = (
    (
        "agreed to the plan for the harbour",
        "has agreed to the plan for the harbour",
        "has not agreed to the plan for the harbour",
    ),
    (
        "met on a warm day in the hall of the old town",
        "met on a warm day in the hall of the old town",
        "met on a bright day in the hall of the old town",
    ),
)


def page(words: str) -> bytes:
    return answer(article("The mayor spoke to the press.", f"The council {words}, she said.", "Nobody else was there."))


@pytest.fixture
async def changed(desk: Desk, settings: Settings, web: Web, clock: Clock) -> list[int]:
    """Two published claims: the evidence of the first was negated, that of the second has another word."""
    ids = []
    for number, (quote, stood, _) in enumerate(QUOTES):
        rated = claims.NewClaim(text=f"Claim {number}", status=Status.PUBLISHED, rating="true", rating_why="minutes")
        ids.append(claims.add_claim(desk, rated))
        citations.cite(desk, ids[-1], web.url(f"/{number}"), quote=quote, stance=Stance.SUPPORTS)
        web[f"/{number}"] = page(stood)
    await days(desk, settings, clock, 1)
    for number, (_, _, stands) in enumerate(QUOTES):
        web[f"/{number}"] = page(stands)
    await days(desk, settings, clock, 2)
    assert sorted(each.claim_id for each in alerts.list_alerts(desk)) == ids
    return ids


async def show_alert(front: Front, claim_id: int) -> None:
    """Put the cursor of the list of alerts on a claim's alert."""
    await front.type("!")
    await front.sees("2 open alerts")
    if f"claim {claim_id} ·" not in front.seen():
        await front.type("j")
    await front.sees(f"claim {claim_id} ·")


def standing(desk: Desk, claim_id: int) -> tuple[str | None, str | None, str]:
    detail = claim(desk, claim_id)
    return detail.citations[0].exact, detail.citations[0].stance, detail.row.status


BEFORE = (QUOTES[0][0], "supports", "published")


async def test_another_word_is_accepted_by_one_key(app: FactcheckApp, desk: Desk, changed: list[int]) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        front = Front(app, pilot)
        await show_alert(front, changed[1])
        await front.type("A")
        await front.sees("the new wording is accepted (u undoes it)")
        await front.sees("1 open alert")

    assert standing(desk, changed[1]) == (QUOTES[1][2], "supports", "published")


@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
async def test_a_negation_is_accepted_with_a_stance_and_a_reason(
    app: FactcheckApp, desk: Desk, changed: list[int], size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        await show_alert(front, changed[0])
        await front.type("A")
        await front.sees("new stance? s supports  r refutes  c context")
        asked = front.seen()
        await front.type("r")
        await front.sees(f"claim {changed[0]}, it refutes the claim now; why?")
        await front.type("the council turned round", "enter")
        await front.sees("the new wording is accepted; back to review (u undoes it)")
        await front.sees("1 open alert")
        accepted = standing(desk, changed[0])
        await front.type("u")
        await front.sees("2 open alerts")

    assert f"claim {changed[0]} “Claim 0”: negation: “not” was inserted" in asked
    assert accepted == ("not agreed to the plan for the harbour", "refutes", "review")
    assert standing(desk, changed[0]) == BEFORE
    assert claim(desk, changed[0]).notes == []


async def test_accepting_removes_the_difference_under_the_claim(
    app: FactcheckApp, desk: Desk, changed: list[int]
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.until(lambda: front.list.current_claim() is not None)
        await front.type(*"j" * list(front.list.ids).index(changed[0]), "enter")
        await front.sees("negation:")
        await front.type("A", "r", "turned round", "enter")
        await front.sees("the new wording is accepted")
        await front.until(lambda: "negation:" not in front.seen())

        assert "“not agreed to the plan for the harbour”" in front.seen()


async def test_a_question_names_the_claim_as_the_queue_does_and_marks_what_is_cut(
    app: FactcheckApp, desk: Desk, changed: list[int]
) -> None:
    claims.edit_claim(desk, changed[0], claims.ClaimEdit(standalone="The harbour plan was agreed to"))
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await show_alert(front, changed[0])
        await front.type("A")
        await front.sees("“The harbour plan was agreed to”: negation")
        await front.type("r", "turned round", "enter")
        await front.sees("the new wording is accepted")

        said = next(line for line in front.seen().splitlines() if "the new wording is accepted" in line)
        assert said.rstrip().endswith("…")


@pytest.mark.parametrize(
    "keys",
    [("escape",), ("x",), ("r", "escape"), ("r", "enter"), ("A",)],
    ids=["esc", "no stance", "no reason", "empty", "A"],
)
async def test_half_an_answer_accepts_nothing(
    app: FactcheckApp, desk: Desk, changed: list[int], keys: tuple[str, ...]
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        front = Front(app, pilot)
        await show_alert(front, changed[0])
        await front.type("A", *keys)
        await front.type("n", "seen", "enter")
        await front.sees("note added to claim")

    assert standing(desk, changed[0]) == BEFORE
    assert len(alerts.list_alerts(desk)) == 2


async def test_keys_typed_ahead_answer_the_questions_they_are_for(
    app: FactcheckApp, desk: Desk, changed: list[int]
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        front = Front(app, pilot)
        await front.type("!")
        await front.sees("2 open alerts")
        newest = alerts.list_alerts(desk)[0].claim_id
        keys = "Arsoam" if newest == changed[0] else "AArsoam"
        for key in (*keys, "enter", "A"):
            pilot.app.simulate_key(key)
        await front.sees("No open alerts.")

    assert standing(desk, changed[0]) == ("not agreed to the plan for the harbour", "refutes", "review")
    assert standing(desk, changed[1])[0] == QUOTES[1][2]
    assert [note.text for note in claim(desk, changed[0]).notes] == ["soam"]


async def test_an_answer_for_an_alert_that_is_gone_accepts_no_other(
    app: FactcheckApp, desk: Desk, bob: Desk, changed: list[int]
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        front = Front(app, pilot)
        await show_alert(front, changed[0])
        await front.type("A")
        await front.sees("new stance?")
        mine = next(each for each in alerts.list_alerts(desk) if each.claim_id == changed[0])
        alerts.dismiss(bob, mine.id)
        await front.sees("1 open alert")
        await front.type("r")
        await front.sees("the cursor is on another alert now: nothing was accepted")

    assert standing(desk, changed[1])[0] == QUOTES[1][0]


async def test_a_change_that_another_reviewer_made_meanwhile_is_shown_beside_it(
    app: FactcheckApp, desk: Desk, bob: Desk, changed: list[int]
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        front = Front(app, pilot)
        await show_alert(front, changed[0])
        await front.type("A", "r")
        await front.sees("it refutes the claim now; why?")
        claims.rate_claim(bob, changed[0], "false", "the minutes say no")
        await front.type("turned round", "enter")
        await front.sees("your change is not stored")
        shown, before = front.seen(), standing(desk, changed[0])
        await front.type("ctrl+o")
        await front.sees("the new wording is accepted; back to review")

    assert "bob" in shown and before == BEFORE
    assert standing(desk, changed[0])[1:] == ("refutes", "review")
    assert claim(desk, changed[0]).row.rating == "false"


async def test_an_appearance_has_no_stance_and_needs_a_reason(app: FactcheckApp, desk: Desk, night: list[int]) -> None:
    with desk.write() as session:
        session.execute(
            sa.text("UPDATE citation SET role = 'appearance', stance = NULL WHERE claim_id = :id"), {"id": night[0]}
        )
        session.commit()
    async with app.run_test(size=(100, 30)) as pilot:
        front = Front(app, pilot)
        await front.until(lambda: night[0] in front.list.ids)
        await front.type(*"j" * list(front.list.ids).index(night[0]), "A")
        await front.sees(f"claim {night[0]}, accept the new wording; why?")
        await front.type("they edited it", "enter")
        await front.sees("the new wording is accepted")

    assert claim(desk, night[0]).citations[0].exact == WORDS.replace("3%", "8%")
