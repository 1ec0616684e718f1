"""What the interface does with the world around it: pastes, clipboard, mouse, other reviewers, jobs, and the file itself."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from textual import events
from textual.geometry import Offset
from textual.widgets import Input

from factcheck.models import Run
from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.services.operations.presence import Presence
from factcheck.settings import Settings
from factcheck.store import ledger, queries
from factcheck.store.rows import Badges
from tests.conftest import Clock
from tests.tui.conftest import Front
from tui import FactcheckApp
from tui.text.claim_text import TextStyle, badge_line


async def paste(front: Front, text: str) -> None:
    front.app.post_message(events.Paste(text))
    await front.pilot.pause()


async def test_a_pasted_address_opens_the_form_with_it(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("j")
        await paste(front, " https://news.example/b?x=1\n")
        await front.sees(f"cite a source for claim {filed[3]}")
        await front.type("the words")

        assert app.screen.query_one("#url", Input).value == "https://news.example/b?x=1"
        assert "the words" in front.seen()


@pytest.mark.parametrize(
    "text", ["so", "https://a.example/ https://b.example/", "javascript:alert(1)", "https://a.example/\x1b[2J"]
)
async def test_other_pasted_text_acts_on_nothing(app: FactcheckApp, desk: Desk, filed: list[int], text: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await paste(front, text)
        await front.sees("nothing was done")

        with desk.read() as session:
            assert {str(row.status) for row in queries.claim_rows(session, filed)} == {"inbox"}


async def test_a_pasted_text_is_one_line_in_a_line(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("n")
        await front.sees("note:")
        await paste(front, "one\r\ntwo\x1b[31m\tthree")
        await front.type("enter")
        await front.sees("note added to claim")

        with desk.read() as session:
            assert [note.text for note in queries.claim_detail(session, filed[4]).notes] == ["one two[31m three"]


async def test_copying_says_what_it_copied(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("j", "j", "y")
        await front.sees("clipboard: the address https://news.example/a")
        copied = [app.clipboard]
        await front.type("Y")
        await front.sees("Nobody was hurt")

        assert [*copied, app.clipboard] == ["https://news.example/a", "Nobody was hurt"]
        assert front.list.current_claim() == filed[2]


async def test_the_mouse_takes_the_cursor_along_and_clicks_choose(app: FactcheckApp, desk: Desk) -> None:
    ids = [claims.add_claim(desk, claims.NewClaim(text=f"claim {number}")) for number in range(60)]
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees("claim 59")
        front.list.scroll_to(y=30, animate=False, force=True)
        await front.until(lambda: front.list.cursor == 30)
        await front.type("s", "o")
        await front.sees(f"claim {ids[29]}: status open")
        await pilot.click(front.list, offset=Offset(10, 5))
        await front.until(lambda: front.list.cursor == 35)


async def test_the_terminal_s_cursor_is_on_the_row(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("j", "j")

        assert front.seen().splitlines()[app.cursor_position.y].startswith(">")


async def test_other_reviewers_and_runs_are_in_the_header(
    app: FactcheckApp, desk: Desk, settings: Settings, clock: Clock, filed: list[int]
) -> None:
    bob = Presence(settings.db, "bob\x1b[31m")
    bob.enter()
    async with app.run_test(size=(120, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees("is here")
        with desk.write() as session:
            run = Run(started_at=clock.now, actor="cron", planned=300, checked=12)
            session.add(run)
            ledger.finish(session)
        await front.sees("verifying 12/300")
        with desk.write() as session:
            session.merge(run).ended_at = clock.now
            ledger.finish(session)
        await front.until(lambda: "verifying" not in front.seen())
        bob.leave()
        await front.until(lambda: "is here" not in front.seen())

        assert "\x1b" not in front.seen()


async def test_a_file_that_replaces_the_desk_is_shown_instead(
    app: FactcheckApp, desk: Desk, settings: Settings, filed: list[int], tmp_path: Path
) -> None:
    with sqlite3.connect(settings.db) as source, sqlite3.connect(tmp_path / "copy.db") as copy:
        source.backup(copy)
    source.close()
    copy.execute("PRAGMA journal_mode=WAL")
    copy.execute("UPDATE claim SET text = 'Restored' WHERE id = ?", (filed[4],))
    copy.commit()
    copy.close()
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees("Taxes fell")
        for name in ("desk.db-wal", "desk.db-shm"):
            (tmp_path / name).unlink(missing_ok=True)
        (tmp_path / "copy.db").rename(settings.db)
        await front.sees("replaced by another file")
        await front.sees("Restored")


async def test_nothing_is_written_where_the_desk_was(
    app: FactcheckApp, desk: Desk, settings: Settings, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees("Taxes fell")
        Path(settings.db).rename(f"{settings.db}.away")
        await front.sees("cannot be opened")
        await front.type("s", "o")
        await front.sees("nothing was stored")
        assert not Path(settings.db).exists()
        Path(f"{settings.db}.away").rename(settings.db)
        await front.sees("can be read again")
        await front.type("s", "o")
        await front.sees("status open")


async def test_a_clock_that_jumps_back_spoils_nothing(
    app: FactcheckApp, desk: Desk, clock: Clock, filed: list[int]
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.sees("Taxes fell")
        clock.now -= timedelta(days=400)
        await front.type("n", "a note", "enter")
        await front.sees("note added to claim")
        await front.sees("just now")


@pytest.mark.parametrize("width", [58, 60, 70, 80, 100, 120, 200])
def test_the_header_keeps_its_counts_and_its_reviewer_at_any_width(width: int) -> None:
    badges = Badges(inbox=3120, open=412, review=77, published=5012, rejected=9, attention=105)
    others = ["ana", "bob", "carol", "dan"]
    line = badge_line("newsroom.db", badges, "mira", "verifying 12,345/300,000", others, width, TextStyle()).plain

    assert len(line) <= width
    assert all(figure in line for figure in ("105 ", "3,120 ", "412 ", "77 ", "5,012 "))
    assert "mira" in line or width < 70


@pytest.mark.parametrize("width", [58, 60, 70, 80, 100, 120, 200])
def test_the_header_names_a_bulk_change_that_can_be_stopped_at_any_width(width: int) -> None:
    badges = Badges(inbox=3120, open=412, review=77, published=5012, rejected=9, attention=105)
    own = "status open: 12,000 of 30,000 (esc stops)"
    line = badge_line(
        "newsroom.db", badges, "mira", "verifying 1/2", ["bob"], width, TextStyle(), own_progress=own
    ).plain

    assert len(line) <= width
    assert own in line and "verifying" not in line
