"""The desk on a screen: claims in a file, the application under Textual's pilot."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from textual.pilot import Pilot

from factcheck.services import citations, claims
from factcheck.services.desk import Desk
from factcheck.settings import Settings
from factcheck.vocabulary import Stance
from tui import Back, FactcheckApp
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
    "question_mark", "ctrl+s", "ctrl+t", "ctrl+d", "ctrl+u", "ctrl+p", "pagedown", "shift+tab",
}  # fmt: skip


@pytest.fixture
def filed(desk: Desk) -> list[int]:
    """Five claims, the newest on top of the queue; the third cites a source."""
    ids = [claims.add_claim(desk, claims.NewClaim(text=text, claimant="a minister")) for text in TEXTS]
    citations.cite(desk, ids[2], "https://news.example/a", quote="nobody was hurt", stance=Stance.SUPPORTS)
    return ids


@pytest.fixture
def app(desk: Desk, settings: Settings) -> FactcheckApp:
    return FactcheckApp(Back.over(desk, settings))
