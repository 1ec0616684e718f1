"""Duplicates on the screen: what is tracked already appears while a claim is typed; claims are merged, split, and undone."""

from dataclasses import replace

import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import claims, duplicates
from factcheck.settings import Settings
from factcheck.store import queries
from factcheck.vocabulary import Status
from tests.tui.conftest import Front, OpenApp
from tui import FactcheckApp
from tui.screens.claim import ClaimScreen
from tui.screens.claim_form import NewClaimForm
from tui.screens.merge import MergeScreen
from tui.screens.queue import QueueScreen
from tui.widgets.text_block import TextBlock

TRACKED = "Inflation in the euro area fell to 5.2 % in July 2023"
TWIN = "Inflation in the euro area fell to 5.3 % in July 2023"
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=lambda size: "x".join(map(str, size)))


@pytest.fixture
def pair(desk: Desk, filed: list[int]) -> list[int]:
    """Two claims that say the same, on top of five others."""
    ids = [
        claims.add_claim(desk, claims.NewClaim(text=TRACKED, claimant="Eurostat", tags=("euro",))),
        claims.add_claim(desk, claims.NewClaim(text="In July 2023 euro area inflation fell to 5.2 %", claimant="ECB")),
    ]
    claims.add_note(desk, ids[1], "Ask Eurostat")
    return ids


def into(desk: Desk, claim_id: int) -> int | None:
    with desk.read() as session:
        merged = queries.merged_claim(session, claim_id)
    return merged.canonical if merged else None


@SIZES
async def test_a_tracked_claim_appears_while_its_twin_is_typed(
    app: FactcheckApp, pair: list[int], size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        await front.type("i", TWIN)

        await front.sees("number: 5.3 % / 5.2 %")
        await front.sees(f"differs  claim {pair[0]} · inbox · Eurostat")


async def test_one_key_opens_the_tracked_claim_and_what_was_typed_stays(app: FactcheckApp, pair: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("i", TWIN)
        await front.sees("number: 5.3 % / 5.2 %")
        await front.type("ctrl+t")
        await front.until(lambda: isinstance(app.screen, ClaimScreen) and app.screen.claim_id in pair)
        await front.sees("said by")

        await front.type("q")

        await front.until(lambda: isinstance(app.screen, NewClaimForm))
        assert app.screen.query_one("#text", TextBlock).text == TWIN
        await front.type(" and August")
        assert app.screen.query_one("#text", TextBlock).text == f"{TWIN} and August"


async def test_a_claim_that_is_tracked_word_for_word_is_added_at_the_second_time(
    app: FactcheckApp, desk: Desk, pair: list[int]
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("i", TRACKED)
        await front.sees("says the same")
        await front.type("ctrl+s")
        await front.sees("says the same: ctrl+t opens it, ctrl+s again adds this one")
        await front.type("ctrl+s")

        await front.sees("claim 8 added")


async def test_keys_act_while_a_search_is_under_way(app: FactcheckApp, pair: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("i", "Inflation in the")
        await pilot.pause(0.5)
        with app.gateway.lock:  # no search can begin
            await front.type(" euro area")
            await pilot.pause(0.5)
            await front.type(" fell", "tab", "clear words")
            assert "Inflation in the euro area fell" in front.seen()
            assert "clear words" in front.seen()


async def test_without_a_tracked_claim_the_key_says_so(app: FactcheckApp, desk: Desk) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("i", "Rain fell")
        await front.sees("no tracked claim does, so far")
        await front.type("ctrl+t")

        await front.sees("no tracked claim is shown that could be opened")


@SIZES
async def test_a_claim_is_merged_by_three_keys_and_one_undoes_it(
    app: FactcheckApp, desk: Desk, pair: list[int], size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        await front.type("m")
        await front.sees(f"says the same  claim {pair[0]}")
        await front.type("enter")
        await front.sees(f"merge claim {pair[1]} into claim {pair[0]}?")
        assert into(desk, pair[1]) is None
        await front.type("enter")

        await front.sees(f"claim {pair[1]} is merged into claim {pair[0]} (u undoes it)")
        assert into(desk, pair[1]) == pair[0]
        await front.until(lambda: front.list.current_claim() == pair[0] and pair[1] not in front.list.ids)
        await front.type("u")
        await front.sees(f"undone: merged claim {pair[1]} into claim {pair[0]}")
        assert into(desk, pair[1]) is None
        await front.until(lambda: pair[1] in front.list.ids)


async def test_the_question_can_be_taken_back_and_the_screen_closed(
    app: FactcheckApp, desk: Desk, pair: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("m")
        await front.sees("says the same")
        await front.type("enter")
        await front.sees("enter merges  esc goes back")
        await front.type("escape")
        await front.sees("enter merge  tab")
        await front.type("escape", "j")

        await front.until(lambda: isinstance(app.screen, QueueScreen))
        await front.until(lambda: front.list.current_claim() == pair[0])
        assert into(desk, pair[1]) is None


async def test_a_difference_is_said_before_two_claims_are_merged(app: FactcheckApp, desk: Desk) -> None:
    claims.add_claim(desk, claims.NewClaim(text=TRACKED))
    claims.add_claim(desk, claims.NewClaim(text=TWIN))
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("m")
        await front.sees("number: 5.3 % / 5.2 %")
        await front.type("enter")

        await front.sees("the two differ: merge claim 2 into claim 1 all the same?")


async def test_tab_turns_the_two_round(app: FactcheckApp, desk: Desk, pair: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("m", "tab")
        await front.sees(f"merge the chosen claim into claim {pair[1]}")
        await front.sees("says the same")
        await front.type("enter", "enter")

        await front.sees(f"claim {pair[0]} is merged into claim {pair[1]}")
        assert into(desk, pair[0]) == pair[1]


async def test_a_published_claim_remains(app: FactcheckApp, desk: Desk, pair: list[int]) -> None:
    claims.rate_claim(desk, pair[1], "true", "So it says")
    claims.edit_claim(desk, pair[1], claims.ClaimEdit(status=Status.PUBLISHED))
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("m")
        await front.sees(f"merge the chosen claim into claim {pair[1]}")
        await front.type("tab")
        await front.sees(f"claim {pair[1]} is published: the other claim is merged into it")
        await front.sees("says the same")
        await front.type("enter", "enter")
        await front.sees(f"claim {pair[0]} is merged into claim {pair[1]}")


async def test_a_published_claim_is_not_merged_into_the_one_under_the_cursor(
    app: FactcheckApp, desk: Desk, pair: list[int]
) -> None:
    claims.rate_claim(desk, pair[0], "true", "So it says")
    claims.edit_claim(desk, pair[0], claims.ClaimEdit(status=Status.PUBLISHED))
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("m", "tab")
        await front.sees("says the same")
        await front.type("enter")

        await front.sees(f"claim {pair[0]} is published and must remain: tab turns the two round")


async def test_other_words_find_other_claims_and_differences_are_those_of_the_claim(
    app: FactcheckApp, desk: Desk, pair: list[int]
) -> None:
    claims.add_claim(desk, claims.NewClaim(text=TWIN))
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("m", "bridge closed")
        await front.sees("The bridge was closed")
        await front.type("ctrl+u", "eurostat")
        await front.sees("number: 5.3 % / 5.2 %")


async def test_a_claim_that_somebody_changed_meanwhile_is_not_merged(
    app: FactcheckApp, desk: Desk, pair: list[int]
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("m")
        await front.sees("says the same")
        claims.edit_claim(replace(desk, actor="bob"), pair[1], claims.ClaimEdit(priority=3))
        await front.type("enter", "enter")

        await front.sees(f"claim {pair[1]} was changed by bob since it was read")
        assert into(desk, pair[1]) is None
        assert isinstance(app.screen, MergeScreen)


async def test_split_gives_the_claim_back_from_the_canonical_one(
    app: FactcheckApp, desk: Desk, pair: list[int]
) -> None:
    duplicates.merge(desk, pair[1], pair[0])
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.sees(f"merged claim {pair[1]}: In July 2023")
        await front.sees(f"ana, claim {pair[1]}, just now: Ask Eurostat")
        await front.type("S")

        await front.sees(f"claim {pair[1]} is split from claim {pair[0]} (u undoes it)")
        assert into(desk, pair[1]) is None
        await front.type("j", "S")
        await front.sees("split: no claim was merged into this one")


async def test_of_several_merged_claims_one_is_chosen(app: FactcheckApp, desk: Desk, pair: list[int]) -> None:
    for number in (1, 2):
        duplicates.merge(desk, number, pair[1])
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("S")
        await front.sees("2 claim 2")
        await front.type("2")
        await front.sees("claim 2 is split from claim 7")
        assert (into(desk, 1), into(desk, 2)) == (pair[1], None)


async def test_hostile_words_are_drawn_harmless(open_app: OpenApp, desk: Desk, settings: Settings) -> None:
    hostile = "Prices \x1b[2J rose \u202eby\u2066 [red]3%[/] in May"
    for _ in range(2):
        claims.add_claim(desk, claims.NewClaim(text=hostile, claimant="\x07a \u202eminister"))
    ascii_ = settings.model_copy(update={"desk": settings.desk.model_copy(update={"ascii": True})})
    app = open_app(desk, ascii_)
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("m")
        await front.sees("says the same")

        shown = front.seen()
        assert "[red]3%[/]" in shown
        assert not set("\x1b\x07\u202e\u2066") & set(shown)
