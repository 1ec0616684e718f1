"""The screen's own reads give what the services' reads give."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from factcheck.errors import DeskError, NotFound
from factcheck.models import Memento, MementoCheck, Run
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.settings import Settings
from factcheck.store import ledger, queries
from factcheck.store.change_watch import Watch
from factcheck.store.fast_reader import WORST_LINK, WORST_QUOTE, Reader
from factcheck.store.filters import Filter
from factcheck.vocabulary import LinkOutcome, QuoteOutcome, Stance, Status
from tests.conftest import Clock


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


def test_rows_and_badges_are_those_of_the_queries(desk: Desk, settings: Settings, rich: list[int]) -> None:
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


def test_a_pane_shows_what_the_detail_holds(desk: Desk, settings: Settings, rich: list[int]) -> None:
    with Reader(settings.db) as reader, desk.read() as session:
        for claim_id in rich[:4]:
            pane, detail = reader.pane(claim_id), queries.claim_detail(session, claim_id)

            assert (pane.row, pane.notes) == (detail.row, detail.notes)
            assert (pane.rating_why, pane.status_why) == (detail.rating_why, detail.status_why)
            assert reader.urls(claim_id) == list(dict.fromkeys(each.url for each in detail.citations))
            for mine, theirs in zip(pane.citations, detail.citations, strict=True):
                assert [getattr(mine, name) for name in mine.__slots__] == [
                    getattr(theirs, name) for name in mine.__slots__
                ]


def test_the_worst_is_the_same_in_both() -> None:
    assert [str(each) for each in queries.WORST_LINK] == WORST_LINK
    assert [str(each) for each in queries.WORST_QUOTE] == WORST_QUOTE


def test_a_claim_that_was_withdrawn_has_no_pane(settings: Settings, rich: list[int]) -> None:
    with Reader(settings.db) as reader, pytest.raises(NotFound):
        reader.pane(rich[4])


def test_a_run_under_way_is_seen_until_it_ends_or_is_old(desk: Desk, settings: Settings, clock: Clock) -> None:
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


def test_nothing_can_be_written_through_it(settings: Settings, desk: Desk) -> None:
    with Reader(settings.db) as reader, pytest.raises(DeskError, match="is read-only; make it"):
        reader._all("DELETE FROM claim")


@pytest.mark.parametrize(
    ("content", "told"), [(b"no database at all", "is no database"), (b"", "is no desk's database any more")]
)
def test_what_is_no_desk_is_told_in_a_line(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "it.db"
    path.write_bytes(content)

    with pytest.raises(DeskError, match=told), Reader(str(path)) as reader:
        reader.badges()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not list open files")
def test_a_file_that_cannot_be_read_is_closed_again(tmp_path: Path) -> None:
    path = tmp_path / "it.db"
    path.write_bytes(b"no database at all")

    with pytest.raises(DeskError) as failed:
        Reader(str(path))

    links = [each.readlink() for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    assert path not in links, failed


def test_a_file_that_takes_the_place_is_noticed(desk: Desk, settings: Settings, tmp_path: Path) -> None:
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
