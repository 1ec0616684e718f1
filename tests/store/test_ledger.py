"""The audit log: a change and its event are one commit, and the hash chain shows later changes."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from factcheck.errors import InputError
from factcheck.models import Claim, Event
from factcheck.resources import PACKAGE, folder
from factcheck.services import importing
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.services.operations.integrity import check_integrity
from factcheck.settings import Settings
from factcheck.store import ledger, log_replay
from factcheck.vocabulary import Status
from tests.conftest import Clock
from tests.support.chain import broken_line

LINES = 5


@pytest.fixture
def written(desk: Desk) -> Desk:
    """A desk whose log has five lines."""
    claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3%", tags=("économie",)))
    claims.edit_claim(desk, claim, claims.ClaimEdit(priority=3))
    claims.rate_claim(desk, claim, "false", "They fell 📉")
    claims.add_note(desk, claim, "See the “annex”\n")
    citations.cite(desk, claim, "https://news.example/", quote="prices rose")
    return desk


def tamper(settings: Settings, *statements: str) -> None:
    """Change the log as somebody does who has the file and no scruples."""
    with closing(sqlite3.connect(settings.db)) as raw, raw:
        for guard in ("event_no_update", "event_no_delete"):
            raw.execute(f"DROP TRIGGER {guard}")
        for statement in statements:
            raw.execute(statement)


def test_an_unchanged_log_is_intact(written: Desk) -> None:
    with written.read() as session:
        assert len(session.exec(select(Event)).all()) == LINES
    assert broken_line(written) is None


def test_the_first_line_follows_the_beginning(written: Desk) -> None:
    with written.read() as session:
        assert session.get_one(Event, 1).previous_hash == ledger.GENESIS_HASH


def test_the_head_is_the_newest_lines_hash(written: Desk) -> None:
    with written.read() as session:
        assert ledger.head_hash(session) == session.get_one(Event, LINES).hash


@pytest.mark.parametrize(
    ("statements", "line", "complaint"),
    [
        (
            ["UPDATE event SET actor = 'bob' WHERE id = 3"],
            3,
            "line 3 of the log was edited: its hash does not fit its content",
        ),
        (
            ["UPDATE event SET at = '2020-01-01 00:00:00.000000' WHERE id = 1"],
            1,
            "line 1 of the log was edited: its hash does not fit its content",
        ),
        (
            ["UPDATE event SET action = 'claim.edited' WHERE id = 5"],
            5,
            "line 5 of the log was edited: its hash does not fit its content",
        ),
        (
            ["UPDATE event SET claim_id = 2 WHERE id = 2"],
            2,
            "line 2 of the log was edited: its hash does not fit its content",
        ),
        (
            ["UPDATE event SET subject = 'claim:9' WHERE id = 2"],
            2,
            "line 2 of the log was edited: its hash does not fit its content",
        ),
        (
            ["UPDATE event SET data = '{}' WHERE id = 4"],
            4,
            "line 4 of the log was edited: its hash does not fit its content",
        ),
        (
            ["UPDATE event SET hash = previous_hash WHERE id = 4"],
            4,
            "line 4 of the log was edited: its hash does not fit its content",
        ),
        (["DELETE FROM event WHERE id = 3"], 4, "before line 4 of the log a line was removed, added or moved"),
        (["DELETE FROM event WHERE id = 1"], 2, "before line 2 of the log a line was removed, added or moved"),
        (
            [
                "UPDATE event SET id = 90 WHERE id = 2",
                "UPDATE event SET id = 2 WHERE id = 3",
                "UPDATE event SET id = 3 WHERE id = 90",
            ],
            2,
            "before line 2 of the log a line was removed, added or moved",
        ),
    ],
)
def test_a_changed_log_is_found_at_its_first_broken_line(
    written: Desk, settings: Settings, statements: list[str], line: int, complaint: str
) -> None:
    tamper(settings, *statements)

    broken = broken_line(written)

    assert broken is not None
    assert (broken.line, broken.text) == (line, complaint)
    assert complaint in [each.text for each in check_integrity(written, full=True, save_checkpoint=False).findings()]


def test_a_line_that_was_rewritten_with_its_hash_breaks_the_next(written: Desk, settings: Settings) -> None:
    with written.read() as session:
        event = session.get_one(Event, 3)
        event.actor = "bob"
        forged = ledger.digest(event)
        session.rollback()
    tamper(settings, f"UPDATE event SET actor = 'bob', hash = '{forged}' WHERE id = 3")

    broken = broken_line(written)

    assert broken
    assert broken.line == 4


@pytest.mark.parametrize("statement", ["UPDATE event SET actor = 'bob'", "DELETE FROM event WHERE id = 1"])
def test_the_log_refuses_to_be_changed(written: Desk, statement: str) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="append-only"), written.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert broken_line(written) is None


def test_only_the_ledger_commits() -> None:
    sources = [path for place in (PACKAGE, folder("tui")) for path in place.rglob("*.py")]

    committing = {path.name for path in sources if re.search(r"(?<!\bledger)\.commit\(", path.read_text())}

    assert committing == {"ledger.py"}


def test_a_change_that_is_not_committed_leaves_neither_row_nor_line(desk: Desk) -> None:
    with desk.write() as session:
        claims.make_claim(session, "ana", claims.NewClaim(text="Prices rose"), desk.clock())

    with desk.read() as session:
        assert session.exec(select(Claim)).all() == []
        assert session.exec(select(Event)).all() == []


def test_an_event_has_every_changed_column_before_and_after(written: Desk) -> None:
    with written.read() as session:
        event = session.get_one(Event, 2)

    assert (event.actor, event.action, event.subject, event.claim_id) == ("ana", "claim.edited", "claim:1", 1)
    assert event.data["changes"] == [{"row": "claim:1", "before": {"priority": 2}, "after": {"priority": 3}}]


def test_a_new_row_has_no_before(written: Desk) -> None:
    with written.read() as session:
        event = session.get_one(Event, 1)

    (change,) = event.data["changes"]
    assert change["before"] is None
    assert change["after"].items() >= {"text": "Prices rose by 3%", "status": "inbox"}.items()
    assert event.data["tags"] == {"added": ["économie"]}


def test_the_log_names_every_row_of_an_imported_claim(desk: Desk) -> None:
    text = 'He said "id":null, and "claim_id":null'
    line = json.dumps({"claim": text, "url": "https://news.example/", "quote": text})

    list(importing.import_claims(desk, "a.jsonl", f"{line}\n{line.replace('He', 'She')}\n".encode()))

    with desk.read() as session:
        events = session.exec(select(Event).where(col(Event.action).in_(("claim.added", "citation.added")))).all()
    logged = [(event.subject, change["row"], change["after"]) for event in events for change in event.data["changes"]]
    assert [(subject, after["id"], after.get("claim_id")) for subject, _, after in logged] == [
        ("claim:1", 1, None), ("citation:1", 1, 1), ("claim:2", 2, None), ("citation:2", 2, 2),
    ]  # fmt: skip
    assert all(row == subject for subject, row, _ in logged)
    assert logged[0][2]["text"] == logged[1][2]["exact"] == text
    assert check_integrity(desk, save_checkpoint=False).findings() == []


def test_the_log_omits_derived_columns(written: Desk) -> None:
    with written.read() as session:
        told = json.dumps([event.data for event in session.exec(select(Event))])

    assert not [name for name in ledger.DERIVED_COLUMNS if f'"{name}"' in told]


def test_a_note_updates_its_claim(written: Desk, clock: Clock) -> None:
    clock.pass_(hours=1)

    claims.add_note(written, 1, "Later")

    with written.read() as session:
        assert session.get_one(Claim, 1).updated_at == clock.now


@pytest.mark.parametrize(
    ("after", "stands"), [({"priority": 3}, True), ({"priority": 1}, False), ({"status": "open"}, False)]
)
def test_a_row_is_restored_only_if_it_was_not_changed_since(
    written: Desk, after: dict[str, object], stands: bool
) -> None:
    change = {"row": "claim:1", "before": {"priority": 1, "status": "review"}, "after": after}

    with written.write() as session:
        if stands:
            ledger.restore(session, change, at=written.clock())
            claim = session.get_one(Claim, 1)
            assert (claim.priority, claim.status) == (1, Status.REVIEW)
        else:
            with pytest.raises(InputError, match=r"claim:1 was changed since \((priority|status)\)"):
                ledger.restore(session, change, at=written.clock())


@pytest.mark.parametrize("row", ["claim:99", "source:1", "note:0"])
def test_a_row_that_does_not_exist_is_not_restored(written: Desk, row: str) -> None:
    with written.write() as session:
        assert ledger.restore(session, {"row": row, "before": {}, "after": {}}, at=written.clock()) is None


def test_a_row_that_was_new_is_withdrawn(written: Desk) -> None:
    with written.write() as session:
        ledger.restore(session, {"row": "note:1", "before": None, "after": {}}, at=written.clock())
        ledger.finish(session)

    with written.read() as session:
        assert session.execute(sa.text("SELECT withdrawn_at IS NOT NULL FROM note")).scalar_one() == 1


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(
    at=st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)),  # noqa: DTZ001
    words=st.tuples(WORDS, WORDS, WORDS, WORDS),
    claim_id=st.none() | st.integers(1, 2**63 - 1),
    data=st.dictionaries(WORDS, JSONS, max_size=4),
)
def test_the_hash_of_a_stored_line_is_that_of_the_event(
    at: datetime, words: tuple[str, str, str, str], claim_id: int | None, data: dict[str, object]
) -> None:
    actor, action, subject, previous = words
    event = Event(
        id=1,
        at=at.replace(tzinfo=UTC),
        actor=actor,
        action=action,
        subject=subject,
        claim_id=claim_id,
        data=data,
        previous_hash=previous,
        hash="",
    )
    stored = at.strftime("%Y-%m-%d %H:%M:%S.%f").rjust(26, "0")

    line = log_replay.Line(1, stored, actor, action, subject, claim_id, json.dumps(data), previous, "")

    assert log_replay.line_hash(line, json.loads(line.data)) == ledger.digest(event)


@given(data=JSONS)
def test_an_event_with_any_content_is_replayed_without_a_crash(data: object) -> None:
    shape = {"claim": (), "citation": (log_replay.Column("source_id", "plain", required=True),)}
    replayed = log_replay.Replay(shape)

    for content in (data, {"changes": data, "tags": data}, {"changes": [data], "tags": {"added": data}}):
        replayed.play(log_replay.Line(1, "x", "a", "b", "c", 1, json.dumps(content), "", ""))

    assert all(finding.kind is log_replay.Kind.LOG for finding in replayed.findings)
