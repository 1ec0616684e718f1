"""Lists: consecutive pages, claims in the requested order, and badges with the right counts."""

import random
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
import sqlalchemy as sa

from factcheck.errors import NotFound
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, citations, claims, undo_redo
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from factcheck.store import filters, queries, triggers
from factcheck.store.rows import Sort
from factcheck.vocabulary import LinkState, Status
from tests.conftest import Clock
from tests.support.web import Web, answer

ALL = filters.parse("")


@pytest.fixture
def many(desk: Desk, clock: Clock) -> Desk:
    """Claims of mixed priority, attention and age, with ties in each."""
    chance = random.Random(7)
    with desk.write() as session:
        for number in range(40):
            clock.pass_(seconds=chance.choice([0, 0, 1, 60]))
            new = claims.NewClaim(text=f"Claim {number}", priority=chance.choice([1, 2, 3]))
            claims.make_claim(session, desk.actor, new, desk.clock())
        for number in chance.sample(range(1, 41), 15):
            session.execute(sa.text("UPDATE claim SET attention = :n WHERE id = :id"), {"n": number % 3, "id": number})
        session.commit()
    return desk


def pages(desk: Desk, sort: Sort, limit: int, words: str = "") -> list[list[int]]:
    """The pages of a list, from the first to the one that says it is the last."""
    found: list[list[int]] = []
    after: tuple[Any, ...] | None = None
    with desk.read() as session:
        for _ in range(100):
            page = queries.claim_page(session, filters.parse(words), me="ana", sort=sort, after=after, limit=limit)
            found.append([row.id for row in page.rows])
            after = page.after
            if after is None:
                break
    return found


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("limit", [1, 7, 20, 40, 50])
def test_pages_join_up_to_the_whole_list(many: Desk, sort: Sort, limit: int) -> None:
    found = pages(many, sort, limit)

    with many.read() as session:
        assert list(chain(*found)) == list(queries.claim_ids(session, ALL, me="ana", sort=sort))
    assert sorted(chain(*found)) == list(range(1, 41))
    assert len(found) == -(-40 // limit)


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        (Sort.ATTENTION, ("attention", "priority", "id")),
        (Sort.UPDATED, ("updated_at", "id")),
        (Sort.ID, ("id",)),
    ],
)
def test_a_list_begins_with_the_claims_that_need_review_most(many: Desk, sort: Sort, key: tuple[str, ...]) -> None:
    with many.read() as session:
        rows = queries.claim_page(session, ALL, me="ana", sort=sort, limit=40).rows

    assert rows == sorted(rows, key=lambda row: [getattr(row, name) for name in key], reverse=True)


def test_the_pages_of_a_filter_contain_only_its_claims(many: Desk) -> None:
    found = list(chain(*pages(many, Sort.ATTENTION, 3, "priority:3 claim")))

    with many.read() as session:
        assert {row.priority for row in queries.claim_rows(session, found)} == {3}
        assert len(found) == queries.count(session, filters.parse("priority:3 claim"), me="ana")


def test_a_count_stops_at_its_cap(many: Desk) -> None:
    with many.read() as session:
        assert queries.count(session, ALL, me="ana", cap=25) == 25


def test_rows_come_in_the_requested_order(many: Desk) -> None:
    with many.read() as session:
        assert [row.id for row in queries.claim_rows(session, [5, 99, 2, 31])] == [5, 2, 31]


def recounted(desk: Desk) -> tuple[dict[str, int], dict[str, int]]:
    """The badges, and what they should say."""
    with desk.read() as session:
        badges = queries.badges(session)
        said = {name: getattr(badges, name) for name in (*Status, triggers.ATTENTION)}
        return {str(name): value for name, value in said.items()}, triggers.recount(session.connection())


async def test_badges_count_the_claims_after_every_change(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    seen = []

    def look() -> None:
        seen.append(recounted(desk))

    first, second, third = (claims.add_claim(desk, claims.NewClaim(text=text)) for text in ("One", "Two", "Three"))
    look()
    claims.edit_claims(desk, [first, second], claims.ClaimEdit(status=Status.OPEN))
    look()
    web["/a"] = answer(status="410 Gone")
    for claim in (first, third):
        citations.cite(desk, claim, web.url("/a"))
    for days in (0, 1, 3):
        clock.pass_(days=days)
        async for _ in verify(desk, settings, Selection(Which.ALL)):
            pass
    look()
    claims.withdraw_claim(desk, third)
    look()
    undo_redo.undo(desk)
    look()
    alerts.dismiss(desk, alerts.list_alerts(desk)[0].id)
    look()
    undo_redo.undo(desk)
    look()
    claims.edit_claim(desk, first, claims.ClaimEdit(status=Status.REJECTED, status_why="Too vague"))
    look()

    assert [said for said, _ in seen] == [counted for _, counted in seen]
    assert [said["attention"] for said, _ in seen] == [0, 0, 2, 1, 2, 1, 2, 2]
    assert [said["open"] for said, _ in seen] == [0, 2, 2, 2, 2, 2, 2, 1]
    assert [said["inbox"] for said, _ in seen] == [3, 1, 1, 0, 1, 1, 1, 1]


def test_a_claim_shows_the_worst_of_its_links(desk: Desk) -> None:
    claim = claims.add_claim(desk, claims.NewClaim(text="One"))
    for name in ("a", "b", "c"):
        citations.cite(desk, claim, f"https://{name}.example/")
    with desk.write() as session:
        for number, state in enumerate([LinkState.OK, LinkState.DEAD, LinkState.BLOCKED], 1):
            session.execute(sa.text("UPDATE source SET state = :s WHERE id = :id"), {"s": str(state), "id": number})
        session.commit()

    with desk.read() as session:
        (row,) = queries.claim_rows(session, [claim])

    assert (row.link, row.quote, row.citations, row.checked_at) == (LinkState.DEAD, None, 3, None)


def test_a_claims_detail_is_everything_about_it(desk: Desk, clock: Clock) -> None:
    claim = claims.add_claim(desk, claims.NewClaim(text="One", tags=("b", "a"), appearance="https://talk.example/"))
    citations.cite(desk, claim, "https://news.example/", quote="one", prefix="just")
    claims.add_note(desk, claim, "first")
    clock.pass_(minutes=1)
    claims.add_note(desk, claim, "second")

    with desk.read() as session:
        detail = queries.claim_detail(session, claim)

    assert detail.row.tags == ("a", "b")
    assert [(row.role, row.exact, row.prefix) for row in detail.citations] == [
        ("evidence", "one", "just"),
        ("appearance", None, ""),
    ]
    assert [(note.text, clock.now - note.at) for note in detail.notes] == [
        ("second", timedelta(0)),
        ("first", timedelta(minutes=1)),
    ]


@pytest.mark.parametrize("claim", [2, 99, 0])
def test_a_claim_that_does_not_exist_has_no_detail(desk: Desk, claim: int) -> None:
    claims.add_claim(desk, claims.NewClaim(text="One"))
    claims.withdraw_claim(desk, claims.add_claim(desk, claims.NewClaim(text="Two")))

    with pytest.raises(NotFound, match=f"there is no claim {claim}"), desk.read() as session:
        queries.claim_detail(session, claim)


def test_the_log_is_read_backwards_by_page_and_forwards_from_an_event(desk: Desk) -> None:
    for text in ("One", "Two", "Three"):
        claims.add_claim(desk, claims.NewClaim(text=text))
    claims.add_note(desk, 1, "A note")

    with desk.read() as session:
        assert [event.id for event in queries.events(session, limit=2)] == [4, 3]
        assert [event.id for event in queries.events(session, limit=2, before_id=3)] == [2, 1]
        assert [event.id for event in queries.events(session, 1)] == [4, 1]
        assert [event.id for event in queries.events_since(session, 2)] == [3, 4]
        assert queries.last_event_id(session) == 4
