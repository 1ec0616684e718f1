"""Keys typed ahead, in the real program on a real terminal: Textual's pilot waits after each key and cannot see a race."""

from pathlib import Path

import pytest

from bench import bursts
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, claims
from factcheck.settings import Settings
from factcheck.store import filters, queries
from factcheck.vocabulary import Status
from tests.tui.terminal import program


def count(desk: Desk, text: str) -> int:
    with desk.read() as session:
        return queries.count(session, filters.parse(text), me="ana")


def add_rated(desk: Desk, number: int) -> int:
    rated = claims.NewClaim(text=f"Claim number {number}", rating="unproven", rating_why="no source")
    return claims.add_claim(desk, rated)


@pytest.fixture
def twenty(desk: Desk) -> list[int]:
    return [add_rated(desk, number) for number in range(20)]


def test_twenty_commands_in_a_burst_act_on_twenty_claims(desk: Desk, settings: Settings, twenty: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type("soj" * 10 + "spyj" * 10)
        terminal.until(lambda: count(desk, "status:inbox") == 0)

    with desk.read() as session:
        rows = queries.claim_rows(session, twenty[::-1])
    assert [str(row.status) for row in rows] == ["open"] * 10 + ["published"] * 10


def test_ratings_with_their_reasons_in_a_burst(desk: Desk, settings: Settings, twenty: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type("".join(f"vfno source {number}\rj" for number in range(5)))
        terminal.until(lambda: count(desk, "rating:false") == 5)

    with desk.read() as session:
        whys = queries.rating_whys(session, twenty)
    assert [whys[each] for each in twenty[::-1][:5]] == [f"no source {number}" for number in range(5)]


def test_text_typed_after_a_slash_never_acts_on_a_claim(desk: Desk, settings: Settings, twenty: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type("/vaccine tax sp so am\r")
        terminal.until(lambda: "No claim matches" in terminal.shown)

    with desk.read() as session:
        assert queries.last_event_id(session) == 20


def test_a_note_typed_at_once_is_whole(desk: Desk, settings: Settings, twenty: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type("nask the ministry again, so sp am\rjnsecond\r")
        terminal.until(lambda: "note added to claim 19" in terminal.shown)

    with desk.read() as session:
        notes = [[note.text for note in queries.claim_detail(session, each).notes] for each in (twenty[19], twenty[18])]
    assert notes == [["ask the ministry again, so sp am"], ["second"]]


def test_a_claim_typed_into_the_form_at_once_is_whole(desk: Desk, settings: Settings) -> None:
    with program(settings) as terminal:
        terminal.type("iThe dam holds\t\tan engineer\t2024\x13")
        terminal.until(lambda: count(desk, "status:inbox") == 1)
        terminal.until(lambda: "cites a source for it" in terminal.shown)

    with desk.read() as session:
        row = queries.claim_rows(session, [1])[0]
    assert (row.text, row.claimant, str(row.claimed_from)) == ("The dam holds", "an engineer", "2024-01-01")


def test_bursts_of_every_kind_act_where_they_were_meant(tmp_path: Path) -> None:
    told = dict(bursts.play(tmp_path, 1))

    assert {name: (counted["lost"], counted["misplaced"]) for name, counted in told.items()} == dict.fromkeys(
        bursts.KINDS, (0, 0)
    )
    assert all(counted["right"] for counted in told.values())


def test_an_answer_typed_ahead_answers_a_question_that_the_keys_foresee(desk: Desk, settings: Settings) -> None:
    for number in range(60):
        add_rated(desk, number)

    with program(settings) as terminal:
        terminal.type("*sryspyjjso")
        terminal.until(lambda: count(desk, "status:open") == 1)

    with desk.read() as session:
        rows = queries.claim_rows(session, [60, 59, 58])
    assert [str(row.status) for row in rows] == ["published", "review", "open"]
    assert count(desk, "status:review") == 58


def test_a_key_typed_before_an_unforeseen_question_does_not_answer_it_and_keeps_its_place(
    desk: Desk, settings: Settings, twenty: list[int]
) -> None:
    claims.edit_claim(desk, twenty[18], claims.ClaimEdit(status=Status.PUBLISHED))

    with program(settings) as terminal:
        terminal.type("sojsojso" + "y")
        terminal.until(lambda: count(desk, "status:open") == 2)
        terminal.type("kso" + "y")
        terminal.until(lambda: "copy:" in terminal.shown)

    with desk.read() as session:
        rows = queries.claim_rows(session, twenty[:-4:-1])
    assert [str(row.status) for row in rows] == ["open", "published", "open"]


def test_keys_typed_after_a_filter_wait_for_its_claims(desk: Desk, settings: Settings, twenty: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type('/"number 7"\rsr')
        terminal.until(lambda: count(desk, "status:review") == 1)

    with desk.read() as session:
        assert str(queries.claim_rows(session, [twenty[7]])[0].status) == "review"


def test_keys_typed_after_a_wrong_filter_act_on_nothing(desk: Desk, settings: Settings, twenty: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type("/status:inbx\r*sry")
        terminal.until(lambda: "did you mean inbox" in terminal.shown)

    assert count(desk, "status:review") == 0


async def test_keys_typed_ahead_go_through_the_alerts_and_the_diff(
    desk: Desk, settings: Settings, night: list[int]
) -> None:
    with program(settings) as terminal:
        terminal.type("!dd]]q" + "DDD" + "q" + "pnp3")  # diff and back, three alerts, the queue; n is no priority
        terminal.until(lambda: count(desk, "attention:yes") == 0 and count(desk, "priority:3") == 1)

    assert [each.resolution for each in alerts.list_alerts(desk, open_only=False)] == ["dismissed"] * 3


async def test_the_new_words_are_accepted_in_a_diff_that_is_still_being_read(
    desk: Desk, settings: Settings, night: list[int]
) -> None:
    with program(settings) as terminal:
        terminal.type("jjd]Asit still rose\rqnaccepted\r")
        terminal.until(lambda: "note added to claim" in terminal.shown)

    with desk.read() as session:
        detail = queries.claim_detail(session, night[0])
    assert (detail.citations[0].exact, sorted(note.text for note in detail.notes)) == (
        "prices rose by 8% in May",
        ["accepted", "it still rose"],
    )


def test_panes_and_claims_are_gone_through_ahead_of_the_screen(
    desk: Desk, settings: Settings, twenty: list[int]
) -> None:
    with program(settings) as terminal:
        terminal.type("\rJso" + "J34\tj" + "2Jso" + "1jso")
        terminal.until(lambda: count(desk, "status:open") == 3)

    with desk.read() as session:
        opened = [row.id for row in queries.claim_rows(session, twenty) if str(row.status) == "open"]
    assert opened == [twenty[14], twenty[15], twenty[18]]


def test_no_key_typed_ahead_decides_a_conflict(desk: Desk, bob: Desk, settings: Settings, twenty: list[int]) -> None:
    with program(settings) as terminal:
        terminal.type("T")
        terminal.until(lambda: "removes one" in terminal.shown)
        claims.edit_claim(bob, twenty[19], claims.ClaimEdit(priority=3))
        terminal.type("war\r" + "\x0f" * 3)
        terminal.until(lambda: "your change is not stored" in terminal.shown)
        before = count(desk, "tag:war")
        terminal.until(lambda: "keep theirs" in terminal.shown)
        terminal.type("jnseen\r")
        terminal.until(lambda: "note added to claim" in terminal.shown)
        terminal.type("\x0f")
        terminal.until(lambda: count(desk, "tag:war") == 1)

    assert before == 0
