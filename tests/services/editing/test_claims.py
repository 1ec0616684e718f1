"""Commands on claims: a refusal gives its reason, and a change is complete or not made."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from factcheck.errors import Conflict, InputError, NotFound
from factcheck.models import Event
from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.services.editing.claims import ClaimEdit, NewClaim
from factcheck.services.editing.text_rules import TEXT_MAX_CHARACTERS
from factcheck.services.editing.validation import validated
from factcheck.store import filters, queries
from factcheck.store.rows import ClaimDetail
from factcheck.vocabulary import Role, Status
from tests.conftest import Clock
from tests.support.chain import broken_line


@pytest.fixture
def claim(desk: Desk) -> int:
    return claims.add_claim(desk, NewClaim(text="Prices rose by 3%", tags=("economy",)))


def detail(desk: Desk, claim: int) -> ClaimDetail:
    with desk.read() as session:
        return queries.claim_detail(session, claim)


def listed(desk: Desk) -> list[int]:
    with desk.read() as session:
        return list(queries.claim_ids(session, filters.parse(""), me=desk.actor))


def lines(desk: Desk) -> list[str]:
    with desk.read() as session:
        return [event.action for event in reversed(queries.events(session))]


def test_a_claim_stores_everything_that_was_given(desk: Desk) -> None:
    new = NewClaim(
        text="Les prix ont monté",
        standalone="Prices rose",
        claimant="A mayor",
        language="fr",
        claimed_from=date(2024, 5, 1),
        claimed_to=date(2024, 5, 31),
        status=Status.OPEN,
        priority=3,
        assignee="bob",
        tags=("Économie", "eu", "eu"),
        appearance="https://talk.example/show",
        rating="false",
        rating_why="They fell",
    )

    added = detail(desk, claims.add_claim(desk, new))

    same = (
        "text",
        "standalone",
        "claimant",
        "language",
        "claimed_from",
        "claimed_to",
        "status",
        "priority",
        "assignee",
    )
    assert [getattr(added.row, name) for name in same] == [getattr(new, name) for name in same]
    assert (added.row.rating, added.rating_why, added.row.tags) == ("false", "They fell", ("eu", "économie"))
    assert [(each.role, each.url) for each in added.citations] == [(Role.APPEARANCE, "https://talk.example/show")]


@pytest.mark.parametrize("claimant", ["", "  ", None])
def test_a_claim_always_has_a_claimant(desk: Desk, claimant: str | None) -> None:
    given = {} if claimant is None else {"claimant": claimant}

    claim = claims.add_claim(desk, validated(NewClaim, text="Prices rose", **given))

    assert detail(desk, claim).row.claimant == "unattributed"


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"text": ""}, "the text is empty"),
        ({"text": " \n\t"}, "the text is empty"),
        ({"text": "\udcff"}, "unable to parse raw data as a unicode string"),
        ({"text": "x" * (TEXT_MAX_CHARACTERS + 1)}, "the text has 10,001 characters; 10,000 are allowed"),
        ({"language": "french!"}, "the language 'french!' is not a language tag"),
        ({"priority": 4}, "the priority '4' is refused"),
        ({"status": "done"}, "the status 'done' is not one of"),
        ({"tags": ("two words",)}, "the tags 'two words' is not a tag"),
        ({"tags": ("x" * 51,)}, "is not a tag"),
        ({"claimant": "x" * 501}, "the claimant has 501 characters"),
        ({"claimant": "\ud800"}, "unable to parse raw data as a unicode string"),
        ({"claimed_from": "2024-06-02", "claimed_to": "2024-06-01"}, "put the earlier day first"),
        ({"claimed_from": "June"}, "the claimed_from 'June' is refused"),
        ({"mood": "bad"}, "the mood 'bad' is refused"),
    ],
)
def test_a_claim_that_cannot_be_stored_is_refused_in_one_line(given: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InputError) as caught:
        validated(NewClaim, **({"text": "Prices rose"} | given))

    assert complaint in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("new", "complaint"),
    [
        (NewClaim(text="One", rating="flase"), "'flase' is not on the scale: true, mostly-true"),
        (NewClaim(text="One", appearance="talk.example/show"), "did you mean https://talk.example/show"),
    ],
)
def test_of_a_refused_claim_nothing_is_stored(desk: Desk, new: NewClaim, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        claims.add_claim(desk, new)

    assert (listed(desk), lines(desk)) == ([], [])


def test_an_edit_changes_only_the_fields_that_were_given(desk: Desk, claim: int, clock: Clock) -> None:
    before = detail(desk, claim).row
    clock.pass_(hours=1)

    version = claims.edit_claim(desk, claim, ClaimEdit(priority=3, add_tags=("EU",), remove_tags=("economy",)))

    after = detail(desk, claim).row
    assert after == replace(before, priority=3, tags=("eu",), updated_at=clock.now, version=version)


@pytest.mark.parametrize(
    "edit", [ClaimEdit(), ClaimEdit(priority=2), ClaimEdit(add_tags=("economy",)), ClaimEdit(remove_tags=("eu",))]
)
def test_an_edit_that_changes_nothing_is_not_logged(desk: Desk, claim: int, edit: ClaimEdit) -> None:
    before = detail(desk, claim)

    claims.edit_claim(desk, claim, edit)

    assert detail(desk, claim) == before
    assert lines(desk) == ["claim.added"]


@pytest.mark.parametrize(
    ("edit", "complaint"),
    [
        (ClaimEdit(status=Status.REJECTED), "a rejected claim needs a reason"),
        (ClaimEdit(text=None), "a claim needs a text"),
        (ClaimEdit(priority=None), "a claim needs a priority"),
        (ClaimEdit(claimed_to=date(2024, 5, 1)), "put the earlier day first"),
    ],
)
def test_an_edit_that_is_not_valid_is_refused(desk: Desk, edit: ClaimEdit, complaint: str) -> None:
    claim = claims.add_claim(desk, NewClaim(text="One", claimed_from=date(2024, 6, 1)))
    before = detail(desk, claim)

    with pytest.raises(InputError, match=complaint):
        claims.edit_claim(desk, claim, edit)

    assert detail(desk, claim) == before


def test_an_edit_can_empty_optional_fields(desk: Desk) -> None:
    full = NewClaim(text="One", assignee="bob", language="fr", claimant="A mayor", standalone="One!")
    claim = claims.add_claim(desk, full)

    claims.edit_claim(desk, claim, ClaimEdit(assignee=None, language=None, claimant=None, standalone=None))

    row = detail(desk, claim).row
    assert (row.assignee, row.language, row.claimant, row.standalone) == (None, None, "unattributed", None)


def test_the_reason_of_a_rejection_is_removed_with_it(desk: Desk, claim: int) -> None:
    claims.edit_claim(desk, claim, ClaimEdit(status=Status.REJECTED, status_why="An opinion"))
    rejected = detail(desk, claim)
    claims.edit_claim(desk, claim, ClaimEdit(status=Status.OPEN))

    assert (rejected.row.status, rejected.status_why) == (Status.REJECTED, "An opinion")
    assert detail(desk, claim).status_why is None


def test_a_save_over_a_newer_version_is_refused_with_both_versions(desk: Desk, bob: Desk, claim: int) -> None:
    read = detail(desk, claim).row.version
    claims.edit_claim(bob, claim, ClaimEdit(text="Prices rose by 8%", priority=3))

    with pytest.raises(Conflict, match="claim 1 was changed by bob since it was read") as caught:
        claims.edit_claim(desk, claim, ClaimEdit(text="Prices rose by 5%"), version=read)

    conflict = caught.value
    assert (conflict.mine, conflict.theirs) == ({"text": "Prices rose by 5%"}, {"text": "Prices rose by 8%"})
    assert (conflict.version, conflict.actor) == (read + 1, "bob")
    assert claims.edit_claim(desk, claim, ClaimEdit(text="Prices rose by 5%"), version=conflict.version) == read + 2


def test_a_note_does_not_conflict_with_an_edit(desk: Desk, bob: Desk, claim: int) -> None:
    read = detail(desk, claim).row.version
    claims.add_note(bob, claim, "I looked at this")

    claims.edit_claim(desk, claim, ClaimEdit(priority=1), version=read)

    assert detail(desk, claim).row.priority == 1


def test_many_claims_are_changed_in_one_bulk_edit(desk: Desk) -> None:
    ids = [claims.add_claim(desk, NewClaim(text=text)) for text in ("One", "Two", "Three")]
    claims.edit_claim(desk, 3, ClaimEdit(assignee="bob"))

    changed = claims.edit_claims(desk, [*ids, 1], ClaimEdit(assignee="bob"))

    assert changed == 2
    assert [detail(desk, claim).row.assignee for claim in ids] == ["bob"] * 3


def test_a_bulk_edit_has_the_same_events_as_single_edits(desk: Desk) -> None:
    for text in ("One", "Two", "Three"):
        claims.add_claim(desk, NewClaim(text=text, tags=("old",)))
    edit = ClaimEdit(status=Status.REJECTED, status_why="Twice", add_tags=("new",), remove_tags=("old",))

    claims.edit_claim(desk, 1, edit)
    claims.edit_claims(desk, [2, 3], edit)

    with desk.read() as session:
        one, *others = [line.data for line in session.exec(select(Event).where(col(Event.action) == "claim.edited"))]
    assert {line.pop("batch") for line in others} != set()
    assert [line["changes"][0].pop("row") for line in (one, *others)] == ["claim:1", "claim:2", "claim:3"]
    assert others == [one, one]
    assert broken_line(desk) is None


def test_many_claims_are_changed_by_few_statements(desk: Desk) -> None:
    ids = [claims.add_claim(desk, NewClaim(text=f"Claim {number}")) for number in range(20)]
    statements: list[str] = []
    sa.event.listen(desk.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    claims.edit_claims(desk, ids, ClaimEdit(priority=1))

    assert len(statements) < 2 * len(ids)


def test_of_many_claims_all_are_changed_or_none(desk: Desk, claim: int) -> None:
    before = detail(desk, claim)

    with pytest.raises(NotFound, match="there is no claim 99"):
        claims.edit_claims(desk, [claim, 99], ClaimEdit(priority=3))

    assert detail(desk, claim) == before


def test_a_rating_keeps_its_reason(desk: Desk, claim: int) -> None:
    claims.rate_claim(desk, claim, "false", "They fell")

    rated = detail(desk, claim)
    assert (rated.row.rating, rated.rating_why, rated.row.status) == ("false", "They fell", Status.INBOX)


def test_a_rating_can_be_removed(desk: Desk, claim: int) -> None:
    claims.rate_claim(desk, claim, "false", "They fell")
    claims.rate_claim(desk, claim, None, "I misread the table")

    assert (detail(desk, claim).row.rating, detail(desk, claim).rating_why) == (None, "I misread the table")


@pytest.mark.parametrize(
    ("rating", "why", "complaint"),
    [
        ("false", " ", "a rating needs a reason"),
        ("flase", "They fell", "'flase' is not on the scale: true, mostly-true, mixed, misleading, false, unproven"),
        ("false", "x" * (TEXT_MAX_CHARACTERS + 1), "the reason has 10,001 characters"),
        ("false", "\udcff", "the reason is not valid Unicode"),
    ],
    ids=["empty", "unknown", "long", "surrogate"],
)
def test_a_rating_that_is_not_valid_is_refused(desk: Desk, claim: int, rating: str, why: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        claims.rate_claim(desk, claim, rating, why)

    assert lines(desk) == ["claim.added"]


@pytest.mark.parametrize(
    "text", ["", " \n", "x" * (TEXT_MAX_CHARACTERS + 1), "\ud800"], ids=["empty", "blank", "long", "surrogate"]
)
def test_a_note_that_cannot_be_stored_is_refused(desk: Desk, claim: int, text: str) -> None:
    with pytest.raises(InputError, match="the note"):
        claims.add_note(desk, claim, text)

    assert detail(desk, claim).notes == []


def test_a_withdrawn_claim_is_in_no_list_and_in_the_log(desk: Desk, claim: int) -> None:
    claims.withdraw_claim(desk, claim)

    assert listed(desk) == []
    assert lines(desk) == ["claim.added", "claim.withdrawn"]


@pytest.mark.parametrize("number", [99, 0, -1, 2**63, 10**30])
@pytest.mark.parametrize(
    "act",
    [
        lambda desk, number: claims.edit_claim(desk, number, ClaimEdit(priority=3)),
        lambda desk, number: claims.rate_claim(desk, number, "false", "So"),
        lambda desk, number: claims.add_note(desk, number, "So"),
        lambda desk, number: claims.withdraw_claim(desk, number),
    ],
    ids=["edit", "rate", "note", "withdraw"],
)
def test_a_claim_that_does_not_exist_cannot_be_changed(desk: Desk, act: Any, number: int) -> None:
    with pytest.raises(NotFound, match=f"there is no claim {number}"):
        act(desk, number)


def test_a_withdrawn_claim_cannot_be_changed(desk: Desk, claim: int) -> None:
    claims.withdraw_claim(desk, claim)

    with pytest.raises(NotFound):
        claims.edit_claim(desk, claim, ClaimEdit(priority=3))


def test_the_scale_is_in_order(desk: Desk) -> None:
    assert [step.key for step in claims.scale(desk)] == "true mostly-true mixed misleading false unproven".split()
