"""Captures that a prune may remove, and those that it never removes."""

import shutil
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from sqlmodel import col

from factcheck.errors import DeskError
from factcheck.models import Capture
from factcheck.services.captures.reader import Verification, list_captures, verify_captures
from factcheck.services.captures.retention import Pruned, prune
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.services.editing.undo_redo import history
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from tests.conftest import Clock
from tests.support.web import Web, answer, article
from tests.warc.test_folder import kinds, room_for

QUOTE = "prices rose by 3% in May"


async def looks(desk: Desk, settings: Settings, web: Web, clock: Clock, *pages: str) -> None:
    for page in pages:
        web["/a"] = answer(article(page))
        async for _ in verify(desk, settings, Selection(Which.ALL)):
            pass
        clock.pass_(days=1)


def cite(desk: Desk, web: Web, quote: str | None = None) -> None:
    claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3%"))
    citations.cite(desk, claim, web.url("/a"), quote=quote)


def folder(desk: Desk) -> Path:
    return Path(f"{desk.engine.url.database}.captures")


def numbers(desk: Desk) -> list[int]:
    return [row.id for row in list_captures(desk)]


def whole(desk: Desk) -> bool:
    return not list(verify_captures(desk, folder(desk), Verification()))


def files(desk: Desk) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder(desk).iterdir()}


def prune_all(desk: Desk, clock: Clock, **how: bool) -> Pruned:
    clock.pass_(days=30)
    return prune(desk, folder(desk), 7, **how)


async def test_the_first_and_the_last_version_stay(desk: Desk, settings: Settings, web: Web, clock: Clock) -> None:
    cite(desk, web)
    await looks(desk, settings, web, clock, "one", "two", "three", "four")

    pruned = prune_all(desk, clock)

    assert [row.id for row in pruned.captures] == [2, 3]
    assert numbers(desk) == [1, 4]
    assert whole(desk)


async def test_every_version_that_a_citation_or_an_alert_refers_to_stays(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    cite(desk, web, QUOTE)
    other = "prices rose by 8% in May"
    pages = ["zero", f"{QUOTE}, a", f"{QUOTE}, b", f"{QUOTE}, c", f"{other}, d", f"{other}, e", f"{other}, f", "g"]
    await looks(desk, settings, web, clock, *pages)

    prune_all(desk, clock)

    # 1 the first, 2 the first with the words, 4 the last with them, 5 the look before the alert's, 6 the alert's, 8 the last.
    assert numbers(desk) == [1, 2, 4, 5, 6, 8]
    assert whole(desk)


async def test_the_target_of_a_revisit_stays(desk: Desk, settings: Settings, web: Web, clock: Clock) -> None:
    cite(desk, web)
    await looks(desk, settings, web, clock, "one", "two", "three", "two")

    prune_all(desk, clock)

    assert numbers(desk) == [1, 2, 4]


async def test_young_versions_stay(desk: Desk, settings: Settings, web: Web, clock: Clock) -> None:
    cite(desk, web)
    await looks(desk, settings, web, clock, "one", "two", "three", "four")

    assert prune(desk, folder(desk), 7).captures == ()


async def test_a_dry_run_changes_nothing(desk: Desk, settings: Settings, web: Web, clock: Clock) -> None:
    cite(desk, web)
    await looks(desk, settings, web, clock, "one", "two", "three")
    before = files(desk)

    assert [row.id for row in prune_all(desk, clock, dry_run=True).captures] == [2]
    assert files(desk) == before
    assert numbers(desk) == [1, 2, 3]


@pytest.fixture
async def shared(desk: Desk, settings: Settings, web: Web, clock: Clock) -> str:
    """The name of a file that holds captures of two sources, one of which may go."""
    cite(desk, web)
    web["/b"] = answer(article("another page"))
    await looks(desk, settings, web, clock, "one")
    claim = claims.add_claim(desk, claims.NewClaim(text="Another"))
    citations.cite(desk, claim, web.url("/b"))
    await looks(desk, settings, web, clock, "two", "three")
    return next(row.file or "" for row in list_captures(desk) if row.url.endswith("/b"))


async def test_a_file_with_captures_that_stay_is_rewritten(desk: Desk, clock: Clock, shared: str) -> None:
    prune_all(desk, clock)

    (staying,) = [row for row in list_captures(desk) if row.url.endswith("/b")]
    assert staying.file == shared.replace(".warc.gz", "-p1.warc.gz")
    assert shared not in files(desk)
    assert kinds(folder(desk) / staying.file) == ["warcinfo", "warcinfo", "response", "request"]
    assert whole(desk)


async def test_the_log_lists_the_pruned_captures(desk: Desk, clock: Clock, shared: str) -> None:
    gone = [row.digest for row in prune_all(desk, clock).captures]

    (line,) = [row for row in history(desk) if row.action == "captures.pruned"]
    assert [each["bytes"] for each in line.data["dropped"]] == gone


async def test_a_file_with_a_capture_that_cannot_be_read_stays_as_it_is(desk: Desk, clock: Clock, shared: str) -> None:
    staying = next(row for row in list_captures(desk) if row.file == shared and row.url.endswith("/b"))
    path = folder(desk) / shared
    data = bytearray(path.read_bytes())
    data[(staying.offset or 0) + 20] ^= 1
    path.write_bytes(data)
    before, rows = files(desk), numbers(desk)

    pruned = prune_all(desk, clock)

    assert [each.capture_id for each in pruned.failures] == [staying.id]
    assert pruned.captures == ()
    assert (files(desk), numbers(desk)) == (before, rows)


async def test_a_full_disk_loses_nothing(desk: Desk, clock: Clock, shared: str) -> None:
    before, rows = files(desk), numbers(desk)

    with room_for(200), pytest.raises(DeskError, match="captures"):
        prune_all(desk, clock)

    assert (files(desk), numbers(desk)) == (before, rows)


async def test_files_that_an_interrupted_prune_left_are_removed_by_the_next(
    desk: Desk, clock: Clock, shared: str
) -> None:
    old = (folder(desk) / shared).read_bytes()
    prune_all(desk, clock)
    (folder(desk) / shared).write_bytes(old)
    (folder(desk) / "of-somebody-else.warc.gz").write_bytes(old)

    prune_all(desk, clock)

    assert shared not in files(desk)
    assert "of-somebody-else.warc.gz" in files(desk)
    assert whole(desk)


async def test_files_that_an_interrupted_prune_left_do_not_fail_the_next(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    cite(desk, web)
    await looks(desk, settings, web, clock, "one", "two", "three")
    names = sorted(files(desk))
    for name in names:
        (folder(desk) / f"{name.replace('.warc.gz', '-p1.warc.gz')}.part").write_bytes(b"torn")
    (folder(desk) / "notes.part").write_text("a reviewer's own")

    done = prune_all(desk, clock)

    assert (len(done.captures), done.failures) == (1, ())
    assert [name for name in files(desk) if name.endswith(".part")] == ["notes.part"]
    assert whole(desk)


async def test_a_rewritten_file_keeps_its_mode(
    desk: Desk, settings: Settings, web: Web, clock: Clock, tmp_path: Path
) -> None:
    cite(desk, web)
    web["/b"] = answer(article("another page"))
    citations.cite(desk, 1, web.url("/b"))
    await looks(desk, settings, web, clock, "one", "two", "three")
    for path in folder(desk).iterdir():
        path.chmod(0o640)

    assert prune_all(desk, clock).captures

    assert {path.stat().st_mode & 0o777 for path in folder(desk).iterdir()} == {0o640}


async def test_where_the_database_has_no_space_complete_files_are_removed_first(
    desk: Desk, settings: Settings, web: Web, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    cite(desk, web)
    await looks(desk, settings, web, clock, "one", "two", "three", "four")
    before = files(desk)

    def refuse(*_: object) -> None:
        if len(files(desk)) > len(before) - 2:
            raise sa.exc.OperationalError("COMMIT", None, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    sa.event.listen(desk.engine, "commit", refuse)
    done = prune_all(desk, clock)

    assert len(done.captures) == 2
    assert len(files(desk)) == len(before) - 2
    assert whole(desk)


async def test_a_capture_without_records_in_a_file_frees_no_bytes(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    cite(desk, web)
    await looks(desk, settings, web, clock, "one", "two", "three", "four")
    sizes = {row.id: row.length or 0 for row in list_captures(desk)}
    with desk.write() as session:
        columns = [each for each in Capture.model_fields if each.startswith("warc_")]
        session.execute(sa.update(Capture).where(col(Capture.id) == 2).values(dict.fromkeys(columns)))
        session.commit()

    pruned = prune_all(desk, clock)

    assert [row.id for row in pruned.captures] == [3, 2]
    assert pruned.bytes == sizes[3] > 0


async def test_where_the_database_fails_otherwise_no_file_is_removed(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    cite(desk, web)
    await looks(desk, settings, web, clock, "one", "two", "three")
    before = files(desk)

    def refuse(*_: object) -> None:
        raise sa.exc.OperationalError("COMMIT", None, sqlite3.OperationalError("attempt to write a readonly database"))

    sa.event.listen(desk.engine, "commit", refuse)
    with pytest.raises(DeskError, match="read-only"):
        prune_all(desk, clock)

    assert files(desk) == before
