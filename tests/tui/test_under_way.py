"""An act on very many claims while it goes on: how far it is, its stop, and what leaving makes of it."""

import pytest

from factcheck.services import pacing
from factcheck.services.desk import Desk
from factcheck.services.editing import bulk_edit, claims, undo_redo
from factcheck.services.editing.bulk_edit import SeenRevision
from factcheck.services.editing.claims import ClaimEdit
from factcheck.store import filters, ledger, queries
from factcheck.vocabulary import Status
from tests.tui.conftest import Front
from tui import FactcheckApp
from tui.app import OWN_MESSAGE_MIN_SECONDS
from tui.desk.bulk_progress import LONG_MIN_CLAIMS

COUNT = LONG_MIN_CLAIMS + 200
SLOWLY = 0.25


def rest(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let so much time pass between two parts of an act."""
    monkeypatch.setattr(pacing, "GAP_SECONDS", seconds)
    monkeypatch.setattr(pacing, "GAP_ALONE_SECONDS", seconds)


@pytest.fixture
def many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Claims enough for their acts to be shown, stored ten at a time, with time to press a key between."""
    monkeypatch.setattr(pacing, "PART_MAX_ROWS", 10)
    rest(monkeypatch, SLOWLY)
    with desk.write() as session:
        made = [
            claims.make_claim(session, "ana", claims.NewClaim(text=f"Claim {number}"), desk.clock()).id
            for number in range(COUNT)
        ]
        ledger.finish(session)
    return made


def count(desk: Desk, text: str) -> int:
    with desk.read() as session:
        return queries.count(session, filters.parse(text), me="ana")


async def begun(front: Front, *keys: str) -> None:
    """Begin an act, and wait until a part of it is stored."""
    await front.type(*keys)
    await front.until(lambda: front.app.bulk_progress is not None and front.app.bulk_progress.done > 0)


async def test_esc_stops_it_and_the_rest_stays_marked(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees(f"{COUNT:,}")
        await begun(front, "*", "s", "o", "y")
        await front.sees("(esc stops)")
        await front.type("escape")
        await front.sees("; stopped, still marked: ")
        done = count(desk, "status:open")
        assert 0 < done < COUNT
        assert (
            f"status open: {done:,} of {COUNT:,}; stopped, still marked: {COUNT - done:,} (u undoes it)" in front.seen()
        )
        assert f"●{COUNT - done:,}" in front.seen()
        assert "(esc stops)" not in front.seen()
        await front.type("u")
        await front.sees(f"undone: edited the claim on {done:,} claims")

    assert count(desk, "status:open") == 0


async def test_an_undo_of_many_claims_is_shown_and_stopped_like_any_bulk_change(
    app: FactcheckApp, desk: Desk, many: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rest(monkeypatch, 0)
    bulk_edit.edit_many(desk, many, ClaimEdit(status=Status.OPEN), SeenRevision(10**9))
    rest(monkeypatch, SLOWLY)
    async with app.run_test(size=(100, 24)) as pilot:
        front = Front(app, pilot)
        await begun(front, "u")
        await front.until(lambda: "undo: " in front.seen() and "(esc stops)" in front.seen())
        assert "another program" not in front.seen()
        await front.type("escape")
        await front.sees("of 1,200; stopped, undo again to continue")
        rest(monkeypatch, 0)
        await front.type("u")
        await front.until(lambda: count(desk, "status:open") == 0)


async def test_messages_about_others_are_shown_while_it_goes_on(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    bob = Desk(desk.engine, "bob", desk.clock)
    async with app.run_test(size=(100, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees(f"{COUNT:,}")
        await begun(front, "*", "s", "o", "y")
        app.message_shown_at -= OWN_MESSAGE_MIN_SECONDS
        claims.add_note(bob, many[0], "hold on")
        await front.sees(f"claim {many[0]}: bob")
        drawn = app.bulk_progress.done if app.bulk_progress else COUNT
        await front.until(lambda: app.bulk_progress is not None and app.bulk_progress.done > drawn + 20)
        assert f"claim {many[0]}: bob" in front.seen() and "(esc stops)" in front.seen()
        await front.type("escape")


async def test_an_answered_question_is_no_longer_shown(app: FactcheckApp, desk: Desk, many: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees(f"{COUNT:,}")
        await begun(front, "*", "s", "o", "y")
        await front.sees(f"status open for {COUNT:,} claims…")

        assert "any other key" not in front.seen()
        await pilot.press("q")
        await front.sees("esc stops it, q stops it and quits")
        await front.type("escape")


@pytest.mark.parametrize(("leaves", "warned"), [(("q", "q"), True), (("ctrl+q",), False)], ids=["q twice", "ctrl+q"])
async def test_leaving_meanwhile_warns_first_and_then_stops_it(
    app: FactcheckApp, desk: Desk, many: list[int], leaves: tuple[str, ...], *, warned: bool
) -> None:
    async with app.run_test(size=(100, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees(f"{COUNT:,}")
        await begun(front, "*", "s", "o", "y")
        await pilot.press(leaves[0])
        if warned:
            await front.sees("esc stops it, q stops it and quits")
            await pilot.press(leaves[1])
        await front.until(lambda: app.leaving)
        await front.until(lambda: not app.is_running)

    done = count(desk, "status:open")
    assert 0 < done < COUNT
    assert app.exit_messages == [f"status open: {done:,} of {COUNT:,} claims were stored; undo takes them back"]
    assert undo_redo.undo(desk).count == done
