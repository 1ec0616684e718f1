"""The demo: fifteen claims, a small web that changes, and the alerts a reviewer finds after eleven days."""

import asyncio
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from sqlmodel import select

from factcheck.clock import now
from factcheck.demo.desk import STAGES, Demo, Stage, open_demo
from factcheck.models import Run, Source
from factcheck.resources import folder
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts
from factcheck.services.monitoring.events import RunEvent, RunFinished
from factcheck.services.operations.integrity import check_integrity
from factcheck.settings import Settings
from factcheck.store import filters, queries

pytestmark = pytest.mark.process


async def look(demo: Demo, stage: Stage) -> list[RunEvent]:
    return [news async for news in demo.run(stage)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Demo, list[list[RunEvent]]]]:
    """The demo after all its stages, and what each told."""
    with open_demo(tmp_path_factory.mktemp("demo"), Settings(db="elsewhere.db", actor="ana")) as opened:
        yield opened, [asyncio.run(look(opened, stage)) for stage in STAGES]


@pytest.fixture(scope="module")
def desk(demo: tuple[Demo, list[list[RunEvent]]]) -> Desk:
    return demo[0].desk


def test_the_seeds_are_fifteen_claims_with_evidence() -> None:
    seeds = tomllib.loads((folder("seeds") / "claims.toml").read_text())["claim"]

    assert [seed["id"] for seed in seeds] == [f"C{number}" for number in range(1, 16)]
    assert all(seed["text"] and seed["standalone"] and seed["claimant"] and seed["evidence"] for seed in seeds)


def test_every_page_the_seeds_cite_is_in_the_small_web() -> None:
    seeds = tomllib.loads((folder("seeds") / "claims.toml").read_text())
    pages = tomllib.loads((folder("seeds") / "web.toml").read_text())
    cited = {evidence["url"] for claim in seeds["claim"] for evidence in claim["evidence"]} | {seeds["article"]}

    assert {url for url in cited if url.startswith("/")} <= pages.keys()


def test_every_stage_ends_well_and_alerts_open_when_they_are_believed(
    demo: tuple[Demo, list[list[RunEvent]]],
) -> None:
    ended = [news for told in demo[1] for news in told if isinstance(news, RunFinished)]

    assert [(run.planned, run.checked, run.stopped) for run in ended] == [(14, 14, False)] * len(STAGES)
    assert [run.alerts_opened for run in ended] == [0, 0, 4, 1, 1]
    assert [run.alerts_resolved for run in ended] == [0] * len(STAGES)
    assert ended[0].links == {"ok": 14}
    assert ended[-1].links == {"ok": 9, "moved": 1, "dead": 1, "soft404": 1, "blocked": 1, "unreachable": 1}


def test_the_alerts_match_the_changes_of_the_web(desk: Desk) -> None:
    opened = {(urlsplit(alert.url).path, alert.kind, alert.before, alert.after) for alert in alerts.list_alerts(desk)}

    assert opened == {
        ("/weapons", "quote", "exact", "altered"),
        ("/ministry/visit", "quote", "exact", "altered"),
        ("/ministry/denial", "quote", "exact", "displaced"),
        ("/monitors", "quote", "exact", "missing"),
        ("/reactions", "link", "failing", "dead"),
        ("/sanctions", "link", "ok", "moved"),
    }


def test_each_alert_offers_a_copy_that_contains_the_words(desk: Desk) -> None:
    offered = [alert.memento for alert in alerts.list_alerts(desk)]

    assert [(copy.verdict, copy.digest_holds) for copy in offered if copy] == [("confirmed", True)] * 6


def test_changes_that_open_no_alert_have_states_of_their_own(desk: Desk) -> None:
    with desk.read() as session:
        sources = session.exec(select(Source)).all()

    by_state = {urlsplit(source.url).path: str(source.state) for source in sources if source.last_checked_at}
    assert (
        by_state.items()
        >= {
            "/sanctions": "moved",
            "/briefing": "blocked",
            "/mandate": "unreachable",
            "/alternatives": "failing",
            "/resolutions.pdf": "ok",
            "/article": "ok",
        }.items()
    )


def test_no_real_site_is_fetched(desk: Desk) -> None:
    with desk.read() as session:
        looked_at = Counter(
            (urlsplit(source.url).hostname == "127.0.0.1", source.last_checked_at is not None)
            for source in session.exec(select(Source))
        )

    assert looked_at.keys() == {(True, True), (False, False)}


def test_the_stages_are_days_apart_and_end_today(desk: Desk) -> None:
    with desk.read() as session:
        started = [run.started_at for run in session.exec(select(Run))]

    pauses = [later - earlier for earlier, later in pairwise(started)]
    assert [pause >= stage.later for pause, stage in zip(pauses, STAGES[1:], strict=True)] == [True] * 4
    assert sum(pauses, timedelta()) >= timedelta(days=11)
    assert desk.clock() <= now()


def test_the_desk_of_the_demo_is_intact(desk: Desk) -> None:
    assert check_integrity(desk, full=True, save_checkpoint=False).findings() == []
    with desk.read() as session:
        rows = queries.claim_page(session, filters.parse("status:open"), me="ana").rows
        contradiction = queries.claim_page(session, filters.parse("tag:contradiction"), me="ana").rows

    assert len(rows) == 15
    assert {(row.language, row.claimant != "") for row in rows} == {("fr", True)}
    assert [row.id for row in contradiction] == [3, 2]
