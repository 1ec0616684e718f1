"""A published claim has a rating, by whatever command it was published."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from factcheck.errors import InputError
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, bulk_edit, citations, claims, undo_redo
from factcheck.services.editing.bulk_edit import SeenRevision
from factcheck.services.editing.claims import ClaimEdit, NewClaim
from factcheck.services.editing.validation import review_if_unrated
from factcheck.services.importing import import_claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.operations.doctor import Fact, examine_desk
from factcheck.services.text.phrases import claim_name, join_names
from factcheck.settings import Settings
from factcheck.store import filters, queries
from factcheck.vocabulary import Status
from tests.conftest import Clock
from tests.support.web import Web, answer, article

LATER = SeenRevision(10**9)
PUBLISH = ClaimEdit(status=Status.PUBLISHED)
LONG = "The bridge over the river was closed for seven weeks"


@pytest.fixture
def three(desk: Desk) -> list[int]:
    """Three claims; the second is rated."""
    ids = [claims.add_claim(desk, NewClaim(text=text)) for text in ("Prices rose", "Taxes fell", LONG)]
    claims.rate_claim(desk, ids[1], "unproven", "no source")
    return ids


def claim_ids(desk: Desk, words: str) -> list[int]:
    """Return the claims that a filter finds."""
    with desk.read() as session:
        return sorted(queries.claim_ids(session, filters.parse(words), me="ana"))


def published(desk: Desk) -> list[int]:
    return claim_ids(desk, "status:published")


def publish_unrated(desk: Desk, claim_id: int) -> None:
    """Publish a claim as an earlier version let people do."""
    with desk.engine.begin() as connection:
        connection.execute(sa.text("UPDATE claim SET status = 'published' WHERE id = :id"), {"id": claim_id})


@contextmanager
def refused(*names: str) -> Iterator[None]:
    with pytest.raises(InputError) as caught:
        yield
    assert all(name in caught.value.message for name in names), caught.value.message
    assert "\n" not in caught.value.message


def test_an_unrated_claim_is_not_published_and_a_rated_one_is(desk: Desk, three: list[int]) -> None:
    with refused("claim 1 “Prices rose”: a claim is published with a rating"):
        claims.edit_claim(desk, three[0], PUBLISH)

    claims.edit_claim(desk, three[1], PUBLISH)

    assert published(desk) == [three[1]]


def test_several_claims_are_published_together_or_none_is(desk: Desk, three: list[int]) -> None:
    with refused("claim 1 “Prices rose” and claim 3 “The bridge over the river was closed…”"):
        claims.edit_claims(desk, three, PUBLISH)

    assert published(desk) == []


def test_a_bulk_edit_names_the_unrated_claims_and_changes_the_others(desk: Desk, three: list[int]) -> None:
    edit = bulk_edit.edit_many(desk, three, PUBLISH, LATER)

    assert (edit.wanted, edit.done, edit.changed) == (3, 1, 1)
    assert edit.unrated == {1: "claim 1 “Prices rose”", 3: "claim 3 “The bridge over the river was closed…”"}
    assert published(desk) == [three[1]]
    undo_redo.undo(desk)
    assert published(desk) == []


def test_a_claim_is_not_added_as_published_without_a_rating(desk: Desk) -> None:
    with refused("a claim is published with a rating"):
        claims.add_claim(desk, NewClaim(text="Rain fell", status=Status.PUBLISHED))

    assert claim_ids(desk, "") == []


def test_the_rating_of_a_published_claim_can_be_changed_but_not_removed(desk: Desk, three: list[int]) -> None:
    claims.edit_claim(desk, three[1], PUBLISH)

    with refused("claim 2 is published"):
        claims.rate_claim(desk, three[1], None, "we were wrong")
    stored = claim_ids(desk, "rating:unproven")
    claims.rate_claim(desk, three[1], "false", "the ministry says no")

    assert (stored, claim_ids(desk, "rating:false")) == ([three[1]], [three[1]])
    assert published(desk) == [three[1]]


@pytest.mark.parametrize("many", [False, True], ids=["one", "bulk"])
def test_undo_leaves_no_published_claim_without_a_rating(desk: Desk, bob: Desk, many: bool) -> None:
    ids = [claims.add_claim(desk, NewClaim(text=f"Claim {number}")) for number in range(2)]
    bulk_edit.rate_many(desk, ids, "true", "counted", LATER) if many else claims.rate_claim(desk, 1, "true", "counted")
    claims.edit_claim(bob, 1, PUBLISH)

    if many:
        assert "1 claim" not in undo_redo.undo(desk).summary  # the other claim is not published
        with refused("claim 1 would be published without a rating, and was not changed"):
            undo_redo.undo(desk)
    else:
        with refused("claim 1 “Claim 0”: a claim is published with a rating"):
            undo_redo.undo(desk)

    with desk.read() as session:
        assert queries.claim_rows(session, [1])[0].rating == "true"


def test_undo_does_not_restore_a_claim_published_without_a_rating(desk: Desk, three: list[int]) -> None:
    publish_unrated(desk, three[0])
    claims.edit_claim(desk, three[0], ClaimEdit(assignee="bob"))
    undo_redo.undo(desk)
    claims.edit_claim(desk, three[0], ClaimEdit(status=Status.REVIEW))

    with refused("claim 1 “Prices rose”"):
        undo_redo.undo(desk)

    assert (published(desk), claim_ids(desk, "status:review")) == ([], [three[0]])


def test_redo_publishes_no_claim_whose_rating_was_removed(desk: Desk, bob: Desk, three: list[int]) -> None:
    claims.edit_claim(desk, three[1], PUBLISH)
    undo_redo.undo(desk)
    claims.rate_claim(bob, three[1], None, "it was the wrong claim")

    with refused("claim 2 “Taxes fell”"):
        undo_redo.redo(desk)

    assert published(desk) == []


async def test_a_reopened_claim_is_published_again_only_with_a_rating(
    desk: Desk, bob: Desk, settings: Settings, web: Web, clock: Clock, three: list[int]
) -> None:
    claims.edit_claim(desk, three[1], PUBLISH)
    citations.cite(desk, three[1], web.url("/a"), quote="taxes fell in May")
    for words in ("taxes fell in May", "taxes fell in June", "taxes fell in June"):
        web["/a"] = answer(article(f"Officials said that {words}, a record, and that nothing else was known."))
        clock.pass_(days=1)
        async for _ in verify(desk, settings, Selection(Which.ALL)):
            pass
    alerts.reopen(desk, alerts.list_alerts(desk)[0].id)
    claims.rate_claim(bob, three[1], None, "the evidence changed")

    with refused("claim 2 “Taxes fell”"):
        undo_redo.undo(desk)

    claims.rate_claim(bob, three[1], "false", "the evidence changed")
    undo_redo.undo(desk)
    assert published(desk) == [three[1]]


CSV = """\
claim,status,rating,why
Prices rose,published,,
Taxes fell,published,unproven,no source
Rain fell,open,,
"""


def test_an_imported_row_that_is_published_without_a_rating_gets_the_status_review(desk: Desk) -> None:
    rows = list(import_claims(desk, "claims.csv", CSV.encode()))

    with desk.read() as session:
        found = [str(row.status) for row in queries.claim_rows(session, [1, 2, 3])]
    assert found == ["review", "published", "open"]
    assert [[note for note in row.notes if "no rating" in note] for row in rows] == [
        ["the row is published and has no rating; it was imported with status review, so that somebody rates it first"], [], [],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "status", "notes"),
    [
        ({"status": "published"}, "review", 1),
        ({"status": Status.PUBLISHED, "rating": ""}, "review", 1),
        ({"status": "published", "rating": "unproven"}, "published", 0),
        ({"status": "open"}, "open", 0),
        ({"text": "Rain fell"}, None, 0),
    ],
)
def test_the_rule_for_an_import_is_a_function_of_the_row(
    fields: dict[str, object], status: str | None, notes: int
) -> None:
    stored, published_fact = review_if_unrated(fields)

    assert (stored.get("status"), len(published_fact)) == (status, notes)
    assert stored.items() >= {name: value for name, value in fields.items() if name != "status"}.items()


def test_the_doctor_names_the_claims_that_are_published_without_a_rating(
    desk: Desk, settings: Settings, three: list[int]
) -> None:
    def published_fact() -> Fact:
        return next(fact for fact in examine_desk(desk, settings, {}) if fact.name == "published")

    before = published_fact()
    publish_unrated(desk, three[0])
    publish_unrated(desk, three[2])
    after = published_fact()

    assert (before.value, before.concern) == ("every published claim has a rating", False)
    assert after.concern and after.value.startswith("2 without a rating: claim 1 “Prices rose” and claim 3")


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: claim_name(7, LONG), "claim 7 “The bridge over the river was closed…”"),
        (lambda: claim_name(7, "x" * 99), f"claim 7 “{'x' * 40}…”"),
        (lambda: claim_name(7, "Prices\nrose"), "claim 7 “Prices rose”"),
        (lambda: join_names([]), ""),
        (lambda: join_names(["a"]), "a"),
        (lambda: join_names(["a", "b"]), "a and b"),
        (lambda: join_names(["a", "b", "c"]), "a, b and c"),
        (lambda: join_names(list("abcdefg")), "a, b, c, d, e and 2 more"),
        (lambda: join_names(["a"], 1000), "a and 999 more"),
    ],
)
def test_claims_are_named_by_number_and_first_words(make: Callable[[], str], text: str) -> None:
    assert make() == text
