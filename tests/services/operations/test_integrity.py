"""``db check``: it reports every kind of tampering and never the program's own work, and a second check reads less."""

import asyncio
import json
import multiprocessing
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from factcheck.errors import InputError
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import alerts, bulk_edit, citations, claims, undo_redo
from factcheck.services.importing import import_claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.operations import integrity
from factcheck.services.operations.integrity import IntegrityReport, check_integrity
from factcheck.services.operations.integrity_checkpoint import checkpoint_path
from factcheck.settings import Settings, VerifySettings
from factcheck.store import ledger, log_audit
from factcheck.store.log_replay import Kind, Line, Replay
from factcheck.vocabulary import Stance, Status
from tests.conftest import Clock
from tests.support.web import Web, answer, article

GONE = answer(status="404 Not Found")
FILE = b"text,claimant,url,tags\nRain fell,Bob,https://news.example/r,a\nSnow fell,Eve,https://news.example/s,b\n"


@pytest.fixture(scope="module")
def worked_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk on which was done what a desk does: by hand, by import, by the verifier. Made once, to be copied."""
    path, clock = tmp_path_factory.mktemp("worked") / "desk.db", Clock()
    settings = Settings(
        db=str(path),
        actor="ana",
        verify=VerifySettings(allow_private=True, host_gap=0, retries=0, processes=0, deadline=60),
    )
    with Web().serve() as web, open_desk(settings, clock) as desk:
        web["/a"] = answer(article("Officials said that prices rose by 3% in May, after a long winter."))
        web["/b"] = answer(article("Officials said that rents fell by 2% in June, after a long spring."))
        claims.add_claim(desk, claims.NewClaim(text="Prices rose", tags=("eu", "prices")))
        claims.add_claim(desk, claims.NewClaim(text="Rents fell"))
        citations.cite(desk, 1, web.url("/a"), quote="prices rose by 3% in May", stance=Stance.SUPPORTS)
        citations.cite(desk, 2, web.url("/b"), quote="rents fell by 2% in June", stance=Stance.SUPPORTS)
        claims.rate_claim(desk, 1, "true", "Officials said so")
        claims.add_note(desk, 1, "See the annex")
        list(import_claims(desk, "claims.csv", FILE))
        asyncio.run(check_all(desk, settings))
        clock.pass_(days=8)
        web["/a"] = answer(article("Officials said that prices rose by 8% in May, after a long winter."))
        web["/b"] = GONE
        for _ in range(6):
            asyncio.run(check_all(desk, settings))
            clock.pass_(days=2)
    return path


async def check_all(desk: Desk, settings: Settings) -> None:
    async for _ in verify(desk, settings, Selection(Which.SOURCES, (1, 2))):
        pass


@pytest.fixture
def worked(settings: Settings, clock: Clock, worked_file: Path) -> Iterator[Desk]:
    shutil.copy(worked_file, settings.db)
    clock.pass_(days=30)
    with open_desk(settings, clock) as opened:
        yield opened


def tamper(settings: Settings, *statements: str) -> None:
    """Change a database as somebody does who has the file and a tool."""
    with closing(sqlite3.connect(settings.db)) as raw, raw:
        for statement in statements:
            raw.execute(statement)


def said(report: IntegrityReport) -> list[str]:
    return [finding.text for finding in report.findings()]


@pytest.mark.corpus
def test_the_program_s_own_work_is_intact(worked: Desk) -> None:
    opened = alerts.list_alerts(worked)
    assert {alert.kind for alert in opened} == {"link", "quote"}
    for alert in opened:
        if alert.kind == "quote":
            alerts.accept(worked, alert.id, stance=Stance.REFUTES, note="It rose by more")
        else:
            alerts.withdraw(worked, alert.id, note="Gone")
    claims.edit_claim(worked, 1, claims.ClaimEdit(priority=3, add_tags=("new",), remove_tags=("eu",)))
    claims.edit_claims(worked, [1, 2], claims.ClaimEdit(assignee="bob"))
    seen = bulk_edit.SeenRevision(10**6)
    bulk_edit.edit_many(worked, [1, 2, 3, 4], claims.ClaimEdit(status=Status.OPEN, add_tags=("all",)), seen)
    bulk_edit.note_many(worked, [1, 2, 3], "To all")
    citations.edit_citation(worked, 1, exact="prices rose", prefix="that ", suffix="")
    claims.withdraw_claim(worked, 3)
    for _ in range(9):
        undo_redo.undo(worked)
        assert said(check_integrity(worked, full=True)) == []
    for _ in range(9):
        undo_redo.redo(worked)
    assert said(check_integrity(worked, full=True)) == []


@pytest.mark.parametrize(
    ("statements", "kind", "complaint"),
    [
        (
            ["UPDATE claim SET rating = 'false' WHERE id = 1"],
            Kind.ROW,
            "claim 1: rating is 'false' where line 5 of the log says 'true'",
        ),
        (
            ["UPDATE claim SET text = 'Prices fell' WHERE id = 1"],
            Kind.ROW,
            "claim 1: text is 'Prices fell' where line 1 of the log says 'Prices rose'",
        ),
        (
            ["UPDATE claim SET assignee = 'eve' WHERE id = 2"],
            Kind.ROW,
            "claim 2: assignee is 'eve' where line 2 of the log says empty",
        ),
        (
            ["UPDATE claim SET withdrawn_at = '2026-03-03 09:00:00.000000' WHERE id = 2"],
            Kind.ROW,
            "claim 2: withdrawn_at is '2026-03-03T09:00:00+00:00' where line 2 of the log says empty",
        ),
        (
            ["UPDATE citation SET exact = 'prices fell' WHERE id = 1"],
            Kind.ROW,
            "citation 1: exact is 'prices fell' where line 3 of the log says 'prices rose by 3% in May'",
        ),
        (
            ["UPDATE note SET text = 'Forget the annex' WHERE id = 1"],
            Kind.ROW,
            "note 1: text is 'Forget the annex' where line 6 of the log says 'See the annex'",
        ),
        (
            ["UPDATE alert SET resolution = 'dismissed', resolved_by = 'ana' WHERE id = 1"],
            Kind.ROW,
            "alert 1: resolution is 'dismissed' where line 11 of the log says empty",
        ),
        (
            ["DELETE FROM claim_tag WHERE claim_id = 1 AND tag_id = 1"],
            Kind.ROW,
            "claim 1: it lacks the tag 'eu', which the log gave it",
        ),
        (
            ["INSERT INTO claim_tag (claim_id, tag_id) VALUES (2, 1)"],
            Kind.ROW,
            "claim 2: it has the tag 'eu', which no line of the log gave it",
        ),
        (
            ["INSERT INTO note (claim_id, author, text, at) VALUES (2, 'eve', 'x', '2026-03-03 09:00:00.000000')"],
            Kind.UNLOGGED,
            "note 2: no line of the log made it",
        ),
        (["DELETE FROM note WHERE id = 1"], Kind.MISSING, "note 1 is gone: line 6 of the log made it"),
        (["UPDATE citation SET claim_id = 99"], Kind.KEY, "citation 1 points at a claim that is not there"),
        (["DROP TRIGGER event_no_update"], Kind.SCHEMA, "the trigger event_no_update is missing"),
        (
            [
                "DROP TRIGGER claim_weigh",
                "CREATE TRIGGER claim_weigh AFTER UPDATE OF status ON claim BEGIN SELECT 1; END",
            ],
            Kind.SCHEMA,
            "the trigger claim_weigh is not as this program made it",
        ),
        (
            ["CREATE TRIGGER sly AFTER INSERT ON note BEGIN UPDATE claim SET priority = 1; END"],
            Kind.SCHEMA,
            "the trigger sly was not made by this program",
        ),
        (
            ["DROP INDEX uq_alert_open"],
            Kind.SCHEMA,
            "the index alert (('citation_id', 0), ('kind', 0)) is missing",
        ),
        (["DROP TABLE saved_view"], Kind.SCHEMA, "the table saved_view is missing: nothing more can be checked"),
        (["UPDATE counter SET value = 7 WHERE name = 'inbox'"], Kind.COUNTER, "the counter inbox says 7"),
        (
            ["UPDATE claim SET attention = 0 WHERE id = 1"],
            Kind.COUNTER,
            "claim 1: attention is 0, but its alerts give 1",
        ),
        (
            ["INSERT INTO claim_fts(claim_fts, rowid, search_text) VALUES ('delete', 1, 'prices rose unattributed')"],
            Kind.SEARCH,
            "the search index does not fit the claims",
        ),
        (
            ["DROP TRIGGER claim_match_update", "UPDATE claim SET match_text = 'other' WHERE id = 1"],
            Kind.SEARCH,
            "the index of similar claims does not fit the claims",
        ),
        (
            ["DROP TRIGGER claim_match_delete", "INSERT INTO claim_match(rowid, match_text) VALUES (99, 'lost')"],
            Kind.SEARCH,
            "the index of similar claims does not fit the claims",
        ),
    ],
)
@pytest.mark.parametrize("checked_before", [False, True])
def test_each_kind_of_tampering_is_reported(
    worked: Desk, settings: Settings, statements: list[str], kind: Kind, complaint: str, checked_before: bool
) -> None:
    if checked_before:
        assert said(check_integrity(worked)) == []
    tamper(settings, *statements)

    found = [finding for finding in check_integrity(worked).findings() if finding.text.startswith(complaint)]

    assert [finding.kind for finding in found] == [kind]


def test_a_rebuilt_index_of_similar_claims_fits_them_again(worked: Desk, settings: Settings) -> None:
    with closing(sqlite3.connect(settings.db)) as raw:
        trigger = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'claim_match_update'").fetchone()
    tamper(settings, "DROP TRIGGER claim_match_update", "UPDATE claim SET match_text = 'other' WHERE id = 1", *trigger)
    assert said(check_integrity(worked)) == ["the index of similar claims does not fit the claims"]

    tamper(settings, "INSERT INTO claim_match(claim_match) VALUES ('rebuild')")

    assert said(check_integrity(worked)) == []


def test_an_event_that_has_a_name_twice_is_reported(worked: Desk, settings: Settings) -> None:
    with closing(sqlite3.connect(settings.db)) as raw:
        (trigger,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'event_no_update'").fetchone()
    twice = "UPDATE event SET data = '{\"changes\": [], ' || substr(data, 2) WHERE id = 1"
    tamper(settings, "DROP TRIGGER event_no_update", twice, trigger)

    assert said(check_integrity(worked)) == ["line 1 of the log was edited: its hash does not fit its content"]


def test_the_address_of_a_source_is_the_one_that_was_cited(worked: Desk, settings: Settings) -> None:
    tamper(settings, "UPDATE source SET url = 'https://evil.example/' WHERE id = 1")

    (complaint,) = said(check_integrity(worked))

    assert complaint.startswith("source 1: url is 'https://evil.example/' where the log says 'http://127.")


def test_the_difference_of_long_texts_is_shown(desk: Desk, settings: Settings) -> None:
    claims.add_claim(desk, claims.NewClaim(text="Prices rose " * 40 + "by 3% in May"))
    tamper(settings, "UPDATE claim SET text = replace(text, '3%', '8%')")

    assert said(check_integrity(desk)) == [
        "claim 1: text is …'Prices rose by 8% in May' where line 1 of the log says …'Prices rose by 3% in May'"
    ]


def test_a_change_without_an_event_is_reported_even_if_the_value_was_set_again_since(
    worked: Desk, settings: Settings
) -> None:
    tamper(settings, "UPDATE claim SET rating = 'false' WHERE id = 1")
    claims.rate_claim(worked, 1, "mixed", "It depends")

    (complaint,) = said(check_integrity(worked))

    assert complaint.startswith("claim 1: rating was changed past the log before line")
    assert complaint.endswith("from 'true' to 'false'")


def test_tables_and_indexes_that_a_desk_added_are_no_difference(worked: Desk, settings: Settings) -> None:
    tamper(
        settings,
        "CREATE INDEX my_claimants ON claim (claimant)",
        "CREATE VIEW mine AS SELECT text FROM claim",
        "CREATE TABLE my_list (id INTEGER PRIMARY KEY)",
    )

    assert said(check_integrity(worked)) == []


def cut(settings: Settings, lines: int) -> None:
    """Cut lines off the log's end, with nothing else to be seen."""
    with closing(sqlite3.connect(settings.db)) as raw, raw:
        (trigger,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'event_no_delete'").fetchone()
        raw.execute("DROP TRIGGER event_no_delete")
        raw.execute("DELETE FROM event WHERE id > (SELECT max(id) - ? FROM event)", (lines,))
        raw.execute(trigger)


def test_a_head_that_was_noted_earlier_is_found_again(worked: Desk) -> None:
    noted = check_integrity(worked).log_head
    claims.withdraw_claim(worked, 4)

    report = check_integrity(worked, head=noted.upper())

    assert said(report) == []
    assert report.head_line == report.lines - 1


def test_events_that_were_cut_off_are_reported_with_the_head(worked: Desk, settings: Settings) -> None:
    report = check_integrity(worked, save_checkpoint=False)
    claims.withdraw_claim(worked, 4)
    noted = check_integrity(worked, save_checkpoint=False).log_head
    cut(settings, 1)
    tamper(settings, "UPDATE claim SET withdrawn_at = NULL WHERE id = 4")

    assert said(check_integrity(worked, full=True, save_checkpoint=False)) == []
    assert said(check_integrity(worked, head=noted)) == [
        f"the head {noted} is not in the log: lines were cut off, or the log was rewritten"
    ]
    assert check_integrity(worked, head=report.log_head).head_line == report.lines


@pytest.mark.parametrize("head", ["", "abc", "z" * 64, "0" * 65])
def test_a_head_that_is_not_a_hash_is_refused(worked: Desk, head: str) -> None:
    with pytest.raises(InputError, match="is not the hash of a line of the log"):
        check_integrity(worked, head=head)


def test_events_that_were_cut_off_are_reported_with_the_checkpoint_until_a_full_check(
    worked: Desk, settings: Settings
) -> None:
    claims.withdraw_claim(worked, 4)
    check_integrity(worked)
    cut(settings, 1)
    tamper(settings, "UPDATE claim SET withdrawn_at = NULL WHERE id = 4")

    for _ in range(2):
        (complaint,) = said(check_integrity(worked))
        assert "lines were cut off, or an older copy was restored" in complaint
    assert said(check_integrity(worked, full=True)) == []
    assert said(check_integrity(worked)) == []


def test_an_old_event_that_is_edited_after_a_check_is_reported(worked: Desk, settings: Settings) -> None:
    check_integrity(worked)
    with closing(sqlite3.connect(settings.db)) as raw, raw:
        (trigger,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'event_no_update'").fetchone()
        raw.execute("DROP TRIGGER event_no_update")
        raw.execute("UPDATE event SET actor = 'nobody' WHERE id = 2")
        raw.execute(trigger)

    assert said(check_integrity(worked)) == ["line 2 of the log was edited: its hash does not fit its content"]
    assert said(check_integrity(worked)) == ["line 2 of the log was edited: its hash does not fit its content"]


def test_the_second_check_replays_only_what_changed(
    worked: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_audit, "BLOCK_CLAIMS", 2)
    played: list[int] = []
    play = Replay.play

    def counted(self: Replay, line: Line) -> None:
        played.append(line.id)
        play(self, line)

    monkeypatch.setattr(Replay, "play", counted)
    first = check_integrity(worked)
    everything, played[:] = set(played), []
    again = check_integrity(worked)
    unchanged, played[:] = list(played), []
    claims.withdraw_claim(worked, 4)
    third = check_integrity(worked)

    assert (first.checked_before, again.checked_before, third.checked_before) == (0, first.lines, first.lines)
    assert everything == set(range(1, first.lines + 1))
    assert unchanged == []
    assert third.lines in played
    assert 1 not in played


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', '{"format": 1, "blocks": 7}', '{"format": 99}'])
def test_a_checkpoint_that_cannot_be_read_is_ignored(worked: Desk, content: str) -> None:
    path = checkpoint_path(worked.engine)
    assert path
    path.write_text(content)

    report = check_integrity(worked)

    assert (said(report), report.checked_before) == ([], 0)
    assert json.loads(path.read_text())["line"] == report.lines


def test_a_checkpoint_that_cannot_be_written_is_reported_and_stops_nothing(
    worked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "factcheck.services.operations.integrity_checkpoint.checkpoint_path",
        lambda engine: tmp_path / "nowhere" / "mark",
    )

    report = check_integrity(worked)

    assert said(report) == []
    assert report.checkpoint_error
    assert "No such file" in report.checkpoint_error


def test_a_check_prevents_nobody_from_saving(worked: Desk, settings: Settings) -> None:
    saved: list[int] = []

    def save(done: int, of: int) -> None:
        with closing(sqlite3.connect(settings.db, timeout=0)) as other, other:
            other.execute("BEGIN IMMEDIATE")
            saved.append(done)

    assert said(check_integrity(worked, progress=save)) == []
    assert len(saved) > 2


@pytest.mark.process
def test_a_check_that_is_stopped_leaves_no_process(
    worked: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integrity, "PARALLEL_MIN_LINES", 0)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_integrity(worked, progress=stop)

    assert multiprocessing.active_children() == []


def test_a_system_that_names_no_processors_for_a_process_is_no_obstacle(
    worked: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)

    assert check_integrity(worked).findings() == []


@pytest.mark.process
def test_worker_processes_find_the_same(worked: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    tamper(settings, "UPDATE claim SET rating = 'false' WHERE id = 1", "UPDATE note SET text = 'x'")
    alone = said(check_integrity(worked, full=True))
    monkeypatch.setattr(integrity, "PARALLEL_MIN_LINES", 0)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})

    assert len(alone) == 2
    assert said(check_integrity(worked, full=True)) == alone


def test_the_first_of_many_findings_are_listed_and_the_others_counted(
    desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integrity, "FINDINGS_MAX", 3)
    for number in range(7):
        claims.add_claim(desk, claims.NewClaim(text=f"Claim {number}"))
    tamper(settings, "UPDATE claim SET priority = 1")

    found = said(check_integrity(desk))

    assert len(found) == 4
    assert found[-1] == "and 4 more of the kind “row”"


def test_a_file_that_was_edited_as_bytes_is_named(worked: Desk, settings: Settings) -> None:
    worked.engine.dispose()
    with closing(sqlite3.connect(settings.db)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(settings.db)
    path.write_bytes(path.read_bytes().replace(b"Prices rose", b"Prices fell"))

    with open_desk(settings) as desk:
        assert "line 1 of the log was edited: its hash does not fit its content" in said(check_integrity(desk))


def test_an_empty_desk_is_intact(desk: Desk) -> None:
    report = check_integrity(desk, head=ledger.GENESIS_HASH)

    assert (said(report), report.lines, report.head_line) == ([], 0, 0)
    assert said(check_integrity(desk)) == []
