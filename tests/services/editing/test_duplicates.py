"""Claims that are merged into one and split again: what goes where, what is refused, and what undo brings back."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from factcheck.errors import Conflict, InputError, MergedClaim, NotFound
from factcheck.models import Alert, Citation, Claim
from factcheck.resources import PACKAGE
from factcheck.services.captures.export import export_claim
from factcheck.services.captures.reader import Subject, SubjectKind, list_captures
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, bulk_edit, citations, claims, duplicates, undo_redo
from factcheck.services.editing.duplicates import Relinked
from factcheck.services.importing import import_claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.operations.compaction import compact
from factcheck.services.operations.integrity import check_integrity
from factcheck.settings import Settings
from factcheck.store import filters, queries
from factcheck.store.rows import ClaimDetail
from factcheck.vocabulary import Role, Stance, Status
from tests.conftest import Clock
from tests.support.web import Web, answer, article

PAGE = "https://news.example/a"


def add(desk: Desk, text: str = "Prices rose by 3%", *tags: str, status: Status = Status.OPEN) -> int:
    rated: dict[str, Any] = {"rating": "true", "rating_why": "So it says"} if status is Status.PUBLISHED else {}
    why: dict[str, Any] = {"status_why": "An opinion"} if status is Status.REJECTED else {}
    return claims.add_claim(desk, claims.NewClaim(text=text, tags=tags, status=status, **rated, **why))


def detail(desk: Desk, claim_id: int) -> ClaimDetail:
    with desk.read() as session:
        return queries.claim_detail(session, claim_id)


def quotes(desk: Desk, claim_id: int) -> list[str | None]:
    return [each.exact for each in detail(desk, claim_id).citations]


def listed(desk: Desk, words: str = "") -> list[int]:
    with desk.read() as session:
        return sorted(queries.claim_ids(session, filters.parse(words), me=desk.actor))


def is_intact(desk: Desk) -> bool:
    return check_integrity(desk, full=True, save_checkpoint=False).findings() == []


@pytest.fixture
def pair(desk: Desk) -> Desk:
    """Two claims with a citation in common, and something of its own each."""
    add(desk, "Prices rose by 3%", "economy", "may")
    add(desk, "In May, prices went up by 3 percent", "economy", "june")
    for claim_id, words in ((1, "both"), (1, "only one"), (2, "both"), (2, "only two")):
        citations.cite(desk, claim_id, PAGE, quote=words, stance=Stance.SUPPORTS)
    claims.add_note(desk, 1, "Ask the ministry")
    return desk


def test_a_merged_claim_brings_what_the_other_one_does_not_have(pair: Desk) -> None:
    done = duplicates.merge(pair, 1, 2)

    assert done == Relinked(1, 2, citations=1, identical=1, notes=1, tags=("may",))
    remaining = detail(pair, 2)
    assert [(each.exact, each.merged_from) for each in remaining.citations] == [
        ("only one", 1), ("both", None), ("only two", None)
    ]  # fmt: skip
    assert [(note.text, note.author, note.merged_from) for note in remaining.notes] == [("Ask the ministry", "ana", 1)]
    assert remaining.row.tags == ("economy", "june", "may")
    assert [(each.id, each.text, each.canonical) for each in remaining.merged] == [(1, "Prices rose by 3%", 2)]
    assert is_intact(pair)


def test_the_same_words_with_another_stance_are_another_citation(desk: Desk) -> None:
    for stance in (Stance.SUPPORTS, Stance.REFUTES):
        citations.cite(desk, add(desk), PAGE, quote="prices rose", stance=stance)

    duplicates.merge(desk, 1, 2)

    assert {each.stance for each in detail(desk, 2).citations} == {Stance.SUPPORTS, Stance.REFUTES}


def test_lists_and_counters_leave_a_merged_claim_out(pair: Desk) -> None:
    duplicates.merge(pair, 1, 2)

    assert listed(pair) == listed(pair, "tag:may") == listed(pair, "prices") == [2]
    with pair.read() as session:
        assert queries.badges(session).open == 1
        merged = queries.merged_claim(session, 1)
    assert merged is not None
    assert (merged.into, merged.canonical, merged.actor, merged.at) == (2, 2, "ana", pair.clock())


def test_split_returns_what_came_and_leaves_what_was_added_since(pair: Desk) -> None:
    duplicates.merge(pair, 1, 2)
    citations.edit_citation(pair, 2, stance=Stance.REFUTES, exact="only one, edited")
    citations.cite(pair, 2, PAGE, quote="added since")
    claims.add_note(pair, 2, "Added since")
    claims.edit_claim(pair, 2, claims.ClaimEdit(add_tags=("since",)))

    done = duplicates.split(pair, 1)

    assert done == Relinked(1, 2, citations=1, notes=1, tags=("may",))
    assert sorted(map(str, quotes(pair, 1))) == ["both", "only one, edited"]
    assert quotes(pair, 2) == ["both", "only two", "added since"]
    assert [note.text for note in detail(pair, 2).notes] == ["Added since"]
    assert detail(pair, 1).row.tags == ("economy", "may")
    assert detail(pair, 2).row.tags == ("economy", "june", "since")
    assert detail(pair, 1).row.status is Status.OPEN
    assert is_intact(pair)


def test_a_citation_that_was_withdrawn_since_returns_withdrawn(pair: Desk) -> None:
    duplicates.merge(pair, 1, 2)
    citations.withdraw_citation(pair, 2)

    duplicates.split(pair, 1)

    assert quotes(pair, 1) == ["both"]
    assert quotes(pair, 2) == ["both", "only two"]
    with pair.read() as session:
        assert session.get_one(Citation, 2).claim_id == 1


def test_claims_are_merged_in_a_chain_and_each_is_split_by_itself(desk: Desk) -> None:
    for number in (1, 2, 3):
        citations.cite(desk, add(desk, f"Claim {number}", f"tag-{number}"), PAGE, quote=f"words {number}")
    duplicates.merge(desk, 1, 2)
    duplicates.merge(desk, 2, 3)

    assert quotes(desk, 3) == ["words 1", "words 2", "words 3"]
    assert detail(desk, 3).row.tags == ("tag-1", "tag-2", "tag-3")
    with pytest.raises(MergedClaim, match="claim 1 was merged into claim 3; use claim 3"):
        claims.add_note(desk, 1, "A note")

    duplicates.split(desk, 1)
    assert (quotes(desk, 1), quotes(desk, 3)) == (["words 1"], ["words 2", "words 3"])
    assert detail(desk, 3).row.tags == ("tag-2", "tag-3")
    duplicates.split(desk, 2)
    assert (quotes(desk, 2), quotes(desk, 3)) == (["words 2"], ["words 3"])
    assert is_intact(desk)


def test_a_claim_that_leaves_a_chain_takes_along_what_was_merged_into_it(desk: Desk) -> None:
    for number in (1, 2, 3):
        citations.cite(desk, add(desk, f"Claim {number}"), PAGE, quote=f"words {number}")
    duplicates.merge(desk, 1, 2)
    duplicates.merge(desk, 2, 3)

    duplicates.split(desk, 2)

    assert (quotes(desk, 2), quotes(desk, 3)) == (["words 1", "words 2"], ["words 3"])


def test_when_a_citation_leaves_the_same_one_of_another_merged_claim_takes_its_place(desk: Desk) -> None:
    for _ in range(2):
        citations.cite(desk, add(desk), PAGE, quote="prices rose")
    add(desk)
    duplicates.merge(desk, 1, 3)
    duplicates.merge(desk, 2, 3)
    assert [each.id for each in detail(desk, 3).citations] == [1]

    duplicates.split(desk, 1)

    assert [each.id for each in detail(desk, 3).citations] == [2]
    duplicates.split(desk, 2)
    assert [each.id for each in detail(desk, 2).citations] == [2]
    assert detail(desk, 3).citations == []
    assert is_intact(desk)


@pytest.mark.parametrize("status", [Status.INBOX, Status.OPEN, Status.REVIEW, Status.REJECTED, Status.PUBLISHED])
def test_a_claim_of_any_status_takes_in_another_and_all_but_published_ones_are_merged(
    desk: Desk, status: Status
) -> None:
    add(desk)
    add(desk, status=status)

    assert duplicates.merge(desk, 1, 2).other_id == 2
    duplicates.split(desk, 1)
    if status is Status.PUBLISHED:
        with pytest.raises(
            InputError, match="claim 2 is published, and readers rely on it; merge claim 1 into it instead"
        ):
            duplicates.merge(desk, 2, 1)
    else:
        duplicates.merge(desk, 2, 1)
        duplicates.split(desk, 2)
    assert detail(desk, 2).row.status is status


@pytest.mark.parametrize(
    ("claim_id", "into", "error", "message"),
    [
        (3, 3, InputError, "claim 3 cannot be merged into itself"),
        (9, 3, NotFound, "there is no claim 9"),
        (3, 9, NotFound, "there is no claim 9"),
        (3, 1, MergedClaim, "claim 1 was merged into claim 2; use claim 2"),
        (1, 3, MergedClaim, "claim 1 was merged into claim 2; use claim 2"),
        (2, 1, MergedClaim, "claim 1 was merged into claim 2"),
    ],
)
def test_what_cannot_be_merged_is_named(
    desk: Desk, claim_id: int, into: int, error: type[InputError], message: str
) -> None:
    for _ in range(3):
        add(desk)
    duplicates.merge(desk, 1, 2)

    with pytest.raises(error, match=message):
        duplicates.merge(desk, claim_id, into)
    with pytest.raises(InputError, match="claim 3 is not merged into another claim; there is nothing to split"):
        duplicates.split(desk, 3)
    assert listed(desk) == [2, 3]


def test_every_edit_of_a_merged_claim_names_the_canonical_one(pair: Desk) -> None:
    duplicates.merge(pair, 1, 2)
    with pair.read() as session:
        kept = session.exec(select(Citation.id).where(Citation.claim_id == 1)).one()

    for edit in (
        lambda: claims.edit_claim(pair, 1, claims.ClaimEdit(priority=3)),
        lambda: claims.edit_claims(pair, [1], claims.ClaimEdit(priority=3)),
        lambda: claims.rate_claim(pair, 1, "false", "It fell"),
        lambda: claims.add_note(pair, 1, "A note"),
        lambda: claims.withdraw_claim(pair, 1),
        lambda: citations.cite(pair, 1, PAGE),
        lambda: citations.withdraw_citation(pair, kept),
        lambda: citations.edit_citation(pair, kept, comment="A remark"),
        lambda: detail(pair, 1),
    ):
        with pytest.raises(MergedClaim, match="claim 1 was merged into claim 2; use claim 2, or split them"):
            edit()
    seen = bulk_edit.SeenRevision(10**6)
    assert bulk_edit.edit_many(pair, [1, 2], claims.ClaimEdit(priority=3), seen).gone == 1


def test_a_merge_of_claims_that_somebody_changed_since_is_a_conflict(pair: Desk, bob: Desk) -> None:
    seen = {number: detail(pair, number).row.version for number in (1, 2)}
    claims.edit_claim(bob, 2, claims.ClaimEdit(priority=3))

    with pytest.raises(Conflict, match="claim 2 was changed by bob"):
        duplicates.merge(pair, 1, 2, version=seen[1], into_version=seen[2])
    duplicates.merge(pair, 1, 2, version=seen[1])
    with pytest.raises(Conflict, match="claim 2 was changed by ana"):
        claims.edit_claim(bob, 2, claims.ClaimEdit(priority=1), version=seen[2] + 1)


def test_undo_and_redo_go_back_and_forth(pair: Desk) -> None:
    def state() -> tuple[object, ...]:
        with pair.read() as session:
            rows = [
                [
                    (row.id, row.claim_id, row.merged_from)
                    for row in session.exec(select(Citation).order_by(col(Citation.id)))
                ],
                [(row.id, row.merged_into, row.withdrawn_at) for row in session.exec(select(Claim))],
                [row.tags for row in queries.claim_rows(session, [1, 2])],
            ]
        return tuple(rows)

    states = [state()]
    duplicates.merge(pair, 1, 2)
    states.append(state())
    duplicates.split(pair, 1)
    assert state() == states[0]

    assert undo_redo.undo(pair).summary == "undone: split claim 1 from claim 2"
    assert state() == states[1]
    assert undo_redo.undo(pair, 1).summary == "undone: merged claim 1 into claim 2"
    assert state() == states[0]
    assert undo_redo.redo(pair, 2).summary == "redone: merged claim 1 into claim 2"
    assert state() == states[1]
    assert undo_redo.undo(pair).action == "action.redone" or state() == states[0]
    assert is_intact(pair)


def test_an_undo_that_others_made_impossible_is_refused(pair: Desk, bob: Desk) -> None:
    add(pair)
    duplicates.merge(pair, 1, 2)
    duplicates.split(bob, 1)
    with pytest.raises(InputError, match="claim 1 is no longer merged into claim 2"):
        undo_redo.undo(pair)

    duplicates.merge(bob, 2, 1)
    undo_redo.undo(bob)
    duplicates.merge(pair, 1, 2)
    with pytest.raises(InputError, match="claim 2 is not removed: ana merged claim 1 into claim 2 since"):
        undo_redo.redo(bob)
    assert is_intact(pair)


def test_a_claim_published_since_is_not_merged_again_by_redo(pair: Desk) -> None:
    duplicates.merge(pair, 1, 2)
    undo_redo.undo(pair)
    bob = replace(pair, actor="bob")
    claims.rate_claim(bob, 1, "true", "So it says")
    claims.edit_claim(bob, 1, claims.ClaimEdit(status=Status.PUBLISHED))

    with pytest.raises(InputError, match="claim 1 is not removed: bob rated the claim"):
        undo_redo.redo(pair)


def test_an_undo_of_an_edit_of_a_claim_that_was_merged_since_is_refused(pair: Desk, bob: Desk) -> None:
    claims.edit_claim(pair, 1, claims.ClaimEdit(priority=3))
    citations.edit_citation(pair, 2, comment="A remark")
    duplicates.merge(bob, 1, 2)

    undo_redo.undo(pair)  # the citation is at claim 2 now
    with pair.read() as session:
        assert [event.claim_id for event in queries.events(session, limit=1)] == [2]
        assert session.get_one(Citation, 2).comment is None
    with pytest.raises(MergedClaim, match="claim 1 was merged into claim 2"):
        undo_redo.undo(pair)
    assert is_intact(pair)


def test_an_undo_of_a_bulk_edit_leaves_a_merged_claim_and_says_so(pair: Desk, bob: Desk) -> None:
    bulk_edit.edit_many(pair, [1, 2], claims.ClaimEdit(priority=3), bulk_edit.SeenRevision(10**6))
    duplicates.merge(bob, 1, 2)

    undone = undo_redo.undo(pair)

    assert (undone.count, undone.left) == (1, ("claim 1 was merged into claim 2 since, and was not changed",))


def test_the_log_of_the_canonical_claim_has_both_histories(pair: Desk) -> None:
    duplicates.merge(pair, 1, 2)

    with pair.read() as session:
        lines = queries.events(session, 2)
        own = queries.events(session, 1)
    assert {line.claim_id for line in lines} == {1, 2}
    assert [undo_redo.event_text(line) for line in lines[:2]] == ["merged claim 1 into claim 2"] * 2
    assert {line.id for line in own} < {line.id for line in lines}
    assert [line.id for line in lines] == sorted((line.id for line in lines), reverse=True)


def test_an_import_knows_a_merged_claim_again_and_changes_nothing(desk: Desk) -> None:
    rows = b"id,text,url\n7,Prices rose by 3%,https://news.example/a\n"
    list(import_claims(desk, "claims.csv", rows))
    add(desk, "In May, prices went up by 3 percent")
    duplicates.merge(desk, 1, 2)

    (again,) = import_claims(desk, "claims.csv", rows.replace(b"3%", b"4%").replace(b"/a", b"/b"))

    assert (again.result, again.claim_id) == ("known", 2)
    assert again.why == "imported before as claim 1, which was merged into this claim since"
    assert listed(desk) == [2]


def test_a_citation_that_was_moved_past_the_log_is_found(pair: Desk, settings: Settings) -> None:
    duplicates.merge(pair, 1, 2)
    with closing(sqlite3.connect(settings.db)) as raw, raw:
        raw.execute("UPDATE citation SET claim_id = 1 WHERE id = 2")

    (found,) = check_integrity(pair, full=True, save_checkpoint=False).findings()

    assert found.text == "citation 2: claim_id is 1 where line 8 of the log says 2"


GONE = answer(status="404 Not Found")


async def days(desk: Desk, settings: Settings, clock: Clock, number: int) -> None:
    for _ in range(number):
        clock.pass_(days=1)
        async for _ in verify(desk, settings, Selection(Which.ALL)):
            pass


async def test_joined_citations_are_checked_and_their_alerts_count_for_the_canonical_claim(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    web["/a"] = answer(article("Officials said that prices rose by 3% in May, a record."))
    web["/b"] = answer(article("Officials said that rents rose by 2% in June, a record."))
    citations.cite(desk, add(desk), web.url("/a"), quote="prices rose by 3% in May", stance=Stance.SUPPORTS)
    citations.cite(desk, add(desk), web.url("/b"), quote="rents rose by 2% in June", stance=Stance.SUPPORTS)
    citations.cite(desk, 2, web.url("/a"), role=Role.APPEARANCE)
    await days(desk, settings, clock, 1)
    web["/a"] = GONE
    await days(desk, settings, clock, 8)
    assert {alert.claim_id for alert in alerts.list_alerts(desk)} == {1, 2}

    duplicates.merge(desk, 1, 2)

    assert {alert.claim_id for alert in alerts.list_alerts(desk)} == {2}
    assert detail(desk, 2).row.attention == 2
    assert listed(desk, "attention:yes") == listed(desk, "link:dead") == [2]
    assert len(alerts.list_alerts(desk, filters.parse("id:2"))) == 2
    assert is_intact(desk)
    web["/b"] = GONE
    await days(desk, settings, clock, 8)
    assert detail(desk, 2).row.attention == 3
    dead = {alert.citation_id: alert.id for alert in alerts.list_alerts(desk)}
    alerts.withdraw(desk, dead[1], note="Gone")
    undo_redo.undo(desk)

    duplicates.split(desk, 1)

    assert (detail(desk, 1).row.attention, detail(desk, 2).row.attention) == (1, 2)
    with desk.read() as session:
        assert all(
            alert.claim_id == session.get_one(Citation, alert.citation_id).claim_id
            for alert in session.exec(select(Alert))
        )
    assert is_intact(desk)


async def test_a_public_verdict_whose_evidence_is_joined_by_sound_evidence_is_not_without_it(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    web["/a"] = answer(article("Officials said that prices rose by 3% in May, a record."))
    web["/b"] = answer(article("Officials said that rents rose by 2% in June, a record."))
    citations.cite(desk, add(desk, status=Status.PUBLISHED), web.url("/a"), stance=Stance.SUPPORTS)
    citations.cite(desk, add(desk), web.url("/b"), stance=Stance.SUPPORTS)
    await days(desk, settings, clock, 1)
    web["/a"] = GONE
    await days(desk, settings, clock, 8)
    assert detail(desk, 1).row.attention > 1000

    duplicates.merge(desk, 2, 1)

    assert detail(desk, 1).row.attention == 1
    duplicates.split(desk, 2)
    assert detail(desk, 1).row.attention > 1000
    assert is_intact(desk)


async def test_captures_and_compaction_follow_the_citations(
    desk: Desk, settings: Settings, web: Web, clock: Clock, tmp_path: Path
) -> None:
    web["/a"] = answer(article("Officials said that prices rose by 3% in May, a record."))
    citations.cite(desk, add(desk), web.url("/a"), quote="prices rose by 3% in May")
    add(desk)
    await days(desk, settings, clock, 1)
    duplicates.merge(desk, 1, 2)

    assert len(list(list_captures(desk, Subject(SubjectKind.CLAIM, 2)))) == 1
    with pytest.raises(MergedClaim):
        list(list_captures(desk, Subject(SubjectKind.CLAIM, 1)))
    assert export_claim(desk, Path(f"{settings.db}.captures"), 2, tmp_path / "out").captures == 1
    await days(desk, settings, clock, 60)
    assert sum(progress.checks for progress in compact(desk)) > 0
    duplicates.split(desk, 1)
    await days(desk, settings, clock, 1)
    assert [each.quote_state for each in detail(desk, 1).citations] == ["exact"]
    assert is_intact(desk)


MERGES = """
import sys
from factcheck.errors import InputError
from factcheck.services.desk import open_desk
from factcheck.services.editing import duplicates
from factcheck.settings import Settings

db, first, second = sys.argv[1:]
with open_desk(Settings(db=db, actor="bob")) as desk:
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        duplicates.merge(desk, int(first), int(second))
    except InputError as error:
        sys.exit(error.exit_status)
"""


@pytest.mark.process
def test_two_processes_that_merge_each_other_s_claim_make_no_circle(pair: Desk, settings: Settings) -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-c", MERGES, settings.db, *pair_of_numbers],
            cwd=PACKAGE.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for pair_of_numbers in (("1", "2"), ("2", "1"))
    ]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    answers = sorted(process.communicate("\n", timeout=60) and process.returncode for process in both)

    assert answers == [0, 2]
    assert len(listed(pair)) == 1
    assert is_intact(pair)
