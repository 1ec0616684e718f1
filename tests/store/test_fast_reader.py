"""The fast reader, and the read model that gives the same rows on it and in a session."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from factcheck.errors import DeskError, NotFound
from factcheck.models import Claim, Memento, MementoCheck, Run
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.settings import Settings
from factcheck.store import filters, ledger, queries
from factcheck.store.change_watch import Watch
from factcheck.store.fast_reader import Reader
from factcheck.store.filters import Filter
from factcheck.store.rows import Sort
from factcheck.vocabulary import LinkOutcome, QuoteOutcome, Stance, Status
from tests.conftest import Clock

OPEN_FILES = Path("/proc/self/fd")


@pytest.fixture
def rich(desk: Desk, clock: Clock) -> list[int]:
    """Claims with all that a row and a pane can show, looked at or not, and one that was withdrawn."""
    ids = [
        claims.add_claim(
            desk,
            claims.NewClaim(text=f"claim {number}", claimant="a minister", tags=("war", "un"), priority=1 + number % 3),
        )
        for number in range(5)
    ]
    for number, claim_id in enumerate(ids[:3]):
        clock.pass_(hours=1)
        citations.cite(desk, claim_id, f"https://news.example/{number}", quote="words", stance=Stance.SUPPORTS)
        citations.cite(desk, claim_id, "https://gov.example/", stance=Stance.REFUTES, comment="all of it")
    claims.rate_claim(desk, ids[1], "false", "two people were")
    claims.add_note(desk, ids[1], "ask again")
    claims.edit_claim(desk, ids[2], claims.ClaimEdit(status=Status.REJECTED, status_why="not ours", assignee="bob"))
    claims.withdraw_claim(desk, ids[4])
    return ids


def test_the_reader_gives_the_rows_and_badges_of_a_session(desk: Desk, settings: Settings, rich: list[int]) -> None:
    with Reader(settings.db) as reader, desk.read() as session:
        page = queries.claim_page(session, Filter(), me="ana", limit=100)

        assert reader.first(100) == page.rows
        assert (
            list(reader.ids()) == [row.id for row in page.rows] == list(queries.claim_ids(session, Filter(), me="ana"))
        )
        assert reader.rows(rich) == queries.claim_rows(session, rich)
        assert reader.badges() == queries.badges(session)
        assert list(reader.scale().values()) == [step.key for step in queries.scale(session)]
        assert reader.events(rich[1], 50) == queries.events(session, rich[1])
        assert reader.events_since(3) == queries.events_since(session, 3)
        assert reader.last_event_id() == queries.last_event_id(session)


def test_a_pane_is_the_claim_s_detail(desk: Desk, settings: Settings, rich: list[int]) -> None:
    with Reader(settings.db) as reader, desk.read() as session:
        for claim_id in rich[:4]:
            detail = queries.claim_detail(session, claim_id)

            assert reader.pane(claim_id) == detail
            assert reader.urls(claim_id) == list(dict.fromkeys(each.url for each in detail.citations))


def test_the_filter_s_claims_are_the_same_on_a_reader_and_in_a_session(
    desk: Desk, settings: Settings, rich: list[int]
) -> None:
    with Reader(settings.db) as reader, desk.read() as session:
        for text in (
            "",
            "tag:un",
            "quote:unchecked",
            "status:rejected",
            "-rating:none",
            "claim",
            "claim quote:unchecked",
        ):
            asked = filters.parse(text)
            for sort in Sort:
                page = queries.claim_page(reader, asked, me="ana", sort=sort, limit=2)

                assert page == queries.claim_page(session, asked, me="ana", sort=sort, limit=2)
            assert queries.count(reader, asked, me="ana") == queries.count(session, asked, me="ana")


def test_a_session_reads_what_it_flushed_and_has_not_committed(desk: Desk, rich: list[int]) -> None:
    with desk.write() as session:
        claim = session.get(Claim, rich[0])
        assert claim
        claim.priority, claim.text = 3, "another wording"
        session.flush()
        inside = queries.claim_rows(session, rich[:1])[0]
    with desk.read() as session:
        outside = queries.claim_rows(session, rich[:1])[0]

    assert (inside.priority, inside.text) == (3, "another wording")
    assert (outside.priority, outside.text) == (1, "claim 0")


def test_a_claim_that_was_withdrawn_has_no_pane(settings: Settings, rich: list[int]) -> None:
    with Reader(settings.db) as reader, pytest.raises(NotFound):
        reader.pane(rich[4])


def test_a_run_in_progress_is_shown_until_it_ends_or_is_old(desk: Desk, settings: Settings, clock: Clock) -> None:
    with Reader(settings.db) as reader:
        none = reader.progress(clock.now - timedelta(days=1))
        with desk.write() as session:
            run = Run(started_at=clock.now, actor="bob", planned=300, checked=12)
            session.add(run)
            ledger.finish(session)
        seen = reader.progress(clock.now - timedelta(days=1))
        old = reader.progress(clock.now + timedelta(seconds=1))
        with desk.write() as session:
            session.merge(run).ended_at = clock.now
            ledger.finish(session)
        ended = reader.progress(clock.now - timedelta(days=1))

    assert (none, old, ended) == (None, None, None)
    assert seen is not None
    assert (seen.actor, seen.checked, seen.planned, seen.started_at) == ("bob", 12, 300, clock.now)


def test_a_reader_cannot_write(settings: Settings, desk: Desk) -> None:
    with Reader(settings.db) as reader, pytest.raises(DeskError, match="is read-only; make it"):
        reader.select("DELETE FROM claim")


@pytest.mark.parametrize(
    ("content", "complaint"), [(b"not a database", "is not a database"), (b"", "is not a desk's database any more")]
)
def test_a_file_that_is_not_a_desk_gives_one_clear_line(tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "it.db"
    path.write_bytes(content)

    with pytest.raises(DeskError, match=complaint), Reader(str(path)) as reader:
        reader.badges()


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="the system does not list a process's open files")
def test_a_file_that_is_not_a_database_is_closed_again(tmp_path: Path) -> None:
    path = tmp_path / "it.db"
    path.write_bytes(b"not a database" * 1000)

    with pytest.raises(DeskError) as caught:
        Reader(str(path))

    assert caught.value.__cause__  # its traceback keeps the connection, so that only a close ends it
    assert str(path) not in {str(each.readlink()) for each in OPEN_FILES.iterdir() if each.is_symlink()}


def test_a_file_that_replaces_the_database_is_noticed(desk: Desk, settings: Settings, tmp_path: Path) -> None:
    with Reader(settings.db) as reader:
        watch = Watch(reader)
        same = watch.moved()
        (tmp_path / "other.db").write_bytes(b"")
        (tmp_path / "other.db").rename(settings.db)
        swapped = watch.moved()
        Path(settings.db).unlink()

        assert (same, swapped, watch.moved()) == (False, True, True)


def test_only_a_desk_of_this_revision_is_opened_without_the_services(desk: Desk, settings: Settings) -> None:
    with Reader(settings.db) as reader:
        assert reader.is_current()
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    with Reader(settings.db) as reader:
        assert not reader.is_current()


@pytest.mark.parametrize("best", [0, 1, 2])
def test_a_pane_offers_the_copy_that_the_detail_offers(
    desk: Desk, settings: Settings, rich: list[int], clock: Clock, best: int
) -> None:
    links = [LinkOutcome.DEAD, None, LinkOutcome.DEAD]
    links[best] = LinkOutcome.OK
    with desk.write() as session:
        (first,) = {row.source_id for row in queries.citation_rows(session, rich[:1])[rich[0]] if row.exact}
        for number, link in enumerate(links):
            url = f"https://archive.example/{number}/"
            session.add(Memento(source_id=first, url=url, link=link, created_at=clock()))
        ledger.finish(session)
        cited = next(row.id for row in queries.citation_rows(session, rich[:1])[rich[0]] if row.exact)
        copy = session.exec(select(Memento.id).where(Memento.url == f"https://archive.example/{best}/")).one()
        seen = MementoCheck(
            memento_id=copy, citation_id=cited, exact="words", quote=QuoteOutcome.EXACT, reason="stands", at=clock()
        )
        session.add(seen)
        ledger.finish(session)

    with Reader(settings.db) as reader, desk.read() as session:
        offered = [row.memento for row in reader.pane(rich[0]).citations]
        assert offered == [row.memento for row in queries.claim_detail(session, rich[0]).citations]
        assert f"https://archive.example/{best}/" in offered
