"""Administration of the database: damage is named, a copy is complete, and the doctor reports everything."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from factcheck.errors import DeskError, InputError
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import citations, claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.operations import database_admin
from factcheck.services.operations.doctor import examine_desk
from factcheck.services.operations.integrity import check_integrity
from factcheck.settings import Settings
from factcheck.store import filters, ledger, queries, schema
from tests.conftest import Clock
from tests.support.web import Web, answer, article


def problems(desk: Desk) -> list[str]:
    return [each.text for each in check_integrity(desk, full=True, save_checkpoint=False).findings()]


def log_head(desk: Desk) -> str:
    with desk.read() as session:
        return ledger.head_hash(session)


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """A desk with something in every table that a person fills."""
    claims.add_claim(desk, claims.NewClaim(text="Prices rose", tags=("eu",)))
    claims.add_claim(desk, claims.NewClaim(text="Rents fell"))
    claims.add_note(desk, 1, "A note")
    citations.cite(desk, 1, "https://news.example/", quote="prices rose")
    return desk


def behind_its_back(settings: Settings, *statements: str) -> None:
    with closing(sqlite3.connect(settings.db)) as raw, raw:
        for statement in statements:
            raw.execute(statement)


def test_a_desk_that_was_worked_on_is_intact(worked: Desk) -> None:
    assert problems(worked) == []


@pytest.mark.parametrize(
    ("statements", "complaint"),
    [
        (["UPDATE citation SET claim_id = 99"], "citation 1 points at a claim that is not there"),
        (
            ["UPDATE counter SET value = 7 WHERE name = 'inbox'"],
            "the counter inbox says 7, but the number of claims is 2",
        ),
        (
            ["DELETE FROM counter WHERE name = 'attention'"],
            "the counter attention says None, but the number of claims is 0",
        ),
        (
            ["DROP TRIGGER claim_fts_update", "UPDATE claim SET search_text = 'other' WHERE id = 1"],
            "the search index does not fit the claims",
        ),
        (
            ["DROP TRIGGER event_no_delete", "DELETE FROM event WHERE id = 2"],
            "before line 3 of the log a line was removed, added or moved",
        ),
    ],
)
def test_each_integrity_problem_is_named(
    worked: Desk, settings: Settings, statements: list[str], complaint: str
) -> None:
    behind_its_back(settings, *statements)

    assert complaint in problems(worked)


def test_a_damaged_file_is_named(worked: Desk, settings: Settings) -> None:
    worked.engine.dispose()
    path = Path(settings.db)
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 6] = b"\xff" * (4096 * 3)
    path.write_bytes(content)

    with pytest.raises(DeskError, match=r"desk\.db is damaged; restore a backup"):
        problems(worked)


def test_a_backup_is_the_desk_as_it_is(worked: Desk, settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"

    copied = database_admin.backup(worked, target)
    head = log_head(worked)
    claims.add_claim(worked, claims.NewClaim(text="Later"))

    assert copied == database_admin.BackupCopy(target.stat().st_size, head)
    with open_desk(settings.model_copy(update={"db": str(target)})) as copy:
        assert problems(copy) == []
        with copy.read() as session:
            assert list(queries.claim_ids(session, filters.parse(""), me="ana")) == [2, 1]


def test_a_backup_overwrites_nothing(worked: Desk, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("precious")

    with pytest.raises(InputError, match="already exists; name another file"):
        database_admin.backup(worked, target)
    assert target.read_text() == "precious"


def test_a_backup_that_cannot_be_written_is_named(worked: Desk, tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="cannot be written"):
        database_admin.backup(worked, tmp_path / "nosuch" / "copy.db")


def test_statistics_count_rows_and_name_the_logs_head(worked: Desk, settings: Settings) -> None:
    numbers = database_admin.stats(worked)

    counted = {name: numbers[name] for name in "claim source citation source_check alert note event".split()}
    assert list(counted.values()) == [2, 1, 1, 0, 0, 1, 4]
    assert numbers["revision"] == schema.head()
    assert numbers["log_head"] == log_head(worked)
    assert isinstance(numbers["bytes"], int)
    assert numbers["bytes"] >= Path(settings.db).stat().st_size


def test_an_empty_logs_head_is_its_beginning(desk: Desk) -> None:
    assert log_head(desk) == ledger.GENESIS_HASH


async def test_the_doctor_reports_the_queue_and_the_last_run(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    def facts() -> dict[str, str]:
        return {fact.name: fact.value for fact in examine_desk(desk, settings, {})}

    web["/a"] = answer(article("Officials said that prices rose."))
    claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    citations.cite(desk, 1, web.url("/a"))
    before = facts()
    async for _ in verify(desk, settings, Selection(Which.DUE)):
        pass
    after = facts()
    clock.pass_(days=30)

    assert before["due"] == "1 source, the oldest since 2026-03-02 09:00Z"
    assert before["last run"] == "none yet: run factcheck verify"
    assert (before["journal"], before["clock"]) == ("wal", "2026-03-02 09:00:00Z")
    assert (after["due"], after["last run"]) == ("0 sources", "1 of 1 source, ended 2026-03-02 09:00Z")
    assert facts()["due"].startswith("1 source, the oldest since 2026-03-03")


def test_the_doctor_prints_every_setting(desk: Desk, settings: Settings) -> None:
    facts = {fact.name: fact.value for fact in examine_desk(desk, settings, {})}

    assert facts["actor"] == "ana"
    assert facts["verify.allow_private"] == "True"
    assert facts["desk.min_free_bytes"] == "0"
    assert settings.db in facts["database"]
    assert f"at revision {schema.head()}" in facts["database"]


@pytest.mark.parametrize(
    ("contact", "concern"), [("https://example.org/factcheck-contact", True), ("https://desk.test/us", False)]
)
def test_the_doctor_is_concerned_about_an_anonymous_robot(
    desk: Desk, settings: Settings, contact: str, concern: bool
) -> None:
    verifying = settings.verify.model_copy(update={"contact": contact})

    facts = {fact.name: fact for fact in examine_desk(desk, settings.model_copy(update={"verify": verifying}), {})}

    assert facts["contact"].concern is concern


def test_the_doctor_is_concerned_about_a_full_disk(desk: Desk, settings: Settings) -> None:
    wanting = settings.desk.model_copy(update={"min_free_bytes": 2**62})

    facts = {fact.name: fact for fact in examine_desk(desk, settings.model_copy(update={"desk": wanting}), {})}

    assert facts["disk"].concern
