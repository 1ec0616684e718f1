"""The desk on a screen: claims in a file, the application under Textual's pilot."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from textual.pilot import Pilot

from factcheck.models import Citation, Memento, MementoCheck
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, citations, claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from factcheck.store import ledger
from factcheck.vocabulary import LinkOutcome, QuoteOutcome, Stance, Status
from tests.conftest import Clock
from tests.support.web import Web, answer, article
from tui import FactcheckApp, Gateway
from tui.screens.queue import QueueScreen
from tui.widgets.claim_list import ClaimList

TEXTS = (
    "Prices rose by 3% in May",
    "The bridge was closed",
    "Nobody was hurt",
    "The vaccine was approved",
    "Taxes fell",
)


@dataclass
class Front:
    """The application under the pilot, and what a reviewer sees."""

    app: FactcheckApp
    pilot: Pilot[None]

    def seen(self) -> str:
        """Return the screen as text."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    @property
    def list(self) -> ClaimList:
        """The queue's list."""
        queue = next(screen for screen in self.app.screen_stack if isinstance(screen, QueueScreen))
        return queue.claim_list

    async def until(self, holds: Callable[[], Any]) -> None:
        """Wait until something holds."""
        for _ in range(300):
            await self.pilot.pause()
            if holds():
                return
        raise AssertionError(f"never happened; the screen is\n{self.seen()}")

    async def sees(self, text: str) -> None:
        """Wait until a text is on the screen."""
        await self.until(lambda: text in self.seen())

    async def type(self, *keys: str) -> None:
        """Press keys; a string of several letters is typed."""
        for key in keys:
            await self.pilot.press(*key) if key not in NAMED and len(key) > 1 else await self.pilot.press(key)


NAMED = {
    "enter", "escape", "tab", "down", "up", "home", "end", "space", "left", "right", "slash", "backspace",
    "question_mark", "ctrl+s", "ctrl+t", "ctrl+d", "ctrl+u", "ctrl+p", "ctrl+o", "pagedown", "shift+tab",
}  # fmt: skip


@pytest.fixture
def filed(desk: Desk) -> list[int]:
    """Five claims, the newest on top of the queue; the third cites a source."""
    ids = [claims.add_claim(desk, claims.NewClaim(text=text, claimant="a minister")) for text in TEXTS]
    citations.cite(desk, ids[2], "https://news.example/a", quote="nobody was hurt", stance=Stance.SUPPORTS)
    return ids


OpenApp = Callable[[Desk, Settings], FactcheckApp]


@pytest.fixture
def open_app() -> Iterator[OpenApp]:
    """Return a function that opens the application on a desk; what it opened is closed after the test."""
    with ExitStack() as resources:

        def opened(desk: Desk, settings: Settings) -> FactcheckApp:
            gateway = Gateway.over(desk, settings)
            resources.callback(gateway.close)
            return FactcheckApp(gateway)

        yield opened


@pytest.fixture
def app(open_app: OpenApp, desk: Desk, settings: Settings) -> FactcheckApp:
    return open_app(desk, settings)


WORDS = "prices rose by 3% in May"
STOOD = answer(article("One word before.", f"Officials said that {WORDS}, a record.", "A word after."))
STANDS = answer(
    article("Another word before.", "Officials said that prices rose by 8% in May, a record.", "A word after.")
)


async def days(desk: Desk, settings: Settings, clock: Clock, number: int) -> None:
    """Look at every source once a day."""
    for _ in range(number):
        clock.pass_(days=1)
        async for _news in verify(desk, settings, Selection(Which.ALL)):
            pass


@pytest.fixture
async def night(desk: Desk, settings: Settings, web: Web, clock: Clock) -> list[int]:
    """Three published claims and an alert about each: of the first two the words changed, the last one's page is gone."""
    ids = []
    for number, text in enumerate(("Prices rose by 3%", "Prices rose a lot", "Prices rose again")):
        ids.append(
            claims.add_claim(
                desk, claims.NewClaim(text=text, status=Status.PUBLISHED, rating="true", rating_why="counted")
            )
        )
        citations.cite(desk, ids[-1], web.url(f"/{number}"), quote=WORDS)
        web[f"/{number}"] = STOOD
    await days(desk, settings, clock, 1)
    web["/0"] = web["/1"] = STANDS
    web["/2"] = answer(status="404 Not Found")
    await days(desk, settings, clock, 5)
    assert {each.claim_id: each.after for each in alerts.list_alerts(desk)} == dict(
        zip(ids, ("altered", "altered", "dead"), strict=True)
    )
    return ids


def keep_copy(desk: Desk, citation_id: int, url: str) -> None:
    """Let an archived copy be known in which the citation's words stand."""
    with desk.write() as session:
        citation = session.get_one(Citation, citation_id)
        memento = Memento(source_id=citation.source_id, url=url, link=LinkOutcome.OK, created_at=desk.clock())
        session.add(memento)
        session.flush()
        session.add(
            MementoCheck(
                memento_id=memento.id,
                citation_id=citation_id,
                exact=citation.exact or "",
                quote=QuoteOutcome.EXACT,
                reason="stands",
                at=desk.clock(),
            )
        )
        ledger.finish(session)
