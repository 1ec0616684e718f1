"""The alerts of a night, cleared by single keys."""

from dataclasses import replace
from datetime import timedelta

import pytest

from factcheck.cli.output import alert_line as alert_line_of_the_command_line
from factcheck.cli.output import alert_lines
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, undo_redo
from factcheck.settings import Settings
from factcheck.store import queries
from factcheck.store.fast_reader import Reader
from factcheck.store.rows import AlertRow
from tests.conftest import START
from tests.tui.conftest import WORDS, Front, keep_copy
from tests.tui.test_queue import claim
from tui import FactcheckApp
from tui.screens.alerts import AlertsScreen
from tui.text.alert_text import alert_heading, alert_line, alert_text
from tui.text.claim_text import TextStyle

ROW = AlertRow(
    id=7, claim_id=12, claim_text="Prices \x1b[31mrose [red]", citation_id=3, url="https://news.example:8080/a", kind="quote",
    before="exact", after="altered", rule="second-look",
    detail={"found": "rose by 8%", "diff": [{"kind": "number", "quoted": "3%", "found": "8%"}]}, opened_at=START,
    resolved_at=None, resolved_by=None, resolution=None, quote="rose by 3%", checks=(), memento=None,
)  # fmt: skip


@pytest.mark.parametrize("width", [58, 80, 118])
def test_an_alert_in_a_line_is_harmless_and_as_wide_as_the_list(width: int) -> None:
    line = alert_line(ROW, None, START + timedelta(days=2), width, TextStyle(), cursor=True).plain

    assert len(line) == width
    assert line.startswith(">     2 d     12 quote exact → altered")
    assert "\x1b" not in line and ("news.example" in line) is (width >= 78)
    assert len(alert_heading(width)) <= width


def test_an_alert_shows_the_words_before_and_after_and_their_difference() -> None:
    text = alert_text(ROW, None, START, TextStyle()).plain

    assert "quoted “rose by 3%”\nnow    “rose by 8%”\nnumber: “3%” became “8%”" in text
    assert "no archived copy is known" in text and "rule second-look" in text
    assert alert_text(ROW, None, START, TextStyle(ascii=True)).plain.replace("␛", "").isascii()


def test_an_alert_says_that_an_article_is_no_longer_shown() -> None:
    row = replace(ROW, after="unverifiable", rule="stub", detail={"reason": "stub"})

    assert "the article is no longer shown" in alert_text(row, None, START, TextStyle()).plain
    assert "no longer shown" in alert_line_of_the_command_line(row)
    assert "has shown almost none of it" in "\n".join(alert_lines(row))


def resolutions(desk: Desk) -> dict[int, str | None]:
    """Return what became of the alerts, by claim."""
    return {each.claim_id: each.resolution for each in alerts.list_alerts(desk, open_only=False)}


def rows(front: Front) -> list[int]:
    """Return the claims of the alerts in the view."""
    assert isinstance(front.app.screen, AlertsScreen)
    view = front.app.screen.alert_list
    return [row.claim_id for row in (view.row_at(at) for at in range(len(view.ids))) if row]


def test_the_screen_s_own_reads_are_those_of_the_queries(desk: Desk, settings: Settings, night: list[int]) -> None:
    keep_copy(desk, 3, "https://archive.example/2/")
    alerts.dismiss(desk, alerts.list_alerts(desk)[-1].id)
    with Reader(settings.db) as reader:
        expected = alerts.list_alerts(desk)

        assert list(reader.alert_ids()) == [row.id for row in expected]
        assert reader.alerts(reader.alert_ids()) == expected
        assert [list(reader.alert_ids(each)) for each in night] == [
            [row.id for row in expected if row.claim_id == each] for each in night
        ]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
async def test_the_view_shows_every_open_alert(app: FactcheckApp, night: list[int], size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        await front.type("!")
        await front.sees("3 open alerts")
        await front.until(lambda: f"quoted “{WORDS}”" in front.seen())
        shown = front.seen()
        await front.type("q")
        await front.sees("STATUS")

        assert sorted(rows_of(shown)) == ["altered", "altered", "dead"]


def rows_of(shown: str) -> list[str]:
    return [word for line in shown.splitlines()[2:5] for word in ("altered", "dead") if f"→ {word}" in line]


@pytest.mark.parametrize(
    ("key", "number", "resolution"),
    [
        ("D", 2, "dismissed"),
        ("W", 1, "withdrawn"),
        ("O", 1, "reopened"),
        ("L", 2, "replaced"),
    ],
)
async def test_one_key_ends_an_alert_and_one_brings_it_back(
    app: FactcheckApp, desk: Desk, night: list[int], key: str, number: int, resolution: str
) -> None:
    keep_copy(desk, 3, "https://archive.example/2/")
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("!")
        await front.until(lambda: sorted(rows(front)) == night)
        order = rows(front)
        at = order.index(night[number])
        await front.type(*"j" * at, key)
        await front.until(lambda: resolutions(desk)[night[number]] == resolution)
        await front.sees("(u undoes it)")
        left, under = rows(front), app.screen.query_one("AlertList").current_claim()  # type: ignore[attr-defined]
        told = front.seen()
        await front.type("u")
        await front.until(lambda: rows(front) == order)

        assert left == [each for each in order if each != night[number]]
        assert under == (left[at] if at < len(left) else left[-1])
        assert resolution != "replaced" or "link replaced (u undoes it): https://archive.example/2/" in told
        assert resolutions(desk)[night[number]] is None


async def test_a_link_without_a_known_copy_asks_for_an_address(app: FactcheckApp, desk: Desk, night: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("!")
        await front.until(lambda: sorted(rows(front)) == night)
        await front.type(*"j" * rows(front).index(night[2]), "L")
        await front.sees("no archived copy is known; the address")
        await front.type("javascript:alert(1)", "enter")
        await front.until(lambda: "javascript" in front.seen().splitlines()[-2] and len(rows(front)) == 3)
        await front.type("g", *"j" * rows(front).index(night[2]), "L", "https://gov.example/new", "enter")
        await front.sees("link replaced (u undoes it): https://gov.example/new")

        assert claim(desk, night[2]).citations[0].url == "https://gov.example/new"
        assert len(rows(front)) == 2


async def test_a_refused_resolution_is_explained_and_its_row_stays(
    app: FactcheckApp, desk: Desk, night: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("!")
        await front.until(lambda: sorted(rows(front)) == night)
        await front.type(*"j" * rows(front).index(night[2]), "A")
        await front.sees(f"claim {night[2]}: the alert has no new wording to accept")
        await front.type("s", "o", "y")
        await front.sees("status open")
        await front.type("g", *"j" * rows(front).index(night[2]), "O")
        await front.sees("is already open")

        assert set(resolutions(desk).values()) == {None}
        assert len(rows(front)) == 3


async def test_alerts_that_others_end_go_and_the_cursor_stays_on_its_alert(
    app: FactcheckApp, desk: Desk, bob: Desk, night: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("!")
        await front.until(lambda: len(rows(front)) == 3)
        order = rows(front)
        await front.type("j")
        newest = next(each for each in alerts.list_alerts(desk) if each.claim_id == order[0])
        alerts.dismiss(bob, newest.id)
        await front.until(lambda: rows(front) == order[1:])
        under = [app.screen.keys().current_claim()]  # type: ignore[attr-defined]
        undo_redo.undo(bob)
        await front.until(lambda: rows(front) == order)
        under.append(app.screen.keys().current_claim())  # type: ignore[attr-defined]

        assert under == [order[1], order[1]]


async def test_the_same_keys_act_in_the_queue_and_in_the_claim(app: FactcheckApp, desk: Desk, night: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.until(lambda: front.list.current_claim() is not None)
        first = front.list.current_claim() or 0
        await front.type("W")
        await front.sees(f"claim {first}: citation withdrawn (u undoes it)")
        await front.type("j")
        await front.until(lambda: front.list.ids[0] != first)
        await front.type("g", "enter", "O")
        await front.sees("claim reopened (u undoes it)")
        await front.type("D")
        await front.sees("has no open alert")

        assert sorted(map(str, resolutions(desk).values())) == ["None", "reopened", "withdrawn"]


async def test_enter_opens_the_claim_and_steps_through_the_alerts(app: FactcheckApp, night: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("!")
        await front.until(lambda: len(rows(front)) == 3)
        order = rows(front)
        await front.type("enter")
        await front.sees(f"claim {order[0]} ·")
        await front.type("J")
        await front.sees(f"claim {order[1]} ·")
        await front.type("K", "K")
        await front.sees("this is the first claim")
        await front.type("q")
        await front.sees("3 open alerts")
        await front.type("1")
        await front.sees("STATUS")

        assert front.list.has_focus


async def test_an_empty_list_of_alerts_says_so(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("!")
        await front.sees("No open alerts.")
        await front.type("A", "enter")
        await front.sees("no alert is under the cursor")


async def test_a_rating_in_the_list_of_alerts_rates_the_claim_of_the_alert(
    app: FactcheckApp, desk: Desk, night: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("!")
        await front.until(lambda: len(rows(front)) == 3)
        first = rows(front)[0]
        await front.type("v", "f", "the page is gone", "enter")
        await front.sees("is rated false")

        with desk.read() as session:
            assert queries.claim_rows(session, [first])[0].rating == "false"
